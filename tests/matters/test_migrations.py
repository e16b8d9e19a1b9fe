"""A store of an earlier version: its documents are kept, and what it did not know has a value that is true of them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from array import array
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from lexassist.errors import MatterError
from lexassist.matters import schema
from lexassist.matters.folder import MatterFolder
from lexassist.matters.rows import digest, vector_row
from lexassist.matters.store import Counts, MatterStore
from lexassist.parsing.version import READER
from lexassist.types import DocumentId, Words

from .readings import ENCODER, add_to, planted, reading_of

# The statements of version 1, as they were released.
DOCUMENT = """INSERT INTO documents (id, sha256, suffix, status, source, title, message, text, revision)
    VALUES (?, ?, ?, 'indexed', ?, ?, '', ?, 1)"""
PAGE = """INSERT INTO pages (document, place, number, first, past, width, height, needs_ocr, ocr, furniture, word_starts,
    word_ends, word_edges) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
CLAUSE = """INSERT INTO clauses (id, document, label, path, heading, kind, first, past, parent)
    VALUES (?, ?, ?, ?, ?, 'operative', ?, ?, NULL)"""
EMBEDDING = "INSERT INTO embeddings (encoder, digest, vector, checksum) VALUES (?, ?, ?, ?)"
CHUNK = """INSERT INTO chunks (id, clause, document, first, past, text, context, embedding)
    VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT max(number) FROM embeddings))"""

SOURCES = ("paper.pdf", "words.docx", "scan.pdf")


def make_first(file: Path) -> dict[str, DocumentId]:
    """A store of version 1: a PDF, a Word file (no boxes), and a scan that nobody has read (no boxes either)."""
    ids = {}
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for statement in schema.MIGRATIONS[0]:
            connection.execute(statement)
        for number, source in enumerate(SOURCES):
            ids[source] = _insert(connection, number, source)
        connection.execute("UPDATE meta SET value = '3' WHERE key = 'revision'")
        rows = [("encoder", ENCODER.name), ("dimension", str(ENCODER.dimension))]
        connection.executemany("INSERT INTO meta VALUES (?, ?)", rows)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    return ids


def _insert(connection: sqlite3.Connection, number: int, source: str) -> DocumentId:
    reading = reading_of(number)
    document = reading.document
    assert document is not None
    connection.execute(DOCUMENT, (document.id, "a" * 64, Path(source).suffix, source, document.title, document.text))
    for place, page in enumerate(document.pages):
        words = page.words if source == "paper.pdf" else Words()
        furniture = array("I", [offset for span in page.furniture for offset in (span.start, span.end)])
        packed = [values.tobytes() for values in (furniture, words.starts, words.ends, words.edges)]
        flags = (int(source == "scan.pdf"), int(page.ocr and source == "paper.pdf"))
        row = (document.id, place, page.number, page.start, page.end, page.width, page.height, *flags, *packed)
        connection.execute(PAGE, row)
    for clause in reading.clauses:
        words = (clause.label, json.dumps(clause.path), clause.heading)
        connection.execute(CLAUSE, (clause.id, clause.document, *words, clause.span.start, clause.span.end))
    for chunk, vector in zip(reading.chunks, ENCODER.encode([c.encoded for c in reading.chunks]), strict=True):
        key = digest(chunk.encoded)
        connection.execute(EMBEDDING, (ENCODER.name, key, *vector_row(key, vector)))
        place = (chunk.span.start, chunk.span.end)
        connection.execute(CHUNK, (chunk.id, chunk.clause, chunk.document, *place, chunk.text, chunk.context))
    connection.execute(
        "INSERT INTO lexicon (rowid, text) SELECT number, text FROM chunks WHERE document = ? ORDER BY number",
        (document.id,),
    )
    return document.id


def test_the_documents_of_version_1_are_kept(folder: MatterFolder) -> None:
    ids = make_first(folder.store_file)
    with closing(MatterStore(folder.store_file)) as store:
        assert [card.source for card in store.documents()] == list(SOURCES)
        assert store.counts() == Counts(3, 24, 24)
        paper, document = reading_of(0), ids["paper.pdf"]
        assert paper.document is not None
        kept = store.document(document)
        assert (kept.text, kept.pages) == (paper.document.text, paper.document.pages)
        assert store.clauses(document) == paper.clauses
        assert store.chunks(store.chunk_ids(document)) == paper.chunks
        assert store.vectors(document)[1].tobytes() == ENCODER.encode([c.encoded for c in paper.chunks]).tobytes()
        assert len(store.match(planted(0), limit=20)) == 8
        # What version 1 did not know.
        assert {page.quality for page in kept.pages} == {None}
        assert (kept.remarks, store.definitions(document), store.references(document)) == ((), (), ())


def test_of_version_1_only_what_had_boxes_or_images_has_pages(folder: MatterFolder) -> None:
    ids = make_first(folder.store_file)
    with closing(MatterStore(folder.store_file)) as store:
        assert store.unpaged() == {ids["words.docx"]}
        assert [store.document(ids[source]).paged for source in SOURCES] == [True, False, True]


def test_a_store_that_was_migrated_is_used_like_a_new_one(folder: MatterFolder) -> None:
    ids = make_first(folder.store_file)
    with closing(MatterStore(folder.store_file)) as store:
        added = add_to(store, 9)
        store.remove(ids["words.docx"])
        assert store.revision() == 5
    with closing(MatterStore(folder.store_file)) as store:
        assert store.document(added) == reading_of(9).document
        assert store.counts().documents == 3
        assert store.unpaged() == frozenset()


def make_second(file: Path) -> dict[str, DocumentId]:
    """A store of version 2: what version 2 makes of one of version 1."""
    ids = make_first(file)
    with closing(sqlite3.connect(file)) as connection:
        for statement in schema.MIGRATIONS[1]:
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 2")
        connection.commit()
    return ids


def test_of_version_2_it_is_known_that_an_earlier_reader_has_read(folder: MatterFolder) -> None:
    ids = make_second(folder.store_file)
    with closing(MatterStore(folder.store_file)) as store:
        assert (store.counts(), store.revision(), store.encoder()) == (Counts(3, 24, 24), 3, ENCODER.name)
        assert store.unpaged() == {ids["words.docx"]}
        assert store.outdated() == set(ids.values())
        add_to(store, 9)
        assert store.outdated() == set(ids.values())
        reading = reading_of(1)
        store.replace(reading, encoder=ENCODER.name, vectors=ENCODER.encode([c.encoded for c in reading.chunks]))
        assert store.outdated() == {ids["paper.pdf"], ids["scan.pdf"]}
        assert [card.id for card in store.documents()][:3] == list(ids.values())
    with closing(sqlite3.connect(folder.store_file)) as connection:
        readers = [row[0] for row in connection.execute("SELECT reader FROM documents ORDER BY number")]
    assert readers == ["", READER, "", READER]


def test_a_migration_that_is_interrupted_leaves_version_1(
    folder: MatterFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_first(folder.store_file)
    dump = _dumped(folder.store_file)
    monkeypatch.setattr(schema, "MIGRATIONS", (schema.MIGRATIONS[0], (*schema.MIGRATIONS[1], "NONSENSE")))
    with pytest.raises(MatterError, match="NONSENSE"):
        MatterStore(folder.store_file)
    assert _dumped(folder.store_file) == dump
    monkeypatch.undo()
    with closing(MatterStore(folder.store_file)) as store:
        assert store.counts() == Counts(3, 24, 24)


def _dumped(file: Path) -> list[tuple[object, ...]]:
    ask: list[Callable[[sqlite3.Connection], list[tuple[object, ...]]]] = [
        lambda connection: connection.execute("SELECT * FROM sqlite_schema").fetchall(),
        lambda connection: connection.execute("SELECT * FROM documents").fetchall(),
        lambda connection: connection.execute("SELECT * FROM pages").fetchall(),
        lambda connection: connection.execute("PRAGMA user_version").fetchall(),
    ]
    with closing(sqlite3.connect(file)) as connection:
        return [row for one in ask for row in one(connection)]


@pytest.mark.parametrize(("version", "digest"), [(1, "dcabe321d56a7ea6"), (2, "9b89dc9423d61ccd")])
def test_a_migration_that_was_released_is_never_edited(version: int, digest: str) -> None:
    statements = "\n".join(" ".join(statement.split()) for statement in schema.MIGRATIONS[version - 1])
    assert hashlib.sha256(statements.encode()).hexdigest()[:16] == digest
