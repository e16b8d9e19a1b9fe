"""Lines of a file without pages of its own, cut into portions of about a printed page.

The one place that writes the tab between the cells of a row: in other text it becomes a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lexassist.parsing.pages import PAGE_HEIGHT, PAGE_WIDTH, RawLine, RawPage, clean_text

PORTION = 3000
"""Characters, about what a printed page holds."""
_SPACES = re.compile(" {2,}")


def text_line(text: str) -> RawLine:
    """A line of running text, cleaned; an empty one ends a paragraph."""
    return RawLine(_clean(text))


def row_line(cells: Sequence[str]) -> RawLine:
    """A row of a table: its cells with tabs between them, without the empty ones at its end."""
    return RawLine("\t".join(_clean(" ".join(cell.split())) for cell in cells).rstrip("\t"))


def row_lines(cells: Sequence[Sequence[RawLine]]) -> tuple[RawLine, ...]:
    """The lines of a row from those of its cells: one line, unless one cell alone holds running text.

    Tables also serve as page layout: what stands in the only cell of a row, or as several paragraphs in the only one that
    holds words, is no row.
    """
    told = [lines for lines in cells if any(line.text for line in lines)]
    if not told:
        return ()
    if len(told) == 1 and (len(cells) == 1 or sum(bool(line.text) for line in told[0]) > 1):
        return tuple(told[0])
    return (row_line([" ".join(line.text for line in lines if line.text) for lines in cells]),)


def cut_portions(lines: Iterable[RawLine], *, size: int = PORTION) -> tuple[RawPage, ...]:
    """Portions of about ``size`` characters, cut between paragraphs where that is possible; at least one."""
    return tuple(
        RawPage(number, PAGE_WIDTH, PAGE_HEIGHT, tuple(portion))
        for number, portion in enumerate(_portions(lines, size), 1)
    )


def _portions(lines: Iterable[RawLine], size: int) -> Iterator[list[RawLine]]:
    portion: list[RawLine] = []
    filled = 0
    for line in lines:
        if portion and (filled >= 2 * size or (filled >= size and not portion[-1].text)):
            yield portion
            portion, filled = [], 0
        if line.text or (portion and portion[-1].text):
            portion.append(line)
            filled += len(line.text) + 1
    yield portion


def _clean(text: str) -> str:
    return _SPACES.sub(" ", clean_text(text)).strip()
