"""Bytes of a file to a reading: its kind is found from the bytes, it is read, and cut into clauses and chunks.

Promises: a file that cannot be read is a reading with a status and a message, never an exception. Native libraries may
still end the process: call it in the child process of :mod:`lexassist.parsing.isolation.sandbox`.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from lexassist.errors import ReadError
from lexassist.parsing.chunks import cut_chunks
from lexassist.parsing.clauses.building import build_clauses
from lexassist.parsing.clauses.title import find_title
from lexassist.parsing.layout.composition import compose
from lexassist.parsing.pages import RawDocument, RawPage
from lexassist.parsing.scans.replacement import Recognise, read_scans
from lexassist.parsing.terms.definitions import find_definitions
from lexassist.parsing.terms.references import find_references
from lexassist.types import Document, DocumentId, Reading, ReadStatus

_SUPPORTED = "Add a PDF, a Word document (.docx), an e-mail (.eml), a web page (.html), or plain text (.txt, .md)."
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
LayOut = Callable[[], bytes | None]
"""Gives a PDF of the Word document that is being read, None where none can be made."""
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGES = frozenset({".html", ".htm", ".xhtml"})
_MARKDOWN = frozenset({".md", ".markdown"})


@dataclass(frozen=True, slots=True)
class Means:
    """What a reading may use besides the bytes.

    ``recognise`` reads scanned pages, ``lay_out`` gives a PDF of a Word document (None: not to be had). At most
    ``attachments`` files of together ``attachment_bytes`` are taken from an e-mail.
    """

    recognise: Recognise | None = None
    lay_out: LayOut | None = None
    attachments: int = 100
    attachment_bytes: int = 200 << 20


_ALONE = Means()


def read_document(data: bytes, source: str, means: Means = _ALONE) -> Reading:
    """Read a file's bytes; ``source`` is the name that it is known by.

    The document's id is the first 16 hexadecimal digits of the bytes' SHA-256.
    """
    try:
        raw = _read(data, source, means)
    except ReadError as error:
        return Reading(error.status, str(error))
    text, pages = compose(raw.pages)
    first = next((text[page.start : page.end] for page in pages if text[page.start : page.end].strip()), "")
    identity = DocumentId(hashlib.sha256(data).hexdigest()[:16])
    title = find_title(first, source)
    document = Document(identity, title, source, text, pages, raw.paged, raw.remarks)
    clauses = build_clauses(document)
    definitions, references = find_definitions(document, clauses), find_references(document, clauses)
    document, rendition = _lay_out(document, data, means.lay_out)
    return Reading(
        ReadStatus.PARTIAL if raw.message else ReadStatus.INDEXED,
        raw.message,
        document,
        clauses,
        cut_chunks(document, clauses),
        definitions,
        references,
        raw.attachments,
        rendition,
    )


def draw_page(data: bytes, number: int, scale: float) -> bytes:
    """Page ``number`` (from 1) of a PDF as a PNG of ``scale`` pixels a point.

    Raises:
        ReadError: the file is no PDF, or the page cannot be drawn.
    """
    from lexassist.parsing.pdf import reader as pdf  # noqa: PLC0415 - a child that draws needs no other reader

    if not _is_pdf(data):
        raise ReadError("Only PDF pages can be drawn.", remedy="Show its text.", status=ReadStatus.UNSUPPORTED)
    return pdf.render_page(data, number, scale)


def _read(data: bytes, source: str, means: Means) -> RawDocument:
    """Read with the one reader that the bytes ask for: each process imports only that one."""
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError("The file is empty.", remedy="Check that it was copied completely.", status=ReadStatus.EMPTY)
    if _is_pdf(data) or PurePath(source).suffix.lower() == ".pdf":
        return _read_pdf(data, means.recognise)
    if data.startswith(_ZIP):
        return _read_word(data)
    if data.startswith(_OLE):
        raise _refuse_ole(data, source)
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise _unsupported(name)
    return _read_text(data, source, means)


def _read_pdf(data: bytes, recognise: Recognise | None) -> RawDocument:
    from lexassist.parsing.pdf import reader as pdf  # noqa: PLC0415

    try:
        raw = pdf.read_pdf(data)
    except pdf.Refused as error:
        from lexassist.parsing.pdf import secondopinion  # noqa: PLC0415 - slow to import and rarely needed

        return secondopinion.read_refused(data, str(error))
    return read_scans(raw, recognise, _still_missing) if recognise else raw


def _still_missing(pages: Sequence[RawPage]) -> str:
    """What recognition could not read, and what the file itself lacks."""
    from lexassist.parsing.pdf import reader as pdf  # noqa: PLC0415

    unread = [page.number for page in pages if page.needs_ocr]
    damaged = pdf.what_is_missing([replace(page, needs_ocr=False) for page in pages])
    if not unread:
        return damaged
    return (
        f"{pdf.name_pages(unread).capitalize()} could not be read by character recognition within its limits "
        "(reading.ocr_pages, reading.ocr_seconds_a_page, reading.ocr_seconds). "
        f"Ask for a better copy, or raise the limits. {damaged}"
    ).strip()


def _read_word(data: bytes) -> RawDocument:
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
    from lexassist.parsing.word import reader as docx  # noqa: PLC0415

    return docx.read_docx(data)


def _lay_out(document: Document, data: bytes, lay_out: LayOut | None) -> tuple[Document, bytes | None]:
    """A Word document on the pages of a PDF of it, and that PDF; without, where there is none or it says something else."""
    if lay_out is None or not data.startswith(_ZIP):
        return document, None
    from lexassist.parsing.pdf import reader as pdf  # noqa: PLC0415
    from lexassist.parsing.word import reader as docx  # noqa: PLC0415
    from lexassist.parsing.word import renditions  # noqa: PLC0415

    if not docx.may_be_opened(data) or (rendition := lay_out()) is None:
        return document, None
    try:
        placed = renditions.place(document, pdf.read_pdf(rendition).pages)
    except (ReadError, pdf.Refused):
        return document, None
    return placed, rendition if placed.paged else None


def _read_text(data: bytes, source: str, means: Means) -> RawDocument:
    """Read an e-mail, a web page, Markdown or plain text, each child importing what it needs."""
    from lexassist.parsing.text import mail  # noqa: PLC0415

    if mail.is_mail(data, source):
        return mail.read_mail(data, most=means.attachments, largest=means.attachment_bytes)
    suffix = PurePath(source).suffix.lower()
    if suffix in _WEB_PAGES or _looks_like_web_page(data):
        from lexassist.parsing.text import webpage  # noqa: PLC0415

        return webpage.read_webpage(data)
    if suffix in _MARKDOWN:
        from lexassist.parsing.text import markdown  # noqa: PLC0415

        return markdown.read_markdown(data)
    from lexassist.parsing.text import plain  # noqa: PLC0415

    return plain.read_plain(data)


def _looks_like_web_page(data: bytes) -> bool:
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html")) or (head.startswith(b"<?xml") and b"<html" in head)


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _refuse_ole(data: bytes, source: str) -> ReadError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ReadError(
            "The Word document is encrypted and opens only with a password.",
            remedy="Open it with its password, save a copy without one, and add that.",
            status=ReadStatus.NEEDS_PASSWORD,
        )
    if source.lower().endswith(".msg"):
        return _unsupported("an Outlook message (.msg)", "Open it in Outlook and save it as .eml.")
    return _unsupported("an old Office file (.doc)", "Open it in Word and save it as .docx or PDF.")


def _unsupported(what: str, remedy: str = "") -> ReadError:
    return ReadError(f"The file is {what}.", remedy=f"{remedy} {_SUPPORTED}".strip(), status=ReadStatus.UNSUPPORTED)
