"""The lines of a body with the labels that they may start with, and what comes further on. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lexassist.parsing.clauses.bodylines import BodyLine
from lexassist.parsing.clauses.contents import find_contents
from lexassist.parsing.clauses.mislabels import read_garbled
from lexassist.parsing.clauses.numbering import Family, Label, read_labels

_AHEAD = 300
_MARKS = "aiAI1"


class LabelledLines:
    """Lines, and for each the readings of its label; none on lines of a table of contents and rows of tables."""

    def __init__(self, lines: Sequence[BodyLine]) -> None:
        self.lines = lines
        self.contents = find_contents(lines)
        self._labels: list[tuple[Label, ...]] = [
            () if line.row or index in self.contents else (*read_labels(line.text), *read_garbled(line.text))
            for index, line in enumerate(lines)
        ]

        self._schedules: dict[str, int] = {}
        """The last line that may head each schedule."""
        for index, labels in enumerate(self._labels):
            if labels and labels[0].family is Family.SCHEDULE and lines[index].fresh:
                self._schedules[labels[0].text.lower()] = index

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, index: int) -> BodyLine:
        return self.lines[index]

    def labels(self, index: int) -> tuple[Label, ...]:
        """The readings of the line's label, most likely first."""
        return self._labels[index]

    def comes_again(self, index: int, label: Label) -> bool:
        """Whether a schedule is named at the start of a line further on."""
        return self._schedules.get(label.text.lower(), -1) > index

    def back_to(self, index: int, start: int) -> Iterator[BodyLine]:
        """The lines before ``index``, last first, as far as the offset ``start``."""
        for line in reversed(self.lines[:index]):
            if line.start + len(line.text) <= start:
                return
            yield line

    def ahead(self, index: int) -> Iterator[tuple[int, tuple[Label, ...]]]:
        """The lines further on that may start something, with their labels."""
        for other in range(index + 1, min(len(self.lines), index + _AHEAD)):
            if self._labels[other] and self.lines[other].fresh:
                yield other, self._labels[other]

    def coming(self, index: int, style: str) -> Iterator[tuple[tuple[int, ...], bool]]:
        """The values of the labels of a style further on, and whether they can be no other style."""
        for _, labels in self.ahead(index):
            yield from ((label.value, len(labels) == 1) for label in labels if label.style == style)

    def next_is_second(self, index: int, label: Label) -> bool:
        """Whether the next label written like this one can be the second of its style."""
        for _, labels in self.ahead(index):
            if labels[0].style.strip(_MARKS) == label.style.strip(_MARKS):
                return any(other.style == label.style and other.value == (2,) for other in labels)
        return False

    def second_comes(self, index: int, style: str) -> bool:
        """Whether a second label of a style starts a line before another first one does."""
        for value, sure in self.coming(index, style):
            if value == (2,):
                return True
            if value == (1,) and sure:
                return False
        return False

    def next_of(self, index: int, label: Label) -> tuple[int, ...] | None:
        """The value of the next label of the same style and family of values, None where none comes."""
        depth = len(label.value)
        return next((value for value, _ in self.coming(index, label.style) if len(value) == depth), None)
