"""Which words of a question can name a document: those with a capital, and those around the noun for a contract.

What a question is about must not choose the document: "minimum purchases" also stands in some title. So a word counts by
where it stands: "our agreement with halden", "Halden's", "the 2019 lease", "Amendment No. 2", "Consider X; ...". Pure; which
documents the words then fit is for :mod:`lexassist.retrieval.routing` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from lexassist.retrieval import kinds
from lexassist.retrieval.dates import find_dates
from lexassist.retrieval.lexical import STOPWORDS, content_words
from lexassist.retrieval.names import ROLES, date_mark, initials_mark, kind_mark, number_mark

LEADING = re.compile(r"^\s*(?:consider|in|under|per|for|as to|regarding|according to|with respect to)\b", re.IGNORECASE)
"""How the part of a question begins that only says where to look: "Consider X; ...", "In the Halden NDA, ..."."""
DETERMINERS = frozenset(
    {"the", "our", "this", "their", "its", "a", "an", "that", "both", "all", "these", "those", "your", "my"}
)
TOKEN = re.compile(r"[^\W_]+(?:[.&'’-][^\W_]+)*")
POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
BEHIND = frozenset({"with", "between", "among", "dated", "of", "from", "signed", "made", "by"})
"""Words that join more of its name to the noun for a contract: "the agreement with Halden of 2019"."""
_JOINING = frozenset({"and", "of", "for", "&"})
_INDEFINITE = frozenset({"a", "an", "any", "no", "each", "such", "another", "every", "some", "other"})
_DEFINITE = DETERMINERS - _INDEFINITE
_WHERE = frozenset({"in", "under", "per", "within", "both", "all"})
_ABOUT = frozenset({"of", "on", "for", "to"})
"""Behind which "the loan" that ends a question is the contract: "the interest rate on the loan?"."""
_LIVES = frozenset("begin begins commence continue end ends expire expires last lasts run start terminate".split())
"""What a contract does and the thing that it is about does not: "when does the licence expire?"."""
# Words of titles that tell no contract from another: that nothing is known by them says nothing.
_ADJECTIVES = frozenset(
    """amended bilateral current entire exclusive existing final full general global long main mutual new non nonexclusive old
    original restated short signed standard template unilateral whole written""".split()
)
# "The lease term", "the license fee": what a contract provides, not which contract it is.
_PARTS = frozenset(
    """amount amounts clause clauses date fee fees grant grants holder number party parties payment payments period procedure
    provision provisions rate rights royalty royalties section term terms""".split()
)
_OPENERS = frozenset(
    {"compare", "consider", "describe", "either", "explain", "find", "give", "list", "name", "quote", "show"}
)
_BEFORE_DATE = re.compile(
    r"(?:\s+(?:with|between)\s+[^,;?]{1,60}?)?,?\s+(?:(?:was|is)\s+)?(?:dated|of|from|signed|executed|made|entered\s+into)\s+"
    r"(?:as\s+of\s+|on\s+|in\s+|the\s+)*",
    re.IGNORECASE,
)
_DATED = re.compile(r"\bdated(?:\s+as\s+of|\s+on|\s+the)?\s+$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_FURTHEST = 6
"""Words before the noun, and behind "with", that are taken for a name."""


class Strength(StrEnum):
    """How sure it is that words are there to name a document."""

    TOLD = "told"
    """It is said outright: a kind, a date or a number where one names a contract."""
    NAME = "name"
    """A word in the place of a name, or with its capital."""
    FAINT = "faint"
    """A word that counts only where it is surely a name, for nothing in its writing shows it."""
    SUPPORT = "support"
    """A kind that tells documents apart which something else has named."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Words of a question, from ``start`` to ``end``, that may name. ``marks``: of several, the first that is known counts.

    ``needed`` says that they stand where nothing but a name can: a contract that they do not fit is not meant.
    """

    start: int
    end: int
    marks: tuple[str, ...]
    strength: Strength
    needed: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str
    possessive: bool

    @property
    def lower(self) -> str:
        return self.word.lower()

    @property
    def capital(self) -> bool:
        return any(c.isupper() for c in self.word)


def read_namings(question: str) -> tuple[Naming, ...]:
    """What in ``question`` may name a document, in order."""
    tokens = _tokens(question)
    told = told_end(question)
    found: list[Naming] = []
    placed: set[int] = set()
    for noun, token in enumerate(tokens):
        if token.lower in kinds.NOUNS:
            found += _around(tokens, noun, question, placed)
    found += _capitals(question, tokens, told, placed)
    inside = [token for place, token in enumerate(tokens) if place in placed or token.end <= told]
    found += _run_together(inside, question, told)
    found += [naming for token in tokens if token.end <= told for naming in _told_words(token)]
    found += _dates(question, tokens, told)
    # Where a whole title is told, each of its kinds, and of its words, is only one of many.
    found = [replace(one, needed=one.needed and one.end > told) for one in found]
    found = [one for one in found if one.end > told or one.strength is not Strength.TOLD]
    for number, start, end in kinds.amendment_numbers(question):
        found.append(Naming(start, end, (number_mark(number),), Strength.TOLD))
    return tuple(sorted(set(found), key=lambda naming: (naming.start, naming.marks)))


def told_end(question: str) -> int:
    """Where the part of a question ends that says outright where to look ("Consider X; ..."), 0 where it has none."""
    told, found, _ = question.rpartition(";")
    return len(told) if found and LEADING.match(told) else 0


def run_start(words: Sequence[str], noun: int) -> int:
    """Where the words begin that belong to the noun at ``noun``: a few back, through "and" and "of" once begun."""
    start = noun
    while start > 0 and noun - start < _FURTHEST:
        before = words[start - 1].lower()
        joins = before in _JOINING and start < noun and start > 1 and words[start - 2].lower() not in STOPWORDS
        if before in STOPWORDS and not joins:
            break
        start -= 1
    return start


def _tokens(question: str) -> list[_Token]:
    tokens = []
    for match in TOKEN.finditer(question):
        word = POSSESSIVE.sub("", match.group())
        owns = word != match.group() or question[match.end() : match.end() + 1] in ("'", "’")
        tokens.append(_Token(match.start(), match.end(), word, owns))
    return tokens


def _around(tokens: Sequence[_Token], noun: int, question: str, placed: set[int]) -> Iterator[Naming]:
    """The names and kinds around the noun for a contract; ``placed`` collects the tokens that stand in such a place."""
    words = [token.word for token in tokens]
    start = run_start(words, noun)
    determiner = words[start - 1].lower() if start else ""
    run = tokens[start:noun]
    named = any(token.capital or token.possessive for token in run)
    weak = tokens[noun].lower in kinds.WEAK_NOUNS and determiner not in _DEFINITE
    if (determiner in _INDEFINITE or weak) and not named:
        return
    placed.update(range(start, noun + 1))
    for token in run:
        yield from _words(token, Strength.NAME, needed=token.capital and start > 0)
    strength = Strength.TOLD if _outright(tokens, start, noun, determiner) else Strength.SUPPORT
    for token in tokens[start : noun + 1]:
        for kind in sorted(kinds.kinds_of((token.lower,))):
            yield Naming(token.start, token.end, (kind_mark(kind), token.lower), strength)
    for place in _behind(tokens, noun, question):
        placed.add(place)
        strength = Strength.NAME if tokens[place].capital else Strength.FAINT
        yield from _words(tokens[place], strength, needed=tokens[place].capital, kind_words=True)


def _run_together(tokens: Sequence[_Token], question: str, told: int) -> Iterator[Naming]:
    """Two neighbours with capitals as one word: "Radial Spark" for "RadialSpark"."""
    for first, second in pairwise(tokens):
        # In a citation both words count by themselves, unless they are of a kind that names nobody ("The Joint Corp").
        alone = first.start >= told or {first.lower, second.lower} <= ROLES
        if first.capital and second.capital and alone and question[first.end : second.start] == " ":
            yield Naming(first.start, second.end, (f"{first.lower}{second.lower}",), Strength.NAME)


def _outright(tokens: Sequence[_Token], start: int, noun: int, determiner: str) -> bool:
    """Whether a kind of contract is spoken of as one that there is: "the lease", "under our NDAs", not "the lease term"."""
    after = tokens[noun + 1].lower if noun + 1 < len(tokens) else ""
    if after in _PARTS:
        return False
    run = {token.lower for token in tokens[start:noun]}
    before = tokens[start - 2].lower if start > 1 else ""
    if tokens[noun].lower in kinds.WEAK_NOUNS and not run - _DEFINITE:
        closes = before in _ABOUT and noun + 1 == len(tokens)
        called = before in _WHERE or closes or after in _LIVES
        return (determiner in _DEFINITE and called) or (determiner in _WHERE and before == "")
    several = tokens[noun].lower in kinds.PLURALS and tokens[noun].lower not in kinds.WEAK_NOUNS
    return several or determiner in _DEFINITE or determiner in _WHERE or bool(run & _DEFINITE)


def _behind(tokens: Sequence[_Token], noun: int, question: str) -> Iterator[int]:
    """The places of the tokens behind "agreement with" and "contract between"."""
    place = noun + 1
    if place >= len(tokens) or tokens[place].lower not in ("with", "between", "among"):
        return
    last = tokens[place].end
    for place in range(noun + 2, min(noun + 2 + 2 * _FURTHEST, len(tokens))):
        token = tokens[place]
        gap = question[last : token.start]
        ended = token.lower in (STOPWORDS | BEHIND) - DETERMINERS - _JOINING
        if ended or any(c in gap for c in ";:?") or ("," in gap and token.lower not in ROLES):
            return
        if token.lower not in _JOINING and token.lower not in DETERMINERS:
            yield place
        last = token.end


def _capitals(question: str, tokens: Sequence[_Token], told: int, placed: set[int]) -> Iterator[Naming]:
    """Words that are written as names: with a capital that is not the sentence's, or with a genitive."""
    plain = any(token.word[0].islower() for token in tokens) or len(tokens) < 3
    for place, token in enumerate(tokens):
        if place in placed or token.end <= told:
            continue
        mixed = any(c.isdigit() for c in token.word) and (not token.word.isdigit() or len(token.word) > 4)
        if (token.word[0].isupper() and _is_name(question, tokens, place)) or (mixed and "." not in token.word):
            doubtful = not plain or _is_term(tokens, place)
            yield from _words(token, Strength.FAINT if doubtful else Strength.NAME)


def _is_name(question: str, tokens: Sequence[_Token], place: int) -> bool:
    token = tokens[place]
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    joined = following is not None and following.capital and following.lower not in STOPWORDS
    if token.lower in STOPWORDS or token.lower in _OPENERS:
        return False
    before = question[: token.start].rstrip()
    if not before or before[-1] in ".?!;":
        return token.possessive or joined or len(tokens) == 1 or question[token.end : token.end + 1] == ":"
    return True


def _is_term(tokens: Sequence[_Token], place: int) -> bool:
    """Whether a capital may be a term's, as in "the Territory", which counts only where it is surely a name as well."""
    token, neighbours = tokens[place], tokens[max(0, place - 1) : place + 2]
    before = tokens[place - 1].lower if place else ""
    alone = not any(other.capital and other.lower not in STOPWORDS for other in neighbours if other is not token)
    return alone and not token.possessive and before in _INDEFINITE | {"the", "its", "their", "either"}


def _told_words(token: _Token) -> Iterator[Naming]:
    yield from _words(token, Strength.NAME, kind_words=True)
    for kind in sorted(kinds.kinds_of(_pieces(token))):
        yield Naming(token.start, token.end, (kind_mark(kind),), Strength.SUPPORT)


def _words(token: _Token, strength: Strength, *, needed: bool = False, kind_words: bool = False) -> Iterator[Naming]:
    """The words of a token as names; one that only says a kind is none unless ``kind_words``."""
    if _YEAR.fullmatch(token.word) or (kinds.is_kind(token.lower) and not kind_words):
        return
    short = (initials_mark(token.lower),) if token.word.isupper() and len(token.word) > 1 else ()
    for word in content_words(token.word):
        if word not in ROLES:
            telling = needed and word not in _ADJECTIVES and not kinds.is_kind(word)
            yield Naming(token.start, token.end, (word, *short), strength, telling)


def _pieces(token: _Token) -> tuple[str, ...]:
    return tuple(dict.fromkeys((token.lower, *content_words(token.word))))


def _dates(question: str, tokens: Sequence[_Token], told: int) -> Iterator[Naming]:
    """The dates by which a contract is called: "the 2019 lease", "the agreement of 3 March 2017", "dated 12/1/98"."""
    words = [token.word for token in tokens]
    nouns = [place for place, token in enumerate(tokens) if token.lower in kinds.NOUNS]
    runs = [(tokens[run_start(words, noun)].start, tokens[noun].start) for noun in nouns]
    ends = [tokens[noun].end for noun in nouns]
    for date in find_dates(question, bare_years=True):
        called = date.end <= told or any(start <= date.start < end for start, end in runs)
        called = called or any(_BEFORE_DATE.fullmatch(question[end : date.start]) for end in ends if end < date.start)
        if called or _DATED.search(question[: date.start]):
            finest = max(len(day.marks()) for day in date.days)
            for mark in sorted({mark for day in date.days for mark in day.marks()}):
                outright = date.end > told and mark.count("-") == finest - 1
                yield Naming(date.start, date.end, (date_mark(mark),), Strength.TOLD if outright else Strength.SUPPORT)
