"""What puts a quoted clause aside elsewhere in its contract, found by its references."""

from __future__ import annotations

import pytest

from lexassist.generation.composing import sentences_at
from lexassist.generation.overriding import overriding
from lexassist.parsing.reading import read_document

from .one_document import One

GENERAL = """SERVICES AGREEMENT

1. TERM

1.1 This Agreement continues for three years.

2. FEES

2.1 The Customer pays the fees every month.

2.2 The fees are not refundable.

3. GENERAL

3.1 {0}
"""


def told(text: str, label: str) -> list[str]:
    library = One(read_document(text.encode(), "contract.txt"))
    clause = next(one for one in library.clauses(library.id) if one.label == label)
    quoted = list(sentences_at(library, library.id, clause.id, clause.span))[:1]
    return [item.sentence.text for item in overriding(library, quoted)]


@pytest.mark.parametrize(
    "words",
    [
        "Notwithstanding clause 2.1, no fees are due in August.",
        "Notwithstanding anything to the contrary in clause 2.1 no fees are due in August.",
        "In place of clause 2.1 the fees are paid every quarter.",
        "Clause 2.1 does not apply to trials.",
        "Nothing in clause 2 obliges the Customer to pay for a trial.",  # the clause around it
        "The obligation in clause 2.1 shall not apply to trials.",
    ],
)
def test_words_that_put_the_quoted_clause_aside_are_told(words: str) -> None:
    assert told(GENERAL.format(words), "2.1") == [f"3.1 {words}"]


@pytest.mark.parametrize(
    "words",
    [
        "Notwithstanding clause 2.2, a fee paid twice is refunded.",  # another clause
        "Subject to clause 2.1, services begin at once.",  # what gives way is this sentence, not the quoted one
        "Notwithstanding the foregoing, clause 2.1 is governed by English law.",  # puts something else aside
        "Nothing in clause 1.1 shall affect payments under clause 2.1.",
        "Fees are paid as clause 2.1 says.",
        "Notwithstanding anything in this Agreement, trials are free.",  # names no clause: it may be about anything
    ],
)
def test_other_words_about_it_are_not(words: str) -> None:
    assert told(GENERAL.format(words), "2.1") == []


def test_a_list_that_it_opens_comes_with_it() -> None:
    words = "Clause 2.1 does not apply to:\n\n(a) trials; or\n\n(b) services that the Supplier gives for nothing."
    (only,) = told(GENERAL.format(words), "2.1")
    assert only.startswith("3.1 Clause 2.1 does not apply to:")


def test_the_narrowest_reference_comes_first() -> None:
    both = "Nothing in clause 2 binds a charity.\n\n3.2 Notwithstanding clause 2.1, no fees are due in August."
    assert [words[:3] for words in told(GENERAL.format(both), "2.1")] == ["3.2", "3.1"]


def test_a_list_of_parties_is_put_aside_by_nothing() -> None:
    parties = "LEASE\n\nPARTIES\n\n(1) Arden Mills Ltd (the Landlord); and\n\n(2) Brook Vale Ltd (the Tenant).\n\n"
    text = f"{parties}{GENERAL.format('Clause 2 does not apply to trials.').partition('AGREEMENT')[2]}"
    assert told(text, "(2)") == []
