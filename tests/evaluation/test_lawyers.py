"""Answers compared with what lawyers wrote: what is right, what is wrong, and what counts as not answered."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.evaluation.citations import Experts
from lexassist.evaluation.lawyer_answers import KINDS
from lexassist.evaluation.lawyer_judging import Judged, judge
from lexassist.evaluation.lawyer_questions import OWN, LawyerQuestion, Wording, questions_about, read_answers
from lexassist.types import (
    Answer,
    AnswerId,
    AnswerSentence,
    Citation,
    ClauseId,
    Document,
    DocumentId,
    Page,
    SentenceStatus,
    Span,
    Support,
    Value,
    ValueKind,
    YesNo,
)

TEXT = "The law of Utopia governs. A party may not assign."
DOCUMENT = Document(DocumentId("d"), "Lease", "lease.pdf", TEXT, (Page(1, 0, len(TEXT), 595, 842),))
CITED = Span(0, 26)
NOTHING = Answer(AnswerId("a"), "q", Support.ABSTAINED, (), (), (), (), 1, 2, "m", ())


def answer(verdict: YesNo = YesNo.NONE, *values: Value, quote: str = TEXT[:26]) -> Answer:
    citation = Citation(1, DOCUMENT.id, "lease.pdf", ClauseId("c"), "1", CITED, quote, (1,), ())
    sentence = AnswerSentence("It is so.", SentenceStatus.SUPPORTED, (1,))
    return replace(
        NOTHING,
        support=Support.SUPPORTED,
        sentences=(sentence,),
        citations=(citation,),
        verdict=verdict,
        values=values,
    )


def law(name: str, kind: ValueKind = ValueKind.GOVERNING_LAW) -> Value:
    return Value(kind, name, name, "Utopia", ClauseId("c"), Span(11, 17))


def asked(category: str, gold: str) -> LawyerQuestion:
    return LawyerQuestion(category, Wording.OURS, OWN[category], gold)


def judged(question: LawyerQuestion, given: Answer) -> Judged:
    return judge(question, given, Experts(DOCUMENT), (0.1, 0.2))


@pytest.mark.parametrize(
    ("gold", "given", "right", "score"),
    [
        ("Yes", answer(YesNo.YES), True, 1),
        ("No", answer(YesNo.YES), False, -1),
        ("Yes", answer(YesNo.NO), False, -1),
        ("Yes", answer(), None, 0),  # quoted evidence without a verdict is no answer
        ("No", NOTHING, None, 0),
    ],
)
def test_a_yes_or_no_is_the_verdict(gold: str, given: Answer, right: bool | None, score: int) -> None:
    made = judged(asked("Insurance", gold), given)
    assert (made.right, made.score) == (right, score)


@pytest.mark.parametrize(
    ("gold", "given", "right"),
    [
        ("Delaware", answer(YesNo.NONE, law("Delaware")), True),
        ("Delaware", answer(YesNo.NONE, law("Texas")), False),
        ("", answer(YesNo.NONE, law("Texas")), False),  # the lawyers found none
        ("Delaware", answer(), None),
        ("Delaware", answer(YesNo.NONE, law("Delaware", ValueKind.FORUM)), False),  # a value of another kind
    ],
)
def test_a_value_is_one_of_the_kind_asked_for(gold: str, given: Answer, right: bool | None) -> None:
    assert judged(asked("Governing Law", gold), given).right is right


def test_every_category_is_asked_and_those_without_an_answer_are_not() -> None:
    answers = {**dict.fromkeys(OWN, "No"), "Insurance": "", **dict.fromkeys(KINDS, "")}
    questions = questions_about(answers, {"Governing Law": "What is the governing law for this contract?"})
    assert len(OWN) == 41
    assert {question.category for question in questions} == set(OWN) - {"Insurance"}
    assert [q.wording for q in questions if q.category == "Governing Law"] == [Wording.DATA, Wording.OURS]


def test_the_lawyers_answers_are_read_with_blanks_as_nothing(tmp_path: Path) -> None:
    labels = [{"category": "Insurance", "lawyer_answer": "Yes"}, {"category": "Renewal Term", "lawyer_answer": None}]
    (tmp_path / "labels.jsonl").write_text(json.dumps({"document": "x", "labels": labels}) + "\n")
    assert read_answers(tmp_path) == {"x": {"Insurance": "Yes", "Renewal Term": ""}}
    with pytest.raises(UsageError, match=r"labels\.jsonl"):
        read_answers(tmp_path / "elsewhere")
