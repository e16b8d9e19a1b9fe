"""Whether a citation names the pages on which words stand that experts marked.

``gold_pages.jsonl``, beside the labels of CUAD, gives the first and the last page of the PDF on which each marked span stands,
and at how many places of the PDF its words stand. Where these are several it names the first of them, whichever the expert
meant: what is compared with such a span is kept apart, for a miss there may be the data's.

Compared is all that the order of the text implies, and nothing is rounded in anybody's favour. Of a marked span on pages f
to l, a citation that holds the span's beginning names f, and one that holds its end names l; one that holds both names every
page between. A citation that begins inside the span begins on a page from f to l, and one that ends inside it ends on one.
Of a span on one page and a citation inside it, that is the page and no other. It says nothing of pages that a citation
names beyond the words that it shares with a marked span, nor of citations that share none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import UsageError
from lexassist.types import Citation, Span

_FILE = "gold_pages.jsonl"


@dataclass(frozen=True, slots=True)
class GoldPages:
    """The first and the last page of the PDF on which a marked span stands, and at how many places its words stand."""

    first: int
    last: int
    places: int


@dataclass(frozen=True, slots=True)
class PagedGold:
    """A marked span in the text as it was read, in order, and the pages on which the data says that it stands."""

    pieces: tuple[Span, ...]
    pages: GoldPages

    @property
    def whole(self) -> Span:
        """From its first character to its last, with whatever was inserted between."""
        return Span(self.pieces[0].start, self.pieces[-1].end)


@dataclass(frozen=True, slots=True)
class PageTest:
    """One citation whose pages could be compared. ``one_place``: with a span whose words stand at one place of the PDF."""

    span: Span
    pages: tuple[int, ...]
    one_place: bool
    right: bool


Known = Mapping[tuple[str, Span], GoldPages]
"""By the contract's name and the span of its TXT."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    document: str
    txt_span: tuple[int, int]
    page_first: int | None
    page_last: int | None
    occurrences_in_pdf: int


def read_gold_pages(data: Path) -> Known:
    """The pages of the marked spans that were found in their PDF; nothing where ``data`` has no such file.

    Raises:
        UsageError: the file is there and is another one.
    """
    file = next((f / _FILE for f in (data, data / "cuad") if (f / _FILE).is_file()), None)
    if file is None:
        return {}
    try:
        rows = [_Row.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    except (OSError, ValueError, ValidationError) as error:
        raise UsageError(f"A line of {file} does not fit: {error}", remedy=f"Give --data CUAD with {_FILE}.") from error
    return {
        (row.document, Span(*row.txt_span)): GoldPages(row.page_first, row.page_last, row.occurrences_in_pdf)
        for row in rows
        if row.page_first and row.page_last and row.occurrences_in_pdf
    }


def pages_right(span: Span, pages: Sequence[int], gold: PagedGold) -> bool | None:
    """Whether ``pages`` can be those of ``span`` when ``gold`` stands on its own; None where the two share no character."""
    if not any(span.overlap(piece) for piece in gold.pieces):
        return None
    first, last, whole = gold.pages.first, gold.pages.last, gold.whole
    named = set(pages)
    holds_start, holds_end = span.start <= whole.start, span.end >= whole.end
    return all(
        (
            bool(named),
            not holds_start or first in named,
            not holds_end or last in named,
            not (holds_start and holds_end) or named.issuperset(range(first, last + 1)),
            span.start < whole.start or first <= min(named, default=0) <= last,
            span.end > whole.end or first <= max(named, default=0) <= last,
        )
    )


def check_pages(citation: Citation, gold: Sequence[PagedGold]) -> PageTest | None:
    """The citation against every span with which it shares characters: right when it is by all of them; None for none.

    Where some of them stand at one place of the PDF, only these count.
    """
    met = [(one.pages.places == 1, pages_right(citation.span, citation.pages, one)) for one in gold]
    told = [(one_place, right) for one_place, right in met if right is not None]
    if not told:
        return None
    sure = any(one_place for one_place, _ in told)
    right = all(right for one_place, right in told if one_place is sure)
    return PageTest(citation.span, citation.pages, sure, right)
