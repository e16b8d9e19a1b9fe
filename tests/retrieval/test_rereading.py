"""Documents read again: what is new takes the old one's place whole, or the old one stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pytest

from lexassist.matters import encoders
from lexassist.matters.folder import MatterFolder, create_matter, keep_original, page_file, rendition
from lexassist.matters.store import MatterStore
from lexassist.retrieval import generations, rereading
from lexassist.retrieval.index import ChromaIndex
from lexassist.retrieval.rereading import Rereading
from lexassist.settings import ReadingSettings
from lexassist.testing import WordEncoder
from lexassist.types import (
    AnswerId,
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    ClauseKind,
    Definition,
    Document,
    DocumentId,
    Encoder,
    Ingested,
    Page,
    Progress,
    Reading,
    ReadStatus,
    Span,
    Stage,
)

ENCODER = WordEncoder()


def read_as(data: bytes, source: str, *, clauses: int = 1, paged: bool = True) -> Reading:
    """A reading of the data as text, in so many clauses of its words; the first word is a defined term."""
    text, document = data.decode(), DocumentId(sha256(data).hexdigest()[:16])
    whole = Document(document, f"{source} in {clauses}", source, text, (Page(1, 0, len(text), 600, 800),), paged)
    step = len(text) // clauses
    spans = [Span(n * step, len(text) if n == clauses - 1 else (n + 1) * step) for n in range(clauses)]
    made = tuple(
        Clause(ClauseId(f"{document}-c{n:04d}"), document, str(n), (str(n),), "", ClauseKind.OPERATIVE, span)
        for n, span in enumerate(spans)
    )
    chunks = tuple(
        Chunk(ChunkId(f"{document}-k{n:05d}"), one.id, document, one.span, text[one.span.start : one.span.end], "")
        for n, one in enumerate(made)
    )
    term = Definition(text.split()[0], made[-1].id, made[-1].span)
    return Reading(ReadStatus.INDEXED, "", whole, made, chunks, (term,))


@dataclass
class FakeReaders:
    """Readers that read in this process: each clause in two halves, unless ``readings`` says otherwise of a file."""

    readings: dict[str, Reading] = field(default_factory=dict)

    def __enter__(self) -> FakeReaders:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""

    def read(self, path: Path, *, source: str, watch: object) -> Reading:
        return self.readings.get(source) or read_as(path.read_bytes(), source, clauses=2)


@dataclass
class Room:
    """A matter whose documents an earlier reader has read, each in one clause."""

    folder: MatterFolder
    store: MatterStore
    index: ChromaIndex
    readers: FakeReaders
    texts: dict[str, bytes]
    encoded: list[str] = field(default_factory=list)

    def reread(self, *sources: str, watch: list[Progress] | None = None) -> list[Ingested]:
        def encoder() -> Encoder:
            return ENCODER

        reread = Rereading(self.folder, self.store, lambda: self.index, encoder, ReadingSettings())
        cards = [card for card in self.store.documents() if not sources or card.source in sources]
        return list(reread.reread(cards, (watch if watch is not None else []).append))

    def id_of(self, source: str) -> DocumentId:
        return DocumentId(sha256(self.texts[source]).hexdigest()[:16])

    def found(self, words: str, *, by_words: bool = False) -> set[ChunkId]:
        if by_words:
            return {one.chunk for one in self.store.match(words, limit=50)}
        return {one.chunk for one in self.index.nearest(ENCODER.encode([words])[0], k=50) if one.score > 0}


SOURCES = ("lease.pdf", "offer.eml/terms.pdf", "nda.docx")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    folder = create_matter(tmp_path / "matters", "acme")
    store = MatterStore(folder.store_file)
    texts = {source: f"alpha{n} beta{n} gamma{n} delta{n}".encode() for n, source in enumerate(SOURCES)}
    for source, data in texts.items():
        reading, digest = read_as(data, source), sha256(data).hexdigest()
        file = tmp_path / "file"
        file.write_bytes(data)
        keep_original(folder, file, digest, Path(source).suffix)
        vectors = ENCODER.encode([chunk.encoded for chunk in reading.chunks])
        store.add(reading, sha256=digest, encoder=ENCODER.name, vectors=vectors)
    with store._reading() as connection:
        connection.execute("UPDATE documents SET reader = ''")
    index, readers = ChromaIndex(folder, store, encoder=ENCODER), FakeReaders()
    monkeypatch.setattr(rereading, "Readers", lambda limits: readers)
    # The check of a sound index starts an interpreter; test_index.py is about that.
    monkeypatch.setattr(generations, "find_fault", lambda *_, **__: "")
    index.open()
    index.settle()
    yield Room(folder, store, index, readers, texts)
    index.close()
    store.close()


def test_the_new_reading_takes_the_place_of_the_old(room: Room) -> None:
    room.store.save_answer(AnswerId("a"), "Why?", "{}", "2026-01-01T00:00:00Z")
    revision, seen = room.store.revision(), list[Progress]()
    assert room.store.outdated() == {room.id_of(source) for source in SOURCES}
    outcomes = room.reread(watch=seen)
    assert [(o.file, o.document, o.status, o.pages, o.clauses, o.message) for o in outcomes] == [
        (source, room.id_of(source), ReadStatus.INDEXED, 1, 2, "") for source in SOURCES
    ]
    assert [(card.source, card.title, card.clauses) for card in room.store.documents()] == [
        (source, f"{source} in 2", 2) for source in SOURCES
    ]
    assert room.store.revision() == revision + 3
    assert room.store.outdated() == frozenset()
    for source in SOURCES:
        new, document = read_as(room.texts[source], source, clauses=2), room.id_of(source)
        assert room.store.document(document) == new.document
        assert room.store.clauses(document) == new.clauses
        assert room.store.chunks(room.store.chunk_ids(document)) == new.chunks
        assert room.store.definitions(document) == new.definitions
        assert room.store.original(document).source == source
    assert room.store.answer(AnswerId("a")) == "{}"
    assert [p.stage for p in seen[:5]] == [
        Stage.READING, Stage.ENCODING, Stage.ENCODING, Stage.STORING, Stage.DONE
    ]  # fmt: skip
    assert (seen[-1].done, seen[-1].total, seen[-1].file) == (3, 3, SOURCES[-1])


@pytest.mark.parametrize("by_words", [True, False])
def test_what_is_found_are_the_new_chunks(room: Room, by_words: bool) -> None:
    document = room.id_of("lease.pdf")
    assert room.found("alpha0", by_words=by_words) == {f"{document}-k00000"}
    assert room.found("delta0", by_words=by_words) == {f"{document}-k00000"}
    room.reread("lease.pdf")
    assert room.found("alpha0", by_words=by_words) == {f"{document}-k00000"}
    assert room.found("delta0", by_words=by_words) == {f"{document}-k00001"}
    assert room.found("delta1", by_words=by_words) == {f"{room.id_of('offer.eml/terms.pdf')}-k00000"}


def test_a_chunk_that_is_no_more_is_not_found(room: Room) -> None:
    room.reread()
    gone = f"{room.id_of('nda.docx')}-k00001"
    assert gone in room.found("delta2")
    room.readers.readings["nda.docx"] = read_as(room.texts["nda.docx"], "nda.docx")
    room.reread("nda.docx")
    assert gone not in room.found("delta2") | room.found("delta2", by_words=True)
    assert room.found("delta2") == room.found("alpha2") == {f"{room.id_of('nda.docx')}-k00000"}


def test_after_a_crash_before_the_index_it_is_brought_up_to_date(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first chunk has its id still, and other words."""
    monkeypatch.setattr(room.index, "replace", lambda document: None)
    room.reread("lease.pdf")
    room.index.close()
    room.index = ChromaIndex(room.folder, room.store, encoder=ENCODER)
    room.index.open()
    room.index.settle(60)
    assert not room.index.exact
    document = room.id_of("lease.pdf")
    assert (room.found("alpha0"), room.found("delta0")) == ({f"{document}-k00000"}, {f"{document}-k00001"})


LOST = Reading(ReadStatus.DAMAGED, "The file cannot be read.")
# What reading gives now, how that is told, and what is said of it.
REFUSED = [
    pytest.param(LOST, ReadStatus.DAMAGED, "The file cannot be read.", id="it cannot be read"),
    pytest.param(
        Reading(ReadStatus.NEEDS_PASSWORD, "Locked."),
        ReadStatus.NEEDS_PASSWORD,
        "Locked.",
        id="it is found to be locked",
    ),
    pytest.param(read_as(b"other bytes", "lease.pdf"), ReadStatus.DAMAGED, "have changed", id="it is another file"),
    pytest.param(
        read_as(b"alpha0 beta0 gamma0 delta0", "lease.pdf", paged=False),
        ReadStatus.PARTIAL,
        "LibreOffice",
        id="it has no pages any longer",
    ),
]


@pytest.mark.parametrize(("reading", "status", "said"), REFUSED)
def test_a_reading_that_is_worse_is_not_taken(room: Room, reading: Reading, status: ReadStatus, said: str) -> None:
    room.readers.readings["lease.pdf"] = reading
    before, document = room.store.revision(), room.id_of("lease.pdf")
    outcomes = room.reread()
    assert [outcome.status for outcome in outcomes] == [status, ReadStatus.INDEXED, ReadStatus.INDEXED]
    assert (outcomes[0].document, outcomes[0].pages, outcomes[0].clauses) == (document, 1, 1)
    assert said in outcomes[0].message
    assert outcomes[0].message.endswith("Its earlier reading is kept.")
    assert room.store.document(document) == read_as(room.texts["lease.pdf"], "lease.pdf").document
    assert room.store.status(document)[0] is ReadStatus.INDEXED
    assert room.store.outdated() == {document}
    assert room.store.revision() == before + 2
    assert room.found("delta0") == {f"{document}-k00000"}


def test_an_original_that_is_gone_is_said_and_the_rest_go_on(room: Room) -> None:
    next(room.folder.originals.glob("*.docx")).unlink()
    outcomes = room.reread()
    assert [outcome.status for outcome in outcomes] == [ReadStatus.INDEXED, ReadStatus.INDEXED, ReadStatus.DAMAGED]
    assert outcomes[2].message.endswith("Ingest the file again. Its earlier reading is kept.")


def test_pages_are_drawn_anew_from_the_new_rendition(room: Room) -> None:
    document = room.id_of("nda.docx")
    for one in ("lease.pdf", "nda.docx"):
        page_file(room.folder, room.id_of(one), 1, 1.5).write_bytes(b"png")
    new = read_as(room.texts["nda.docx"], "nda.docx", clauses=2)
    room.readers.readings["nda.docx"] = replace(new, rendition=b"%PDF new")
    room.reread("nda.docx")
    kept = rendition(room.folder, room.store.original(document).sha256)
    assert kept is not None
    assert kept.read_bytes() == b"%PDF new"
    assert not page_file(room.folder, document, 1, 1.5).exists()
    assert page_file(room.folder, room.id_of("lease.pdf"), 1, 1.5).exists()


def test_a_reading_without_text_takes_chunks_and_vectors_away(room: Room) -> None:
    document = room.id_of("lease.pdf")
    empty = Document(document, "lease", "lease.pdf", "", (Page(1, 0, 0, 600, 800, needs_ocr=True),))
    room.readers.readings["lease.pdf"] = Reading(ReadStatus.PARTIAL, "Page 1 is an image.", empty)
    (outcome,) = room.reread("lease.pdf")
    assert (outcome.status, outcome.clauses) == (ReadStatus.PARTIAL, 0)
    assert room.found("alpha0") == room.found("alpha0", by_words=True) == set()
    assert room.store.known_vectors(ENCODER.name, ["alpha0 beta0 gamma0 delta0"]) == {}


def test_what_breaks_off_in_the_middle_leaves_the_old_reading(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = room.store.revision()
    with monkeypatch.context() as patch:
        # The last thing in the transaction: all has been deleted and inserted.
        patch.setattr(encoders, "bind", fail)
        with pytest.raises(KeyboardInterrupt):
            room.reread()
    assert room.store.revision() == before
    for source in SOURCES:
        old, document = read_as(room.texts[source], source), room.id_of(source)
        assert room.store.document(document) == old.document
        assert room.store.chunks(room.store.chunk_ids(document)) == old.chunks
    assert room.found("delta0") == {f"{room.id_of('lease.pdf')}-k00000"}
    assert [outcome.clauses for outcome in room.reread()] == [2, 2, 2]
