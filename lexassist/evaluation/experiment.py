"""One measurement as a file: its figures, and all that is needed to make them again.

Every number in the documentation comes from such a file (:mod:`lexassist.evaluation.tables` prints its tables). A file says
which command made it, when, from which commit, with which versions, settings, seed and contracts. Contracts are named by
the first 16 hexadecimal digits of their file's sha256: the data's own names are names of companies.

``figures`` holds the numbers as measured; ``tables`` the same numbers rounded, as they are printed. Both are written at one
moment from one run, so they cannot disagree.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist import __version__
from lexassist.errors import UsageError

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

_LIBRARIES = (
    "chromadb",
    "langchain-text-splitters",
    "llama-cpp-python",
    "onnxruntime",
    "opencv-python-headless",
    "pypdf",
    "pypdfium2",
    "rapidocr",
    "sentence-transformers",
    "torch",
)


@dataclass(frozen=True, slots=True)
class Table:
    """Figures as they are printed. Each row has one cell a column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"every row of the table {self.title!r} needs {len(self.columns)} cells")


@dataclass(frozen=True, slots=True)
class Experiment:
    """One measurement. ``name`` becomes the file's name; ``notes`` say what the figures do not show."""

    name: str
    command: str
    seed: int
    settings: Mapping[str, Json]
    contracts: tuple[str, ...]
    figures: Mapping[str, Json]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


class _TableFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Written(BaseModel):
    """A result file, as far as it is printed."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    command: str
    date: str
    commit: str
    contracts: tuple[str, ...]
    tables: tuple[_TableFile, ...]
    notes: tuple[str, ...]


def write_experiment(experiment: Experiment, folder: Path) -> Path:
    """Write the measurement to ``folder/NAME.json``, replacing an older one, and give the file."""
    body: dict[str, Json] = {
        "name": experiment.name,
        "command": experiment.command,
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "commit": _commit(),
        "versions": _versions(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "seed": experiment.seed,
        "settings": dict(experiment.settings),
        "contracts": list(experiment.contracts),
        "notes": list(experiment.notes),
        "tables": [{"title": t.title, "columns": t.columns, "rows": t.rows} for t in experiment.tables],
        "figures": dict(experiment.figures),
    }
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{experiment.name}.json"
    file.write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def read_experiment(file: Path) -> Written:
    """A written measurement. Raises UsageError when the file is not one."""
    try:
        return Written.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError(
            f"{file} is not a result that LexAssist wrote.", remedy="Delete it and run its command again."
        ) from error


def file_id(path: Path) -> str:
    """The first 16 hexadecimal digits of the file's sha256: the id of its document."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:16]


def _versions() -> dict[str, Json]:
    versions: dict[str, Json] = {"lexassist": __version__}
    for library in _LIBRARIES:
        try:
            versions[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            versions[library] = None
    return versions


def _commit() -> str:
    """The commit of the source, with "+" when files differ from it; "" where the source is not a git checkout."""
    root = Path(__file__).parent
    try:
        head = _git(root, "rev-parse", "--short=12", "HEAD")
        changed = _git(root, "status", "--porcelain", "--", "..")
    except (OSError, subprocess.CalledProcessError):
        return ""
    return head + ("+" if changed else "")


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
