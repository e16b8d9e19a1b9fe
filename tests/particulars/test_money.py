"""Limits of liability: an amount, or the words of the formula."""

from __future__ import annotations

import pytest

from lexassist.particulars.law import read_forum
from lexassist.particulars.money import read_caps

from .contracts import body


@pytest.mark.parametrize(
    ("clause", "normal", "words"),
    [
        # An amount.
        ("The liability of either party shall not exceed US$ 2 million in any year.", "USD 2000000", "US$ 2 million in any year"),
        # A formula.
        ("Supplier's total liability is limited to the fees paid in the preceding twelve (12) months.", "",
         "the fees paid in the preceding twelve (12) months"),
        # The greater of an amount and something that is not known is no amount.
        ("The liability of either party shall not exceed the greater of $5,000 and the fees paid.", "",
         "the greater of $5,000 and the fees paid"),
    ],
)  # fmt: skip
def test_a_cap_is_an_amount_or_a_formula(clause: str, normal: str, words: str) -> None:
    (cap,) = read_caps(body(f"SERVICES AGREEMENT\n\n1. Liability. {clause}"))
    assert (cap.normal, cap.words) == (normal, words)


@pytest.mark.parametrize(
    "clause",
    [
        "Supplier bears all liability, including but not limited to lost profits of the Buyer.",  # limits nothing
        "Buyer has no liability for more than ordinary care requires.",  # no measure
    ],
)
def test_what_caps_nothing_is_no_cap(clause: str) -> None:
    assert list(read_caps(body(f"SERVICES AGREEMENT\n\n1. Liability. {clause}"))) == []


@pytest.mark.parametrize(
    ("clause", "places"),
    [
        ("The courts of England and Wales have exclusive jurisdiction.", ["England and Wales"]),
        ("Disputes are settled by arbitration held at Singapore under its rules.", ["Singapore"]),
        ("Any arbitration shall be conducted in the English language.", []),  # a language, not a place
        ("The tribunal of experts in Delaware looks at samples.", []),  # nobody submits to it
    ],
)
def test_the_places_of_courts_and_arbitrators(clause: str, places: list[str]) -> None:
    assert [value.normal for value in read_forum(body(f"SERVICES AGREEMENT\n\n1. Disputes. {clause}"))] == places
