"""Pairs to learn from: headings, labelled passages and what only looks like them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.tuning.examples import (
    HARD,
    Passage,
    hard_negatives,
    headed_passage,
    headed_passages,
    labelled_passages,
)
from lexassist.types import Chunk, ChunkId, Clause, ClauseId, ClauseKind, DocumentId, Span

from .small import studied

WORDS = "The rent is due in advance on the first day of each calendar month, wherever that day may fall."


def clause(name: str, heading: str, parent: str | None = None) -> Clause:
    above = ClauseId(parent) if parent else None
    return Clause(ClauseId(name), DocumentId("d"), "", (), heading, ClauseKind.OPERATIVE, Span(0, 1), above)


def chunk(text: str, context: str = "") -> Chunk:
    return Chunk(ChunkId("k"), ClauseId("c"), DocumentId("d"), Span(0, len(text)), text, context)


@pytest.mark.parametrize(
    ("heading", "text", "context", "expected"),
    [
        # the heading is taken out of the words and of the path
        ("Rent", f"5. Rent. {WORDS}", "5 Money > 5.1 Rent", ("Rent", WORDS, f"5 Money\n{WORDS}")),
        # nothing is left of the path: the words alone
        ("Rent", f"Rent: {WORDS}", "5.1 Rent", ("Rent", WORDS, WORDS)),
        # capitals are written small, as people ask
        ("PAYMENT OF RENT", f"PAYMENT OF RENT {WORDS}", "", ("Payment of rent", WORDS, WORDS)),
        # a heading that does not begin the chunk: a later chunk of its clause
        ("Payment", WORDS, "", ("Payment", WORDS, WORDS)),
        # the same words far inside are no heading
        ("first day", WORDS, "", ("first day", WORDS, WORDS)),
        # says nothing
        ("", WORDS, "", None),
        ("1.1", f"1.1 {WORDS}", "", None),
        ("A B C", WORDS, "", None),
        # a sentence, not a heading
        ("one two three four five six seven eight nine ten", WORDS, "", None),
        ("x" * 71, WORDS, "", None),
        # too little under it
        ("Rent", "5. Rent. Due monthly.", "", None),
    ],
)
def test_a_heading_and_the_words_under_it(
    heading: str, text: str, context: str, expected: tuple[str, str, str] | None
) -> None:
    found = headed_passage(chunk(text, context), {ClauseId("c"): clause("c", heading)})
    assert (found and (found.heading, found.text, found.placed)) == expected


def test_a_clause_without_a_heading_has_that_of_the_clause_around_it() -> None:
    clauses = [clause("c", "", "b"), clause("b", "", "a"), clause("a", "Payment of rent"), clause("top", "Money")]
    found = headed_passage(chunk(WORDS), {each.id: each for each in clauses})
    assert found is not None
    assert found.heading == "Payment of rent"


labels = st.sets(st.sampled_from("abc"))


@given(st.lists(st.tuples(labels, st.floats(-1, 1, width=32)), max_size=60))
def test_hard_negatives_never_carry_the_label(rows: list[tuple[set[str], float]]) -> None:
    passages = [Passage(str(place), frozenset(carried)) for place, (carried, _) in enumerate(rows)]
    hard = hard_negatives(passages, "a", np.array([score for _, score in rows], dtype=np.float32))
    assert all("a" not in passage.types for passage in hard)
    others = [place for place, (carried, _) in enumerate(rows) if "a" not in carried]
    assert len(hard) == min(HARD, len(others))
    scores = [rows[int(passage.text)][1] for passage in hard]
    assert scores == sorted((rows[place][1] for place in others), reverse=True)[:HARD]


def test_passages_of_validation_contracts_are_not_learned() -> None:
    trained = studied([("law here", {"Law"}), ("rent here", {"Rent"}), ("else", set())], name="d")
    apart = studied([("law there", {"Law"})], validation=True, name="e")
    vectors = {text: np.array([len(text), 1], dtype=np.float32) for each in (trained, apart) for text in each.texts}
    types = {"Law": np.array([1, 0], dtype=np.float32)}
    found = labelled_passages([trained, apart], types, vectors)
    assert list(found) == ["Law"]  # nobody asks for rent
    assert [each.passage.text for each in found["Law"]] == ["law here"]
    assert [each.text for each in found["Law"][0].hard] == ["rent here", "else"]  # the longest is the most similar


def test_headings_of_validation_contracts_are_not_learned() -> None:
    assert not list(headed_passages([studied([(WORDS, set())], validation=True)]))
