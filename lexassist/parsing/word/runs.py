"""The runs of a Word paragraph to the words that a reader sees: fields as their results, tracked changes as accepted.

Promises: words that Word does not show (hidden, invisible by colour or size) are kept apart, never mixed with the others;
text in one of two alternatives for older and newer Words is read once. A reference to a note leaves no sign in the text: its
digit would stand against the word before it, and turn "30" into "301". Reads no LISTNUM fields, whose numbers no file holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lexassist.parsing.word.package import Element, W, is_on, number, val
from lexassist.parsing.word.styles import Look, Styles
from lexassist.parsing.word.symbols import spell

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TEXT_BOX = f"{W}txbxContent"
_TEXTS = (f"{W}t", f"{W}delText")
_SIGNS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_SKIPPED = frozenset(
    W + name
    for name in "pPr rPr tblPr sdtPr sdtEndPr ruby.rt softHyphen commentReference annotationRef separator "
    "continuationSeparator delInstrText".split()
) | {f"{W}rt", f"{W}rubyPr", f"{_MATH}ctrlPr", f"{_MATH}rPr"}
_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_BUTTON = re.compile(r"\s*(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s(.*)", re.IGNORECASE | re.DOTALL)
_SYMBOL_FIELD = re.compile(r'\s*SYMBOL\s+(\d{1,5})\b(?:.*\\f\s+"?([^"\\]+?)"?\s*(?:\\|$))?', re.IGNORECASE | re.DOTALL)
_INVISIBLE = 12_700
"""English metric units in a point: a drawing no larger shows no words."""


@dataclass(slots=True)
class Passage:
    """What the runs of one paragraph, or of several that read as one, hold."""

    parts: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """The kind ("footnote", "endnote") and id of each note that is referred to."""
    boxes: list[tuple[Element, str | None]] = field(default_factory=list)
    """The text boxes that hang on it, each with the colour behind its text."""

    @property
    def text(self) -> str:
        """The visible words."""
        return "".join(self.parts)


@dataclass(slots=True)
class _Field:
    """A field that is open: its code, then its result."""

    form: Element | None
    code: str = ""
    shows: bool = False


class Runs:
    """Reads the paragraphs of one story in order: a field may run over several of them."""

    def __init__(self, styles: Styles, *, mark: Callable[[], str] = str) -> None:
        """``mark`` gives the sign of the note that is being read."""
        self._styles = styles
        self._mark = mark
        self._fields: list[_Field] = []
        self._endless: dict[int, Element] = {}
        self.codes: list[str] = []
        """The codes of the fields that have been met."""

    def prepare(self, story: Element) -> None:
        """Find the fields that begin and never end: they must not swallow the rest of the story."""
        opened: list[Element] = []
        for node in story.iter(f"{W}fldChar"):
            kind = node.get(f"{W}fldCharType")
            if kind == "begin":
                opened.append(node)
            elif kind == "end" and opened:
                opened.pop()
        self._endless = {id(node): node for node in opened}

    def read(self, paragraph: Element, *, background: str | None) -> Passage:
        """The words of a paragraph; ``background`` is the colour behind them, None where it is not known."""
        passage = Passage()
        properties = paragraph.find(f"{W}pPr")
        look = self._styles.paragraph_look(self._styles.of_paragraph(properties))
        if _is_clipped(properties):
            look = look.under(Look(hidden=True))
        self._walk(paragraph, _Eye(passage, look, look, background))
        return passage

    def _walk(self, element: Element, eye: _Eye) -> None:
        for node in element:
            if isinstance(node.tag, str):
                self._visit(node, eye)

    def _visit(self, node: Element, eye: _Eye) -> None:
        tag = node.tag
        if tag == f"{W}r":
            look = self._styles.run_look(eye.paragraph, node.find(f"{W}rPr"))
            self._walk(node, _Eye(eye.passage, eye.paragraph, look, eye.background))
        elif tag == f"{W}t":
            self._emit(_text(node), eye)
        elif tag in _SIGNS:
            self._emit(_SIGNS[tag], eye)
        elif tag in _SKIPPED or tag in _DELETED:
            return
        elif tag in _SPECIAL:
            _SPECIAL[tag](self, node, eye)
        else:
            self._walk(node, eye)

    def _emit(self, text: str, eye: _Eye) -> None:
        if not text or not all(open_field.shows for open_field in self._fields):
            return
        look = eye.look
        if look.shown(eye.background):
            text = spell(text, look.font or "") if look.font in _SYMBOL_FONTS or _has_private(text) else text
            eye.passage.parts.append(text.upper() if look.caps else text)
        elif text.strip():
            eye.passage.hidden.append(text)

    def _symbol(self, node: Element, eye: _Eye) -> None:
        code = str(node.get(f"{W}char", ""))
        if re.fullmatch("[0-9A-Fa-f]{1,5}", code):
            self._emit(spell(chr(int(code, 16)), str(node.get(f"{W}font", ""))), eye)

    def _alternatives(self, node: Element, eye: _Eye) -> None:
        branches = [branch for branch in node if branch.tag in (f"{MC}Choice", f"{MC}Fallback")]
        told = (branch for branch in branches if next(branch.iter(f"{W}t"), None) is not None)
        chosen = next(told, branches[0] if branches else None)
        if chosen is not None:
            self._walk(chosen, eye)

    def _field_sign(self, node: Element, eye: _Eye) -> None:
        kind = node.get(f"{W}fldCharType")
        if kind == "begin" and id(node) in self._endless:
            return
        if kind == "begin":
            self._fields.append(_Field(node.find(f"{W}ffData")))
        elif kind == "separate" and self._fields:
            self._fields[-1].shows = True
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            self.codes.append(ended.code)
            self._emit(_shown_by(ended), eye)

    def _field_code(self, node: Element, eye: _Eye) -> None:
        if self._fields:
            self._fields[-1].code += node.text or ""

    def _simple_field(self, node: Element, eye: _Eye) -> None:
        self.codes.append(str(node.get(f"{W}instr", "")))
        self._walk(node, eye)

    def _note(self, node: Element, eye: _Eye) -> None:
        kind = node.tag.removeprefix(W).removesuffix("Reference")
        if all(open_field.shows for open_field in self._fields):
            eye.passage.notes.append((kind, str(node.get(f"{W}id", ""))))

    def _note_mark(self, node: Element, eye: _Eye) -> None:
        self._emit(self._mark(), eye)

    def _drawing(self, node: Element, eye: _Eye) -> None:
        seen = eye.look.shown(None) and not _is_unseen(node)
        for box in node.iter(_TEXT_BOX):
            if any(ancestor.tag == _TEXT_BOX for ancestor in _between(box, node)):
                continue
            if seen:
                eye.passage.boxes.append((box, _fill_of(box, node)))
            else:
                eye.passage.hidden.append(_all_text(box))
        for drawn in node.iter(f"{_VML}textpath"):
            self._emit(f"\n{drawn.get('string', '')}\n", eye)

    def _fraction(self, node: Element, eye: _Eye) -> None:
        for index, name in enumerate(("num", "den")):
            if index:
                self._emit("/", eye)
            part = node.find(_MATH + name)
            if part is not None:
                self._walk(part, eye)

    def _math_text(self, node: Element, eye: _Eye) -> None:
        self._emit(node.text or "", eye)

    def _raised(self, node: Element, eye: _Eye) -> None:
        self._emit("^", eye)
        self._walk(node, eye)


@dataclass(frozen=True, slots=True)
class _Eye:
    """What words are read into, and how they look there."""

    passage: Passage
    paragraph: Look
    look: Look
    background: str | None


_SYMBOL_FONTS = frozenset({"Symbol", "Wingdings", "Wingdings 2"})
_SPECIAL: dict[str, Callable[[Runs, Element, _Eye], None]] = {
    f"{W}sym": Runs._symbol,
    f"{MC}AlternateContent": Runs._alternatives,
    f"{W}fldChar": Runs._field_sign,
    f"{W}instrText": Runs._field_code,
    f"{W}fldSimple": Runs._simple_field,
    f"{W}footnoteReference": Runs._note,
    f"{W}endnoteReference": Runs._note,
    f"{W}footnoteRef": Runs._note_mark,
    f"{W}endnoteRef": Runs._note_mark,
    f"{W}drawing": Runs._drawing,
    f"{W}pict": Runs._drawing,
    f"{W}object": Runs._drawing,
    f"{_MATH}f": Runs._fraction,
    f"{_MATH}t": Runs._math_text,
    f"{_MATH}sup": Runs._raised,
}


def joins_next(paragraph: Element) -> str:
    """Why a paragraph runs on into the next one: its mark is "deleted" or "hidden"; "" where it does not."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    if mark is None:
        return ""
    if mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None:
        return "deleted"
    return "hidden" if is_on(mark, "vanish") or is_on(mark, "specVanish") else ""


def deleted_text(element: Element) -> str:
    """The words of a deletion."""
    return "".join(node.text or "" for node in element.iter(*_TEXTS))


def _text(node: Element) -> str:
    text = node.text or ""
    return text if node.get(_SPACE) == "preserve" else text.strip(" \t\r\n")


def _has_private(text: str) -> bool:
    return not text.isascii() and any("\uf020" <= character <= "\uf0ff" for character in text)


def _is_clipped(properties: Element | None) -> bool:
    """Whether lines are so low that nothing of their letters is seen."""
    spacing = None if properties is None else properties.find(f"{W}spacing")
    if spacing is None or spacing.get(f"{W}lineRule") != "exact":
        return False
    return number(spacing.get(f"{W}line"), 240) <= 20


def _shown_by(ended: _Field) -> str:
    """What a field shows that has no result of its own."""
    if ended.shows and ended.form is None:
        return ""
    button = _BUTTON.match(ended.code)
    if button:
        return "" if ended.shows else button[1].strip()
    symbol = _SYMBOL_FIELD.match(ended.code)
    if symbol and not ended.shows and 0 < int(symbol[1]) < 0xD800:
        return spell(chr(int(symbol[1])), (symbol[2] or "Symbol").strip())
    return "" if ended.form is None else _form_value(ended.form)


def _form_value(form: Element) -> str:
    box, choices = form.find(f"{W}checkBox"), form.find(f"{W}ddList")
    if box is not None:
        state = is_on(box, "checked")
        return "☒" if (is_on(box, "default") if state is None else state) else "☐"
    if choices is None:
        return ""
    entries = [str(entry.get(f"{W}val", "")) for entry in choices.findall(f"{W}listEntry")]
    chosen = number(val(choices, "result") or val(choices, "default"), 0)
    return entries[chosen] if 0 <= chosen < len(entries) else ""


def _is_unseen(drawing: Element) -> bool:
    """Whether a drawing is hidden or too small for its words to be seen."""
    if any(node.get("hidden") in ("1", "true") for node in drawing.iter(f"{_WP}docPr")):
        return True
    if any(
        min(number(node.get("cx"), _INVISIBLE + 1), number(node.get("cy"), _INVISIBLE + 1)) <= _INVISIBLE
        for node in drawing.iter(f"{_WP}extent")
    ):
        return True
    return any(
        "visibility:hidden" in str(node.get("style", "")).replace(" ", "") for node in drawing.iter(f"{_VML}shape")
    )


def _between(inner: Element, outer: Element) -> list[Element]:
    above = []
    node = inner.getparent()
    while node is not None and node is not outer:
        above.append(node)
        node = node.getparent()
    return above


def _fill_of(box: Element, drawing: Element) -> str | None:
    """The colour behind the words of a text box: white, or None where the shape is filled with something else."""
    for shape in _between(box, drawing):
        for fill in _fills(shape):
            name = str(fill.tag).rpartition("}")[2]
            if name in ("gradFill", "blipFill", "pattFill") or (name == "fillRef" and fill.get("idx", "0") != "0"):
                return None
            if name == "solidFill" and not _is_white(fill):
                return None
        if str(shape.get("fillcolor", "white")).partition(" ")[0].lower() not in ("white", "#fff", "#ffffff", "window"):
            return None
    return "FFFFFF"


def _fills(shape: Element) -> Iterator[Element]:
    for part in shape:
        if str(part.tag).endswith(("}spPr", "}style")):
            yield from part


def _is_white(fill: Element) -> bool:
    return all(str(color.get("val", "")).lower() in ("ffffff", "bg1", "lt1", "window") for color in fill)


def _all_text(element: Element) -> str:
    return " ".join("".join(node.text or "" for node in element.iter(f"{W}t")).split())
