"""The words of a chunk as numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lexassist.particulars.wording import number_terms, read_wording, split_words, terms_of, weigh_terms
from lexassist.types import Chunk, ChunkId, ClauseId, DocumentId, Span

KNOWN = {"notice": 0, "# days": 1, "^term": 2}


def chunk(text: str, context: str = "") -> Chunk:
    return Chunk(ChunkId("k"), ClauseId("c"), DocumentId("d"), Span(0, len(text)), text, context)


def test_words_pairs_and_headings_are_terms() -> None:
    terms = read_wording([chunk("Notice of 30 days, notice.", "2 Term"), chunk("None."), chunk("term")], KNOWN).terms
    rows = [set(terms.numbers[a:b].tolist()) for a, b in zip(terms.starts, terms.starts[1:], strict=False)]
    assert rows == [{0, 1, 2}, set(), set()]


def test_terms_weigh_by_rarity_at_unit_length() -> None:
    terms = number_terms([["notice"], [], split_words("notice 5 days")], [[], [], []], KNOWN)
    weights = np.array([[1.0], [10.0], [0.0]], dtype=np.float32)
    said = weigh_terms(terms, np.array([3.0, 4.0, 1.0], dtype=np.float32), weights)
    # one term alone: its weight, however rare; two: (3 * 1 + 4 * 10) / 5
    assert said[:, 0].tolist() == [1.0, 0.0, np.float32(8.6)]


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", "#"]), max_size=6), max_size=5))
def test_every_known_term_counts_once_and_none_else(words: list[list[str]]) -> None:
    known = {"a": 0, "a b": 1, "c c": 2}
    terms = number_terms(words, [[] for _ in words], known)
    assert len(terms.starts) == len(words) + 1
    for at, own in enumerate(words):
        numbers = terms.numbers[terms.starts[at] : terms.starts[at + 1]].tolist()
        assert sorted(numbers) == sorted({known[term] for term in terms_of(own, []) if term in known})
    assert weigh_terms(terms, np.ones(3, np.float32), np.ones((3, 2), np.float32)).shape == (len(words), 2)
