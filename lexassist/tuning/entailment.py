"""What judges statements, learned from statements that were written for it about invented provisions.

In use the judge is given the sentences that a search brings, of which few or none bear on the statement. So each statement is shown with
its provision alone, with its provision among sentences of other provisions like it, and with such sentences only, which settle nothing.
A fifth of the provisions is kept from training (:func:`is_kept`): on it are chosen the probabilities from which a yes or a no may rest
on an answer.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from lexassist.generation.entailment import NEVER, EntailmentModel, Settled
from lexassist.generation.scorer import WordVectors
from lexassist.generation.weighing import statement_features
from lexassist.tuning.material import Stating, Topic

SHARES = {Settled.ENTAILED: 0.45, Settled.CONTRADICTED: 0.20, Settled.NEITHER: 0.35}
"""How much each answer weighs, as statements about contracts are: far more were written that are contradicted."""
PRECISION = 0.95
"""Share of an answer's cases of validation that must be right for a yes or a no to rest on it."""
_FEWEST = 20
"""Cases below which such a share says nothing."""
_PIECES = 4
_LIKE = 30
"""Sentences like the statement that others are drawn from."""
_LONGEST = 500
_REGULAR = 0.02
_GONE_WEIGHS = 0.5


class Shown(StrEnum):
    """With what evidence a statement is shown."""

    ALONE = "its provision"
    AMONG = "its provision among others"
    GONE = "others only"


@dataclass(frozen=True, slots=True)
class Example:
    """A statement with pieces of evidence, what they do to it, and whether its provision is kept for validation."""

    statement: str
    evidence: tuple[str, ...]
    settled: Settled
    shown: Shown
    kept: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """Examples as numbers, a row each in the same order."""

    examples: tuple[Example, ...]
    features: NDArray[np.float64]


def is_kept(stating: Stating) -> bool:
    """Whether a provision is kept from training, by a digest of its first sentence: it stays so whatever is added."""
    return int(hashlib.sha256(stating.provision[0].encode()).hexdigest(), 16) % 5 == 0


def make_examples(
    written: Sequence[Stating], topics: Sequence[Topic], vectors: WordVectors, *, seed: int
) -> Iterator[Example]:
    """Each statement four times: with its provision alone, twice with it among others, and with others only."""
    pool = [(n, text) for n, each in enumerate(written) for text in each.provision]
    pool += [(-1, text) for topic in topics for text in topic.clauses if len(text) < _LONGEST]
    rows = vectors.of([text for _, text in pool])
    for number, stating in enumerate(written):
        kept, own = is_kept(stating), stating.provision[:_PIECES]
        for stated in stating.statements:
            draw = random.Random(f"{seed}:{number}:{stated.text}")  # noqa: S311
            nearest = np.argsort(-(rows @ vectors.of([stated.text])[0]))
            others = [pool[n][1] for n in map(int, nearest[: _LIKE + 2 * _PIECES]) if pool[n][0] != number][:_LIKE]
            yield Example(stated.text, _shuffled(own, draw), stated.label, Shown.ALONE, kept)
            for far in (_LIKE // 2, _LIKE):
                among = (*own, *draw.sample(others[:far], k=_PIECES))[:_PIECES]
                yield Example(stated.text, _shuffled(among, draw), stated.label, Shown.AMONG, kept)
            # The very nearest of other provisions may settle a statement too, so they are left out.
            gone = draw.sample(others[_LIKE // 6 :], k=min(_PIECES, len(others[_LIKE // 6 :])))
            yield Example(stated.text, tuple(gone), Settled.NEITHER, Shown.GONE, kept)


def measure(examples: Sequence[Example], vectors: WordVectors, weight: Mapping[str, float]) -> Measured:
    """The examples as what is weighed of them."""
    rows = [statement_features(each.statement, each.evidence, vectors, weight) for each in examples]
    return Measured(tuple(examples), np.array(rows))


def fit_entailment(measured: Measured) -> EntailmentModel:
    """The model of the examples that are not kept; those kept say from what probability an answer is sure."""
    learning = np.array([not each.kept for each in measured.examples])
    features = measured.features[learning]
    examples = [each for each in measured.examples if not each.kept]
    answers = [each.settled.value for each in examples]
    scale = features.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=_REGULAR, max_iter=3000).fit(
        features / scale, answers, sample_weight=weights_of(examples)
    )
    rows = {str(name): row for row, name in enumerate(fitted.classes_)}
    weights = {each: tuple(round(float(w), 4) for w in fitted.coef_[rows[each.value]] / scale) for each in Settled}
    biases = {each: round(float(fitted.intercept_[rows[each.value]]), 4) for each in Settled}
    model = EntailmentModel(weights, biases, dict.fromkeys(Settled, NEVER))
    return EntailmentModel(weights, biases, _sure_from(model, measured))


def weights_of(examples: Sequence[Example]) -> NDArray[np.float64]:
    """A weight an example, so that the answers have their :data:`SHARES`."""
    counts = {each: sum(one.settled is each for one in examples) / len(examples) for each in Settled}
    return np.array(
        [SHARES[e.settled] / counts[e.settled] * (_GONE_WEIGHS if e.shown is Shown.GONE else 1) for e in examples]
    )


def answers_of(model: EntailmentModel, measured: Measured) -> tuple[tuple[Settled, float], ...]:
    """The answer to each example, and its probability."""
    found = []
    for row in measured.features:
        probabilities = model.probabilities([float(value) for value in row])
        settled = max(Settled, key=lambda each: probabilities[each])
        found.append((settled, probabilities[settled]))
    return tuple(found)


def _sure_from(model: EntailmentModel, measured: Measured) -> dict[Settled, float]:
    sure = dict.fromkeys(Settled, NEVER)
    judged = [
        (answer, probability, one.settled)
        for one, (answer, probability) in zip(measured.examples, answers_of(model, measured), strict=True)
        if one.kept and one.shown is not Shown.GONE
    ]
    for each in (Settled.ENTAILED, Settled.CONTRADICTED):
        for step in range(99, 49, -1):
            told = [gold for answer, probability, gold in judged if answer is each and probability >= step / 100]
            if len(told) >= _FEWEST and sum(gold is each for gold in told) / len(told) >= PRECISION:
                sure[each] = step / 100
    return sure


def _shuffled(pieces: Sequence[str], draw: random.Random) -> tuple[str, ...]:
    return tuple(draw.sample(list(pieces), k=len(pieces)))
