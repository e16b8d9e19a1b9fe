"""Which law governs a contract, and which courts or arbitrators decide."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexassist.particulars.body import Body
from lexassist.particulars.jurisdictions import JURISDICTION, jurisdiction_of
from lexassist.types import Span, Value, ValueKind

_GOVERNED = re.compile(
    r"\b(?:govern(?:ed|ing|s)?|constru(?:ed|ction|e)|interpret(?:ed|ation)|enforced|subject\s+to|regulated|controlled)\b"
    r"[^.]{0,260}?\b(?:laws?|statutes|legislation|jurisdiction)\b|\b(?:governing|applicable|controlling|choice\s+of)\s+law\b",
    re.IGNORECASE,
)
_CONTRACT = re.compile(
    r"\b(?:agreement|contract|amendment|addendum|terms|license|lease|hereof|hereunder|deed|note)\b", re.IGNORECASE
)
_LAWS_OF = re.compile(
    r"\b(?:laws?|statutes|legislation)\b(?:\s*\([^)]{0,60}\))?[^.;]{0,80}?\b(?:of|in|from|being)\b|\b(?:under|by|with)\b|[:.]",
    re.IGNORECASE,
)
_CONFLICTS = re.compile(
    r"\bconflicts?\b|\bchoice\s+of\s+laws?\b|\bwithout\b|\bregardless\b|\birrespective\b", re.IGNORECASE
)
_COURTS = re.compile(r"\b(?:courts?|venue|arbitrat\w+|jurisdiction|tribunal)\b", re.IGNORECASE)
_FORUM = re.compile(
    r"\b(?:courts?|tribunals?)\b[^.;]{0,160}|\bvenue\b[^.;]{0,160}|\barbitration\b[^.;]{0,160}\b(?:in|at)\b[^.;]{0,60}",
    re.IGNORECASE,
)
_SUBMIT = re.compile(
    r"\b(?:exclusive|jurisdiction|venue|submit\w*|consent\w*|brought|seat|held|take place|arbitrat\w+)\b", re.IGNORECASE
)


def read_law(body: Body) -> Iterator[Value]:
    """The laws that the contract may be governed by, best first."""
    found: dict[str, Value] = {}
    for match in _GOVERNED.finditer(body.text):
        sentence = body.sentence_at(match.start())
        name = _law_behind(body, match, sentence)
        if name is None:
            continue
        normal = jurisdiction_of(body.words(name))
        probability = 0.9 if _CONTRACT.search(body.text, sentence.start, match.start() + 1) else 0.5
        value = body.value(ValueKind.GOVERNING_LAW, sentence, normal, probability=probability)
        if normal not in found or found[normal].probability < probability:
            found[normal] = value
    yield from sorted(found.values(), key=lambda value: -value.probability)


def _law_behind(body: Body, match: re.Match[str], sentence: Span) -> Span | None:
    """The first jurisdiction behind the words that say what governs, before those about conflicts of laws."""
    start = match.start()
    end = min(sentence.end, match.end() + 220)
    name = JURISDICTION.search(body.text, start, max(end, start))
    return Span(*name.span()) if name else None


def read_forum(body: Body) -> Iterator[Value]:
    """The courts or seats of arbitration that the contract names, best first."""
    found: dict[str, Value] = {}
    for match in _FORUM.finditer(body.text):
        sentence = body.sentence_at(match.start())
        name = JURISDICTION.search(body.text, match.start(), match.end())
        if name is None or not _SUBMIT.search(body.text, sentence.start, sentence.end):
            continue
        normal = jurisdiction_of(name[0])
        told = " ".join(body.text[match.start() : name.end()].split())
        value = body.value(ValueKind.FORUM, Span(match.start(), name.end()), normal, told, probability=0.6)
        found.setdefault(normal, value)
    yield from found.values()
