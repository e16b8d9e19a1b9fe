"""Word documents to pages of lines: paragraphs with their automatic numbers, and tables a row a line.

The only reader that meets python-docx. Tracked insertions are read as accepted, deletions as made. Does not read heads,
feet, footnotes, comments or pictures, and knows no printed pages: about 3,000 characters make one.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table
from docx.text.paragraph import Paragraph

from lexassist.errors import ReadError
from lexassist.parsing.pages import RawDocument, paginate
from lexassist.parsing.plain import PAGE_SIZE
from lexassist.types import ReadStatus

_MAX_UNPACKED = 400 << 20
_MAX_PARTS = 20_000
_BROKEN = (
    OpcError,
    KeyError,
    ValueError,
    AttributeError,
    zipfile.BadZipFile,
    NotImplementedError,
    OSError,
    SyntaxError,
)
_LEFT_OUT = frozenset(
    {qn("w:moveFrom"), qn("w:del"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_SPACES = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_TEXT = qn("w:t")


def read_docx(data: bytes) -> RawDocument:
    """The paragraphs and tables of a Word document.

    Raises:
        ReadError: the file is damaged, would unpack to too much, or holds no text.
    """
    _check_size(data)
    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_lines(document))
    except _BROKEN as error:
        raise ReadError(
            f"The Word document is damaged ({type(error).__name__}).",
            remedy="Open it in Word, save it under a new name, and add that.",
            status=ReadStatus.DAMAGED,
        ) from error
    if not any(line.strip() for line in lines):
        raise ReadError(
            "The Word document holds no text.",
            remedy="If it shows pictures of pages, save it as PDF and run character recognition.",
            status=ReadStatus.EMPTY,
        )
    return RawDocument(paginate(lines, size=PAGE_SIZE))


def _check_size(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ReadError(
            f"The Word document is damaged ({error}).",
            remedy="Open it in Word, save it under a new name, and add that.",
            status=ReadStatus.DAMAGED,
        ) from error
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise ReadError(
            f"The Word document would unpack to more than {_MAX_UNPACKED >> 20} MiB.",
            remedy="Save it as PDF and add that, if you trust where it comes from.",
            status=ReadStatus.DAMAGED,
        )


def _lines(document: WordDocument) -> Iterator[str]:
    """Each line of the body, an empty one after each paragraph and table."""
    numbers = _Numbers(document)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        else:
            label, text = numbers.label(block), _text(block._p)
            yield from f"{label} {text}".strip().split("\n")
        yield ""


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        seen: list[BaseOxmlElement] = []
        for cell in row.cells:
            # A merged cell is given once for each column that it spans.
            if any(cell._tc is other for other in seen):
                continue
            seen.append(cell._tc)
            cells.append(" ".join(_text(cell._tc).split()))
        yield " | ".join(cells)


def _text(element: BaseOxmlElement) -> str:
    """The visible text below an element, as it reads with all changes accepted."""
    parts: list[str] = []
    waiting = [element]
    while waiting:
        node = waiting.pop()
        if node.tag in _LEFT_OUT:
            continue
        if node.tag == _TEXT:
            parts.append(node.text or "")
        elif node.tag in _SPACES:
            parts.append(_SPACES[node.tag])
        elif node.tag == qn("w:p") and parts:
            parts.append(" ")
        waiting.extend(reversed(node))
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of an automatic list: how it counts and how its label is written ("%1.%2")."""

    start: int
    form: str
    pattern: str


class _Numbers:
    """Counts automatic numbers as Word does: one counter a level of a list, deeper ones start anew."""

    def __init__(self, document: WordDocument) -> None:
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        levels = {
            _attribute(abstract, "w:abstractNumId"): dict(_levels(abstract))
            for abstract in numbering.findall(qn("w:abstractNum"))
        }
        for number in numbering.findall(qn("w:num")):
            link = number.find(qn("w:abstractNumId"))
            abstract = _attribute(link, "w:val") if link is not None else ""
            if abstract in levels:
                self._lists[_attribute(number, "w:numId")] = (abstract, levels[abstract])

    def label(self, paragraph: Paragraph) -> str:
        """The paragraph's automatic label, "" where it has none."""
        which, depth = _list_of(paragraph)
        abstract, levels = self._lists.get(which, ("", {}))
        if depth not in levels:
            return ""
        counts = self._counts[abstract]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        label = levels[depth].pattern
        for other, level in levels.items():
            label = label.replace(f"%{other + 1}", _write(counts.get(other, level.start), level.form))
        return label if any(character.isalnum() for character in label) else ""


def _levels(abstract: BaseOxmlElement) -> Iterator[tuple[int, _Level]]:
    for level in abstract.findall(qn("w:lvl")):
        found = {name: level.find(qn(f"w:{name}")) for name in ("start", "numFmt", "lvlText")}
        values = {name: "" if node is None else _attribute(node, "w:val") for name, node in found.items()}
        start = int(values["start"]) if values["start"].isdigit() else 1
        depth = _attribute(level, "w:ilvl")
        if depth.isdigit():
            yield int(depth), _Level(start, values["numFmt"], values["lvlText"])


def _attribute(element: BaseOxmlElement, name: str) -> str:
    return str(element.get(qn(name)) or "")


def _list_of(paragraph: Paragraph) -> tuple[str, int]:
    """The list and level that a paragraph, or else its style, belongs to."""
    elements = [paragraph._p]
    style = paragraph.style
    while style is not None and len(elements) < 12:
        elements.append(style.element)
        style = style.base_style if hasattr(style, "base_style") else None
    depth = ""
    for element in elements:
        properties = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            continue
        level, number = properties.find(qn("w:ilvl")), properties.find(qn("w:numId"))
        depth = depth or ("" if level is None else _attribute(level, "w:val"))
        if number is not None:
            return _attribute(number, "w:val"), int(depth) if depth.isdigit() else 0
    return "", 0


def _write(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman"):
        return _roman(count) if form == "upperRoman" else _roman(count).lower()
    if form in ("bullet", "none"):
        return ""
    return f"{count:02d}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    signs = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    written = ""
    for value, sign in zip(values, signs, strict=True):
        written += sign * (count // value)
        count %= value
    return written
