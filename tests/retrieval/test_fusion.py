"""Two lists of scores to one order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.retrieval.fusion import fuse
from lexassist.types import ChunkId, Scored

SCORED = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 1), max_size=8).map(
    lambda scores: [Scored(ChunkId(name), score) for name, score in scores.items()]
)


def scored(**scores: float) -> list[Scored]:
    return [Scored(ChunkId(name), score) for name, score in scores.items()]


@pytest.mark.parametrize(
    ("dense", "lexical", "weight", "order"),
    [
        # without words, cosine alone decides
        (scored(a=0.9, b=0.5), scored(), 0.2, "ab"),
        # words lift a chunk that is nearly as similar
        (scored(a=0.60, b=0.55), scored(b=12.0), 0.2, "ba"),
        # a chunk that only its words found is kept
        (scored(a=0.9), scored(c=3.0), 0.2, "ac"),
        # equal scores stand in the order of their ids
        (scored(b=0.5, a=0.5), scored(), 0.2, "ab"),
        # weight 1 is bm25 alone
        (scored(a=0.9, b=0.1), scored(b=2.0, a=1.0), 1.0, "ba"),
    ],
)
def test_order(dense: list[Scored], lexical: list[Scored], weight: float, order: str) -> None:
    assert "".join(one.chunk for one in fuse(dense, lexical, lexical_weight=weight)) == order


@given(SCORED, SCORED, st.floats(0, 1))
def test_every_chunk_once_best_first(dense: list[Scored], lexical: list[Scored], weight: float) -> None:
    fused = fuse(dense, lexical, lexical_weight=weight)
    assert sorted(one.chunk for one in fused) == sorted({one.chunk for one in [*dense, *lexical]})
    assert [one.score for one in fused] == sorted((one.score for one in fused), reverse=True)
