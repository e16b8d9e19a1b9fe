"""Who made a contract: each party's legal name, what the contract calls it, and where.

Read from the words that open the contract: the stretch up to each defined name ("X, a Delaware corporation ("Licensor")")
holds one party's name, at its beginning. Where no such words are, from lines such as "Party A: X". Knows no list of
companies: a name is capitalised words, up to a company form, a comma or a bracket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lexassist.particulars.body import Body
from lexassist.particulars.jurisdictions import jurisdiction_of
from lexassist.particulars.weighing import Found
from lexassist.types import Span, ValueKind

_FORM = (
    r"(?i:inc|incorporated(?!\s+(?:and|in|under|with|on))|(?:limited|general)\s+partnership|corp|corporation|co|company|llc|l\.\s?l\.\s?c|l\.?\s?l\.?\s?p|l\.\s?p|lp|ltd|limited|plc|p\.l\.c|gmbh|ag|"
    r"s\.?\s?[aà]\.?\s?r\.?\s?l|s\.?a\.?s|s\.?p\.?a|s\.?r\.?l|s\.\s?a|sa|n\.\s?v|nv|b\.\s?v|bv|a/s|a\.s|ab|oy|oyj|kg|kk|k\.\s?k|pte|pty|n\.\s?a|sp\.?\s?z\s?o\.?o)"
)
_LAX_FORM = r"(?i:trust|association|bank|bancorp|partners|partnership|university|foundation|fund|funds|institute|group|services|systems|society)"
_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_TOKEN = rf"(?:(?:{_UPPER}|[0-9])[\w.&'/*+®™!-]*|&)"
_SMALL = r"(?:of|the|and|de|for|la|du|der|von|van|in|e|y|to|on)"
_NAME = re.compile(
    rf"(?:the\s+)?(?P<name>(?!(?:19|20)\d\d\s)(?:{_UPPER}|[0-9]|[a-z](?=[A-Z])|[a-z]+(?=\.com))[\w.&'/*+®™!-]*"
    rf"(?:\s+(?!AND\s*\n\s*\n){_TOKEN}|\s+\((?:[A-Z][\w. ]{{1,25}})\)(?=\s+(?:\(|{_TOKEN}|{_FORM}))"
    rf"|(?:\s+{_SMALL}){{1,2}}(?=\s+(?:{_TOKEN}))(?!\s+\d)(?:\s+{_TOKEN})"
    rf"|,\s*{_TOKEN}(?=(?:,?\s+(?:&|and)\s+|\s+&)\s*{_TOKEN})"
    rf"|\s*,?\s*{_FORM}(?![\w])\.?){{0,14}})"
)
_ENDS_WITH_FORM = re.compile(rf"(?:^|[\s,.]){_FORM}\.?$|\b{_LAX_FORM}$")
_FORMED = re.compile(
    rf"[\s,]{_FORM}(?![\w-])(?!(?<=y)\s+of\s+[A-Z])(?!(?<=(?i:ation))\s+of\s+[A-Z])\.?(?!\s*,?\s+{_FORM}(?!\w))"
)
_BETWEEN = re.compile(
    r"\n\s*(?:the\s+)?parties\s*:?\s*\n\s*(?=\(?\d)|\b(?:by\s+and\s+(?:between|among(?:st)?)|between|among(?:st)?|entered\s+into\s+by|made\s+by)\b(?:\s+and\s+(?:between|among(?:st)?))?"
    r"(?:\s+the\s+(?:undersigned|following|parties)[^,:;]{0,40}[,:;]|\s+and\s+among)?\s*[:,]?\s*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\((?P<inside>[^()\"]{0,160}\"[^()]{2,120})(?:\([^()]*\)[^()]{0,60})?\)?"
    r"|,?\s*\b(?:hereinafter|hereafter|herein|referred\s+to\s+as|known\s+as)\b[^\"()]{0,60}\"(?P<bare>[^\"]{2,60})\""
    r"|\((?P<plain>[A-Z][A-Z.&]{1,9}|the\s+[A-Z][a-z]+)\)(?=\s*(?:[,;.]|and\b|$))"
    r"|(?<=[\w.,])\s?,?\s?\"(?P<quoted>[^\"\n]{2,40})\""
)
_QUOTED = re.compile(r"\"\s*(?:the\s+)?(?P<role>[^\"]{1,60}?)[\s,.;]*\"")
_NO_ROLE = re.compile(
    r"^(?:this\s+|the\s+)?(?:[\w\s]*\bagreement\b|part(?:y|ies)$|[\w\s]*\bdate\b|amendment|contract|term|affiliates?|effective|addendum|lease)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"\b(?:W\s?I\s?T\s?N\s?E\s?S\s?S\s?E\s?T\s?H|WITNESS|RECITALS?|NOW,?\s+THEREFORE|BACKGROUND|Recitals|(?i:whereas)|PREAMBLE|ARTICLE|"
    r"TABLE\s+OF\s+CONTENTS|(?i:agree\s+as\s+follows)|IN\s+CONSIDERATION|PRELIMINARY\s+STATEMENTS?|(?i:the\s+following\s+terms))\b|\n\s*(?:1|I|A)\s*\.\s"
)
_LINE = re.compile(
    r"^[ \t]*(?:\d\.\s*)?(?P<role>Party\s+[A-D1-4]|[A-Z][a-z]+or|[A-Z][a-z]+ee|Client|Customer|Company|Supplier|Buyer|Seller|Agent"
    r"|Distributor|Principal)\s*(?:\([^)]{0,40}\))?\s*:\s*(?P<name>\S[^\n]{2,90})$",
    re.MULTILINE,
)
_LEADING = re.compile(
    r"(?:[\s,;:*_-]|\band\b|\b(?i:between|among|by)\b|(?<!\w)\(?(?:\d|[ivx]{1,3}|[a-e])[.)](?=\s)|\b(?i:on\s+the\s+(?:one|other)\s+(?:hand|part))\b|\bParty\s+[A-D]\s*:)+"
)
_NOT_FIRST = frozenset(
    """this agreement effective date dated whereas witnesseth section article exhibit party parties each it if
    recitals background now in between among to before by administrator a an is are its his her their any all such
    both as with whose having company address attention tel fax no suite""".split()
)
_OWNED = re.compile(
    r"\b(?:subsidiary|affiliate|division|behalf|care|successor|member|c/o|parent|unit|care\s+of|through|by|under|dba|d/b/a)\b[^,;]{0,25}$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(
    r"(?<!Inc)(?<!Ltd)(?<!Corp)(?<!Co)(?<!\b[A-Z])[.]['\")]*\s+(?=(?:The|This|Each|In|It|Both|Unless|For|All|Capitalized|Company|Licensor|Any)\b)"
)
_AND = re.compile(rf",?\s+(?i:and)\b|\s*,\s*(?!{_FORM}(?!\w))(?={_UPPER})")
_NATION = re.compile(r"\w+(?:ian|ean|can|ese|ish|man|tch|nch)")
_PLAIN_FORM = re.compile(r"\b(?:company|corporation|partnership|limited|association|trust)$")
_TITLE = re.compile(r"\b(?:agreement|amendment|exhibit|contract|section|whereas|pursuant)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:.*?(?:\d|,)|(?:The\s+)?(?:United\s+\w+|[A-Z][a-z]+))\s+and\s+(?=[A-Z])")
_PARTIES = 2
"""Names at a place from which they are taken to be the parties."""
_REACH, _OPENINGS, _OPENING = 2600, 14, 60_000


@dataclass(frozen=True, slots=True)
class _Named:
    name: Span
    role: str
    formed: bool


def find_parties(body: Body) -> Iterator[Found]:
    """The parties in the order in which the contract names them."""
    named = max(_openings(body), key=lambda found: _worth(body, found), default=[])
    lines = list(_lines(body))
    if len(named) < 2 <= len(lines) or (lines and not named):
        named = lines
    seen: dict[str, _Named] = {}
    for one in named:
        key = party_key(body.words(one.name).strip(" ,"))
        if key and (key not in seen or (one.role and not seen[key].role)):
            seen[key] = one
    for order, one in enumerate(seen.values()):
        words = body.words(one.name).strip(" ,")
        value = replace(body.value(ValueKind.PARTY, one.name, words), role=one.role)
        yield Found(value, _signs(body, one, words) | {f"order {min(order, 3)}", f"of {min(len(seen), 4)}"})


def _signs(body: Body, one: _Named, words: str) -> frozenset[str]:
    used = body.text.count(one.role) if one.role else -1
    said = body.text.count(body.text[one.name.start : one.name.end])
    ended = body.text.lower().find(words.lower(), max(0, len(body.text) - 6000))
    signs = {
        "formed": one.formed,
        "role": bool(one.role),
        f"role used {_grade(used)}": True,
        f"said {min(said, 3)}": True,
        "at the end": ended >= 0,
        "one word": len(words.split()) == 1,
        "long": len(words.split()) > 7,
        "digits": bool(re.search(r"\d", words)),
        "capitals": words.isupper(),
        "with and": bool(re.search(r"\band\b", words, re.IGNORECASE)),
        "far": one.name.start > 5000,
        "role is name": bool(one.role) and party_key(one.role) in party_key(words),
        "stop inside": bool(re.search(r"\w{3}\. \w", words)) and not one.formed,
        "lax": bool(re.search(_LAX_FORM + "$", words)),
    }
    return frozenset(name for name, holds in signs.items() if holds)


def _grade(count: int) -> str:
    return "none" if count < 0 else "once" if count < 2 else "few" if count < 6 else "often" if count < 20 else "always"


def party_key(name: str) -> str:
    """What a party's name is compared by: lower case, no marks, no company form at the end.

    >>> party_key("The Halden & Quill Company, L.L.C.")
    'halden and quill'
    """
    plain = re.sub(r"(?<=\b\w)\.\s?(?=\w\b)", "", name.lower().replace("'", "").replace("’", "").replace("&", " and "))
    words = re.findall(r"[^\W_]+", plain.replace("a/s", "as"))
    while len(words) > 1 and (words[-1] in _FORM_WORDS):
        words.pop()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


_FORM_WORDS = frozenset(
    """inc incorporated corp corporation co company llc llp lp ltd limited plc gmbh ag sa nv bv as ab oy spa srl sarl sas kg kk
    pte pty na""".split()
)


def _openings(body: Body) -> Iterator[list[_Named]]:
    """What each of the first places that could name the parties holds."""
    matches = list(_BETWEEN.finditer(body.text, 0, min(len(body.text), _OPENING)))[:_OPENINGS]
    named = False
    for match in matches:
        found = list(_named_in(body, _stretch(body, match.end())))
        named = named or len(found) >= _PARTIES
        yield found
    first = next(iter(_roles(body, Span(0, min(len(body.text), 5000)))), None)
    if first is not None and not named:
        start = body.sentence_at(first[0].start).start
        yield list(_named_in(body, _stretch(body, start)))


def _stretch(body: Body, start: int) -> Span:
    end = min(len(body.text), start + _REACH)
    stops = (pattern.search(body.text, start + 1, end) for pattern in (_END, _SENTENCE_END))
    return Span(start, max(start + 1, min((stop.start() + 1 for stop in stops if stop), default=end)))


def _worth(body: Body, named: Sequence[_Named]) -> float:
    """How much it looks like the parties: named in order, formed, with roles that the contract goes on to use."""
    if len(named) < 2:
        return 0.3 * len(named)
    sure = sorted((_sure(body, one) for one in named), reverse=True)
    roles = 0.3 if all(one.role for one in named) else 0.0
    return sum(sure[:2]) + 0.5 * min(sure) + 0.1 * min(len(sure), 4) + roles - 0.5 * named[0].name.start / _OPENING


def _named_in(body: Body, stretch: Span) -> Iterator[_Named]:
    at = stretch.start
    for place, role in _roles(body, stretch):
        yield from _names_before(body, Span(at, max(at + 1, place.start)), role)
        at = place.end
    yield from _unnamed(body, Span(at, max(at + 1, stretch.end)))


def _roles(body: Body, stretch: Span) -> Iterator[tuple[Span, str]]:
    """The defined names in a stretch, but for those of no party, each with its brackets."""
    for match in _ROLE.finditer(body.text, stretch.start, stretch.end):
        inside = match["inside"] or f'"{match["bare"] or match["quoted"] or match["plain"]}"'
        quoted = [" ".join(one["role"].split()) for one in _QUOTED.finditer(inside)]
        roles = [role for role in quoted if not _NO_ROLE.match(role) and re.search(r"[A-Za-z]{2}", role)]
        if roles:
            yield Span(*match.span()), roles[0]


def _names_before(body: Body, stretch: Span, role: str) -> Iterator[_Named]:
    """The name at the beginning of a stretch that ends with its defined name; others with a company form behind it."""
    first = _name_at(body, _skipped(body, stretch.start, stretch.end), stretch.end)
    names = [first] if first else []
    if first is None or not _formed(body, first):
        formed = [name for name in _formed_names(body, stretch) if _formed(body, name)][:1]
        names = formed or names or _last_name(body, stretch)
    elif first:
        # "X Inc. and Y Inc. (the "Sellers")" names both; "X Inc. and Y Inc. (the "Buyer")" the last.
        joined = _joined(body, Span(first.end, max(first.end + 1, stretch.end)))
        together = role.lower().endswith("s")
        yield from (_Named(name, role if together else "", formed=True) for name in [first, *joined][:-1])
        names = [first, *joined][-1:]
    for name in names:
        yield _Named(name, role, _formed(body, name))


def _last_name(body: Body, stretch: Span) -> list[Span]:
    """The name behind the last "and" of a stretch: "of Leeds, and Ada Quill, "."""
    places = [match.end() for match in re.finditer(r"\b(?:and|AND)\s+", body.text[stretch.start : stretch.end])]
    name = _name_at(body, stretch.start + places[-1], stretch.end) if places else None
    return [name] if name and len(body.words(name).split()) > 1 else []


def _unnamed(body: Body, stretch: Span) -> Iterator[_Named]:
    """Names with a company form that no defined name follows, each at a place where a name may begin."""
    first = _name_at(body, _skipped(body, stretch.start, stretch.end), stretch.end)
    if first and _formed(body, first):
        yield _Named(first, "", formed=True)
        for name in _joined(body, Span(first.end, max(first.end + 1, min(stretch.end, first.end + 600)))):
            yield _Named(name, "", formed=True)


def _joined(body: Body, stretch: Span) -> list[Span]:
    """Names with a company form behind "and", a comma or a semicolon."""
    return [
        name
        for name in _formed_names(body, stretch)
        if re.search(r"\b(?:and|AND|And)\s+$|;\s*$", body.text[max(stretch.start, name.start - 12) : name.start])
    ]


def _formed_names(body: Body, stretch: Span) -> list[Span]:
    """Names that end with a company form and are not named as another's owner, in order."""
    found: list[Span] = []
    at = stretch.start
    for start in (
        match.start() for match in re.finditer(rf"(?<!\w)(?:{_UPPER}|[0-9])", body.text[stretch.start : stretch.end])
    ):
        place = stretch.start + start
        if place < at:
            continue
        name = _name_at(body, place, stretch.end)
        if name and _formed(body, name) and not _OWNED.search(body.text, max(stretch.start, place - 50), place):
            found.append(_behind_address(body, name))
            at = name.end
    return found


def _behind_address(body: Body, name: Span) -> Span:
    """The name without the end of an address before it: "California 94403 and Quill, Inc."."""
    address = _ADDRESS.match(body.text[name.start : name.end])
    return Span(name.start + address.end(), name.end) if address else name


def _skipped(body: Body, start: int, end: int) -> int:
    leading = _LEADING.match(body.text, start, end)
    return leading.end() if leading else start


def _name_at(body: Body, place: int, end: int) -> Span | None:
    match = _NAME.match(body.text, place, end)
    if match is None:
        return None
    words = match["name"].split()
    if words[0].lower().strip(".,") in _NOT_FIRST:
        return None
    start, stop = match.span("name")
    # "Quill Inc. Attention" and "Halden Ltd A Texas corporation": the name ends with its form.
    forms = list(_FORMED.finditer(body.text, start + 1, stop))
    ended = next((form.end() for form in forms if _AND.match(body.text, form.end(), stop)), None)
    if forms:
        stop = ended or forms[-1].end()
    name = Span(start, stop)
    return name if _may_name(body.words(name)) else None


def _may_name(words: str) -> bool:
    """Whether words can be a name: not a form alone, not "Delaware corporation", not a title."""
    core = party_key(words)
    alone = core in _FORM_WORDS or core in ("partnership", "fund", "trust", "association", "bank", "group", "services")
    place = bool(jurisdiction_of(core)) or bool(_NATION.fullmatch(core) and core != words.lower())
    alone = alone or bool(_PLAIN_FORM.search(words))
    return len(core) > 1 and not alone and not place and not _TITLE.search(words) and not core.isdigit()


def _formed(body: Body, name: Span) -> bool:
    return bool(_ENDS_WITH_FORM.search(body.words(name)))


def _sure(body: Body, one: _Named) -> float:
    used = min(8, body.text.count(one.role)) / 8 if one.role else 0.5
    return 0.25 + 0.3 * used + 0.25 * one.formed + 0.1 * bool(one.role)


def _lines(body: Body) -> Iterator[_Named]:
    for match in _LINE.finditer(body.text, 0, min(len(body.text), 8000)):
        yield _Named(Span(*match.span("name")), " ".join(match["role"].split()), formed=True)
