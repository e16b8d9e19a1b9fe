"""What a reader hands to the layout: pages of lines of words, before there is a canonical text.

Readers (pdf, docx, plain) make these; :mod:`lexassist.parsing.layout.composition` turns them into ``Document.text`` and ``Page``.
Boxes are PDF points from the top-left corner of the page as it is displayed.
"""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass, field

from lexassist.types import Attachment, Remark

PAGE_WIDTH, PAGE_HEIGHT = 612.0, 792.0
"""US Letter: the size given to pages of files that have none."""

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_HYPHENS = ("-", "\u2010", "\u2011")
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Cn"})
_KNOWN: dict[str, str] = {"\t": " ", "\ufffd": "\ufffd", **_LIGATURES}


@dataclass(frozen=True, slots=True)
class RawLine:
    """One line of a page. ``starts`` and ``ends`` are offsets into ``text``; ``edges`` are x0, top, x1, bottom a word.

    ``broken`` says that the line ends in the middle of a word, at a hyphen that is not in ``text`` and may only be
    typographic. ``starts`` is empty where the reader knows no boxes.
    """

    text: str
    starts: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))
    edges: array[float] = field(default_factory=lambda: array("f"))
    broken: bool = False

    @property
    def top(self) -> float:
        """The upper edge of its highest word."""
        return min(self.edges[1::4])

    @property
    def bottom(self) -> float:
        """The lower edge of its lowest word."""
        return max(self.edges[3::4])


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page of lines, in the order of the file; an empty line separates paragraphs.

    ``needs_ocr`` and ``ocr`` as in ``Page``; ``quality`` is the mean confidence of character recognition, None without it.
    """

    number: int
    width: float
    height: float
    lines: tuple[RawLine, ...]
    needs_ocr: bool = False
    ocr: bool = False
    quality: float | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """What a reader found. ``message`` says what could not be read and what to do, "" when everything was.

    ``paged``, ``remarks`` and ``attachments`` as in ``Document`` and ``Reading``.
    """

    pages: tuple[RawPage, ...]
    message: str = ""
    paged: bool = True
    remarks: tuple[Remark, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def end_line(line: RawLine) -> RawLine:
    """The line, marked as broken where it ends in a hyphen behind a letter (the hyphen is then taken off)."""
    text = line.text
    if len(text) < 2 or not text.endswith(_HYPHENS) or not text[-2].isalpha():
        return line
    ends = line.ends[:]
    if ends:
        ends[-1] -= 1
    return RawLine(text[:-1], line.starts, ends, line.edges, broken=True)


def clean_character(character: str) -> str:
    """What stands in canonical text for a character: one, none (invisible ones) or several (ligatures)."""
    known = _KNOWN.get(character)
    if known is None:
        known = _cleaned(character)
        if len(_KNOWN) < 100_000:  # a hostile file must not fill the memory with characters
            _KNOWN[character] = known
    return known


def _cleaned(character: str) -> str:
    character = unicodedata.normalize("NFC", character)
    category = unicodedata.category(character[0])
    if category in _DROPPED:
        return ""
    return " " if category.startswith("Z") else character


def clean_text(text: str) -> str:
    """The text with invisible characters dropped, every kind of space a plain one, and ligatures spelled out."""
    return "".join(map(clean_character, text))
