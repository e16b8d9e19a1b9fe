"""Where defined terms are used: whole words, as they are written or in the plural or singular, the longest term first. Pure.

A term is a path through a tree of words, and the text is walked once: the time does not depend on how many terms there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lexassist.types import Span

_WORD = re.compile(r"[^\W_]+")
_CAPITAL = re.compile(r"[A-Z0-9](?<![^\W_].)[^\W_]*")
"""A word that starts as most terms do: a text has few of them."""
_TOKEN = re.compile(r"\s*([^\W_]+|[^\w\s]|_)")
_DEPTH = 40
_JOINED = re.compile(r"([^\W_]+)-$")
_ALWAYS_PLURAL = frozenset("goods proceeds news means terms works services premises business".split())
_LEADS = frozenset(
    "a an the this that these those such each every any all both either neither no one if when where while upon on in at by for from "
    "to of with without under and or but as until unless since after before during following except notwithstanding subject provided "
    "however although because whereas its his her their our your my other another said same only also further it is are was not between "
    "among within through pursuant should shall will may must per via whether than notify use who which what how".split()
)
_SENTENCE_END = '.;:!?)]”"•'


@dataclass(slots=True)
class _Step:
    """What may follow the words so far; ``term`` is the term that is complete here."""

    following: dict[str, _Step] = field(default_factory=dict)
    term: str = ""


class TermIndex:
    """The terms of a contract, ready to be found."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._root = _Step()
        known = sorted(set(terms))
        for term in known:
            self._add(term, term)
        for term in known:
            for variant in variants(term):
                self._add(variant, term)

    def _add(self, words: str, term: str) -> None:
        step = self._root
        for token in _TOKEN.findall(words):
            step = step.following.setdefault(token, _Step())
        # A term as it is written comes before what is only the plural of another.
        step.term = step.term or term

    def find(self, text: str) -> Iterator[tuple[str, Span]]:
        """Every use with its term, in text order, none within another."""
        firsts = self._root.following
        position, last_end = 0, -1
        capitals = all("A" <= word[0] <= "Z" or word[0].isdigit() for word in firsts)
        for match in (_CAPITAL if capitals else _WORD).finditer(text):
            if match[0] not in firsts or match.start() < position:
                continue
            start = match.start()
            found = self._longest(text, start)
            if found is None:
                continue
            term, end = found
            if _stands_alone(text, start, end, last_end):
                yield term, Span(start, end)
                last_end = end
            position = end

    def _longest(self, text: str, start: int) -> tuple[str, int] | None:
        step, position = self._root, start
        found: tuple[str, int] | None = None
        for _ in range(_DEPTH):
            token = _TOKEN.match(text, position)
            following = step.following.get(token[1]) if token else None
            if token is None or following is None:
                break
            step, position = following, token.end()
            if step.term:
                found = step.term, position
        return found


def variants(term: str) -> Iterator[str]:
    """Other ways in which a term is written: its plural or singular, and with small letters for capitals.

    >>> sorted(variants("Event of Default"))
    ['Event of Defaults', 'Events of Default']
    >>> list(variants("Losses"))
    ['Loss']
    """
    yield from _numbers(term)
    if term.isupper() and len(term) > 4:
        written = term.title()
        yield written
        yield from _numbers(written)


def _numbers(term: str) -> Iterator[str]:
    head, of, rest = term.partition(" of ")
    if of:
        yield from (f"{other}{of}{rest}" for other in _other_number(head))
    yield from _other_number(term)


def _other_number(words: str) -> Iterator[str]:
    before, space, last = words.rpartition(" ")
    small = last.lower()
    if len(last) < 3 or not last[-1].isalpha():
        return
    start = before + space
    if small.endswith("ies") and len(last) > 4:
        yield f"{start}{last[:-3]}{'Y' if last.isupper() else 'y'}"
    elif small.endswith(("sses", "xes", "ches", "shes")):
        yield f"{start}{last[:-2]}"
    elif small.endswith("s") and not small.endswith(("ss", "us", "is")):
        if small not in _ALWAYS_PLURAL:
            yield f"{start}{last[:-1]}"
    elif not last.isupper() or len(last) > 4:
        yield f"{start}{_plural(last)}"


def _plural(word: str) -> str:
    small, upper = word.lower(), word.isupper()
    if small.endswith("y") and small[-2] not in "aeiou":
        return word[:-1] + ("IES" if upper else "ies")
    ending = "es" if small.endswith(("s", "x", "ch", "sh")) else "s"
    return word + (ending.upper() if upper else ending)


def _stands_alone(text: str, start: int, end: int, last_end: int) -> bool:
    """Whether the words are the term and no part of a longer name or of a compound: "Non-Party", "Master Agreement"."""
    if text[end : end + 1] == "-" and text[end + 1 : end + 2].isupper():
        return False
    if start == 0 or not text[start].isupper():
        return True
    before = text[max(0, start - 40) : start]
    if before[-1] == "-":
        joined = _JOINED.search(before)
        return joined is None or not joined[1][0].isupper()
    if not before[-1].isspace() or before.isspace():
        return True
    word = before.split()[-1].lstrip("“\"‘'([")
    if not (word[:1].isupper() and word[-1].isalnum()) or word.lower() in _LEADS:
        return True
    place = start - len(before) + before.rindex(word)
    return place + len(word) == last_end or "\n\n" in text[place:start] or _starts_sentence(text, place)


def _starts_sentence(text: str, position: int) -> bool:
    shown = text[max(0, position - 20) : position].rstrip()
    return not shown or shown[-1] in _SENTENCE_END or shown[-1].isdigit()
