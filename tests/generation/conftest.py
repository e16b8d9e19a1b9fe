"""Fixtures of the generation tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .one_contract import OneContract

# Read before any test: each test starts without the variables of the person who runs it.
_HOME = Path(os.environ.get("LEXASSIST_TEST_HOME", Path(__file__).parents[2] / ".lexassist"))
_MODELS = Path(os.environ.get("LEXASSIST_TEST_MODEL_DIR", _HOME / "models"))


@pytest.fixture
def contract() -> OneContract:
    return OneContract()


@pytest.fixture(scope="session")
def generator_file() -> Path:
    """The shipped generator's file: installed, or in the folder that LEXASSIST_TEST_MODEL_DIR names."""
    files = sorted(_MODELS.rglob("*.gguf")) if _MODELS.is_dir() else []
    if not files:
        pytest.skip(f"no generator: {_MODELS} holds no GGUF file (install one, or set LEXASSIST_TEST_MODEL_DIR)")
    return files[0]
