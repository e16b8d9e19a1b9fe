"""Which lines are a table of contents: they bear labels but are no clauses. Pure.

A table is known by its heading, or by a run of entries that end in page numbers that go up; it ends where the numbers do,
or, where it has none, before the first line of running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lexassist.parsing.clauses.bodylines import BodyLine
from lexassist.parsing.clauses.numbering import Family, Label, read_labels

HEADING = "Table of contents"
"""The heading of the clause that a table of contents becomes: it answers no question."""

_HEADING = re.compile(r"(?:TABLE OF )?CONTENTS|INDEX(?: OF [A-Z ]+)?", re.IGNORECASE)
_LEADER = re.compile(r"(?:[.…·]\s?){4,}\s*(?P<page>[\divx-]*)\s*$|_{4,}\s*(?P<ruled>\d+)\s*$")
_PAGE_AT_END = re.compile(r"(?:^|[^\s$%#]\s+)(?:[A-Z]-)?(?P<page>\d{1,3}|[ivx]{1,5})$")
_ATTACHED = re.compile(
    r"(?:LIST OF )?(?:EXHIBITS?|SCHEDULES?|ANNEX(?:ES)?|APPENDI(?:X|CES)|ATTACHMENTS)(?: AND \w+)?\W*", re.IGNORECASE
)
_LAST = frozenset("0123456789ivx.…·_")
_PAGE_ALONE = re.compile(r"[-– ]*(?:\d{1,3}|[ivx]{1,5})[-– ]*")
_LONGEST_HEADING = 40
_LOOK = 400
_LONGEST = 160
_SKIPPED = 4
"""Lines between two entries that belong to them: entries that ran over, headings without a page."""
_FEWEST = 5
_MOST_TABLES = 20
"""Headings of tables that are looked at: a hostile file may have nothing else."""


def find_contents(lines: Sequence[BodyLine]) -> frozenset[int]:
    """The indexes of the lines that make up tables of contents."""
    pages = [_page(line) for line in lines]
    headings = [index for index, line in enumerate(lines) if _is_heading(line)][:_MOST_TABLES]
    found: set[int] = set()
    for first, last in _runs(lines, pages, headings):
        start = next((index for index in reversed(headings) if index <= first <= index + _SKIPPED + 2), None)
        start = _before_numbers(lines, first) if start is None else start
        found.update(range(start, _behind_attached(lines, last)))
    for start in headings:
        if start not in found:
            found.update(range(start, _behind_bare(lines, start)))
    return frozenset(found)


def _is_heading(line: BodyLine) -> bool:
    return len(line.text) < _LONGEST_HEADING and bool(_HEADING.fullmatch(line.text.strip(" .:-")))


def _page(line: BodyLine) -> int | None:
    """The page number in which an entry ends; 0 where it is roman or missing behind a leader, None for no entry."""
    if len(line.text) > _LONGEST or line.text[-1] not in _LAST:
        return None
    match = _LEADER.search(line.text)
    page = (match["page"] or match["ruled"] or "0") if match else None
    if page is None and (plain := _PAGE_AT_END.search(line.text)):
        page = plain["page"]
    return None if page is None else int(page) if page.isdigit() else 0


def _runs(lines: Sequence[BodyLine], pages: Sequence[int | None], headings: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last line of each run of entries whose page numbers never go down."""
    run: list[int] = []
    highest = 0
    for index, page in enumerate(pages):
        if page is None:
            continue
        if run and (index - run[-1] > _SKIPPED or (page and page < highest)):
            if _is_table(lines, run, headings):
                yield run[0], run[-1]
            run, highest = [], 0
        run.append(index)
        highest = max(highest, page)
    if run and _is_table(lines, run, headings):
        yield run[0], run[-1]


def _is_table(lines: Sequence[BodyLine], run: Sequence[int], headings: Sequence[int]) -> bool:
    """Whether a run of lines that end in numbers is a table of contents and not one of prices."""
    headed = any(index <= run[0] <= index + _SKIPPED + 2 for index in headings)
    if len(run) < (2 if headed else _FEWEST):
        return False
    leaders = sum(bool(_LEADER.search(lines[index].text)) for index in run)
    labels = [label for index in run for label in read_labels(lines[index].text)[:1] if label.family is not Family.ITEM]
    rising = sum(_goes_up(a, b) for a, b in pairwise(labels))
    prose = sum(lines[index].text[-1:] in ".;," for index in range(run[0], run[-1]) if index not in run)
    if prose > len(run) // 3:
        return False
    if leaders > len(run) // 2:
        return True
    return len(labels) >= max(2 if headed else 3, len(run) // 3) and rising >= 0.7 * (len(labels) - 1)


def _goes_up(before: Label, label: Label) -> bool:
    """Whether a label comes behind another of the same table."""
    return label.style != before.style or label.value > before.value


def _before_numbers(lines: Sequence[BodyLine], first: int) -> int:
    """The first line of a table without a heading: what stands above its first page number may belong to it."""
    start = first
    while start > max(0, first - _SKIPPED) and lines[start - 1].page == lines[first].page:
        above = lines[start - 1]
        if above.full or not (read_labels(above.text) or above.text.isupper() or above.text == "Page"):
            break
        start -= 1
    return start


def _behind_attached(lines: Sequence[BodyLine], last: int) -> int:
    """The line behind a table whose last numbered line is ``last``: its list of exhibits has no page numbers."""
    end = last + 1
    latest = next(iter(read_labels(lines[last].text)), None)
    attached = False
    while end < len(lines):
        text = lines[end].text
        label = next(iter(read_labels(text)), None)
        if lines[end].full and label is None:
            break
        listed = label is not None and label.family is Family.SCHEDULE and _is_listed(lines, end)
        further = bool(label and latest and label.style == latest.style and _goes_on(latest, label))
        within = attached and lines[end].page == lines[last].page and label is not None
        if not (_ATTACHED.fullmatch(text) or _PAGE_ALONE.fullmatch(text) or listed or further or within):
            break
        attached = attached or bool(_ATTACHED.fullmatch(text))
        latest = label if further else latest
        end += 1
    return end


def _goes_on(before: Label, label: Label) -> bool:
    """Whether an entry without a page number is one more of its table."""
    return label.family in (Family.NUMBER, Family.SECTION) and label.value[:-1] == before.value[:-1] != ()


def _is_listed(lines: Sequence[BodyLine], index: int) -> bool:
    """Whether the name of an exhibit stands among others, or right under an entry, and not over its text."""
    if not lines[index].gap and lines[index].page == lines[index - 1].page:
        return True
    around = [lines[other] for other in (index - 2, index - 1, index + 1, index + 2) if 0 <= other < len(lines)]
    others = (next(iter(read_labels(line.text)), None) for line in around)
    return any(label is not None and label.family is Family.SCHEDULE for label in others)


def _behind_bare(lines: Sequence[BodyLine], start: int) -> int:
    """The line behind a table without page numbers, which starts at ``start``.

    It is where an entry comes again just before running text; else only the heading is taken.
    """
    stop = min(len(lines), start + _LOOK)
    prose = next((index for index in range(start + 1, stop) if _is_prose(lines[index])), stop)
    if sum(bool(read_labels(line.text)) for line in lines[start:prose]) < _FEWEST:
        return start + 1
    words = [_words(line.text) for line in lines[start:prose]]
    first = next(index for index in range(start + 1, prose) if read_labels(lines[index].text))
    for index in range(first + 1, prose):
        if lines[index].text[:6] == lines[first].text[:6] and words[index - start] == words[first - start]:
            return index
    for index in range(max(2, len(words) - 12), len(words)):
        if len(words[index]) > 4 and words[index] in words[1 : index - 1]:
            return start + index
    return _last_entry(lines, start, prose)


def _last_entry(lines: Sequence[BodyLine], start: int, prose: int) -> int:
    """Behind the last entry before running text that is not the first of the clauses again."""
    labels = [(index, read_labels(lines[index].text)[:1]) for index in range(start + 1, prose)]
    labelled = [(index, each[0]) for index, each in labels if each and each[0].family is not Family.ITEM]
    for index, label in labelled[1:]:
        if (label.style, label.value) == (labelled[0][1].style, labelled[0][1].value):
            return index
    end = labelled[-1][0] + 1 if len(labelled) >= _FEWEST else start + 1
    # The last one heads the running text.
    return end - 1 if end == prose else end


def _is_prose(line: BodyLine) -> bool:
    return line.full and len(line.text.split()) >= 10 and not read_labels(line.text)


def _words(text: str) -> str:
    """What an entry and its clause have in common: the letters of the heading."""
    labels = read_labels(text)
    return re.sub(r"[^a-z]", "", _LEADER.sub("", text[labels[0].end if labels else 0 :]).lower())
