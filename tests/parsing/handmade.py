"""Documents whose clause tree is written down with their words: what reads a tree is tested without what finds one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lexassist.types import Clause, ClauseId, ClauseKind, Document, Span
from tests.parsing.writing import document_of


@dataclass(frozen=True)
class Part:
    """A clause: its label, its words (the printed label among them), and the clauses in it."""

    label: str
    words: str
    parts: Sequence[Part] = ()
    kind: ClauseKind = ClauseKind.OPERATIVE
    heading: str = ""


@dataclass
class _Maker:
    text: str = ""
    rows: list[tuple[Part, int, int, int | None]] = field(default_factory=list)

    def add(self, part: Part, parent: int | None) -> None:
        start, index = len(self.text), len(self.rows)
        self.rows.append((part, start, 0, parent))
        self.text += part.words + "\n\n"
        if part.parts:
            self.rows.append((part, start, len(self.text), index))
        for child in part.parts:
            self.add(child, index)
        self.rows[index] = (part, start, len(self.text), parent)


def contract(*parts: Part) -> tuple[Document, tuple[Clause, ...]]:
    """The document and its clauses, with a leaf of its own for the words before a clause's first child."""
    maker = _Maker()
    for part in parts:
        maker.add(part, None)
    document = document_of(maker.text)
    names = [ClauseId(f"{document.id}-c{index:04d}") for index in range(len(maker.rows))]
    return document, tuple(
        Clause(
            names[index],
            document.id,
            p.label,
            (p.label,),
            p.heading,
            p.kind,
            Span(start, end),
            None if up is None else names[up],
        )
        for index, (p, start, end, up) in enumerate(maker.rows)
    )
