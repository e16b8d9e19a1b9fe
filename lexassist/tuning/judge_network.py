"""Trains a BERT to read a text and a passage at once (a cross-encoder; Nogueira and Cho 2019, arXiv 1901.04085).

What it says is a softmax over the answers of :class:`lexassist.generation.judging.Says`, from the first token and the mean of
all beside each other. The words' vectors stay as they were. Loads by path only. The same examples and seed give the same
weights on the same machine, with one thread.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from lexassist.evaluation.experiment import Json
from lexassist.generation.judging import CLASSES, shown
from lexassist.retrieval.quantised import TOKENIZER
from lexassist.tuning.encoders import bert_of, load_encoder
from lexassist.tuning.judgements import Example
from lexassist.tuning.recipe import Tell
from lexassist.tuning.training import pace

_TOLD_EVERY = 25
_TOGETHER = 20
"""Batches that are drawn at once, so that examples of like length come into one."""


@dataclass(frozen=True, slots=True)
class JudgeRecipe:
    """How the judge is trained: ``rounds`` times on all examples.

    The rate rises over ``warm`` of the steps and falls linearly to ``lowest`` of itself; that of the last layer is ``faster``
    times it. Of a pair, ``tokens`` count.
    """

    rounds: float = 1.75
    batch: int = 32
    rate: float = 1e-4
    faster: float = 5.0
    warm: float = 0.06
    lowest: float = 0.03
    decay: float = 0.01
    smoothing: float = 0.05
    clip: float = 1.0
    tokens: int = 224
    seed: int = 0

    def json(self) -> dict[str, Json]:
        """The numbers by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class _Batch:
    tokens: torch.Tensor
    second: torch.Tensor
    mask: torch.Tensor
    answers: torch.Tensor


class PairNetwork(torch.nn.Module):
    """The BERT of an encoder with a layer that tells the answers apart."""

    def __init__(self, base: Path) -> None:
        """Raises ModelDamaged where ``base`` holds no encoder that can be trained here."""
        super().__init__()
        self.bert = bert_of(load_encoder(base))
        # Rolling dice for every pair of tokens takes a quarter of the time, and few rounds need no such help.
        for module in self.bert.modules():
            if isinstance(module, torch.nn.Dropout) and module is not self.bert.embeddings.dropout:
                module.p = 0.0
        self.head = torch.nn.Linear(2 * self.bert.config.hidden_size, len(CLASSES))

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        """The logits of the answers, a row a pair."""
        hidden = self.bert(input_ids=tokens, attention_mask=mask, token_type_ids=second)[0]
        kept = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * kept).sum(1) / kept.sum(1).clamp(min=1.0)
        logits: torch.Tensor = self.head(torch.cat([hidden[:, 0], mean], dim=-1).float())
        return logits


def train_network(base: Path, examples: Sequence[Example], recipe: JudgeRecipe, tell: Tell) -> PairNetwork:
    """Train on those examples that are not kept.

    Raises:
        ModelDamaged: ``base`` holds no encoder that can be trained here.
    """
    torch.manual_seed(recipe.seed)
    # Two threads on the halves of so small a product wait for each other longer than they work.
    torch.set_num_threads(1)
    network = PairNetwork(base)
    network.bert.embeddings.word_embeddings.weight.requires_grad = False
    tokenizer = Tokenizer.from_file(str(base / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.enable_truncation(recipe.tokens)
    _train(network, _batches([one for one in examples if not one.kept], tokenizer, recipe), recipe, tell)
    return network.eval()


def _train(network: PairNetwork, batches: Sequence[_Batch], recipe: JudgeRecipe, tell: Tell) -> None:
    opened = [p for p in network.bert.parameters() if p.requires_grad]
    groups = [
        {"params": opened, "lr": recipe.rate},
        {"params": [*network.head.parameters()], "lr": recipe.rate * recipe.faster},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=recipe.decay)
    steps = len(batches)
    rising = recipe.warm * steps + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, partial(pace, steps=steps, warm_up=rising, lowest=recipe.lowest)
    )
    network.train()
    started, losses = time.perf_counter(), [0.0]
    for step, batch in enumerate(batches, start=1):
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(batch.tokens, batch.mask, batch.second)
        loss = functional.cross_entropy(logits.float(), batch.answers, label_smoothing=recipe.smoothing)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([*opened, *network.head.parameters()], recipe.clip)
        optimiser.step()
        schedule.step()
        losses = [*losses[-_TOLD_EVERY + 1 :], float(loss.detach())]
        if step % _TOLD_EVERY == 0 or step == steps:
            seconds = (time.perf_counter() - started) / step
            tell(f"step {step} of {steps}: loss {sum(losses) / len(losses):.3f}, {seconds:.1f} s a step")


def _batches(examples: Sequence[Example], tokenizer: Tokenizer, recipe: JudgeRecipe) -> list[_Batch]:
    """The batches of all rounds, drawn anew for each; a last round that is not whole ends early."""
    draw = random.Random(recipe.seed)  # noqa: S311
    encoded = tokenizer.encode_batch([(one.asked, shown(one.passage)) for one in examples])
    size, steps, found = recipe.batch, -(-int(recipe.rounds * len(examples)) // recipe.batch), list[_Batch]()
    while len(found) < steps:
        order = draw.sample(range(len(examples)), len(examples))
        parts = [order[n : n + size * _TOGETHER] for n in range(0, len(order), size * _TOGETHER)]
        rows = [row for part in parts for row in _cut(sorted(part, key=lambda n: len(encoded[n].ids)), size)]
        draw.shuffle(rows)
        for row in rows:
            longest = max(len(encoded[n].ids) for n in row)
            tokens, second, mask = (torch.zeros(len(row), longest, dtype=torch.long) for _ in range(3))
            for place, n in enumerate(row):
                ids = encoded[n].ids
                tokens[place, : len(ids)] = torch.tensor(ids)
                second[place, : len(ids)] = torch.tensor(encoded[n].type_ids)
                mask[place, : len(ids)] = 1
            answers = torch.tensor([CLASSES.index(examples[n].says) for n in row])
            found.append(_Batch(tokens, second, mask, answers))
    return found[:steps]


def _cut(order: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (order[start : start + size] for start in range(0, len(order), size))
