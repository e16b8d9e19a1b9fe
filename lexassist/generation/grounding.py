"""From what the model said to sentences that may be shown: each proven by words copied from the documents, or withheld.

Promises that every quotation equals its document's text at its span, that its page and boxes are those stored when the
document was read, and that no sentence of a model is shown which the gate refuses. It does not know how the model was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from lexassist.generation.composing import Composed
from lexassist.generation.evidence import reading_text
from lexassist.generation.explanations import explain
from lexassist.generation.gate import Gate
from lexassist.generation.suspicion import suspicions
from lexassist.retrieval.citing import cite_span
from lexassist.telling import poor_pages, source_words, tell_poor, tell_routing
from lexassist.types import (
    Answer,
    AnswerId,
    AnswerSentence,
    Citation,
    Clause,
    ClauseId,
    Context,
    Document,
    DocumentId,
    Evidence,
    Library,
    QuestionKind,
    RelatedCitation,
    Search,
    SentenceStatus,
    Span,
    Statement,
    Support,
    Told,
)

_MOST_NEAREST = 3
_NEARLY = 0.15
"""How much less similar to the question than the best evidence may be what is quoted for a withheld sentence."""
AS_LIKELY = 0.5
"""How likely evidence has to bear on the question to be quoted, as a part of the likeliest, where a judge read it.

On validation contracts the passage that answers is quoted as often as without a bound, with 2.1 quotations instead of 3.
"""
_POINTS_AT_NOTHING = "it points at no clause"
_STEERED = "it rests on words that try to steer the reader"


@dataclass
class Citations:
    """The citations of one answer, numbered from 1 in the order of first use; the same words keep their number."""

    library: Library
    _given: dict[tuple[DocumentId, Span], Citation] = field(default_factory=dict)
    _documents: dict[DocumentId, Document] = field(default_factory=dict)

    def cite(self, item: Evidence) -> tuple[Citation, ...]:
        """One citation for each span of the evidence."""
        return tuple(self._cite_span(item, span) for span in item.sentence.spans)

    @property
    def all(self) -> tuple[Citation, ...]:
        """Every citation given so far."""
        return tuple(self._given.values())

    def _cite_span(self, item: Evidence, span: Span) -> Citation:
        key = (item.document, span)
        if key not in self._given:
            self._given[key] = self._look_up(item, span, len(self._given) + 1)
        return self._given[key]

    def _look_up(self, item: Evidence, span: Span, n: int) -> Citation:
        if item.document not in self._documents:
            self._documents[item.document] = self.library.document(item.document)
        document = self._documents[item.document]
        return cite_span(document, self._clause_at(item, span), span, n=n)

    def poor_scans(self) -> str:
        """The warning for the cited pages whose characters were recognised badly; "" where there are none."""
        told: list[str] = []
        for document in self._documents.values():
            pages = [page for c in self.all if c.document == document.id for page in c.pages]
            if poor := tell_poor(poor_pages(document, pages)):
                told.append(f"{source_words(document.source)}: {poor}")
        return " ".join(told)

    def _clause_at(self, item: Evidence, span: Span) -> Clause:
        """The evidence's own clause, or for the words that introduce its list the clause in which they stand."""
        own = self.library.clause(item.sentence.clause)
        if own.span.contains(span):
            return own
        around = [clause for clause in self.library.clauses(item.document) if clause.span.contains(span)]
        return min(around, key=lambda clause: len(clause.span))


@dataclass
class Grounding:
    """One answer as it grows: takes statements, gives what may be shown, and knows the whole at the end."""

    context: Context
    search: Search
    library: Library
    kind: QuestionKind = QuestionKind.EXPLAIN
    composed: Composed = field(default_factory=Composed)
    gate: Gate = field(default_factory=Gate)
    citations: Citations = field(init=False)
    sentences: list[AnswerSentence] = field(default_factory=list)
    withheld: list[AnswerSentence] = field(default_factory=list)
    _quoted: set[int] = field(default_factory=set)
    _heard: set[Statement] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.citations = Citations(self.library)

    def tell(self, statement: Statement) -> tuple[Told, ...]:
        """What follows from one statement: the sentence where it is proven; otherwise the refusal, then the evidence itself.

        Nothing follows from a statement that was made before: small models repeat themselves.
        """
        if statement in self._heard:
            return ()
        self._heard.add(statement)
        items = [self.context.numbered(number) for number in statement.numbers]
        if items and not statement.text:
            return self._quote(items)
        reason = self._refusal(statement, items)
        if reason is None:
            return (self._show(statement.text, items, SentenceStatus.SUPPORTED),)
        refused = AnswerSentence(statement.text, SentenceStatus.WITHHELD, (), reason)
        self.withheld.append(refused)
        return (Told(refused, ()), *self._quote(_relevant(items, self.context)))

    def tell_composed(self) -> tuple[Told, ...]:
        """The lines that were composed without a model, in their order."""
        return tuple(
            self._show("", line.items, SentenceStatus.QUOTED)
            if line.status is SentenceStatus.SUPPORTED and any(map(_steers, line.items))
            else self._show(line.text, line.items, line.status, line.lead)
            for line in self.composed.lines
        )

    def quote_best(self) -> tuple[Told, ...]:
        """The best evidence, without a model's word: up to three sentences, the best first."""
        return self._quote(best_evidence(self.context))

    def finish(self, *, model: str, seconds: Sequence[tuple[str, float]]) -> Answer:
        """The whole answer. Without a sentence that may be shown it is an abstention."""
        if not self.sentences:
            return self._abstain(model, seconds)
        proven = all(sentence.status is SentenceStatus.SUPPORTED for sentence in self.sentences) and not self.withheld
        return Answer(
            id=AnswerId(uuid4().hex),
            question=self.context.question,
            support=Support.SUPPORTED if proven else Support.PARTIAL,
            sentences=tuple(self.sentences),
            withheld=tuple(self.withheld),
            citations=self.citations.all,
            nearest=(),
            documents_searched=self.search.documents,
            clauses_searched=self.search.clauses,
            model=model,
            seconds=tuple(seconds),
            note=" ".join(
                filter(None, (self.composed.note, count_withheld(len(self.withheld)), self.citations.poor_scans()))
            ),
            related=cite_related(self._explaining(), self.library),
            routing=routing_told(self.search, self.library),
            kind=self.kind,
            verdict=self.composed.verdict,
            certificate=self.composed.certificate,
            values=self.composed.values,
        )

    def _abstain(self, model: str, seconds: Sequence[tuple[str, float]]) -> Answer:
        """What was withheld is not told: of an answer that is none there is nothing to keep apart."""
        nearest = replace(self.context, evidence=self.composed.nearest or self.context.evidence)
        made = abstain(nearest, self.search, self.library, model=model, seconds=seconds)
        lacking = self.composed.certificate is not None
        return replace(
            made,
            kind=self.kind,
            note=self.composed.note,
            verdict=self.composed.verdict if lacking else made.verdict,
            certificate=self.composed.certificate,
        )

    def _explaining(self) -> tuple[Evidence, ...]:
        """What is needed to understand what is cited, whether the model was given it or not."""
        places = {(citation.document, citation.span) for citation in self.citations.all}
        cited = [item for item in self.context.evidence if (item.document, item.sentence.spans[-1]) in places]
        return explain(cited, self.search.hits, self.library)

    def _refusal(self, statement: Statement, items: Sequence[Evidence]) -> str | None:
        if not items:
            return _POINTS_AT_NOTHING
        if any(map(_steers, items)):
            return _STEERED
        verdict = self.gate.verify(statement.text, [reading_text(item) for item in items])
        return None if verdict.ok else verdict.reason

    def _quote(self, items: Sequence[Evidence]) -> tuple[Told, ...]:
        fresh = [item for item in items if item.number not in self._quoted]
        self._quoted.update(item.number for item in fresh)
        return tuple(self._show("", [item], SentenceStatus.QUOTED) for item in fresh)

    def _show(self, text: str, items: Sequence[Evidence], status: SentenceStatus, lead: str = "") -> Told:
        """Show ``text``, or where it is empty the words of the evidence themselves behind ``lead``."""
        known = {citation.n for citation in self.citations.all}
        cited = tuple({c.n: c for item in items for c in self.citations.cite(item)}.values())
        sentence = AnswerSentence(text or lead + _shown_words(cited), status, tuple(citation.n for citation in cited))
        self.sentences.append(sentence)
        return Told(sentence, tuple(citation for citation in cited if citation.n not in known))


def _steers(item: Evidence) -> bool:
    """Whether words speak to a machine: they are shown as they stand, and prove nothing."""
    return bool(suspicions(item.sentence.text))


def abstain(
    context: Context, search: Search, library: Library, *, model: str, seconds: Sequence[tuple[str, float]]
) -> Answer:
    """The answer that there is none, with the clauses that came nearest and how much was searched."""
    return Answer(
        id=AnswerId(uuid4().hex),
        question=context.question,
        support=Support.ABSTAINED,
        sentences=(),
        withheld=(),
        citations=(),
        nearest=nearest_clauses(context, library),
        documents_searched=search.documents,
        clauses_searched=search.clauses,
        model=model,
        seconds=tuple(seconds),
        routing=routing_told(search, library),
    )


def routing_told(search: Search, library: Library) -> str:
    """Which documents a question was taken to name, in words; "" where it names none."""
    if not search.routing.words:
        return ""
    return tell_routing(search.routing, {card.id: card.source for card in library.documents()})


def cite_related(evidence: Iterable[Evidence], library: Library) -> tuple[RelatedCitation, ...]:
    """Where to read those pieces of evidence that only explain others, in their order."""
    citations = Citations(library)
    return tuple(
        RelatedCitation(item.relation, item.needed, citation)
        for item in evidence
        if item.relation is not None
        for citation in citations.cite(item)
    )


def nearest_clauses(context: Context, library: Library) -> tuple[Citation, ...]:
    """The best evidence of up to three clauses, the nearest first."""
    citations = Citations(library)
    nearest: dict[ClauseId, Citation] = {}
    for item in sorted(_found(context), key=_rank):
        if item.sentence.clause not in nearest and len(nearest) < _MOST_NEAREST:
            nearest[item.sentence.clause] = citations.cite(item)[-1]
    return tuple(replace(citation, n=n) for n, citation in enumerate(nearest.values(), start=1))


def best_evidence(context: Context) -> tuple[Evidence, ...]:
    """Up to three sentences that bear on the question, the best first."""
    best_first = sorted(_found(context), key=_rank)
    return tuple(_relevant(best_first, context)[:_MOST_NEAREST])


def _relevant(items: Sequence[Evidence], context: Context) -> Sequence[Evidence]:
    """Those that bear on the question nearly as much as the best evidence does; the best where none of them does."""
    best = min(_found(context), key=_rank)
    near = read_as_likely(items, context, AS_LIKELY)
    if near is None:
        found = (item for item in items if item.relation is None)
        near = tuple(item for item in found if item.similarity >= best.similarity - _NEARLY)
    return near or [best]


def read_as_likely(items: Sequence[Evidence], context: Context, least: float) -> tuple[Evidence, ...] | None:
    """Those that a judge read as at least ``least`` times as likely to bear on the question as the likeliest evidence.

    None where no judge read the evidence: similarity has to do then, which knows less of it.
    """
    likely = [item.bears for item in _found(context) if item.bears is not None]
    if not likely:
        return None
    return tuple(
        item for item in items if item.relation is None and item.bears is not None and item.bears >= least * max(likely)
    )


def _rank(item: Evidence) -> tuple[float, float]:
    return (-item.score, -item.similarity)


def _found(context: Context) -> tuple[Evidence, ...]:
    """The evidence that was found for the question: what only explains it answers nothing by itself."""
    return tuple(item for item in context.evidence if item.relation is None)


def _shown_words(citations: Iterable[Citation]) -> str:
    return " ".join(" ".join(citation.quote.split()) for citation in citations)


def count_withheld(count: int) -> str:
    """How many sentences were withheld, in words; "" for none."""
    if not count:
        return ""
    return f"{count} sentence{'s' if count > 1 else ''} withheld: the documents do not carry what {'it says' if count == 1 else 'they say'}."
