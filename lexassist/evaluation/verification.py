"""Runs the measurement of the gate on held-out contracts, read from their PDFs (see :mod:`lexassist.evaluation.minimal_pairs`)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lexassist.errors import UsageError
from lexassist.evaluation.cuad import pick, read_contracts
from lexassist.evaluation.experiment import Experiment, file_id, write_experiment
from lexassist.evaluation.minimal_pairs import Pair, Passes, figures, judge_pairs, make_pairs, read_written, tables
from lexassist.evaluation.provisions import read_material
from lexassist.evaluation.subject import Reader, evaluation_matter, public_settings
from lexassist.generation.verification import Verdict, verify
from lexassist.types import Clause, Definition, Document, DocumentId

_GATES = ("the gate", "checks alone")


class Judge(Protocol):
    """The gate that is measured."""

    def verify(self, statement: str, evidence: Sequence[str], /) -> Verdict:
        """Whether the evidence carries the statement."""
        ...


class Subject(Reader, Protocol):
    """What is measured: the part of the assistant that reads, and its gate."""

    def document(self, matter: str, document: DocumentId, /) -> Document:
        """One document, whole."""
        ...

    def clauses(self, matter: str, document: DocumentId, /) -> tuple[Clause, ...]:
        """Its clauses."""
        ...

    def definitions(self, matter: str, document: DocumentId, /) -> tuple[Definition, ...]:
        """Its defined terms."""
        ...

    def gate(self) -> Judge:
        """The gate."""
        ...


@dataclass(frozen=True, slots=True)
class Draw:
    """What is drawn: so many held-out contracts, so many altered sentences a kind in each, by the seed."""

    contracts: int
    each: int
    seed: int


def run_verification(assistant: Subject, data: Path, draw: Draw, *, written: Path, out: Path) -> Path:
    """Measure the gate on held-out contracts and on pairs written by hand; write ``out/verification-cuad.json`` and give that file.

    Raises:
        UsageError: the data is missing or has too few contracts.
    """
    chosen = pick(read_contracts(data), draw.contracts, seed=draw.seed)
    ids = [file_id(contract.pdf) for contract in chosen]
    matter = evaluation_matter(assistant, ids)
    list(assistant.ingest(matter, [contract.pdf for contract in chosen]))
    pairs: list[Pair] = []
    for card in assistant.documents(matter):
        clauses, terms = assistant.clauses(matter, card.id), assistant.definitions(matter, card.id)
        material = read_material(assistant.document(matter, card.id), clauses, terms)
        if material.provisions:
            pairs += make_pairs(material, seed=draw.seed, each=draw.each)
    if not pairs:
        raise UsageError("No sentence of these contracts can be altered.", remedy="Draw more contracts.")
    gate = assistant.gate()
    started = time.process_time()
    gates: tuple[Passes, ...] = (lambda s, e: gate.verify(s, e).ok, lambda s, e: verify(s, e).ok)
    outcomes = judge_pairs(pairs, gates)
    each = 1000 * (time.process_time() - started) / max(1, len(pairs))
    by_hand = judge_pairs(read_written(written), gates)
    experiment = Experiment(
        name="verification-cuad",
        command=f"lexassist evaluate verification --data DIR --contracts {draw.contracts} --each {draw.each} --seed {draw.seed}",
        seed=draw.seed,
        settings=public_settings(assistant.settings, "retrieval"),
        contracts=tuple(ids),
        figures={
            "contracts": figures(outcomes, _GATES),
            "written": figures(by_hand, _GATES),
            "milliseconds": round(each, 2),
        },
        tables=(
            *tables(outcomes, _GATES, of=f"{len(ids)} contracts"),
            *tables(by_hand, _GATES, of="Written by hand"),
        ),
        notes=(f"A sentence takes {each:.1f} ms of processor time for both gates together.",),
    )
    return write_experiment(experiment, out)
