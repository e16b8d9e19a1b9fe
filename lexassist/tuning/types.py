"""What types of clause are read with, learned from contracts with expert labels and from clauses drafted for this project.

First the chunks: which types each is of (:mod:`lexassist.tuning.type_heads`). Then the contract: how sure its best chunks make
that it has the type, and from where on it is told so. That second step, and with it the thresholds, is learned from what the
first says about contracts that it has not seen: they are divided into parts, and each part is judged by what the others taught.

Of a rare type there are few contracts. So the evidence weighs the same for all types, each has only a shift of its own that
is kept small, and thresholds follow from the probabilities and not from the few contracts with the type.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from lexassist.particulars.clause_types import TypeModel, gather, sigmoid
from lexassist.particulars.cues import CUES
from lexassist.particulars.wording import read_wording, weigh_terms
from lexassist.tuning.examples import Floats
from lexassist.tuning.type_heads import Heads, Taught, fit_type_heads
from lexassist.types import Chunk

Bools = NDArray[np.bool_]

PARTS = 5
"""Parts that the contracts are divided into."""
FALSE_ABSENCES = 0.02
"""Share of clauses that may be told as absent where the contract has them."""
DRAFT = 2.0
"""How much a drafted clause counts beside a chunk of a contract."""
_LIKELIEST_ABSENCE = 0.1
"""Probability from which a type is never told as absent, however often contracts have it."""
_SHIFT_LOOSE = 0.1
"""Inverse of how small a type's shift is kept, as in logistic regression."""
_EVIDENCE_LOOSE = 10.0
"""By how much more freely the weights of the evidence are fitted than the types' shifts."""
_ALIKE = 10.0
"""Contracts with the clause by which a type's own rate of false absences is drawn to that of all."""


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """A contract to learn from: its chunks, their vectors (n, D), and which types each carries (n, T)."""

    id: str
    chunks: Sequence[Chunk]
    vectors: Floats
    carried: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """All that types are learned from. ``drafts`` is a contract that only teaches; ``prototypes`` (P, D) as for the heads."""

    types: tuple[str, ...]
    contracts: Sequence[Typed]
    drafts: Typed | None
    prototypes: Floats

    @property
    def has(self) -> Bools:
        """Which types each contract has, (contracts, T)."""
        return np.stack([each.carried.any(axis=0) for each in self.contracts])


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What is said, (contracts, T), of contracts that nothing was learned from: probabilities and the two thresholds."""

    likely: Floats
    has: Bools
    present: Floats
    absent: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Weighing:
    """How evidence is weighed: weights (F,) for all types, and a shift (T,) for each."""

    evidence: Floats
    shift: Floats

    def probabilities(self, features: Floats) -> Floats:
        return sigmoid(features @ self.evidence + self.shift)


def fit_types(lesson: Lesson) -> tuple[TypeModel, Judged]:
    """The model of all that the contracts teach, and how contracts are judged that it was not learned from.

    The thresholds that a contract is judged by were learned from other contracts too, so ``Judged`` is fair to look at; only
    contracts that were held out from everything say how good the model is.
    """
    features, has = _unseen(lesson), lesson.has
    judged = _judge(lesson, features, has)
    weighing = _weigh(features, has)
    likely = weighing.probabilities(features)
    heads = _fit_heads(lesson, lesson.contracts)
    model = TypeModel(
        types=lesson.types,
        terms=heads.terms,
        cues=tuple(cue.name for cue in CUES),
        heads=heads.heads,
        rarity=heads.rarity,
        term_weights=heads.term_weights,
        cue_weights=heads.cue_weights,
        bias=heads.bias,
        evidence=weighing.evidence,
        shift=weighing.shift,
        absent=low_thresholds(likely, has),
        present=best_thresholds(likely),
        false_absences=false_absences(judged),
    )
    return model, judged


def part_of_id(identity: str) -> int:
    """The part of a contract, by a digest of its id: it stays there whatever else is in the data."""
    return hashlib.sha256(f"part{identity}".encode()).digest()[0] % PARTS


def best_thresholds(likely: Floats) -> Floats:
    """For each type the probability from which to say "present" for the best F1 that the probabilities let expect.

    Of n contracts in falling order of probability p, saying yes to the first k gives an expected F1 of about
    2 (p1 + ... + pk) / (k + p1 + ... + pn) (Lewis 1995). The threshold lies midway between the k-th probability where that is
    greatest and the next.
    """
    falling = -np.sort(-likely, axis=0)
    expected = 2 * np.cumsum(falling, axis=0) / (np.arange(1, len(falling) + 1)[:, None] + falling.sum(axis=0))
    last = expected.argmax(axis=0)[None]
    followed = np.concatenate([falling, np.zeros_like(falling[:1])])
    between = (np.take_along_axis(followed, last, axis=0) + np.take_along_axis(followed, last + 1, axis=0)) / 2
    return np.asarray(between[0], dtype=np.float32)


def low_thresholds(likely: Floats, has: Bools) -> Floats:
    """For each type the probability below which to say "absent".

    The share of its clauses that a type may be expected to lose by that is the same for all types, and as great as it may be
    for no more than :data:`FALSE_ABSENCES` to be lost in fact: of all clauses together, and of a type on average. It is never
    above the other threshold, nor above one in ten.
    """
    rising = np.sort(likely, axis=0)
    lost = np.cumsum(rising, axis=0) / rising.sum(axis=0)
    best = np.zeros(likely.shape[1], dtype=np.float32)
    upper = np.minimum(best_thresholds(likely), _LIKELIEST_ABSENCE)
    for share in np.linspace(0.001, 0.2, 200):
        kept = (lost < share).sum(axis=0)
        bounds = np.minimum(rising[np.minimum(kept, len(rising) - 1), np.arange(rising.shape[1])], upper)
        missed = ((likely < bounds) & has).sum(axis=0)
        average = (missed / np.maximum(1, has.sum(axis=0)))[has.any(axis=0)].mean()
        if max(average, missed.sum() / has.sum()) > FALSE_ABSENCES:
            break
        best = bounds
    return np.asarray(best, dtype=np.float32)


def false_absences(judged: Judged) -> Floats:
    """The share of contracts with each type that are told to lack it; of rare types drawn to the share of all."""
    lost = ((judged.likely < judged.absent) & judged.has).sum(axis=0)
    having = judged.has.sum(axis=0)
    return np.asarray((lost + _ALIKE * lost.sum() / max(1, having.sum())) / (having + _ALIKE), dtype=np.float32)


def _fit_heads(lesson: Lesson, contracts: Sequence[Typed]) -> Heads:
    taught = [*contracts, lesson.drafts] if lesson.drafts else [*contracts]
    counts = [np.full(len(each.chunks), DRAFT if each is lesson.drafts else 1.0, np.float32) for each in taught]
    return fit_type_heads(
        Taught(
            chunks=[chunk for each in taught for chunk in each.chunks],
            vectors=np.concatenate([each.vectors for each in taught]),
            carried=np.concatenate([each.carried for each in taught]),
            counts=np.concatenate(counts),
        ),
        lesson.prototypes,
    )


def _unseen(lesson: Lesson) -> Floats:
    """What the chunks of each contract say, (contracts, T, F), by heads that have not seen the contract."""
    found: dict[str, Floats] = {}
    for part in range(PARTS):
        inside = [each for each in lesson.contracts if part_of_id(each.id) == part]
        outside = [each for each in lesson.contracts if part_of_id(each.id) != part]
        if inside:
            heads = _fit_heads(lesson, outside)
            known = {term: at for at, term in enumerate(heads.terms)}
            found |= {each.id: gather(_logits(heads, each, known)) for each in inside}
    return np.stack([found[each.id] for each in lesson.contracts])


def _logits(heads: Heads, contract: Typed, known: Mapping[str, int]) -> Floats:
    wording = read_wording(contract.chunks, known)
    cued = np.zeros((len(contract.chunks), len(CUES)), dtype=np.float32)
    for row, cues in enumerate(wording.cues):
        cued[row, list(cues)] = 1
    said = weigh_terms(wording.terms, heads.rarity, heads.term_weights)
    return np.asarray(contract.vectors @ heads.heads.T + said + cued @ heads.cue_weights + heads.bias, dtype=np.float32)


def _weigh(features: Floats, has: Bools) -> _Weighing:
    """Logistic regression over all types at once."""
    contracts, types, kinds = features.shape
    middle, spread = features.mean(axis=(0, 1)), features.std(axis=(0, 1)) + 1e-6
    seen = np.zeros((contracts, types, kinds + types), dtype=np.float32)
    seen[:, :, :kinds] = (features - middle) / spread * _EVIDENCE_LOOSE
    seen[:, np.arange(types), kinds + np.arange(types)] = 1
    if has.all() or not has.any():
        share = (has.sum() + 1) / (has.size + 2)
        return _Weighing(np.zeros(kinds, np.float32), np.full(types, np.log(share / (1 - share)), np.float32))
    fit = LogisticRegression(C=_SHIFT_LOOSE, max_iter=500).fit(seen.reshape(-1, kinds + types), has.ravel())
    evidence = fit.coef_[0, :kinds] * _EVIDENCE_LOOSE / spread
    shift = fit.coef_[0, kinds:] + fit.intercept_[0] - middle @ evidence
    return _Weighing(evidence.astype(np.float32), shift.astype(np.float32))


def _judge(lesson: Lesson, features: Floats, has: Bools) -> Judged:
    """Each part of the contracts, weighed and told by what the other parts taught."""
    parts = np.array([part_of_id(each.id) for each in lesson.contracts])
    likely, present, absent = (np.zeros(has.shape, dtype=np.float32) for _ in range(3))
    for part in set(parts.tolist()):
        inside, outside = parts == part, parts != part
        weighing = _weigh(features[outside], has[outside])
        known = weighing.probabilities(features[outside])
        likely[inside] = weighing.probabilities(features[inside])
        present[inside], absent[inside] = best_thresholds(known), low_thresholds(known, has[outside])
    return Judged(likely, has, present, absent)
