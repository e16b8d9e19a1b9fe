"""The rival's own arithmetic: where its chunks stand. Skipped, in words, where LangChain's splitters are not installed."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("langchain_text_splitters", reason="the rival needs pip install langchain-text-splitters")


@pytest.fixture
def recipe(monkeypatch: pytest.MonkeyPatch) -> ModuleType:

    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2]))
    module = importlib.import_module("benchmarks.langchain_recipe")
    assert module.__name__ in sys.modules
    return module


def test_each_chunk_stands_where_it_says(recipe: ModuleType) -> None:
    pages = ["First page. " + "The rent is due monthly. " * 30, "", "Third page. " + "Notice is thirty days. " * 40]
    read = recipe._join("doc", pages)
    assert read.text == "\n".join(pages)
    chunks = recipe._cut([read], recipe.Recipe("small", 100, 20))
    assert len(chunks) > 10
    for chunk in chunks:
        place = recipe._place(chunk.page_content, chunk.metadata)
        assert place.document == "doc"
        assert read.text[place.span.start : place.span.end] == chunk.page_content
