"""Prints a parsed contract as a PDF, the same bytes each time.

Promised: fonts are the PDF standard fonts or the one that ships with reportlab, so that no font of the machine is
needed; no clock and no random number enters the file. Not known here: where files lie, what the words mean.
"""

# reportlab ships no types, and none are needed to check what is ours.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from contract_markup import Block, BlockKind, Contract, Layout, strip_emphasis
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

_FACES = {
    "times": ("Times-Roman", "Times-Bold"),
    "helvetica": ("Helvetica", "Helvetica-Bold"),
    "courier": ("Courier", "Courier-Bold"),
    "vera": ("Vera", "VeraBd"),
}
_STEP = 30.0
_MAX_PASSES = 4
_LONG_WORD = re.compile(r"\b[A-Za-z][a-z]{7,}\b")
_ENDING = re.compile(r"(?<=[a-z]{3})(?=(?:tions?|ments?|ness|sions?|ship|sors?|sees?|ances?|ably|able|ings?)$)")
_DOUBLE = re.compile(r"(?<=[A-Za-z][aeiou][lmnprst])(?=[bcdfgmnpstv][aeiou][a-z]{2})")


@dataclass(slots=True)
class _Places:
    """Where the headings fell in the last pass, for the table of contents and "page 3 of 9"."""

    pages: int = 0
    entries: list[tuple[str, int]] = field(default_factory=list)


def page_size(layout: Layout) -> tuple[float, float]:
    """Width and height of a contract's paper in points."""
    width, height = A4 if layout.paper == "a4" else LETTER
    return float(width), float(height)


def draw_pdf(contract: Contract) -> bytes:
    """Print a contract; the passes are repeated until the page numbers in it are true."""
    _register_vera()
    places = _Places()
    for _ in range(_MAX_PASSES):
        data, found = _draw_once(contract, places)
        if found == places:
            return data
        places = found
    raise RuntimeError(f"{contract.name}: page numbers did not settle in {_MAX_PASSES} passes; shorten its contents")


def _register_vera() -> None:
    folder = Path(reportlab.__file__).parent / "fonts"
    for name, file in (("Vera", "Vera.ttf"), ("VeraBd", "VeraBd.ttf"), ("VeraIt", "VeraIt.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="VeraBd", italic="VeraIt", boldItalic="VeraBd")


def _draw_once(contract: Contract, before: _Places) -> tuple[bytes, _Places]:
    layout, found, buffer = contract.layout, _Places(), BytesIO()
    width, height = page_size(layout)
    document = BaseDocTemplate(
        buffer, pagesize=(width, height), invariant=1, title=contract.title, author="LexAssist sample contracts"
    )
    margin = layout.margin
    frame = Frame(margin, margin, width - 2 * margin, height - 2 * margin, 0, 0, 0, 0)

    def furnish(canvas: Canvas, _document: BaseDocTemplate) -> None:
        found.pages = canvas.getPageNumber()
        _draw_furniture(canvas, layout, found.pages, before.pages)

    def note_heading(flowable: Flowable) -> None:
        entry = getattr(flowable, "contents_entry", None)
        if entry is not None:
            found.entries.append((entry, document.page))

    document.addPageTemplates([PageTemplate(frames=[frame], onPage=furnish)])
    document.afterFlowable = note_heading
    document.build(list(_Printer(layout, before).print(contract.blocks)))
    return buffer.getvalue(), found


def _draw_furniture(canvas: Canvas, layout: Layout, page: int, pages: int) -> None:
    width, height = page_size(layout)
    canvas.saveState()
    canvas.setFont(_FACES[layout.face][0], 8)
    for text, y in ((layout.head, height - layout.margin + 22), (layout.foot, layout.margin - 34)):
        parts = [part.strip().format(page=page, pages=pages) for part in text.split("|")]
        left, centre, right = (*parts, "", "", "")[:3]
        canvas.drawString(layout.margin, y, left)
        canvas.drawCentredString(width / 2, y, centre)
        canvas.drawRightString(width - layout.margin, y, right)
    canvas.restoreState()


def _hyphenate(word: re.Match[str]) -> str:
    """Put soft hyphens where a long word may break: before a common ending, and between two consonants."""
    return _DOUBLE.sub("\u00ad", _ENDING.sub("\u00ad", word[0]))


class _Printer:
    """Turns blocks into flowables in one layout."""

    def __init__(self, layout: Layout, places: _Places) -> None:
        self._layout = layout
        self._places = places
        self._plain, self._bold = _FACES[layout.face]

    def print(self, blocks: tuple[Block, ...]) -> Iterator[Flowable]:
        """Yield the flowables of a whole contract, in order."""
        for block, following in pairwise((*blocks, None)):
            assert block is not None
            yield from self._print_block(block)
            if following is not None and following.kind is BlockKind.SIGNATURE and block.kind is not following.kind:
                yield Spacer(1, 10)

    def _print_block(self, block: Block) -> Iterator[Flowable]:
        match block.kind:
            case BlockKind.TITLE:
                yield self._centred(block.text, self._layout.size + 5, bold=True)
            case BlockKind.PART:
                yield from self._print_part(block)
            case BlockKind.CENTRED:
                yield self._centred(block.text, self._layout.size, bold=False)
            case BlockKind.TABLE:
                yield from self._print_table(block)
            case BlockKind.SIGNATURE:
                yield self._signature(*block.rows[0])
            case BlockKind.PAGE_BREAK:
                yield PageBreak()
            case BlockKind.CONTENTS:
                yield from self._print_contents()
            case BlockKind.CLAUSE if block.marker.lower().startswith("article"):
                yield from self._print_article(block)
            case _:
                yield self._paragraph(block)

    def _mark_up(self, text: str) -> str:
        escaped = escape(text)
        if self._layout.hyphenate:
            escaped = _LONG_WORD.sub(_hyphenate, escaped)
        bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escaped)
        return re.sub(r"(?<!\w)_([^_]+)_(?!\w)", r"<i>\1</i>", bold)

    def _style(self, **changes: object) -> ParagraphStyle:
        size = self._layout.size
        values: dict[str, object] = {
            "fontName": self._plain,
            "fontSize": size,
            "leading": size * self._layout.leading,
            "alignment": TA_JUSTIFY if self._layout.justify else TA_LEFT,
            "spaceAfter": size * 0.6,
            "bulletFontName": self._plain,
            "bulletFontSize": size,
            "allowWidows": 0,
            "allowOrphans": 0,
        }
        return ParagraphStyle("body", **{**values, **changes})

    def _centred(self, text: str, size: float, *, bold: bool) -> Flowable:
        font = self._bold if bold else self._plain
        style = self._style(
            alignment=TA_CENTER, fontName=font, fontSize=size, leading=size * 1.3, spaceAfter=size, keepWithNext=1
        )
        return Paragraph(self._mark_up(text), style)

    def _print_part(self, block: Block) -> Iterator[Flowable]:
        yield Spacer(1, self._layout.size * 0.6)
        heading = self._centred(block.marker, self._layout.size + 1, bold=True)
        if block.text:
            heading.contents_entry = f"{block.marker}: {block.text}"
        yield heading
        if block.text:
            yield self._centred(block.text, self._layout.size, bold=True)

    def _print_article(self, block: Block) -> Iterator[Flowable]:
        yield Spacer(1, self._layout.size * 0.5)
        style = self._centred("", self._layout.size, bold=True).style
        heading = Paragraph(f"{block.marker}<br/>{escape(strip_emphasis(block.text))}", style)
        heading.contents_entry = f"{block.marker}: {strip_emphasis(block.text)}"
        yield heading

    def _paragraph(self, block: Block) -> Flowable:
        heading = block.text.startswith("**") and block.text.endswith("**") and block.text.count("**") == 2
        heading = heading and block.kind is BlockKind.CLAUSE
        text = self._mark_up(block.text)
        level = block.level
        if self._layout.inline:
            left, first = _STEP * max(level - 2, 0), _STEP if level > 1 else 0.0
            style = self._style(leftIndent=left, firstLineIndent=first, keepWithNext=1 if heading else 0)
            paragraph = Paragraph(f"{block.marker}&nbsp;&nbsp;&nbsp;{text}" if block.marker else text, style)
        else:
            indent = {0: 0.0, 1: 1.2, 2: 1.2}.get(level, 1.2 + (level - 2) * 0.95) * _STEP
            bullet = 0.0 if level <= 2 else indent - 0.95 * _STEP
            style = self._style(leftIndent=indent, bulletIndent=bullet, keepWithNext=1 if heading else 0)
            if heading:
                style.bulletFontName = self._bold
            paragraph = Paragraph(text, style, bulletText=block.marker or None)
        if heading and level == 1 and "," not in block.label:
            paragraph.contents_entry = f"{block.marker} {strip_emphasis(block.text)}"
        return paragraph

    def _print_table(self, block: Block) -> Iterator[Flowable]:
        style = self._style(fontSize=self._layout.size - 1, spaceAfter=0, alignment=TA_LEFT)
        bold = self._style(fontSize=self._layout.size - 1, spaceAfter=0, alignment=TA_LEFT, fontName=self._bold)
        cells = [
            [Paragraph(self._mark_up(cell), bold if number == 0 else style) for cell in row]
            for number, row in enumerate(block.rows)
        ]
        rules = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black)]
        if self._layout.grid:
            rules.append(("GRID", (0, 0), (-1, -1), 0.4, colors.black))
        yield Table(cells, style=TableStyle(rules), repeatRows=1)
        yield Spacer(1, self._layout.size)

    def _print_contents(self) -> Iterator[Flowable]:
        yield self._centred("CONTENTS", self._layout.size + 1, bold=True)
        style = self._style(spaceAfter=0)
        rows = [[Paragraph(escape(text), style), str(page)] for text, page in self._places.entries]
        if rows:
            width = page_size(self._layout)[0] - 2 * self._layout.margin
            look = [("FONT", (1, 0), (1, -1), self._plain, self._layout.size), ("ALIGN", (1, 0), (1, -1), "RIGHT")]
            yield Table(rows, colWidths=[width - 40, 40], style=TableStyle(look))

    def _signature(self, party: str, name: str, title: str) -> Flowable:
        line = "_" * 34
        style = self._style(alignment=TA_LEFT)
        if self._layout.paper == "letter":
            lines = [f"<b>{escape(party)}</b>", f"By: {line}", f"Name: {escape(name)}", f"Title: {escape(title)}"]
        else:
            who = f", {escape(title)}, for and on behalf of <b>{escape(party)}</b>" if party else ""
            lines = [f"Signed by <b>{escape(name)}</b>{who}", line]
        return KeepTogether([*(Paragraph(text, style) for text in lines), Spacer(1, self._layout.size)])
