"""Which sentences of the hits to read first.

A hit is up to 500 characters; a reader who is shown a few lines needs the sentences in it that carry the answer. Promises
that each sentence comes once, after the words that introduce its list, where it has any, and that all sentences of the
hits come. Does not look for what the search did not find.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from lexassist.generation.judging import Judge, log_odds, titled
from lexassist.parsing.sentences import Segment, split_segments
from lexassist.types import Clause, ClauseId, Document, DocumentId, Encoder, Hit, Library, Sentence, Span

_REMEMBERED = 8192
"""Vectors kept for the next question about the same clauses: 12 MiB for vectors of 384 columns."""
_OPENS = (":", "—", "-")
"""How words end that only introduce a list."""
_READ = 8
"""Sentences that a judge reads. Twelve find the passage no oftener, and each takes some 10 ms of processor time."""
_READING = 2.0
"""How much what a judge reads counts beside the two other scores, by validation contracts: 1 finds 1.8 % fewer passages first."""
_FARTHEST = 4.0
"""Standard deviations beyond which being better or worse counts no more."""

Place = tuple[DocumentId, Span]


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence of a hit. ``introduction`` is read before it; ``similarity`` is their cosine with the question.

    ``score`` orders the sentences of one question and says nothing about those of another. ``bears`` is how likely the
    sentence says something to the question, None where no judge read it.
    """

    document: DocumentId
    clause: ClauseId
    sentence: Sentence
    introduction: tuple[Sentence, ...]
    score: float
    similarity: float
    bears: float | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    clause: Clause
    sentence: Sentence
    introduction: tuple[Sentence, ...]
    headings: str
    hit: float

    @property
    def passage(self) -> str:
        """The sentence under all headings over it, as a judge of passages is given it."""
        return titled(self.headings, " ".join(sentence.text for sentence in (*self.introduction, self.sentence)))

    @property
    def text(self) -> str:
        """The sentence under its heading, behind what introduces it."""
        head = f"{self.clause.heading}: " if self.clause.heading else ""
        return head + " ".join(sentence.text for sentence in (*self.introduction, self.sentence))


class SentenceRanker:
    """Orders the sentences of hits; remembers vectors of sentences, so the next question costs less."""

    def __init__(self, encoder: Encoder, judge: Judge | None = None) -> None:
        self._encoder = encoder
        self._judge = judge
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def rank(self, question: str, hits: Sequence[Hit], library: Library) -> tuple[RankedSentence, ...]:
        """Every sentence of ``hits``, best first, equals in the order of the hits and of the text.

        Its score is the sum of two, each as it stands among the others (in standard deviations): the similarity of
        the sentence, behind what introduces it, and the score of the hit in which it stands. The best by these are read beside
        the question, where there is a judge: how likely they say something to it is the third, as it stands among them. The
        first two count alike, which was not tuned.
        """
        candidates = _candidates(hits, library)
        if not candidates:
            return ()
        asked = self._encoder.encode([question])[0]
        texts = [candidate.text for candidate in candidates]
        with self._lock:
            known = self._encoded(texts)
        cosines = np.array([float(known[text] @ asked) for text in texts])
        scores = _standard(cosines) + _standard(np.array([candidate.hit for candidate in candidates]))
        bears: dict[int, float] = {}
        if self._judge is not None:
            best = np.argsort(-scores, kind="stable")[:_READ].tolist()
            judged = self._judge.judge(question, [candidates[n].passage for n in best])
            bears = {n: one.bears for n, one in zip(best, judged, strict=True)}
            scores = _with_read(scores, bears)
        order = sorted(range(len(candidates)), key=lambda i: (-round(float(scores[i]), 6), i))
        return tuple(_ranked(candidates[i], float(scores[i]), float(cosines[i]), bears.get(i)) for i in order)

    def _encoded(self, texts: Iterable[str]) -> Mapping[str, NDArray[np.float32]]:
        wanted = list(dict.fromkeys(texts))
        missing = [text for text in wanted if text not in self._vectors]
        found = {text: self._vectors[text] for text in wanted if text in self._vectors}
        found |= zip(missing, self._encoder.encode(missing), strict=True)
        for text in wanted:
            self._vectors[text] = found[text]
            self._vectors.move_to_end(text)
        while len(self._vectors) > _REMEMBERED:
            self._vectors.popitem(last=False)
        return found


def spans_in_order(sentences: Iterable[RankedSentence]) -> tuple[Place, ...]:
    """The places of the sentences as they are read: what introduces a list once, before the best of its items."""
    places: dict[Place, None] = {}
    for ranked in sentences:
        for sentence in (*ranked.introduction, ranked.sentence):
            places.update(dict.fromkeys((ranked.document, span) for span in sentence.spans))
    return tuple(places)


def _ranked(candidate: _Candidate, score: float, similarity: float, bears: float | None) -> RankedSentence:
    clause = candidate.clause
    return RankedSentence(
        clause.document, clause.id, candidate.sentence, candidate.introduction, score, similarity, bears
    )


def _with_read(scores: NDArray[np.float64], bears: Mapping[int, float]) -> NDArray[np.float64]:
    """The scores with what a judge made of those that it read; all others stay behind these, in their order."""
    read = list(bears)
    likely = _standard(np.array([log_odds(bears[n]) for n in read]))
    found: NDArray[np.float64] = scores - 2 * _READING * _FARTHEST
    found[read] = scores[read] + _READING * np.clip(likely, -_FARTHEST, _FARTHEST)
    return found


def _standard(values: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)


def _candidates(hits: Sequence[Hit], library: Library) -> list[_Candidate]:
    books: dict[DocumentId, _Book] = {}
    found: dict[Place, _Candidate] = {}
    for hit in hits:
        of = hit.chunk.document
        if of not in books:
            books[of] = _Book(library.document(of), {clause.id: clause for clause in library.clauses(of)})
        for candidate in books[of].candidates(hit):
            found.setdefault((of, candidate.sentence.spans[-1]), candidate)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Book:
    """A document with its clauses."""

    document: Document
    clauses: Mapping[ClauseId, Clause]

    def candidates(self, hit: Hit) -> Iterator[_Candidate]:
        """The sentences of a hit, without a heading that words follow."""
        clause = self.clauses[hit.chunk.clause]
        segments = split_segments(self.document, clause)
        before = self._before(clause)
        for segment in segments:
            spans = segment.sentence.spans
            if (segment.is_heading and len(segments) > 1) or not any(span.overlap(hit.chunk.span) for span in spans):
                continue
            led = tuple(segments[index].sentence for index in segment.introduction)
            first = before if segment.number == _first(segments) else ()
            yield _Candidate(clause, segment.sentence, (*first, *led), hit.chunk.context, hit.score)

    def _before(self, clause: Clause) -> tuple[Sentence, ...]:
        """The words before the list of which ``clause`` is an item: the end of the leaf that carries its parent's label."""
        parent = self.clauses.get(clause.parent) if clause.parent else None
        if parent is None or clause.label == parent.label:
            return ()
        siblings = (other for other in self.clauses.values() if other.parent == parent.id)
        opening = min(siblings, key=lambda other: other.span.start)
        sentences = [segment.sentence for segment in split_segments(self.document, opening)]
        opens = opening.label == parent.label and sentences and sentences[-1].text.endswith(_OPENS)
        return (sentences[-1],) if opens else ()


def _first(segments: Sequence[Segment]) -> int:
    """The number of the first sentence behind the heading."""
    return next((segment.number for segment in segments if not segment.is_heading), 0)
