"""What every check gives: a fault with the words that show it, before it is cited."""

from __future__ import annotations

from dataclasses import dataclass

from lexassist.types import DefectKind, Severity, Span


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in one document. ``spans`` are the words that show it, in text order; none where it concerns the whole file."""

    kind: DefectKind
    severity: Severity
    message: str
    spans: tuple[Span, ...] = ()
