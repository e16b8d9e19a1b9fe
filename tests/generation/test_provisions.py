"""Provisions that a heading names: a yes with the heading's words, never more than it says."""

from __future__ import annotations

import pytest

from lexassist.generation.asking import Asked
from lexassist.generation.composing import Inquiry, NoParticulars
from lexassist.generation.provisions import compose_provision, provision_asked
from lexassist.parsing.reading import read_document
from lexassist.types import QuestionKind, Routing, Search, SentenceStatus, YesNo

from .one_document import One

TEXT = """SERVICES AGREEMENT

1. DEFINITIONS

1.1 "Audit" means a look at the books of the Supplier by the Customer or its advisers.

2. FORCE MAJEURE

2.1 Neither party is in breach for a delay that results from an event beyond its control.

3. TITLE AND RISK OF LOSS

3.1 Risk of loss passes to the Customer when the Goods are delivered to it.

4. STEP-IN RIGHTS OF LENDERS

4.1 A lender may take over this Agreement where the Supplier is in default under its loan.

5. ESCROW

5.1 [Reserved]

6. NO SET-OFF

6.1 The Customer pays all sums without set-off and without any deduction.

7. GOVERNING LAW AND ARBITRATION

7.1 This Agreement is governed by the law of England and Wales.

7.2 Disputes are settled by arbitration in London by one arbitrator.
"""


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("Is there a force majeure clause?", "force majeure"),
        ("Is there a clause on audits in the services agreement?", "audits"),
        ("Does the agreement contain an escrow provision?", "escrow"),
        ("Which clause of the MSA deals with force majeure?", "force majeure"),
        ("Where is data protection dealt with?", "data protection"),
        # Whether there is the thing is another question than whether there is a clause on it.
        ("Is there a set-off?", ""),
        ("Is there a clause that allows subletting?", ""),
        ("Is there a termination clause if the tenant is insolvent?", ""),
    ],
)
def test_what_provision_a_question_asks_for(question: str, thing: str) -> None:
    assert provision_asked(question) == thing


def asked(question: str, kind: QuestionKind) -> Inquiry:
    library = One(read_document(TEXT.encode(), "contract.txt"))
    search = Search(question, (), Routing((library.id,), question), 1, 6, 0.0)
    return Inquiry(question, question, Asked(kind), search, library, NoParticulars(), lambda _, items: tuple(items))


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        ("force majeure", "2. FORCE MAJEURE 2.1 Neither party is in breach"),
        (
            "arbitration",
            "7. GOVERNING LAW AND ARBITRATION 7.2 Disputes are settled by arbitration",
        ),  # its words, not the first
        ("risk of loss", "3. TITLE AND RISK OF LOSS 3.1 Risk of loss passes"),  # one of the things that a heading names
    ],
)
def test_a_heading_is_a_yes_and_is_quoted(thing: str, words: str) -> None:
    made = compose_provision(asked(f"Is there a {thing} clause?", QuestionKind.YES_NO))
    assert made is not None
    (line,) = made.lines
    assert (made.verdict, line.status, line.lead) == (YesNo.YES, SentenceStatus.SUPPORTED, "Yes: ")
    assert line.items[0].sentence.text.startswith(words)


@pytest.mark.parametrize(
    "thing",
    [
        "step-in",  # a heading that names more: of lenders
        "escrow",  # nothing stands under it
        "set-off",  # the heading excludes it
        "audit",  # only defined
        "publicity",  # no heading: which is no absence
    ],
)
def test_what_no_heading_plainly_names_is_left_to_the_evidence(thing: str) -> None:
    assert compose_provision(asked(f"Is there a {thing} clause?", QuestionKind.YES_NO)) is None


def test_where_it_is_comes_with_its_place_and_no_verdict() -> None:
    made = compose_provision(asked("Which clause deals with force majeure?", QuestionKind.WHERE))
    assert made is not None
    assert made.verdict is YesNo.NONE
    assert made.lines[0].lead.startswith("Cl. 2")
