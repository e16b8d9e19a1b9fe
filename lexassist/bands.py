"""The boxes of words joined into bands: what is drawn over a quotation, in the page and in a copy of a PDF.

Pure geometry. Does not know what the words say.
"""

from __future__ import annotations

from collections.abc import Iterable

from lexassist.types import Box


def join_lines(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Boxes of words, in text order, joined into one band for each run of words on a line.

    Two words share a line when they overlap by more than half of the lower one's height and no more than four heights
    of white space lie between them.
    """
    bands: list[Box] = []
    for box in boxes:
        if bands and _same_line(bands[-1], box):
            last = bands[-1]
            bands[-1] = Box(
                last.page,
                min(last.x0, box.x0),
                min(last.top, box.top),
                max(last.x1, box.x1),
                max(last.bottom, box.bottom),
            )
        else:
            bands.append(box)
    return tuple(bands)


def _same_line(band: Box, box: Box) -> bool:
    height = min(band.bottom - band.top, box.bottom - box.top)
    shared = min(band.bottom, box.bottom) - max(band.top, box.top)
    gap = max(box.x0 - band.x1, band.x0 - box.x1)
    return band.page == box.page and shared > height / 2 and gap < 4 * max(height, 1)
