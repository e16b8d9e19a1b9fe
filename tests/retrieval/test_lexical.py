"""A question to an FTS5 expression."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.retrieval.lexical import match_expression


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        # stopwords carry nothing
        ("What is the governing law?", '"governing" OR "law"'),
        # a word twice is looked for once
        ("notice of notice", '"notice"'),
        # an operator of FTS5 is a word like any other
        ("liability NOT capped", '"liability" OR "not" OR "capped"'),
        # nothing to look for
        ("what is it?", ""),
    ],
)
def test_expression(query: str, expression: str) -> None:
    assert match_expression(query) == expression


@given(st.text(max_size=80))
def test_sqlite_takes_any_expression(query: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(text)")
    if expression := match_expression(query):
        connection.execute("SELECT * FROM t WHERE t MATCH ?", (expression,)).fetchall()
    connection.close()
