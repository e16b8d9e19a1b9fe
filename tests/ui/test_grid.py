"""What a person sees of a review on the page, and that nothing of a document or a playbook becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given

from lexassist.review.wording import open_findings
from lexassist.types import SEVERITIES, Verdict
from lexassist.ui.grid import Progressing, render_progress, render_review
from lexassist.ui.render import Ended

from ..review.reviewed import COLUMNS, review
from .test_render import hostile, seen, tags

WHOLE = review()
DONE = Progressing(
    "a/b", "NDA", COLUMNS, 4, WHOLE.rows, WHOLE, "nda-0123abcd", ("review.xlsx", "everything.zip"), Ended.DONE
)
FINDINGS = [finding for row in WHOLE.rows for finding in row.findings]


def cells() -> list[str]:
    return re.findall(r"<td.*?</td>", render_review(DONE))


def test_every_document_has_a_row_and_every_rule_a_cell() -> None:
    html = render_review(DONE)
    heads = [seen(head) for head in re.findall(r'<th scope="col">.*?</th>', html)]
    assert heads == ["Document", *(column.title for column in COLUMNS)]
    assert len(re.findall(r'<th scope="row">', html)) == len(WHOLE.rows)
    assert len(cells()) == len(WHOLE.rows) * len(COLUMNS)
    # The last row is a file that could not be read, the one before an amendment.
    assert [seen(cell) for cell in cells()[-2 * len(COLUMNS) :]] == ["not asked"] * 5 + ["not read"] * 5


def test_a_cell_says_its_verdict_in_a_mark_and_words_and_opens_its_clause() -> None:
    first = cells()[0]
    assert seen(first) == "✗ Deviation (high) cl. 13.1"
    ((_, cell), (_, link)) = [tag for tag in tags(first) if tag[0] in ("td", "a")]
    assert cell["style"] == "background:#F9C5A7"
    assert link["target"] == "evidence"
    assert str(link["href"]).startswith(f"/view/a%2Fb/{FINDINGS[0].document}/{FINDINGS[0].citations[0].clause}?")
    assert link["title"] == "=1+1 is not a formula."


def test_the_cell_of_a_missing_clause_names_no_clause_but_tells_what_was_compared() -> None:
    cell = cells()[4]
    assert seen(cell) == "○ Missing (high)"
    (title,) = [attributes["title"] for tag, attributes in tags(cell) if tag == "a"]
    assert "61 of 61 clauses checked; nearest: " in str(title)


def test_open_findings_stand_by_severity_the_gravest_unfolded_with_their_words() -> None:
    html = render_review(DONE)
    heads = re.findall(r'<details class="lx-findings"( open)?><summary>(.*?)</summary>', html)
    told = [(bool(opened), seen(head)) for opened, head in heads]
    assert told == [(True, "High: 2 open findings"), (False, "Medium: 1 open finding")]
    assert sum(open_findings(FINDINGS, severity) for severity in SEVERITIES) == html.count('<p class="lx-finding">')
    carried = next(finding for finding in FINDINGS if finding.verdict is Verdict.DEVIATION)
    assert " ".join(carried.citations[0].quote.split()) in seen(html)


def test_downloads_lead_to_our_route_and_only_to_files_that_are_there() -> None:
    links = [attributes for _, attributes in tags(render_review(DONE)) if attributes.get("class") == "lx-download"]
    assert [link["href"] for link in links] == [
        "/reviews/a%2Fb/nda-0123abcd/review.xlsx",
        "/reviews/a%2Fb/nda-0123abcd/everything.zip",
    ]
    assert all("download" in link for link in links)


def test_progress_names_each_document_with_what_is_open() -> None:
    running = replace(DONE, review=None, ended=Ended.RUNNING, rows=WHOLE.rows[:1])
    assert seen(render_progress(running)) == "1 of 4 documents reviewed 1 of 4 nda.pdf 2 high"
    assert render_review(running) == ""
    assert "Writing the files" in seen(render_progress(replace(DONE, ended=Ended.RUNNING)))
    assert seen(render_progress(replace(DONE, ended=Ended.FAILED, message="The disk is full."))) == "The disk is full."
    assert render_progress(DONE) == ""


@given(hostile, hostile)
def test_no_text_of_a_document_or_a_playbook_becomes_markup(words: str, name: str) -> None:
    def shown(words: str, name: str) -> str:
        columns = tuple(
            replace(column, title=words, guidance="x", suggested=words.replace("\n", " ")) for column in COLUMNS
        )
        row = WHOLE.rows[0]
        findings = tuple(
            replace(
                finding,
                reason=words,
                answer=words,
                value=None,
                citations=tuple(replace(c, quote="x", source=name, label=name) for c in finding.citations),
            )
            for finding in row.findings
        )
        changed = replace(WHOLE, columns=columns, rows=(replace(row, file=name, findings=findings, message=words),))
        whole = replace(DONE, matter=name, title=words, columns=columns, review=changed, rows=changed.rows)
        return render_review(whole) + render_progress(replace(whole, ended=Ended.RUNNING))

    html = shown(words, name)
    assert "\n" not in html
    given_tags, plain = tags(html), tags(shown("w", "n"))
    assert {tag for tag, _ in given_tags} <= {tag for tag, _ in plain} | {"span", "br"}
    assert not [name for _, attributes in given_tags for name in attributes if name.startswith("on")]
    assert all(
        str(attributes.get("href", "/")).startswith(("/view/", "/reviews/", "/")) for _, attributes in given_tags
    )
