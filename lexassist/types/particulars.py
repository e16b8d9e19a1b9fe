"""What a contract provides in particular: types of clause, present or proven absent, and values with their words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lexassist.types.documents import Chunk, Clause, ClauseId, Definition, Document, Reference, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Presence(StrEnum):
    """Whether a contract has a clause of a type. UNCERTAIN is for a person to look at, never to be told as absent."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """Words of a clause that are of a type with this probability, from 0 to 1."""

    clause: ClauseId
    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class ClauseScore:
    """The probability that a clause is of a type: the greatest of its chunks."""

    type: str
    probability: float


@dataclass(frozen=True, slots=True)
class TypePresence:
    """Whether a contract has a clause of ``type``, and what that rests on: its certificate.

    ``probability`` is that the contract has one. ``places`` are those that carry the type, best first; where it is absent
    or uncertain, the nearest ones, which do not carry it. ``checked`` of ``clauses`` leaf clauses were compared (fewer where
    words could not be read). ``threshold`` is the probability from which it counts as present, ``false_absences`` the share
    of contracts that have such a clause and are told to lack it, as measured where the threshold was chosen.
    """

    type: str
    presence: Presence
    probability: float
    places: tuple[TypedPlace, ...]
    checked: int
    clauses: int
    threshold: float
    false_absences: float


class ValueKind(StrEnum):
    """What a value is of its contract."""

    TITLE = "title"
    PARTY = "party"
    AGREEMENT_DATE = "agreement_date"
    EFFECTIVE_DATE = "effective_date"
    EXPIRY_DATE = "expiry_date"
    RENEWAL_TERM = "renewal_term"
    RENEWAL_NOTICE = "renewal_notice"
    TERMINATION_NOTICE = "termination_notice"
    GOVERNING_LAW = "governing_law"
    FORUM = "forum"
    LIABILITY_CAP = "liability_cap"
    TERM = "term"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    PERIOD = "period"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class ValueStep:
    """One step from the words of a contract to a value that stands nowhere in them.

    ``says`` is the step in words ("1 March 2021 and 5 years: 28 February 2026"); ``span`` in ``clause`` are the words that
    it takes its input from.
    """

    says: str
    clause: ClauseId
    span: Span


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a contract with the words that it comes from: ``words`` equals the document's text at ``span``.

    ``normal`` is the value as programs compare it: an ISO 8601 date or duration (2026-02-28, P30D, P2Y), an ISO 4217 code
    and a decimal ("USD 1000000"), a percentage ("5%"), the name of a jurisdiction ("Delaware"), a party's name; "perpetual"
    for a term without end. "" where the words leave it open. ``told`` is the same for a lawyer ("30 days"). ``role`` is a
    party's ("Licensor"). ``steps`` are how it was worked out, none where it stands in the words. ``probability`` is that it
    is the value of this kind, from 0 to 1.
    """

    kind: ValueKind
    normal: str
    told: str
    words: str
    clause: ClauseId
    span: Span
    role: str = ""
    steps: tuple[ValueStep, ...] = ()
    probability: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class WholeDocument:
    """A document with all that was read of it and stored: what types and values are read from.

    ``vectors`` are the encoder's, a row for each of ``chunks``, of unit length, float32.
    """

    document: Document
    clauses: tuple[Clause, ...]
    definitions: tuple[Definition, ...]
    references: tuple[Reference, ...]
    chunks: tuple[Chunk, ...]
    vectors: NDArray[np.float32]
