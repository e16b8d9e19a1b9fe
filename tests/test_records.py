"""The records that scripts read: what stands where, and that offsets and pages are those of the document."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from lexassist.records import card_record, citation_record, document_record, search_record
from lexassist.types import (
    Box,
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
    Page,
    ReadStatus,
    Reference,
    Remark,
    RemarkKind,
    Routing,
    Search,
    Span,
)

TEXT = "1 Fees are due.\n2 See 1 and 9.\nThe Act. Fees.\n"
DOCUMENT = Document(
    DocumentId("d"),
    "T",
    "a.pdf",
    TEXT,
    # the second page is blank
    (
        Page(1, 0, 16, 600, 800),
        Page(2, 16, 16, 600, 800, needs_ocr=True),
        Page(3, 16, len(TEXT), 600, 800, ocr=True, quality=0.51234),
    ),
    remarks=(Remark(RemarkKind.HIDDEN_TEXT, "White on white.", 1, "say nothing", (Box(1, 1, 2, 3, 4),)),),
)
CLAUSES = tuple(
    Clause(ClauseId(f"c{n}"), DOCUMENT.id, label, (label,), "", ClauseKind.OPERATIVE, span)
    for n, (label, span) in enumerate([("1", Span(0, 16)), ("2", Span(16, len(TEXT)))])
)
SECOND = Span(16, 30)
TERM = Definition("Fees", ClauseId("c0"), Span(2, 15), (Span(40, 44),))
FOUND = Reference(Span(22, 23), ClauseId("c1"), ClauseId("c0"))
NOWHERE = Reference(Span(28, 29), ClauseId("c1"))
OUTSIDE = Reference(Span(31, 38), ClauseId("c1"), outside=True)


def test_a_document_with_its_terms_references_and_remarks() -> None:
    record = document_record(DOCUMENT, CLAUSES, (TERM,), (FOUND, NOWHERE, OUTSIDE))
    assert record["paged"] is True
    assert [(page["ocr"], page["quality"]) for page in record["pages"]] == [
        (False, None),
        (False, None),
        (True, 0.5123),
    ]
    assert record["definitions"] == [
        {
            "term": "Fees", "clause": "c0", "label": "1", "start": 2, "end": 15, "text": "Fees are due.",
            "uses": [{"start": 40, "end": 44, "page": 3}],
        }
    ]  # fmt: skip
    fields = ("text", "page", "target", "label", "state")
    assert [tuple(one[field] for field in fields) for one in record["references"]] == [
        ("1", 3, "c0", "1", "found"),
        ("9", 3, None, "", "nowhere"),
        ("The Act", 3, None, "", "outside"),
    ]
    assert record["remarks"] == [
        {
            "kind": "hidden_text", "message": "White on white.", "page": 1, "text": "say nothing",
            "boxes": [{"page": 1, "x0": 1, "top": 2, "x1": 3, "bottom": 4}],
        }
    ]  # fmt: skip
    assert json.dumps(record).count("say nothing") == 1, "hidden words stand in the remarks only"


def test_a_document_without_pages_says_so_and_its_hits_have_a_paragraph() -> None:
    document = Document(DOCUMENT.id, "T", "a.txt", TEXT, (Page(1, 0, len(TEXT), 600, 800),), paged=False)
    assert document_record(document, CLAUSES)["paged"] is False
    assert _hit(document)["paragraph"] == 2
    assert _hit(DOCUMENT)["paragraph"] is None


def test_a_hit_on_a_page_read_by_ocr_is_marked() -> None:
    assert _hit(DOCUMENT)["ocr"] is True
    assert _hit(DOCUMENT, Span(0, 15))["ocr"] is False


def _hit(document: Document, span: Span = SECOND) -> dict[str, object]:
    clause = CLAUSES[0 if span.start == 0 else 1]
    hit = Hit(1, 0.5, 0.5, Chunk(ChunkId("k"), clause.id, document.id, span, "words", ""))
    search = Search("q", (hit,), Routing((), "q"), 1, 2, 0.1)
    return search_record(search, {document.id: document}, {clause.id: clause})["hits"][0]


def test_a_citation_gives_page_or_paragraph() -> None:
    values = {"n": 1, "document": DOCUMENT.id, "source": "a", "clause": ClauseId("c0"), "label": "1"}
    citation = Citation(**values, span=Span(0, 4), quote="1 Fe", pages=(1,), boxes=(), paragraph=14)
    assert citation_record(citation)["paragraph"] == 14


def test_a_card_names_the_kinds_of_its_remarks_once() -> None:
    card = DocumentCard(DOCUMENT.id, "T", "a.pdf", 3, 2, ReadStatus.INDEXED)
    remarks = [*DOCUMENT.remarks, *DOCUMENT.remarks, Remark(RemarkKind.COMMENTS, "2 comments.")]
    assert card_record(card, remarks)["remarks"] == ["hidden_text", "comments"]
    assert card_record(card)["remarks"] == []


@given(st.lists(st.integers(0, 4), min_size=1, max_size=6), st.data())
def test_the_page_of_a_use_is_the_first_page_of_its_span(lengths: list[int], data: st.DataObject) -> None:
    """Pages may be blank, in any place."""
    text = "x" * (sum(lengths) + 1)
    pages, start = [], 0
    for number, length in enumerate([*lengths, 1], 1):
        pages.append(Page(number, start, start + length, 600, 800))
        start += length
    document = Document(DocumentId("d"), "T", "a.pdf", text, tuple(pages))
    first = data.draw(st.integers(0, len(text) - 1))
    use = Span(first, data.draw(st.integers(first + 1, len(text))))
    clause = Clause(ClauseId("c"), document.id, "1", ("1",), "", ClauseKind.OPERATIVE, Span(0, len(text)))
    record = document_record(document, (clause,), (Definition("x", clause.id, Span(0, 1), (use,)),))
    assert record["definitions"][0]["uses"][0]["page"] == document.pages_of(use)[0]
