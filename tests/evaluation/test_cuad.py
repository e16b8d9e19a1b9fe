"""Reading the data of CUAD, made small here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.evaluation.cuad import Part, part_of, pick, read_contracts
from lexassist.types import Span

NAMES = tuple(f"Sample Agreement {number}" for number in range(12))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "cuad"
    (folder / "pdf").mkdir(parents=True)
    (folder / "txt").mkdir()
    labels, questions = [], []
    for name in NAMES:
        (folder / "pdf" / f"{name}.pdf").write_bytes(b"%PDF-1.4")
        (folder / "txt" / f"{name}.txt").write_bytes(f"{name}.\r\nThe law of Utopia governs. £5.".encode())
        labels.append({"document": name, "labels": [{"category": "Law", "spans": [[20, 30], [0, 5]], "extra": 1}]})
        questions.append({"query": f"Consider {name}; Which law?", "category": "Law",
                          "snippets": [{"document": name, "span": [20, 30]}]})  # fmt: skip
    (folder / "labels.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labels))
    (folder / "retrieval.jsonl").write_text("".join(json.dumps(row) + "\n" for row in questions[:-1]))
    return tmp_path


def test_contracts_come_with_their_questions_and_labels(data: Path) -> None:
    for folder in (data, data / "cuad"):
        contracts = read_contracts(folder)
        assert [contract.name for contract in contracts] == sorted(NAMES)
        first = contracts[0]
        assert first.labels == (Span(0, 5), Span(20, 30))
        assert first.questions[0].query == f"Consider {first.name}; Which law?"
        assert first.questions[0].gold == (Span(20, 30),)


def test_line_ends_of_a_text_stand_as_they_are(data: Path) -> None:
    assert read_contracts(data)[0].text() == "Sample Agreement 0.\r\nThe law of Utopia governs. £5."


def test_a_draw_is_the_same_each_time_and_begins_a_larger_one(data: Path) -> None:
    contracts = read_contracts(data)
    for part in Part:
        having = [contract for contract in contracts if part_of(contract) is part and contract.questions]
        three = pick(contracts, 2, seed=5, part=part)
        assert three == pick(contracts, len(having), seed=5, part=part)[:2]
        assert {contract.name for contract in pick(contracts, len(having), seed=5, part=part)} == {
            contract.name for contract in having
        }


@pytest.mark.parametrize("count", [0, 13])
def test_an_impossible_draw_says_what_is_possible(data: Path, count: int) -> None:
    with pytest.raises(UsageError, match="Ask for 1 to"):
        pick(read_contracts(data), count, seed=1)


@pytest.mark.parametrize("missing", ["nowhere", "."])
def test_a_missing_folder_says_what_is_expected(tmp_path: Path, missing: str) -> None:
    with pytest.raises(UsageError, match=r"retrieval\.jsonl") as caught:
        read_contracts(tmp_path / missing)
    assert caught.value.exit_status == 2


def test_a_missing_pdf_is_named(data: Path) -> None:
    (data / "cuad" / "pdf" / f"{NAMES[3]}.pdf").unlink()
    with pytest.raises(UsageError, match="Sample Agreement 3"):
        read_contracts(data)


def test_a_broken_line_is_named(data: Path) -> None:
    with (data / "cuad" / "retrieval.jsonl").open("a") as file:
        file.write("{not json\n")
    with pytest.raises(UsageError, match="line 12"):
        read_contracts(data)
