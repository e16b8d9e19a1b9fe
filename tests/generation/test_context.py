"""From hits to numbered sentences: what is kept, in which order, within which size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lexassist.generation.context import build_context
from lexassist.generation.evidence import numbered_lines, reading_text
from lexassist.generation.sentence_order import SentenceRanker
from lexassist.testing import WordEncoder
from lexassist.types import Context

from .one_contract import OneContract

LABELS = ("1", "2", "3", "3(a)", "3(b)", "4")


def context(question: str, labels: tuple[str, ...] = LABELS, budget: int = 10_000) -> Context:
    contract = OneContract(labels)
    hits = contract.search(question, k=8).hits
    return build_context(
        question, hits, contract, SentenceRanker(WordEncoder()), count_tokens=lambda text: len(text) // 4, budget=budget
    )


@given(st.permutations(LABELS), st.integers(0, 400), st.integers(0, 6))
def test_the_size_and_the_numbers_hold_for_any_hits_and_budget(labels: list[str], budget: int, k: int) -> None:
    made = context("When must the Customer pay?", tuple(labels[:k]), budget)
    assert [item.number for item in made.evidence] == list(range(1, len(made.evidence) + 1))
    assert (k == 0) == (made.evidence == ())
    cost = sum(len(reading_text(item)) // 4 + 5 for item in made.evidence)
    assert cost <= budget or len(made.evidence) == 1
    places = [item.sentence.spans[-1] for item in made.evidence]
    assert len(set(places)) == len(places)


def test_the_clause_with_the_best_sentence_comes_first() -> None:
    made = context("Within how many days of receipt must the Customer pay each invoice?")
    assert made.evidence[0].label == "2"
    assert made.evidence[0].similarity == max(item.similarity for item in made.evidence)


def test_the_sentences_of_a_clause_keep_the_order_of_its_text() -> None:
    made = context("Which late sums bear interest at 4%?", ("2",))
    starts = [item.sentence.spans[0].start for item in made.evidence]
    assert len(starts) == 2
    assert starts == sorted(starts)


def test_an_item_of_a_list_carries_the_words_that_introduce_it() -> None:
    made = context("To whom may the Confidential Information be disclosed?", ("3(b)",))
    (item,) = made.evidence
    assert "The Recipient shall: (b) not disclose" in item.sentence.text
    assert len(item.sentence.spans) == 2
    assert item.label == "3(b)"


def test_words_that_only_introduce_a_list_bring_its_items() -> None:
    made = context("What shall the Recipient do?", ("3",))
    assert {item.label for item in made.evidence} == {"3(a)", "3(b)"}


def test_the_model_reads_no_label_of_its_own_and_no_heading_twice() -> None:
    lines = numbered_lines(context("When does the term begin?", ("1",)).evidence)
    assert lines.startswith("[1] Term: This Agreement begins on 1 March 2025")


def test_even_a_sentence_over_the_budget_is_kept_when_it_is_the_best() -> None:
    assert len(context("When must the Customer pay?", budget=1).evidence) == 1
