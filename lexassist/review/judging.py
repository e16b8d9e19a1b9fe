"""One position of a rule against the words of a clause: met, not met, or in doubt, each with its reason and its lines.

Promises that "not met" rests on words or figures that stand there (or, for wording that is asked for, on their standing
nowhere in the clause or around it), and that values which disagree among themselves are doubted, never chosen from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lexassist.review.constraints import SUBJECT_WORDS, Constraint, Relation, Subject
from lexassist.review.contract import Line, Passage, ReadContract
from lexassist.review.facts import Fact, find_facts, fold_name
from lexassist.review.phrases import find_phrase
from lexassist.review.playbook import Position

_LIMITS = re.compile(r"\bexceed|\blimited to\b|\bmaximum\b|\blimit of\b", re.IGNORECASE)
_GREATER_OR_LESSER = re.compile(r"\b(greater|higher|lesser|lower)\s+of\b", re.IGNORECASE)
_GREATER, _LESSER = "the greater of ", "the lesser of "
_TOLD = 3
"""Values that are told one by one where they disagree."""


class Outcome(StrEnum):
    """How a clause stands to a test."""

    MET = "met"
    NOT_MET = "not met"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome of a test. ``reason`` is a part of a sentence; ``lines`` are what it rests on; ``fact`` what it compared."""

    outcome: Outcome
    reason: str
    lines: tuple[Line, ...] = ()
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a rule is tested: the clauses that were recognised, and the lines of the best one's section around it.

    ``focus`` are those in which values are looked for first: of a question (``asked``), what answers it best.
    """

    contract: ReadContract
    passages: tuple[Passage, ...]
    around: tuple[Line, ...]
    focus: tuple[Passage, ...]
    asked: bool

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the clauses, the recognised ones first."""
        core = [line for passage in self.passages for line in passage.core]
        rest = [line for passage in self.passages for line in passage.lines if not line.core]
        return (*core, *rest)


def judge_position(position: Position, scope: Scope) -> tuple[Judged, ...]:
    """Every test of a position, in its order: values first, then wording."""
    values = (_judge_constraint(constraint, scope) for constraint in position.constraints)
    return (*values, *(_judge_wording(phrase, scope) for phrase in position.wording))


def judge_unacceptable(phrases: Iterable[str], scope: Scope) -> Judged | None:
    """The first phrase that the clause must not have and has; None where it has none of them."""
    lines = scope.lines
    for phrase in phrases:
        place = find_phrase(phrase, [line.text for line in lines])
        if place is not None:
            said = f"{scope.contract.where(lines[place])} says “{_spoken(phrase)}”, which the playbook does not accept"
            return Judged(Outcome.NOT_MET, said, (lines[place],))
    return None


def worst(judged: Sequence[Judged]) -> Outcome:
    """The outcome of several tests together: one that is not met decides, then one in doubt."""
    outcomes = {one.outcome for one in judged}
    return next((o for o in (Outcome.NOT_MET, Outcome.DOUBT) if o in outcomes), Outcome.MET)


def _judge_wording(phrase: str, scope: Scope) -> Judged:
    lines = scope.lines
    place = find_phrase(phrase, [line.text for line in lines])
    if place is None:
        lines = scope.around
        place = find_phrase(phrase, [line.text for line in lines])
    if place is not None:
        said = f"{scope.contract.where(lines[place])} says “{_spoken(phrase)}”"
        return Judged(Outcome.MET, said, (lines[place],))
    said = f"{_clauses(scope)} not say “{_spoken(phrase)}”, which the playbook asks for"
    # What a question finds may not be the clause that is meant.
    return Judged(Outcome.DOUBT if scope.asked else Outcome.NOT_MET, said)


def facts_in(subject: Subject, scope: Scope) -> tuple[Fact, ...]:
    """The values of ``subject`` where the rule is tested: in its focus, else in all of it; a cap also in its section."""
    found = find_facts(subject, scope.contract, scope.focus) or find_facts(subject, scope.contract, scope.passages)
    if not found and subject is Subject.CAP:
        limits = tuple(line for line in scope.around if _LIMITS.search(line.text))
        return find_facts(subject, scope.contract, (Passage("", limits, 0.0),))
    return found


def _judge_constraint(constraint: Constraint, scope: Scope) -> Judged:
    facts = facts_in(constraint.subject, scope)
    what, asked = SUBJECT_WORDS[constraint.subject], constraint.told
    if not facts:
        return Judged(Outcome.DOUBT, f"{what} could not be read from {_names(scope)}; the playbook asks for {asked}")
    outcome = _together(constraint, facts)
    told, of = tell_facts(constraint.subject, facts, scope.contract), _which(constraint.subject, facts)
    if outcome is Outcome.DOUBT and len(facts) > 1 and not of:
        said = f"{told} are given as {what}, and it is not sure which counts; the playbook asks for {asked}"
    elif outcome is Outcome.DOUBT:
        said = f"{what} is {told}, which cannot be compared with what the playbook asks for ({asked})"
    elif outcome is Outcome.NOT_MET:
        said = f"{what} is {told}; the playbook asks for {asked}"
    else:
        said = f"{what} is {told}, as the playbook asks ({asked})"
    lines = tuple(line for fact in facts[:_TOLD] for line in fact.lines)
    return Judged(outcome, said, lines, facts[0])


def _holds(constraint: Constraint, fact: Fact) -> bool | None:
    if constraint.names:
        inside = fold_name(fact.name) in {fold_name(name) for name in constraint.names}
        return inside if constraint.relation is Relation.IN else not inside
    return None if fact.measure is None else constraint.holds_for(fact.measure)


def _together(constraint: Constraint, facts: Sequence[Fact]) -> Outcome:
    results = [_holds(constraint, fact) for fact in facts]
    if all(result is True for result in results):
        return Outcome.MET
    if all(result is False for result in results):
        return Outcome.NOT_MET
    # The greater of two limits is high enough where one is, and too high where one is; the lesser the other way round.
    of = _which(constraint.subject, facts)
    if of:
        return _decided(results, by=(of == _GREATER) == (constraint.relation is Relation.AT_LEAST))
    return Outcome.DOUBT


def _which(subject: Subject, facts: Sequence[Fact]) -> str:
    """Whether several limits are told as the greater or the lesser of them; "" where they are not."""
    if subject is not Subject.CAP or len(facts) < 2:
        return ""
    words = " ".join(line.text for fact in facts for line in (*fact.lines, *fact.led))
    match = _GREATER_OR_LESSER.search(words)
    return "" if match is None else _GREATER if match[1].lower() in ("greater", "higher") else _LESSER


def _decided(results: Sequence[bool | None], *, by: bool) -> Outcome:
    """The outcome where one result of the kind ``by`` settles it."""
    return Outcome.DOUBT if by not in results else Outcome.MET if by else Outcome.NOT_MET


def tell_facts(subject: Subject, facts: Sequence[Fact], contract: ReadContract) -> str:
    """The values with their places: "30 days (cl. 9.2) and 60 days (cl. 9.3)"; of many the first few."""
    of = _which(subject, facts)
    told = [f"{fact.told} ({contract.where(fact.lines[0])})" for fact in facts[:_TOLD]]
    if len(facts) > _TOLD:
        told.append(f"{len(facts) - _TOLD} more")
    return told[0] if len(told) == 1 else f"{of}{', '.join(told[:-1])} and {told[-1]}"


def _clauses(scope: Scope) -> str:
    places = tuple(_labels(scope))
    return f"{' and '.join(places)} {'does' if len(places) == 1 else 'do'}"


def _names(scope: Scope) -> str:
    return " and ".join(_labels(scope))


def _labels(scope: Scope) -> Iterator[str]:
    lines = [next(iter(passage.core or passage.lines), None) for passage in scope.passages[:_TOLD]]
    yield from dict.fromkeys(scope.contract.where(line) for line in lines if line is not None)


def _spoken(phrase: str) -> str:
    return phrase.partition("|")[0].strip().replace("...", "…")
