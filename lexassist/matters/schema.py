"""The tables of a matter's store, as numbered migrations, and the checks a file must pass before it is used.

Promises: a file is brought from its version to :data:`VERSION` in one transaction or left as it was; a file that is not ours,
is damaged, or was written by a newer LexAssist is refused in words. Knows nothing of documents.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from lexassist.errors import MatterDamaged, MatterError

APPLICATION_ID = 0x4C584153
"""Marks the file as a LexAssist store ("LXAS")."""

_FIRST = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "INSERT INTO meta VALUES ('revision', '0')",
    # AUTOINCREMENT: the number of a document that was removed is never given to another. ``text`` stands last so that
    # listing documents does not read it.
    """CREATE TABLE documents (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        sha256 TEXT NOT NULL,
        suffix TEXT NOT NULL,
        source TEXT NOT NULL,
        title TEXT NOT NULL,
        status TEXT NOT NULL,
        message TEXT NOT NULL,
        revision INTEGER NOT NULL,
        text TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE pages (
        document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        number INTEGER NOT NULL,
        first INTEGER NOT NULL,
        past INTEGER NOT NULL,
        width REAL NOT NULL,
        height REAL NOT NULL,
        needs_ocr INTEGER NOT NULL,
        ocr INTEGER NOT NULL,
        furniture BLOB NOT NULL,
        word_starts BLOB NOT NULL,
        word_ends BLOB NOT NULL,
        word_edges BLOB NOT NULL,
        PRIMARY KEY (document, place)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE clauses (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        label TEXT NOT NULL,
        path TEXT NOT NULL,
        heading TEXT NOT NULL,
        kind TEXT NOT NULL,
        first INTEGER NOT NULL,
        past INTEGER NOT NULL,
        parent TEXT REFERENCES clauses (id) DEFERRABLE INITIALLY DEFERRED
    ) STRICT""",
    "CREATE INDEX clauses_document ON clauses (document)",
    # A parent that goes is looked for among the parents of the rest: without this, removal is quadratic.
    "CREATE INDEX clauses_parent ON clauses (parent)",
    """CREATE TABLE embeddings (
        number INTEGER PRIMARY KEY,
        encoder TEXT NOT NULL,
        digest BLOB NOT NULL,
        vector BLOB NOT NULL,
        checksum INTEGER NOT NULL,
        UNIQUE (encoder, digest)
    ) STRICT""",
    """CREATE TABLE chunks (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        clause TEXT NOT NULL REFERENCES clauses (id) DEFERRABLE INITIALLY DEFERRED,
        embedding INTEGER NOT NULL REFERENCES embeddings (number),
        first INTEGER NOT NULL,
        past INTEGER NOT NULL,
        context TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX chunks_document ON chunks (document)",
    "CREATE INDEX chunks_clause ON chunks (clause)",
    "CREATE INDEX chunks_embedding ON chunks (embedding)",
    """CREATE VIRTUAL TABLE lexicon USING fts5 (
        text, content = 'chunks', content_rowid = 'number', tokenize = 'porter unicode61 remove_diacritics 2'
    )""",
    """CREATE TABLE answers (
        id TEXT PRIMARY KEY, question TEXT NOT NULL, body TEXT NOT NULL, created TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
)

_SECOND = (
    "ALTER TABLE pages ADD COLUMN quality REAL",
    "ALTER TABLE documents ADD COLUMN paged INTEGER NOT NULL DEFAULT 1",
    # Until now only the words of a PDF had boxes, and only its pages could be images: all else was text in portions.
    """UPDATE documents SET paged = EXISTS (
        SELECT 1 FROM pages WHERE document = documents.id AND (length(word_starts) > 0 OR needs_ocr OR ocr)
    )""",
    # Which documents have no pages is asked for every list; behind ``text``, the column alone would be slow to read.
    "CREATE INDEX documents_unpaged ON documents (id) WHERE paged = 0",
    """CREATE TABLE remarks (
        document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        kind TEXT NOT NULL,
        message TEXT NOT NULL,
        page INTEGER,
        text TEXT NOT NULL,
        boxes TEXT NOT NULL,
        PRIMARY KEY (document, place)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE definitions (
        number INTEGER PRIMARY KEY,
        document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        clause TEXT NOT NULL REFERENCES clauses (id) DEFERRABLE INITIALLY DEFERRED,
        term TEXT NOT NULL,
        first INTEGER NOT NULL,
        past INTEGER NOT NULL,
        uses BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX definitions_document ON definitions (document)",
    "CREATE INDEX definitions_clause ON definitions (clause)",
    """CREATE TABLE cross_references (
        number INTEGER PRIMARY KEY,
        document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        clause TEXT NOT NULL REFERENCES clauses (id) DEFERRABLE INITIALLY DEFERRED,
        target TEXT REFERENCES clauses (id) DEFERRABLE INITIALLY DEFERRED,
        first INTEGER NOT NULL,
        past INTEGER NOT NULL,
        outside INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX cross_references_document ON cross_references (document)",
    "CREATE INDEX cross_references_clause ON cross_references (clause)",
    "CREATE INDEX cross_references_target ON cross_references (target)",
)

_THIRD = (
    # With which reader a document was read; "": before that was recorded.
    "ALTER TABLE documents ADD COLUMN reader TEXT NOT NULL DEFAULT ''",
    # Behind ``text`` too, and asked for every list.
    "CREATE INDEX documents_reader ON documents (reader, id)",
    # What was made of a text by any encoder goes when the text does.
    "CREATE INDEX embeddings_digest ON embeddings (digest)",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _SECOND, _THIRD)
"""``MIGRATIONS[n]`` brings version n to version n + 1. An entry that has been released is never edited."""

VERSION = len(MIGRATIONS)
"""The version this LexAssist writes."""


def open_store(file: Path) -> sqlite3.Connection:
    """A connection to the store in ``file``, made where there is none, checked and brought up to date.

    The connection is in autocommit mode and may be used from any thread, by one at a time.

    Raises:
        MatterDamaged: the file is no database, is not ours, or fails SQLite's own check.
        MatterError: a newer LexAssist wrote it, or it cannot be opened.
    """
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        _prepare(connection, file)
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.DatabaseError):
            raise explained(error, file) from error
        raise
    return connection


def explained(error: sqlite3.DatabaseError, file: Path) -> MatterError:
    """What a database error means to the person whose matter it is."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(file, str(error))
    return MatterError(
        f"The store {file} cannot be used ({error}).",
        remedy="Check that the folder is on a local disk, has free space and may be written.",
    )


def damaged(file: Path, detail: str) -> MatterDamaged:
    """The error for a store that fails a check."""
    return MatterDamaged(
        f"The store {file} is damaged ({detail}).",
        remedy="Put the matter's folder back from a backup, or ingest its originals into a new matter.",
    )


def _prepare(connection: sqlite3.Connection, file: Path) -> None:
    # Nothing in a file that may come from elsewhere is to run functions of ours; what is deleted is overwritten.
    for pragma in ("trusted_schema = OFF", "foreign_keys = ON", "secure_delete = ON", "busy_timeout = 5000"):
        connection.execute(f"PRAGMA {pragma}")
    _check(connection, file)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    _migrate(connection)


def _check(connection: sqlite3.Connection, file: Path) -> None:
    """Raise unless the file is empty or a sound store of a version that is known here."""
    version, mark, tables = (
        int(connection.execute(query).fetchone()[0])
        for query in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_schema")
    )
    if mark != APPLICATION_ID and (mark or tables or version):
        raise damaged(file, "it is a database, but not one of LexAssist")
    if version > VERSION:
        raise MatterError(
            f"The store {file} was written by a newer LexAssist (store version {version}; this one reads up to {VERSION}).",
            remedy="Install the newer LexAssist to open this matter.",
        )
    findings = [str(row[0]) for row in connection.execute("PRAGMA quick_check(1)")]
    if findings != ["ok"]:
        raise damaged(file, "; ".join(findings).replace("\n", " "))


def _migrate(connection: sqlite3.Connection) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
