from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lexassist.errors import EncoderMismatch
from lexassist.matters.folder import create_matter
from lexassist.matters.store import MatterStore
from lexassist.retrieval import exact
from lexassist.retrieval.exact import ExactSearch, PackedVectors, compare, exact_nearest
from lexassist.testing import WordEncoder
from lexassist.types import ChunkId, Scored

from ..matters.readings import ENCODER, add_to, id_of, reading_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[MatterStore]:
    opened = MatterStore(create_matter(tmp_path, "acme").store_file)
    yield opened
    opened.close()


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _random(count: int, *, seed: int, alike: float, dimension: int = 48) -> NDArray[np.float32]:
    """Unit vectors around a common one; the larger ``alike``, the nearer to each other."""
    chance = np.random.default_rng(seed)
    rows = chance.standard_normal((count, dimension)) + alike * chance.standard_normal(dimension)
    rows[:: max(1, count // 7)] = rows[0]  # boilerplate: the same words in many contracts
    return _unit(rows.astype(np.float32))


def _ids(count: int) -> list[ChunkId]:
    return [ChunkId(f"k{number:05d}") for number in range(count)]


# Rounded to bytes


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    count=st.integers(1, 300),
    k=st.integers(1, 40),
    seed=st.integers(0, 10**6),
    alike=st.sampled_from([0.0, 1.0, 30.0, 3000.0]),
)
def test_rounding_loses_none_of_the_nearest(count: int, k: int, seed: int, alike: float) -> None:
    vectors = _random(count + 1, seed=seed, alike=alike)
    vector, vectors, ids = vectors[-1], vectors[:-1], _ids(count)
    packed = PackedVectors(vectors.shape[1])
    packed.add(ids, vectors)
    wanted = {one.chunk for one in compare(ids, vectors, vector, k)}
    assert wanted <= set(packed.candidates(vector, k=k))


def test_few_are_compared_in_full() -> None:
    vectors = _random(5001, seed=3, alike=1.0, dimension=384)
    packed = PackedVectors(384)
    packed.add(_ids(5000), vectors[:-1])
    assert 20 <= len(packed.candidates(vectors[-1], k=20)) < 200


@pytest.mark.parametrize("sizes", [(3, 5), (8, 8, 1), (20,), (1,) * 9, (0, 7, 0, 9)])
def test_rows_keep_their_ids_wherever_they_come_to_stand(
    sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Portions that fill a block, end within one, or run over several."""
    monkeypatch.setattr(exact, "_BLOCK", 8)
    monkeypatch.setattr(exact, "_TILE", 3)
    vectors, ids = _random(sum(sizes), seed=11, alike=0.0), _ids(sum(sizes))
    packed, start = PackedVectors(vectors.shape[1]), 0
    for size in sizes:
        packed.add(ids[start : start + size], vectors[start : start + size])
        start += size
    assert len(packed) == sum(sizes)
    for place, chunk in enumerate(ids):
        assert chunk in packed.candidates(vectors[place], k=1)


@pytest.mark.parametrize(("k", "found"), [(-1, 0), (0, 0), (4, 4), (5, 4)])
def test_any_number_may_be_asked_for(k: int, found: int) -> None:
    packed = PackedVectors(48)
    packed.add(_ids(4), _random(4, seed=1, alike=0.0))
    assert len(packed.candidates(_random(1, seed=2, alike=0.0)[0], k=k)) == found


def test_a_vector_of_zeros_is_like_nothing() -> None:
    packed = PackedVectors(4)
    packed.add(_ids(2), np.array([[0, 0, 0, 0], [0, 0, 0, 1]], dtype=np.float32))
    assert packed.candidates(np.array([0, 0, 0, 1], dtype=np.float32), k=1) == ["k00001"]


def test_a_row_takes_a_quarter_of_its_floats() -> None:
    block = exact._Block(384)
    assert block.rows.nbytes * 4 == exact._BLOCK * 384 * 4
    assert block.scales.nbytes + block.lost.nbytes < block.rows.nbytes / 40


# In step with the store


def _agree(search: ExactSearch, store: MatterStore, number: int, *, k: int = 12) -> None:
    for chunk in reading_of(number).chunks[::3]:
        vector = ENCODER.encode([chunk.encoded])[0]
        found, exactly = search.nearest(vector, k=k), exact_nearest(store, vector, k=k)
        assert found[0].chunk == exactly[0].chunk
        assert [one.score for one in found] == pytest.approx([one.score for one in exactly], abs=2e-6)


def test_the_answer_is_the_one_of_comparing_each_in_full(store: MatterStore) -> None:
    for number in range(6):
        add_to(store, number)
    search = ExactSearch(store, encoder=ENCODER.name)
    _agree(search, store, 2)
    best = search.nearest(ENCODER.encode([reading_of(2).chunks[3].encoded])[0], k=1)
    assert [(one.chunk, one.score) for one in best] == [(reading_of(2).chunks[3].id, 1.0)]


def test_an_empty_store_has_no_nearest(store: MatterStore) -> None:
    search = ExactSearch(store, encoder=ENCODER.name)
    assert search.nearest(ENCODER.encode(["notice"])[0], k=3) == ()
    add_to(store, 1)
    _agree(search, store, 1)


def test_what_is_added_is_found_and_the_rest_is_not_read_again(
    store: MatterStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_to(store, 1)
    search = ExactSearch(store, encoder=ENCODER.name)
    _agree(search, store, 1)
    asked: list[object] = []
    vectors = store.vectors

    def counted(document: object = None, **named: object) -> object:
        asked.append(document)
        return vectors(document, **named)  # type: ignore[arg-type]

    for number in (2, 3):
        add_to(store, number)
    with monkeypatch.context() as patch:
        patch.setattr(store, "vectors", counted)
        found = search.nearest(ENCODER.encode([reading_of(3).chunks[0].encoded])[0], k=1)
    assert found[0].chunk == reading_of(3).chunks[0].id
    assert asked == [id_of(2), id_of(3)]
    _agree(search, store, 2)


def test_what_is_removed_is_found_no_more(store: MatterStore) -> None:
    for number in range(4):
        add_to(store, number)
    search = ExactSearch(store, encoder=ENCODER.name)
    _agree(search, store, 2)
    store.remove(id_of(2))
    _agree(search, store, 2)
    assert not any(one.chunk.startswith(id_of(2)) for one in search.nearest(ENCODER.encode(["notice"])[0], k=100))


def test_a_document_with_the_same_id_again_is_read_again(store: MatterStore) -> None:
    """Fewer clauses, or as many with other words: what counts is that it came after."""
    for number in range(3):
        add_to(store, number)
    search = ExactSearch(store, encoder=ENCODER.name)
    _agree(search, store, 1)
    store.remove(id_of(1))
    add_to(store, 1, clauses=3)
    _agree(search, store, 1)
    assert len(search.nearest(ENCODER.encode(["notice"])[0], k=100)) == 8 + 3 + 8


def test_a_document_read_again_with_as_many_clauses_has_its_new_vectors(store: MatterStore) -> None:
    add_to(store, 1)
    add_to(store, 2)
    search = ExactSearch(store, encoder=ENCODER.name)
    _agree(search, store, 1)
    before = reading_of(1)
    chunks = tuple(replace(chunk, text=f"{chunk.text} altogether otherwise worded") for chunk in before.chunks)
    vectors = ENCODER.encode([chunk.encoded for chunk in chunks])
    store.replace(replace(before, chunks=chunks), encoder=ENCODER.name, vectors=vectors)
    assert search.nearest(vectors[3], k=1) == (Scored(chunks[3].id, 1.0),)
    _agree(search, store, 2)


def test_vectors_of_another_encoder_are_refused(store: MatterStore) -> None:
    add_to(store, 1)
    other = WordEncoder(name="another", dimension=ENCODER.dimension)
    search = ExactSearch(store, encoder=other.name)
    with pytest.raises(EncoderMismatch):
        search.nearest(other.encode(["notice"])[0], k=1)
