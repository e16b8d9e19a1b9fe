"""Trains the judge of passages: the network that says what a passage does to a question or a statement.

::

    python -m lexassist.tuning.judge --data DIR --base FOLDER [--out deploy/contracts-minilm]

``DIR`` holds contracts as :mod:`lexassist.evaluation.cuad` reads them, ``FOLDER`` the sentence-transformers encoder to start
from. Writes ``judge.onnx`` and ``judge.json`` into the encoder's folder ``--out``, and ``results/training-judge.json``.
Held-out contracts are never opened; those of validation choose only from what shares on an answer is sure.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexassist.errors import LexAssistError, UsageError
from lexassist.evaluation.cuad import read_contracts
from lexassist.evaluation.experiment import Experiment, Table, write_experiment
from lexassist.generation.judging import CLASSES, NEVER, Classifier, Says, save_sure, shown
from lexassist.offline import go_offline
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.retrieval.quantised import PairClassifier, QuantisedEncoder
from lexassist.settings import ReadingSettings
from lexassist.tuning.contracts import study_all
from lexassist.tuning.judge_network import JudgeRecipe, train_network
from lexassist.tuning.judgements import Example, Source, stated_examples, written_examples
from lexassist.tuning.material import read_judgements, read_statements
from lexassist.tuning.recipe import Tell
from lexassist.types import Encoder

PRECISION = 0.975
"""Part of an answer's cases of validation that must be right for the answer to be sure.

Each case is one passage. In use an answer rests on the best of several, and more of the questions have none: 95 of 100 there take
more than 95 of 100 here (docs/LOG.md).
"""
_FEWEST = 30
"""Cases below which such a part says nothing."""
_TOLD = {
    Says.YES: "yes, or entailed",
    Says.NO: "no, or contradicted",
    Says.TOLD: "answered otherwise",
    Says.NOTHING: "nothing",
}


@dataclass(frozen=True, slots=True)
class JudgeOrder:
    """Where the encoder to start from and the material are, and where to write: the folder of the shipped encoder, and of figures."""

    base: Path
    material: Path
    model: Path
    results: Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Train; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(
        prog="python -m lexassist.tuning.judge", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with labelled contracts (CUAD's layout)")
    parser.add_argument("--base", type=Path, required=True, help="sentence-transformers folder to start from")
    parser.add_argument(
        "--material", type=Path, default=Path("corpora/training"), help="what was written about passages"
    )
    parser.add_argument("--out", type=Path, default=Path("deploy/contracts-minilm"), help="folder of the encoder")
    parser.add_argument("--results", type=Path, default=Path("results"), help="folder for the result file")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    go_offline()
    try:
        if find_spec("onnx") is None:
            raise UsageError(
                "Training needs the package onnx.", remedy="Install it: pip install onnx (make train has it)."
            )
        encoder = QuantisedEncoder(options.out, name="training", threads=0)
        sources = {source.id: source for source in read_sources(options.data, encoder, _tell)}
        order = JudgeOrder(options.base, options.material, options.out, options.results)
        _tell(f"written: {train_judge(sources, encoder, order, JudgeRecipe(seed=options.seed), _tell)}")
    except LexAssistError as error:
        _tell(str(error))
        return error.exit_status
    return 0


def read_sources(data: Path, encoder: Encoder, tell: Tell) -> Iterator[Source]:
    """The development contracts of ``data``, read and encoded. Raises as :func:`lexassist.tuning.contracts.study_all`."""
    limits = ReadingSettings()
    with Readers(limits) as readers:
        studied = study_all(
            read_contracts(data),
            lambda contract: readers.read(contract.pdf, source=contract.pdf.name),
            workers=limits.workers,
            tell=tell,
        )
    for one in studied:
        yield Source(one.id, one.validation, one.chunks, encoder.encode(one.texts))


def train_judge(
    sources: Mapping[str, Source], encoder: Encoder, order: JudgeOrder, recipe: JudgeRecipe, tell: Tell
) -> Path:
    """Train, write the judge into its folder and its figures, and give the file of these.

    Raises:
        UsageError: the material is missing or cannot be understood.
        ModelDamaged: the encoder to start from cannot be loaded or trained.
    """
    # Onnx, which this loads, is needed here alone.
    from lexassist.tuning.quantising import write_judge  # noqa: PLC0415

    rows = read_judgements(order.material)
    written = [
        *written_examples(rows, sources, encoder, seed=recipe.seed),
        *stated_examples(read_statements(order.material)),
    ]
    tell(f"{sum(not one.kept for one in written)} texts to learn from, {sum(one.kept for one in written)} kept")
    network = train_network(order.base, written, recipe, tell)
    write_judge(network, order.model)
    kept = [one for one in written if one.kept]
    shares = shares_of(PairClassifier(order.model, threads=0), kept)
    save_sure(sure_from(kept, shares), order.model)
    return write_experiment(_experiment(kept, shares, len(written) - len(kept), recipe), order.results)


def shares_of(classifier: Classifier, examples: Sequence[Example]) -> NDArray[np.float32]:
    """The shares of the answers, a row an example."""
    return classifier.classify([(one.asked, shown(one.passage)) for one in examples])


def sure_from(kept: Sequence[Example], shares: NDArray[np.float32]) -> Mapping[Says, float]:
    """The lowest share of each answer from which :data:`PRECISION` of the cases are right; :data:`NEVER` where there is none."""
    sure = dict.fromkeys(Says, NEVER)
    for column, says in enumerate(CLASSES):
        right = np.array([one.says is says for one in kept])
        for step in range(99, 39, -1):
            told = right[shares[:, column] >= step / 100]
            if len(told) >= _FEWEST and told.mean() >= PRECISION:
                sure[says] = step / 100
    return sure


def _experiment(kept: Sequence[Example], shares: NDArray[np.float32], learned: int, recipe: JudgeRecipe) -> Experiment:
    sure = sure_from(kept, shares)
    rows = tuple(row for own in (True, False) for row in _rows(kept, shares, sure, own=own))
    columns = ("passage", "says", "texts", "precision, %", "recall, %", "sure, % of them", "right when sure, %")
    return Experiment(
        name="training-judge",
        command="python -m lexassist.tuning.judge --data DIR --base FOLDER",
        seed=recipe.seed,
        settings={**recipe.json(), "learned": learned, "kept": len(kept)},
        contracts=(),
        figures={
            "sure_from": {says.value: None if sure[says] == NEVER else sure[says] for says in Says},
            "accuracy": float(np.mean([one.says is CLASSES[n] for one, n in zip(kept, shares.argmax(1), strict=True)])),
        },
        tables=(Table(f"{len(kept)} texts kept from training, {learned} learned from", columns, rows),),
    )


def _rows(
    kept: Sequence[Example], shares: NDArray[np.float32], sure: Mapping[Says, float], *, own: bool
) -> Iterator[tuple[str, ...]]:
    chosen = np.array([one.own is own for one in kept])
    said, gold = shares.argmax(1), np.array([CLASSES.index(one.says) for one in kept])
    for column, says in enumerate(CLASSES):
        of = chosen & (gold == column)
        if not of.any():
            continue
        surely = shares[:, column] >= sure[says]
        cells = (
            _percent(of & (said == column), chosen & (said == column)),
            _percent(of & (said == column), of),
            _percent(of & surely, of),
            _percent(of & surely, chosen & surely),
        )
        yield ("its own" if own else "another", _TOLD[says], str(int(of.sum())), *cells)


def _percent(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> str:
    return f"{100 * part.sum() / whole.sum():.1f}" if whole.any() else ""


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
