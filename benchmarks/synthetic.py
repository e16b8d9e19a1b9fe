"""Matters of any size, made of real clauses: chunks of development contracts, repeated and altered.

A copied chunk is no copy: some of its words are replaced by words of other chunks, its digits by other digits, and its
vector is moved by a little noise, so that indexes of words and of vectors have as much to tell apart as in a real matter
of that size. Titles and parties are invented. Documents have defined terms and cross-references, without which a search
would have nothing to bring along, and go into the store as an ingestion puts them there.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexassist.evaluation.cuad import Part, pick, read_contracts
from lexassist.matters.folder import find_matter
from lexassist.matters.store import MatterStore
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.settings import ReadingSettings
from lexassist.types import (
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    ClauseKind,
    Definition,
    Document,
    DocumentId,
    Encoder,
    Page,
    Reading,
    ReadStatus,
    Reference,
    Span,
)

CHUNKS = 500
"""Chunks of a document."""
_READ_AT_ONCE = 4
_ALTERED = 0.15
"""Part of the words that are replaced."""
_NOISE = 0.35
"""Length of what is added to a unit vector: copies have a cosine of about 0.94 with their original."""
_PAGE = 3000
_TERMS = 25
_A_SECTION = 20
_REFERS = 5
_DIGIT = re.compile(r"\d")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{4,}\b")
_SYLLABLES = "ba ce di fo gu ha ki lo mu na pe qui ro su ta ve wi xo yu zan".split()
_KINDS = "Supply Services Licence Distribution Development Lease Consulting Maintenance Agency Hosting".split()
_FORMS = ("Ltd", "Inc", "GmbH", "plc", "LLC")


@dataclass(frozen=True, slots=True)
class Base:
    """Real chunks with their vectors, one row each, and questions that contracts of this kind are asked."""

    chunks: tuple[Chunk, ...]
    vectors: NDArray[np.float32]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was made: by its title a question can name it."""

    id: DocumentId
    title: str


def read_base(data: Path, encoder: Encoder, *, chunks: int, seed: int) -> Base:
    """At least ``chunks`` chunks of development contracts of CUAD in ``data``, where there are as many.

    Raises:
        UsageError: the data is missing.
    """
    contracts = read_contracts(data)
    asked = [contract for contract in contracts if contract.questions]
    development = pick(contracts, _count(asked), seed=seed, part=Part.DEVELOPMENT)
    found: list[Chunk] = []
    with Readers(ReadingSettings(ocr=False)) as readers:
        for contract in development:
            if len(found) >= chunks:
                break
            found += readers.read(contract.pdf, source=contract.pdf.name).chunks
    texts = [question.query.rpartition(";")[2].strip() for contract in asked for question in contract.questions]
    return Base(tuple(found), encoder.encode([chunk.encoded for chunk in found]), tuple(dict.fromkeys(texts)))


def fill(root: Path, matter: str, base: Base, encoder: Encoder, *, chunks: int, seed: int = 7) -> tuple[Made, ...]:
    """Put documents of together ``chunks`` chunks into an empty matter below ``root``, which nobody else may have open."""
    rng = random.Random(seed)
    words = [word for chunk in base.chunks for word in chunk.text.split()]
    noise = np.random.default_rng(seed)
    made = []
    store = MatterStore(find_matter(root, matter).store_file)
    try:
        for number, size in enumerate(_sizes(chunks)):
            first = rng.randrange(len(base.chunks))
            rows = [(first + place) % len(base.chunks) for place in range(size)]
            texts = [_altered(base.chunks[row].text, words, rng) for row in rows]
            reading = make_reading(number, [base.chunks[row].context for row in rows], texts, rng)
            vectors = _moved(base.vectors[rows], noise)
            document = reading.document
            assert document is not None
            store.add(reading, sha256=_digest(document.title), encoder=encoder.name, vectors=vectors)
            made.append(Made(document.id, document.title))
    finally:
        store.close()
    return tuple(made)


def make_reading(number: int, contexts: Sequence[str], texts: Sequence[str], rng: random.Random) -> Reading:
    """The reading of an invented document in which each of ``texts`` is a clause and a chunk of its own."""
    title = _title(number)
    identity = DocumentId(_digest(title)[:16])
    lines = [f"{title}, made on {1 + number % 28} March 20{10 + number % 15}.", *texts]
    spans, at = [], 0
    for line in lines:
        spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    text = "\n".join(lines)
    clauses = tuple(_clause(identity, place, span) for place, span in enumerate(spans))
    chunks = tuple(
        Chunk(ChunkId(f"{identity}-k{place:05d}"), clause.id, identity, clause.span, words, context)
        for place, (clause, words, context) in enumerate(zip(clauses[1:], texts, contexts, strict=True))
    )
    pages = tuple(
        Page(page + 1, start, min(start + _PAGE, len(text)), 612, 792)
        for page, start in enumerate(range(0, len(text), _PAGE))
    )
    document = Document(identity, title, f"{_file(title)}.pdf", text, pages)
    references = tuple(
        Reference(Span(clause.span.start, clause.span.start + 1), clause.id, rng.choice(clauses).id)
        for clause in clauses[1::_REFERS]
    )
    definitions = tuple(_definitions(text, clauses))
    return Reading(ReadStatus.INDEXED, "", document, clauses, chunks, definitions, references)


def _count(asked: Sequence[object]) -> int:
    return max(1, len(asked) // 4)


def _sizes(chunks: int) -> Iterator[int]:
    while chunks > 0:
        yield min(CHUNKS, chunks)
        chunks -= CHUNKS


def _altered(text: str, words: Sequence[str], rng: random.Random) -> str:
    changed = [rng.choice(words) if rng.random() < _ALTERED else word for word in text.split(" ")]
    return _DIGIT.sub(lambda _: str(rng.randrange(10)), " ".join(changed))


def _moved(vectors: NDArray[np.float32], noise: np.random.Generator) -> NDArray[np.float32]:
    moved = vectors + noise.normal(scale=_NOISE / np.sqrt(vectors.shape[1]), size=vectors.shape)
    unit: NDArray[np.float32] = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _clause(document: DocumentId, place: int, span: Span) -> Clause:
    label = f"{1 + place // _A_SECTION}.{1 + place % _A_SECTION}"
    kind = ClauseKind.OPERATIVE if place else ClauseKind.PREAMBLE
    return Clause(ClauseId(f"{document}-c{place:05d}"), document, label if place else "", (label,), "", kind, span)


def _definitions(text: str, clauses: Sequence[Clause]) -> Iterator[Definition]:
    """The most frequent capitalised words as defined terms: defined where they first stand."""
    found: dict[str, list[Span]] = defaultdict(list)
    for match in _CAPITALISED.finditer(text, clauses[0].span.end):
        found[match.group()].append(Span(*match.span()))
    starts = [clause.span.start for clause in clauses]
    for term in sorted(found, key=lambda term: (-len(found[term]), term))[:_TERMS]:
        first, *uses = found[term]
        clause = clauses[int(np.searchsorted(starts, first.start, side="right")) - 1]
        yield Definition(term, clause.id, Span(first.start, min(clause.span.end, first.start + 200)), tuple(uses))


def _title(number: int) -> str:
    kind = _KINDS[number % len(_KINDS)]
    return f"{kind} Agreement between {_name(2 * number)} and {_name(2 * number + 1)}"


def _name(number: int) -> str:
    """An invented company, another for each number."""
    digits, rest = [], number + len(_SYLLABLES) ** 2
    while rest:
        rest, digit = divmod(rest, len(_SYLLABLES))
        digits.append(_SYLLABLES[digit])
    return f"{''.join(digits).capitalize()} {_FORMS[number % len(_FORMS)]}"


def _file(title: str) -> str:
    return title.lower().replace(" ", "-")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
