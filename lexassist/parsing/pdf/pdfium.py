"""PDFium's functions that reading calls once a word or once an object, without the cost of checking each argument.

A call through pypdfium2's bindings takes 1.2 microseconds, most of it for converting arguments; through these it takes 0.4.
Handles are passed as pypdfium2 gives them or as ``c_void_p``, numbers as ``int``, results by ``byref``. Knows nothing about
text or pages.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2.raw as pdfium

Handle = object
"""Whatever PDFium handed out: it is only ever handed back."""

MOST_OBJECTS = 20_000
"""A page with more objects is a drawing, or made to keep a reader busy: the rest is not looked at."""
_DEEPEST = 8
_OPTIONAL = "OC"
_THICK = 3.0


def _quick(function: object) -> Callable[..., int]:
    """A PDFium function that takes handles, numbers and references and gives a number."""
    return ctypes.PYFUNCTYPE(ctypes.c_int)(_address(function))


class Address(ctypes.c_void_p):
    """A handle that stays one: a plain ``c_void_p`` becomes a number on its way out of a call."""


def _quick_object(function: object) -> Callable[..., Address]:
    """A PDFium function that gives a handle to be handed back."""
    return ctypes.PYFUNCTYPE(Address)(_address(function))


def _quick_handle(function: object) -> Callable[..., int | None]:
    """A PDFium function that gives a handle: its address, None where there is none."""
    return ctypes.PYFUNCTYPE(ctypes.c_void_p)(_address(function))


def _address(function: object) -> int:
    address = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]  # a bound C function is castable
    assert address is not None, "an exported function has an address"
    return address


loose_box = _quick(pdfium.FPDFText_GetLooseCharBox)
unicode_at = _quick(pdfium.FPDFText_GetUnicode)
text_object_at = _quick_handle(pdfium.FPDFText_GetTextObject)
object_type = _quick(pdfium.FPDFPageObj_GetType)
_fill_color = _quick(pdfium.FPDFPageObj_GetFillColor)
_stroke_color = _quick(pdfium.FPDFPageObj_GetStrokeColor)
render_mode = _quick(pdfium.FPDFTextObj_GetTextRenderMode)
set_active = _quick(pdfium.FPDFPageObj_SetIsActive)
has_transparency = _quick(pdfium.FPDFPageObj_HasTransparency)
_clip_of = _quick_handle(pdfium.FPDFPageObj_GetClipPath)
_count_paths = _quick(pdfium.FPDFClipPath_CountPaths)
_count_points = _quick(pdfium.FPDFClipPath_CountPathSegments)
_point_of = _quick_handle(pdfium.FPDFClipPath_GetPathSegment)
_where = _quick(pdfium.FPDFPathSegment_GetPoint)
_count_marks = _quick(pdfium.FPDFPageObj_CountMarks)
_draw_mode = _quick(pdfium.FPDFPath_GetDrawMode)
_count_segments = _quick(pdfium.FPDFPath_CountSegments)
_bounds = _quick(pdfium.FPDFPageObj_GetBounds)
_object_of_page = _quick_object(pdfium.FPDFPage_GetObject)
_object_of_form = _quick_object(pdfium.FPDFFormObj_GetObject)

# Where PDFium writes what it is asked, used again and again: PDFium is called by one thread.
_EDGES = (ctypes.c_float * 4)()
_EDGE_PLACES = tuple(ctypes.byref(_EDGES, 4 * edge) for edge in range(4))

_SHADES = (ctypes.c_uint * 4)()
_SHADE_PLACES = tuple(ctypes.byref(_SHADES, 4 * shade) for shade in range(4))

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top."""
EVERYWHERE: Rectangle = (-math.inf, -math.inf, math.inf, math.inf)
Colour = tuple[int, int, int, int]
"""Red, green, blue and alpha, from 0 to 255."""
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class PageObject(NamedTuple):
    """An object of a page: its handle, its kind, how its form lies on the page, and the form's address (0 without).

    A tuple, since a page has hundreds and a tuple is made three times as fast.
    """

    handle: ctypes.c_void_p
    kind: int
    matrix: Matrix
    form: int

    @property
    def raw(self) -> Handle:
        """The handle with the type that pypdfium2's bindings ask for."""
        return ctypes.cast(self.handle, pdfium.FPDF_PAGEOBJECT)

    def is_blank(self) -> bool:
        """Whether there is nothing to draw: the text is spaces, or its font has no glyphs."""
        left, bottom, right, top = self.own_bounds()
        return right <= left or top <= bottom

    def is_optional(self) -> bool:
        """Whether it belongs to a layer that a viewer may show or not."""
        count = _count_marks(self.handle)
        return count > 0 and any(self._mark(index) == _OPTIONAL for index in range(count))

    def _mark(self, index: int) -> str:
        mark = pdfium.FPDFPageObj_GetMark(self.raw, index)
        name, size = (ctypes.c_ushort * 16)(), ctypes.c_ulong()
        pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), size)
        return bytes(name)[: max(0, size.value - 2)].decode("utf-16-le", "replace")

    def paints_area(self) -> bool:
        """Whether a path fills what it encloses, or draws lines so thick that they do."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not _draw_mode(self.handle, ctypes.byref(fill), ctypes.byref(stroke)) or fill.value:
            return True
        width = ctypes.c_float()
        pdfium.FPDFPageObj_GetStrokeWidth(self.raw, width)
        return bool(stroke.value) and width.value * max(map(abs, self.matrix[:4])) > _THICK

    def segments(self) -> int:
        """The lines and curves that a path is drawn with; 0 for one that is not drawn."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        _draw_mode(self.handle, ctypes.byref(fill), ctypes.byref(stroke))
        return max(0, _count_segments(self.handle)) if fill.value or stroke.value else 0

    def fill(self) -> Colour | None:
        """What its areas are filled with; None for a pattern, and where PDFium knows no colour."""
        if not _fill_color(self.handle, *_SHADE_PLACES):
            return None
        red, green, blue, alpha = _SHADES
        return red, green, blue, alpha

    def stroke(self) -> Colour | None:
        """What its lines are drawn with, likewise."""
        if not _stroke_color(self.handle, *_SHADE_PLACES):
            return None
        red, green, blue, alpha = _SHADES
        return red, green, blue, alpha

    def own_bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top in the coordinates of what holds it; nothing where PDFium knows none."""
        if not _bounds(self.handle, *_EDGE_PLACES):
            return 0.0, 0.0, 0.0, 0.0
        left, bottom, right, top = _EDGES
        return left, bottom, right, top

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top in the page's own coordinates."""
        return on_page(self.matrix, self.own_bounds())


def on_page(matrix: Matrix, edges: Rectangle) -> Rectangle:
    """Left, bottom, right and top inside a form as they lie on the page."""
    if matrix is IDENTITY:
        return edges
    left, bottom, right, top = edges
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def holds(outer: Rectangle, inner: Rectangle) -> bool:
    """Whether a rectangle holds another."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def shared(one: Rectangle, other: Rectangle) -> Rectangle:
    """What two rectangles have in common; it holds nothing where that is nothing."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def page_objects(page: Handle) -> Iterator[PageObject]:
    """The objects of a page in the order of drawing, those inside forms at the forms' places."""
    left = MOST_OBJECTS
    for found in _walk(page, _object_of_page, pdfium.FPDFPage_CountObjects(page), IDENTITY, ()):
        yield found
        left -= 1
        if not left:
            return


def _walk(
    holder: Handle, get: Callable[..., Address], count: int, matrix: Matrix, forms: tuple[int, ...]
) -> Iterator[PageObject]:
    form = forms[-1] if forms else 0
    for index in range(count):
        handle = get(holder, index)
        kind = object_type(handle)
        yield PageObject(handle, kind, matrix, form)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and len(forms) < _DEEPEST:
            inside = pdfium.FPDFFormObj_CountObjects(ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT))
            around = (*forms, handle.value or 0)
            yield from _walk(handle, _object_of_form, inside, _matrix_of(handle, matrix), around)


def _matrix_of(form: ctypes.c_void_p, outer: Matrix) -> Matrix:
    raw = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(ctypes.cast(form, pdfium.FPDF_PAGEOBJECT), raw):
        return outer
    a, b, c, d, e, f = (float(value) for value in (raw.a, raw.b, raw.c, raw.d, raw.e, raw.f))
    if outer is IDENTITY:
        return a, b, c, d, e, f
    k, l, m, n, o, p = outer  # noqa: E741 - the rows of a matrix
    return (
        a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + o, e * l + f * n + p,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawing:
    """A part of a page as it looks: rows of ``stride`` bytes from the top, a byte a pixel, or four (blue, green, red, none).

    ``left`` and ``top`` are where the part begins, in points on the page as displayed.
    """

    pixels: bytes
    width: int
    height: int
    stride: int
    scale: float
    left: float
    top: float


def draw(page: Handle, part: tuple[float, float, float, float], *, scale: float, colour: bool, most: int) -> Drawing:
    """``part`` (x0, top, x1, bottom) of the page at ``scale`` pixels a point, or at as many as make ``most`` pixels.

    Raises:
        MemoryError: PDFium has no room for it.
    """
    x0, top, x1, bottom = part
    scale = fitting(x1 - x0, bottom - top, scale, most)
    width, height = max(1, math.ceil((x1 - x0) * scale)), max(1, math.ceil((bottom - top) * scale))
    whole = [round(size(page) * scale) for size in (pdfium.FPDF_GetPageWidthF, pdfium.FPDF_GetPageHeightF)]
    kind, depth = (pdfium.FPDFBitmap_BGRx, 4) if colour else (pdfium.FPDFBitmap_Gray, 1)
    stride = (width * depth + 3) & ~3
    buffer = (ctypes.c_ubyte * (stride * height))()
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, kind, buffer, stride)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        flags = pdfium.FPDF_ANNOT | (0 if colour else pdfium.FPDF_GRAYSCALE)
        left, upper = int(x0 * scale), int(top * scale)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, -left, -upper, *whole, 0, flags)
        return Drawing(bytes(buffer), width, height, stride, scale, left / scale, upper / scale)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def fitting(width: float, height: float, scale: float, most: int) -> float:
    """``scale``, or what keeps a page of ``width`` by ``height`` points under ``most`` pixels."""
    pixels = max(1.0, width * height) * scale * scale
    return scale if pixels <= most else scale * math.sqrt(most / pixels)


class Clips:
    """Which objects of a page are cut by a clip. Objects share their clips, so each clip is measured once."""

    def __init__(self) -> None:
        self._rectangles: dict[int, tuple[float, float, float, float] | None] = {}

    def window(self, item: PageObject) -> Rectangle | None:
        """Through which an object is seen, in the coordinates of what holds it; None for any shape but a rectangle."""
        address = _clip_of(item.handle)
        clip = ctypes.c_void_p(address)
        seen: Rectangle = EVERYWHERE
        for path in range(_count_paths(clip) if address else 0):
            held = self._rectangle(clip, path)
            if held is None:
                return None
            seen = shared(seen, held)
        return seen

    def _rectangle(self, clip: ctypes.c_void_p, path: int) -> tuple[float, float, float, float] | None:
        """Left, bottom, right and top of one path of a clip, a little widened; None for any other shape."""
        shared = _point_of(clip, path, 0) or 0
        if shared not in self._rectangles:
            self._rectangles[shared] = _rectangle(clip, path)
        return self._rectangles[shared]


_CORNERS = range(4, 6)
_SLACK = 1.5


def _rectangle(clip: ctypes.c_void_p, path: int) -> tuple[float, float, float, float] | None:
    count = _count_points(clip, path)
    if count not in _CORNERS:
        return None
    points = []
    for index in range(count):
        if not _where(ctypes.c_void_p(_point_of(clip, path, index)), *_EDGE_PLACES[:2]):
            return None
        points.append((_EDGES[0], _EDGES[1]))
    xs, ys = {x for x, _ in points}, {y for _, y in points}
    if len(xs) > 2 or len(ys) > 2:
        return None
    return min(xs) - _SLACK, min(ys) - _SLACK, max(xs) + _SLACK, max(ys) + _SLACK
