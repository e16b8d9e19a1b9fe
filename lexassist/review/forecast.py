"""How long a review will take, said before it starts: from the pages that are still to be read and the speed measured before.

A forecast is a guess and says so; grading is too quick to count. Pages of a PDF are taken from what its bytes say of them,
without parsing it: the file is not trusted yet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lexassist.telling import count

PAGES_A_SECOND = 4.0
"""Reading and encoding of contracts with a text layer on two cores (docs/evaluation.md), until a matter has its own figure."""
_COUNT = re.compile(rb"/Count\s+(\d{1,5})\b")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_BYTES_A_PAGE = 12_000
_LOOKED_AT = 16 * 2**20
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Forecast:
    """``files`` with about ``pages`` are to be read at ``pages_a_second``; ``known`` documents are read already."""

    files: int
    pages: int
    known: int
    pages_a_second: float

    @property
    def seconds(self) -> float:
        """About how long the review will take."""
        return self.pages / self.pages_a_second + self.known * 0.2

    @property
    def told(self) -> str:
        """The forecast in a sentence."""
        minutes = self.seconds / 60
        time = (
            f"{minutes / 60:.1f} hours"
            if minutes > 90
            else f"{minutes:.0f} minutes"
            if minutes >= 2
            else "a minute or two"
        )
        if not self.files:
            return f"{count(self.known, 'document')} to review, read already: {self.seconds:.0f} seconds or so."
        return (
            f"{count(self.files, 'file')} to read, about {count(self.pages, 'page')}: about {time}"
            f" at {self.pages_a_second:.1f} pages a second; scans take longer."
        )


def forecast(files: Sequence[Path], *, known: int, pages_a_second: float | None) -> Forecast:
    """The forecast for reading ``files`` and reviewing them beside ``known`` documents that are read already."""
    return Forecast(len(files), sum(map(estimate_pages, files)), known, pages_a_second or PAGES_A_SECOND)


def estimate_pages(file: Path) -> int:
    """About how many pages a file has; at least 1."""
    try:
        with file.open("rb") as stream:
            data = stream.read(_LOOKED_AT)
    except OSError:
        return 1
    if not data.startswith(b"%PDF"):
        return max(1, len(data) // _BYTES_A_PAGE)
    counts = [int(match[1]) for match in _COUNT.finditer(data)]
    pages = max([*counts, len(_PAGE.findall(data))], default=0)
    return min(pages, _MOST) or max(1, len(data) // _BYTES_A_PAGE)
