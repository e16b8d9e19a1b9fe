"""Fakes that ship: everything they return is a function of what they are given, so a test can work it out by head."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lexassist.types import Sampling, Turn

_WORD = re.compile(r"[a-z0-9]+")


def words_of(text: str) -> list[str]:
    """The lower-case words of a text, in order.

    >>> words_of("The Supplier's notice, 30 days.")
    ['the', 'supplier', 's', 'notice', '30', 'days']
    """
    return _WORD.findall(text.lower())


@dataclass(frozen=True)
class WordEncoder:
    """An encoder whose vector counts words: each word has one column, chosen by its hash. Shared words mean similarity."""

    name: str = "word-encoder"
    dimension: int = 256

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """One unit vector a text; a text without words has its weight in column 0."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in words_of(text):
                row[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % self.dimension] += 1
            if not row.any():
                row[0] = 1
        lengths: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: NDArray[np.float32] = rows / lengths
        return unit


@dataclass
class ScriptedGenerator:
    """A generator that replies as ``reply`` says, a word at a time, and remembers what it was asked.

    ``reply`` is a text, or a function of the turns.
    """

    reply: str | Callable[[Sequence[Turn]], str]
    name: str = "scripted"
    context_tokens: int = 4096
    asked: list[tuple[tuple[Turn, ...], Sampling]] = field(default_factory=list)

    def count_tokens(self, text: str, /) -> int:
        """Four characters a token, at least one."""
        return max(1, len(text) // 4)

    def stream(self, turns: Sequence[Turn], sampling: Sampling, /) -> Iterator[str]:
        """The reply in pieces that join to it exactly."""
        self.asked.append((tuple(turns), sampling))
        reply = self.reply if isinstance(self.reply, str) else self.reply(turns)
        yield from re.findall(r"\s*\S+|\s+$", reply)
