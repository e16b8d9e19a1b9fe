"""Real sentences of a contract that can be altered and reworded, and what the contract calls its parties and terms.

Only sentences that are whole and plainly read are taken: from a capital to a full stop, without the marks that redaction,
tables and forms leave. Which they are is decided by their form alone, never by what the gate says of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lexassist.evaluation.alterations import Names
from lexassist.generation.passages import passages_of
from lexassist.types import Clause, ClauseKind, Definition, Document

_KINDS = frozenset({ClauseKind.OPERATIVE, ClauseKind.DEFINITION, ClauseKind.SCHEDULE})
_LENGTHS = range(60, 351)
_LABEL = re.compile(
    r"^(?:(?:Section|Article|SECTION|ARTICLE)\s)?(?:\(?(?:\d+(?:\.\d+)*|[a-zA-Z]|[ivx]+)[.)]+\s*)+(?=[A-Z“\"])|^\d+(?:\.\d+)+\s+"
)
_WHOLE = re.compile(r"[A-Z“\"][^\t*_|…]*[a-z)”\"%0-9]\.")
_SAYS = re.compile(r"\b(?:shall|will|may|must|is|are|means|agrees?|grants?|has|have)\b")
_MARRED = re.compile(r"[a-z][A-Z][a-z]|\[|  |\.\.|--|[A-Z]{4,} [A-Z]{4,}|[.;] (?!$)[A-Z]|\?|[-–] [a-z]|: [^(]*:")
_DOER = re.compile(r"(?<![A-Z][a-z] )\b([A-Z][A-Za-z&]{2,}) (?:shall|may|agrees|will|represents|acknowledges)\b")
_NOBODY = frozenset(
    "Agreement Party Parties Term Section Article This They That Such Neither Either Each Which Notwithstanding Nothing Any "
    "All None There Information What Who Affiliates Affiliate Products Product Services Contract And You But The Notice Notices".split()
)


@dataclass(frozen=True, slots=True)
class Provision:
    """A sentence of a contract without its label, and the passage that follows it there."""

    text: str
    beside: str


@dataclass(frozen=True, slots=True)
class Material:
    """What pairs are made from, of one contract."""

    contract: str
    provisions: tuple[Provision, ...]
    names: Names


def read_material(document: Document, clauses: Sequence[Clause], definitions: Sequence[Definition]) -> Material:
    """The plain sentences of a contract in their order, and its names."""
    passages = [
        " ".join(passage.sentence.text.split())
        for clause in clauses
        if clause.kind in _KINDS
        for passage in passages_of(document, clause)
    ]
    return Material(document.id, tuple(_provisions(passages)), _names(passages, definitions))


def _provisions(passages: Sequence[str]) -> Iterator[Provision]:
    seen: set[str] = set()
    for place, passage in enumerate(passages):
        text = _LABEL.sub("", passage)
        if text not in seen and is_plain(text):
            seen.add(text)
            yield Provision(text, passages[(place + 1) % len(passages)])


def is_plain(text: str) -> bool:
    """Whether a sentence is whole and plainly read."""
    letters = sum(character.isalpha() and character.islower() for character in text)
    return (
        len(text) in _LENGTHS
        and _WHOLE.fullmatch(text) is not None
        and _SAYS.search(text) is not None
        and _MARRED.search(text) is None
        and letters > 0.65 * len(text)
        and text.count("(") == text.count(")")
    )


def _names(passages: Sequence[str], definitions: Sequence[Definition]) -> Names:
    doers = Counter(name for passage in passages for name in _DOER.findall(passage) if name not in _NOBODY)
    terms = list(dict.fromkeys(" ".join(definition.term.split()) for definition in definitions))
    often = {name.casefold(): name for name, count in reversed(doers.most_common(5)) if count >= 4}
    parties = list(reversed(often.values()))[:3]
    others = [
        term for term in terms
        if term not in parties and term not in _NOBODY and re.fullmatch(r"[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}", term)
    ]  # fmt: skip
    return Names(tuple(parties), tuple(others))
