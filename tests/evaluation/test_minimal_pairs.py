"""Pairs for measuring the gate: each altered sentence says something else, each true one the same, and the draw repeats."""

from __future__ import annotations

from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.evaluation.alterations import Alteration, Names, alter
from lexassist.evaluation.minimal_pairs import figures, judge_pairs, make_pairs, read_written, tables
from lexassist.evaluation.paraphrases import PARAPHRASES
from lexassist.evaluation.provisions import Material, Provision, is_plain
from lexassist.evaluation.spelling import spell_number
from lexassist.particulars.quantities import read_quantities

NAMES = Names(("Supplier", "Customer"), ("Goods", "Territory"))
DELIVER = "The Supplier shall deliver the Goods within fourteen (14) days after receipt of each Order, unless the Customer agrees."


@pytest.mark.parametrize(
    ("kind", "text", "new"),
    [
        (
            Alteration.NUMBER,
            "The Supplier shall appoint two (2) managers.",
            "The Supplier shall appoint three (3) managers.",
        ),
        (Alteration.MONEY, "The fee is $500 a month.", "The fee is $600 a month."),
        (Alteration.PERCENTAGE, "It bears interest at 5% a year.", "It bears interest at 6% a year."),
        (Alteration.DATE, "It ends on March 14, 2025.", "It ends on July 14, 2025."),
        (Alteration.DURATION, "It lasts for 14 days.", "It lasts for 14 months."),
        (Alteration.START, "It is due 14 days after receipt.", "It is due 14 days before receipt."),
        (Alteration.PARTY, "The Supplier shall pay the Customer.", "The Customer shall pay the Supplier."),
        (Alteration.NEGATION, "The Supplier shall pay.", "The Supplier shall not pay."),
        (Alteration.EXCEPTION, DELIVER, DELIVER.replace(", unless the Customer agrees", "")),
        (Alteration.MODAL, "The Supplier shall pay.", "The Supplier may pay."),
        (Alteration.RESTRICTION, "It is used only here.", "It is used here."),
        (Alteration.TERM, "The Goods are sold.", "The Territory are sold."),
        (Alteration.ACT, "The Supplier shall sell it.", "The Supplier shall lease it."),
    ],
)
def test_each_kind_changes_one_thing(kind: Alteration, text: str, new: str) -> None:
    assert new in list(alter(text, kind, NAMES))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Alteration.MODAL, "No party shall assign this Agreement to anybody."),  # "no party may" forbids alike
        (Alteration.PARTY, "The Supplier and the Customer shall agree."),  # it says the same the other way round
        (
            Alteration.NUMBER,
            "As Section 5 says, the Supplier pays within 30 days.",
        ),  # a reference and a period: other kinds
        (Alteration.ACT, "The use of the Goods is free."),  # a noun
    ],
)
def test_what_might_leave_the_meaning_is_not_made(kind: Alteration, text: str) -> None:
    assert list(alter(text, kind, NAMES)) == []


@pytest.mark.parametrize(
    ("name", "text", "new"),
    [
        (
            "passive",
            "The Supplier shall deliver the Goods to the Customer.",
            "The Goods shall be delivered by the Supplier to the Customer.",
        ),
        (
            "condition last",
            "If the Goods fail, the Supplier shall replace them.",
            "The Supplier shall replace them if the Goods fail.",
        ),
        ("words alone", "It lasts thirty (30) days.", "It lasts thirty days."),
        ("is required to", "The Goods shall arrive here.", "The Goods are required to arrive here."),
        ("alias dropped", "The firm (the “Supplier”) shall pay.", "The firm shall pay."),
    ],
)
def test_a_paraphrase_keeps_the_meaning(name: str, text: str, new: str) -> None:
    assert new in list(PARAPHRASES[name](text))


def material() -> Material:
    other = "The Customer may terminate this Agreement upon thirty (30) days prior written notice to the Supplier."
    return Material("one", (Provision(DELIVER, other), Provision(other, DELIVER)), NAMES)


def test_the_draw_follows_from_the_seed() -> None:
    assert make_pairs(material(), seed=1, each=2) == make_pairs(material(), seed=1, each=2)


def test_altered_sentences_differ_from_their_evidence() -> None:
    for pair in make_pairs(material(), seed=1, each=2):
        assert pair.true or pair.statement != pair.evidence[0]


def test_a_gate_that_lets_all_through_accepts_every_altered_and_refuses_no_true_sentence() -> None:
    outcomes = judge_pairs(make_pairs(material(), seed=1, each=1), [lambda _, __: True])
    altered, true = tables(outcomes, ["open"], of="One contract")
    assert {row[2][:5] for row in altered.rows} == {"100.0"}
    assert {row[2][:4] for row in true.rows} == {"0.0 "}
    assert figures(outcomes, ["open"])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (DELIVER, True),
        (
            "shall deliver the Goods within fourteen (14) days after receipt of each Order of the Customer.",
            False,
        ),  # no capital
        (
            "The Supplier shall deliver the Goods on ______ to the place that the Customer has named before.",
            False,
        ),  # a form
        ("It shall.", False),  # too short
    ],
)
def test_only_whole_plain_sentences_are_taken(text: str, *, plain: bool) -> None:
    assert is_plain(text) is plain


@pytest.mark.parametrize("number", [0, 7, 19, 20, 42, 100, 365, 1000, 12_014, 999_999])
def test_a_spelled_number_is_read_as_itself(number: int) -> None:
    assert read_quantities(f"{spell_number(number)} days")[0][0].value == str(number)


def test_pairs_written_by_hand_are_read_with_whether_they_were_looked_at() -> None:
    pairs = read_written(Path(__file__).parents[2] / "corpora" / "statements.jsonl")
    assert {pair.made for pair in pairs} == {"looked at", "not looked at"}
    assert {pair.true for pair in pairs} == {True, False}


def test_a_file_without_pairs_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_written(tmp_path / "none.jsonl")
