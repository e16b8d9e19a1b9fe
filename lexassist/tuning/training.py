"""Trains the top layers of a sentence-transformers encoder on batches of pairs.

The loss is the softmax over a batch of each question's passage among all passages, and half of that of each passage's
question among all questions (multiple negatives ranking, Henderson et al. 2017, arXiv 1705.00652, both ways round). Loads
by path only. The same batches and seed give nearly the same weights: threads add in no fixed order.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch.nn import functional

from lexassist.tuning.batches import Batch, find_masked
from lexassist.tuning.encoders import bert_of, load_encoder
from lexassist.tuning.examples import Floats
from lexassist.tuning.recipe import Recipe, Tell

_TOLD_EVERY = 5
_IMPOSSIBLE = -1e4
"""The logit of what is masked."""


def train_encoder(
    base: Path, draw: Callable[[], Batch], vectors: Mapping[str, Floats], recipe: Recipe, tell: Tell
) -> tuple[SentenceTransformer, tuple[float, ...]]:
    """Train the encoder in ``base`` on what ``draw`` gives; the model, and the loss of each step.

    ``vectors`` are the base's own, of each text by which questions are compared.

    Raises:
        ModelDamaged: the folder holds no encoder that can be trained here.
    """
    torch.manual_seed(recipe.seed)
    model = load_encoder(base)
    start = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
    model.max_seq_length = recipe.tokens
    parameters = _open_top(model, recipe.layers)
    optimiser = torch.optim.AdamW(parameters, lr=recipe.rate, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, partial(pace, steps=recipe.steps, warm_up=recipe.warm_up, lowest=recipe.lowest)
    )
    model.train()
    losses: list[float] = []
    started = time.perf_counter()
    for step in range(1, recipe.steps + 1):
        loss = _loss(model, draw(), vectors, recipe)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, recipe.clip)
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
        if step % _TOLD_EVERY == 0 or step == recipe.steps:
            seconds = (time.perf_counter() - started) / step
            tell(f"step {step} of {recipe.steps}: loss {np.mean(losses[-_TOLD_EVERY:]):.3f}, {seconds:.1f} s a step")
    model.eval()
    _blend(model, start, recipe.share)
    return model, tuple(losses)


def pace(step: int, *, steps: int, warm_up: float, lowest: float) -> float:
    """The part of the full rate at which step ``step``, from 0, is learned: it rises for ``warm_up`` of ``steps``, then falls to ``lowest``."""
    return min(1.0, (step + 1) / warm_up) * max(lowest, 1 - step / steps)


def _open_top(model: SentenceTransformer, layers: int) -> list[torch.nn.Parameter]:
    """The parameters of the top layers, which alone will change."""
    for parameter in model.parameters():
        parameter.requires_grad = False
    opened = [parameter for layer in bert_of(model).encoder.layer[-layers:] for parameter in layer.parameters()]
    for parameter in opened:
        parameter.requires_grad = True
    return opened


def _loss(model: SentenceTransformer, batch: Batch, vectors: Mapping[str, Floats], recipe: Recipe) -> torch.Tensor:
    compared = np.stack([vectors[pair.compared] for pair in batch.pairs])
    mask = torch.from_numpy(find_masked(batch.pairs, batch.negatives, compared @ compared.T, alike=recipe.alike))
    questions = _encode(model, [pair.question for pair in batch.pairs], parts=1)
    passages = [pair.passage.text for pair in batch.pairs] + [negative.text for negative in batch.negatives]
    found = _encode(model, passages, parts=recipe.parts)
    count = len(batch.pairs)
    right = torch.arange(count)
    scores = (questions @ found.T) * recipe.scale
    forward = functional.cross_entropy(scores.masked_fill(mask, _IMPOSSIBLE), right)
    turned = scores[:, :count].T.masked_fill(mask[:, :count].T, _IMPOSSIBLE)
    return forward + recipe.backward * functional.cross_entropy(turned, right)


def _encode(model: SentenceTransformer, texts: Sequence[str], *, parts: int) -> torch.Tensor:
    """Unit vectors in the order of the texts, encoded in parts of like length."""
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    rows = [
        model(model.preprocess([texts[index] for index in part]))["sentence_embedding"] for part in _cut(order, parts)
    ]
    vectors = functional.normalize(torch.cat(rows), dim=-1)
    return vectors[torch.argsort(torch.tensor(order))]


def _cut(order: Sequence[int], parts: int) -> Iterator[Sequence[int]]:
    size = -(-len(order) // parts)
    return (order[start : start + size] for start in range(0, len(order), size))


def _blend(model: SentenceTransformer, start: Mapping[str, torch.Tensor], share: float) -> None:
    """Keep ``share`` of what was learned: between the two, a model forgets less (Wortsman et al. 2022, arXiv 2109.01903)."""
    mixed = {
        name: torch.lerp(start[name], tensor, share) if tensor.is_floating_point() else tensor
        for name, tensor in model.state_dict().items()
    }
    model.load_state_dict(mixed)
