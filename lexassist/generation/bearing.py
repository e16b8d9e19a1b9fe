"""Which pieces of the evidence bear on what is asked: those with a figure where a figure is asked for, the best first.

Promises none rather than one beside the point: without a figure of the right kind, without a word of the matter that is asked
for. Similar words alone do not make an answer.
"""

from __future__ import annotations

import re

from lexassist.generation.asking import GENERAL, asks_provision, roles_in, stems_of
from lexassist.generation.composing import Inquiry
from lexassist.generation.counting import names_thing, thing_counted
from lexassist.generation.explanations import needs
from lexassist.generation.grounding import AS_LIKELY, best_evidence, read_as_likely
from lexassist.particulars.quantities import Kind, place_quantities
from lexassist.types import Context, Evidence, QuestionKind, RelationKind, Span, ValueKind

_NEARLY = 0.15
"""How much less similar to the question than the best evidence may be what has the figure that is asked for."""
_WITH_SIGNS = 0.2
"""How likely evidence has to bear on the question, as a part of the likeliest, where it also has the figure or the words that tell a value."""
_MOST = 3
_FEWEST = 2
"""Words of a question below which it is not asked how many of them evidence has."""
_SEVERAL = 3
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
_SHARED = 0.3
"""The same where more is asked than whether there is something."""
_WITH_FIGURE = 0.15
"""The same where they have a figure of the right kind."""
_FAR = 0.6
"""Part of the words shared by the evidence that shares most, below which other evidence is beside the point."""
_CODE = re.compile(r"\b(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]+\b")
"""Names with figures ("DX-10"): words have them, or they are of something else."""
_WORD = re.compile(r"[\w-]+")
_TITLE = re.compile(r"(?:[\d.]+ )?[A-Z][A-Za-z ,'’-]{3,70}")
_WHEN = re.compile(
    r"\b(?:within|after|before|by|than|following|from|prior to|at least|every|each)\b[^.;]{0,40}$", re.IGNORECASE
)
"""How words end that stand before a period which says when."""
_ENDS = re.compile(
    r"^term\b|\bterm (?:of|is|begins|ends|expires)\b|\binitial term\b|"
    r"\b(?:expir\w*|continues?|until|maturity|remains? in|ends? on|shall (?:end|terminate))\b",
    re.IGNORECASE,
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
    if asked.kind is QuestionKind.VALUE and asked.value in SIGNS:
        found = (item for item in _near(context, best, _WITH_SIGNS) if SIGNS[asked.value].search(item.sentence.text))
        kinds = _FIGURES.get(asked.value, ())
        return tuple(item for item in found if not kinds or has_figure(kinds, item))[:_MOST]
    if asked.kind is not QuestionKind.VALUE or not asked.figures:
        near = best if asked.kind is QuestionKind.LIST else _near(context, best, AS_LIKELY)
        return _sharing(inquiry, near)[:_MOST]
    figured = _with_figures(inquiry, context, _near(context, best, _WITH_SIGNS))
    thing = thing_counted(inquiry.plain) if Kind.NUMBER in asked.figures else ""
    return tuple(item for item in figured if names_thing(thing, item.sentence.text)) if thing else figured


def likeliest(context: Context) -> float | None:
    """How likely some of the evidence says something to the question, in [0, 1]; None where no judge read any."""
    return max((item.bears for item in context.evidence if item.bears is not None), default=None)


def says_all(inquiry: Inquiry, item: Evidence) -> bool:
    """Whether words have every word that carries the question, of which it has several."""
    wanted = stems_of(inquiry.plain)
    return len(wanted) >= _SEVERAL and _share(wanted, item) == 1.0


def _sharing(inquiry: Inquiry, found: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The best, and of the rest those that share hardly fewer words with the question than the one that shares most."""
    codes = {word.lower() for word in _CODE.findall(inquiry.plain)}
    if codes and (coded := tuple(item for item in found if codes <= _words(item))):
        return coded
    wanted = _wanted(inquiry)
    if len(wanted) < _FEWEST or not found:
        return found
    least = _FAR * max(_share(wanted, item) for item in found)
    return (found[0], *(item for item in found[1:] if _share(wanted, item) >= least))


def shares_enough(inquiry: Inquiry, item: Evidence) -> bool:
    """Whether words have enough of the question's for evidence that is otherwise in doubt: most, for whether there is something."""
    wanted = _wanted(inquiry)
    least = _PROVIDED if asks_provision(inquiry.plain) else _SHARED
    if inquiry.asked.kind is QuestionKind.VALUE and inquiry.asked.figures:
        least = _WITH_FIGURE
    return inquiry.asked.only or len(wanted) < _FEWEST or _share(wanted, item) >= least


def _wanted(inquiry: Inquiry) -> frozenset[str]:
    """The stems of a question less those of every question, of parties' roles and of names of documents."""
    named = " ".join([*roles_in(inquiry.plain), *inquiry.search.routing.words])
    return stems_of(inquiry.plain) - GENERAL - stems_of(named)


def _share(wanted: frozenset[str], item: Evidence) -> float:
    """The part of ``wanted`` that words, or the heading over them, have."""
    return len(wanted & stems_of(f"{item.heading or ''} {item.sentence.text}")) / len(wanted)


def _words(item: Evidence) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(item.sentence.text))


def _with_figures(inquiry: Inquiry, context: Context, near: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence with a figure of the right kind, in its own words or in those of a term that it uses, behind it.

    "When?" may be answered by an event, without any date.
    """
    kinds = inquiry.asked.figures
    figured = _sharing(inquiry, tuple(item for item in near if _figured(kinds, context, item)))
    chosen: dict[tuple[Span, ...], Evidence] = {}
    for item in figured:
        chosen |= {one.sentence.spans: one for one in _figured(kinds, context, item)}
    with_one = tuple(chosen.values())
    if Kind.DATE in kinds:
        with_one = (*with_one, *(item for item in _sharing(inquiry, near) if item not in with_one))
    return with_one[:_MOST]


def _near(context: Context, best: tuple[Evidence, ...], least: float) -> tuple[Evidence, ...]:
    """All that was found and bears on the question nearly as much as the best of it, the best first, without bare headings.

    Where a judge read it, that is at least ``least`` times as likely; else nearly as similar.
    """
    found = sorted((i for i in context.evidence if i.relation is None), key=lambda i: (-i.score, -i.similarity))
    near = read_as_likely(found, context, least)
    if near is None:
        similar = max(item.similarity for item in best) - _NEARLY
        near = tuple(item for item in found if item.similarity >= similar)
    return tuple(item for item in near if not _is_heading(item)) or near


def _is_heading(item: Evidence) -> bool:
    return len(item.sentence.spans) == 1 and _TITLE.fullmatch(item.sentence.text.strip()) is not None


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
    """Whether words have a figure of one of ``kinds``; where a date is one, of the periods those that say when."""
    text = item.sentence.text
    for quantity, start, _ in place_quantities(text):
        says_when = Kind.DATE not in kinds or quantity.kind is not Kind.PERIOD or _WHEN.search(text[:start])
        # The number of a clause is none of its figures.
        label = quantity.kind is Kind.NUMBER and not text[:start].strip(" (")
        if quantity.kind in kinds and says_when and not label:
            return True
    return False
