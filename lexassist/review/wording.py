"""The words, marks and colours in which a review is told: the same in Excel, in Word, on the page and in a PDF's margin.

Pure functions of the vocabulary. Every colour comes with a word and a mark, so that nothing hangs on seeing it; the fills
are pale enough for black text (contrast above 7 : 1) and differ in lightness as well as in hue, which those who do not tell
red from green still see. Does not know any file format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lexassist.telling import count, label_words, pinpoint, place_words, quote_rows
from lexassist.types import (
    SEVERITIES,
    Citation,
    Column,
    ColumnKind,
    DefectKind,
    Finding,
    Presence,
    ReadStatus,
    Review,
    ReviewedDocument,
    Severity,
    TypePresence,
    Verdict,
)

TO_CONFIRM = "to be confirmed"
"""Marks a date that was worked out: a person has to check it before relying on it."""

VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.COMPLIANT: "Compliant",
    Verdict.FALLBACK: "Fallback",
    Verdict.DEVIATION: "Deviation",
    Verdict.MISSING: "Missing",
    Verdict.UNCERTAIN: "Uncertain",
}
VERDICT_MARKS: dict[Verdict, str] = {
    Verdict.COMPLIANT: "✓",
    Verdict.FALLBACK: "≈",
    Verdict.DEVIATION: "✗",
    Verdict.MISSING: "○",
    Verdict.UNCERTAIN: "?",
}
VERDICT_MEANINGS: dict[Verdict, str] = {
    Verdict.COMPLIANT: "As the playbook wants it.",
    Verdict.FALLBACK: "Not the standard position, but one that the playbook accepts.",
    Verdict.DEVIATION: "Outside what the playbook accepts.",
    Verdict.MISSING: "Every clause was compared and none carries it; the finding says how near the nearest one came.",
    Verdict.UNCERTAIN: "Could not be decided: a person has to look.",
}
SEVERITY_WORDS: dict[Severity, str] = {Severity.HIGH: "High", Severity.MEDIUM: "Medium", Severity.LOW: "Low"}
DEFECT_WORDS: dict[DefectKind, str] = {
    DefectKind.UNDEFINED_TERM: "Term not defined",
    DefectKind.UNUSED_TERM: "Defined term not used",
    DefectKind.TWICE_DEFINED: "Term defined twice",
    DefectKind.DANGLING_REFERENCE: "Reference to nothing",
    DefectKind.NUMBERING_GAP: "Gap in the numbering",
    DefectKind.BLANK: "Blank or bracket left in",
    DefectKind.FIGURES_DIFFER: "Figures and words differ",
    DefectKind.DATES_CONFLICT: "Dates conflict",
    DefectKind.LAW_AND_FORUM: "Law and forum differ",
    DefectKind.NO_SIGNATURE: "No signature block",
    DefectKind.HIDDEN_TEXT: "Hidden text",
    DefectKind.ACTIVE_CONTENT: "Active content",
}
STATUS_WORDS: dict[ReadStatus, str] = {
    ReadStatus.INDEXED: "Read",
    ReadStatus.DUPLICATE: "Read (same as another file)",
    ReadStatus.PARTIAL: "Read in part",
    ReadStatus.NEEDS_PASSWORD: "Not read: needs a password",
    ReadStatus.DAMAGED: "Not read: damaged",
    ReadStatus.UNSUPPORTED: "Not read: kind of file not supported",
    ReadStatus.EMPTY: "Not read: no text in it",
}

_FILLS: dict[tuple[Verdict, Severity], str] = {
    **dict.fromkeys(((Verdict.COMPLIANT, severity) for severity in SEVERITIES), "F1F6F2"),
    **dict.fromkeys(((Verdict.FALLBACK, severity) for severity in SEVERITIES), "DDE9F6"),
    **dict.fromkeys(((Verdict.UNCERTAIN, severity) for severity in SEVERITIES), "E7E7E4"),
    (Verdict.DEVIATION, Severity.LOW): "FFF6DA",
    (Verdict.DEVIATION, Severity.MEDIUM): "FFE3B3",
    (Verdict.DEVIATION, Severity.HIGH): "F9C5A7",
    (Verdict.MISSING, Severity.LOW): "F4EEF8",
    (Verdict.MISSING, Severity.MEDIUM): "EADDF2",
    (Verdict.MISSING, Severity.HIGH): "DCC5E9",
}
_INKS = {"F1F6F2": "CDE8D6", "E7E7E4": "D5D5CF", "FFF6DA": "FFEB9C", "F4EEF8": "EADDF2"}
"""The palest fills as marker ink: they would not be seen on a page."""
UNREAD_FILL = "D9D9D9"
"""Behind what stands for a file that could not be read."""
DEFECT_FILL = "C9D3DC"
"""Behind the words of a fault of drafting."""
HEAD_FILL = "22364F"
"""Behind the white words that head a column."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Shade:
    """A verdict at a severity as it looks: a fill (RRGGBB), the same as marker ink on a page, a mark and words."""

    fill: str
    ink: str
    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with the row and the column that it stands in."""

    row: ReviewedDocument
    column: Column
    finding: Finding


def shade_of(verdict: Verdict, severity: Severity) -> Shade:
    """How a verdict looks. An open one says its severity.

    >>> shade_of(Verdict.DEVIATION, Severity.HIGH).words, shade_of(Verdict.COMPLIANT, Severity.HIGH).words
    ('Deviation (high)', 'Compliant')
    """
    words = VERDICT_WORDS[verdict]
    told = f"{words} ({severity.value})" if verdict.open else words
    fill = _FILLS[verdict, severity]
    return Shade(fill, _INKS.get(fill, fill), VERDICT_MARKS[verdict], told)


def plain(text: str) -> str:
    """``text`` without the control characters that Office files and XML cannot hold."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def quoted(quote: str, most: int = 0) -> str:
    """Quoted words with white space folded, a row of a table a line; cut at a word after ``most`` characters (0: whole).

    >>> quoted("within thirty\\n  days"), quoted("within thirty days", 14)
    ('within thirty days', 'within thirty …')
    """
    text = plain("\n".join(" | ".join(cells) for cells in quote_rows(quote)))
    if not most or len(text) <= most:
        return text
    return f"{text[: most + 1].rpartition(' ')[0] or text[:most]} …"


def place_of(citation: Citation) -> str:
    """Where a citation stands, as a lawyer cites it."""
    return pinpoint(citation.label, citation.pages, citation.paragraph, ocr=citation.ocr)


def answer_words(finding: Finding) -> str:
    """What a finding says in a word or two: the answer, or the value; "" where it has neither."""
    return finding.answer or (finding.value.told or finding.value.normal if finding.value else "")


def cell_words(finding: Finding, kind: ColumnKind) -> str:
    """What a cell of the grid shows as text: mark and verdict, then the answer and the clause.

    In a column that is not one of verdicts the answer comes first; a clause that is missing has none. One line: some
    programs lose the ends of lines in a cell that is a link.
    """
    shade = shade_of(finding.verdict, finding.severity)
    head, answer = f"{shade.mark} {shade.words}", answer_words(finding)
    carrying = finding.citations[0] if finding.citations and cites_finding(finding) else None
    place = short_place(carrying) if carrying else ""
    parts = (head, answer, place) if kind is ColumnKind.VERDICT or not answer else (answer, head, place)
    return " · ".join(part for part in parts if part)


def short_place(citation: Citation) -> str:
    """The clause of a citation; its page or paragraph where the text gives the clause no label."""
    return label_words(citation.label) if citation.label else place_words(citation.pages, citation.paragraph)


def certificate_words(finding: Finding) -> str:
    """What absence, or doubt, rests on: "61 of 61 clauses checked; nearest: cl. 14.3 (0.31)"; "" for other findings."""
    proof = finding.certificate
    if proof is None:
        return ""
    checked = f"{proof.checked:,} of {count(proof.clauses, 'clause')} checked"
    if not proof.places:
        return f"{checked}; none came near"
    nearest = proof.places[0]
    cited = next((c for c in finding.citations if c.clause == nearest.clause), None)
    place = pinpoint(cited.label, cited.pages, cited.paragraph) if cited else ""
    score = f"{nearest.probability:.2f}"
    return f"{checked}; nearest: {place} ({score})" if place else f"{checked}; the nearest scores {score}"


def absence_rows(review: Review) -> tuple[tuple[str, str], ...]:
    """How far "missing" can be relied on: each rule of which a certificate was given, with its threshold and its error."""
    titles = {column.id: column.title for column in review.columns}
    rows: dict[tuple[str, str], None] = {}
    for row in review.rows:
        for finding in row.findings:
            if finding.certificate is not None and finding.certificate.presence is Presence.ABSENT:
                rows[titles.get(finding.rule, finding.rule), _error_words(finding.certificate)] = None
    return tuple(sorted(rows))


def _error_words(proof: TypePresence) -> str:
    return (
        f"A clause counts as present from a score of {proof.threshold:.2f}. Where that was chosen, "
        f"{proof.false_absences:.1%} of the contracts that have such a clause were told to lack it."
    )


def cites_finding(finding: Finding) -> bool:
    """Whether the citations carry the finding; those of a missing clause are only what came nearest."""
    return finding.verdict is not Verdict.MISSING


def tell_findings(review: Review) -> tuple[Told, ...]:
    """Every finding: open ones before others, the gravest first, then in the order of documents and of columns."""
    columns = {column.id: column for column in review.columns}
    told = [Told(row, columns[f.rule], f) for row in review.rows for f in row.findings if f.rule in columns]
    return tuple(sorted(told, key=lambda one: (not one.finding.verdict.open, -SEVERITIES.index(one.finding.severity))))


def open_findings(findings: Iterable[Finding], severity: Severity) -> int:
    """How many of the findings are open and of this severity."""
    return sum(finding.verdict.open and finding.severity is severity for finding in findings)


def shorten_names(review: Review) -> Review:
    """The same review with its files named from the folder that they have in common: "deals/a.pdf" and "deals/b/c.pdf" are
    told as "a.pdf" and "b/c.pdf"."""
    folders = [row.file.split("/")[:-1] for row in review.rows]
    shared = 0
    for parts in zip(*folders, strict=False):
        if len(set(parts)) > 1:
            break
        shared += 1
    rows = (replace(row, file="/".join(row.file.split("/")[shared:])) for row in review.rows)
    return replace(review, rows=tuple(rows))


def row_note(row: ReviewedDocument, rows: Sequence[ReviewedDocument]) -> str:
    """What must be known of a file besides its findings: how it was read, what it amends, what amends it."""
    names = {other.document: other.file for other in rows if other.document is not None}
    parts = [] if row.status in (ReadStatus.INDEXED, ReadStatus.DUPLICATE) else [f"{STATUS_WORDS[row.status]}."]
    if row.status is ReadStatus.DUPLICATE:
        parts.append("The same file is in the review, or in the matter, under another name.")
    parts.append(row.message)
    for verb, others in (("Amends", row.amends), ("Amended by", row.amended_by)):
        if named := [names[other] for other in others if other in names and names[other] not in row.message]:
            parts.append(f"{verb}: {'; '.join(named)}.")
    return plain(" ".join(part for part in parts if part))


def tell_review(review: Review) -> str:
    """A review in a sentence or two: what was read, and how much is open."""
    unread = sum(not row.status.kept for row in review.rows)
    read = f"{count(len(review.rows) - unread, 'document')} reviewed against {count(len(review.columns), 'rule')}"
    findings = [finding for row in review.rows for finding in row.findings]
    tally = ", ".join(f"{open_findings(findings, severity):,} {severity.value}" for severity in reversed(SEVERITIES))
    lost = f" {count(unread, 'file')} could not be read." if unread else ""
    return f"{read}. Open findings by severity: {tally}.{lost}"


def made_rows(review: Review) -> tuple[tuple[str, str], ...]:
    """How a review was made, as names with values."""
    made = review.provenance
    return (
        ("Playbook", made.playbook),
        ("Version", made.version),
        ("SHA-256 of the playbook", made.playbook_sha256),
        ("Encoder", made.encoder),
        ("LexAssist", made.lexassist),
        *made.settings,
    )


def unread_rows(review: Review) -> tuple[tuple[str, str], ...]:
    """The files that were read in part or not at all, with the reason."""
    whole = (ReadStatus.INDEXED, ReadStatus.DUPLICATE)
    return tuple(
        (row.file, f"{STATUS_WORDS[row.status]}. {row.message}".strip())
        for row in review.rows
        if row.status not in whole
    )
