"""From segments to what can be evidence."""

from __future__ import annotations

import pytest

from lexassist.generation.passages import passages_of
from lexassist.types import Clause, ClauseId, ClauseKind, Document, DocumentId, Page, Span

LONG = "paper that is not of the weight, the shade and the finish which the sample has that both of the parties signed"


def document_of(text: str) -> Document:
    return Document(DocumentId("0123456789abcdef"), "A TITLE", "a.txt", text, (Page(1, 0, len(text), 612, 792),))


def passages(text: str, heading: str = "") -> list[str]:
    document = document_of(text)
    clause = Clause(ClauseId("c"), document.id, "", (), heading, ClauseKind.OPERATIVE, Span(0, len(text)))
    return [passage.sentence.text for passage in passages_of(document, clause)]


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        # a sentence that can be read at once stays whole
        ("The Buyer may (a) read it, or (b) lend it. It pays.", "", None),
        # each item of a longer one comes after the words that introduce it
        (
            f"The Buyer shall not take (a) {LONG}; (b) {LONG}; or (c) {LONG}.",
            "",
            [
                f"The Buyer shall not take (a) {LONG};",
                f"The Buyer shall not take (b) {LONG}; or",
                f"The Buyer shall not take (c) {LONG}.",
            ],
        ),
        # what follows from a condition stands behind its last item
        (f"If (a) it is {LONG}; (b) it is {LONG}; or (c) it is {LONG}, the Buyer may end it.", "", None),
        # a heading is nobody's evidence, unless there is nothing else
        ("2.1 Orders. The Supplier delivers the paper.", "Orders", ["The Supplier delivers the paper."]),
        ("2.1 Orders.", "Orders", None),
        # a row after the header of its table
        ("Kind\tPrice\nPlain\t900\nLaid\t950", "", ["Kind | Price / Plain | 900", "Kind | Price / Laid | 950"]),
    ],
)
def test_what_can_be_evidence(text: str, heading: str, expected: list[str] | None):
    made = passages(text, heading)
    assert made == expected if expected else " ".join(made) == text


def test_every_other_segment_is_the_own_part_of_one_passage():
    text = f"2 Goods. The Buyer shall not take (a) {LONG}; (b) {LONG}; or (c) {LONG}. It pays at once."
    document = document_of(text)
    clause = Clause(ClauseId("c"), document.id, "2", (), "Goods", ClauseKind.OPERATIVE, Span(0, len(text)))
    made = passages_of(document, clause)
    own = [span for passage in made for span in passage.own]
    assert own == sorted(set(own))
    assert " ".join(document.quote(span) for span in own) == text.removeprefix("2 Goods. ")
    # The words before the list and its first item are the first passage's own; both it and the second open the clause.
    assert [len(passage.own) for passage in made] == [2, 1, 1, 1]
    assert [passage.opens for passage in made] == [True, True, True, False]
    # A citation is made for each span: the words before the list, and the item's own.
    assert [len(passage.sentence.spans) for passage in made] == [2, 2, 2, 1]
