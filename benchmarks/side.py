"""One system's part in a comparison, and what it cost."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import Self

import psutil

from lexassist.evaluation.runs import Run

_EVERY = 0.2
"""Seconds between two looks at the memory: a shorter peak may be missed."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one system retrieved for each question. Seconds are wall time from the first file opened to all stored.

    ``reading_seconds`` is the part of ``seconds`` before the first chunk was encoded, None where the two overlap.
    ``memory_mib`` is the resident memory of its process and all its children together, at its highest.
    """

    name: str
    runs: tuple[Run, ...]
    pages: int
    failed: int
    reading_seconds: float | None
    seconds: float
    memory_mib: float


class MemoryWatch:
    """Looks at the memory of this process and its children while it is entered; ``peak_mib`` is the most it saw.

    The operating system's own record (ru_maxrss) will not do: a child starts with its parent's peak in it.
    """

    def __init__(self) -> None:
        self.peak_mib = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        process = psutil.Process()
        while not self._done.wait(_EVERY):
            total = process.memory_info().rss
            for child in process.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    total += child.memory_info().rss
            self.peak_mib = max(self.peak_mib, total / 2**20)
