"""What a period counts from: "30 days after receipt" is not "30 days after the date of the invoice", nor "before receipt".

Compares, for each period of the sentence that counts from something, the side (after, before) and the event's first words
with what the evidence says of the same period. A period that the evidence counts from nothing is not compared here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lexassist.generation.equivalents import equivalents
from lexassist.generation.wording import read_words
from lexassist.particulars.quantities import in_digits

_UNIT = r"(?:hour|day|week|month|quarter|year)s?"
_START = re.compile(
    rf"\b(?P<number>\d+)\)?[\s-]+(?:(?:business|working|calendar|consecutive)\s+)?(?P<unit>{_UNIT})\b['’]?"
    r"(?P<between>[^.;,]{0,30}?)\s(?P<side>after|following|from|of|since|upon|before|prior to|in advance of|subsequent to)\s"
    r"(?P<event>[^;:]{3,90})",
    re.IGNORECASE,
)
_PERIOD = re.compile(_UNIT, re.IGNORECASE)
_BEFORE = frozenset({"before", "prior to", "in advance of"})
_MOMENTS = frozenset({"date", "day", "time", "agr", "agreement"})
_FEW = 3


@dataclass(frozen=True, slots=True)
class _Start:
    number: str
    side: str
    event: tuple[str, ...]
    told: str


def check_starts(said: str, shown: str) -> str | None:
    """Why a period of ``said`` counts from something else than in ``shown``, or None."""
    ours = tuple(_starts(said))
    theirs = tuple(_starts(shown)) if ours else ()
    for start in ours:
        same = [other for other in theirs if other.number == start.number]
        if same and not any(_agree(start, other) for other in same):
            return f"the clause counts the {start.number} from something else than “{start.told}”"
    return None


def _agree(said: _Start, shown: _Start) -> bool:
    if said.side != shown.side:
        return False
    first = said.event[:1]
    return not first or any({one, *equivalents(one)} & set(shown.event) for one in first)


def _starts(text: str) -> Iterator[_Start]:
    if not _PERIOD.search(text):
        return
    digits = in_digits(text)
    for found in _START.finditer(digits):
        side = found["side"].lower()
        words = [word for word in read_words(found["event"]) if word.content and word.stem not in _MOMENTS][:_FEW]
        told = f"{side} {' '.join(found['event'].split()[:4])}"
        yield _Start(
            f"{found['number']} {found['unit'].lower().rstrip('s')}s",
            "before" if side in _BEFORE else "after",
            tuple(word.stem for word in words),
            told,
        )
