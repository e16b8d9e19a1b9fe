"""Fits what a chunk's vector, terms and cues say of its types: logistic regression for each type, all at once.

Convex and without chance: the same examples give the same weights. Terms are chosen by how much more often they stand in chunks of a
type than in others; each must stand in several contracts, so that no name of a company is learned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from lexassist.particulars.cues import CUES
from lexassist.particulars.wording import Terms, read_wording, split_words, terms_of
from lexassist.tuning.examples import Floats
from lexassist.types import Chunk

Bools = NDArray[np.bool_]

_CONTRACTS = 6
"""Contracts that a term must stand in."""
_TERMS_A_TYPE = 300
_KEPT_SMALL = 0.1
"""Weight of the squared weights in the loss."""
_CUE = 0.5
"""How much a cue counts beside a vector of unit length: what counts more is held back less."""
_ROUNDS = 60
_RARE = -5.0
"""Where the logits start: most chunks are of no type."""


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """Chunks to learn from: vectors (n, D), which types each carries (n, T), how much each counts (n,)."""

    chunks: Sequence[Chunk]
    vectors: Floats
    carried: Bools
    counts: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """What was learned of chunks; the fields are those of :class:`lexassist.particulars.clause_types.TypeModel`."""

    terms: tuple[str, ...]
    heads: Floats
    rarity: Floats
    term_weights: Floats
    cue_weights: Floats
    bias: Floats


def fit_type_heads(taught: Taught, prototypes: Floats) -> Heads:
    """Weights for every type that the chunks carry.

    ``prototypes`` (P, D) are directions that are known to matter, of unit length: what is learned along them is held back less.
    """
    terms, rarity = choose_terms(taught)
    wording = read_wording(taught.chunks, {term: at for at, term in enumerate(terms)})
    cues = np.zeros((len(taught.chunks), len(CUES)), dtype=np.float32)
    for row, found in enumerate(wording.cues):
        cues[row, list(found)] = _CUE
    along = np.concatenate([taught.vectors, taught.vectors @ prototypes.T, cues], axis=1)
    weights = _fit(along, _matrix(wording.terms, rarity), taught.carried.astype(np.float32), taught.counts)
    first, second = taught.vectors.shape[1], taught.vectors.shape[1] + len(prototypes)
    third = along.shape[1]
    return Heads(
        terms=terms,
        heads=(weights[:first] + prototypes.T @ weights[first:second]).T,
        rarity=rarity,
        term_weights=weights[third:-1],
        cue_weights=weights[second:third] * _CUE,
        bias=weights[-1],
    )


def choose_terms(taught: Taught) -> tuple[tuple[str, ...], Floats]:
    """The terms that tell types apart, sorted, and how rare each is: the logarithm of the chunks to one that has it."""
    having: Counter[str] = Counter()
    together: dict[str, Floats] = {}
    contracts: dict[str, set[str]] = {}
    above = {text: split_words(text) for text in {chunk.context for chunk in taught.chunks}}
    for chunk, carried in zip(taught.chunks, taught.carried, strict=True):
        own = set(terms_of(split_words(chunk.text), above[chunk.context]))
        having.update(own)
        for term in own:
            contracts.setdefault(term, set()).add(chunk.document)
        if carried.any():
            for term in own:
                together[term] = together.get(term, 0) + carried.astype(np.float32)
    known = sorted(term for term in together if len(contracts[term]) >= _CONTRACTS)
    if not known:
        return (), np.zeros(0, dtype=np.float32)
    frequent = np.array([having[term] for term in known], dtype=np.float32)
    chosen = _telling(np.stack([together[term] for term in known]), frequent, taught.carried)
    rarity = np.log(len(taught.chunks) / frequent[chosen]).astype(np.float32)
    return tuple(known[at] for at in chosen.tolist()), rarity


def _telling(together: Floats, frequent: Floats, carried: Bools) -> NDArray[np.intp]:
    """The terms that stand in chunks of some type much more often than by chance, in order."""
    share = ((frequent + 1) / (len(carried) + 2))[:, None]
    of_type = carried.sum(axis=0)[None, :]
    above_chance = (together - of_type * share) / np.sqrt(of_type * share * (1 - share) + 0.5)
    best = np.argsort(-above_chance, axis=0, kind="stable")[:_TERMS_A_TYPE, of_type[0] > 0]
    return np.unique(best)


def _matrix(terms: Terms, rarity: Floats) -> csr_matrix:
    """A row a chunk, of unit length, with a column a term: multiplied with weights it is what ``weigh_terms`` gives."""
    count = len(terms.starts) - 1
    owners = np.repeat(np.arange(count), np.diff(terms.starts))
    values = rarity[terms.numbers]
    lengths = np.sqrt(np.bincount(owners, weights=values**2, minlength=count)).astype(np.float32)
    return csr_matrix((values / lengths[owners], terms.numbers, terms.starts), shape=(count, len(rarity)))


def _fit(dense: Floats, sparse: csr_matrix, carried: Floats, counts: Floats) -> Floats:
    """Weights (columns of both + 1, T), the bias last."""
    columns, types = dense.shape[1] + sparse.shape[1] + 1, carried.shape[1]
    across, turned, each = np.ascontiguousarray(dense.T), sparse.T.tocsr(), counts[:, None]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(columns, types).astype(np.float32)
        inside, outside = weights[: dense.shape[1]], weights[dense.shape[1] : -1]
        logits = dense @ inside + sparse @ outside + weights[-1]
        shrunk = np.exp(-np.abs(logits))
        value = (each * (np.maximum(logits, 0) - carried * logits + np.log1p(shrunk))).sum(dtype=np.float64)
        wrong = each * (np.where(logits > 0, 1 / (1 + shrunk), shrunk / (1 + shrunk)) - carried)
        slope = np.concatenate([across @ wrong, turned @ wrong, wrong.sum(axis=0)[None]]).astype(np.float64)
        slope[:-1] += 2 * _KEPT_SMALL * weights[:-1]
        return float(value + _KEPT_SMALL * (weights[:-1] ** 2).sum(dtype=np.float64)), slope.ravel()

    start = np.zeros((columns, types))
    start[-1] = _RARE
    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS, "maxcor": 6})
    return np.asarray(found.x.reshape(columns, types), dtype=np.float32)
