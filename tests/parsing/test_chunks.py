from __future__ import annotations

from lexassist.parsing.chunks import cut_chunks
from lexassist.parsing.clauses.building import build_clauses
from lexassist.types import Chunk
from tests.parsing.writing import document_of


def chunks(text: str, limit: int = 500) -> tuple[Chunk, ...]:
    document = document_of(text)
    return cut_chunks(document, build_clauses(document), limit=limit)


WORDS = "the Supplier has not delivered the paper that was agreed"


def test_a_sentence_that_fits_is_not_cut_between_its_items():
    text = f"The Buyer pays the price of it. It ends if (a) {WORDS}, or (b) it rains."
    assert [chunk.text for chunk in chunks(text, 100)] == [
        "The Buyer pays the price of it.",
        f"It ends if (a) {WORDS}, or (b) it rains.",
    ]


def test_a_longer_sentence_is_cut_between_its_items():
    text = f"It ends if (a) {WORDS}; (b) {WORDS}; or (c) {WORDS}."
    assert [chunk.text for chunk in chunks(text, 80)] == [
        f"It ends if (a) {WORDS};",
        f"(b) {WORDS}; or",
        f"(c) {WORDS}.",
    ]


def test_a_heading_is_never_alone_before_its_words():
    text = f"1. Orders. T{WORDS[1:]} {WORDS} {WORDS}.\n\n2. Term. It ends at once, as all things do."
    cut = chunks(text, 80)
    assert cut[0].text.startswith("1. Orders. The Supplier")
    assert cut[-1].text == "2. Term. It ends at once, as all things do."


def test_rows_carry_the_header_of_their_table():
    rows = "\n".join(f"Paper of the kind numbered {number}\t{100 * number}" for number in range(1, 20))
    cut = chunks(f"1. Prices\n\nQuality\tPrice\n{rows}", 200)
    assert "Quality | Price" not in cut[0].context
    assert len(cut) > 2
    assert all(chunk.context.endswith(" | Quality | Price") for chunk in cut[1:])
    assert all(len(chunk.context) <= 150 for chunk in cut)


def test_a_table_of_contents_has_no_chunks():
    contents = "TABLE OF CONTENTS\n\n1. Orders ....... 3\n2. Prices ....... 4\n3. Term ....... 5\n\n"
    text = f"{contents}1. Orders\n\nThe Buyer orders.\n\n2. Prices\n\nThe Buyer pays.\n\n3. Term\n\nIt ends."
    cut = chunks(text)
    assert cut
    assert not any("......" in chunk.text for chunk in cut)
