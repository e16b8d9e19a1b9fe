"""The page is served to this machine, and to no other."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

import httpx
import pytest

from lexassist.assistant import Assistant
from lexassist.errors import NotLoopback, SettingsError
from lexassist.settings import Settings
from lexassist.ui.serve import make_server, private_folder, serve

from .conftest import Served


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "example.org", ""])
def test_an_address_that_others_can_reach_is_refused(assistant: Assistant, settings: Settings, host: str) -> None:
    page = settings.page.model_copy(update={"host": host})
    with pytest.raises(NotLoopback, match=r"127\.0\.0\.1"):
        serve(assistant, settings.model_copy(update={"page": page}))
    assert not settings.home.exists() or not (settings.home / "tmp").exists()


def test_a_port_in_use_is_said_in_words(assistant: Assistant, settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        page = settings.page.model_copy(update={"port": taken.getsockname()[1]})
        with pytest.raises(SettingsError, match=r"cannot listen on 127\.0\.0\.1"):
            make_server(assistant, settings.model_copy(update={"page": page}), ready=lambda _: None)


def test_the_page_comes_up_on_any_free_port(served: Served) -> None:
    assert httpx.get(served.address).status_code == 200


def test_an_upload_is_private_and_not_served_again(served: Served) -> None:
    sent = httpx.post(f"{served.address}gradio_api/upload", files={"files": ("a.txt", b"secret")})
    (kept,) = sent.json()
    assert Path(kept).is_relative_to(served.settings.home / "tmp")
    assert stat.S_IMODE((served.settings.home / "tmp").stat().st_mode) == 0o700
    assert httpx.get(f"{served.address}gradio_api/file={kept}").status_code == 404


def test_what_an_earlier_run_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp" / "left.pdf").touch()
    assert list(private_folder(tmp_path / "tmp").iterdir()) == []
