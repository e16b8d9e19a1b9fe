"""Whether a model's files are here and are the listed ones.

A digest once computed is kept with the file's size and time in ``models/digests.json``, so that a start does not read
hundreds of megabytes; :func:`verify` reads them all the same. Knows nothing of how the files come here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from lexassist.errors import ModelDamaged, ModelError, ModelMissing, UsageError
from lexassist.models.catalogue import (
    QUANTISED,
    ModelEntry,
    ModelFile,
    Role,
    added_file,
    find_entry,
    folder_of,
    read_added,
    read_catalogue,
    write_whole,
)
from lexassist.types import Mode

if TYPE_CHECKING:
    from lexassist.settings import Settings

_MAGIC = b"GGUF"
_ENCODERS = ("modules.json", QUANTISED)
"""An encoder's folder holds one of these: of sentence-transformers, or of our own training."""
_Known = dict[str, tuple[int, int, str]]
_KNOWN = TypeAdapter(_Known)


class State(StrEnum):
    """How a listed model stands on this machine."""

    INSTALLED = "installed"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class ModelState:
    """One listed model and how it stands; ``detail`` says what is wrong, in words."""

    entry: ModelEntry
    state: State
    detail: str = ""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model whose files are the listed ones.

    ``path`` is the GGUF file, or the encoder's folder; ``weights`` the digest of those files that a vector depends on.
    """

    name: str
    role: Role
    path: Path
    sha256: str
    weights: str
    mode: Mode = Mode.QUOTE
    memory_mib: int = 0

    @property
    def identity(self) -> str:
        """A name that changes with the weights: vectors of two files must never be compared."""
        return f"{self.name}@{self.weights[:12]}"


class Digests:
    """The sha256 of files, remembered by size and modification time between runs."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known = self._read()
        self._changed = False

    def of(self, path: Path, *, trust: bool) -> str:
        """The sha256 of ``path``; with ``trust`` an unchanged file is not read again."""
        stat, key = path.stat(), str(path.resolve())
        size, modified, digest = self._known.get(key, (-1, -1, ""))
        if trust and (size, modified) == (stat.st_size, stat.st_mtime_ns):
            return digest
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        self._known[key] = (stat.st_size, stat.st_mtime_ns, digest)
        self._changed = True
        return digest

    def save(self) -> None:
        """Keep what was computed; where the folder cannot be written, it is computed again next time."""
        if not self._changed:
            return
        present = {path: known for path, known in self._known.items() if Path(path).exists()}
        try:
            write_whole(self._file, _KNOWN.dump_json(present, indent=1).decode())
        except OSError:
            return
        self._changed = False

    def _read(self) -> _Known:
        try:
            return _KNOWN.validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return {}


def list_models(settings: Settings, *, catalogue: Path | None = None) -> tuple[ModelState, ...]:
    """Every listed model and whether its files are here; files already found good are not read again."""
    return tuple(state_of(settings, entry) for entry in read_catalogue(settings, catalogue=catalogue))


def state_of(settings: Settings, entry: ModelEntry) -> ModelState:
    """How one model stands."""
    try:
        _check(settings, entry, trust=True)
    except ModelMissing as error:
        return ModelState(entry, State.MISSING, error.what)
    except ModelDamaged as error:
        return ModelState(entry, State.DAMAGED, error.what)
    return ModelState(entry, State.INSTALLED)


def verify(settings: Settings, name: str, *, catalogue: Path | None = None) -> InstalledModel:
    """Read every byte of a model again and compare it with the list.

    Raises:
        UsageError: no list has such a model.
        ModelMissing: a file is not there.
        ModelDamaged: a file is not the one that is listed.
    """
    entry = find_entry(settings, name, catalogue=catalogue)
    _check(settings, entry, trust=False)
    return as_installed(settings, entry)


def locate(settings: Settings, name_or_path: str, role: Role | str, *, catalogue: Path | None = None) -> InstalledModel:
    """The model to load: by its name in a list, or by the path of a GGUF file or a sentence-transformers folder.

    Files already found good, and unchanged in size and time since, are not read again.

    Raises:
        ModelMissing: nothing by that name or path is here.
        ModelDamaged: a listed file is not the one that is listed.
        UsageError: it is a model of the other role, or the path is no model.
    """
    role = Role(role)
    entry = next((e for e in read_catalogue(settings, catalogue=catalogue) if e.name == name_or_path), None)
    if entry is None:
        return _locate_path(settings, Path(name_or_path).expanduser(), role)
    if entry.role is not role:
        raise UsageError(f"The model {entry.name} is of the role {entry.role}, not {role}.", remedy="Name another one.")
    _check(settings, entry, trust=True)
    return as_installed(settings, entry)


def as_installed(settings: Settings, entry: ModelEntry) -> InstalledModel:
    """What is handed out for a model that was found good."""
    folder = folder_of(settings, entry)
    path = folder / entry.files[0].name if entry.role is Role.GENERATOR else folder
    return InstalledModel(
        entry.name, entry.role, path, entry.sha256, entry.weights_sha256, entry.mode, entry.memory_mib
    )


def describe_files(settings: Settings, source: Path) -> tuple[ModelFile, ...]:
    """The files of a person's own model, with their digests.

    Raises:
        UsageError: it is neither a GGUF file nor an encoder's folder.
    """
    if source.is_file():
        _need_gguf(source)
        paths, folder = [source], source.parent
    elif any((source / name).is_file() for name in _ENCODERS):
        paths, folder = sorted(path for path in source.rglob("*") if path.is_file()), source
    else:
        raise UsageError(
            f"{source} is no model.",
            remedy="Give a GGUF file, a sentence-transformers folder (with modules.json), or what `make train` wrote.",
        )
    digests = _digests(settings)
    files = tuple(
        ModelFile(path.relative_to(folder).as_posix(), path.stat().st_size, digests.of(path, trust=True))
        for path in paths
    )
    digests.save()
    return files


def _need_gguf(file: Path) -> None:
    with file.open("rb") as stream:
        if stream.read(len(_MAGIC)) != _MAGIC:
            raise UsageError(f"{file} is not a GGUF file.", remedy="Give a model in GGUF format.")


def _locate_path(settings: Settings, path: Path, role: Role) -> InstalledModel:
    if not path.exists():
        raise ModelMissing(
            f"No model is called {path}, and there is no such file.",
            remedy="`lexassist models` shows the names; `lexassist models add FILE.gguf` takes in your own.",
        )
    if role is not (Role.GENERATOR if path.is_file() else Role.ENCODER):
        raise UsageError(
            f"{path} is not of the role {role}.",
            remedy="A generator is a GGUF file, an encoder a sentence-transformers folder.",
        )
    entry = ModelEntry(name="by-path", role=role, files=describe_files(settings, path))
    name = path.stem if path.is_file() else path.absolute().name
    return InstalledModel(name, role, path.absolute(), entry.sha256, entry.weights_sha256)


def _check(settings: Settings, entry: ModelEntry, *, trust: bool) -> None:
    """Compare every file with the list; with ``trust`` an unchanged file's earlier digest is believed."""
    remedy = (
        f"Run `lexassist models install {entry.name}`."
        if entry.package
        else "Install LexAssist again: it came with it."
        if entry.name not in {added.name for added in read_added(settings)}
        else f"Put it back, or take {entry.name} out of {added_file(settings)}."
    )
    digests = _digests(settings)
    fault: ModelError | None = None
    for file in entry.files:
        path = folder_of(settings, entry) / file.name
        if not path.is_file():
            fault = ModelMissing(f"The model {entry.name} is not installed ({path} is not there).", remedy=remedy)
            break
        if path.stat().st_size != file.size or digests.of(path, trust=trust) != file.sha256:
            fault = ModelDamaged(f"{path} is not the file that is listed for the model {entry.name}.", remedy=remedy)
            break
    digests.save()
    if fault:
        raise fault


def _digests(settings: Settings) -> Digests:
    return Digests(settings.models / "digests.json")
