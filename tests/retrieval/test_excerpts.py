"""Where an excerpt starts and ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lexassist.retrieval.excerpts import LONGEST, cut, defining_words, target_words
from lexassist.types import Definition, Reference, Span
from tests.parsing.handmade import Part, contract
from tests.parsing.writing import document_of


@given(st.text(alphabet="ab .;,\n”)", min_size=1, max_size=1500), st.data())
def test_an_excerpt_starts_where_the_words_do_and_is_no_longer_than_it_may_be(text: str, data: st.DataObject) -> None:
    document = document_of(f"{text}x")
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start + 1, len(text) + 1)))
    least = data.draw(st.integers(0, len(text)))
    found = cut(document, span, least=least)
    assert span.contains(found)
    assert len(found) <= LONGEST
    words = document.quote(found)
    assert not document.quote(span).strip() or (
        words == words.strip() and document.quote(span).strip().startswith(words)
    )


def test_a_cut_stands_behind_a_sentence_and_not_behind_an_abbreviation() -> None:
    text = "x" * 200 + ". " + "y" * 200 + " Harrow Inc. and " + "z " * 200
    document = document_of(text)
    assert document.quote(cut(document, Span(0, len(text)))) == "x" * 200 + "."


def test_a_term_far_behind_the_start_of_its_sentence_is_in_its_excerpt() -> None:
    text = (
        "If "
        + "the mill burns, or " * 40
        + 'in any other event of force (a "Calamity"), nobody pays. '
        + "More. " * 100
    )
    document, (clause,) = contract(Part("1", text))
    found = document.quote(defining_words(document, Definition("Calamity", clause.id, Span(0, len(text) - 1))))
    assert '"Calamity"' in found
    assert len(found) <= LONGEST


def test_an_item_that_is_no_clause_of_its_own_is_read_from_its_label() -> None:
    words = (
        "5.1 It ends where "
        + "the mill is late for a week or longer, " * 15
        + "or (b) the mill burns. See 5.1(b) and 5.1."
    )
    document, (clause,) = contract(Part("5.1", words))
    item, whole = words.index("5.1(b)"), words.rindex("5.1")
    found = target_words(document, Reference(Span(item, item + 6), clause.id, clause.id), clause)
    assert document.quote(found).startswith("(b) the mill burns.")
    found = target_words(document, Reference(Span(whole, whole + 3), clause.id, clause.id), clause)
    assert found.start == 0
