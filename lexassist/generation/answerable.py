"""Whether what was found answers the question at all: a small score, learned on contracts, with a threshold from data.

Two kinds of question are told apart: those that ask for a type of clause that is known, and all others. Each has weights of
its own, since what is known of the types says much about the first and nothing about the second. Promises a probability
from what a search gives, without a model that writes. What was learned belongs to one encoder and lies in its folder
(:data:`FILE`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import ModelDamaged
from lexassist.generation.asking import GENERAL, Asked, stems_of
from lexassist.generation.judging import log_odds
from lexassist.models.catalogue import ANSWERABLE
from lexassist.particulars.quantities import read_quantities
from lexassist.types import Hit

FILE = ANSWERABLE
FEATURES = (
    "similarity",
    "similarity_of_three",
    "score",
    "lead",
    "words_in_best",
    "words_in_three",
    "words_in_all",
    "words_in_document",
    "figure",
    "no_figure",
    "type",
    "bears",
)
_BEST = 3
_MOST_WORDS = 0.6
_UNKNOWN = 0.5
"""Stands for a probability that is not known."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic score over :data:`FEATURES`; from ``threshold`` on, the evidence counts as answering."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, features: Sequence[float]) -> float:
        """The probability that the evidence answers."""
        logit = self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """What was learned. ``typed`` is for questions that ask for a known type, ``open`` for all others.

    ``vocabulary`` holds, for each type, the stems of the words with which it is asked for.
    """

    typed: Weights
    open: Weights
    vocabulary: Mapping[str, frozenset[str]]

    def answers(self, asked: Asked, features: Sequence[float]) -> tuple[float, bool]:
        """The probability that the evidence answers what is asked, and whether that is enough."""
        weights = self.typed if asked.type else self.open
        probability = weights.probability(features)
        return probability, probability >= weights.threshold


class _WeightsFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: tuple[float, ...]
    bias: float
    threshold: float


class _ModelFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    features: tuple[str, ...]
    typed: _WeightsFile
    open: _WeightsFile
    vocabulary: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of what was found for a question.

    ``text`` is that of the document of the best hit, ``type_probability`` says how likely it has a clause of the type that is
    asked for, None where that is not known, and ``bears`` how likely one of the sentences found says something to the
    question, None where nobody read them.
    """

    hits: Sequence[Hit]
    text: str
    type_probability: float | None = None
    bears: float | None = None


def features_of(plain: str, asked: Asked, findings: Findings) -> tuple[float, ...]:
    """What the score is made of, in the order of :data:`FEATURES`; zeros where nothing was found.

    ``plain`` is the question without the words that name documents.
    """
    hits = findings.hits
    if not hits:
        return (0.0,) * len(FEATURES)
    wanted = stems_of(plain)
    found = [stems_of(f"{hit.chunk.context} {hit.chunk.text}") for hit in hits]
    best = hits[:_BEST]
    figure = bool(asked.figures) and any(
        quantity.kind in asked.figures for hit in best for quantity in read_quantities(hit.chunk.text)[0]
    )
    return (
        max(hit.similarity for hit in hits),
        sum(hit.similarity for hit in best) / len(best),
        hits[0].score / 10,
        (hits[0].score - hits[-1].score) / 10,
        _share(wanted, found[0]),
        _share(wanted, frozenset().union(*found[:_BEST])),
        _share(wanted, frozenset().union(*found)),
        _share_in_text(wanted, findings.text),
        float(figure),
        float(bool(asked.figures) and not figure),
        log_odds(_UNKNOWN if findings.type_probability is None else findings.type_probability) / 5,
        log_odds(_UNKNOWN if findings.bears is None else findings.bears) / 5,
    )


def shares_words(plain: str, hits: Sequence[Hit]) -> bool:
    """Whether most words that carry a question stand in what was found.

    Asked of each of many documents, whose best evidence is like the question in some way in every one.
    """
    found = frozenset().union(*(stems_of(f"{hit.chunk.context} {hit.chunk.text}") for hit in hits))
    return _share(stems_of(plain) - GENERAL, found) >= _MOST_WORDS


def load_answerable(folder: Path) -> AnswerModel | None:
    """What was learned for the encoder in ``folder``; None where nothing was.

    Raises:
        ModelDamaged: the file is there and cannot be used.
    """
    file = folder / FILE
    if not file.is_file():
        return None
    try:
        read = _ModelFile.model_validate_json(file.read_bytes())
        if read.features != FEATURES or {len(read.typed.weights), len(read.open.weights)} != {len(FEATURES)}:
            raise ValueError("it is for other features")
    except (OSError, ValueError, ValidationError) as error:
        raise ModelDamaged(
            f"{file} cannot be used ({error}).", remedy="Run `lexassist models verify`, then install LexAssist again."
        ) from error
    vocabulary = {name: frozenset(stems) for name, stems in read.vocabulary.items()}
    typed, other = (Weights(w.weights, w.bias, w.threshold) for w in (read.typed, read.open))
    return AnswerModel(typed, other, vocabulary)


def save_answerable(model: AnswerModel, folder: Path) -> Path:
    """Write what was learned into an encoder's folder."""
    body = {
        "features": FEATURES,
        "typed": _written(model.typed),
        "open": _written(model.open),
        "vocabulary": {name: sorted(stems) for name, stems in model.vocabulary.items()},
    }
    file = folder / FILE
    file.write_text(json.dumps(body, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def _written(weights: Weights) -> Mapping[str, Sequence[float] | float]:
    return {
        "weights": [round(weight, 5) for weight in weights.weights],
        "bias": round(weights.bias, 5),
        "threshold": round(weights.threshold, 5),
    }


def _share(wanted: frozenset[str], there: frozenset[str]) -> float:
    return len(wanted & there) / len(wanted) if wanted else 1.0


def _share_in_text(wanted: frozenset[str], text: str) -> float:
    """The part of ``wanted`` with which a word of the text begins."""
    if not wanted:
        return 1.0
    folded = text.casefold()
    return sum(_begins_a_word(folded, one) for one in wanted) / len(wanted)


def _begins_a_word(text: str, start: str) -> bool:
    at = text.find(start)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(start, at + 1)
    return at >= 0
