"""A page of a PDF that is open for examination, and close pictures of the places of its words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lexassist.parsing.pdf.pdfium import Handle, draw
from lexassist.parsing.pdf.survey import Edges
from lexassist.parsing.pdf.words import PageWords, Placement

if TYPE_CHECKING:
    from PIL.Image import Image

_CLOSE, _MOST_CLOSE = 2.0, 8_000_000
_MARGIN = 2.0
_CHANGE = 16
_CHANGED = 0.02
"""The page looks different without a word when this share of its place changes by as many shades."""
_PICTURED, _PICTURED_SHADES = 0.015, 48


@dataclass(frozen=True, slots=True)
class Paper:
    """A page that is open, its words, and its size in points as displayed."""

    page: Handle
    textpage: Handle
    words: PageWords
    width: float
    height: float
    place: Placement

    @property
    def part(self) -> Edges:
        """The whole of it."""
        return 0.0, 0.0, self.width, self.height


@dataclass(frozen=True, slots=True)
class Photograph:
    """A part of a page as a picture."""

    image: Image
    left: float
    top: float
    scale: float

    def cut(self, edges: Edges) -> Image:
        """The place of a word, at least a pixel of it."""
        x0, top, x1, bottom = edges
        left, upper = max(0, int((x0 - self.left) * self.scale)), max(0, int((top - self.top) * self.scale))
        right, lower = math.ceil((x1 - self.left) * self.scale), math.ceil((bottom - self.top) * self.scale)
        return self.image.crop((left, upper, max(left + 1, right), max(upper + 1, lower)))


def photograph(paper: Paper, indices: Iterable[int]) -> Photograph:
    """The part of the page where the words stand."""
    from PIL import Image  # noqa: PLC0415 - most files need none

    boxes = [paper.words.box(index) for index in indices]
    x0, top = (max(0.0, min(box[edge] for box in boxes) - _MARGIN) for edge in (0, 1))
    x1, bottom = min(paper.width, max(box[2] for box in boxes)), min(paper.height, max(box[3] for box in boxes))
    drawn = draw(paper.page, (x0, top, x1 + _MARGIN, bottom + _MARGIN), scale=_CLOSE, colour=True, most=_MOST_CLOSE)
    image = Image.frombuffer("RGB", (drawn.width, drawn.height), drawn.pixels, "raw", "BGRX", drawn.stride, 1)
    return Photograph(image, drawn.left, drawn.top, drawn.scale)


def shows(change: Image) -> bool:
    """Whether a picture of differences holds enough of them to be seen."""
    counted = change.histogram()
    return sum(counted[_CHANGE:]) >= max(2.0, _CHANGED * change.width * change.height)


def is_pictured(place: Image) -> bool:
    """Whether a picture shows ink: some of it is much darker or lighter than most of it."""
    counted = place.histogram()
    most = counted.index(max(counted))
    other = sum(counted[: max(0, most - _PICTURED_SHADES)]) + sum(counted[most + _PICTURED_SHADES :])
    return other >= _PICTURED * place.width * place.height
