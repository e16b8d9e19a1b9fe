"""Events of an answer, from a scripted model: what is told, in which order, and what stops it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage

from lexassist.generation import chain
from lexassist.generation.answerable import FEATURES, AnswerModel, Weights
from lexassist.generation.asking import Asked
from lexassist.generation.chain import Answerer, LlamaChat, answer_events
from lexassist.generation.judging import CLASSES, Judgement, Says
from lexassist.generation.prompts import load_prompt
from lexassist.generation.sentence_order import SentenceRanker
from lexassist.particulars.quantities import Kind
from lexassist.settings import GenerationSettings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import (
    Answered,
    AnswerEvent,
    Found,
    Generator,
    Mode,
    QuestionKind,
    Sampling,
    SentenceStatus,
    Support,
    Told,
    Turn,
)

from .one_contract import OneContract

PROMPTS = Path(__file__).parents[2] / "prompts"
QUESTION = "When shall the Customer pay each invoice?"


def answerer(contract: OneContract, generator: Generator, mode: Mode = Mode.PHRASE, **settings: float) -> Answerer:
    return Answerer(
        searcher=contract,
        library=contract,
        encoder=WordEncoder(),
        ranker=SentenceRanker(WordEncoder()),
        generator=generator,
        prompt=load_prompt(PROMPTS, "answer"),
        settings=GenerationSettings(**{"abstain_below": 0.1, **settings}),
        mode=mode,
    )


def events(contract: OneContract, reply: str, mode: Mode = Mode.PHRASE, question: str = QUESTION) -> list[AnswerEvent]:
    return list(answer_events(answerer(contract, ScriptedGenerator(reply), mode), question))


def test_a_proven_sentence_is_told_between_the_evidence_and_the_answer(contract: OneContract) -> None:
    found, told, answered = events(contract, "[1] The Customer shall pay each invoice within 30 days of receipt.\n")
    assert isinstance(found, Found)
    assert isinstance(told, Told)
    assert isinstance(answered, Answered)
    assert told.sentence.status is SentenceStatus.SUPPORTED
    assert answered.answer.support is Support.SUPPORTED
    assert answered.answer.text == "The Customer shall pay each invoice within 30 days of receipt."
    citation = answered.answer.citations[0]
    assert citation.label == "2"
    assert contract.text[citation.span.start : citation.span.end] == citation.quote
    assert [name for name, _ in answered.answer.seconds] == ["retrieve", "first_words", "total"]


@dataclass(frozen=True)
class Reading:
    """A judge for whom passages with the word "invoice" say something to any question, as likely as it is told."""

    likely: float

    @property
    def settles(self) -> frozenset[Says]:
        return frozenset()

    def judge(self, asked: str, passages: Sequence[str], /) -> tuple[Judgement, ...]:
        return tuple(self._of(self.likely if "invoice" in passage else 0.0) for passage in passages)

    def _of(self, bears: float) -> Judgement:
        return Judgement({each: 1 - bears if each is Says.NOTHING else bears / 3 for each in CLASSES}, frozenset())


BY_JUDGE = Weights(tuple(float(name == "bears") for name in FEATURES), 0.0, 0.5)
"""Evidence answers where a judge thinks it likelier than not that some of it says something."""


@pytest.mark.parametrize(
    ("likely", "asked_type", "support"),
    [
        (0.9, "", Support.PARTIAL),
        (0.1, "", Support.ABSTAINED),  # although the evidence has every word of the question
        (0.1, "Payment", Support.PARTIAL),  # a known type, where having every word is enough
    ],
)
def test_what_a_judge_read_decides_whether_to_answer(
    contract: OneContract, likely: float, asked_type: str, support: Support, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "understand", lambda *_: Asked(QuestionKind.VALUE, asked_type, figures=(Kind.PERIOD,)))
    judge = Reading(likely)
    plain = answerer(contract, ScriptedGenerator(""), Mode.EVIDENCE)
    asked = replace(
        plain,
        ranker=SentenceRanker(WordEncoder(), judge),
        judge=judge,
        answerable=AnswerModel(BY_JUDGE, BY_JUDGE, {}),
    )
    *_, answered = answer_events(asked, "Within days of receipt, the Customer shall pay each invoice?")
    assert isinstance(answered, Answered)
    assert answered.answer.support is support
    assert [quote.label for quote in answered.answer.citations] == (["2"] if support is Support.PARTIAL else [])


def test_an_altered_sentence_is_withheld_and_the_evidence_is_shown_instead(contract: OneContract) -> None:
    _, refused, quoted, answered = events(contract, "[1] The Customer shall pay each invoice within 60 days.\n")
    assert isinstance(refused, Told)
    assert isinstance(quoted, Told)
    assert isinstance(answered, Answered)
    assert refused.sentence.status is SentenceStatus.WITHHELD
    assert "60" in refused.sentence.reason
    assert quoted.sentence.status is SentenceStatus.QUOTED
    assert "within thirty (30) days" in answered.answer.text
    assert "60" not in answered.answer.text
    assert answered.answer.support is Support.PARTIAL
    assert answered.answer.note.startswith("1 sentence withheld")


def test_not_found_is_an_abstention_with_the_nearest_clauses(contract: OneContract) -> None:
    _, answered = events(contract, "NOT_FOUND\n")
    assert isinstance(answered, Answered)
    assert answered.answer.support is Support.ABSTAINED
    assert answered.answer.nearest[0].label == "2"
    assert len(answered.answer.nearest) == 3
    assert (answered.answer.documents_searched, answered.answer.clauses_searched) == (1, 6)


def test_unlike_evidence_is_not_even_shown_to_the_model(contract: OneContract) -> None:
    model = ScriptedGenerator("[1] The Customer shall pay.\n")
    *_, answered = answerer(contract, model, abstain_below=0.99).stream(QUESTION)
    assert isinstance(answered, Answered)
    assert answered.answer.support is Support.ABSTAINED
    assert model.asked == []


def test_no_hits_is_an_abstention() -> None:
    found, answered = events(OneContract(labels=()), "[1] The Customer shall pay.\n")
    assert found == Found((), 1, 6)
    assert isinstance(answered, Answered)
    assert answered.answer.support is Support.ABSTAINED


def test_quote_mode_shows_copies_of_what_the_model_points_at(contract: OneContract) -> None:
    _, told, answered = events(contract, "[1]\n", Mode.QUOTE)
    assert isinstance(told, Told)
    assert told.sentence.status is SentenceStatus.QUOTED
    assert isinstance(answered, Answered)
    assert answered.answer.support is Support.PARTIAL
    assert answered.answer.text == " ".join(answered.answer.citations[0].quote.split())


def test_evidence_mode_quotes_the_best_and_never_asks_the_model(contract: OneContract) -> None:
    model = ScriptedGenerator("[1] The Customer shall pay each invoice within 30 days of receipt.\n")
    found, first, *_, answered = answerer(contract, model, Mode.EVIDENCE).stream(QUESTION)
    assert isinstance(found, Found)
    assert isinstance(first, Told)
    assert first.sentence.status is SentenceStatus.QUOTED
    assert "within thirty (30) days" in first.sentence.text
    assert isinstance(answered, Answered)
    assert {sentence.status for sentence in answered.answer.sentences} == {SentenceStatus.QUOTED}
    assert answered.answer.support is Support.PARTIAL
    assert model.asked == []


@pytest.mark.parametrize(
    ("question", "kind"), [("Thanks, hello!", QuestionKind.SMALL_TALK), ("Which model are you?", QuestionKind.OUTSIDE)]
)
def test_talk_is_answered_without_a_search(contract: OneContract, question: str, kind: QuestionKind) -> None:
    found, answered = events(contract, "[1] The Customer shall pay each invoice.\n", question=question)
    assert found == Found((), 0, 0)
    assert isinstance(answered, Answered)
    assert (answered.answer.support, answered.answer.kind) == (Support.ABSTAINED, kind)
    assert answered.answer.note
    assert answered.answer.nearest == ()


def test_a_line_without_a_pointer_is_withheld(contract: OneContract) -> None:
    *_, answered = events(contract, "The Customer shall pay each invoice within 30 days of receipt.\n")
    assert isinstance(answered, Answered)
    assert answered.answer.withheld[0].reason == "it points at no clause"


def test_braces_and_control_tokens_in_a_question_reach_the_model_as_text(contract: OneContract) -> None:
    question = "When shall the Customer pay {evidence} {0} invoice? <|im_end|>"
    model = ScriptedGenerator("NOT_FOUND\n")
    list(answerer(contract, model).stream(question))
    turns, sampling = model.asked[0]
    prompt = load_prompt(PROMPTS, "answer")
    assert [turn.role for turn in turns] == ["system", "user"]
    assert turns[1].content.endswith(f"Question: {question}")
    evidence = turns[1].content.removeprefix("Sentences:\n").removesuffix(f"\n\nQuestion: {question}")
    assert turns == prompt.fill(evidence=evidence, question=question)
    assert sampling.grammar.startswith("root")


class Endless:
    """A model that writes proven sentences for ever, and knows when it was stopped."""

    name = "endless"
    context_tokens = 4096

    def __init__(self) -> None:
        self.pieces = 0
        self.stopped = False

    def count_tokens(self, text: str, /) -> int:
        return len(text) // 4

    def stream(self, turns: Sequence[Turn], sampling: Sampling, /) -> Iterator[str]:
        try:
            while self.pieces < 100_000:
                self.pieces += 1
                yield "[1] The Customer shall pay each invoice within 30 days of receipt.\n"
        finally:
            self.stopped = True


def test_closing_the_events_early_stops_the_model(contract: OneContract) -> None:
    model = Endless()
    stream = answerer(contract, model).stream(QUESTION)
    next(stream)
    assert isinstance(next(stream), Told)
    stream.close()
    assert model.stopped
    assert model.pieces < 10


def test_the_chat_model_serves_langchain() -> None:
    chat = LlamaChat(generator=ScriptedGenerator("Two words"))
    assert chat.invoke([HumanMessage("Say two words")]).content == "Two words"
    with pytest.raises(ValueError, match="stop words"):
        chat.invoke([HumanMessage("Say two words")], stop=["x"])


def test_another_thread_stops_the_model_at_its_next_word(contract: OneContract) -> None:
    stop = threading.Event()
    written: list[str] = []

    class Endless(ScriptedGenerator):
        def stream(self, turns: Sequence[Turn], sampling: Sampling, /) -> Iterator[str]:
            for _ in range(1000):
                written.append("word")
                stop.set()
                yield " word"

    *_, answered = answerer(contract, Endless("")).stream(QUESTION, stop=stop)
    assert isinstance(answered, Answered)
    assert len(written) == 1
