"""The words by which unnumbered parts of a contract are known, and by which a label is known to be only mentioned. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lexassist.parsing.bodylines import BodyLine
from lexassist.parsing.numbering import Family, Label

_RECITALS = re.compile(r"(?:RECITALS?|BACKGROUND|PREMISES|W\s*I\s*T\s*N\s*E\s*S\s*S\s*E\s*T\s*H)\W*", re.IGNORECASE)
_WHEREAS = re.compile(r"WHEREAS\b", re.IGNORECASE)
_AGREED = re.compile(r"(?:NOW,?\s+)?THEREFORE\b|(?:IT IS|THE PARTIES) (?:HEREBY )?AGREED?\b", re.IGNORECASE)
_NOW = re.compile(r"NOW,?\s+THEREFORE\b", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"IN WITNESS (?:WHEREOF|HEREOF|OF)\b|(?:THE PARTIES|THIS (?:AGREEMENT|DEED)) (?:HAVE|HAS) (?:BEEN )?(?:CAUSED|EXECUTED|SIGNED)\b"
    r"|(?:SIGNED|EXECUTED)(?: AND DELIVERED)? (?:BY|AS A DEED|FOR AND ON BEHALF)\b|\[?SIGNATURES? (?:PAGES?|BLOCKS?)\b"
    r"|\[?SIGNATURES? (?:FOLLOWS?|APPEAR)\b|SIGNATURES$|AGREED AND ACCEPTED\b|ACCEPTED AND AGREED\b",
    re.IGNORECASE,
)
_SIGNED_LINE = re.compile(r"(?:By|Signature|Signed)\s*:", re.IGNORECASE)
_SIGNER_LINE = re.compile(r"(?:Name|Title|Its|Date|Print(?:ed)? Name|Position)\s*:?", re.IGNORECASE)
_TERM = re.compile(
    r"[“\"‘'](?P<term>[^”\"’]{2,80})[”\"’'](?:\s*\([^)]{1,60}\))?(?:,? or [“\"][^”\"]{2,60}[”\"])*,?\s*"
    r"(?:shall\s+)?(?:means?|has the|have the|shall have|is defined|refers?|includes?|:|[–—-])"
)
_DEFINITIONS = re.compile(r"\bdefin(?:itions?|ed terms)\b|\binterpretation\b|\bcertain terms\b", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?:\(\w{1,5}\)\s*)*(?:[,;)]|and\b|or\b|of\b|above\b|below\b|hereof\b|hereto\b|through\b|to\b|shall\b|is\b|are\b|may\b|will\b|"
    r"attached\b|\.?$(?<=\)))"
)


def is_recitals_heading(text: str) -> bool:
    """Whether a line heads the recitals."""
    return bool(_RECITALS.fullmatch(text))


def is_recital(text: str) -> bool:
    """Whether a line starts a recital of its own."""
    return bool(_WHEREAS.match(text))


def is_agreed(text: str, *, recited: bool) -> bool:
    """Whether a line starts the words of agreement; behind recitals fewer words are enough."""
    return bool((_AGREED if recited else _NOW).match(text))


def is_definitions_heading(text: str) -> bool:
    """Whether a heading announces definitions."""
    return bool(_DEFINITIONS.search(text))


def defined_term(text: str) -> str:
    """The term that a line defines, "" when it defines none.

    >>> defined_term('"Price" means the price')
    'Price'
    """
    match = _TERM.match(text)
    return match["term"].strip(" ,.") if match else ""


def is_signature(lines: Sequence[BodyLine], index: int) -> bool:
    """Whether a line starts the signatures: words of execution, or "By:" with a name or title below."""
    if _SIGNATURE.match(lines[index].text):
        return True
    if not _SIGNED_LINE.match(lines[index].text):
        return False
    return any(_SIGNER_LINE.match(line.text) for line in lines[index + 1 : index + 5])


def heads_schedule(line: BodyLine, label: Label) -> bool:
    """Whether a line that names a schedule is its heading and not a sentence that mentions it."""
    rest = line.text[label.end :].lstrip()
    if len(line.text) > 120 or rest[:1] in (",", ";", ")") or rest.endswith((",", ";")) or _REFERENCE.match(rest):
        return False
    title = rest.lstrip(" .:-–—")
    return not title or title[0].isupper() or title[0] in '“"(['


def opens_clause(line: BodyLine, label: Label) -> bool:
    """Whether the words behind a label are those of a clause and not of a sentence that mentions one."""
    rest = line.text[label.end :].lstrip()
    opens = not rest or rest[0].isupper() or rest[0] in "“\"‘'([_*$•"
    if label.family is Family.ITEM:
        return not _REFERENCE.match(rest) or (line.gap and bool(rest) and rest[0].islower())
    if label.family in (Family.ARTICLE, Family.SECTION):
        return opens and not _REFERENCE.match(rest)
    return opens or line.gap
