"""Who may ask for what, and what every answer carries."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from lexassist.assistant import Assistant
from lexassist.settings import Settings, load_settings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import ClauseKind, DocumentId
from lexassist.ui.routes import POLICY
from lexassist.ui.serve import make_app

from .conftest import contract_pdf

PNG = b"\x89PNG\r\n"


def open_client(assistant: Assistant, settings: Settings) -> TestClient:
    async def make() -> FastAPI:
        return make_app(assistant, settings)

    return TestClient(asyncio.run(make()), base_url="http://127.0.0.1:7860")


@pytest.fixture(scope="module")
def page_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(home=tmp_path_factory.mktemp("home"), variables={})


@pytest.fixture(scope="module")
def page_assistant(page_settings: Settings) -> Iterator[Assistant]:
    with Assistant(page_settings, encoder=WordEncoder, generator=lambda: ScriptedGenerator("NOT_FOUND")) as made:
        yield made


@pytest.fixture(scope="module")
def client(page_assistant: Assistant, page_settings: Settings) -> Iterator[TestClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", "")
        yield open_client(page_assistant, page_settings)


@pytest.fixture(scope="module")
def document(page_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> DocumentId:
    contract = tmp_path_factory.mktemp("files") / "services.pdf"
    contract.write_bytes(contract_pdf())
    page_assistant.create_matter("acme")
    (outcome,) = page_assistant.ingest("acme", [contract])
    assert outcome.document is not None
    return outcome.document


def test_a_clause_is_shown_on_its_page(client: TestClient, page_assistant: Assistant, document: DocumentId) -> None:
    text = page_assistant.document("acme", document).text
    start = text.index("sixty (60)")
    clause = min(
        (c for c in page_assistant.clauses("acme", document) if c.span.start <= start < c.span.end),
        key=lambda c: len(c.span),
    )
    shown = client.get(f"/view/acme/{document}/{clause.id}?start={start}&end={start + 15}")
    assert shown.status_code == 200
    assert "Page 2 of 2" in shown.text
    assert shown.text.count('class="lx-hit"') == 1
    image = client.get(f"/pages/acme/{document}/2.png")
    assert image.headers["content-type"] == "image/png"
    assert image.content.startswith(PNG)


@pytest.mark.parametrize(
    "path",
    [
        # no such matter, document, clause, page
        "/view/nobody/{document}",
        "/view/acme/0000000000000000",
        "/view/acme/{document}/{document}-c9999",
        "/view/acme/{document}?page=99",
        "/remarks/acme/0000000000000000",
        "/remarks/nobody/{document}",
        "/pages/acme/{document}/99.png",
        "/pages/acme/{document}/0.png",
        # a matter's name is no path
        "/view/..%2F..%2Fetc/{document}",
    ],
)
def test_what_does_not_exist_is_said_in_words(client: TestClient, document: DocumentId, path: str) -> None:
    answer = client.get(path.format(document=document))
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_the_remarks_on_a_document_are_shown(client: TestClient, document: DocumentId) -> None:
    shown = client.get(f"/remarks/acme/{document}")
    assert shown.status_code == 200
    assert "Nothing was remarked" in shown.text
    assert shown.headers["content-security-policy"] == POLICY


def test_a_clause_of_another_document_is_not_shown(
    client: TestClient, page_assistant: Assistant, document: DocumentId, tmp_path: Path
) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(contract_pdf("3. Costs"))
    (outcome,) = page_assistant.ingest("acme", [other])
    clause = page_assistant.clauses("acme", document)[0]
    assert clause.kind in ClauseKind
    assert client.get(f"/view/acme/{outcome.document}/{clause.id}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/view", "/config", "/theme.css", "/static/lexassist.css", "/static/lexassist.js", "/nothing"]
)
def test_every_answer_carries_the_policy(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert "'unsafe-inline'" not in POLICY.split("script-src")[1].split(";")[0]
    assert "'unsafe-eval'" not in POLICY
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/view", "/config"])
def test_pages_are_not_kept_by_the_browser(client: TestClient, path: str) -> None:
    assert client.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("host", "passes"),
    [
        ("127.0.0.1:7860", True),
        ("localhost:7860", True),
        ("localhost", True),
        ("[::1]:7860", True),
        # a name that somebody else points at 127.0.0.1
        ("attacker.example:7860", False),
        ("127.0.0.1.attacker.example", False),
        ("localhost.attacker.example", False),
        ("192.168.1.10:7860", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_only_this_machine_is_answered(client: TestClient, host: str, passes: bool) -> None:
    assert (client.get("/view", headers={"host": host}).status_code == 200) is passes


@pytest.mark.parametrize(
    ("origin", "passes"),
    [
        ("http://127.0.0.1:7860", True),
        ("http://attacker.example", False),
        # another program's page on this machine
        ("http://127.0.0.1:9999", False),
        ("null", False),
    ],
)
def test_another_page_may_not_send_requests(client: TestClient, origin: str, passes: bool) -> None:
    answer = client.post("/gradio_api/queue/join", headers={"origin": origin}, json={})
    assert (answer.status_code != 403) is passes


def test_nothing_in_the_data_folder_can_be_fetched_by_path(
    client: TestClient, page_settings: Settings, document: DocumentId
) -> None:
    files = [file for file in page_settings.home.rglob("*") if file.is_file()]
    assert files, "there must be files to try"
    for file in files:
        for route in ("/gradio_api/file=", "/file=", "/gradio_api/file/", "/gradio_api//file="):
            assert client.get(f"{route}{file}").status_code in (403, 404), f"{route}{file}"


def test_gradio_itself_refuses_the_data_folder(
    page_assistant: Assistant, page_settings: Settings, document: DocumentId, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were our list of routes to let its file route through, Gradio's own rule would still hold."""
    monkeypatch.setattr("lexassist.ui.routes._USED_BELOW", ("/gradio_api/",))
    monkeypatch.setitem(os.environ, "GRADIO_TEMP_DIR", "")
    client = open_client(page_assistant, page_settings)
    for file in page_settings.home.rglob("*"):
        assert client.get(f"/gradio_api/file={file}").status_code in (403, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/docs", "/redoc", "/openapi.json", "/gradio_api/openapi.json", "/gradio_api/runs", "/monitoring", "/login",
        "/gradio_api/vibe-code", "/gradio_api/proxy=http://127.0.0.1/", "/gradio_api/deep_link", "/gradio_api/token",
    ],
)  # fmt: skip
def test_routes_that_the_page_does_not_use_are_closed(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_page_says_nothing_of_gradio_s_extras(client: TestClient, page_settings: Settings) -> None:
    config = client.get("/config").json()
    assert config["footer_links"] == []
    assert not config.get("analytics_enabled", False)
    assert not config.get("run_history", False)
    assert not config["show_error"]
    assert str(page_settings.home) not in client.get("/config").text
