"""Markdown (CommonMark with tables and footnotes) to lines: the words that its reader sees, without the signs of markup.

Numbers of ordered lists stay as labels, counted on where the source repeats one; a row of a table is one line with tabs.
Comments, which no reader sees, are kept apart. Does not know nested structures: it reads line by line.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lexassist.parsing.pages import RawDocument, RawLine
from lexassist.parsing.text.plain import decode, nothing_in
from lexassist.parsing.text.portions import cut_portions, row_line, text_line
from lexassist.types import Remark, RemarkKind

_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|_{3,5})[ \t]*$")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?:\[([ xX])\][ \t]+)?")
_NUMBER = re.compile(r"([ \t]*)([0-9]{1,9})([.)])[ \t]+")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$|[^|]*[^|\\]\|[^|]+")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_CELL = re.compile(r"(?<!\\)\|")
_TARGET = re.compile(r" {0,3}\[(?!\^)[^\]]+\]:\s*\S+")
_NOTE = re.compile(r" {0,3}\[\^([^\]]{1,40})\]:[ \t]*")
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\[\^[^\]]{1,40}\]"), ""),
    (re.compile(r"!?\[((?:[^\[\]\\]|\\.){0,2000})\]\((?:[^()\s]|\([^()]*\))*(?:\s+[\"'(][^)]*)?\)"), r"\1"),
    (re.compile(r"!?\[((?:[^\[\]\\]|\\.){1,2000})\]\[[^\]]{0,200}\]"), r"\1"),
    (re.compile(r"<((?:https?|mailto|ftp):[^<>\s]+|[^<>\s@]+@[^<>\s]+)>"), r"\1"),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (re.compile(r"</?[a-zA-Z][^<>]{0,500}>"), ""),
    (re.compile(r"(?<![\\*])(\*{1,3})(?=[^\s*])(.{1,2000}?)(?<=[^\s\\*])\1(?!\*)"), r"\2"),
    (re.compile(r"(?<![\w\\])(_{1,3})(?=[^\s_])(.{1,2000}?)(?<=[^\s\\_])\1(?!\w)"), r"\2"),
    (re.compile(r"~~(?=\S)(.{1,2000}?)(?<=\S)~~"), r"\1"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)
_CODE = re.compile(r"(`+)(?!`)(.{1,2000}?)(?<!`)\1(?!`)")
_HOLDER = "\ue000{}\ue001"
_HELD = re.compile("\ue000([0-9]+)\ue001")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def read_markdown(data: bytes) -> RawDocument:
    """The words of a Markdown file, in portions of about a page.

    Raises:
        ReadError: it is not text, or holds none.
    """
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    comments = [" ".join(match[1].split()) for match in _COMMENT.finditer(text)]
    lines = tuple(_Reader().lines(_COMMENT.sub("", text).split("\n")))
    if not any(line.text for line in lines):
        raise nothing_in("The file")
    remarks: tuple[Remark, ...] = ()
    if any(comments):
        message = "The file holds comments that its readers do not see; they are left out of the text."
        remarks = (Remark(RemarkKind.HIDDEN_TEXT, message, text="\n".join(filter(None, comments))[:20_000]),)
    return RawDocument(cut_portions(lines), paged=False, remarks=remarks)


class _Reader:
    """Reads lines in order, and joins those of a paragraph."""

    def __init__(self) -> None:
        self._waiting: list[str] = []
        self._table = False
        self._counts: dict[int, tuple[int, int]] = {}
        """For the indent of a list: the number written last, and the number shown."""

    def lines(self, source: list[str]) -> Iterator[RawLine]:
        """The lines that a reader sees."""
        fence = ""
        for index, line in enumerate(source):
            match = _FENCE.match(line)
            if fence or match:
                if match and not fence:
                    yield from self._end()
                    fence = match[1]
                elif match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
                    fence = ""
                    yield RawLine("")
                else:
                    yield text_line(line)
                continue
            yield from self._line(line.lstrip("> ") if line.lstrip().startswith(">") else line, source, index)
        yield from self._end()

    def _line(self, line: str, source: list[str], index: int) -> Iterator[RawLine]:
        heading = _HEADING.match(line)
        if not line.strip() or heading or _TARGET.match(line):
            yield from self._end()
            self._table = False
            if heading:
                self._counts.clear()
                yield from (text_line(inline(heading[1] or "")), RawLine(""))
        elif (
            (self._waiting and _UNDERLINE.match(line)) or _RULE.match(line) or (_DELIMITER.match(line) and "|" in line)
        ):
            yield from self._end()
        elif self._is_row(line, source[index + 1 : index + 2]):
            if self._waiting:
                yield from self._end()
            yield row_line([inline(cell) for cell in _CELL.split(line.strip().removeprefix("|").removesuffix("|"))])
        else:
            opened = self._open(line)
            if opened is not None:
                yield from self._end()
            self._waiting.append(line.strip() if opened is None else opened)
            if line.endswith(("  ", "\\")):
                self._waiting[-1] = f"{self._waiting[-1].removesuffix(chr(92))}\n"

    def _is_row(self, line: str, following: list[str]) -> bool:
        """Whether the line is a row of a table, which the delimiter under its first row makes one."""
        heads = any("-" in other and _DELIMITER.match(other) for other in following)
        self._table = "|" in line and bool(_ROW.match(line)) and (self._table or heads)
        return self._table

    def _open(self, line: str) -> str | None:
        """The line with its label where it starts an item of a list or a note, None where it does not."""
        if note := _NOTE.match(line):
            return f"{note[1].translate(_RAISED)} {line[note.end() :]}"
        if item := _BULLET.match(line):
            mark = "•" if item[1] is None else "☐" if item[1] == " " else "☒"
            return f"{mark} {line[item.end() :]}"
        if item := _NUMBER.match(line):
            return f"{self._count(len(item[1].expandtabs(4)), int(item[2]))}{item[3]} {line[item.end() :]}"
        return None

    def _count(self, indent: int, written: int) -> int:
        for deeper in [other for other in self._counts if other > indent]:
            del self._counts[deeper]
        last, shown = self._counts.get(indent, (-1, 0))
        shown = shown + 1 if written == last else written
        self._counts[indent] = (written, shown)
        return shown

    def _end(self) -> Iterator[RawLine]:
        if self._waiting:
            text = inline(" ".join(self._waiting))
            self._waiting.clear()
            yield from (text_line(line) for line in text.split("\n"))
        yield RawLine("")


def inline(text: str) -> str:
    """The words of a line without marks of emphasis, links and code."""
    codes: list[str] = []

    def hold(match: re.Match[str]) -> str:
        codes.append(match[2].strip())
        return _HOLDER.format(len(codes) - 1)

    text = _CODE.sub(hold, text.replace("\ue000", "").replace("\ue001", ""))
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return _HELD.sub(lambda match: codes[int(match[1])], html.unescape(text))
