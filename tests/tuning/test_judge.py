"""What the judge of passages learns from, from what shares on it is sure, and the whole training on tiny layers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lexassist.evaluation.cuad import Part
from lexassist.evaluation.experiment import file_id, read_experiment
from lexassist.generation.judging import CLASSES, NEVER, Says, load_judge
from lexassist.testing import WordEncoder
from lexassist.tuning import judge as module
from lexassist.tuning.judge import main, sure_from
from lexassist.tuning.judge_network import JudgeRecipe, train_network
from lexassist.tuning.judgements import Example, Source, digest, stated_examples, written_examples
from lexassist.tuning.material import Judged, Label, Stated, Stating

from .small import named, studied, write_data, write_encoder, write_material

ENCODER = WordEncoder(dimension=64)
RENT = "The rent is due monthly in advance."


def source(*, validation: bool = False) -> Source:
    """A contract of thirty clauses, of which the first is about rent."""
    texts: list[tuple[str, set[str]]] = [
        (RENT, set()),
        *((f"Clause about matter{n} and the rent of thing{n}.", set()) for n in range(29)),
    ]
    contract = studied(texts, validation=validation)
    return Source("d", validation, contract.chunks, ENCODER.encode([chunk.encoded for chunk in contract.chunks]))


def row(**changes: object) -> Judged:
    texts = {
        "entailed": ["Rent is paid each month."],
        "contradicted": ["Rent is paid afterwards."],
        "neither": ["Rent is high."],
    }
    questions = {
        "yes": ["Is rent due?"],
        "no": ["Is rent due yearly?"],
        "told": ["When is rent due?"],
        "untold": ["Who pays?"],
    }
    place = {"contract": "d", "start": 0, "end": len(RENT), "digest": digest(RENT)}
    return Judged.model_validate({**texts, **questions, **place, **changes})


def examples(one: Judged, *, validation: bool = False) -> list[Example]:
    return list(written_examples([one], {"d": source(validation=validation)}, ENCODER, seed=0))


def test_each_text_is_put_to_its_passage_with_its_answer() -> None:
    own = {one.asked: one.says for one in examples(row()) if one.own}
    assert own == {
        "Rent is paid each month.": Says.YES,
        "Is rent due?": Says.YES,
        "Rent is paid afterwards.": Says.NO,
        "Is rent due yearly?": Says.NO,
        "When is rent due?": Says.TOLD,
        "Rent is high.": Says.NOTHING,
        "Who pays?": Says.NOTHING,
    }


def test_some_that_are_answered_are_put_to_other_passages_which_say_nothing_to_them() -> None:
    apart = [one for one in examples(row()) if not one.own]
    assert len(apart) == 3
    assert {one.says for one in apart} == {Says.NOTHING}
    assert RENT not in {one.passage for one in apart}
    assert not {one.asked for one in apart} & {"Rent is high.", "Who pays?"}


@pytest.mark.parametrize(
    "changes",
    [
        {"contract": "another"},  # not among the contracts
        {"digest": "0" * 16},  # the passage reads otherwise now
        {"end": 7},  # no chunk ends there
    ],
)
def test_a_passage_that_is_not_there_gives_nothing(changes: dict[str, object]) -> None:
    assert examples(row(**changes)) == []


def test_contracts_of_validation_are_kept() -> None:
    assert {one.kept for one in examples(row(), validation=True)} == {True}
    assert {one.kept for one in examples(row())} == {False}


def test_statements_about_provisions_keep_their_labels() -> None:
    stating = Stating(
        provision=(RENT, "It is high."), statements=(Stated(text="Rent is low.", label=Label.CONTRADICTED),)
    )
    (one,) = stated_examples([stating])
    assert (one.asked, one.passage, one.says) == ("Rent is low.", f"{RENT} It is high.", Says.NO)


def _kept(says: Says, shares: list[float], right: list[bool]) -> tuple[list[Example], NDArray[np.float32]]:
    rows = np.zeros((len(shares), len(CLASSES)), dtype=np.float32)
    rows[:, CLASSES.index(says)] = shares
    other = Says.NOTHING if says is not Says.NOTHING else Says.YES
    return [Example("q", "p", says if one else other, kept=True) for one in right], rows


@pytest.mark.parametrize(
    ("shares", "right", "sure"),
    [
        ([0.9] * 40, [True] * 40, 0.4),  # always right: from the lowest share that is looked at
        ([0.9] * 40 + [0.6] * 40, [True] * 40 + [False] * 40, 0.61),  # wrong at lower shares
        ([0.9] * 40, [True] * 20 + [False] * 20, NEVER),  # never right often enough
        ([0.9] * 10, [True] * 10, NEVER),  # too few to say
    ],
)
def test_an_answer_is_sure_from_where_it_is_right_often_enough(
    shares: list[float], right: list[bool], sure: float
) -> None:
    kept, rows = _kept(Says.YES, shares, right)
    assert sure_from(kept, rows)[Says.YES] == pytest.approx(sure)


def test_a_network_learns_what_it_is_shown(tmp_path: Path) -> None:
    base = write_encoder(tmp_path / "tiny")
    shown = [
        Example("is the rent due", "the rent is due in advance", Says.YES, kept=False),
        Example("is the rent due", "the law of no other country", Says.NOTHING, kept=False),
    ] * 40
    losses: list[str] = []
    network = train_network(base, shown, JudgeRecipe(rounds=3, batch=8, rate=3e-3, faster=1), losses.append)
    assert not network.training
    first, last = (float(line.split("loss ")[1].split(",")[0]) for line in (losses[0], losses[-1]))
    assert last < first


def _write_judgements(material: Path, names: list[str], data: Path) -> None:
    """A row a contract, about a passage that is not there, and a few about invented passages; statements too."""
    texts = {
        key: [f"The rent is {key}."] for key in ("entailed", "contradicted", "neither", "yes", "no", "told", "untold")
    }
    contracts = [file_id(data / "pdf" / f"{name}.pdf") for name in names]
    rows = [{"contract": one, "start": 0, "end": 5, "digest": "x", **texts} for one in contracts]
    (material / "judgements.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows))
    invented = [{"heading": "", "passage": f"The rent of house{n} is due.", **texts} for n in range(30)]
    (material / "passages.jsonl").write_text("".join(json.dumps(each) + "\n" for each in invented))
    stating = {"provision": [RENT], "statements": [{"text": "Rent is due.", "label": "entailed"}]}
    (material / "statements.jsonl").write_text(json.dumps(stating) + "\n")


def test_the_command_writes_a_judge_that_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = [name for kept in (False, True) for name in named(Part.DEVELOPMENT, validation=kept, count=1)]
    names = [*own, *named(Part.HELD_OUT, validation=False, count=1)]
    data = write_data(tmp_path / "data", names)
    material = write_material(tmp_path / "material")
    _write_judgements(material, names, data)
    read: list[str] = []
    monkeypatch.setattr(module, "JudgeRecipe", lambda seed: JudgeRecipe(rounds=1, seed=seed))
    monkeypatch.setattr(module, "QuantisedEncoder", lambda *_, **__: ENCODER)
    kept = module.read_sources
    monkeypatch.setattr(module, "read_sources", lambda *a: [read.append(s.id) or s for s in kept(*a)])  # type: ignore[func-returns-value]
    base, out = write_encoder(tmp_path / "tiny"), tmp_path / "model"
    out.mkdir()
    (out / "tokenizer.json").write_bytes((base / "tokenizer.json").read_bytes())
    given = ["--data", str(data), "--base", str(base), "--material", str(material)]
    assert main([*given, "--out", str(out), "--results", str(tmp_path)]) == 0
    # The contract that is held out was never opened.
    assert sorted(read) == sorted(file_id(data / "pdf" / f"{name}.pdf") for name in own)
    judge = load_judge(out, threads=1)
    assert judge is not None
    (one,) = judge.judge("Is the rent due?", ["The rent is due."])
    assert sum(one.shares.values()) == pytest.approx(1, abs=1e-3)
    (table,) = read_experiment(tmp_path / "training-judge.json").tables
    assert "kept from training" in table.title


def test_missing_material_is_said_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [name for kept in (False, True) for name in named(Part.DEVELOPMENT, validation=kept, count=1)]
    data = write_data(tmp_path / "data", names)
    folder = Path(__file__).parents[2] / "deploy" / "contracts-minilm"
    given = ["--data", str(data), "--base", str(tmp_path), "--out", str(folder), "--results", str(tmp_path)]
    assert main([*given, "--material", str(tmp_path)]) != 0
    assert "judgements.jsonl cannot be read" in capsys.readouterr().err
