"""Which clause a number means: the labels of a contract, ready to be looked up from anywhere in it. Pure.

Promises: a number means the clause of the schedule it is used in, else that of the contract's body. A part that the clause
tree does not have, but that is printed at the start of a line or as an item in its parent's words, is found as the leaf that
holds it. Works on ``Clause.label`` ("7.2(b)", "Section 2.03(a)", "Article IV, 1", "Schedule 2, 3.1") and on the body text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lexassist.parsing.clauses.headings import is_capitals, is_title_case
from lexassist.parsing.clauses.numbering import roman
from lexassist.parsing.terms.bodytext import Leaves
from lexassist.types import Clause, ClauseId, Document

Steps = tuple[str, ...]
BODY = ""
"""The scope of what stands in no schedule."""

_SCHEDULE = re.compile(
    r"(schedule|exhibit|annex|annexure|appendix|attachment|addendum)s?\b[\s\-–—:#]*(?:no\.?\s*)?(.*)", re.IGNORECASE
)
_ARTICLE = re.compile(r"(?:article|part)\s+(\w+)", re.IGNORECASE)
_WORDED = re.compile(r"(?:section|sec\.|clause|paragraph|§+)\s*", re.IGNORECASE)
_RECITAL = re.compile(r"recital\s+\(?(\w+)", re.IGNORECASE)
_STEP = re.compile(r"[A-Za-z]+|\d+")
_ROMAN = {
    str(count): numeral for count, numeral in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(), 1)
}
_NUMBERED_HEADING = re.compile(
    r"(?:(?:section|article)\s+)?(\d{1,3}(?:\.\d{1,3})*)[.):]?\s+(?=[A-Z][A-Za-z])", re.IGNORECASE
)
_TERM = re.compile(r"[\"“][^\"”]*[\"”]")
_PRINTED = re.compile(
    r"(?:^|(?<=[.;:”\")])[ \t]{1,4}(?=[\dIVXL]))[ \t]*(?:(?P<word>section|sec\.|article|clause|paragraph|§)\s*)?"
    r"(?P<number>\d{1,3}(?:\s?\.\s?\d{1,3}){0,4}[A-Z]?|[IVXL]{1,6}(?=[.:\s]))(?P<mark>[.):]|(?=\s))",
    re.IGNORECASE | re.MULTILINE,
)
_HEADED = re.compile(
    r"^(?P<before>[^\n]{0,60}?)\b(?P<word>schedule|exhibit|annexure|annex|appendix|attachment|addendum)(?![A-Za-z])[ \t]*(?:no\.?[ \t]*)?"
    r"[-–—:#]?[ \t]*[“\"]?"
    r"(?P<value>[A-Z0-9](?:[A-Z0-9.\-]{0,8}[A-Z0-9])?)\b[”\"]?[ \t]*(?P<rest>[^\n]{0,80})$",
    re.IGNORECASE | re.MULTILINE,
)
_ENUMERATOR = re.compile(
    r"(?<![\w)])\(\s?(?P<paren>[A-Za-z]{1,6}|\d{1,2})\s?\)|^[ \t]*(?:[\d.]{1,12}[ \t]+)?(?P<bare>[A-Za-z]{1,5}|\d{1,2})[.)](?=\s)",
    re.MULTILINE,
)
_NEXT_LINE = 3
"""Characters between the end of a line and the start of the next, at most."""
_LONGEST_INLINE = 20_000


@dataclass(frozen=True, slots=True)
class _Entry:
    """A clause with its label taken apart."""

    clause: Clause
    scope: str
    article: str
    steps: Steps


def schedule_key(word: str, value: str) -> str:
    """What two ways to write a schedule's name have in common.

    >>> schedule_key("Exhibit", "“A”") == schedule_key("EXHIBIT", "a")
    True
    """
    word = word.lower()
    return f"{'annex' if word == 'annexure' else word} {value.strip(' .:“”‘’').lower()}".strip()


class LabelIndex:
    """The labels of one contract. ``mentioned`` are the start and end of the words that refer, in order."""

    def __init__(
        self,
        document: Document,
        text: str,
        clauses: Sequence[Clause],
        leaves: Leaves,
        mentioned: Sequence[tuple[int, int]],
    ) -> None:
        self._mentioned = mentioned
        # A schedule's heading may be the running head of its pages: it is looked for in the text with its furniture.
        self._whole, self._text, self._leaves = document.text, text, leaves
        self._entries: dict[ClauseId, _Entry] = {}
        self._numbers: dict[tuple[str, Steps], list[_Entry]] = defaultdict(list)
        self._articles: dict[tuple[str, str], Clause] = {}
        self._schedules: dict[str, Clause] = {}
        self._recitals: dict[str, Clause] = {}
        for clause in clauses:
            self._enter(clause)
        self._scopes: tuple[str, ...] | None = None
        self._items: dict[str, list[int]] | None = None
        self._printed: dict[tuple[str, Steps], int] | None = None
        self._headed: dict[str, int] | None = None
        self.numbered = sum(1 for entry in self._entries.values() if entry.steps)

    def _enter(self, clause: Clause) -> None:
        around = self._entries.get(clause.parent) if clause.parent is not None else None
        scope, article = (around.scope, around.article) if around else (BODY, "")
        steps: Steps = ()
        for piece in clause.label.split(", "):
            if match := _SCHEDULE.match(piece):
                scope, article = schedule_key(match[1], match[2]), ""
                self._schedules.setdefault(scope, clause)
            elif match := _ARTICLE.match(piece):
                article = _count(match[1])
                steps = ()
                self._articles.setdefault((scope, article), clause)
            elif match := _RECITAL.match(piece):
                self._recitals.setdefault(match[1].lower(), clause)
            elif piece:
                own = steps_of(_bare(piece))
                steps = (*steps, *own) if piece.startswith("(") else own
        if not clause.label and (match := _NUMBERED_HEADING.match(clause.heading)):
            steps = steps_of(match[1])
        self._entries[clause.id] = entry = _Entry(clause, scope, article, steps)
        if steps:
            self._numbers[scope, steps].append(entry)
            folded = tuple(step.lower() for step in steps)
            if folded != steps:
                self._numbers[scope, folded].append(entry)

    def scope(self, clause: Clause) -> str:
        """The schedule that a clause stands in, BODY for none."""
        return self._entries[clause.id].scope

    def steps(self, clause: Clause) -> Steps:
        """The levels of the clause's number."""
        return self._entries[clause.id].steps

    def article_of(self, clause: Clause) -> str:
        """The number of the article that the clause is or stands in, "" for none."""
        return self._entries[clause.id].article

    def schedule(self, word: str, value: str) -> Clause | None:
        """The schedule of this name, the leaf in which it is printed as a heading, or the first of its parts."""
        key = schedule_key(word, value)
        found = self._schedules.get(key) or self._schedules.get(_other_numeral(key))
        if found is None:
            found = self._heading_at(key) or self._heading_at(_other_numeral(key))
        if found is None and value[-1:].isalnum():
            found = next(
                (
                    clause
                    for name, clause in self._schedules.items()
                    if name.startswith((f"{key}-", f"{key}.")) and "." not in value
                ),
                None,
            )
        return found

    def recital(self, value: str) -> Clause | None:
        """The recital of this letter or number."""
        return self._recitals.get(value.lower())

    def article(self, count: str, scope: str) -> Clause | None:
        """The article of this number, or the clause where a contract calls its articles by number only."""
        for tried in dict.fromkeys((scope, BODY)):
            if found := self._articles.get((tried, count)):
                return found
        return self.number((count,), scope, near=None)

    def number(self, steps: Steps, scope: str, *, near: Clause | None, article: str = "") -> Clause | None:
        """The clause of this number, seen from a scope; among equals that of the article, else of the article of ``near``."""
        home = article or (self._entries[near.id].article if near else "")
        for tried in dict.fromkeys((scope, BODY)):
            found = self._numbers.get((tried, steps)) or self._numbers.get((tried, tuple(s.lower() for s in steps)))
            if found:
                return next((entry.clause for entry in found if entry.article == home), found[0].clause)
        if len(steps) == 1:
            for tried in dict.fromkeys((scope, BODY)):
                if steps[0].isdigit() and (head := self._articles.get((tried, steps[0]))):
                    return head
        return None

    def first_of(self, count: str, scope: str) -> Clause | None:
        """The first clause whose number starts with ``count``: where an article begins whose own heading was not found."""
        below = ((known, entries[0].clause) for (where, known), entries in self._numbers.items() if where == scope)
        return next((clause for known, clause in below if known[0] == count), None)

    def anywhere(self, steps: Steps) -> Clause | None:
        """The clause of this number in whatever schedule, when there is only one."""
        found = self._everywhere(steps)
        return found[0] if len(found) == 1 else None

    def occurs(self, steps: Steps) -> bool:
        """Whether any clause of whatever schedule has this number."""
        return bool(self._everywhere(steps))

    def _everywhere(self, steps: Steps) -> list[Clause]:
        if self._scopes is None:
            self._scopes = tuple(dict.fromkeys(scope for scope, _ in self._numbers))
        found = (self._numbers.get((scope, steps)) for scope in self._scopes)
        return [entries[0].clause for entries in found if entries]

    def printed(self, steps: Steps, scope: str, inside: Clause | None = None) -> Clause | None:
        """The leaf in which this number is printed at the start of a line or behind the end of a sentence."""
        if self._printed is None:
            self._printed = dict(self._find_printed())
        if inside is not None:
            for start in self._printed_inside(steps, inside):
                return self._leaves.at(start)
            return None
        position = self._printed.get((scope, steps), self._printed.get((BODY, steps)))
        return self._leaves.at(position) if position is not None else None

    def _printed_inside(self, steps: Steps, inside: Clause) -> Iterator[int]:
        for match in _PRINTED.finditer(
            self._text, inside.span.start, min(inside.span.end, inside.span.start + _LONGEST_INLINE)
        ):
            if steps_of(match["number"]) == steps:
                yield match.start("number")

    def _find_printed(self) -> Iterator[tuple[tuple[str, Steps], int]]:
        found: dict[tuple[str, Steps], int] = {}
        for match in _PRINTED.finditer(self._text):
            number = match["number"]
            if not _is_label(self._text, match):
                continue
            leaf = self._leaves.at(match.start("number"))
            if leaf is not None:
                steps = (_count(number),) if number.isalpha() else steps_of(number)
                found.setdefault((self.scope(leaf), steps), match.start("number"))
        yield from found.items()

    def _heading_at(self, key: str) -> Clause | None:
        if self._headed is None:
            self._headed = dict(self._find_headed())
        position = self._headed.get(key)
        return self._leaves.at(position) if position is not None else None

    def _find_headed(self) -> Iterator[tuple[str, int]]:
        """The headings of schedules by name, the first of each; lines of a list of schedules are none."""
        headings = [
            match
            for match in _HEADED.finditer(self._whole)
            if _is_heading(match["before"], match["word"], match["rest"])
        ]
        listed: set[int] = set()
        for before, after in pairwise(headings):
            if after.start() - before.end() <= _NEXT_LINE:
                listed.update((before.start(), after.start()))
        found: dict[str, int] = {}
        for match in headings:
            if match.start() not in listed:
                found.setdefault(schedule_key(match["word"], match["value"]), match.start())
        yield from found.items()

    def item(self, clause: Clause, items: Steps) -> Clause | None:
        """The leaf in whose words the items of ``clause`` are printed: "(b)", or "b." at a line's start.

        Where the words hold the first items only, it is the leaf of the last one that they hold.
        """
        if self._items is None:
            self._items = self._find_items()
        position, found = clause.span.start, None
        for item in items:
            places = self._items.get(item, [])
            index = bisect_left(places, position)
            if index == len(places) or places[index] >= clause.span.end:
                break
            found = places[index]
            position = found + 1
        return self._leaves.at(found) if found is not None else None

    def _find_items(self) -> dict[str, list[int]]:
        """Where each item is printed, in order, but for where it is only mentioned: "clauses (a) and (b)"."""
        found: dict[str, list[int]] = defaultdict(list)
        for match in _ENUMERATOR.finditer(self._text):
            index = bisect_right(self._mentioned, (match.end(), 0)) - 1
            if index < 0 or match.start() >= self._mentioned[index][1]:
                found[match["paren"] or match["bare"]].append(match.start())
        return found


def _bare(piece: str) -> str:
    """A label without the term or the heading that it names: '1(a) "Term" (i)', "2. SUPPLY"."""
    headed = _NUMBERED_HEADING.match(piece)
    return headed[1] if headed else _TERM.sub("", piece)


def steps_of(number: str) -> Steps:
    """The levels of a printed number: "Section 2.03(a)" is 2, 3, a.

    >>> steps_of("Section 2.03(a)")
    ('2', '3', 'a')
    """
    bare = _WORDED.sub("", number)
    head = bare.strip(" .:)")
    if head.isalpha() and (len(head) > 1 or head in "IVX") and head.isupper() and (count := roman(head)):
        return (str(count),)
    return tuple(step.lstrip("0") or "0" if step.isdigit() else step for step in _STEP.findall(bare))


def _count(value: str) -> str:
    spelled = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
    if value.lower() in spelled:
        return str(spelled.index(value.lower()) + 1)
    return str(roman(value) or value.lstrip("0") or value)


def _is_label(text: str, match: re.Match[str]) -> bool:
    """Whether a printed number heads a clause: a word before it ("Section 8.4") may as well refer."""
    if not match["word"]:
        return bool(match["mark"]) or "." in match["number"]
    before = text[max(0, match.start() - 4) : match.start()]
    rest = text[match.end() : match.end() + 4].lstrip(" .:")
    return (match.start() == 0 or "\n\n" in before) and (not rest or not rest[0].islower())


def _other_numeral(key: str) -> str:
    """The name with its roman numeral in digits, or its digits as a roman numeral."""
    word, _, value = key.partition(" ")
    if value in _ROMAN:
        return f"{word} {_ROMAN[value]}"
    count = roman(value)
    return f"{word} {count}" if count and count < 50 else key


def _is_heading(before: str, word: str, rest: str) -> bool:
    """Whether the line on which a schedule is named is its heading; behind other words only with a title behind a dash."""
    title = rest.strip(" \t.:–—-(")
    if rest.strip() == ".":
        return False  # the end of a sentence
    if not word[0].isupper() or (title and not is_capitals(title) and not is_title_case(title)):
        return False
    return not before.strip(' \t“"[(') or rest.lstrip()[:1] in ("–", "—")
