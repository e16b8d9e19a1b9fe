"""Clauses to chunks: what is encoded and found.

Promises: a chunk is at most ``limit`` characters of the canonical text, cut between sentences of one leaf clause, in a
longer sentence between the items of its list, or at a word; a heading goes with the words behind it. Rows of a table carry
its header row as context. A table of contents has no chunks. Chunks are in text order and disjoint. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lexassist.parsing.clauses import contents
from lexassist.parsing.sentences import Segment, furniture_in, join_segments, split_segments
from lexassist.types import Chunk, ChunkId, Clause, ClauseId, Document, Sentence, Span

_CONTEXT = 87
_ONLY_HEADING = 90
_HEADER = 60


@dataclass(frozen=True, slots=True)
class _Piece:
    """What a chunk is made of; ``header`` is the header row of the table of which it is another row, else ""."""

    span: Span
    header: str = ""


def cut_chunks(document: Document, clauses: tuple[Clause, ...], *, limit: int = 500) -> tuple[Chunk, ...]:
    """The chunks of a document's leaf clauses, each at most ``limit`` characters long."""
    parents = {clause.parent for clause in clauses}
    known = {clause.id: clause for clause in clauses}
    chunks: list[Chunk] = []
    leaves = [clause for clause in clauses if clause.id not in parents and clause.heading != contents.HEADING]
    for pieces, clause in _gathered(document, leaves, limit):
        for piece in _packed(pieces, limit):
            text = _words(document, piece.span)
            if text:
                identity = ChunkId(f"{document.id}-k{len(chunks):05d}")
                context = _context(clause, known, piece.header)
                chunks.append(Chunk(identity, clause.id, document.id, piece.span, text, context))
    return tuple(chunks)


def _gathered(document: Document, leaves: Sequence[Clause], limit: int) -> Iterator[tuple[list[_Piece], Clause]]:
    """The sentences of each leaf, with those of a leaf before it that is only a heading."""
    waiting: list[_Piece] = []
    for index, leaf in enumerate(leaves):
        pieces = [*waiting, *_pieces(document, leaf, limit)]
        waiting = []
        following = leaves[index + 1] if index + 1 < len(leaves) else None
        if pieces and following and _is_only_heading(document, leaf, pieces) and _belongs(leaf, following):
            waiting = pieces
            continue
        if pieces:
            yield pieces, leaf


def _is_only_heading(document: Document, leaf: Clause, pieces: list[_Piece]) -> bool:
    length = sum(len(piece.span) for piece in pieces)
    if length > _ONLY_HEADING:
        return False
    return length <= 12 or bool(
        leaf.heading and document.quote(pieces[-1].span).rstrip(" .:–—-").endswith(leaf.heading[-12:])
    )


def _belongs(leaf: Clause, following: Clause) -> bool:
    """Whether the next leaf stands under the same heading or beside it."""
    return following.parent == leaf.parent or following.path[: len(leaf.path)] == leaf.path


def _pieces(document: Document, leaf: Clause, limit: int) -> list[_Piece]:
    """The sentences of a leaf; those longer than ``limit`` cut between the items of their list, or at words."""
    segments = split_segments(document, leaf)
    pieces: list[_Piece] = []
    for _, group in groupby(segments, key=lambda segment: segment.number):
        parts = list(group)
        whole = join_segments(document, parts)
        if len(_around(whole)) <= limit:
            pieces.append(_Piece(_around(whole), _header(parts[0], segments)))
            continue
        if parts[0].is_heading and len(parts) > 1:
            sentences = [join_segments(document, parts[:2]), *(part.sentence for part in parts[2:])]
        else:
            sentences = [part.sentence for part in parts]
        for sentence in sentences:
            pieces.extend(_fitting(document, sentence, limit))
    return pieces


def _header(segment: Segment, segments: Sequence[Segment]) -> str:
    return segments[segment.introduction[0]].sentence.text if segment.is_row and segment.introduction else ""


def _around(sentence: Sentence) -> Span:
    return Span(sentence.spans[0].start, sentence.spans[-1].end)


def _fitting(document: Document, sentence: Sentence, limit: int) -> Iterator[_Piece]:
    if len(_around(sentence)) <= limit:
        yield _Piece(_around(sentence))
        return
    for part in sentence.spans:
        yield from map(_Piece, _cut(document.text, part, limit))


def _cut(text: str, span: Span, limit: int) -> Iterator[Span]:
    """Pieces of about equal length, at most ``limit``, cut behind a comma or semicolon if one is near, else at a space."""
    start = span.start
    while span.end - start > limit:
        left = -(-(span.end - start) // limit)
        wanted = start + min(limit, -(-(span.end - start) // left) + limit // 8)
        window = text[start:wanted]
        marks = [match.end() for match in re.finditer(r"[,;:]\s", window) if match.end() > 0.6 * len(window)]
        end = start + marks[-1] if marks else start + (window.rfind(" ") + 1 or window.rfind("\n") + 1 or len(window))
        piece = text[start:end]
        if piece.strip():
            yield Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
        start = end
    rest = text[start : span.end]
    if rest.strip():
        yield Span(start + len(rest) - len(rest.lstrip()), start + len(rest.rstrip()))


def _packed(pieces: Sequence[_Piece], limit: int) -> Iterator[_Piece]:
    """Neighbouring pieces joined while they fit; what stands first says which header is missing."""
    current: _Piece | None = None
    for piece in pieces:
        if current and piece.span.end - current.span.start <= limit:
            current = _Piece(Span(current.span.start, piece.span.end), current.header)
            continue
        if current:
            yield current
        current = piece
    if current:
        yield current


def _words(document: Document, span: Span) -> str:
    """The words of a span, white space folded and furniture left out."""
    parts: list[str] = []
    position = span.start
    for skipped in furniture_in(document, span):
        parts.append(document.text[position : max(position, skipped.start)])
        position = max(position, skipped.end)
    parts.append(document.text[position : span.end])
    return " ".join(" ".join(parts).split())


def _context(clause: Clause, known: dict[ClauseId, Clause], header: str) -> str:
    """The headings that lead to a clause, outermost first; the outer ones go when there is no room.

    The header of a table stands behind them. The document's title is left out: which document is meant is settled before
    chunks are compared, so it made no hit better, and without it the same boilerplate in two contracts is encoded once.
    """
    names: list[str] = []
    at: Clause | None = clause
    while at is not None:
        name = f"{at.label} {at.heading}".strip()
        if name and (not names or names[0] != name):
            names.insert(0, name)
        at = known[at.parent] if at.parent is not None else None
    header = _shortened(header, _HEADER)
    room = _CONTEXT - (len(header) + 3 if header else 0)
    while len(names) > 1 and len(" > ".join(names)) > room:
        del names[0]
    path = _shortened(" > ".join(names), room)
    return " | ".join(filter(None, (path, header)))


def _shortened(words: str, room: int) -> str:
    return words if len(words) <= room else f"{words[: room - 1].rstrip()}…"
