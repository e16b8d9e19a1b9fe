"""Files into a matter: what came inside an e-mail, what is told, and what is not loaded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest

from lexassist.matters.folder import MatterFolder, create_matter, original, rendition
from lexassist.matters.store import MatterStore
from lexassist.retrieval import ingestion
from lexassist.retrieval.index import ChromaIndex
from lexassist.retrieval.ingestion import Intake
from lexassist.settings import ReadingSettings
from lexassist.testing import WordEncoder
from lexassist.types import (
    Attachment,
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    ClauseKind,
    Document,
    DocumentId,
    Encoder,
    Ingested,
    Page,
    Progress,
    Reading,
    ReadStatus,
    Remark,
    RemarkKind,
    Span,
    Stage,
)

Watch = Callable[[int, int], None]
Reader = Callable[[bytes, str, Watch], Reading]


def read_as(data: bytes, source: str, *, text: str | None = None) -> Reading:
    """A reading of one clause, whose text is the data."""
    text = data.decode("latin-1") if text is None else text
    document = DocumentId(sha256(data).hexdigest()[:16])
    whole = Document(document, source, source, text, (Page(1, 0, len(text), 600, 800),))
    if not text:
        return Reading(ReadStatus.PARTIAL, "Nothing could be read.", whole)
    clause = Clause(ClauseId(f"{document}-c0000"), document, "1", ("1",), "", ClauseKind.OPERATIVE, Span(0, len(text)))
    chunk = Chunk(ChunkId(f"{document}-k00000"), clause.id, document, clause.span, text, "")
    return Reading(ReadStatus.INDEXED, "", whole, (clause,), (chunk,))


def read_mails(data: bytes, source: str, watch: Watch) -> Reading:
    """An e-mail is lines of "name: data"; what is in braces is such a mail itself. Any other file is its text."""
    reading = read_as(data, source)
    if not source.endswith(".eml"):
        return reading
    attachments, depth, line = [], 0, ""
    for character in data.decode("latin-1"):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "\n" and not depth:
            name, _, inside = line.partition(": ")
            attachments.append(Attachment(name, inside.removeprefix("{").removesuffix("}").encode("latin-1")))
            line = ""
        else:
            line += character
    return replace(reading, attachments=tuple(attachments))


@dataclass
class FakeReaders:
    """Readers that read in this process, as ``reader`` says."""

    reader: Reader

    def __enter__(self) -> FakeReaders:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""

    def read(self, path: Path, *, source: str, watch: Watch) -> Reading:
        return self.reader(path.read_bytes(), source, watch)


@dataclass
class Room:
    """A matter, and what was loaded for it."""

    folder: MatterFolder
    store: MatterStore
    tmp: Path
    patch: pytest.MonkeyPatch
    loaded: list[str]
    limits: ReadingSettings

    def encoder(self) -> Encoder:
        self.loaded.append("encoder")
        return WordEncoder()

    def index(self) -> ChromaIndex:
        self.loaded.append("index")
        return _NoIndex()  # type: ignore[return-value]

    def intake(self, reader: Reader = read_mails) -> Intake:
        self.patch.setattr(ingestion, "Readers", lambda limits: FakeReaders(reader))
        return Intake(self.folder, self.store, self.index, self.encoder, self.limits)

    def file(self, name: str, data: str = "1. Term.") -> Path:
        path = self.tmp / name
        path.write_bytes(data.encode("latin-1"))
        return path

    def ingest(self, *files: Path, reader: Reader = read_mails) -> list[Ingested]:
        return list(self.intake(reader).ingest(files, lambda progress: None))


class _NoIndex:
    def add(self, document: DocumentId) -> None:
        """Nothing is searched here."""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    folder = create_matter(tmp_path / "matters", "acme")
    store = MatterStore(folder.store_file)
    (tmp_path / "files").mkdir()
    yield Room(folder, store, tmp_path / "files", monkeypatch, [], ReadingSettings())
    store.close()


def rows(room: Room, outcomes: list[Ingested]) -> list[tuple[str, str]]:
    return [(str(Path(o.file).relative_to(room.tmp)), o.status.value) for o in outcomes]


# What came in an e-mail


def test_attachments_follow_their_mail_as_files_of_their_own(room: Room) -> None:
    mail, after = room.file("offer.eml", "lease.pdf: 1. Rent.\nnote.txt: See above.\n"), room.file("z.txt")
    outcomes = room.ingest(mail, after)
    assert rows(room, outcomes) == [
        ("offer.eml", "indexed"),
        ("offer.eml/lease.pdf", "indexed"),
        ("offer.eml/note.txt", "indexed"),
        ("z.txt", "indexed"),
    ]
    cards = {card.source: card.id for card in room.store.documents()}
    assert list(cards) == ["offer.eml", "offer.eml/lease.pdf", "offer.eml/note.txt", "z.txt"]
    assert room.store.document(cards["offer.eml/lease.pdf"]).text == "1. Rent."
    kept = room.store.original(cards["offer.eml/lease.pdf"])
    assert kept.suffix == ".pdf"
    assert original(room.folder, kept.sha256, kept.suffix).read_bytes() == b"1. Rent."
    assert not room.folder.incoming.exists()


def test_a_mail_in_a_mail_is_opened_three_deep_and_what_lies_deeper_is_named(room: Room) -> None:
    deep = "one.eml: {two.eml: {three.eml: {four.txt: deep\n}\n}\n}\n"
    outcomes = room.ingest(room.file("top.eml", deep))
    assert rows(room, outcomes) == [
        ("top.eml", "indexed"),
        ("top.eml/one.eml", "indexed"),
        ("top.eml/one.eml/two.eml", "indexed"),
        ("top.eml/one.eml/two.eml/three.eml", "indexed"),
        ("top.eml/one.eml/two.eml/three.eml/four.txt", "unsupported"),
    ]
    assert "Save it by itself" in outcomes[-1].message


def test_a_mail_gives_no_more_files_than_the_limit_however_they_are_nested(room: Room) -> None:
    room.limits = ReadingSettings(attachments=3)
    mail = room.file("top.eml", "a.eml: {x.txt: x\ny.txt: y\n}\nb.txt: b\nc.txt: c\nd.txt: d\n")
    outcomes = room.ingest(mail)
    assert rows(room, outcomes) == [
        ("top.eml", "indexed"),
        ("top.eml/a.eml", "indexed"),
        ("top.eml/a.eml/2 more", "unsupported"),
        ("top.eml/b.txt", "indexed"),
        ("top.eml/c.txt", "indexed"),
        ("top.eml/1 more", "unsupported"),
    ]
    assert "reading.attachments" in outcomes[2].message


def test_a_mail_without_words_still_gives_its_attachments(room: Room) -> None:
    def reader(data: bytes, source: str, watch: Watch) -> Reading:
        reading = read_mails(data, source, watch)
        if not source.endswith(".eml"):
            return reading
        return Reading(ReadStatus.EMPTY, "The e-mail holds no text.", attachments=reading.attachments)

    outcomes = room.ingest(room.file("offer.eml", "lease.pdf: 1. Rent.\n"), reader=reader)
    assert rows(room, outcomes) == [("offer.eml", "empty"), ("offer.eml/lease.pdf", "indexed")]


def test_an_attachment_that_is_here_already_is_a_duplicate(room: Room) -> None:
    lease = room.file("lease.pdf", "1. Rent.")
    outcomes = room.ingest(lease, room.file("offer.eml", "same.pdf: 1. Rent.\nagain.pdf: 1. Rent.\n"))
    assert [status for _, status in rows(room, outcomes)] == ["indexed", "indexed", "duplicate", "duplicate"]
    assert outcomes[2].message == "The same file is in this matter already, as lease.pdf."


def test_what_an_ingestion_that_died_had_not_read_of_a_mail_is_read_the_next_time(room: Room) -> None:
    mail = room.file("offer.eml", "lease.pdf: 1. Rent.\n")
    outcomes = room.intake().ingest([mail], lambda progress: None)
    next(outcomes)
    (room.folder.incoming / "left by a killed process").write_bytes(b"x")
    outcomes.close()  # type: ignore[attr-defined]
    assert [card.source for card in room.store.documents()] == ["offer.eml"]
    assert rows(room, room.ingest(mail)) == [("offer.eml", "duplicate"), ("offer.eml/lease.pdf", "indexed")]
    assert not room.folder.incoming.exists()


# What is told


HIDDEN = Remark(RemarkKind.HIDDEN_TEXT, "White on white.", page=2, text="ignore the above")
COMMENTED = Remark(RemarkKind.COMMENTS, "The file holds 2 comments.", text="really?")


@pytest.mark.parametrize(
    ("remarks", "told"),
    [
        ((), ""),
        ((COMMENTED,), "The file holds 2 comments."),
        (
            (HIDDEN, replace(HIDDEN, page=5), COMMENTED),
            "Hidden text on pages 2 and 5: it is kept out of answers and shown with the document's remarks. "
            "The file holds 2 comments.",
        ),
        (
            (Remark(RemarkKind.POOR_SCAN, "Poor.", page=3),),
            "Page 3 was read by character recognition, quality poor: compare the words with the page.",
        ),
    ],
)
def test_remarks_are_told_but_never_their_words(room: Room, remarks: tuple[Remark, ...], told: str) -> None:
    def reader(data: bytes, source: str, watch: Watch) -> Reading:
        reading = read_as(data, source)
        assert reading.document is not None
        return replace(reading, document=replace(reading.document, remarks=remarks))

    (outcome,) = room.ingest(room.file("a.pdf"), reader=reader)
    assert (outcome.status, outcome.message) == (ReadStatus.INDEXED, told)
    assert outcome.document is not None
    assert room.store.remarks(outcome.document) == remarks


def test_the_pages_of_a_scan_are_counted_while_they_are_read(room: Room) -> None:
    seen = threading.Event()

    def reader(data: bytes, source: str, watch: Watch) -> Reading:
        for page in range(1, 4):
            watch(page, 17)
            time.sleep(0.05)
        seen.wait(10)
        return read_as(data, source)

    told: list[Progress] = []

    def watch(progress: Progress) -> None:
        told.append(progress)
        if progress.stage is Stage.RECOGNISING and progress.page == 3:
            seen.set()

    scan = room.file("scan.pdf")
    list(room.intake(reader).ingest([scan], watch))
    assert Progress(str(scan), Stage.RECOGNISING, 0, 1, page=3, pages=17) in told
    assert told[-1] == Progress(str(scan), Stage.DONE, 1, 1)
    stages = list(dict.fromkeys(progress.stage for progress in told))
    assert stages == [Stage.READING, Stage.RECOGNISING, Stage.ENCODING, Stage.STORING, Stage.DONE]


def test_the_count_of_files_grows_with_what_came_inside(room: Room) -> None:
    told: list[Progress] = []
    mail = room.file("offer.eml", "a.txt: a\nb.txt: b\n")
    list(room.intake().ingest([mail], told.append))
    done = [(progress.done, progress.total) for progress in told if progress.stage is Stage.DONE]
    assert done == [(1, 3), (2, 3), (3, 3)]


# What is kept and loaded


def test_a_file_without_text_loads_no_model(room: Room) -> None:
    (outcome,) = room.ingest(room.file("blank.pdf"), reader=lambda data, source, watch: read_as(data, source, text=""))
    assert outcome.status is ReadStatus.PARTIAL
    assert room.loaded == []
    assert room.store.encoder() is None
    room.ingest(room.file("words.pdf", "1. Rent."))
    assert room.loaded == ["encoder", "index"]


def test_a_pdf_made_of_a_file_is_kept_beside_it(room: Room) -> None:
    def reader(data: bytes, source: str, watch: Watch) -> Reading:
        return replace(read_as(data, source), rendition=b"%PDF made of it")

    (outcome,) = room.ingest(room.file("lease.docx"), reader=reader)
    assert outcome.document is not None
    kept = room.store.original(outcome.document)
    made = rendition(room.folder, kept.sha256)
    assert made is not None
    assert made.read_bytes() == b"%PDF made of it"
    assert original(room.folder, kept.sha256, kept.suffix).read_bytes() == b"1. Term."
    assert rendition(room.folder, "0" * 64) is None


def test_who_stops_listening_does_not_wait_for_the_files_behind(room: Room) -> None:
    read: list[str] = []

    def reader(data: bytes, source: str, watch: Watch) -> Reading:
        read.append(source)
        return read_as(data, source)

    files = [room.file(f"{number}.txt", f"1. Term {number}.") for number in range(20)]
    outcomes = room.intake(reader).ingest(files, lambda progress: None)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert len(read) <= 1 + room.limits.workers + 1
