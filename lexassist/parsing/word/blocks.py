"""The paragraphs and tables of one story of a Word document, as lines with the labels that Word shows.

A story is the body, a note, a head or foot, or a text box: each counts its own numbers. A paragraph is a line (more where it
holds line breaks) and an empty line; what hangs on it, notes and text boxes, follows it. A row of a table is one line with a
tab between its cells; a cell that spans columns leaves the others empty, one that goes on from the row above is empty. A row
of which one cell alone holds words is no row but running text: tables also serve as page layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lexassist.parsing.pages import RawLine
from lexassist.parsing.text.portions import row_lines, text_line
from lexassist.parsing.word.numbering import Counters, Label, Lists
from lexassist.parsing.word.package import Element, W, is_on, number, val
from lexassist.parsing.word.runs import MC, Passage, Runs, joins_next
from lexassist.parsing.word.styles import PAPER, Styles, read_shade

_MOST_COLUMNS = 64
_WRAPPERS = frozenset(
    {
        f"{W}sdt",
        f"{W}sdtContent",
        f"{W}customXml",
        f"{W}ins",
        f"{W}moveTo",
        f"{W}smartTag",
        f"{W}hyperlink",
        f"{MC}Choice",
    }
)
_BLANK = RawLine("")


@dataclass(slots=True)
class Findings:
    """What is met on the way and told elsewhere: hidden words, and codes of fields."""

    hidden: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Setting:
    """What all stories of a document share. ``note`` gives the lines of a note by kind and id, each once."""

    styles: Styles
    lists: Lists
    findings: Findings
    note: Callable[[str, str], Iterator[RawLine]]


class Story:
    """Reads one story; its counts go on from call to call."""

    def __init__(self, setting: Setting, *, mark: Callable[[], str] = str) -> None:
        """``mark`` gives the sign of the note that is being read."""
        self._setting = setting
        self._counters = Counters()
        self._runs = Runs(setting.styles, mark=mark)

    def lines(self, element: Element) -> Iterator[RawLine]:
        """The lines below an element, in order, an empty one after each paragraph and table."""
        self._runs.prepare(element)
        yield from self._blocks(element, PAPER, None)
        self._setting.findings.codes += self._runs.codes
        self._runs.codes.clear()

    def _blocks(self, element: Element, background: str | None, after: list[RawLine] | None) -> Iterator[RawLine]:
        """The lines of an element; what hangs on them is put into ``after`` where that is given."""
        joined = _Joined()
        for block in _flat(element):
            if block.tag == f"{W}tbl":
                yield from self._end(joined, after)
                yield from self._table(block, background, after)
                yield _BLANK
            else:
                self._paragraph(block, background, joined)
                if not joined.open:
                    yield from self._end(joined, after)
        yield from self._end(joined, after)

    def _paragraph(self, paragraph: Element, background: str | None, joined: _Joined) -> None:
        """Read a paragraph into the one that it runs on from, if any."""
        properties = paragraph.find(f"{W}pPr")
        style = self._setting.styles.of_paragraph(properties)
        behind = read_shade(properties) or self._setting.styles.shade_of(style) or background
        passage = self._runs.read(paragraph, background=behind)
        why = joins_next(paragraph)
        joined.open = bool(why)
        joined.add(passage)
        # A paragraph without a mark of its own, and without words, is not there: it has no number either.
        if why == "deleted" or (why and not passage.text.strip()) or joined.label is not None:
            return
        place = self._setting.lists.place(properties)
        if place is not None:
            label = self._counters.count(*place)
            joined.label = self._as_shown(label, paragraph, style)

    def _as_shown(self, label: Label, paragraph: Element, style: str) -> Label:
        """The label in capitals, or not at all, where its paragraph's mark or its level says so."""
        styles = self._setting.styles
        mark = styles.run_look(styles.paragraph_look(style), paragraph.find(f"{W}pPr/{W}rPr"))
        look = mark.under(label.look)
        if look.hidden:
            return Label("", "", look)
        return Label(label.text.upper() if look.caps else label.text, label.gap, look)

    def _end(self, joined: _Joined, after: list[RawLine] | None) -> Iterator[RawLine]:
        """The lines of what has been read, and of all that hangs on it."""
        passage, label = joined.take()
        if passage is None:
            return
        self._setting.findings.hidden += [" ".join(text.split()) for text in passage.hidden]
        text = f"{label.text}{label.gap}{passage.text}" if label is not None else passage.text
        yield from (text_line(line) for line in text.split("\n"))
        yield _BLANK
        if after is None:
            yield from self._hanging(passage)
        else:
            after += self._hanging(passage)

    def _hanging(self, passage: Passage) -> Iterator[RawLine]:
        for box, fill in passage.boxes:
            yield from Story(self._setting)._boxed(box, fill)
        for kind, which in passage.notes:
            yield from self._setting.note(kind, which)

    def _boxed(self, box: Element, fill: str | None) -> Iterator[RawLine]:
        self._runs.prepare(box)
        yield from self._blocks(box, fill, None)
        self._setting.findings.codes += self._runs.codes

    def _table(self, table: Element, background: str | None, after: list[RawLine] | None) -> Iterator[RawLine]:
        properties = table.find(f"{W}tblPr")
        coloured = self._setting.styles.colours_tables(val(properties, "tblStyle"))
        background = None if coloured else read_shade(properties) or background
        own: list[RawLine] = []
        for row in _flat(table, f"{W}tr"):
            yield from self._row(row, background, own if after is None else after)
        if own:
            yield from (_BLANK, *own)

    def _row(self, row: Element, background: str | None, after: list[RawLine]) -> Iterator[RawLine]:
        """The lines of a row; what hangs on it is put into ``after``."""
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            return
        clipped = _is_clipped(properties)
        cells: list[list[RawLine]] = [[] for _ in range(_span(properties, "gridBefore", 0))]
        for cell in _flat(row, f"{W}tc"):
            cells += self._cell(cell, background, after)
        told = [lines for lines in cells if any(line.text for line in lines)]
        if clipped or is_on(properties, "hidden"):
            self._setting.findings.hidden += [line.text for lines in told for line in lines if line.text]
        else:
            yield from row_lines(cells)

    def _cell(self, cell: Element, background: str | None, after: list[RawLine]) -> list[list[RawLine]]:
        """A list of lines for each column that the cell covers; those but the first are empty."""
        properties = cell.find(f"{W}tcPr")
        if properties is not None and properties.find(f"{W}cellDel") is not None:
            return []
        covered = _span(properties, "gridSpan", 1)
        if _goes_on(properties, "vMerge") or _goes_on(properties, "hMerge"):
            return [[] for _ in range(covered)]
        lines = list(self._blocks(cell, read_shade(properties) or background, after))
        return [lines, *([] for _ in range(covered - 1))]


@dataclass(slots=True)
class _Joined:
    """The paragraph that is being read: several where a mark between them is deleted or hidden."""

    passage: Passage | None = None
    label: Label | None = None
    open: bool = False

    def add(self, passage: Passage) -> None:
        """Go on with the words of another paragraph."""
        if self.passage is None:
            self.passage = passage
            return
        self.passage.parts += passage.parts
        self.passage.hidden += passage.hidden
        self.passage.notes += passage.notes
        self.passage.boxes += passage.boxes

    def take(self) -> tuple[Passage | None, Label | None]:
        """What has been read, which is forgotten here."""
        taken = self.passage, self.label
        self.passage, self.label, self.open = None, None, False
        return taken


def _flat(element: Element, *tags: str) -> Iterator[Element]:
    """The paragraphs and tables (or elements with these tags) of an element, out of content controls and the like."""
    wanted = tags or (f"{W}p", f"{W}tbl")
    for node in element:
        if node.tag in wanted:
            yield node
        elif node.tag in _WRAPPERS:
            yield from _flat(node, *tags)
        elif node.tag == f"{MC}AlternateContent" and len(node):
            yield from _flat(node[0], *tags)


def _span(properties: Element | None, name: str, default: int) -> int:
    return max(default, min(number(val(properties, name), default), _MOST_COLUMNS))


def _goes_on(properties: Element | None, name: str) -> bool:
    """Whether the cell is the continuation of a merged one."""
    merge = None if properties is None else properties.find(W + name)
    return merge is not None and merge.get(f"{W}val", "continue") != "restart"


def _is_clipped(properties: Element | None) -> bool:
    """Whether a row is so low that nothing in it is seen."""
    height = None if properties is None else properties.find(f"{W}trHeight")
    if height is None or height.get(f"{W}hRule") != "exact":
        return False
    return number(height.get(f"{W}val"), 240) <= 40
