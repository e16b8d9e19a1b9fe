"""Learns what the gate and the judge of statements weigh: the gate from development contracts, the judge from what was written for it.

::

    python -m lexassist.tuning.gate --data DIR [--out deploy/contracts-minilm] [--statements-only]

``--data`` holds CUAD's ``pdf/``, ``txt/`` and ``labels.jsonl``; ``--out`` is the folder of the encoder, into which ``support.json`` and
``entailment.json`` are written; ``--material`` has ``statements.jsonl`` and the topics. Contracts of validation only choose the threshold.
It prints what part of the examples passes; how the judge does is written to ``results/training-statements.json``. With
``--statements-only`` the gate stays as it is, and no contract is read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lexassist.errors import LexAssistError, UsageError
from lexassist.evaluation.cuad import Part, part_of, read_contracts
from lexassist.evaluation.provisions import Material, read_material
from lexassist.generation.entailment import save_entailment
from lexassist.generation.scorer import WordVectors, load_support, save_support
from lexassist.models.catalogue import SUPPORT
from lexassist.parsing.reading import read_document
from lexassist.retrieval.quantised import QuantisedEncoder
from lexassist.tuning import entailment
from lexassist.tuning.contracts import is_validation
from lexassist.tuning.judging import write_judging
from lexassist.tuning.material import read_material as read_written
from lexassist.tuning.material import read_statements
from lexassist.tuning.support import fit_support, make_examples, measure, passing, weights_of_words

_EXAMPLES = 2200


def main(arguments: Sequence[str] | None = None) -> int:
    """Train; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m lexassist.tuning.gate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with labelled contracts (CUAD's layout)")
    parser.add_argument("--out", type=Path, default=Path("deploy/contracts-minilm"), help="folder of the encoder")
    parser.add_argument("--material", type=Path, default=Path("corpora/training"), help="statements and topics")
    parser.add_argument("--results", type=Path, default=Path("results"), help="folder for the result file")
    parser.add_argument("--statements-only", action="store_true", help="learn the judge of statements alone")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    try:
        vectors = WordVectors(QuantisedEncoder(options.out, name="training", threads=1), remembered=200_000)
        if not options.statements_only:
            _tell(train_support(read_parts(options.data), vectors, options.out, seed=options.seed))
        _tell(train_judge(options.material, vectors, options.out, results=options.results, seed=options.seed))
    except LexAssistError as error:
        _tell(str(error))
        return error.exit_status
    return 0


def read_parts(data: Path) -> dict[bool, list[Material]]:
    """The development contracts that are learned from (False) and those of validation (True), by the id of their file.

    A contract that gives no text teaches nothing and is left out.
    """
    parts: dict[bool, list[tuple[str, Material]]] = {False: [], True: []}
    for contract in read_contracts(data):
        if part_of(contract) is not Part.DEVELOPMENT:
            continue
        read = read_document(contract.pdf.read_bytes(), contract.pdf.name)
        if read.document is not None:
            material = read_material(read.document, read.clauses, read.definitions)
            parts[is_validation(contract.name)].append((read.document.id, material))
    return {validation: [one for _, one in sorted(found, key=_id_of)] for validation, found in parts.items()}


def train_support(parts: dict[bool, list[Material]], vectors: WordVectors, out: Path, *, seed: int) -> str:
    """Write the score about words that the evidence lacks; what came of it, in words."""
    weight = weights_of_words([*parts[False], *parts[True]])
    learning = [each for one in parts[False] for each in make_examples(one, seed=seed)][:_EXAMPLES]
    choosing = [each for one in parts[True] for each in make_examples(one, seed=seed)]
    seen, unseen = measure(learning, weight, vectors), measure(choosing, weight, vectors)
    model = fit_support(seen, unseen, weight)
    save_support(model, out)
    shares = (f"{100 * share:.1f} %" for share in (*passing(model, seen), *passing(model, unseen)))
    return "supported and unsupported examples that pass, learned from and of validation: " + ", ".join(shares)


def train_judge(material: Path, vectors: WordVectors, out: Path, *, results: Path, seed: int) -> str:
    """Write the judge of statements, for which the words' weights of the gate are needed, and its figures; where these are.

    Raises:
        UsageError: the material cannot be read, or the gate was not learned before.
    """
    words = load_support(out)
    if words is None:
        raise UsageError(f"{out} has no {SUPPORT}.", remedy="Run it once without --statements-only.")
    written, topics = read_statements(material), read_written(material).topics
    examples = tuple(entailment.make_examples(written, topics, vectors, seed=seed))
    measured = entailment.measure(examples, vectors, words.weight)
    model = entailment.fit_entailment(measured)
    save_entailment(model, out)
    return f"the judge of statements: {write_judging(model, measured, out=results, seed=seed)}"


def _id_of(entry: tuple[str, Material]) -> str:
    return entry[0]


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
