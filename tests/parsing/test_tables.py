from __future__ import annotations

import pytest

from lexassist.parsing.pages import RawLine
from tests.parsing.sheets import boxes, document_of, line_at, page_of, paragraph, text_of

PRICES = [("Item", "Unit", "Price"), ("Oak", "metre", "40.00"), ("Larch", "metre", "22.50"), ("Nails", "kilo", "3.10")]


def grid(rows: list[tuple[str, ...]], *, top: float = 200.0, pitch: float = 14.0) -> list[RawLine]:
    """Rows of a table, each written as one line of the file."""
    places = (72.0, 220.0, 380.0, 480.0)
    return [
        line_at(top + pitch * row, *((x, text) for x, text in zip(places, cells, strict=False) if text))
        for row, cells in enumerate(rows)
    ]


def pairs(*rows: tuple[str, str]) -> list[RawLine]:
    """Rows of two cells."""
    return [line_at(100 + 14 * row, (72, left), (200, right)) for row, (left, right) in enumerate(rows)]


def test_a_row_is_one_line_with_tabs_between_its_cells():
    document = document_of(page_of(*paragraph(100, ["The prices are:"]), *grid(PRICES)))
    assert document.text.endswith("Item\tUnit\tPrice\nOak\tmetre\t40.00\nLarch\tmetre\t22.50\nNails\tkilo\t3.10")
    assert boxes(document, "40.00") == [(380, 214)]
    assert boxes(document, "Larch\tmetre") == [(72, 228), (220, 228)]


def test_an_empty_cell_is_nothing_between_tabs():
    rows = [*PRICES, ("Glue", "", "9.00"), ("Total", "", "74.60")]
    assert text_of(page_of(*grid(rows))).endswith("Glue\t\t9.00\nTotal\t\t74.60")


def test_the_lines_of_a_cell_that_the_file_writes_cell_by_cell_are_joined_and_healed():
    lines = [
        *grid(PRICES[:2]),
        line_at(228, (72, "Oak of the best qua-")),
        line_at(240, (72, "lity")),
        line_at(228, (220, "metre")),
        line_at(228, (380, "51.00")),
        *grid([("Quality", "none", "0.00")], top=254),
    ]
    text = text_of(page_of(*lines))
    assert "\nOak of the best quality\tmetre\t51.00\nQuality\tnone\t0.00" in text


def test_the_second_line_of_a_cell_in_rows_written_line_by_line_joins_its_cell():
    rows = [*PRICES[:2], ("Larch", "running", "22.50"), ("", "metre", ""), ("Nails", "kilo", "3.10")]
    assert "Larch\trunning metre\t22.50\nNails" in text_of(page_of(*grid(rows, pitch=11.0)))


def test_figures_under_an_empty_cell_stay_rows_of_their_own():
    rows = [*PRICES[:2], ("Larch", "metre", "22.50"), ("", "", "21.00"), ("Nails", "kilo", "3.10")]
    assert "Larch\tmetre\t22.50\n\t\t21.00\nNails" in text_of(page_of(*grid(rows, pitch=11.0)))


@pytest.mark.parametrize(
    "lines",
    [
        # numbered clauses with a hanging indent
        [line_at(100 + 14 * n, (72, f"{n}."), (108, "The Buyer pays what it owes at once.")) for n in range(1, 7)],
        # the label in a line of its own
        [each for n in range(6) for each in (line_at(100 + 14 * n, (72, "(a)")), line_at(100 + 14 * n, (108, "Words.")))],
        # bullets
        [line_at(100 + 14 * n, (72, "o"), (90, "Article of the list that goes on")) for n in range(6)],
        # a table of contents with dots
        [line_at(100 + 14 * n, (72, f"{n} Fees . . . . . . . ."), (500, f"{n + 3}")) for n in range(1, 8)],
        # and one without
        [line_at(86, (250, "TABLE OF CONTENTS"))]
        + [line_at(100 + 14 * n, (72, f"CLAUSE {n} SUPPLY"), (500, f"{n + 3}")) for n in range(1, 8)],
        # schedules and their names
        [line_at(100 + 14 * n, (72, f"Schedule {n}"), (200, "Form of order")) for n in range(1, 5)],
        # one party's signature
        pairs(("By:", "A. Oak"), ("Name:", "Ann"), ("Title:", "Head")),
        # an address
        pairs(("To the Seller:", "Oak Ltd"), ("Attention:", "Ann"), ("Fax:", "12 34")),
        # lines stretched to the margin
        [
            line_at(100 + 12 * n, (72, "and the goods"), (152 + 3 * n, "of the Seller which are"), (350 - 2 * n, "sold"))
            for n in range(6)
        ],
    ],
)  # fmt: skip
def test_what_looks_like_a_table_and_is_none(lines: list[RawLine]):
    assert "\t" not in text_of(page_of(*lines))


def test_text_written_before_the_table_that_stands_above_it_comes_behind_it():
    lines = [
        *paragraph(100, ["The prices are:"]),
        *paragraph(300, ["They include taxes.", "They are fixed."]),
        *grid(PRICES),
    ]
    text = text_of(page_of(*lines))
    assert text.index("prices are") < text.index("Larch\t") < text.index("include taxes")
