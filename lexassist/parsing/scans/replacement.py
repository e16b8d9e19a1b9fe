"""Scanned pages put in place of the images that a reader found, and what has to be said about them.

Pure: the recognition itself is handed in, so that it can run in a process of its own. Promises: a page that could not be
recognised stays as it was and is named; an existing text layer is replaced only by something better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from lexassist.errors import ReadError
from lexassist.parsing.pages import RawDocument, RawPage
from lexassist.parsing.scans.scanned import better, is_bad_layer
from lexassist.types import ReadStatus, Remark, RemarkKind


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page that was read by character recognition; ``poor`` says that its words need comparing with the image."""

    page: RawPage
    poor: bool = False


Recognise = Callable[[Sequence[RawPage]], Iterator[Recognised]]
"""Pages to those of them that could be recognised, as far as limits allow, in order; the others are left out."""


def read_scans(raw: RawDocument, recognise: Recognise, missing: Callable[[Sequence[RawPage]], str]) -> RawDocument:
    """The document with its scanned pages recognised; ``missing`` words what is still unread.

    Raises:
        ReadError: every page was recognised, and none holds a word.
    """
    pages = [replace(page, needs_ocr=True) if _is_garbage(page) else page for page in raw.pages]
    wanted = [page for page in pages if page.needs_ocr]
    if not wanted:
        return raw
    found = {each.page.number: each for each in recognise(wanted)}
    chosen = tuple(_choose(page, found.get(page.number)) for page in pages)
    if not any(page.lines or page.needs_ocr for page in chosen):
        raise ReadError(
            "The file is a scan, and no words could be recognised on it.",
            remedy="If words can be read on it, ask for a better scan.",
            status=ReadStatus.EMPTY,
        )
    read = [found[page.number] for page in chosen if page.number in found and page is found[page.number].page]
    remarks = tuple(_remark(each) for each in read if each.poor or not each.page.lines)
    return replace(raw, pages=chosen, message=missing(chosen), remarks=raw.remarks + remarks)


def _is_garbage(page: RawPage) -> bool:
    return bool(page.lines) and not page.needs_ocr and is_bad_layer("\n".join(line.text for line in page.lines))


def _choose(page: RawPage, found: Recognised | None) -> RawPage:
    if found is None:
        return page
    # Maps and charts carry exact words that recognition would only repeat with mistakes.
    if page.lines and not better(page.lines, found.page):
        return replace(page, needs_ocr=False)
    return found.page


def _remark(read: Recognised) -> Remark:
    number = read.page.number
    if not read.page.lines:
        message = f"No words could be recognised on page {number}, which is an image: look at the page itself."
    else:
        message = (
            f"Page {number} was read by character recognition, and the scan is poor: compare its words with the page."
        )
    return Remark(RemarkKind.POOR_SCAN, message, number)
