"""Which documents a question means, from its own words: title, parties, kind, file name, date, number.

The words of a question that can name (:mod:`lexassist.retrieval.naming`) are looked up among what the documents are known by
(:mod:`lexassist.retrieval.names`). Each counts by how few documents it fits. Nothing is guessed silently: when no word
singles documents out, the question names none and every document is searched; when several fit alike, all of them are meant;
and a name that is taken for another word's misspelling is told (``Routing.guesses``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lexassist.retrieval.asked import without_names
from lexassist.retrieval.kinds import NOUNS, kinds_of
from lexassist.retrieval.lexical import content_words
from lexassist.retrieval.names import OPENING, Names, collect_names
from lexassist.retrieval.naming import Naming, Strength, read_namings
from lexassist.types import DocumentId, Routing

__all__ = ["OPENING", "Names", "asked_of", "collect_names", "route"]

_TIE = 0.85
"""A document whose score is this share of the best one is meant as well."""
_NAMED = 0.6
"""Least part of the weight of one word that stands in a single document; below it a question has named nothing."""
_LEAST_MISSPELT = 6
"""Letters that a word needs to be taken for a misspelt name."""
_MOST_MISSPELT, _MISSPELT_SHARE = 3, 0.02
"""Documents, and part of all documents, that a misspelt name may fit at most: a common word is no name."""
_FITS_NAMES = 0.5
"""Part of the best score by names alone that a document needs, whatever its kind and date."""
_WORD = re.compile(r"[a-z0-9]+")
_JOINED = re.compile(
    r"\s(?:and|or|versus|vs\.?|with|against|than|to|from)\s(?=(?:(?:in|under|of)\s)?(?:the|our|this|that)\s)|,\s(?=(?:the|our)\s)",
    re.IGNORECASE,
)
"""What joins two contracts that are both named."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class _Known:
    """A naming whose mark some documents have: which, how surely, and how much it singles them out."""

    naming: Naming
    mark: str
    documents: Mapping[int, float]
    weight: float
    read_as: str = ""

    @property
    def singles_out(self) -> bool:
        """Whether it is a word or initials, which count by themselves, and not a kind, a date or a number."""
        return self.naming.strength in (Strength.NAME, Strength.FAINT)


def route(question: str, names: Names) -> Routing:
    """The documents that ``question`` names, best first, and what it asks once they are known."""
    if len(names.documents) < 2:
        return Routing((), question)
    file = _by_file(question, names)
    if file is not None:
        return file
    namings = read_namings(question)
    known = [found for naming in namings if (found := _look_up(naming, names)) is not None]
    known += _guesses(namings, known, names)
    strangers = _strangers(namings, known)
    if strangers:
        return Routing((), question, _phrases(question, strangers))
    meant = _each_meant(question, known, names) or _meant(known, names)
    if not meant or len(meant) == len(names.documents):
        return Routing((), question)
    chose = [one for one in known if not one.documents.keys().isdisjoint(meant)]
    guesses = dict.fromkeys((question[g.naming.start : g.naming.end], g.read_as) for g in chose if g.read_as)
    documents = [names.documents[place] for place in meant]
    return replace(asked_of(question, documents, [one.naming for one in chose]), guesses=tuple(guesses))


def asked_of(question: str, documents: Sequence[DocumentId], namings: Sequence[Naming]) -> Routing:
    """``question`` asked of the documents that ``namings``, words of it, chose."""
    words = frozenset(word for naming in namings for word in _said(question, naming))
    return Routing(tuple(documents), without_names(question, words), _phrases(question, namings))


def _look_up(naming: Naming, names: Names) -> _Known | None:
    for mark in naming.marks:
        documents = names.known(mark)
        if documents and (naming.strength is not Strength.FAINT or names.whole(mark)):
            return _Known(naming, mark, documents, names.weight(documents))
    return None


def _strangers(namings: Sequence[Naming], known: Sequence[_Known]) -> tuple[Naming, ...]:
    """The words that stand where nothing but a name can, if most of them are known nowhere; else none.

    Of "the 2019 lease with Halden" neither kind nor date may choose where no document is Halden's.
    """
    fit = {one.naming.start for one in known if one.singles_out}
    needed = {naming.start for naming in namings if naming.needed}
    if 2 * len(needed & fit) >= len(needed):
        return ()
    return tuple(naming for naming in namings if naming.needed and naming.start not in fit)


def _each_meant(question: str, known: Sequence[_Known], names: Names) -> tuple[int, ...]:
    """The documents of "the MSA and the lease", each part by itself; none where the parts do not name different contracts.

    Together the better fit of one part would hide the other.
    """
    ends = [match.start() for match in _JOINED.finditer(question)] + [len(question)]
    parts: list[tuple[int, ...]] = []
    start = 0
    for end in ends:
        has_noun = any(match.group() in NOUNS for match in _WORD.finditer(question[start:end].lower()))
        within = [one for one in known if start <= one.naming.start and one.naming.end <= end]
        if has_noun and within and (found := _meant(within, names)):
            parts.append(found)
        start = end
    together = tuple(dict.fromkeys(place for part in parts for place in part))
    return together if len(parts) > 1 and len(together) == sum(map(len, parts)) else ()


def _meant(known: Sequence[_Known], names: Names) -> tuple[int, ...]:
    """The documents that fit best, best first; none where nothing singles any out."""
    single = math.log((len(names.documents) + 1) / 1.5)
    by_name = _scores(one for one in known if one.singles_out)
    most = max(by_name.values(), default=0.0)
    named = most >= _NAMED * single
    if not named and not any(one.naming.strength is Strength.TOLD for one in known):
        return ()
    # Words that single nothing out must not choose among the documents of the kind or the date that was told.
    counted = known if named else [one for one in known if not one.singles_out]
    scores = _scores(counted)
    if named:
        scores = {place: score for place, score in scores.items() if by_name.get(place, 0.0) >= _FITS_NAMES * most}
    best = max(scores.values())
    if best <= 0:
        return ()
    meant = [place for place, score in scores.items() if score >= _TIE * best]
    return tuple(sorted(_narrowed(meant, known), key=lambda place: (-scores[place], names.documents[place])))


def _scores(known: Iterable[_Known]) -> dict[int, float]:
    scores: dict[int, float] = {}
    for one in {one.mark: one for one in known}.values():
        for place, surely in one.documents.items():
            scores[place] = scores.get(place, 0.0) + surely * one.weight
    return scores


def _narrowed(meant: Sequence[int], known: Sequence[_Known]) -> Sequence[int]:
    """Of those that fit alike, those that have each name, kind, date and number that is asked for, where any has it."""
    for one in known:
        if one.naming.strength is Strength.TOLD or one.naming.needed:
            meant = [place for place in meant if place in one.documents] or meant
    return meant


def _by_file(question: str, names: Names) -> Routing | None:
    """The documents whose file's name stands in the question, the longest name of those that begin alike."""
    found = list(_WORD.finditer(question.lower()))
    words = tuple(match.group() for match in found)
    meant: dict[int, None] = {}
    spans: list[Naming] = []
    place = 0
    while place < len(words):
        held = [one for one in names.files.get(words[place], ()) if words[place : place + len(one[0])] == one[0]]
        longest = len(held[0][0]) if held else 0
        meant.update((document, None) for name, document in held if len(name) == longest)
        if longest:
            spans.append(Naming(found[place].start(), found[place + longest - 1].end(), (), Strength.TOLD))
        place += max(1, longest)
    if not meant or len(meant) == len(names.documents):
        return None
    return asked_of(question, [names.documents[place] for place in meant], spans)


def _guesses(namings: Sequence[Naming], known: Sequence[_Known], names: Names) -> list[_Known]:
    """Names that differ by a letter from a word which fits nothing, where nothing else singles documents out."""
    if any(
        one.naming.strength is Strength.NAME and one.weight >= _NAMED * math.log(len(names.documents)) for one in known
    ):
        return []
    found = []
    for naming in namings:
        word = naming.marks[0]
        able = naming.strength in (Strength.NAME, Strength.FAINT) and len(word) >= _LEAST_MISSPELT and word.isalpha()
        if not able or names.known(word) or kinds_of((word,)):
            continue
        most = max(_MOST_MISSPELT, int(_MISSPELT_SHARE * len(names.documents)))
        fits = {other: names.whole(other) for other in sorted(_misspellings(word))}
        for other, where in fits.items():
            if not 0 < len(where) <= most:
                continue
            # The word itself stays what was asked; what it was read as is told.
            guess = replace(naming, marks=(other,), strength=Strength.NAME)
            found.append(_Known(guess, other, where, names.weight(where), read_as=other))
    return found


def _misspellings(word: str) -> set[str]:
    """Words that differ from ``word`` by one letter more, less or other, or two that changed places; not by an ending."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    less = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    other = {a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS}
    more = {a + letter + b for a, b in cuts for letter in _LETTERS}
    return {w for w in less | swapped | other | more if len(w) >= _LEAST_MISSPELT - 1} - {word, word[:-1], f"{word}s"}


def _said(question: str, naming: Naming) -> tuple[str, ...]:
    """The words of a naming in lower case, whole and in their pieces."""
    said = question[naming.start : naming.end].lower()
    return (*said.split(), *content_words(said), *content_words(said.replace("_", " ")))


def _phrases(question: str, namings: Sequence[Naming]) -> tuple[str, ...]:
    """The words that chose, as they stand in the question; neighbours together."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted({(naming.start, naming.end) for naming in namings}):
        if merged and not _WORD.search(question[merged[-1][1] : start].lower()):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(dict.fromkeys(question[start:end] for start, end in merged))
