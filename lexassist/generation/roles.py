"""A question as the contract would put it: a party called by its part ("the Supplier") instead of by its name.

Clauses speak of the Supplier, lawyers of Orrinwick; what compares a question with clauses, by words, by meaning or by reading
both, does better when both speak alike. Promises to replace only what the contract itself names so. The question that is shown
stays as it was put.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lexassist.particulars.parties import party_key
from lexassist.retrieval.names import ROLES
from lexassist.types import Value, ValueKind

_NAME = re.compile(r"(?<=\W)[A-Z]|^[A-Z]\w*['’]s\b")
"""What a name in a question begins with; the first word of one is no name but for its genitive ("Orrinwick's duties?")."""
_SHORTEST = 4
"""Letters of the first word of a name by which it may be called for short."""


def may_name(question: str) -> bool:
    """Whether a question may name a party, for which alone a contract's parties have to be read."""
    return _NAME.search(question) is not None


def in_roles(question: str, values: Iterable[Value], text: str) -> str:
    """``question`` with the names of the parties among ``values`` replaced by their roles in the document of this ``text``.

    A party is called by its name, by it without its company form, or by its first word, where that is no ordinary word of the
    document. A party whose part is no known one keeps its name.
    """
    called: dict[str, str] = {}
    for value in values:
        if value.kind is ValueKind.PARTY and value.normal.strip() and value.role.lower() in ROLES:
            called |= dict.fromkeys(_names(value.normal, text), value.role)
    spoken = question
    for name in sorted(called, key=len, reverse=True):
        # One word may be an ordinary one in small letters.
        pattern = rf"(?i:{re.escape(name)})" if " " in name else re.escape(name)
        spoken = re.sub(rf"(?i:\bthe )?\b{pattern}(?!\w)", f"the {called[name]}", spoken)
    return question if spoken == question else f"{spoken[:1].upper()}{spoken[1:]}"


def _names(name: str, text: str) -> Iterator[str]:
    yield name
    short = name[: len(party_key(name))]
    if party_key(short) == party_key(name):
        yield short
    first = name.split(maxsplit=1)[0].strip(",.")
    ordinary = re.search(rf"\b{re.escape(first.lower())}\b", text) is not None
    if len(first) >= _SHORTEST and first[0].isupper() and not ordinary:
        yield from (first, first.capitalize())
