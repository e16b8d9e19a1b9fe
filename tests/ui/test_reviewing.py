"""Reviews from the page: playbooks that are offered or handed in, rows as they come, the files, and who may fetch them."""

from __future__ import annotations

import shutil
import threading
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lexassist.assistant import Assistant
from lexassist.assistant.installed import InstalledModels
from lexassist.particulars import clause_types
from lexassist.settings import Settings
from lexassist.ui.grid import DOWNLOADS
from lexassist.ui.render import Ended
from lexassist.ui.reviewing import check_playbook, find_download, playbook_choices, review
from lexassist.ui.routes import POLICY

from ..review.contracts import SERVICES
from ..review.review_child import playbook, read_types
from .test_routes import open_client


@pytest.fixture
def ready(page_assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """A matter with two contracts, and types of clause that follow from words."""
    monkeypatch.setattr(InstalledModels, "types", lambda _: None)
    monkeypatch.setattr(clause_types, "read_types", read_types)
    folder = tmp_path / "contracts"
    folder.mkdir()
    (folder / "a.txt").write_text(SERVICES)
    (folder / "b.txt").write_text(SERVICES.replace("Ardle", "Amber"))
    page_assistant.create_matter("acme")
    for _ in page_assistant.ingest("acme", [folder]):
        pass
    return page_assistant


def test_rows_come_one_by_one_then_the_whole_then_its_files(ready: Assistant) -> None:
    steps = list(review(ready, "acme", playbook()))
    assert [len(step.rows) for step in steps[:3]] == [0, 1, 2]
    assert all(step.ended is Ended.RUNNING for step in steps[:-1])
    assert steps[0].total == 2
    last = steps[-1]
    assert last.ended is Ended.DONE
    assert last.review is not None
    assert last.files == tuple(DOWNLOADS)
    folder = ready.reports("acme") / last.report
    with zipfile.ZipFile(folder / "everything.zip") as packed:
        assert set(packed.namelist()) >= set(DOWNLOADS) - {"everything.zip"}
        assert packed.read("review.xlsx") == (folder / "review.xlsx").read_bytes()


def test_the_same_review_gives_the_same_zip(ready: Assistant) -> None:
    def made() -> bytes:
        *_, last = review(ready, "acme", playbook())
        return (ready.reports("acme") / last.report / "everything.zip").read_bytes()

    assert made() == made()


def test_a_page_that_is_closed_does_not_end_its_review(ready: Assistant) -> None:
    steps = review(ready, "acme", playbook())
    next(steps)
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not list(ready.reports("acme").glob("*/everything.zip")):
        time.sleep(0.05)
    assert list(ready.reports("acme").glob("*/everything.zip"))
    while any(thread.name == "lexassist-page" for thread in threading.enumerate()):
        time.sleep(0.02)


def test_what_goes_wrong_is_said(ready: Assistant) -> None:
    (missing,) = review(ready, "acme", "no-such-playbook")
    assert missing.ended is Ended.FAILED
    assert "no-such-playbook" in missing.message
    (lost,) = review(ready, "no-such-matter", playbook())
    assert lost.ended is Ended.FAILED
    ready.create_matter("empty")
    (empty,) = review(ready, "empty", playbook())
    assert "nothing to review" in empty.message


def test_shipped_playbooks_are_offered_by_title() -> None:
    choices = playbook_choices()
    assert "services" in dict(choices).values()
    assert len(choices) >= 5
    assert list(choices) == sorted(choices)


OWN = 'name = "own"\nversion = "1"\ntitle = "Ours"\n[[rule]]\nid = "law"\ntitle = "Law"\nclause = "Governing Law"\n'


@pytest.mark.parametrize(
    ("text", "title", "said"),
    [
        (OWN, "Ours", ""),
        # A type that nobody knows is told, and the playbook can be used all the same.
        (OWN.replace("Governing Law", "Governing Lawx"), "Ours", "is 'Governing Law' meant?"),
        (OWN.replace("clause =", "clouse ="), None, "clouse"),
        ("name = [", None, "not TOML"),
        ("\x00" * 20, None, "not TOML"),
        ("# " + "x" * 2**20, None, "too large"),
    ],
)
def test_a_playbook_that_is_handed_in_is_checked_and_not_kept(
    page_assistant: Assistant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    title: str | None,
    said: str,
) -> None:
    monkeypatch.setattr(Assistant, "type_names", lambda _: ("Governing Law",))
    folder = tmp_path / "tmp" / "0123"
    folder.mkdir(parents=True)
    upload = folder / "own.toml"
    upload.write_text(text)
    checked = check_playbook(page_assistant, upload, temporary=tmp_path / "tmp")
    assert (checked.playbook.title if checked.playbook else None) == title
    assert said in checked.said
    assert str(folder) not in checked.said
    assert not folder.exists()


@pytest.fixture
def client(ready: Assistant, page_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("GRADIO_TEMP_DIR", "")
    return open_client(ready, page_settings)


def test_every_download_is_handed_over_as_bytes_to_keep(ready: Assistant, client: TestClient) -> None:
    *_, last = review(ready, "acme", playbook())
    for name in DOWNLOADS:
        answer = client.get(f"/reviews/acme/{last.report}/{name}")
        assert answer.status_code == 200, name
        assert answer.content == (ready.reports("acme") / last.report / name).read_bytes()
        assert answer.headers["content-disposition"] == f'attachment; filename="{last.report}-{name}"'
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["cache-control"] == "no-store"
    packed = zipfile.ZipFile(BytesIO(client.get(f"/reviews/acme/{last.report}/everything.zip").content))
    assert packed.testzip() is None


@pytest.mark.parametrize(
    ("report", "file"),
    [
        ("{report}", "matter.sqlite3"),
        ("{report}", "..%2f..%2fmatter.sqlite3"),
        ("{report}", "../../matter.sqlite3"),
        ("..", "matter.sqlite3"),
        ("%2e%2e", "review.json"),
        (".", "review.json"),
        ("..%2freviews%2f{report}", "review.json"),
        ("{report}%00", "review.json"),
        ("{report}%0a", "review.json"),
        ("{report}", "review.json%00.png"),
        ("{report}", "highlighted%2fa.pdf"),
        ("", "review.json"),
    ],
)
def test_nothing_else_in_the_matter_can_be_fetched(
    ready: Assistant, client: TestClient, report: str, file: str
) -> None:
    *_, last = review(ready, "acme", playbook())
    # Also where such files were there to be found.
    shutil.copy(ready.reports("acme") / last.report / "review.json", ready.reports("acme"))
    shutil.copy(ready.reports("acme") / last.report / "review.json", ready.reports("acme").parent)
    answer = client.get(f"/reviews/acme/{report.format(report=last.report)}/{file}")
    assert answer.status_code == 404


@pytest.mark.parametrize("report", ["..", ".", "", "a/../b", "/etc", "a\\b", "a\n", "A", "a--b"])
def test_a_report_s_name_leads_nowhere(ready: Assistant, report: str) -> None:
    place = ready.reports("acme") / report
    if report not in ("/etc",):
        place.mkdir(parents=True, exist_ok=True)
        (place / "review.json").write_text("{}")
    assert find_download(ready, "acme", report, "review.json") is None


def test_a_report_of_a_matter_that_is_not_there_is_said(client: TestClient) -> None:
    assert client.get("/reviews/other/own-1234/review.json").status_code == 404
    assert client.get("/reviews/..%2facme/own-1234/review.json").status_code == 404
