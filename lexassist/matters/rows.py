"""How the vocabulary becomes rows of the store, and back, exactly.

Promises: what was stored is read back equal, on machines of either byte order, and also where a text holds half of a
surrogate pair (file names that are not UTF-8 do). Knows the columns; knows no connection.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from lexassist.types import (
    Box,
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    ClauseKind,
    Definition,
    DocumentId,
    Page,
    Reference,
    Remark,
    RemarkKind,
    Span,
    Words,
)

Row = tuple[str | bytes | int | float | None, ...]

PAGE_COLUMNS = (
    "number, first, past, width, height, needs_ocr, ocr, quality, furniture, word_starts, word_ends, word_edges"
)
CLAUSE_COLUMNS = "id, document, label, path, heading, kind, first, past, parent"
CHUNK_COLUMNS = "id, clause, document, first, past, text, context"
REMARK_COLUMNS = "kind, message, page, text, boxes"
DEFINITION_COLUMNS = "clause, term, first, past, uses"
REFERENCE_COLUMNS = "clause, target, first, past, outside"

TEXT = "CAST(? AS TEXT)"
"""The placeholder for a text given as :func:`utf8`: SQLite takes its bytes as they are."""

MAX_BYTES = 4
"""Bytes that one character takes in :func:`utf8`, at most."""


def utf8(text: str) -> bytes:
    """The bytes of a text, half surrogate pairs included."""
    return text.encode("utf-8", "surrogatepass")


def from_utf8(stored: bytes) -> str:
    """The text of :func:`utf8`: the connection's text factory."""
    return stored.decode("utf-8", "surrogatepass")


def whole_characters(stored: bytes) -> str:
    """The text of the first bytes of :func:`utf8`; a last character that was cut is left out."""
    return codecs.getincrementaldecoder("utf-8")("surrogatepass").decode(stored)


def page_row(page: Page) -> Row:
    """The values of :data:`PAGE_COLUMNS`."""
    words = (_pack(page.words.starts), _pack(page.words.ends), _pack(page.words.edges))
    read = (int(page.needs_ocr), int(page.ocr), page.quality)
    return (page.number, page.start, page.end, page.width, page.height, *read, _pack_spans(page.furniture), *words)


def read_page(row: Sequence[object]) -> Page:
    """The page of a row of :data:`PAGE_COLUMNS`."""
    number, start, end, width, height, needs_ocr, ocr, quality, furniture, starts, ends, edges = row
    return Page(
        number=_int(number),
        start=_int(start),
        end=_int(end),
        width=_float(width),
        height=_float(height),
        words=Words(_offsets(starts), _offsets(ends), _edges(edges)),
        furniture=_spans(furniture),
        needs_ocr=bool(needs_ocr),
        ocr=bool(ocr),
        quality=None if quality is None else _float(quality),
    )


def clause_row(clause: Clause) -> Row:
    """The values of :data:`CLAUSE_COLUMNS`; label, path and heading as :func:`utf8`."""
    words = (utf8(clause.label), utf8(json.dumps(clause.path, ensure_ascii=False)), utf8(clause.heading))
    return (clause.id, clause.document, *words, clause.kind, clause.span.start, clause.span.end, clause.parent)


def read_clause(row: Sequence[object]) -> Clause:
    """The clause of a row of :data:`CLAUSE_COLUMNS`."""
    clause, document, label, path, heading, kind, start, end, parent = row
    return Clause(
        id=ClauseId(str(clause)),
        document=DocumentId(str(document)),
        label=str(label),
        path=tuple(json.loads(str(path))),
        heading=str(heading),
        kind=ClauseKind(str(kind)),
        span=Span(_int(start), _int(end)),
        parent=None if parent is None else ClauseId(str(parent)),
    )


def chunk_row(chunk: Chunk) -> Row:
    """The values of :data:`CHUNK_COLUMNS`, the texts as :func:`utf8`."""
    span = chunk.span
    return (chunk.id, chunk.clause, chunk.document, span.start, span.end, utf8(chunk.text), utf8(chunk.context))


def read_chunk(row: Sequence[object]) -> Chunk:
    """The chunk of a row of :data:`CHUNK_COLUMNS`."""
    chunk, clause, document, start, end, text, context = row
    return Chunk(
        id=ChunkId(str(chunk)),
        clause=ClauseId(str(clause)),
        document=DocumentId(str(document)),
        span=Span(_int(start), _int(end)),
        text=str(text),
        context=str(context),
    )


def remark_row(remark: Remark) -> Row:
    """The values of :data:`REMARK_COLUMNS`, the texts as :func:`utf8`."""
    boxes = json.dumps([[box.page, box.x0, box.top, box.x1, box.bottom] for box in remark.boxes])
    return (remark.kind, utf8(remark.message), remark.page, utf8(remark.text), boxes)


def read_remark(row: Sequence[object]) -> Remark:
    """The remark of a row of :data:`REMARK_COLUMNS`."""
    kind, message, page, text, boxes = row
    return Remark(
        kind=RemarkKind(str(kind)),
        message=str(message),
        page=None if page is None else _int(page),
        text=str(text),
        boxes=tuple(Box(*box) for box in json.loads(str(boxes))),
    )


def definition_row(definition: Definition) -> Row:
    """The values of :data:`DEFINITION_COLUMNS`, the term as :func:`utf8`."""
    span = definition.span
    return (definition.clause, utf8(definition.term), span.start, span.end, _pack_spans(definition.uses))


def read_definition(row: Sequence[object]) -> Definition:
    """The definition of a row of :data:`DEFINITION_COLUMNS`."""
    clause, term, start, end, uses = row
    return Definition(str(term), ClauseId(str(clause)), Span(_int(start), _int(end)), _spans(uses))


def reference_row(reference: Reference) -> Row:
    """The values of :data:`REFERENCE_COLUMNS`."""
    span = reference.span
    return (reference.clause, reference.target, span.start, span.end, int(reference.outside))


def read_reference(row: Sequence[object]) -> Reference:
    """The reference of a row of :data:`REFERENCE_COLUMNS`."""
    clause, target, start, end, outside = row
    return Reference(
        span=Span(_int(start), _int(end)),
        clause=ClauseId(str(clause)),
        target=None if target is None else ClauseId(str(target)),
        outside=bool(outside),
    )


def digest(text: str) -> bytes:
    """What stands for an encoded text in the store."""
    return hashlib.sha256(utf8(text)).digest()


def vector_row(key: bytes, vector: NDArray[np.float32]) -> tuple[bytes, int]:
    """A vector's bytes and their checksum, which covers ``key`` too: a row that changed places is found as well."""
    packed = vector.astype("<f4").tobytes()
    return packed, zlib.crc32(packed, zlib.crc32(key))


def read_vectors(rows: Iterable[tuple[bytes, bytes, int]], dimension: int) -> NDArray[np.float32]:
    """The matrix of rows (key, bytes, checksum). Raises ValueError with the place of the first row that was altered."""
    packed = []
    for place, (key, vector, checksum) in enumerate(rows):
        if len(vector) != 4 * dimension or zlib.crc32(vector, zlib.crc32(key)) != checksum:
            raise ValueError(place)
        packed.append(vector)
    return np.frombuffer(b"".join(packed), dtype="<f4").astype(np.float32).reshape(len(packed), dimension)


def _pack(values: array[int] | array[float]) -> bytes:
    if sys.byteorder == "little":
        return values.tobytes()
    swapped = values[:]
    swapped.byteswap()
    return swapped.tobytes()


def _pack_spans(spans: Iterable[Span]) -> bytes:
    return _pack(array("I", [offset for span in spans for offset in (span.start, span.end)]))


def _spans(packed: object) -> tuple[Span, ...]:
    offsets = _offsets(packed)
    return tuple(Span(*pair) for pair in zip(offsets[::2], offsets[1::2], strict=True))


def _offsets(packed: object) -> array[int]:
    values = array("I")
    values.frombytes(_bytes(packed))
    if sys.byteorder != "little":
        values.byteswap()
    return values


def _edges(packed: object) -> array[float]:
    values = array("f")
    values.frombytes(_bytes(packed))
    if sys.byteorder != "little":
        values.byteswap()
    return values


# STRICT tables hold these types and no other: what fails here is a table that is not ours.
def _int(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"a whole number was stored, {value!r} came back")
    return value


def _float(value: object) -> float:
    if not isinstance(value, float):
        raise TypeError(f"a number was stored, {value!r} came back")
    return value


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError(f"bytes were stored, {value!r} came back")
    return value
