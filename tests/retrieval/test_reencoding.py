"""Another encoder for a matter: nothing is mixed, nothing is lost, nothing is encoded twice."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lexassist.errors import EncoderMismatch
from lexassist.matters.folder import MatterFolder, create_matter
from lexassist.matters.store import MatterStore
from lexassist.retrieval import generations, reencoding
from lexassist.retrieval.index import ChromaIndex, exact_nearest
from lexassist.retrieval.reencoding import reencode
from lexassist.testing import WordEncoder
from lexassist.types import Encoder, Progress, Stage

from ..matters.readings import ENCODER, add_to, id_of, reading_of, sha256_of

CHILD = Path(__file__).with_name("reencoding_child.py")
PORTION = 5
NEW = WordEncoder(name="new", dimension=64)


@dataclass
class Counting:
    """Counts words as ``by`` does, and remembers what it was given; after ``lasts`` texts it fails."""

    by: WordEncoder = NEW
    lasts: int = 10**9
    encoded: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.by.name

    @property
    def dimension(self) -> int:
        return self.by.dimension

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        self.encoded += texts
        if len(self.encoded) > self.lasts:
            raise KeyboardInterrupt
        return self.by.encode(texts)


@pytest.fixture(autouse=True)
def _small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reencoding, "ENCODED_AT_ONCE", PORTION)
    # The check of a sound index starts an interpreter; test_index.py is about that.
    monkeypatch.setattr(generations, "find_fault", lambda *_, **__: "")


@pytest.fixture
def folder(tmp_path: Path) -> MatterFolder:
    return create_matter(tmp_path, "acme")


@pytest.fixture
def store(folder: MatterFolder) -> Iterator[MatterStore]:
    with _opened(folder) as opened:
        for number in range(3):
            add_to(opened, number)
        yield opened


@contextmanager
def _opened(folder: MatterFolder) -> Iterator[MatterStore]:
    opened = MatterStore(folder.store_file)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def _index(folder: MatterFolder, store: MatterStore, encoder: Encoder) -> Iterator[ChromaIndex]:
    index = ChromaIndex(folder, store, encoder=encoder)
    try:
        index.open()
        yield index
    finally:
        index.close()


def _no_index() -> ChromaIndex:
    raise AssertionError("the index was asked for")


class _Settled:
    def settle(self) -> bool:
        return True


def _settled() -> ChromaIndex:
    """An index that is as it should be."""
    return _Settled()  # type: ignore[return-value]


def _unwatched(_: Progress) -> None:
    """Nobody watches."""


def _holds_vectors_of(store: MatterStore, encoder: Encoder) -> None:
    """Every chunk's vector is the encoder's of what it is given for that chunk, and no other vector is there."""
    ids, vectors = store.vectors(encoder=encoder.name)
    texts = [chunk.encoded for chunk in store.chunks(ids)]
    assert (store.encoder(), set(ids)) == (encoder.name if ids else None, set(store.chunk_ids()))
    if ids:
        assert vectors.tobytes() == encoder.encode(texts).tobytes()
    with store._reading() as connection:
        assert connection.execute("SELECT count(*) FROM embeddings").fetchone()[0] == len(set(texts))


# The whole way


def test_a_matter_comes_to_another_encoder_and_is_searched_by_it(folder: MatterFolder, store: MatterStore) -> None:
    with _index(folder, store, ENCODER):
        revision, seen, counting = store.revision(), list[Progress](), Counting()
    with _index_of_new(folder, store) as index:
        done = reencode(store, counting, index, seen.append)
        assert (done.encoder, done.before, done.chunks, done.encoded) == ("new", ENCODER.name, 24, 24)
        _holds_vectors_of(store, NEW)
        assert store.revision() == revision + 1
        assert set(store.added_since(revision)) == {id_of(number) for number in range(3)}
        vector = NEW.encode([reading_of(1).chunks[4].encoded])[0]
        assert not index().exact
        assert index().nearest(vector, k=5) == exact_nearest(store, vector, k=5)
        assert index().nearest(vector, k=1)[0].chunk == reading_of(1).chunks[4].id
    assert Counter(counting.encoded) == Counter(chunk.encoded for n in range(3) for chunk in reading_of(n).chunks)
    assert [(p.stage, p.done, p.total) for p in seen] == [
        *((Stage.ENCODING, done, 24) for done in range(0, 24, PORTION)),
        (Stage.STORING, 24, 24),
        (Stage.DONE, 24, 24),
    ]
    assert len([path for path in folder.index.iterdir() if path.is_dir()]) == 1, "the index before is gone"


@contextmanager
def _index_of_new(folder: MatterFolder, store: MatterStore) -> Iterator[Callable[[], ChromaIndex]]:
    """Gives the index for NEW, opened when it is first asked for."""
    made = ChromaIndex(folder, store, encoder=NEW)
    opened: list[ChromaIndex] = []

    def index() -> ChromaIndex:
        if not opened:
            made.open()
            opened.append(made)
        return made

    try:
        yield index
    finally:
        made.close()


def test_where_nothing_changes_nothing_is_done(store: MatterStore) -> None:
    revision = store.revision()
    done = reencode(store, Counting(ENCODER), _no_index, _unwatched)
    assert (done.before, done.encoder, done.encoded, store.revision()) == (ENCODER.name, ENCODER.name, 0, revision)
    _holds_vectors_of(store, ENCODER)


def test_an_empty_matter_has_nothing_to_encode(folder: MatterFolder) -> None:
    with _opened(folder) as store:
        done = reencode(store, Counting(), _no_index, _unwatched)
        assert (done.before, done.chunks, done.encoded, store.encoder()) == (None, 0, 0, None)


def test_a_text_that_is_encoded_otherwise_now_gets_its_vector(store: MatterStore) -> None:
    """The same encoder, but what it is given for a chunk has changed."""
    with store._reading() as connection:
        connection.execute("UPDATE chunks SET context = 'Another heading' WHERE document = ?", (id_of(1),))
    revision, counting = store.revision(), Counting(ENCODER)
    assert reencode(store, counting, _settled, _unwatched).encoded == len(counting.encoded) == 8
    assert store.revision() == revision + 1
    _holds_vectors_of(store, ENCODER)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=st.sets(st.integers(0, 6), max_size=4),
    clauses=st.integers(1, 6),
    stops=st.lists(st.integers(0, 20), max_size=4),
    dimension=st.sampled_from([32, ENCODER.dimension, 200]),
)
def test_however_often_it_stops_each_chunk_ends_with_its_new_vector(
    numbers: set[int], clauses: int, stops: list[int], dimension: int
) -> None:
    new = WordEncoder(name="new", dimension=dimension)
    with TemporaryDirectory() as root, _opened(create_matter(Path(root), "acme")) as store:
        for number in sorted(numbers):
            add_to(store, number, clauses=clauses)
        kept = Counter[str]()
        for lasts in stops:
            counting = Counting(new, lasts)
            try:
                reencode(store, counting, _settled, _unwatched)
            except KeyboardInterrupt:
                _only_pending(store, ENCODER)
                counting.encoded = counting.encoded[: lasts - lasts % PORTION]  # the portion under way is lost
            kept += Counter(counting.encoded)
        last = Counting(new)
        reencode(store, last, _settled, _unwatched)
        _holds_vectors_of(store, new)
        assert set((kept + Counter(last.encoded)).values()) <= {1}, "a text that was committed is encoded again"


def _only_pending(store: MatterStore, encoder: Encoder) -> None:
    """What is in use is the encoder's before, whatever was gathered beside it."""
    ids, vectors = store.vectors(encoder=encoder.name)
    assert vectors.tobytes() == encoder.encode([chunk.encoded for chunk in store.chunks(ids)]).tobytes()


# While it is under way


@pytest.fixture
def halfway(store: MatterStore) -> MatterStore:
    with pytest.raises(KeyboardInterrupt):
        reencode(store, Counting(lasts=12), _no_index, _unwatched)
    return store


def test_halfway_the_encoder_before_serves(folder: MatterFolder, halfway: MatterStore) -> None:
    assert (halfway.encoder(), len(halfway.unencoded("new"))) == (ENCODER.name, 24 - 10)
    with _index(folder, halfway, ENCODER) as index:
        index.add(add_to(halfway, 7))
        chunk = reading_of(7).chunks[2]
        assert index.nearest(ENCODER.encode([chunk.encoded])[0], k=1)[0].chunk == chunk.id
    counting = Counting()
    reencode(halfway, counting, _settled, _unwatched)
    assert len(counting.encoded) == 24 - 10 + 8, "what came meanwhile is encoded too"
    _holds_vectors_of(halfway, NEW)


def test_halfway_one_may_stay_with_the_encoder_before(halfway: MatterStore) -> None:
    revision = halfway.revision()
    assert reencode(halfway, Counting(ENCODER), _no_index, _unwatched).encoded == 0
    _holds_vectors_of(halfway, ENCODER)
    assert halfway.revision() == revision


def test_halfway_a_document_that_is_removed_leaves_no_vector_of_either(
    folder: MatterFolder, halfway: MatterStore
) -> None:
    text = reading_of(0).chunks[0].encoded
    packed = [encoder.encode([text])[0].tobytes() for encoder in (ENCODER, NEW)]
    assert all(one in _bytes_of(folder) for one in packed)
    halfway.remove(id_of(0))
    assert not any(one in _bytes_of(folder) for one in packed)
    for number in (1, 2):
        halfway.remove(id_of(number))
    assert (halfway.encoder(), halfway.known_vectors("new", [reading_of(1).chunks[0].encoded])) == (None, {})


def _bytes_of(folder: MatterFolder) -> bytes:
    return b"".join(file.read_bytes() for file in folder.path.glob("matter.sqlite3*"))


def _add_by_new(folder: MatterFolder, store: MatterStore) -> None:
    reading = reading_of(9)
    vectors = NEW.encode([chunk.encoded for chunk in reading.chunks])
    store.add(reading, sha256=sha256_of(9), encoder=NEW.name, vectors=vectors)


def _replace_by_new(folder: MatterFolder, store: MatterStore) -> None:
    reading = reading_of(1)
    store.replace(reading, encoder=NEW.name, vectors=NEW.encode([chunk.encoded for chunk in reading.chunks]))


def _open_index(folder: MatterFolder, store: MatterStore) -> None:
    ChromaIndex(folder, store, encoder=NEW).open()


def _other_shape(folder: MatterFolder, store: MatterStore) -> None:
    store.add_vectors("new", ["a text"], np.ones((1, 65), np.float32))


MIXTURES: dict[str, Callable[[MatterFolder, MatterStore], object]] = {
    "a document with vectors of the next encoder": _add_by_new,
    "a document read again with them": _replace_by_new,
    "an index for the next encoder": _open_index,
    "the change before every text has a vector": lambda folder, store: store.adopt_encoder("new"),
    "the change to an encoder that made nothing": lambda folder, store: store.adopt_encoder("third"),
    "vectors asked for as the next encoder's": lambda folder, store: store.vectors(encoder="new"),
    "two shapes under one name": _other_shape,
}


@pytest.mark.parametrize("mixture", MIXTURES)
def test_vectors_of_two_encoders_never_meet(folder: MatterFolder, halfway: MatterStore, mixture: str) -> None:
    before = halfway.revision(), halfway.vectors()[1].tobytes(), halfway.counts(), len(halfway.unencoded("new"))
    with pytest.raises(EncoderMismatch):
        MIXTURES[mixture](folder, halfway)
    assert before == (
        halfway.revision(), halfway.vectors()[1].tobytes(), halfway.counts(), len(halfway.unencoded("new")),
    )  # fmt: skip


def test_the_remedy_is_the_command(store: MatterStore) -> None:
    with pytest.raises(EncoderMismatch) as refusal:
        store.check_encoder("new@0123")
    assert "by the encoder 'word-encoder', not by 'new@0123'" in refusal.value.what
    assert "`lexassist reencode --matter acme`" in refusal.value.remedy
    assert "retrieval.encoder back to 'word-encoder'" in refusal.value.remedy


def test_an_index_that_was_open_refuses_once_the_encoder_has_changed(folder: MatterFolder, store: MatterStore) -> None:
    """Also of the same shape, where nothing else would tell."""
    same = WordEncoder(name="same shape", dimension=ENCODER.dimension)
    vector = ENCODER.encode(["notice"])[0]
    with _index(folder, store, ENCODER) as index:
        assert index.nearest(vector, k=1)
        reencode(store, Counting(same), _settled, _unwatched)
        with pytest.raises(EncoderMismatch):
            index.nearest(vector, k=1)
        with pytest.raises(EncoderMismatch):
            index.nearest(vector, k=1, document=id_of(1))
        with pytest.raises(EncoderMismatch):
            index.add(id_of(1))


# kill -9

KILLS = [
    ("while a portion is encoded", 2, 5),
    ("before a portion is committed", 1, 5),
    ("before a portion is committed", 5, 4),
    ("after a portion was committed", 3, 0),
    ("before the change of encoders", 1, 0),
    ("before the change is committed", 1, 0),
    ("after the change", 1, 0),
    ("while the index is made", 2, 0),
]
"""Where it dies, at which time it comes there, and how many texts are encoded again for it."""


def test_a_kill_at_any_moment_costs_one_portion_at_most(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        for number, (point, turn, again) in enumerate(KILLS):
            folder, log = create_matter(tmp_path, f"matter {number}"), tmp_path / f"log {number}"
            with _opened(folder) as store:
                for document in range(3):
                    add_to(store, document)
            assert _round(child, folder, log, point, turn) == -signal.SIGKILL, point
            with _opened(folder) as store:
                changed = number >= KILLS.index(("after the change", 1, 0))
                _only_pending(store, NEW if changed else ENCODER)
            assert _round(child, folder, log, "never", 0) == 0
            with _opened(folder) as store:
                _holds_vectors_of(store, NEW)
                with _index(folder, store, NEW) as index:
                    assert index.settle(60)
                    vector = NEW.encode([reading_of(1).chunks[4].encoded])[0]
                    assert index.nearest(vector, k=3) == exact_nearest(store, vector, k=3)
            counted = Counter(log.read_text().splitlines())
            assert len(counted) == 24
            assert sum(counted.values()) - 24 == again, point


def _round(child: subprocess.Popen[str], folder: MatterFolder, log: Path, point: str, turn: int) -> int:
    assert child.stdin is not None
    assert child.stdout is not None
    told = {"folder": str(folder.path), "log": str(log), "point": point, "turn": turn}
    child.stdin.write(json.dumps(told) + "\n")
    child.stdin.flush()
    return int(child.stdout.readline())
