"""Word documents to portions of lines: what Word shows, with its automatic numbers, all changes accepted.

Promises: labels as Word shows them; tables a row a line; each footnote behind the paragraph that refers to it, then endnotes,
then heads and feet; hidden words, tracked changes, comments and active content in remarks. Reads no pictures, charts or
diagrams, and knows no printed pages (:mod:`lexassist.parsing.word.renditions` does): the file is cut into portions.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from lexassist.errors import ReadError
from lexassist.parsing.pages import RawDocument, RawLine
from lexassist.parsing.text.portions import cut_portions
from lexassist.parsing.word.blocks import Findings, Setting, Story
from lexassist.parsing.word.notes import Notes, heads_and_feet, note_form
from lexassist.parsing.word.numbering import Lists
from lexassist.parsing.word.package import Element, Package, W, damaged
from lexassist.parsing.word.remarks import active_content, comments, draws_on_outside, hidden, tracked_changes
from lexassist.parsing.word.styles import Styles
from lexassist.types import ReadStatus, Remark

_INSERTED = (
    "The document shows other files that are inserted into it, which were not read. Save it as PDF and add that."
)


def read_docx(data: bytes) -> RawDocument:
    """The text of a Word document in reading order, and remarks on what its text does not show.

    Raises:
        ReadError: the file is damaged, would unpack to too much, or holds no text.
    """
    document = _Document(Package(data))
    lines = tuple(document.lines())
    if not any(line.text for line in lines):
        raise ReadError(
            "The Word document holds no text.",
            remedy="If it shows pictures of pages, save it as PDF and add that: its pages are then recognised.",
            status=ReadStatus.EMPTY,
        )
    message = _INSERTED if document.inserts else ""
    return RawDocument(cut_portions(lines), message, paged=False, remarks=tuple(document.remarks()))


def may_be_opened(data: bytes) -> bool:
    """Whether an office program would open the document without fetching anything from outside it.

    Raises:
        ReadError: the file is damaged.
    """
    return not draws_on_outside(Package(data))


class _Document:
    """The parts of one Word document that are read together."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.main()
        root = package.xml(self._main)
        body = None if root is None else root.find(f"{W}body")
        if body is None:
            raise damaged(ValueError("it has no body"))
        self._body: Element = body
        styles = Styles(package.related(self._main, "styles"))
        lists = Lists(package.related(self._main, "numbering"), styles)
        self._findings = Findings()
        self._setting = Setting(styles, lists, self._findings, self._note)
        self._parts = {kind: package.related(self._main, f"{kind}s") for kind in ("footnote", "endnote")}
        settings = package.related(self._main, "settings")
        self._notes = {kind: Notes(part, note_form(settings, body, kind)) for kind, part in self._parts.items()}
        self._marks = {"footnote": "", "endnote": ""}
        self._stories = {kind: Story(self._setting, mark=partial(self._mark, kind)) for kind in self._marks}
        self._end: list[RawLine] = []

    @property
    def inserts(self) -> bool:
        """Whether Word shows files in the text that are not Word's own XML."""
        return next(self._body.iter(f"{W}altChunk"), None) is not None

    def lines(self) -> Iterator[RawLine]:
        """All lines, the body's first."""
        yield from Story(self._setting).lines(self._body)
        yield from self._end
        yield from heads_and_feet(self._package, self._main, self._body, Story(self._setting))

    def remarks(self) -> Iterator[Remark]:
        """The remarks; the lines must have been read."""
        roots = [self._body, *(part for part in self._parts.values() if part is not None)]
        found = (
            hidden(self._findings.hidden),
            tracked_changes(roots),
            comments(self._package.related(self._main, "comments")),
        )
        yield from (remark for remark in found if remark is not None)
        yield from active_content(self._package, self._findings.codes)

    def _mark(self, kind: str) -> str:
        return self._marks[kind]

    def _note(self, kind: str, which: str) -> Iterator[RawLine]:
        """The lines of a footnote; an endnote's are kept for the end."""
        taken = self._notes[kind].take(which)
        if taken is None:
            return
        note, mark = taken
        before, self._marks[kind] = self._marks[kind], mark
        lines = list(self._stories[kind].lines(note))
        self._marks[kind] = before
        if kind == "footnote":
            yield from lines
        else:
            self._end += lines
