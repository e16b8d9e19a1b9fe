from __future__ import annotations

import pytest

from lexassist.parsing.pages import RawLine
from tests.parsing.sheets import line_at, page_of, paragraph, text_of

PROSE = (
    "the seller delivers the goods to the buyer at the place and on the day that are named in the order and the buyer takes "
    "them over and pays the price within thirty days of delivery unless the goods are not as they were described in which case "
    "the buyer says so at once and the seller takes them back at its own cost and sends others in their place as soon as it can "
    "and if it cannot do so within sixty days the buyer may withdraw from the order and claim what it has lost by that up to "
    "the price of the goods and no more than that whatever the cause of the loss may have been in the end for either of them"
).split()


def columns(count: int, *, top: float = 120.0) -> list[list[RawLine]]:
    """The prose set in columns, each a list of lines."""
    wide = 468 // count - 20
    lines, line = [], ""
    for word in PROSE:
        if 5 * len(f"{line} {word}") > wide:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    deep = -(-len(lines) // count)
    return [
        paragraph(top, lines[deep * column : deep * (column + 1)], x=72 + column * (468 // count))
        for column in range(count)
    ]


@pytest.mark.parametrize("count", [2, 3])
def test_columns_that_the_file_writes_one_after_the_other_stay_so_and_run_on(count: int):
    text = text_of(page_of(*(line for column in columns(count) for line in column)))
    assert text.split() == PROSE
    assert "\n\n" not in text


@pytest.mark.parametrize("count", [2, 3])
def test_columns_written_row_by_row_are_read_column_by_column(count: int):
    made = columns(count)
    rows = [column[row] for row in range(len(made[0])) for column in made if row < len(column)]
    assert text_of(page_of(*rows)).split() == PROSE


def test_columns_whose_rows_the_file_writes_as_one_line_are_cut_at_the_gutter():
    left, right = columns(2)
    rows = [
        line_at(a.top, (72, a.text), *([(72 + 234, right[place].text)] if place < len(right) else []))
        for place, a in enumerate(left)
    ]
    assert text_of(page_of(*rows)).split() == PROSE


def test_headings_over_the_whole_width_part_columns():
    heading = [line_at(100, (200, "CONDITIONS OF SALE"))]
    left, right = columns(2)
    below = paragraph(
        500, ["These conditions are set over the whole of the width of the page, and so end the columns."]
    )
    rows = [column[row] for row in range(len(left)) for column in (left, right) if row < len(column)]
    text = text_of(page_of(*heading, *rows, *below))
    assert text.startswith("CONDITIONS OF SALE")
    assert text.split()[3:-18] == PROSE
    assert text.endswith("end the columns.")


def test_signature_blocks_side_by_side_are_read_block_by_block():
    cells = [
        ("OAK LIMITED", "LARCH LLC"),
        ("By: /s/ Ann", "By: /s/ Bob"),
        ("Name: Ann", "Name: Bob"),
        ("Title: Head", "Title: Chair"),
    ]
    lines = [line_at(200 + 16 * row, (72, a), (330, b)) for row, (a, b) in enumerate(cells)]
    text = text_of(page_of(*paragraph(100, ["IN WITNESS WHEREOF the parties have signed this agreement."]), *lines))
    assert text.split("\n\n", 1)[1].split() == " ".join([a for a, _ in cells] + [b for _, b in cells]).split()
    assert "\t" not in text


def test_keywords_and_values_of_two_signatures_stay_together():
    rows = [
        ("By:", "Ann", "By:", "Bob"),
        ("Name:", "Ann Oak", "Name:", "Bob Elm"),
        ("Title:", "Head", "Title:", "Chair"),
    ]
    lines = [line_at(200 + 16 * row, *zip((72, 130, 330, 390), cells, strict=True)) for row, cells in enumerate(rows)]
    assert text_of(page_of(*lines)) == "By: Ann\nName: Ann Oak\nTitle: Head\n\nBy: Bob\nName: Bob Elm\nTitle: Chair"


def test_lists_written_behind_the_paragraphs_around_them_are_read_where_they_stand():
    paragraphs = [*paragraph(100, ["The Seller provides:"]), *paragraph(200, ["All of it is at its own cost."])]
    items = [
        line_at(130 + 14 * n, (90, f"({mark})"), (120, words))
        for n, (mark, words) in enumerate([("a", "the goods;"), ("b", "the papers;"), ("c", "advice.")])
    ]
    text = text_of(page_of(*paragraphs, *items))
    assert (
        text.split()
        == "The Seller provides: (a) the goods; (b) the papers; (c) advice. All of it is at its own cost.".split()
    )
