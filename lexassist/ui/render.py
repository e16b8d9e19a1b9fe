"""The pieces of the page as HTML: questions with their answers, notices.

Pure functions from data to text. Each returns one line of HTML: a ``div`` without line ends, so that the component that
shows it, which also understands Markdown, has nothing left to interpret. Quotations are always ``blockquote``, and a
sentence that was withheld never stands among those that were not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote, urlencode

from lexassist.generation.grounding import count_withheld
from lexassist.telling import (
    COMPARE,
    DEPENDS_ON,
    NEAREST,
    NEAREST_TO_NONE,
    NO_ANSWER,
    ONLY_QUOTED,
    count,
    quote_rows,
    relation_words,
)
from lexassist.types import (
    Answer,
    AnswerSentence,
    AnswerWarning,
    Citation,
    Found,
    QuestionKind,
    SentenceStatus,
    Support,
    Told,
    YesNo,
)
from lexassist.ui.words import CELL, EVIDENCE_FRAME, cite, escape

_OPEN_WARNINGS = 2
"""Places of warnings that are open: more would push the answer out of sight."""


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


def render_mode(text: str) -> str:
    """What the model may do by itself, below the question field."""
    return f'<p class="lx-mode">{escape(text)}</p>' if text else ""


def render_exchange(exchange: Exchange) -> str:
    """One question with its answer as far as it has come."""
    routing = (
        exchange.answer.routing if exchange.answer is not None else exchange.found.routing if exchange.found else ""
    )
    said = f"Asked of {exchange.scope} only" if exchange.scope else routing
    scope = f'<p class="lx-scope">{escape(said)}</p>' if said else ""
    parts = (
        _warnings(exchange),
        _answer(exchange),
        _related(exchange),
        _withheld(exchange),
        _passages(exchange),
        _state(exchange),
    )
    body = "".join(part for part in parts if part)
    return (
        f'<div class="lx-exchange lx-{exchange.ended.value}"><h3 class="lx-question">{escape(exchange.question)}</h3>'
        f"{_understood(exchange)}{scope}{body}</div>"
    )


def _understood(exchange: Exchange) -> str:
    """The full question that a follow-up was taken to mean, so that a wrong guess is seen at once."""
    answer = exchange.answer
    if answer is None or not answer.asked:
        return ""
    return f'<p class="lx-understood">Understood as: “{escape(answer.asked)}”</p>'


def _warnings(exchange: Exchange) -> str:
    """Words of the documents that try to steer their reader: above the answer, each with its place."""
    answer = exchange.answer
    if answer is None or not answer.warnings:
        return ""
    shown, folded = answer.warnings[:_OPEN_WARNINGS], answer.warnings[_OPEN_WARNINGS:]
    rest = (
        f"<details><summary>{escape(count(len(folded), 'more place'))}</summary>{_warned(exchange, folded)}</details>"
        if folded
        else ""
    )
    head = "Words that speak to the reader of this document, not to its parties. They were read as evidence and not obeyed."
    return f'<div class="lx-warning" role="note"><p>{escape(head)}</p>{_warned(exchange, shown)}{rest}</div>'


def _warned(exchange: Exchange, warnings: Sequence[AnswerWarning]) -> str:
    """Each kind of warning once, with its places."""
    places: dict[str, str] = {}
    for warning in warnings:
        places[warning.message] = places.get(warning.message, "") + _quotation(exchange, warning.citation)
    return f"<ul>{''.join(f'<li><span>{escape(says)}</span>{quotes}</li>' for says, quotes in places.items())}</ul>"


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
    head = _verdict(answer) + _lead(answer) if answer is not None else ""
    return f'<div class="lx-answer" aria-live="polite">{head}{shown}</div>' if shown else ""


def _verdict(answer: Answer) -> str:
    if answer.verdict is YesNo.NONE:
        return ""
    asked = answer.kind is QuestionKind.YES_NO or answer.verdict is YesNo.YES
    words = answer.verdict.value.capitalize() if asked else "No such clause"
    return f'<p class="lx-yes-no lx-{answer.verdict.value}">{words}</p>'


def _lead(answer: Answer) -> str:
    """What must be known before the sentences are read: that nobody checked them, how many there are, how poor a scan is."""
    note = answer.note.replace(count_withheld(len(answer.withheld)), "")  # that has a box of its own
    lead = f"{ONLY_QUOTED} {note}" if answer.only_quoted else note
    return f'<p class="lx-lead">{escape(lead)}</p>' if lead else ""


def _sentence(exchange: Exchange, sentence: AnswerSentence, citations: dict[int, Citation], quoted: set[int]) -> str:
    """A sentence with its places and quotations; a quotation that stands above already (``quoted``) is not repeated."""
    cited = [citations[n] for n in sentence.citations if n in citations]
    fresh = [citation for citation in cited if citation.n not in quoted]
    if sentence.status is SentenceStatus.QUOTED:
        quotes = "".join(_quotation(exchange, citation) for citation in fresh)
        return f'<div class="lx-sentence lx-quoted">{quotes}</div>' if quotes else ""
    if fresh and len(fresh) == len(cited) and (same := _own_words(exchange, sentence.text, cited)):
        return f'<div class="lx-sentence">{same}</div>'
    chips = " ".join(_chip(exchange, citation) for citation in cited)
    words = f'<p class="lx-words">{escape(sentence.text)} {chips}</p>'
    return f'<div class="lx-sentence">{words}{_bare_quotations(fresh)}</div>'


def _own_words(exchange: Exchange, said: str, cited: Sequence[Citation]) -> str:
    """A sentence that says what is quoted, word for word, as that quotation alone; "" where it says anything else.

    What leads it in ("Exception:") stays; a "Yes:" or "No:" does not, since the verdict stands above.
    """
    said, own = (" ".join(words.split()) for words in (said, " ".join(citation.quote for citation in cited)))
    lead = said.removesuffix(own).strip()
    if not said.endswith(own) or (lead and not lead.endswith(":")):
        return ""
    answer = exchange.answer
    told = answer is not None and lead.removesuffix(":").casefold() == answer.verdict.value
    label = f'<span class="lx-reason">{escape(lead)}</span> ' if lead and not told else ""
    chips = " ".join(_chip(exchange, citation) for citation in cited)
    return f'<blockquote class="lx-quote lx-words">{label}{_exact(*cited)} {chips}</blockquote>'


def _chip(exchange: Exchange, citation: Citation) -> str:
    return chip(exchange.matter, citation, named=exchange.named)


def chip(matter: str, citation: Citation, *, named: bool) -> str:
    """The place of a citation as a link that opens it in the evidence frame; ``named`` puts its document first."""
    address = view_address(matter, citation)
    words = cite(citation, named=named)
    mark = f' title="{escape(COMPARE)}"' if citation.ocr else ""
    name = "lx-chip lx-ocr" if citation.ocr else "lx-chip"
    return f'<a class="{name}" target="{EVIDENCE_FRAME}" href="{escape(address)}"{mark}>{escape(words)}</a>'


def _bare_quotations(citations: Sequence[Citation]) -> str:
    return "".join(f'<blockquote class="lx-quote">{_exact(citation)}</blockquote>' for citation in citations)


def _quotation(exchange: Exchange, citation: Citation) -> str:
    return quotation(exchange.matter, citation, named=exchange.named)


def quotation(matter: str, citation: Citation, *, named: bool) -> str:
    """Quoted words with the link that opens them."""
    return f'<blockquote class="lx-quote">{_exact(citation)} {chip(matter, citation, named=named)}</blockquote>'


def _exact(*citations: Citation) -> str:
    """The quoted words between quotation marks, a table in rows; only white space is folded."""
    pieces = (
        "<br>".join(CELL.join(escape(cell) for cell in row) for row in quote_rows(citation.quote))
        for citation in citations
    )
    return f'“<span class="lx-exact">{" ".join(pieces)}</span>”'


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
    if answer.kind in (QuestionKind.SMALL_TALK, QuestionKind.OUTSIDE):
        return f'<div class="lx-abstained"><p>{escape(answer.note)}</p></div>'
    said = answer.note or NO_ANSWER
    nearest = "".join(_quotation(exchange, citation) for citation in answer.nearest)
    if nearest:
        heading = NEAREST_TO_NONE if answer.certificate else NEAREST
        nearest = f'<div class="lx-nearest"><h4>{escape(heading)}</h4>{nearest}</div>'
    head = _verdict(answer) or '<p class="lx-verdict">No answer given</p>'
    return f'<div class="lx-abstained">{head}<p>{escape(said)} {escape(_searched(answer))}</p>{nearest}</div>'


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
    # Until a sentence has passed, the passages themselves are the best there is to read.
    waiting = exchange.answer is None and not exchange.told
    quoted = {(c.document, c.span) for c in exchange.answer.citations} if exchange.answer is not None else set()
    others = [citation for citation in found.evidence if (citation.document, citation.span) not in quoted]
    if not others:
        return ""
    quotes = "".join(_quotation(exchange, citation) for citation in others)
    more = "" if len(others) == len(found.evidence) else " more"
    title = (
        "Passages found"
        if waiting
        else f"{len(others)}{more} {'passage' if len(others) == 1 else 'passages'} considered"
    )
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
    return f'<p class="lx-foot">{escape(_searched(answer))}</p>'


def _searched(answer: Answer) -> str:
    documents, clauses = count(answer.documents_searched, "document"), count(answer.clauses_searched, "clause")
    return f"{documents} and {clauses} searched."
