"""The title of a contract, from the words of its first page. Pure."""

from __future__ import annotations

import re
from pathlib import PurePath

from lexassist.parsing.clauses.headings import names_company

_KINDS = (
    r"AGREEMENTS?|CONTRACT|LEASE|DEED|AMENDMENT|ADDENDUM|LICEN[CS]E|INDENTURE|GUARANT(?:Y|EE)|WARRANT|NOTE|CHARTER|"
    r"UNDERTAKING|MEMORANDUM|LETTER|TERMS|POLICY|WILL|BYLAWS|ARTICLES|STATEMENT OF WORK|PURCHASE ORDER|NDA|"
    r"POWER OF ATTORNEY|ARRANGEMENT|PLAN"
)
_KIND = re.compile(rf"\b(?:{_KINDS})\b", re.IGNORECASE)
_NOT_TITLE = re.compile(
    r"^(?:this|the|whereas|by and between|between|and|exhibit|source:|table of|schedule|page|dated|now|please|re:|subject to|"
    r"in witness|to the|agreed terms)\b|^\W*\d+\W"
    r"|\b(?:is made|entered into|shall|pursuant|hereby|hereinafter|redacted|confidential treatment|confidential portions|you|"
    r"terms used|no\.?:)(?:\b|(?<=:))"
    r"|\b(?:contract|agreement|order) (?:no|number|ref)\b",
    re.IGNORECASE,
)
_JOINS = re.compile(r"\b(?:to|of|for|and|the|in|with|on|by)$", re.IGNORECASE)
_CONNECTS = re.compile(r"(?:to|of|for)(?: the| that certain)?", re.IGNORECASE)
_STATE = re.compile(
    r"(?:EXECUTION|FINAL|CONFORMED|DRAFT|REDACTED|PUBLIC)(?: (?:COPY|VERSION|FORM|DRAFT))?|DRAFT", re.IGNORECASE
)
_CHANGES = re.compile(r"\b(?:AMENDMENT|ADDENDUM|SUPPLEMENT)\b.*\bTO\b", re.IGNORECASE)
_EDGES = " .:*-–—_"
_LINES = 60
_LONGEST = 120
_PROSE = 75
"""A line in capitals longer than this, beside another such line, is a notice and not a title."""


def find_title(first_page: str, source: str) -> str:
    """The contract's title: the first line in capitals that names a kind of contract, else in title case, else the file's stem.

    >>> find_title("EXHIBIT 10.1\\nMASTER SERVICES\\nAGREEMENT\\nThis Agreement is made", "a.pdf")
    'MASTER SERVICES AGREEMENT'
    >>> find_title("SECOND AMENDMENT\\nTO\\nSUPPLY AGREEMENT\\nThis is made", "a.pdf")
    'SECOND AMENDMENT TO SUPPLY AGREEMENT'
    """
    lines = [" ".join(line.split()) for line in first_page.split("\n")]
    lines = [line for line in lines if line][:_LINES]
    for fits in (_is_capitals, _is_title_case):
        for index, line in enumerate(lines):
            if fits(line) and _may_be_title(lines, index):
                return _whole_title(lines, index, fits is _is_capitals)
    return PurePath(source).stem or source


def _may_be_title(lines: list[str], index: int) -> bool:
    line = lines[index]
    if not _KIND.search(line) or len(line) > _LONGEST or _NOT_TITLE.search(line):
        return False
    if line.endswith((",", ";")) or (line.endswith((".", ":")) and len(line.split()) > 6):
        return False
    beside = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
    return len(line) <= _PROSE or not any(len(other) > _PROSE and _is_capitals(other) for other in beside)


def _whole_title(lines: list[str], index: int, capitals: bool) -> str:
    """The line, with the lines around it that are one title with it."""
    title = lines[index]
    before = lines[index - 1] if index else ""
    if capitals and len(title.split()) <= 2 and _is_capitals(before) and not _belongs_apart(before):
        title = f"{before} {title}"
    for line in lines[index + 1 : index + 4]:
        goes_on = _JOINS.search(title) or _CONNECTS.fullmatch(line) or (_CHANGES.search(title) and _names_other(line))
        if not goes_on or _belongs_apart(line) or len(title) + len(line) > _LONGEST:
            break
        title = f"{title} {line}"
    title = re.sub(r"[\[{(]\*+[\]})]", "", title)
    return _JOINS.sub("", title.strip(_EDGES)).strip(_EDGES)[:_LONGEST]


def _names_other(line: str) -> bool:
    """Whether a line under the title of an amendment names the contract that is amended."""
    return _is_capitals(line) and bool(_KIND.search(line))


def _belongs_apart(line: str) -> bool:
    """Whether a line beside the title is none of it: a party, a date, the number of a file."""
    if line.endswith((".", ",", ";")) or line.startswith(("[", "(")) or not any(map(str.isalpha, line)):
        return True
    return bool(_NOT_TITLE.search(line)) or names_company(line) or bool(_STATE.fullmatch(line))


def _is_capitals(line: str) -> bool:
    letters = [character for character in line if character.isalpha()]
    return len(letters) >= 4 and sum(letter.isupper() for letter in letters) > 0.9 * len(letters)


def _is_title_case(line: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", line) if len(word) > 3]
    return 1 <= len(words) <= 10 and all(word[0].isupper() for word in words) and not line.endswith((",", ";"))
