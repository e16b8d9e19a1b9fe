"""The evidence frame: one page of a contract with a clause and its quoted words marked, as a whole HTML page.

Pure functions. A highlight is laid out from stored boxes: words on one line are joined into a band, and a band is placed
in percent of the page, so it fits the image at any width. Text without pages is shown as text with ``mark``. Hidden words
are shown on a page of their own, folded away, and on their page only as frames. No script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from lexassist.bands import join_lines
from lexassist.telling import COMPARE, KIND_WORDS, NEVER_USED, count, place_words, poor_pages, source_words, trail_words
from lexassist.types import Box, Clause, Document, Page, Remark, RemarkKind, Span
from lexassist.ui.words import CELL, clause_title, escape

_PAD = 1.2
_AROUND = 6000
STYLESHEET = "/static/lexassist.css"


@dataclass(frozen=True, slots=True)
class Sight:
    """What to show: a page of a document, and on it a clause and the quoted words, where there are any.

    ``trail`` are the clauses around it, the outermost first, itself last. ``paged`` says that the pages can be shown as
    images.
    """

    matter: str
    document: Document
    page: Page
    clause: Clause | None = None
    quoted: Span | None = None
    trail: tuple[Clause, ...] = ()
    paged: bool = True


def render_empty() -> str:
    """What the frame shows before anything was chosen."""
    return _whole(
        "Evidence",
        '<main class="lx-blank"><p>Click a reference beside an answer to see its clause here, on its page.</p></main>',
    )


def render_problem(text: str) -> str:
    """What the frame shows when a place cannot be shown."""
    return _whole("Not found", f'<main class="lx-blank"><p>{escape(text)}</p></main>')


def render_sight(sight: Sight) -> str:
    """The page of the evidence frame for what is to be shown."""
    body = _sheet(sight) if sight.paged else _text(sight)
    return _whole(sight.document.source, _head(sight) + body)


def _whole(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{STYLESHEET}"></head>'
        f'<body class="lx-view">{body}</body></html>'
    )


def render_remarks(matter: str, document: Document) -> str:
    """What was remarked on a document, one by one; hidden words stand behind a click."""
    items = "".join(_remark(matter, document, remark) for remark in document.remarks)
    body = f"<ul>{items}</ul>" if items else "<p>Nothing was remarked on this document.</p>"
    place = f"/view/{quote(matter, safe='')}/{quote(document.id, safe='')}"
    head = (
        f'<header class="lx-view-head"><p class="lx-source">{escape(source_words(document.source))}</p>'
        f'<h1>Remarks</h1><p class="lx-path"><a href="{escape(place)}">Open the document</a></p></header>'
    )
    return _whole(document.source, f'{head}<main class="lx-remarks">{body}</main>')


def _remark(matter: str, document: Document, remark: Remark) -> str:
    kind = KIND_WORDS[remark.kind]
    place = ""
    if remark.page is not None and document.paged:
        address = f"/view/{quote(matter, safe='')}/{quote(document.id, safe='')}?{urlencode({'page': remark.page})}"
        place = f' <a href="{escape(address)}">{escape(f"page {remark.page}")}</a>'
    words = ""
    if remark.text.strip():
        hidden = remark.kind is RemarkKind.HIDDEN_TEXT
        warning = f"<p>{escape(NEVER_USED)}</p>" if hidden else ""
        title = "Show the hidden words" if hidden else "Show the words"
        words = (
            f"<details><summary>{escape(title)}</summary>{warning}"
            f"<blockquote>{_paragraphs(remark.text.strip())}</blockquote></details>"
        )
    return (
        f'<li class="lx-{remark.kind.value}"><h2>{escape(kind[:1].upper() + kind[1:])}{place}</h2>'
        f"<p>{escape(remark.message)}</p>{words}</li>"
    )


def _head(sight: Sight) -> str:
    clause = sight.clause
    title = f"<h1>{escape(clause_title(clause))}</h1>" if clause is not None else ""
    trail = trail_words(sight.trail or (() if clause is None else (clause,)))
    # Where it would only say the title again, it is left out.
    told = clause is not None and trail not in ("", clause.label, clause_title(clause))
    path = f'<p class="lx-path">{escape(trail)}</p>' if told else ""
    where = _turning(sight) if sight.paged else _paragraph(sight)
    source = escape(source_words(sight.document.source))
    return f'<header class="lx-view-head"><p class="lx-source">{source}</p>{title}{path}{where}{_notes(sight)}</header>'


def _paragraph(sight: Sight) -> str:
    """Where the quoted words, or else the clause, begin in a document that is cited by paragraph."""
    span = sight.quoted or (sight.clause.span if sight.clause is not None else None)
    if span is None or sight.document.paged:
        return ""
    words = place_words((), sight.document.paragraph_of(span))
    return f'<p class="lx-turning"><span class="lx-page">{escape(words)}</span></p>'


def _notes(sight: Sight) -> str:
    """How the page was read, and that it holds words which cannot be seen."""
    page, notes = sight.page.number, ""
    if sight.page.ocr and sight.paged:
        poor = poor_pages(sight.document, (page,))
        told = f"The quality of this scan is poor. {COMPARE}" if poor else COMPARE
        if sight.page.start == sight.page.end:
            told = "No words could be recognised on this page."
        notes += f'<p class="lx-scan{" lx-poor" if poor else ""}">{escape(told)}</p>'
    if any(remark.kind is RemarkKind.HIDDEN_TEXT and remark.page == page for remark in sight.document.remarks):
        address = f"/remarks/{quote(sight.matter, safe='')}/{quote(sight.document.id, safe='')}"
        told = "This page holds text that cannot be seen, where the broken frames stand."
        notes += f'<p class="lx-scan lx-poor">{escape(told)} <a href="{escape(address)}">Remarks</a></p>'
    return notes


def _turning(sight: Sight) -> str:
    number, last = sight.page.number, len(sight.document.pages)
    before = _link(sight, number - 1, "Previous page") if number > 1 else '<span class="lx-off">Previous page</span>'
    after = _link(sight, number + 1, "Next page") if number < last else '<span class="lx-off">Next page</span>'
    whole = f'<a class="lx-whole" target="_blank" rel="noopener" href="{_address(sight, number)}">Enlarge</a>'
    return (
        f'<nav class="lx-turning">{before}<span class="lx-page">Page {number} of {last}</span>{after}{whole}</nav>'
        f"{_continued(sight)}"
    )


def _continued(sight: Sight) -> str:
    """Where else the clause stands, when it does not end on this page."""
    if sight.clause is None:
        return ""
    others = [number for number in sight.document.pages_of(sight.clause.span) if number != sight.page.number]
    if not others:
        return ""
    near = [number for number in others if abs(number - sight.page.number) == 1] or others[:1]
    links = " and ".join(_link(sight, number, f"page {number}") for number in near)
    return f'<p class="lx-continued">This clause also stands on {links}.</p>'


def _link(sight: Sight, number: int, words: str) -> str:
    return f'<a href="{_address(sight, number)}">{escape(words)}</a>'


def _address(sight: Sight, number: int) -> str:
    parts = [sight.matter, sight.document.id] + ([sight.clause.id] if sight.clause is not None else [])
    marks = {"start": sight.quoted.start, "end": sight.quoted.end} if sight.quoted is not None else {}
    place = "/".join(quote(part, safe="") for part in parts)
    return escape(f"/view/{place}?{urlencode({'page': number} | marks)}#hit")


def _sheet(sight: Sight) -> str:
    page = sight.page
    source = f"/pages/{quote(sight.matter, safe='')}/{quote(sight.document.id, safe='')}/{page.number}.png"
    clause = _bands(page, sight.clause.span if sight.clause is not None else None)
    quoted = _bands(page, sight.quoted)
    marks = _marks(page, clause, "lx-clause") + _marks(page, quoted, "lx-hit") + _hidden(sight)
    anchor = (quoted or clause)[:1]
    # The anchor stands a little above the words, so that the reader sees what they follow.
    start = f'<a id="hit" class="lx-anchor"{_place(page, anchor[0])}></a>' if anchor else '<a id="hit"></a>'
    unmarked = sight.clause is not None and not clause and not quoted and page.needs_ocr
    note = '<p class="lx-continued">This page is an image that could not be read: nothing is marked on it.</p>'
    words = f"Page {page.number} of {source_words(sight.document.source)}"
    return (
        f'<main class="lx-desk">{note if unmarked else ""}<figure class="lx-sheet" '
        f'style="aspect-ratio:{page.width:.2f}/{page.height:.2f}">'
        f'<img src="{escape(source)}" alt="{escape(words)}">{marks}{start}</figure></main>'
    )


def _bands(page: Page, span: Span | None) -> tuple[Box, ...]:
    if span is None:
        return ()
    furniture = page.furniture
    words = page.words
    kept = (
        Box(page.number, *words.edges[4 * index : 4 * index + 4])
        for index in range(len(words))
        if words.starts[index] < span.end
        and span.start < words.ends[index]
        and not any(f.start < words.ends[index] and words.starts[index] < f.end for f in furniture)
    )
    return join_lines(kept)


def _hidden(sight: Sight) -> str:
    """Frames where this page holds text that cannot be seen."""
    remarks = [remark for remark in sight.document.remarks if remark.kind is RemarkKind.HIDDEN_TEXT]
    boxes = join_lines(box for remark in remarks for box in remark.boxes if box.page == sight.page.number)
    return "".join(
        f'<div class="lx-unseen" title="{escape("Hidden text. " + NEVER_USED)}"{_place(sight.page, box)}></div>'
        for box in boxes
    )


def _marks(page: Page, bands: Sequence[Box], name: str) -> str:
    return "".join(f'<div class="{name}"{_place(page, band)}></div>' for band in bands)


def _place(page: Page, band: Box) -> str:
    left, top = max(0.0, band.x0 - _PAD) / page.width, max(0.0, band.top - _PAD) / page.height
    right, bottom = min(page.width, band.x1 + _PAD) / page.width, min(page.height, band.bottom + _PAD) / page.height
    return (
        f' style="left:{100 * left:.3f}%;top:{100 * top:.3f}%;'
        f'width:{100 * (right - left):.3f}%;height:{100 * (bottom - top):.3f}%"'
    )


def _text(sight: Sight) -> str:
    text = sight.document.text
    if sight.clause is None:
        shown = _paragraphs(text[: 4 * _AROUND])
        return f'<main class="lx-text">{shown}{_left_out(len(text) - 4 * _AROUND)}</main>'
    clause = sight.clause.span
    quoted = sight.quoted if sight.quoted is not None and clause.contains(sight.quoted) else clause
    first, last = max(0, clause.start - _AROUND), min(len(text), clause.end + _AROUND)
    return (
        f'<main class="lx-text">{_left_out(first)}{_paragraphs(text[first : clause.start])}<span class="lx-clause">'
        f'{_paragraphs(text[clause.start : quoted.start])}<mark id="hit">{_paragraphs(text[quoted.start : quoted.end])}'
        f"</mark>{_paragraphs(text[quoted.end : clause.end])}</span>{_paragraphs(text[clause.end : last])}"
        f"{_left_out(len(text) - last)}</main>"
    )


def _paragraphs(text: str) -> str:
    return "<br>".join(_row(line) for line in text.split("\n"))


def _row(line: str) -> str:
    """A line, a table's row in cells."""
    return CELL.join(escape(cell) for cell in line.split("\t"))


def _left_out(characters: int) -> str:
    return f'<p class="lx-left-out">{escape(count(characters, "character"))} not shown</p>' if characters > 0 else ""
