from __future__ import annotations

from lexassist.parsing.layout.linenumbers import take_line_numbers
from lexassist.parsing.pages import RawLine, RawPage
from lexassist.parsing.sentences import split_sentences
from tests.parsing.sheets import boxes, document_of, furniture_of, line_at, page_of
from tests.parsing.test_layout import whole

TEXT = [
    "COMES NOW the plaintiff and says that the goods were delivered on the day that",
    "was agreed, that the defendant took them over, and that the price of the goods",
    "has not been paid to this day. The plaintiff therefore asks for judgment.",
]
NUMBERS = " ".join(str(number) for number in range(1, 29))


def pleading(number: int, *, together: bool) -> RawPage:
    """A page of numbered paper; the numbers in lines of their own, or before the words that they stand beside."""
    places = [(60 + 24 * row, 40 if row > 8 else 45, str(row + 1)) for row in range(28)]
    lines: list[RawLine] = []
    for row, (top, x, label) in enumerate(places):
        words = TEXT[row - 2] if 2 <= row < 2 + len(TEXT) and number == 1 else f"{label} goods" if row == 9 else ""
        if together and words:
            lines.append(line_at(top, (x, label), (90, words)))
        else:
            lines.append(line_at(top, (x, label)))
            lines += [line_at(top, (90, words))] if words else []
    return page_of(*lines, number=number)


def test_the_numbers_are_furniture_and_sentences_read_on_beside_them():
    for together in (False, True):
        document = document_of(pleading(1, together=together), pleading(2, together=together))
        assert NUMBERS in furniture_of(document)[0]
        said = [sentence.text for sentence in split_sentences(document, whole(document))]
        assert " ".join(TEXT) in " ".join(said)
        assert said[0].startswith("COMES NOW")
        assert said[0].endswith("to this day.")
        assert boxes(document, NUMBERS)[27] == (40, 60 + 24 * 27)


def test_one_page_is_enough_where_numbers_stand_beside_nothing():
    document = document_of(pleading(1, together=True))
    assert furniture_of(document) == [[NUMBERS]]


def test_a_numbered_list_is_no_numbered_paper():
    items = [line_at(60 + 24 * row, (60, str(row + 1)), (90, "goods of this kind")) for row in range(28)]
    pages, taken = take_line_numbers([page_of(*items)])
    assert taken == [False]
    assert pages[0].lines == tuple(items)


def test_a_column_of_figures_in_a_table_is_none():
    rows = [line_at(200 + 12 * row, (160, str(row + 1)), (220, "20,000"), (400, "2.26")) for row in range(15)]
    notes = [line_at(60, (72, "Volumes a year")), line_at(500, (72, "They are estimated"))]
    _, taken = take_line_numbers([page_of(*notes, *rows), page_of(*notes, *rows, number=2)])
    assert taken == [False, False]
