"""What an answer cites beside what experts marked, on a document whose clauses can be counted by head."""

from __future__ import annotations

from pathlib import Path

from lexassist.evaluation.citations import Counted, Experts, clauses_at, compare_citations, experts_of
from lexassist.evaluation.cuad import Contract, Marked
from lexassist.evaluation.pages import GoldPages
from lexassist.types import (
    Answer,
    AnswerId,
    AnswerSentence,
    Citation,
    Clause,
    ClauseId,
    ClauseKind,
    Document,
    DocumentId,
    Page,
    SentenceStatus,
    Span,
    Support,
)

TEXT = "1. The law of Utopia governs.\n2. Rent is due monthly.\n3. A party may not assign.\n"
LAW, RENT, ASSIGN = Span(0, 30), Span(30, 55), Span(55, 82)
DOCUMENT = Document(DocumentId("d"), "Lease", "lease.pdf", TEXT, (Page(1, 0, 55, 595, 842), Page(2, 55, 82, 595, 842)))


def clause(name: str, span: Span, parent: str | None = None) -> Clause:
    return Clause(
        ClauseId(name), DOCUMENT.id, name, (name,), "", ClauseKind.OPERATIVE, span, parent and ClauseId(parent)
    )


CLAUSES = (clause("all", Span(0, 82)), *(clause(n, s, "all") for n, s in (("1", LAW), ("2", RENT), ("3", ASSIGN))))
LEAVES = CLAUSES[1:]


def citation(name: str, span: Span, *pages: int, quote: str = "") -> Citation:
    return Citation(1, DOCUMENT.id, "lease.pdf", ClauseId(name), name, span, quote or DOCUMENT.quote(span), pages, ())


def answer(*citations: Citation) -> Answer:
    sentence = AnswerSentence("It is so.", SentenceStatus.SUPPORTED, (1,))
    return Answer(AnswerId("a"), "q", Support.SUPPORTED, (sentence,), (), citations, (), 1, 3, "m", ())


def abstention(*nearest: Citation) -> Answer:
    return Answer(AnswerId("a"), "q", Support.ABSTAINED, (), (), (), nearest, 1, 3, "m", ())


def test_clauses_are_counted_each_once_and_compared_with_those_of_the_experts() -> None:
    experts = Experts(DOCUMENT, LEAVES, {"Law": (Span(3, 50),)})
    made = compare_citations(
        answer(citation("1", Span(3, 12), 1), citation("1", Span(13, 20), 1), citation("3", Span(58, 65), 2)),
        "Law",
        experts,
    )
    assert made.clauses == Counted(cited=2, gold=2, shared=1)
    assert made.characters == Counted(cited=9 + 7 + 7, gold=47, shared=16)


def test_white_space_makes_no_clause_the_experts() -> None:
    experts = Experts(DOCUMENT, LEAVES)
    assert clauses_at([Span(10, 31)], experts) == {ClauseId("1"), ClauseId("2")}
    assert clauses_at([Span(10, 30)], experts) == {ClauseId("1")}
    assert clauses_at([Span(29, 30)], experts) == frozenset()


def test_a_clause_that_a_citation_names_wrongly_is_not_the_experts() -> None:
    experts = Experts(DOCUMENT, LEAVES, {"Law": (Span(3, 29),)})
    assert compare_citations(answer(citation("2", Span(3, 29), 1)), "Law", experts).clauses.shared == 0


def test_nothing_is_compared_where_experts_marked_nothing_and_an_abstention_cites_nothing() -> None:
    experts = Experts(DOCUMENT, LEAVES, {"Law": (Span(3, 29),)})
    other = compare_citations(answer(citation("1", Span(3, 29), 1)), "Rent", experts)
    assert (other.shown, other.clauses, other.characters) == (1, Counted(), Counted())
    silent = compare_citations(abstention(citation("1", Span(3, 29), 1)), "Law", experts)
    assert (silent.shown, silent.clauses) == (1, Counted(cited=0, gold=1, shared=0))


def test_a_quotation_that_is_not_the_stored_text_is_seen_wherever_it_is_shown() -> None:
    changed = citation("1", Span(3, 29), 1, quote="The law of Erewhon governs.")
    made = compare_citations(answer(citation("2", Span(33, 40), 1), changed), "Law", Experts(DOCUMENT, LEAVES))
    assert (made.shown, made.copied) == (2, 1)
    assert compare_citations(abstention(changed), "Law", Experts(DOCUMENT, LEAVES)).copied == 0


def test_marked_words_are_placed_with_their_pages(tmp_path: Path) -> None:
    txt = tmp_path / "lease.txt"
    txt.write_text("Page header\n\n1. The law of Utopia governs.\n3. A  party may not assign.")
    text = txt.read_text()
    law, assign, lost = (
        Span(text.index(words), text.index(words) + len(words))
        for words in ("The law of Utopia", "A  party", "Page header")
    )
    contract = Contract(
        "lease",
        tmp_path / "lease.pdf",
        txt,
        (),
        (),
        (Marked("Law", (law, lost)), Marked("Assign", (assign,)), Marked("Rent", ())),
    )
    known = {("lease", law): GoldPages(1, 1, 1), ("lease", lost): GoldPages(1, 1, 1)}
    experts = experts_of(contract, DOCUMENT, CLAUSES, known)
    assert experts.leaves == LEAVES
    assert {category: [DOCUMENT.quote(span) for span in spans] for category, spans in experts.marked.items()} == {
        "Law": ["The law of Utopia"],
        "Assign": ["A party"],
    }
    assert [(gold.pieces, gold.pages) for gold in experts.paged] == [((Span(3, 20),), GoldPages(1, 1, 1))]
    right = compare_citations(answer(citation("1", Span(0, 29), 1)), "Law", experts)
    wrong = compare_citations(answer(citation("1", Span(0, 29), 2)), "Law", experts)
    assert [test.right for test in (*right.pages, *wrong.pages)] == [True, False]
