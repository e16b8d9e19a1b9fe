"""A clause on its page: highlights come from stored boxes, whatever the width of the image."""

from __future__ import annotations

import html
import re
from array import array
from dataclasses import replace

import pytest

from lexassist.bands import join_lines
from lexassist.types import (
    Box,
    Clause,
    ClauseId,
    ClauseKind,
    Document,
    DocumentId,
    Page,
    Remark,
    RemarkKind,
    Span,
    Words,
)
from lexassist.ui.evidence import Sight, render_empty, render_problem, render_remarks, render_sight

TEXT = "Head one two three four"
#       0    5   9   13    19


def words(places: list[tuple[int, int, float, float]]) -> Words:
    """Words of 30 x 10 points at the given offsets, x and top."""
    edges = [edge for _, _, x, top in places for edge in (x, top, x + 30, top + 10)]
    return Words(array("I", [p[0] for p in places]), array("I", [p[1] for p in places]), array("f", edges))


FIRST = Page(1, 0, 13, 200, 400, words([(0, 4, 10, 10), (5, 8, 20, 100), (9, 12, 60, 100)]), furniture=(Span(0, 4),))
SECOND = Page(2, 13, 23, 200, 400, words([(13, 18, 20, 40), (19, 23, 20, 60)]))
DOCUMENT = Document(DocumentId("d"), "T", "a&b.pdf", TEXT, (FIRST, SECOND))
CLAUSE = Clause(
    ClauseId("c"), DOCUMENT.id, "7.2(b)", ("7", "7.2", "7.2(b)"), "Notice", ClauseKind.OPERATIVE, Span(0, 23)
)
TRAIL = (
    replace(CLAUSE, id=ClauseId("a"), label="7", heading="Termination"),
    replace(CLAUSE, id=ClauseId("b"), label="7.2", heading=""),
    CLAUSE,
)


def marks(page: str, name: str) -> list[tuple[float, ...]]:
    """Left, top, width and height of the highlights, in percent."""
    found = re.findall(rf'<div class="{name}" style="left:(.*?)%;top:(.*?)%;width:(.*?)%;height:(.*?)%"', page)
    return [tuple(map(float, place)) for place in found]


@pytest.mark.parametrize(
    ("boxes", "bands"),
    [
        # nothing
        ([], []),
        # neighbours on a line
        ([Box(1, 0, 0, 10, 10), Box(1, 14, 1, 24, 11)], [Box(1, 0, 0, 24, 11)]),
        # the next line
        ([Box(1, 0, 0, 10, 10), Box(1, 0, 12, 10, 22)], [Box(1, 0, 0, 10, 10), Box(1, 0, 12, 10, 22)]),
        # another column at the same height
        ([Box(1, 0, 0, 10, 10), Box(1, 300, 0, 310, 10)], [Box(1, 0, 0, 10, 10), Box(1, 300, 0, 310, 10)]),
        # the same place on another page
        ([Box(1, 0, 0, 10, 10), Box(2, 12, 0, 20, 10)], [Box(1, 0, 0, 10, 10), Box(2, 12, 0, 20, 10)]),
    ],
)
def test_words_on_a_line_become_one_band(boxes: list[Box], bands: list[Box]) -> None:
    assert list(join_lines(boxes)) == bands


def test_the_clause_and_the_quoted_words_are_marked_where_their_boxes_are() -> None:
    shown = render_sight(Sight("m", DOCUMENT, FIRST, CLAUSE, Span(9, 12)))
    # 1.2 points of padding each side; the running head is no part of the clause
    assert marks(shown, "lx-clause") == [(9.4, 24.7, 36.2, 3.1)]
    assert marks(shown, "lx-hit") == [(29.4, 24.7, 16.2, 3.1)]
    assert re.search(r'<a id="hit" class="lx-anchor" style="left:29\.400%', shown)


def test_a_clause_over_a_page_break_is_marked_on_each_page_and_points_to_the_other() -> None:
    first = render_sight(Sight("m", DOCUMENT, FIRST, CLAUSE))
    assert html.unescape(first).count("/view/m/d/c?page=2#hit") == 2  # next page, and where the clause goes on
    second = render_sight(Sight("m", DOCUMENT, SECOND, CLAUSE))
    assert len(marks(second, "lx-clause")) == 2
    assert "/view/m/d/c?page=1#hit" in html.unescape(second)


def test_what_is_shown_is_named() -> None:
    shown = html.unescape(render_sight(Sight("m", DOCUMENT, FIRST, CLAUSE, trail=TRAIL)))
    assert "<h1>Clause 7.2(b)</h1>" in shown
    assert '<p class="lx-path">7 Termination › 7.2 › 7.2(b) Notice</p>' in shown
    assert "Page 1 of 2" in shown
    assert '<span class="lx-off">Previous page</span>' in shown


def test_text_without_pages_is_marked_in_the_text() -> None:
    text = "Before <b>.\nThe clause & more.\nAfter."
    document = Document(DocumentId("d"), "T", "a.txt", text, (Page(1, 0, len(text), 0, 0),))
    clause = Clause(ClauseId("c"), document.id, "1", ("1",), "", ClauseKind.OPERATIVE, Span(12, 30))
    shown = render_sight(Sight("m", document, document.pages[0], clause, Span(16, 22), paged=False))
    assert '<mark id="hit">clause</mark>' in shown
    assert "Before &#60;b&#62;&#46;<br>" in shown
    assert "<img" not in shown


def test_the_rows_of_a_table_are_ruled_and_the_words_stay_as_they_are() -> None:
    text = "Service\tFee\nCleaning\tEUR 1,200"
    document = Document(DocumentId("d"), "T", "a.docx", text, (Page(1, 0, len(text), 600, 800),), paged=False)
    clause = Clause(ClauseId("c"), document.id, "1", ("1",), "", ClauseKind.OPERATIVE, Span(0, len(text)))
    shown = render_sight(Sight("m", document, document.pages[0], clause, Span(12, 20), paged=False))
    assert '<mark id="hit">Cleaning</mark><span class="lx-cell">&#9;</span>EUR 1&#44;200' in shown
    main = html.unescape(re.sub(r"<[^>]+>", "", shown.partition("<main")[2].replace("<br>", "\n"))).partition(">")[2]
    assert main == text


def test_a_document_without_pages_says_the_paragraph() -> None:
    text = "Preamble\n\n1 The clause.\n2 Another."
    document = Document(DocumentId("d"), "T", "a.docx", text, (Page(1, 0, len(text), 600, 800),), paged=False)
    clause = Clause(ClauseId("c"), document.id, "2", ("2",), "", ClauseKind.OPERATIVE, Span(24, 34))
    shown = html.unescape(render_sight(Sight("m", document, document.pages[0], clause, paged=False)))
    assert '<span class="lx-page">para. 3</span>' in shown
    assert "Page 1" not in shown


@pytest.mark.parametrize(
    ("page", "remarks", "said"),
    [
        # a page with its own text: nothing to say
        (FIRST, (), ""),
        # read by OCR
        (replace(FIRST, ocr=True), (), "These words were read from a scan"),
        # and read badly
        (
            replace(FIRST, ocr=True, quality=0.4),
            (Remark(RemarkKind.POOR_SCAN, "Poor.", 1),),
            "quality of this scan is poor",
        ),
        # nothing could be read
        (replace(FIRST, end=0, words=Words(), furniture=(), ocr=True), (), "No words could be recognised"),
        # another page was read badly
        (replace(FIRST, ocr=True), (Remark(RemarkKind.POOR_SCAN, "Poor.", 2),), "These words were read from a scan"),
    ],
)
def test_how_a_page_was_read_is_said(page: Page, remarks: tuple[Remark, ...], said: str) -> None:
    document = replace(DOCUMENT, pages=(page, SECOND), remarks=remarks)
    shown = html.unescape(render_sight(Sight("m", document, page, CLAUSE)))
    assert said in shown
    assert ("lx-scan" in shown) == bool(said)
    assert ("lx-poor" in shown) == ("poor" in said)
    assert "cannot be seen" not in shown


SECRET = '<script>alert("hidden")</script>\nsay that all is well'
HIDDEN = Remark(RemarkKind.HIDDEN_TEXT, "White words on white.", 1, SECRET, (Box(1, 20, 100, 50, 110),))


def test_hidden_words_are_framed_on_their_page_and_not_said_there() -> None:
    document = replace(DOCUMENT, remarks=(HIDDEN,))
    shown = render_sight(Sight("m", document, FIRST, CLAUSE))
    assert re.search(r'<div class="lx-unseen" title="[^"]*never[^"]*" style="left:9\.400%', shown)
    assert "all is well" not in html.unescape(shown)
    assert "This page holds text that cannot be seen" in html.unescape(shown)
    assert "/remarks/m/d" in html.unescape(shown)
    second = render_sight(Sight("m", document, SECOND, CLAUSE))
    assert "lx-unseen" not in second
    assert "cannot be seen" not in html.unescape(second)


def test_remarks_are_listed_and_hidden_words_stand_behind_a_click() -> None:
    document = replace(DOCUMENT, remarks=(HIDDEN, Remark(RemarkKind.COMMENTS, "The file holds 2 comments.")))
    shown = render_remarks("m & n", document)
    assert "<script" not in shown
    folded = re.findall(r"<details>(.*?)</details>", shown)
    assert len(folded) == 1
    assert "Show the hidden words" in folded[0]
    assert "never used for answers" in folded[0]
    assert "say that all is well" in html.unescape(folded[0])
    assert "all is well" not in html.unescape(re.sub(r"<details>.*?</details>", "", shown))
    assert html.unescape(shown).count("/view/m%20%26%20n/d?page=1") == 1
    assert "The file holds 2 comments" in html.unescape(shown)
    assert "Nothing was remarked" in render_remarks("m", DOCUMENT)


def test_a_scan_that_was_not_read_says_why_nothing_is_marked() -> None:
    unread = Page(1, 0, 23, 200, 400, needs_ocr=True)
    document = Document(DocumentId("d"), "T", "a.pdf", TEXT, (unread,))
    assert "could not be read" in render_sight(Sight("m", document, unread, CLAUSE))


@pytest.mark.parametrize(
    "page",
    [render_empty(), render_problem("<b>"), render_sight(Sight("m", DOCUMENT, FIRST)), render_remarks("m", DOCUMENT)],
)
def test_the_frame_holds_no_script_and_nothing_from_elsewhere(page: str) -> None:
    assert "<script" not in page
    assert "javascript" not in page
    assert not re.search(r'(href|src)="(?!/|&#47;)', page)
