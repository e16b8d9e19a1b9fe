"""Tries a generation of the index in a child process: damaged files can crash whoever opens them.

``python -m lexassist.retrieval.index_probe FOLDER`` reads one line of JSON, ``{"ids": [...], "vectors": base64 of
little-endian float32 rows}``, and ends with status 0 when the index can be opened, holds those vectors for those of the ids
that it has, and finds them; otherwise with another status, the reason on its last line. It leaves when its parent does:
two processes on one index corrupt it.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import numpy as np
from numpy.typing import NDArray

from lexassist.errors import IndexDamaged
from lexassist.retrieval.chroma import Collection, Generation
from lexassist.types import ChunkId

_AMONG = 3
_CLOSE = 1e-4
_FOUND = 0.9
"""The share of vectors that must find themselves: a sound graph misses a few in a thousand, a torn one most."""


def find_fault(path: Path, ids: Sequence[ChunkId], vectors: NDArray[np.float32], *, timeout: float) -> str:
    """What is wrong with the index in ``path``, tried with these vectors in a child process; "" where nothing is."""
    packed = base64.b64encode(vectors.astype("<f4").tobytes()).decode("ascii")
    request = json.dumps({"ids": list(ids), "vectors": packed}).encode("ascii") + b"\n"
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(_command(path), stdin=subprocess.PIPE, stdout=said, stderr=subprocess.STDOUT)
        try:
            status = _ask(child, request, timeout)
        except subprocess.TimeoutExpired:
            return f"it gave no answer in {timeout:.0f} s"
        finally:
            child.kill()
            child.wait()
        if status < 0:
            return f"opening it crashed (signal {-status})"
        said.seek(0)
        lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return "" if status == 0 else (lines or [f"the check ended with status {status}"])[-1]


def _command(path: Path) -> list[str]:
    return [sys.executable, "-m", "lexassist.retrieval.index_probe", str(path)]


def _ask(child: subprocess.Popen[bytes], request: bytes, timeout: float) -> int:
    # Kept open while the child works: the end of its input tells the child that this process has died.
    assert child.stdin is not None
    try:
        child.stdin.write(request)
        child.stdin.flush()
        return child.wait(timeout)
    except BrokenPipeError:
        return child.wait(timeout)
    finally:
        # What a child that crashed did not read is of no use to anyone.
        try:
            child.stdin.close()
        except BrokenPipeError:
            child.stdin = None


def examine(generation: Collection, ids: Sequence[ChunkId], vectors: NDArray[np.float32]) -> str:
    """What is wrong with an index that can be opened; "" where nothing is. Ids that it lacks are passed over."""
    present = set(generation.ids())
    pairs = [(chunk, vector) for chunk, vector in zip(ids, vectors, strict=True) if chunk in present]
    stored = generation.stored([chunk for chunk, _ in pairs])
    altered = [c for c, vector in pairs if c not in stored or not np.allclose(stored[c], vector, atol=_CLOSE)]
    if altered:
        return f"{len(altered)} of {len(pairs)} vectors are not those of the store"
    found = sum(_finds(generation, chunk, vector) for chunk, vector in pairs)
    return "" if found >= _FOUND * len(pairs) else f"only {found} of {len(pairs)} vectors are found"


def _finds(generation: Collection, chunk: ChunkId, vector: NDArray[np.float32]) -> bool:
    """Whether a vector finds its chunk, or one with the same words: contracts share whole clauses."""
    hits = generation.nearest(vector, k=_AMONG)
    return any(hit.chunk == chunk or hit.score > 1 - _CLOSE for hit in hits)


def _leave_with_parent() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


def main() -> int:
    """The child: see the module's description."""
    # A core file would hold what the matter's vectors say.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    request = json.loads(sys.stdin.buffer.readline())
    Thread(target=_leave_with_parent, daemon=True).start()
    ids = [ChunkId(chunk) for chunk in request["ids"]]
    flat = np.frombuffer(base64.b64decode(request["vectors"]), dtype="<f4").astype(np.float32)
    try:
        fault = examine(Generation(Path(sys.argv[1])), ids, flat.reshape(len(ids), -1))
    except IndexDamaged as error:
        fault = error.what
    sys.stdout.write(fault.replace("\n", " "))
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
