"""The values of a contract, by kind: each normalised, with the words that it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lexassist.particulars.body import Body, read_body
from lexassist.particulars.dates import read_agreement_date, read_effective_date
from lexassist.particulars.figures import figures_in, read_figures
from lexassist.particulars.law import read_forum, read_law
from lexassist.particulars.money import read_caps
from lexassist.particulars.parties import read_parties
from lexassist.particulars.terms import read_renewal, read_term, read_termination_notice
from lexassist.particulars.titles import read_title
from lexassist.types import TypePresence, Value, ValueKind, WholeDocument

__all__ = ["figures_in", "read_values"]

_IN_ORDER = frozenset({ValueKind.PARTY, ValueKind.AMOUNT, ValueKind.PERCENTAGE, ValueKind.PERIOD, ValueKind.DATE})
"""Kinds of which a contract has several: they stay in the order of the text."""


def read_values(whole: WholeDocument, types: Sequence[TypePresence] = ()) -> tuple[Value, ...]:
    """The values of a document by kind, in the order of :class:`ValueKind`; best first within a kind of which it has one.

    ``types`` are hints where clauses of a type stand; nothing else depends on them.
    """
    body = read_body(whole)
    kinds = list(ValueKind)
    return tuple(sorted(_read(body), key=lambda value: (kinds.index(value.kind), *_rank(value))))


def _read(body: Body) -> Iterator[Value]:
    effective = tuple(read_effective_date(body))
    yield from read_title(body)
    yield from read_parties(body)
    yield from read_agreement_date(body)
    yield from effective
    yield from read_term(body, effective)
    yield from read_renewal(body)
    yield from read_termination_notice(body)
    yield from read_law(body)
    yield from read_forum(body)
    yield from read_caps(body)
    for leaf in body.leaves:
        yield from read_figures(body, leaf.span)


def _rank(value: Value) -> tuple[float, int]:
    return (0.0 if value.kind in _IN_ORDER else -value.probability, value.span.start)
