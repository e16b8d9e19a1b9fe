"""Fits the ranking: which types a chunk is of, which a question asks for, and how much each feature weighs.

All three are convex and have no chance in them: the same vectors give the same fit. Knows vectors, not where they came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from lexassist.tuning.examples import Floats

_HEADS_KEPT_SMALL = 2e-4
"""Weight of the squared weights of the heads in their loss."""
_HEADS_ROUNDS = 60
"""The heads are stopped before they have learned the training contracts by heart."""
_HEADS_RANKED = 3.0
"""Weight, in their loss, of which chunk of a contract is of a type, beside whether each is."""
_QUESTIONS_LOOSE = 30.0
"""Inverse of how small the weights for questions are kept, as in logistic regression."""
_WEIGHTS_KEPT_SMALL = 1e-4
_WEIGHTS_RATE = 0.3
_WEIGHTS_ROUNDS = 60
"""More rounds find no more on contracts apart, and set features that say the same against each other."""
_MISSING = -1e4


@dataclass(frozen=True, slots=True)
class Judged:
    """A question asked of one contract: the features of its chunks (n, F), and the part of each chunk that is gold (n,)."""

    features: Floats
    gold: Floats


def fit_heads(
    vectors: Floats, carried: NDArray[np.bool_], contracts: Sequence[int] | None = None
) -> tuple[Floats, Floats]:
    """Weights (T, D) and bias (T,) for the logit that a chunk is of each type.

    ``carried`` is (n, T). Logistic regression for each type, all at once. ``contracts``, the number of each chunk's contract from 0,
    makes them heads to rank by: what is looked for is looked for in one contract, so which of its chunks carry a type counts beside
    whether each does.
    """
    seen, wanted = torch.from_numpy(vectors), torch.from_numpy(carried.astype(np.float32))
    types = wanted.shape[1]
    weights = torch.zeros((types, seen.shape[1]), requires_grad=True)
    bias = torch.full((types,), -5.0, requires_grad=True)
    ranked = _within_contracts(wanted, contracts) if contracts is not None else None

    def loss() -> torch.Tensor:
        logits = seen @ weights.T + bias
        each = functional.binary_cross_entropy_with_logits(logits, wanted) * types
        among = _HEADS_RANKED * ranked(logits) if ranked else 0.0
        return each + among + _HEADS_KEPT_SMALL * (weights**2).sum()

    _minimise(loss, [weights, bias], rounds=_HEADS_ROUNDS)
    return weights.detach().numpy(), bias.detach().numpy()


def _within_contracts(wanted: torch.Tensor, contracts: Sequence[int]) -> Callable[[torch.Tensor], torch.Tensor]:
    """The loss of logits by the softmax over each contract's chunks of those that are ``wanted`` (ListNet, Cao et al. 2007)."""
    of = torch.tensor(contracts)
    counts = torch.zeros((max(contracts) + 1, wanted.shape[1])).index_add_(0, of, wanted)
    shares = wanted / counts.clamp(min=1)[of] / max(1, int((counts > 0).sum()))

    def loss(logits: torch.Tensor) -> torch.Tensor:
        highest = logits.detach().max()
        sums = torch.zeros_like(counts).index_add_(0, of, torch.exp(logits - highest))
        return -((logits - highest - torch.log(sums)[of]) * shares).sum()

    return loss


def fit_questions(vectors: Floats, types: Sequence[int], count: int, share: Floats) -> tuple[Floats, Floats]:
    """Weights (count, D) and bias (count,) for the logit that a question is of each of ``count`` kinds.

    ``types`` has the number of each question's kind; a kind without questions is never taken. ``share`` is how much each counts.
    """
    seen, wanted, counts = torch.from_numpy(vectors), torch.tensor(types), torch.from_numpy(share)
    weights = torch.zeros((count, seen.shape[1]), requires_grad=True)
    bias = torch.zeros(count, requires_grad=True)
    absent = torch.tensor([_MISSING if kind not in set(types) else 0.0 for kind in range(count)])
    whole = float(counts.sum())

    def loss() -> torch.Tensor:
        each = functional.cross_entropy(seen @ weights.T + bias + absent, wanted, reduction="none")
        return (each * counts).sum() / whole + (weights**2).sum() / (2 * _QUESTIONS_LOOSE * whole)

    _minimise(loss, [weights, bias], rounds=1000)
    return weights.detach().numpy(), (bias.detach() + absent).numpy()


def fit_weights(judged: Iterable[Judged]) -> Floats:
    """Weights (F,) of the features, by the softmax over each contract's chunks of what is gold (ListNet, Cao et al. 2007).

    Raises:
        ValueError: no question has gold.
    """
    kept = [each for each in judged if each.gold.sum() > 0]
    if not kept:
        raise ValueError("no question has gold, so there is nothing to fit weights to")
    longest = max(len(each.gold) for each in kept)
    features = np.zeros((len(kept), longest, kept[0].features.shape[1]), dtype=np.float32)
    gold = np.zeros((len(kept), longest), dtype=np.float32)
    lacking = np.full((len(kept), longest), _MISSING, dtype=np.float32)
    for row, each in enumerate(kept):
        features[row, : len(each.gold)] = each.features
        gold[row, : len(each.gold)] = each.gold / each.gold.sum()
        lacking[row, : len(each.gold)] = 0
    seen, wanted, apart = torch.from_numpy(features), torch.from_numpy(gold), torch.from_numpy(lacking)
    weights = torch.zeros(features.shape[2], requires_grad=True)

    def loss() -> torch.Tensor:
        shares = functional.log_softmax(seen @ weights + apart, dim=1)
        return -(shares * wanted).sum() / len(kept) + _WEIGHTS_KEPT_SMALL * (weights**2).sum()

    optimiser = torch.optim.Adam([weights], lr=_WEIGHTS_RATE)
    for _ in range(_WEIGHTS_ROUNDS):
        _differentiated(loss, optimiser)
        optimiser.step()
    return weights.detach().numpy()


def _minimise(loss: Callable[[], torch.Tensor], parameters: list[torch.Tensor], *, rounds: int) -> None:
    optimiser = torch.optim.LBFGS(parameters, max_iter=rounds, history_size=10, line_search_fn="strong_wolfe")
    optimiser.step(  # type: ignore[no-untyped-call]
        lambda: _differentiated(loss, optimiser)
    )


def _differentiated(loss: Callable[[], torch.Tensor], optimiser: torch.optim.Optimizer) -> float:
    """The loss, with its gradients where the optimiser takes them from."""
    optimiser.zero_grad()
    value = loss()
    value.backward()  # type: ignore[no-untyped-call]
    return float(value.detach())
