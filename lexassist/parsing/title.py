"""The title of a contract, from the words of its first page. Pure."""

from __future__ import annotations

import re
from pathlib import PurePath

_KINDS = (
    r"AGREEMENTS?|CONTRACT|LEASE|DEED|AMENDMENT|ADDENDUM|LICEN[CS]E|INDENTURE|GUARANT(?:Y|EE)|WARRANT|NOTE|CHARTER|"
    r"UNDERTAKING|MEMORANDUM|LETTER|TERMS|POLICY|WILL|BYLAWS|ARTICLES|STATEMENT OF WORK|PURCHASE ORDER|NDA"
)
_KIND = re.compile(rf"\b(?:{_KINDS})\b", re.IGNORECASE)
_NOT_TITLE = re.compile(
    r"^(?:this|the|whereas|by and between|between|and|exhibit|source:|table of|schedule|page|dated|now)\b"
    r"|\b(?:is made|entered into|shall|pursuant|hereby|hereinafter|redacted|confidential treatment)\b",
    re.IGNORECASE,
)
_LINES = 60
_LONGEST = 120


def find_title(first_page: str, source: str) -> str:
    """The contract's title: the first line in capitals that names a kind of contract, else in title case, else the file's stem.

    >>> find_title("EXHIBIT 10.1\\nMASTER SERVICES\\nAGREEMENT\\nThis Agreement is made", "a.pdf")
    'MASTER SERVICES AGREEMENT'
    """
    lines = [" ".join(line.split()) for line in first_page.split("\n")[:_LINES]]
    for fits in (_is_capitals, _is_title_case):
        for index, line in enumerate(lines):
            if _KIND.search(line) and len(line) <= _LONGEST and fits(line) and not _NOT_TITLE.search(line):
                return _whole_title(lines, index, fits is _is_capitals)
    return PurePath(source).stem or source


def _whole_title(lines: list[str], index: int, capitals: bool) -> str:
    """The line, with the line before it when both are one title in capitals."""
    title = lines[index]
    before = lines[index - 1] if index else ""
    if capitals and _is_capitals(before) and not _NOT_TITLE.search(before) and len(title.split()) <= 2:
        title = f"{before} {title}"
    return title.strip(" .:*-–—_")[:_LONGEST]


def _is_capitals(line: str) -> bool:
    letters = [character for character in line if character.isalpha()]
    return len(letters) >= 4 and sum(letter.isupper() for letter in letters) > 0.9 * len(letters)


def _is_title_case(line: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", line) if len(word) > 3]
    return 1 <= len(words) <= 10 and all(word[0].isupper() for word in words) and not line.endswith((",", ";"))
