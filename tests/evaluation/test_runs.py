"""Runs of queries and their figures."""

from __future__ import annotations

import pytest

from lexassist.evaluation.alignment import How, Transcription
from lexassist.evaluation.cuad import Question
from lexassist.evaluation.measures import Place
from lexassist.evaluation.runs import Gold, Run, aligned_share, by_category, compare, place_gold, summarise, table
from lexassist.types import Span

GOLD = Gold((Place("a", Span(0, 100)),), 0, (How.EXACT,))


def run(*retrieved: Place, contract: str = "a", category: str = "Law", gold: Gold = GOLD, seconds: float = 0.1) -> Run:
    return Run(contract, category, retrieved, gold, seconds)


RIGHT, HALF, WRONG = Place("a", Span(0, 100)), Place("a", Span(50, 150)), Place("b", Span(0, 100))


def test_figures_at_each_k_come_from_the_first_k_places() -> None:
    figures = summarise([run(WRONG, RIGHT), run(HALF)], (1, 2), seed=0)
    first, second = figures.at
    assert (figures.queries, figures.contracts) == (2, 1)
    assert (first.precision.mean, first.recall.mean, first.characters.mean) == (0.25, 0.25, 100)
    assert (second.precision.mean, second.recall.mean, second.characters.mean) == (0.5, 0.75, 150)
    assert figures.wrong_document.mean == 0.5


def test_nothing_retrieved_counts_as_the_wrong_document() -> None:
    assert summarise([run()], (1,), seed=0).wrong_document.mean == 1.0


def test_gold_is_placed_in_the_text_that_was_searched_and_lost_gold_is_counted() -> None:
    source = Transcription("1. Rent is due monthly.\n2. The law of Utopia\n   governs.")
    question = Question("a", "?", "Law", (Span(3, 23), Span(27, 57)))
    gold = place_gold(question, source, Transcription("Rent is due\nmonthly."), "doc")
    assert gold.places == (Place("doc", Span(0, 20)),)
    assert gold.found == (How.EXACT, How.ABSENT)
    # white space folded: the padding of the text file is not lost text
    assert gold.missing == len("The law of Utopia governs.")


def test_of_a_file_that_could_not_be_read_all_gold_is_missing() -> None:
    source = Transcription("Rent is due monthly.")
    gold = place_gold(Question("a", "?", "Rent", (Span(0, 20),)), source, None, "doc")
    assert (gold.places, gold.missing, gold.found) == ((), 20, (How.ABSENT,))


def test_two_systems_are_compared_question_by_question() -> None:
    gain = compare([run(RIGHT), run(RIGHT)], [run(WRONG), run(HALF)], 1, seed=0)
    assert gain.mean == 0.75
    with pytest.raises(ValueError, match="same queries"):
        compare([run(RIGHT)], [run(RIGHT, contract="b")], 1, seed=0)


def test_categories_are_listed_worst_first() -> None:
    listed = by_category([run(RIGHT), run(WRONG, category="Rent"), run(HALF, category="Rent")], 1)
    assert list(listed.items()) == [
        ("Rent", {"queries": 2, "recall_at_1": 0.25}),
        ("Law", {"queries": 1, "recall_at_1": 1.0}),
    ]


def test_a_table_has_a_row_a_system_and_k() -> None:
    figures = summarise([run(HALF)], (1, 8), seed=0)
    shown = table("Title", {"ours": figures})
    assert shown.rows[0] == ("ours", "1", "50.0 (50.0–50.0)", "50.0 (50.0–50.0)", "100")
    assert [row[1] for row in shown.rows] == ["1", "8"]


def test_aligned_share() -> None:
    assert aligned_share({"exact": 7, "words": 2, "absent": 1}) == pytest.approx(0.9)
    assert aligned_share({}) == 1.0
