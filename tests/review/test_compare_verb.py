"""`lexassist compare`: fields, exit statuses, the redline beside it. Fakes for the models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lexassist import assistant as composition
from lexassist.assistant import Assistant
from lexassist.cli import app
from lexassist.settings import Settings, load_settings
from lexassist.testing import ScriptedGenerator, WordEncoder

BEFORE = "AGREEMENT\n\n1. The Buyer shall pay within thirty (30) days.\n\n2. The Seller shall deliver at Ashgrove.\n"


@pytest.fixture
def matter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A matter that holds two versions of an agreement."""

    def opened(settings: Settings | None = None, *, purpose: str = "") -> Assistant:
        chosen = settings or load_settings()
        return Assistant(chosen, purpose=purpose, encoder=WordEncoder, generator=lambda: ScriptedGenerator("NOT_FOUND"))

    monkeypatch.setattr(composition, "open_assistant", opened)
    (tmp_path / "v1.txt").write_text(BEFORE)
    (tmp_path / "v2.txt").write_text(BEFORE.replace("thirty (30)", "sixty (60)"))
    with opened() as assistant:
        assistant.create_matter("acme")
        assert all(outcome.document for outcome in assistant.ingest("acme", [tmp_path / "v1.txt", tmp_path / "v2.txt"]))
    return "acme"


def test_versions_that_differ_end_with_one(matter: str, tmp_path: Path) -> None:
    redline = tmp_path / "redline.html"
    run = CliRunner().invoke(app, ["compare", "v1.txt", "v2.txt", "--matter", matter, "--out", str(redline)])
    assert run.exit_code == 1
    assert "3 clauses: 2 unchanged, 1 changed" in run.stdout
    assert "within [-thirty-] {+sixty+} ([-30-]{+60+}) days." in " ".join(run.stdout.split())
    assert "<del>" in redline.read_text()


def test_the_record_of_a_comparison(matter: str) -> None:
    run = CliRunner().invoke(app, ["compare", "v1.txt", "v2.txt", "--matter", matter, "--json"])
    record = json.loads(run.stdout)
    assert (record["before"]["source"], record["after"]["source"]) == ("v1.txt", "v2.txt")
    assert record["counts"]["changed"] == 1


def test_a_version_compared_with_itself_ends_with_nought(matter: str) -> None:
    run = CliRunner().invoke(app, ["compare", "v1.txt", "v1.txt", "--matter", matter])
    assert run.exit_code == 0
    assert "3 clauses: 3 unchanged" in run.stdout
