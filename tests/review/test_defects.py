"""Faults of drafting: what is told, what is left alone, and that every place is cited exactly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.review.defects import find_defects
from lexassist.review.drafting.numbering import _missing
from lexassist.review.drafting.terms import key
from lexassist.types import (
    ClauseId,
    DefectKind,
    Remark,
    RemarkKind,
    Severity,
    Span,
    Value,
    ValueKind,
)
from tests.review.drafted import whole_of

SIGNED = "\n\nIN WITNESS WHEREOF the parties have signed.\n\nBy: ____________\nName: ____________\n"
START = "SUPPLY AGREEMENT\n\n"

FOUND = [
    # a term that nobody defines, used as one
    (
        DefectKind.UNDEFINED_TERM,
        "1. Orders. Each Royalty Report shall be sent in March.\n\n2. Errors. Any Royalty Report may be corrected once.\n",
        "Royalty Report",
    ),
    # a term that nobody uses
    (
        DefectKind.UNUSED_TERM,
        '1. Terms. "Quarter Day" means the first day of a quarter.\n\n2. Price. The buyer pays the price.\n',
        "Quarter Day",
    ),
    # one term, two meanings
    (
        DefectKind.TWICE_DEFINED,
        '1.1 "Goods" means the pumps in the list.\n\n1.2 "Goods" means the valves in the list.\n\n2. The Goods are new.\n',
        "Goods",
    ),
    # a clause that does not exist
    (
        DefectKind.DANGLING_REFERENCE,
        "1. Price. The price is fixed.\n\n1.1 The price is fixed.\n\n1.2 Pay as in Section 9.4 or Section 1.1.\n",
        "Section 9.4",
    ),
    # a number left out
    (
        DefectKind.NUMBERING_GAP,
        "1. Price\n\n1.1 The price is fixed.\n\n1.2 It is paid at once.\n\n1.4 It is in euro.\n\n2. End\n\n2.1 It ends.\n",
        "1.3 is missing",
    ),
    # a blank in a sentence
    (DefectKind.BLANK, "1. Price. The price is EUR ________ a year.\n\n2. End. It ends.\n", "________"),
    # a bracket to be filled in
    (DefectKind.BLANK, "1. Price. The price is [●] euro.\n\n2. End. It ends.\n", "[●]"),
    # a note of whoever drafted it
    (DefectKind.BLANK, "1. Price. The price is [insert agreed price].\n\n2. End. It ends.\n", "[insert agreed price]"),
    # words against figures
    (DefectKind.FIGURES_DIFFER, "1. Pay. The buyer pays within thirty (20) days.\n\n2. End. It ends.\n", "thirty (20)"),
    # a number of several words
    (DefectKind.FIGURES_DIFFER, "1. Pay. At most one hundred and twenty (12) days.\n\n2. End.\n", "one hundred and twenty (12)"),
    # a day that no calendar has
    (DefectKind.DATES_CONFLICT, "1. Start. It starts on 31 June 2026.\n\n2. End. It ends.\n", "31 June 2026"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "words"), FOUND)
def test_fault_is_found_with_its_words(kind: DefectKind, text: str, words: str) -> None:
    whole = whole_of(START + text + SIGNED)
    told = [defect for defect in find_defects(whole) if defect.kind is kind]
    assert told
    shown = " ".join([told[0].message, *(citation.quote for citation in told[0].citations)])
    assert words in " ".join(shown.split())


LEFT_ALONE = [
    # a rule of the page, a line to sign
    (DefectKind.BLANK, "1. Price. The price is fixed.\n\n____________________\n\n2. End. It ends.\n"),
    # words that were made unreadable for a filing are no blank
    (DefectKind.BLANK, "1. Price. The price is [***] a unit.\n\n2. End. It ends.\n"),
    # the plural of a defined term
    (
        DefectKind.UNDEFINED_TERM,
        '1. "Report" means a report on sales.\n\n2. Each Report is final. Such Reports are kept. Any Reports count.\n',
    ),
    # a name, however often
    (DefectKind.UNDEFINED_TERM, "1. Any Board member of the Bank may act. Each Board member of the Bank may vote.\n"),
    # a longer name, a name with a prefix, another term's plural
    (
        DefectKind.UNDEFINED_TERM,
        '1. "Change of Control" and "Losses" have no price.\n\n2. "Losses" means all costs. Such Change of Control and any '
        "Non-TSA loan, any Loss and each Loss count; each Change of Control and any Non-TSA loan is told.\n",
    ),
    # one of the two names that it is given
    (DefectKind.UNUSED_TERM, '1. "Available Time (AT)" means the hours of a day.\n\n2. The buyer pays AT in cash.\n'),
    # what only adds to a definition
    (
        DefectKind.TWICE_DEFINED,
        '1.1 "Goods" means the pumps in the list.\n\n1.2 "Goods" includes their parts.\n\n2. The Goods are new.\n',
    ),
    # used in the plural only
    (DefectKind.UNUSED_TERM, '1. "Order" means an order for goods.\n\n2. All Orders are binding.\n'),
    # the list of definitions only says where the definition stands
    (
        DefectKind.TWICE_DEFINED,
        '1.1 "Goods" has the meaning given in clause 2.\n\n2. The pumps in the list (the "Goods") are new. The Goods last.\n',
    ),
    # words and figures agree
    (DefectKind.FIGURES_DIFFER, "1. Pay. Within thirty (30) days, five per cent (5%), two (2) copies.\n\n2. End.\n"),
    # numbers that run on, letters and Roman numbers among them
    (DefectKind.NUMBERING_GAP, "1. A\n\n1.1 One.\n\n1.2 Two:\n\n(h) eight;\n\n(i) nine;\n\n(j) ten.\n\n2. B\n\n2.1 One.\n"),
    # 29 February of a leap year
    (DefectKind.DATES_CONFLICT, "1. Start. It starts on 29 February 2028 and on June 30, 2028.\n\n2. End.\n"),
    (DefectKind.NO_SIGNATURE, "1. Price. The price is fixed.\n"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), LEFT_ALONE)
def test_what_is_no_fault_is_left_alone(kind: DefectKind, text: str) -> None:
    assert [d.message for d in find_defects(whole_of(START + text + SIGNED)) if d.kind is kind] == []


def test_contract_without_signatures_says_so() -> None:
    text = START + "1. Price. The price is fixed, in writing signed by both parties.\n\n2. End. It ends.\n"
    assert DefectKind.NO_SIGNATURE in {defect.kind for defect in find_defects(whole_of(text))}


def _value(kind: ValueKind, normal: str, at: int, *, sure: float = 1.0) -> Value:
    return Value(kind, normal, normal, "x", ClauseId("c"), Span(at, at + 5), probability=sure)


CONFLICTS = [
    # it ends before it begins
    ([_value(ValueKind.EFFECTIVE_DATE, "2026-03-01", 5), _value(ValueKind.EXPIRY_DATE, "2025-03-01", 30)], {"dates_conflict"}),
    # it ends after it begins
    ([_value(ValueKind.EFFECTIVE_DATE, "2026-03-01", 5), _value(ValueKind.EXPIRY_DATE, "2027-03-01", 30)], set()),
    # a doubtful date contradicts nothing
    ([_value(ValueKind.EFFECTIVE_DATE, "2026-03-01", 5), _value(ValueKind.EXPIRY_DATE, "2025-03-01", 30, sure=0.2)], set()),
    # the courts of another country
    ([_value(ValueKind.GOVERNING_LAW, "England and Wales", 5), _value(ValueKind.FORUM, "Ireland", 30)], {"law_and_forum"}),
    # a court in the state whose law it is
    ([_value(ValueKind.GOVERNING_LAW, "New York", 5), _value(ValueKind.FORUM, "New York County, New York", 30)], set()),
    # arbitration in the capital
    ([_value(ValueKind.GOVERNING_LAW, "England and Wales", 5), _value(ValueKind.FORUM, "London", 30)], set()),
]  # fmt: skip


@pytest.mark.parametrize(("values", "kinds"), CONFLICTS)
def test_values_are_held_against_each_other(values: list[Value], kinds: set[str]) -> None:
    told = find_defects(whole_of(START + "1. Price. The price is fixed.\n\n2. End. It ends.\n" + SIGNED), values)
    assert {defect.kind.value for defect in told} & {"dates_conflict", "law_and_forum"} == kinds


def test_what_the_page_hides_is_told_for_the_whole_file_first() -> None:
    whole = whole_of(START + "1. Price. The price is EUR ________ a year.\n" + SIGNED)
    remark = Remark(RemarkKind.HIDDEN_TEXT, "Page 2 holds words that do not show.", page=2, text="secret words")
    hidden = replace(whole, document=replace(whole.document, remarks=(remark,)))
    first = find_defects(hidden)[0]
    assert (first.kind, first.severity, first.citations) == (DefectKind.HIDDEN_TEXT, Severity.HIGH, ())
    assert "secret" not in first.message


WORDS = st.sampled_from(
    ["1. ", "1.2 ", "(a) ", "\n\n", "Each Report ", "thirty (20) ", "[●] ", "____ ", '"Goods" means pumps. ', "see Section 7 ", "pay "]
)  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=25))
def test_every_defect_cites_the_words_of_its_document(pieces: list[str]) -> None:
    whole = whole_of("AGREEMENT\n\n1. Start. It starts.\n\n" + "".join(pieces))
    for defect in find_defects(whole):
        for citation in defect.citations:
            clause = next(each for each in whole.clauses if each.id == citation.clause)
            assert citation.quote == whole.document.quote(citation.span)
            assert clause.span.start <= citation.span.start < clause.span.end


GAPS = [
    ("7.2", "7.4", ("7.3",)),
    ("7.2", "7.3", ()),
    ("(a)", "(c)", ("(b)",)),
    ("(h)", "(i)", ()),  # letters, not Roman numbers
    ("(i)", "(ii)", ()),
    ("(ii)", "(iv)", ("(iii)",)),
    ("Section 3(c)", "Section 3(e)", ("Section 3(d)",)),
    ("6.04", "6.06", ("6.05",)),  # with a nought before it
    ("1", "9", ()),  # too many to be forgotten
    ("3.1", "4.3", ()),  # two lists
    ("7.4", "7.2", ()),  # backwards
]


@pytest.mark.parametrize(("before", "after", "missing"), GAPS)
def test_labels_between_two(before: str, after: str, missing: tuple[str, ...]) -> None:
    assert _missing(before, after) == missing


@given(st.text(alphabet="abcdefs ", max_size=20))
def test_key_of_a_key_is_itself_but_for_another_plural(term: str) -> None:
    assert len(key(term)) <= len(term)
    assert key(term.upper()) == key(term.lower())
