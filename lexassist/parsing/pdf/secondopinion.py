"""What pypdf can read of a PDF that PDFium refuses: text without boxes, or a better reason why not.

The only module that imports pypdf for reading: it is slow to import and needed for few files, so it stands apart from
:mod:`lexassist.parsing.pdf.reader`.
"""

from __future__ import annotations

import io
import logging

import pypdf
from pypdf.errors import PyPdfError

from lexassist.errors import ReadError
from lexassist.parsing.pages import RawDocument, RawLine, RawPage, clean_text
from lexassist.types import ReadStatus

# What pypdf raises on broken files besides its own errors; measured on files made to break parsers.
_BROKEN = (
    PyPdfError, ValueError, TypeError, AttributeError, AssertionError, KeyError, IndexError, RecursionError,
    NotImplementedError, OSError, ZeroDivisionError, OverflowError,
)  # fmt: skip


def read_refused(data: bytes, reason: str) -> RawDocument:
    """The text that pypdf finds in a file that PDFium refused; ``reason`` completes "cannot be opened as a PDF: ...".

    Raises:
        ReadError: pypdf cannot read it either, it needs a password, or no page holds text.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        locked = reader.is_encrypted and not reader.decrypt("")
        count = 0 if locked else len(reader.pages)
    except _BROKEN as error:
        raise _damaged(reason) from error
    if locked:
        raise ReadError(
            "The file is encrypted and opens only with a password.",
            remedy="Open it with its password, save a copy without one, and add that.",
            status=ReadStatus.NEEDS_PASSWORD,
        )
    pages = tuple(_read_page(reader, index) for index in range(count))
    if not any(page.lines for page in pages):
        raise _damaged(reason)
    return RawDocument(
        pages,
        "The PDF is damaged: its text was recovered without the places of its words, so clauses cannot be shown on the "
        "page, and some text may be missing. Ask for a fresh copy, or print it to a new PDF.",
    )


def _read_page(reader: pypdf.PdfReader, index: int) -> RawPage:
    try:
        page = reader.pages[index]
        box = page.mediabox
        width, height = float(box.width), float(box.height)
        text = page.extract_text()
    except _BROKEN:
        return RawPage(index + 1, 0.0, 0.0, ())
    lines = (" ".join(clean_text(line).split()) for line in text.splitlines())
    return RawPage(index + 1, width, height, tuple(RawLine(line) for line in lines if line))


def _damaged(reason: str) -> ReadError:
    return ReadError(
        f"The file is damaged and cannot be opened as a PDF: {reason}.",
        remedy="Ask for a fresh copy, or open it in a PDF viewer and print it to a new PDF.",
        status=ReadStatus.DAMAGED,
    )
