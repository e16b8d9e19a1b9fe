"""The image of a page to lines of words with boxes, by RapidOCR (PP-OCR models on ONNX Runtime).

Promises: pages that lie on their side, stand on their head or are a few degrees askew are read as if they stood straight,
and boxes come back in the page as it is displayed; every word has its box; nothing is downloaded (the models lie in
RapidOCR's wheel). Reads European languages; a line is read in another script only where most of its letters are.
Does not know which pages need it (:mod:`lexassist.parsing.scans.scanned`). Slow and big: for the reading child only.
"""

from __future__ import annotations

import logging
import math
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
import rapidocr
from numpy.typing import NDArray
from PIL import Image

from lexassist.parsing.pages import RawPage
from lexassist.parsing.scans.quads import Matrix, Numbers, across, down, lie_on_side, placing, skew
from lexassist.parsing.scans.scanlines import Piece, Place, PrintedWord, plain_characters, set_lines

DPI = 200
"""What a page is best rendered at: finer costs time and gains nothing, coarser loses small type."""
_POOR = 0.975
"""Pages read with this mean confidence had about 3 % of their characters wrong (results/ocr.json)."""
_DETECTION_SIDE = 960
"""Pixels of the page's shorter side when text is looked for; with fewer, small type is missed."""
_DETECTION_PIXELS = 3_000_000
_MOST_PIXELS = 40_000_000
_LINE_HEIGHT = 48
"""Pixels of a line as the model takes it."""
_LONGEST_LINE = 6_000
_NOTICED_SKEW = 0.25
"""Degrees; a page that is less askew is read as it is."""
_SAMPLE = 3
_SURE = 0.9
"""Mean confidence from which on a sample of lines is taken to stand upright."""
_LEGIBLE = 0.5
"""Mean confidence below which a piece is taken for a picture, not for text."""
_SIDEWAYS = 4.0
"""Times that a piece of text is higher than wide when it runs up or down an upright page."""
_HABIT = 3
"""Spaces of a line from which on their usual width is known."""
_SPACE_SHARE = 0.8
_NARROWEST_SPACE = 0.15
"""Width of a space, in heights of the line; gaps inside words are narrower."""
_ACCENTS = 0.01
"""Share of its letters that a page in a language with accents writes with them at least."""
_EUROPEAN = (
    frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA1, 0x180), *range(0x218, 0x21C))))
    - frozenset("\xa4\xa6\xa8\xaa\xac\xaf\xb2\xb3\xb4\xb5\xb7\xb8\xb9\xba\u0149\u017f")
) | frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u2020\u2021\u2022\u2026\u20ac\u2122\u2610\u2611\u2612\u2713")

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A character that was read: where its middle is, in pixels of its strip, and how sure the model is."""

    character: str
    x: float
    confidence: float


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page's pixels; ``back`` takes its coordinates to those of the image that came. ``quads`` hold a piece of text each."""

    pixels: Pixels
    back: Matrix
    quads: Numbers


@dataclass(frozen=True, slots=True)
class _Strip:
    """The image of one line and what was read on it; ``back`` takes its coordinates to those of its sheet."""

    pixels: Pixels
    back: Matrix
    glyphs: tuple[_Glyph, ...]
    sideways: bool


def poor(quality: float) -> bool:
    """Whether a page read with this ``RawPage.quality`` has so many wrong characters that its reader must be told."""
    return quality < _POOR


class Recogniser:
    """The loaded engine. Load it once for many pages; it is not for two threads at a time.

    ``threads`` is how many threads one page may use, 0 for one a core.
    """

    def __init__(self, *, threads: int = 0) -> None:
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        engine = rapidocr.RapidOCR(
            params={
                "Global.log_level": "error",
                "Det.limit_side_len": 32,  # its default enlarges narrow images without limit
                "EngineConfig.onnxruntime.intra_op_num_threads": threads or os.cpu_count() or 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        cv2.setNumThreads(threads or -1)
        # The engine's own way through a page gives neither the place nor the alternatives of a character.
        self._detector = engine._load_det_model()
        self._reader = engine._load_rec_model()
        self._alphabet: tuple[str, ...] = tuple(self._reader.postprocess_op.character)
        self._european = np.array([i for i, each in enumerate(self._alphabet) if i == 0 or each in _EUROPEAN])
        foreign = [each.isalpha() and each not in _EUROPEAN for each in self._alphabet]
        self._foreign = np.array(foreign)

    def read(self, image: Image.Image, *, number: int, width: float, height: float) -> RawPage:
        """The words of a page's image; ``width`` and ``height`` are the page's, in points, as it is displayed.

        ``quality`` of the page is the mean confidence of its characters, None where there are none.
        """
        pixels = _grey(image)
        sheet = self._straighten(pixels)
        strips = [self._read_piece(sheet, quad) for quad in sheet.quads]
        strips = [strip for strip in strips if _mean(strip.glyphs) > _LEGIBLE]
        bare = _writes_no_accents([glyph for strip in strips for glyph in strip.glyphs])
        pieces: list[Piece] = []
        sideways: list[Piece] = []
        for strip in strips:
            piece = _words(_without_accents(strip.glyphs) if bare else strip.glyphs, strip.pixels, placing(strip.back))
            if piece:
                (sideways if strip.sideways else pieces).append(piece)
        sure = [glyph.confidence for strip in strips for glyph in strip.glyphs if glyph.character != " "]
        scale = np.diag([width / pixels.shape[1], height / pixels.shape[0], 1.0])
        lines = set_lines(pieces, sideways, placing(scale @ sheet.back))
        quality = sum(sure) / len(sure) if sure else None
        return RawPage(number, width, height, lines, ocr=True, quality=quality)

    def _read_piece(self, sheet: _Sheet, quad: Numbers) -> _Strip:
        """One piece of text; one that runs up or down the page is read whichever way reads better."""
        sideways = down(quad) > _SIDEWAYS * across(quad)
        ways = [np.roll(quad, turn, axis=0) for turn in (1, -1)] if sideways else [quad]
        strips = []
        for way in ways:
            pixels, back = _cut(sheet.pixels, way)
            strips.append(_Strip(pixels, back, self._decode(pixels), sideways))
        return max(strips, key=lambda strip: _mean(strip.glyphs))

    def _straighten(self, pixels: Pixels) -> _Sheet:
        sheet = _Sheet(pixels, np.eye(3), self._detect(pixels))
        if not len(sheet.quads):
            return sheet
        if lie_on_side(sheet.quads):
            sheet = self._turn(sheet, 90.0)
        angle = skew(sheet.quads)
        if abs(angle) > _NOTICED_SKEW:
            sheet = self._turn(sheet, angle)
        return self._turn(sheet, 180.0) if self._is_upside_down(sheet) else sheet

    def _turn(self, sheet: _Sheet, degrees: float) -> _Sheet:
        """The sheet turned counter-clockwise: lines that fall to the right by ``degrees`` become level."""
        height, width = sheet.pixels.shape
        turn = np.eye(3)
        turn[:2] = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        corners = turn @ np.array([[0, width, width, 0], [0, 0, height, height], [1, 1, 1, 1]])
        turn = np.array([[1, 0, -corners[0].min()], [0, 1, -corners[1].min()], [0, 0, 1.0]]) @ turn
        size = (math.ceil(np.ptp(corners[0]) - 0.01), math.ceil(np.ptp(corners[1]) - 0.01))
        paper = float(np.percentile(sheet.pixels[::8, ::8], 90))
        pixels = np.asarray(
            cv2.warpAffine(sheet.pixels, turn[:2], size, flags=cv2.INTER_CUBIC, borderValue=paper), np.uint8
        )
        return _Sheet(pixels, sheet.back @ np.linalg.inv(turn), self._detect(pixels))

    def _is_upside_down(self, sheet: _Sheet) -> bool:
        """Whether the page's widest lines read better the other way round."""
        widest = sorted(sheet.quads, key=across, reverse=True)[:_SAMPLE]
        strips = [_cut(sheet.pixels, quad)[0] for quad in widest]
        upright = self._sample(strips)
        return upright < _SURE and self._sample([strip[::-1, ::-1] for strip in strips]) > upright

    def _sample(self, strips: Sequence[Pixels]) -> float:
        return sum(_mean(self._decode(strip)) for strip in strips) / max(1, len(strips))

    def _detect(self, pixels: Pixels) -> Numbers:
        """Where text is: quadrilaterals in pixels, clockwise from their top-left corners, of shape (n, 4, 2)."""
        height, width = pixels.shape
        scale = min(1.0, _DETECTION_SIDE / min(height, width), math.sqrt(_DETECTION_PIXELS / (height * width)))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        found = self._detector(cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)).boxes
        if found is None or not len(found):
            return np.zeros((0, 4, 2), np.float32)
        return np.asarray(np.asarray(found, np.float32) * [width / size[0], height / size[1]], np.float32)

    def _decode(self, strip: Pixels) -> tuple[_Glyph, ...]:
        """The characters of one line's image, from left to right, spaces included."""
        batch, scale = _as_input(strip)
        chances: Numbers = self._reader.session(batch)[0]
        step = batch.shape[3] / len(chances) / scale
        chosen = chances[:, self._european]
        glyphs = self._collapse(self._european[chosen.argmax(axis=1)], chosen.max(axis=1), step)
        if _mean(glyphs) >= _SURE:
            return glyphs
        best = chances.argmax(axis=1)
        letters = best[best > 0]
        if self._foreign[letters].sum() > 0.5 * len(letters):
            return self._collapse(best, chances.max(axis=1), step)
        return glyphs

    def _collapse(self, best: NDArray[np.int64], sure: Numbers, step: float) -> tuple[_Glyph, ...]:
        """One glyph for each run of frames that show one character; blank frames (0) part equal ones (CTC)."""
        starts = np.flatnonzero(np.diff(best, prepend=-1))
        ends = np.append(starts[1:], len(best))
        return tuple(
            _Glyph(self._alphabet[best[start]], (start + end) / 2 * step, float(sure[start:end].max()))
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
            if best[start]
        )


def _grey(image: Image.Image) -> Pixels:
    """Grey pixels. Contrast and noise stay as they are: the models were trained on such pages and read cleaned ones worse."""
    pixels = image.width * image.height
    if pixels > _MOST_PIXELS:
        share = math.sqrt(_MOST_PIXELS / pixels)
        image = image.resize((max(1, int(image.width * share)), max(1, int(image.height * share))))
    return np.asarray(image.convert("L"), np.uint8)


def _mean(glyphs: Sequence[_Glyph]) -> float:
    return sum(glyph.confidence for glyph in glyphs) / len(glyphs) if glyphs else 0.0


def _cut(pixels: Pixels, quad: Numbers) -> tuple[Pixels, Matrix]:
    """The strip of one line, straight, and the matrix that takes its coordinates to those of the page."""
    width, height = max(1, round(across(quad))), max(1, round(down(quad)))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    there = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    strip = cv2.warpPerspective(pixels, there, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, np.uint8), np.asarray(np.linalg.inv(there), np.float64)


def _as_input(strip: Pixels) -> tuple[Numbers, float]:
    """A strip as the model takes it (48 high, -1 to 1, short ones filled up with grey), and how much wider it became."""
    height, width = strip.shape
    wide = min(_LONGEST_LINE, max(1, round(width * _LINE_HEIGHT / height)))
    how = cv2.INTER_AREA if height > _LINE_HEIGHT else cv2.INTER_LINEAR
    batch = np.zeros((1, 3, _LINE_HEIGHT, max(wide, 320)), np.float32)
    batch[0, :, :, :wide] = cv2.resize(strip, (wide, _LINE_HEIGHT), interpolation=how).astype(np.float32) / 127.5 - 1
    return batch, wide / width


def _writes_no_accents(glyphs: Sequence[_Glyph]) -> bool:
    """Whether a page has so few accented letters that doubtful ones are specks over plain ones."""
    letters = sum(glyph.character.isalpha() for glyph in glyphs)
    return sum(glyph.character.isalpha() and not glyph.character.isascii() for glyph in glyphs) < _ACCENTS * letters


def _without_accents(glyphs: Sequence[_Glyph]) -> tuple[_Glyph, ...]:
    return tuple(
        replace(glyph, character=unicodedata.normalize("NFD", glyph.character)[0])
        if glyph.confidence < _SURE and glyph.character.isalpha()
        else glyph
        for glyph in glyphs
    )


def _words(glyphs: Sequence[_Glyph], strip: Pixels, place: Place) -> Piece:
    """Characters to words with boxes; the ink of the strip says where a word begins and ends."""
    level, _ = cv2.threshold(strip, 0, 255, cv2.THRESH_OTSU)
    inked = np.asarray((strip <= level).any(axis=0), np.bool_)
    glyphs = _spaced(glyphs, inked, len(strip))
    words: list[PrintedWord] = []
    group: list[_Glyph] = []
    left, end = 0, len(inked)
    for index, glyph in enumerate((*glyphs, _Glyph(" ", end, 1.0))):
        if glyph.character != " ":
            group.append(glyph)
            continue
        if not group:
            continue
        right = _middle(inked, group[-1].x, glyphs[index + 1].x) if index + 1 < len(glyphs) else end
        text = plain_characters("".join(each.character for each in group)).replace(" ", "")
        if text:
            ink = np.flatnonzero(inked[left:right])
            x0, x1 = (left + ink[0], left + ink[-1] + 1) if ink.size else (left, right)
            words.append(PrintedWord(text, *place(float(x0), 0.0, float(x1), float(len(strip)))))
        group, left = [], right
    return tuple(words)


def _spaced(glyphs: Sequence[_Glyph], inked: NDArray[np.bool_], height: int) -> tuple[_Glyph, ...]:
    """The characters with the spaces that the model left out: gaps as wide as those where it saw one."""
    known = [
        len(_gap(inked, before.x, after.x))
        for before, between, after in zip(glyphs, glyphs[1:], glyphs[2:], strict=False)
        if between.character == " " and before.character.isalnum() and after.character.isalnum()
    ]
    if len(known) < _HABIT:
        return tuple(glyphs)
    wide = max(_SPACE_SHARE * median(known), _NARROWEST_SPACE * height)
    spaced = list(glyphs[:1])
    for before, after in pairwise(glyphs):
        if " " not in (before.character, after.character) and len(_gap(inked, before.x, after.x)) > wide:
            spaced.append(_Glyph(" ", (before.x + after.x) / 2, 0.0))
        spaced.append(after)
    return tuple(spaced)


def _middle(inked: NDArray[np.bool_], start: float, end: float) -> int:
    """Where two words part: the middle of the gap between their characters, of the way itself where there is none."""
    gap = _gap(inked, start, end)
    return round((start + end) / 2) if not len(gap) else (gap.start + gap.stop) // 2


def _gap(inked: NDArray[np.bool_], start: float, end: float) -> range:
    """The widest stretch without ink between two places of a strip, empty where there is none."""
    first, last = int(start), math.ceil(end)
    blank = np.flatnonzero(~inked[first:last])
    if not blank.size:
        return range(0)
    widest = max(np.split(blank, np.flatnonzero(np.diff(blank) > 1) + 1), key=len)
    return range(first + int(widest[0]), first + int(widest[-1]) + 1)
