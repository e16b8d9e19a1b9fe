"""Training and export of an encoder of tiny layers with random weights, and the whole command on a few small contracts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from lexassist.errors import ModelDamaged, UsageError
from lexassist.evaluation.cuad import Part
from lexassist.evaluation.experiment import file_id, read_experiment
from lexassist.retrieval.quantised import QuantisedEncoder
from lexassist.retrieval.ranking import load_ranking
from lexassist.tuning.__main__ import main
from lexassist.tuning.batches import Batch, Pair
from lexassist.tuning.encoders import load_encoder
from lexassist.tuning.examples import Passage
from lexassist.tuning.material import NONE
from lexassist.tuning.recipe import Recipe
from lexassist.tuning.training import pace, train_encoder

from .small import QUESTIONS, named, write_data, write_encoder, write_material

TEXTS = ("Which law governs this contract?", "The rent is due monthly in advance.", "law")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_encoder(tmp_path_factory.mktemp("models") / "tiny")


@pytest.mark.parametrize(("step", "share"), [(0, 1 / 15), (14, 1 - 14 / 240), (120, 0.5), (239, 0.02)])
def test_the_rate_rises_and_falls(step: int, share: float) -> None:
    recipe = Recipe()
    found = pace(step, steps=recipe.steps, warm_up=recipe.warm_up, lowest=recipe.lowest)
    assert found == pytest.approx(share, rel=0.02)


def batch() -> Batch:
    pairs = [Pair(text, Passage(text.replace("?", ".")), NONE, text) for text in QUESTIONS["Law"] + QUESTIONS["Rent"]]
    return Batch(tuple(pairs), (Passage("the rent of the contract"),))


def run(base: Path, recipe: Recipe) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor], tuple[float, ...]]:
    """Weights before and after, and the losses."""
    before = load_encoder(base).state_dict()
    asked = [pair.question for pair in batch().pairs]
    vectors = dict(zip(asked, np.eye(len(asked), dtype=np.float32), strict=True))
    model, losses = train_encoder(base, batch, vectors, recipe, lambda line: None)
    return before, model.state_dict(), losses


def test_only_the_top_layers_learn(base: Path) -> None:
    before, after, losses = run(base, Recipe(steps=30, warm_up=2, rate=3e-3, layers=1))
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert all(".layer.1." in name for name in changed)
    assert np.mean(losses[-3:]) < 0.9 * np.mean(losses[:3])


def test_half_of_what_was_learned_lies_half_way(base: Path) -> None:
    before, whole, _ = run(base, Recipe(steps=2, share=1.0))
    _, half, _ = run(base, Recipe(steps=2, share=0.5))
    for name, tensor in before.items():
        if tensor.is_floating_point():
            torch.testing.assert_close(half[name], (tensor + whole[name]) / 2, rtol=1e-3, atol=1e-5)


def test_a_folder_without_an_encoder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelDamaged, match=r"cannot be loaded|is no BERT"):
        load_encoder(tmp_path)


@pytest.mark.filterwarnings("ignore")
def test_the_export_gives_the_vectors_of_the_model(base: Path, tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="the export needs pip install onnx")
    from lexassist.tuning.quantising import write_quantised

    model = load_encoder(base)
    write_quantised(model, base / "tokenizer.json", tmp_path / "out")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["encoder.onnx", "tokenizer.json"]
    encoder = QuantisedEncoder(tmp_path / "out", name="tiny", threads=1)
    wanted = model.encode(list(TEXTS), normalize_embeddings=True)
    found = encoder.encode(TEXTS)
    assert found.shape == wanted.shape
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert (found * wanted).sum(axis=1).min() > 0.98  # 8-bit weights
    assert abs(found @ found.T - wanted @ wanted.T).max() < 0.05


@pytest.fixture
def data(tmp_path: Path) -> Path:
    names = [
        *named(Part.DEVELOPMENT, validation=False, count=4),
        *named(Part.DEVELOPMENT, validation=True, count=2),
        *named(Part.HELD_OUT, validation=False, count=2),
    ]
    return write_data(tmp_path / "data", names)


@pytest.mark.filterwarnings("ignore")
def test_one_command_trains_writes_and_tells(
    base: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("onnx", reason="the export needs pip install onnx")
    monkeypatch.setattr("lexassist.tuning.__main__.Recipe", lambda: Recipe(topics_apart=2))
    out, results = tmp_path / "model", tmp_path / "results"
    material = write_material(tmp_path / "material")
    arguments = [
        "--data",
        data,
        "--base",
        base,
        "--material",
        material,
        "--out",
        out,
        "--results",
        results,
        "--steps",
        "1",
    ]
    assert main([str(each) for each in arguments]) == 0
    encoder = QuantisedEncoder(out, name="tiny", threads=1)
    ranking = load_ranking(out)
    assert ranking is not None
    assert ranking.types == ("Law", "Rent")
    assert ranking.heads.shape == (2, encoder.dimension)
    assert ranking.questions.shape == (3, encoder.dimension)
    assert np.isfinite(ranking.weights).all()
    written = json.loads((results / "training.json").read_text())
    held_out = {file_id(data / "pdf" / f"{name}.pdf") for name in named(Part.HELD_OUT, validation=False, count=2)}
    assert len(written["contracts"]) == 6
    assert held_out.isdisjoint(written["contracts"])
    assert len(written["figures"]["validation_contracts"]) == 2
    assert len(written["figures"]["losses"]) == 1
    assert len(read_experiment(results / "training.json").tables[0].rows) == 3 * 2 * 3
    assert "Party" not in (results / "training.json").read_text()
    printed = capsys.readouterr()
    assert 'name = "encoder.onnx"' in printed.out
    assert "step 1 of 1" in printed.err


def test_without_onnx_nothing_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("lexassist.tuning.__main__.find_spec", lambda name: None)
    assert main(["--data", str(tmp_path), "--base", str(tmp_path)]) == UsageError.exit_status
    assert "needs the package onnx" in capsys.readouterr().err
