"""Where text lies on an image: quadrilaterals of pixels, clockwise from their top-left corners, and how they are turned.

Pure geometry.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lexassist.parsing.scans.scanlines import Place

Numbers = NDArray[np.float32]
Matrix = NDArray[np.float64]

_OBLONG = 1.5
"""Sides of a piece of text that say which way it runs."""


def across(quad: Numbers) -> float:
    """The length of its upper edge: the way that its text runs."""
    return float(np.linalg.norm(quad[1] - quad[0]))


def down(quad: Numbers) -> float:
    """The length of its left edge: the height of its text."""
    return float(np.linalg.norm(quad[3] - quad[0]))


def lie_on_side(quads: Numbers) -> bool:
    """Whether more text runs up and down than across, so that the page has to be turned."""
    level = sum(across(quad) for quad in quads if across(quad) > _OBLONG * down(quad))
    upright = sum(down(quad) for quad in quads if down(quad) > _OBLONG * across(quad))
    return upright > level


def skew(quads: Numbers) -> float:
    """Degrees by which lines fall to the right: the median of the long ones, a longer one weighing more."""
    long = [quad for quad in quads if across(quad) > 5 * down(quad)]
    if not long:
        return 0.0
    ways = np.array([quad[1] + quad[2] - quad[0] - quad[3] for quad in long])
    angles = np.degrees(np.arctan2(ways[:, 1], ways[:, 0]))
    order = angles.argsort()
    total = np.array([across(quad) for quad in long])[order].cumsum()
    return float(angles[order][np.searchsorted(total, total[-1] / 2)])


def placing(matrix: Matrix) -> Place:
    """Boxes through a matrix: the box around the four corners that it gives."""

    def place(x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        corners = matrix @ np.array([[x0, x1, x1, x0], [top, top, bottom, bottom], [1.0, 1.0, 1.0, 1.0]])
        xs, ys = corners[0] / corners[2], corners[1] / corners[2]
        return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())

    return place
