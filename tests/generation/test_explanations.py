"""Definitions and provisions as evidence: what is taken, in which room, and that they are never the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.generation.chain import Answerer
from lexassist.generation.context import build_context
from lexassist.generation.evidence import marked_text, numbered_lines, reading_text
from lexassist.generation.explanations import needs
from lexassist.generation.prompts import load_prompt
from lexassist.generation.sentence_order import SentenceRanker
from lexassist.records import answer_record
from lexassist.settings import GenerationSettings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import (
    Answer,
    Answered,
    Context,
    DocumentId,
    Found,
    Mode,
    Related,
    RelationKind,
    Search,
    SentenceStatus,
    Span,
    Support,
)

from .one_contract import OneContract

QUESTION = "When shall the Customer pay each invoice?"
REPLY = "[1] The Customer shall pay each invoice within 30 days of receipt.\n"


class WithRelated(OneContract):
    """Clause 2 speaks of an invoice, explained by clause 1; clause 4 of the Customer, by clause 2; 3(a) refers to 4."""

    def search(self, query: str, /, *, k: int, document: DocumentId | None = None) -> Search:
        found = super().search(query, k=k, document=document)
        hits = [replace(hit, related=tuple(self._related(self.clause(hit.chunk.clause).label))) for hit in found.hits]
        return replace(found, hits=tuple(hits))

    def _related(self, label: str) -> Sequence[Related]:
        definition, reference = RelationKind.DEFINITION, RelationKind.REFERENCE
        offered = {
            "2": [self.pointing(definition, "invoice", "1"), self.pointing(reference, "thirty (30) days", "4")],
            "4": [self.pointing(definition, "Customer", "2")],
            "3(a)": [self.pointing(definition, "Unspoken", "4")],
        }
        return offered.get(label, ())

    def pointing(self, kind: RelationKind, words: str, to: str) -> Related:
        clause = next(one for one in self._clauses if one.label == to)
        return Related(kind, words, clause.id, Span(clause.span.start, clause.span.end - 1))


def context(labels: tuple[str, ...], budget: int = 10_000) -> Context:
    contract = WithRelated(labels)
    hits = contract.search(QUESTION, k=8).hits
    return build_context(
        QUESTION, hits, contract, SentenceRanker(WordEncoder()), count_tokens=lambda text: len(text) // 4, budget=budget
    )


def answered(
    reply: str, mode: Mode = Mode.PHRASE, labels: tuple[str, ...] = ("2",)
) -> tuple[Answer, ScriptedGenerator]:
    contract, model = WithRelated(labels), ScriptedGenerator(reply)
    prompt = load_prompt(Path(__file__).parents[2] / "prompts", "answer")
    threshold = GenerationSettings(abstain_below=0.1)
    events = list(
        Answerer(
            searcher=contract,
            library=contract,
            encoder=WordEncoder(),
            ranker=SentenceRanker(WordEncoder()),
            generator=model,
            prompt=prompt,
            settings=threshold,
            mode=mode,
        ).stream(QUESTION)
    )
    assert isinstance(events[0], Found)
    assert {citation.label for citation in events[0].evidence} <= set(labels), "found is what was searched for"
    assert isinstance(events[-1], Answered)
    return events[-1].answer, model


def test_what_evidence_needs_stands_behind_it_and_is_marked() -> None:
    lines = numbered_lines(context(("2",)).evidence).split("\n")
    assert [line[:3] for line in lines] == ["[1]", "[2]", "[3]", "[4]"]
    assert lines[2].startswith('[3] (definition of "invoice") Term. This Agreement begins')
    assert lines[3].startswith("[4] (thirty (30) days) Assignment. The Supplier may not assign")


def test_what_no_evidence_needs_stays_away() -> None:
    assert all(item.relation is None for item in context(("3(a)",)).evidence)


def test_what_is_evidence_already_does_not_come_again() -> None:
    assert all(item.needed != "Customer" for item in context(("2", "4")).evidence)
    assert [item.needed for item in context(("4",)).evidence] == ["", "Customer"]


@settings(deadline=None)
@given(st.permutations(("1", "2", "3(a)", "4")), st.integers(0, 300), st.integers(0, 4))
def test_hits_come_first_and_the_budget_holds(labels: list[str], budget: int, k: int) -> None:
    made = context(tuple(labels[:k]), budget)
    bare = [item.relation is not None for item in made.evidence]
    assert bare == sorted(bare)
    assert [item.number for item in made.evidence] == list(range(1, len(made.evidence) + 1))
    cost = sum(len(marked_text(item)) // 4 + 5 for item in made.evidence)
    assert cost <= budget or len(made.evidence) == 1
    assert all(reading_text(item) in marked_text(item) for item in made.evidence)
    found = [item for item in made.evidence if item.relation is None]
    alone = build_context(
        QUESTION,
        OneContract(tuple(labels[:k])).search(QUESTION, k=8).hits,
        OneContract(),
        SentenceRanker(WordEncoder()),
        count_tokens=lambda text: len(text) // 4,
        budget=budget,
    )
    assert tuple(found) == alone.evidence, "what explains takes no room from what was found"


def test_the_answer_names_what_its_citations_need() -> None:
    answer, _ = answered(REPLY)
    assert [citation.label for citation in answer.citations] == ["2"]
    assert [(one.kind, one.words, one.citation.label) for one in answer.related] == [
        (RelationKind.DEFINITION, "invoice", "1"),
        (RelationKind.REFERENCE, "thirty (30) days", "4"),
    ]
    record = answer_record(answer)["related"]
    assert [(one["kind"], one["words"], one["n"], one["label"]) for one in record] == [
        ("definition", "invoice", 1, "1"),
        ("reference", "thirty (30) days", 2, "4"),
    ]
    assert all(one["quote"] == OneContract().text[one["start"] : one["end"]] for one in record)


@pytest.mark.parametrize("mode", [Mode.PHRASE, Mode.EVIDENCE])
def test_what_was_found_too_but_is_not_cited_still_explains(mode: Mode) -> None:
    answer, _ = answered(REPLY, mode, labels=("2", "1", "4"))
    assert {citation.label for citation in answer.citations} == {"2"}
    assert [one.citation.label for one in answer.related] == ["1", "4"]


def test_what_explains_can_prove_a_sentence_and_is_then_a_citation() -> None:
    answer, _ = answered(REPLY + "[3] This Agreement lasts for 24 months.\n")
    assert [sentence.status for sentence in answer.sentences] == [SentenceStatus.SUPPORTED] * 2
    assert [citation.label for citation in answer.citations] == ["2", "1"]
    assert [one.citation.label for one in answer.related] == ["4"]


def test_evidence_mode_never_shows_as_the_answer_what_only_explains() -> None:
    answer, model = answered("[3] This Agreement lasts for 24 months.\n", Mode.EVIDENCE)
    assert {citation.label for citation in answer.citations} == {"2"}
    assert "24" not in answer.text
    assert [one.citation.label for one in answer.related] == ["1", "4"]
    assert model.asked == []


def test_a_withheld_sentence_about_what_explains_is_replaced_by_what_was_found() -> None:
    answer, _ = answered("[3] This Agreement lasts for 36 months.\n")
    assert {citation.label for citation in answer.citations} == {"2"}


def test_an_abstention_has_nothing_that_explains() -> None:
    answer, _ = answered("NOT_FOUND\n")
    assert answer.support is Support.ABSTAINED
    assert answer.related == ()
    assert {citation.label for citation in answer.nearest} == {"2"}


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("all Losses, howsoever caused", "Losses", True),
        ("ALL LOSSES", "Losses", True),
        ("the Lossesless", "Losses", False),
        # signs that mean something in an expression
        ("see Section 5.2(b).", "Section 5.2(b)", True),
        ("see Section 5x2(b).", "Section 5.2(b)", False),
        ("clause 4.21", "clause 4.2", False),
    ],
)
def test_words_are_needed_as_whole_words(text: str, words: str, expected: bool) -> None:
    assert needs(text, words) is expected
