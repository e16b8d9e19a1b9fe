"""Learns what the gate weighs, from development contracts.

::

    python -m lexassist.tuning.gate --data DIR [--out deploy/contracts-minilm]

``--data`` holds CUAD's ``pdf/``, ``txt/`` and ``labels.jsonl``; ``--out`` is the folder of the encoder, into which ``support.json`` is
written. Contracts of validation only choose the threshold. It prints what part of the examples passes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lexassist.errors import LexAssistError
from lexassist.evaluation.cuad import Part, part_of, read_contracts
from lexassist.evaluation.provisions import Material, read_material
from lexassist.generation.scorer import WordVectors, save_support
from lexassist.parsing.reading import read_document
from lexassist.retrieval.quantised import QuantisedEncoder
from lexassist.tuning.contracts import is_validation
from lexassist.tuning.support import fit_support, make_examples, measure, passing, weights_of_words

_EXAMPLES = 2200


def main(arguments: Sequence[str] | None = None) -> int:
    """Train; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m lexassist.tuning.gate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with labelled contracts (CUAD's layout)")
    parser.add_argument("--out", type=Path, default=Path("deploy/contracts-minilm"), help="folder of the encoder")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    try:
        vectors = WordVectors(QuantisedEncoder(options.out, name="training", threads=1), remembered=200_000)
        _tell(train_support(read_parts(options.data), vectors, options.out, seed=options.seed))
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


def _id_of(entry: tuple[str, Material]) -> str:
    return entry[0]


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
