"""Two versions clause by clause, each change known because the test makes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.review.citing import leaves_of
from lexassist.review.comparing import compare
from lexassist.types import ChangeKind, ClauseChange, WholeDocument

from .drafted import whole_of

U, C, M, R, A, X = ChangeKind  # unchanged, changed, moved, renumbered, added, removed

BODIES = {
    "pay": "The Customer shall pay each invoice within thirty (30) days of the day on which it is received.",
    "keep": "Each party shall keep the other's information secret for five years after this agreement ends.",
    "end": "Either party may end this agreement by giving the other not less than ninety days' written notice.",
    "law": "This agreement is governed by the law of England and Wales, whose courts alone may hear disputes.",
    "whole": "This agreement is the whole agreement between the parties and replaces all earlier ones.",
    "assign": "Neither party may transfer its rights under this agreement without the other's written consent.",
}


def contract(*bodies: str) -> WholeDocument:
    """An agreement whose clauses 1, 2, 3 ... have these bodies (or the bodies of these names)."""
    lines = [f"{number}. {BODIES.get(body, body)}" for number, body in enumerate(bodies, start=1)]
    return whole_of("SERVICES AGREEMENT\n\n" + "\n\n".join(lines) + "\n")


def told(before: WholeDocument, after: WholeDocument) -> list[tuple[str | None, str | None, set[ChangeKind]]]:
    """The changes as the numbers of the clause before and after, and what became of it; the title is left out."""
    numbers = [{leaf.id: leaf.label for leaf in leaves_of(whole.clauses)} for whole in (before, after)]
    rows = [
        (numbers[0][c.before] if c.before else None, numbers[1][c.after] if c.after else None, set(c.kinds))
        for c in compare(before, after)
    ]
    return [row for row in rows if row[0] or row[1]]


def test_the_same_text_is_unchanged() -> None:
    same = contract(*BODIES)
    assert [kinds for *_, kinds in told(same, contract(*BODIES))] == [{U}] * 6


def test_another_line_width_and_other_quotation_marks_are_no_change() -> None:
    before, after = (
        contract("pay", "keep"),
        contract("pay", BODIES["keep"].replace("'", "’").replace("secret ", "secret\n")),
    )
    assert told(before, after) == [("1", "1", {U}), ("2", "2", {U})]


@pytest.mark.parametrize(
    ("body", "was", "now"),
    [
        # A figure.
        (BODIES["pay"].replace("thirty (30)", "sixty (60)"), "thirty (30", "sixty (60"),
        # A word put in: there was nothing before.
        (BODIES["pay"].replace("shall pay", "shall not pay"), None, "not"),
        # A word struck out.
        (BODIES["pay"].replace("each ", ""), "each", None),
        # A capital makes a defined term.
        (BODIES["pay"].replace("invoice", "Invoice"), "invoice", "Invoice"),
    ],
)
def test_words_that_differ_are_named_in_both_versions(body: str, was: str | None, now: str | None) -> None:
    before, after = contract("pay", "keep"), contract(body, "keep")
    (change,) = [change for change in compare(before, after) if change.kinds == {C}]
    (words,) = change.words
    assert (before.document.quote(words.before) if words.before else None) == was
    assert (after.document.quote(words.after) if words.after else None) == now


def test_a_clause_taken_out_renumbers_those_behind_it_and_stands_where_it_stood() -> None:
    assert told(contract("pay", "keep", "end", "law"), contract("pay", "end", "law")) == [
        ("1", "1", {U}),
        ("2", None, {X}),
        ("3", "2", {R}),
        ("4", "3", {R}),
    ]


def test_the_last_and_the_first_clause_taken_out() -> None:
    assert told(contract("pay", "keep", "end"), contract("pay", "keep"))[-1] == ("3", None, {X})
    assert told(contract("pay", "keep", "end"), contract("keep", "end"))[0] == ("1", None, {X})


def test_a_clause_put_in() -> None:
    assert told(contract("pay", "end"), contract("pay", "keep", "end")) == [
        ("1", "1", {U}),
        (None, "2", {A}),
        ("2", "3", {R}),
    ]


def test_a_clause_moved_is_the_one_that_moved_and_not_the_others() -> None:
    assert told(contract("pay", "keep", "end", "law"), contract("keep", "end", "law", "pay")) == [
        ("2", "1", {R}),
        ("3", "2", {R}),
        ("4", "3", {R}),
        ("1", "4", {M, R}),
    ]


def test_a_clause_moved_and_reworded_is_known_again() -> None:
    reworded = BODIES["pay"].replace("thirty (30)", "sixty (60)")
    assert ("1", "4", {C, M, R}) in told(
        contract("pay", "keep", "end", "law"), contract("keep", "end", "law", reworded)
    )


def test_a_clause_rewritten_beyond_likeness_is_removed_and_added() -> None:
    assert told(contract("pay", "keep", "law"), contract("pay", "assign", "law"))[1:3] in (
        [("2", None, {X}), (None, "2", {A})],
        [(None, "2", {A}), ("2", None, {X})],
    )


def test_of_clauses_with_equal_words_each_keeps_its_number() -> None:
    before = contract("Reserved.", "pay", "Reserved.", "keep", "Reserved.")
    after = contract("Reserved.", "pay", "Reserved.", "keep", "Reserved.", "law")
    assert [row for row in told(before, after) if row[2] != {U}] == [(None, "6", {A})]


@given(
    st.lists(st.sampled_from(sorted(BODIES)), min_size=1, max_size=8),
    st.lists(st.sampled_from(sorted(BODIES)), min_size=1, max_size=8),
)
def test_every_clause_of_both_versions_is_in_one_change(first: list[str], second: list[str]) -> None:
    before, after = contract(*first), contract(*second)
    changes = compare(before, after)
    for whole, side in ((before, "before"), (after, "after")):
        told_of = [getattr(change, side) for change in changes if getattr(change, side) is not None]
        assert sorted(told_of) == sorted(leaf.id for leaf in leaves_of(whole.clauses))
    assert [c.after for c in changes if c.after] == [leaf.id for leaf in leaves_of(after.clauses)]
    for change in changes:
        assert_told_well(change, before, after)


def assert_told_well(change: ClauseChange, before: WholeDocument, after: WholeDocument) -> None:
    assert (change.before is None) == (A in change.kinds)
    assert (change.after is None) == (X in change.kinds)
    assert bool(change.words) == (C in change.kinds)
    assert len(change.kinds) == 1 or not change.kinds & {U, A, X}
    for whole, clause, side in ((before, change.before, "before"), (after, change.after, "after")):
        span = next((leaf.span for leaf in leaves_of(whole.clauses) if leaf.id == clause), None)
        for words in change.words:
            place = getattr(words, side)
            assert place is None or (span is not None and span.contains(place))
