"""Pieces of recognised text to lines: characters, rows, joined pieces, columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.parsing.scans.scanlines import Piece, PrintedWord, plain_characters, set_lines


def piece(text: str, x: float, top: float, *, height: float = 10) -> Piece:
    words = []
    for word in text.split():
        words.append(PrintedWord(word, x, top, x + 5 * len(word), top + height))
        x += 5 * len(word) + 3
    return tuple(words)


def lines_of(*pieces: Piece) -> list[str]:
    return [line.text for line in set_lines(pieces, (), lambda *box: box)]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("（a）， ﬁnal", "(a), final"),  # full-width signs and a ligature
        ("“Cap”", "“Cap”"),  # quotation marks are no look-alikes
        ("ADDREsSES", "ADDRESSES"),
        ("LLCs", "LLCs"),  # a plural
        ("service", "service"),
        ("Ws", "Ws"),
        ("１２", "12"),
    ],
)
def test_characters_that_only_look_alike_become_plain(read: str, meant: str) -> None:
    assert plain_characters(read) == meant


def test_rows_go_down_and_pieces_across_whatever_their_order() -> None:
    assert lines_of(piece("third", 10, 40), piece("second", 100, 21), piece("first", 10, 20)) == [
        "first",
        "second",
        "third",
    ]


def test_pieces_that_stand_as_close_as_words_are_one_line() -> None:
    assert lines_of(piece("shall pay", 60, 20), piece("The Buyer", 10, 20)) == ["The Buyer shall pay"]


def test_labels_and_cells_stay_in_their_rows() -> None:
    rows = [(f"{n}.", f"Item number {n} of the list that follows") for n in range(1, 9)]
    pieces = [piece(text, x, 20 * n) for n, row in enumerate(rows) for text, x in zip(row, (10, 60), strict=True)]
    assert lines_of(*pieces) == [text for row in rows for text in row]


def test_three_columns_of_prose_are_read_one_after_another() -> None:
    columns = [[f"column {c} has this as line {n}" for n in range(6)] for c in range(3)]
    pieces = [
        piece(text, 10 + 170 * c, 20 + 13 * n + 4 * c)
        for c, texts in enumerate(columns)
        for n, text in enumerate(texts)
    ]
    assert lines_of(*reversed(pieces)) == [text for texts in columns for text in texts]


def test_a_box_that_holds_words_of_two_columns_is_cut_at_the_gutter() -> None:
    left, right = [[f"{side} line {n} of some prose here" for n in range(6)] for side in ("left", "right")]
    pieces = [
        piece(a, 10, 20 + 13 * n) + piece(b, 165, 20 + 13 * n) for n, (a, b) in enumerate(zip(left, right, strict=True))
    ]
    assert lines_of(*pieces) == [*left, *right]


def test_what_runs_up_the_margin_comes_last() -> None:
    stamp = (PrintedWord("stamp", 2, 10, 8, 300),)
    lines = set_lines([piece("body", 40, 20)], [stamp], lambda *box: box)
    assert [line.text for line in lines] == ["body", "stamp"]


places = st.tuples(st.integers(0, 500), st.integers(0, 700), st.integers(1, 6))


@given(st.lists(places, max_size=40))
def test_no_word_is_lost_and_each_keeps_its_box(where: list[tuple[int, int, int]]) -> None:
    pieces = [
        piece(" ".join(f"w{number}x{i}" for i in range(count)), x, top) for number, (x, top, count) in enumerate(where)
    ]
    given_words = {word.text: (word.x0, word.top, word.x1, word.bottom) for each in pieces for word in each}
    found = {
        line.text[line.starts[i] : line.ends[i]]: tuple(line.edges[4 * i : 4 * i + 4])
        for line in set_lines(pieces, (), lambda *box: box)
        for i in range(len(line.starts))
    }
    assert found == given_words
