"""``kill -9`` while documents are stored and indexed, at any moment, again and again."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lexassist.matters.folder import create_matter

CHILD = Path(__file__).with_name("crash_child.py")
KILLS = 15
CLAUSES = 40


@dataclass
class Rounds:
    """A line to the child, and what it has acknowledged."""

    process: subprocess.Popen[bytes]
    acknowledged: set[int] = field(default_factory=set)
    openings: int = 0
    set_aside: int = 0

    def begin(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(b"go\n")
        self.process.stdin.flush()
        return int(self._line().removeprefix("pid "))

    def until_open(self) -> None:
        """Read the state that a round begins with, and judge it."""
        line = self._line()
        assert line.startswith("{"), f"the matter could not be opened: {line}"
        self._judge(line)

    def until_said(self, documents: int) -> None:
        """Read that so many documents were added."""
        for _ in range(documents):
            self.acknowledged.add(int(self._line()))

    def to_the_end(self, pid: int) -> None:
        """Kill, and read what was still said."""
        os.kill(pid, signal.SIGKILL)
        while (line := self._line()) != "dead":
            if line.startswith("{"):
                self._judge(line)
            elif line.isdigit():
                self.acknowledged.add(int(line))

    def _judge(self, line: str) -> None:
        state = json.loads(line)
        numbers = state["numbers"]
        self.openings += 1
        self.set_aside = state["set_aside"]
        assert self.acknowledged <= set(numbers), "a document that was acknowledged is lost"
        assert len(numbers) == len(set(numbers)), "a document is there twice"
        assert numbers == list(range(len(numbers))), "a document that nobody added"
        assert state["sizes"] in ([], [[CLAUSES, CLAUSES]]), "a document is there in part"
        assert state["chunks"] == CLAUSES * len(numbers), "chunks are lost or doubled"
        assert state["agree"], "index and store hold different chunks"
        assert state["lost"] == [], "a document is not found"
        # What was stored and killed before it was said counts as acknowledged from now on: it was seen.
        self.acknowledged |= set(numbers)

    def _line(self) -> str:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        assert ready, "the child says nothing"
        return self.process.stdout.readline().decode().strip()


@contextmanager
def _rounds(folder: Path, *options: str) -> Iterator[Rounds]:
    command = [sys.executable, str(CHILD), str(folder), *options]
    # Unbuffered, so that what select says is what can be read.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        rounds = Rounds(process)
        assert rounds._line() == "ready"
        try:
            yield rounds
        finally:
            process.stdin.close()  # type: ignore[union-attr]
            process.kill()


def _kill_often(rounds: Rounds, kills: int, longest: float) -> None:
    """One round in three dies while it opens the matter, one at any moment after, one soon after a document."""
    chance = random.Random(20250717)
    for _ in range(kills):
        pid = rounds.begin()
        kind = chance.randrange(3)
        if kind:
            rounds.until_open()
        if kind == 1:
            rounds.until_said(chance.randint(1, 3))
        # The store takes some hundredths of a second after a document was said, the index the rest.
        time.sleep(chance.uniform(0, 0.04 if kind == 1 else longest))
        rounds.to_the_end(pid)
    pid = rounds.begin()
    rounds.until_open()
    rounds.to_the_end(pid)


def test_no_kill_loses_or_doubles_a_document(tmp_path: Path) -> None:
    folder = create_matter(tmp_path, "acme")
    with _rounds(folder.path, "fork") as rounds:
        _kill_often(rounds, KILLS, longest=0.4)
        assert rounds.openings > KILLS / 2
        assert len(rounds.acknowledged) > KILLS / 2


@pytest.mark.bench
@pytest.mark.timeout(1800)
def test_a_hundred_kills(tmp_path: Path) -> None:
    """With the check in a new interpreter, as it is; an orphan of it may be alive when the next round opens."""
    folder = create_matter(tmp_path, "acme")
    started = time.monotonic()
    with _rounds(folder.path) as rounds:
        _kill_often(rounds, 100, longest=2.0)
        words = f"{rounds.openings} openings, {len(rounds.acknowledged)} documents, {rounds.set_aside} indexes in quarantine"
        sys.stdout.write(f"\n100 kills in {time.monotonic() - started:.0f} s: {words}\n")
