"""Which types of clause a contract has, and where: present, or absent with a certificate, or for a person to look at.

Every chunk of a stored contract is compared with every type; what is found is weighed into the probability that the contract
has a clause of the type at all. Two thresholds make three outcomes of it: from the upper one on it is PRESENT; ABSENT is
told only below the lower one, which few contracts that have such a clause fall under; between them it is UNCERTAIN. Where
words could not be read, nothing is told as absent.

What was learned belongs to one encoder and lies in its folder (:data:`FILE`). It knows the types it was taught, and no others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from lexassist.errors import ModelDamaged, ModelMissing
from lexassist.models.catalogue import TYPES
from lexassist.parsing.clauses import contents
from lexassist.types import (
    Chunk,
    Clause,
    ClauseId,
    ClauseScore,
    Presence,
    Span,
    TypedPlace,
    TypePresence,
    WholeDocument,
)

FILE = TYPES
Floats = NDArray[np.float32]

NEAREST = 3
"""Places that are told of a type that is not present."""
_SHOWN = 0.5
"""Probability from which a clause is told to be of a type."""
_FEATURES = 3


@dataclass(frozen=True, slots=True)
class TypeModel:
    """Learned weights for T types; vectors have D columns.

    ``heads`` (T, D) and ``head_bias`` (T,): the logit that a chunk is of each type. ``weights`` (T, F) and ``bias`` (T,): the
    logit that a contract has each type, from what :func:`gather` gives. ``absent`` and ``present`` (T,) are the two
    thresholds, ``false_absences`` (T,) the share of contracts with such a clause that fall below the lower.
    """

    types: tuple[str, ...]
    heads: Floats
    head_bias: Floats
    weights: Floats
    bias: Floats
    absent: Floats
    present: Floats
    false_absences: Floats

    def chunk_logits(self, vectors: Floats) -> Floats:
        """The logit, (n, T), that each of n chunks is of each type."""
        return np.asarray(vectors @ self.heads.T + self.head_bias, dtype=np.float32)

    def probabilities(self, logits: Floats) -> Floats:
        """The probability, (T,), that a contract whose chunks have these logits has each type."""
        return _sigmoid((gather(logits) * self.weights).sum(axis=1) + self.bias)


def gather(logits: Floats) -> Floats:
    """What the chunks of one contract say of each type, (T, F): the best, the second, and all together."""
    if not len(logits):
        return np.full((logits.shape[1], _FEATURES), -20, dtype=np.float32)
    ordered = -np.sort(-logits, axis=0)
    second = ordered[min(1, len(ordered) - 1)]
    together = np.log1p(np.exp(np.clip(logits, -20, 20))).sum(axis=0)
    return np.asarray(np.stack([ordered[0], second, np.log(together + 1e-6)], axis=1), dtype=np.float32)


def load_types(folder: Path) -> TypeModel:
    """What was learned for the encoder in ``folder``.

    Raises:
        ModelMissing: nothing was learned about types for this encoder.
        ModelDamaged: the file is there and cannot be used.
    """
    file = folder / FILE
    if not file.is_file():
        raise ModelMissing(
            f"The encoder in {folder} knows no types of clause ({FILE} is not there).",
            remedy="Use the encoder that comes with LexAssist, or train one (docs/training.md).",
        )
    try:
        with np.load(file, allow_pickle=False) as parts:
            names = tuple(str(name) for name in parts["types"])
            learned = [np.asarray(parts[field], dtype=np.float32) for field in _learned()]
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise ModelDamaged(
            f"{file} cannot be used ({error}).", remedy="Run `lexassist models verify`, then install LexAssist again."
        ) from error
    return TypeModel(names, *learned)


def save_types(model: TypeModel, folder: Path) -> None:
    """Write what was learned into an encoder's folder."""
    parts = {field: getattr(model, field) for field in _learned()}
    np.savez_compressed(folder / FILE, types=np.array(model.types), **parts)


def read_types(model: TypeModel, whole: WholeDocument) -> tuple[TypePresence, ...]:
    """For each type, in the model's order, whether the contract has it, and what that rests on."""
    logits = model.chunk_logits(whole.vectors)
    likely, chunks = model.probabilities(logits).tolist(), _sigmoid(logits)
    leaves = _leaves(whole.clauses)
    checked = len(leaves) - len(_unread(leaves, whole))
    spans = {clause.id: clause.span for clause in whole.clauses}
    found = []
    for column, name in enumerate(model.types):
        presence = _presence(likely[column], float(model.absent[column]), float(model.present[column]))
        if presence is Presence.ABSENT and checked < len(leaves):
            presence = Presence.UNCERTAIN
        places = _places(whole.chunks, chunks[:, column], spans, found=presence is Presence.PRESENT)
        threshold, missed = float(model.present[column]), float(model.false_absences[column])
        found.append(
            TypePresence(name, presence, likely[column], tuple(places), checked, len(leaves), threshold, missed)
        )
    return tuple(found)


def score_clauses(model: TypeModel, whole: WholeDocument) -> Mapping[ClauseId, tuple[ClauseScore, ...]]:
    """The types of each leaf clause, best first; a clause of none has an empty tuple."""
    best = {leaf.id: np.zeros(len(model.types), dtype=np.float32) for leaf in _leaves(whole.clauses)}
    for chunk, row in zip(whole.chunks, _sigmoid(model.chunk_logits(whole.vectors)), strict=True):
        best[chunk.clause] = np.maximum(best[chunk.clause], row)
    return {clause: tuple(_scores(model.types, row)) for clause, row in best.items()}


def _scores(types: Sequence[str], row: Floats) -> Iterator[ClauseScore]:
    for column in np.argsort(-row, kind="stable").tolist():
        if row[column] >= _SHOWN:
            yield ClauseScore(types[column], float(row[column]))


def _presence(probability: float, absent: float, present: float) -> Presence:
    if probability >= present:
        return Presence.PRESENT
    return Presence.ABSENT if probability < absent else Presence.UNCERTAIN


def _places(
    chunks: Sequence[Chunk], likely: Floats, spans: Mapping[ClauseId, Span], *, found: bool
) -> Iterator[TypedPlace]:
    """The places that carry a type that was found, at least one; otherwise the nearest. Best first."""
    order = np.argsort(-likely, kind="stable").tolist()
    kept = [at for at in order if likely[at] >= _SHOWN] or order[:1] if found else order[:NEAREST]
    for at in kept:
        chunk, own = chunks[at], spans[chunks[at].clause]
        # A heading that is a clause of its own goes with the words behind it into one chunk.
        span = Span(max(chunk.span.start, own.start), min(chunk.span.end, own.end))
        yield TypedPlace(chunk.clause, span, float(likely[at]))


def _leaves(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    parents = {clause.parent for clause in clauses}
    return tuple(clause for clause in clauses if clause.id not in parents)


def _unread(leaves: Sequence[Clause], whole: WholeDocument) -> tuple[Clause, ...]:
    """The clauses of which something was not compared: a page in them is an image, or words of them are in no chunk.

    A table of contents provides for nothing, and is none of them.
    """
    images = [page.start for page in whole.document.pages if page.needs_ocr]
    ends = [chunk.span.end for chunk in whole.chunks]

    def chunked(span: Span) -> bool:
        at = bisect_right(ends, span.start)
        return at < len(ends) and whole.chunks[at].span.start < span.end

    return tuple(
        leaf
        for leaf in leaves
        if any(leaf.span.start <= start <= leaf.span.end for start in images)
        or not (
            chunked(leaf.span)
            or leaf.heading == contents.HEADING
            or not any(map(str.isalnum, whole.document.quote(leaf.span)))
        )
    )


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)


def _learned() -> tuple[str, ...]:
    return tuple(field.name for field in fields(TypeModel) if field.name != "types")
