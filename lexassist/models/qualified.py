"""What each generator has earned on this machine: the file of measurements, and the mode that follows.

``models/qualified.json`` in the data folder holds one measurement a model file, by its sha256: another file of the same name
has earned nothing. Knows what a measurement came to, not how it was made (``evaluation/qualification.py`` does).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import ModelError
from lexassist.models.catalogue import Role, read_catalogue, write_whole
from lexassist.models.checking import locate
from lexassist.types import Mode

if TYPE_CHECKING:
    from lexassist.settings import Settings

_FILE = "qualified.json"


class Qualification(BaseModel):
    """One measurement of one model file, and what followed. ``prompts`` are the sha256 of each prompt it was made with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    sha256: str
    date: str
    version: str
    tasks: int
    tasks_sha256: str
    prompts: Mapping[str, str]
    figures: Mapping[str, float]
    mode: Mode
    reason: str


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    models: tuple[Qualification, ...] = ()


@dataclass(frozen=True, slots=True)
class Earned:
    """What a generator may do by itself, and why, in a sentence."""

    mode: Mode
    reason: str


def qualified_file(settings: Settings) -> Path:
    """Where the measurements are kept."""
    return settings.models / _FILE


def read_qualifications(settings: Settings) -> tuple[Qualification, ...]:
    """Every measurement, oldest first.

    Raises:
        ModelError: the file cannot be read or breaks its format.
    """
    file = qualified_file(settings)
    if not file.is_file():
        return ()
    try:
        return _Kept.model_validate_json(file.read_bytes()).models
    except (OSError, ValidationError) as error:
        raise ModelError(
            f"{file} cannot be used ({error}).", remedy="Delete it and run `lexassist models qualify` again."
        ) from error


def keep_qualification(settings: Settings, measured: Qualification) -> None:
    """Keep a measurement; one of the same model file is replaced."""
    others = [
        one for one in read_qualifications(settings) if (one.model, one.sha256) != (measured.model, measured.sha256)
    ]
    write_whole(qualified_file(settings), _Kept(models=(*others, measured)).model_dump_json(indent=1) + "\n")


def earned_mode(settings: Settings, name_or_path: str) -> Earned:
    """The mode of an installed generator, and why. Raises as ``locate``."""
    model = locate(settings, name_or_path, Role.GENERATOR)
    listed = {entry.sha256 for entry in read_catalogue()}
    return mode_of(settings, model.name, model.sha256, model.mode if model.sha256 in listed else None)


def mode_of(settings: Settings, name: str, sha256: str, listed: Mode | None) -> Earned:
    """The mode of a generator: what the settings say, else what was measured here, else what the list says.

    ``listed`` is None for a model that is not in the list of LexAssist: it may quote until it is measured. A model without
    a digest (``sha256`` "") is known by its name.
    """
    if settings.generation.mode is not None:
        return Earned(settings.generation.mode, "the settings say so (generation.mode)")
    for one in reversed(read_qualifications(settings)):
        if one.sha256 == sha256 and (sha256 or one.model == name):
            return Earned(one.mode, f"measured here on {one.date} with {one.tasks} tasks: {one.reason}")
    if listed is not None:
        return Earned(listed, "measured by the makers of LexAssist")
    return Earned(Mode.QUOTE, f"not measured yet: `lexassist models qualify {name}` does")
