"""Whether words that the evidence lacks may stand all the same: a small score, learned on contracts.

The checks of ``verification`` let through what says the same in the evidence's words. A lawyer, or a model, also says it in words
that no table foresees. This score weighs how much of the sentence's weight those words carry and how near in meaning they come
to words of the evidence that the sentence does not use. Promises a probability; it knows no meaning beyond vectors. What was
learned belongs to one encoder and lies in its folder (:data:`FILE`).
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import ModelDamaged
from lexassist.generation.reading import Reading
from lexassist.models.catalogue import SUPPORT
from lexassist.types import Encoder

FILE = SUPPORT
FEATURES = ("count", "share", "rarest", "worst", "mean", "similarity", "gain", "length", "best_unused")
_RARE = 6.0
"""Weight of a word that no contract of the development part has."""
_REMEMBERED = 4096
Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SupportModel:
    """A logistic score over :data:`FEATURES`; from ``threshold`` on, the words may stand. ``weight`` is of a stem (idf)."""

    weights: tuple[float, ...]
    bias: float
    threshold: float
    weight: Mapping[str, float]

    def probability(self, features: Sequence[float]) -> float:
        """The probability that the evidence supports the sentence."""
        logit = self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))

    def weigh(self, one: str) -> float:
        """How much a word says: the rarer in contracts, the more."""
        return self.weight.get(one, _RARE)


class WordVectors:
    """Vectors of words and sentences, remembered: clauses share most of their words."""

    def __init__(self, encoder: Encoder, *, remembered: int = _REMEMBERED) -> None:
        """Of one encoder; the last ``remembered`` vectors are kept, 1.5 KiB each for 384 columns."""
        self._encoder = encoder
        self._remembered = remembered
        self._known: OrderedDict[str, Vector] = OrderedDict()
        self._lock = Lock()

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text, in order."""
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if text not in self._known]
            fresh = dict(zip(missing, self._encoder.encode(missing), strict=True)) if missing else {}
            found = [fresh[text] if text in fresh else self._known[text] for text in texts]
            self._known.update(fresh)
            while len(self._known) > self._remembered:
                self._known.popitem(last=False)
        return np.stack(found)


def support_features(said: Reading, shown: Reading, model: SupportModel, vectors: WordVectors) -> tuple[float, ...]:
    """What is weighed (:data:`FEATURES`); ``said`` must have words that ``shown`` lacks."""
    unknown = list(dict.fromkeys(word for word in said.content if word.stem in said.unknown))
    theirs = list({word.stem: word for word in shown.content}.values())
    kept = " ".join(word.text for word in said.words if word.stem not in said.unknown)
    texts = [said.text, shown.text, kept or said.text]
    rows = vectors.of([*texts, *(word.text.casefold() for word in unknown), *(word.text.casefold() for word in theirs)])
    whole, evidence, without = rows[:3]
    likeness = rows[3 : 3 + len(unknown)] @ rows[3 + len(unknown) :].T if theirs else np.zeros((len(unknown), 1))
    used = {word.stem for word in said.content}
    unused = np.array([word.stem not in used for word in theirs] or [False])
    free = np.where(unused[None, :], likeness, 0.0).max(axis=1)
    best = likeness.max(axis=1)
    weights = [model.weigh(word.stem) for word in unknown]
    total = sum(model.weigh(word.stem) for word in said.content)
    return (
        float(len(unknown)),
        sum(weights) / total,
        max(weights),
        float(free.min()),
        float(best.mean()),
        float(whole @ evidence),
        float(without @ evidence - whole @ evidence),
        min(2.0, len(said.content) / max(1, len(theirs))),
        float(free.max()),
    )


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    features: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float
    weight: dict[str, float]


def load_support(folder: Path) -> SupportModel | None:
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
    if read.features != FEATURES or len(read.weights) != len(FEATURES):
        raise ModelDamaged(f"{file} weighs other features.", remedy="Install LexAssist again.")
    return SupportModel(read.weights, read.bias, read.threshold, read.weight)


def save_support(model: SupportModel, folder: Path) -> None:
    """Write what was learned into an encoder's folder."""
    file = _File(
        features=FEATURES,
        weights=model.weights,
        bias=model.bias,
        threshold=model.threshold,
        weight={one: round(value, 2) for one, value in sorted(model.weight.items())},
    )
    (folder / FILE).write_text(file.model_dump_json(indent=0) + "\n", encoding="utf-8")
