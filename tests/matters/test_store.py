from __future__ import annotations

import shutil
import sqlite3
import tempfile
from array import array
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.errors import DiskFull, EncoderMismatch, MatterDamaged, MatterError, UnknownDocument, UsageError
from lexassist.matters import schema
from lexassist.matters.folder import MatterFolder
from lexassist.matters.store import Counts, MatterStore, Original
from lexassist.types import (
    AnswerId,
    Box,
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    ClauseKind,
    Definition,
    Document,
    DocumentId,
    Page,
    Reading,
    ReadStatus,
    Reference,
    Remark,
    RemarkKind,
    Span,
    Words,
)

from .readings import ENCODER, add_to, id_of, planted, reading_of, sha256_of

# Half of a surrogate pair stands in file names that are not UTF-8, NUL in broken PDFs.
TEXTS = st.text(st.characters(), max_size=30)
OFFSETS = st.integers(0, 2**32 - 1)
EDGES = st.floats(width=32, allow_nan=False)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.integers(0, 2**31))
    return Span(start, start + draw(st.integers(1, 2**30)))


@st.composite
def pages(draw: st.DrawFn, number: int) -> Page:
    count = draw(st.integers(0, 4))
    words = Words(
        array("I", draw(st.lists(OFFSETS, min_size=count, max_size=count))),
        array("I", draw(st.lists(OFFSETS, min_size=count, max_size=count))),
        array("f", draw(st.lists(EDGES, min_size=4 * count, max_size=4 * count))),
    )
    furniture = tuple(draw(st.lists(spans(), max_size=3)))
    width, height = draw(st.floats(1, 5000)), draw(st.floats(1, 5000))
    start = draw(st.integers(0, 100))
    quality = draw(st.none() | st.floats(0, 1))
    return Page(
        number, start, start, width, height, words, furniture, draw(st.booleans()), draw(st.booleans()), quality
    )


@st.composite
def remarks(draw: st.DrawFn) -> Remark:
    edges = st.floats(allow_nan=False)
    boxes = st.builds(Box, st.integers(1, 9), edges, edges, edges, edges)
    page = draw(st.none() | st.integers(1, 9))
    return Remark(draw(st.sampled_from(RemarkKind)), draw(TEXTS), page, draw(TEXTS), tuple(draw(st.lists(boxes))))


@st.composite
def definitions(draw: st.DrawFn, clauses: list[Clause]) -> Definition:
    clause = draw(st.sampled_from(clauses))
    return Definition(draw(TEXTS), clause.id, draw(spans()), tuple(draw(st.lists(spans(), max_size=4))))


@st.composite
def references(draw: st.DrawFn, clauses: list[Clause]) -> Reference:
    clause, target = draw(st.sampled_from(clauses)), draw(st.none() | st.sampled_from(clauses))
    outside = target is None and draw(st.booleans())
    return Reference(draw(spans()), clause.id, target.id if target else None, outside)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    document = DocumentId(draw(st.text("0123456789abcdef", min_size=16, max_size=16)))
    whole = Document(
        document,
        draw(TEXTS),
        draw(TEXTS),
        draw(TEXTS),
        tuple(draw(pages(n)) for n in range(1, draw(st.integers(1, 4)))),
        draw(st.booleans()),
        tuple(draw(st.lists(remarks(), max_size=3))),
    )
    clauses: list[Clause] = []
    for index in range(draw(st.integers(0, 4))):
        parent = draw(st.sampled_from([None, *(clause.id for clause in clauses)]))
        path = tuple(draw(st.lists(TEXTS, max_size=3)))
        kind = draw(st.sampled_from(ClauseKind))
        own = ClauseId(f"{document}-c{index:04d}")
        clauses.append(Clause(own, document, draw(TEXTS), path, draw(TEXTS), kind, draw(spans()), parent))
    chunks = tuple(
        Chunk(ChunkId(f"{document}-k{n:05d}"), clause.id, document, draw(spans()), draw(TEXTS), draw(TEXTS))
        for n, clause in enumerate(clauses)
    )
    status = draw(st.sampled_from([ReadStatus.INDEXED, ReadStatus.PARTIAL]))
    defined = tuple(draw(st.lists(definitions(clauses), max_size=3))) if clauses else ()
    referred = tuple(draw(st.lists(references(clauses), max_size=3))) if clauses else ()
    return Reading(status, draw(TEXTS), whole, tuple(clauses), chunks, defined, referred)


@settings(max_examples=60, deadline=None)
@given(reading=readings())
def test_what_is_stored_is_read_back_equal(reading: Reading) -> None:
    assert reading.document is not None
    document = reading.document.id
    vectors = ENCODER.encode([chunk.encoded for chunk in reading.chunks])
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "matter.sqlite3"
        first = MatterStore(file)
        first.add(reading, sha256="a" * 64, encoder="e", vectors=vectors)
        first.close()
        second = MatterStore(file)
        assert second.document(document) == reading.document
        assert second.remarks(document) == reading.document.remarks
        assert second.unpaged() == frozenset(() if reading.document.paged else (document,))
        assert second.clauses(document) == reading.clauses
        assert second.definitions(document) == reading.definitions
        assert second.references(document) == reading.references
        assert tuple(second.clause(clause.id) for clause in reading.clauses) == reading.clauses
        backwards = [chunk.id for chunk in reversed(reading.chunks)]
        assert second.chunks(backwards) == tuple(reversed(reading.chunks))
        assert second.status(document) == (reading.status, reading.message)
        assert second.original(document).source == reading.document.source
        assert second.opening(document, 5) == reading.document.text[:5]
        ids, stored = second.vectors()
        assert ids == tuple(chunk.id for chunk in reading.chunks)
        assert stored.tobytes() == vectors.tobytes()
        second.close()


OPENINGS = [
    ("", 5),
    ("\0", 5),
    ("a\0b\0c", 4),  # SQLite's text functions stop at NUL
    ("éé", 2),  # two bytes each
    ("aé€\U0001f600b", 4),  # one byte to four
    ("\U0001f600€a", 1),
    ("a€€€", 2),  # the bytes that are read end within a character
    ("a\ud800\ud800\ud800", 2),  # within half of a surrogate pair
]


@pytest.mark.parametrize(("text", "length"), OPENINGS)
def test_the_opening_is_the_first_characters_whatever_they_are(store: MatterStore, text: str, length: int) -> None:
    document = Document(id_of(1), "", "", text, ())
    store.add(Reading(ReadStatus.INDEXED, "", document), sha256="a" * 64, encoder="e", vectors=ENCODER.encode([]))
    assert store.opening(id_of(1), length) == text[:length]


def test_words_behind_a_nul_are_found(store: MatterStore) -> None:
    reading = reading_of(1, clauses=1)
    chunk = replace(reading.chunks[0], text="before\0behind it")
    vectors = ENCODER.encode([chunk.encoded])
    store.add(replace(reading, chunks=(chunk,)), sha256="a" * 64, encoder="e", vectors=vectors)
    assert [one.chunk for one in store.match("behind", limit=9)] == [chunk.id]


def test_what_a_matter_holds(store: MatterStore) -> None:
    for number in (3, 1, 2):
        add_to(store, number, clauses=number)
    assert [card.source for card in store.documents()] == ["contract-3.pdf", "contract-1.pdf", "contract-2.pdf"]
    assert (store.documents()[0].pages, store.documents()[0].clauses) == (3, 3)
    assert store.counts() == Counts(3, 6, 6)
    assert store.counts(id_of(2)) == Counts(1, 2, 2)
    assert store.counts(id_of(9)) == Counts(0, 0, 0)
    assert store.original(id_of(1)) == Original(sha256_of(1), ".pdf", "contract-1.pdf")
    assert (store.has(id_of(1)), store.has(id_of(9))) == (True, False)
    assert store.chunk_ids(id_of(2)) == tuple(chunk.id for chunk in reading_of(2, clauses=2).chunks)
    assert store.chunk_ids()[:3] == store.chunk_ids(id_of(3))
    assert store.document(id_of(1)) is store.document(id_of(1))


def test_the_revision_tells_what_is_new(store: MatterStore) -> None:
    assert store.revision() == 0
    add_to(store, 1)
    one = store.revision()
    add_to(store, 2)
    store.save_answer(AnswerId("a"), "q", "{}", "2025-01-01")
    assert store.revision() == one + 1
    assert store.added_since(one) == (id_of(2),)
    store.remove(id_of(1))
    assert store.revision() == one + 2


UNKNOWN: list[Callable[[MatterStore], object]] = [
    lambda store: store.document(id_of(9)),
    lambda store: store.clauses(id_of(9)),
    lambda store: store.definitions(id_of(9)),
    lambda store: store.references(id_of(9)),
    lambda store: store.remarks(id_of(9)),
    lambda store: store.clause(ClauseId("nothing")),
    lambda store: store.chunks([*store.chunk_ids(), ChunkId("nothing")]),
    lambda store: store.status(id_of(9)),
    lambda store: store.original(id_of(9)),
    lambda store: store.opening(id_of(9), 10),
    lambda store: store.remove(id_of(9)),
]


@pytest.mark.parametrize("ask", UNKNOWN)
def test_what_is_not_there_is_said_so(store: MatterStore, ask: Callable[[MatterStore], object]) -> None:
    add_to(store, 1)
    with pytest.raises(UnknownDocument):
        ask(store)
    assert (store.revision(), store.counts().documents) == (1, 1)


def test_an_answer_is_kept_and_replaced(store: MatterStore) -> None:
    store.save_answer(AnswerId("a"), "why?", '{"text": "\udc80"}', "2025-01-01T00:00:00+00:00")
    store.save_answer(AnswerId("a"), "why?", '{"text": "é"}', "2025-01-01T00:00:00+00:00")
    assert store.answer(AnswerId("a")) == '{"text": "é"}'
    with pytest.raises(UsageError):
        store.answer(AnswerId("b"))


# Words


MATCHES = [
    (planted(2), [2]),
    (f'"{planted(1)}" OR "{planted(2)}"', [1, 2]),
    ("PLANTED00001X", [1]),  # case
    ("plánted00001x", [1]),  # accents
    ("\udc80", []),  # no text: matches nothing, fails nothing
    ("", []),
    ("  ", []),
    ("\0", []),
    (f"nowhere\0OR\0{planted(2)}", [2]),  # NUL is a space, not the end
]


@pytest.mark.parametrize(("expression", "numbers"), MATCHES)
def test_match(store: MatterStore, expression: str, numbers: list[int]) -> None:
    for number in (1, 2, 3):
        add_to(store, number)
    found = store.match(expression, limit=100)
    assert sorted({chunk.document for chunk in store.chunks([one.chunk for one in found])}) == sorted(
        id_of(number) for number in numbers
    )
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_match_knows_english_endings_and_counts_rare_words_more(store: MatterStore) -> None:
    for number in range(20):
        add_to(store, number)
    assert store.match("supplier", limit=9) == store.match("suppliers", limit=9) != ()
    best = store.match(f"supplier OR {planted(7)}", limit=1)[0]
    assert best.chunk.startswith(id_of(7))
    assert best.score > 0


def test_match_keeps_to_the_document_and_the_limit(store: MatterStore) -> None:
    for number in (1, 2):
        add_to(store, number)
    assert store.match(planted(1), document=id_of(2), limit=9) == ()
    assert len(store.match(planted(1), document=id_of(1), limit=9)) == 8
    assert len(store.match(planted(1), limit=3)) == 3


@pytest.mark.parametrize("expression", ['"', "AND", "a b) (", "nothere : a"])
def test_words_that_are_no_expression_are_refused_in_words(store: MatterStore, expression: str) -> None:
    with pytest.raises(UsageError, match="cannot be searched for"):
        store.match(expression, limit=1)


# Vectors


def test_known_vectors_are_found_by_the_text_that_was_encoded(store: MatterStore) -> None:
    add_to(store, 1)
    texts = [chunk.encoded for chunk in reading_of(1).chunks]
    known = store.known_vectors(ENCODER.name, [*texts, "never seen"])
    assert set(known) == set(texts)
    assert all((known[text] == row).all() for text, row in zip(texts, ENCODER.encode(texts), strict=True))
    assert store.known_vectors("another", texts) == {}


def test_the_vector_of_a_text_that_stands_twice_is_kept_once_and_as_long_as_it_is_used(store: MatterStore) -> None:
    first = reading_of(1, clauses=1)
    shared = first.chunks[0]
    for number in (1, 2):
        reading = reading_of(number, clauses=1)
        chunk = reading.chunks[0]
        same = Chunk(chunk.id, chunk.clause, chunk.document, chunk.span, shared.text, shared.context)
        copy = Reading(reading.status, "", reading.document, reading.clauses, (same,))
        store.add(copy, sha256="a" * 64, encoder="e", vectors=ENCODER.encode([shared.encoded]))
    store.remove(id_of(1))
    assert store.vectors()[0] == (f"{id_of(2)}-k00000",)
    assert set(store.known_vectors("e", [shared.encoded])) == {shared.encoded}
    store.remove(id_of(2))
    assert store.known_vectors("e", [shared.encoded]) == {}


def test_vectors_of_two_encoders_are_never_mixed(store: MatterStore) -> None:
    add_to(store, 1)
    reading = reading_of(2)
    vectors = ENCODER.encode([chunk.encoded for chunk in reading.chunks])
    with pytest.raises(EncoderMismatch, match=r"'word-encoder'.*not by 'another'.*retrieval\.encoder"):
        store.add(reading, sha256="a" * 64, encoder="another", vectors=vectors)
    with pytest.raises(EncoderMismatch, match="64 columns"):
        store.add(reading, sha256="a" * 64, encoder=ENCODER.name, vectors=vectors[:, :64])
    assert (store.counts().documents, store.revision()) == (1, 1)
    store.remove(id_of(1))
    assert store.encoder() is None
    store.add(reading, sha256="a" * 64, encoder="another", vectors=vectors[:, :64])
    assert store.encoder() == "another"


def test_a_document_without_chunks_binds_no_encoder(store: MatterStore) -> None:
    whole = Document(id_of(1), "scan", "scan.pdf", "", (Page(1, 0, 0, 600, 800, needs_ocr=True),))
    reading = Reading(ReadStatus.PARTIAL, "not read", whole)
    store.add(reading, sha256="a" * 64, encoder="e", vectors=np.zeros((0, 7), np.float32))
    assert store.encoder() is None
    assert store.vectors() == ((), pytest.approx(np.zeros((0, 0))))
    assert store.document(id_of(1)) == whole


def test_a_reading_that_does_not_fit_is_refused_whole(store: MatterStore) -> None:
    reading = reading_of(1)
    vectors = ENCODER.encode([chunk.encoded for chunk in reading.chunks])
    stray = Reading(reading.status, "", reading.document, reading_of(2).clauses)
    elsewhere = Reference(Span(0, 4), reading.clauses[0].id, reading_of(2).clauses[0].id)
    astray = Reading(reading.status, "", reading.document, reading.clauses, reading.chunks, references=(elsewhere,))
    failed = Reading(ReadStatus.DAMAGED, "broken")
    for wrong, rows in [
        (reading, vectors[:3]),
        (reading, vectors * np.nan),
        (stray, vectors[:0]),
        (astray, vectors),
        (failed, vectors[:0]),
    ]:
        with pytest.raises(ValueError, match=r"vector|clauses or chunks|name clauses|cannot be stored"):
            store.add(wrong, sha256="a" * 64, encoder="e", vectors=rows)
    add_to(store, 1)
    with pytest.raises(ValueError, match="already"):
        add_to(store, 1)
    assert store.counts() == Counts(1, 8, 8)


# Removal


def test_what_was_removed_is_nowhere_in_the_file(folder: MatterFolder, store: MatterStore) -> None:
    for number in range(12):
        add_to(store, number)
    kept, secret = ENCODER.encode([reading_of(n).chunks[0].encoded for n in (4, 5)])
    assert _bytes_of(folder).count(planted(5).encode()) > 0
    assert _bytes_of(folder).count(secret.tobytes()) == 1
    store.remove(id_of(5))
    assert _bytes_of(folder).count(planted(5).encode()) == 0
    assert _bytes_of(folder).count(b"5x") == 0  # nor in the tree of words, which keeps only what differs
    assert _bytes_of(folder).count(id_of(5).encode()) == 0
    assert _bytes_of(folder).count(secret.tobytes()) == 0
    assert _bytes_of(folder).count(planted(4).encode()) > 0
    assert _bytes_of(folder).count(kept.tobytes()) == 1
    assert store.match(planted(5), limit=9) == ()
    with pytest.raises(UnknownDocument):
        store.document(id_of(5))
    add_to(store, 5)
    assert len(store.match(planted(5), limit=9)) == 8


def _bytes_of(folder: MatterFolder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.path.glob("matter.sqlite3*"))


# What goes wrong


def _broken(folder: MatterFolder, break_it: Callable[[sqlite3.Connection], object]) -> None:
    connection = sqlite3.connect(folder.store_file)
    break_it(connection)
    connection.commit()
    connection.close()


@pytest.fixture
def full(folder: MatterFolder) -> MatterFolder:
    store = MatterStore(folder.store_file)
    for number in range(30):
        add_to(store, number)
    store.close()
    return folder


DAMAGES: list[Callable[[bytes], bytes]] = [
    lambda data: b"this is no database at all" * 100,
    lambda data: data[: len(data) // 2],  # cut short
    lambda data: data[:100] + b"\xff" * (len(data) - 100),  # only the head is left
    lambda data: data[:8192] + bytes(8192) + data[16384:],  # a hole
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_in_words(full: MatterFolder, damage: Callable[[bytes], bytes]) -> None:
    full.store_file.write_bytes(damage(full.store_file.read_bytes()))
    with pytest.raises(MatterDamaged, match=r"is damaged \(.*backup"):
        MatterStore(full.store_file)


def test_another_program_s_database_is_refused_and_left_alone(folder: MatterFolder) -> None:
    _broken(folder, lambda connection: connection.execute("CREATE TABLE theirs (x)"))
    before = folder.store_file.read_bytes()
    with pytest.raises(MatterDamaged, match="not one of LexAssist"):
        MatterStore(folder.store_file)
    assert folder.store_file.read_bytes() == before


def test_a_newer_store_is_refused_and_left_alone(full: MatterFolder) -> None:
    _broken(full, lambda connection: connection.execute("PRAGMA user_version = 9"))
    before = full.store_file.read_bytes()
    with pytest.raises(MatterError, match=r"newer LexAssist.*version 9.*up to 3") as refusal:
        MatterStore(full.store_file)
    assert not isinstance(refusal.value, MatterDamaged)
    assert full.store_file.read_bytes() == before


def test_a_migration_that_fails_leaves_the_store_as_it_was(full: MatterFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    known = schema.MIGRATIONS
    monkeypatch.setattr(schema, "MIGRATIONS", (*known, ("CREATE TABLE next (x)", "NONSENSE")))
    monkeypatch.setattr(schema, "VERSION", len(known) + 1)
    with pytest.raises(MatterError, match="NONSENSE"):
        MatterStore(full.store_file)
    monkeypatch.setattr(schema, "MIGRATIONS", (*known, ("CREATE TABLE next (x)",)))
    MatterStore(full.store_file).close()
    with sqlite3.connect(full.store_file) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(known) + 1,)
    connection.close()


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(MatterError, match="unable to open"):
        MatterStore(tmp_path / "nowhere" / "matter.sqlite3")


ALTERATIONS = [
    # one bit of one number
    "UPDATE embeddings SET vector = CAST(substr(vector, 1, 9) || X'41' || substr(vector, 11) AS BLOB) WHERE number = 7",
    # cut short
    "UPDATE embeddings SET vector = substr(vector, 1, 8) WHERE number = 7",
    # another text's vector, with its own checksum
    "UPDATE embeddings SET (vector, checksum) = (SELECT vector, checksum FROM embeddings WHERE number = 8) WHERE number = 7",
]


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_a_vector_whose_bytes_changed_is_found_out(full: MatterFolder, alteration: str) -> None:
    _broken(full, lambda connection: connection.execute(alteration))
    store = MatterStore(full.store_file)
    with pytest.raises(MatterDamaged, match="bytes of a vector"):
        store.vectors()
    with pytest.raises(MatterDamaged, match="bytes of a vector"):
        store.known_vectors(ENCODER.name, [reading_of(0).chunks[6].encoded])
    assert len(store.vectors(id_of(1))[0]) > 0
    store.close()


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_nothing_is_added_on_a_disk_that_is_nearly_full(store: MatterStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2**40, 2**40, 2**20))
    with pytest.raises(DiskFull):
        add_to(store, 1)
    assert store.counts().documents == 0


def test_a_disk_that_fills_up_while_a_document_is_stored_leaves_none_of_it(store: MatterStore) -> None:
    add_to(store, 1)
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(MatterError, match="full"):
        add_to(store, 2, clauses=200)
    assert store.counts() == Counts(1, 8, 8)
    assert store.match(planted(2), limit=1) == ()
    store._connection.execute("PRAGMA max_page_count = 1000000")
    add_to(store, 2)
    assert store.counts().documents == 2


def test_threads_share_a_store(store: MatterStore) -> None:
    def work(number: int) -> bool:
        add_to(store, number)
        store.match(planted(number), limit=3)
        return store.document(id_of(number)) == reading_of(number).document

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(24)))
    assert store.counts().documents == len(store.added_since(0)) == 24
