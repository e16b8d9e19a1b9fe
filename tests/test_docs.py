"""The examples in docstrings say what is so."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    "lexassist",
    "lexassist.console",
    "lexassist.testing",
    "lexassist.retrieval.lexical",
    "lexassist.review.opposites",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted
    assert not result.failed
