"""A review as a Word memo: what is open, the gravest first, each finding with its words, its clause and what to propose.

Meets python-docx, as :mod:`lexassist.parsing.word` does for reading. Promises that every quotation is a citation's, with
clause and page, and that equal reviews give equal bytes. Guidance and suggested wording of a rule are given where it is
first met, and referred to afterwards. What complies is counted on the first page and told no further.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import groupby

import docx
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from lexassist.review.deadlines import list_deadlines
from lexassist.review.office import strip_clock
from lexassist.review.wording import (
    DEFECT_WORDS,
    HEAD_FILL,
    SEVERITY_WORDS,
    TO_CONFIRM,
    VERDICT_WORDS,
    Told,
    absence_rows,
    answer_words,
    certificate_words,
    cites_finding,
    made_rows,
    open_findings,
    place_of,
    plain,
    quoted,
    row_note,
    shade_of,
    tell_findings,
    tell_review,
    unread_rows,
)
from lexassist.telling import count, source_words
from lexassist.types import SEVERITIES, Citation, Review, ReviewedDocument, Severity, Verdict

_LONGEST_QUOTE = 1500
_FONT = "Arial"
"""Of one width on all systems: where it is missing, fonts of the same measures stand in."""
_INK = RGBColor(0x1D, 0x24, 0x30)
_BLUE = RGBColor(0x22, 0x36, 0x4F)
_SOFT = RGBColor(0x4A, 0x55, 0x68)


def write_memo(review: Review, problems: Sequence[tuple[str, str]] = ()) -> bytes:
    """The memo's bytes. ``problems`` are files of which no highlighted copy could be made, with the reason."""
    memo = new_memo(review.title)
    _first_page(memo, review)
    told = [one for one in tell_findings(review) if one.finding.verdict.open]
    first_met: dict[str, str] = {}
    for severity in reversed(SEVERITIES):
        if of_it := [one for one in told if one.finding.severity is severity]:
            _severity(memo, severity, of_it, first_met)
    _fallbacks(memo, review)
    _deadlines(memo, review)
    _defects(memo, review)
    _closing(memo, review, problems)
    written = io.BytesIO()
    memo.save(written)
    return strip_clock(written.getvalue())


def new_memo(title: str) -> WordDocument:
    """An empty Word file with the looks of a memo."""
    memo = docx.Document()
    _set_styles(memo)
    properties = memo.core_properties
    properties.author, properties.title, properties.comments = "LexAssist", plain(title), ""
    return memo


def _first_page(memo: WordDocument, review: Review) -> None:
    memo.add_paragraph(plain(review.title), style="Title")
    made = review.provenance
    memo.add_paragraph(
        plain(f"Review against the playbook “{made.playbook}”, version {made.version}."), style="Subtitle"
    )
    memo.add_paragraph(plain(tell_review(review)))
    memo.add_heading("Summary", 1)
    heads = ("Document", "High", "Medium", "Low", "Fallback", "Compliant", "Note")
    table = _table(memo, heads, (4.7, 1.2, 1.7, 1.2, 1.8, 2.0, 4.4))
    for row in review.rows:
        _summary_row(table, row, row_note(row, review.rows))


def _summary_row(table: Table, row: ReviewedDocument, note: str) -> None:
    counts = [open_findings(row.findings, severity) for severity in reversed(SEVERITIES)]
    counts += [sum(f.verdict is verdict for f in row.findings) for verdict in (Verdict.FALLBACK, Verdict.COMPLIANT)]
    told = [str(number) for number in counts] if row.status.kept else [""] * len(counts)
    cells = _add_row(table, (row.file, *told, quoted(note, 220)))
    if counts[0]:
        _shade(cells[1], shade_of(Verdict.DEVIATION, Severity.HIGH).fill)


def _severity(memo: WordDocument, severity: Severity, told: Sequence[Told], first_met: dict[str, str]) -> None:
    memo.add_heading(f"{SEVERITY_WORDS[severity]} severity: {count(len(told), 'open finding')}", 1)
    for file, ones in groupby(told, key=lambda one: one.row.file):
        memo.add_heading(plain(file), 2)
        for one in ones:
            _finding(memo, one, first_met)


def _finding(memo: WordDocument, told: Told, first_met: dict[str, str]) -> None:
    finding = told.finding
    shade = shade_of(finding.verdict, finding.severity)
    heading = memo.add_heading("", 3)
    heading.add_run(plain(told.column.title))
    verdict = memo.add_paragraph()
    _mark(verdict, f" {shade.mark} {VERDICT_WORDS[finding.verdict]} ", shade.fill)
    answer = answer_words(finding)
    verdict.add_run(plain(f"  {answer}. {finding.reason}" if answer else f"  {finding.reason}"))
    if finding.value is not None:
        for step in finding.value.steps:
            memo.add_paragraph(plain(step.says), style="List Bullet")
    if cites_finding(finding):
        _quotes(memo, finding.citations)
    if proof := certificate_words(finding):
        verdict.add_run(" Proof: ").bold = True
        verdict.add_run(f"{proof}.")
    if finding.superseded:
        _labelled(memo, "Superseded wording", "no longer in force; kept for comparison.")
        _quotes(memo, finding.superseded)
    column = told.column
    if column.id not in first_met:
        _advice(memo, told, first_met)
    elif column.guidance or column.suggested:
        seen = memo.add_paragraph() if finding.citations and cites_finding(finding) else verdict
        referred = seen.add_run(f" Guidance and wording: see {first_met[column.id]}, above.")
        referred.font.color.rgb, referred.font.size = _SOFT, Pt(9)


def _advice(memo: WordDocument, told: Told, first_met: dict[str, str]) -> None:
    """Guidance and suggested wording, where a rule is first met."""
    column = told.column
    first_met[column.id] = told.row.file
    if column.guidance:
        _labelled(memo, "Guidance", column.guidance)
    if column.suggested:
        _kept(_labelled(memo, "Suggested wording", ""))
        memo.add_paragraph(plain(column.suggested), style="Suggested")


def _quotes(memo: WordDocument, citations: Iterable[Citation]) -> None:
    for citation in citations:
        quotation = memo.add_paragraph(style="Quote")
        quotation.add_run(quoted(citation.quote, _LONGEST_QUOTE))
        quotation.add_run().add_break(WD_BREAK.LINE)
        place = quotation.add_run(plain(f"{source_words(citation.source)}, {place_of(citation)}"))
        place.italic, place.font.size, place.font.color.rgb = False, Pt(9), _SOFT


def _fallbacks(memo: WordDocument, review: Review) -> None:
    told = [one for one in tell_findings(review) if one.finding.verdict is Verdict.FALLBACK]
    if not told:
        return
    memo.add_heading("Within what the playbook accepts", 1)
    table = _table(memo, ("Document", "Rule", "Why", "Where"), (4.2, 4.2, 6.0, 2.6))
    for one in told:
        where = "; ".join(place_of(citation) for citation in one.finding.citations[:2])
        _add_row(table, (one.row.file, one.column.title, one.finding.reason, where))


def _deadlines(memo: WordDocument, review: Review) -> None:
    deadlines = list_deadlines(review)
    if not deadlines:
        return
    memo.add_heading(f"Dates ({TO_CONFIRM})", 1)
    _kept(memo.add_paragraph("Worked out by a program: confirm each against its contract before relying on it."))
    table = _table(memo, ("Day", "Document", "What", "How it was worked out"), (2.8, 4.2, 4.0, 6.0))
    for deadline in deadlines:
        day = f"{deadline.day.day} {deadline.day:%B} {deadline.day.year}"
        _add_row(table, (day, deadline.row.file, deadline.what, "; ".join(deadline.steps)))


def _defects(memo: WordDocument, review: Review) -> None:
    if not any(row.defects for row in review.rows):
        return
    memo.add_heading("Drafting", 1)
    table = _table(memo, ("Document", "Fault", "What", "Where"), (4.2, 3.6, 6.6, 2.6))
    for row in review.rows:
        for defect in row.defects:
            where = "; ".join(place_of(citation) for citation in defect.citations[:3])
            _add_row(table, (row.file, DEFECT_WORDS[defect.kind], defect.message, where))


def _closing(memo: WordDocument, review: Review, problems: Sequence[tuple[str, str]]) -> None:
    for title, rows in (
        ("What was not read", unread_rows(review)),
        ("How far “missing” can be relied on", absence_rows(review)),
        ("Without a highlighted copy", problems),
        ("How it was made", made_rows(review)),
    ):
        if rows:
            memo.add_heading(title, 1)
            table = _table(memo, (), (5.0, 12.0))
            for name, value in rows:
                _add_row(table, (name, value))


def _set_styles(memo: WordDocument) -> None:
    section = memo.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.0)
    sizes = {"Normal": 10, "Title": 22, "Subtitle": 11.5, "Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11}
    for name, size in sizes.items():
        style = memo.styles[name]
        style.font.name, style.font.size, style.font.italic = _FONT, Pt(size), False
        style.font.color.rgb = _INK if name == "Normal" else _BLUE
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    memo.styles["Normal"].paragraph_format.space_after = Pt(5)
    for name, before in (("Heading 1", 18), ("Heading 2", 13), ("Heading 3", 9)):
        memo.styles[name].paragraph_format.space_before = Pt(before)
        memo.styles[name].paragraph_format.space_after = Pt(3)
    quote = memo.styles["Quote"]
    quote.font.italic, quote.font.color.rgb = True, _INK
    suggested = memo.styles.add_style("Suggested", quote.type)
    suggested.base_style = memo.styles["Normal"]
    for style, bar in ((quote, "B9A36A"), (suggested, "5B8DB8")):
        style.paragraph_format.left_indent, style.paragraph_format.right_indent = Cm(0.7), Cm(0.5)
        style.paragraph_format.space_after = Pt(6)
        _bar(style.element.get_or_add_pPr(), bar)


def _bar(properties: BaseOxmlElement, colour: str) -> None:
    """A line at the left of a paragraph."""
    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for key, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", colour)):
        left.set(qn(f"w:{key}"), value)
    borders.append(left)
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _table(memo: WordDocument, heads: Sequence[str], widths: Sequence[float]) -> Table:
    """An empty table; ``widths`` are in centimetres. Its head is repeated on every page."""
    table: Table = memo.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    if heads:
        cells = _add_row(table, heads)
        for cell in cells:
            _shade(cell, HEAD_FILL)
            run = cell.paragraphs[0].runs[0]
            run.bold, run.font.color.rgb = True, RGBColor(0xFF, 0xFF, 0xFF)
        repeated = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)
    return table


def _add_row(table: Table, texts: Sequence[str]) -> Sequence[_Cell]:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)
    cells: Sequence[_Cell] = row.cells
    for cell, text in zip(cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        paragraph.add_run(plain(text)).font.size = Pt(9)
    return cells


def _shade(cell: _Cell, fill: str) -> None:
    cell._tc.get_or_add_tcPr().append(_shading(fill))


def _mark(paragraph: Paragraph, words: str, fill: str) -> None:
    run = paragraph.add_run(words)
    run.bold = True
    run._r.get_or_add_rPr().append(_shading(fill))


def _shading(fill: str) -> BaseOxmlElement:
    shading = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shading.set(qn(f"w:{key}"), value)
    return shading


def _labelled(memo: WordDocument, label: str, words: str) -> Paragraph:
    paragraph = memo.add_paragraph()
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(plain(words))
    return paragraph


def _kept(paragraph: Paragraph) -> Paragraph:
    """Let a paragraph stay with the one that follows."""
    paragraph.paragraph_format.keep_with_next = True
    return paragraph
