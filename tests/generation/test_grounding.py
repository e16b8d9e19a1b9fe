"""Statements to sentences that may be shown: each with words copied from the document, or withheld."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.generation.context import build_context
from lexassist.generation.grounding import Grounding
from lexassist.generation.sentence_order import SentenceRanker
from lexassist.testing import WordEncoder
from lexassist.types import (
    Answer,
    Document,
    DocumentId,
    Remark,
    RemarkKind,
    SentenceStatus,
    Statement,
    Support,
)

from .one_contract import OneContract

GOOD = Statement("The Customer shall pay each invoice within 30 days of receipt.", (1,))
BAD = Statement("The Customer shall pay each invoice within 90 days of receipt.", (1,))
QUESTION = "When shall the Customer pay each invoice?"


def grounding(question: str = QUESTION, contract: OneContract | None = None) -> Grounding:
    contract = contract or OneContract()
    search = contract.search(question, k=8)
    context = build_context(
        question, search.hits, contract, SentenceRanker(WordEncoder()), count_tokens=len, budget=10_000
    )
    return Grounding(context, search, contract)


def answer(*statements: Statement) -> Answer:
    growing = grounding()
    for statement in statements:
        growing.tell(statement)
    return growing.finish(model="m", seconds=[("total", 1.0)])


STATEMENTS = st.builds(
    Statement,
    st.sampled_from(["", GOOD.text, BAD.text, "The Supplier may assign.", "Nonsense."]),
    st.lists(st.integers(1, 5), max_size=3).map(tuple),
)


@given(st.lists(STATEMENTS, max_size=4))
def test_whatever_is_said_every_quote_is_the_documents_and_every_sentence_is_cited(statements: list[Statement]) -> None:
    contract, made = OneContract(), answer(*statements)
    for citation in (*made.citations, *made.nearest):
        assert contract.text[citation.span.start : citation.span.end] == citation.quote
        assert contract.clause(citation.clause).span.contains(citation.span)
    assert [citation.n for citation in made.citations] == list(range(1, len(made.citations) + 1))
    assert all(sentence.citations for sentence in made.sentences)
    assert all(sentence.status is SentenceStatus.WITHHELD and sentence.reason for sentence in made.withheld)
    shown = {sentence.text for sentence in made.sentences}
    assert BAD.text not in shown
    assert (made.support is Support.ABSTAINED) == (not made.sentences)


@pytest.mark.parametrize(
    ("statements", "support"),
    [
        ((), Support.ABSTAINED),
        ((GOOD,), Support.SUPPORTED),
        ((GOOD, BAD), Support.PARTIAL),
        ((BAD,), Support.PARTIAL),
        ((Statement("", (1,)),), Support.PARTIAL),  # quoted only
    ],
)
def test_support_follows_from_the_sentences(statements: tuple[Statement, ...], support: Support) -> None:
    assert answer(*statements).support is support


def test_two_withheld_sentences_are_counted_and_their_evidence_is_quoted_once() -> None:
    made = answer(BAD, Statement(BAD.text.replace("90", "91"), (1,)))
    assert made.note.startswith("2 sentences withheld")
    assert len(made.sentences) == 1
    assert made.sentences[0].status is SentenceStatus.QUOTED


def test_a_quotation_over_a_page_break_names_both_pages_and_recognised_words() -> None:
    growing = grounding("May the Supplier assign this Agreement without consent?")
    (told,) = growing.tell(Statement("", (1,)))
    (citation,) = told.citations
    assert citation.label == "4"
    assert citation.pages == (1, 2)
    assert citation.ocr
    assert "\f" in citation.quote
    assert "without the consent of the Customer" in told.sentence.text


@dataclass(frozen=True)
class Changed(OneContract):
    """The contract as another kind of file, or with remarks."""

    paged: bool = True
    remarks: tuple[Remark, ...] = ()

    def document(self, document: DocumentId, /) -> Document:
        return replace(super().document(document), paged=self.paged, remarks=self.remarks)


def test_a_document_without_pages_is_cited_by_paragraph() -> None:
    contract = Changed(paged=False)
    (cited,) = grounding(contract=contract).tell(GOOD)[0].citations
    assert cited.paragraph == contract.document(cited.document).paragraph_of(cited.span) == 2
    assert grounding().tell(GOOD)[0].citations[0].paragraph is None


def test_an_answer_that_rests_on_a_poor_scan_says_so() -> None:
    poor = (Remark(RemarkKind.POOR_SCAN, "Poor.", page=2),)
    growing = grounding("May the Supplier assign this Agreement without consent?", Changed(remarks=poor))
    growing.tell(Statement("", (1,)))
    assert growing.finish(model="m", seconds=()).note == (
        "services.pdf: Page 2 was read by character recognition, quality poor: compare the words with the page."
    )
    elsewhere = grounding(contract=Changed(remarks=poor))
    elsewhere.tell(GOOD)
    assert elsewhere.finish(model="m", seconds=()).note == ""


def test_an_item_is_cited_with_the_clause_that_introduces_it() -> None:
    growing = grounding("May the Recipient disclose the Confidential Information to any person?")
    number = next(item.number for item in growing.context.evidence if item.label == "3(b)")
    (told,) = growing.tell(
        Statement("The Recipient shall not disclose the Confidential Information to any person.", (number,))
    )
    assert told.sentence.status is SentenceStatus.SUPPORTED
    assert [citation.label for citation in told.citations] == ["3", "3(b)"]


def test_citations_that_were_told_are_not_told_again() -> None:
    growing = grounding()
    assert len(growing.tell(GOOD)[0].citations) == 1
    assert growing.tell(Statement("The Customer shall pay each invoice.", (1,)))[0].citations == ()


def test_a_statement_made_twice_is_told_once() -> None:
    growing = grounding()
    growing.tell(GOOD)
    assert growing.tell(GOOD) == ()
    assert len(growing.sentences) == 1


def test_evidence_that_is_beside_the_question_is_not_quoted_for_a_withheld_sentence() -> None:
    growing = grounding()
    worst = min(growing.context.evidence, key=lambda item: item.similarity)
    assert growing.context.evidence[0].similarity - worst.similarity > 0.15
    _, quoted = growing.tell(Statement("The Supplier may assign the Fees.", (worst.number,)))
    assert [citation.label for citation in quoted.citations] == ["2"]
