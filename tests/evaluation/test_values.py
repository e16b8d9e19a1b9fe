"""The measurement of values, over an assistant that says what it is told to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lexassist.evaluation.cuad import Part, part_of, read_contracts
from lexassist.evaluation.experiment import read_experiment
from lexassist.evaluation.lawyer_answers import LawyersAnswer
from lexassist.evaluation.values import Case, Outcome, run_values
from lexassist.settings import Settings
from lexassist.types import ClauseId, DocumentId, Span, Value, ValueKind

from .fakes import LineAssistant

LAW = "4. This contract of {name} is governed by the law of Texas."


@dataclass
class ValueAssistant(LineAssistant):
    """Gives every document the same law, and the words of its first line for it."""

    law: str = "Texas"
    probability: float = 0.9
    asked: list[DocumentId] = field(default_factory=list)

    def values(self, matter: str, document: DocumentId, /) -> tuple[Value, ...]:
        self.asked.append(document)
        start = self.document(matter, document).text.index("4.")
        return (law(self.law, self.probability, Span(start, start + 20)),)


FIRST = Span(0, 1)


def law(name: str, probability: float = 0.9, span: Span = FIRST) -> Value:
    return Value(ValueKind.GOVERNING_LAW, name, name, name, ClauseId("c"), span, probability=probability)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Thirty contracts; the law of every third is Ohio, every fourth says nothing of it, every fifth leaves it open."""
    folder = tmp_path / "data"
    for part in ("pdf", "txt"):
        (folder / part).mkdir(parents=True)
    labels, questions = [], []
    for number in range(30):
        name = f"Party{number}"
        text = f"{LAW.format(name=name)}\n5. Rent is due monthly."
        (folder / "txt" / f"{name}.txt").write_text(text)
        (folder / "pdf" / f"{name}.pdf").write_text(f"\n\n{text}")
        answer = "" if number % 4 == 0 or number % 5 == 0 else "Ohio" if number % 3 == 0 else "Texas"
        marked = [] if number % 4 == 0 else [[0, 30]]
        row = {"category": "Governing Law", "spans": marked, "lawyer_answer": answer}
        labels.append({"document": name, "labels": [row]})
        questions.append({"query": f"Consider {name}; which law?", "category": "Law",
                          "snippets": [{"document": name, "span": [0, 30]}]})  # fmt: skip
    (folder / "labels.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labels))
    (folder / "retrieval.jsonl").write_text("".join(json.dumps(row) + "\n" for row in questions))
    return folder


def measured(assistant: ValueAssistant, data: Path, tmp_path: Path) -> dict[str, object]:
    file = run_values(assistant, data, contracts=None, seed=1, out=tmp_path / "out")
    figures = json.loads(file.read_text())["figures"]["categories"]["Governing Law"]
    assert isinstance(figures, dict)
    return figures


def held_out(data: Path) -> list[int]:
    names = [one.name for one in read_contracts(data) if part_of(one) is Part.HELD_OUT]
    return [int(name.removeprefix("Party")) for name in names]


def test_every_outcome_is_counted(data: Path, tmp_path: Path) -> None:
    figures = measured(ValueAssistant(Settings(home=tmp_path / "home")), data, tmp_path)
    numbers = held_out(data)
    none = [n for n in numbers if n % 4 == 0]
    opened = [n for n in numbers if n % 5 == 0 and n not in none]
    wrong = [n for n in numbers if n % 3 == 0 and n not in none and n not in opened]
    assert figures[Outcome.INVENTED.value] == len(none)
    assert figures[Outcome.OPEN.value] == len(opened)
    assert figures[Outcome.WRONG.value] == len(wrong)
    assert figures[Outcome.RIGHT.value] == len(numbers) - len(none) - len(opened) - len(wrong)
    overlap = figures["overlap"]
    assert isinstance(overlap, list)
    assert overlap[0] == 1.0


def test_what_is_unlikely_is_not_given(data: Path, tmp_path: Path) -> None:
    figures = measured(ValueAssistant(Settings(home=tmp_path / "home"), probability=0.4), data, tmp_path)
    assert (figures[Outcome.RIGHT.value], figures[Outcome.WRONG.value], figures[Outcome.INVENTED.value]) == (0, 0, 0)
    assert figures["accuracy"] is None
    crag = figures["crag"]
    assert isinstance(crag, list)
    assert crag[0] == 0.0


def test_the_result_names_no_contract(data: Path, tmp_path: Path) -> None:
    file = run_values(ValueAssistant(Settings(home=tmp_path / "home")), data, contracts=4, seed=1, out=tmp_path / "out")
    assert "Party" not in file.read_text().replace("Parties", "")
    assert read_experiment(file).command.endswith("--contracts 4 --seed 1")


@pytest.mark.parametrize(
    ("theirs", "values", "outcome"),
    [
        (LawyersAnswer("Texas", marked=True), (law("Texas"),), Outcome.RIGHT),
        (LawyersAnswer("Ohio", marked=True), (law("Texas"),), Outcome.WRONG),
        (LawyersAnswer("Texas", marked=True), (), Outcome.ABSTAINED),
        (LawyersAnswer("", marked=False), (law("Texas"),), Outcome.INVENTED),
        (LawyersAnswer("", marked=False), (law("Texas", 0.1),), Outcome.RIGHTLY_NONE),
        (LawyersAnswer("", marked=True), (law("Texas"),), Outcome.OPEN),
    ],
)
def test_an_outcome(theirs: LawyersAnswer, values: tuple[Value, ...], outcome: Outcome) -> None:
    assert Case("x", "Governing Law", theirs, values, ()).outcome() is outcome
