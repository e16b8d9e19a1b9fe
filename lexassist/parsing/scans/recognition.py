"""Scanned pages of a PDF recognised in a process of its own, as far as time and memory allow.

The process that reads starts it (:mod:`lexassist.parsing.scans.recogniser`): recognition needs far more memory than reading may
take, and a page that kills it must not cost the pages before it. Promises: pages come as soon as they are read; a page
that fails, or takes too long, is passed over, and the next one is tried; after a few such pages it gives up.
"""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from lexassist.parsing.isolation.checked import WireError
from lexassist.parsing.isolation.job import Limits
from lexassist.parsing.pages import RawPage
from lexassist.parsing.scans.pagewire import unpack_page
from lexassist.parsing.scans.replacement import Recognised

STARTING_SECONDS = 60
"""Time to load the models, on a machine that is busy."""
FAILURES = 3
"""Pages that may end the process before nothing more is tried."""
_MAX_FRAME = 64 << 20
_PROGRAM = ("-m", "lexassist.parsing.scans.recogniser")

Tell = Callable[[str], None]
"""Tells whoever asked how far it is: ``page DONE TOTAL``, ``more SECONDS``."""


def recognise(path: Path, pages: Sequence[RawPage], limits: Limits, tell: Tell) -> Iterator[Recognised]:
    """The pages of the PDF at ``path`` that could be recognised, in order."""
    waiting = list(pages)[: limits.ocr_pages]
    total = len(waiting)
    seconds = min(total * limits.ocr_seconds_a_page, limits.ocr_seconds)
    tell(f"more {seconds + FAILURES * STARTING_SECONDS}")
    tell(f"page 0 {total}")
    deadline = time.monotonic() + seconds
    failures = 0
    while waiting and failures < FAILURES and time.monotonic() < deadline:
        with closing(_Worker(path, waiting, limits)) as worker:
            for found in _read_some(worker, waiting, limits.ocr_seconds_a_page, deadline):
                tell(f"page {total - len(waiting)} {total}")
                yield found
        if worker.finished:
            return
        # Whichever page it was at is left out; a process that did not even start is tried again.
        del waiting[: int(worker.started)]
        failures += 1


def _read_some(worker: _Worker, waiting: list[RawPage], page_seconds: int, deadline: float) -> Iterator[Recognised]:
    """Pages as they come, taken from ``waiting`` together with those that the worker passed over."""
    if worker.frame(STARTING_SECONDS) != b"":
        return
    worker.started = True
    while waiting and (frame := worker.frame(min(page_seconds, deadline - time.monotonic()))) is not None:
        try:
            found = unpack_page(frame)
        except WireError:
            return
        place = next((i for i, page in enumerate(waiting) if page.number == found.page.number), None)
        if place is None:
            return
        del waiting[: place + 1]
        yield found


class _Worker:
    """The process that recognises, and the pipe on which its pages come."""

    def __init__(self, path: Path, pages: Sequence[RawPage], limits: Limits) -> None:
        self.started = False
        threads = limits.ocr_threads or len(os.sched_getaffinity(0))
        order = {
            "path": str(path),
            "pages": [[page.number, page.width, page.height] for page in pages],
            "threads": threads,
            "memory_mib": limits.ocr_memory_mib,
            "cpu_seconds": threads * (limits.ocr_seconds + STARTING_SECONDS),
        }
        with tempfile.TemporaryFile() as file:
            file.write(json.dumps(order).encode("ascii"))
            file.seek(0)
            self._process = subprocess.Popen(
                [sys.executable, "-P", *_PROGRAM],
                stdin=file,
                stdout=subprocess.PIPE,
                bufsize=0,
            )

    @property
    def finished(self) -> bool:
        """Whether it went through all its pages, and ended of itself."""
        return self._process.returncode == 0

    def frame(self, seconds: float) -> bytes | None:
        """The next message; None when it has ended, or does not come within ``seconds``."""
        until = time.monotonic() + seconds
        head = self._take(4, until)
        size = struct.unpack("<I", head)[0] if head else _MAX_FRAME
        return self._take(size, until) if size < _MAX_FRAME else None

    def _take(self, size: int, until: float) -> bytes | None:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        parts: list[bytes] = []
        while size:
            ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
            part = os.read(pipe, size) if ready else b""
            if not part:
                return None
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        """End it, if it has not ended: an end of the pipe means that it is about to."""
        assert self._process.stdout is not None
        if select.select([self._process.stdout], [], [], 0)[0] and not os.read(self._process.stdout.fileno(), 1):
            self._process.wait()
        else:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
