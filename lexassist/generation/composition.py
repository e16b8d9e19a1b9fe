"""Which composer answers which kind of question: first from what is known of the documents, then from what was found.

Promises that what is known (definitions, types, values) goes before what is only similar. Each composer stands in a module of
its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lexassist.generation.comparing import AskOne, compose_comparison
from lexassist.generation.composing import Composed, Inquiry, Line, place_of
from lexassist.generation.defining import compose_definition, compose_row
from lexassist.generation.grounding import best_evidence
from lexassist.generation.listing import compose_list
from lexassist.generation.provisions import compose_provision
from lexassist.generation.stating import compose_figure, compose_value
from lexassist.generation.verdicts import compose_judged, compose_verdict
from lexassist.types import Context, Evidence, QuestionKind, SentenceStatus

_BY_TYPE = (QuestionKind.YES_NO, QuestionKind.LIST, QuestionKind.EXPLAIN)
"""Kinds of question that are put to every document where they name none and ask for a known type or value."""

SMALL_TALK = (
    "This is a machine that answers questions about the documents of this matter. Ask one: each sentence of the answer comes "
    "with its clause."
)
OUTSIDE = "This is a question about something outside the documents of this matter. Nothing was searched."


def aside(kind: QuestionKind) -> str:
    """What is said to small talk and to questions that no document answers; "" to all others."""
    return {QuestionKind.SMALL_TALK: SMALL_TALK, QuestionKind.OUTSIDE: OUTSIDE}.get(kind, "")


def compose_known(inquiry: Inquiry, ask_one: AskOne) -> Composed | None:
    """The answer from what is known of the documents; None where that is not enough."""
    asked = inquiry.asked
    # In one document there is a value or a type to tell, or the comparison is one of its clauses, which evidence answers.
    if asked.kind is QuestionKind.COMPARISON and (len(inquiry.scope) > 1 or asked.value is not None or asked.type):
        return compose_comparison(inquiry, inquiry.scope, ask_one)
    if asked.kind is QuestionKind.DEFINITION:
        return compose_definition(inquiry)
    known = compose_value(inquiry) or compose_verdict(inquiry)
    if known is None and asked.value is not None and asked.only and len(inquiry.scope) > 1:
        known = compose_comparison(inquiry, inquiry.scope, ask_one)
    known = known or compose_row(inquiry) or compose_provision(inquiry)
    if known is None and asked.term:
        known = compose_definition(inquiry)
    if known is None and len(inquiry.scope) > 1 and asked.only and asked.kind in _BY_TYPE:
        known = compose_comparison(inquiry, inquiry.scope, ask_one)
    return known


def compose_found(inquiry: Inquiry, context: Context, best: Sequence[Evidence]) -> Composed | None:
    """The answer from evidence that was found, of which ``best`` bears on the question; None where the evidence is to speak itself."""
    kind = inquiry.asked.kind
    if kind is QuestionKind.VALUE:
        return compose_figure(inquiry, best)
    if kind is QuestionKind.LIST:
        return compose_list(inquiry, best[0])
    if kind is QuestionKind.WHERE:
        return Composed(tuple(_placed(inquiry, context)))
    if kind is QuestionKind.YES_NO:
        return compose_judged(inquiry, best)
    return None


def _placed(inquiry: Inquiry, context: Context) -> Iterator[Line]:
    """One sentence of each of the best clauses, behind its place."""
    clauses: set[str] = set()
    for item in best_evidence(replace(context, evidence=_one_a_clause(context.evidence))):
        if item.sentence.clause in clauses:
            continue
        clauses.add(item.sentence.clause)
        clause = inquiry.library.clause(item.sentence.clause)
        place = place_of(inquiry.library.document(item.document), clause, item.sentence.spans[-1])
        lead = f"{place[:1].upper()}{place[1:]}: " if place else ""
        yield Line((item,), SentenceStatus.QUOTED, lead)


def _one_a_clause(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    best: dict[str, Evidence] = {}
    for item in sorted(evidence, key=lambda item: (-item.score, -item.similarity)):
        best.setdefault(item.sentence.clause, item)
    return tuple(best.values())
