"""The list of models, and the list of those that a person added.

The first is looked for beside the package (a clone), then in ``share/lexassist`` of the environment (an installed wheel);
every function takes another one as ``catalogue``. Knows the lists only, not whether a file is there.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import tomllib
from dataclasses import replace
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from lexassist.errors import ModelError, UsageError
from lexassist.types import Mode

if TYPE_CHECKING:
    from lexassist.settings import Settings

NAME_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,63}$"
_PLACES = (Path(__file__).parents[2] / "deploy", Path(sys.prefix) / "share" / "lexassist")
_STRICT = ConfigDict(extra="forbid")
QUANTISED = "encoder.onnx"
"""The file by which a folder is an encoder of our own training."""
RANKING = "ranking.npz"
"""What was learned on top of an encoder's vectors about finding."""
TYPES = "types.npz"
"""What was learned on top of them about types of clause."""
ANSWERABLE = "answerable.json"
"""What was learned about whether that which was found answers a question."""
SUPPORT = "support.json"
"""What was learned about words that a sentence has and its evidence has not."""
JUDGE = "judge.onnx"
"""The network that reads a question or a statement and a passage at once, and says what the one does to the other."""
JUDGED = "judge.json"
"""From what shares on its answers are sure."""


class Role(StrEnum):
    """What a model is for."""

    ENCODER = "encoder"
    GENERATOR = "generator"


def _stay_inside(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        raise ValueError(f"{name!r} must be a path inside the model's folder")
    return name


@dataclass(frozen=True, slots=True, config=_STRICT)
class ModelFile:
    """One file of a model: its name inside the model's folder, its bytes and its sha256."""

    name: Annotated[str, AfterValidator(_stay_inside)]
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True, config=_STRICT)
class ModelEntry:
    """One model of a list.

    ``folder`` is set when its files are not below the data folder: they came with LexAssist (in the list then relative to
    its file), or stay where they were when a person added it.
    """

    name: Annotated[str, Field(pattern=NAME_PATTERN)]
    role: Role
    files: Annotated[tuple[ModelFile, ...], Field(min_length=1)]
    licence: str = "unknown"
    origin: str = ""
    package: Annotated[str, Field(pattern=r"^([A-Za-z0-9._-]+==[A-Za-z0-9.]+)?$")] = ""
    prefix: str = ""
    memory_mib: Annotated[int, Field(ge=0)] = 0
    context_tokens: Annotated[int, Field(ge=0)] = 0
    mode: Mode = Mode.QUOTE
    folder: Path | None = None

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def sha256(self) -> str:
        """The file's own digest; of several files, that of their ``sha256sum`` listing sorted by name."""
        return _digest(self.files)

    @property
    def weights_sha256(self) -> str:
        """The same of the files that a vector depends on: what was learned on top of an encoder's vectors is none of them."""
        return _digest(
            tuple(file for file in self.files if file.name not in (RANKING, TYPES, ANSWERABLE, SUPPORT, JUDGE, JUDGED))
            or self.files
        )


def _digest(files: tuple[ModelFile, ...]) -> str:
    if len(files) == 1:
        return files[0].sha256
    listing = "".join(f"{file.sha256}  {file.name}\n" for file in sorted(files, key=lambda file: file.name))
    return hashlib.sha256(listing.encode()).hexdigest()


@dataclass(frozen=True, slots=True, config=_STRICT)
class _Listing:
    model: tuple[ModelEntry, ...] = ()


def catalogue_file() -> Path:
    """The list that came with this installation.

    Raises:
        ModelError: it is in none of the known places.
    """
    for place in _PLACES:
        if (file := place / "models.toml").is_file():
            return file
    raise ModelError(
        f"The list of models is not in {' nor in '.join(str(place) for place in _PLACES)}.",
        remedy="Install LexAssist again, or run it from a complete clone.",
    )


def read_catalogue(settings: Settings | None = None, *, catalogue: Path | None = None) -> tuple[ModelEntry, ...]:
    """The listed models, then (with ``settings``) those that a person added, each in the order of its file.

    Raises:
        ModelError: a list cannot be read or breaks its format.
    """
    entries = _read_list(catalogue or catalogue_file())
    listed = {entry.name for entry in entries}
    added = read_added(settings) if settings else ()
    return entries + tuple(entry for entry in added if entry.name not in listed)


def find_entry(settings: Settings, name: str, *, catalogue: Path | None = None) -> ModelEntry:
    """The model of this name.

    Raises:
        UsageError: no list has it.
    """
    entries = read_catalogue(settings, catalogue=catalogue)
    for entry in entries:
        if entry.name == name:
            return entry
    raise UsageError(f"No model is called {name}.", remedy=f"There are: {', '.join(e.name for e in entries)}.")


def added_file(settings: Settings) -> Path:
    """The list of what a person added."""
    return settings.models / "added.toml"


def read_added(settings: Settings) -> tuple[ModelEntry, ...]:
    """What a person added, oldest first.

    Raises:
        ModelError: the list cannot be read or breaks its format.
    """
    file = added_file(settings)
    return _read_list(file) if file.is_file() else ()


def write_added(settings: Settings, entries: tuple[ModelEntry, ...]) -> None:
    """Replace the list of what a person added, as a whole."""
    heading = "# Written by `lexassist models add`; the format is that of deploy/models.toml.\n"
    write_whole(added_file(settings), heading + "".join(_as_toml(entry) for entry in entries))


def folder_of(settings: Settings, entry: ModelEntry) -> Path:
    """Where the model's files are, or belong."""
    return entry.folder or settings.models / entry.name


def write_whole(file: Path, text: str) -> None:
    """Write ``file`` so that a reader finds the old text or the new one, never a part."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    Path(stream.name).replace(file)


def _read_list(file: Path) -> tuple[ModelEntry, ...]:
    try:
        tree = tomllib.loads(file.read_text(encoding="utf-8"))
        entries = TypeAdapter(_Listing).validate_python(tree).model
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise ModelError(
            f"The list of models {file} cannot be used ({error}).", remedy="Correct it at that place."
        ) from error
    # What came with LexAssist lies beside its list, wherever that was installed.
    return tuple(replace(entry, folder=file.parent / entry.folder) if entry.folder else entry for entry in entries)


def _as_toml(entry: ModelEntry) -> str:
    """One ``[[model]]`` table; a JSON string that keeps its characters is a TOML string too."""
    words = {"name": entry.name, "role": entry.role.value, "licence": entry.licence, "origin": entry.origin}
    words["mode"] = entry.mode.value
    if entry.folder:
        words["folder"] = str(entry.folder)
    lines = ["\n[[model]]", *(f"{key} = {_quote(value)}" for key, value in words.items())]
    lines += [f"memory_mib = {entry.memory_mib}", f"context_tokens = {entry.context_tokens}", "files = ["]
    lines += [f'  {{ name = {_quote(f.name)}, size = {f.size}, sha256 = "{f.sha256}" }},' for f in entry.files]
    return "\n".join([*lines, "]", ""])


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
