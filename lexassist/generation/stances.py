"""Whether words permit, require, forbid, exempt, state or deny something, in a clause's words and in plain ones.

"The tenant is free to", "a tenant can" and "the Tenant may" permit alike; "is banned", "shall not" and "no tenant may" forbid. Works on
the folded words of :mod:`lexassist.generation.wording`, in which "is entitled to" is "may" already. It does not parse: a negation
belongs to the word of force that it stands beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lexassist.generation.wording import Word


class Stance(StrEnum):
    """What a part of a text does about what it speaks of."""

    PERMITS = "permits"
    REQUIRES = "requires"
    FORBIDS = "forbids"
    EXEMPTS = "exempts"
    STATES = "states"
    DENIES = "denies"


@dataclass(frozen=True, slots=True)
class Stand:
    """A stance, and the places of the first and after the last of the words that it is about."""

    stance: Stance
    begin: int
    end: int


_PERMITTING = frozenset(
    "may can allowed permitted possible able welcome free entitled right option allows permits acceptable".split()
)
_REQUIRING = frozenset(
    "shall must will required needed needs necessary obliged bound obligatory compulsory mandatory duty".split()
)
_FORBIDDING = frozenset("forbidden prohibited banned barred forbids prohibits restricted unlawful".split())
_EXEMPTING = frozenset("neednot voluntary optional exempt".split())
DENIALS = frozenset(
    "not no never neither none nothing nobody nor without cannot refuse refused lose loses lost lapse void forfeited "
    "exclude excluded excludes excluding forbidden prohibited".split()
)
_TURNED = {
    Stance.PERMITS: Stance.FORBIDS,
    Stance.REQUIRES: Stance.EXEMPTS,
    Stance.FORBIDS: Stance.PERMITS,
    Stance.EXEMPTS: Stance.REQUIRES,
    Stance.STATES: Stance.DENIES,
    Stance.DENIES: Stance.STATES,
}
_MODALS = frozenset({"shall", "must", "will"})
_COMPARED = frozenset("less more fewer later longer further greater earlier sooner".split())
_STOPS = frozenset({".", ";"})
_BEFORE = 4
"""Words before a word of force among which "no" denies it: "no other distributor may"."""


def stands(words: Sequence[Word]) -> tuple[Stand, ...]:
    """The stances that the words take, in order; one that states or denies where there is no word of force."""
    lows = [word.text.casefold() for word in words]
    places = [(n, stance) for n, low in enumerate(lows) if (stance := _force(low)) is not None]
    if not places:
        denied = any(low in DENIALS for low in lows)
        return (Stand(Stance.DENIES if denied else Stance.STATES, 0, len(words)),)
    found = []
    for k, (place, stance) in enumerate(places):
        begin = _begin(lows, place, places[k - 1][0] if k else -1)
        end = places[k + 1][0] if k + 1 < len(places) else len(lows)
        found.append(Stand(_turned(stance, lows, place), begin, end))
    return tuple(found)


def _force(low: str) -> Stance | None:
    for stance, words in (
        (Stance.PERMITS, _PERMITTING),
        (Stance.REQUIRES, _REQUIRING),
        (Stance.FORBIDS, _FORBIDDING),
        (Stance.EXEMPTS, _EXEMPTING),
    ):
        if low in words:
            return stance
    return None


def _begin(lows: Sequence[str], place: int, previous: int) -> int:
    return max((n + 1 for n in range(previous + 1, place) if lows[n] in _STOPS), default=previous + 1)


def _turned(stance: Stance, lows: Sequence[str], place: int) -> Stance:
    after = lows[place + 1 : place + 3]
    before = lows[max(0, place - _BEFORE) : place]
    denied = any(low in ("not", "never") for low in after) or any(
        low in ("no", "not", "neither", "nobody", "nothing", "none", "never")
        and (before[n + 1 : n + 2] or [""])[0] not in _COMPARED
        for n, low in enumerate(before)
    )
    if not denied:
        return stance
    return Stance.FORBIDS if lows[place] in _MODALS else _TURNED[stance]


def agreement(said: Stance, shown: Stance) -> str:
    """How the evidence's stance bears on the statement's: ``same``, ``implied``, ``weaker``, ``opposed`` or ``apart``."""
    if said is shown:
        return "same"
    return _BEARING.get((said, shown), "apart")


_BEARING = {
    (Stance.PERMITS, Stance.REQUIRES): "implied",
    (Stance.STATES, Stance.REQUIRES): "implied",
    (Stance.REQUIRES, Stance.STATES): "implied",
    (Stance.DENIES, Stance.FORBIDS): "implied",
    (Stance.FORBIDS, Stance.DENIES): "implied",
    (Stance.PERMITS, Stance.EXEMPTS): "implied",
    (Stance.DENIES, Stance.EXEMPTS): "implied",
    (Stance.STATES, Stance.PERMITS): "weaker",
    (Stance.REQUIRES, Stance.PERMITS): "weaker",
    (Stance.EXEMPTS, Stance.PERMITS): "weaker",
    (Stance.PERMITS, Stance.STATES): "weaker",
    (Stance.PERMITS, Stance.FORBIDS): "opposed",
    (Stance.FORBIDS, Stance.PERMITS): "opposed",
    (Stance.REQUIRES, Stance.FORBIDS): "opposed",
    (Stance.FORBIDS, Stance.REQUIRES): "opposed",
    (Stance.REQUIRES, Stance.EXEMPTS): "opposed",
    (Stance.EXEMPTS, Stance.REQUIRES): "opposed",
    (Stance.STATES, Stance.DENIES): "opposed",
    (Stance.DENIES, Stance.STATES): "opposed",
    (Stance.STATES, Stance.FORBIDS): "opposed",
    (Stance.DENIES, Stance.REQUIRES): "opposed",
    (Stance.FORBIDS, Stance.EXEMPTS): "weaker",
    (Stance.PERMITS, Stance.DENIES): "opposed",
    (Stance.REQUIRES, Stance.DENIES): "opposed",
}
