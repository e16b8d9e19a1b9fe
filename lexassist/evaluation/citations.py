"""What an answer cites, beside what experts marked: quotations, pages, clauses and characters.

Marked words are looked up in the text as it was read (:mod:`lexassist.evaluation.alignment`); a span that was lost in reading
is in no clause and on no page, and is counted by the measures of reading. A clause is a leaf of the clause tree: what stands
between one number and the next. Experts marked the words that answer, often one sentence of a clause; the clause counts as
theirs when it shares a word character with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lexassist.evaluation.alignment import Transcription, align
from lexassist.evaluation.cuad import Contract
from lexassist.evaluation.measures import Place, characters, overlap
from lexassist.evaluation.pages import Known, PagedGold, PageTest, check_pages
from lexassist.review.citing import leaves_of
from lexassist.types import Answer, Citation, Clause, ClauseId, Document, Span


@dataclass(frozen=True, slots=True)
class Experts:
    """One contract as it was read, and what experts marked in it. ``leaves`` are its leaf clauses, in text order."""

    document: Document
    leaves: tuple[Clause, ...] = ()
    marked: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    paged: tuple[PagedGold, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """How many the answer has, how many the experts, and how many are the same."""

    cited: int = 0
    gold: int = 0
    shared: int = 0


@dataclass(frozen=True, slots=True)
class Cited:
    """The quotations of one answer.

    ``shown`` counts all that it shows, as proof, as explanation or as nearest; ``copied`` of them equal the stored text at
    their spans. ``pages`` are those of them whose pages could be compared. ``clauses`` and ``characters`` compare its proof
    with what experts marked for the question's category, all 0 where they marked nothing.
    """

    shown: int = 0
    copied: int = 0
    pages: tuple[PageTest, ...] = ()
    clauses: Counted = Counted()
    characters: Counted = Counted()


def experts_of(contract: Contract, document: Document, clauses: Sequence[Clause], known: Known) -> Experts:
    """What was marked in ``contract``, placed in ``document``; ``clauses`` are the document's, ``known`` the pages."""
    source, target = Transcription(contract.text()), Transcription(document.text)
    spans = {span for marked in contract.marked for span in marked.spans}
    pieces = {span: align(span, source, target).spans for span in sorted(spans)}
    return Experts(
        document,
        leaves_of(clauses),
        {
            each.category: tuple(p for span in each.spans for p in pieces[span])
            for each in contract.marked
            if each.spans
        },
        tuple(
            PagedGold(found, pages)
            for span, found in pieces.items()
            if found and (pages := known.get((contract.name, span)))
        ),
    )


def compare_citations(answer: Answer, category: str, experts: Experts) -> Cited:
    """The quotations of ``answer``, a question about ``category``."""
    shown = (*answer.citations, *(related.citation for related in answer.related), *answer.nearest)
    marked = experts.marked.get(category, ())
    return Cited(
        shown=len(shown),
        copied=sum(experts.document.quote(citation.span) == citation.quote for citation in shown),
        pages=tuple(test for citation in shown if (test := check_pages(citation, experts.paged))),
        clauses=_count_clauses(answer.citations, marked, experts) if marked else Counted(),
        characters=_count_characters([citation.span for citation in answer.citations], marked) if marked else Counted(),
    )


def clauses_at(spans: Iterable[Span], experts: Experts) -> frozenset[ClauseId]:
    """The leaf clauses that share a letter or a digit with one of ``spans``."""
    text = experts.document.text
    return frozenset(
        leaf.id
        for span in spans
        for leaf in experts.leaves
        if leaf.span.overlap(span)
        and any(map(str.isalnum, text[max(leaf.span.start, span.start) : min(leaf.span.end, span.end)]))
    )


def _count_clauses(citations: Sequence[Citation], marked: Sequence[Span], experts: Experts) -> Counted:
    # Taken is the clause that the citation names, so that a wrong label shows.
    cited, gold = {citation.clause for citation in citations}, clauses_at(marked, experts)
    return Counted(len(cited), len(gold), len(cited & gold))


def _count_characters(cited: Sequence[Span], marked: Sequence[Span]) -> Counted:
    ours, theirs = [Place("", span) for span in cited], [Place("", span) for span in marked]
    return Counted(characters(ours), characters(theirs), overlap(ours, theirs))
