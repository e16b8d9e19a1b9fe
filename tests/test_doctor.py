"""The doctor: each thing that can be wrong with an installation is found, named, and has a remedy."""

from __future__ import annotations

import hashlib
import socket
import sqlite3
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from lexassist import doctor, models, offline
from lexassist.doctor import Check, check_installation
from lexassist.matters.folder import create_matter
from lexassist.matters.lock import own
from lexassist.matters.store import MatterStore
from lexassist.settings import Settings

from .matters.readings import reading_of

REQUIREMENTS = ["numpy==2.4.6", "pillow>=12", 'pytest==9.2.0; extra == "dev"']


@pytest.fixture(autouse=True)
def _healthy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few libraries, all present; llama.cpp as if it loaded; the offline variables set."""
    monkeypatch.setattr(metadata, "requires", lambda name: REQUIREMENTS)
    monkeypatch.setattr(doctor, "_LOADS", "pass")
    for name, value in offline.VARIABLES.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings with small models of one's own and any free port."""
    encoder, generator = settings.home / "enc", settings.home / "gen.gguf"
    encoder.mkdir(parents=True)
    (encoder / "modules.json").write_text("[]")
    generator.write_bytes(b"GGUF")
    return settings.model_copy(
        update={
            "retrieval": settings.retrieval.model_copy(update={"encoder": str(encoder)}),
            "generation": settings.generation.model_copy(update={"model": str(generator)}),
            "page": settings.page.model_copy(update={"port": 0}),
        }
    )


def named(settings: Settings, name: str) -> Check:
    """The one check of this name; every failed check must come with a remedy."""
    checks = check_installation(settings)
    assert all(check.ok or check.remedy for check in checks)
    found = [check for check in checks if check.name == name]
    assert len(found) == 1, [check.name for check in checks]
    return found[0]


def test_a_healthy_installation_passes_every_check(settings: Settings) -> None:
    assert [check for check in check_installation(settings) if not check.ok] == []


def test_an_old_python_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_PYTHON", (99, 0))
    assert not named(settings, "python").ok


# A requirement that this environment does not meet, and the word that says how.
MISSED = [
    pytest.param("numpy==0.0.1", "instead of 0.0.1", id="another version"),
    pytest.param("no-such-library==1.0", "not installed", id="missing"),
]


@pytest.mark.parametrize(("requirement", "word"), MISSED)
def test_a_wrong_library_is_found(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, requirement: str, word: str
) -> None:
    monkeypatch.setattr(metadata, "requires", lambda name: [requirement])
    check = named(settings, f"library {requirement.partition('==')[0]}")
    assert not check.ok
    assert word in check.detail


def test_a_library_whose_files_are_gone_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    assert "cannot be found" in named(settings, "library numpy").detail


def test_a_local_build_of_the_pinned_version_will_do(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda name: "2.4.6+cpu")
    assert named(settings, "library numpy").ok


def test_tools_for_the_tests_are_not_asked_for(settings: Settings) -> None:
    assert not [check for check in check_installation(settings) if check.name == "library pytest"]


def test_a_package_that_is_not_installed_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", gone)
    assert not named(settings, "libraries").ok


@pytest.mark.parametrize("dies", ["import os; os.kill(os.getpid(), 4)", "raise SystemExit(1)"])
def test_a_library_built_for_another_processor_is_found(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    monkeypatch.setattr(doctor, "_LOADS", dies)
    check = named(settings, "llama.cpp")
    assert not check.ok
    assert "--build" in check.remedy


def test_a_data_folder_that_cannot_be_made_is_found(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    check = named(settings.model_copy(update={"home": tmp_path / "file" / "home"}), "data folder")
    assert not check.ok
    assert "LEXASSIST_HOME" in check.remedy


def test_too_little_space_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_FREE_MIB", 10**12)
    assert not named(settings, "disk space").ok


def test_a_file_system_without_locks_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoLock:
        """Lets everybody in, as some network file systems do."""

        def __init__(self, file: Path, **_: object) -> None:
            self.file = file

        def acquire(self, **_: object) -> None:
            self.file.touch()

        def release(self) -> None: ...

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(doctor, "FileLock", NoLock)
    assert named(settings, "file locks").detail == "a second owner got the same lock"


def test_a_missing_model_is_found_with_its_command(settings: Settings) -> None:
    wanted = settings.model_copy(
        update={"generation": settings.generation.model_copy(update={"model": "smollm2-135m"})}
    )
    check = named(wanted, "generator")
    assert not check.ok
    assert "lexassist models install smollm2-135m" in check.remedy


def test_a_damaged_model_is_found(settings: Settings) -> None:
    added = models.add(settings, Path(settings.generation.model), name="mine")
    added.path.write_bytes(b"GGUF and more")
    wanted = settings.model_copy(update={"generation": settings.generation.model_copy(update={"model": "mine"})})
    assert str(added.path) in named(wanted, "generator").detail


def test_a_model_that_was_found_good_shows_its_digest(settings: Settings) -> None:
    assert hashlib.sha256(b"GGUF").hexdigest()[:12] in named(settings, "generator").detail


def test_too_little_memory_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "memory_mib", lambda: 100)
    assert not named(settings, "memory").ok
    monkeypatch.setattr(doctor, "memory_mib", lambda: 0)
    assert named(settings, "memory").ok, "what cannot be read is not a fault"


def test_a_library_that_may_call_out_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.delenv("DO_NOT_TRACK")
    assert named(settings, "offline").detail == "not set: HF_HUB_OFFLINE, DO_NOT_TRACK"


def test_a_port_that_is_taken_is_found(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        check = named(settings.model_copy(update={"page": settings.page.model_copy(update={"port": port})}), "page")
    assert not check.ok
    assert str(port) in check.remedy


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org"])
def test_an_address_that_others_can_reach_is_found(settings: Settings, host: str) -> None:
    page = settings.page.model_copy(update={"host": host})
    assert not named(settings.model_copy(update={"page": page}), "page").ok


def test_a_matter_is_opened_and_a_damaged_one_is_found(settings: Settings) -> None:
    for name in ("good", "bad", "busy"):
        folder = create_matter(settings.matters, name)
        MatterStore(folder.store_file).close()
        if name == "bad":
            folder.store_file.write_bytes(b"this was a store once" * 400)
    assert named(settings, "matter good").ok
    assert not named(settings, "matter bad").ok
    with own(folder, purpose="a test"):
        busy = named(settings, "matter busy")
    assert busy.ok
    assert "a test" in busy.detail


def test_a_matter_of_another_encoder_or_an_earlier_reader_is_found(settings: Settings) -> None:
    installed = models.locate(settings, settings.retrieval.encoder, models.Role.ENCODER).identity
    for name, encoder in (("of it", installed), ("of another", "another@0123456789ab")):
        folder = create_matter(settings.matters, name)
        store, reading = MatterStore(folder.store_file), reading_of(1)
        store.add(reading, sha256="a" * 64, encoder=encoder, vectors=np.ones((len(reading.chunks), 4), np.float32))
        with store._reading() as connection:
            connection.execute("UPDATE documents SET reader = ''")
        store.close()
    good, bad = named(settings, "matter of it"), named(settings, "matter of another")
    assert good.ok
    assert good.detail.startswith("1 documents, the store is sound; 1 document was read by an earlier version")
    assert "`lexassist reread --matter 'of it'`" in good.detail
    assert not bad.ok
    assert "`lexassist reencode --matter 'of another'`" in bad.remedy


def test_one_failure_does_not_hide_the_others(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr(sqlite3, "connect", fail)
    monkeypatch.setattr(doctor, "_LOADS", "raise SystemExit(1)")
    failed = [check.name for check in check_installation(settings) if not check.ok]
    assert failed == ["sqlite", "llama.cpp"]
