"""Settings: where they come from, which of them wins, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lexassist.errors import SettingsError
from lexassist.settings import load_settings


def test_the_defaults_need_no_file(tmp_path: Path) -> None:
    settings = load_settings(variables={"LEXASSIST_HOME": str(tmp_path)})
    assert settings.home == tmp_path
    assert settings.matters == tmp_path / "matters"
    assert settings.models == tmp_path / "models"
    assert settings.page.host == "127.0.0.1"


def test_the_home_of_a_person_is_understood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_settings(variables={"LEXASSIST_HOME": "~/contracts"}).home == tmp_path / "contracts"


def test_a_relative_home_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(variables={"LEXASSIST_HOME": "data"}).home == tmp_path / "data"


# Each row adds a source that wins over those above it: default, file in the home, named file, variable.
SOURCES = [
    ("", None, {}, 0),
    ("[generation]\nthreads = 1", None, {}, 1),
    ("[generation]\nthreads = 1", "[generation]\nthreads = 2", {}, 2),
    ("[generation]\nthreads = 1", "[generation]\nthreads = 2", {"LEXASSIST_GENERATION__THREADS": "3"}, 3),
    ("[generation]\nthreads = 1", None, {"LEXASSIST_GENERATION__THREADS": "3"}, 3),
]


@pytest.mark.parametrize(("in_home", "named", "variables", "threads"), SOURCES)
def test_the_nearer_source_wins(
    tmp_path: Path, in_home: str, named: str | None, variables: dict[str, str], threads: int
) -> None:
    if in_home:
        (tmp_path / "settings.toml").write_text(in_home)
    if named:
        (tmp_path / "named.toml").write_text(named)
        variables = variables | {"LEXASSIST_SETTINGS": str(tmp_path / "named.toml")}
    assert load_settings(home=tmp_path, variables=variables).generation.threads == threads


def test_a_variable_leaves_its_neighbours_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[page]\nport = 8000\nmax_upload_mib = 5")
    page = load_settings(home=tmp_path, variables={"LEXASSIST_PAGE__PORT": "9000"}).page
    assert (page.port, page.max_upload_mib) == (9000, 5)


def test_variables_of_others_are_none_of_ours(tmp_path: Path) -> None:
    assert load_settings(home=tmp_path, variables={"PATH": "/bin", "XLEXASSIST_PAGE__PORT": "x"}).page.port == 7860


# What must never be passed over in silence, and the word of the message that leads to it.
REFUSED = [
    pytest.param("[page]\nprot = 1", {}, "page.prot", id="misspelt key"),
    pytest.param("[pages]\nport = 1", {}, "pages", id="misspelt area"),
    pytest.param("[page]\nport = 70000", {}, "page.port", id="out of range"),
    pytest.param("[generation]\nthreads = 'many'", {}, "generation.threads", id="no number"),
    pytest.param("[page\nport = 1", {}, "settings.toml", id="not TOML"),
    pytest.param("", {"LEXASSIST_PAGE__PROT": "1"}, "page.prot", id="misspelt variable"),
    pytest.param("", {"LEXASSIST_PROT": "1"}, "prot", id="variable of no area"),
    pytest.param("", {"LEXASSIST_LOG_LEVEL": "loud"}, "log_level", id="no such level"),
    pytest.param("page = 3", {"LEXASSIST_PAGE__PORT": "1"}, "LEXASSIST_PAGE__PORT", id="value where an area is"),
]


@pytest.mark.parametrize(("text", "variables", "named"), REFUSED)
def test_refused(tmp_path: Path, text: str, variables: dict[str, str], named: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings(home=tmp_path, variables=variables)
    assert named in str(caught.value)
    assert caught.value.remedy
    assert caught.value.exit_status == 2


def test_a_named_file_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.toml"):
        load_settings(file=tmp_path / "gone.toml", home=tmp_path, variables={})


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        load_settings(home=tmp_path, variables={})


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path, variables={})
    with pytest.raises(ValidationError):
        settings.page.port = 1  # type: ignore[misc]


@given(st.integers(-(10**6), 10**6))
def test_a_port_is_taken_whole_or_refused(port: int) -> None:
    variables = {"LEXASSIST_HOME": "/nowhere", "LEXASSIST_PAGE__PORT": str(port)}
    if 0 <= port <= 65535:
        assert load_settings(variables=variables).page.port == port
    else:
        with pytest.raises(SettingsError):
            load_settings(variables=variables)
