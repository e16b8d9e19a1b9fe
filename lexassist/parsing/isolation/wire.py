"""A reading as bytes, from the child that reads to the parent that stores; no pickle, and checked when unpacked.

Format: a magic word, the length of a JSON header (4 bytes, little-endian), the header, then what the header announces: the
text in UTF-8, the word arrays of each page (starts, ends: uint32; edges: float32; little-endian), the uses of each
definition (start, end: uint32), the attachments' bytes and those of a rendition. The child that made the bytes read a
hostile file and may be hostile itself: :func:`unpack` trusts no length, offset or type in them.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Collection, Mapping
from operator import le, lt

from lexassist.parsing.isolation.checked import (
    Blob,
    Json,
    WireError,
    count,
    flag,
    little,
    parse,
    real,
    row,
    rows,
    share,
    span,
    text,
)
from lexassist.types import (
    Attachment,
    Box,
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    ClauseKind,
    Definition,
    Document,
    DocumentId,
    Page,
    Reading,
    ReadStatus,
    Reference,
    Remark,
    RemarkKind,
    Span,
    Words,
)

__all__ = ["MAX_RESULT", "NOT_DRAWN", "OUT_OF_MEMORY", "WireError", "pack", "unpack"]

OUT_OF_MEMORY = 70
"""Exit status of the child: the memory limit was reached."""
NOT_DRAWN = 71
"""Exit status of the child: the page cannot be drawn; the result is a reading that says why."""
MAX_RESULT = 1 << 30
"""Bytes that a result may have."""
_MAGIC = b"LXR2"
_FORBIDDEN_IN_NAMES = frozenset("/\\\x7f") | {chr(code) for code in range(32)}


def pack(reading: Reading) -> bytes:
    """The bytes from which :func:`unpack` makes an equal reading."""
    header: dict[str, Json] = {"status": reading.status.value, "message": reading.message}
    blobs: list[bytes] = []
    if reading.document is not None:
        blobs += _pack_document(reading.document, header)
        header["clauses"] = [
            [c.id, c.label, list(c.path), c.heading, c.kind.value, c.span.start, c.span.end, c.parent]
            for c in reading.clauses
        ]
        header["chunks"] = [[k.id, k.clause, k.span.start, k.span.end, k.text, k.context] for k in reading.chunks]
        header["definitions"] = [[d.term, d.clause, d.span.start, d.span.end, len(d.uses)] for d in reading.definitions]
        blobs += [
            little(array("I", [offset for use in each.uses for offset in (use.start, use.end)]))
            for each in reading.definitions
        ]
        header["references"] = [[r.span.start, r.span.end, r.clause, r.target, r.outside] for r in reading.references]
    header["attachments"] = [[each.name, len(each.data)] for each in reading.attachments]
    blobs += [each.data for each in reading.attachments]
    if reading.rendition is not None:
        header["rendition"] = len(reading.rendition)
        blobs.append(reading.rendition)
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
    view = memoryview(data)
    try:
        blob = Blob(view[end:])
        reading = _reading(parse(view[8:end]), blob)
        blob.finish()
    except WireError:
        raise
    except (ValueError, OverflowError) as error:
        raise WireError(f"not a reading: {error}") from error
    return reading


def _pack_document(document: Document, header: dict[str, Json]) -> list[bytes]:
    written = document.text.encode("utf-8")
    header["document"] = [document.id, document.title, document.source, len(written), document.paged]
    header["pages"] = [_pack_page(page) for page in document.pages]
    header["remarks"] = [
        [r.kind.value, r.message, r.page, r.text, [[b.page, b.x0, b.top, b.x1, b.bottom] for b in r.boxes]]
        for r in document.remarks
    ]
    words = (page.words for page in document.pages)
    return [written, *(part for w in words for part in (little(w.starts), little(w.ends), little(w.edges)))]


def _pack_page(page: Page) -> Json:
    furniture: Json = [[span.start, span.end] for span in page.furniture]
    return [
        page.number, page.start, page.end, page.width, page.height, len(page.words), furniture,
        page.needs_ocr, page.ocr, page.quality,
    ]  # fmt: skip


def _reading(header: Mapping[str, Json], blob: Blob) -> Reading:
    """The header's reading; what follows it is taken from ``blob`` in the order of :func:`pack`."""
    status, message = ReadStatus(text(header.get("status"))), text(header.get("message"))
    if "document" not in header:
        return Reading(status, message, attachments=_attachments(header, blob), rendition=_rendition(header, blob))
    document = _document(header, blob)
    clauses = tuple(_clause(row(each, 8), document) for each in rows(header.get("clauses")))
    known: set[ClauseId] = set()
    for clause in clauses:
        # A parent stands before its children: whoever goes from parent to parent comes to an end.
        if clause.id in known or (clause.parent is not None and clause.parent not in known):
            raise WireError("a clause's id is not its own, or its parent does not stand before it")
        known.add(clause.id)
    chunks = tuple(_chunk(row(each, 6), document) for each in rows(header.get("chunks")))
    if not known.issuperset(chunk.clause for chunk in chunks):
        raise WireError("a chunk's clause is unknown")
    length = len(document.text)
    return Reading(
        status,
        message,
        document,
        clauses,
        chunks,
        tuple(_definition(row(each, 5), length, known, blob) for each in rows(header.get("definitions"))),
        tuple(_reference(row(each, 5), length, known) for each in rows(header.get("references"))),
        _attachments(header, blob),
        _rendition(header, blob),
    )


def _document(header: Mapping[str, Json], blob: Blob) -> Document:
    identity, title, source, size, paged = row(header.get("document"), 5)
    written = str(blob.take(count(size)), "utf-8")
    pages = tuple(_page(row(each, 10), len(written), blob) for each in rows(header.get("pages")))
    borders = [0, *(page.end for page in pages)]
    if [page.start for page in pages] != borders[:-1] or borders[-1] != len(written):
        raise WireError("the pages do not make up the text")
    if [page.number for page in pages] != list(range(1, len(pages) + 1)):
        raise WireError("the pages are not numbered from 1")
    remarks = tuple(_remark(row(each, 5), len(pages)) for each in rows(header.get("remarks")))
    return Document(DocumentId(text(identity)), text(title), text(source), written, pages, flag(paged), remarks)


def _page(fields: list[Json], length: int, blob: Blob) -> Page:
    number, start, end, width, height, size, furniture, needs_ocr, ocr, quality = fields
    first, last, words = count(start), count(end), count(size)
    if not first <= last <= length:
        raise WireError("a page lies outside the text")
    starts, ends = blob.offsets(words), blob.offsets(words)
    if words and not (first <= min(starts) and all(map(lt, starts, ends)) and max(ends) <= last):
        raise WireError("a word lies outside its page")
    spans = tuple(_pair(row(pair, 2), last) for pair in rows(furniture))
    if any(each.start < first for each in spans):
        raise WireError("furniture lies outside its page")
    return Page(
        count(number), first, last, real(width), real(height), Words(starts, ends, blob.reals(4 * words)), spans,
        flag(needs_ocr), flag(ocr), share(quality),
    )  # fmt: skip


def _pair(fields: list[Json], length: int) -> Span:
    return span(fields[0], fields[1], length)


def _remark(fields: list[Json], pages: int) -> Remark:
    kind, message, page, words, boxes = fields
    number = None if page is None else _page_number(page, pages)
    found = (row(box, 5) for box in rows(boxes))
    places = tuple(Box(_page_number(at, pages), *map(real, edges)) for at, *edges in found)
    return Remark(RemarkKind(text(kind)), text(message), number, text(words), places)


def _page_number(value: Json, pages: int) -> int:
    number = count(value)
    if not 1 <= number <= pages:
        raise WireError("a remark's page does not exist")
    return number


def _clause(fields: list[Json], document: Document) -> Clause:
    identity, label, path, heading, kind, start, end, parent = fields
    return Clause(
        ClauseId(text(identity)),
        document.id,
        text(label),
        tuple(text(part) for part in rows(path)),
        text(heading),
        ClauseKind(text(kind)),
        span(start, end, len(document.text)),
        None if parent is None else ClauseId(text(parent)),
    )


def _chunk(fields: list[Json], document: Document) -> Chunk:
    identity, clause, start, end, words, context = fields
    place = span(start, end, len(document.text))
    return Chunk(ChunkId(text(identity)), ClauseId(text(clause)), document.id, place, text(words), text(context))


def _definition(fields: list[Json], length: int, known: Collection[ClauseId], blob: Blob) -> Definition:
    term, clause, start, end, size = fields
    offsets = blob.offsets(2 * count(size))
    starts, ends = offsets[::2], offsets[1::2]
    if not (all(map(lt, starts, ends)) and all(map(le, ends, starts[1:])) and (not ends or ends[-1] <= length)):
        raise WireError("the uses of a definition are not in order, or lie outside the text")
    uses = tuple(map(Span, starts, ends))
    return Definition(text(term), _known(clause, known), span(start, end, length), uses)


def _reference(fields: list[Json], length: int, known: Collection[ClauseId]) -> Reference:
    start, end, clause, target, outside = fields
    found = None if target is None else _known(target, known)
    return Reference(span(start, end, length), _known(clause, known), found, flag(outside))


def _known(value: Json, known: Collection[ClauseId]) -> ClauseId:
    clause = ClauseId(text(value))
    if clause not in known:
        raise WireError("a clause is unknown")
    return clause


def _attachments(header: Mapping[str, Json], blob: Blob) -> tuple[Attachment, ...]:
    return tuple(_attachment(row(each, 2), blob) for each in rows(header.get("attachments")))


def _attachment(fields: list[Json], blob: Blob) -> Attachment:
    name = text(fields[0])
    if name in ("", ".", "..") or len(name) > 255 or not _FORBIDDEN_IN_NAMES.isdisjoint(name):
        raise WireError("an attachment's name is not a plain file name")
    return Attachment(name, bytes(blob.take(count(fields[1]))))


def _rendition(header: Mapping[str, Json], blob: Blob) -> bytes | None:
    return bytes(blob.take(count(header["rendition"]))) if "rendition" in header else None
