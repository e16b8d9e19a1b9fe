"""What a passage of a contract does to a question or a statement, judged by a small network that reads both at once.

Promises shares of four answers for each passage by itself, and which answers are sure: right in 975 of 1,000 cases of contracts
that the network did not learn from. It does not put two passages together, and knows nothing of the documents. What was
learned lies in a model's folder, in two files.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import ModelDamaged
from lexassist.models.catalogue import JUDGED
from lexassist.retrieval.quantised import PairClassifier

NEVER = 1.01
"""A share that none reaches: nothing rests on such an answer."""


class Says(StrEnum):
    """What a passage says to a question or a statement. The order is that of the network's classes."""

    YES = "yes"
    NO = "no"
    TOLD = "told"
    NOTHING = "nothing"


CLASSES = tuple(Says)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The shares of the answers of one passage, which sum to 1. ``sure`` are the answers that something may rest on."""

    shares: Mapping[Says, float]
    sure: frozenset[Says]

    @property
    def says(self) -> Says:
        """The likeliest answer."""
        return max(CLASSES, key=lambda each: self.shares[each])

    @property
    def bears(self) -> float:
        """How likely the passage says anything to it at all."""
        return 1 - self.shares[Says.NOTHING]


class Classifier(Protocol):
    """Reads pairs of texts."""

    def classify(self, pairs: Sequence[tuple[str, str]], /) -> NDArray[np.float32]:
        """The share of each of :data:`CLASSES`, a row a pair."""
        ...


class Judge(Protocol):
    """Says what passages do to a question or a statement."""

    @property
    def settles(self) -> frozenset[Says]:
        """The answers that it is ever sure of: to ask it for another is in vain."""
        ...

    def judge(self, asked: str, passages: Sequence[str], /) -> Sequence[Judgement]:
        """What each passage by itself says to it, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class PassageJudge:
    """Judges passages with a network. ``sure`` is the share from which an answer is sure."""

    classifier: Classifier
    sure: Mapping[Says, float]

    @property
    def settles(self) -> frozenset[Says]:
        """The answers whose share can reach what makes them sure."""
        return frozenset(each for each in CLASSES if self.sure[each] <= 1)

    def judge(self, asked: str, passages: Sequence[str], /) -> tuple[Judgement, ...]:
        """What each passage says to ``asked``, a question or a statement, in the order of the passages."""
        rows = self.classifier.classify([(asked, shown(passage)) for passage in passages])
        return tuple(self._judgement(row.tolist()) for row in rows)

    def _judgement(self, row: Sequence[float]) -> Judgement:
        shares = dict(zip(CLASSES, row, strict=True))
        return Judgement(shares, frozenset(each for each in CLASSES if shares[each] >= self.sure[each]))


def log_odds(share: float) -> float:
    """The logarithm of the odds of a share in [0, 1], which stays within about 9 of 0."""
    likely = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(likely / (1 - likely))


def shown(passage: str) -> str:
    """A passage as the network is given it: its white space is of no meaning."""
    return " ".join(passage.split())


def titled(heading: str | None, words: str) -> str:
    """Words behind the heading over them, as passages are given to the network."""
    return f"{heading}\n{words}" if heading else words


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sure: dict[Says, float]


def load_judge(folder: Path, *, threads: int) -> PassageJudge | None:
    """The judge in ``folder``; None where there is none.

    Raises:
        ModelDamaged: its files are there and cannot be used.
    """
    file = folder / JUDGED
    if not file.is_file():
        return None
    try:
        read = _File.model_validate_json(file.read_bytes())
        if set(read.sure) != set(Says):
            raise ValueError("it does not name every answer")
    except (OSError, ValueError, ValidationError) as error:
        raise ModelDamaged(
            f"{file} cannot be used ({error}).", remedy="Run `lexassist models verify`, then install LexAssist again."
        ) from error
    return PassageJudge(PairClassifier(folder, threads=threads), read.sure)


def save_sure(sure: Mapping[Says, float], folder: Path) -> Path:
    """Write from what shares on answers are sure, beside the network."""
    file = folder / JUDGED
    file.write_text(_File(sure=dict(sure)).model_dump_json() + "\n", encoding="utf-8")
    return file
