"""What each document of a matter is known by: words of its title, file and parties, its kind, its dates, its number.

Everything is a *mark*, a string that a question may hold as well: a plain word, or one of the forms that the functions here
make. :class:`Names` knows which documents have a mark, and how surely: 1 where it is in the title, the file's name or a
party's name, less where it only stands in the opening. Made once for each revision of a matter; asking it is a look-up.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from lexassist.retrieval.dates import find_dates
from lexassist.retrieval.kinds import amendment_numbers, kinds_of
from lexassist.retrieval.lexical import content_words
from lexassist.retrieval.parties import find_parties
from lexassist.types import DocumentCard, DocumentId

OPENING = 4000
"""Characters of a document's beginning that are read, for its dates the farthest."""

# Words for roles and parts that any contract uses: a question that says "the Supplier" has not named a contract.
ROLES = frozenset(
    """affiliate affiliates agent agreement agreements and april article august bank between borrower business
    buyer clause client com commission company confidential consider consultant contract contractor contracts corp
    corporation country customer date dated day december deed developer disclosing distributor docx effective
    employee employer entered exchange executed execution executive exhibit february franchisee franchisor grantee
    grantor guarantor inc incorporated individually investor investors january joint joint-venture jointly july
    june landlord law laws lender lessee lessor licensee licensees licensor limited llc llp ltd made manufacturer
    march may member members november now october organized other owner ownership parties party pdf plc preamble
    prepared product products provider purchaser receiving recital recitals reference reseller respectively
    schedule section securities seller september services shipper sponsor state subcontractor supplier talent
    tenant term terms territory therefore this transporter trust vendor whereas witnesseth""".split()
)
# Where companies are and which law governs: asked about more often than meant as a name.
_PLACES = frozenset(
    """alabama alaska america arizona arkansas california canada carolina china colorado connecticut delaware england florida
    france georgia germany hawaii idaho illinois indiana iowa ireland japan kansas kentucky kingdom east london louisiana maine
    maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada new north south west hampshire jersey mexico york ohio
    oklahoma oregon pennsylvania dakota tennessee texas united states utah vermont virginia wales washington wisconsin
    wyoming""".split()
)
_CAPITALISED = re.compile(r"\b[A-Z][\w&'’.-]*\w")
_FILE_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TOKEN = re.compile(r"[a-z0-9]+")
_GENITIVE = re.compile(r"['’]s?$")
_THIS = re.compile(r"\b(?:this|the)\s+((?:[A-Z][\w-]*[\s,/&]+(?:and\s+|of\s+)?){0,6}(?:Agreement|AGREEMENT|Contract))")
_STANDS_ALONE = 6
"""Letters of a file's name that is looked for without its ending."""
LEAST_INSIDE = 5
"""Letters that a word needs to be looked for inside a file's name: "otis" also stands in "notis"."""
_RUN_TOGETHER = 3
"""Words of a name that is also known without its spaces ("Radial Spark", "RadialSpark")."""
_SURE, _LIKELY = 1.0, 0.5
_BEGINNING, _PARTIES = 1500, 2500
"""Characters of the opening all of whose capitalised words count, and in which parties are looked for."""
_FIRST_WORDS = 400
"""Characters of the opening in which a document says what it is, where its title does not."""


def kind_mark(kind: str) -> str:
    """The mark of a kind of contract (:func:`lexassist.retrieval.kinds.kinds_of`)."""
    return f"kind:{kind}"


def date_mark(date: str) -> str:
    """The mark of a date at one grain (:meth:`lexassist.retrieval.dates.Day.marks`)."""
    return f"date:{date}"


def number_mark(number: int) -> str:
    """The mark of an amendment's number."""
    return f"amendment:{number}"


def initials_mark(initials: str) -> str:
    """The mark of a party's initials, lower case."""
    return f"initials:{initials}"


@dataclass(frozen=True, slots=True)
class Names:
    """The marks of the documents of one matter. A document stands for itself by its place in ``documents``.

    ``stems`` are the files' names without spaces, one after another: names run words together ("ACMEHOLDINGSINC"), so a
    longer word also counts where it stands inside one. ``files`` are the words of the files' names, by the first word.
    """

    documents: tuple[DocumentId, ...]
    marks: Mapping[str, Mapping[int, float]]
    stems: str
    starts: tuple[int, ...]
    files: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]

    def known(self, mark: str) -> Mapping[int, float]:
        """The documents that have a mark, with how surely, from above 0 to 1."""
        known = self.marks.get(mark, {})
        if len(mark) < LEAST_INSIDE or ":" in mark:
            return known
        inside = dict.fromkeys(self._inside(mark), _SURE)
        return {**known, **inside} if inside else known

    def weight(self, known: Mapping[int, float]) -> float:
        """How much a mark singles documents out: more, the fewer documents have it."""
        return math.log((len(self.documents) + 1) / (len(known) + 0.5))

    def whole(self, word: str) -> Mapping[int, float]:
        """The documents in whose title, file's name or parties a word stands by itself, and not inside another."""
        return {place: surely for place, surely in self.marks.get(word, {}).items() if surely == _SURE}

    def _inside(self, word: str) -> Iterator[int]:
        at = self.stems.find(word)
        while at >= 0:
            place = bisect_right(self.starts, at) - 1
            yield place
            following = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.stems)
            at = self.stems.find(word, following)


def collect_names(
    cards: Sequence[DocumentCard], openings: Mapping[DocumentId, str], before: Names | None = None
) -> Names:
    """The names of the documents in ``cards``; ``openings`` holds the beginning of each document's text.

    What is known ``before`` of a document is taken over: its opening is not asked for again.
    """
    marks: dict[str, dict[int, float]] = defaultdict(dict)
    files: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
    places = {card.id: place for place, card in enumerate(cards)}
    known = _taken_over(before, places, marks) if before is not None else frozenset()
    stems, starts, length = [], [], 0
    for place, card in enumerate(cards):
        if card.id not in known:
            for mark, surely in _marks_of(card, openings.get(card.id, "")[:OPENING]):
                marks[mark][place] = max(surely, marks[mark].get(place, 0.0))
        for words in _file_names(card.source):
            files[words[0]].append((words, place))
        # A line end between two names, which no word spans.
        stem = "".join(c for c in card.source.rpartition(".")[0].lower() if c.isalnum()) + "\n"
        stems.append(stem)
        starts.append(length)
        length += len(stem)
    longest_first = {first: tuple(sorted(held, key=lambda one: -len(one[0]))) for first, held in files.items()}
    return Names(tuple(places), dict(marks), "".join(stems), tuple(starts), longest_first)


def _taken_over(
    before: Names, places: Mapping[DocumentId, int], marks: dict[str, dict[int, float]]
) -> frozenset[DocumentId]:
    """Fill ``marks`` with what is known of the documents in ``places``, and give those of which it is."""
    moved = {old: places[document] for old, document in enumerate(before.documents) if document in places}
    for mark, held in before.marks.items():
        kept = {moved[old]: surely for old, surely in held.items() if old in moved}
        if kept:
            marks[mark] = kept
    return frozenset(before.documents)


def name_words(text: str) -> tuple[str, ...]:
    """The words of a text as names are compared: lower case, without stopwords and genitives."""
    return tuple(_GENITIVE.sub("", word) for word in content_words(text))


def _marks_of(card: DocumentCard, opening: str) -> Iterator[tuple[str, float]]:
    stem = card.source.rpartition(".")[0] or card.source
    named = [*name_words(card.title), *name_words(" ".join(_FILE_WORD.findall(stem)))]
    yield from ((word, _SURE) for word in named if _may_name(word))
    yield from _party_marks(opening[:_PARTIES])
    yield from (
        (word, _LIKELY)
        for match in _CAPITALISED.findall(opening[:_BEGINNING])
        for word in name_words(match)
        if _may_name(word) and word not in _PLACES
    )
    yield from ((kind_mark(kind), _SURE) for kind in _kinds(card, opening, frozenset(named)))
    yield from _date_marks(f"{card.title}\n{stem}", opening)
    numbers = amendment_numbers(f"{card.title}\n{stem.replace('_', ' ')}") or amendment_numbers(opening[:_FIRST_WORDS])
    yield from ((number_mark(number), _SURE) for number, _, _ in numbers)


def _may_name(word: str) -> bool:
    return word not in ROLES and (len(word) > 2 or word.isdigit())


def _party_marks(opening: str) -> Iterator[tuple[str, float]]:
    for party in find_parties(opening):
        words = name_words(" ".join(party.words))
        # A party's name of one word of two letters is told by its capitals ("HP").
        if party.defined and len(words) == 1 and party.words[0].isupper():
            yield initials_mark(words[0]), _SURE
        yield from ((word, _SURE) for word in words if _may_name(word) and word not in _PLACES)
        yield from ((initials_mark(short), _SURE) for short in party.initials())
        if 1 < len(words) <= _RUN_TOGETHER:
            yield "".join(words), _SURE


def _kinds(card: DocumentCard, opening: str, named: frozenset[str]) -> frozenset[str]:
    """The kinds of a document: those of its title and file, else of what it calls itself."""
    told = kinds_of(named) | kinds_of(card.title.lower().split())
    if told:
        return told
    itself = _THIS.search(opening)
    return kinds_of(content_words(itself.group(1) if itself else opening[:_FIRST_WORDS].partition("between")[0]))


def _date_marks(title: str, opening: str) -> Iterator[tuple[str, float]]:
    for text, bare in ((title, True), (opening, False)):
        for date in find_dates(text, bare_years=bare):
            yield from ((date_mark(mark), _SURE) for day in date.days for mark in day.marks())


def _file_names(source: str) -> Iterator[tuple[str, ...]]:
    """The words of a file's name with its ending, and without where that cannot be mistaken for other words."""
    name = PurePosixPath(source).name
    whole, stem = tuple(_TOKEN.findall(name.lower())), tuple(_TOKEN.findall(PurePosixPath(name).stem.lower()))
    if whole:
        yield whole
    tells = len(stem) > 1 and any(word not in ROLES and not kinds_of((word,)) for word in stem)
    if stem != whole and tells and len("".join(stem)) >= _STANDS_ALONE:
        yield stem
