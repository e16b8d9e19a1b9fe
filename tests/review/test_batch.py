"""A review as it is made: rows as they come, cells kept, interrupted at any point and gone on with."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from lexassist.assistant import Assistant
from lexassist.assistant.installed import InstalledModels
from lexassist.assistant.reviewing import Scope, with_questions
from lexassist.errors import UsageError
from lexassist.particulars import clause_types
from lexassist.review.cells import FILE
from lexassist.types import ReadStatus, Severity, TypePresence, Verdict, WholeDocument

from .contracts import SERVICES
from .review_child import playbook, read_types

CHILD = Path(__file__).with_name("review_child.py")
AMENDMENT = """AMENDMENT NO. 1

to the Services Agreement dated 1 March 2024, made on 5 May 2025 between Ardle Limited and Bryn Limited

1. CHANGES

1.1 In Section 1.2 the words "fifteen (15) days" are replaced by "forty (40) days".
"""


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    """Seven files: three contracts, one of them twice, one that is amended, an amendment, and one that is damaged."""
    folder = tmp_path / "contracts"
    folder.mkdir()
    (folder / "a.txt").write_text(SERVICES.replace("Ardle", "Amber").replace("fifteen (15)", "ninety (90)"))
    (folder / "b.txt").write_text(SERVICES)
    (folder / "c-again.txt").write_text(SERVICES)
    (folder / "d-amendment.txt").write_text(AMENDMENT)
    (folder / "e-broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (folder / "f.txt").write_text(SERVICES.replace("Ardle", "Fern").replace("Bryn", "Glen"))
    return folder


@pytest.fixture
def ready(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    monkeypatch.setattr(InstalledModels, "types", lambda _: None)
    monkeypatch.setattr(clause_types, "read_types", read_types)
    assistant.create_matter("acme")
    return assistant


def test_each_file_is_a_row_and_a_bad_one_says_why(ready: Assistant, contracts: Path) -> None:
    review = ready.review("acme", playbook(), Scope((contracts,))).finish()
    rows = {Path(row.file).name: row for row in review.rows}
    assert list(rows) == ["a.txt", "b.txt", "c-again.txt", "d-amendment.txt", "e-broken.pdf", "f.txt"]
    assert [column.id for column in review.columns] == ["law", "notice", "insurance", "q0"]
    assert all(len(rows[name].findings) == 4 for name in ("a.txt", "b.txt", "f.txt"))
    assert rows["e-broken.pdf"].status is ReadStatus.DAMAGED
    assert rows["e-broken.pdf"].message
    assert rows["c-again.txt"].status is ReadStatus.DUPLICATE
    assert "b.txt" in rows["c-again.txt"].message
    assert not rows["c-again.txt"].findings


def test_rows_come_as_they_are_known_and_amended_ones_again(ready: Assistant, contracts: Path) -> None:
    names = [Path(row.file).name for row in ready.review("acme", playbook(), Scope((contracts,)))]
    assert names == ["a.txt", "b.txt", "c-again.txt", "e-broken.pdf", "f.txt", "b.txt", "d-amendment.txt"]


def test_an_amended_contract_knows_its_amendment(ready: Assistant, contracts: Path) -> None:
    rows = {Path(row.file).name: row for row in ready.review("acme", playbook(), Scope((contracts,))).finish().rows}
    base, amendment = rows["b.txt"], rows["d-amendment.txt"]
    assert base.amended_by == (amendment.document,)
    assert amendment.amends == (base.document,)
    assert not amendment.findings
    assert "counted there" in amendment.message
    notice = next(finding for finding in base.findings if finding.rule == "notice")
    assert [citation.label for citation in notice.superseded] == ["1.2"]


def test_what_has_not_changed_is_not_worked_out_again(ready: Assistant, contracts: Path) -> None:
    scope = Scope((contracts,))
    first = ready.review("acme", playbook(), scope)
    review = first.finish()
    assert first.computed == 16  # three contracts, and one of them as amended
    again = ready.review("acme", playbook(), scope)
    assert (again.finish(), again.computed) == (review, 0)
    # A rule that changed is a column; a question more is a column; a cell, a row and a column can be asked for.
    graver = replace(playbook(), rules=(replace(playbook().rules[0], severity=Severity.HIGH), *playbook().rules[1:]))
    document = review.rows[0].document
    for used, chosen, cells in (
        (graver, scope, 4),
        (with_questions(playbook(), ["Where?"]), scope, 4),
        (playbook(), replace(scope, again=("law",), document=document), 1),
        (playbook(), replace(scope, document=document), 4),
        (playbook(), replace(scope, again=("law",)), 4),
    ):
        running = ready.review("acme", used, chosen)
        running.finish()
        assert running.computed == cells


def test_a_matter_is_reviewed_as_it_is(ready: Assistant, contracts: Path) -> None:
    whole = ready.review("acme", playbook(), Scope((contracts,))).finish()
    matter = ready.review("acme", playbook()).finish()
    assert [row.document for row in matter.rows] == ["a.txt", "b.txt", "d-amendment.txt", "f.txt"] or len(
        matter.rows
    ) == 4
    findings = {row.document: row.findings for row in whole.rows if row.status is ReadStatus.INDEXED}
    assert {row.document: row.findings for row in matter.rows} == findings


def test_a_damaged_file_of_cells_is_begun_anew(ready: Assistant, contracts: Path, settings: object) -> None:
    review = ready.review("acme", playbook(), Scope((contracts,))).finish()
    file = next(Path(os.environ["LEXASSIST_HOME"]).rglob(FILE))
    file.write_bytes(b"no database" * 1000)
    assert ready.review("acme", playbook(), Scope((contracts,))).finish() == review


def test_the_cells_of_a_removed_document_go_with_the_next_review(ready: Assistant, contracts: Path) -> None:
    review = ready.review("acme", playbook(), Scope((contracts,))).finish()
    gone = review.rows[0].document
    assert gone is not None
    ready._matter("acme").store.remove(gone)
    ready.review("acme", playbook()).finish()
    file = next(Path(os.environ["LEXASSIST_HOME"]).rglob(FILE))
    with closing(sqlite3.connect(file)) as connection:
        kept = {row[0] for row in connection.execute("SELECT DISTINCT document FROM cells")}
    assert gone not in kept
    assert len(kept) == 2


def test_a_contract_that_cannot_be_graded_does_not_stop_the_rest(
    ready: Assistant, contracts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(model: object, whole: WholeDocument) -> tuple[TypePresence, ...]:
        if "Amber" in whole.document.text:
            raise ZeroDivisionError
        return read_types(model, whole)

    monkeypatch.setattr(clause_types, "read_types", failing)
    rows = {Path(row.file).name: row for row in ready.review("acme", playbook(), Scope((contracts,))).finish().rows}
    assert not rows["a.txt"].findings
    assert "could not be graded, by a fault of LexAssist (ZeroDivisionError in test_batch.py" in rows["a.txt"].message
    assert rows["f.txt"].findings


def test_an_amendment_alone_lacks_nothing(ready: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "amendment.txt"
    file.write_text(AMENDMENT)
    (row,) = ready.review("acme", playbook(), Scope((file,))).finish().rows
    assert "not among the documents" in row.message
    assert Verdict.MISSING not in {finding.verdict for finding in row.findings}


def test_a_rule_that_is_not_there_cannot_be_worked_out_anew(ready: Assistant) -> None:
    with pytest.raises(UsageError, match="law, notice"):
        ready.review("acme", playbook(), Scope(again=("colour",)))


class Rounds:
    """A line to the child that reviews."""

    def __init__(self, contracts: Path, homes: Path) -> None:
        command = [sys.executable, str(CHILD), str(contracts), str(homes)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.line() == "ready"

    def begin(self, home: str) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{home}\n")
        self.process.stdin.flush()
        return int(self.line().removeprefix("pid "))

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def finished(self, home: str) -> str:
        """The digest of a review that nobody kills."""
        self.begin(home)
        (done,) = [line for line in iter(self.line, "dead") if line.startswith("done")]
        return done.split()[1]

    def killed(self, home: str, rows: int, wait: float) -> None:
        pid = self.begin(home)
        for _ in range(rows):
            assert self.line() == "row"
        time.sleep(wait)
        os.kill(pid, signal.SIGKILL)
        assert not [line for line in iter(self.line, "dead") if line.startswith("done")], "it was finished before"


@pytest.fixture
def rounds(contracts: Path, tmp_path: Path) -> Iterator[Rounds]:
    made = Rounds(contracts, tmp_path)
    yield made
    made.process.kill()
    made.process.communicate()


def test_a_review_that_was_killed_gives_what_one_that_was_not_gives(rounds: Rounds) -> None:
    chance = random.Random(6)
    whole = rounds.finished("whole")
    for rows in (0, 2, 4):
        rounds.killed("killed", rows, chance.uniform(0, 0.05))
    assert rounds.finished("killed") == whole
