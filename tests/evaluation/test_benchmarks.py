"""The benchmarks' own arithmetic: matters that are made, sizes that are kept, pictures that are drawn."""

from __future__ import annotations

import importlib
import json
import random
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from lexassist.assistant import Assistant
from lexassist.matters.folder import find_matter
from lexassist.matters.store import MatterStore
from lexassist.settings import Settings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import Chunk, ChunkId, ClauseId, DocumentId, Span

TEXTS = (
    "The Supplier shall deliver 20 Goods to the Customer within 30 days.",
    "This Agreement is governed by the law of Utopia.",
    "The Customer pays each Invoice within 14 days.",
)


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2]))
    return importlib.import_module(f"benchmarks.{name}")


@pytest.fixture
def synthetic(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return load("synthetic", monkeypatch)


@pytest.fixture
def latency(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return load("latency", monkeypatch)


@pytest.fixture
def plots(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    pytest.importorskip("matplotlib", reason="the pictures need pip install matplotlib")
    return load("plots", monkeypatch)


def chunk(number: int, text: str) -> Chunk:
    document = DocumentId("d")
    return Chunk(ChunkId(f"d-{number}"), ClauseId("d-c"), document, Span(0, len(text)), text, "Title")


def test_a_reading_that_is_made_is_one_that_could_be_read(synthetic: ModuleType) -> None:
    reading = synthetic.make_reading(3, ["A"] * 3, TEXTS, random.Random(1))
    document = reading.document
    assert [document.quote(made.span) for made in reading.chunks] == list(TEXTS)
    assert {made.clause for made in reading.chunks} == {clause.id for clause in reading.clauses[1:]}
    assert "".join(document.text[page.start : page.end] for page in document.pages) == document.text
    for definition in reading.definitions:
        clause = next(clause for clause in reading.clauses if clause.id == definition.clause)
        assert clause.span.contains(definition.span)
        for use in definition.uses:
            assert document.quote(use) == definition.term
    assert "Customer" in {definition.term for definition in reading.definitions}


def test_every_document_has_a_title_of_its_own(synthetic: ModuleType) -> None:
    titles = [synthetic._title(number) for number in range(2000)]
    assert len(set(titles)) == len(titles)


def test_a_matter_that_is_made_can_be_searched(synthetic: ModuleType, tmp_path: Path) -> None:
    settings, encoder = Settings(home=tmp_path), WordEncoder()
    chunks = tuple(chunk(number, text) for number, text in enumerate(TEXTS))
    base = synthetic.Base(chunks, encoder.encode([each.encoded for each in chunks]), ("which law?",))
    with Assistant(settings, encoder=WordEncoder, generator=lambda: ScriptedGenerator("")) as assistant:
        assistant.create_matter("made")
        made = synthetic.fill(settings.matters, "made", base, encoder, chunks=520)
        assert assistant.settle("made", timeout=60)
        assert [card.title for card in assistant.documents("made")] == [each.title for each in made]
        found = assistant.search("made", f"Consider the {made[1].title}; which law of Utopia?", k=3)
        assert len(found.hits) == 3
    store = MatterStore(find_matter(settings.matters, "made").store_file)
    ids, vectors = store.vectors()
    texts = {each.text for each in store.chunks(ids)}
    store.close()
    assert len(ids) == 520
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert len(texts) > 400, "copies differ"


def test_sizes_of_an_earlier_run_stay_with_their_commit(latency: ModuleType, tmp_path: Path) -> None:
    times = latency.Times(10.0, 20.0)
    cost = latency.Cost(1000, 2, 10, times, times, times, 1.0, 1.0, 50.0, 5.0, 5.0, exact=False)
    larger = replace(cost, chunks=10_000)
    file = tmp_path / "latency.json"
    assert latency.merge([cost], file) == (cost,)
    figures = {"sizes": {"1000": latency.asdict(cost), "10000": latency.asdict(larger)}}
    file.write_text(json.dumps({"commit": "abc", "figures": figures}))
    again = replace(cost, memory=60.0)
    assert latency.merge([again], file) == (again, replace(larger, commit="abc"))
    file.write_text(json.dumps({"commit": "abc", "figures": {"sizes": {"1000": {"other": 1}}}}))
    assert latency.merge([again], file) == (again,)


def test_every_other_question_names_a_document(latency: ModuleType, synthetic: ModuleType) -> None:
    made = [synthetic.Made(DocumentId("a"), "Lease between Baba Ltd and Bece Inc")]
    asked = latency.make_questions(made, ["which law?"], 4)
    assert asked == [(f"Consider the {made[0].title}; which law?", True), ("which law?", False)] * 2


def test_pictures_are_drawn_from_results_only(plots: ModuleType, tmp_path: Path) -> None:
    mean = {"mean": 0.5, "low": 0.4, "high": 0.6}
    system = {"at": [{"k": 1, "recall": mean, "characters": {"mean": 300, "low": 1, "high": 2}}]}
    (tmp_path / "retrieval-vs-recipe.json").write_text(json.dumps({"figures": {"ours": system, "theirs": system}}))
    assert plots.main(["--results", str(tmp_path), "--out", str(tmp_path)]) == 0
    picture = tmp_path / "recall-by-characters.png"
    first = picture.read_bytes()
    assert first.startswith(b"\x89PNG")
    assert not (tmp_path / "latency-by-chunks.png").exists(), "what was not measured is not drawn"
    plots.main(["--results", str(tmp_path), "--out", str(tmp_path)])
    assert picture.read_bytes() == first, "the same figures give the same picture"


def point(threshold: float, refused: float, answered: float) -> dict[str, float]:
    return {"threshold": threshold, "false_abstentions": refused, "false_answers": answered}


def test_the_curve_of_abstaining_goes_through_the_threshold_that_was_chosen(plots: ModuleType, tmp_path: Path) -> None:
    curve = [point(0.1, 0.05, 0.6), point(0.2, 0.1, 0.3), point(0.3, 0.4, 0.1)]
    kinds = {
        # between two thresholds of the curve
        "known type": {"chosen": point(0.25, 0.2, 0.2), "curve": curve},
        # one of them
        "other": {"chosen": point(0.2, 0.1, 0.3), "curve": curve},
    }
    body = json.dumps({"name": "abstention", "figures": kinds})
    known, other = plots.draw_abstention(body.encode()).axes[0].lines
    marked = {line.get_label(): line.get_xydata()[line.get_markevery()].tolist() for line in (known, other)}
    assert marked["known type, chosen threshold 0.250"] == [pytest.approx([20, 20])]
    assert marked["other, chosen threshold 0.200"] == [pytest.approx([10, 30])]
    assert known.get_xdata() == pytest.approx([5, 10, 20, 40])
    (tmp_path / "abstention.json").write_text(body)
    assert plots.main(["--results", str(tmp_path), "--out", str(tmp_path)]) == 0
    assert (tmp_path / "abstention.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("result", "body"),
    [
        ("retrieval-vs-recipe.json", '{"figures": {"ours": {}}}'),
        # a curve without the threshold that was chosen
        ("abstention.json", '{"figures": {"other": {"curve": []}}}'),
    ],
)
def test_a_result_of_another_kind_is_not_drawn(plots: ModuleType, tmp_path: Path, result: str, body: str) -> None:
    (tmp_path / result).write_text(body)
    assert plots.main(["--results", str(tmp_path), "--out", str(tmp_path)]) == 2
