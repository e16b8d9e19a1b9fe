"""Who made a contract: each party's legal name, what the contract calls it, and where.

Read from the words that open the contract ("between X, a Delaware corporation ("Licensor"), and Y"), else from lines such
as "Party A: X". Knows no list of companies: a name is capitalised words before a company form, a comma, or a defined term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lexassist.particulars.body import Body
from lexassist.types import Span, Value, ValueKind

_FORM = (
    r"(?:inc|incorporated|corp|corporation|co|company|llc|l\.\s?l\.\s?c|l\.?l\.?p|l\.\s?p|lp|ltd|limited|plc|p\.l\.c|gmbh|ag|s\.?a|n\.?v|b\.?v"
    r"|a/s|a\.s|ab|oy|oyj|s\.?p\.?a|s\.?r\.?l|s\.?a\.?r\.?l|s\.?a\.?s|kg|kk|k\.k|pte|pty|n\.?a|trust|association|bank|partners|partnership|university|foundation|fund)"
)
_WORD = r"(?:[A-Z0-9][\w.&'/*+®™-]*|&|\([A-Z][\w. ]{1,25}\)|(?:of|the|and|de|for|la|du|der|von|van|in|dba|d/b/a|e)(?=\s+[A-Z0-9(&]))"
_NAME = re.compile(
    rf"(?:The\s+|the\s+)?(?P<name>(?:[A-Z0-9i][\w.&'/*+®™-]*)(?:\s+{_WORD}|,\s*(?={_FORM}\b)|,?\s+{_FORM}\b\.?){{0,11}}(?:,?\s*{_FORM}\b\.?)*)",
)
_ENDS_WITH_FORM = re.compile(rf"\b{_FORM}\b\.?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:by\s+and\s+(?:between|among)|between|among|amongst)\b\s*:?\s*", re.IGNORECASE)
_START = re.compile(
    r"(?:^|[,;)\n]\s*|\s)(?:and|&|AND)\s+(?:between\s+)?|;\s*|\n\s*|\(\s?(?:\d|[a-z])\s?\)\s*|\b\d[.)]\s+"
)
_ROLE = re.compile(
    r"\([^()\"]{0,160}\"(?P<role>[^\"()]{2,60})\"[^()]{0,160}\)?"
    r"|\b(?:hereinafter|herein|as)\b[^\"()]{0,60}\"(?P<bare>[^\"]{2,60})\""
)
_NO_ROLE = re.compile(
    r"^(?:this\s+|the\s+)?(?:agreement|part(?:y|ies)|effective date|amendment|contract|commencement date|execution date|date)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"\b(?:WITNESSETH|W I T N E S S|WHEREAS|RECITALS|NOW,? THEREFORE|BACKGROUND|Recitals|Background|Whereas)\b|\n\s*1\s*\."
)
_LINE = re.compile(
    r"^[ \t]*(?P<role>Party\s+[A-D1-4]|[A-Z][a-z]+or|[A-Z][a-z]+ee|Client|Customer|Company|Supplier|Buyer|Seller|Agent|Distributor"
    r"|Principal)\s*(?:\([^)]{0,40}\))?\s*:\s*(?P<name>\S[^\n]{2,90})$",
    re.MULTILINE,
)
_NOT_NAMES = re.compile(
    r"^(?:this|agreement|effective|date|dated|whereas|witnesseth|section|article|exhibit|party|parties|each|it|if|recitals"
    r"|background|now|in|a|an|delaware|new york|california|texas|florida|nevada|united states)$",
    re.IGNORECASE,
)
_REACH = 3000


@dataclass(frozen=True, slots=True)
class _Named:
    name: Span
    role: str
    formed: bool


def read_parties(body: Body) -> Iterator[Value]:
    """The parties in the order in which the contract names them."""
    named = list(_opening(body)) or list(_lines(body))
    seen: set[str] = set()
    for one in named:
        words = body.words(one.name).strip(" ,")
        key = party_key(words)
        if key and key not in seen:
            seen.add(key)
            probability = 0.9 if one.role and one.formed else 0.75 if one.role or one.formed else 0.5
            yield body.value(ValueKind.PARTY, one.name, words, role=one.role, probability=probability)


def party_key(name: str) -> str:
    """What a party's name is compared by: lower case, no marks, no company form at the end."""
    words = re.findall(
        r"[a-z0-9]+", re.sub(r"(?<=\b\w)\.(?=\w\b)", "", name.lower().replace("'", "").replace("&", " and "))
    )
    while len(words) > 1 and (words[-1] in _FORM_WORDS):
        words.pop()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


_FORM_WORDS = frozenset(
    "inc incorporated corp corporation co company llc llp lp ltd limited plc gmbh ag sa nv bv as ab oy spa srl sarl sas kg kk pte pty na".split()
)


def _opening(body: Body) -> Iterator[_Named]:
    """The names behind the first "between" that has two of them."""
    for match in _BETWEEN.finditer(body.text, 0, min(len(body.text), 60_000)):
        found = list(_named_behind(body, match.end()))
        if len(found) >= 2:
            yield from found
            return


def _named_behind(body: Body, start: int) -> Iterator[_Named]:
    end = min(len(body.text), start + _REACH)
    stop = _END.search(body.text, start, end)
    end = stop.start() if stop else end
    starts = [start, *(match.end() for match in _START.finditer(body.text, start, end))]
    last = start - 1
    for place in starts:
        name = _NAME.match(body.text, place, end) if place > last else None
        if name is None or _NOT_NAMES.match(name["name"].split()[0].strip(",.")):
            continue
        span = Span(*name.span("name"))
        following = min((later for later in starts if later > span.end + 3), default=end)
        role = _role_behind(body, span.end, min(end, max(following, span.end + 400)))
        formed = bool(_ENDS_WITH_FORM.search(body.words(span)))
        if role or formed:
            last = span.end
            yield _Named(span, role, formed)


def _role_behind(body: Body, start: int, end: int) -> str:
    for match in _ROLE.finditer(body.text, start, end):
        role = " ".join((match["role"] or match["bare"]).split()).strip(" ,.")
        if not _NO_ROLE.match(role):
            return role
        return ""
    return ""


def _lines(body: Body) -> Iterator[_Named]:
    for match in _LINE.finditer(body.text, 0, min(len(body.text), 8000)):
        yield _Named(Span(*match.span("name")), " ".join(match["role"].split()), formed=True)
