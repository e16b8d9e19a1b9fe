"""PDF to pages of lines with a box for every word, by PDFium; and pages to images.

Promises: every word that shows on a page, in PDFium's order; boxes in the page as it is displayed (rotation and crop
applied); words that do not show and active content are remarks; pages that are only an image are named. Does not know what
a clause is, and does no character recognition. PDFium is not thread-safe, and may end the process on a hostile file: call
it in a child process only. Its neighbours ``pdfium``, ``pdfwords``, ``pdfsurvey``, ``pdfpaper``, ``hidden``, ``active`` and
``writtennotes`` take the handles that this module opens and closes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from lexassist.errors import ReadError
from lexassist.parsing.pages import RawDocument, RawPage
from lexassist.parsing.pdf.active import find_active, find_active_on
from lexassist.parsing.pdf.hidden import find_hidden
from lexassist.parsing.pdf.hiddenremarks import remarks_on
from lexassist.parsing.pdf.paper import Paper
from lexassist.parsing.pdf.pdfium import fitting
from lexassist.parsing.pdf.survey import outlines, pictures, survey
from lexassist.parsing.pdf.words import PageWords, make_lines, placement, read_words
from lexassist.parsing.pdf.writtennotes import draw_notes, has_written_notes, in_place
from lexassist.parsing.scans.scanned import needs_recognition
from lexassist.types import ReadStatus, Remark

if TYPE_CHECKING:
    from PIL import Image

_PASSWORD_ERRORS = frozenset({pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY})
_LAYERS = re.compile(rb"/(?:O|#4[fF])(?:C|#43)(?=[\s/<\[(#GMP])")
"""Without this name, however it is spelled, a file has no layers to switch off."""
_NOT_FOUND = "its contents are cut off or not where they should be"
_NO_PDF = "it does not begin like one"
_FEW_WORDS = 40
"""Words of a page on which letters may be drawn as shapes; pages of more are not searched for them."""
_MOST_REMARKS = 500
_MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class _Found:
    page: RawPage
    remarks: tuple[Remark, ...]


class Refused(Exception):
    """PDFium cannot open the file; another library may still read its text.

    The message says why, in words that complete "cannot be opened as a PDF: ...".
    """


def read_pdf(data: bytes) -> RawDocument:
    """Every page of a PDF, without the words that do not show on it; those, and active content, are remarks.

    Raises:
        ReadError: the file needs a password, or has no pages, or neither text nor images.
        Refused: PDFium cannot open the file.
    """
    layers = _LAYERS.search(data) is not None
    pages: list[RawPage] = []
    remarks: list[Remark] = []
    with closing(_open(data)) as document:
        count = len(document)
        if not count:
            raise Refused("it has no pages")
        remarks.extend(find_active(document, data))
        for index in range(count):
            try:
                found = _read_page(document, index, layers=layers)
            except pypdfium2.PdfiumError:
                found = _Found(RawPage(index + 1, 0.0, 0.0, ()), ())
            pages.append(found.page)
            remarks.extend(found.remarks[: max(0, _MOST_REMARKS - len(remarks))])
    if all(_is_failed(page) for page in pages):
        raise Refused("none of its pages can be read")
    if not any(page.lines or page.needs_ocr or _is_failed(page) for page in pages) and not remarks:
        raise ReadError(
            "The PDF has pages but neither text nor images on them.",
            remedy="If it looks written when you open it, print it to a new PDF as an image and run character recognition.",
            status=ReadStatus.EMPTY,
        )
    return RawDocument(tuple(pages), what_is_missing(pages), remarks=tuple(remarks))


def render_page(data: bytes, number: int, scale: float) -> bytes:
    """Page ``number`` (from 1) as a PNG of ``scale`` pixels a point, fewer on a page of enormous size.

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
            image = _picture(document, number, scale)
    except (Refused, pypdfium2.PdfiumError) as error:
        raise ReadError(
            f"Page {number} cannot be drawn: the file is damaged there.",
            remedy="Open the original in a PDF viewer.",
            status=ReadStatus.DAMAGED,
        ) from error
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()


def page_images(data: bytes, numbers: Sequence[int], *, dpi: int) -> Iterator[tuple[int, Image.Image]]:
    """The pages ``numbers`` (from 1) as pictures of ``dpi`` pixels an inch, one at a time; one that fails is left out.

    Raises:
        ReadError: the file needs a password.
        Refused: PDFium cannot open the file.
    """
    with closing(_open(data)) as document:
        for number in numbers:
            try:
                image = _picture(document, number, dpi / 72)
            except (pypdfium2.PdfiumError, IndexError):
                continue
            yield number, image


def _picture(document: pypdfium2.PdfDocument, number: int, scale: float) -> Image.Image:
    with closing(document[number - 1]) as page:
        fitted = fitting(page.get_width(), page.get_height(), scale, _MOST_PIXELS)
        with closing(page.render(scale=fitted)) as bitmap:
            picture: Image.Image = bitmap.to_pil().copy()
    return picture


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in _PASSWORD_ERRORS:
            raise needs_password() from error
        raise Refused(_NOT_FOUND if b"%PDF-" in data[:1024] else _NO_PDF) from error


def needs_password() -> ReadError:
    """The error for a file that only opens with a password."""
    return ReadError(
        "The file is encrypted and opens only with a password.",
        remedy="Open it with its password, save a copy without one, and add that.",
        status=ReadStatus.NEEDS_PASSWORD,
    )


def what_is_missing(pages: Sequence[RawPage]) -> str:
    """Which of the pages were not read, and what to do about it; "" when all were."""
    return missing_message(
        [page for page in pages if page.needs_ocr], [page.number for page in pages if _is_failed(page)]
    )


def missing_message(images: Sequence[RawPage], failed: Sequence[int]) -> str:
    """The words for pages that are images and for pages, by number, that could not be opened; "" for neither."""
    said = []
    if images:
        verb, was = ("are images", "were") if len(images) > 1 else ("is an image", "was")
        said.append(
            f"{name_pages([page.number for page in images]).capitalize()} {verb} and {was} not read. "
            "Run character recognition (OCR) over the file and add the result."
        )
    if failed:
        said.append(
            f"{name_pages(failed).capitalize()} could not be read: the file is damaged there. "
            "Ask for a fresh copy, or print the file to a new PDF."
        )
    return " ".join(said)


def _is_failed(page: RawPage) -> bool:
    return page.width == 0


def name_pages(numbers: Sequence[int]) -> str:
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


def _read_page(document: pypdfium2.PdfDocument, index: int, *, layers: bool) -> _Found:
    with closing(document[index]) as page:
        remarks = find_active_on(page.raw, index + 1)
        if not has_written_notes(page.raw):
            found = _read_open_page(page, index + 1, layers=layers)
            return replace(found, remarks=remarks + found.remarks)
        with closing(page.get_textpage()) as textpage:
            own = read_words(textpage.raw, placement(page.raw))
        draw_notes(page.raw)
    with closing(document[index]) as page:
        found = _read_open_page(page, index + 1, layers=layers, own=own)
    return replace(found, remarks=remarks + found.remarks)


def _read_open_page(page: pypdfium2.PdfPage, number: int, *, layers: bool, own: PageWords | None = None) -> _Found:
    """``own`` are the words of the page itself where its annotations have been made part of it."""
    width, height = page.get_size()
    place = placement(page.raw)
    with closing(page.get_textpage()) as textpage:
        words = read_words(textpage.raw, place)
        seen = survey(page.raw, place, layers=layers)
        hidden = find_hidden(Paper(page.raw, textpage.raw, words, width, height, place), seen)
    lines = make_lines(words, frozenset(hidden))
    if own is not None and words.texts[: len(own.texts)] == own.texts and words.lines[: len(own.lines)] == own.lines:
        lines = in_place(lines, len(make_lines(own, frozenset(hidden))))
    shapes = outlines(page.raw, place) if len(words.texts) < _FEW_WORDS else []
    images = pictures(seen, width, height) + shapes
    # On a page without words one line of letters is enough, however little of the page it covers.
    needs_ocr = bool(shapes and not lines) or needs_recognition(lines, images, width=width, height=height)
    remarks = remarks_on(words, hidden, page=number) if hidden else ()
    return _Found(RawPage(number, width, height, lines, needs_ocr), remarks)
