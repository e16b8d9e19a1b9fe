"""What kind of contract words mean."""

from __future__ import annotations

import pytest

from lexassist.retrieval.kinds import amendment_numbers, kinds_of


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        # forms of one word, spellings, plurals
        ("distributor", {"distribution"}),
        ("distribution", {"distribution"}),
        ("license", {"licence"}),
        ("licences", {"licence"}),
        ("co-branding", {"branding"}),
        ("tenancy", {"lease"}),
        # abbreviations, also of several; some mean two kinds at once
        ("nda", {"confidentiality"}),
        ("ndas", {"confidentiality"}),
        ("non-disclosure", {"confidentiality"}),
        ("msa", {"master", "service"}),
        # several words together
        ("manufacturing supply", {"manufacturing", "supply"}),
        # words that say no kind
        ("agreement", set()),
        ("halden", set()),
    ],
)
def test_words_say_a_kind_in_any_form(words: str, kinds: set[str]) -> None:
    assert kinds_of(words.split()) == kinds


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Amendment No. 2", [2]),
        ("amendment #3 to the lease", [3]),
        ("msa amendment 1", [1]),
        ("the second amendment", [2]),
        ("2nd Amendment", [2]),
        ("Addendum IV", [4]),
        ("Amendment Number Three", [3]),
        # not numbered: a section, a word that begins like a numeral
        ("amendment in Section 2", []),
        ("amendment 2.1", []),
        ("an amendment", []),
    ],
)
def test_amendments_are_numbered_in_any_form(text: str, numbers: list[int]) -> None:
    assert [number for number, _, _ in amendment_numbers(text)] == numbers
