from __future__ import annotations

import pytest

from tests.parsing.sheets import document_of, furniture_of, line_at, page_of, paragraph

NAMES = "oak larch elm ash beech yew lime birch".split()


def body(number: int) -> list[str]:
    """Lines that no other page has."""
    return [f"{NAMES[number % 8]} and {name} are delivered as {NAMES[number // 8]} goods are" for name in NAMES]


def pages_with(heads: list[list[str]], feet: list[list[str]]) -> list[list[str]]:
    """The furniture of pages with these lines at their heads and feet."""
    pages = [
        page_of(
            *(line_at(30 + 12 * row, (72, text)) for row, text in enumerate(head) if text),
            *paragraph(170, body(number)),
            *(line_at(740 + 12 * row, (72, text)) for row, text in enumerate(foot) if text),
            number=number + 1,
        )
        for number, (head, foot) in enumerate(zip(heads, feet, strict=True))
    ]
    return furniture_of(document_of(*pages))


@pytest.mark.parametrize(
    "foot",
    [
        # the forms in which pages are numbered
        "{n}", "- {n} -", "[{n}]", "Page {n}", "Page {n} of 9", "{n} | Page", "{n}/9", "A-{n}", "Exhibit A - Page {n}",
        "Oak Supply Agreement - {n}", "{n} OAK SUPPLY AGREEMENT",
    ],
)  # fmt: skip
def test_page_numbers(foot: str):
    feet = [[foot.format(n=number)] for number in range(1, 7)]
    assert pages_with([[]] * 6, feet) == feet


def test_roman_numbers():
    feet = [["i"], ["ii"], ["iii"], ["iv"], ["v"]]
    assert pages_with([[]] * 5, feet) == feet


def test_page_numbers_written_like_labels():
    feet = [[f"{number}."] for number in range(1, 7)]
    assert pages_with([[]] * 6, feet) == feet
    # out of step with the pages they are no numbers of pages
    assert pages_with([[]] * 6, [["1."], [], ["2."], [], [], ["3."]]) == [[]] * 6


def test_two_lines_of_head_and_heads_that_alternate():
    heads = [
        ["Oak Limited", "Supply Agreement"] if number % 2 else ["Larch LLC", "Draft of May"] for number in range(8)
    ]
    assert pages_with(heads, [[]] * 8) == heads


@pytest.mark.parametrize(
    "stamp",
    [
        # courts, productions, signing services, notes
        "Case 1:20-cv-01234-ABC Document 5 Filed 01/02/20 Page 3 of 9 PageID #:66",
        "Appellate Case: 19-1234 Document: 0101012345 Date Filed: 01/02/2020 Page: 1",
        "DocuSign Envelope ID: 0A1B2C3D-0000-1111-2222-333344445555",
        "OAKLTD-0001234", "CONFIDENTIAL", "Execution Copy", "EXECUTION VERSION", "Confidential and Proprietary",
    ],
)  # fmt: skip
def test_a_stamp_is_furniture_though_it_stands_on_one_page(stamp: str):
    assert pages_with([[stamp], [], [], []], [[]] * 4) == [[stamp], [], [], []]


@pytest.mark.parametrize(
    "head",
    [
        # headings at the top of their page
        "ARTICLE {n}", "EXHIBIT {n}", "Schedule {n}", "SECTION {n}. SUPPLY",
        # a figure of the body
        "(a)", "{n}. Fees", "[* * *]",
    ],
)  # fmt: skip
def test_a_heading_that_stands_at_the_top_is_none(head: str):
    heads = [[head.format(n=number)] for number in range(1, 6)]
    assert pages_with(heads, [[]] * 5) == [[]] * 5


@pytest.mark.parametrize("head", ["SCHEDULE 2", "Appendix 5 - Request for Oak"])
def test_the_first_of_a_repeated_schedule_heading_is_the_heading(head: str):
    assert pages_with([[head]] * 5, [[]] * 5) == [[], *[[head]] * 4]


def test_the_title_under_the_headings_of_schedules_is_theirs():
    heads = [[f"EXHIBIT {number}", "TO THE SUPPLY AGREEMENT"] for number in range(1, 6)]
    assert pages_with(heads, [[]] * 5) == [[]] * 5


def test_numbers_at_the_end_of_pages_that_are_not_full():
    pages = [
        page_of(
            *paragraph(100, body(number)[: 4 + number]),
            line_at(220 + 12 * number, (300, f"- {number} -")),
            number=number,
        )
        for number in (1, 2, 3)
    ]
    assert furniture_of(document_of(*pages)) == [["- 1 -"], ["- 2 -"], ["- 3 -"]]


def test_a_number_in_a_row_of_a_table_is_none():
    pages = []
    for number in (1, 2, 3):
        first, second, third = (line.title() for line in body(number)[:3])
        pages.append(
            page_of(
                line_at(30, (72, "Guide to Risk")),
                *(line_at(60, cell) for cell in ((72, f"{number}"), (160, first[:9]), (380, second[:9]))),
                *(line_at(74 + 14 * row, (72, str(row + 3)), (160, third[:9]), (380, "High")) for row in range(4)),
                number=number,
            )
        )
    document = document_of(*pages)
    assert furniture_of(document) == [["Guide to Risk"]] * 3
    assert document.text.count("\t") == 3 * 5 * 2
