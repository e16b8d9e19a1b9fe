"""From hits to the numbered sentences that a model may point at.

Promises at least one sentence when there are hits, no sentence twice, a size within the budget wherever a single sentence
fits it, and numbers from 1: the clause with the best sentence first, the sentences of a clause in the order of its text. What
is needed to understand them, and was not found for the question, stands behind them and has only the room that they leave.
It does not know which model reads them: it is told how to count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lexassist.generation.evidence import NUMBERING_TOKENS, marked_text, reading_text
from lexassist.generation.explanations import explain
from lexassist.generation.passages import Passage, passages_of
from lexassist.types import (
    Chunk,
    Clause,
    ClauseId,
    ClauseKind,
    Context,
    Document,
    DocumentId,
    Encoder,
    Evidence,
    Hit,
    Library,
    Sentence,
)

_MOST_CANDIDATES = 24
_OPENS = (":", "—", "-")
"""How words end that only introduce a list."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    sentence: Sentence
    clause: Clause


def build_context(
    question: str,
    hits: Sequence[Hit],
    library: Library,
    encoder: Encoder,
    *,
    count_tokens: Callable[[str], int],
    budget: int,
) -> Context:
    """The sentences of the best hits that are most similar to the question, as many as ``budget`` tokens hold.

    The best sentence is always in it, even alone over the budget. An item of a list carries the words that introduce the
    list, without which nobody can tell whether it obliges or forbids. What came along with the hits is given for as many
    of these sentences as the rest of the budget holds.
    """
    found = _candidates(hits, library)
    candidates = [candidate for candidate in found if _says_something(candidate)] or found
    if not candidates:
        return Context(question, ())
    texts = [f"{c.clause.heading}: {c.sentence.text}" if c.clause.heading else c.sentence.text for c in candidates]
    vectors = encoder.encode([question, *texts])
    similarities: list[float] = np.clip(vectors[1:] @ vectors[0], -1.0, 1.0).tolist()
    best_first = sorted(range(len(candidates)), key=lambda i: (-similarities[i], i))
    evidence = {i: _evidence(candidates[i], similarities[i]) for i in best_first}
    kept, left = _fitting([(i, reading_text(evidence[i])) for i in best_first], count_tokens, budget)
    explained = _with_room(explain([evidence[i] for i in kept], hits, library), count_tokens, left)
    place = {clause: at for at, clause in enumerate(dict.fromkeys(candidates[i].clause.id for i in kept))}
    in_order = sorted(kept, key=lambda i: (place[candidates[i].clause.id], candidates[i].sentence.spans[-1]))
    whole = (*(evidence[i] for i in in_order), *explained)
    return Context(question, tuple(replace(item, number=n) for n, item in enumerate(whole, start=1)))


def _evidence(candidate: _Candidate, similarity: float) -> Evidence:
    clause = candidate.clause
    return Evidence(0, candidate.sentence, clause.document, clause.label, clause.heading, similarity)


def _fitting(
    texts: Iterable[tuple[int, str]], count_tokens: Callable[[str], int], budget: int
) -> tuple[list[int], int]:
    """Those that fit, the first at any rate, and what is left of the budget."""
    kept: list[int] = []
    left = budget
    for index, text in texts:
        cost = count_tokens(text) + NUMBERING_TOKENS
        if cost <= left or not kept:
            kept.append(index)
            left -= cost
    return kept, left


def _with_room(explained: Iterable[Evidence], count_tokens: Callable[[str], int], room: int) -> Iterator[Evidence]:
    """Those that fit into what is left, none at any rate."""
    for item in explained:
        cost = count_tokens(marked_text(item)) + NUMBERING_TOKENS
        if cost <= room:
            yield item
            room -= cost


def _candidates(hits: Sequence[Hit], library: Library) -> list[_Candidate]:
    books: dict[DocumentId, _Book] = {}
    found: dict[tuple[DocumentId, int], _Candidate] = {}
    for hit in hits:
        of = hit.chunk.document
        if of not in books:
            books[of] = _Book(library.document(of), {clause.id: clause for clause in library.clauses(of)})
        for clause, sentence in books[of].sentences(hit.chunk):
            if len(found) >= _MOST_CANDIDATES:
                return list(found.values())
            found.setdefault((of, sentence.spans[-1].start), _Candidate(sentence, clause))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Book:
    """A document with its clauses, and the sentences that a chunk of it stands for."""

    document: Document
    clauses: Mapping[ClauseId, Clause]

    def sentences(self, chunk: Chunk) -> Iterator[tuple[Clause, Sentence]]:
        """The sentences of the chunk, each with the clause in which it stands.

        Words that only introduce a list say nothing yet: each item of the list comes in their place, after them.
        """
        clause = self.clauses[chunk.clause]
        for passage in passages_of(self.document, clause):
            if _is_heading(passage.sentence, clause) or not any(part.overlap(chunk.span) for part in passage.own):
                continue
            if passage.sentence.text.endswith(_OPENS) and (items := self._items(clause)):
                yield from ((item, opened) for item in items for opened in self._opened(item))
            else:
                yield clause, self._with_introduction(passage, clause)

    def _opened(self, clause: Clause) -> Iterator[Sentence]:
        for passage in passages_of(self.document, clause)[:1]:
            yield self._with_introduction(passage, clause)

    def _with_introduction(self, passage: Passage, clause: Clause) -> Sentence:
        """The sentence after the words that introduce its list, where it opens an item of one."""
        sentence = passage.sentence
        opening = self._introduction(clause)
        if opening is None or not passage.opens:
            return sentence
        before = passages_of(self.document, opening)
        if not before or not before[-1].sentence.text.endswith(_OPENS):
            return sentence
        last = before[-1].sentence
        return Sentence(sentence.clause, last.spans + sentence.spans, f"{last.text} {sentence.text}")

    def _introduction(self, clause: Clause) -> Clause | None:
        """The leaf that carries the label of the clause's parent: the words before the list's first item."""
        parent = self.clauses.get(clause.parent) if clause.parent else None
        if parent is None or clause.label == parent.label:
            return None
        first = min(self._children(parent), key=lambda other: other.span.start)
        return first if first.label == parent.label else None

    def _items(self, opening: Clause) -> list[Clause]:
        """The clauses that ``opening`` introduces: its later siblings, where it carries their parent's label."""
        parent = self.clauses.get(opening.parent) if opening.parent else None
        if parent is None or opening.label != parent.label:
            return []
        return [clause for clause in self._children(parent) if clause.span.start > opening.span.start]

    def _children(self, parent: Clause) -> list[Clause]:
        return [clause for clause in self.clauses.values() if clause.parent == parent.id]


def _says_something(candidate: _Candidate) -> bool:
    """Titles and signatures are like every question that names a party, and answer few: they come where nothing else does."""
    text = candidate.sentence.text
    return candidate.clause.kind is not ClauseKind.SIGNATURE and not text.isupper() and text.count(" ") >= 3


def _is_heading(sentence: Sentence, clause: Clause) -> bool:
    """Whether the words are the clause's label or heading and no more: similar to many questions, an answer to none."""
    words = _letters(sentence.text)
    return words in {_letters(clause.heading), _letters(clause.label), _letters(clause.label + clause.heading), ""}


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
