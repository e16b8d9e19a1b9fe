"""Whether the words around a reference say which document is meant: "of this Agreement", "of the Bankruptcy Code". Pure."""

from __future__ import annotations

import re
from enum import Enum

from lexassist.parsing.terms.bodytext import folded


class Meant(Enum):
    """Which document a reference points into, as far as its words say."""

    THIS = "this"
    OTHER = "other"
    UNSAID = "unsaid"


_INSTRUMENT = (
    r"(?:Agreement|Lease|Sublease|Contract|Deed|Plan|Note|Indenture|Amendment|Addendum|Guaranty|Guarantee|License|Licence|Warrant|"
    r"Policy|Memorandum|Terms(?: and Conditions)?|Order|Charter|Undertaking|Letter|Supplement|Engagement|Offer|Certificate|Instrument|MOU|SOW)"
)
_OWN = re.compile(rf"[Tt](?:his|HIS)\s+[“\"‘']?((?:[A-Z][\w&’'.-]*\s+){{0,7}}?(?i:{_INSTRUMENT}))\b")
_AMENDS = re.compile(r"\b(?:this|first|second|third|fourth|fifth|sixth)\s+[“\"]?(?:\w+\s+)?amendment\b", re.IGNORECASE)
_AMENDED = re.compile(
    r"\b(?:is|are|shall be)\s+(?:hereby\s+)?(?:amended|deleted|replaced|restated|modified|supplemented)\b",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"\s*(?:,\s*)?(?:hereof|hereto|herein\b|hereunder|hereinabove|above\b|below\b|\((?:above|below)\)|(?:of|to|in|under)\s+(?:this\b|the\s+(?:present|within|instant)\b)"
    r"|(?:attached|annexed)\b)",
    re.IGNORECASE,
)
_THEREOF = re.compile(r"\s*,?\s*(?:thereof|thereto|therein|thereunder|et\.?\s+seq)\b", re.IGNORECASE)
_WORD = r"[A-Z0-9][\w&’'/()-]*(?:\.\w[\w&’'/()-]*)*"
_NAMED = re.compile(
    r"\s*,?\s*(?:\([^()]{1,120}\)\s*,?\s*)?(?:and\s+elsewhere\s+)?(?P<preposition>of|under|to|in)\s*(?P<the>(?:the|that|those|such|said|each|any|all|its|their|an?|certain|applicable|relevant)\s+){0,3}"
    rf"(?P<name>[“\"]?(?:\d+\s+U\.?\s?S\.?\s?C|\d+\s+C\.?\s?F\.?\s?R|Title\s+\d+|"
    rf"{_WORD}(?:[ \t]*[ \t\n][ \t]*(?:{_WORD}|of|and|for|on|the|&))*))"
)
_PLAIN = re.compile(
    r"\s*,?\s*(?:of|under|to|in)\s+(?P<the>(?:the|that|such|said|any|its|their|certain|applicable|relevant|an?)\s+)+(?:\w+\s+){0,3}?"
    r"(?:act|code|statutes?|laws?|regulations?|rules|ordinance|directive|treaty|convention|bylaws|charter|constitution|plan|policy|lease|indenture|note|"
    r"agreements?|contract)\b",
    re.IGNORECASE,
)
_KNOWN_AFTER = re.compile(
    r"\s*,?\s*(?:of\s+the\s+)?(?:GDPR|ERISA|UCC|FDCA|FFDCA|HIPAA|TFEU|BGB|HGB|CISG|UCITA|FCRA|GLBA|DPA|CCPA)\b"
)
_BEFORE = re.compile(
    r"(?:U\.?\s?S\.?\s?C\.?(?:\s?A\.?)?|C\.?\s?F\.?\s?R\.?|\b(?:Code|Act|ERISA|UCC|GDPR|Regulations?|Regs?\.|Stat\.|Statutes?|Ann\.|Rules?|Constitution|Circular|Bulletin)"
    r"(?:\s+of\s+\d{4})?|\bForm\s+[A-Z0-9][\w-]*)\s*$"
)
_NUMBERED_LAW = re.compile(r"\b\d{1,3}\s+(?:U\.?\s?S\.?\s?C|C\.?\s?F\.?\s?R)")
_CONTRACT = re.compile(r"(?:agreements?|contract)$", re.IGNORECASE)
_TO_DOCUMENT = re.compile(rf"{_INSTRUMENT}\b|(?:Act|Code|Regulations?|Form|Statement)\b")
_SMALL = re.compile(r"\s+(?:of|and|for|on|the|&)$")


class OwnNames:
    """What a contract calls itself."""

    def __init__(self, text: str) -> None:
        self._names = {folded(match[1]).lower() for match in _OWN.finditer(text)}
        amendments = len(_AMENDS.findall(text, 0, 3000))
        self.amends = amendments >= 1 and bool(_AMENDED.search(text, 0, 20_000))
        """It changes another document, to whose parts its references point where nothing else is said."""
        if not self.amends:
            self._names.add("agreement")
        else:
            self._names.discard("agreement")

    def holds(self, name: str) -> bool:
        """Whether the contract calls itself so."""
        return name.lower() in self._names


def document_meant(text: str, start: int, end: int, own: OwnNames) -> Meant:
    """Which document the reference at ``start`` to ``end`` points into."""
    ahead = end + 200
    if _THIS.match(text, end, ahead):
        return Meant.THIS
    before = text[max(0, start - 40) : start]
    law = _BEFORE.search(before) or _NUMBERED_LAW.search(before[-16:])
    if law or _THEREOF.match(text, end, ahead) or _KNOWN_AFTER.match(text, end, ahead):
        return Meant.OTHER
    if match := _NAMED.match(text, end, ahead):
        return _by_name(match, own)
    match = _PLAIN.match(text, end, ahead)
    if match and (match["the"].split()[0].lower() != "the" or not _CONTRACT.search(match[0])):
        return Meant.OTHER
    return Meant.UNSAID


def _by_name(match: re.Match[str], own: OwnNames) -> Meant:
    name = _SMALL.sub("", folded(match["name"]).strip('“”"., '))
    if match["preposition"] in ("to", "in") and not _TO_DOCUMENT.search(name):
        return Meant.UNSAID
    if own.holds(name) or own.holds(name.partition(" and ")[0]):
        return Meant.THIS
    return Meant.OTHER
