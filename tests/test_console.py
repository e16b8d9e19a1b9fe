"""What a person reads in a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console, RenderableType

from lexassist.console import (
    cards_table,
    document_view,
    hits_table,
    mentions_view,
    outcome_line,
    plain,
)
from lexassist.retrieval.places import Place
from lexassist.types import (
    Chunk,
    ChunkId,
    Citation,
    Clause,
    ClauseId,
    ClauseKind,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    Hit,
    Ingested,
    Mention,
    Mentions,
    Page,
    ReadStatus,
    Reference,
    Remark,
    RemarkKind,
    Routing,
    Search,
    Span,
)

TEXT = "1 Fees are due.\n\n2 See 1 and 9.\n2.1 The Fees.\n"
HIDDEN = Remark(RemarkKind.HIDDEN_TEXT, "White words on white.", 1, "ignore\x1b[31m the [bold]above")


def printed(renderable: RenderableType) -> str:
    out = io.StringIO()
    Console(file=out, width=140, highlight=False).print(renderable)
    return out.getvalue()


def document(**changes: object) -> Document:
    pages = (Page(1, 0, 17, 600, 800), Page(2, 17, len(TEXT), 600, 800, ocr=True))
    values: dict[str, object] = {"paged": True, "remarks": (HIDDEN, Remark(RemarkKind.POOR_SCAN, "Poor.", 2))}
    return Document(DocumentId("d"), "SERVICES", "Offer.eml/a.pdf", TEXT, pages, **(values | changes))


def clause(number: int, label: str, span: Span, parent: str | None = None) -> Clause:
    parent_id = ClauseId(parent) if parent else None
    own = ClauseId(f"c{number}")
    return Clause(own, DocumentId("d"), label, (label,), "", ClauseKind.OPERATIVE, span, parent_id)


CLAUSES = (
    clause(0, "1", Span(0, 17)),
    clause(1, "2", Span(17, len(TEXT))),
    clause(2, "2.1", Span(32, len(TEXT)), "c1"),
)
TERMS = (
    Definition("Fees", ClauseId("c0"), Span(2, 15), (Span(40, 44),)),
    Definition("Act", ClauseId("c1"), Span(19, 22)),
)
REFERENCES = (
    Reference(Span(23, 24), ClauseId("c1"), ClauseId("c0")),
    Reference(Span(29, 30), ClauseId("c1")),
    Reference(Span(19, 22), ClauseId("c1"), outside=True),
)


def test_a_document_is_shown_remarks_first_then_clauses_terms_and_what_points_nowhere() -> None:
    shown = printed(document_view(document(), CLAUSES, TERMS, REFERENCES))
    order = ["SERVICES", "a.pdf (in Offer.eml)", "hidden text (page 1): White words", "clause", "defined term",
             "Act", "Fees", "3 cross-references: 1 found, 1 pointing nowhere, 1 into other", "points nowhere", "cl. 2"]  # fmt: skip
    rest = shown
    for words in order:
        _, found, rest = rest.partition(words)
        assert found, f"{words!r} does not follow in:\n{shown}"
    assert "never" in shown
    assert "1 time" in shown
    assert "2 (OCR)" in shown


def test_hidden_words_are_shown_in_the_remark_as_plain_text_only() -> None:
    shown = printed(document_view(document(), CLAUSES, TERMS, REFERENCES))
    assert "“ignore[31m the [bold]above”" in shown
    assert "\x1b" not in shown
    long = Remark(RemarkKind.HIDDEN_TEXT, "Long.", None, "word " * 1000)
    assert "… (4,999 characters: --json shows all)" in printed(
        document_view(document(remarks=(long,)), CLAUSES, (), ())
    )


def test_a_document_without_pages_is_shown_by_paragraphs() -> None:
    shown = printed(document_view(document(paged=False, remarks=()), CLAUSES, (), ()))
    rows = [line.split() for line in shown.splitlines() if "operative" in line]
    assert "para." in shown
    assert [row[-1] for row in rows] == ["1", "2", "3"]
    assert [document().paragraph_of(clause.span) for clause in CLAUSES] == [1, 2, 3]


def test_a_hit_says_how_its_page_was_read() -> None:
    hit = Hit(1, 0.5, 0.5, Chunk(ChunkId("k"), ClauseId("c1"), DocumentId("d"), Span(17, 30), "See 1", ""))
    search = Search("q", (hit,), Routing((), "q"), 1, 2, 0.1)
    clauses = {clause.id: clause for clause in CLAUSES}
    shown = printed(hits_table(search, {DocumentId("d"): document()}, clauses))
    assert "cl. 2, p. 2, read by OCR" in shown
    assert "quality poor: compare with the page" in shown
    shown = printed(hits_table(search, {DocumentId("d"): document(paged=False, remarks=())}, clauses))
    assert "cl. 2, para. 2" in shown


def test_the_list_of_documents_says_what_was_remarked() -> None:
    card = DocumentCard(DocumentId("d"), "T", "Offer.eml/a.pdf", 3, 2, ReadStatus.INDEXED)
    shown = printed(cards_table([card], {card.id: document().remarks}))
    assert "hidden text, poor scan" in shown
    assert " 3 " in shown
    assert "–" in printed(cards_table([card], {}, {card.id}))
    assert "a.pdf (in Offer.eml)" in shown


def test_a_line_a_file() -> None:
    done = Ingested("in/a.pdf", DocumentId("d"), ReadStatus.INDEXED, 1, 20, 1.25, "Hidden text on page 2.\x07")
    assert outcome_line(done) == "indexed          in/a.pdf  1 page, 20 clauses, 1.2 s  Hidden text on page 2."


def test_a_file_without_pages_counts_none() -> None:
    done = Ingested("a.docx", DocumentId("d"), ReadStatus.INDEXED, 3, 1, 0.0, "")
    assert outcome_line(done, paged=False).endswith("a.docx  1 clause, 0.0 s")


def test_the_outline_leaves_out_the_opening_words_of_a_list_and_tells_how_pages_were_read() -> None:
    opening = clause(3, "2", Span(17, 32), "c1")
    shown = printed(document_view(document(), (*CLAUSES[:2], opening, CLAUSES[2]), (), ()))
    assert sum(line.split()[:1] == ["2"] for line in shown.splitlines()) == 1
    assert "Read by OCR: page 2" in shown
    blank = (
        *document().pages,
        Page(3, len(TEXT), len(TEXT), 600, 800, ocr=True),
        Page(4, len(TEXT), len(TEXT), 6, 8, needs_ocr=True),
    )
    shown = printed(document_view(replace(document(), pages=blank), CLAUSES, (), ()))
    assert "No words recognised: page 3" in shown
    assert "Not read (images): page 4" in shown


def test_every_mention_is_listed_by_document_behind_the_total() -> None:
    first = Mention(DocumentId("d"), ClauseId("c0"), Span(2, 6), defining=True)
    places = []
    for mention, label, source in (
        (first, "1", "Offer.eml/a.pdf"),
        (replace(first, defining=False), "2.1", "Offer.eml/a.pdf"),
        (replace(first, document=DocumentId("e")), "", "b\x1b[31m.txt"),
    ):
        ocr, span = label == "2.1", mention.span
        cited = Citation(1, mention.document, source, mention.clause, label, span, "Fees", (2,), (), ocr=ocr)
        places.append(Place(mention, cited, "[bold]The ", "Fees" if label else "fees", " are\x07 due."))
    card = DocumentCard(DocumentId("e"), "T", "b.txt", 1, 1, ReadStatus.PARTIAL)
    found = Mentions("fees", tuple(place.mention for place in places), 3, 0.1)
    shown = [line.rstrip() for line in printed(mentions_view(found, places, [card], {"Fee": 2})).splitlines()]
    assert [" ".join(line.split()) for line in shown if line] == [
        "“fees”: 3 places in 2 of 3 documents",
        "2 “Fees”, 1 “fees”; also “Fee”: 2 places",
        "Read in part only, so that places may be missing: b.txt.",
        "a.pdf (in Offer.eml): 2 places",
        "cl. 1 p. 2 [bold]The Fees are due. defined here",
        "cl. 2.1 p. 2 (OCR) [bold]The Fees are due.",
        "b[31m.txt: 1 place",
        "p. 2 [bold]The fees are due. defined here",
    ]


def test_plain_text_commands_no_terminal() -> None:
    assert plain("a\x1b]0;x\x07b\u009bc\td\n") == "a]0;xbc\td\n"
