"""A citation whose names are not what any document is known by: they are looked for in the whole texts.

"Consider the supply agreement between Halden and Brine; ..." names both parties, but a contract may name them late, on a page
that was recognised badly, or in other words than its title's. Where the documents that :mod:`lexassist.retrieval.routing` chose
have less than half of the names, whichever hold most of them anywhere are meant. Pure: which documents hold a word is given.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from lexassist.retrieval.kinds import is_kind
from lexassist.retrieval.names import Names
from lexassist.retrieval.naming import Naming, Strength, read_namings, told_end
from lexassist.retrieval.routing import asked_of
from lexassist.types import DocumentId, Routing

_MET = 0.5
"""Part of the weight of its names that a document which a citation means is known by."""
_HELD = 0.5
"""Part of the weight of the names that a document must hold to be meant by them."""
_TIE = 0.85
"""A document that holds this share of what the best one holds is meant as well."""


def unmet_names(question: str, names: Names, chosen: Sequence[DocumentId]) -> tuple[str, ...]:
    """The names in a citation, lower case, where ``chosen`` are known by less than half of their weight; else none."""
    if len(names.documents) < 2:
        return ()
    known = {naming.marks[0]: _known(naming, names) for naming in _cited(question)}
    whole = sum(names.weight(documents) for documents in known.values())
    places = {names.documents.index(document) for document in chosen}
    met = [sum(names.weight(each) * each.get(place, 0.0) for each in known.values()) for place in places]
    return tuple(known) if known and max(met, default=0.0) < _MET * whole else ()


def route_by_text(
    question: str, routing: Routing, holders: Mapping[str, Collection[DocumentId]], documents: int
) -> Routing:
    """``routing``, or another to the documents that hold the names of ``question`` best, where those of ``routing`` do not.

    ``holders`` has, for each of :func:`unmet_names`, those of ``documents`` documents whose text holds it.
    """
    weights = {word: math.log((documents + 1) / (len(held) + 0.5)) for word, held in holders.items()}
    scores: dict[DocumentId, float] = {}
    for word, held in holders.items():
        for document in held:
            scores[document] = scores.get(document, 0.0) + weights[word]
    best = max(scores.values(), default=0.0)
    chosen = max((scores.get(document, 0.0) for document in routing.documents), default=0.0)
    if best < _HELD * sum(weights.values()) or best <= 0 or chosen >= _TIE * best:
        return routing
    meant = sorted((d for d, score in scores.items() if score >= _TIE * best), key=lambda d: (-scores[d], d))
    namings = [naming for naming in _cited(question) if not set(meant).isdisjoint(holders.get(naming.marks[0], ()))]
    return asked_of(question, meant, namings)


def _cited(question: str) -> tuple[Naming, ...]:
    """The names in the part that says outright where to look, without those that only say a kind."""
    told = told_end(question)
    return tuple(
        naming
        for naming in read_namings(question)
        if naming.end <= told and naming.strength is Strength.NAME and not is_kind(naming.marks[0])
    )


def _known(naming: Naming, names: Names) -> Mapping[int, float]:
    return next((found for mark in naming.marks if (found := names.known(mark))), {})
