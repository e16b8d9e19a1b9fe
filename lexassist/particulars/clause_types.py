"""Which types of clause a contract has, and where: present, or absent with a certificate, or for a person to look at.

Every chunk of a stored contract is compared with every type: by its vector, by its words (:mod:`lexassist.particulars.wording`)
and by turns of phrase that were written down by hand (:mod:`lexassist.particulars.cues`). The best chunks give the probability
that the contract has a clause of the type at all. Two thresholds make three outcomes of it: from the upper one on it is PRESENT; ABSENT is
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
from lexassist.particulars.body import read_body
from lexassist.particulars.cues import CUES
from lexassist.particulars.plainwords import PLAIN
from lexassist.particulars.wording import read_wording, weigh_terms
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
_NOTHING = -20.0
"""The logit of a contract without words."""
_NAMES = ("types", "terms", "cues")
_MANY = "term_weights"


@dataclass(frozen=True, slots=True, eq=False)
class TypeModel:
    """Learned weights for T types of clause; vectors have D columns, there are W terms and C cues.

    A chunk's logit for each type is the sum of what its vector says (``heads`` (T, D)), its terms (``term_weights`` (W, T), each
    term as rare as ``rarity`` (W,) says, the chunk's terms together of unit length), its cues (``cue_weights`` (C, T)) and
    ``bias`` (T,). ``evidence`` (F,) and ``shift`` (T,) make of what :func:`gather` gives the logit that the contract has the
    type. ``absent`` and ``present`` (T,) are the two thresholds, ``false_absences`` (T,) the share of contracts with such
    a clause that fall below the lower.
    """

    types: tuple[str, ...]
    terms: tuple[str, ...]
    cues: tuple[str, ...]
    heads: Floats
    rarity: Floats
    term_weights: Floats
    cue_weights: Floats
    bias: Floats
    evidence: Floats
    shift: Floats
    absent: Floats
    present: Floats
    false_absences: Floats

    def chunk_logits(self, chunks: Sequence[Chunk], vectors: Floats) -> Floats:
        """The logit, (n, T), that each chunk is of each type."""
        wording = read_wording(chunks, {term: at for at, term in enumerate(self.terms)})
        logits = vectors @ self.heads.T + self.bias
        logits += weigh_terms(wording.terms, self.rarity, self.term_weights)
        for row, cues in enumerate(wording.cues):
            if cues:
                logits[row] += self.cue_weights[list(cues)].sum(axis=0)
        return np.asarray(logits, dtype=np.float32)

    def probabilities(self, logits: Floats) -> Floats:
        """The probability, (T,), that a contract whose chunks have these logits has each type."""
        return sigmoid(gather(logits) @ self.evidence + self.shift)


def gather(logits: Floats) -> Floats:
    """What the chunks of one contract say of each type, (T, F): the logit of the best, and of the second."""
    if not len(logits):
        return np.full((logits.shape[1], 2), _NOTHING, dtype=np.float32)
    ordered = -np.sort(-logits, axis=0)
    return np.asarray(np.stack([ordered[0], ordered[min(1, len(ordered) - 1)]], axis=1), dtype=np.float32)


def sigmoid(logits: Floats) -> Floats:
    """The probabilities of logits."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)


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
            types, terms, cues = (tuple(map(str, parts[field].tolist())) for field in _NAMES)
            learned = [np.asarray(parts[field], dtype=np.float32) for field in _numbers()]
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise ModelDamaged(
            f"{file} cannot be used ({error}).", remedy="Run `lexassist models verify`, then install LexAssist again."
        ) from error
    if cues != tuple(cue.name for cue in CUES):
        raise ModelDamaged(f"{file} was learned with other cues.", remedy="Train it again (docs/training.md).")
    return TypeModel(types, terms, cues, *learned)


def save_types(model: TypeModel, folder: Path) -> None:
    """Write what was learned into an encoder's folder."""
    numbers = {field: np.asarray(getattr(model, field), dtype=np.float32) for field in _numbers() if field != _MANY}
    np.savez_compressed(
        folder / FILE,
        allow_pickle=False,
        types=np.array(model.types, dtype=np.str_),
        terms=np.array(model.terms, dtype=np.str_),
        cues=np.array(model.cues, dtype=np.str_),
        # Half of the digits: weights of terms are by far the most, and none matters much.
        term_weights=model.term_weights.astype(np.float16),
        **numbers,
    )


def read_types(model: TypeModel, whole: WholeDocument) -> tuple[TypePresence, ...]:
    """For each type, in the model's order, whether the contract has it, and what that rests on."""
    logits = model.chunk_logits(whole.chunks, whole.vectors)
    likely, chunks = model.probabilities(logits).tolist(), sigmoid(logits)
    leaves = _leaves(whole.clauses)
    checked = len(leaves) - len(_unread(leaves, whole))
    spans = {clause.id: clause.span for clause in whole.clauses}
    found = []
    for column, name in enumerate(model.types):
        presence = _presence(likely[column], float(model.absent[column]), float(model.present[column]))
        if presence is Presence.ABSENT and (checked < len(leaves) or _plainly(name, whole)):
            presence = Presence.UNCERTAIN
        places = _places(whole.chunks, chunks[:, column], spans, found=presence is Presence.PRESENT)
        threshold, missed = float(model.present[column]), float(model.false_absences[column])
        found.append(
            TypePresence(name, presence, likely[column], tuple(places), checked, len(leaves), threshold, missed)
        )
    return tuple(found)


def _plainly(name: str, whole: WholeDocument) -> bool:
    """Whether a sentence provides for a type in plain words that were not learned."""
    if (says := PLAIN.get(name)) is None:
        return False
    body = read_body(whole)
    return any(says(body.words(sentence)) for leaf in body.leaves for sentence in body.sentences(leaf.span))


def score_clauses(model: TypeModel, whole: WholeDocument) -> Mapping[ClauseId, tuple[ClauseScore, ...]]:
    """The types of each leaf clause, best first; a clause of none has an empty tuple."""
    best = {leaf.id: np.zeros(len(model.types), dtype=np.float32) for leaf in _leaves(whole.clauses)}
    for chunk, row in zip(whole.chunks, sigmoid(model.chunk_logits(whole.chunks, whole.vectors)), strict=True):
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
        inside = (
            Span(max(chunk.span.start, own.start), min(chunk.span.end, own.end)) if chunk.span.overlap(own) else own
        )
        yield TypedPlace(chunk.clause, inside, float(likely[at]))


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


def _numbers() -> tuple[str, ...]:
    return tuple(field.name for field in fields(TypeModel) if field.name not in _NAMES)
