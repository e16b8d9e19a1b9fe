"""Which law governs a contract, and which courts or arbitrators decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lexassist.particulars.body import Body
from lexassist.particulars.jurisdictions import JURISDICTION, is_state, jurisdiction_of
from lexassist.particulars.weighing import Found
from lexassist.types import Span, Value, ValueKind

_GOVERNED = re.compile(
    r"\b(?:govern(?:ed|ing|s)?|constru(?:ed|ction|e)|interpret(?:ed|ation)|enforced|subject\s+to|regulated|controlled|validity)\b"
    r"[^.]{0,260}?\b(?:laws?|statutes|legislation|jurisdiction)\b|\b(?:governing|applicable|controlling|choice\s+of)\s+laws?\b"
    r"|\blaws?\s+of\b[^.]{0,120}?\b(?:shall|will)\s+(?:apply|govern|control)",
    re.IGNORECASE,
)
_ABOUT = tuple(
    (name, re.compile(form, re.IGNORECASE))
    for name, form in {
        "contract": r"\b(?:this|the|these)\s+(?:\w+\s+){0,3}(?:agreement|contract|amendment|addendum|terms|license|lease|deed|note)\b"
        r"|\bhereof|\bhereunder",
        "governed": r"\bgovern(?:ed|s|ing)?\b",
        "construed": r"\b(?:constru|interpret)\w+",
        "conflicts": r"\bconflicts?\b|\bchoice\s+of\s+laws?\b",
        "laws of": r"\blaws?\s+of\b|\blaws?,?\s+(?:and\s+\w+\s+)?of\b",
        "accordance": r"\b(?:in\s+accordance\s+with|under|pursuant\s+to|by)\b",
        "organised": r"\b(?:organi[sz]ed|incorporated|existing|corporation|formed)\b",
        "courts": r"\b(?:courts?|venue|arbitrat\w+)\b",
        "compliance": r"\b(?:comply|compliance|applicable\s+laws|export|tax|import|regulations?)\b",
        "patent": r"\b(?:patent|bankruptcy|securities|employment|code|act)\b",
        "disputes": r"\b(?:dispute|claim|controvers)\w*",
    }.items()
)  # fmt: skip
_HEADED = re.compile(
    r"\b(?:governing|applicable|choice\s+of|controlling)\s+law|\blaw\b|\bjurisdiction\b", re.IGNORECASE
)
_FORUM = re.compile(
    r"\b(?:courts?|tribunals?)\b[^.;]{0,160}|\bvenue\b[^.;]{0,160}|\barbitration\b[^.;]{0,160}\b(?:in|at)\b[^.;]{0,60}",
    re.IGNORECASE,
)
_SUBMIT = re.compile(
    r"\b(?:exclusive|jurisdiction|venue|submit\w*|consent\w*|brought|seat|held|take\s+place|arbitrat\w+)\b",
    re.IGNORECASE,
)


_UNMEASURED = 0.6
"""The probability of a forum, chosen by hand: lawyers' answers have none."""
_REACH, _NAMES = 260, 3
"""Characters behind the words about what governs in which names of laws are looked for, and how many."""
_LANGUAGES = frozenset({"english", "french", "german", "swiss"})
"""Names of laws that are also languages, in which an arbitration is held."""


def find_laws(body: Body) -> Iterator[Found]:
    """The laws that the contract may be governed by."""
    sentence, signs, seen = Span(0, 1), frozenset[str](), -1
    for match in _GOVERNED.finditer(body.text):
        if match.start() < seen:
            continue
        seen = match.end()
        # The signs of a sentence are looked for once, however often it says "governed".
        if match.start() >= sentence.end or not signs:
            sentence = body.sentence_at(match.start())
            signs = _signs(body, sentence)
        end = max(match.end(), min(sentence.end, match.end() + _REACH))
        behind = islice(JURISDICTION.finditer(body.text, match.start(), end), _NAMES)
        for order, name in enumerate(behind):
            normal = jurisdiction_of(name[0])
            value = body.value(ValueKind.GOVERNING_LAW, sentence, normal)
            yield Found(value, signs | _near(body, match, name, normal) | {f"order {order}"})


def _signs(body: Body, sentence: Span) -> frozenset[str]:
    words = body.text[sentence.start : sentence.end]
    clause = body.clause_at(sentence.start)
    signs = {name for name, form in _ABOUT if form.search(words)}
    signs |= {"headed"} if _HEADED.search(clause.heading) or _HEADED.search(words[:60]) else set()
    signs |= {"long sentence"} if len(words) > 800 else set()
    return frozenset(signs | {f"kind {clause.kind.value}"})


def _near(body: Body, governed: re.Match[str], name: re.Match[str], normal: str) -> frozenset[str]:
    """The signs of the words right before a jurisdiction."""
    before = body.text[max(0, name.start() - 60) : name.start()]
    signs = {
        "state of": bool(
            re.search(r"\b(?:state|commonwealth|province|republic)\s+of\s+(?:the\s+)?$", before, re.IGNORECASE)
        ),
        "right behind law": bool(re.search(r"\blaws?\b[^.;]{0,45}$", before, re.IGNORECASE)),
        "courts before": bool(re.search(r"\b(?:courts?|county|city|district|located|venue)\b", before, re.IGNORECASE)),
        "federal": normal in ("United States", "Canada", "United Kingdom"),
        "a state": is_state(normal),
        "inside": name.start() < governed.end(),
        "excluded": bool(re.search(r"\b(?:other\s+than|not|excluding|without|except)\b", before, re.IGNORECASE)),
        "nationality": normal != ""
        and jurisdiction_of(name[0]) != ""
        and " " not in name[0]
        and name[0].lower().endswith(("ish", "an", "ch", "ese")),
    }
    return frozenset(one for one, holds in signs.items() if holds)


def read_forum(body: Body) -> Iterator[Value]:
    """The courts or seats of arbitration that the contract names, in their order; not measured against labels."""
    found: dict[str, Value] = {}
    for match in _FORUM.finditer(body.text):
        sentence = body.sentence_at(match.start())
        name = JURISDICTION.search(body.text, match.start(), match.end())
        if name is None or name[0].lower() in _LANGUAGES or not _SUBMIT.search(body.text, sentence.start, sentence.end):
            continue
        normal = jurisdiction_of(name[0])
        told = " ".join(body.text[match.start() : name.end()].split())
        value = body.value(ValueKind.FORUM, Span(match.start(), name.end()), normal, told)
        found.setdefault(normal, replace(value, probability=_UNMEASURED))
    yield from found.values()
