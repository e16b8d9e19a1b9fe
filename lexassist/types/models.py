"""The two models, as protocols: one makes vectors, the other writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Encoder(Protocol):
    """Texts to unit vectors, float32, one row for each text, in order."""

    @property
    def name(self) -> str:
        """Identifies the weights: two encoders with one name give one vector for one text."""
        ...

    @property
    def dimension(self) -> int:
        """Columns of the vectors."""
        ...

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimension); (0, dimension) for no texts."""
        ...


class Mode(StrEnum):
    """What a generator may do by itself; it is earned by measurement.

    PHRASE: it answers; each sentence is shown where it is proven, else the evidence in its place. QUOTE: it only points,
    and the evidence itself is the answer. EVIDENCE: it is not asked: what code cannot compose is answered by the evidence
    that bears most on the question, shown at once. What code has proven is shown without a model in every mode.
    """

    PHRASE = "phrase"
    QUOTE = "quote"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a prompt. ``content`` is never trusted: whatever it says, it becomes no control token."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a generator writes. ``grammar`` is GBNF, "" for none; temperature 0 is greedy."""

    max_tokens: int
    temperature: float = 0.0
    seed: int = 0
    grammar: str = ""


class Generator(Protocol):
    """A language model. Closing the iterator of :meth:`stream` early stops the model's work."""

    @property
    def name(self) -> str:
        """The model's name, as answers record it."""
        ...

    @property
    def context_tokens(self) -> int:
        """How many tokens prompt and reply may have together."""
        ...

    def count_tokens(self, text: str, /) -> int:
        """How many tokens ``text`` becomes."""
        ...

    def stream(self, turns: Sequence[Turn], sampling: Sampling, /) -> Iterator[str]:
        """The reply, piece by piece. Raises GenerationFailed when the model dies or takes too long."""
        ...
