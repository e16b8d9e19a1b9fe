"""Every number that a training run depends on, in one place; they are written to its result.

They were chosen on development contracts only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lexassist.evaluation.experiment import Json

Tell = Callable[[str], None]
"""Given a line about what is going on."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the encoder is trained.

    A batch has ``labelled`` pairs from contracts, each with a hard negative, ``headings`` pairs of a heading and the words
    under it, and ``topics`` pairs written for this project. ``layers`` top layers are trained at ``rate``, which rises for
    ``warm_up`` steps and then falls linearly to ``lowest`` of itself. Cosines are multiplied by ``scale`` before the
    softmax. Two questions more similar than ``alike`` (by the encoder that training starts from) are taken to ask for the
    same, and are no negatives of each other. Of a text, ``tokens`` count. ``parts`` are the pieces in which a batch's texts
    are encoded, by length, so that little is padded. Of the weights that come out, ``share`` is what was learned, the
    rest those that training started from.
    """

    steps: int = 240
    seed: int = 0
    labelled: int = 28
    headings: int = 14
    topics: int = 16
    layers: int = 3
    rate: float = 2e-4
    warm_up: int = 15
    lowest: float = 0.02
    decay: float = 0.01
    clip: float = 1.0
    scale: float = 20.0
    alike: float = 0.72
    backward: float = 0.5
    tokens: int = 128
    parts: int = 5
    share: float = 0.75
    topics_apart: int = 60

    def json(self) -> dict[str, Json]:
        """The numbers by name."""
        return {name: getattr(self, name) for name in self.__slots__}
