"""What a person sees of a verdict, of a proven absence, of a follow-up and of words that try to steer the reader."""

from __future__ import annotations

from lexassist.types import (
    AnswerWarning,
    ClauseId,
    Presence,
    QuestionKind,
    Span,
    Support,
    SuspicionKind,
    TypedPlace,
    TypePresence,
    YesNo,
)
from lexassist.ui.render import Ended, Exchange, render_exchange

from .conftest import make_citation
from .test_render import answer, seen

LACKING = TypePresence(
    "Exclusivity", Presence.ABSENT, 0.04, (TypedPlace(ClauseId("c"), Span(0, 5), 0.31),), 61, 61, 0.5, 0.02
)
ABSENT = {"support": Support.ABSTAINED, "sentences": (), "citations": (), "verdict": YesNo.NO, "certificate": LACKING}


def shown(**changes: object) -> str:
    return render_exchange(Exchange("acme", "Is it exclusive?", answer=answer(**changes), ended=Ended.DONE))


def test_yes_stands_before_the_sentences_that_carry_it() -> None:
    words = seen(shown(verdict=YesNo.YES, kind=QuestionKind.YES_NO))
    assert words.index("Yes") < words.index("Sixty days")


def test_no_verdict_is_shown_where_none_was_given() -> None:
    assert "lx-yes-no" not in shown()


def test_proven_absence_is_a_no_with_its_proof_and_not_a_missing_answer() -> None:
    told = "No clause of this kind was found: 61 of 61 clauses checked."
    html = shown(**ABSENT, note=told, nearest=(make_citation(),))
    words = seen(html)
    assert "No answer given" not in words
    assert words.index("No") < words.index(told) < words.index("They do not answer the question")


def test_abstention_without_a_verdict_says_that_no_answer_is_given() -> None:
    words = seen(shown(support=Support.ABSTAINED, sentences=(), citations=()))
    assert "No answer given" in words


def test_small_talk_is_answered_without_a_search() -> None:
    changes = {"support": Support.ABSTAINED, "sentences": (), "citations": (), "kind": QuestionKind.SMALL_TALK}
    words = seen(shown(**changes, note="Ask about the contracts of this matter."))
    assert "Ask about the contracts of this matter." in words
    assert "searched" not in words


def test_follow_up_shows_how_it_was_understood() -> None:
    assert "Understood as: “Is the licence exclusive?”" in seen(shown(asked="Is the licence exclusive?"))
    assert "Understood" not in seen(shown())


def test_words_that_steer_the_reader_stand_above_the_answer_and_are_escaped() -> None:
    warning = AnswerWarning(SuspicionKind.ORDER, "It tells a machine <b>what</b> to say.", make_citation())
    html = shown(warnings=(warning,))
    assert html.index("lx-warning") < html.index("lx-answer")
    assert "<b>what" not in html
    assert "not obeyed" in seen(html)
