"""Footnotes, endnotes, heads and feet of a Word document, as lines beside its body.

A footnote follows the paragraph that refers to it, and begins with its number, raised; endnotes follow the body; heads and
feet, each wording once, stand at the end: they belong to no place in the text, and a head before the title would be taken
for it. Those that hold only page numbers are left out. Nothing is added that the file does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexassist.parsing.pages import RawLine
from lexassist.parsing.word.blocks import Story
from lexassist.parsing.word.numerals import write_number
from lexassist.parsing.word.package import RELATIONSHIP, Element, Package, W, is_on, val

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PAGE_NUMBER = re.compile(r"(?:\b(?:pages?|p|of|seite|von)\b|[\d\s.,/|–—-]|\b[ivxlc]+\b)*", re.IGNORECASE)


class Notes:
    """The footnotes or endnotes of a document, numbered in the order in which they are first referred to."""

    def __init__(self, root: Element | None, form: str) -> None:
        """``form`` is the number form that the document asks for."""
        notes = () if root is None else root
        self._notes = {str(note.get(f"{W}id", "")): note for note in notes if not note.get(f"{W}type")}
        self._form = form
        self._count = 0

    def take(self, which: str) -> tuple[Element, str] | None:
        """The note and its sign, None where there is none (any more: each is given once)."""
        note = self._notes.pop(which, None)
        if note is None:
            return None
        self._count += 1
        return note, write_number(self._count, self._form).translate(_RAISED)


def note_form(settings: Element | None, body: Element, kind: str) -> str:
    """The number form of the notes of a kind ("footnote", "endnote")."""
    form = ""
    for place in body.iter(f"{W}sectPr"):
        form = form or val(place.find(f"{W}{kind}Pr"), "numFmt")
    own = None if settings is None else settings.find(f"{W}{kind}Pr")
    return form or val(own, "numFmt") or ("decimal" if kind == "footnote" else "lowerRoman")


def heads_and_feet(package: Package, main: str, body: Element, story: Story) -> Iterator[RawLine]:
    """The lines of all heads, then of all feet, in the order of the sections."""
    settings = package.related(main, "settings")
    parts = {tie.id: tie.target for tie in package.relationships(main) if not tie.external}
    seen: set[str] = set()
    read: set[str] = set()
    for kind in ("header", "footer"):
        for name in _references(body, kind, settings):
            part = parts.get(name, "")
            root = package.xml(part) if part and part not in read else None
            read.add(part)
            if root is not None:
                yield from _unseen(list(story.lines(root)), seen)


def _references(body: Element, kind: str, settings: Element | None) -> Iterator[str]:
    even = bool(is_on(settings, "evenAndOddHeaders"))
    for section in body.iter(f"{W}sectPr"):
        first = bool(is_on(section, "titlePg"))
        for reference in section.findall(f"{W}{kind}Reference"):
            on = {"first": first, "even": even}.get(str(reference.get(f"{W}type", "default")), True)
            if on:
                yield str(reference.get(f"{RELATIONSHIP}id", ""))


def _unseen(lines: list[RawLine], seen: set[str]) -> Iterator[RawLine]:
    """The lines of a head or foot, nothing where they are known already or hold only page numbers."""
    words = " ".join(line.text for line in lines if line.text)
    if not words or words in seen or _PAGE_NUMBER.fullmatch(words):
        return
    seen.add(words)
    yield from lines
