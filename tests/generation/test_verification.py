"""The first gate: true sentences pass, altered ones do not, and each refusal says why in words that can be checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.generation.verification import verify
from lexassist.particulars.quantities import read_quantities

from .minimal_pairs import altered, paraphrased
from .verification_cases import ALTERED, TRUE

QUESTIONS = Path(__file__).parents[2] / "corpora" / "questions.jsonl"


@pytest.mark.parametrize(("sentence", "evidence"), TRUE)
def test_a_true_sentence_passes(sentence: str, evidence: str) -> None:
    assert verify(sentence, [evidence]).reason == ""


@pytest.mark.parametrize(("sentence", "evidence", "word"), ALTERED)
def test_an_altered_sentence_is_refused_for_its_alteration(sentence: str, evidence: str, word: str) -> None:
    verdict = verify(sentence, [evidence])
    assert not verdict.ok
    assert word.casefold() in verdict.reason.casefold()


def gold_quotes() -> list[str]:
    if not QUESTIONS.is_file():
        pytest.skip(f"{QUESTIONS} is not there: no gold quotes to alter")
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    quotes = [" ".join(gold["quote"].split()) for row in rows for gold in row["gold"]]
    return [quote for quote in dict.fromkeys(quotes) if len(quote) > 30]


def test_alterations_of_gold_quotes_are_refused() -> None:
    """The bar: at most 1 % of altered sentences pass."""
    pairs = [(kind, new, quote) for quote in gold_quotes() for kind, new in altered(quote)]
    passed = [(kind, new) for kind, new, quote in pairs if verify(new, [quote]).ok]
    assert len(pairs) > 100
    assert len(passed) <= 0.01 * len(pairs), passed


def test_paraphrases_of_gold_quotes_pass() -> None:
    """The bar: at most 5 % of true sentences are refused."""
    pairs = [(kind, new, quote) for quote in gold_quotes() for kind, new in paraphrased(quote)]
    refused = [(kind, new) for kind, new, quote in pairs if not verify(new, [quote]).ok]
    assert len(pairs) > 100
    assert len(refused) <= 0.05 * len(pairs), refused


@given(st.integers(2, 9999), st.integers(2, 9999))
def test_no_other_number_passes(said: int, shown: int) -> None:
    evidence = f"The Customer shall pay the Fee of GBP {shown} within the period that the Order states."
    verdict = verify(evidence.replace(str(shown), str(said)), [evidence])
    assert verdict.ok == (said == shown)


@given(st.text(max_size=200))
def test_any_text_gets_a_verdict(text: str) -> None:
    verdict = verify(text, ["The Customer shall pay the Fee."])
    assert verdict.ok == (verdict.reason == "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("thirty (30) days", "30 days"),
        ("five per cent (5%)", "5 %"),
        ("five percent", "5%"),
        ("US$1.5 million", "USD 1,500,000.00"),
        ("two million pounds sterling", "£2,000,000"),
        ("the 14th day of March, 2025", "2025-03-14"),
        ("March 14, 2025", "14/03/2025"),
        ("two (2) years", "twenty-four months"),
        ("a fortnight or 2 weeks", "14 days"),
        ("ten working days", "10 Business Days"),
        ("clause 9.2 (b)", "Clause 9.2(b)"),
        ("one hundred and twenty-five", "125"),
    ],
)
def test_two_ways_to_write_a_figure_are_one(one: str, other: str) -> None:
    assert {(q.kind, q.value, q.unit) for q in read_quantities(one)[0]} == {
        (q.kind, q.value, q.unit) for q in read_quantities(other)[0]
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30 days", "30 months"),
        ("30 days", "30 Business Days"),
        ("30 hours", "30 days"),
        ("$5", "£5"),
        ("USD 1,000", "USD 100"),
        ("5%", "5 basis points"),
        ("5%", "5 percentage points"),
        ("14 March 2025", "14 May 2025"),
        ("03/04/2025", "04/03/2025"),  # which is the month cannot be known
        ("clause 9.2(a)", "clause 9.2(b)"),
        ("£5 million", "£5 thousand"),
    ],
)
def test_different_figures_stay_different(one: str, other: str) -> None:
    assert {(q.kind, q.value, q.unit) for q in read_quantities(one)[0]}.isdisjoint(
        {(q.kind, q.value, q.unit) for q in read_quantities(other)[0]}
    )


def test_one_of_the_parties_counts_nothing() -> None:
    assert read_quantities("one of the parties")[0] == ()
