"""The cross-references of a contract: which clause each points to, that it points outside, or that it points nowhere.

Promises: a reference lies in the leaf that is its clause; its target is a clause of the document; references are in text
order and disjoint. The labels and headings of clauses, and a table of contents, are none. What is only perhaps a reference
("the preceding paragraph", "paragraph (c)" where no list has a (c)) is left out: a reference without target means that the
contract has no such part. Pure; the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexassist.parsing.clauses.headings import is_capitals, is_title_case
from lexassist.parsing.terms.bodytext import Leaves, body_text, folded
from lexassist.parsing.terms.citing import Mention, Rank, find_mentions
from lexassist.parsing.terms.labelindex import BODY, LabelIndex
from lexassist.parsing.terms.otherdocuments import Meant, OwnNames, document_meant
from lexassist.types import Clause, ClauseKind, Document, Reference, Span

_STATUTE = 100
"""No contract numbers its clauses so high; statutes do."""
_FEW = 3
"""A text with fewer numbered clauses than this is not cited by number."""
_LINKED = re.compile(r"\s*(?:\([^()]{0,120}\))?\s*[,;]?\s*(?:and/or|and|or|&|,|through|to)?\s*")
_LINE = 200
"""Characters of a line before and behind a reference that are looked at, at most."""


def find_references(document: Document, clauses: tuple[Clause, ...]) -> tuple[Reference, ...]:
    """Every cross-reference in the document's words, in text order."""
    leaves = Leaves(clauses)
    text = body_text(document, leaves)
    groups = tuple(find_mentions(text))
    mentioned = [(mention.start, mention.end) for group in groups for mention in group]
    finder = _Finder(text, leaves, LabelIndex(document, text, clauses, leaves, mentioned))
    found: list[Reference] = []
    for group in groups:
        for reference in finder.read(group):
            if not found or reference.span.start >= found[-1].span.end:
                found.append(reference)
    return tuple(_settled(text, found))


def _settled(text: str, found: list[Reference]) -> Iterator[Reference]:
    """The references; one that points nowhere does so outside where it is listed with, or called like, one outside."""
    elsewhere = {_words(text, reference) for reference in found if reference.outside}
    for run in _runs(text, found):
        # "Section 6.4 (Records), Section 6.5 and Section 6.8 (Claims) of the Separation Agreement": one of them says it.
        together = run[-1].outside and any(reference.dangling for reference in run)
        for reference in run:
            if together or (reference.dangling and _words(text, reference) in elsewhere):
                yield Reference(reference.span, reference.clause, outside=True)
            else:
                yield reference


def _runs(text: str, found: list[Reference]) -> Iterator[list[Reference]]:
    """The references in lists, each with those that stand right behind it."""
    run: list[Reference] = []
    for reference in found:
        if run and not _joined(text, run[-1], reference):
            yield run
            run = []
        run.append(reference)
    if run:
        yield run


def _words(text: str, reference: Reference) -> str:
    return folded(text[reference.span.start : reference.span.end]).lower()


def _joined(text: str, first: Reference, second: Reference) -> bool:
    gap = second.span.start - first.span.end
    return gap <= 140 and _LINKED.fullmatch(text, first.span.end, second.span.start) is not None


class _Nowhere(Exception):
    """The contract has no such part."""


class _Unsure(Exception):
    """It may be no reference, or a part that is not numbered."""


class _Finder:
    """What is known of a document while its references are read."""

    def __init__(self, text: str, leaves: Leaves, index: LabelIndex) -> None:
        self._text, self._leaves, self._index = text, leaves, index
        self._own = OwnNames(text)

    def read(self, group: tuple[Mention, ...]) -> Iterator[Reference]:
        """The references of mentions that stand in one list: what is said behind the last counts for all."""
        meant = document_meant(self._text, group[0].start, group[-1].end, self._own)
        for mention in group:
            leaf = self._leaves.at(mention.start)
            span = Span(mention.start, mention.end)
            if leaf is None or not leaf.span.contains(span) or self._is_label(mention, leaf):
                continue
            reference = self._reference(mention, leaf, span, meant)
            if reference is not None:
                yield reference

    def _reference(self, mention: Mention, leaf: Clause, span: Span, meant: Meant) -> Reference | None:
        if mention.steps and (meant is Meant.OTHER or mention.rank is Rank.RULE):
            outside = meant is Meant.OTHER or _is_rule_number(mention)
            return Reference(span, leaf.id, outside=True) if outside else None
        if mention.rank is Rank.RULE:
            return None
        try:
            return Reference(span, leaf.id, target=self._find(mention, leaf).id)
        except _Unsure:
            return None
        except _Nowhere:
            return self._missing(mention, leaf, span, meant)

    def _missing(self, mention: Mention, leaf: Clause, span: Span, meant: Meant) -> Reference | None:
        """A reference to a part that is not there, when it is sure that it is one, and not into a statute."""
        first = mention.steps[0] if mention.steps else ""
        if mention.rank in (Rank.SECTION, Rank.ARTICLE, Rank.PARAGRAPH):
            if first.isdigit() and (
                any(step.isdigit() and int(step) >= _STATUTE for step in mention.steps)
                or (len(mention.steps) > 1 and mention.steps[1].isupper() and len(first) > 2)
            ):
                return Reference(span, leaf.id, outside=True)
            if self._index.numbered < _FEW:
                return None
        if self._own.amends and meant is not Meant.THIS:
            return Reference(span, leaf.id, outside=True)
        return Reference(span, leaf.id) if mention.sure else None

    def _is_label(self, mention: Mention, leaf: Clause) -> bool:
        """Whether the mention is the label, or stands in the heading, of the clause that starts there."""
        for clause in self._leaves.around(leaf):
            if mention.start < self._head_end(clause):
                return True
        line = self._text.rfind("\n", max(0, mention.start - _LINE), mention.start) + 1
        if not line and mention.start > _LINE:
            line = mention.start - _LINE
        rest = self._text[mention.end : _line_end(self._text, mention.end)]
        dashed = mention.rank is Rank.SCHEDULE and rest.lstrip()[:1] in ("–", "—", "-")
        if dashed and _is_title(rest):
            return True
        if self._text[line : mention.start].strip(" \t“\"'‘(["):
            return False
        if (dashed and rest[:1] == " ") or (mention.rank is Rank.SCHEDULE and rest.strip(" .:") and _is_title(rest)):
            return True
        before = self._text[max(0, line - 200) : line]
        shown = before.rstrip()
        if shown and before.count("\n", len(shown)) < 2 and shown[-1] not in '.;:!?”"':
            return False
        return _is_title(rest)

    def _head_end(self, clause: Clause) -> int:
        """Where the label and heading of a clause end."""
        start = clause.span.start
        while start < clause.span.end and self._text[start].isspace():
            start += 1
        if not clause.heading:
            return start + 1 if clause.label else start
        limit = min(clause.span.end, start + len(clause.heading) + 80)
        found = self._text.find(clause.heading, start, limit)
        return found + len(clause.heading) if found >= 0 else start + 1

    def _find(self, mention: Mention, leaf: Clause) -> Clause:
        """The clause that is meant. Raises _Nowhere or _Unsure."""
        if not mention.steps:
            return self._enclosing(mention, leaf)
        outer = self._outer(mention, leaf)
        if mention.rank is Rank.SCHEDULE:
            return self._schedule(mention)
        if mention.rank is Rank.RECITAL:
            return _sure(self._index.recital(mention.steps[0]))
        scope = self._index.scope(outer or leaf)
        if mention.rank is Rank.ARTICLE:
            return self._article(mention, leaf, scope)
        if mention.inner:
            return self._inner(mention, outer, leaf)
        return self._number(mention, leaf, scope, outer)

    def _outer(self, mention: Mention, leaf: Clause) -> Clause | None:
        """The clause that the mention is said to be part of."""
        if mention.within is None or not mention.within.steps:
            return None
        if mention.within.rank is Rank.ARTICLE and mention.within.word.startswith("part"):
            return self._outer(mention.within, leaf)
        return self._find(mention.within, leaf)

    def _enclosing(self, mention: Mention, leaf: Clause) -> Clause:
        """The part that "this Section" means from within it."""
        around = [clause for clause in self._leaves.around(leaf) if clause.label]
        labelled = [
            clause
            for index, clause in enumerate(around)
            if index + 1 == len(around) or around[index + 1].label != clause.label
        ]
        for clause in labelled:
            steps = self._index.steps(clause)
            if mention.rank is Rank.SCHEDULE:
                if not steps and clause.kind is ClauseKind.SCHEDULE and clause.label.lower().startswith(mention.word):
                    return clause
            elif mention.rank is Rank.ARTICLE:
                own = self._index.steps(labelled[0])
                if clause.label.split(", ")[-1].lower().startswith(mention.word) or (
                    len(steps) == 1 and own[:1] == steps
                ):
                    return clause
            elif mention.rank is Rank.PARAGRAPH or (steps and all(step.isdigit() for step in steps)):
                return clause
        raise _Unsure

    def _schedule(self, mention: Mention) -> Clause:
        name, items = mention.steps[0], mention.steps[1:]
        found = self._index.schedule(mention.word, name)
        if found is None and name[:2] in ("10", "99") and "." in name:
            raise _Unsure  # the number of the file among others that were filed with it
        if found is None and any(
            self._index.schedule(mention.word, name[:cut]) for cut in (1, 2, 3) if cut < len(name)
        ):
            raise _Unsure
        found = _sure(found)
        return (self._index.item(found, items) if items else None) or found

    def _article(self, mention: Mention, leaf: Clause, scope: str) -> Clause:
        count, items = mention.steps[0], mention.steps[1:]
        if items:
            return self._number(mention, leaf, scope, None)
        found = self._index.article(count, scope)
        if found is None and (mention.word.startswith("part") or not (count.isdigit())):
            raise _Unsure
        return _sure(found or self._index.printed((count,), scope) or self._index.first_of(count, scope))

    def _inner(self, mention: Mention, outer: Clause | None, leaf: Clause) -> Clause:
        """An item of a list: of the part that is named, else of the nearest part around that has it."""
        if outer is not None:
            steps = (*self._index.steps(outer), *mention.steps)
            found = (
                self._index.number(steps, self._index.scope(outer), near=outer) if self._index.steps(outer) else None
            )
            found = found or self._index.item(outer, mention.steps)
            if found is None:
                raise _Unsure
            return found
        # "clause (ii)" is an item of the sentence it stands in, "subsection (b)" one of the numbered parts around.
        if mention.rank is Rank.SECTION and (found := self._index.item(leaf, mention.steps)):
            return found
        around = tuple(self._leaves.around(leaf))
        for clause in around:
            steps = self._index.steps(clause)
            below = (
                self._index.number((*steps, *mention.steps), self._index.scope(clause), near=leaf) if steps else None
            )
            if below is not None and clause.span.contains(below.span):
                return below
        for clause in around:
            if found := self._index.item(clause, mention.steps):
                return found
        raise _Unsure

    def _number(self, mention: Mention, leaf: Clause, scope: str, outer: Clause | None) -> Clause:
        """The clause of a number; where the tree ends above it, the leaf that its words stand in."""
        index, steps = self._index, mention.steps
        article = index.article_of(outer) if outer else ""
        if outer is not None and scope != BODY and not index.steps(outer):
            return self._in_schedule(steps, outer, scope)
        if found := index.number(steps, scope, near=leaf, article=article):
            return found
        for cut in range(len(steps) - 1, 0, -1):
            head, rest = steps[:cut], steps[cut:]
            parent = index.number(head, scope, near=leaf, article=article)
            if parent is None:
                continue
            level = rest[0].isdigit() and f"({rest[0]})" not in self._text[mention.start : mention.end]
            return self._elsewhere(steps, scope, None if level else index.item(parent, rest))
        return self._elsewhere(steps, scope, self._printed_head(steps, scope))

    def _elsewhere(self, steps: tuple[str, ...], scope: str, found: Clause | None) -> Clause:
        """What was found, else the leaf in which the number is printed, or the clause of that number in another schedule."""
        index = self._index
        found = found or index.printed(steps, scope) or index.anywhere(steps)
        if found is None and index.occurs(steps):
            raise _Unsure
        return _sure(found)

    def _printed_head(self, steps: tuple[str, ...], scope: str) -> Clause | None:
        """The leaf in which the number without its items is printed."""
        digits = tuple(step for step in steps if step.isdigit())
        return self._index.printed(digits, scope) if digits and digits != steps else None

    def _in_schedule(self, steps: tuple[str, ...], outer: Clause, scope: str) -> Clause:
        index = self._index
        found = index.number(steps, scope, near=outer)
        if found is not None and index.scope(found) == scope:
            return found
        return index.printed(steps, scope, inside=outer) or outer


def _sure(clause: Clause | None) -> Clause:
    if clause is None:
        raise _Nowhere
    return clause


def _is_rule_number(mention: Mention) -> bool:
    return len(mention.steps) > 1 or len(mention.steps[0]) >= 3


def _is_title(rest: str) -> bool:
    """Whether the rest of a line is nothing or a title."""
    words = rest.strip(" .:–—-\t")
    return not any(map(str.isalpha, words)) or (len(words) < 80 and (is_capitals(words) or is_title_case(words)))


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position, position + _LINE)
    return min(len(text), position + _LINE) if end < 0 else end
