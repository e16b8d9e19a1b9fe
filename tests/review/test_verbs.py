"""The verbs ``review`` and ``playbooks``: streams, exit statuses, files. Fakes for the models; everything else is real."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lexassist import assistant as composition
from lexassist import cli
from lexassist.assistant import Assistant
from lexassist.assistant.installed import InstalledModels
from lexassist.particulars import clause_types
from lexassist.review.forecast import estimate_pages, forecast
from lexassist.settings import Settings, load_settings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import TypePresence, WholeDocument

from ..conftest import CORPORA
from .contracts import SERVICES, types_of

RULES = """name = "ours"
version = "1"
title = "Ours"

[[rule]]
id = "notice"
title = "Notice"
clause = "Termination For Convenience"
value = "notice >= 30 days"
severity = "medium"

[[rule]]
id = "law"
title = "Governing law"
clause = "Governing Law"
value = "law in [England and Wales]"
severity = "high"
"""
Run = Callable[..., tuple[int, str, str]]


def read_types(_: object, whole: WholeDocument) -> tuple[TypePresence, ...]:
    return tuple(types_of(whole).values())


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def opened(settings: Settings | None = None, *, purpose: str = "") -> Assistant:
        made = settings or load_settings()
        return Assistant(made, purpose=purpose, encoder=WordEncoder, generator=lambda: ScriptedGenerator(""))

    monkeypatch.setattr(composition, "open_assistant", opened)
    monkeypatch.setattr(InstalledModels, "types", lambda _: None)
    monkeypatch.setattr(clause_types, "read_types", read_types)

    def run_command(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["lexassist", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return run_command


@pytest.fixture
def command(tmp_path: Path) -> tuple[str | Path, ...]:
    (tmp_path / "services.txt").write_text(SERVICES)
    (tmp_path / "ours.toml").write_text(RULES)
    return ("review", tmp_path / "services.txt", "--playbook", tmp_path / "ours.toml", "--out", tmp_path / "out")


def test_a_review_prints_its_rows_and_writes_its_report(
    run: Run, command: tuple[str | Path, ...], tmp_path: Path
) -> None:
    status, out, err = run(*command, "--json", "--format", "json")
    (row,) = (json.loads(line) for line in out.splitlines())
    assert status == 1
    assert [finding["verdict"] for finding in row["findings"]] == ["deviation", "compliant"]
    assert row["findings"][0]["reason"] == "Notice is 15 days (cl. 1.2); the playbook asks for at least 30 days."
    assert "1 file to read" in err
    report = json.loads((tmp_path / "out" / "review.json").read_text())
    # The matter is named after the folder of the report.
    assert (report["review"], report["documents"]) == ("out", [row])


@pytest.mark.parametrize(("level", "status"), [("low", 1), ("medium", 1), ("high", 0)])
def test_the_exit_status_is_by_severity(run: Run, command: tuple[str | Path, ...], level: str, status: int) -> None:
    ended, out, _ = run(*command, "--fail-on", level, "--format", "json")
    assert ended == status
    assert out.strip().endswith("1 open finding of 2: 1 medium")


def test_a_question_is_a_column_more(run: Run, command: tuple[str | Path, ...], tmp_path: Path) -> None:
    (tmp_path / "questions.txt").write_text("# ours\nWho insures?\n\n")
    questions = ("--question", "Which law?", "--questions", tmp_path / "questions.txt")
    _, out, _ = run(*command, *questions, "--json", "--format", "json")
    assert [finding["rule"] for finding in json.loads(out)["findings"]] == ["notice", "law", "question-1", "question-2"]


def test_a_file_that_failed_is_a_row_and_a_status(run: Run, command: tuple[str | Path, ...], tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    status, out, _ = run("review", broken, *command[2:], "--json", "--format", "json")
    assert status == 1
    assert json.loads(out)["status"] == "damaged"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--format", "odt"), "xlsx, docx"),
        (("--again", "colour"), "Its rules: notice, law."),
        (("--document", "nobody.pdf"), "nobody.pdf"),
    ],
)
def test_what_does_not_fit_is_said(run: Run, command: tuple[str | Path, ...], more: tuple[str, ...], says: str) -> None:
    status, out, err = run(*command, *more)
    assert (status, out) == (2, "")
    assert says in err


def test_nothing_to_review_is_said(run: Run, command: tuple[str | Path, ...]) -> None:
    status, _, err = run("review", *command[2:])
    assert status == 2
    assert "nothing to review" in err


def test_playbooks_are_listed(run: Run) -> None:
    status, out, _ = run("playbooks")
    assert status == 0
    assert "due-diligence" in out


def test_a_playbook_is_checked(run: Run, command: tuple[str | Path, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Assistant, "type_names", lambda _: ("Governing Law", "Insurance"))
    status, out, err = run("playbooks", "check", command[3])
    assert (status, out.startswith("ours 1: 2 rules")) == (1, True)
    assert "'Termination For Convenience', which is not known" in err
    Path(command[3]).write_text(RULES.replace("medium", "grave"))
    status, _, err = run("playbooks", "check", command[3])
    assert status == 2
    assert "ours.toml, line 10: `severity` of rule 'notice'" in err


@pytest.mark.parametrize(("name", "pages"), [("nda", 6), ("msa", 11), ("lease", 8)])
def test_pages_are_estimated_without_reading_the_file(name: str, pages: int) -> None:
    assert estimate_pages(CORPORA / "pdf" / f"{name}.pdf") == pages


def test_a_forecast_follows_the_speed(tmp_path: Path) -> None:
    files = [CORPORA / "pdf" / "msa.pdf"] * 100
    slow, quick = (forecast(files, known=0, pages_a_second=speed) for speed in (1.0, 10.0))
    assert slow.seconds == pytest.approx(10 * quick.seconds)
    assert "18 minutes" in slow.told
    assert estimate_pages(tmp_path / "gone.pdf") == 1
