"""Words of a PDF page that a reader of the page does not see: found by drawing the page with and without them.

A word is hidden when the page looks the same without it, when it lies outside the page, or when it is too small to read.
Whatever hides it (ink of the paper's colour, transparency, something drawn over it, a clip, a layer that is off) needs no
rule of its own. Drawing is for pages whose objects give a reason to doubt; looking at the objects costs next to nothing.

The invisible words that character recognition lays over a scan are no hidden text: there is ink of the picture where they
stand, and no other word. Does not know what the words mean.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import repeat
from operator import sub
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from lexassist.parsing.pdf.hiddenremarks import How, by_row, near, overlap
from lexassist.parsing.pdf.paper import Paper, is_pictured, photograph, shows
from lexassist.parsing.pdf.pdfium import Drawing, draw, set_active, text_object_at
from lexassist.parsing.pdf.survey import Doubt, Edges, Survey
from lexassist.parsing.pdf.words import PageWords, boxes_of

if TYPE_CHECKING:
    pass

_UNREADABLE = 2.0
"""Points of height under which nobody reads a word (a font size of about 1.7)."""
_GLANCE, _MOST_GLANCED = 0.75, 3_000_000
_INK = 24
"""Shades (of 255) that differ along a word where something is written."""
_SCAN = 0.5
"""Pictures that cover this share of a page make it a scan, whose words may be invisible."""


_UNKNOWN = (0, Doubt.INK)
"""What is assumed of an object that the survey did not come to."""


def find_hidden(paper: Paper, seen: Survey) -> dict[int, How]:
    """The words that nobody sees, by their index in ``paper.words``.

    Words that stand unseen behind the same words visible are in it without being worth a remark: see ``is_doubled``.
    """
    outside = dict.fromkeys(_outside(paper), How.OUTSIDE)
    tiny = dict.fromkeys(_tiny(paper), How.TINY)
    unseen: dict[int, How] = {}
    seen = _with_doubt_about_blanks(paper, seen)
    if not seen.complete or seen.covers or any(doubt for _, doubt in seen.texts.values()):
        looked_at = frozenset(range(len(paper.words.texts))) - outside.keys() - tiny.keys()
        unseen = dict.fromkeys(_Look(paper, seen).unseen(looked_at), How.UNSEEN)
    return _without_lone_marks(paper.words, unseen | tiny | outside)


def _with_doubt_about_blanks(paper: Paper, seen: Survey) -> Survey:
    """Words must have something to be drawn; the other objects without are spaces."""
    if not seen.blank:
        return seen
    firsts = paper.words.firsts
    blank = seen.blank & set(map(text_object_at, repeat(paper.textpage, len(firsts)), firsts))
    if not blank:
        return seen
    doubts = {address: (seen.texts[address][0], max(Doubt.PLACE, seen.texts[address][1])) for address in blank}
    return replace(seen, texts={**seen.texts, **doubts})


def _outside(paper: Paper) -> list[int]:
    edges = paper.words.edges
    if not edges:
        return []
    inside = min(edges[2::4]) > 0 and max(edges[0::4]) < paper.width
    if inside and min(edges[3::4]) > 0 and max(edges[1::4]) < paper.height:
        return []
    return [index for index in range(len(paper.words.texts)) if _is_outside(paper.words.box(index), paper)]


def _is_outside(edges: Edges, paper: Paper) -> bool:
    """Whether its middle lies outside: of what hangs over the edge, a reader sees too little."""
    across, down = (edges[0] + edges[2]) / 2, (edges[1] + edges[3]) / 2
    return not (0 < across < paper.width and 0 < down < paper.height)


def _tiny(paper: Paper) -> list[int]:
    words = paper.words
    edges = words.edges
    if not edges or min(map(sub, edges[3::4], edges[1::4])) >= _UNREADABLE <= min(map(sub, edges[2::4], edges[0::4])):
        return []
    return [index for index in range(len(words.texts)) if _is_tiny(words, index) and _is_tiny_type(paper, index)]


def _is_tiny(words: PageWords, index: int) -> bool:
    x0, top, x1, bottom = words.box(index)
    return bottom - top < _UNREADABLE or (x1 - x0 < _UNREADABLE and len(words.texts[index]) > 1)


def _is_tiny_type(paper: Paper, index: int) -> bool:
    """Whether the font's size says so too: some fonts have boxes without height."""
    character = paper.words.firsts[index]
    matrix = pdfium.FS_MATRIX()
    size = float(pdfium.FPDFText_GetFontSize(paper.textpage, character))
    if pdfium.FPDFText_GetMatrix(paper.textpage, character, matrix):
        size *= math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
    return size < _UNREADABLE


class _Look:
    """One page under examination: its drawings, and the text objects that its words belong to."""

    def __init__(self, paper: Paper, seen: Survey) -> None:
        self._paper = paper
        self._seen = seen
        self._sound = {address for address, (_, doubt) in seen.texts.items() if doubt is Doubt.NONE}
        self._doubted = len(self._sound) < len(seen.texts) or not seen.complete
        self._first_order = min((order for order, _ in seen.texts.values()), default=0)
        self._owners: dict[int, set[int]] = {}
        self._over: dict[int, int] = {}
        self._grounded: set[int] = set()
        self._on_picture: set[int] = set()
        self._look_at_covers()

    def _look_at_covers(self) -> None:
        """The words at whose place something paints an area, with the last such one's order.

        Apart from them, those at whose place anything but white is painted, and those with a picture.
        """
        wide, high = self._paper.width, self._paper.height
        edges = self._paper.words.edges
        middles = [((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in zip(*[iter(edges)] * 4, strict=True)]
        inside: dict[tuple[float, ...], list[int]] = {}
        for cover in self._seen.covers:
            if cover.white and cover.order < self._first_order:
                continue
            left, top = max(0.0, cover.edges[0]), max(0.0, cover.edges[1])
            right, bottom = min(wide, cover.edges[2]), min(high, cover.edges[3])
            place = (left, top, right, bottom)
            if place not in inside:
                inside[place] = [
                    index
                    for index, (across, down) in enumerate(middles)
                    if left <= across <= right and top <= down <= bottom
                ]
            self._over.update(dict.fromkeys(inside[place], cover.order))
            self._on_picture.update(inside[place] if cover.picture else ())
            self._grounded.update(() if cover.white else inside[place])

    def unseen(self, indices: frozenset[int]) -> set[int]:
        """Those of the words that nobody sees."""
        covered, doubted, rest = set[int](), set[int](), set[int]()
        for index in self._in_question() & indices:
            if self._is_on_ground(index):
                rest.add(index)
                continue
            drawn = [self._seen.texts.get(owner, _UNKNOWN) for owner in self._owners_of(index)]
            if any(order < self._over.get(index, 0) for order, _ in drawn):
                covered.add(index)
            elif index in self._on_picture or any(doubt is Doubt.INK for _, doubt in drawn):
                doubted.add(index)
            elif index in self._grounded or any(doubt is Doubt.PLACE for _, doubt in drawn):
                rest.add(index)
        unchanged = self._unchanged(covered)
        doubted |= {index for index in covered - unchanged if self._is_doubtful(index)}
        doubted |= {index for index in rest if not self._has_ink(index)}
        unchanged |= self._unchanged(doubted)
        if unchanged:
            unchanged -= self._repeated(unchanged)
            unchanged -= self._recognised(unchanged)
        return unchanged

    def _in_question(self) -> set[int]:
        """The words of which an object leaves a doubt, or that something else is painted over or under."""
        if not self._doubted:
            return set(self._over)
        every = range(len(self._paper.words.texts))
        return {index for index in every if not self._owners_of(index) <= self._sound} | self._over.keys()

    def _is_on_ground(self, index: int) -> bool:
        """Whether all there is to a word is that an area was painted before any words were."""
        return not self._doubted and self._over[index] < self._first_order and index not in self._on_picture

    def _owners_of(self, index: int) -> set[int]:
        """The addresses of the objects that a word's characters belong to."""
        owners = self._owners.get(index)
        if owners is None:
            words = self._paper.words
            first, last = words.firsts[index], words.lasts[index]
            # Without a doubt about any object only what lies over a word matters: its ends will do.
            characters = range(first, last + 1) if self._doubted else (first, last)
            owners = self._owners[index] = set(self._reported_at(characters))
        return owners

    def _reported_at(self, characters: Sequence[int]) -> Iterator[int]:
        found = map(text_object_at, repeat(self._paper.textpage, len(characters)), characters)
        return (address for address in found if address)

    def _suspects(self, index: int) -> set[int]:
        """The objects of a word that leave a doubt or lie under something, or all of them."""
        over = self._over.get(index, 0)
        chosen = set()
        for owner in self._owners_of(index):
            order, doubt = self._seen.texts.get(owner, _UNKNOWN)
            if doubt is not Doubt.NONE or order < over:
                chosen.add(owner)
        return chosen or self._owners_of(index)

    def _is_doubtful(self, index: int) -> bool:
        drawn = (self._seen.texts.get(owner, _UNKNOWN) for owner in self._owners_of(index))
        return any(doubt is not Doubt.NONE for _, doubt in drawn)

    @cached_property
    def _glance(self) -> Drawing:
        return draw(self._paper.page, self._paper.part, scale=_GLANCE, colour=False, most=_MOST_GLANCED)

    def _has_ink(self, index: int) -> bool:
        """Whether the shades differ along the middle of a word's place, where a rule over or under it has no say."""
        drawn = self._glance
        x0, top, x1, bottom = self._paper.words.box(index)
        left, right = max(0, int(x0 * drawn.scale)), int(x1 * drawn.scale) + 1
        for share in (0.5, 0.62, 0.4):
            row = int((top + share * (bottom - top)) * drawn.scale)
            if not 0 <= row < drawn.height:
                continue
            start = row * drawn.stride
            shades = drawn.pixels[start + left : start + min(right, drawn.width)]
            if shades and max(shades) - min(shades) >= _INK:
                return True
        return False

    def _unchanged(self, indices: set[int]) -> set[int]:
        """Those of the words without which the page looks the same."""
        if not indices:
            return set()
        return self._indifferent(indices, self._objects_of(indices))

    def _objects_of(self, indices: Iterable[int]) -> set[int]:
        return set().union(*map(self._suspects, indices))

    def _indifferent(self, indices: set[int], objects: Iterable[int]) -> set[int]:
        """Those of the words whose place looks the same without the objects."""
        from PIL import ImageChops  # noqa: PLC0415 - most files need none

        whole = photograph(self._paper, indices)
        try:
            for address in objects:
                set_active(ctypes.c_void_p(address), 0)
            without = photograph(self._paper, indices)
        finally:
            for address in objects:
                set_active(ctypes.c_void_p(address), 1)
        red, green, blue = ImageChops.difference(whole.image, without.image).split()
        change = replace(whole, image=ImageChops.lighter(ImageChops.lighter(red, green), blue))
        return {index for index in indices if not shows(change.cut(self._doubtful_place(index)))}

    def _doubtful_place(self, index: int) -> Edges:
        """Where the suspects of a word stand: a sound letter beside them must not decide."""
        words, suspects = self._paper.words, self._suspects(index)
        characters = range(words.firsts[index], words.lasts[index] + 1)
        owners = map(text_object_at, repeat(self._paper.textpage, len(characters)), characters)
        of_suspects = [place for place, owner in zip(characters, owners, strict=True) if owner in suspects]
        if len(of_suspects) in (0, len(characters)):
            return words.box(index)
        x0, top, x1, bottom = boxes_of(self._paper.textpage, self._paper.place, of_suspects[:1], of_suspects[-1:])
        return x0, top, x1, bottom

    def _repeated(self, unchanged: set[int]) -> set[int]:
        """Those of the unseen words that the page shows all the same.

        Of an object that is drawn twice at the same place PDFium reports the first, which something may since lie over.
        """
        count = max(0, int(pdfium.FPDFText_CountChars(self._paper.textpage)))
        repeats = self._seen.texts.keys() - set(self._reported_at(range(count)))
        if not repeats:
            return set()
        return unchanged - self._indifferent(unchanged, repeats | self._objects_of(unchanged))

    def _recognised(self, unchanged: set[int]) -> set[int]:
        """Those of the unseen words that recognition found in the picture of a scan."""
        paper = self._paper
        area = sum(_area_on(edges, paper) for edges in self._seen.images)
        if area < _SCAN * paper.width * paper.height:
            return set()
        rows = by_row(paper.words, (index for index in range(len(paper.words.texts)) if index not in unchanged))
        seen = photograph(paper, unchanged)
        grey = replace(seen, image=seen.image.convert("L"))
        return {
            index
            for index in unchanged
            if index in self._on_picture
            and is_pictured(grey.cut(paper.words.box(index)))
            and not any(overlap(paper.words.box(index), box) for _, box in near(rows, paper.words.box(index)))
        }


def _area_on(edges: Edges, paper: Paper) -> float:
    x0, top, x1, bottom = edges
    wide, high = min(x1, paper.width) - max(x0, 0.0), min(bottom, paper.height) - max(top, 0.0)
    return max(0.0, wide) * max(0.0, high)


def _without_lone_marks(words: PageWords, hidden: dict[int, How]) -> dict[int, How]:
    """Dots, dashes and rules hold too little ink to judge: they are hidden as far as a word beside them is."""
    real = {index for index in hidden if any(map(str.isalnum, words.texts[index]))}
    return {
        index: how
        for index, how in sorted(hidden.items())
        if index in real or how is not How.UNSEEN or index - 1 in real or index + 1 in real
    }
