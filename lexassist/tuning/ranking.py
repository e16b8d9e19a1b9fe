"""The ranking for a trained encoder.

Heads and questions are learned from the contracts to train on and the written questions; that a question asks for none of the types
from the queries of topics that are like none. The weights of the features are fitted on validation contracts, where the heads are as
sure as they will be on contracts that nobody has seen: to the questions of types, and to headings, which stand for all other questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lexassist.evaluation.measures import merge
from lexassist.retrieval.ranking import FEATURES, Ranking, number_clauses
from lexassist.retrieval.text_ranker import WordIndex
from lexassist.tuning.contracts import Asked, Studied
from lexassist.tuning.examples import Floats
from lexassist.tuning.fitting import Judged, fit_heads, fit_questions, fit_weights
from lexassist.tuning.headings import Headings
from lexassist.tuning.material import NONE
from lexassist.types import Chunk

FITTED_ON = (0, 5, 9, 12)
"""The written questions of a type, by their place, that the weights are fitted on, beside the official one."""
HIDDEN = (3, 7, 10)
"""Those that stand for wordings which nobody wrote down: what is measured with them has not learned them."""
_LEAST_GOLD = 25
"""Characters of gold that a chunk must have to count as a place to find."""
_TIMES = 2
"""How often the official question of a type counts among its written ones."""
_UNLIKE = 0.5
"""Cosine with the prototype of every type below which a topic's query asks for none of them."""


@dataclass(frozen=True)
class Learned:
    """All that the ranking is fitted to. ``vectors`` are one encoder's, of each text and question.

    ``others`` are queries of topics, ``headings`` of the validation contracts: see :mod:`lexassist.tuning.headings`.
    """

    studied: Sequence[Studied]
    questions: Mapping[str, Sequence[str]]
    official: Mapping[str, str]
    vectors: Mapping[str, Floats]
    others: Sequence[str] = ()
    headings: Sequence[Headings] = ()

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The types of clause that questions ask for."""
        return tuple(name for name in self.questions if name != NONE)

    @cached_property
    def validation(self) -> tuple[Studied, ...]:
        """The contracts that weights are fitted on."""
        return tuple(each for each in self.studied if each.validation and each.asked)

    @cached_property
    def rows(self) -> Mapping[str, Floats]:
        """The vectors of each contract's chunks, by its id."""
        return {each.id: np.stack([self.vectors[text] for text in each.texts]) for each in self.studied}

    def asked(self, *, times: int) -> dict[str, tuple[str, ...]]:
        """The official question of each type, ``times`` over, where there is one."""
        return {name: (self.official[name],) * times if name in self.official else () for name in self.types}

    def fitted_on(self) -> dict[str, tuple[str, ...]]:
        """The questions that the weights are fitted on."""
        official, written = self.asked(times=1), self.said(FITTED_ON)
        return {name: official[name] + written[name] for name in self.types}

    def said(self, places: Sequence[int]) -> dict[str, tuple[str, ...]]:
        """The written questions of each type at these places."""
        return {
            name: tuple(self.questions[name][at] for at in places if at < len(self.questions[name]))
            for name in self.types
        }


def fit_ranking(learned: Learned) -> Ranking:
    """The ranking, all of it fitted.

    The heads that ship are learned from the validation contracts too, once the weights are known that were fitted there.
    """
    ranking = fit_types(learned)
    typed = (judged for *_, judged in judge_all(learned, ranking, learned.fitted_on()))
    other = (judged for _, judged in judge_headings(learned, ranking))
    return replace(fit_types(learned, everything=True), weights=fit_weights((*typed, *other)))


def fit_types(learned: Learned, *, without: frozenset[str] = frozenset(), everything: bool = False) -> Ranking:
    """Heads, questions and prototypes, with features that weigh nothing yet; learned ``without`` these questions.

    The heads are learned from the contracts to train on; from the validation contracts as well where ``everything`` is said.
    """
    types = learned.types
    trained = [each for each in learned.studied if everything or not each.validation]
    carried: NDArray[np.bool_] = np.array(
        [[name in labels for name in types] for each in trained for labels in each.types], dtype=np.bool_
    )
    places = [place for place, each in enumerate(trained) for _ in each.chunks]
    heads, head_bias = fit_heads(np.concatenate([learned.rows[each.id] for each in trained]), carried, places)
    official = learned.asked(times=_TIMES)
    asked = [
        (text, kind)
        for kind, name in enumerate(types)
        for text in (*official[name], *learned.questions[name])
        if text not in without
    ]
    vectors, kinds = np.stack([learned.vectors[text] for text, _ in asked]), np.array([kind for _, kind in asked])
    prototypes = np.stack([vectors[kinds == kind].mean(axis=0) for kind in range(len(types))])
    prototypes /= np.linalg.norm(prototypes, axis=1, keepdims=True)
    questions, question_bias = _fit_kinds(learned, vectors, kinds, prototypes)
    return Ranking(
        types=types,
        heads=heads,
        head_bias=head_bias,
        questions=questions,
        question_bias=question_bias,
        prototypes=prototypes,
        weights=np.zeros(FEATURES, dtype=np.float32),
    )


def _fit_kinds(
    learned: Learned, vectors: Floats, kinds: NDArray[np.int64], prototypes: Floats
) -> tuple[Floats, Floats]:
    """What tells the type that a question asks for, or that it asks for none, as topics do that are like no type."""
    none = [learned.vectors[text] for text in learned.questions.get(NONE, ())]
    other = [row for row in map(learned.vectors.__getitem__, learned.others) if (prototypes @ row).max() < _UNLIKE]
    # All topics together count as much as all types together, however many there are.
    share = np.ones(len(vectors) + len(none) + len(other), dtype=np.float32)
    share[len(vectors) + len(none) :] = len(vectors) / max(1, len(other))
    unknown = len(prototypes)
    rows = np.stack([*vectors, *none, *other])
    return fit_questions(rows, [*kinds.tolist(), *[unknown] * (len(none) + len(other))], unknown + 1, share)


def judge_all(
    learned: Learned, ranking: Ranking, texts: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Studied, Asked, Judged]]:
    """Every question of every validation contract, once in each wording of its type that ``texts`` has."""
    chunks = [chunk.text for contract in learned.validation for chunk in contract.chunks]
    with closing(WordIndex(chunks)) as words:
        known = {text: np.array(words.scores(text), dtype=np.float32) for each in texts.values() for text in each}
    start = 0
    for contract in learned.validation:
        end = start + len(contract.chunks)
        clauses = number_clauses([chunk.clause for chunk in contract.chunks])
        for asked in contract.asked:
            gold = gold_shares(contract.chunks, asked)
            for text in texts.get(asked.type, ()):
                share = _shares(known[text][start:end])
                features = ranking.features(learned.vectors[text], learned.rows[contract.id], share, clauses)
                yield contract, asked, Judged(features, gold)
        start = end


def judge_headings(learned: Learned, ranking: Ranking) -> Iterator[tuple[str, Judged]]:
    """Every heading as a question, with the id of its contract; gold are the words under it, encoded without it."""
    for each in learned.headings:
        rows = np.stack([learned.vectors[text] for text in each.texts])
        with closing(WordIndex(each.texts)) as words:
            for heading, places in each.places.items():
                share = _shares(np.array(words.scores(heading), dtype=np.float32))
                gold = np.zeros(len(rows), dtype=np.float32)
                gold[list(places)] = 1
                yield each.contract, Judged(ranking.features(learned.vectors[heading], rows, share), gold)


def _shares(scores: Floats) -> Floats:
    """BM25 as a share of the best."""
    return scores / scores.max() if scores.max() > 0 else scores


def gold_shares(chunks: Sequence[Chunk], asked: Asked) -> Floats:
    """The part of each chunk that is gold; 0 where it has only a scrap of it."""
    gold = [place.span for place in merge(asked.gold.places)]
    shared = [sum(chunk.span.overlap(span) for span in gold) for chunk in chunks]
    return np.array(
        [each / len(chunk.span) if each >= _LEAST_GOLD else 0 for each, chunk in zip(shared, chunks, strict=True)],
        dtype=np.float32,
    )
