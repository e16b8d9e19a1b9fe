"""The same questions in other words, over an assistant that can be worked out by head."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.evaluation.cuad import Question
from lexassist.evaluation.measures import Place
from lexassist.evaluation.rewordings import lost, read_wordings, reword, run_rewordings
from lexassist.evaluation.runs import Gold, Run
from lexassist.settings import Settings
from lexassist.types import Span

from .fakes import LineAssistant

LAW = "4. This contract of {name} is governed by the law of Utopia."
OTHERS = ("is it governed by foreign law?", "rent monthly due?")
CORPORA = Path(__file__).parents[2] / "corpora"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Thirty contracts of two lines, and wordings of which the second finds the wrong line."""
    folder = tmp_path / "data"
    for part in ("pdf", "txt"):
        (folder / part).mkdir(parents=True)
    questions = []
    for number in range(30):
        name = f"Party{number}"
        law = LAW.format(name=name)
        for part in ("pdf", "txt"):
            (folder / part / f"{name}.{part}").write_text(f"{law}\n5. Rent of {name} is due monthly.")
        questions.append({"query": f"Consider the contract of {name}; which law governs this contract?",
                          "category": "Law", "snippets": [{"document": name, "span": [0, len(law)]}]})  # fmt: skip
    labels = [{"document": f"Party{number}", "labels": []} for number in range(30)]
    for file, rows in (("labels.jsonl", labels), ("retrieval.jsonl", questions)):
        (folder / file).write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "others.jsonl").write_text(json.dumps({"category": "Law", "rewordings": OTHERS}) + "\n")
    return folder


def test_only_the_words_behind_the_contract_change() -> None:
    question = Question("a", "Consider the A; B Agreement; which law?", "Law", (Span(0, 1),))
    assert reword(question, "whose law?").query == "Consider the A; B Agreement; whose law?"
    assert reword(Question("a", "Which law?", "Law", ()), "whose law?").query == "whose law?"


def test_each_wording_is_asked_and_the_loss_is_told(data: Path, tmp_path: Path) -> None:
    assistant = LineAssistant(Settings(home=tmp_path / "home"))
    file = run_rewordings(assistant, data, tmp_path / "others.jsonl", contracts=5, seed=1, out=tmp_path)
    body = json.loads(file.read_text())
    assert file.name == "retrieval-reworded-5.json"
    assert body["command"].endswith("--contracts 5 --seed 1 --rewordings others.jsonl")
    assert [row[0] for row in body["tables"][0]["rows"]] == ["as asked"] * 4 + ["in other words"] * 4
    figures = body["figures"]
    assert figures["as_asked"]["at"][0]["recall"]["mean"] == 1.0
    # one of the two wordings asks for the other line
    assert [each["at"][0]["recall"]["mean"] for each in figures["wordings"]] == [1.0, 0.0]
    assert figures["recall_difference"]["1"]["mean"] == -0.5
    assert figures["recall_difference"]["64"]["mean"] == 0.0
    assert "Party" not in file.read_text()


def test_a_category_without_wordings_is_refused_before_anything_is_read(data: Path, tmp_path: Path) -> None:
    assistant = LineAssistant(Settings(home=tmp_path / "home"))
    (tmp_path / "others.jsonl").write_text('{"category": "Rent", "rewordings": ["x"]}\n')
    with pytest.raises(UsageError, match="no wordings for Law"):
        run_rewordings(assistant, data, tmp_path / "others.jsonl", contracts=5, seed=1, out=tmp_path)
    assert not assistant.matters()


@pytest.mark.parametrize(
    "text",
    [
        "",  # nothing
        '{"category": "A", "rewordings": []}\n',  # none
        '{"category": "A", "rewordings": ["x"]}\n{"category": "B", "rewordings": ["x", "y"]}\n',  # not as many
        '{"category": "A"}\n',  # a field is missing
        "{",  # no JSON
    ],
)
def test_a_file_of_something_else_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "others.jsonl"
    file.write_text(text)
    with pytest.raises(UsageError):
        read_wordings(file)


def test_the_wordings_that_ship_are_three_for_each_of_35_categories() -> None:
    wordings = read_wordings(CORPORA / "rewordings.jsonl")
    assert len(wordings) == 35
    assert {len(each) for each in wordings.values()} == {3}
    assert all(len(set(each)) == 3 for each in wordings.values())


def test_runs_of_other_questions_are_not_compared() -> None:
    gold = Gold((Place("a", Span(0, 10)),), 0, ())
    run, other = (Run(name, "Law", (Place("a", Span(0, 10)),), gold, 0.1) for name in "ab")
    assert lost([run], [[run], [run]], 1, seed=0).mean == 0.0
    with pytest.raises(ValueError, match="same questions"):
        lost([run], [[other]], 1, seed=0)
