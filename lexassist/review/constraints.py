"""What a playbook asks of a value: "notice >= 30 days", "law in [England and Wales, New York]", "cap <= 12 months' fees".

::

    SUBJECT >= BOUND        at least          SUBJECT in [NAME, NAME]        one of these
    SUBJECT <= BOUND        at most           SUBJECT not in [NAME, NAME]    none of these
    SUBJECT = BOUND         exactly

Promises that a constraint which parses can be tested. It does not know where values come from: ``facts`` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from lexassist.review.measures import Measure, at_least, at_most, equal, read_bound


class Subject(StrEnum):
    """The value that a constraint is about. PERIOD, AMOUNT and PERCENTAGE are any figure of the clause."""

    NOTICE = "notice"
    TERM = "term"
    RENEWAL = "renewal"
    LAW = "law"
    FORUM = "forum"
    CAP = "cap"
    PERIOD = "period"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    PARTY = "party"


NAMED = frozenset({Subject.LAW, Subject.FORUM, Subject.PARTY})
"""Subjects whose values are names: they are compared with ``in`` and ``not in``."""
SUBJECT_WORDS = {
    Subject.NOTICE: "notice", Subject.TERM: "the term", Subject.RENEWAL: "the renewal term", Subject.LAW: "the governing law",
    Subject.FORUM: "the forum", Subject.CAP: "the cap", Subject.PERIOD: "the period", Subject.AMOUNT: "the amount",
    Subject.PERCENTAGE: "the percentage", Subject.PARTY: "the party bound",
}  # fmt: skip


class Relation(StrEnum):
    """How a value has to stand to its bound."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    IN = "in"
    NOT_IN = "not in"


_WORDS = {
    Relation.AT_LEAST: "at least ", Relation.AT_MOST: "at most ", Relation.EQUAL: "", Relation.IN: "",
    Relation.NOT_IN: "not ",
}  # fmt: skip
_COMPARED: dict[Relation, Callable[[Measure, Measure], bool | None]] = {
    Relation.AT_LEAST: at_least, Relation.AT_MOST: at_most, Relation.EQUAL: equal,
}  # fmt: skip
_SUBJECTS = "|".join(Subject)
_ORDERED = re.compile(rf"(?P<subject>{_SUBJECTS})\s*(?P<relation>>=|<=|=)\s*(?P<bound>.+)")
_LISTED = re.compile(rf"(?P<subject>{_SUBJECTS})\s+(?P<relation>not in|in)\s+\[(?P<names>[^\[\]]+)\]")
FORMS = (
    '"notice >= 30 days", "cap <= 12 months\' fees", "amount <= GBP 50,000" or "law in [England and Wales, New York]"'
)
"""Examples of what is understood, for messages."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One demand on one value. ``measure`` is its bound, or ``names`` are; ``text`` is as the playbook has it."""

    subject: Subject
    relation: Relation
    text: str
    measure: Measure | None = None
    names: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What is asked for: "at least 30 days", "England and Wales or New York"."""
        return f"{_WORDS[self.relation]}{self.measure.told if self.measure else ' or '.join(self.names)}"

    def holds_for(self, measure: Measure) -> bool | None:
        """Whether a measured value is as asked; None where that cannot be said."""
        assert self.measure is not None, "only an ordered constraint is compared with a measure"
        return _COMPARED[self.relation](measure, self.measure)


def parse_constraint(text: str) -> Constraint:
    """The constraint that ``text`` is. Raises ValueError, saying what is expected."""
    words = " ".join(text.split())
    if match := _LISTED.fullmatch(words):
        subject, names = Subject(match["subject"]), tuple(part.strip() for part in match["names"].split(","))
        if subject not in NAMED or not all(names):
            raise ValueError(f"{subject} is a figure and is compared with >=, <= or =, as in {FORMS}")
        return Constraint(subject, Relation(match["relation"]), words, names=names)
    if match := _ORDERED.fullmatch(words):
        subject = Subject(match["subject"])
        bound = read_bound(match["bound"])
        if subject in NAMED or bound is None:
            raise ValueError(f"{match['bound']!r} is no bound for {subject}; expected a form such as {FORMS}")
        return Constraint(subject, Relation(match["relation"]), words, measure=bound)
    raise ValueError(f"expected a form such as {FORMS}")
