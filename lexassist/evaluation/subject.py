"""What is measured, seen from here: something that keeps matters and reads files into them.

The measures do not build the system that they measure. They are given anything that has these methods; the assistant has
them. Matters made here are kept for the next measurement and are named after the documents, the code that reads files and
the encoder, so that a change in any of them is measured on a new matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from lexassist import parsing
from lexassist.evaluation.experiment import Json
from lexassist.settings import Settings
from lexassist.types import DocumentCard, Ingested


class Reader(Protocol):
    """The part of the assistant that keeps matters and reads files."""

    @property
    def settings(self) -> Settings:
        """The settings that it runs with."""
        ...

    def matters(self) -> tuple[str, ...]:
        """The names of its matters."""
        ...

    def create_matter(self, name: str, /) -> object:
        """Make an empty matter."""
        ...

    def ingest(self, matter: str, paths: Sequence[Path], /) -> Iterator[Ingested]:
        """Read files into a matter, one outcome a file."""
        ...

    def documents(self, matter: str, /) -> tuple[DocumentCard, ...]:
        """The documents of a matter."""
        ...


def evaluation_matter(reader: Reader, documents: Sequence[str]) -> str:
    """The name of the matter for exactly these documents (ids), which is made when it is not there yet."""
    digest = hashlib.sha256(reader.settings.retrieval.encoder.encode())
    digest.update("".join(sorted(documents)).encode())
    for file in sorted(Path(str(parsing.__file__)).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    name = f"evaluation-{digest.hexdigest()[:12]}"
    if name not in reader.matters():
        reader.create_matter(name)
    return name


def public_settings(settings: Settings, *areas: str) -> dict[str, Json]:
    """These areas of the settings, with models by their file name: paths of this machine say nothing to others."""
    tree: dict[str, Json] = {}
    for area in areas:
        values: dict[str, Json] = getattr(settings, area).model_dump(mode="json")
        for key in ("encoder", "model"):
            if key in values:
                values[key] = Path(str(values[key])).name
        tree[area] = values
    return tree
