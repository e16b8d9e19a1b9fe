"""The words by which unnumbered parts of a contract are known, and by which a label is known to be only mentioned. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lexassist.parsing.clauses.bodylines import BodyLine
from lexassist.parsing.clauses.numbering import Family, Label

_RECITALS = re.compile(
    r"\W*(?:(?:THE )?RECITALS?|BACKGROUND(?: (?:AND|&) RECITALS| STATEMENT)?|(?:PRELIMINARY STATEMENTS?)|PREAMBLES?|PREMISES|WHEREAS|"
    r"W\s*I\s*T\s*N\s*E\s*S\s*S\s*E\s*T\s*H(?:\W+THAT)?)\W*",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?:[A-Z]\s){4,}[A-Z]\W*")
_WHEREAS = re.compile(r"(?:AND )?WHEREAS\b", re.IGNORECASE)
_AGREED = re.compile(
    r"(?:NOW[,.]?\s+)?THEREFORE\b|(?:NOW,? )?IT IS (?:HEREBY |THEREFORE |MUTUALLY )*AGREED\b|"
    r"(?:NOW,? )?THE PARTIES (?:HERETO )?(?:HAVE )?(?:HEREBY |THEREFORE )*AGREED?\b|"
    r"(?:NOW,? |AND )?IN CONSIDERATION (?:OF|FOR)\b",
    re.IGNORECASE,
)
_AGREED_HEADING = re.compile(r"\W*(?:OPERATIVE (?:PROVISIONS|TERMS|PART)|AGREED TERMS|TERMS AGREED)\W*", re.IGNORECASE)
_NOW = re.compile(
    r"NOW[,.]?\s+(?:THEREFORE|IT IS)\b|(?:NOW,? )?IT IS (?:HEREBY |THEREFORE |MUTUALLY )*AGREED\b", re.IGNORECASE
)
_AGREEMENT = re.compile(r"\W*(?:AGREEMENTS?|TERMS AND CONDITIONS|TERMS)\W*", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"IN WITNESS (?:WHEREOF|HEREOF|OF)\b|(?:THE PARTIES|THIS (?:AGREEMENT|DEED)) (?:HAVE|HAS) (?:BEEN )?(?:CAUSED|EXECUTED|SIGNED)\b"
    r"|(?:SIGNED|EXECUTED)(?: AND DELIVERED)? (?:BY|AS A DEED|FOR AND ON BEHALF)\b|\[?SIGNATURES? (?:PAGES?|BLOCKS?)\b"
    r"|\[?SIGNATURES? (?:FOLLOWS?|APPEAR)\b|SIGNATURES?$|AGREED (?:AND|&) ACCEPTED\b|"
    r"ACCEPTED (?:AND|&) AGREED\b|(?:ACCEPTED|ACKNOWLEDGED|AGREED)(?: AND (?:ACCEPTED|AGREED))?(?: TO)?(?: BY)?:?$|"
    r"(?:AS )?WITNESS (?:OUR|THE|THEIR) HANDS\b",
    re.IGNORECASE,
)
_SIGNED_LINE = re.compile(r"(?:By|Signature|Signed)\s*:", re.IGNORECASE)
_SIGNER_LINE = re.compile(r"(?:Name|Title|Its|Date|Print(?:ed)? Name|Position)\s*:?", re.IGNORECASE)
_TERM = re.compile(
    r"[“\"‘'](?P<term>[^”\"’]{2,80})[”\"’'](?:\s*\([^)]{1,60}\))?(?:,? or [“\"][^”\"]{2,60}[”\"])*,?\s*"
    r"(?:shall\s+)?(?:means?|has the|have the|shall have|is defined|refers?|includes?|:|[–—-])"
)
_DEFINITIONS = re.compile(r"\bdefin(?:itions?|ed terms)\b|\binterpretation\b|\bcertain terms\b", re.IGNORECASE)
_REPLACES = re.compile(
    r"\b(?:amend(?:ed|ing)|replac(?:ed?|ing)|restat(?:ed|ing)|insert(?:ed|ing)?|add(?:ed|ing)|substitut(?:ed?|ing)|"
    r"delet(?:ed?|ing)|read)\b[^.;]*(?:\bfollow(?:s|ing)\b[^.;]*|\bread[^.;]*|:\s*)[:\-–—]?\s*$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:AGREEMENTS?|CONTRACT|AMENDMENT|ADDENDUM|LEASE|DEED|LICEN[CS]E|LETTER|MEMORANDUM|POWER OF ATTORNEY|TERMS)\b",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"copyright|\d{4}\b|all rights", re.IGNORECASE)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(rf"(?:{_MONTHS})\.?(?:\s*,?\s*\d{{2,4}}\b|$)", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?:Street|St\.|Avenue|Ave\.|Road|Rd\.|Boulevard|Blvd|Drive|Lane|Parkway|Plaza|Square|Suite|Floor|Way|Court|"
    r"Place|Highway|Broadway|Turnpike)\b(?!.*\b(?:shall|will|must|may)\b)"
)
_INNER = re.compile(r"(?:\s*\(\w{1,5}\))+\s*")
_REFERENCE = re.compile(
    r"(?:\(\w{1,5}\)\s*)*(?:[,;)]|and\b|or\b|of\b|above\b|below\b|hereof\b|hereto\b|through\b|to\b|shall\b|is\b|are\b|may\b|will\b|"
    r"attached\b|\.?$(?<=\)))"
)


def is_recitals_heading(text: str) -> bool:
    """Whether a line heads the recitals."""
    return bool(_RECITALS.fullmatch(re.sub(r"\s", "", text) if _SPACED.fullmatch(text) else text))


def is_recital(text: str) -> bool:
    """Whether a line starts a recital of its own."""
    return bool(_WHEREAS.match(text))


def is_agreed(text: str, *, recited: bool) -> bool:
    """Whether a line starts the words of agreement, or heads them; behind recitals "Agreement" alone is enough."""
    if _AGREED_HEADING.fullmatch(text) or _NOW.match(text):
        return True
    return recited and bool(_AGREED.match(text) or _AGREEMENT.fullmatch(text))


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


def names_contract(text: str) -> bool:
    """Whether a heading is the contract's own title."""
    return bool(_TITLE.search(text))


def is_signature(lines: Sequence[BodyLine], index: int) -> bool:
    """Whether a line starts the signatures: words of execution, or "By:" with a name or title below."""
    if _SIGNATURE.match(lines[index].text) and lines[index].ended and lines[index].text.lstrip("[(")[:1].isupper():
        return True
    if not _SIGNED_LINE.match(lines[index].text):
        return False
    return any(_SIGNER_LINE.match(line.text) for line in lines[index + 1 : index + 5])


def heads_schedule(line: BodyLine, label: Label) -> bool:
    """Whether a line that names a schedule is its heading and not a sentence that mentions it."""
    rest = line.text[label.end :].lstrip()
    if len(line.text) > 120 or rest[:1] in (",", ";", ")") or rest.endswith((",", ";")) or _REFERENCE.match(rest):
        return False
    if line.text.endswith(".") and not (rest.strip(" .") or line.gap):
        return False
    title = rest.lstrip(" .:-–—")
    return not title or title[0].isupper() or title[0] in '“"(['


def opens_clause(line: BodyLine, label: Label) -> bool:
    """Whether the words behind a label are those of a clause and not of a sentence that mentions one."""
    rest = line.text[label.end :].lstrip()
    opens = not rest or rest[0].isupper() or rest[0] in "“\"‘'([_*$•"
    if label.family is Family.ITEM:
        if label.text == "(c)" and _COPYRIGHT.match(rest):
            return False
        return not _REFERENCE.match(rest) or ((line.gap or line.ended) and bool(rest) and rest[0].islower())
    if label.family in (Family.ARTICLE, Family.SECTION):
        return opens and not _mentions(line, rest)
    if _DATE.match(rest) or (len(label.value) == 1 and "." not in line.text[: label.end] and _ADDRESS.search(rest)):
        return False
    return (opens or line.gap or line.ended) and (not rest or any(map(str.isalpha, rest)) or "*" in rest or "_" in rest)


def _mentions(line: BodyLine, rest: str) -> bool:
    """Whether "Section 5", "Article IV" at a line's start only goes on with a sentence."""
    behind = _INNER.match(rest)
    if behind and not line.gap and rest[behind.end() :][:1].islower():
        return True
    return bool(_REFERENCE.match(rest))


def replaces_words(text: str) -> bool:
    """Whether words announce the new wording of another contract: "is amended to read as follows:".

    >>> replaces_words("Section 5.2 is hereby deleted and replaced with the following:")
    True
    """
    return bool(_REPLACES.search(text))
