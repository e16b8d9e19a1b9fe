"""Settings: one frozen model an area, from a TOML file and ``LEXASSIST_*`` variables; unknown keys are refused.

Order of precedence: arguments of :func:`load_settings`, then variables (``LEXASSIST_GENERATION__THREADS=4``), then the
TOML file (``LEXASSIST_SETTINGS`` names it; otherwise ``settings.toml`` in the data folder, where there is one), then the
defaults below. ``LEXASSIST_HOME`` is the data folder.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lexassist.errors import SettingsError
from lexassist.types import Mode

_PREFIX = "LEXASSIST_"
_RESERVED = frozenset({"LEXASSIST_HOME", "LEXASSIST_SETTINGS"})


class _Area(BaseModel):
    # A typo or a renamed setting must fail when it is loaded, not be passed over.
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReadingSettings(_Area):
    """Limits of the child processes that read one file, and of character recognition (OCR)."""

    memory_mib: int = Field(1024, ge=128, description="Address space the child may take beyond its start, in MiB.")
    cpu_seconds: int = Field(120, gt=0, description="Processor time for one file, recognition apart.")
    wall_seconds: int = Field(180, gt=0, description="Time on the clock for one file, recognition apart.")
    workers: int = Field(2, gt=0, description="Files read at the same time.")
    max_file_mib: int = Field(512, gt=0, description="Larger files are refused.")
    ocr: bool = Field(True, description="Recognise the characters of scanned pages.")
    ocr_pages: int = Field(500, gt=0, description="Most pages recognised in one file; the others are named.")
    ocr_seconds_a_page: int = Field(120, gt=0, description="A page that takes longer is left unread.")
    ocr_seconds: int = Field(3600, gt=0, description="Recognition of one file ends then; pages read so far are kept.")
    ocr_threads: int = Field(0, ge=0, description="Threads of character recognition; 0: one a core.")
    ocr_memory_mib: int = Field(4096, ge=1024, description="Address space for character recognition, in MiB.")
    office: bool = Field(True, description="Pages of Word documents come from LibreOffice where it is installed.")
    office_seconds: int = Field(90, gt=0, description="Time for LibreOffice to lay out one document.")
    attachments: int = Field(100, ge=0, description="Most attachments taken from one e-mail.")
    attachments_mib: int = Field(200, gt=0, description="Most MiB of attachments taken from one e-mail.")


class RetrievalSettings(_Area):
    """How clauses are found."""

    encoder: str = Field(
        "contracts-minilm", description="Name in deploy/models.toml, or a sentence-transformers folder."
    )
    batch: int = Field(32, gt=0, description="Chunks encoded at a time.")
    threads: int = Field(0, ge=0, description="Threads of the encoder; 0: one a core.")
    hits: int = Field(8, gt=0, description="Chunks handed to the answer.")
    probe: int = Field(50, gt=0, description="Vectors looked up when the index is checked against the store.")
    chroma_server: str = Field(
        "",
        description="Address of a Chroma server of this machine that keeps the vectors' index, such as "
        "http://127.0.0.1:8000; empty: the index is in the matter's folder.",
    )


class GenerationSettings(_Area):
    """The local model and its worker process."""

    model: str = Field("smollm2-135m", description="Name in deploy/models.toml, or a GGUF file.")
    server: str = Field(
        "",
        description="A model of the firm's own server in its place, as LangChain names it (\"openai:NAME\"); LangChain's package "
        "for the provider has to be installed.",
    )
    server_url: str = Field("", description="Address of that server, such as http://127.0.0.1:8080/v1.")
    server_hosts: tuple[str, ...] = Field(
        (), description="Machines of the firm that may be asked besides this one; contracts are sent to them."
    )
    mode: Mode | None = Field(None, description="phrase, quote or evidence; unset: what the model has earned.")
    threads: int = Field(0, ge=0, description="Threads of llama.cpp; 0: one a core.")
    passive_wait: bool = Field(
        True, description="Idle OpenMP threads sleep: slower alone, safe when other work holds the cores."
    )
    context_tokens: int = Field(2048, ge=512, description="Prompt and reply together.")
    evidence_tokens: int = Field(
        320, ge=64, description="Room for numbered sentences in the prompt; raise it for larger models."
    )
    max_tokens: int = Field(120, gt=0, description="Longest reply.")
    seed: int = Field(0, ge=0, description="Seed of the sampler; with temperature 0 it changes nothing.")
    temperature: float = Field(0.0, ge=0, le=2)
    start_seconds: int = Field(120, gt=0, description="How long the worker may take to load the model.")
    answer_seconds: int = Field(120, gt=0, description="How long one reply may take.")
    abstain_below: float = Field(
        0.30,
        ge=-1,
        le=1,
        description="No answer when the best evidence is less similar to the question than this; "
        "only where nothing was learned about answering for the encoder.",
    )


class PageSettings(_Area):
    """The web page."""

    host: str = Field("127.0.0.1", description="Only loopback addresses are accepted.")
    port: int = Field(7860, ge=0, le=65535, description="0: any free port.")
    max_upload_mib: int = Field(200, gt=0)


class Settings(_Area):
    """All settings."""

    home: Path
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    reading: ReadingSettings = ReadingSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    generation: GenerationSettings = GenerationSettings()
    page: PageSettings = PageSettings()

    @property
    def matters(self) -> Path:
        """The folder that holds one folder a matter."""
        return self.home / "matters"

    @property
    def models(self) -> Path:
        """The folder that holds the installed models."""
        return self.home / "models"


Value = str | int | float | bool
_Tree = dict[str, "Value | _Tree"]


def data_folder(variables: Mapping[str, str]) -> Path:
    """The data folder: where ``LEXASSIST_HOME`` says, or the usual place."""
    return Path(variables.get("LEXASSIST_HOME", "~/.local/share/lexassist")).expanduser()


def load_settings(
    *, file: Path | None = None, home: Path | None = None, variables: Mapping[str, str] | None = None
) -> Settings:
    """Settings from file and variables (``os.environ`` unless given).

    Raises:
        SettingsError: the file cannot be read, a key is unknown, or a value does not fit.
    """
    variables = os.environ if variables is None else variables
    home = home or data_folder(variables)
    named = file or (Path(variables["LEXASSIST_SETTINGS"]) if "LEXASSIST_SETTINGS" in variables else None)
    path = named or home / "settings.toml"
    tree = _read_toml(path) if named or path.is_file() else {}
    _overlay(tree, variables)
    tree["home"] = str(home.absolute())
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        lines = "; ".join(f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors())
        raise SettingsError(
            f"The settings cannot be used ({lines}).",
            remedy=f"Correct {path} or the {_PREFIX}* variables; docs/settings.md lists every key.",
        ) from error


def _read_toml(path: Path) -> _Tree:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"The settings file {path} cannot be read ({error.strerror}).", remedy="Check the path."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The settings file {path} is not TOML ({error}).", remedy="Correct it at that place."
        ) from error


def _overlay(tree: _Tree, variables: Mapping[str, str]) -> None:
    """Put ``LEXASSIST_AREA__KEY`` variables over the file's values; an unknown one is left for validation to refuse."""
    for name, value in variables.items():
        if not name.startswith(_PREFIX) or name in _RESERVED:
            continue
        *areas, key = name.removeprefix(_PREFIX).lower().split("__")
        branch = tree
        for area in areas:
            below = branch.setdefault(area, {})
            if not isinstance(below, dict):
                raise SettingsError(
                    f"{name} names an area, but the settings file has a value there.", remedy="Correct either."
                )
            branch = below
        branch[key] = value
