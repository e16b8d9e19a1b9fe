"""Parties as the openings of contracts name them."""

from __future__ import annotations

import pytest

from lexassist.particulars.parties import find_parties, party_key

from .contracts import body

PARTIES = [
    # A company form, a state, a defined name in quotation marks.
    (
        'This Agreement is made between Halyard Looms, Inc., a Delaware corporation ("Supplier"), and Brackwater Mills '
        'Limited, with offices at 4 Quay Road, Leeds ("Buyer").',
        [("Halyard Looms, Inc.", "Supplier"), ("Brackwater Mills Limited", "Buyer")],
    ),
    # The defined name without quotation marks, parties by number.
    (
        "PARTIES\n\n(1) HALYARD LOOMS LIMITED, incorporated and registered in England and Wales (the Supplier); and\n\n"
        "(2) BRACKWATER MILLS PLC, incorporated in Scotland (the Buyer).",
        [("HALYARD LOOMS LIMITED", "Supplier"), ("BRACKWATER MILLS PLC", "Buyer")],
    ),
    # "and" and "&" inside a name; a person.
    (
        'This Agreement is by and between Stone, Fell & Marsh LLC ("Agency") and Ada Quill (the "Consultant").',
        [("Stone, Fell & Marsh LLC", "Agency"), ("Ada Quill", "Consultant")],
    ),
    # No defined names.
    (
        "SERVICES AGREEMENT\n\nby and between\n\nHALYARD LOOMS INC.\n\nand\n\nBRACKWATER MILLS LLC\n",
        [("HALYARD LOOMS INC.", ""), ("BRACKWATER MILLS LLC", "")],
    ),
    # A place in brackets is part of a name; a form in another language; hereinafter.
    (
        'This Agreement is entered into by and between Halyard (Leeds) Limited (hereinafter referred to as "Halyard") and '
        'Moulin Clair S.A.S., a French company (hereinafter "Moulin").',
        [("Halyard (Leeds) Limited", "Halyard"), ("Moulin Clair S.A.S.", "Moulin")],
    ),
    # Two companies with one name for both.
    (
        'This Agreement is among Halyard Looms, Inc. and Halyard Yarns, Inc. (together the "Sellers") and Brackwater Mills '
        'LLC (the "Buyer").',
        [("Halyard Looms, Inc.", "Sellers"), ("Halyard Yarns, Inc.", "Sellers"), ("Brackwater Mills LLC", "Buyer")],
    ),
    # Lines with a label.
    (
        "Party A: Halyard Looms Co., Ltd.\nAddress: 4 Quay Road\n\nParty B: Brackwater Mills Co., Ltd.\nAddress: 9 Mill Lane\n",
        [("Halyard Looms Co., Ltd.", "Party A"), ("Brackwater Mills Co., Ltd.", "Party B")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("opening", "parties"), PARTIES)
def test_the_parties_with_what_they_are_called(opening: str, parties: list[tuple[str, str]]) -> None:
    found = [
        one.value for one in find_parties(body(f"SUPPLY AGREEMENT\n\n{opening}\n\n1. Supply. The Goods are sold."))
    ]
    assert [(value.normal, value.role) for value in found] == parties


def test_where_nobody_is_named_there_is_no_party() -> None:
    assert list(find_parties(body("1. Rent. Rent is due on the first day of each month between 9 and 5."))) == []


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("The Halyard Company, L.L.C.", "Halyard Co.", True),  # articles and forms do not count
        ("HALYARD & QUILL, INC.", "Halyard and Quill", True),
        ("Halyard S.A.", "HALYARD SA", True),
        ("Halyard Looms Inc.", "Halyard Yarns Inc.", False),
        ("Inc.", "Ltd.", False),  # a form alone is kept
    ],
)
def test_names_are_compared_without_forms_and_marks(left: str, right: str, same: bool) -> None:
    assert (party_key(left) == party_key(right)) is same
