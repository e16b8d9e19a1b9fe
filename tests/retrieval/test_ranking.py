"""The learned ranking: its arithmetic on weights made for the test, and the file it comes from."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lexassist.errors import ModelDamaged
from lexassist.models import catalogue_file
from lexassist.retrieval.ranking import FILE, Ranking, load_ranking, save_ranking
from lexassist.types import ChunkId

LAW, END, OTHER = np.eye(3, dtype=np.float32)
"""A column for each subject: governing law, termination, and all else."""


def ranking(weights: tuple[float, ...] = (1, 1, 1, 0.5, 1)) -> Ranking:
    """Two types, each known by its own column; a question about the third column asks for none."""
    return Ranking(
        types=("Governing Law", "Termination"),
        heads=np.stack([8 * LAW, 8 * END]),
        head_bias=np.full(2, -4, dtype=np.float32),
        questions=np.eye(3, dtype=np.float32) * 8,
        question_bias=np.zeros(3, dtype=np.float32),
        prototypes=np.stack([LAW, END]),
        weights=np.array(weights, dtype=np.float32),
    )


def test_a_question_asks_for_the_type_it_is_like_and_a_chunk_is_of_the_type_it_is_like() -> None:
    assert ranking().asked(LAW).argmax() == 0
    assert ranking().asked(OTHER).argmax() == 2  # none
    assert (ranking().types_of(np.stack([LAW, END, OTHER])) > 0.5).tolist() == [
        [True, False],
        [False, True],
        [False, False],
    ]


def test_the_type_lifts_a_chunk_above_one_as_similar() -> None:
    asked = (LAW + 0.2 * OTHER) / np.linalg.norm(LAW + 0.2 * OTHER)
    similar = ranking().rank(asked, [ChunkId("a"), ChunkId("b")], np.stack([OTHER, LAW]), {})
    assert [scored.chunk for scored in similar] == ["b", "a"]


def test_words_decide_between_equals_and_equals_stand_by_id() -> None:
    ids, vectors = [ChunkId("c"), ChunkId("a"), ChunkId("b")], np.stack([OTHER] * 3)
    assert [s.chunk for s in ranking().rank(OTHER, ids, vectors, {})] == ["a", "b", "c"]
    assert [s.chunk for s in ranking().rank(OTHER, ids, vectors, {ChunkId("c"): 3.0})] == ["c", "a", "b"]


def test_nothing_is_ranked_where_nothing_was_proposed() -> None:
    assert ranking().rank(LAW, [], np.zeros((0, 3), dtype=np.float32), {}) == ()


UNIT = arrays(np.float32, 3, elements=st.floats(-1, 1, width=32)).map(lambda v: v / max(1e-3, float(np.linalg.norm(v))))


@settings(deadline=None)
@given(question=UNIT, vectors=st.lists(UNIT, min_size=1, max_size=6))
def test_a_chunks_score_depends_on_itself_alone_and_shares_sum_to_one(
    question: np.ndarray, vectors: list[np.ndarray]
) -> None:
    rows = np.stack(vectors).astype(np.float32)
    words = np.zeros(len(rows), dtype=np.float32)
    together = ranking().scores(question, rows, words)
    alone = [ranking().scores(question, row[None], words[:1])[0] for row in rows]
    assert np.allclose(together, alone, atol=1e-5)
    assert np.isfinite(together).all()
    assert ranking().asked(question).sum() == pytest.approx(1, abs=1e-5)


def test_what_was_saved_is_loaded_again(tmp_path: Path) -> None:
    save_ranking(ranking(), tmp_path)
    loaded = load_ranking(tmp_path)
    assert loaded is not None
    assert loaded.types == ranking().types
    rows = np.stack([LAW, END, OTHER])
    assert np.allclose(loaded.scores(LAW, rows, np.ones(3)), ranking().scores(LAW, rows, np.ones(3)))


def test_an_encoder_without_it_has_none_and_a_broken_one_is_said(tmp_path: Path) -> None:
    assert load_ranking(tmp_path) is None
    (tmp_path / FILE).write_bytes(b"no archive")
    with pytest.raises(ModelDamaged, match=FILE):
        load_ranking(tmp_path)
    np.savez(tmp_path / FILE, types=np.array(["a"]))  # parts are missing
    with pytest.raises(ModelDamaged):
        load_ranking(tmp_path)


def test_the_shipped_one_fits_the_shipped_encoder() -> None:
    shipped = load_ranking(catalogue_file().parent / "contracts-minilm")
    assert shipped is not None
    assert len(shipped.types) == len(set(shipped.types)) == 41
    assert shipped.heads.shape == shipped.prototypes.shape == (41, 384)
    assert shipped.questions.shape == (42, 384)
    assert shipped.weights.shape == (5,)
