"""The parties in the opening words of a contract."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.retrieval.parties import Party, find_parties


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        # company forms, with a comma or a dot, in capitals
        ("made by Halden Marine, Inc. and Tarn S.p.A.", {"Halden Marine", "Tarn"}),
        ("BETWEEN ORRIN WORKS LLC AND QUILL GMBH", {"ORRIN WORKS", "QUILL"}),
        # the name that the contract gives, but not the part that is played
        ('Halden Marine Ltd ("Halden")', {"Halden Marine", "Halden"}),
        ('Halden Marine Ltd (the "Buyer")', {"Halden Marine"}),
        # a person, before a bracket and after "between"
        ('Ada Quill (the "Tenant")', {"Ada Quill"}),
        ("This lease is between Ada Quill and others", {"Ada Quill"}),
        # the other side, behind the "and" of "between", and parties with numbers
        ("between HALDEN MARINE LIMITED, as Borrower and ADA QUILL, as Lender", {"HALDEN MARINE", "ADA QUILL"}),
        ("(1) Ada Quill, of Fells; and\n(2) Tarn Orrin, of Wold", {"Ada Quill", "Tarn Orrin"}),
        # an address is no party
        ('at 12 Fell Road, California 92626 ("Halden")', {"Halden"}),
        # small words inside a name
        ("Bank of Northern Fells plc", {"Bank of Northern Fells"}),
        ("nothing here names anybody", set()),
    ],
)
def test_parties_are_found_where_names_stand(opening: str, names: set[str]) -> None:
    assert {" ".join(party.words) for party in find_parties(opening)} == names


def test_long_names_have_initials() -> None:
    assert Party(("National", "Fells", "Trust")).initials() == {"nft"}
    assert Party(("Halden", "Marine")).initials() == frozenset()


@given(st.text(alphabet='AbcBetween between and(")“”,.;: \nInc Ltd', max_size=200))
def test_a_party_is_made_of_words_of_the_opening(opening: str) -> None:
    for party in find_parties(opening):
        assert party.words
        assert all(word in opening for word in party.words)
