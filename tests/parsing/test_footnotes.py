from __future__ import annotations

from lexassist.parsing.pages import RawPage
from lexassist.parsing.sentences import split_sentences
from tests.parsing.sheets import boxes, document_of, line_at, page_of, paragraph
from tests.parsing.test_layout import whole

NOTE = "1 Measured at twenty degrees, as the trade does."


def page(*body: list[str], note: str = NOTE, number: int = 1) -> RawPage:
    """Paragraphs and, in small print under them, a note."""
    lines, top = [], 400.0
    for texts in body:
        lines += paragraph(top, texts)
        top += 12 * len(texts) + 14
    small = [line_at(700, (72, note), size=7)] if note else []
    return page_of(*lines, *small, number=number)


FIRST = ["The price is that of the list.", "It is fixed for a year."]
BROKEN = ["The volume of each delivery is", "measured by the Seller before it is"]
REST = ["loaded, and by the Buyer afterwards.", "The greater figure counts."]


def test_a_note_stands_behind_the_body_of_its_page():
    document = document_of(page(FIRST), page(REST, note="", number=2))
    assert document.text.index("fixed for a year.") < document.text.index(NOTE) < document.text.index("loaded")


def test_a_sentence_that_runs_over_the_page_is_whole_and_the_note_can_still_be_found():
    document = document_of(page(FIRST, BROKEN), page(REST, note="", number=2))
    said = [sentence.text for sentence in split_sentences(document, whole(document))]
    assert (
        "The volume of each delivery is measured by the Seller before it is loaded, and by the Buyer afterwards."
        in said
    )
    assert any(NOTE in sentence for sentence in said)
    assert document.pages[0].start <= document.text.index(NOTE) < document.pages[0].end
    assert boxes(document, "1 Measured")[0] == (72, 700)


def test_a_paragraph_may_be_known_by_its_indentation_alone():
    lines = [*paragraph(400, FIRST), *paragraph(424, BROKEN[:1], x=84), *paragraph(436, BROKEN[1:])]
    note = line_at(700, (72, NOTE), size=7)
    text = document_of(page_of(*lines, note), page(REST, note="", number=2)).text
    assert text.index("fixed for a year.") < text.index(NOTE) < text.index("The volume of")


def test_a_note_stays_behind_a_paragraph_that_fills_its_page():
    pages = (
        page(BROKEN, note=""),
        page(["loaded and then again after", "it has come to the"], number=2),
        page(REST, note="", number=3),
    )
    text = document_of(*pages).text
    assert text.index("it has come to the") < text.index(NOTE)


def test_a_note_that_the_file_writes_first_comes_behind_the_body():
    lines = page(FIRST).lines
    assert document_of(page_of(lines[-1], *lines[:-1])).text.endswith(f"\n\n{NOTE}")


def test_small_print_without_a_mark_is_no_note():
    document = document_of(page(FIRST, BROKEN, note="Printed on paper"), page(REST, note="", number=2))
    assert "before it is\n\nPrinted on paper" in document.text
