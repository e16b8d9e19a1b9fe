"""What a review finds: one finding for each rule and document, defects of drafting, and the grid that they make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lexassist.types.answers import Citation
from lexassist.types.documents import ClauseId, DocumentId, ReadStatus, Span
from lexassist.types.particulars import TypePresence, Value


class Severity(StrEnum):
    """How much a finding matters, as the playbook says. The order of :data:`SEVERITIES`."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


SEVERITIES = (Severity.LOW, Severity.MEDIUM, Severity.HIGH)
"""From the least to the gravest."""


class Verdict(StrEnum):
    """How a contract stands to a rule. UNCERTAIN is for a person to look at."""

    COMPLIANT = "compliant"
    FALLBACK = "fallback"
    DEVIATION = "deviation"
    MISSING = "missing"
    UNCERTAIN = "uncertain"

    @property
    def open(self) -> bool:
        """Whether somebody has to do something about it."""
        return self in (Verdict.DEVIATION, Verdict.MISSING, Verdict.UNCERTAIN)


class ColumnKind(StrEnum):
    """What the cells of a column hold."""

    VERDICT = "verdict"
    YES_NO = "yes_no"
    DATE = "date"
    PERIOD = "period"
    MONEY = "money"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """A rule, or a question, as a column of the grid. ``severity`` is that of its findings at the gravest."""

    id: str
    title: str
    kind: ColumnKind
    severity: Severity
    question: str = ""
    guidance: str = ""
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule on one document: a cell of the grid.

    ``reason`` is one sentence for a lawyer. ``citations`` are numbered from 1; of a missing clause they are the nearest ones,
    which do not carry it. ``answer`` is what the cell shows where the column is not one of verdicts ("Yes", "2026-02-28",
    "30 days"). ``certificate`` is given where absence, or doubt about it, is what was found. ``superseded`` are the citations
    of an amended clause that no longer holds.
    """

    document: DocumentId
    rule: str
    verdict: Verdict
    severity: Severity
    reason: str
    citations: tuple[Citation, ...] = ()
    answer: str = ""
    value: Value | None = None
    certificate: TypePresence | None = None
    superseded: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        if self.verdict is Verdict.MISSING and self.certificate is None:
            raise ValueError("a missing clause comes with its certificate")


class DefectKind(StrEnum):
    """A fault of drafting that can be found without a model."""

    UNDEFINED_TERM = "undefined_term"
    UNUSED_TERM = "unused_term"
    TWICE_DEFINED = "twice_defined"
    DANGLING_REFERENCE = "dangling_reference"
    NUMBERING_GAP = "numbering_gap"
    BLANK = "blank"
    FIGURES_DIFFER = "figures_differ"
    DATES_CONFLICT = "dates_conflict"
    LAW_AND_FORUM = "law_and_forum"
    NO_SIGNATURE = "no_signature"
    HIDDEN_TEXT = "hidden_text"
    ACTIVE_CONTENT = "active_content"


@dataclass(frozen=True, slots=True)
class Defect:
    """A fault of drafting with the places that show it. ``message`` is one sentence; without places it concerns the whole file."""

    document: DocumentId
    kind: DefectKind
    severity: Severity
    message: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewedDocument:
    """A row of the grid: a file with its findings, in the order of the columns, and its defects in the order of its text.

    A file that could not be read has a ``status`` and a ``message`` and no findings; neither has one that amends another (its
    changes are counted there), the same file a second time (DUPLICATE), or one that could not be graded.
    ``amends`` are the documents of the review that this one changes, ``amended_by`` those that change it, by date.
    """

    file: str
    document: DocumentId | None
    title: str
    status: ReadStatus
    message: str
    findings: tuple[Finding, ...] = ()
    defects: tuple[Defect, ...] = ()
    amends: tuple[DocumentId, ...] = ()
    amended_by: tuple[DocumentId, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a review was made: enough to make it again. ``settings`` are names with values, in order; no times of day."""

    playbook: str
    version: str
    playbook_sha256: str
    encoder: str
    lexassist: str
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A finished review: the grid, row by row in the order of the files."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[ReviewedDocument, ...]
    provenance: Provenance


class ChangeKind(StrEnum):
    """What became of a clause from one version of a contract to the next."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class WordChange:
    """Words of the earlier version (``before``) in whose place the later one has others (``after``); None for none."""

    before: Span | None
    after: Span | None


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What became of one clause. ``kinds`` has several members for a clause that was moved and changed.

    ``before`` is None for a clause that was added, ``after`` for one that was removed.
    """

    kinds: frozenset[ChangeKind]
    before: ClauseId | None
    after: ClauseId | None
    words: tuple[WordChange, ...] = ()
