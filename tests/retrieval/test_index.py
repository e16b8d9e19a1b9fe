from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lexassist.errors import EncoderMismatch, IndexDamaged, MatterDamaged
from lexassist.matters.folder import MatterFolder, create_matter
from lexassist.matters.store import MatterStore
from lexassist.retrieval import generations as generations_module
from lexassist.retrieval import index as index_module
from lexassist.retrieval import index_probe
from lexassist.retrieval.chroma import Generation
from lexassist.retrieval.exact import exact_nearest
from lexassist.retrieval.index import ChromaIndex
from lexassist.testing import WordEncoder
from lexassist.types import ChunkId, DocumentId

from ..matters.readings import ENCODER, add_to, id_of, reading_of

MANY = 26
CLAUSES = 40
"""Together more than Chroma's 1,000 writes, after which the vectors live in its files alone."""


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every matter counts as large, so that Chroma is asked."""
    monkeypatch.setattr(index_module, "LARGE", 0)


@pytest.fixture
def folder(tmp_path: Path) -> MatterFolder:
    return create_matter(tmp_path, "acme")


@pytest.fixture
def store(folder: MatterFolder) -> Iterator[MatterStore]:
    opened = MatterStore(folder.store_file)
    yield opened
    opened.close()


@pytest.fixture
def index(folder: MatterFolder, store: MatterStore) -> Iterator[ChromaIndex]:
    made = ChromaIndex(folder, store, encoder=ENCODER)
    made.open()
    yield made
    made.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A matter whose index was written out, made once and copied by each test that breaks it."""
    folder = create_matter(tmp_path_factory.mktemp("written"), "acme")
    store = MatterStore(folder.store_file)
    for number in range(MANY):
        add_to(store, number, clauses=CLAUSES)
    made = ChromaIndex(folder, store, encoder=ENCODER)
    made.open()
    assert made.settle(60)
    made.close()
    store.close()
    return folder.path


@pytest.fixture
def filled(written: Path, tmp_path: Path) -> MatterFolder:
    return MatterFolder(shutil.copytree(written, tmp_path / "filled" / "acme"))


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of a sound index without a new interpreter, for tests of what comes after it."""

    def find_fault(path: Path, ids: list[ChunkId], vectors: NDArray[np.float32], *, timeout: float) -> str:
        generation = Generation(path)
        try:
            return index_probe.examine(generation, ids, vectors)
        finally:
            generation.close()

    monkeypatch.setattr(generations_module, "find_fault", find_fault)


def _current(folder: MatterFolder) -> Path:
    return folder.index / json.loads((folder.index / "current.json").read_text())["generation"]


def _reopened(folder: MatterFolder, check: Callable[[MatterStore, ChromaIndex], None]) -> None:
    store = MatterStore(folder.store_file)
    index = ChromaIndex(folder, store, encoder=ENCODER)
    try:
        index.open()
        check(store, index)
    finally:
        index.close()
        store.close()


def _agrees(store: MatterStore, index: ChromaIndex) -> None:
    """Every planted document is found, with the cosines that comparing one by one gives.

    Chroma's graph now and then has no way to one of its vectors: of a document's chunks one may not be found.
    """
    for number in (0, 7, MANY - 1):
        chunks = reading_of(number, clauses=CLAUSES).chunks[::13]
        found = [_first_of(store, index, vector) for vector in ENCODER.encode([chunk.encoded for chunk in chunks])]
        assert sum(chunk.id == first for chunk, first in zip(chunks, found, strict=True)) >= len(chunks) - 1


def _first_of(store: MatterStore, index: ChromaIndex, vector: NDArray[np.float32]) -> ChunkId:
    """The first neighbour; the scores of all found are those of comparing one by one."""
    best, exact = index.nearest(vector, k=5), exact_nearest(store, vector, k=10_000)
    scores = {one.chunk: one.score for one in exact}
    assert [one.score for one in best] == pytest.approx([scores[one.chunk] for one in best], abs=2e-6)
    assert len(best) == min(5, len(scores))
    return best[0].chunk


# A sound index


def test_a_new_matter_is_ready_and_empty(index: ChromaIndex) -> None:
    assert not index.exact
    assert index.nearest(ENCODER.encode(["notice"])[0], k=3) == ()


def test_the_nearest_come_best_first_with_their_cosines(store: MatterStore, index: ChromaIndex) -> None:
    for number in range(5):
        index.add(add_to(store, number))
    for number in range(5):
        chunk = reading_of(number).chunks[3]
        vector = ENCODER.encode([chunk.encoded])[0]
        found = index.nearest(vector, k=12)
        assert len(found) == 12
        assert (found[0].chunk, found[0].score) == (chunk.id, 1.0)
        assert list(found) == sorted(found, key=lambda one: (-one.score, one.chunk))
        ids, vectors = store.vectors()
        cosines = dict(zip(ids, vectors @ vector, strict=True))
        assert all(one.score == pytest.approx(cosines[one.chunk], abs=2e-6) for one in found)
        assert {one.chunk for one in found} == {one.chunk for one in exact_nearest(store, vector, k=12)}


def test_opposite_vectors_have_cosine_minus_one(store: MatterStore, index: ChromaIndex) -> None:
    index.add(add_to(store, 1, clauses=1))
    vector = -ENCODER.encode([reading_of(1, clauses=1).chunks[0].encoded])[0]
    assert [one.score for one in index.nearest(vector, k=1)] == [-1.0]
    assert [one.score for one in exact_nearest(store, vector, k=1)] == [-1.0]


def test_a_document_given_keeps_the_rest_out(store: MatterStore, index: ChromaIndex) -> None:
    for number in range(5):
        index.add(add_to(store, number))
    vector = ENCODER.encode([reading_of(1).chunks[0].encoded])[0]
    within = index.nearest(vector, k=50, document=id_of(2))
    assert sorted(one.chunk for one in within) == list(store.chunk_ids(id_of(2)))
    exact = exact_nearest(store, vector, k=50, document=id_of(2))
    assert {one.chunk: one.score for one in within} == pytest.approx({one.chunk: one.score for one in exact}, abs=2e-6)
    assert index.nearest(vector, k=5, document=id_of(99)) == ()


def test_equals_stand_in_the_order_of_their_ids(store: MatterStore, index: ChromaIndex) -> None:
    for number in range(6):
        index.add(add_to(store, number, clauses=1))
    vector = np.zeros(ENCODER.dimension, np.float32)
    vector[ENCODER.encode(["untouched"])[0].argmax()] = 1  # a word that no contract has: all are equally far
    found = index.nearest(vector, k=4)
    assert len({one.score for one in found}) == 1
    assert [one.chunk for one in found] == sorted(store.chunk_ids())[:4]
    assert found == exact_nearest(store, vector, k=4)


@pytest.mark.parametrize("k", [0, 1, 7, 8, 9])
def test_any_number_may_be_asked_for(store: MatterStore, index: ChromaIndex, k: int) -> None:
    vector = ENCODER.encode([reading_of(1).chunks[0].encoded])[0]
    index.add(add_to(store, 1))
    assert len(index.nearest(vector, k=k)) == len(exact_nearest(store, vector, k=k)) == min(k, 8)


def test_a_sound_index_is_used_again_as_it_is(filled: MatterFolder) -> None:
    before = _current(filled)

    def check(store: MatterStore, index: ChromaIndex) -> None:
        assert not index.exact
        assert _current(filled) == before
        _agrees(store, index)

    _reopened(filled, check)
    assert list(filled.quarantine.iterdir()) == []


# Removal


@pytest.mark.usefixtures("in_process")
def test_a_removed_document_is_found_no_more_and_leaves_no_vector(filled: MatterFolder) -> None:
    secret = ENCODER.encode([reading_of(3, clauses=CLAUSES).chunks[5].encoded])[0]
    assert secret.tobytes() in _bytes_under(filled.path)
    shutil.copytree(_current(filled), filled.quarantine / "20250101-g-old")

    def check(store: MatterStore, index: ChromaIndex) -> None:
        store.remove(id_of(3))
        index.remove(id_of(3))
        assert not any(one.chunk.startswith(id_of(3)) for one in index.nearest(secret, k=50))
        assert index.settle(60)
        assert not any(one.chunk.startswith(id_of(3)) for one in index.nearest(secret, k=50))
        assert _files_with(secret.tobytes(), filled.path) == []
        assert _files_with(id_of(3).encode(), filled.path) == []

    _reopened(filled, check)


@pytest.mark.usefixtures("in_process")
def test_a_rebuild_that_was_cut_short_is_taken_up_again(filled: MatterFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MatterStore(filled.store_file)
    index = ChromaIndex(filled, store, encoder=ENCODER)
    index.open()
    before = _current(filled)
    with monkeypatch.context() as patch:
        patch.setattr(index, "_start_rebuild", lambda: None)
        store.remove(id_of(3))
        index.remove(id_of(3))
        index.close()
        store.close()
    assert _current(filled) == before

    def check(store: MatterStore, index: ChromaIndex) -> None:
        assert index.settle(60)
        assert _current(filled) != before
        assert not before.exists()

    _reopened(filled, check)


def test_a_removal_of_all_of_which_the_index_was_not_told_leaves_no_vector(filled: MatterFolder) -> None:
    secret = ENCODER.encode([reading_of(3, clauses=CLAUSES).chunks[5].encoded])[0]
    shutil.copytree(_current(filled), filled.quarantine / "20250101-g-old")
    store = MatterStore(filled.store_file)
    for number in range(MANY):
        store.remove(id_of(number))
    store.close()

    def check(store: MatterStore, index: ChromaIndex) -> None:
        assert index.settle(60)
        assert _files_with(secret.tobytes(), filled.path) == []

    _reopened(filled, check)


@pytest.mark.usefixtures("in_process")
def test_a_removal_that_is_cut_short_is_known_to_the_next_opening(
    filled: MatterFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once vectors are deleted from Chroma, nothing but the record tells that its files still hold them."""
    secret = ENCODER.encode([reading_of(3, clauses=CLAUSES).chunks[5].encoded])[0]

    def killed(self: Generation, document: DocumentId) -> None:
        delete_document(self, document)
        raise KeyboardInterrupt

    store = MatterStore(filled.store_file)
    index = ChromaIndex(filled, store, encoder=ENCODER)
    index.open()
    delete_document = Generation.delete_document
    with monkeypatch.context() as patch:
        patch.setattr(Generation, "delete_document", killed)
        store.remove(id_of(3))
        with pytest.raises(KeyboardInterrupt):
            index.remove(id_of(3))
    index.close()
    store.close()

    def check(store: MatterStore, index: ChromaIndex) -> None:
        assert index.settle(60)
        assert _files_with(secret.tobytes(), filled.path) == []

    _reopened(filled, check)


@pytest.mark.parametrize("failing", ["delete_document", "nearest"])
@pytest.mark.usefixtures("in_process")
def test_an_index_that_fails_once_a_document_is_removed_is_not_kept_with_its_vectors(
    filled: MatterFolder, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    secret = ENCODER.encode([reading_of(3, clauses=CLAUSES).chunks[5].encoded])[0]

    def check(store: MatterStore, index: ChromaIndex) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(index, "_start_rebuild", lambda: None)
            patch.setattr(Generation, failing, _fail)
            store.remove(id_of(3))
            index.remove(id_of(3))
            index.nearest(secret, k=50)
        index.close()
        assert _files_with(secret.tobytes(), filled.path) == []

    _reopened(filled, check)


@pytest.mark.parametrize("damaged", [False, True])
def test_a_removal_of_which_the_index_was_not_told_leaves_no_vector(filled: MatterFolder, damaged: bool) -> None:
    """The process may end between the two."""
    secret = ENCODER.encode([reading_of(3, clauses=CLAUSES).chunks[5].encoded])[0]
    shutil.copytree(_current(filled), filled.quarantine / "20250101-g-old")
    store = MatterStore(filled.store_file)
    store.remove(id_of(3))
    store.close()
    if damaged:
        _scramble(filled, "header.bin")

    def check(store: MatterStore, index: ChromaIndex) -> None:
        assert index.settle(60)
        assert _files_with(secret.tobytes(), filled.path) == []
        _agrees(store, index)

    _reopened(filled, check)


def _fail(*_: object, **__: object) -> None:
    raise IndexDamaged("torn", remedy="")


def _files_with(words: bytes, folder: Path) -> list[str]:
    """The files below ``folder`` that hold ``words``."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [str(path.relative_to(folder)) for path in files if words in path.read_bytes()]


def _bytes_under(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.rglob("*") if file.is_file())


# Out of step with the store


@pytest.mark.usefixtures("in_process")
def test_documents_that_the_index_missed_are_taken_in_at_opening(filled: MatterFolder) -> None:
    """As after a kill between the store and the index: nothing is rebuilt for it."""
    before = _current(filled)
    store = MatterStore(filled.store_file)
    add_to(store, 100, clauses=CLAUSES)
    store.close()

    def check(store: MatterStore, index: ChromaIndex) -> None:
        assert (index.exact, _current(filled)) == (False, before)
        assert set(Generation(before).ids()) == set(store.chunk_ids())
        chunk = reading_of(100, clauses=CLAUSES).chunks[1]
        assert index.nearest(ENCODER.encode([chunk.encoded])[0], k=1)[0].chunk == chunk.id

    _reopened(filled, check)


@pytest.mark.usefixtures("in_process")
def test_removals_that_the_index_missed_are_made_good_at_once_and_rid_its_files_of_them_later(
    filled: MatterFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _current(filled)
    store = MatterStore(filled.store_file)
    store.remove(id_of(4))
    store.remove(id_of(5))
    add_to(store, 5, clauses=2)  # the same ids again
    store.close()

    def check(store: MatterStore, index: ChromaIndex) -> None:
        assert (index.exact, _current(filled)) == (False, before)
        assert set(Generation(before).ids()) == set(store.chunk_ids())

    with monkeypatch.context() as patch:
        patch.setattr(ChromaIndex, "_start_rebuild", lambda self: None)
        _reopened(filled, check)

    def check_later(store: MatterStore, index: ChromaIndex) -> None:
        assert index.settle(60)
        assert _current(filled) != before
        assert set(Generation(_current(filled)).ids()) == set(store.chunk_ids())

    _reopened(filled, check_later)


def test_an_addition_catches_up_with_those_before_it(store: MatterStore, index: ChromaIndex) -> None:
    add_to(store, 1)
    index.add(add_to(store, 2))
    vector = ENCODER.encode([reading_of(1).chunks[0].encoded])[0]
    assert index.nearest(vector, k=1)[0].chunk == reading_of(1).chunks[0].id


@pytest.mark.usefixtures("in_process")
def test_an_index_of_an_older_store_is_brought_up_to_date(filled: MatterFolder, tmp_path: Path) -> None:
    """As after a backup was put back: the folder's index is ahead of its store."""
    older = tmp_path / "older.sqlite3"
    shutil.copy(filled.store_file, older)

    def ahead(store: MatterStore, index: ChromaIndex) -> None:
        index.add(add_to(store, 200))

    _reopened(filled, ahead)
    for path in filled.path.glob("matter.sqlite3*"):
        path.unlink()
    shutil.copy(older, filled.store_file)

    def check(store: MatterStore, index: ChromaIndex) -> None:
        assert set(Generation(_current(filled)).ids()) == set(store.chunk_ids())
        _agrees(store, index)

    _reopened(filled, check)


# Damage


def _files(folder: MatterFolder, name: str) -> list[Path]:
    found = list(_current(folder).rglob(name))
    assert found, name
    return found


def _truncate(folder: MatterFolder, name: str) -> None:
    for file in _files(folder, name):
        os.truncate(file, file.stat().st_size // 3)


def _scramble(folder: MatterFolder, name: str) -> None:
    chance = random.Random(5)
    for file in _files(folder, name):
        file.write_bytes(chance.randbytes(file.stat().st_size))


def _forget_vectors(folder: MatterFolder) -> None:
    for file in _files(folder, "data_level0.bin"):
        shutil.rmtree(file.parent)


def _forget_collection(folder: MatterFolder) -> None:
    with sqlite3.connect(_current(folder) / "chroma.sqlite3") as connection:
        connection.execute("DELETE FROM collections")
    connection.close()


def _flip_a_bit_of_each_vector(folder: MatterFolder) -> None:
    for file in _files(folder, "data_level0.bin"):
        data = bytearray(file.read_bytes())
        for place in range(150, len(data), 64):
            data[place] ^= 0x40
        file.write_bytes(bytes(data))


DAMAGES: dict[str, Callable[[MatterFolder], object]] = {
    "vectors cut short": lambda folder: _truncate(folder, "data_level0.bin"),
    "grown beyond measure": lambda folder: os.truncate(_files(folder, "link_lists.bin")[0], 2**30),
    "header overwritten": lambda folder: _scramble(folder, "header.bin"),
    "bits flipped": _flip_a_bit_of_each_vector,
    "list of ids overwritten": lambda folder: _scramble(folder, "chroma.sqlite3"),
    "vectors deleted": _forget_vectors,
    "collection forgotten": _forget_collection,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_set_aside_and_made_anew(filled: MatterFolder, damage: str) -> None:
    before = _current(filled)
    DAMAGES[damage](filled)

    def check(store: MatterStore, index: ChromaIndex) -> None:
        _agrees(store, index)
        assert index.settle(60)
        assert not index.exact
        _agrees(store, index)
        assert set(Generation(_current(filled)).ids()) == set(store.chunk_ids())

    _reopened(filled, check)
    assert [path.name.split("-", 1)[1] for path in filled.quarantine.iterdir()] == [before.name]
    assert [path for path in filled.index.iterdir() if path.is_dir()] == [_current(filled)] != [before]


LOSSES: dict[str, Callable[[MatterFolder], object]] = {
    "the index folder": lambda folder: shutil.rmtree(folder.index),
    "the generation": lambda folder: shutil.rmtree(_current(folder)),
    "the record": lambda folder: (folder.index / "current.json").unlink(),
    "the record's words": lambda folder: (folder.index / "current.json").write_text("{"),
    "a record that leads out": lambda folder: (folder.index / "current.json").write_text(
        (folder.index / "current.json").read_text().replace("g-", "../originals/g-")
    ),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_an_index_that_is_lost_is_made_anew(filled: MatterFolder, loss: str) -> None:
    LOSSES[loss](filled)

    def check(store: MatterStore, index: ChromaIndex) -> None:
        assert index.settle(60)
        _agrees(store, index)

    _reopened(filled, check)
    assert list(filled.quarantine.iterdir()) == []
    assert len([path for path in filled.index.iterdir() if path.is_dir()]) == 1


def test_only_the_last_damaged_indexes_are_kept(filled: MatterFolder) -> None:
    for number in range(4):
        (filled.quarantine / f"2020010{number}-g-x").mkdir()
    _scramble(filled, "header.bin")
    _reopened(filled, lambda store, index: None)
    kept = sorted(path.name[:8] for path in filled.quarantine.iterdir())
    assert kept[:2] == ["20200102", "20200103"]
    assert len(kept) == 3


@pytest.mark.usefixtures("in_process")
def test_an_index_that_fails_while_it_is_used_is_made_anew(
    filled: MatterFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(store: MatterStore, index: ChromaIndex) -> None:
        before = _current(filled)
        with monkeypatch.context() as patch:
            patch.setattr(Generation, "nearest", _fail)
            _agrees(store, index)
        assert index.settle(60)
        assert _current(filled) != before
        _agrees(store, index)

    _reopened(filled, check)


# While it is made


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that takes its time, and an opening that does not wait for it."""
    upsert = Generation.upsert

    def slowly(self: Generation, *arguments: object) -> None:
        time.sleep(0.02)
        upsert(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Generation, "upsert", slowly)
    monkeypatch.setattr(index_module, "_PATIENCE", 0.0)


@pytest.mark.usefixtures("slow")
def test_answers_are_exact_and_whole_while_the_index_is_made(filled: MatterFolder) -> None:
    shutil.rmtree(filled.index)

    def check(store: MatterStore, index: ChromaIndex) -> None:
        assert index.exact
        _agrees(store, index)
        for number in (300, 301):
            index.add(add_to(store, number))
        chunk = reading_of(301).chunks[0]
        vector = ENCODER.encode([chunk.encoded])[0]
        assert index.exact
        assert index.nearest(vector, k=1)[0].chunk == chunk.id
        assert index.nearest(vector, k=1, document=id_of(301))[0].chunk == chunk.id
        store.remove(id_of(300))
        index.remove(id_of(300))
        assert index.settle(60)
        assert set(Generation(_current(filled)).ids()) == set(store.chunk_ids())
        assert index.nearest(vector, k=1)[0].chunk == chunk.id

    _reopened(filled, check)


@pytest.mark.usefixtures("slow")
def test_closing_does_not_wait_for_the_index(filled: MatterFolder) -> None:
    shutil.rmtree(filled.index)
    store = MatterStore(filled.store_file)
    index = ChromaIndex(filled, store, encoder=ENCODER)
    index.open()
    index.close()
    store.close()
    assert not (filled.index / "current.json").exists()


def test_a_store_whose_vectors_changed_is_said_so_and_never_indexed(filled: MatterFolder) -> None:
    shutil.rmtree(filled.index)
    with sqlite3.connect(filled.store_file) as connection:
        connection.execute("UPDATE embeddings SET vector = zeroblob(512) WHERE number = 70")
    connection.close()

    def check(store: MatterStore, index: ChromaIndex) -> None:
        assert not index.settle(60)
        with pytest.raises(MatterDamaged, match="bytes of a vector"):
            index.nearest(ENCODER.encode(["notice"])[0], k=1)

    _reopened(filled, check)


def test_another_encoder_is_refused(filled: MatterFolder) -> None:
    store = MatterStore(filled.store_file)
    with pytest.raises(EncoderMismatch, match="by the encoder 'word-encoder', not by 'another'"):
        ChromaIndex(filled, store, encoder=WordEncoder(name="another")).open()
    store.close()


# The child that tries an index


LINGER = """
import json, sys, time
from lexassist.retrieval import index_probe
index_probe.Generation = lambda path: print("waiting", flush=True) or time.sleep(60)
sys.argv[1:] = ["nowhere"]
print(json.dumps(index_probe.main()))
"""


def test_a_child_that_hangs_is_given_up(filled: MatterFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_probe, "_command", lambda path: ["sleep", "60"])
    fault = index_probe.find_fault(_current(filled), [], np.zeros((0, 4), np.float32), timeout=0.2)
    assert fault == "it gave no answer in 0 s"


def test_a_child_that_crashes_says_by_what(filled: MatterFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_probe, "_command", lambda path: ["sh", "-c", "kill -SEGV $$"])
    vectors = np.zeros((500, 384), np.float32)  # more than a pipe holds
    fault = index_probe.find_fault(_current(filled), ["x"] * 500, vectors, timeout=10)  # type: ignore[list-item]
    assert fault == "opening it crashed (signal 11)"


def test_a_child_leaves_when_its_parent_is_gone() -> None:
    """An orphan must not stay on the files that the next owner opens."""
    with subprocess.Popen([sys.executable, "-c", LINGER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(b'{"ids": [], "vectors": ""}\n')
        child.stdin.flush()
        assert child.stdout.readline() == b"waiting\n"
        child.stdin.close()
        assert child.wait(20) == 1
