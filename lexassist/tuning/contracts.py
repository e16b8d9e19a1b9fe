"""Development contracts with what experts marked in them, chunk by chunk.

Promises: no held-out contract is opened, whatever is given. Contracts are told apart by the ids of their files, never by
their names. A fifth of them, by a digest of the name, is for validation: nothing is trained on those, and the weights of
the ranking are fitted on them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lexassist.errors import UsageError
from lexassist.evaluation.alignment import Transcription, align
from lexassist.evaluation.cuad import Contract, Part, part_of
from lexassist.evaluation.experiment import file_id
from lexassist.evaluation.runs import Gold, place_gold
from lexassist.tuning.recipe import Tell
from lexassist.types import Chunk, Clause, Document, Reading, Span

Read = Callable[[Contract], Reading]
"""Reads a contract's PDF."""

_ENOUGH = 40
"""Characters of a marked span that a chunk must have to carry its label, or half of either where that is less."""
_TOLD_EVERY = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the contract: the type of clause that it asks for, and where the gold stands."""

    type: str
    gold: Gold


@dataclass(frozen=True, slots=True)
class Studied:
    """A contract as it is learned from. ``types`` are the labels that each chunk carries, in the order of ``chunks``."""

    id: str
    validation: bool
    clauses: tuple[Clause, ...]
    chunks: tuple[Chunk, ...]
    types: tuple[frozenset[str], ...]
    asked: tuple[Asked, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What the encoder is given for each chunk."""
        return tuple(chunk.encoded for chunk in self.chunks)


def development(contracts: Iterable[Contract]) -> tuple[Contract, ...]:
    """Those that may be looked at."""
    return tuple(contract for contract in contracts if part_of(contract) is Part.DEVELOPMENT)


def is_validation(name: str) -> bool:
    """Whether a contract is kept from training, by a digest of its name: it stays so whatever else is in the data."""
    return hashlib.sha256(f"val{name}".encode()).digest()[0] % 5 == 0


def official_questions(contracts: Iterable[Contract]) -> Mapping[str, str]:
    """The data's own question for each type, without the words that name a contract; of development contracts only."""
    return {
        question.category: question.query.rpartition(";")[2].strip()
        for contract in development(contracts)
        for question in contract.questions
    }


def study_all(contracts: Iterable[Contract], read: Read, *, workers: int, tell: Tell) -> tuple[Studied, ...]:
    """Read and label the development contracts among ``contracts``, ``workers`` at a time.

    Those that give no text are told and left out.

    Raises:
        UsageError: none is left to train on, or none to validate on.
    """
    chosen = development(contracts)
    studied: list[Studied] = []
    with ThreadPoolExecutor(workers) as pool:
        for number, (contract, reading) in enumerate(zip(chosen, pool.map(read, chosen), strict=True), start=1):
            if reading.document is None or not reading.chunks:
                tell(f"contract {file_id(contract.pdf)} is left out: {reading.message or 'it has no text.'}")
                continue
            studied.append(study(contract, reading.document, reading))
            if number % _TOLD_EVERY == 0:
                tell(f"{number} of {len(chosen)} contracts read")
    if len({each.validation for each in studied}) < 2:
        raise UsageError(
            f"{len(studied)} development contracts cannot be divided into those to train on and those to validate on.",
            remedy="Give more contracts: half of them are held out, and a fifth of the others is for validation.",
        )
    return tuple(studied)


def study(contract: Contract, document: Document, reading: Reading) -> Studied:
    """Label the chunks of a contract that was read."""
    source, target = Transcription(contract.text()), Transcription(document.text)
    places = {span: align(span, source, target).spans for span in contract.labels}
    marked = {
        each.category: tuple(place for span in each.spans for place in places.get(span, ())) for each in contract.marked
    }
    identity = str(document.id)
    return Studied(
        id=identity,
        validation=is_validation(contract.name),
        clauses=reading.clauses,
        chunks=reading.chunks,
        types=tuple(carried(chunk.span, marked) for chunk in reading.chunks),
        asked=tuple(
            Asked(question.category, place_gold(question, source, target, identity)) for question in contract.questions
        ),
    )


def carried(chunk: Span, marked: Mapping[str, Sequence[Span]]) -> frozenset[str]:
    """The labels of which a chunk has enough words.

    >>> sorted(carried(Span(0, 100), {"a": [Span(90, 200)], "b": [Span(95, 104)], "c": [Span(50, 300)]}))
    ['b', 'c']
    """
    return frozenset(name for name, spans in marked.items() if any(_has_enough(chunk, span) for span in spans))


def _has_enough(chunk: Span, marked: Span) -> bool:
    shared = chunk.overlap(marked)
    return shared > 0 and shared >= min(_ENOUGH, len(marked) / 2, len(chunk) / 2)
