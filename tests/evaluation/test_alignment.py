"""Spans of one transcription found in another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.evaluation.alignment import How, Transcription, align, locate_by_surroundings
from lexassist.types import Span

SENTENCE = 'The Tenant (the "Lessee") shall give the Landlord not less than thirty days\' notice of termination.'


def find(source: str, quote: str, target: str) -> tuple[How, list[str]]:
    start = source.index(quote)
    aligned = align(Span(start, start + len(quote)), Transcription(source), Transcription(target))
    return aligned.how, [target[span.start : span.end] for span in aligned.spans]


@pytest.mark.parametrize(
    "written",
    [
        # the same
        SENTENCE,
        # other line ends and padding
        SENTENCE.replace(" ", "\n   "),
        # no-break spaces
        SENTENCE.replace(" ", "\xa0"),
        # curly quotation marks
        SENTENCE.replace('"Lessee"', "“Lessee”").replace("'", "’"),
        # double quotation marks made of two single ones
        SENTENCE.replace('"', "''"),
        # a hyphen at a line's end, as printed and as PDFium gives it
        SENTENCE.replace("termination", "termi-\nnation"),
        SENTENCE.replace("termination", "termi\x02nation"),
        # ligatures and soft hyphens
        SENTENCE.replace("notice", "no\xadtice"),
    ],
)
def test_differences_between_converters_are_folded(written: str) -> None:
    how, found = find(f"Preamble.\n{SENTENCE}\nEnd.", SENTENCE, f"1. Preamble. {written} 2. End.")
    assert (how, found) == (How.EXACT, [written])


def test_the_greek_question_mark_is_a_semicolon() -> None:
    how, found = find("rent; and", "rent; and", "pay rent\u037e and rates")
    assert (how, found) == (How.EXACT, ["rent\u037e and"])


def test_ligatures_are_folded_on_either_side() -> None:
    assert find("the first office", "first office", "the ﬁrst oﬃce") == (How.EXACT, ["ﬁrst oﬃce"])
    assert find("the ﬁrst oﬃce", "ﬁrst oﬃce", "the first office") == (How.EXACT, ["first office"])


@pytest.mark.parametrize(("at", "expected"), [(0, 0), (1, 1), (2, 2)])
def test_of_several_occurrences_the_one_nearest_in_relative_position_is_taken(at: int, expected: int) -> None:
    filler = "Something else entirely is said here, at length. " * 20
    source = f"Acme Limited {filler}Acme Limited {filler}Acme Limited"
    target = source.replace("entirely ", "")
    starts = [index for index in range(len(source)) if source.startswith("Acme Limited", index)]
    wanted = [index for index in range(len(target)) if target.startswith("Acme Limited", index)]
    aligned = align(Span(starts[at], starts[at] + 12), Transcription(source), Transcription(target))
    assert aligned.how is How.EXACT
    assert aligned.spans == (Span(wanted[expected], wanted[expected] + 12),)


def test_a_running_head_inside_the_gold_is_left_out() -> None:
    first, second = "The Supplier shall deliver the goods to the warehouse", "on or before the fifth day of each month"
    head = "Supply Agreement between two invented parties, Page 7 of 19, Confidential"
    how, found = find(
        f"Before. {first} {second}. After.", f"{first} {second}", f"Before. {first}\n{head}\n{second}. End"
    )
    assert how is How.WORDS
    assert found == [first, second]


def test_a_changed_word_does_not_lose_the_span() -> None:
    how, found = find(SENTENCE, SENTENCE, f"Intro text. {SENTENCE.replace('thirty', 'th1rty')} Outro.")
    assert how is How.WORDS
    assert found == [SENTENCE.replace("thirty", "th1rty").removesuffix(".")]


@pytest.mark.parametrize(
    "target",
    [
        "",
        "   \n ",
        # other words
        "Payment falls due on the first day of the quarter and carries interest.",
        # the same short words, scattered over a long text
        "the of not than the give less " + "unrelated material follows at length here " * 60 + "notice the days thirty",
    ],
)
def test_what_is_not_there_is_absent(target: str) -> None:
    assert find(SENTENCE, SENTENCE, target) == (How.ABSENT, [])


@given(st.text(alphabet="ab '\"-\n\u2019\ufb01\x02", min_size=1, max_size=60), st.data())
def test_every_span_is_found_where_it_stands_in_its_own_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    transcription = Transcription(text)
    aligned = align(span, transcription, transcription)
    if not transcription.fold(span):
        assert aligned.how is How.ABSENT
    elif aligned.how is How.EXACT:
        found = aligned.spans[0]
        assert transcription.fold(found) == transcription.fold(span)


@given(st.text(alphabet="abc xy\n-'’ﬁ…", max_size=80))
def test_folding_keeps_an_offset_for_every_character(text: str) -> None:
    transcription = Transcription(text)
    folded = transcription.fold()
    assert [*transcription.occurrences(folded)] == [] if not folded else len([*transcription.occurrences(folded)]) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # told by both sides, or by one where the converter put something on the other
        ("Between Halden and the bank: ", " supplies the goods."),
        ("Between Halden and the bank: ", "\nPage 7 of 30\n supplies the goods."),
        ("Page 7 of 30\n", " supplies the goods."),
    ],
)
def test_words_at_several_places_are_told_apart_by_what_stands_around_them(before: str, after: str) -> None:
    source = "Halden pays. " * 30 + "Between Halden and the bank: Halden supplies the goods. " + "Halden pays. " * 30
    target = "Halden pays. " * 9 + before + "Halden" + after + " Halden pays." * 60
    start = source.index("Halden supplies")
    found = locate_by_surroundings(Span(start, start + 6), Transcription(source), Transcription(target))
    assert found is not None
    assert found.start == target.index(before) + len(before)
    assert target[found.start : found.end] == "Halden"


def test_a_place_that_nothing_tells_apart_stays_open() -> None:
    pays = Transcription("Halden pays. " * 300)
    assert locate_by_surroundings(Span(13 * 150, 13 * 150 + 6), pays, pays) is None
    assert locate_by_surroundings(Span(0, 6), pays, Transcription("Quill pays.")) is None


def test_occurrences_may_leave_out_what_surrounds_them() -> None:
    text = Transcription("a - bc d, a bc e")
    assert list(text.occurrences("abc", lead=1)) == [Span(4, 6), Span(12, 14)]
    assert list(text.occurrences("abc", lead=1, trail=1)) == [Span(4, 5), Span(12, 13)]
