"""The grammar of a reply and its reader agree: what one allows the other reads, and no number that was not given."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.generation.evidence import NOT_FOUND, finished_lines, grammar, parse_line, parse_statements
from lexassist.types import Mode, Statement


def phrase_pattern(count: int) -> str:
    """The grammar of PHRASE written as a regular expression by hand."""
    number = f"(?:{'|'.join(map(str, range(1, count + 1)))})"
    line = rf"\[{number}(?:,{number}){{0,{min(3, count) - 1}}}\] [A-Za-z0-9\"'$£€][^<>\[\]{{}}`*#|\\\n\r\t]{{8,60}}\.\n"
    return rf"\A(?:{line}){{1,3}}\Z"


@given(st.data(), st.integers(1, 12))
def test_whatever_the_grammar_allows_is_read_with_numbers_that_were_given(data: st.DataObject, count: int) -> None:
    text = data.draw(st.from_regex(phrase_pattern(count), fullmatch=True))
    statements = parse_statements(text, count)
    assert statements != NOT_FOUND
    assert len(statements) == text.count("\n")
    for statement in statements:
        assert isinstance(statement, Statement)
        assert statement.numbers
        assert set(statement.numbers) <= set(range(1, count + 1))
        assert statement.text in text


@given(st.text(max_size=80), st.integers(1, 9))
def test_any_other_line_points_at_nothing_or_at_numbers_that_were_given(line: str, count: int) -> None:
    statement = parse_line(line, count)
    assert set(statement.numbers) <= set(range(1, count + 1))


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("[1] The fee is due.", (1,)),
        ("[1,3] The fee is due.", (1, 3)),
        ("[2,2] The fee is due.", (2,)),  # said twice
        ("[3]", (3,)),  # a pointer alone: QUOTE
        ("[4] The fee is due.", ()),  # no such sentence
        ("[0] The fee is due.", ()),
        ("The fee is due [1].", ()),  # the pointer comes after
        ("[1] The fee is due [2].", ()),  # markup inside
        ("[1] <b>The fee</b> is due.", ()),
        ("[1]The fee is due.", ()),  # no space
        ("[1, 2] The fee is due.", ()),
    ],
)
def test_only_the_agreed_form_points(line: str, numbers: tuple[int, ...]) -> None:
    assert parse_line(line, 3).numbers == numbers


def test_not_found_is_a_reply_of_its_own() -> None:
    assert parse_statements("NOT_FOUND\n", 3) == NOT_FOUND
    assert parse_statements("NOT_FOUND", 3) == NOT_FOUND


@given(st.lists(st.integers(1, 7), max_size=20))
def test_lines_do_not_depend_on_how_the_reply_is_cut(cuts: list[int]) -> None:
    text, pieces, at = "[1] The fee is due.\n[2] It is paid monthly.\n", [], 0
    for cut in cuts:
        pieces.append(text[at : at + cut])
        at += cut
    assert list(finished_lines([*pieces, text[at:]])) == ["[1] The fee is due.", "[2] It is paid monthly."]


def test_a_last_line_that_was_cut_off_is_left_out() -> None:
    assert list(finished_lines(["[1] The fee is due.\n[2] It is paid within thi"])) == ["[1] The fee is due."]


@pytest.mark.parametrize("mode", [Mode.PHRASE, Mode.QUOTE])
def test_only_given_numbers_stand_in_the_grammar(mode: Mode) -> None:
    rule = next(line for line in grammar(4, mode).splitlines() if line.startswith("number"))
    assert re.findall(r"\d+", rule) == ["1", "2", "3", "4"]
    with pytest.raises(ValueError, match="at least one"):
        grammar(0, mode)
