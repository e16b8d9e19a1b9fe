"""The learned ranking: its arithmetic on weights made for the test, and the file it comes from."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lexassist.errors import ModelDamaged
from lexassist.models import catalogue_file
from lexassist.retrieval.ranking import FEATURES, FILE, Ranking, load_ranking, number_clauses, save_ranking
from lexassist.types import ChunkId, ClauseId

LAW, END, OTHER = np.eye(3, dtype=np.float32)
"""A column for each subject: governing law, termination, and all else."""


def ranking(weights: tuple[float, ...] = (1, 0.5, 1, 0.2, 1, 1, 0.5, 1)) -> Ranking:
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
def test_the_order_of_the_candidates_changes_no_score_and_shares_sum_to_one(
    question: np.ndarray, vectors: list[np.ndarray]
) -> None:
    rows = np.stack(vectors).astype(np.float32)
    words = np.linspace(0, 1, len(rows), dtype=np.float32)
    clauses = np.arange(len(rows)) // 2
    scores = ranking().scores(question, rows, words, clauses)
    turned = ranking().scores(question, rows[::-1], words[::-1], clauses[::-1])
    assert np.allclose(scores, turned[::-1], atol=1e-5)
    assert np.isfinite(scores).all()
    assert ranking().asked(question).sum() == pytest.approx(1, abs=1e-5)


def test_a_chunk_is_lifted_by_the_best_chunk_of_its_clause() -> None:
    ids, vectors = [ChunkId("a"), ChunkId("b"), ChunkId("c")], np.stack([OTHER, OTHER, LAW])
    apart = ranking().rank(LAW, ids, vectors, {})
    assert [scored.chunk for scored in apart] == ["c", "a", "b"]
    beside = {ChunkId("a"): ClauseId("1"), ChunkId("b"): ClauseId("2"), ChunkId("c"): ClauseId("2")}
    assert [scored.chunk for scored in ranking().rank(LAW, ids, vectors, {}, beside)] == ["c", "b", "a"]
    assert number_clauses([ClauseId("x"), ClauseId("y"), ClauseId("x")]).tolist() == [0, 1, 0]


def test_a_type_counts_less_the_more_of_the_candidates_are_of_it() -> None:
    def spread(rows: list[np.ndarray]) -> float:
        """By how much the type sets the first candidate above the second."""
        vectors = np.stack(rows).astype(np.float32)
        features = ranking().features(LAW, vectors, np.zeros(len(vectors), dtype=np.float32))
        return float((features[0, 2:4] - features[1, 2:4]).sum())

    among_others = spread([LAW, OTHER, *[END] * 400])
    among_its_like = spread([LAW, OTHER, *[LAW] * 400])
    assert among_others > 1
    assert 0 <= among_its_like < among_others / 4


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
    save_ranking(ranking((1, 1, 1, 0.5, 1)), tmp_path)  # as an earlier version weighed
    with pytest.raises(ModelDamaged, match="another version"):
        load_ranking(tmp_path)


def test_the_shipped_one_fits_the_shipped_encoder() -> None:
    shipped = load_ranking(catalogue_file().parent / "contracts-minilm")
    assert shipped is not None
    assert len(shipped.types) == len(set(shipped.types)) == 41
    assert shipped.heads.shape == shipped.prototypes.shape == (41, 384)
    assert shipped.questions.shape == (42, 384)
    assert shipped.weights.shape == (FEATURES,)
