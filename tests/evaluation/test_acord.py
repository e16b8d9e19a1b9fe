"""Clauses ranked for a query, over systems that can be worked out by head."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.evaluation.acord import BestPiece, measure, read_collection, run_acord
from lexassist.testing import words_of

CLAUSES = {"a": "cap on liability", "b": "law of Utopia. no more. cap", "c": "liability is not capped"}


class Shared:
    """The part of a text's words that the query has."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def scores(self, query: str, /) -> list[float]:
        asked = {*words_of(query)}
        return [sum(word in asked for word in words_of(text)) / len(words_of(text)) for text in self._texts]


class Nothing(Shared):
    """Knows no difference."""

    def scores(self, query: str, /) -> list[float]:
        return [0.0] * len(self._texts)


def sentences(text: str) -> list[str]:
    return text.split(". ")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "acord"
    (folder / "qrels").mkdir(parents=True)
    rows = [{"_id": name, "text": text} for name, text in CLAUSES.items()]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "queries.jsonl").write_text(
        "".join(json.dumps({"_id": q, "text": q, "metadata": {}}) + "\n" for q in ("law", '"cap"'))
    )
    head = "query-id\tcorpus-id\tscore\n"
    (folder / "qrels" / "valid.tsv").write_text(head + 'law\tb\t3\n"""cap"""\ta\t1\n"""cap"""\tb\t4\n')
    (folder / "qrels" / "train.tsv").write_text(head + "law\tb\t2\nwithout words\ta\t1\n")
    return tmp_path


def test_queries_have_their_grades_and_part(data: Path) -> None:
    collection = read_collection(data)
    assert collection.clauses == tuple(CLAUSES.values())
    assert [(query.text, query.part, dict(query.grades)) for query in collection.queries] == [
        ("law", "valid", {1: 3}),
        ('"cap"', "valid", {0: 1, 1: 4}),
        ("law", "train", {1: 2}),  # the query that no file words is left out
    ]


def test_a_clause_stands_where_its_best_piece_stands() -> None:
    ranker = BestPiece(Shared, sentences, list(CLAUSES.values()))
    assert ranker.scores("cap") == [1 / 3, 1.0, 0.0]
    assert BestPiece(Shared, lambda _: (), ["cap"]).scores("cap") == [1.0]


def test_the_systems_are_measured_on_the_same_queries(data: Path, tmp_path: Path) -> None:
    collection = read_collection(data)
    file = run_acord(collection, Shared, sentences, {"nothing": Nothing}, out=tmp_path)
    body = json.loads(file.read_text())
    assert [table["title"] for table in body["tables"]] == [
        "2 queries (valid), clauses graded for each",
        "1 queries (train), clauses graded for each",
    ]
    assert body["figures"]["LexAssist"]["valid"]["5"]["mean"] == 1.0
    assert body["figures"]["nothing"]["valid"]["5"]["mean"] < 1.0
    assert all(0 <= score[k] <= 1 for score in measure(collection, Nothing) for k in (5, 10))


def test_a_clause_that_nobody_graded_for_a_query_counts_neither_for_nor_against(data: Path) -> None:
    # "c" stands before "b" for "law", and nobody has said whether it answers.
    class Backwards(Shared):
        def scores(self, query: str, /) -> list[float]:
            return [float(place) for place in range(len(self._texts))]

    assert measure(read_collection(data), Backwards)[0] == {5: 1.0, 10: 1.0}


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels/valid.tsv"])
def test_what_is_missing_is_said(data: Path, missing: str) -> None:
    (data / "acord" / missing).unlink()
    with pytest.raises(UsageError, match="does not hold ACORD"):
        read_collection(data)


def test_a_grade_of_a_clause_that_is_not_there_is_refused(data: Path) -> None:
    with (data / "acord" / "qrels" / "valid.tsv").open("a") as file:
        file.write("law\tz\t1\n")
    with pytest.raises(UsageError, match="does not hold ACORD"):
        read_collection(data)
