"""Pairs to learn from: a question and a passage that answers it, and passages that only look as if they did.

Three kinds of pairs: a type of clause with a chunk that experts labelled so; a clause's heading with the words under it,
which costs no labels; a topic's question with one of its model clauses. Pure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexassist.tuning.contracts import Studied
from lexassist.tuning.material import Topic
from lexassist.types import Chunk, Clause, ClauseId

Floats = NDArray[np.float32]

HARD = 25
"""Most hard negatives of one type in one contract: the chunks most similar to its questions that do not carry it."""
_HEADING = range(4, 71)
"""Characters that a heading has which says something."""
_HEADING_WORDS = 9
_BEGINS = 25
"""Characters before which a heading stands that a chunk begins with."""
_LEAST = 70
"""Characters that words under a heading have which can be recognised by it."""
_LETTERS = re.compile("[a-z]{3}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to be found, with the labels that it carries."""

    text: str
    types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Labelled:
    """A passage that carries a type, and passages of the same contract that look like it and do not."""

    passage: Passage
    hard: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Headed:
    """A heading and the words under it. ``placed`` has the outer headings too, without this one."""

    heading: str
    text: str
    placed: str


@dataclass(frozen=True, slots=True)
class Examples:
    """All that batches are drawn from: questions and labelled passages by type, headings, topics."""

    questions: Mapping[str, tuple[str, ...]]
    labelled: Mapping[str, tuple[Labelled, ...]]
    headed: tuple[Headed, ...]
    topics: tuple[Topic, ...]

    def asked(self) -> tuple[str, ...]:
        """Every different text that takes the part of a question, in order."""
        texts = [text for each in self.questions.values() for text in each]
        texts += [each.heading for each in self.headed]
        texts += [query for topic in self.topics for query in topic.queries]
        return tuple(dict.fromkeys(texts))


def labelled_passages(
    studied: Sequence[Studied], types: Mapping[str, Floats], vectors: Mapping[str, Floats]
) -> dict[str, tuple[Labelled, ...]]:
    """The labelled chunks of the contracts to train on, by type.

    ``types`` has the mean vector of each type's questions, ``vectors`` that of each text of a chunk.
    """
    found: dict[str, list[Labelled]] = defaultdict(list)
    for contract in studied:
        if contract.validation:
            continue
        passages = [Passage(*each) for each in zip(contract.texts, contract.types, strict=True)]
        rows = np.stack([vectors[passage.text] for passage in passages])
        for name in sorted({name for passage in passages for name in passage.types} & types.keys()):
            hard = hard_negatives(passages, name, rows @ types[name])
            found[name] += [Labelled(passage, hard) for passage in passages if name in passage.types]
    return {name: tuple(each) for name, each in found.items()}


def hard_negatives(passages: Sequence[Passage], type_name: str, similarity: Floats) -> tuple[Passage, ...]:
    """The passages most similar to a type's questions that do not carry it, most similar first."""
    order = np.argsort(-similarity, kind="stable").tolist()
    return tuple(passages[index] for index in order if type_name not in passages[index].types)[:HARD]


def headed_passages(studied: Sequence[Studied]) -> Iterator[Headed]:
    """The headings of the contracts to train on, one for each chunk that can be recognised by its heading."""
    for contract in studied:
        if contract.validation:
            continue
        clauses = {clause.id: clause for clause in contract.clauses}
        for chunk in contract.chunks:
            if headed := headed_passage(chunk, clauses):
                yield headed


def headed_passage(chunk: Chunk, clauses: Mapping[ClauseId, Clause]) -> Headed | None:
    """A chunk's innermost heading and its words without it; None where either says too little."""
    heading = _heading(clauses[chunk.clause], clauses)
    folded = heading.lower()
    if len(heading) not in _HEADING or len(heading.split()) > _HEADING_WORDS or not _LETTERS.search(folded):
        return None
    text = chunk.text
    start = text.lower().find(folded[:40])
    if 0 <= start < _BEGINS:
        text = text[start + len(heading) :].lstrip(' .:;-–—)”"')
    if len(text) < _LEAST:
        return None
    outer = " > ".join(name for name in chunk.context.split(" > ") if folded[:15] not in name.lower())
    return Headed(
        heading=heading.capitalize() if heading.isupper() else heading.strip(),
        text=text,
        placed=f"{outer}\n{text}" if outer else text,
    )


def _heading(clause: Clause, clauses: Mapping[ClauseId, Clause]) -> str:
    at = clause
    while not at.heading and at.parent is not None:
        at = clauses[at.parent]
    return at.heading
