"""What the crash test kills: rounds of opening a matter, saying what it holds, and adding documents without end.

``python crash_child.py FOLDER [fork]`` forks a round for each line it reads (so that a round does not pay for imports),
prints its process id and "dead" when it has ended. A round prints one line of JSON when the matter is open and the number
of each document once it is stored and indexed. With ``fork`` the index is tried in a fork too, not in a new interpreter.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from readings import ENCODER, add_to, id_of, planted, reading_of

from lexassist.matters.folder import MatterFolder
from lexassist.matters.lock import own
from lexassist.matters.store import MatterStore
from lexassist.retrieval import generations as generations_module
from lexassist.retrieval import index as index_module
from lexassist.retrieval.chroma import Generation
from lexassist.retrieval.index import ChromaIndex
from lexassist.retrieval.index_probe import examine
from lexassist.types import ChunkId

CLAUSES = 40


def say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


def find_fault(path: Path, ids: list[ChunkId], vectors: NDArray[np.float32], *, timeout: float) -> str:
    """As index_probe.find_fault, without the start of an interpreter."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(1 if examine(Generation(path), ids, vectors) else 0)
        finally:
            os._exit(2)
    status = os.waitpid(child, 0)[1]
    return "" if status == 0 else f"status {status}"


def state(folder: MatterFolder, store: MatterStore, index: ChromaIndex) -> dict[str, object]:
    """What the matter holds, and which of its documents cannot be found by their words or by their vectors."""
    record = json.loads((folder.index / "current.json").read_text())
    held = Generation(folder.index / record["generation"]).ids()
    cards = store.documents()
    numbers = [int(card.source.removeprefix("contract-").removesuffix(".pdf")) for card in cards]
    lost = []
    for number in numbers[-5:] + numbers[::10]:
        chunk = reading_of(number, clauses=CLAUSES).chunks[number % CLAUSES]
        near = index.nearest(ENCODER.encode([chunk.encoded])[0], k=3)
        whole = store.document(id_of(number)) == reading_of(number, clauses=CLAUSES).document
        by_word = store.match(f"{planted(number)} number{number % CLAUSES}", limit=1)
        if not whole or chunk.id not in {one.chunk for one in near} or [one.chunk for one in by_word] != [chunk.id]:
            lost.append(number)
    return {
        "numbers": numbers,
        "sizes": sorted({(card.pages, card.clauses) for card in cards}),
        "agree": len(held) == len(set(held)) and set(held) == set(store.chunk_ids()),
        "chunks": store.counts().chunks,
        "lost": lost,
        "set_aside": len(list(folder.quarantine.iterdir())),
    }


def work(folder: MatterFolder) -> None:
    with own(folder, purpose="crash test"):
        store = MatterStore(folder.store_file)
        index = ChromaIndex(folder, store, encoder=ENCODER)
        index.open()
        index.settle()
        held = state(folder, store, index)
        say(json.dumps(held))
        number = 1 + max(held["numbers"], default=-1)  # type: ignore[call-overload]
        while True:
            index.add(add_to(store, number, clauses=CLAUSES))
            say(str(number))
            number += 1


def main() -> None:
    folder = MatterFolder(Path(sys.argv[1]))
    index_module.LARGE = 0  # Chroma is asked
    if sys.argv[2:] == ["fork"]:
        generations_module.find_fault = find_fault  # type: ignore[assignment]
    say("ready")
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            os.setsid()
            try:
                say(f"pid {os.getpid()}")
                work(folder)
            finally:
                os._exit(1)
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
