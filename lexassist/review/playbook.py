"""A playbook: what a firm asks of a kind of contract, rule by rule, as it is used once its file was read and checked.

Knows neither files nor contracts: :mod:`lexassist.review.playbookfile` reads it, :mod:`lexassist.review.grading` applies it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from lexassist.review.constraints import Constraint, Subject
from lexassist.types import Column, ColumnKind, Severity


class Demand(StrEnum):
    """Whether a contract has to have a clause. NOTED: either is right, and is told."""

    REQUIRED = "required"
    FORBIDDEN = "forbidden"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Position:
    """What a clause may say. ``text`` is for the lawyer; every one of ``wording`` and ``constraints`` is tested.

    An entry of ``wording`` is a phrase (:mod:`lexassist.review.phrases`).
    """

    text: str = ""
    wording: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()

    @property
    def tested(self) -> bool:
        """Whether there is anything in it that can be tested."""
        return bool(self.wording or self.constraints)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a contract is asked. Exactly one of ``clause`` (a type of clause) and ``question`` is not "".

    ``fallbacks`` are tried in their order where the standard position is not met. ``unacceptable`` are phrases none of which
    may stand in the clause. ``shows`` is the value that is told with the clause, and that the cell of a noted clause shows.
    """

    id: str
    title: str
    clause: str = ""
    question: str = ""
    demand: Demand = Demand.REQUIRED
    severity: Severity = Severity.MEDIUM
    standard: Position = Position()
    fallbacks: tuple[Position, ...] = ()
    unacceptable: tuple[str, ...] = ()
    shows: Subject | None = None
    guidance: str = ""
    suggested: str = ""

    @property
    def asked(self) -> bool:
        """Whether it is a plain question: its cell shows what was found, and there is nothing to grade."""
        return (
            bool(self.question) and self.demand is Demand.NOTED and not self.standard.tested and not self.unacceptable
        )

    @property
    def column(self) -> Column:
        """The rule as a column of the grid."""
        return Column(self.id, self.title, self._kind(), self.severity, self.question, self.guidance, self.suggested)

    @property
    def digest(self) -> str:
        """The same for two rules that grade alike."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def _kind(self) -> ColumnKind:
        if self.asked:
            return ColumnKind.TEXT
        if self.demand is not Demand.NOTED or self.standard.tested or self.unacceptable:
            return ColumnKind.VERDICT
        return _KINDS.get(self.shows, ColumnKind.TEXT) if self.shows else ColumnKind.YES_NO


_KINDS = {
    Subject.NOTICE: ColumnKind.PERIOD, Subject.TERM: ColumnKind.PERIOD, Subject.RENEWAL: ColumnKind.PERIOD,
    Subject.PERIOD: ColumnKind.PERIOD, Subject.AMOUNT: ColumnKind.MONEY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Playbook:
    """The rules for one kind of contract and one side of it. ``sha256`` is of its rules as they are applied."""

    name: str
    title: str
    version: str
    side: str
    description: str
    rules: tuple[Rule, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of a review with this playbook, in its order."""
        return tuple(rule.column for rule in self.rules)

    @property
    def sha256(self) -> str:
        """The digest of the rules as they are applied, with name and version: of the rules of an extended playbook too."""
        return hashlib.sha256(repr((self.name, self.version, self.rules)).encode()).hexdigest()

    def rule(self, identity: str) -> Rule:
        """The rule with this id. Raises KeyError."""
        return {rule.id: rule for rule in self.rules}[identity]

    def has(self, identity: str) -> bool:
        """Whether there is a rule with this id."""
        return any(rule.id == identity for rule in self.rules)


def question_rule(question: str, number: int) -> Rule:
    """A question that somebody asks of every contract, as a rule: ``number`` makes its id."""
    return Rule(id=f"question-{number}", title=question, question=question, demand=Demand.NOTED, severity=Severity.LOW)
