"""A sentence or its evidence as the gate sees it: the words, with the figures taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lexassist.generation.equivalents import in_words_of
from lexassist.generation.wording import Word, read_words
from lexassist.particulars.quantities import Quantity, read_quantities

STOPS = frozenset({".", ";"})
_BETWEEN = Word(";", ";", content=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text: as written, its figures, and its words without them; ``unknown`` are those that its evidence lacks."""

    text: str
    quantities: tuple[Quantity, ...]
    words: tuple[Word, ...]
    unknown: frozenset[str] = frozenset()

    @property
    def stems(self) -> frozenset[str]:
        """Every word, folded."""
        return frozenset(word.stem for word in self.words)

    @property
    def content(self) -> tuple[Word, ...]:
        """The words that carry meaning of their own."""
        return tuple(word for word in self.words if word.content)


def read_text(text: str) -> Reading:
    """The reading of a text."""
    # Figures go first, and dates with them: "1 May" is no permission.
    quantities, rest = read_quantities(text)
    return Reading(text, quantities, tuple(word for word in read_words(rest) if word.text != "May"))


def read_pieces(texts: Sequence[str]) -> tuple[tuple[Reading, ...], Reading]:
    """The readings of pieces of evidence, and of all of them as one text."""
    pieces = tuple(read_text(text) for text in texts)
    words: list[Word] = []
    for piece in pieces:
        words += [*([_BETWEEN] if words else []), *piece.words]
    quantities = tuple(quantity for piece in pieces for quantity in piece.quantities)
    return pieces, Reading(" ; ".join(texts), quantities, tuple(words))


def reword(said: Reading, shown: Reading) -> Reading:
    """``said`` in the words of ``shown`` wherever those say the same."""
    words = in_words_of(said.words, shown.words)
    unknown = frozenset(word.stem for word in words if word.content) - shown.stems
    return replace(said, words=words, unknown=unknown)


def coverage(said: Reading, shown: Reading, *, names: bool = True) -> float:
    """The part of the sentence's words that stand in the evidence, with or without its names."""
    wanted = {word.stem for word in said.content if names or not word.capital}
    return len(wanted & shown.stems) / len(wanted) if wanted else 0.0
