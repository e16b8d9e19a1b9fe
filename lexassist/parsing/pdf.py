"""PDF to pages of lines with a box for every word, by PDFium; and pages to images.

Promises: every word that PDFium sees, in PDFium's order; boxes in the page as it is displayed (rotation and crop applied);
pages that are only an image are named. Does not know what a clause is, and does no character recognition. PDFium is not
thread-safe, and may end the process on a hostile file: call it in a child process only.
"""

from __future__ import annotations

import ctypes
import io
from array import array
from collections.abc import Callable, Iterator
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium

from lexassist.errors import ReadError
from lexassist.parsing.pages import RawDocument, RawLine, RawPage, clean_character, end_line
from lexassist.types import ReadStatus

_SCANNED_TEXT = 300
"""A page with fewer characters may be a scan that only carries a stamp."""
_SOFT_HYPHEN = 0xAD
_PASSWORD_ERRORS = frozenset({pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY})

_Place = Callable[[float, float, float, float], tuple[float, float, float, float]]


class Refused(Exception):
    """PDFium cannot open the file; another library may still read its text."""


def read_pdf(data: bytes) -> RawDocument:
    """Every page of a PDF.

    Raises:
        ReadError: the file needs a password, or has no pages, or neither text nor images.
        Refused: PDFium cannot open the file.
    """
    with closing(_open(data)) as document:
        count = len(document)
        if not count:
            raise Refused("the file has no pages")
        pages: list[RawPage] = []
        failed: list[int] = []
        for index in range(count):
            try:
                pages.append(_read_page(document, index))
            except pypdfium2.PdfiumError:
                failed.append(index + 1)
                pages.append(RawPage(index + 1, 0.0, 0.0, ()))
    if len(failed) == count:
        raise Refused("none of its pages can be read")
    if not any(page.lines or page.needs_ocr for page in pages) and not failed:
        raise ReadError(
            "The PDF has pages but neither text nor images on them.",
            remedy="If it looks written when you open it, print it to a new PDF as an image and run character recognition.",
            status=ReadStatus.EMPTY,
        )
    return RawDocument(tuple(pages), _what_is_missing(pages, failed))


def render_page(data: bytes, number: int, scale: float) -> bytes:
    """Page ``number`` (from 1) as a PNG of ``scale`` pixels a point.

    Raises:
        ReadError: the file or the page cannot be opened.
    """
    try:
        with closing(_open(data)) as document:
            if not 1 <= number <= len(document):
                raise ReadError(
                    f"The PDF has {len(document)} pages, not {number}.",
                    remedy="Ask for one of them.",
                    status=ReadStatus.DAMAGED,
                )
            image = document[number - 1].render(scale=scale).to_pil()
    except (Refused, pypdfium2.PdfiumError) as error:
        raise ReadError(
            f"Page {number} cannot be drawn ({error}).",
            remedy="Open the original in a PDF viewer.",
            status=ReadStatus.DAMAGED,
        ) from error
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in _PASSWORD_ERRORS:
            raise needs_password() from error
        raise Refused(str(error)) from error


def needs_password() -> ReadError:
    """The error for a file that only opens with a password."""
    return ReadError(
        "The file is encrypted and opens only with a password.",
        remedy="Open it with its password, save a copy without one, and add that.",
        status=ReadStatus.NEEDS_PASSWORD,
    )


def _what_is_missing(pages: list[RawPage], failed: list[int]) -> str:
    images = [page.number for page in pages if page.needs_ocr]
    said = []
    if images:
        verb, was = ("are images", "were") if len(images) > 1 else ("is an image", "was")
        said.append(
            f"{name_pages(images).capitalize()} {verb} and {was} not read. "
            "Run character recognition (OCR) over the file and add the result."
        )
    if failed:
        said.append(
            f"{name_pages(failed).capitalize()} could not be read: the file is damaged there. "
            "Ask for a fresh copy, or print the file to a new PDF."
        )
    return " ".join(said)


def name_pages(numbers: list[int]) -> str:
    """Page numbers in words, runs folded.

    >>> name_pages([3, 4, 5, 9])
    'pages 3-5, 9'
    """
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    named = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
    return f"{'page' if len(numbers) == 1 else 'pages'} {named}"


def _read_page(document: pypdfium2.PdfDocument, index: int) -> RawPage:
    with closing(document[index]) as page:
        width, height = page.get_size()
        with closing(page.get_textpage()) as textpage:
            lines = tuple(_lines(textpage.raw, _placement(page)))
        return RawPage(index + 1, width, height, lines, _is_unread_image(page, lines, width * height))


def _is_unread_image(page: pypdfium2.PdfPage, lines: tuple[RawLine, ...], area: float) -> bool:
    """Whether images cover the page and its text is too little to be what they show."""
    characters = sum(len(line.text) for line in lines)
    if characters >= _SCANNED_TEXT or area <= 0:
        return False
    covered = 0.0
    for image in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        left, bottom, right, top = image.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    if not characters:
        return covered > 0.05 * area
    written = sum(_area(line) for line in lines)
    return covered > 0.5 * area and written < 0.15 * area


def _area(line: RawLine) -> float:
    edges = line.edges
    return sum((edges[i + 2] - edges[i]) * (edges[i + 3] - edges[i + 1]) for i in range(0, len(edges), 4))


def _placement(page: pypdfium2.PdfPage) -> _Place:
    """How a box in the page's own coordinates (left, top, right, bottom; y upwards) lies on the page as displayed."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page.raw, bounds)
    left, bottom = float(bounds.left), float(bounds.bottom)
    right, top = float(bounds.right), float(bounds.top)
    turned = int(pdfium.FPDFPage_GetRotation(page.raw)) % 4
    places: tuple[_Place, ...] = (
        lambda x0, y1, x1, y0: (x0 - left, top - y1, x1 - left, top - y0),
        lambda x0, y1, x1, y0: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        lambda x0, y1, x1, y0: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        lambda x0, y1, x1, y0: (top - y1, right - x1, top - y0, right - x0),
    )
    return places[turned]


def _lines(textpage: object, place: _Place) -> Iterator[RawLine]:
    line = _LineBuilder(textpage, place)
    unicode_at = pdfium.FPDFText_GetUnicode
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        code = unicode_at(textpage, index)
        if code in (10, 13):
            yield from line.finish()
        elif code in (2, 0xFFFE):
            yield from line.finish(broken=True)
        else:
            character = _character(code)
            if character == " ":
                line.end_word()
            elif character:
                line.add(character, index)
    yield from line.finish()


def _character(code: int) -> str:
    if code == _SOFT_HYPHEN:  # a glyph on the page, so it is seen as a hyphen wherever it stands
        return "-"
    return clean_character(chr(code)) if 0 < code < 0x110000 else "\ufffd"


class _LineBuilder:
    """Gathers characters into words and words into one line after another."""

    def __init__(self, textpage: object, place: _Place) -> None:
        self._textpage = textpage
        self._place = place
        self._box = pdfium.FS_RECTF()
        self._reference = ctypes.byref(self._box)
        self._first = self._last = -1
        self._begin()

    def _begin(self) -> None:
        self._words: list[str] = []
        self._word: list[str] = []
        self._starts, self._ends, self._edges = array("I"), array("I"), array("f")
        self._length = 0

    def add(self, character: str, index: int) -> None:
        """One more character of the word, the ``index``-th of the page."""
        if not self._word:
            self._first = index
        self._last = index
        self._word.append(character)

    def end_word(self) -> None:
        """The word, if there is one, is complete."""
        if not self._word:
            return
        word = "".join(self._word)
        self._word = []
        start = self._length + 1 if self._words else 0
        self._length = start + len(word)
        self._words.append(word)
        self._starts.append(start)
        self._ends.append(self._length)
        self._edges.extend(self._place(*self._bounds()))

    def _bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the word: those of its first and last character, whichever way it runs."""
        box = self._box
        pdfium.FPDFText_GetLooseCharBox(self._textpage, self._first, self._reference)
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        if self._last != self._first:
            pdfium.FPDFText_GetLooseCharBox(self._textpage, self._last, self._reference)
            left, top = min(left, box.left), max(top, box.top)
            right, bottom = max(right, box.right), min(bottom, box.bottom)
        return left, top, right, bottom

    def finish(self, *, broken: bool = False) -> Iterator[RawLine]:
        """The line, if there is anything on it; the next one begins."""
        self.end_word()
        if self._words:
            yield end_line(RawLine(" ".join(self._words), self._starts, self._ends, self._edges, broken))
            self._begin()
