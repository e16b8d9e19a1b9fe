"""The number of the very thing that is asked for, or none."""

from __future__ import annotations

import pytest

from lexassist.generation.counting import count_of, names_thing, qualified, thing_counted


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("How many vehicles may the Tenant park?", "vehicles"),
        ("How many named users are allowed?", "named users"),
        ("What is the limit on the number of copies in the licence?", "copies"),
        ("How much is the rent?", ""),
    ],
)
def test_the_thing_of_which_a_number_is_asked(question: str, thing: str) -> None:
    assert thing_counted(question) == thing


@pytest.mark.parametrize(
    ("thing", "text", "told"),
    [
        ("vehicles", "The Tenant may park three (3) vehicles in the yard.", "3 vehicles"),
        ("users", "The Customer may permit up to 1,500 named users to log in.", "up to 1,500 named users"),
        ("copies", "The Licensee shall make no more than two copies.", "no more than 2 copies"),
        (
            "arbitrators decide disputes",
            "A dispute is settled before three (3) arbitrators in London.",
            "3 arbitrators",
        ),
        ("named users", "There are 50 named administrators.", ""),
        # Two numbers of it: which is meant is for the reader.
        ("copies", "Two copies may be made for backup and one copy for the archive.", ""),
        # A number of something else, of a clause, of an item, of money or time.
        ("users", "Up to 50 administrators may appoint users.", ""),
        ("copies", "2.2 Copies are made on request.", ""),
        ("copies", "The Licensee may (1) copies of the manual keep.", ""),
        ("users", "The fee is $50 for users and 30 days for others.", ""),
        ("", "There are 3 vehicles.", ""),
    ],
)
def test_a_count_is_told_with_its_bound(thing: str, text: str, told: str) -> None:
    assert count_of(thing, text) == told


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("What is the annual rent?", "The rent is £64,500 a year.", True),
        ("What is the monthly fee?", "The annual fee is $312,000.", False),
        ("What is the total price?", "The aggregate price is $5.", True),
        ("What is the minimum order?", "An order is not less than 10 units.", True),
        ("What is the initial deposit?", "The deposit is $5.", False),
        ("What is the fee?", "The monthly fee is $5.", True),  # no qualifier is asked for
    ],
)
def test_a_figure_is_for_what_is_asked(question: str, text: str, fits: bool) -> None:
    assert qualified(question, text) is fits


@pytest.mark.parametrize(
    ("thing", "text", "named"),
    [
        ("seats", "Each party has one seat on it.", True),
        ("copies", "One copy may be made.", True),
        ("seats", "Arbitration is seated in Edinburgh.", False),
        ("users", "The Service Credits are 15%.", False),
    ],
)
def test_evidence_names_the_thing(thing: str, text: str, named: bool) -> None:
    assert names_thing(thing, text) is named
