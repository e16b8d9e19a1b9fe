"""A review as one HTML file that works offline: the grid, the findings with their words, faults of drafting.

Pure. Everything from a document is escaped; the file fetches nothing, and its own policy forbids it to. Without scripts it is
whole; with them it can be filtered. Dark text on white, every colour with a mark and a word, tables with heads of their own
for those who hear the page read; it prints without its filter.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape

from lexassist.review.links import Address, Addresses
from lexassist.review.sheets import DRAFTING, FINDINGS, GRID, MADE, Sheet, SheetCell, make_sheets
from lexassist.review.wording import (
    HEAD_FILL,
    SEVERITY_WORDS,
    Told,
    answer_words,
    cell_words,
    certificate_words,
    cites_finding,
    place_of,
    plain,
    quoted,
    row_note,
    shade_of,
    tell_findings,
    tell_review,
)
from lexassist.telling import source_words
from lexassist.types import Citation, Review, ReviewedDocument

_STYLE = f"""
body {{ font: 14px/1.45 Arial, Helvetica, sans-serif; color: #1d2430; background: #fff; margin: 1.6rem; }}
h1 {{ font-size: 1.5rem; margin: 0 0 .2rem; }} h2 {{ font-size: 1.15rem; margin: 2rem 0 .6rem; }}
p {{ margin: .3rem 0; }} .soft {{ color: #4a5568; }} a {{ color: #1f3f6e; }}
table {{ border-collapse: collapse; }} caption {{ text-align: left; font-weight: bold; padding: .3rem 0; }}
th, td {{ border: 1px solid #c9ced6; padding: .35rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }}
thead th {{ background: #{HEAD_FILL}; color: #fff; position: sticky; top: 0; }}
tbody th {{ font-weight: bold; background: #fff; }}
.wide {{ overflow: auto; max-height: 80vh; border: 1px solid #c9ced6; }}
.wide th, .wide td {{ min-width: 8.5rem; max-width: 17rem; }} .wide .n {{ min-width: 3.5rem; text-align: center; }}
.wide tbody th {{ position: sticky; left: 0; min-width: 14rem; z-index: 1; }}
.wide thead th {{ z-index: 2; }} .wide thead th:first-child {{ left: 0; z-index: 3; }}
blockquote {{ margin: .5rem 0; padding: .2rem .8rem; border-left: 3px solid #b9a36a; white-space: pre-line; }}
blockquote.old {{ border-left-style: dashed; text-decoration: line-through; }} cite {{ display: block; color: #4a5568; }}
article {{ border: 1px solid #c9ced6; border-left-width: 8px; padding: .6rem .9rem; margin: .7rem 0; }}
article h3 {{ font-size: 1rem; margin: 0; }} .told {{ white-space: pre-line; border-left: 3px solid #5b8db8; padding-left: .8rem; }}
.filter {{ display: none; gap: .8rem; flex-wrap: wrap; margin: .6rem 0; }}
@media print {{
  body {{ margin: 0; font-size: 9pt; }} .filter {{ display: none !important; }}
  .wide {{ overflow: visible; max-height: none; border: 0; }} .wide th, .wide td {{ min-width: 0; position: static !important; font-size: 7pt; }}
  article {{ break-inside: avoid; }} * {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
}}
"""
_SCRIPT = """
const bar = document.querySelector('.filter'), words = bar.querySelector('input'), kind = bar.querySelector('select');
const shown = document.querySelector('.filter output');
bar.style.display = 'flex';
function sift() {
  const asked = words.value.trim().toLowerCase(); let left = 0;
  for (const one of document.querySelectorAll('article')) {
    const fits = (!kind.value || one.dataset.kind === kind.value) && one.textContent.toLowerCase().includes(asked);
    one.hidden = !fits; left += fits;
  }
  shown.textContent = left + ' shown';
}
words.addEventListener('input', sift); kind.addEventListener('change', sift); sift();
"""


def write_page(review: Review, addresses: Addresses, problems: tuple[tuple[str, str], ...] = ()) -> bytes:
    """The page's bytes, UTF-8. ``problems`` are files of which no highlighted copy could be made, with the reason."""
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    told = tell_findings(review)
    sheets = {sheet.title: sheet for sheet in make_sheets(review, addresses, problems)}
    body = (
        f"<h1>{_say(review.title)}</h1>"
        f'<p>{_say(tell_review(review))}</p><p class="soft">Playbook “{_say(review.provenance.playbook)}”, version '
        f"{_say(review.provenance.version)}.</p>"
        f"<main>{_grid(review, addresses, told)}{_findings(told, addresses)}"
        f"{_drafting(sheets[DRAFTING])}{_made(sheets[MADE])}</main>"
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_say(review.title)}</title><style>{_STYLE}</style></head>"
        f"<body>{body}<script>{_SCRIPT}</script></body></html>\n"
    ).encode()


def _grid(review: Review, addresses: Addresses, told: Sequence[Told]) -> str:
    anchors = {id(one.finding): number for number, one in enumerate(told, start=1)}
    heads = ["Document", "Note", "High", "Medium", "Low", *(column.title for column in review.columns)]
    rows = "".join(_grid_row(review, row, addresses, anchors) for row in review.rows)
    return (
        f'<section><h2>{GRID}</h2><div class="wide" tabindex="0" role="region" aria-label="{GRID}"><table>'
        f"<caption>Documents by rules: each cell leads to its finding</caption>{_head(heads)}<tbody>{rows}</tbody>"
        "</table></div></section>"
    )


def _grid_row(review: Review, row: ReviewedDocument, addresses: Addresses, anchors: dict[int, int]) -> str:
    findings = {finding.rule: finding for finding in row.findings}
    name = _linked(row.file, addresses.of_document(row.document))
    cells = [f'<th scope="row">{name}</th><td>{_say(row_note(row, review.rows))}</td>', _counts(row)]
    for column in review.columns:
        if (finding := findings.get(column.id)) is None:
            cells.append(f"<td>{'not asked' if row.status.kept else 'not read'}</td>")
            continue
        fill = shade_of(finding.verdict, finding.severity).fill
        words = _say(cell_words(finding, column.kind))
        cells.append(f'<td style="background:#{fill}"><a href="#f{anchors[id(finding)]}">{words}</a></td>')
    return f"<tr>{''.join(cells)}</tr>"


def _counts(row: ReviewedDocument) -> str:
    if not row.status.kept:
        return '<td class="n"></td>' * len(SEVERITY_WORDS)
    counts = (sum(f.verdict.open and f.severity is severity for f in row.findings) for severity in SEVERITY_WORDS)
    return "".join(f'<td class="n">{number}</td>' for number in counts)


def _findings(told: Sequence[Told], addresses: Addresses) -> str:
    kinds = dict.fromkeys(shade_of(one.finding.verdict, one.finding.severity).words for one in told)
    options = "".join(f"<option>{_say(kind)}</option>" for kind in kinds)
    items = "".join(_finding(one, number, addresses) for number, one in enumerate(told, start=1))
    return (
        f'<section><h2>{FINDINGS}</h2><div class="filter"><label>Words <input type="search"></label>'
        f'<label>Verdict <select><option value="">all</option>{options}</select></label>'
        f'<output aria-live="polite"></output></div>{items}</section>'
    )


def _finding(told: Told, number: int, addresses: Addresses) -> str:
    finding, column = told.finding, told.column
    shade = shade_of(finding.verdict, finding.severity)
    parts = [
        f"<h3>{_say(column.title)}</h3>",
        f'<p><strong style="background:#{shade.fill}">&nbsp;{shade.mark} {_say(shade.words)}&nbsp;</strong> '
        f"{_say(told.row.file)}</p>",
        f"<p>{_say(finding.reason)}</p>",
    ]
    if answer := answer_words(finding):
        parts.append(f"<p>Answer: <strong>{_say(answer)}</strong></p>")
    if finding.value is not None and finding.value.steps:
        parts.append(f"<ul>{''.join(f'<li>{_say(step.says)}</li>' for step in finding.value.steps)}</ul>")
    if cites_finding(finding):
        parts += [_quote(citation, addresses) for citation in finding.citations]
    if proof := certificate_words(finding):
        parts.append(f"<p>Proof: {_say(proof)}.</p>")
    parts += [_quote(citation, addresses, old=True) for citation in finding.superseded]
    if finding.verdict.open:
        parts += [_advice("Guidance", column.guidance), _advice("Suggested wording", column.suggested)]
    style = f"border-left-color:#{shade.fill}"
    return f'<article id="f{number}" data-kind="{_say(shade.words)}" style="{style}">{"".join(parts)}</article>'


def _advice(title: str, words: str) -> str:
    if not words:
        return ""
    return f'<details><summary>{_say(title)}</summary><p class="told">{_say(words)}</p></details>'


def _quote(citation: Citation, addresses: Addresses, *, old: bool = False) -> str:
    name = ' class="old"' if old else ""
    said = "Superseded: " if old else ""
    place = _linked(f"{said}{source_words(citation.source)}, {place_of(citation)}", addresses.of(citation))
    return f"<blockquote{name}>{_say(quoted(citation.quote))}<cite>{place}</cite></blockquote>"


def _drafting(sheet: Sheet) -> str:
    if len(sheet.rows) < 2:
        return ""
    heads = [str(cell.shown) for cell in sheet.rows[0]]
    rows = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in sheet.rows[1:])
    return f"<section><h2>{DRAFTING}</h2><table>{_head(heads)}<tbody>{rows}</tbody></table></section>"


def _made(sheet: Sheet) -> str:
    parts: list[str] = []
    for row in sheet.rows:
        if len(row) == 1:
            parts.append(f"</tbody></table><h2>{_cell(row[0])}</h2><table><tbody>")
        elif row:
            fill = f' style="background:#{row[0].look.fill}"' if row[0].look.fill else ""
            parts.append(f'<tr><th scope="row"{fill}>{_cell(row[0])}</th><td>{_cell(row[1])}</td></tr>')
    body = "".join(parts).removeprefix("</tbody></table>")
    return f"<section>{body}</tbody></table></section>"


def _head(titles: Iterable[str]) -> str:
    cells = "".join(f'<th scope="col"{_narrow(title)}>{_say(title)}</th>' for title in titles)
    return f"<thead><tr>{cells}</tr></thead>"


def _narrow(title: str) -> str:
    return ' class="n"' if title in SEVERITY_WORDS.values() else ""


def _cell(cell: SheetCell) -> str:
    return _linked(str(cell.shown), cell.address)


def _linked(words: str, address: Address | None) -> str:
    return f'<a href="{escape(address.url)}">{_say(words)}</a>' if address is not None and words else _say(words)


def _say(text: str) -> str:
    return escape(plain(text))
