"""What a person sees of a verdict, of a proven absence, of a follow-up and of words that try to steer the reader."""

from __future__ import annotations

from dataclasses import replace

from lexassist.types import (
    AnswerSentence,
    AnswerWarning,
    ClauseId,
    Found,
    Presence,
    QuestionKind,
    SentenceStatus,
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


def test_of_many_warnings_two_places_are_open_and_each_kind_is_said_once() -> None:
    warnings = tuple(
        AnswerWarning(SuspicionKind.ORDER, "It tells a machine what to say.", make_citation(f"order {n}"))
        for n in range(5)
    )
    html = shown(warnings=warnings)
    before, folded = html.split("<details><summary>3 more places</summary>")
    assert [n for n in range(5) if f"order {n}" in seen(before)] == [0, 1]
    assert seen(before).count("It tells a machine") == 1
    assert folded.index("order 4") < folded.index("lx-answer")


def test_a_sentence_that_is_the_clause_itself_is_shown_once_as_a_quotation() -> None:
    pieces = (replace(make_citation("A notice is not\nserved"), n=1), replace(make_citation("by email."), n=2))
    said = AnswerSentence("No: A notice is not served by email.", SentenceStatus.SUPPORTED, (1, 2))
    html = shown(verdict=YesNo.NO, sentences=(said,), citations=pieces)
    assert seen(html).count("served by email.") == 1
    assert "No:" not in seen(html)
    assert html.count("lx-chip") == 2
    exception = replace(said, text="Exception: A notice is not served by email.")
    assert "Exception: “ A notice is not served by email. ”" in seen(
        shown(verdict=YesNo.NO, sentences=(exception,), citations=pieces)
    )
    changed = replace(said, text="No: notice is by email.")
    assert "No: notice is by email." in seen(shown(verdict=YesNo.NO, sentences=(changed,), citations=pieces))


def test_that_nobody_judged_the_quotations_is_said_above_them() -> None:
    quoted = AnswerSentence("", SentenceStatus.QUOTED, (1,))
    words = seen(shown(sentences=(quoted,), note="The list has 1 item."))
    assert words.index("for you to judge") < words.index("The list has 1 item.") < words.index("sixty (60) days")


def test_passages_that_are_quoted_already_are_not_listed_again() -> None:
    first, other = make_citation(), replace(make_citation("another clause"), span=Span(900, 914))
    exchange = Exchange("acme", "Q", answer=answer(citations=(first,)), ended=Ended.DONE, found=Found((first,), 3, 182))
    assert "considered" not in seen(render_exchange(exchange))
    more = seen(render_exchange(replace(exchange, found=Found((first, other), 3, 182))))
    assert "1 more passage considered" in more


def test_proven_absence_is_worded_as_the_question_was() -> None:
    assert "No such clause" in seen(shown(**ABSENT, kind=QuestionKind.VALUE))
    assert "No such clause" not in seen(shown(**ABSENT, kind=QuestionKind.YES_NO))
