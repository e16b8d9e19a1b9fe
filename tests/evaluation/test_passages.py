"""Questions about passages of held-out contracts: what counts as quoted, as the passage, and as a yes or a no of the writer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.evaluation.cuad import Contract, Part, part_of
from lexassist.evaluation.experiment import file_id, read_experiment
from lexassist.evaluation.passages import read_passage_questions, run_passages
from lexassist.settings import Settings

from .fakes import LineAssistant

LINES = ("The tenant shall insure the house against fire.", "Rent is due on the first day of each month.")
TEXT = "\n".join(LINES)


def _held_out() -> str:
    names = (f"Lease{n}" for n in range(100))
    return next(name for name in names if part_of(Contract(name, Path(), Path(), (), ())) is Part.HELD_OUT)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One held-out contract of two lines."""
    name = _held_out()
    for part, suffix in (("pdf", "pdf"), ("txt", "txt")):
        (tmp_path / part).mkdir()
        (tmp_path / part / f"{name}.{suffix}").write_text(TEXT)
    label = {"document": name, "labels": [{"category": "Rent", "spans": [[0, 5]]}]}
    (tmp_path / "labels.jsonl").write_text(json.dumps(label) + "\n")
    snippet = {"document": name, "span": [0, 5]}
    question = {"query": f"Consider {name}; when is rent due?", "category": "Rent", "snippets": [snippet]}
    (tmp_path / "retrieval.jsonl").write_text(json.dumps(question) + "\n")
    return tmp_path


def _written(data: Path, **changes: object) -> Path:
    (pdf,) = (data / "pdf").iterdir()
    row = {
        "contract": file_id(pdf),
        "start": TEXT.index("Rent"),
        "end": len(TEXT),
        "yes": ["Is the rent due on the first day?"],
        "no": ["Must the tenant insure the house against water?"],  # the other passage is nearer to it
        "told": ["When is the rent due each month?"],
        "untold": ["Who paints it?", "Who pays?"],
    }
    file = data / "questions.jsonl"
    file.write_text(json.dumps({**row, **changes}) + "\n")
    return file


def test_what_is_quoted_is_compared_with_the_passage(data: Path) -> None:
    file = run_passages(LineAssistant(Settings(home=data)), data, _written(data), contracts=1, seed=7, out=data)
    rows = {row[0]: row[1:] for row in read_experiment(file).tables[0].rows}
    assert [cell.split()[0] for cell in rows["answered by the passage with yes"]] == [
        "1",
        "100.0",
        "100.0",
        "100.0",
        "0.0",
        "0.0",
    ]
    assert [cell.split()[0] for cell in rows["with no"]][:4] == ["1", "100.0", "0.0", "0.0"]
    assert [cell.split()[0] for cell in rows["not answered by it"]][:2] == ["2", "0.0"]
    assert rows["answered by the passage, all"][0] == "3"


def test_a_passage_of_a_contract_that_is_not_asked_gives_nothing(data: Path) -> None:
    with pytest.raises(UsageError, match="none of the"):
        run_passages(
            LineAssistant(Settings(home=data)), data, _written(data, contract="0"), contracts=1, seed=7, out=data
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"end": 0},  # no place
        {"told": "When?"},  # not a list
        {"more": 1},  # not known
    ],
)
def test_a_line_that_cannot_be_understood_is_said(data: Path, changes: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="holds no questions about passages"):
        read_passage_questions(_written(data, **changes))


def test_a_missing_file_is_said(data: Path) -> None:
    with pytest.raises(UsageError, match="holds no questions about passages"):
        read_passage_questions(data / "nothing.jsonl")
