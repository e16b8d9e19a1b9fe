"""Recognition by the real engine: pages drawn, rendered, spoiled and read back, words and places compared."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from lexassist.parsing.pages import RawPage
from lexassist.parsing.pdf import reader as pdf
from lexassist.parsing.scans import ocr
from lexassist.types import Box

WIDTH, HEIGHT = 360, 240
LINES = (
    "7.2 Limit of liability",
    "(a) The Supplier's liability shall not exceed $1,250,000",
    'in any Contract Year (the "Cap"), whether arising in tort,',
    "negligence or otherwise; it is payable on 31 March 2026.",
    "Nothing in clause 7.2(b) or 12 limits it any further.",
)


@pytest.fixture(scope="module")
def recogniser() -> ocr.Recogniser:
    return ocr.Recogniser(threads=2)


def page_of(placed: Sequence[tuple[float, float, str]], *, size: tuple[int, int] = (WIDTH, HEIGHT)) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    canvas.setFont("Times-Roman", 11)
    for x, top, text in placed:
        canvas.drawString(x, size[1] - top, text)
    canvas.save()
    return out.getvalue()


def block(lines: Sequence[str], *, x: float = 40, top: float = 50) -> list[tuple[float, float, str]]:
    return [(x, top + 18 * i, line) for i, line in enumerate(lines)]


def image_of(data: bytes) -> Image.Image:
    return next(iter(pdf.page_images(data, [1], dpi=ocr.DPI)))[1]


def words_of(page: RawPage) -> list[tuple[str, Box]]:
    return [
        (line.text[line.starts[i] : line.ends[i]], Box(page.number, *line.edges[4 * i : 4 * i + 4]))
        for line in page.lines
        for i in range(len(line.starts))
    ]


def shared(one: Box, other: Box) -> float:
    """The area that two boxes share, over that of the smaller one."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    smaller = min((box.x1 - box.x0) * (box.bottom - box.top) for box in (one, other))
    return max(0.0, across) * max(0.0, down) / smaller


def turned(box: Box, degrees: int) -> Box:
    """Where a box of the upright page lies when the page is shown turned counter-clockwise by ``degrees``."""
    x0, top, x1, bottom = box.x0, box.top, box.x1, box.bottom
    return {
        90: Box(1, top, WIDTH - x1, bottom, WIDTH - x0),
        180: Box(1, WIDTH - x1, HEIGHT - bottom, WIDTH - x0, HEIGHT - top),
        270: Box(1, HEIGHT - bottom, x0, HEIGHT - top, x1),
    }[degrees]


def test_a_clean_page_is_read_word_for_word_and_each_word_has_its_place(recogniser: ocr.Recogniser) -> None:
    data = page_of(block(LINES))
    page = recogniser.read(image_of(data), number=1, width=WIDTH, height=HEIGHT)
    assert tuple(line.text for line in page.lines) == LINES
    assert page.ocr
    assert not page.needs_ocr
    assert page.quality is not None
    assert not ocr.poor(page.quality)
    truth = words_of(pdf.read_pdf(data).pages[0])
    assert [text for text, _ in words_of(page)] == [text for text, _ in truth]
    for (text, box), (_, true) in zip(words_of(page), truth, strict=True):
        assert shared(box, true) > 0.7, text
        assert abs(box.x0 - true.x0) < 2, text
        assert abs(box.x1 - true.x1) < 2, text


@pytest.mark.parametrize("degrees", [2.0, -3.5])
def test_a_page_askew_is_read_and_its_boxes_lie_askew(recogniser: ocr.Recogniser, degrees: float) -> None:
    data = page_of(block(LINES))
    image = image_of(data).convert("L").rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    page = recogniser.read(image, number=1, width=WIDTH, height=HEIGHT)
    assert tuple(line.text for line in page.lines) == LINES
    first, last = words_of(page)[3], words_of(page)[-1]
    assert (first[0], last[0]) == ("liability", "further.")
    # A line 270 points long that rises by 2 degrees ends 9 points higher than it starts.
    second = [box for text, box in words_of(page) if text in ("(a)", "$1,250,000")]
    rise = second[0].top - second[1].top
    assert 0.7 < rise / (0.01745 * degrees * (second[1].x0 - second[0].x0)) < 1.3


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_read_and_its_boxes_are_those_of_the_page_as_displayed(
    recogniser: ocr.Recogniser, degrees: int
) -> None:
    data = page_of(block(LINES))
    image = image_of(data).rotate(degrees, expand=True)
    width, height = (WIDTH, HEIGHT) if degrees == 180 else (HEIGHT, WIDTH)
    page = recogniser.read(image, number=1, width=width, height=height)
    assert tuple(line.text for line in page.lines) == LINES
    truth = words_of(pdf.read_pdf(data).pages[0])
    for (text, box), (_, true) in zip(words_of(page), truth, strict=True):
        assert shared(box, turned(true, degrees)) > 0.6, text


def test_columns_and_labels_that_stand_apart_are_lines_of_their_own(recogniser: ocr.Recogniser) -> None:
    left = ("Signed for the Buyer", "By: Amira Voss", "Title: Director")
    right = ("Signed for the Seller", "By: Ben Okorie", "Title: Secretary")
    data = page_of([*block(left), *block(right, x=220), (40, 130, "4.1"), (80, 130, "Payment is due at once.")])
    page = recogniser.read(image_of(data), number=1, width=WIDTH, height=HEIGHT)
    rows = [text for pair in zip(left, right, strict=True) for text in pair]
    assert [line.text for line in page.lines] == [*rows, "4.1", "Payment is due at once."]


def test_columns_of_prose_are_read_one_after_the_other_below_their_heading(recogniser: ocr.Recogniser) -> None:
    heading = "GENERAL TERMS OF SALE OF GOODS AND SERVICES"
    left = (
        "Goods are sold at the price of",
        "the day on which they leave the",
        "works; carriage is charged with",
        "the goods and is never refunded",
    )
    right = (
        "Services are rendered with due",
        "care and skill by such staff as",
        "the Supplier thinks fit to send",
        "and are paid for by the hour.",
    )
    data = page_of([(20, 30, heading), *block(left, x=20), *block(right, x=190, top=52)])
    page = recogniser.read(image_of(data), number=1, width=WIDTH, height=HEIGHT)
    assert [line.text for line in page.lines] == [heading, *left, *right]


def test_a_hyphen_at_the_end_of_a_line_is_marked(recogniser: ocr.Recogniser) -> None:
    data = page_of(block(["The parties agree that the termi-", "nation takes effect at once."]))
    page = recogniser.read(image_of(data), number=1, width=WIDTH, height=HEIGHT)
    assert [(line.text, line.broken) for line in page.lines] == [
        ("The parties agree that the termi", True),
        ("nation takes effect at once.", False),
    ]


def test_accented_letters_of_european_languages_are_read(recogniser: ocr.Recogniser) -> None:
    line = "Die Kündigung muß über fünf Monate gültig sein, déjà signé."
    page = recogniser.read(image_of(page_of([(40, 60, line)])), number=1, width=WIDTH, height=HEIGHT)
    assert [each.text for each in page.lines] == [line]


@pytest.mark.parametrize(
    "size",
    [(400, 300), (1, 1), (3000, 3), (3, 3000)],  # blank, and shapes that no page has
)
def test_an_image_without_text_is_a_page_without_lines(recogniser: ocr.Recogniser, size: tuple[int, int]) -> None:
    page = recogniser.read(Image.new("L", size, 255), number=4, width=100, height=100)
    assert (page.number, page.lines, page.quality, page.ocr) == (4, (), None, True)


def test_a_page_that_can_hardly_be_read_is_called_poor(recogniser: ocr.Recogniser) -> None:
    image = image_of(page_of(block(LINES))).convert("L")
    small = image.resize((image.width // 6, image.height // 6)).resize(image.size)
    page = recogniser.read(small, number=1, width=WIDTH, height=HEIGHT)
    assert page.quality is None or ocr.poor(page.quality)
