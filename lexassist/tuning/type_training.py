"""Learns the types of clause for an encoder that is there, from labelled contracts: seconds to minutes, the encoder stays.

A firm that corrects labels, or adds types of its own, runs this and nothing else. Held-out contracts are never opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lexassist.evaluation.experiment import Experiment, Table, write_experiment
from lexassist.particulars.clause_types import save_types
from lexassist.retrieval.quantised import QuantisedEncoder
from lexassist.tuning.contracts import Studied
from lexassist.tuning.examples import Floats
from lexassist.tuning.material import NONE, Draft, Material
from lexassist.tuning.recipe import Tell
from lexassist.tuning.types import PARTS, Judged, Lesson, Typed, fit_types
from lexassist.types import Chunk, ChunkId, ClauseId, DocumentId, Encoder, Span

COMMAND = "python -m lexassist.tuning --types-only --data DIR"
_DRAFTS = DocumentId("drafts")
_AT_ONCE = 1024
"""Texts encoded between two signs of life."""

Encode = Callable[[Iterable[str]], Mapping[str, Floats]]
"""Gives the vector of each different text."""


@dataclass(frozen=True, slots=True)
class TypeOrder:
    """What to learn from, the folder of the encoder that the types are for, and where figures are written."""

    studied: Sequence[Studied]
    material: Material
    drafts: Sequence[Draft]
    model: Path
    results: Path


def train_types(order: TypeOrder, tell: Tell) -> Path:
    """Learn, write ``types.npz`` into the encoder's folder and ``training-types.json``, and give that file."""
    encoder = QuantisedEncoder(order.model, name="trained", threads=0)
    lesson = make_lesson(order.studied, order.material, order.drafts, lambda texts: encode_all(encoder, texts, tell))
    tell(f"learning {len(lesson.types)} types from {len(lesson.contracts)} contracts")
    model, judged = fit_types(lesson)
    save_types(model, order.model)
    return write_experiment(report(lesson, judged), order.results)


def make_lesson(studied: Sequence[Studied], material: Material, drafts: Sequence[Draft], encode: Encode) -> Lesson:
    """Contracts, drafts and questions with their vectors; the types are those that the material asks for."""
    types = material.types
    drafted = [(text, draft.category) for draft in drafts for text in draft.clauses]
    drafted += [(text, NONE) for draft in drafts for text in draft.unlike]
    asked = [text for name in types for text in material.questions[name]]
    vectors = encode([*(text for each in studied for text in each.texts), *(text for text, _ in drafted), *asked])
    means = [np.stack([vectors[text] for text in material.questions[name]]).mean(axis=0) for name in types]
    prototypes = np.stack(means)
    return Lesson(
        types=types,
        contracts=[_typed(each, types, vectors) for each in studied],
        drafts=_as_contract(drafted, types, vectors) if drafted else None,
        prototypes=np.asarray(prototypes / np.linalg.norm(prototypes, axis=1, keepdims=True), dtype=np.float32),
    )


def encode_all(encoder: Encoder, texts: Iterable[str], tell: Tell) -> dict[str, Floats]:
    """The vector of each different text."""
    different = list(dict.fromkeys(texts))
    vectors: dict[str, Floats] = {}
    for start in range(0, len(different), _AT_ONCE):
        batch = different[start : start + _AT_ONCE]
        vectors.update(zip(batch, encoder.encode(batch), strict=True))
        tell(f"{len(vectors)} of {len(different)} texts encoded")
    return vectors


def _typed(contract: Studied, types: Sequence[str], vectors: Mapping[str, Floats]) -> Typed:
    carried = np.array([[name in labels for name in types] for labels in contract.types], dtype=np.bool_)
    return Typed(contract.id, contract.chunks, np.stack([vectors[text] for text in contract.texts]), carried)


def _as_contract(drafted: Sequence[tuple[str, str]], types: Sequence[str], vectors: Mapping[str, Floats]) -> Typed:
    chunks = [
        Chunk(ChunkId(f"{_DRAFTS}-{at}"), ClauseId(_DRAFTS), _DRAFTS, Span(0, len(text)), text, "")
        for at, (text, _) in enumerate(drafted)
    ]
    carried = np.array([[name == own for name in types] for _, own in drafted], dtype=np.bool_)
    return Typed(_DRAFTS, chunks, np.stack([vectors[text] for text, _ in drafted]), carried)


def report(lesson: Lesson, judged: Judged) -> Experiment:
    """How contracts are told that the judgement on them was not learned from."""
    said, absent = judged.likely >= judged.present, judged.likely < judged.absent
    right, has = said & judged.has, judged.has.sum(axis=0)
    scores = 2 * right.sum(axis=0) / np.maximum(1, said.sum(axis=0) + has)
    lost = (absent & judged.has).sum(axis=0)
    rows = [
        (name, str(int(has[at])), f"{100 * scores[at]:.1f}", str(int(lost[at]))) for at, name in enumerate(lesson.types)
    ]
    taught = scores[has > 0]
    return Experiment(
        name="training-types",
        command=COMMAND,
        seed=0,
        settings={"parts": PARTS},
        contracts=tuple(each.id for each in lesson.contracts),
        figures={
            "macro_f1": float(taught.mean()),
            "told_as_absent": float(lost.sum() / max(1, has.sum())),
            "uncertain": float((~said & ~absent).mean()),
        },
        tables=(Table("Development contracts, each judged by what the other parts taught", _COLUMNS, tuple(rows)),),
        notes=(
            f"Macro F1 {100 * taught.mean():.1f} %; {100 * lost.sum() / max(1, has.sum()):.1f} % of the clauses are told as "
            f"absent, {100 * (~said & ~absent).mean():.1f} % of all decisions are left to a person. The encoder was trained on "
            "four fifths of these contracts: only held-out ones say how good this is.",
        ),
    )


_COLUMNS = ("type", "contracts that have it", "F1, %", "of these told as absent")
