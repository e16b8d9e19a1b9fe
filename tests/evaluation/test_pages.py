"""Pages that a citation may name, given those of marked words: what the order of the text implies, and no more."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.errors import UsageError
from lexassist.evaluation.pages import GoldPages, PagedGold, check_pages, pages_right, read_gold_pages
from lexassist.types import Citation, ClauseId, Document, DocumentId, Page, Span

ONE = PagedGold((Span(100, 200),), GoldPages(3, 3, 1))
TWO = PagedGold((Span(100, 200),), GoldPages(3, 4, 1))
THREE = PagedGold((Span(100, 200),), GoldPages(3, 5, 1))
PARTED = PagedGold((Span(100, 140), Span(160, 200)), GoldPages(3, 4, 1))

CASES = [
    # a citation inside a span on one page: that page and no other
    (Span(120, 130), (3,), ONE, True),
    (Span(120, 130), (4,), ONE, False),
    (Span(120, 130), (3, 4), ONE, False),
    (Span(100, 200), (2, 3), ONE, False),
    # inside a span on two pages: either, or both
    (Span(120, 130), (3,), TWO, True),
    (Span(120, 130), (4,), TWO, True),
    (Span(120, 130), (3, 4), TWO, True),
    (Span(120, 130), (2, 3), TWO, False),
    (Span(120, 130), (5,), TWO, False),
    # a citation that holds the whole span names all of its pages, also those in the middle
    (Span(90, 210), (3, 4), TWO, True),
    (Span(90, 210), (2, 3, 4, 5), TWO, True),
    (Span(90, 210), (3,), TWO, False),
    (Span(90, 210), (4,), TWO, False),
    (Span(90, 210), (3, 5), THREE, False),
    (Span(100, 200), (3, 4), TWO, True),
    (Span(100, 200), (3, 4, 5), TWO, False),
    # one that holds the beginning names its page, and ends within the pages
    (Span(50, 120), (2, 3), TWO, True),
    (Span(50, 120), (4,), TWO, False),
    (Span(50, 120), (3, 4, 5), TWO, False),
    # one that holds the end names its page, and begins within the pages
    (Span(150, 300), (4, 5), TWO, True),
    (Span(150, 300), (3,), TWO, False),
    (Span(150, 300), (2, 3, 4), TWO, False),
    # what shares no character tells nothing, also where it lies between two pieces
    (Span(0, 100), (1,), ONE, None),
    (Span(140, 160), (9,), PARTED, None),
    (Span(150, 170), (9,), PARTED, False),
    # a citation that names no page is wrong
    (Span(120, 130), (), ONE, False),
]


@pytest.mark.parametrize(("span", "pages", "gold", "right"), CASES)
def test_pages_are_held_to_the_order_of_the_text(
    span: Span, pages: tuple[int, ...], gold: PagedGold, right: bool | None
) -> None:
    assert pages_right(span, pages, gold) is right


spans = st.tuples(st.integers(0, 59), st.integers(1, 60)).map(lambda ends: Span(min(ends), max(min(ends) + 1, ends[1])))


@given(
    st.lists(st.integers(1, 60), min_size=2, max_size=8, unique=True),
    spans,
    spans,
    st.integers(1, 3),
)
def test_what_a_document_says_of_its_own_spans_is_right_and_far_pages_never_are(
    ends: list[int], cited: Span, marked: Span, away: int
) -> None:
    bounds = [0, *sorted(ends)[:-1], 60]
    pages = tuple(Page(n, a, b, 1, 1) for n, (a, b) in enumerate(pairwise(bounds), start=1))
    document = Document(DocumentId("d"), "t", "t.pdf", "x" * 60, pages)
    on = document.pages_of(marked)
    gold = PagedGold((marked,), GoldPages(on[0], on[-1], 1))
    named = document.pages_of(cited)
    assert pages_right(cited, named, gold) is (True if cited.overlap(marked) else None)
    if marked.contains(cited):
        assert not pages_right(cited, [page + len(pages) + away for page in named], gold)


def cited(span: Span, *pages: int) -> Citation:
    return Citation(1, DocumentId("d"), "d.pdf", ClauseId("c"), "1", span, "words", pages, ())


def test_words_at_one_place_decide_and_several_places_only_where_nothing_else_is_known() -> None:
    several = replace(ONE, pages=GoldPages(1, 1, 4))
    by_both = check_pages(cited(Span(120, 130), 3), [several, ONE])
    by_several = check_pages(cited(Span(120, 130), 3), [several])
    assert by_both is not None
    assert by_several is not None
    assert (by_both.one_place, by_both.right) == (True, True)
    assert (by_several.one_place, by_several.right) == (False, False)
    assert check_pages(cited(Span(0, 10), 1), [ONE]) is None


def test_one_span_that_contradicts_makes_a_citation_wrong() -> None:
    other = PagedGold((Span(210, 220),), GoldPages(4, 4, 1))
    test = check_pages(cited(Span(90, 230), 2, 3), [ONE, other])
    assert test is not None
    assert not test.right


ROW = {"document": "x", "category": "Law", "txt_span": [3, 9], "page_first": 2, "page_last": 3, "occurrences_in_pdf": 1}


def test_gold_pages_are_read_without_spans_that_the_pdf_lacks(tmp_path: Path) -> None:
    lacking = {**ROW, "txt_span": [20, 30], "page_first": None, "page_last": None, "occurrences_in_pdf": 0}
    (tmp_path / "cuad").mkdir()
    (tmp_path / "cuad" / "gold_pages.jsonl").write_text("".join(json.dumps(row) + "\n" for row in (ROW, lacking)))
    assert read_gold_pages(tmp_path) == {("x", Span(3, 9)): GoldPages(2, 3, 1)}


def test_data_without_pages_gives_none_and_another_file_is_refused(tmp_path: Path) -> None:
    assert read_gold_pages(tmp_path) == {}
    (tmp_path / "gold_pages.jsonl").write_text('{"document": "x"}\n')
    with pytest.raises(UsageError, match=r"gold_pages\.jsonl"):
        read_gold_pages(tmp_path)
