"""The program of the process that writes highlighted copies: the only code of a review that meets pypdf.

A contract is hostile input, and pypdf can hang on some files: so it works in a process of its own, with a limit on memory,
and whoever asks ends it when it takes too long. It reads one JSON object a line and answers each with one::

    {"original": path, "copy": path, "marks": [{"page", "boxes", "kind", "fill", "words"}...], "outline": [[title, page]...]}
                                            {"done": true}  or  {"failed": why}

Promises that the original is only read, that equal jobs give equal bytes, and that a copy does nothing: scripts, attached
files and actions other than plain links are left out of it. Boxes are points from the top-left corner of the page as it is
displayed (rotation and crop applied); annotations are in the file's own coordinates.
"""

from __future__ import annotations

import io
import json
import logging
import resource
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pypdf
from pydantic import BaseModel, ConfigDict
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

MEMORY_MIB = 1024
"""Address space beyond its start that the process may take."""
# What pypdf raises on broken files besides its own errors; measured on files made to break parsers.
_BROKEN = (
    PyPdfError, ValueError, TypeError, AttributeError, AssertionError, KeyError, IndexError, RecursionError,
    NotImplementedError, OSError, ZeroDivisionError, OverflowError, MemoryError,
)  # fmt: skip
_ACTIVE = ("/OpenAction", "/AA", "/JavaScript", "/EmbeddedFiles", "/XFA")
"""Entries of a PDF that make it act when it is opened, or carry other files."""
_ACTIONS = frozenset(
    f"/{name}" for name in "JavaScript Launch SubmitForm ImportData Rendition Movie Sound GoToE GoToR".split()
)
_PRINTED = 4
"""The flag of an annotation that is printed with its page."""


class MarkKind(StrEnum):
    """How words are marked."""

    HIGHLIGHT = "Highlight"
    STRIKE_OUT = "StrikeOut"


class Mark(BaseModel):
    """Words of one page to be marked: their boxes (x0, top, x1, bottom), a colour (RRGGBB), and what is said about them."""

    model_config = ConfigDict(frozen=True)

    page: int
    boxes: tuple[tuple[float, float, float, float], ...]
    kind: MarkKind
    fill: str
    words: str


class CopyJob(BaseModel):
    """A copy to write. ``outline`` are titles with pages for the viewer's side bar, in order."""

    model_config = ConfigDict(frozen=True)

    original: Path
    copy_to: Path
    marks: tuple[Mark, ...]
    outline: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a page is displayed: its crop box in the file's coordinates, and the turn to the right, in degrees."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    def place(self, box: Sequence[float]) -> tuple[float, float, float, float]:
        """A displayed box (x0, top, x1, bottom) in the file's coordinates: left, bottom, right, top."""
        x0, top, x1, bottom = box
        match self.turn % 360:
            case 90:
                return self.left + top, self.bottom + x0, self.left + bottom, self.bottom + x1
            case 180:
                return self.right - x1, self.bottom + top, self.right - x0, self.bottom + bottom
            case 270:
                return self.right - bottom, self.top - x1, self.right - top, self.top - x0
            case _:
                return self.left + x0, self.top - bottom, self.left + x1, self.top - top


def highlight(original: bytes, marks: Sequence[Mark], outline: Sequence[tuple[str, int]] = ()) -> bytes:
    """A copy of a PDF with its marks.

    Raises:
        ValueError: the file is encrypted, or a mark stands on a page that it does not have; the message says so.
    """
    reader = pypdf.PdfReader(io.BytesIO(original), strict=False)
    if reader.is_encrypted:
        raise ValueError("it is encrypted, so that nothing may be written into a copy")
    _disarm(reader)
    writer = pypdf.PdfWriter(clone_from=reader)
    for mark in marks:
        if not 1 <= mark.page <= len(writer.pages):
            raise ValueError(f"it has no page {mark.page}")
        page = writer.pages[mark.page - 1]
        writer.add_annotation(mark.page - 1, _annotation(mark, _sheet(page)))
    if outline:
        parent = writer.add_outline_item(title="LexAssist: findings", page_number=outline[0][1] - 1)
        for title, number in outline:
            writer.add_outline_item(title=title, page_number=number - 1, parent=parent)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _sheet(page: pypdf.PageObject) -> Sheet:
    box = page.cropbox
    return Sheet(float(box.left), float(box.bottom), float(box.right), float(box.top), page.rotation)


def _annotation(mark: Mark, sheet: Sheet) -> DictionaryObject:
    placed = [sheet.place(box) for box in mark.boxes]
    corners = [(x0, y1, x1, y1, x0, y0, x1, y0) for x0, y0, x1, y1 in placed]
    around = (
        min(p[0] for p in placed), min(p[1] for p in placed), max(p[2] for p in placed), max(p[3] for p in placed),
    )  # fmt: skip
    colour = [int(mark.fill[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(f"/{mark.kind.value}"),
            NameObject("/Rect"): _numbers(around),
            NameObject("/QuadPoints"): _numbers(edge for quad in corners for edge in quad),
            NameObject("/C"): _numbers(colour),
            NameObject("/F"): NumberObject(_PRINTED),
            NameObject("/T"): TextStringObject("LexAssist"),
            NameObject("/Contents"): TextStringObject(mark.words),
        }
    )


def _numbers(values: Iterable[float]) -> ArrayObject:
    return ArrayObject([FloatObject(round(value, 3)) for value in values])


def _disarm(reader: pypdf.PdfReader) -> None:
    """Leave out what the file would do by itself, and what it carries: what nothing refers to is not copied."""
    waiting: list[PdfObject] = [reader.root_object]
    seen: set[int] = set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if found.idnum in seen:
                continue
            seen.add(found.idnum)
            found = found.get_object() or NullObject()
        if isinstance(found, DictionaryObject):
            for key in _ACTIVE:
                found.pop(NameObject(key), None)
            if str(found.get("/S")) in _ACTIONS:
                found.clear()
            waiting.extend(found.values())
        elif isinstance(found, ArrayObject):
            waiting.extend(found)


def do_job(line: str) -> dict[str, bool | str]:
    """Do the job of one line; what is to be answered."""
    try:
        job = CopyJob.model_validate_json(line)
        job.copy_to.write_bytes(highlight(job.original.read_bytes(), job.marks, job.outline))
    except _BROKEN as error:
        return {"failed": str(error) or type(error).__name__}
    return {"done": True}


def main() -> None:
    """Serve jobs until standard input ends."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + (MEMORY_MIB << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(do_job(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
