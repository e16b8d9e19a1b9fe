"""Which pieces of the evidence bear on what is asked: those with a figure where a figure is asked for, the best first.

Promises none rather than one beside the point: without a figure of the right kind, without a word of the matter that is asked
for. Similar words alone do not make an answer.
"""

from __future__ import annotations

import re

from lexassist.generation.asking import GENERAL, asks_provision, stems_of
from lexassist.generation.composing import Inquiry
from lexassist.generation.explanations import needs
from lexassist.generation.grounding import best_evidence
from lexassist.particulars.quantities import Kind, read_quantities
from lexassist.types import Context, Evidence, QuestionKind, RelationKind, Span, ValueKind

_NEARLY = 0.15
"""How much less similar to the question than the best evidence may be what has the figure that is asked for."""
_MOST = 3
_PROVIDED = 0.6
"""Part of a question's words that evidence must have to show that a contract provides for something that no type is known for."""
_FIGURES = {
    ValueKind.EXPIRY_DATE: (Kind.DATE, Kind.PERIOD),
    ValueKind.TERM: (Kind.DATE, Kind.PERIOD),
    ValueKind.EFFECTIVE_DATE: (Kind.DATE, Kind.PERIOD),
    ValueKind.TERMINATION_NOTICE: (Kind.PERIOD,),
    ValueKind.RENEWAL_NOTICE: (Kind.PERIOD,),
    ValueKind.RENEWAL_TERM: (Kind.PERIOD,),
}
"""What such words must have where no clause of the type is sure."""
_ENDS = re.compile(
    r"\b(?:term|expir\w*|continues?|until|maturity|remains? in|ends? on|shall (?:end|terminate))\b", re.IGNORECASE
)
SIGNS = {
    ValueKind.EXPIRY_DATE: _ENDS,
    ValueKind.TERM: _ENDS,
    ValueKind.EFFECTIVE_DATE: re.compile(r"\b(?:effective|commenc\w+|takes? effect|begins?|in(?:to)? force)\b", re.IGNORECASE),
    ValueKind.GOVERNING_LAW: re.compile(r"\blaws?\b", re.IGNORECASE),
    ValueKind.FORUM: re.compile(r"\b(?:courts?|arbitrat\w+|jurisdiction|tribunal)\b", re.IGNORECASE),
    ValueKind.LIABILITY_CAP: re.compile(r"\b(?:liab\w+|damages)\b", re.IGNORECASE),
    ValueKind.TERMINATION_NOTICE: re.compile(r"\b(?:terminat\w+|ends?)\b", re.IGNORECASE),
    ValueKind.RENEWAL_NOTICE: re.compile(r"\b(?:renew\w*|exten\w+)\b", re.IGNORECASE),
    ValueKind.RENEWAL_TERM: re.compile(r"\b(?:renew\w*|exten\w+)\b", re.IGNORECASE),
}  # fmt: skip
"""What words must have to tell a value, whatever else makes them similar to the question for it."""


def bearing(inquiry: Inquiry, context: Context) -> tuple[Evidence, ...]:
    """Up to three pieces of evidence that bear on the question, the best first; none where none does."""
    best, asked = best_evidence(context), inquiry.asked
    if asked.value in SIGNS:
        best = tuple(item for item in _near(context, best) if SIGNS[asked.value].search(item.sentence.text))
        kinds = _FIGURES.get(asked.value, ())
        best = tuple(item for item in best if not kinds or has_figure(kinds, item))[:_MOST]
    elif asked.kind is QuestionKind.VALUE and asked.figures:
        best = _with_figures(asked.figures, context, best)
    if not asked.type and asks_provision(inquiry.plain):
        wanted = stems_of(inquiry.plain) - GENERAL
        best = tuple(i for i in best if len(wanted & stems_of(i.sentence.text)) >= _PROVIDED * len(wanted))
    return best


def _with_figures(kinds: tuple[Kind, ...], context: Context, best: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence with a figure of the right kind, in its own words or in those of a term that it uses, behind it.

    "When?" may be answered by an event, without any date.
    """
    chosen: dict[tuple[Span, ...], Evidence] = {}
    for item in _near(context, best):
        chosen |= {one.sentence.spans: one for one in _figured(kinds, context, item)}
    with_one = tuple(chosen.values())[:_MOST]
    if Kind.DATE not in kinds:
        return with_one
    return (*with_one, *(item for item in best if item not in with_one))[:_MOST]


def _near(context: Context, best: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """All that was found and is nearly as similar to the question as the best of it, the best first."""
    found = sorted((i for i in context.evidence if i.relation is None), key=lambda i: (-i.score, -i.similarity))
    least = max(item.similarity for item in best) - _NEARLY
    return tuple(item for item in found if item.similarity >= least)


def _figured(kinds: tuple[Kind, ...], context: Context, item: Evidence) -> tuple[Evidence, ...]:
    """``item`` if it has a figure, or with the definitions that give it one; none where nothing does."""
    if has_figure(kinds, item):
        return (item,)
    defined = tuple(
        other
        for other in context.evidence
        if other.relation is RelationKind.DEFINITION
        and other.document == item.document
        and needs(item.sentence.text, other.needed)
        and has_figure(kinds, other)
    )
    return (item, *defined) if defined else ()


def has_figure(kinds: tuple[Kind, ...], item: Evidence) -> bool:
    """Whether words have a figure of one of ``kinds``."""
    return any(quantity.kind in kinds for quantity in read_quantities(item.sentence.text)[0])
