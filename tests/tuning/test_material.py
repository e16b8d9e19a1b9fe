"""What was written to train on."""

from __future__ import annotations

from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.tuning.material import NONE, read_material

from .small import QUESTIONS, write_material

SHIPPED = Path(__file__).parents[2] / "corpora" / "training"


def test_questions_come_by_type_and_those_of_none_last(tmp_path: Path) -> None:
    material = read_material(write_material(tmp_path / "m"))
    assert material.types == ("Law", "Rent")
    assert list(material.questions) == ["Law", "Rent", NONE]
    assert [topic.topic for topic in material.topics] == "boat house garden horse".split()


def test_lines_of_one_type_are_joined(tmp_path: Path) -> None:
    folder = write_material(tmp_path / "m")
    with (folder / "questions.jsonl").open("a") as file:
        file.write('{"category": "Law", "meaning": "", "questions": ["Whose law?"]}\n\n')
    assert read_material(folder).questions["Law"] == (*QUESTIONS["Law"], "Whose law?")


def test_the_official_question_stands_in_front_as_often_as_it_counts(tmp_path: Path) -> None:
    material = read_material(write_material(tmp_path / "m"))
    worded = material.worded({"Law": "official?"}, times=3)
    assert worded["Law"] == ("official?",) * 3 + tuple(QUESTIONS["Law"])
    assert worded["Rent"] == tuple(QUESTIONS["Rent"])


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("questions.jsonl", "{"),  # no JSON
        ("questions.jsonl", '{"category": "A", "meaning": ""}'),  # a field is missing
        ("questions.jsonl", '{"category": "A", "meaning": "", "questions": []}'),  # no questions
        ("questions.jsonl", '{"category": "A", "meaning": "", "questions": [""]}'),  # an empty one
        ("questions.jsonl", '{"category": "A", "meaning": "", "questions": ["x"], "more": 1}'),  # a field too many
        ("topics-few.jsonl", '{"topic": "A", "queries": ["x"]}'),  # no clauses
        ("topics-few.jsonl", '{"topic": "", "queries": ["x"], "clauses": ["y"]}'),  # no name
    ],
)
def test_a_line_that_cannot_be_understood_is_named(file: str, line: str, tmp_path: Path) -> None:
    folder = write_material(tmp_path / "m")
    count = len((folder / file).read_text().splitlines())
    with (folder / file).open("a") as stream:
        stream.write(line + "\n")
    with pytest.raises(UsageError, match=rf"{file}, line {count + 1}, cannot be understood") as caught:
        read_material(folder)
    assert "Expected a line each" in caught.value.remedy


@pytest.mark.parametrize("missing", ["questions.jsonl", "topics-few.jsonl"])
def test_a_missing_file_is_named(missing: str, tmp_path: Path) -> None:
    folder = write_material(tmp_path / "m")
    (folder / missing).unlink()
    with pytest.raises(UsageError, match=r"questions\.jsonl|no topics"):
        read_material(folder)


def test_what_ships_asks_for_41_types_and_for_none() -> None:
    material = read_material(SHIPPED)
    assert len(material.types) == 41
    assert NONE in material.questions
    assert all(len(texts) > 13 for texts in material.questions.values())
    assert len(material.topics) > 500
