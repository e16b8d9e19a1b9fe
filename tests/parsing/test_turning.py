"""Pages whose text is turned on the page as displayed."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.parsing.layout.turning import lean, turn_page
from lexassist.parsing.pages import RawLine, RawPage

UPRIGHT = RawPage(
    1,
    600.0,
    800.0,
    (
        RawLine("one two", array("I", [0, 4]), array("I", [3, 7]), array("f", [50, 60, 90, 72, 95, 60, 130, 72])),
        RawLine("three", array("I", [0]), array("I", [5]), array("f", [50, 80, 90, 92])),
    ),
)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_way_that_text_runs_is_known_from_its_words(degrees: int) -> None:
    turned = turn_page(UPRIGHT, degrees)
    assert lean(turned.lines) == degrees
    assert turn_page(turned, 360 - degrees) == UPRIGHT


def test_a_quarter_turn_clockwise_takes_the_top_to_the_right() -> None:
    turned = turn_page(UPRIGHT, 90)
    assert (turned.width, turned.height) == (800, 600)
    assert list(turned.lines[1].edges) == [708, 50, 720, 90]


@pytest.mark.parametrize("count", [0, 1])
def test_a_page_without_a_line_of_two_words_stands_upright(count: int) -> None:
    assert lean(UPRIGHT.lines[1 : 1 + count]) == 0


def test_a_stamp_up_the_margin_turns_no_page() -> None:
    stamp = turn_page(UPRIGHT, 270).lines[0]
    assert lean((*UPRIGHT.lines[:1], UPRIGHT.lines[0], UPRIGHT.lines[0], stamp)) == 0


@given(st.sampled_from([90, 180, 270]), st.integers(0, 500), st.integers(0, 700))
def test_turned_boxes_stay_on_the_page(degrees: int, x: int, y: int) -> None:
    line = RawLine("w", array("I", [0]), array("I", [1]), array("f", [x, y, x + 20, y + 10]))
    page = turn_page(RawPage(1, 600.0, 800.0, (line,)), degrees)
    x0, top, x1, bottom = page.lines[0].edges
    assert 0 <= x0 < x1 <= page.width
    assert 0 <= top < bottom <= page.height
