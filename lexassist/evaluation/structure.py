"""Whether the clauses that LexAssist cuts a contract into are the ones that experts mark.

A lawyer's span fits when it lies in one leaf clause, in leaf clauses that follow each other under one parent clause, or in
one clause of which it fills at least half. A span that fits can be cited by its clause ("9.1(a)-(c)") without citing much else.
Of outermost clauses two at most may follow each other: otherwise a flat list of paragraphs would fit everything.
"""

from __future__ import annotations

from collections.abc import Sequence

from lexassist.types import Clause, Span

_HALF = 0.5


def fits_clause(span: Span, clauses: Sequence[Clause]) -> bool:
    """Whether ``span`` fits the clauses of its document."""
    parents = {clause.parent for clause in clauses}
    touched = [clause for clause in clauses if clause.id not in parents and clause.span.overlap(span)]
    if len(touched) == 1:
        return True
    if len({clause.parent for clause in touched}) == 1 and (touched[0].parent is not None or len(touched) == 2):
        return True
    around = [len(clause.span) for clause in clauses if clause.span.contains(span)]
    return bool(around) and len(span) >= _HALF * min(around)
