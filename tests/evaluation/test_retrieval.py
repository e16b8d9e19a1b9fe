"""The whole measurement of retrieval, over an assistant that can be worked out by head."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.evaluation.cuad import Part, part_of, read_contracts
from lexassist.evaluation.experiment import read_experiment
from lexassist.evaluation.retrieval import run_retrieval
from lexassist.settings import Settings

from .fakes import LineAssistant

LAW = "4. This contract of {name} is governed by the law of Utopia."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Thirty contracts of two lines."""
    folder = tmp_path / "data"
    for part in ("pdf", "txt"):
        (folder / part).mkdir(parents=True)
    labels, questions = [], []
    for number in range(30):
        name = f"Party{number}"
        law = LAW.format(name=name)
        text = f"{law}\n5. Rent is due monthly."
        (folder / "txt" / f"{name}.txt").write_text(text)
        # the "PDF" has another line end before the gold, so that offsets differ
        (folder / "pdf" / f"{name}.pdf").write_text(f"\n\n{text}")
        labels.append({"document": name, "labels": []})
        questions.append({"query": f"Consider the contract of {name}; which law governs this contract?",
                          "category": "Law", "snippets": [{"document": name, "span": [0, len(law)]}]})  # fmt: skip
    (folder / "labels.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labels))
    (folder / "retrieval.jsonl").write_text("".join(json.dumps(row) + "\n" for row in questions))
    return folder


@pytest.fixture
def assistant(tmp_path: Path) -> LineAssistant:
    return LineAssistant(Settings(home=tmp_path / "home"))


def test_a_perfect_finder_measures_so(assistant: LineAssistant, data: Path, tmp_path: Path) -> None:
    result = run_retrieval(assistant, data, contracts=5, seed=1, out=tmp_path / "out", ks=(1, 2))
    first, second = result.figures.at
    assert (result.figures.queries, result.figures.contracts) == (5, 5)
    assert (first.precision.mean, first.recall.mean) == (1.0, 1.0)
    assert second.recall.mean == 1.0
    assert second.precision.mean < 0.6
    assert result.figures.wrong_document.mean == 0.0
    assert (result.reading.pages, result.reading.failed) == (5, 0)


def test_the_result_says_how_it_was_made_and_names_no_contract(
    assistant: LineAssistant, data: Path, tmp_path: Path
) -> None:
    result = run_retrieval(assistant, data, contracts=5, seed=1, out=tmp_path / "out")
    body = json.loads(result.file.read_text())
    assert result.file.name == "retrieval-cuad-5.json"
    assert body["command"] == "lexassist evaluate retrieval --data DIR --contracts 5 --seed 1"
    assert len(body["contracts"]) == 5
    assert body["settings"]["retrieval"]["encoder"] == "contracts-minilm"
    assert {"date", "commit", "versions", "machine", "seed"} <= body.keys()
    assert [at["k"] for at in body["figures"]["at"]] == [1, 8, 32, 64]
    assert "Party" not in result.file.read_text()
    assert str(tmp_path) not in result.file.read_text()
    assert read_experiment(result.file).tables[0].rows[0][0] == "LexAssist"


def test_the_matter_is_kept_and_its_files_are_not_timed_again(
    assistant: LineAssistant, data: Path, tmp_path: Path
) -> None:
    first = run_retrieval(assistant, data, contracts=5, seed=1, out=tmp_path)
    again = run_retrieval(assistant, data, contracts=5, seed=1, out=tmp_path)
    assert again.figures.at == first.figures.at
    assert (again.reading.pages, again.reading.pages_per_second) == (0, 0.0)
    other = run_retrieval(assistant, data, contracts=4, seed=1, out=tmp_path)
    assert other.reading.pages == 4, "another set of contracts is another corpus"


def test_a_file_that_cannot_be_read_counts_as_not_found(assistant: LineAssistant, data: Path, tmp_path: Path) -> None:
    for contract in read_contracts(data):
        if part_of(contract) is Part.HELD_OUT:
            contract.pdf.write_text("broken " + contract.name)
            break
    held_out = sum(part_of(contract) is Part.HELD_OUT for contract in read_contracts(data))
    result = run_retrieval(assistant, data, contracts=held_out, seed=1, out=tmp_path)
    assert result.reading.failed == 1
    assert result.figures.gold == {"exact": held_out - 1, "absent": 1}
    assert result.figures.at[0].recall.mean == pytest.approx((held_out - 1) / held_out)


def test_a_matter_with_other_documents_is_refused(assistant: LineAssistant, data: Path, tmp_path: Path) -> None:
    run_retrieval(assistant, data, contracts=5, seed=1, out=tmp_path)
    stranger = tmp_path / "stranger.pdf"
    stranger.write_text("Another contract altogether.")
    for matter in assistant.matters():
        list(assistant.ingest(matter, [stranger]))
    with pytest.raises(UsageError, match="other documents"):
        run_retrieval(assistant, data, contracts=5, seed=1, out=tmp_path)


def test_missing_data_is_said_before_anything_is_made(assistant: LineAssistant, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        run_retrieval(assistant, tmp_path / "nowhere", contracts=5, seed=1, out=tmp_path / "out")
    assert not assistant.matters()
    assert not (tmp_path / "out").exists()
