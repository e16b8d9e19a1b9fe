"""Which sentences of the hits come first, with an encoder that counts words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lexassist.generation import sentence_order as module
from lexassist.generation.judging import CLASSES, Judgement, Says
from lexassist.generation.sentence_order import SentenceRanker, spans_in_order
from lexassist.parsing.reading import read_document
from lexassist.testing import WordEncoder
from lexassist.types import (
    Clause,
    ClauseId,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    Hit,
    Reading,
    Reference,
)

AGREEMENT = """MUTUAL NON-DISCLOSURE AGREEMENT

1. Confidentiality. The Recipient shall keep the Information secret. It shall return the Information at the end of the term.

2. Exceptions. The Recipient may not:

(a) reverse engineer any sample that embodies the Information;

(b) copy the Information in any form; or

(c) show the Information to competitors of the Discloser.

3. Law. This agreement is governed by the law of Utopia, without its conflict of laws rules.
"""


@dataclass
class OneReading:
    """A library of one reading."""

    reading: Reading

    def documents(self) -> tuple[DocumentCard, ...]:
        return ()

    def document(self, document: DocumentId, /) -> Document:
        assert self.reading.document is not None
        return self.reading.document

    def clauses(self, document: DocumentId, /) -> tuple[Clause, ...]:
        return self.reading.clauses

    def clause(self, clause: ClauseId, /) -> Clause:
        return next(each for each in self.reading.clauses if each.id == clause)

    def definitions(self, document: DocumentId, /) -> tuple[Definition, ...]:
        return ()

    def references(self, document: DocumentId, /) -> tuple[Reference, ...]:
        return ()


@dataclass(frozen=True)
class CountingEncoder(WordEncoder):
    """Remembers how many texts it was given."""

    given_texts: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        self.given_texts.extend(texts)
        return super().encode(texts)


@cache
def read_agreement() -> Reading:
    return read_document(AGREEMENT.encode(), "agreement.txt")


@pytest.fixture(scope="module")
def library() -> OneReading:
    return OneReading(read_agreement())


def hits(library: OneReading, scores: Sequence[float] | None = None) -> list[Hit]:
    chunks = library.reading.chunks
    return [
        Hit(rank, score, score, chunk)
        for rank, (chunk, score) in enumerate(zip(chunks, scores or [0.5] * len(chunks), strict=True), start=1)
    ]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which law is it governed by?", "governed by the law of Utopia"),  # a clause of one sentence
        (
            "Must it return the Information at the end of the term?",
            "return the Information",
        ),  # the second sentence of a clause
        ("May samples be reverse engineered? any sample", "reverse engineer"),  # an item of a list
    ],
)
def test_the_sentence_that_answers_comes_first(library: OneReading, question: str, words: str) -> None:
    best = SentenceRanker(WordEncoder()).rank(question, hits(library), library)[0]
    assert words in best.sentence.text


def test_an_item_comes_after_the_words_that_introduce_its_list(library: OneReading) -> None:
    ranked = SentenceRanker(WordEncoder()).rank("reverse engineer any sample", hits(library), library)
    assert [sentence.text for sentence in ranked[0].introduction][-1].endswith("may not:")
    document = library.document(DocumentId(""))
    first, second = (document.quote(span) for _, span in spans_in_order(ranked)[:2])
    assert "may not:" in first
    assert "reverse engineer" in second


def test_of_two_sentences_alike_that_of_the_better_hit_comes_first(library: OneReading) -> None:
    count = len(library.reading.chunks)
    for best in range(count):
        scores = [1.0 if place == best else 0.0 for place in range(count)]
        ranked = SentenceRanker(WordEncoder()).rank("xyzzy", hits(library, scores), library)
        assert any(span.overlap(library.reading.chunks[best].span) for span in ranked[0].sentence.spans)


@dataclass
class Seeing:
    """A judge for whom only passages with ``word`` say anything; it remembers what it was given."""

    word: str
    given: list[str] = field(default_factory=list)

    @property
    def settles(self) -> frozenset[Says]:
        return frozenset()

    def judge(self, asked: str, passages: Sequence[str], /) -> tuple[Judgement, ...]:
        self.given += passages
        return tuple(self._of(0.9 if self.word in passage else 0.1) for passage in passages)

    def _of(self, bears: float) -> Judgement:
        shares = {each: 1 - bears if each is Says.NOTHING else bears / 3 for each in CLASSES}
        return Judgement(shares, frozenset())


@pytest.mark.parametrize("word", ["secret", "return", "reverse", "copy", "competitors", "Utopia"])
def test_what_a_judge_finds_to_bear_on_the_question_comes_first(library: OneReading, word: str) -> None:
    judge = Seeing(word)
    ranked = SentenceRanker(WordEncoder(), judge).rank("xyzzy", hits(library), library)
    assert word in ranked[0].sentence.text
    # An item is read behind the words that introduce it, and all under their heading.
    assert any(text.startswith("2 Exceptions") and "may not: (b) copy" in text for text in judge.given)


def test_a_judge_reads_the_best_alone_and_nothing_is_lost(library: OneReading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_READ", 2)
    plain = SentenceRanker(WordEncoder()).rank("law of Utopia", hits(library), library)
    judge = Seeing(plain[1].sentence.text[:20])
    ranked = SentenceRanker(WordEncoder(), judge).rank("law of Utopia", hits(library), library)
    assert len(judge.given) == 2
    assert {one.sentence for one in ranked[:2]} == {one.sentence for one in plain[:2]}
    assert [one.sentence for one in ranked[2:]] == [one.sentence for one in plain[2:]]
    assert sorted(one.bears for one in ranked[:2] if one.bears) == pytest.approx([0.1, 0.9])
    assert {one.bears for one in (*ranked[2:], *plain)} == {None}
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)


def test_no_hits_no_sentences(library: OneReading) -> None:
    assert SentenceRanker(WordEncoder()).rank("law", [], library) == ()


def test_sentences_are_encoded_once(library: OneReading) -> None:
    encoder = CountingEncoder()
    ranker = SentenceRanker(encoder)
    first = ranker.rank("Which law?", hits(library), library)
    encoder.given_texts.clear()
    assert ranker.rank("Which law?", hits(library), library) == first
    assert encoder.given_texts == ["Which law?"]


@settings(deadline=None)
@given(st.data(), st.text(alphabet="abc lawinformation", min_size=1, max_size=30))
def test_every_sentence_of_the_hits_comes_once(data: st.DataObject, question: str) -> None:
    library = OneReading(read_agreement())
    chosen = data.draw(st.permutations(hits(library)))[: data.draw(st.integers(0, 4))]
    ranked = SentenceRanker(WordEncoder()).rank(question, chosen, library)
    places = spans_in_order(ranked)
    assert len(set(places)) == len(places)
    for _, span in places:
        assert library.document(DocumentId("")).quote(span).strip()
    for hit in chosen:
        assert any(span.overlap(hit.chunk.span) for _, span in places)
    assert [each.score for each in ranked] == sorted((each.score for each in ranked), reverse=True) or not ranked
