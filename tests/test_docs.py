"""The examples in docstrings say what is so."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import lexassist

_PACKAGE = Path(str(lexassist.__file__)).parent


def _with_examples() -> list[str]:
    """Every module in whose text an example stands."""
    files = (file for file in sorted(_PACKAGE.rglob("*.py")) if ">>> " in file.read_text(encoding="utf-8"))
    parts = (file.relative_to(_PACKAGE.parent).with_suffix("").parts for file in files)
    return [".".join(part for part in each if part != "__init__") for each in parts]


@pytest.mark.parametrize("name", _with_examples())
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted
    assert not result.failed
