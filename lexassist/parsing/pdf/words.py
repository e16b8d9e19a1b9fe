"""The words of one page of a PDF with a box each, as PDFium's text page gives them.

Promises: every character that PDFium sees, in its order, cleaned as :mod:`lexassist.parsing.pages` says; boxes in the page
as it is displayed (rotation and crop applied). Does not know which words can be seen.
"""

from __future__ import annotations

import ctypes
import math
import re
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

import pypdfium2.raw as pdfium

from lexassist.parsing.pages import RawLine, clean_character, end_line
from lexassist.parsing.pdf.pdfium import Handle, loose_box, unicode_at

_LINE = re.compile("[^\r\n\x02\ufffe]+")
_BREAKS = "\x02\ufffe"
"""What PDFium gives for a hyphen at the end of a line."""
_ODD = re.compile("[^\x02\n\r\x20-\x7e\ufffe]")
_GONE = "\x00"
"""Keeps the place of a character that is dropped, so that the others keep their index."""
_BOX_BYTES = 16
_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)


@dataclass(frozen=True, slots=True)
class Placement:
    """How boxes in a page's own coordinates (y upwards) lie on the page as displayed.

    For x0, top, x1 and bottom in turn: the edge that it comes from, its sign, and what is added.
    """

    steps: tuple[tuple[int, int, float], ...]

    def lay(self, columns: Sequence[Sequence[float]]) -> array[float]:
        """x0, top, x1, bottom of each box, from the columns of their lefts, tops, rights and bottoms."""
        edges = array("f", bytes(16 * len(columns[0])))
        for place, (source, sign, shift) in enumerate(self.steps):
            values = columns[source]
            edges[place::4] = array("f", [v + shift for v in values] if sign > 0 else [shift - v for v in values])
        return edges


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page: ``firsts`` and ``lasts`` are the indices of their end characters on PDFium's text page.

    ``edges`` is x0, top, x1, bottom a word; ``lines`` the index of the word behind each line's last, and whether the line
    ends in the middle of a word.
    """

    texts: list[str]
    firsts: list[int]
    lasts: list[int]
    edges: array[float]
    lines: list[tuple[int, bool]]

    def box(self, index: int) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom of a word."""
        x0, top, x1, bottom = self.edges[4 * index : 4 * index + 4]
        return x0, top, x1, bottom


def read_words(textpage: Handle, place: Placement) -> PageWords:
    """Every word of a text page."""
    texts: list[str] = []
    firsts: list[int] = []
    lasts: list[int] = []
    lines: list[tuple[int, bool]] = []
    text = _text(textpage)
    plain = _ODD.sub(_stand_in, text)
    uneven = frozenset(character for character in set(plain) if _is_uneven(character))
    for match in _LINE.finditer(plain):
        start, end = match.span()
        for word in match[0].split(" "):
            if word:
                spelled = _spell(word) if uneven and not uneven.isdisjoint(word) else word
                if spelled:
                    texts.append(spelled)
                    firsts.append(start)
                    lasts.append(start + len(word) - 1)
            start += len(word) + 1
        if texts and (not lines or len(texts) > lines[-1][0]):
            lines.append((len(texts), end < len(plain) and plain[end] in _BREAKS))
    return PageWords(texts, firsts, lasts, boxes_of(textpage, place, firsts, lasts), lines)


def make_lines(words: PageWords, left_out: frozenset[int] = frozenset()) -> tuple[RawLine, ...]:
    """The lines of the words, without those at the indices ``left_out``."""
    return tuple(_lines(words, left_out))


def placement(page: Handle) -> Placement:
    """Where the boxes of a page lie, by its rotation and the corner at which it is cropped."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, bounds)
    left, bottom, right, top = (float(edge) for edge in (bounds.left, bounds.bottom, bounds.right, bounds.top))
    turned = int(pdfium.FPDFPage_GetRotation(page)) % 4
    return Placement(
        (
            ((_LEFT, 1, -left), (_TOP, -1, top), (_RIGHT, 1, -left), (_BOTTOM, -1, top)),
            ((_BOTTOM, 1, -bottom), (_LEFT, 1, -left), (_TOP, 1, -bottom), (_RIGHT, 1, -left)),
            ((_RIGHT, -1, right), (_BOTTOM, 1, -bottom), (_LEFT, -1, right), (_TOP, 1, -bottom)),
            ((_TOP, -1, top), (_RIGHT, -1, right), (_BOTTOM, -1, top), (_LEFT, -1, right)),
        )[turned]
    )


def _text(textpage: Handle) -> str:
    """One character for each index of the text page."""
    count = int(pdfium.FPDFText_CountChars(textpage))
    if count <= 0:
        return ""
    units = (ctypes.c_ushort * (2 * count + 2))()
    written = int(pdfium.FPDFText_GetText(textpage, 0, count, units))
    text = ctypes.string_at(units, 2 * max(0, written - 1)).decode("utf-16-le", "surrogatepass")
    if len(text) == count:
        return text
    # Characters that the font gives no meaning to are missing there.
    codes = map(unicode_at, repeat(textpage, count), range(count))
    return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)


def _stand_in(match: re.Match[str]) -> str:
    """One character for one, so that the others keep their index."""
    character = match[0]
    if character == "\xad":  # a glyph on the page, so it is seen as a hyphen wherever it stands
        return "-"
    cleaned = clean_character(character)
    if len(cleaned) == 1:
        return cleaned
    return character if cleaned else _GONE


def _is_uneven(character: str) -> bool:
    """Whether it stands for no character or for several."""
    return character == _GONE or (character > "~" and len(clean_character(character)) != 1)


def _spell(word: str) -> str:
    return "".join(clean_character(character) if character > "~" else character for character in word).replace(
        _GONE, ""
    )


class _Slots:
    """Memory for the boxes of a page's words, made once and used for page after page."""

    def __init__(self) -> None:
        self._boxes = (pdfium.FS_RECTF * 0)()
        self._places: list[object] = []

    def fill(self, textpage: Handle, indices: Sequence[int]) -> array[float]:
        """Left, top, right, bottom of the characters at ``indices``."""
        if len(indices) > len(self._places):
            size = 2 * len(indices)
            self._boxes = (pdfium.FS_RECTF * size)()
            self._places = [ctypes.byref(self._boxes, _BOX_BYTES * slot) for slot in range(size)]
        ctypes.memset(self._boxes, 0, _BOX_BYTES * len(indices))
        deque(map(loose_box, repeat(textpage), indices, self._places), maxlen=0)
        found = array("f")
        found.frombytes(ctypes.string_at(self._boxes, _BOX_BYTES * len(indices)))
        return found


_SLOTS = _Slots()


def boxes_of(textpage: Handle, place: Placement, firsts: Sequence[int], lasts: Sequence[int]) -> array[float]:
    """The boxes around the first and the last character of each word, whichever way it runs: x0, top, x1, bottom."""
    first = _SLOTS.fill(textpage, firsts)
    last = _SLOTS.fill(textpage, lasts)
    if not math.isfinite(sum(first) + sum(last)):
        first, last = (array("f", [x if math.isfinite(x) else 0.0 for x in edges]) for edges in (first, last))
    columns = []
    for edge, least in enumerate((True, False, False, True)):
        pairs = zip(first[edge::4], last[edge::4], strict=True)
        # Twice as fast as min and max.
        columns.append([a if (a < b) is least else b for a, b in pairs])
    return place.lay(columns)


def _lines(words: PageWords, left_out: frozenset[int]) -> Iterator[RawLine]:
    begin = 0
    for end, broken in words.lines:
        chosen, whole = range(begin, end), True
        texts, edges = words.texts[begin:end], words.edges[4 * begin : 4 * end]
        begin = end
        if left_out and not left_out.isdisjoint(chosen):
            kept = [index for index in chosen if index not in left_out]
            if not kept:
                continue
            whole = kept[-1] == end - 1
            texts = [words.texts[index] for index in kept]
            edges = array("f", [edge for index in kept for edge in words.box(index)])
        starts, ends = array("I"), array("I")
        offset = 0
        for text in texts:
            starts.append(offset)
            offset += len(text)
            ends.append(offset)
            offset += 1
        yield end_line(RawLine(" ".join(texts), starts, ends, edges, broken and whole))
