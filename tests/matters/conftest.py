"""A matter's folder and store, empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lexassist.matters.folder import MatterFolder, create_matter
from lexassist.matters.store import MatterStore


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "matters"


@pytest.fixture
def folder(root: Path) -> MatterFolder:
    return create_matter(root, "acme")


@pytest.fixture
def store(folder: MatterFolder) -> Iterator[MatterStore]:
    opened = MatterStore(folder.store_file)
    yield opened
    opened.close()
