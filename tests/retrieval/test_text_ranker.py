"""Given texts are scored as a search scores chunks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.retrieval.text_ranker import TextRanker, WordIndex
from lexassist.testing import WordEncoder

TEXTS = (
    "The tenant shall give three months notice.",
    "This agreement is governed by the laws of Utopia.",
    "The landlord insures the building.",
    "",
)


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("Which law governs?", 1),  # "laws" and "governed" have the same stems
        ("insurance of the landlord's building", 2),
        ("notices by tenants", 0),
    ],
)
def test_words_find_their_text(query: str, best: int) -> None:
    for ranker in (WordIndex(TEXTS), TextRanker(WordEncoder(), TEXTS)):
        scores = ranker.scores(query)
        assert len(scores) == len(TEXTS)
        assert max(range(len(TEXTS)), key=scores.__getitem__) == best
        ranker.close()


def test_a_query_without_words_scores_nothing() -> None:
    index = WordIndex(TEXTS)
    assert index.scores("what is the?") == [0.0] * len(TEXTS)
    index.close()


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6), st.text(max_size=30))
def test_every_text_has_one_finite_score(texts: list[str], query: str) -> None:
    ranker = TextRanker(WordEncoder(), texts)
    scores = ranker.scores(query)
    ranker.close()
    assert len(scores) == len(texts)
    assert all(-1.0 <= score <= 1.0 + 1e-6 for score in scores)
