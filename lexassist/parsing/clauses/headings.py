"""What is a heading: words alone on a line, or before the first full stop of a clause. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 90
_LONGEST_OF_LINES = 160
_MOST_WORDS = 14
_MOST_PLAIN, _MOST_RUN_IN = 9, 4
_MOST_WORDS_OF_LINES = 24
_RUN_IN = re.compile(
    r"(?P<heading>(?:U\.S\.)?[A-Z“\" ](?:U\.S\.|[^.:!?]){1,90}?)(?P<mark>\.(?=[\s“\"(]|[A-Z][a-z]|$)|:|\s?[–—]|\s-\s|\.\s?[–—-])"
    r"\s*(?=[a-z]?[A-Z“\"(\[‘_]|$)"
)
_QUOTES = frozenset("“”\"'‘’")
_SMALL = frozenset(
    "a an and are as at be by for from in into is its of on or other per than that the this to under upon with without"
    " vs via not no".split()
)
_CLAUSAL = re.compile(
    r"^(?:The|This|These|Each|Every|Any|All|If|When|Where|Upon|Unless|Such|It|We|You|In|For|Subject|Neither|Nothing|There|Your|Our|He|She|They)\b"
    r"|\b(?:shall|will|may|must|is|are|was|were|has|have|had|be|been|agrees?|means?|does|do|can|hereby|represents|warrants|"
    r"acknowledges|which|who)\b"
)
_LEAD_IN = re.compile(
    r"(?:In (?:this|these|the)|For (?:the|these) purposes?|The (?:following|parties)|As used|As follows|Subject to|If|Unless)\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(r"none|n/?a|not applicable|nil|\[?\*+\]?", re.IGNORECASE)
_VALUE_BEHIND = re.compile(r"(?P<name>[^:]{3,70}):\s+\S")
_COMPANY = re.compile(
    r"\b(?:INC(?:ORPORATED)?|CORP(?:ORATION)?|L\.?L\.?[CP]|LTD|LIMITED|COMPANY|CO|PLC|N\.?V|S\.?A|GMBH|L\.?P|A\.?G|B\.?V|"
    r"LIMITED PARTNERSHIP|S\.?P\.?A|PTE|PTY|KK|N\.?A)\.?,?$"
)
_WORDS = re.compile(r"[^\W_][\w'’./&-]*")
_SENTENCE_END = re.compile(r"[,;]$|\b(?:and|or|the|of|to|by|in)$", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:Inc|Ltd|Corp|Co|No|Mr|Ms|Mrs|Dr|St|[A-Z])$")
_NO_HEADING = re.compile(
    r"^[*\[•●▪◦·–—-]|confidential treatment|intentionally|/s/|remainder of|signature page|"
    r"^(?:strictly )?(?:private (?:and|&) )?confidential$|^(?:execution|conformed) (?:copy|version)$|"
    r"^(?:by|name|title|its|date|dated|attention|attn|telephone|tel|fax|phone|email|e-mail|address|source|signed|witness|"
    r"and|between|by and between|if to|to|re|cc|c/o|per)\b[:.]?"
    r"|[_@]{2,}|@|\$|\bP\.?\s?O\.? Box\b|\b(?:Street|Avenue|Road|Suite|Floor|Drive|Blvd)\b|\b[A-Z]{2} \d{5}\b|^\W*$|\d{4,}",
    re.IGNORECASE,
)


def names_company(text: str) -> bool:
    """Whether words in capitals end as the name of a company does."""
    return bool(_COMPANY.search(text))


def is_capitals(text: str) -> bool:
    """Whether nearly all letters are capitals, and there are at least four."""
    large, small = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return large + small >= 4 and large >= 9 * small


def is_title_case(text: str) -> bool:
    """Whether every word that is not small starts with a capital."""
    words = _WORDS.findall(text)
    large = [word for word in words if word.lower() not in _SMALL]
    return bool(large) and all(word[0].isupper() or word[0].isdigit() for word in large) and words[0][0].isupper()


def is_set_apart(words: str) -> bool:
    """Whether words are a heading by the way they are written: in capitals or in title case."""
    return is_capitals(words) or is_title_case(words)


def heading_alone(text: str) -> str:
    """The heading that a line's words (behind its label) are as a whole, "" when they are not.

    >>> heading_alone("RATE: 5 per cent"), heading_alone("it is paid")
    ('RATE', '')
    """
    named = _VALUE_BEHIND.match(text.strip())
    if named and (is_capitals(named["name"]) or is_title_case(named["name"])):
        text = named["name"]
    return _whole(text, LONGEST, _MOST_WORDS)


def heading_of_lines(text: str, below: Sequence[str]) -> tuple[str, int]:
    """The heading that a line's words start and the lines ``below`` it may go on with, and how many of those it takes.

    >>> heading_of_lines("LIMITATION OF LIABILITY AND", ["INDEMNITIES", "The Supplier"])
    ('LIMITATION OF LIABILITY AND INDEMNITIES', 1)
    """
    taken = 0
    if is_capitals(text):
        while taken < len(below) and _goes_on_in_capitals(text, below[taken]):
            text = f"{text} {below[taken]}"
            taken += 1
        return _whole(text, _LONGEST_OF_LINES, _MOST_WORDS_OF_LINES) if taken else heading_alone(text), taken
    open_end = bool(_SENTENCE_END.search(text.strip()) and not text.strip().endswith(";"))
    if below and (open_end or below[0][:1].islower()):
        joined = _whole(f"{text} {below[0]}", _LONGEST_OF_LINES, _MOST_WORDS_OF_LINES)
        return joined, 1 if joined else 0
    return heading_alone(text), 0


def heading_run_in(text: str) -> tuple[str, int]:
    """The heading before the clause's own words in its first line, and where they start; ("", 0) when there is none.

    >>> heading_run_in("Governing law. This Agreement is")
    ('Governing law', 15)
    """
    match = _RUN_IN.match(text)
    if match is None:
        return "", 0
    heading, end = match["heading"].strip(), match.end()
    more = (
        _RUN_IN.match(text, end)
        if match["mark"].strip(" .") and match["mark"] != ":" and is_capitals(heading)
        else None
    )
    if more and more["mark"][0] in ".:" and is_capitals(more["heading"]):
        heading, end = text[: more.end("heading")].strip(), more.end()
    words = heading.split()
    if len(words) > _MOST_WORDS or (match["mark"] == "." and _ABBREVIATED.search(heading)) or _LEAD_IN.match(heading):
        return "", 0
    if is_capitals(heading) or is_title_case(heading) or (len(words) <= _MOST_RUN_IN and _is_plain(heading)):
        return unquoted(heading), end
    return "", 0


def unquoted(text: str) -> str:
    """Words without the quotation marks that enclose them as a whole."""
    words = text.strip()
    inner = words[1:-1]
    return inner.strip() if words[:1] in _QUOTES and words[-1:] in _QUOTES and not _QUOTES & set(inner) else words


def heading_in_sentence_case(text: str) -> str:
    """The heading that words of which only the first is large are, where they stand alone under a clause's number.

    >>> heading_in_sentence_case("Limits of liability"), heading_in_sentence_case("The price is fixed")
    ('Limits of liability', '')
    """
    words = text.strip(" .:–—-_")
    return words if _is_plain(words) and not _SENTENCE_END.search(text.strip()) and not _LEAD_IN.match(words) else ""


def _is_plain(words: str) -> bool:
    first = words.lstrip("“\"'‘")[:1]
    return len(words.split()) <= _MOST_PLAIN and first.isupper() and not _CLAUSAL.search(words) and ";" not in words


def is_heading_line(text: str) -> bool:
    """Whether an unnumbered line reads as a heading: short, in capitals or title case, no name, address, date or signature."""
    if not 3 <= len(text) <= LONGEST or text.endswith((",", ";")) or _NO_HEADING.search(text) or _COMPANY.search(text):
        return False
    return bool(heading_alone(text)) and sum(character.isalpha() for character in text) >= 0.6 * len(text)


def _whole(text: str, longest: int, most_words: int) -> str:
    words = text.strip(" .:–—-_")
    if not words or len(words) > longest or len(words.split()) > most_words or _SENTENCE_END.search(text.strip()):
        return ""
    if _NO_TITLE.fullmatch(words) or _LEAD_IN.match(words):
        return ""
    return words if is_capitals(words) or is_title_case(words) else ""


def _goes_on_in_capitals(text: str, below: str) -> bool:
    return is_capitals(below) and not text.endswith((".", ":")) and not _COMPANY.search(below)
