"""Whether a page has to be read from its image: its text layer is missing, covers too little, or is garbage.

Promises: a logo, a signature or a letterhead on a page of text asks for nothing, a stamp over a scanned page hides nothing.
Languages are not known: a layer is judged by how European words are built (vowels, runs of consonants, what stands inside
a word), so tables of figures, capitals and other scripts pass. Pure, and quick enough for every page.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence

from lexassist.parsing.pages import RawLine, RawPage

Area = tuple[float, float, float, float]
"""x0, top, x1, bottom on the page as displayed."""

_GRID = 24
_ANY_IMAGE = 0.04
"""Share of a page without text from which on an image may show text."""
_LARGE_IMAGE = 0.2
"""Share of a page with text from which on images are more than a logo or a signature."""
_BODY_WORDS = 8
"""Words over the middle of the images that a stamp does not have."""
_BANDS = 10
_SAMPLE = 200
"""Words of a page that are looked at."""
_ENOUGH_CHARACTERS = 20
_ENOUGH_LETTERS = 150
"""Letters in words below which nothing can be said about a layer."""
_ENOUGH_WORDS = 30
_VOWELS = "aeiouy\u00e6\u0153\u00f8\u0131"
_VOWEL_SHARE = (0.28, 0.57)
"""Development pages of CUAD have 0.34 to 0.44."""
_ODD_SHARE = 0.25
"""Development pages of CUAD have at most 0.14."""
_LOST_SHARE = 0.05
_ACCENTED_SHARE = 0.35
_GAIN = 1.3
"""How many times the letters of a sound layer a new reading must have to replace it."""
_PUNCTUATION = "().,;:'\"[]/-*\u2013\u2014\u2018\u2019\u201c\u201d"
_SHORTEST = frozenset("aeiouy\u00e0\u00e8\u00e9\u00f3\u00fa&$\u20ac\u00a3\u00a7%") | {""}
_LOST = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ANY_VOWEL = re.compile("[aeiouy]")
_CLUSTER = re.compile(r"[bcdfghjklmnpqrstvwxz]{6}|([^\W\d_])\1{3}")
_MOJIBAKE = re.compile(r"\u00c3[\u0080-\u00bf]|\u00e2\u20ac|\u00c2[\u00a0-\u00bf]")
_SIGN = r"[\d^~|\\<>{}\[\]*=+%#@!:;\u00a6\u00ac\u00a7\u00bb\u00ab\u2022]"
_MIXED = re.compile(rf"[a-z]{_SIGN}+[^\W\d_]|[^\W\d_]{_SIGN}+[a-z]|[a-z][A-Z][a-z]+[A-Z]|[a-z]{{2}}\d|[a-z][.,][a-z]")
"""Signs and figures inside a word of small letters; codes of capitals and figures are nothing odd."""


def needs_recognition(lines: Sequence[RawLine], images: Sequence[Area], *, width: float, height: float) -> bool:
    """Whether the images on a page show more than its text layer says.

    ``images`` are all that are not tiny; strips of one scan may come one by one.
    """
    if not images or width <= 0 or height <= 0:
        return False
    cells = _cells(images, width, height)
    share = len(cells) / _GRID**2
    words = list(_words_over(lines, cells, width, height))
    if not any(line.text for line in lines):
        return share > _ANY_IMAGE
    if share < _LARGE_IMAGE:
        return False
    top, bottom = min(row for row, _ in cells), max(row for row, _ in cells) + 1
    band = (bottom - top) * height / _GRID / _BANDS
    bands = [int((middle - top * height / _GRID) / band) for middle in words]
    body = [each for each in bands if 0 < each < _BANDS - 1]
    return len(body) < _BODY_WORDS or len(set(body)) < 2


def _cells(images: Sequence[Area], width: float, height: float) -> set[tuple[int, int]]:
    """The cells (row, column) of the page's grid whose middle an image covers."""
    covered: set[tuple[int, int]] = set()
    for x0, top, x1, bottom in images:
        rows = _span(top / height, bottom / height)
        columns = _span(x0 / width, x1 / width)
        covered.update((row, column) for row in rows for column in columns)
    return covered


def _span(start: float, end: float) -> range:
    first, last = (min(1.0, max(0.0, share)) * _GRID for share in (start, end))
    return range(int(first + 0.5), int(last + 0.5))


def _words_over(lines: Sequence[RawLine], cells: set[tuple[int, int]], width: float, height: float) -> Iterator[float]:
    """The vertical middle of each word that stands over an image."""
    for line in lines:
        edges: array[float] = line.edges
        for i in range(0, len(edges), 4):
            across, down = (edges[i] + edges[i + 2]) / 2, (edges[i + 1] + edges[i + 3]) / 2
            if (int(down / height * _GRID), int(across / width * _GRID)) in cells:
                yield down


def is_bad_layer(text: str) -> bool:
    """Whether a text layer is garbage: a wrong encoding, or noise that somebody's recognition left.

    A long text is judged by a sample of its words.
    """
    tokens = text.split()
    tokens = tokens[:: 1 + len(tokens) // _SAMPLE]
    sample = " ".join(tokens)
    if len(sample) < _ENOUGH_CHARACTERS:
        return False
    if not sample.isascii() and len(_LOST.findall(sample)) > _LOST_SHARE * len(sample):
        return True
    words = _WORD.findall(sample)
    letters = "".join(words).lower()
    latin = len(letters) if letters.isascii() else sum(character < "\u0250" for character in letters)
    if latin < 0.5 * len(letters):
        return False
    low, high = _VOWEL_SHARE
    if latin >= _ENOUGH_LETTERS and not low <= vowel_share(letters) <= high:
        return True
    lettered = [token for token in tokens if _LETTER.search(token)]
    odd = len(lettered) >= _ENOUGH_WORDS and sum(map(_is_odd, lettered)) > _ODD_SHARE * len(lettered)
    return odd or _is_mojibake(sample, letters, len(words))


def _is_mojibake(sample: str, letters: str, words: int) -> bool:
    """Whether bytes of one encoding were taken for another's: mostly accented letters, or pairs like "\u00c3\u00a9"."""
    if sample.isascii():
        return False
    accented = sum("\u00c0" <= character <= "\u00ff" for character in letters)
    return accented > _ACCENTED_SHARE * len(letters) or len(_MOJIBAKE.findall(sample)) > 0.05 * words


def vowel_share(letters: str) -> float:
    """The share of vowels, with or without accents, among lower-case Latin letters: 0.33 to 0.5 in European languages."""
    if not letters.isascii():
        plain = unicodedata.normalize("NFD", letters)
        letters = "".join(character for character in plain if not unicodedata.combining(character))
    return sum(map(letters.count, _VOWELS)) / max(1, len(letters))


def _is_odd(token: str) -> bool:
    """Whether no European word looks like it: stray letters, signs inside a word, no vowel, endless consonants."""
    core = token.strip(_PUNCTUATION)
    if len(core) < 2:
        return core.lower() not in _SHORTEST
    if core.isascii() and core.isalpha() and (core.islower() or core.istitle()):
        lower = core.lower()
        return _CLUSTER.search(lower) is not None or (len(lower) > 3 and not _ANY_VOWEL.search(lower))
    return _MIXED.search(core) is not None or _CLUSTER.search(core.lower()) is not None


def better(old_lines: Sequence[RawLine], new_page: RawPage) -> bool:
    """Whether a page as it was recognised says more than its text layer did."""
    old, new = ("\n".join(line.text for line in lines) for lines in (old_lines, new_page.lines))
    if not new.strip() or not old.strip():
        return bool(new.strip())
    if is_bad_layer(new):
        return False
    return is_bad_layer(old) or _letters(new) > _GAIN * _letters(old)


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)
