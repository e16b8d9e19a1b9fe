"""What `make` runs: the installer of llama-cpp-python, and lock files that agree with pyproject.toml."""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
AVX2 = frozenset({"AVX", "AVX2", "FMA", "F16C", "BMI2", "SSE4_2"})


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"deploy_{name}", ROOT / "deploy" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The installer with nothing installed, no network and wheels of its own."""
    module = script("install_llama")
    monkeypatch.setattr(module, "WHEELS", tmp_path / "wheels")
    monkeypatch.setattr(module, "_is_usable", lambda version: False)
    monkeypatch.setattr(module, "_reachable", lambda url: False)
    monkeypatch.setattr(module, "_pip", lambda *arguments, **options: 1)
    return module


# Which processors get the wheel that serves all like them, and which one of their own.
PROCESSORS = [
    pytest.param(AVX2, "x86_64", True, id="x86-64 with AVX2"),
    pytest.param(AVX2 - {"AVX2"}, "x86_64", False, id="x86-64 without"),
    pytest.param(frozenset(), "x86_64", False, id="a system that does not say"),
    pytest.param(AVX2, "aarch64", False, id="ARM"),
]


@pytest.mark.parametrize(("flags", "machine", "portable"), PROCESSORS)
def test_the_build_fits_the_processor(flags: frozenset[str], machine: str, portable: bool) -> None:
    arguments = shlex.split(script("install_llama").cmake_arguments(flags, machine))
    assert ("-DGGML_NATIVE=OFF" in arguments) is portable
    assert ("-DGGML_AVX2=ON" in arguments) is portable
    include = next(a for a in arguments if a.startswith("-DCMAKE_PROJECT_llama.cpp_INCLUDE="))
    assert Path(include.partition("=")[2]).is_file()


def test_a_clone_in_a_folder_with_spaces_is_built_too(monkeypatch: pytest.MonkeyPatch) -> None:
    module = script("install_llama")
    monkeypatch.setattr(module, "ROOT", Path("/srv/law firm/lexassist"))
    arguments = shlex.split(module.cmake_arguments(AVX2, "x86_64"))
    assert "-DCMAKE_PROJECT_llama.cpp_INCLUDE=/srv/law firm/lexassist/deploy/lean.cmake" in arguments


def test_without_a_compiler_it_says_how_to_get_one(
    installer: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("CC", "CXX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installer.main([]) == 3
    told = capsys.readouterr().err
    assert "no C and no C++ compiler" in told
    assert "build-essential" in told


def test_a_failed_build_shows_the_end_of_its_output(
    installer: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(command: str, *options: str, log: Path | None = None, environment: object = None) -> int:
        if log:
            log.write_text("\n".join(f"line {n}" for n in range(100)))
        return 1

    monkeypatch.setattr(installer, "ROOT", installer.WHEELS.parent)
    (installer.ROOT / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    monkeypatch.setattr(installer, "_pip", fail)
    monkeypatch.setattr(installer, "_need_compilers", lambda: None)
    assert installer.main(["--build"]) == 3
    told = capsys.readouterr().err
    assert "line 99" in told
    assert "line 10\n" not in told
    assert "build.log" in told


def test_a_wheel_that_does_not_load_here_is_not_the_end(
    installer: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    built: list[str] = []
    monkeypatch.setattr(installer, "_pip", lambda *arguments, **options: 0)
    monkeypatch.setattr(installer, "fault", lambda: "it dies of SIGILL")
    monkeypatch.setattr(installer, "build", built.append)
    assert installer.main([]) == 0
    assert built == [installer.pinned_version(ROOT / "pyproject.toml")]
    assert "SIGILL" in capsys.readouterr().out


def test_why_a_library_does_not_load_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    module = script("install_llama")
    monkeypatch.setattr(module, "LOADS", "import os; os.kill(os.getpid(), 4)")
    assert "SIGILL" in module.fault()
    monkeypatch.setattr(module, "LOADS", "import no_such_library")
    assert "no_such_library" in module.fault()
    monkeypatch.setattr(module, "LOADS", "pass")
    assert not module.fault()


# -- the lock files

PIN = re.compile(r"([a-z0-9-]+)==([A-Za-z0-9.]+)")


def locked(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = [PIN.fullmatch(line) for line in lines if not line.startswith("#")]
    assert all(pins), f"{name} holds more than name==version"
    return {pin[1]: pin[2] for pin in pins if pin}


@pytest.mark.parametrize(
    ("wanted", "files"),
    [
        (PROJECT["dependencies"], ("requirements.lock",)),
        (PROJECT["optional-dependencies"]["dev"], ("requirements.lock", "requirements-dev.lock")),
    ],
    ids=["product", "tests"],
)
def test_everything_that_is_asked_for_is_locked_at_its_version(wanted: list[str], files: tuple[str, ...]) -> None:
    pins = {name: version for file in files for name, version in locked(file).items()}
    for requirement in wanted:
        name, _, version = requirement.partition("==")
        name = re.split(r"[<>=\[; ]", name)[0]
        if name == "llama-cpp-python":
            assert name not in pins, "deploy/install_llama.py installs it"
            continue
        assert name in pins, f"run `make lock`: {name} is not locked"
        assert not version or pins[name] == version, f"run `make lock`: {requirement} is locked at {pins[name]}"


def test_the_lock_fits_every_build_of_torch() -> None:
    pins = locked("requirements.lock")
    assert "+" not in pins["torch"]
    assert not [name for name in pins if name.startswith(("nvidia-", "cuda-", "triton"))]


def test_nothing_is_locked_twice() -> None:
    assert not set(locked("requirements.lock")) & set(locked("requirements-dev.lock"))


def test_the_scripts_need_nothing_installed() -> None:
    for file in (ROOT / "deploy").glob("*.py"):
        imported = re.findall(r"^(?:import|from) ([a-z_]+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(imported) <= sys.stdlib_module_names | {"__future__"}, file.name
