"""What was handed in and what stands in a matter, as HTML: files being read, and documents.

Pure functions from data to text, as in :mod:`lexassist.ui.render`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote

from lexassist.telling import count, source_words, tell_remarks
from lexassist.types import DocumentCard, DocumentId, ReadStatus, Remark
from lexassist.ui.words import EVIDENCE_FRAME, STATUS_WORDS, escape


class Doing(StrEnum):
    """What a file is waiting for or going through."""

    WAITING = "waiting"
    READING = "reading"
    RECOGNISING = "recognising"
    ENCODING = "preparing for search"
    STORING = "storing"


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that was handed in, or came inside one. ``ended`` is None while it is being worked on.

    ``page`` of its ``scanned`` pages is being recognised (0 of 0 otherwise); ``paged`` says that it has pages of its own.
    """

    name: str
    doing: Doing = Doing.WAITING
    ended: ReadStatus | None = None
    pages: int = 0
    clauses: int = 0
    message: str = ""
    page: int = 0
    scanned: int = 0
    paged: bool = True


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents of a matter as they are listed: which of them have no pages, and what was remarked on each."""

    cards: tuple[DocumentCard, ...] = ()
    unpaged: frozenset[DocumentId] = frozenset()
    remarks: Mapping[DocumentId, Sequence[Remark]] = field(default_factory=dict)


def render_files(rows: Sequence[FileRow]) -> str:
    """The files that were handed in: a row each with its state, what it gave, or what is wrong and what to do."""
    if not rows:
        return ""
    done = sum(row.ended is not None for row in rows)
    total = len(rows)
    if done == total:
        return _read(rows)
    bar = f'<progress class="lx-bar" value="{done}" max="{total}">{done} of {total}</progress>'
    return f'<div class="lx-files"><h3>Reading {escape(count(total, "file"))}</h3>{bar}{_listed(rows)}</div>'


def _read(rows: Sequence[FileRow]) -> str:
    """All have ended: what needs attention in full, the rest folded away, since the documents are listed above."""
    good = [row for row in rows if row.ended is not None and row.ended.kept and not row.message]
    rest = [row for row in rows if row not in good]
    kept = sum(row.ended is not None and row.ended.kept for row in rows)
    head = f"{count(kept, 'file')} read" if kept == len(rows) else f"{kept} of {count(len(rows), 'file')} read"
    folded = f"<details><summary>{escape(count(len(good), 'file'))} without remarks</summary>{_listed(good)}</details>"
    shown = (_listed(rest) if rest else "") + (folded if good else "")
    return f'<div class="lx-files"><h3>{escape(head)}</h3>{shown}</div>'


def _listed(rows: Sequence[FileRow]) -> str:
    return f"<ul>{''.join(map(_file, rows))}</ul>"


def _file(row: FileRow) -> str:
    if row.ended is None:
        tone, state, facts = ("busy" if row.doing is not Doing.WAITING else "idle"), row.doing.value, ""
        if row.scanned:
            state = f"{state} page {min(row.page + 1, row.scanned)} of {row.scanned}"
    else:
        tone = "good" if row.ended in (ReadStatus.INDEXED, ReadStatus.DUPLICATE) else "part"
        tone = tone if row.ended.kept else "bad"
        state = STATUS_WORDS[row.ended]
        facts = _facts(row.paged, row.pages, row.clauses) if row.ended.kept else ""
    message = f'<p class="lx-message">{escape(row.message)}</p>' if row.message else ""
    return (
        f'<li class="lx-file lx-{tone}"><span class="lx-name">{escape(source_words(row.name))}</span>'
        f'<span class="lx-state">{escape(state)}</span><span class="lx-facts">{escape(facts)}</span>{message}</li>'
    )


def _facts(paged: bool, pages: int, clauses: int) -> str:
    parts = [count(pages, "page")] if paged else []
    return " · ".join([*parts, count(clauses, "clause")])


def render_documents(matter: str, shelf: Shelf) -> str:
    """The documents of a matter, each a link that opens it in the evidence frame, with what was remarked on it."""
    if not matter:
        return '<div class="lx-documents lx-none">Choose a matter, or make one.</div>'
    if not shelf.cards:
        return '<div class="lx-documents lx-none">No documents yet. Add contracts below.</div>'
    items = "".join(_document(matter, card, shelf) for card in shelf.cards)
    return f'<div class="lx-documents"><h3>{escape(count(len(shelf.cards), "document"))}</h3><ul>{items}</ul></div>'


def _document(matter: str, card: DocumentCard, shelf: Shelf) -> str:
    place = f"{quote(matter, safe='')}/{quote(card.id, safe='')}"
    state = f" · {STATUS_WORDS[card.status]}" if card.status is ReadStatus.PARTIAL else ""
    facts = _facts(card.id not in shelf.unpaged, card.pages, card.clauses) + state
    told = tell_remarks(shelf.remarks.get(card.id, ()))
    remark = (
        f'<a class="lx-remark" target="{EVIDENCE_FRAME}" href="{escape(f"/remarks/{place}")}">{escape(told)}</a>'
        if told
        else ""
    )
    return (
        f'<li><a target="{EVIDENCE_FRAME}" href="{escape(f"/view/{place}")}">{escape(source_words(card.source))}</a>'
        f'<span class="lx-facts">{escape(facts)}</span>{remark}</li>'
    )
