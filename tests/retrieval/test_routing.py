"""Which documents a question means."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.retrieval.routing import Names, collect_names, route
from lexassist.types import DocumentCard, DocumentId, ReadStatus

# Files by title and opening words. All names are invented.
MATTER = {
    "Halden NDA 2019.pdf": (
        "MUTUAL NON-DISCLOSURE AGREEMENT",
        'This Agreement is dated as of March 3, 2019 between Halden Marine Ltd ("Halden") and Quill Inc.',
    ),
    "Halden supply.pdf": (
        "SUPPLY AGREEMENT",
        'This Supply Agreement is made on 12 January 2017 by Halden Marine Ltd ("Halden") and Orrin Works LLC (the "Supplier")',
    ),
    "lease_ashgrove.pdf": (
        "LEASE OF PREMISES",
        "Dated 12/1/98. Between Ashgrove Estates Limited (the Landlord) and Quill Inc. (the Tenant)",
    ),
    "tarn_distribution.docx": (
        "EXCLUSIVE DISTRIBUTOR AGREEMENT",
        "This Agreement is made this 5th day of May 2018 between Tarn plc and Vessel & Oar GmbH",
    ),
    "vessel-dist-2.pdf": (
        "DISTRIBUTION AGREEMENT",
        'made June 1, 2020 between Vessel & Oar GmbH ("Vessel") and Northern Fells Trading Association ("Fells")',
    ),
    "msa.pdf": (
        "MASTER SERVICES AGREEMENT",
        'between Orrin Works LLC (the "Provider") and Tarn plc, dated 2 February 2015',
    ),
    "msa_amendment_1.pdf": (
        "AMENDMENT NO. 1",
        "to the Master Services Agreement between Orrin Works LLC and Tarn plc, made on 3 March 2016",
    ),
    "msa_amendment_2.pdf": (
        "SECOND AMENDMENT TO MASTER SERVICES AGREEMENT",
        "between Orrin Works LLC and Tarn plc, made on 4 April 2019",
    ),
    "Offer.eml/licence.pdf": ("SOFTWARE LICENCE", "between Quill Inc. and Tarn plc, May 2021"),
}
NDA, SUPPLY, LEASE, TARN, VESSEL, MSA, FIRST, SECOND, LICENCE = MATTER
DISTRIBUTION, SERVICES = {TARN, VESSEL}, {MSA, FIRST, SECOND}


def cards(files: dict[str, tuple[str, str]] = MATTER) -> list[DocumentCard]:
    return [DocumentCard(DocumentId(file), title, file, 1, 1, ReadStatus.INDEXED) for file, (title, _) in files.items()]


def openings(files: dict[str, tuple[str, str]] = MATTER) -> dict[DocumentId, str]:
    return {DocumentId(file): f"{title}\n{opening}" for file, (title, opening) in files.items()}


@pytest.fixture(scope="module")
def names() -> Names:
    return collect_names(cards(), openings())


@pytest.mark.parametrize(
    ("question", "meant", "words"),
    [
        # kind: abbreviation, the contract in the singular, all of that kind in the plural, in another form than the title's
        ("How long does secrecy last under the NDA?", {NDA}, ("NDA",)),
        ("What does the lease say about subletting?", {LEASE}, ("lease",)),
        ("Which of our distribution agreements are exclusive?", DISTRIBUTION, ("distribution",)),
        ("Both distribution agreements: who insures?", DISTRIBUTION, ("distribution",)),
        ("What does the software license say about audits?", {LICENCE}, ("software license",)),
        # two contracts, each by its name: together the better fit of one would hide the other
        ("Compare the caps in the NDA and the lease", {NDA, LEASE}, ("NDA", "lease")),
        # what a contract does, and the thing that it is about does not; what ends a question
        ("When does the licence expire?", {LICENCE}, ("licence",)),
        ("What is the date of the licence?", {LICENCE}, ("licence",)),
        # an abbreviation means the contract with its amendments: each may hold what is asked
        ("What is the notice period in the MSA?", SERVICES, ("MSA",)),
        # dates, in any form; a year alone
        ("What does the agreement of 12 January 2017 say about price?", {SUPPLY}, ("12 January 2017",)),
        ("Who pays under the contract dated 12/1/98?", {LEASE}, ("12/1/98",)),
        ("Is there a cap in the agreement dated May 5, 2018?", {TARN}, ("May 5, 2018",)),
        ("What changed in the 2019 amendment?", {SECOND}, ("2019 amendment",)),
        # amendments by number
        ("What changed with Amendment No. 2?", {SECOND}, ("Amendment No. 2",)),
        ("What did the first amendment change?", {FIRST}, ("first amendment",)),
        # parties: short name, genitive, no capitals, initials, both parties
        ("What does Halden's contract say about notice?", {NDA, SUPPLY}, ("Halden's",)),
        ("What must Halden insure?", {NDA, SUPPLY}, ("Halden",)),
        ("May the Ashgrove tenant sublet?", {LEASE}, ("Ashgrove",)),
        ("in our contract with halden, who insures?", {NDA, SUPPLY}, ("halden",)),
        ("What does NFTA have to buy?", {VESSEL}, ("NFTA",)),
        ("What does the agreement between Tarn and Orrin Works say about fees?", SERVICES, ("Tarn", "Orrin Works")),
        ("Does the Tarn plc contract with Vessel & Oar allow assignment?", {TARN}, ("Tarn", "Vessel & Oar")),
        # party, kind and year together
        ("Under the 2019 Halden NDA, who may disclose?", {NDA}, ("2019 Halden NDA",)),
        # a name outweighs a kind that it has not: nobody else's lease is meant
        ("What is in the Halden lease?", {NDA, SUPPLY}, ("Halden",)),
        # file names: whole, stem, quoted, inside an e-mail; the longer of two that begin alike
        ("msa_amendment_1.pdf: what changed?", {FIRST}, ("msa_amendment_1.pdf",)),
        ("What is the price in vessel-dist-2?", {VESSEL}, ("vessel-dist-2",)),
        ('What is the price in "Halden supply.pdf"?', {SUPPLY}, ("Halden supply.pdf",)),
        ("What is agreed in licence.pdf?", {LICENCE}, ("licence.pdf",)),
        # the form of LegalBench-RAG
        ("Consider the Supply Agreement between Halden Marine Ltd and Orrin Works LLC; What law governs?", {SUPPLY},
         ("Supply", "Halden Marine", "Orrin Works")),
    ],
)  # fmt: skip
def test_a_question_means_the_documents_that_it_names(
    names: Names, question: str, meant: set[str], words: tuple[str, ...]
) -> None:
    routing = route(question, names)
    assert set(routing.documents) == meant
    assert routing.words == words
    assert routing.ambiguous == (len(meant) > 1)


@pytest.mark.parametrize(
    "question",
    [
        # what is asked for does not choose the document, though the word stands in a title
        "Who provides master copies of the services?",
        "Are there minimum purchases?",
        "Does a license agreement need a signature?",
        "Is the license exclusive?",
        "What is the lease term?",
        "How may the agreement be amended?",
        "Are any of the licenses granted under this contract irrevocable?",
        # a year that is not a contract's
        "What happens after 2019?",
        # roles and terms of the contract, though they are written with a capital
        "What does the Supplier owe?",
        "When does the Territory change?",
        # a place is asked about more often than meant as a name
        "Does Delaware law govern?",
        "Which of our contracts are governed by New York law?",
        # nothing of any document, and capitals that say nothing
        "Who pays taxes?",
        "WHAT IS THE GOVERNING LAW?",
        "",
    ],
)
def test_a_question_that_names_no_document_is_asked_of_all(names: Names, question: str) -> None:
    routing = route(question, names)
    assert (routing.documents, routing.words, routing.question) == ((), (), question)


@pytest.mark.parametrize(
    "question",
    ["Who is liable under the Borrell agreement?", "What does the 2019 lease with Borrell say about price?"],
)
def test_a_name_that_no_document_has_is_said_and_everything_searched(names: Names, question: str) -> None:
    routing = route(question, names)
    assert (routing.documents, routing.words) == ((), ("Borrell",))


@pytest.mark.parametrize(
    ("question", "meant", "guesses"),
    [
        # a letter other, less, more, and two that changed places
        ("What does our agreement with Haldan say about notice?", {NDA, SUPPLY}, (("Haldan", "halden"),)),
        ("What does our agreement with Asgrove say?", {LEASE}, (("Asgrove", "ashgrove"),)),
        ("Is Vesssel's contract exclusive?", DISTRIBUTION, (("Vesssel's", "vessel"),)),
        ("What does the Veselx agreement say?", set(), ()),
        # too short, and too far, to be taken for a misspelling
        ("What does our agreement with Tran say?", set(), ()),
        ("What does our agreement with Holdon say?", set(), ()),
    ],
)
def test_a_misspelt_name_is_told_as_a_guess(
    names: Names, question: str, meant: set[str], guesses: tuple[tuple[str, str], ...]
) -> None:
    routing = route(question, names)
    assert (set(routing.documents), routing.guesses) == (meant, guesses)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        # the naming part first, last, or both
        ("In the Halden NDA, how long does secrecy last?", "How long does secrecy last?"),
        ("Under the MSA: who owns the results?", "Who owns the results?"),
        ("vessel-dist-2: who owns the results?", "Who owns the results?"),
        ("How much notice must the tenant give in the lease?", "How much notice must the tenant give?"),
        ("What is the cap in our agreement with Halden?", "What is the cap?"),
        ("Who pays under the contract dated 12/1/98?", "Who pays?"),
        # in the middle the noun stays: the name would only resemble the title
        ("When does the Halden non-disclosure agreement end?", "When does the agreement end?"),
        ("What does our agreement with Halden Marine say about notice?", "What does the agreement say about notice?"),
        ("What does the agreement of 12 January 2017 say about price?", "What does the agreement say about price?"),
        # what is asked is never cut off with the name
        ("Which of our distribution agreements are exclusive?", "Which of the agreements are exclusive?"),
        ("What is in the Halden lease?", "What is in the lease?"),
        # a name alone stays: it may be part of what is asked
        ("Can Ashgrove terminate early?", "Can Ashgrove terminate early?"),
        # commas inside names
        ("Consider the Supply Agreement between Halden Marine, Ltd and Orrin Works, LLC; What law governs?",
         "What law governs?"),
    ],
)  # fmt: skip
def test_what_is_asked_is_left_without_the_names(names: Names, question: str, asked: str) -> None:
    routing = route(question, names)
    assert routing.documents
    assert routing.question == asked


def test_a_single_document_needs_no_name() -> None:
    only = collect_names(cards()[:1], openings())
    assert route("In the NDA, what is confidential?", only).documents == ()


def test_files_of_one_name_are_both_meant() -> None:
    same = {"first.eml/offer-b.pdf": ("OFFER", ""), "second.eml/offer-b.pdf": ("OFFER", ""), "other.pdf": ("DEED", "")}
    known = collect_names(cards(same), openings(same))
    assert set(route("What is the price in offer-b.pdf?", known).documents) == set(list(same)[:2])


def test_what_was_known_is_taken_over_and_what_is_gone_is_forgotten() -> None:
    before = collect_names(cards()[:6], openings())
    # Without an opening, a document that was known keeps what its opening told.
    new = {DocumentId(FIRST): "Kestrel Ltd", DocumentId(SECOND): "", DocumentId(LICENCE): ""}
    after = collect_names(cards()[1:], new, before)
    assert after.documents == tuple(DocumentId(file) for file in list(MATTER)[1:])
    assert set(route("What must Orrin insure?", after).documents) == {DocumentId(MSA), DocumentId(SUPPLY)}
    assert route("What must Kestrel insure?", after).documents == (DocumentId(FIRST),)
    assert DocumentId(NDA) not in route("What must Halden insure?", after).documents


def test_a_thousand_documents_are_searched_for_a_name_in_a_moment() -> None:
    many = {f"file{n:04}.pdf": ("SUPPLY AGREEMENT", f"between Party{n:04} Ltd and Quill Inc.") for n in range(1000)}
    known = collect_names(cards(many), openings(many))
    started = time.process_time()
    for number in range(100):
        assert len(route(f"What does our supply agreement with Party{number:04} say?", known).documents) == 1
    # Ten times what it takes, for slow machines: a scan over all documents would take longer still.
    assert time.process_time() - started < 100 * 0.010


_PIECES = [
    "the",
    "Halden",
    "halden's",
    "NDA",
    "2019",
    "agreement",
    "with",
    "Tarn",
    ";",
    ":",
    ",",
    "Consider",
    "in",
    "lease?",
]


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join)))
def test_any_question_is_routed_to_known_documents_and_stays_a_question(question: str) -> None:
    routing = route(question, collect_names(cards(), openings()))
    assert set(routing.documents) < set(MATTER)
    assert len(set(routing.documents)) == len(routing.documents)
    assert bool(routing.question.strip()) == bool(question.strip())
    # The words that chose stand in the question as they are told, and there are some whenever documents were chosen.
    assert all(word in question for word in routing.words)
    assert routing.words or not routing.documents
