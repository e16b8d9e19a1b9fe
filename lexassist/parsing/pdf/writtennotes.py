"""What a reader sees written in form fields, text notes and stamps, made part of the page so that it is read with it.

PDFium keeps annotations out of a page's text. Drawing them into the page (in memory only) gives exactly the words that are
displayed, with their boxes, and puts them under the same examination as the rest. PDFium then reports them behind the
page's own words: ``in_place`` puts each line where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2.raw as pdfium

from lexassist.parsing.pages import RawLine
from lexassist.parsing.pdf.pdfium import Handle

_WRITTEN = frozenset({pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP})
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_SAME_ROW = 0.5
"""Lines that share this part of the lower one's height stand side by side."""
_ASIDE = 3.0
"""A field may begin so many points before the words that lead to it end."""


def has_written_notes(page: Handle) -> bool:
    """Whether a page has annotations that words may be written in."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        pdfium.FPDFPage_CloseAnnot(note)
        if kind in _WRITTEN:
            return True
    return False


def draw_notes(page: Handle) -> bool:
    """Make the page's annotations part of it, as they are displayed; it has to be opened again to see them.

    Returns whether there were any.
    """
    for index in reversed(range(pdfium.FPDFPage_GetAnnotCount(page))):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        unseen = bool(note) and bool(pdfium.FPDFAnnot_GetFlags(note) & _UNSEEN)
        pdfium.FPDFPage_CloseAnnot(note)
        if unseen:
            pdfium.FPDFPage_RemoveAnnot(page, index)
    return int(pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)) == int(pdfium.FLATTEN_SUCCESS)


def in_place(lines: Sequence[RawLine], own: int) -> tuple[RawLine, ...]:
    """The lines with those behind the first ``own`` moved to where they stand on the page."""
    placed = list(lines[:own])
    for note in lines[own:]:
        placed.insert(_place_of(note, placed), note)
    return tuple(placed)


def _place_of(note: RawLine, lines: Sequence[RawLine]) -> int:
    """Behind the words to its left; without any, before the first line below it."""
    left = [index for index, line in enumerate(lines) if _stands_left(line, note)]
    if left:
        return max(left) + 1
    return next((index for index, line in enumerate(lines) if line.top >= note.bottom), len(lines))


def _stands_left(line: RawLine, note: RawLine) -> bool:
    shared = min(line.bottom, note.bottom) - max(line.top, note.top)
    low = min(line.bottom - line.top, note.bottom - note.top)
    return shared > _SAME_ROW * low and line.edges[-2] <= note.edges[0] + _ASIDE
