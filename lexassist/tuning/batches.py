"""Batches of pairs, drawn by a seed, and which texts of a batch are no negatives of which questions.

In a batch each question has one passage that answers it, and every other passage counts as wrong. Some of those are right
too: they carry the label that is asked for, or answer a question that asks for the same. These are masked.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexassist.tuning.examples import Examples, Floats, Passage
from lexassist.tuning.material import NONE
from lexassist.tuning.recipe import Recipe

_BARE = 0.6
"""How often a heading stands for a question as it is; else it is put into one of the forms below."""
_FORMS = ("What does the contract say about {}?", "Clause on {}", "Find the provision dealing with {}")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage that answers it.

    ``type`` is the label asked for, NONE where the question asks for no label. ``compared`` is the text by which questions are held
    against each other: the question, or the heading that it was made of.
    """

    question: str
    passage: Passage
    type: str
    compared: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs, and passages that answer none of their questions as far as is known."""

    pairs: tuple[Pair, ...]
    negatives: tuple[Passage, ...]


class Sampler:
    """Draws batches from examples; the same examples, recipe and seed give the same batches."""

    def __init__(self, examples: Examples, recipe: Recipe) -> None:
        self._examples = examples
        self._recipe = recipe
        self._random = random.Random(recipe.seed)  # noqa: S311
        # Common types are drawn oftener, but not as much oftener as they are common.
        self._weights = {name: len(each) ** 0.5 for name, each in examples.labelled.items()}

    def draw(self) -> Batch:
        """The next batch; smaller than the recipe says where there are too few examples of a kind."""
        labelled = list(self._labelled())
        pairs = [pair for pair, _ in labelled] + [*self._headed(), *self._topics()]
        return Batch(tuple(pairs), tuple(negative for _, negative in labelled if negative))

    def _labelled(self) -> Iterator[tuple[Pair, Passage | None]]:
        """Different types, one passage each with one hard negative."""
        keys = {name: self._random.random() ** (1 / weight) for name, weight in self._weights.items()}
        for name in sorted(keys, key=keys.__getitem__, reverse=True)[: self._recipe.labelled]:
            chosen = self._random.choice(self._examples.labelled[name])
            question = self._random.choice(self._examples.questions[name])
            negative = self._random.choice(chosen.hard) if chosen.hard else None
            yield Pair(question, chosen.passage, name, question), negative

    def _headed(self) -> Iterator[Pair]:
        headed = self._examples.headed
        for each in self._random.sample(headed, min(self._recipe.headings, len(headed))):
            bare = self._random.random() < _BARE
            question = each.heading if bare else self._random.choice(_FORMS).format(each.heading.lower())
            text = each.placed if self._random.random() < 0.5 else each.text
            yield Pair(question, Passage(text), NONE, each.heading)

    def _topics(self) -> Iterator[Pair]:
        topics = self._examples.topics
        for topic in self._random.sample(topics, min(self._recipe.topics, len(topics))):
            question = self._random.choice(topic.queries)
            yield Pair(question, Passage(self._random.choice(topic.clauses)), NONE, question)


def find_masked(
    pairs: Sequence[Pair], negatives: Sequence[Passage], similarity: Floats, *, alike: float
) -> NDArray[np.bool_]:
    """Which passages are no negatives of which questions, shape (pairs, pairs + negatives).

    ``similarity`` is that of the questions to each other. A pair's own passage is never masked.
    """
    count = len(pairs)
    passages = [pair.passage for pair in pairs] + list(negatives)
    carries = np.array(
        [[pair.type != NONE and pair.type in passage.types for passage in passages] for pair in pairs], dtype=np.bool_
    ).reshape(count, len(passages))
    carries[:, :count] |= similarity > alike
    carries[np.arange(count), np.arange(count)] = False
    return carries
