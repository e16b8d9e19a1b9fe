"""Does the evidence entail a statement, contradict it, or settle nothing?

Three things are weighed: how much the evidence is about what the statement says (vectors, words), whether it says so with the
same force (shall, may, may not) or the opposite, and what only one of the two says (a negation, an exception, a restriction, a
figure). Promises a probability for each of three answers and a reason in words. It does not reason: what follows only by a second
step ("any person" includes an employee) is not seen. What was learned belongs to one encoder (:data:`FILE`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import ModelDamaged
from lexassist.generation.modality import modal_uses
from lexassist.generation.reading import Reading, coverage, read_text, reword
from lexassist.generation.scorer import WordVectors
from lexassist.models.catalogue import ENTAILMENT
from lexassist.particulars.quantities import missing_quantity

FILE = ENTAILMENT
FEATURES = (
    "similarity", "second", "mean_of_three", "covered", "covered_by_all", "same_force", "opposite_force", "no_force", "denied_apart",
    "exception_shown", "exception_said", "restriction_apart", "figure_missing", "said_denies", "said_permits",
)  # fmt: skip
_DENIALS = frozenset("not no never neither none nothing nobody nor".split())
_EXCEPTIONS = frozenset("except unless without providedthat notwithstanding".split())
_RESTRICTIONS = frozenset("only solely exclusively".split())
_OPPOSED = {
    "shall": frozenset({"may not", "need not"}),
    "may": frozenset({"may not"}),
    "may not": frozenset({"may", "shall"}),
}
_AGREED = {"may": frozenset({"may", "shall"}), "need not": frozenset({"need not"})}


class Settled(StrEnum):
    """What the evidence does to the statement."""

    ENTAILED = "entailed"
    CONTRADICTED = "contradicted"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The likeliest of the three answers, its probability, and why in words."""

    settled: Settled
    probability: float
    reason: str


@dataclass(frozen=True, slots=True)
class EntailmentModel:
    """A linear score over :data:`FEATURES` for each answer; the shares of their exponentials are the probabilities."""

    weights: Mapping[Settled, tuple[float, ...]]
    biases: Mapping[Settled, float]

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
    """Judges statements with what was learned for the encoder of ``vectors``."""

    vectors: WordVectors
    model: EntailmentModel

    def judge(self, statement: str, evidence: Sequence[str]) -> Judgement:
        """What ``evidence``, pieces of one document, does to ``statement``; none of it settles nothing."""
        if not evidence:
            return Judgement(Settled.NEITHER, 1.0, "there is no evidence")
        features = statement_features(statement, evidence, self.vectors)
        probabilities = self.model.probabilities(features)
        settled = max(Settled, key=lambda each: probabilities[each])
        return Judgement(settled, probabilities[settled], _tell(settled, dict(zip(FEATURES, features, strict=True))))


def statement_features(statement: str, evidence: Sequence[str], vectors: WordVectors) -> tuple[float, ...]:
    """What is weighed (:data:`FEATURES`), of one piece of evidence or more."""
    rows = vectors.of([statement, *evidence])
    likeness = np.sort(rows[1:] @ rows[0])[::-1]
    plain = read_text(statement)
    readings = [read_text(piece) for piece in evidence]
    words = [reword(plain, reading) for reading in readings]
    covered = [coverage(said, reading) for said, reading in zip(words, readings, strict=True)]
    combined = 0.5 * np.array(covered) + rows[1:] @ rows[0]
    best = int(np.argmax(combined))
    said, shown = words[best], readings[best]
    stems = frozenset(stem for reading in readings for stem in reading.stems)
    wanted = {word.stem for word in said.content}
    together = len(wanted & stems) / len(wanted) if wanted else 0.0
    return (
        float(likeness[0]),
        float(likeness[1] if len(likeness) > 1 else likeness[0]),
        float(likeness[:3].mean()),
        covered[best],
        together,
        *_force(said, shown),
        float(_count(said, _DENIALS) % 2 != _count(shown, _DENIALS) % 2),
        float(_count(shown, _EXCEPTIONS) > 0),
        float(_count(said, _EXCEPTIONS) > 0),
        float((_count(said, _RESTRICTIONS) > 0) != (_count(shown, _RESTRICTIONS) > 0)),
        float(missing_quantity(said.quantities, shown.quantities) is not None),
        float(_count(said, _DENIALS) > 0),
        float(any(use.meaning == "may" for use in modal_uses(said))),
    )


def _force(said: Reading, shown: Reading) -> tuple[float, float, float]:
    """Whether a modal of the evidence agrees with the statement's first about what is done, is opposed to it, or none is."""
    ours, theirs = next(iter(modal_uses(said)), None), tuple(modal_uses(shown))
    if ours is None or not theirs:
        return 0.0, 0.0, 1.0
    shared = [len(ours.after & use.after) + (ours.verb in use.after) for use in theirs]
    use = theirs[int(np.argmax(shared))]
    same = use.meaning == ours.meaning or use.meaning in _AGREED.get(ours.meaning, frozenset())
    opposed = use.meaning in _OPPOSED.get(ours.meaning, frozenset())
    return float(same), float(opposed), 0.0


def _count(reading: Reading, words: frozenset[str]) -> int:
    return sum(word.text.casefold() in words for word in reading.words)


def _tell(settled: Settled, features: Mapping[str, float]) -> str:
    if settled is Settled.NEITHER:
        return "the evidence is about something else, or says too little of it"
    if settled is Settled.ENTAILED:
        return "the evidence says as much, with the same force"
    if features["opposite_force"]:
        return "the evidence permits what the statement forbids, or forbids what it permits"
    return "the evidence denies it" if features["denied_apart"] else "the evidence says it otherwise"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    features: tuple[str, ...]
    weights: dict[Settled, tuple[float, ...]]
    biases: dict[Settled, float]


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
    if read.features != FEATURES or set(read.weights) != set(Settled) or set(read.biases) != set(Settled):
        raise ModelDamaged(f"{file} weighs other features.", remedy="Install LexAssist again.")
    return EntailmentModel(read.weights, read.biases)


def save_entailment(model: EntailmentModel, folder: Path) -> None:
    """Write what was learned into an encoder's folder."""
    file = _File(features=FEATURES, weights=dict(model.weights), biases=dict(model.biases))
    (folder / FILE).write_text(file.model_dump_json(indent=1) + "\n", encoding="utf-8")
