"""What is a heading: words alone on a line, or before the first full stop of a clause. Pure."""

from __future__ import annotations

import re

LONGEST = 90
_RUN_IN = re.compile(
    r"(?P<heading>(?:U\.S\.)?[A-Z“\" ](?:U\.S\.|[^.:!?]){1,90}?)(?P<mark>\.|:|\s?[–—]|\s-\s|\.\s?[–—-])\s*(?=[A-Z“\"(\[‘_]|$)"
)
_SMALL = frozenset(
    "a an and are as at be by for from in into is its of on or other per than that the this to under upon with without"
    " vs via not no".split()
)
_WORDS = re.compile(r"[^\W_][\w'’./&-]*")
_SENTENCE_END = re.compile(r"[,;]$|\b(?:and|or|the|of|to|by|in)$", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:Inc|Ltd|Corp|Co|No|Mr|Ms|Mrs|Dr|St|[A-Z])$")
_NO_HEADING = re.compile(
    r"^[*\[]|confidential treatment|"
    r"^(?:by|name|title|its|date|dated|attention|attn|telephone|tel|fax|phone|email|e-mail|address|source|signed|witness|"
    r"and|between|by and between|if to|to|re|cc|c/o|per)\b[:.]?"
    r"|[_@]{2,}|@|\$|\bP\.?\s?O\.? Box\b|\b(?:Street|Avenue|Road|Suite|Floor|Drive|Blvd)\b|\b[A-Z]{2} \d{5}\b|^\W*$|\d{4,}",
    re.IGNORECASE,
)


def is_capitals(text: str) -> bool:
    """Whether nearly all letters are capitals, and there are at least four."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) >= 4 and sum(letter.isupper() for letter in letters) >= 0.9 * len(letters)


def is_title_case(text: str) -> bool:
    """Whether every word that is not small starts with a capital."""
    words = _WORDS.findall(text)
    large = [word for word in words if word.lower() not in _SMALL]
    return bool(large) and all(word[0].isupper() or word[0].isdigit() for word in large) and words[0][0].isupper()


def heading_alone(text: str) -> str:
    """The heading that a line's words (behind its label) are as a whole, "" when they are not."""
    words = text.strip(" .:–—-")
    if not words or len(words) > LONGEST or len(words.split()) > 14 or _SENTENCE_END.search(text.strip()):
        return ""
    return words if is_capitals(words) or is_title_case(words) else ""


def heading_run_in(text: str) -> tuple[str, int]:
    """The heading before the clause's own words in its first line, and where they start; ("", 0) when there is none.

    >>> heading_run_in("Governing law. This Agreement is")
    ('Governing law', 15)
    """
    match = _RUN_IN.match(text)
    if match is None:
        return "", 0
    heading = match["heading"].strip()
    words = heading.split()
    if len(words) > 12 or (match["mark"] == "." and _ABBREVIATED.search(heading)):
        return "", 0
    if (
        is_capitals(heading)
        or is_title_case(heading)
        or (len(words) <= 3 and heading[0].isupper() and ";" not in heading)
    ):
        return heading.strip(" “”\"'‘’"), match.end()
    return "", 0


def is_heading_line(text: str) -> bool:
    """Whether an unnumbered line reads as a heading: short, in capitals or title case, no address, date or signature."""
    if not 3 <= len(text) <= LONGEST or text.endswith((",", ";")) or _NO_HEADING.search(text):
        return False
    return bool(heading_alone(text)) and sum(character.isalpha() for character in text) >= 0.6 * len(text)
