"""Wording: the same words whatever their endings, never another duty."""

from __future__ import annotations

import pytest

from lexassist.review.phrases import find_phrase


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("prior written consent", "with the prior\nwritten consent of the other", True),
        ("assign", "No assignment is allowed.", True),
        ("not be unreasonably withheld", "which shall not be unreasonably withheld or delayed", True),
        # An article makes no difference.
        ("return documents", "return the documents", True),
        ("need to know", "who need to know it", True),
        ("reasonable care | same degree of care", "with the same degree of care", True),
        ("only ... purpose", "use it only for the Purpose", True),
        # A gap does not jump over a negation, nor over the end of a sentence.
        ("may ... assign", "The Supplier may not assign it.", False),
        ("may assign", "The Supplier may not assign it.", False),
        ("may ... terminate", "It may pay. The other shall terminate it.", False),
        # A licensor is no licensee.
        ("licensor", "the licensee", False),
        ("shall pay", "may pay", False),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str, found: bool) -> None:
    assert (find_phrase(phrase, [text]) == 0) is found


def test_the_first_sentence_that_has_it_is_told() -> None:
    assert find_phrase("consent", ["It is so.", "With consent.", "Consents are given."]) == 1
    assert find_phrase("consent", []) is None
