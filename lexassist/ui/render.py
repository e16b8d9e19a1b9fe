"""The pieces of the page as HTML: files being read, documents, questions with their answers, notices.

Pure functions from data to text. Each returns one line of HTML: a ``div`` without line ends, so that the component that
shows it, which also understands Markdown, has nothing left to interpret. Quotations are always ``blockquote``, and a
sentence that was withheld never stands among those that were not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote, urlencode

from lexassist.generation.grounding import count_withheld
from lexassist.telling import (
    COMPARE,
    DEPENDS_ON,
    ONLY_QUOTED,
    count,
    quote_rows,
    relation_words,
    source_words,
    tell_remarks,
)
from lexassist.types import (
    Answer,
    AnswerSentence,
    Citation,
    DocumentCard,
    DocumentId,
    Found,
    ReadStatus,
    Remark,
    SentenceStatus,
    Support,
    Told,
)
from lexassist.ui.words import CELL, STATUS_WORDS, cite, escape

EVIDENCE_FRAME = "evidence"
"""The name of the frame in which clauses are shown."""


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


class Ended(StrEnum):
    """How a question stands."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with what is known of its answer so far. ``named`` says that citations name their document."""

    matter: str
    question: str
    scope: str = ""
    named: bool = False
    found: Found | None = None
    told: tuple[Told, ...] = ()
    answer: Answer | None = None
    ended: Ended = Ended.RUNNING
    message: str = ""
    citations: dict[int, Citation] = field(default_factory=dict)


def view_address(matter: str, citation: Citation) -> str:
    """The address of the page on which a citation stands, its words and its clause marked."""
    place = f"/view/{quote(matter, safe='')}/{quote(citation.document, safe='')}/{quote(citation.clause, safe='')}"
    marks = {"start": citation.span.start, "end": citation.span.end}
    page = {"page": citation.pages[0]} if citation.pages else {}
    return f"{place}?{urlencode(page | marks)}#hit"


def render_notice(text: str, *, kind: str = "problem") -> str:
    """A message to the person, as a plain box; nothing for an empty text. ``kind``: problem or note."""
    return f'<div class="lx-notice lx-{kind}" role="status">{escape(text)}</div>' if text else ""


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


def render_exchange(exchange: Exchange) -> str:
    """One question with its answer as far as it has come."""
    routing = (
        exchange.answer.routing if exchange.answer is not None else exchange.found.routing if exchange.found else ""
    )
    said = f"Asked of {exchange.scope} only" if exchange.scope else routing
    scope = f'<p class="lx-scope">{escape(said)}</p>' if said else ""
    parts = (_answer(exchange), _related(exchange), _withheld(exchange), _passages(exchange), _state(exchange))
    body = "".join(part for part in parts if part)
    return (
        f'<div class="lx-exchange lx-{exchange.ended.value}"><h3 class="lx-question">{escape(exchange.question)}</h3>'
        f"{scope}{body}</div>"
    )


def _answer(exchange: Exchange) -> str:
    answer = exchange.answer
    if answer is not None and answer.support is Support.ABSTAINED:
        return _abstention(exchange, answer)
    if answer is None:
        sentences: tuple[AnswerSentence, ...] = tuple(
            told.sentence for told in exchange.told if told.sentence.status is not SentenceStatus.WITHHELD
        )
        citations = exchange.citations
    else:
        sentences, citations = answer.sentences, {citation.n: citation for citation in answer.citations}
    quoted: set[int] = set()
    shown = ""
    for sentence in sentences:
        shown += _sentence(exchange, sentence, citations, quoted)
        quoted.update(sentence.citations)
    return f'<div class="lx-answer" aria-live="polite">{shown}</div>' if shown else ""


def _sentence(exchange: Exchange, sentence: AnswerSentence, citations: dict[int, Citation], quoted: set[int]) -> str:
    """A sentence with its places and quotations; a quotation that stands above already (``quoted``) is not repeated."""
    cited = [citations[n] for n in sentence.citations if n in citations]
    fresh = [citation for citation in cited if citation.n not in quoted]
    if sentence.status is SentenceStatus.QUOTED:
        quotes = "".join(_quotation(exchange, citation) for citation in fresh)
        return f'<div class="lx-sentence lx-quoted">{quotes}</div>' if quotes else ""
    chips = " ".join(_chip(exchange, citation) for citation in cited)
    words = f'<p class="lx-words">{escape(sentence.text)} {chips}</p>'
    return f'<div class="lx-sentence">{words}{_bare_quotations(fresh)}</div>'


def _chip(exchange: Exchange, citation: Citation) -> str:
    address = view_address(exchange.matter, citation)
    words = cite(citation, named=exchange.named)
    mark = f' title="{escape(COMPARE)}"' if citation.ocr else ""
    name = "lx-chip lx-ocr" if citation.ocr else "lx-chip"
    return f'<a class="{name}" target="{EVIDENCE_FRAME}" href="{escape(address)}"{mark}>{escape(words)}</a>'


def _bare_quotations(citations: Sequence[Citation]) -> str:
    return "".join(f'<blockquote class="lx-quote">{_exact(citation)}</blockquote>' for citation in citations)


def _quotation(exchange: Exchange, citation: Citation) -> str:
    return f'<blockquote class="lx-quote">{_exact(citation)} {_chip(exchange, citation)}</blockquote>'


def _exact(citation: Citation) -> str:
    """The quoted words between quotation marks, a table in rows; only white space is folded."""
    rows = (CELL.join(escape(cell) for cell in row) for row in quote_rows(citation.quote))
    return f'“<span class="lx-exact">{"<br>".join(rows)}</span>”'


def _related(exchange: Exchange) -> str:
    """The definitions and provisions that the quotations need: they explain, and are no part of the answer."""
    answer = exchange.answer
    if answer is None or not answer.related:
        return ""
    items = "".join(
        f'<li><span class="lx-reason">{escape(relation_words(related.kind, related.words))}</span>'
        f"{_quotation(exchange, related.citation)}</li>"
        for related in answer.related
    )
    return f'<details class="lx-related" open><summary>{escape(DEPENDS_ON)}</summary><ul>{items}</ul></details>'


def _abstention(exchange: Exchange, answer: Answer) -> str:
    said = answer.note or "Nothing was found that answers this question."
    nearest = "".join(_quotation(exchange, citation) for citation in answer.nearest)
    if nearest:
        nearest = (
            '<div class="lx-nearest"><h4>Nearest clauses. They do not answer the question.</h4>' + nearest + "</div>"
        )
    return (
        f'<div class="lx-abstained"><p class="lx-verdict">No answer given</p><p>{escape(said)} {escape(_searched(answer))}</p>'
        f"{nearest}</div>"
    )


def _withheld(exchange: Exchange) -> str:
    told = tuple(told.sentence for told in exchange.told if told.sentence.status is SentenceStatus.WITHHELD)
    withheld = exchange.answer.withheld if exchange.answer is not None else told
    if not withheld:
        return ""
    reasons = "; ".join(dict.fromkeys(sentence.reason.rstrip(".") for sentence in withheld if sentence.reason))
    head = f"{count(len(withheld), 'sentence')} withheld" + (f": {reasons}" if reasons else "")
    items = "".join(f"<li>{escape(sentence.text)}</li>" for sentence in withheld)
    return (
        f'<div class="lx-withheld"><details><summary>{escape(head)}</summary>'
        f"<p>Not supported by the documents. Do not rely on it.</p><ul>{items}</ul></details></div>"
    )


def _passages(exchange: Exchange) -> str:
    found = exchange.found
    if found is None or not found.evidence:
        return ""
    if exchange.answer is not None and exchange.answer.support is Support.ABSTAINED:
        return ""
    quotes = "".join(_quotation(exchange, citation) for citation in found.evidence)
    # Until a sentence has passed, the passages themselves are the best there is to read.
    waiting = exchange.answer is None and not exchange.told
    title = "Passages found" if waiting else f"{count(len(found.evidence), 'passage')} considered"
    state = " open" if waiting else ""
    return f'<details class="lx-passages"{state}><summary>{escape(title)}</summary>{quotes}</details>'


def _state(exchange: Exchange) -> str:
    if exchange.ended is Ended.FAILED:
        return render_notice(exchange.message)
    if exchange.ended is Ended.STOPPED:
        return '<p class="lx-foot">Stopped. What stands above was checked; the answer may be incomplete.</p>'
    if exchange.ended is Ended.RUNNING:
        doing = "Searching the documents" if exchange.found is None else "Writing, and checking each sentence"
        return f'<p class="lx-foot lx-busy">{doing}</p>'
    answer = exchange.answer
    if answer is None or answer.support is Support.ABSTAINED:
        return ""
    note = answer.note.removeprefix(count_withheld(len(answer.withheld)))  # what was withheld is said in its own box
    if answer.only_quoted:
        note = f"{ONLY_QUOTED} {note}"
    return f'<p class="lx-foot">{escape(note)} {escape(_searched(answer))}</p>'


def _searched(answer: Answer) -> str:
    documents, clauses = count(answer.documents_searched, "document"), count(answer.clauses_searched, "clause")
    return f"{documents} and {clauses} searched."
