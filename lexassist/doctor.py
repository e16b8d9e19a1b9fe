"""Checks an installation: whether this machine can do the work, and what to do where it cannot.

Promises: nothing is downloaded, and no model is loaded; every check is run even when an earlier one fails. Knows nothing of
the contracts: a matter's store is opened only to see that it is sound.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock, Timeout

from lexassist import offline
from lexassist.errors import LexAssistError, MatterInUse
from lexassist.matters.folder import find_matter, list_matters
from lexassist.matters.lock import own
from lexassist.matters.store import MatterStore
from lexassist.models import Role, locate
from lexassist.settings import Settings
from lexassist.telling import tell_outdated

_PYTHON = (3, 11)
_PINNED = re.compile(r"([A-Za-z0-9._-]+)\s*(?:==\s*([^\s;,]+))?")
_MODULES = {"llama-cpp-python": "llama_cpp", "pillow": "PIL", "python-docx": "docx"}
_FREE_MIB = 2048
# The page, a reading child and SQLite, beside the models.
_BASE_MIB = 1500
_LOADS = "import llama_cpp; llama_cpp.llama_backend_init()"
_LOAD_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; ``remedy`` is empty where it is in order."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def check_installation(settings: Settings) -> tuple[Check, ...]:
    """Look at everything LexAssist stands on, in the order in which one thing needs the other."""
    return (
        _check_python(),
        *_check_libraries(),
        _check_sqlite(),
        _check_llama(),
        _check_home(settings.home),
        _check_space(settings.home),
        _check_lock(settings.home),
        _check_model(settings, "encoder", settings.retrieval.encoder, Role.ENCODER),
        _check_model(settings, "generator", settings.generation.model, Role.GENERATOR),
        _check_memory(settings),
        _check_processor(),
        _check_offline(),
        _check_port(settings.page.host, settings.page.port),
        *(_check_matter(settings, name) for name in list_matters(settings.matters)),
    )


def _check(name: str, remedy: str, look: Callable[[], str]) -> Check:
    """A check that fails when ``look`` raises; it returns the detail."""
    try:
        return Check(name, True, look())
    except LexAssistError as error:
        return Check(name, False, error.what, error.remedy)
    except (OSError, sqlite3.Error, subprocess.SubprocessError, Timeout) as error:
        return Check(name, False, str(error), remedy)


def _check_python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= _PYTHON
    return Check(
        "python", ok, version, "" if ok else "Install Python 3.11 or newer, remove .venv and run `make` again."
    )


def _check_libraries() -> Iterator[Check]:
    """One check a library that the package asks for; none of them is imported."""
    try:
        requirements = metadata.requires("lexassist") or []
    except metadata.PackageNotFoundError:
        yield Check("libraries", False, "LexAssist itself is not installed", "Run `make` in the clone.")
        return
    for requirement in requirements:
        if "extra ==" not in requirement and (found := _PINNED.match(requirement)):
            yield _check_library(found[1], found[2] or "")


def _check_library(name: str, pinned: str) -> Check:
    remedy = "Run `make` again; it installs what requirements.lock lists."
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(f"library {name}", False, "not installed", remedy)
    if find_spec(_MODULES.get(name, name.replace("-", "_"))) is None:
        return Check(f"library {name}", False, f"{version} is listed, but cannot be found", remedy)
    # "2.13.0+cpu" is a build of 2.13.0.
    ok = not pinned or version.partition("+")[0] == pinned
    return Check(f"library {name}", ok, version if ok else f"{version} instead of {pinned}", "" if ok else remedy)


def _check_sqlite() -> Check:
    def look() -> str:
        with sqlite3.connect(":memory:") as connection:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
        return f"{sqlite3.sqlite_version}, full-text search works"

    return _check("sqlite", "Use a Python whose SQLite has FTS5.", look)


def _check_llama() -> Check:
    """In a child: a build for another processor dies of a signal."""
    remedy = "Run `.venv/bin/python deploy/install_llama.py --build`: it compiles llama.cpp for this processor."

    def look() -> str:
        subprocess.run([sys.executable, "-c", _LOADS], check=True, capture_output=True, timeout=_LOAD_SECONDS)
        return "loads on this processor"

    return _check("llama.cpp", remedy, look)


def _check_home(home: Path) -> Check:
    def look() -> str:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home) as stream:
            stream.write(b"x")
        return str(home)

    return _check("data folder", f"Make {home} writable, or name another folder in LEXASSIST_HOME.", look)


def _check_space(home: Path) -> Check:
    remedy = f"Make room: at least {_FREE_MIB} MiB, and three times the size of the contracts."
    try:
        free = shutil.disk_usage(_nearest(home)).free // 2**20
    except OSError as error:
        return Check("disk space", False, str(error), remedy)
    ok = free >= _FREE_MIB
    return Check("disk space", ok, f"{free} MiB free", "" if ok else remedy)


def _check_lock(home: Path) -> Check:
    """Two owners of one lock on this file system: the second must be turned away."""
    remedy = "Put the data folder on a local file system: this one does not hold locks."

    def look() -> str:
        with tempfile.TemporaryDirectory(dir=_nearest(home)) as folder, FileLock(Path(folder, "lock")):
            second = FileLock(Path(folder, "lock"), is_singleton=False)
            try:
                second.acquire(timeout=0)
            except Timeout:
                return "a second owner is turned away"
            second.release()
            raise OSError("a second owner got the same lock")

    return _check("file locks", remedy, look)


def _check_model(settings: Settings, part: str, name: str, role: Role) -> Check:
    def look() -> str:
        model = locate(settings, name, role)
        return f"{model.name}, sha256 {model.sha256[:12]}…, {model.path}"

    return _check(part, "See whether the file can be read.", look)


def _check_memory(settings: Settings) -> Check:
    need = _BASE_MIB
    for name, role in (
        (settings.retrieval.encoder, Role.ENCODER),
        (settings.generation.model, Role.GENERATOR),
    ):
        try:
            need += locate(settings, name, role).memory_mib
        except (LexAssistError, OSError):
            # Its own check has said so already.
            continue
    have = memory_mib()
    if not have:
        return Check("memory", True, f"cannot be read on this system; {need} MiB are needed")
    ok = have >= need
    detail = f"{have} MiB available, {need} MiB needed"
    return Check("memory", ok, detail, "" if ok else "Close other programs, or install a smaller model.")


def memory_mib() -> int:
    """Memory that this process and its children may still take, in MiB; 0 where the system does not say."""
    amounts = []
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        amounts += [int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable:")]
        group = Path("/sys/fs/cgroup")
        limit = (group / "memory.max").read_text(encoding="ascii").strip()
        if limit.isdigit():
            used = int((group / "memory.current").read_text(encoding="ascii"))
            amounts.append((int(limit) - used) // 2**20)
    except (OSError, ValueError):
        # A container hides one of them, another system all: what was read counts.
        pass
    return min(amounts, default=0)


def _check_processor() -> Check:
    """Never a failure: it says why answers are slow where they are."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:
        cores = os.cpu_count() or 1
    try:
        known = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return Check("processor", True, f"{cores} cores")
    sets = [name for name in ("avx2", "avx512f", "asimd") if re.search(rf"\b{name}\b", known)]
    return Check("processor", True, f"{cores} cores, {', '.join(sets) or 'no AVX2: answers will be slow'}")


def _check_offline() -> Check:
    wrong = [name for name, value in offline.VARIABLES.items() if os.environ.get(name) != value]
    if wrong:
        return Check(
            "offline", False, f"not set: {', '.join(wrong)}", "Start through `lexassist` or app.py, which set them."
        )
    return Check("offline", True, f"{len(offline.VARIABLES)} variables keep the libraries off the network")


def _check_port(host: str, port: int) -> Check:
    if not offline.is_loopback(host):
        return Check("page", False, f"{host} can be reached by others", "Set page.host to 127.0.0.1.")

    def look() -> str:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as listener:
            # What a server does too: a connection that ended a minute ago must not count as taken.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host.strip("[]"), port))
        return f"{host}:{port} is free"

    return _check("page", f"{host}:{port} is taken: LexAssist may be running; else set page.port to another.", look)


def _check_matter(settings: Settings, name: str) -> Check:
    """Open the store as any verb does, which has SQLite check it; one that is in use was checked by its owner."""

    def look() -> str:
        folder = find_matter(settings.matters, name)
        try:
            with own(folder, purpose="lexassist doctor"), closing(MatterStore(folder.store_file)) as store:
                _check_encoder(settings, store)
                older = len(store.outdated())
                told = f"; {tell_outdated(name, older)}" if older else ""
                return f"{store.counts().documents} documents, the store is sound{told}"
        except MatterInUse as error:
            return error.what

    return _check(f"matter {name}", "Restore the matter's folder from a backup.", look)


def _check_encoder(settings: Settings, store: MatterStore) -> None:
    """Raise EncoderMismatch where a matter's vectors are by another encoder than the installed one."""
    if store.encoder() is None:
        return
    try:
        model = locate(settings, settings.retrieval.encoder, Role.ENCODER)
    except LexAssistError:
        # Its own check has said so already.
        return
    store.check_encoder(model.identity)


def _nearest(folder: Path) -> Path:
    """``folder``, or the first one above it that exists."""
    return next((place for place in (folder, *folder.parents) if place.is_dir()), Path("/"))
