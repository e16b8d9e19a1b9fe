"""Web pages to lines: the words that a browser shows, in order. Nothing is fetched and nothing is run.

Promises: a block is a line with an empty one behind it, an item of an ordered list begins with its number, a row of a table is
one line with tabs; what inline styles, simple rules of its own style sheets and the ``hidden`` attribute hide is kept apart,
in a remark. Does not know layout, nor what scripts would write. Nesting of any depth is read without recursion.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from lexassist.parsing.pages import RawDocument, RawLine
from lexassist.parsing.text.plain import decode, nothing_in
from lexassist.parsing.text.portions import cut_portions, row_lines, text_line
from lexassist.parsing.text.weblists import OpenList, list_style, number_backwards, open_list, whole, write_label
from lexassist.parsing.text.webstyle import Rules, Shown
from lexassist.types import Remark, RemarkKind

_DEEPEST = 5_000
"""Elements within elements; deeper ones are read as if their tags were not there."""
_MOST_COLUMNS = 64
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_DROPPED = frozenset(
    "head script style title template noscript iframe object applet audio video canvas svg math datalist select".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_CLOSES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ol", "ul", "menu"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "tr": (frozenset({"td", "th", "tr"}), frozenset({"table"})),
}
_LOOK_BACK = 200
_BARRIERS = frozenset({"td", "th", "table"})
"""What the end of an element outside does not end."""
_PARTS_OF_ROWS = frozenset({"td", "th", "tr", "tbody", "thead", "tfoot"})
_PARTS_OF_TABLES = _PARTS_OF_ROWS | {"table"}
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_MOST_TEXT = 20_000
_BLANK = RawLine("")


def read_webpage(data: bytes) -> RawDocument:
    """The words that a web page shows, in portions of about a printed page.

    Raises:
        ReadError: it is not text, or shows none.
    """
    named = _CHARSET.search(data[:4096])
    lines, remarks = page_lines(decode(data, named=named[1].decode("ascii") if named else ""))
    if not any(line.text for line in lines):
        raise nothing_in("The web page")
    return RawDocument(cut_portions(lines), paged=False, remarks=remarks)


def page_lines(text: str) -> tuple[tuple[RawLine, ...], tuple[Remark, ...]]:
    """The lines of a web page, an empty one between paragraphs, and what a reader must know besides."""
    page = _WebPage()
    page.feed(_tamed(text))
    page.close()
    return tuple(page.finish()), tuple(page.remarks())


@dataclass(slots=True)
class _Table:
    """An open table: the lines of each cell of the row being read, and the columns that cells above still cover."""

    cells: list[list[RawLine]] = field(default_factory=list)
    covered: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """An open element. ``outer`` is where its lines go once it ends, for a cell."""

    tag: str
    shown: Shown
    dropped: bool = False
    kept: bool = False
    """White space counts."""
    items: OpenList | None = None
    table: _Table | None = None
    outer: list[list[str] | RawLine] | None = None
    rows: int = 1


class _WebPage(HTMLParser):
    """Reads tags and text as they come."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open = [_Open("", Shown())]
        self._tags: Counter[str] = Counter()
        self._out: list[list[str] | RawLine] = []
        self._line: list[str] = []
        self._rules = Rules()
        self._hidden: list[str] = []
        self._active: Counter[str] = Counter()
        self._fetched: list[str] = []

    def finish(self) -> Iterator[RawLine]:
        """The lines that have been read."""
        while len(self._open) > 1:
            self._pop()
        self._end_line()
        yield from _as_lines(self._out)

    def remarks(self) -> Iterator[Remark]:
        """Hidden words, and what the page would run or fetch."""
        words = [" ".join(text.split()) for text in self._hidden]
        if any(words):
            message = "The page holds words that a browser does not show; they are left out of the text."
            yield Remark(RemarkKind.HIDDEN_TEXT, message, text="\n".join(filter(None, words))[:_MOST_TEXT])
        if self._active:
            told = ", ".join(
                f"{count} {name}{'s' if count > 1 else ''}" for name, count in sorted(self._active.items())
            )
            message = f"The page holds active content ({told}); nothing was run or fetched."
            yield Remark(RemarkKind.ACTIVE_CONTENT, message, text="\n".join(self._fetched)[:_MOST_TEXT])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, and those of its elements that are only implied are closed."""
        values = {name: value or "" for name, value in attrs}
        self._note_active(tag, values)
        self._close_implied(tag)
        if tag in ("br", "hr", "input"):
            self._void(tag, values)
        if tag in _VOID or len(self._open) >= _DEEPEST:
            return
        if tag in _BLOCKS:
            self._end_line(apart=tag not in _PARTS_OF_ROWS)
        above = self._open[-1]
        element = _Open(tag, self._rules.shown(above.shown, tag, values))
        element.dropped = above.dropped or tag in _DROPPED
        element.kept = above.kept or tag in ("pre", "textarea")
        self._open.append(element)
        self._tags[tag] += 1
        self._begin(element, values)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of this name, and all that it holds."""
        if tag == "br":
            self._void(tag, {})
        if tag in _VOID or not self._tags[tag]:
            return
        for element in reversed(self._open[-_LOOK_BACK:]):
            if element.tag == tag:
                while self._pop() != tag:
                    pass
                return
            if element.tag in _BARRIERS and tag not in _PARTS_OF_TABLES:
                return

    def handle_data(self, data: str) -> None:
        """Text, where it is shown."""
        element = self._open[-1]
        if element.tag == "style":
            self._rules.add(data)
        if element.dropped or not data:
            return
        if not element.shown.visible:
            if data.strip():
                self._hidden.append(data)
        elif not element.kept:
            self._line.append(data.replace("\n", " ").replace("\r", " ").replace("\f", " "))
        else:
            first, *others = data.split("\n")
            self._line.append(first)
            for other in others:
                self._break_line()
                self._line.append(other)

    def _begin(self, element: _Open, values: dict[str, str]) -> None:
        if element.tag in ("ol", "ul", "menu"):
            element.items = open_list(element.tag, values)
        elif element.tag == "li":
            self._label(element, values)
        elif element.tag == "table":
            element.table = _Table()
        elif element.tag in ("td", "th"):
            self._begin_cell(element, values)

    def _label(self, element: _Open, values: dict[str, str]) -> None:
        """Write the number of an item."""
        around = next((other.items for other in reversed(self._open[-_LOOK_BACK:]) if other.items is not None), None)
        if around is None or element.dropped or not element.shown.visible:
            return
        around.count = whole(values.get("value", ""), around.count)
        style = list_style(values) or around.style
        self._line.append(write_label(around.count, style))
        if around.step < 0 and around.count == 0:
            around.waiting.append((self._line, len(self._line) - 1))
        else:
            around.count += around.step

    def _begin_cell(self, element: _Open, values: dict[str, str]) -> None:
        table = self._table()
        if table is None:
            return
        across, down = (
            min(max(whole(values.get(name, ""), 1), 1), limit) for name, limit in (("colspan", 64), ("rowspan", 1000))
        )
        while table.covered.get(len(table.cells), 0) > 0 and len(table.cells) < _MOST_COLUMNS:
            table.covered[len(table.cells)] -= 1
            table.cells.append([])
        if down > 1:
            for column in range(len(table.cells), len(table.cells) + across):
                table.covered[column] = down
        element.outer, self._out = self._out, []
        element.rows = across

    def _pop(self) -> str:
        """Close the innermost element; its name."""
        element = self._open.pop()
        self._tags[element.tag] -= 1
        if element.tag in _BLOCKS:
            self._end_line(apart=element.tag not in _PARTS_OF_ROWS)
        if element.outer is not None:
            self._end_cell(element)
        elif element.tag in ("tr", "table"):
            self._end_row(element.table or self._table())
        if element.items is not None and element.items.waiting:
            number_backwards(element.items)
        if element.tag == "table":
            self._out.append(_BLANK)
        return element.tag

    def _end_cell(self, element: _Open) -> None:
        lines = list(_as_lines(self._out))
        self._out = element.outer or []
        table = self._table()
        if table is None:
            self._out += lines
        elif len(table.cells) < _MOST_COLUMNS:
            table.cells += [lines, *([] for _ in range(element.rows - 1))]

    def _end_row(self, table: _Table | None) -> None:
        if table is None:
            return
        cells = table.cells
        for column in range(len(cells)):
            table.covered[column] = max(0, table.covered.get(column, 0) - 1)
        table.cells = []
        self._out += row_lines(cells)

    def _table(self) -> _Table | None:
        return next((other.table for other in reversed(self._open[-_LOOK_BACK:]) if other.table is not None), None)

    def _close_implied(self, tag: str) -> None:
        if tag in _BLOCKS and tag not in ("td", "th", "tr", "li", "dd", "dt") and self._open[-1].tag == "p":
            self._pop()
        closes, until = _CLOSES.get(tag, (frozenset(), frozenset()))
        for depth in range(len(self._open) - 1, max(0, len(self._open) - _LOOK_BACK), -1):
            name = self._open[depth].tag
            if not closes or name in until:
                return
            if name in closes:
                while len(self._open) > depth:
                    self._pop()
                if tag != "tr":
                    return

    def _void(self, tag: str, values: dict[str, str]) -> None:
        if tag == "hr":
            self._end_line()
        elif tag == "br":
            self._break_line()
        elif values.get("type", "text").lower() in ("text", "email", "date", "number", "tel"):
            self.handle_data(values.get("value", ""))
        elif values.get("type", "").lower() in ("checkbox", "radio"):
            self.handle_data("☒ " if "checked" in values else "☐ ")

    def _break_line(self) -> None:
        self._out.append(self._line)
        self._line = []

    def _end_line(self, *, apart: bool = True) -> None:
        """End the line, and unless it belongs with what follows, the paragraph."""
        if any(part.strip() for part in self._line):
            self._out.append(self._line)
        self._line = []
        if apart and self._out and self._out[-1] is not _BLANK:
            self._out.append(_BLANK)

    def _note_active(self, tag: str, values: dict[str, str]) -> None:
        source = values.get("src") or values.get("data") or (values.get("href", "") if tag == "link" else "")
        if tag in ("script", "iframe", "frame", "object", "embed", "applet", "form"):
            self._active[tag] += 1
        elif tag in ("img", "link", "audio", "video", "source") and re.match(
            r"(?:https?:)?//", source.strip(), re.IGNORECASE
        ):
            self._active["picture from elsewhere" if tag == "img" else "file from elsewhere"] += 1
        elif tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self._active["redirection"] += 1
        elif any(name.startswith("on") for name in values):
            self._active["script"] += 1
        else:
            return
        target = source or values.get("action", "")
        if target and len(self._fetched) < 1000:
            self._fetched.append(f"{tag}: {target[:500]}")


def _tamed(text: str) -> str:
    """The page without comments and without markup that has no end: the parser would look for it again and again."""
    parts: list[str] = []
    place = 0
    while (start := text.find("<!--", place)) >= 0:
        parts.append(text[place:start])
        end = text.find("-->", start + 2)
        place = len(text) if end < 0 else end + 3
    parts.append(text[place:])
    whole = "".join(parts).replace("<![", "<!-[").replace("\x00", "")
    last = whole.rfind(">") + 1
    return whole[:last] + whole[last:].replace("<", "&lt;")


def _as_lines(out: list[list[str] | RawLine]) -> Iterator[RawLine]:
    return (line if isinstance(line, RawLine) else text_line("".join(line)) for line in out)
