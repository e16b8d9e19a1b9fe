"""Every mention: all places where a term stands in the documents of a matter, and their true number.

Each document's canonical text is read from end to end; there is no index, nothing approximate and no limit. What counts:

- Whole words: no letter or digit before or behind. Hyphens and apostrophes part words ("Supplier" stands in "Supplier's").
- Several words are one phrase, in quotation marks or not. White space, line ends, kinds of apostrophes, quotation marks and
  dashes make no difference; a line may end behind a hyphen or a slash of the term.
- A word that a line's end breaks is found as one word and, where its halves are words, as these: it cannot be told which
  was meant, and a place too many is seen at once where one that is missing is not.
- Case makes no difference unless it is asked to. Plural and singular are different words.
- Running heads and feet are no mentions, but a term that one interrupts is: its span then holds the head. Hidden words are
  never in the canonical text.

Knows nothing of meaning: "damages" is not found for "Losses".
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

from lexassist.errors import UsageError
from lexassist.parsing.marks import DASHES, DOUBLE, SINGLE
from lexassist.parsing.pages import clean_text
from lexassist.parsing.terms.bodytext import Leaves
from lexassist.parsing.terms.termuses import variants
from lexassist.types import Document, DocumentId, Library, Mention, Mentions, Span

_SINGLE, _DOUBLE, _DASH = (f"[{re.escape(marks)}]" for marks in (SINGLE, DOUBLE, DASHES))
_LINE_END = r"(?:[ \t]*\n\s*)?"
_BROKEN = rf"(?:{_DASH}[ \t]*\n\s*)?"
# An accent that is a character of its own goes on with the letter before it.
_WORD_START, _WORD_END = r"(?<![^\W_])", r"(?![^\W_]|[\u0300-\u036f])"


def find_mentions(library: Library, term: str, *, document: DocumentId | None = None, case: bool = False) -> Mentions:
    """Every place where ``term`` stands, in ``document`` or in all; ``case`` says that capitals count.

    Places may overlap ("and and" stands twice in "and and and").

    Raises:
        UsageError: the term has neither a letter nor a digit.
        UnknownDocument: there is no such document.
    """
    begun = perf_counter()
    words = _read_term(term)
    pattern = _pattern(words, case=case)
    searched = tuple(card.id for card in library.documents()) if document is None else (document,)
    places = tuple(place for one in searched for place in _in_document(library, one, pattern))
    return Mentions(words, places, len(searched), perf_counter() - begun)


def other_numbers(term: str) -> tuple[str, ...]:
    """The term in the singular or the plural, where it has the other.

    >>> other_numbers("Losses"), other_numbers("Event of Default")
    (('Loss',), ('Events of Default', 'Event of Defaults'))
    """
    others: dict[str, str] = {}
    for word in variants(term):
        others.setdefault(word.casefold(), word)
    return tuple(word for folded, word in others.items() if folded != term.casefold())


def _read_term(term: str) -> str:
    """The words that are looked for: white space folded, invisible characters and enclosing quotation marks left out."""
    words = clean_text(" ".join(term.split())).strip()
    while len(words) > 2 and any(words[0] in marks and words[-1] in marks for marks in (SINGLE, DOUBLE)):
        words = words[1:-1].strip()
    if not any(map(str.isalnum, words)):
        raise UsageError("There is no word to look for.", remedy="Give a term with a letter or a digit in it.")
    return words


def _pattern(words: str, *, case: bool) -> re.Pattern[str]:
    """What ``words`` look like in a text without furniture."""
    parts = [_WORD_START] if words[0].isalnum() else []
    for character, following in pairwise(f"{words}\0"):
        parts.append(_character(character))
        if character.isalnum() and following.isalnum():
            parts.append(_BROKEN)
        elif character in f"{DASHES}/" and following not in " \0":
            parts.append(_LINE_END)
    parts += [_WORD_END] if words[-1].isalnum() else []
    return re.compile("".join(parts), re.NOFLAG if case else re.IGNORECASE)


def _character(character: str) -> str:
    if character == " ":
        return r"\s+"
    if character in SINGLE:
        return _SINGLE
    if character in DOUBLE:
        return f"(?:{_DOUBLE}|{_SINGLE}{{2}})"
    if character in DASHES:
        return _DASH
    apart = unicodedata.normalize("NFD", character)
    written = re.escape(character)
    return written if apart == character else f"(?:{written}|{re.escape(apart)})"


def _in_document(library: Library, document: DocumentId, pattern: re.Pattern[str]) -> Iterator[Mention]:
    spans = tuple(_find(_without_furniture(library.document(document)), pattern))
    if not spans:
        return
    leaves = Leaves(library.clauses(document))
    defining = [d.span for d in library.definitions(document) if pattern.fullmatch(d.term)]
    for span in spans:
        leaf = leaves.at(span.start)
        assert leaf is not None, "the leaves of a document cover its text"
        yield Mention(document, leaf.id, span, any(words.contains(span) for words in defining))


@dataclass(frozen=True, slots=True)
class _Body:
    """A document's words without furniture, with the way back: where each stretch of it starts here and there."""

    text: str
    starts: tuple[int, ...]
    places: tuple[int, ...]

    def place(self, position: int) -> int:
        """The offset in the document of a character of ``text``."""
        stretch = bisect_right(self.starts, position) - 1
        return self.places[stretch] + position - self.starts[stretch]


def _without_furniture(document: Document) -> _Body:
    """Furniture stands between lines: in its place there is a line's end."""
    stretches: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    position = length = 0
    furniture = sorted(span for page in document.pages for span in page.furniture)
    for start, end in (*((span.start, span.end) for span in furniture), (len(document.text), len(document.text))):
        starts.append(length)
        places.append(position)
        stretches.append(document.text[position : max(position, start)])
        length += len(stretches[-1]) + 1
        position = max(position, end)
    return _Body("\n".join(stretches), tuple(starts), tuple(places))


def _find(body: _Body, pattern: re.Pattern[str]) -> Iterator[Span]:
    found = pattern.search(body.text)
    while found is not None:
        yield Span(body.place(found.start()), body.place(found.end() - 1) + 1)
        found = pattern.search(body.text, found.start() + 1)
