"""How places, scans and remarks are told to a lawyer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.telling import (
    KIND_WORDS,
    count,
    list_pages,
    pinpoint,
    place_words,
    poor_pages,
    source_words,
    tell_forms,
    tell_mentions,
    tell_poor,
    tell_remarks,
    tell_unread,
    trail_words,
)
from lexassist.types import (
    Clause,
    ClauseId,
    ClauseKind,
    Document,
    DocumentCard,
    DocumentId,
    Mention,
    Mentions,
    Page,
    ReadStatus,
    Remark,
    RemarkKind,
    Span,
)


def clause(label: str, heading: str = "") -> Clause:
    return Clause(ClauseId(label), DocumentId("d"), label, (label,), heading, ClauseKind.OPERATIVE, Span(0, 1))


@pytest.mark.parametrize(
    ("pages", "paragraph", "words"),
    [
        ((14,), None, "p. 14"),
        # over a page break
        ((14, 15), None, "pp. 14–15"),
        # no page is known
        ((), None, ""),
        # a document without pages of its own: its portions are no pages
        ((2,), 14, "para. 14"),
    ],
)
def test_a_place(pages: tuple[int, ...], paragraph: int | None, words: str) -> None:
    assert place_words(pages, paragraph) == words


def test_a_pinpoint_leaves_out_what_there_is_not() -> None:
    assert pinpoint("", (3,), ocr=True) == "p. 3, read by OCR"
    assert pinpoint("", ()) == ""


@pytest.mark.parametrize(
    ("trail", "words"),
    [
        ((clause("4", "Fees"), clause("4.2", "Late payment")), "4 Fees › 4.2 Late payment"),
        # an unnumbered heading, a number without heading
        ((clause("", "Schedules"), clause("Schedule 2"), clause("3.1")), "Schedules › Schedule 2 › 3.1"),
        # the opening words of a list carry its label: said once
        ((clause("4", "Fees"), clause("4", "Fees")), "4 Fees"),
        # neither label nor heading
        ((clause("", ""),), ""),
        ((), ""),
    ],
)
def test_a_trail(trail: tuple[Clause, ...], words: str) -> None:
    assert trail_words(trail) == words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Lease.pdf", "Lease.pdf"),
        ("Offer.eml/Lease.pdf", "Lease.pdf (in Offer.eml)"),
        ("Offer.eml/Inner.eml/Lease.pdf", "Lease.pdf (in Inner.eml, in Offer.eml)"),
    ],
)
def test_an_attachment_is_named_with_its_mail(source: str, words: str) -> None:
    assert source_words(source) == words


def test_many_pages_are_counted() -> None:
    assert list_pages(range(3, 15)) == "12 pages (the first is page 3)"
    assert tell_poor(tuple(range(3, 15))).startswith("12 pages (the first is page 3) were read")
    assert tell_poor(()) == ""


def test_the_poor_pages_of_a_document() -> None:
    pages = tuple(Page(n, n, n + 1, 600, 800, ocr=True) for n in range(3))
    poor = Remark(RemarkKind.POOR_SCAN, "Poor.", page=2)
    document = Document(DocumentId("d"), "T", "a.pdf", "abc", pages, remarks=(poor,))
    assert poor_pages(document, (1, 2, 2)) == (2,)
    assert poor_pages(document, (1,)) == ()
    # A remark on no page is on all of them.
    whole = Document(DocumentId("d"), "T", "a.pdf", "abc", pages, remarks=(Remark(RemarkKind.POOR_SCAN, "Poor."),))
    assert poor_pages(whole, (1, 2)) == (1, 2)


def test_hidden_text_is_told_first_and_a_flood_of_remarks_is_counted() -> None:
    remarks = [Remark(RemarkKind.ACTIVE_CONTENT, f"A script on page {n}.", page=n) for n in range(1, 6)]
    told = tell_remarks([*remarks, Remark(RemarkKind.HIDDEN_TEXT, "White on white.", page=4)])
    assert told.startswith("Hidden text on page 4:")
    assert told.endswith("The file holds 5 pieces of active content, which were not run.")


def test_every_kind_of_remark_has_a_word() -> None:
    assert set(KIND_WORDS) == set(RemarkKind)


REMARKS = st.builds(
    Remark, st.sampled_from(RemarkKind), st.just("Told."), st.none() | st.integers(1, 9), st.just("XSECRETX")
)


@given(st.lists(REMARKS))
def test_every_remark_is_told_and_its_words_never_are(remarks: list[Remark]) -> None:
    told = tell_remarks(remarks)
    assert bool(told) == bool(remarks)
    assert "XSECRETX" not in told


def mentions(places: int, *, holding: int, documents: int) -> Mentions:
    standing = [Mention(DocumentId(f"d{n % holding}"), ClauseId("c"), Span(n, n + 1)) for n in range(places)]
    return Mentions("Losses", tuple(standing), documents, 0.0)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (mentions(34, holding=3, documents=12), "“Losses”: 34 places in 3 of 12 documents"),
        (mentions(1, holding=1, documents=2), "“Losses”: 1 place in 1 of 2 documents"),
        # one document was searched
        (mentions(1200, holding=1, documents=1), "“Losses”: 1,200 places in 1 document"),
        (mentions(0, holding=1, documents=12), "“Losses”: no place in 12 documents"),
        (mentions(0, holding=1, documents=0), "“Losses”: no place in 0 documents"),
    ],
)
def test_the_total_of_a_terms_mentions(found: Mentions, words: str) -> None:
    assert tell_mentions(found) == words


def test_ways_of_writing_a_term_are_told_the_most_frequent_first_and_few_by_name() -> None:
    forms = {"losses": 3, "Losses": 30, "LOSSES": 3, "LoSSes": 2, "losseS": 1, "lossES": 1}
    assert tell_forms(forms) == "30 “Losses”, 3 “LOSSES”, 3 “losses”, 2 “LoSSes”, 2 written otherwise"
    assert tell_forms({"Losses": 3}) == tell_forms({}) == ""


def test_documents_that_were_read_in_part_are_named() -> None:
    cards = [
        DocumentCard(DocumentId(f"d{n}"), "T", f"{n}.pdf", 1, 1, ReadStatus.PARTIAL if n else ReadStatus.INDEXED)
        for n in range(7)
    ]
    assert tell_unread(cards[:1]) == ""
    assert tell_unread(cards[:3]).endswith("may be missing: 1.pdf, 2.pdf.")
    assert tell_unread(cards).endswith(": 1.pdf, 2.pdf, 3.pdf, 4.pdf and 2 more.")


def test_a_count() -> None:
    assert [count(n, "page") for n in (0, 1, 2_000)] == ["0 pages", "1 page", "2,000 pages"]
