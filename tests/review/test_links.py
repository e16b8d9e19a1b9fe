"""Where citations lead: to the page of the citation, under names that every system takes."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from lexassist.review.links import Addresses, name_copies
from lexassist.types import DocumentId, ReadStatus, ReviewedDocument

from .reviewed import cite, whole_clause


def row(number: int, file: str) -> ReviewedDocument:
    return ReviewedDocument(file, DocumentId(str(number)), "", ReadStatus.INDEXED, "")


@given(st.lists(st.text(), max_size=12))
def test_every_copy_has_a_name_of_its_own_that_a_system_takes(files: list[str]) -> None:
    names = name_copies([row(number, file) for number, file in enumerate(files)])
    assert len(names) == len(files)
    assert len({name.casefold() for name in names.values()}) == len(files)
    for name in names.values():
        assert name.endswith(".pdf")
        assert len(name) <= 120
        assert not set(name) & set('<>:"/\\|?*\n\x00')
        assert name[0] not in ". "


def test_an_attachment_keeps_the_name_of_its_mail() -> None:
    assert name_copies([row(1, "Offer.eml/Lease.docx")]) == {"1": "Offer.eml - Lease.pdf"}


def test_a_citation_leads_to_its_page_in_the_copy() -> None:
    citation = whole_clause("nda.pdf", "13.1")
    address = Addresses({citation.document: "A & B #1.pdf"}).of(citation)
    assert address is not None
    assert unquote(address.target) == "highlighted/A & B #1.pdf"
    assert address.place == f"page={citation.pages[0]}"
    assert urlsplit(address.url).fragment == address.place  # the "#" of the name is no mark of a place


def test_a_citation_leads_to_its_clause_where_the_page_is_served() -> None:
    (citation,) = cite("nda.pdf", "confidential")
    address = Addresses({citation.document: "nda.pdf"}, view="http://127.0.0.1:7860/view/acme").of(citation)
    assert address is not None
    parts = urlsplit(address.url)
    assert parts.path == f"/view/acme/{citation.document}/{citation.clause}"
    asked = {name: int(values[0]) for name, values in parse_qs(parts.query).items()}
    assert asked == {"start": citation.span.start, "end": citation.span.end, "page": citation.pages[0]}


def test_without_a_copy_there_is_nothing_to_open() -> None:
    (citation,) = cite("nda.pdf", "confidential")
    assert Addresses().of(citation) is None
    # Text has no pages, so no copy: a document that is cited by paragraph.
    assert Addresses({citation.document: "nda.pdf"}).of(replace(citation, pages=(), paragraph=3)) is None
    assert Addresses().of_document(citation.document) is None
