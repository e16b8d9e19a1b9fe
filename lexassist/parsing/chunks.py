"""Clauses to chunks: what is encoded and found.

Promises: a chunk is at most ``limit`` characters of the canonical text, cut between sentences of one leaf clause, or at a
word where a sentence is longer; a leaf that is only a label and heading goes with the leaf behind it. Chunks are in text
order and disjoint. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lexassist.parsing.sentences import furniture_in, split_sentences
from lexassist.types import Chunk, ChunkId, Clause, ClauseId, Document, Span

_CONTEXT = 150
_TITLE = 60
_ONLY_HEADING = 90


def cut_chunks(document: Document, clauses: tuple[Clause, ...], *, limit: int = 500) -> tuple[Chunk, ...]:
    """The chunks of a document's leaf clauses, each at most ``limit`` characters long."""
    parents = {clause.parent for clause in clauses}
    known = {clause.id: clause for clause in clauses}
    chunks: list[Chunk] = []
    leaves = [clause for clause in clauses if clause.id not in parents]
    for pieces, clause in _gathered(document, leaves, limit):
        context = _context(document.title, clause, known)
        for span in _packed(pieces, limit):
            text = _words(document, span)
            if text:
                identity = ChunkId(f"{document.id}-k{len(chunks):05d}")
                chunks.append(Chunk(identity, clause.id, document.id, span, text, context))
    return tuple(chunks)


def _gathered(document: Document, leaves: Sequence[Clause], limit: int) -> Iterator[tuple[list[Span], Clause]]:
    """The sentences of each leaf as spans, with those of a leaf before it that is only a heading."""
    waiting: list[Span] = []
    for index, leaf in enumerate(leaves):
        pieces = [*waiting, *_pieces(document, leaf, limit)]
        waiting = []
        following = leaves[index + 1] if index + 1 < len(leaves) else None
        if pieces and following and _is_only_heading(document, leaf, pieces) and _belongs(leaf, following):
            waiting = pieces
            continue
        if pieces:
            yield pieces, leaf


def _is_only_heading(document: Document, leaf: Clause, pieces: list[Span]) -> bool:
    length = sum(len(piece) for piece in pieces)
    if length > _ONLY_HEADING:
        return False
    return length <= 12 or bool(
        leaf.heading and document.quote(pieces[-1]).rstrip(" .:–—-").endswith(leaf.heading[-12:])
    )


def _belongs(leaf: Clause, following: Clause) -> bool:
    """Whether the next leaf stands under the same heading or beside it."""
    return following.parent == leaf.parent or following.path[: len(leaf.path)] == leaf.path


def _pieces(document: Document, leaf: Clause, limit: int) -> list[Span]:
    """The sentences of a leaf, each as one span; those longer than ``limit`` cut at words."""
    spans: list[Span] = []
    for sentence in split_sentences(document, leaf):
        whole = Span(sentence.spans[0].start, sentence.spans[-1].end)
        if len(whole) <= limit:
            spans.append(whole)
            continue
        for part in sentence.spans:
            spans.extend(_cut(document.text, part, limit))
    return spans


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


def _packed(pieces: Sequence[Span], limit: int) -> Iterator[Span]:
    """Neighbouring pieces joined while they fit."""
    current: Span | None = None
    for piece in pieces:
        if current and piece.end - current.start <= limit:
            current = Span(current.start, piece.end)
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


def _context(title: str, clause: Clause, known: dict[ClauseId, Clause]) -> str:
    """The title and the headings that lead to a clause, outermost first; the outer ones go when there is no room."""
    names: list[str] = []
    at: Clause | None = clause
    while at is not None:
        name = f"{at.label} {at.heading}".strip()
        if name and (not names or names[0] != name):
            names.insert(0, name)
        at = known[at.parent] if at.parent is not None else None
    head = title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"
    room = _CONTEXT - len(head) - 3
    while len(names) > 1 and len(" > ".join(names)) > room:
        del names[0]
    path = " > ".join(names)
    if len(path) > room:
        path = f"{path[: room - 1].rstrip()}…"
    return f"{head} | {path}" if path else head
