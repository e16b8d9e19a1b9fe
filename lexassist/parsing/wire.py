"""A reading as bytes, from the child that reads to the parent that stores; no pickle, and checked when unpacked.

Format: a magic word, the length of a JSON header (4 bytes, little-endian), the header, the text in UTF-8, then the word
arrays of each page (starts, ends: uint32; edges: float32; little-endian). The child that made the bytes read a hostile
file and may be hostile itself: :func:`unpack` trusts no length, offset or type in them.
"""

from __future__ import annotations

import json
import struct
import sys
from array import array
from collections.abc import Mapping

from lexassist.types import (
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    ClauseKind,
    Document,
    DocumentId,
    Page,
    Reading,
    ReadStatus,
    Span,
    Words,
)

OUT_OF_MEMORY = 70
"""Exit status of the child: the memory limit was reached."""
NOT_DRAWN = 71
"""Exit status of the child: the page cannot be drawn; the result is a reading that says why."""
MAX_RESULT = 1 << 30
"""Bytes that a result may have."""
_MAGIC = b"LXR1"
_Json = None | bool | int | float | str | list["_Json"] | dict[str, "_Json"]


class WireError(ValueError):
    """The bytes are not a reading."""


def pack(reading: Reading) -> bytes:
    """The bytes from which :func:`unpack` makes an equal reading."""
    document = reading.document
    header: dict[str, _Json] = {"status": reading.status.value, "message": reading.message}
    blobs: list[bytes] = []
    if document is not None:
        text = document.text.encode("utf-8")
        blobs = [text, *(part for page in document.pages for part in _pack_words(page.words))]
        header["document"] = [document.id, document.title, document.source, len(text)]
        header["pages"] = [_pack_page(page) for page in document.pages]
        header["clauses"] = [
            [c.id, c.label, list(c.path), c.heading, c.kind.value, c.span.start, c.span.end, c.parent]
            for c in reading.clauses
        ]
        header["chunks"] = [[k.id, k.clause, k.span.start, k.span.end, k.text, k.context] for k in reading.chunks]
    head = json.dumps(header, separators=(",", ":")).encode("ascii")
    return b"".join((_MAGIC, struct.pack("<I", len(head)), head, *blobs))


def unpack(data: bytes) -> Reading:
    """The reading that was packed.

    Raises:
        WireError: the bytes are cut short, or hold anything but a reading whose spans lie in its text.
    """
    if data[:4] != _MAGIC or len(data) < 8:
        raise WireError("not a reading")
    end = 8 + int(struct.unpack_from("<I", data, 4)[0])
    if end > len(data):
        raise WireError("the header is cut short")
    try:
        header: _Json = json.loads(data[8:end])
        return _Unpacker(data, end).reading(_mapping(header))
    except WireError:
        raise
    except (ValueError, RecursionError, OverflowError) as error:
        raise WireError(f"not a reading: {error}") from error


def _pack_page(page: Page) -> _Json:
    furniture: _Json = [[span.start, span.end] for span in page.furniture]
    return [
        page.number, page.start, page.end, page.width, page.height, len(page.words), page.needs_ocr, page.ocr, furniture,
    ]  # fmt: skip


def _pack_words(words: Words) -> tuple[bytes, bytes, bytes]:
    return _little(words.starts).tobytes(), _little(words.ends).tobytes(), _little(words.edges).tobytes()


def _little(values: array[int] | array[float]) -> array[int] | array[float]:
    if sys.byteorder == "little":
        return values
    swapped = values[:]
    swapped.byteswap()
    return swapped


class _Unpacker:
    """Reads the parts behind the header, in order."""

    def __init__(self, data: bytes, position: int) -> None:
        self._data = data
        self._position = position

    def reading(self, header: Mapping[str, _Json]) -> Reading:
        status, message = ReadStatus(_text(header.get("status"))), _text(header.get("message"))
        if "document" not in header:
            return Reading(status, message)
        document = self._document(header)
        clauses = tuple(_clause(_row(row, 8), document) for row in _list(header.get("clauses")))
        known = {clause.id for clause in clauses}
        if len(known) != len(clauses) or any(c.parent is not None and c.parent not in known for c in clauses):
            raise WireError("a clause's id or parent is wrong")
        chunks = tuple(_chunk(_row(row, 6), document) for row in _list(header.get("chunks")))
        if any(chunk.clause not in known for chunk in chunks):
            raise WireError("a chunk's clause is unknown")
        return Reading(status, message, document, clauses, chunks)

    def _document(self, header: Mapping[str, _Json]) -> Document:
        identity, title, source, length = _row(header.get("document"), 4)
        text = self._take(_count(length)).decode("utf-8")
        pages = tuple(self._page(_row(row, 9), len(text)) for row in _list(header.get("pages")))
        borders = [0, *(page.end for page in pages)]
        if [page.start for page in pages] != borders[:-1] or borders[-1] != len(text):
            raise WireError("the pages do not make up the text")
        return Document(DocumentId(_text(identity)), _text(title), _text(source), text, pages)

    def _page(self, row: list[_Json], length: int) -> Page:
        number, start, end, width, height, count, needs_ocr, ocr, furniture = row
        first, last, size = _count(start), _count(end), _count(count)
        if not first <= last <= length:
            raise WireError("a page lies outside the text")
        starts, ends = self._numbers("I", size), self._numbers("I", size)
        if any(not first <= a < b <= last for a, b in zip(starts, ends, strict=True)):
            raise WireError("a word lies outside its page")
        words = Words(array("I", starts), array("I", ends), self._floats(4 * size))
        spans = tuple(_span(_row(pair, 2), last) for pair in _list(furniture))
        return Page(
            _count(number), first, last, _real(width), _real(height), words, spans, needs_ocr is True, ocr is True
        )

    def _take(self, size: int) -> bytes:
        part = self._data[self._position : self._position + size]
        if len(part) != size:
            raise WireError("the bytes are cut short")
        self._position += size
        return part

    def _numbers(self, code: str, size: int) -> array[int]:
        values: array[int] = array(code)
        values.frombytes(self._take(size * values.itemsize))
        if sys.byteorder != "little":
            values.byteswap()
        return values

    def _floats(self, size: int) -> array[float]:
        values = array("f")
        values.frombytes(self._take(size * values.itemsize))
        if sys.byteorder != "little":
            values.byteswap()
        return values


def _clause(row: list[_Json], document: Document) -> Clause:
    identity, label, path, heading, kind, start, end, parent = row
    return Clause(
        ClauseId(_text(identity)),
        document.id,
        _text(label),
        tuple(_text(part) for part in _list(path)),
        _text(heading),
        ClauseKind(_text(kind)),
        _span([start, end], len(document.text)),
        None if parent is None else ClauseId(_text(parent)),
    )


def _chunk(row: list[_Json], document: Document) -> Chunk:
    identity, clause, start, end, text, context = row
    span = _span([start, end], len(document.text))
    return Chunk(ChunkId(_text(identity)), ClauseId(_text(clause)), document.id, span, _text(text), _text(context))


def _mapping(value: _Json) -> Mapping[str, _Json]:
    if not isinstance(value, dict):
        raise WireError("an object is missing")
    return value


def _list(value: _Json) -> list[_Json]:
    if not isinstance(value, list):
        raise WireError("a list is missing")
    return value


def _row(value: _Json, size: int) -> list[_Json]:
    row = _list(value)
    if len(row) != size:
        raise WireError(f"a row has {len(row)} fields, not {size}")
    return row


def _text(value: _Json) -> str:
    if not isinstance(value, str):
        raise WireError("a text is missing")
    return value


def _count(value: _Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise WireError("a count is missing")
    return value


def _real(value: _Json) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise WireError("a size is missing")
    return float(value)


def _span(pair: list[_Json], length: int) -> Span:
    start, end = _count(pair[0]), _count(pair[1])
    if end > length:
        raise WireError("a span lies outside the text")
    return Span(start, end)
