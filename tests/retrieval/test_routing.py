"""Which document a question means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.retrieval.routing import Names, collect_names, route
from lexassist.types import DocumentCard, DocumentId, ReadStatus

OPENINGS = {
    "nda.pdf": ("MUTUAL NON-DISCLOSURE AGREEMENT", "This Agreement is made between Halden Marine Ltd and Quill Inc."),
    "lease.pdf": ("LEASE OF PREMISES", "Between Ashgrove Estates Limited (the Landlord) and Quill Inc. (the Tenant)"),
    "msa.pdf": ("MASTER SERVICES AGREEMENT", 'between Orrin Works LLC (the "Supplier") and Tarn plc'),
    "msa_amendment_1.pdf": ("AMENDMENT NO. 1", "to the Master Services Agreement between Orrin Works LLC and Tarn plc"),
}


def cards() -> list[DocumentCard]:
    return [
        DocumentCard(DocumentId(name), title, name, 1, 1, ReadStatus.INDEXED) for name, (title, _) in OPENINGS.items()
    ]


@pytest.fixture
def names() -> Names:
    return collect_names(cards(), {DocumentId(name): opening for name, (_, opening) in OPENINGS.items()})


@pytest.mark.parametrize(
    ("question", "meant", "asked"),
    [
        # by file name and party, the naming part first
        ("In the Halden NDA, how long does secrecy last?", {"nda.pdf"}, "How long does secrecy last?"),
        # by kind, the naming part last
        ("How much notice must the tenant give in the lease?", {"lease.pdf"}, "How much notice must the tenant give?"),
        # by party in the middle of the question: the words stay, for they may be part of what is asked
        ("Can Ashgrove terminate early?", {"lease.pdf"}, "Can Ashgrove terminate early?"),
        # a party of two documents means both
        ("What must Orrin Works insure?", {"msa.pdf", "msa_amendment_1.pdf"}, "What must Orrin Works insure?"),
        # an abbreviation that stands for words of a title
        ("Under the MSA: who owns the results?", {"msa.pdf", "msa_amendment_1.pdf"}, "Who owns the results?"),
        # the form of LegalBench-RAG
        ("Consider the Non-Disclosure Agreement between Halden Marine Ltd and Quill, Inc.; What law governs?",
         {"nda.pdf"}, "What law governs?"),
        # a name in the middle: the noun stays, the name would only resemble the title
        ("When does the Halden non-disclosure agreement end?", {"nda.pdf"}, "When does the agreement end?"),
        # a name joined by "and"
        ("Which law governs the Ashgrove premises and lease agreement?", {"lease.pdf"}, "Which law governs the agreement?"),
        # what is asked for does not choose the document, though the word stands in one title
        ("Who provides master copies of the services?", set(), "Who provides master copies of the services?"),
        # a possessive is a name too
        ("What is Ashgrove's address?", {"lease.pdf"}, "What is Ashgrove's address?"),
        # roles name nobody: every document is searched
        ("Who must give notice to the Supplier?", set(), "Who must give notice to the Supplier?"),
        # nothing of any document
        ("Who pays taxes?", set(), "Who pays taxes?"),
    ],
)  # fmt: skip
def test_a_question_means_the_documents_it_names(names: Names, question: str, meant: set[str], asked: str) -> None:
    routing = route(question, names)
    assert set(routing.documents) == meant
    assert routing.question == asked


def test_a_single_document_needs_no_name() -> None:
    only = collect_names(cards()[:1], {})
    assert route("In the NDA, what is confidential?", only).documents == ()


@given(st.text(max_size=200))
def test_any_question_is_routed_to_known_documents_and_stays_a_question(question: str) -> None:
    known = collect_names(cards(), {DocumentId(name): opening for name, (_, opening) in OPENINGS.items()})
    routing = route(question, known)
    assert set(routing.documents) <= set(OPENINGS)
    assert bool(routing.question.strip()) == bool(question.strip())
