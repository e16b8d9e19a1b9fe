from __future__ import annotations

import pytest

from lexassist.parsing.sentences import split_sentences
from lexassist.types import Clause, ClauseId, ClauseKind, Span
from tests.parsing.writing import document_of


def sentences(text: str, heading: str = "") -> list[str]:
    document = document_of(text)
    clause = Clause(ClauseId("c"), document.id, "", (), heading, ClauseKind.OPERATIVE, Span(0, len(text)))
    return [sentence.text for sentence in split_sentences(document, clause)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The Buyer pays. The Seller delivers.", 2),
        # abbreviations of companies, countries and references
        ("Mill Inc. and Quill Ltd. agree to it.", 1),
        ("Mill Inc. shall pay. It pays in U.S. Dollars.", 2),
        ("See No. 5 of the list, Art. 6 and J. Example's note.", 1),
        ("Goods, e.g. Paper, are sold.", 1),
        # the end of a reference ends a sentence
        ("It survives Section 2.1. The Buyer may end it.", 2),
        # a company's full stop before a word that starts sentences
        ("It is owned by Mill Inc. The Buyer knows that.", 2),
        # a label alone is no sentence
        ("9.2\nThe Buyer pays.", 1),
        ("9.2 The Buyer pays. (a) It pays well.", 2),
        # an initial
        ("It was signed by A. B. Example.", 1),
        # a figure with a point
        ("The price is 2.5 per cent. It is fixed.", 2),
        ("Is it so? It is! Then \u201cit ends.\u201d The end.", 4),
    ],
)
def test_where_sentences_end(text: str, count: int):
    assert len(sentences(text)) == count, sentences(text)


def test_long_items_of_a_list_are_sentences_and_short_ones_are_not():
    long = "the Supplier fails to deliver the paper on the day that was agreed for it"
    assert len(sentences(f"(a) {long};\n(b) {long}; and\n(c) {long}.")) == 3
    assert len(sentences("if (a) it rains; (b) it snows; or (c) it hails.")) == 1


def test_a_heading_goes_with_the_words_behind_it():
    assert sentences("2.1 Orders. The Supplier delivers.", "Orders") == ["2.1 Orders. The Supplier delivers."]


def test_white_space_has_no_sentence():
    assert sentences(" \n\n ") == []
