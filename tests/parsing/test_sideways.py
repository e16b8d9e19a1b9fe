from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from lexassist.parsing.layout.sideways import Way, turn, turn_back, way_of
from lexassist.parsing.pages import RawLine
from lexassist.parsing.pdf.reader import read_pdf
from lexassist.types import Span
from tests.parsing.sheets import HEIGHT, WIDTH, document_of, furniture_of, line_at
from tests.parsing.test_tables import PRICES


def canvas_of(draw: list[tuple[float, float, float, str]]) -> bytes:
    """One page with texts at x and y (upwards), each turned by an angle."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    canvas.setFont("Times-Roman", 11)
    for x, y, angle, text in draw:
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(angle)
        canvas.drawString(0, 0, text)
        canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return out.getvalue()


BODY = [(72.0, 700.0 - 14 * n, 0.0, f"line {n} of the body which goes on for a while") for n in range(8)]


@pytest.mark.parametrize(("x", "angle"), [(30, 90), (590, 270)])
def test_a_stamp_up_the_side_is_furniture_and_parts_no_sentence(x: float, angle: float):
    document = document_of(
        *read_pdf(canvas_of([*BODY[:4], (x, 400, angle, "Filed in the county court"), *BODY[4:]])).pages
    )
    assert furniture_of(document) == [["Filed in the county court"]]
    assert document.text.index("line 7") < document.text.index("Filed")


@pytest.mark.parametrize("angle", [90, 270])
def test_a_table_printed_across_the_sheet_is_read_as_one(angle: float):
    draw = []
    for row, cells in enumerate(PRICES):
        for column, cell in enumerate(cells):
            along, down = 100 + 150 * column, 100 + 14 * row
            x, y = (down, along) if angle == 90 else (WIDTH - down, HEIGHT - along)
            draw.append((x, y, angle, cell))
    document = document_of(*read_pdf(canvas_of(draw)).pages)
    assert document.text == "\n".join("\t".join(cells) for cells in PRICES)
    box = next(document.pages[0].words.boxes_in(span_of(document.text, "Larch"), 1))
    assert box.bottom - box.top > box.x1 - box.x0, "the box is that of the page as displayed"


def span_of(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


@pytest.mark.parametrize("way", [Way.UP, Way.DOWN])
def test_turning_back_undoes_turning(way: Way):
    line = line_at(100, (72, "some words of it"))
    size = (WIDTH, HEIGHT)
    standing = turn_back(line, way, (WIDTH, HEIGHT))
    assert way_of(standing) is way
    back = turn(standing, way, size)
    assert list(back.edges) == pytest.approx(list(line.edges), abs=1e-3)


def test_a_lone_upright_word_is_no_sideways_line():
    assert way_of(line_at(100, (72, "word"))) is Way.ACROSS
    assert way_of(RawLine("")) is Way.ACROSS
