"""Plain text files to portions of lines. Knows UTF-8, UTF-16 and Latin-1 (Windows-1252); refuses what is not text.

Promises: text that was wrapped at a fixed width reads as paragraphs again, a word broken at a line's end is left to the
layout to heal; a form feed starts a portion. Markdown is :mod:`lexassist.parsing.text.markdown`'s work.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lexassist.errors import ReadError
from lexassist.parsing.pages import RawDocument, RawLine, RawPage, end_line
from lexassist.parsing.text.portions import cut_portions, text_line
from lexassist.types import ReadStatus

_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\v\x1a\x1b")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDEST = 100
"""Characters: nobody wraps text by hand at more."""
_NARROWEST = 40
_WRAPPED = 0.6
"""The share of lines, of those with another one behind them, that have no room for its first word in wrapped text."""
_SET_OUT = re.compile(r"\S {3,}\S|\.{4}|\t|_{4}|(?:\. ){4}")
"""Columns, leaders and lines to write on: text that is set out by hand is left as it is."""
_STARTS = re.compile(r"\s*(?:[-*•–—]\s|\(?[0-9ivxlcIVXLCa-zA-Z]{1,4}[.)]\s|[0-9]+(?:\.[0-9]+)+\.?\s)")


def read_plain(data: bytes) -> RawDocument:
    """The lines of a text file, in portions of about a page.

    Raises:
        ReadError: it is not text, or holds none.
    """
    text = decode(data)
    if not text.strip():
        raise nothing_in("The file")
    pages: list[RawPage] = []
    for sheet in text.split("\f"):
        lines = list(lines_of(sheet))
        if any(line.text for line in lines):
            pages += cut_portions(lines)
    numbered = (RawPage(number, page.width, page.height, page.lines) for number, page in enumerate(pages, 1))
    return RawDocument(tuple(numbered), paged=False)


def nothing_in(what: str) -> ReadError:
    """What is raised for a source without text."""
    return ReadError(f"{what} holds no text.", remedy="Check that it is the right file.", status=ReadStatus.EMPTY)


def lines_of(text: str) -> Iterator[RawLine]:
    """The lines of plain text, an empty one between paragraphs; wrapped lines are joined again."""
    lines = [line.expandtabs(8).rstrip() for line in _split(text)]
    width = _wrapped_at(lines)
    waiting = ""
    for index, line in enumerate(lines):
        waiting = f"{waiting} {line.strip()}" if waiting else line.strip()
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if width and _runs_on(line, following, width):
            ended = end_line(text_line(waiting))
            if ended.broken:
                yield ended
                waiting = ""
            continue
        yield text_line(waiting)
        waiting = ""


def decode(data: bytes, *, named: str = "") -> str:
    """The text of a file in the encoding that it is ``named`` to have, or else UTF-8, UTF-16 or Latin-1 (Windows-1252).

    Raises:
        ReadError: the bytes are no text in any of them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if named and (text := _decode_named(data, named)) is not None:
        return text
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


def _decode_named(data: bytes, name: str) -> str | None:
    try:
        known = codecs.lookup(name.strip().strip("\"'"))
        # Latin-1 on the web and in mail is Windows-1252; codecs that are no text encodings are not for strangers.
        encoding = "cp1252" if known.name in ("iso8859-1", "ascii") else known.name
        return data.decode(encoding)
    except (LookupError, ValueError):
        return None


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


def _split(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n").split("\n")


def _wrapped_at(lines: Sequence[str]) -> int:
    """The width at which the text was wrapped, 0 where it was not."""
    pairs = [(line, following) for line, following in pairwise(lines) if line and following.strip()]
    if len(pairs) < 5:
        return 0
    # One long line, a link perhaps, says nothing about the others.
    width = sorted(len(line) for line in lines if line)[-1 - len(pairs) // 50]
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    running = [pair for pair in pairs if not _SET_OUT.search(pair[0].strip())]
    full = sum(_fills(line, following, width) for line, following in running)
    return width if running and full >= _WRAPPED * len(running) else 0


def _fills(line: str, following: str, width: int) -> bool:
    """Whether the first word of the following line had no room in this one."""
    return len(line) + 1 + len(following.split(None, 1)[0]) > width - 1


def _runs_on(line: str, following: str, width: int) -> bool:
    if not line.strip() or not following.strip() or len(line) > _WIDEST:
        return False
    if _SET_OUT.search(line.strip()) or _SET_OUT.search(following.strip()) or not _fills(line, following, width):
        return False
    # A label at a line's start may be a paragraph's, where the line before ends one.
    return not (_STARTS.match(following) and line.endswith((".", ";", ":", ",", "and", "or")))
