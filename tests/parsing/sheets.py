"""Pages of placed lines for the tests of layout, as a reader of PDFs hands them over."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from lexassist.parsing.layout.composition import compose
from lexassist.parsing.pages import RawLine, RawPage, end_line
from lexassist.types import Document, DocumentId, Span

WIDTH, HEIGHT = 612.0, 792.0
CHARACTER, SIZE = 5.0, 10.0

Cell = tuple[float, str]


def line_at(top: float, *cells: Cell, size: float = SIZE) -> RawLine:
    """One line of the file with words at the places of its cells; its characters are half as wide as high."""
    words: list[str] = []
    starts, ends, edges = array("I"), array("I"), array("f")
    length = 0
    for left, text in cells:
        x = left
        for word in text.split():
            start = length + (1 if words else 0)
            length = start + len(word)
            words.append(word)
            starts.append(start)
            ends.append(length)
            wide = CHARACTER * size / SIZE
            edges.extend((x, top, x + wide * len(word), top + size))
            x += wide * (len(word) + 1)
    return end_line(RawLine(" ".join(words), starts, ends, edges))


def page_of(*lines: RawLine, number: int = 1) -> RawPage:
    """A page with these lines, in the file's order."""
    return RawPage(number, WIDTH, HEIGHT, lines)


def paragraph(top: float, texts: Sequence[str], *, x: float = 72.0, size: float = SIZE) -> list[RawLine]:
    """Lines under each other."""
    return [line_at(top + (size + 2) * place, (x, text), size=size) for place, text in enumerate(texts)]


def document_of(*pages: RawPage) -> Document:
    """The document that the pages make."""
    text, composed = compose(pages)
    return Document(DocumentId("0123456789abcdef"), "A TITLE", "a.pdf", text, composed)


def text_of(*pages: RawPage) -> str:
    """The canonical text of the pages."""
    return document_of(*pages).text


def furniture_of(document: Document) -> list[list[str]]:
    """The furniture of each page."""
    return [[document.quote(span).strip() for span in page.furniture] for page in document.pages]


def boxes(document: Document, words: str) -> list[tuple[float, float]]:
    """The left and upper edge of each box of some words."""
    start = document.text.index(words)
    return [(round(box.x0), round(box.top)) for box in document.boxes_of(Span(start, start + len(words)))]
