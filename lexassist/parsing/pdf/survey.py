"""What the objects of a PDF page are, and which of them give a reason to doubt that its words show.

Also where a page without words may show some all the same, in pictures and in the outlines of letters.
A look at the objects costs next to nothing; :mod:`lexassist.parsing.pdf.hidden` draws the page only where there is a doubt.
Does not know words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import IntEnum

import pypdfium2.raw as pdfium

from lexassist.parsing.pdf.pdfium import (
    EVERYWHERE,
    MOST_OBJECTS,
    Clips,
    Colour,
    Handle,
    PageObject,
    Rectangle,
    has_transparency,
    holds,
    on_page,
    page_objects,
    render_mode,
    shared,
)
from lexassist.parsing.pdf.words import Placement

Edges = tuple[float, float, float, float]
"""x0, top, x1, bottom on the page as displayed."""

_WHITE = (255, 255, 255, 255)
_FAINT_ALPHA = 128
_LIGHT = 190
"""From this shade on (of 255) ink may be that of the paper."""
_THIN = 2.0
"""A rule of fewer points hides no word."""
_SMALLEST_PICTURE = 0.05
"""Pictures under this share of the page are logos, signatures and bullets."""
_RULE = 5
"""Segments of a rectangle: shapes of no more are rules, boxes and bars."""
_WRITTEN = 200
"""Segments of other shapes from which on they may be letters; a letter has 10 to 40."""
_TRANSLUCENT_NOTES = frozenset(
    {
        pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY, pdfium.FPDF_ANNOT_STRIKEOUT, pdfium.FPDF_ANNOT_CARET, pdfium.FPDF_ANNOT_INK,
    }
)  # fmt: skip


class Doubt(IntEnum):
    """How far an object's properties leave open whether it shows."""

    NONE = 0
    PLACE = 1
    """It may be cut off or switched off: a look at its place decides."""
    INK = 2
    """Something else may be what is seen at its place: the page has to be drawn without it."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Something that paints an area: what was drawn before ``order`` lies under it."""

    order: int
    edges: Edges
    picture: bool
    white: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """What the objects of a page give reason to doubt.

    ``texts`` are order and doubt by the address of a text object, ``blank`` the addresses of those with nothing to draw.
    ``complete`` says that there were no more objects than anybody looks at.
    """

    texts: Mapping[int, tuple[int, Doubt]]
    blank: Set[int]
    covers: Sequence[Cover]
    images: Sequence[Edges]
    complete: bool


def survey(page: Handle, place: Placement, *, layers: bool) -> Survey:
    """Look at the objects of a page; ``layers`` says that the file may hold layers that are off."""
    texts: dict[int, tuple[int, Doubt]] = {}
    forms: dict[int, tuple[Doubt, Rectangle]] = {0: (Doubt.NONE, EVERYWHERE)}
    covers: list[Cover] = []
    blank: set[int] = set()
    clips = Clips()
    order = 0
    for order, item in enumerate(page_objects(page)):
        doubt, window = forms.get(item.form, (Doubt.INK, EVERYWHERE))
        address = item.handle.value or 0
        if item.kind == pdfium.FPDF_PAGEOBJ_TEXT:
            if item.is_blank():
                blank.add(address)
            elif doubt is Doubt.NONE and not _is_in_view(item, clips, window):
                doubt = Doubt.PLACE
            texts[address] = order, max(doubt, _doubt_about(item))
        elif item.kind == pdfium.FPDF_PAGEOBJ_FORM:
            inner = clips.window(item)
            doubt = max(doubt, _doubt_about(item), Doubt.PLACE if layers or inner is None else Doubt.NONE)
            if inner is not None and inner is not EVERYWHERE:
                window = shared(window, on_page(item.matrix, inner))
            forms[address] = doubt, window
        else:
            covers.extend(_cover(item, order, place))
    for edges in _notes(page, place):
        covers.append(Cover(order + 1, edges, picture=False))
    images = [cover.edges for cover in covers if cover.picture]
    return Survey(texts, blank, covers, images, complete=order + 1 < MOST_OBJECTS)


def _is_in_view(item: PageObject, clips: Clips, window: Rectangle) -> bool:
    """Whether an object is seen through its clip, and through the windows of the forms around it."""
    own = clips.window(item)
    if own is None:
        return False
    if own is not EVERYWHERE and not holds(own, item.own_bounds()):
        return False
    return window is EVERYWHERE or holds(window, item.bounds())


def _doubt_about(item: PageObject) -> Doubt:
    if item.kind == pdfium.FPDF_PAGEOBJ_TEXT:
        if not _is_inked(item) or has_transparency(item.handle):
            return Doubt.INK
    elif (colour := item.fill()) is not None and colour[3] < _FAINT_ALPHA:
        return Doubt.INK
    return Doubt.PLACE if item.is_optional() else Doubt.NONE


def _is_inked(text: PageObject) -> bool:
    """Whether a text is drawn in ink that shows on white paper."""
    mode = render_mode(text.handle)
    if mode == pdfium.FPDF_TEXTRENDERMODE_FILL:
        return _is_dark(text.fill())
    if mode == pdfium.FPDF_TEXTRENDERMODE_STROKE:
        return _is_dark(text.stroke())
    return mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE and _is_dark(text.fill()) and _is_dark(text.stroke())


def _is_dark(colour: Colour | None) -> bool:
    if colour is None:
        return False
    red, green, blue, alpha = colour
    return alpha >= _FAINT_ALPHA and 30 * red + 59 * green + 11 * blue <= 100 * _LIGHT


def _cover(item: PageObject, order: int, place: Placement) -> Iterator[Cover]:
    left, bottom, right, top = item.bounds()
    if min(right - left, top - bottom) < _THIN:
        return
    path = item.kind == pdfium.FPDF_PAGEOBJ_PATH
    if path and not item.paints_area():
        return
    picture = item.kind == pdfium.FPDF_PAGEOBJ_IMAGE
    yield Cover(order, _edges_of(place, left, bottom, right, top), picture, path and item.fill() == _WHITE)


def _notes(page: Handle, place: Placement) -> Iterator[Edges]:
    """The places of annotations that may lie over words."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        rect = pdfium.FS_RECTF()
        if pdfium.FPDFAnnot_GetSubtype(note) not in _TRANSLUCENT_NOTES and pdfium.FPDFAnnot_GetRect(note, rect):
            yield _edges_of(place, rect.left, rect.bottom, rect.right, rect.top)
        pdfium.FPDFPage_CloseAnnot(note)


def _edges_of(place: Placement, left: float, bottom: float, right: float, top: float) -> Edges:
    x0, upper, x1, lower = place.lay([[left], [top], [right], [bottom]])
    return x0, upper, x1, lower


def pictures(seen: Survey, width: float, height: float) -> list[Edges]:
    """The places of a page's pictures, without the small ones."""
    places = [(max(0.0, x0), max(0.0, top), min(x1, width), min(bottom, height)) for x0, top, x1, bottom in seen.images]
    return [
        edges for edges in places
        if edges[0] < edges[2] and edges[1] < edges[3]
        and (edges[2] - edges[0]) * (edges[3] - edges[1]) >= _SMALLEST_PICTURE * width * height
    ]  # fmt: skip


def outlines(page: Handle, place: Placement) -> list[Edges]:
    """Where shapes that may be the outlines of letters stand on a page: one area around them, or none."""
    segments = 0
    left, bottom, right, top = math.inf, math.inf, -math.inf, -math.inf
    for item in page_objects(page):
        if item.kind != pdfium.FPDF_PAGEOBJ_PATH or item.fill() == _WHITE:
            continue
        count = item.segments()
        if count <= _RULE:
            continue
        segments += count
        x0, low, x1, high = item.bounds()
        left, bottom, right, top = min(left, x0), min(bottom, low), max(right, x1), max(top, high)
    return [_edges_of(place, left, bottom, right, top)] if segments >= _WRITTEN else []
