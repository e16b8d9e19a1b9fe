"""Does the evidence entail a statement, contradict it, or settle nothing?

What :mod:`lexassist.generation.weighing` finds is weighed by a linear score for each answer. Promises a probability for each of the
three and a reason in words, and says whether the answer is sure enough to be told as a yes or a no. It does not reason: what follows
only by a second step ("any person" includes an employee) is not seen. What was learned belongs to one encoder (:data:`FILE`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import ModelDamaged
from lexassist.generation.scorer import WordVectors
from lexassist.generation.weighing import FEATURES, statement_features
from lexassist.models.catalogue import ENTAILMENT

FILE = ENTAILMENT
NEVER = 1.01
"""A probability that none reaches: no yes or no rests on such an answer."""


class Settled(StrEnum):
    """What the evidence does to the statement."""

    ENTAILED = "entailed"
    CONTRADICTED = "contradicted"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The likeliest of the three answers, its probability, and why in words; ``sure`` where a yes or a no may rest on it."""

    settled: Settled
    probability: float
    reason: str
    sure: bool


@dataclass(frozen=True, slots=True)
class EntailmentModel:
    """A linear score over :data:`FEATURES` for each answer; the shares of their exponentials are the probabilities.

    ``sure`` is the probability from which an answer was right often enough on statements kept from training, else :data:`NEVER`.
    """

    weights: Mapping[Settled, tuple[float, ...]]
    biases: Mapping[Settled, float]
    sure: Mapping[Settled, float]

    def probabilities(self, features: Sequence[float]) -> Mapping[Settled, float]:
        """The probability of each answer; they sum to 1."""
        scores = {
            each: self.biases[each] + sum(w * x for w, x in zip(self.weights[each], features, strict=True))
            for each in Settled
        }
        most = max(scores.values())
        shares = {each: math.exp(score - most) for each, score in scores.items()}
        return {each: share / sum(shares.values()) for each, share in shares.items()}


@dataclass(frozen=True, slots=True)
class StatementJudge:
    """Judges statements with what was learned for the encoder of ``vectors``; ``weight`` is of a stem (idf)."""

    vectors: WordVectors
    model: EntailmentModel
    weight: Mapping[str, float]

    def judge(self, statement: str, evidence: Sequence[str]) -> Judgement:
        """What ``evidence``, pieces of one document, does to ``statement``; none of it settles nothing."""
        if not evidence:
            return Judgement(Settled.NEITHER, 1.0, "there is no evidence", sure=False)
        features = statement_features(statement, evidence, self.vectors, self.weight)
        probabilities = self.model.probabilities(features)
        settled = max(Settled, key=lambda each: probabilities[each])
        reason = _tell(settled, dict(zip(FEATURES, features, strict=True)))
        probability = probabilities[settled]
        return Judgement(settled, probability, reason, sure=probability >= self.model.sure[settled])


def _tell(settled: Settled, features: Mapping[str, float]) -> str:
    if settled is Settled.NEITHER:
        return "the evidence is about something else, or says too little of it"
    if settled is Settled.ENTAILED:
        return "the evidence says as much"
    if features["opposed"]:
        return "the evidence permits what the statement forbids, or forbids what it permits"
    return "the evidence denies it" if features["denied_apart"] else "the evidence says it otherwise"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    features: tuple[str, ...]
    weights: dict[Settled, tuple[float, ...]]
    biases: dict[Settled, float]
    sure: dict[Settled, float]


def load_entailment(folder: Path) -> EntailmentModel | None:
    """What was learned for the encoder in ``folder``; None where it has nothing.

    Raises:
        ModelDamaged: the file is there and cannot be used.
    """
    file = folder / FILE
    if not file.is_file():
        return None
    try:
        read = _File.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelDamaged(f"{file} cannot be used ({error}).", remedy="Install LexAssist again.") from error
    if read.features != FEATURES or any(set(each) != set(Settled) for each in (read.weights, read.biases, read.sure)):
        raise ModelDamaged(f"{file} weighs other features.", remedy="Install LexAssist again.")
    return EntailmentModel(read.weights, read.biases, read.sure)


def save_entailment(model: EntailmentModel, folder: Path) -> None:
    """Write what was learned into an encoder's folder."""
    file = _File(features=FEATURES, weights=dict(model.weights), biases=dict(model.biases), sure=dict(model.sure))
    (folder / FILE).write_text(file.model_dump_json(indent=1) + "\n", encoding="utf-8")
