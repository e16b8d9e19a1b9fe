"""A review as HTML: the grid of documents by rules, the open findings, what can be downloaded.

Pure functions from data to text, as in :mod:`lexassist.ui.render`: everything from a document or a playbook is escaped, and
what is returned is one line. Words, marks and colours are those of :mod:`lexassist.review.wording`, so the page, Excel, Word
and the copies of the PDFs say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from lexassist.review.wording import (
    SEVERITY_WORDS,
    Shade,
    Told,
    answer_words,
    certificate_words,
    cites_finding,
    open_findings,
    row_note,
    shade_of,
    short_place,
    tell_findings,
    tell_review,
)
from lexassist.telling import count, source_words
from lexassist.types import SEVERITIES, Column, Finding, Review, ReviewedDocument, Severity
from lexassist.ui.render import Ended, chip, quotation, render_notice, view_address
from lexassist.ui.words import EVIDENCE_FRAME, document_name, escape

DOWNLOADS: dict[str, str] = {
    "review.xlsx": "Excel",
    "memo.docx": "Word",
    "review.html": "Web page",
    "grid.csv": "CSV: grid",
    "findings.csv": "CSV: findings",
    "drafting.csv": "CSV: drafting",
    "review.json": "JSON",
    "deadlines.ics": "Calendar",
    "everything.zip": "All of these, with the highlighted copies (zip)",
}
"""What a review can be downloaded as: the name of the file, and what it is called."""


@dataclass(frozen=True, slots=True)
class Progressing:
    """A review as far as it has come: the rows there are of ``total`` documents; ``review`` once it is whole.

    ``files`` are the names of the downloads in the report that is called ``report``, once they are written.
    """

    matter: str
    title: str
    columns: tuple[Column, ...]
    total: int
    rows: tuple[ReviewedDocument, ...] = ()
    review: Review | None = None
    report: str = ""
    files: tuple[str, ...] = ()
    ended: Ended = Ended.RUNNING
    message: str = ""


def render_progress(shown: Progressing) -> str:
    """How far a review has come: a row a document, with what is open in it; what went wrong, where it ended so."""
    if shown.ended is not Ended.RUNNING:
        return render_notice(shown.message, kind="problem" if shown.ended is Ended.FAILED else "note")
    done, total = len(shown.rows), max(shown.total, len(shown.rows))
    said = "Writing the files" if shown.review is not None else f"{done} of {count(total, 'document')} reviewed"
    bar = f'<progress class="lx-bar" value="{done}" max="{max(total, 1)}">{done} of {total}</progress>'
    rows = "".join(
        f'<li class="lx-file"><span class="lx-name">{escape(source_words(row.file))}</span>'
        f'<span class="lx-state">{escape(_open_words(row))}</span></li>'
        for row in reversed(shown.rows)
    )
    return f'<div class="lx-files"><h3 class="lx-busy">{escape(said)}</h3>{bar}<ul>{rows}</ul></div>'


def _open_words(row: ReviewedDocument) -> str:
    if not row.findings:
        return "not graded" if row.status.kept else "not read"
    counts = ((open_findings(row.findings, severity), severity) for severity in reversed(SEVERITIES))
    return ", ".join(f"{number} {severity.value}" for number, severity in counts if number) or "nothing open"


def render_review(shown: Progressing) -> str:
    """A finished review with its downloads, its grid and its open findings; nothing for one that did not finish."""
    if shown.review is None:
        return ""
    faults = sum(len(row.defects) for row in shown.review.rows)
    drafting = f'<p class="lx-lead">{escape(count(faults, "fault"))} of drafting: see the files.</p>' if faults else ""
    return (
        f'<div class="lx-exchange lx-review"><h3 class="lx-question">{escape(f"Review: {shown.title}")}</h3>'
        f'<p class="lx-total">{escape(tell_review(shown.review))}</p>{drafting}{_downloads(shown)}{_grid(shown)}'
        f"{_findings(shown.matter, shown.review)}</div>"
    )


def _downloads(shown: Progressing) -> str:
    if not shown.files:
        return ""
    place = f"/reviews/{quote(shown.matter, safe='')}/{quote(shown.report, safe='')}"
    links = "".join(
        f'<a class="lx-download" download href="{escape(f"{place}/{name}")}">{escape(DOWNLOADS[name])}</a>'
        for name in DOWNLOADS
        if name in shown.files
    )
    note = "Links inside a file lead to the highlighted copies: unpack the zip to follow them."
    return f'<div class="lx-downloads"><span>Download</span>{links}<p>{escape(note)}</p></div>'


def _grid(shown: Progressing) -> str:
    heads = "".join(f'<th scope="col">{escape(column.title)}</th>' for column in shown.columns)
    rows = "".join(_row(shown, row) for row in shown.rows)
    return (
        '<div class="lx-grid" tabindex="0" role="region" aria-label="Documents by rules"><table>'
        f'<thead><tr><th scope="col">Document</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(shown: Progressing, row: ReviewedDocument) -> str:
    findings = {finding.rule: finding for finding in row.findings}
    name = escape(source_words(row.file))
    if row.document is not None:
        address = f"/view/{quote(shown.matter, safe='')}/{quote(row.document, safe='')}"
        name = f'<a target="{EVIDENCE_FRAME}" href="{escape(address)}">{name}</a>'
    note = row_note(row, shown.rows)
    note = f'<span class="lx-facts">{escape(note)}</span>' if note else ""
    cells = "".join(
        _cell(shown.matter, findings[column.id])
        if column.id in findings
        else f'<td class="lx-none">{"not asked" if row.status.kept else "not read"}</td>'
        for column in shown.columns
    )
    return f'<tr><th scope="row">{name}{note}</th>{cells}</tr>'


def _cell(matter: str, finding: Finding) -> str:
    shade = shade_of(finding.verdict, finding.severity)
    place = short_place(finding.citations[0]) if finding.citations and cites_finding(finding) else ""
    detail = " · ".join(part for part in (answer_words(finding), place) if part)
    words = f"<b>{escape(shade.mark)} {escape(shade.words)}</b>" + (f"<span>{escape(detail)}</span>" if detail else "")
    title = escape(" ".join(part for part in (finding.reason, certificate_words(finding)) if part))
    if finding.citations:
        address = escape(view_address(matter, finding.citations[0]))
        words = f'<a target="{EVIDENCE_FRAME}" href="{address}" title="{title}">{words}</a>'
    else:
        words = f'<span title="{title}">{words}</span>'
    return f'<td style="background:#{shade.fill}">{words}</td>'


def _findings(matter: str, review: Review) -> str:
    told = [one for one in tell_findings(review) if one.finding.verdict.open]
    if not told:
        return '<p class="lx-lead">Nothing is open.</p>'
    return "".join(_grave(matter, severity, told) for severity in reversed(SEVERITIES))


def _grave(matter: str, severity: Severity, told: Sequence[Told]) -> str:
    """The open findings of one severity; those of the gravest are open to read."""
    of_it = [one for one in told if one.finding.severity is severity]
    if not of_it:
        return ""
    opened = " open" if severity is max((one.finding.severity for one in told), key=SEVERITIES.index) else ""
    head = f"{SEVERITY_WORDS[severity]}: {count(len(of_it), 'open finding')}"
    items = "".join(_finding(matter, one) for one in of_it)
    return f'<details class="lx-findings"{opened}><summary>{escape(head)}</summary><ul>{items}</ul></details>'


def _finding(matter: str, told: Told) -> str:
    finding = told.finding
    shade = shade_of(finding.verdict, finding.severity)
    where = document_name(told.row.file)
    title = f'<p class="lx-finding">{_badge(shade)} <b>{escape(told.column.title)}</b> · {escape(where)}</p>'
    advice = _advice("Guidance", told.column.guidance) + _advice("Suggested wording", told.column.suggested)
    return f"<li>{title}<p>{escape(finding.reason)}</p>{_proof(matter, finding)}{advice}</li>"


def _proof(matter: str, finding: Finding) -> str:
    """The words that carry a finding; of a missing clause how many were compared, and where the nearest stand."""
    if cites_finding(finding):
        return "".join(quotation(matter, citation, named=False) for citation in finding.citations)
    near = " ".join(chip(matter, citation, named=False) for citation in finding.citations)
    proof = certificate_words(finding)
    return f'<p class="lx-lead">{escape(proof)} {near}</p>' if proof or near else ""


def _badge(shade: Shade) -> str:
    return f'<span class="lx-badge" style="background:#{shade.fill}">{escape(shade.mark)} {escape(shade.words)}</span>'


def _advice(title: str, words: str) -> str:
    if not words:
        return ""
    lines = "<br>".join(escape(line) for line in words.splitlines())
    return f'<details class="lx-advice"><summary>{escape(title)}</summary><p>{lines}</p></details>'
