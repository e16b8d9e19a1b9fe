"""Turns of phrase: each is found in words that have it, not in words that only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.particulars.cues import CUES, find_cues
from lexassist.particulars.wording import split_words


def found(text: str) -> set[str]:
    return {CUES[at].name for at in find_cues(text.lower(), {*split_words(text)})}


@pytest.mark.parametrize(
    ("text", "expected", "not_expected"),
    [
        ("Supplier's prices shall be no less favorable than those of any other customer.", "favoured customer", "minimum"),
        ("There are no third party beneficiaries of this Agreement.", "no third party beneficiary", "solicit"),
        ("Parent is an intended third-party beneficiary.", "is a third party beneficiary", "no third party beneficiary"),
        ("Agent shall not compete with Principal.", "non-compete", "passive holding"),
        ("An exclusive right to distribute the Products.", "exclusive right", "disparage"),
        ("Neither party shall hire or solicit any employee of the other.", "solicit employees", "solicit customers"),
        ("Agent shall not solicit the customers of Principal.", "solicit customers", "disparage"),
        ("A right of first refusal to buy the Shares.", "first refusal", "change of control"),
        ("A perpetual, irrevocable licence to use it.", "irrevocable or perpetual", "unlimited licence"),
        ("Source code shall be deposited in escrow.", "escrow of source code", "first refusal"),
        ("This Agreement renews automatically for successive years.", "automatic renewal", "cap"),
    ],
)  # fmt: skip
def test_a_turn_of_phrase_is_known(text: str, expected: str, not_expected: str) -> None:
    assert expected in found(text)
    assert not_expected in {cue.name for cue in CUES}
    assert not_expected not in found(text)


def test_what_is_not_exclusive_is_no_exclusive_right() -> None:
    assert "exclusive right" not in found("A non-exclusive right to use the Marks.")


def test_names_are_different() -> None:
    assert len({cue.name for cue in CUES}) == len(CUES)


@given(st.text("the shall not compete escrow assign 5% of revenue.", max_size=400))
def test_what_is_found_has_one_of_its_words_and_its_pattern(text: str) -> None:
    words = {*split_words(text)}
    for at in find_cues(text, words):
        assert CUES[at].triggers & words
        assert CUES[at].pattern.search(text)
