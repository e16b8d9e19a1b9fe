"""The words of the page: how a place is cited, how counts and states are said, and how any text is made harmless.

Pure text. Everything that comes from a contract, a file name, a model or a person passes :func:`escape` before it stands
in HTML. This module does not know what the page looks like.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from lexassist.telling import pinpoint
from lexassist.types import Citation, Clause, ClauseKind, Mode, ReadStatus

_PLAIN = re.compile(r"[^A-Za-z0-9 \u00a1-\U0010ffff]")
# Characters that reorder or hide text, and line ends: a file name must read as it is stored, on one line.
_DECEIVING = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_NUMBERED = re.compile(r"^[(\d]")
_LONGEST_NAME = 48

EVIDENCE_FRAME = "evidence"
"""The name of the frame in which clauses are shown."""

CELL = '<span class="lx-cell">&#9;</span>'
"""What stands between the cells of a table's row: a tab, beside which a rule is drawn."""

MODE_WORDS: dict[Mode, str] = {
    Mode.PHRASE: "it answers in its own words, each sentence proven",
    Mode.QUOTE: "it chooses the evidence, which is the answer",
    Mode.EVIDENCE: "it chooses nothing, the evidence is the answer",
}
"""What a model may do by itself, said to a lawyer."""

STATUS_WORDS: dict[ReadStatus, str] = {
    ReadStatus.INDEXED: "stored",
    ReadStatus.DUPLICATE: "already in this matter",
    ReadStatus.PARTIAL: "stored in part",
    ReadStatus.NEEDS_PASSWORD: "needs a password",
    ReadStatus.DAMAGED: "damaged",
    ReadStatus.UNSUPPORTED: "not a kind that can be read",
    ReadStatus.EMPTY: "no text found",
}
"""How the end of reading a file is said to a lawyer."""


def escape(text: str) -> str:
    """Text as HTML that means exactly these characters, in element content and in quoted attributes.

    Every ASCII character but letters, digits and the space becomes a numeric reference, so that the result holds no
    syntax of HTML, Markdown or a template, whatever reads it next. Characters that hide or reorder text become U+FFFD.

    >>> escape("<b>")
    '&#60;b&#62;'
    """
    return _PLAIN.sub(lambda match: f"&#{ord(match[0])};", _DECEIVING.sub("\ufffd", text))


def document_name(source: str) -> str:
    """What a document is called in a citation: its file's name without the ending, shortened in the middle."""
    name = PurePath(source).stem.strip() or source
    if len(name) <= _LONGEST_NAME:
        return name
    half = (_LONGEST_NAME - 1) // 2
    return f"{name[:half].rstrip()}…{name[-half:].lstrip()}"


def cite(citation: Citation, *, named: bool) -> str:
    """A citation in words: "Halden NDA, cl. 9.2(b), p. 14"; ``named`` puts the document first."""
    place = pinpoint(citation.label, citation.pages, citation.paragraph, ocr=citation.ocr)
    parts = (document_name(citation.source) if named else "", place)
    return ", ".join(part for part in parts if part) or document_name(citation.source)


def clause_title(clause: Clause) -> str:
    """A clause as a heading: "Clause 9.2(b)", or its heading, or the part of the contract it stands in, or ""."""
    if clause.label:
        return f"Clause {clause.label}" if _NUMBERED.match(clause.label) else clause.label
    named = clause.heading or (clause.path[-1] if clause.path else "")
    return named or ("" if clause.kind is ClauseKind.OPERATIVE else clause.kind.value.capitalize())
