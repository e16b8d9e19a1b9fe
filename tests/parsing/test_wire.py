from __future__ import annotations

import json
import struct
from array import array
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.parsing.isolation.checked import WireError
from lexassist.parsing.isolation.wire import pack, unpack
from lexassist.parsing.pages import RawLine, RawPage
from lexassist.parsing.reading import read_document
from lexassist.parsing.scans.pagewire import pack_page, unpack_page
from lexassist.parsing.scans.replacement import Recognised
from lexassist.types import (
    Attachment,
    Box,
    Definition,
    Document,
    Reading,
    ReadStatus,
    Reference,
    Remark,
    RemarkKind,
    Span,
)
from tests.parsing.contracts import PAGES
from tests.parsing.writing import pdf_of


def full_reading() -> Reading:
    """A reading with something in every field."""
    reading = read_document(pdf_of(PAGES, head="Harrow Mill", foot="{n}"), "h\u00e4rrow \udce4.pdf")
    document = reading.document
    assert document is not None
    first, *others = document.pages
    remarks = (
        Remark(RemarkKind.HIDDEN_TEXT, "Page 1 hides words.", 1, "be \udc80 kind \u0000", (Box(1, 1.5, 2, 3, 4),)),
        Remark(RemarkKind.ACTIVE_CONTENT, "It runs."),
    )
    pages = (replace(first, ocr=True, quality=0.875), *(replace(page, needs_ocr=True) for page in others))
    clause, target = reading.clauses[0].id, reading.clauses[-1].id
    return replace(
        reading,
        status=ReadStatus.PARTIAL,
        message="Something is missing.",
        document=replace(document, pages=pages, paged=False, remarks=remarks),
        definitions=(
            Definition("Price", clause, Span(0, 9), (Span(3, 5), Span(5, 7), Span(20, 22))),
            Definition("P", clause, Span(1, 2)),
        ),
        references=(
            Reference(Span(1, 4), clause, target),
            Reference(Span(2, 4), clause),
            Reference(Span(3, 4), clause, outside=True),
        ),
        attachments=(Attachment("a b.pdf", b"%PDF-"), Attachment("\u00e4.eml", b"")),
        rendition=b"%PDF-1.7",
    )


READING = full_reading()
PACKED = pack(READING)


def test_what_is_packed_is_unpacked_equal():
    assert unpack(PACKED) == READING
    refused = Reading(ReadStatus.DAMAGED, "why")
    assert unpack(pack(refused)) == refused
    with_attachments = Reading(ReadStatus.EMPTY, "why", attachments=(Attachment("a.pdf", b"words"),))
    assert unpack(pack(with_attachments)) == with_attachments


def test_a_result_cut_short_anywhere_or_too_long_is_refused():
    for size in range(0, len(PACKED), 97):
        with pytest.raises(WireError):
            unpack(PACKED[:size])
    with pytest.raises(WireError, match="more bytes"):
        unpack(PACKED + b"x")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_a_changed_byte_gives_a_reading_or_a_wire_error(place: int, change: int):
    changed = bytearray(PACKED)
    changed[place] ^= change
    try:
        reading = unpack(bytes(changed))
    except WireError:
        return
    if reading.document is not None:
        check(reading, reading.document)


def check(reading: Reading, document: Document) -> None:
    """The invariants that everything behind the wire relies on."""
    length = len(document.text)
    spans = [
        *(
            each.span
            for part in (reading.clauses, reading.chunks, reading.definitions, reading.references)
            for each in part
        ),
        *(use for each in reading.definitions for use in each.uses),
        *(span for page in document.pages for span in page.furniture),
    ]
    assert all(span.end <= length for span in spans)
    known = {clause.id for clause in reading.clauses}
    named = [each.clause for part in (reading.chunks, reading.definitions, reading.references) for each in part]
    assert known.issuperset(named)
    assert known.issuperset(each.target for each in reading.references if each.target)
    assert all(0 <= (page.quality or 0) <= 1 for page in document.pages)


def with_header(key: str, value: object) -> bytes:
    size = struct.unpack_from("<I", PACKED, 4)[0]
    header = json.loads(PACKED[8 : 8 + size])
    head = json.dumps({**header, key: value}).encode()
    return PACKED[:4] + struct.pack("<I", len(head)) + head + PACKED[8 + size :]


CLAUSE = READING.clauses[0].id
PAGE = [1, 0, 10, 1, 1, 0, [], False, False, None]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("status", "fine"),
        ("status", None),
        ("document", ["a", "b", "c", 10**12, True]),
        ("document", ["a", "b", "c", 10, 1]),  # whether it is paged is no number
        ("document", ["a", "b"]),
        ("pages", [[1, 0, 10**9, *PAGE[3:]]]),
        ("pages", [[*PAGE[:3], float("inf"), *PAGE[4:]]]),
        ("pages", [[*PAGE[:9], 1.5]]),  # quality is a share
        ("pages", [[*PAGE[:9], float("nan")]]),
        ("pages", [[*PAGE[:8], "yes", None]]),
        ("pages", [[2, *PAGE[1:]]]),
        ("pages", {}),
        ("clauses", [["c", "", [], "", "operative", 5, 5, None]]),
        ("clauses", [["c", "", [], "", "operative", 0, 10**9, None]]),
        ("clauses", [["c", "", [], "", "unheard-of", 0, 5, None]]),
        ("clauses", [["c", "", [], "", "operative", 0, 5, "no such parent"]]),
        ("chunks", [["k", "no such clause", 0, 5, "", ""]]),
        ("remarks", [["unheard-of", "", None, "", []]]),
        ("remarks", [["comments", "", 10**6, "", []]]),  # no such page
        ("remarks", [["comments", "", 0, "", []]]),
        ("remarks", [["comments", "", None, "", [[1, 0, 0, 1, "x"]]]]),
        ("definitions", [["T", "no such clause", 0, 5, 0]]),
        ("definitions", [["T", CLAUSE, 0, 10**9, 0]]),
        ("definitions", [["T", CLAUSE, 0, 5, 10**9]]),  # more uses than there are bytes
        ("definitions", [["T", CLAUSE, 0, 5, -1]]),
        ("references", [[0, 5, CLAUSE, "no such clause", False]]),
        ("references", [[0, 5, "no such clause", None, False]]),
        ("references", [[0, 5, CLAUSE, CLAUSE, True]]),  # outside, and yet in this document
        ("references", [[0, 5, CLAUSE, None, None]]),
        ("attachments", [["../a.pdf", 0]]),
        ("attachments", [["a\\b.pdf", 0]]),
        ("attachments", [["a\nb.pdf", 0]]),
        ("attachments", [["..", 0]]),
        ("attachments", [["", 0]]),
        ("attachments", [["a" * 300, 0]]),
        ("attachments", [["a.pdf", 10**12]]),
        ("rendition", 10**12),
        ("rendition", "x"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(key: str, value: object):
    with pytest.raises(WireError):
        unpack(with_header(key, value))


def test_a_box_that_is_not_a_number_is_refused():
    document = READING.document
    assert document is not None
    page = document.pages[0]
    words = replace(page.words, edges=array("f", [float("nan"), *page.words.edges[1:]]))
    spoiled = replace(document, pages=(replace(page, words=words), *document.pages[1:]))
    with pytest.raises(WireError, match="not finite"):
        unpack(pack(replace(READING, document=spoiled)))


def test_uses_out_of_order_are_refused():
    definition = replace(READING.definitions[0], uses=(Span(5, 9), Span(3, 6)))
    with pytest.raises(WireError, match="not in order"):
        unpack(pack(replace(READING, definitions=(definition,))))


RECOGNISED = Recognised(
    RawPage(
        3,
        612,
        792,
        (RawLine("two words", array("I", [0, 4]), array("I", [3, 9]), array("f", range(8)), broken=True), RawLine("")),
        ocr=True,
        quality=0.5,
    ),
    poor=True,
)


def test_a_recognised_page_is_unpacked_equal():
    assert unpack_page(pack_page(RECOGNISED)) == RECOGNISED


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(pack_page(RECOGNISED)) - 1), st.integers(1, 255))
def test_a_changed_byte_of_a_recognised_page_keeps_words_in_their_lines(place: int, change: int):
    changed = bytearray(pack_page(RECOGNISED))
    changed[place] ^= change
    try:
        found = unpack_page(bytes(changed))
    except WireError:
        return
    assert all(end <= len(line.text) for line in found.page.lines for end in line.ends)


@pytest.mark.parametrize("parents", [{0: 0}, {0: 1, 1: 0}, {0: 1}])  # its own, in a circle, the next one
def test_a_parent_that_does_not_stand_before_its_child_is_refused(parents: dict[int, int]):
    clauses = list(READING.clauses)
    for child, parent in parents.items():
        clauses[child] = replace(clauses[child], parent=READING.clauses[parent].id)
    with pytest.raises(WireError, match="parent"):
        unpack(pack(replace(READING, clauses=tuple(clauses))))


def test_two_clauses_of_one_id_are_refused():
    with pytest.raises(WireError, match="id"):
        unpack(pack(replace(READING, clauses=(*READING.clauses, READING.clauses[0]))))
