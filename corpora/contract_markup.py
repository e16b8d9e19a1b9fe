"""The light markup in which the sample contracts are written, read into blocks.

One line of a source file is one block. A file starts with a header between two ``---`` lines (``key: value``, see
`Layout`); after it the first characters of a line say what it is::

    # Title                    ^ centred line           @contents   @pagebreak   @sign Party | Name | Title
    ## Schedule 2 | Services   ## PARTIES               (schedules and exhibits prefix the labels of their clauses)
    1. **Heading**             4.2 text                 Section 2.03 **Heading.** text       ARTICLE IV **HEADING**
    (1) party                  (A) recital              > (a) item     >> (i) item           (">" counts the depth)
    + continued text           = "Term" means text      | cell | cell |                      plain text

`**bold**` and `_italic_` mark emphasis. Promised: every block carries the label a lawyer would cite for it
("9.2(b)", "Section 2.03(a)", "Schedule 2, 3", "Recital A"). Not known here: how a page looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

_HEADER_RULE = "---"
_ITEM = re.compile(r"^(>*)\s*(\([A-Za-z0-9]+\))\s+(.*)$")
_ARTICLE = re.compile(r"^(ARTICLE|Article) ([IVXLC]+)\s+(.*)$")
_SECTION = re.compile(r"^(Section \d+(?:\.\d+)?)\.?\s+(.*)$")
_NUMBER = re.compile(r"^(\d+(?:\.\d+)*\.?)\s+(.*)$")
_ANNEXED = re.compile(r"^(Schedule|Exhibit|Annex|Appendix)\b", re.IGNORECASE)
_TEXT_KINDS = {"# ": "title", "^ ": "centred", "+ ": "continuation"}
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"(?<!\w)_([^_]+)_(?!\w)")


class MarkupError(ValueError):
    """A source file breaks the markup; the message says which file, which line and what was expected."""


class BlockKind(StrEnum):
    """What a line of a source file is."""

    TITLE = "title"
    PART = "part"
    CENTRED = "centred"
    CLAUSE = "clause"
    ITEM = "item"
    CONTINUATION = "continuation"
    DEFINITION = "definition"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    SIGNATURE = "signature"
    CONTENTS = "contents"
    PAGE_BREAK = "page_break"


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a contract; `label` is the clause it belongs to, `level` its depth counted from 1."""

    kind: BlockKind
    text: str
    label: str
    marker: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def plain(self) -> str:
        """The block's words as printed, its marker first, without emphasis."""
        cells = " ".join(" ".join(row) for row in self.rows)
        return strip_emphasis(f"{self.marker} {self.text} {cells}").strip()


@dataclass(frozen=True, slots=True)
class Layout:
    """How a contract is printed; `margin` and `size` in points, `head` and `foot` as "left | centre | right"."""

    face: str = "times"
    size: float = 11.0
    leading: float = 1.25
    paper: str = "a4"
    margin: float = 72.0
    head: str = ""
    foot: str = "| {page} |"
    justify: bool = False
    hyphenate: bool = False
    curly: bool = False
    inline: bool = False
    grid: bool = True
    scan: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """A parsed source file; `name` is its file name without the ending."""

    name: str
    title: str
    layout: Layout
    blocks: tuple[Block, ...]

    def text_under(self, label: str) -> str:
        """The words of the clause with that label and of everything nested in it, in order, whitespace folded."""
        inside = (block.plain for block in self.blocks if _is_within(block.label, label))
        return " ".join(" ".join(inside).split())


def strip_emphasis(text: str) -> str:
    """Take the marks for bold and italic out of a text."""
    return _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text))


def read_contract(path: Path) -> Contract:
    """Read one source file.

    Raises:
        MarkupError: the header is missing or wrong, or a clause has no number to hang from.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != _HEADER_RULE or _HEADER_RULE not in lines[1:]:
        raise MarkupError(f"{path.name}: no header; start the file with a block between two '---' lines")
    end = lines.index(_HEADER_RULE, 1)
    layout = _read_layout(path.name, lines[1:end])
    body = [_curl_quotes(line) if layout.curly else line for line in lines[end + 1 :]]
    blocks = tuple(_Reader(path.name, first_line=end + 2).read(body))
    title = next((block.text for block in blocks if block.kind is BlockKind.TITLE), path.stem)
    return Contract(path.stem, strip_emphasis(title), layout, blocks)


def _read_layout(name: str, lines: list[str]) -> Layout:
    known = {field.name: field.type for field in fields(Layout)}
    values: dict[str, str | float | bool] = {}
    for line in lines:
        key, _, value = (part.strip() for part in line.partition(":"))
        if key not in known:
            raise MarkupError(f"{name}: unknown key '{key}' in the header; use one of {', '.join(known)}")
        if known[key] == "bool":
            values[key] = value == "yes"
        else:
            values[key] = float(value) if known[key] == "float" else value
    return Layout(**values)  # type: ignore[arg-type]


def _curl_quotes(line: str) -> str:
    opened = re.sub(r'(^|[\s(\[])"', "\\1\u201c", line)
    return opened.replace('"', "\u201d").replace("'", "\u2019")


def _is_within(label: str, ancestor: str) -> bool:
    if label == ancestor:
        return True
    return label.startswith(ancestor) and label[len(ancestor)] in "(.,"


class _Reader:
    """Keeps the place in the numbering while the lines go by."""

    def __init__(self, name: str, *, first_line: int) -> None:
        self._name = name
        self._line = first_line - 1
        self._annex = ""
        self._base = "Preamble"
        self._items: list[str] = []
        self._level = 0

    def read(self, lines: list[str]) -> Iterator[Block]:
        """Yield the blocks in order; the rows of a table are one block."""
        rows: list[tuple[str, ...]] = []
        for line in (*lines, ""):
            self._line += 1
            if line.startswith("|"):
                rows.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
                continue
            if rows:
                yield Block(BlockKind.TABLE, "", self._label, level=self._level, rows=tuple(rows))
                rows = []
            if line.strip():
                yield self._read_line(line.strip())

    @property
    def _place(self) -> str:
        return f"{self._name}, line {self._line}"

    @property
    def _label(self) -> str:
        return self._base + "".join(self._items)

    def _read_line(self, line: str) -> Block:
        if line.startswith("@"):
            return self._read_directive(line)
        if line.startswith("## "):
            return self._open_part(line[3:])
        if kind := _TEXT_KINDS.get(line[:2]):
            return Block(BlockKind(kind), line[2:], self._label, level=self._level)
        if line.startswith("= "):
            self._items = []
            return Block(BlockKind.DEFINITION, line[2:], self._label, level=2)
        return self._read_numbered(line)

    def _read_directive(self, line: str) -> Block:
        name, _, rest = line[1:].partition(" ")
        if name == "sign":
            return Block(BlockKind.SIGNATURE, "", "Signatures", rows=(tuple(p.strip() for p in rest.split("|")),))
        kinds = {"contents": BlockKind.CONTENTS, "pagebreak": BlockKind.PAGE_BREAK}
        if name not in kinds:
            raise MarkupError(f"{self._place}: unknown directive '@{name}'; use @sign, @contents or @pagebreak")
        return Block(kinds[name], rest, self._label)

    def _open_part(self, text: str) -> Block:
        name, _, heading = (part.strip() for part in text.partition("|"))
        annexed = _ANNEXED.match(name) is not None
        words = name.split()
        label = " ".join([words[0].capitalize(), *words[1:]]) if annexed else name.capitalize()
        self._annex, self._base, self._items, self._level = (label if annexed else ""), label, [], 0
        return Block(BlockKind.PART, heading, self._base, marker=name)

    def _read_numbered(self, line: str) -> Block:
        if item := _ITEM.match(line):
            return self._read_item(len(item[1]), item[2], item[3])
        if article := _ARTICLE.match(line):
            return self._open_clause(f"Article {article[2]}", f"{article[1]} {article[2]}", 1, article[3])
        if section := _SECTION.match(line):
            return self._open_clause(section[1], section[1], 2, section[2])
        if number := _NUMBER.match(line):
            label = number[1].rstrip(".")
            return self._open_clause(label, number[1], label.count(".") + 1, number[2])
        self._items = []
        return Block(BlockKind.PARAGRAPH, line, self._label)

    def _open_clause(self, label: str, marker: str, level: int, text: str) -> Block:
        self._base = f"{self._annex}, {label}" if self._annex else label
        self._items, self._level = [], level
        return Block(BlockKind.CLAUSE, text, self._label, marker=marker, level=level)

    def _read_item(self, depth: int, marker: str, text: str) -> Block:
        if depth == 0:
            is_party = self._base.startswith("Parties")
            self._base = f"Parties {marker}" if is_party else f"Recital {marker.strip('()')}"
            self._level = 1
            return Block(BlockKind.ITEM, text, self._base, marker=marker, level=1)
        if depth > len(self._items) + 1:
            raise MarkupError(f"{self._place}: item {marker} has no parent at depth {depth - 1}; take out a '>'")
        self._items = [*self._items[: depth - 1], marker]
        self._level = 2 + depth
        return Block(BlockKind.ITEM, text, self._label, marker=marker, level=self._level)
