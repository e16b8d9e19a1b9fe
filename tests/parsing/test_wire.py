from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.parsing.reading import read_document
from lexassist.parsing.wire import WireError, pack, unpack
from lexassist.types import Reading, ReadStatus
from tests.parsing.contracts import PAGES
from tests.parsing.writing import pdf_of

READING = read_document(pdf_of(PAGES, head="Harrow Mill", foot="{n}"), "h\u00e4rrow \udce4.pdf")
PACKED = pack(READING)


def test_what_is_packed_is_unpacked_equal():
    assert unpack(PACKED) == READING
    refused = Reading(ReadStatus.DAMAGED, "why")
    assert unpack(pack(refused)) == refused


def test_a_result_cut_short_anywhere_is_refused():
    for size in range(0, len(PACKED), 97):
        with pytest.raises(WireError):
            unpack(PACKED[:size])


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_a_changed_byte_gives_a_reading_or_a_wire_error(place: int, change: int):
    changed = bytearray(PACKED)
    changed[place] ^= change
    try:
        reading = unpack(bytes(changed))
    except WireError:
        return
    if reading.document is not None:
        length = len(reading.document.text)
        assert all(clause.span.end <= length for clause in reading.clauses)
        assert all(chunk.span.end <= length for chunk in reading.chunks)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("status", "fine"),
        ("status", None),
        ("document", ["a", "b", "c", 10**12]),
        ("document", ["a", "b"]),
        ("pages", [[1, 0, 10**9, 1, 1, 0, False, False, []]]),
        ("pages", {}),
        ("clauses", [["c", "", [], "", "operative", 5, 5, None]]),
        ("clauses", [["c", "", [], "", "operative", 0, 10**9, None]]),
        ("clauses", [["c", "", [], "", "unheard-of", 0, 5, None]]),
        ("clauses", [["c", "", [], "", "operative", 0, 5, "no such parent"]]),
        ("chunks", [["k", "no such clause", 0, 5, "", ""]]),
    ],
)
def test_a_header_that_does_not_fit_is_refused(key: str, value: object):
    size = struct.unpack_from("<I", PACKED, 4)[0]
    header = json.loads(PACKED[8 : 8 + size])
    head = json.dumps({**header, key: value}).encode()
    with pytest.raises(WireError):
        unpack(PACKED[:4] + struct.pack("<I", len(head)) + head + PACKED[8 + size :])
