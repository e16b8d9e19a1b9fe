"""What the judge of passages learns from: what was written about passages of contracts.

Somebody who knows contracts wrote, for passages of development contracts and for passages of their own, statements that the
passage makes true, makes false or leaves open, and questions that it answers with yes, with no, in other words, or not at
all. In use most passages that a search brings say nothing to what is asked, so a part of these texts is also put to other
passages of the same contract that are like them. Contracts of validation, and every fifth passage that belongs to no
contract, are kept from training.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexassist.generation.judging import Says, shown, titled
from lexassist.tuning.material import Judged, Label, Stating
from lexassist.types import Chunk, Encoder

_APART = 3
"""Texts of a passage that are put to another one too."""
_FROM, _TO = 3, 25
"""Which of the passages most like a text it is put to: nearer ones may well speak to it."""
_LABELS = {Label.ENTAILED: Says.YES, Label.CONTRADICTED: Says.NO, Label.NEITHER: Says.NOTHING}

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A development contract: its chunks and their vectors, a row each."""

    id: str
    validation: bool
    chunks: tuple[Chunk, ...]
    vectors: Floats


@dataclass(frozen=True, slots=True)
class Example:
    """A text put to a passage, and what the passage says to it. ``own`` is false where it was written about another."""

    asked: str
    passage: str
    says: Says
    kept: bool
    own: bool = True


def digest(text: str) -> str:
    """By which a passage is known again: of its words, whatever the white space."""
    return hashlib.sha256(shown(text).encode()).hexdigest()[:16]


def written_examples(
    rows: Sequence[Judged], sources: Mapping[str, Source], encoder: Encoder, *, seed: int
) -> Iterator[Example]:
    """What was written about passages, put to them and to others like them.

    A row about a contract that is not among ``sources``, or whose passage reads otherwise there, gives nothing.
    """
    invented = [titled(row.heading, row.passage) for row in rows if row.passage]
    vectors = encoder.encode(invented)
    for row in rows:
        draw = random.Random(f"{seed}:{row.digest}:{row.passage}")  # noqa: S311
        if row.passage:
            own, kept = titled(row.heading, row.passage), _is_kept(row.passage)
            apart = [n for n, text in enumerate(invented) if text != own]
            others, rows_of = [invented[n] for n in apart], vectors[apart]
        else:
            source = sources.get(row.contract)
            chunk = None if source is None else _chunk(row, source)
            if source is None or chunk is None:
                continue
            own, kept = chunk.encoded, source.validation
            apart = [n for n, each in enumerate(source.chunks) if each.clause != chunk.clause]
            others, rows_of = [source.chunks[n].encoded for n in apart], source.vectors[apart]
        texts = [(text, says) for says, some in row.by_answer().items() for text in some]
        yield from (Example(text, own, says, kept) for text, says in texts)
        told = [text for text, says in texts if says is not Says.NOTHING]
        put = draw.sample(told, min(_APART, len(told)))
        for text, vector in zip(put, encoder.encode(put), strict=True):
            like = np.argsort(-(rows_of @ vector))[_FROM:_TO].tolist()
            if like:
                yield Example(text, others[draw.choice(like)], Says.NOTHING, kept, own=False)


def stated_examples(written: Iterable[Stating]) -> Iterator[Example]:
    """The statements about invented provisions."""
    for stating in written:
        passage = " ".join(stating.provision)
        kept = _is_kept(passage)
        yield from (Example(one.text, passage, _LABELS[one.label], kept) for one in stating.statements)


def _is_kept(passage: str) -> bool:
    """Whether a passage that belongs to no contract is kept from training."""
    return int(digest(passage), 16) % 5 == 0


def _chunk(row: Judged, source: Source) -> Chunk | None:
    spans = (chunk for chunk in source.chunks if (chunk.span.start, chunk.span.end) == (row.start, row.end))
    return next((chunk for chunk in spans if digest(chunk.text) == row.digest), None)
