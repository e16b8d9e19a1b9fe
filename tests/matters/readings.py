"""Readings made up from a number: what a document says can be worked out from it."""

from __future__ import annotations

import hashlib
import random
from array import array

from lexassist.matters.store import MatterStore
from lexassist.testing import WordEncoder
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

ENCODER = WordEncoder(dimension=128)
WORDS = (
    "supplier customer notice term fees invoice liability indemnity assignment consent written agreement party law "
    "court breach remedy days months data security audit records insurance warranty delivery goods services price tax"
).split()


def sha256_of(number: int) -> str:
    return hashlib.sha256(f"contract {number}".encode()).hexdigest()


def id_of(number: int) -> DocumentId:
    return DocumentId(sha256_of(number)[:16])


def planted(number: int) -> str:
    """A word that only document ``number`` has."""
    return f"planted{number:05d}x"


def reading_of(number: int, *, clauses: int = 8) -> Reading:
    """One page a clause; each clause is one chunk of its own words, with the planted word in it."""
    chance = random.Random(number)
    document = id_of(number)
    lines = [
        f"{place + 1}. The {' '.join(chance.choices(WORDS, k=20))} {planted(number)} number{place}.\n"
        for place in range(clauses)
    ]
    text = "".join(lines)
    pages, found, chunks, start = [], [], [], 0
    for place, line in enumerate(lines):
        span = Span(start, start + len(line))
        words = Words(
            array("I", [start, start + 4]), array("I", [start + 2, start + 7]), array("f", range(place, place + 8))
        )
        furniture = (Span(start, start + 2),) if place % 2 else ()
        pages.append(Page(place + 1, span.start, span.end, 595.3, 841.9, words, furniture, ocr=place == 3))
        clause = ClauseId(f"{document}-c{place:04d}")
        heading = f"Heading {place}"
        found.append(Clause(clause, document, f"{place + 1}", (f"{place + 1}",), heading, ClauseKind.OPERATIVE, span))
        chunk = ChunkId(f"{document}-k{place:05d}")
        chunks.append(Chunk(chunk, clause, document, span, line.strip(), f"Contract {number} > {heading}"))
        start = span.end
    whole = Document(document, f"Contract {number}", f"contract-{number}.pdf", text, tuple(pages))
    return Reading(ReadStatus.INDEXED, "", whole, tuple(found), tuple(chunks))


def add_to(store: MatterStore, number: int, *, clauses: int = 8) -> DocumentId:
    reading = reading_of(number, clauses=clauses)
    vectors = ENCODER.encode([chunk.encoded for chunk in reading.chunks])
    store.add(reading, sha256=sha256_of(number), encoder=ENCODER.name, vectors=vectors)
    return id_of(number)
