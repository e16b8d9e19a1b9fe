"""The values of a contract, by kind: each normalised, with the words that it comes from and how sure it is.

Every kind has a reader that finds each place where the value may stand, with the signs there; what the signs weigh was
learned on contracts with lawyers' answers (:mod:`lexassist.particulars.weighing`). Kinds that have no such answers (forum,
limit of liability) have a probability that says no more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import prod

from lexassist.particulars.body import Body, read_body
from lexassist.particulars.dates import find_agreement_dates, find_effective_dates
from lexassist.particulars.figures import figures_in, read_figures
from lexassist.particulars.law import find_laws, read_forum
from lexassist.particulars.money import read_caps
from lexassist.particulars.parties import find_parties
from lexassist.particulars.renewals import find_renewal_notices, find_renewal_terms, find_termination_notices
from lexassist.particulars.terms import find_expiry, find_terms
from lexassist.particulars.titles import find_titles
from lexassist.particulars.weighing import Found, rate_each, rate_one
from lexassist.types import TypePresence, Value, ValueKind, WholeDocument

__all__ = ["FINDERS", "figures_in", "find_all_expiry", "read_values", "relied_on"]

FINDERS: Mapping[ValueKind, Callable[[Body], Iterator[Found]]] = {
    ValueKind.TITLE: find_titles,
    ValueKind.PARTY: find_parties,
    ValueKind.AGREEMENT_DATE: find_agreement_dates,
    ValueKind.EFFECTIVE_DATE: find_effective_dates,
    ValueKind.RENEWAL_TERM: find_renewal_terms,
    ValueKind.RENEWAL_NOTICE: find_renewal_notices,
    ValueKind.TERMINATION_NOTICE: find_termination_notices,
    ValueKind.GOVERNING_LAW: find_laws,
    ValueKind.TERM: find_terms,
}
"""What finds the places of each kind that is weighed; expiry dates need the dates from which a term counts."""
_SEVERAL = frozenset({ValueKind.PARTY, ValueKind.AMOUNT, ValueKind.PERCENTAGE, ValueKind.PERIOD, ValueKind.DATE})
"""Kinds of which a contract has several: they stay in the order of the text."""
_MOST = 3
"""Values that are given of a kind that a contract has one of."""
_UNLIKELY = 0.02
"""Below this probability no value is given at all."""
_LIKELY, _FEWEST_PARTIES = 0.5, 2
_START = 0.1
"""Below this probability a date is none to count from."""


def read_values(whole: WholeDocument, types: Sequence[TypePresence] = ()) -> tuple[Value, ...]:
    """The values of a document by kind, in the order of :class:`ValueKind`; best first within a kind of which it has one.

    A kind may have values of small probability: what to rely on is for the caller to say. ``types`` is where clauses of a
    type stand; nothing depends on it today.
    """
    body = read_body(whole)
    if not body.leaves or not body.text.strip():
        return ()
    kinds = list(ValueKind)
    return tuple(sorted(_read(body), key=lambda value: (kinds.index(value.kind), *_rank(value))))


def relied_on(values: Sequence[Value], kind: ValueKind, at_least: float = 0.5) -> tuple[Value, ...]:
    """The values of a kind that are sure enough to be given as the answer; none where to abstain is better.

    One value, with a probability of ``at_least`` that; of parties, two or more that are likelier than not and all right
    together with that probability (as if each were right or wrong by itself).
    """
    of_kind = [value for value in values if value.kind is kind]
    if kind is not ValueKind.PARTY:
        return tuple(value for value in of_kind[:1] if value.probability >= at_least)
    likely = [value for value in of_kind if value.probability >= _LIKELY]
    together = prod(value.probability for value in likely)
    return tuple(likely) if len(likely) >= _FEWEST_PARTIES and together >= at_least else ()


def find_all_expiry(body: Body) -> Iterator[Found]:
    """Where the expiry date may stand, counted from the likeliest dates of the contract."""
    dates = (rate_one(find(body))[:1] for find in (find_effective_dates, find_agreement_dates))
    yield from find_expiry(body, _starts([date for one in dates for date in one]))


def _read(body: Body) -> Iterator[Value]:
    dates: list[Value] = []
    for kind, find in FINDERS.items():
        if kind in _SEVERAL:
            yield from (value for value in rate_each(find(body)) if value.probability >= _UNLIKELY)
            continue
        best = _likeliest(find(body))
        dates += best[:1] if kind in (ValueKind.EFFECTIVE_DATE, ValueKind.AGREEMENT_DATE) else ()
        yield from best
    yield from _likeliest(find_expiry(body, _starts(dates)))
    yield from read_forum(body)
    yield from read_caps(body)
    for leaf in body.leaves:
        yield from read_figures(body, leaf.span)


def _likeliest(found: Iterator[Found]) -> tuple[Value, ...]:
    return tuple(value for value in rate_one(found)[:_MOST] if value.probability >= _UNLIKELY)


def _starts(dates: Sequence[Value]) -> tuple[Value, ...]:
    """The dates from which a term may count, best first, of the likeliest effective date and date of the agreement."""
    best: dict[str, Value] = {}
    for value in sorted(dates, key=lambda value: (-value.probability, value.kind.value)):
        if value.probability > _START:
            best.setdefault(value.normal, value)
    # One day can be both: a lawyer counts from the effective date.
    for value in dates:
        if value.kind is ValueKind.EFFECTIVE_DATE and value.normal in best:
            best[value.normal] = replace(value, probability=best[value.normal].probability)
    return tuple(best.values())


def _rank(value: Value) -> tuple[float, int]:
    return (0.0 if value.kind in _SEVERAL else -value.probability, value.span.start)
