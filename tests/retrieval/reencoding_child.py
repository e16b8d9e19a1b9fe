"""What the crash test of re-encoding kills: it kills itself at the point that it is told.

``python reencoding_child.py`` reads lines of JSON, ``{"folder", "log", "point", "turn"}``, and forks a round for each, which
re-encodes the matter in ``folder`` and writes each text that it encodes to ``log``. It prints how the round ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexassist.matters import encoders
from lexassist.matters.folder import MatterFolder
from lexassist.matters.lock import own
from lexassist.matters.store import MatterStore
from lexassist.retrieval import reencoding
from lexassist.retrieval.chroma import Generation
from lexassist.retrieval.index import ChromaIndex
from lexassist.testing import WordEncoder

PORTION = 5
NEW = WordEncoder(name="new", dimension=64)


class LoggingEncoder:
    """NEW, which writes down each text before it encodes it."""

    name = NEW.name
    dimension = NEW.dimension

    def __init__(self, log: Path) -> None:
        self._log = log

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        with self._log.open("a") as log:
            log.writelines(json.dumps(text) + "\n" for text in texts)
        return NEW.encode(texts)


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at(owner: object, name: str, turn: int, *, after: bool) -> None:
    """Die in the ``turn``-th call of ``owner.name``: before its work, or after it."""
    work: Callable[..., object] = getattr(owner, name)
    calls = 0

    def wrapped(*arguments: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == turn and not after:
            die()
        result = work(*arguments, **named)
        if calls == turn:
            die()
        return result

    setattr(owner, name, wrapped)


POINTS: dict[str, Callable[[int], None]] = {
    "while a portion is encoded": lambda turn: at(LoggingEncoder, "encode", turn, after=True),
    "before a portion is committed": lambda turn: at(encoders, "insert_vectors", turn, after=True),
    "after a portion was committed": lambda turn: at(MatterStore, "add_vectors", turn, after=True),
    "before the change of encoders": lambda turn: at(encoders, "adopt", turn, after=False),
    "before the change is committed": lambda turn: at(encoders, "adopt", turn, after=True),
    "after the change": lambda turn: at(MatterStore, "adopt_encoder", turn, after=True),
    "while the index is made": lambda turn: at(Generation, "upsert", turn, after=False),
    "never": lambda turn: None,
}


def work(told: dict[str, str | int]) -> None:
    folder = MatterFolder(Path(str(told["folder"])))
    reencoding.ENCODED_AT_ONCE = PORTION
    POINTS[str(told["point"])](int(told["turn"]))
    with own(folder, purpose="crash test"):
        store, encoder = MatterStore(folder.store_file), LoggingEncoder(Path(str(told["log"])))

        def index() -> ChromaIndex:
            made = ChromaIndex(folder, store, encoder=encoder)
            made.open()
            return made

        reencoding.reencode(store, encoder, index, lambda progress: None)


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                work(json.loads(line))
                os._exit(0)
            finally:
                os._exit(1)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(1, f"{ended}\n".encode())


if __name__ == "__main__":
    main()
