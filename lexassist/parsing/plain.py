"""Plain text files to pages of lines. Knows UTF-8, UTF-16 and Latin-1; refuses what is not text."""

from __future__ import annotations

import codecs

from lexassist.errors import ReadError
from lexassist.parsing.pages import RawDocument, paginate
from lexassist.types import ReadStatus

PAGE_SIZE = 3000
"""Characters a page, about what a printed page holds."""
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\v\x1a\x1b")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_plain(data: bytes) -> RawDocument:
    """The lines of a text file, form feeds and about 3,000 characters to a page.

    Raises:
        ReadError: it is not text, or holds none.
    """
    text = decode(data)
    if not text.strip():
        raise ReadError("The file holds no text.", remedy="Check that it is the right file.", status=ReadStatus.EMPTY)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    return RawDocument(paginate(lines, size=PAGE_SIZE))


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 (with or without a mark), UTF-16 or Latin-1 (Windows-1252).

    Raises:
        ReadError: the bytes are no text in any of them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if guess := _unmarked_utf16(data):
        return data.decode(guess, "replace")
    sample = data[:65536]
    if sum(byte in _CONTROLS for byte in sample) > len(sample) // 1000:
        raise ReadError(
            "The file is not text.",
            remedy="Add a PDF, a Word document (.docx) or a plain text file.",
            status=ReadStatus.UNSUPPORTED,
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _unmarked_utf16(data: bytes) -> str:
    """Latin text in UTF-16 has a zero in every other byte."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.8 * half and sample[::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if sample[::2].count(0) > 0.8 * half and sample[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return ""
