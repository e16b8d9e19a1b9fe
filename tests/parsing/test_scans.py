from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from lexassist.errors import ReadError
from lexassist.parsing.pages import RawDocument, RawLine, RawPage
from lexassist.parsing.scans import replacement as scans
from lexassist.parsing.scans.replacement import Recognised, read_scans
from lexassist.types import ReadStatus, Remark, RemarkKind

WRITTEN = RawPage(1, 612, 792, (RawLine("1. The Buyer pays."),))
IMAGE = RawPage(2, 612, 792, (), needs_ocr=True)
STAMPED = RawPage(3, 612, 792, (RawLine("Filed 1 May"),), needs_ocr=True)


def seen(page: RawPage) -> RawPage:
    return RawPage(page.number, 612, 792, (RawLine(f"All the words of page {page.number}"),), ocr=True, quality=0.9)


def everything(pages: Sequence[RawPage]) -> Iterator[Recognised]:
    return (Recognised(seen(page), poor=page.number == 3) for page in pages)


def missing(pages: Sequence[RawPage]) -> str:
    return ", ".join(str(page.number) for page in pages if page.needs_ocr)


def test_scanned_pages_are_replaced_and_the_others_stay():
    before = Remark(RemarkKind.ACTIVE_CONTENT, "It runs.")
    raw = RawDocument((WRITTEN, IMAGE, STAMPED), "2, 3", remarks=(before,))
    read = read_scans(raw, everything, missing)
    assert read.pages == (WRITTEN, seen(IMAGE), seen(STAMPED))
    assert read.message == ""
    assert [(remark.kind, remark.page) for remark in read.remarks] == [(before.kind, None), (RemarkKind.POOR_SCAN, 3)]


def test_pages_that_were_not_recognised_stay_as_they_were_and_are_named():
    raw = RawDocument((WRITTEN, IMAGE, STAMPED), "2, 3")
    read = read_scans(raw, lambda pages: everything(pages[:1]), missing)
    assert read.pages == (WRITTEN, seen(IMAGE), STAMPED)
    assert read.message == "3"


def test_a_document_without_scans_is_left_alone():
    def fails(pages: Sequence[RawPage]) -> Iterator[Recognised]:
        pytest.fail(f"asked for {pages}")

    raw = RawDocument((WRITTEN,), "a message")
    assert read_scans(raw, fails, missing) is raw


def test_a_scan_without_words_is_empty():
    blank = replace(IMAGE, needs_ocr=False, ocr=True)
    with pytest.raises(ReadError, match="no words could be recognised") as raised:
        read_scans(RawDocument((IMAGE,)), lambda _: iter([Recognised(blank)]), missing)
    assert raised.value.status is ReadStatus.EMPTY


@pytest.mark.parametrize("is_better", [False, True])
def test_a_bad_text_layer_is_replaced_only_by_a_better_reading(is_better: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scans, "is_bad_layer", lambda text: text.startswith("1."))
    monkeypatch.setattr(scans, "better", lambda old, page: is_better and old == WRITTEN.lines)
    read = read_scans(RawDocument((WRITTEN,)), everything, missing)
    assert read.pages == ((seen(WRITTEN) if is_better else WRITTEN),)


def test_a_bad_text_layer_that_could_not_be_read_again_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scans, "is_bad_layer", lambda _: True)
    read = read_scans(RawDocument((WRITTEN,)), lambda _: iter([]), missing)
    assert read.message == "1"


def test_exact_words_that_say_as_much_as_the_scan_are_kept():
    chart = RawPage(3, 612, 792, (RawLine("Sales by quarter, all the words of it"),), needs_ocr=True)
    read = read_scans(RawDocument((WRITTEN, chart)), everything, missing)
    assert read.pages == (WRITTEN, replace(chart, needs_ocr=False))
    assert read.remarks == ()


def test_a_scanned_page_on_which_no_word_is_found_is_named():
    nothing = replace(IMAGE, needs_ocr=False, ocr=True)
    read = read_scans(RawDocument((WRITTEN, IMAGE)), lambda _: iter([Recognised(nothing)]), missing)
    assert [(remark.kind, remark.page) for remark in read.remarks] == [(RemarkKind.POOR_SCAN, 2)]
    assert "No words could be recognised on page 2" in read.remarks[0].message
