"""Bytes of a file to a reading: its kind is found from the bytes, it is read, and cut into clauses and chunks.

Promises: a file that cannot be read is a reading with a status and a message, never an exception. Native libraries may
still end the process: call it in the child process of :mod:`lexassist.parsing.sandbox`.
"""

from __future__ import annotations

import hashlib
import io
import zipfile

from lexassist.errors import ReadError
from lexassist.parsing.chunks import cut_chunks
from lexassist.parsing.clauses import build_clauses
from lexassist.parsing.layout import compose
from lexassist.parsing.pages import RawDocument
from lexassist.parsing.plain import read_plain
from lexassist.parsing.title import find_title
from lexassist.types import Document, DocumentId, Reading, ReadStatus

_SUPPORTED = "Add a PDF, a Word document (.docx) or a plain text file (.txt)."
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_document(data: bytes, source: str) -> Reading:
    """Read a file's bytes; ``source`` is the name that it is known by.

    The document's id is the first 16 hexadecimal digits of the bytes' SHA-256.
    """
    try:
        raw = _read(data, source)
    except ReadError as error:
        return Reading(error.status, str(error))
    text, pages = compose(raw.pages)
    first = next((text[page.start : page.end] for page in pages if text[page.start : page.end].strip()), "")
    identity = DocumentId(hashlib.sha256(data).hexdigest()[:16])
    document = Document(identity, find_title(first, source), source, text, pages)
    clauses = build_clauses(document)
    status = ReadStatus.PARTIAL if raw.message else ReadStatus.INDEXED
    return Reading(status, raw.message, document, clauses, cut_chunks(document, clauses))


def draw_page(data: bytes, number: int, scale: float) -> bytes:
    """Page ``number`` (from 1) of a PDF as a PNG of ``scale`` pixels a point.

    Raises:
        ReadError: the file is no PDF, or the page cannot be drawn.
    """
    from lexassist.parsing import pdf  # noqa: PLC0415 - a child that draws needs no other reader

    if not _is_pdf(data):
        raise ReadError("Only PDF pages can be drawn.", remedy="Show its text.", status=ReadStatus.UNSUPPORTED)
    return pdf.render_page(data, number, scale)


def _read(data: bytes, source: str) -> RawDocument:
    """Read with the one reader that the bytes ask for: each child imports only that one."""
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError("The file is empty.", remedy="Check that it was copied completely.", status=ReadStatus.EMPTY)
    if _is_pdf(data) or source.lower().endswith(".pdf"):
        return _read_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _read_zip(data)
    if data.startswith(_OLE):
        raise _refuse_ole(data)
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise _unsupported(name)
    if data.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise _unsupported("a web page")
    return read_plain(data)


def _read_pdf(data: bytes) -> RawDocument:
    from lexassist.parsing import pdf  # noqa: PLC0415

    try:
        return pdf.read_pdf(data)
    except pdf.Refused as error:
        from lexassist.parsing import secondopinion  # noqa: PLC0415 - slow to import and rarely needed

        return secondopinion.read_refused(data, str(error))


def _read_zip(data: bytes) -> RawDocument:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ReadError(
            f"The file is a damaged Word document or archive ({error}).",
            remedy="Ask for a fresh copy.",
            status=ReadStatus.DAMAGED,
        ) from error
    if "word/document.xml" not in names:
        raise _unsupported("an archive or another kind of Office file")
    from lexassist.parsing import docx  # noqa: PLC0415

    return docx.read_docx(data)


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _refuse_ole(data: bytes) -> ReadError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ReadError(
            "The Word document is encrypted and opens only with a password.",
            remedy="Open it with its password, save a copy without one, and add that.",
            status=ReadStatus.NEEDS_PASSWORD,
        )
    return _unsupported("an old Office file (.doc)", "Open it in Word and save it as .docx or PDF.")


def _unsupported(what: str, remedy: str = "") -> ReadError:
    return ReadError(f"The file is {what}.", remedy=f"{remedy} {_SUPPORTED}".strip(), status=ReadStatus.UNSUPPORTED)
