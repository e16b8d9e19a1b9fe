"""Fixtures for every test: no network, no real data folder, no model unless a test asks for it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from lexassist import offline
from lexassist.assistant import Assistant
from lexassist.settings import Settings, load_settings
from lexassist.testing import ScriptedGenerator, WordEncoder

os.environ.update(offline.VARIABLES)  # before a test imports what reads them
ROOT = Path(__file__).parents[1]
CORPORA = ROOT / "corpora"
MODELS_HOME = Path(os.environ.get("LEXASSIST_TEST_HOME", ROOT / ".lexassist"))


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anything but this machine fails the test that made it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not offline.is_loopback(str(address[0])):
            pytest.fail(f"the test tried to reach {address[0]}")
        connect(self, address)

    look_up = socket.getaddrinfo

    def guarded_look_up(host: object, *rest: object, **named: object) -> object:
        if isinstance(host, str) and host not in ("", "0.0.0.0") and not offline.is_loopback(host):
            pytest.fail(f"the test tried to look up {host}")
        return look_up(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the person who runs the tests, and a data folder of the test's own."""
    for name in [name for name in os.environ if name.startswith("LEXASSIST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LEXASSIST_HOME", str(tmp_path / "home"))


@pytest.fixture
def settings() -> Settings:
    """Default settings over an empty data folder."""
    return load_settings()


@pytest.fixture
def assistant(settings: Settings) -> Iterator[Assistant]:
    """An assistant whose encoder counts words and whose generator points at the first sentence."""
    made = Assistant(settings, encoder=WordEncoder, generator=lambda: ScriptedGenerator("NOT_FOUND"))
    with made:
        yield made


@pytest.fixture
def real_settings(settings: Settings) -> Settings:
    """Settings over an empty data folder in which the two default models are installed."""
    models = MODELS_HOME / "models"
    if not models.is_dir():
        words = f"the models are not installed in {models}: `make models` installs them"
        if os.environ.get("REQUIRE_MODELS"):
            pytest.fail(words)
        pytest.skip(words)
    settings.home.mkdir(parents=True)
    settings.models.symlink_to(models, target_is_directory=True)
    return settings
