"""Installs llama-cpp-python, at the version that pyproject.toml pins, into the environment of the Python that runs this.

The package index offers it as source only, and a plain build takes a quarter of an hour. In this order:

1. a ready wheel: in ``.wheels/`` (what an earlier build left), or wherever pip is told to look (``PIP_FIND_LINKS``);
2. the makers' own wheel for plain processors, when their site can be reached (``--no-makers`` leaves it out);
3. a lean build from source with ``deploy/lean.cmake``: a C and a C++ compiler are all it needs, pip brings the rest.

A wheel counts only when it loads on this processor; otherwise the next way is tried. What was built stays in ``.wheels/``.
Standard library only: it runs before anything else is installed.
"""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WHEELS = ROOT / ".wheels"
PACKAGE = "llama-cpp-python"
MAKERS = "https://abetlen.github.io/llama-cpp-python/whl/cpu"
REACH_SECONDS = 5
FLAGS = ("AVX", "AVX2", "FMA", "F16C", "BMI2")
WHEEL_ONLY = ("--no-deps", "--only-binary", ":all:")
LOADS = "import llama_cpp; llama_cpp.llama_backend_init(); llama_cpp.llama_print_system_info()"


class CannotInstallError(Exception):
    """Every way failed; the message says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Install it unless it is there and loads; 0 when it is usable, 3 when not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--build", action="store_true", help="compile it here, whatever is offered elsewhere")
    parser.add_argument("--no-makers", action="store_true", help="do not ask the makers' site for a wheel")
    asked = parser.parse_args(arguments)
    version = pinned_version(ROOT / "pyproject.toml")
    try:
        if asked.build:
            build(version)
        elif not _is_usable(version):
            _install_somehow(version, ask_makers=not asked.no_makers)
    except CannotInstallError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    say(f"{PACKAGE} {version} is installed and loads")
    return 0


def say(words: str) -> None:
    """One line of progress, at once."""
    sys.stdout.write(f"  {words}\n")
    sys.stdout.flush()


def pinned_version(pyproject: Path) -> str:
    """The version of llama-cpp-python that the project pins."""
    requirements = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["dependencies"]
    return next(str(r).partition("==")[2] for r in requirements if str(r).startswith(f"{PACKAGE}=="))


def _is_usable(version: str) -> bool:
    try:
        present = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return False
    return present == version and not fault()


def fault() -> str:
    """Why the installed library does not start here, or nothing; in a child, for a wrong build dies of a signal."""
    done = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=False)
    if done.returncode < 0:
        return f"it dies of {signal.Signals(-done.returncode).name}: it was built for another processor"
    return (done.stderr.strip().splitlines() or ["no reason given"])[-1] if done.returncode else ""


def _install_somehow(version: str, *, ask_makers: bool) -> None:
    for wheel in _kept(version):
        say(f"taking {wheel.relative_to(ROOT)}")
        if _install_file(wheel):
            return
    if _pip("install", *WHEEL_ONLY, "--force-reinstall", "--no-index", f"{PACKAGE}=={version}") == 0:
        say("a ready wheel was found where pip looks (PIP_FIND_LINKS)")
        if not (reason := fault()):
            return
        say(f"it does not load here ({reason}); going on")
    if ask_makers and _reachable(MAKERS) and _install_makers(version):
        return
    build(version)


def _kept(version: str) -> list[Path]:
    """The wheels of this version in ``.wheels/``, newest first."""
    found = WHEELS.glob(f"{PACKAGE.replace('-', '_')}-{version}-*.whl")
    return sorted(found, key=lambda wheel: wheel.stat().st_mtime, reverse=True)


def _install_file(wheel: Path) -> bool:
    """Whether the wheel fits this system and loads; its own dependencies are in requirements.lock."""
    if _pip("install", "--no-deps", "--force-reinstall", "--no-index", str(wheel)):
        say("it is not for this system; going on")
        return False
    if reason := fault():
        say(f"it does not load here ({reason}); going on")
    return not reason


def _install_makers(version: str) -> bool:
    say("asking the makers' site for a wheel, about 10 MB")
    with tempfile.TemporaryDirectory() as folder:
        where = ("--index-url", MAKERS, "--timeout", "15", "--retries", "1", "-d", folder)
        if _pip("download", *WHEEL_ONLY, *where, f"{PACKAGE}=={version}"):
            say("they have none for this system; going on")
            return False
        wheel = next(Path(folder).glob("*.whl"))
        good = _install_file(wheel)
        if good:
            WHEELS.mkdir(exist_ok=True)
            shutil.copy(wheel, WHEELS)
    return good


def _reachable(url: str) -> bool:
    if os.environ.get("PIP_NO_INDEX"):
        say("PIP_NO_INDEX is set: the makers' site is not asked")
        return False
    try:
        with urllib.request.urlopen(f"{url}/{PACKAGE}/", timeout=REACH_SECONDS):  # noqa: S310  https, and ours
            return True
    except (urllib.error.URLError, OSError, ValueError) as error:
        say(f"the makers' site cannot be reached ({error}); going on without it")
        return False


def build(version: str) -> None:
    """Compile it from the package index's source and install the wheel.

    Raises:
        CannotInstallError: no compiler, or the build failed; the whole output is in ``.wheels/build.log``.
    """
    _need_compilers()
    cores = os.cpu_count() or 1
    WHEELS.mkdir(exist_ok=True)
    log = WHEELS / "build.log"
    say(f"compiling llama.cpp, about 3 minutes on 2 idle cores ({cores} here); output in {log.relative_to(ROOT)}")
    environment = {
        **os.environ,
        "CMAKE_ARGS": cmake_arguments(cpu_flags()),
        "CMAKE_BUILD_PARALLEL_LEVEL": str(cores),
    }
    # pip's own cache would hand back a wheel that was built with other flags.
    options = ("--no-deps", "--no-cache-dir", "--no-binary", PACKAGE, "-w", str(WHEELS))
    started = time.monotonic()
    if _pip("wheel", *options, f"{PACKAGE}=={version}", log=log, environment=environment):
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:])
        raise CannotInstallError(f"{tail}\n\n{PACKAGE} could not be built. The whole output is in {log}.")
    say(f"built in {time.monotonic() - started:.0f} s; the wheel is kept in {WHEELS.relative_to(ROOT)}")
    if not _install_file(_kept(version)[0]):
        raise CannotInstallError(f"{PACKAGE} was built, but cannot be used. The build's output is in {log}.")


def _need_compilers() -> None:
    missing = [
        words
        for words, variable, names in (("C", "CC", ("cc", "gcc", "clang")), ("C++", "CXX", ("c++", "g++", "clang++")))
        if not os.environ.get(variable) and not any(shutil.which(name) for name in names)
    ]
    if missing:
        raise CannotInstallError(
            f"llama.cpp has to be compiled here, and there is no {' and no '.join(missing)} compiler.\n"
            "Install one (Debian, Ubuntu: apt-get install build-essential; Fedora: dnf install gcc-c++; "
            "macOS: xcode-select --install) and run the command again, or put a wheel of "
            f"{PACKAGE} into {WHEELS}."
        )


def cpu_flags() -> frozenset[str]:
    """The processor's instruction sets as Linux names them, upper case; empty where that cannot be read."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line for line in lines if line.startswith("flags")), "").upper().split())


def cmake_arguments(flags: frozenset[str], machine: str = platform.machine()) -> str:
    """What the lean build is told; on x86-64 with AVX2 the wheel serves every such machine, elsewhere this one."""
    arguments = [f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={ROOT / 'deploy' / 'lean.cmake'}", "-DLLAVA_BUILD=OFF"]
    if machine in ("x86_64", "AMD64") and flags.issuperset(FLAGS):
        arguments += ["-DGGML_NATIVE=OFF", *(f"-DGGML_{flag}=ON" for flag in FLAGS)]
    return shlex.join(arguments)


def _pip(command: str, *options: str, log: Path | None = None, environment: Mapping[str, str] | None = None) -> int:
    """Run pip; with ``log`` its output goes there and a dot is printed every ten seconds."""
    argv = [sys.executable, "-m", "pip", command, "--disable-pip-version-check", *options]
    if log is None:
        return subprocess.run([*argv, "--quiet"], capture_output=True, check=False, env=environment).returncode
    with log.open("wb") as output, subprocess.Popen(argv, stdout=output, stderr=output, env=environment) as process:
        while True:
            try:
                status = process.wait(timeout=10)
                break
            except subprocess.TimeoutExpired:
                sys.stdout.write(".")
                sys.stdout.flush()
        sys.stdout.write("\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
