from __future__ import annotations

import io

import pypdf
import pytest
from PIL import Image

from lexassist.errors import ReadError
from lexassist.parsing.layout.composition import compose
from lexassist.parsing.pages import RawLine, RawPage
from lexassist.parsing.pdf import reader as pdf
from lexassist.parsing.reading import read_document
from lexassist.types import Document, ReadStatus, Span
from tests.parsing.contracts import PAGES
from tests.parsing.rawpdf import raw_pdf, written
from tests.parsing.writing import HEIGHT, WIDTH, pdf_of


def read(data: bytes, source: str = "a.pdf") -> Document:
    reading = read_document(data, source)
    assert reading.document is not None, reading
    return reading.document


def span_of(document: Document, words: str) -> Span:
    start = document.text.index(words)
    return Span(start, start + len(words))


def test_every_word_has_a_box_on_its_page_and_boxes_lie_where_the_words_were_drawn():
    document = read(pdf_of([["first line of words"], ["second page"]]))
    written = document.text.split()
    assert sum(len(page.words) for page in document.pages) == len(written)
    (box,) = document.boxes_of(span_of(document, "first"))
    assert box.page == 1
    assert box.x0 == pytest.approx(72, abs=1)  # drawn 72 points from the left, 104 below the top
    assert box.top < 104 < box.bottom + 1
    assert box.top > 88
    assert [b.page for b in document.boxes_of(span_of(document, "second page"))] == [2, 2]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_boxes_of_a_turned_page_cover_the_ink_of_the_page_as_it_is_shown(rotate: int):
    data = pdf_of([["WWWWWW"]], rotate=rotate)
    document = read(data)
    page = document.pages[0]
    assert (page.width, page.height) == ((WIDTH, HEIGHT) if rotate % 180 == 0 else (HEIGHT, WIDTH))
    (box,) = document.boxes_of(span_of(document, "WWWWWW"))
    image = Image.open(io.BytesIO(pdf.render_page(data, 1, 1.0))).convert("L")
    ink = image.point(lambda shade: 255 if shade < 128 else 0).getbbox()
    assert ink is not None
    assert box.x0 - 1 <= ink[0] <= ink[2] <= box.x1 + 1
    assert box.top - 1 <= ink[1] <= ink[3] <= box.bottom + 1


@pytest.mark.parametrize(
    ("lines", "healed"),
    [
        # the document writes the word without a hyphen elsewhere
        (["upon the termi-", "nation of it", "termination of it"], "upon the termination of it"),
        # it writes the word with one
        (["a royalty-", "free licence", "royalty-free, it is"], "a royalty-free licence"),
        # it writes neither, and the first half is no word
        (["the agree-", "ment ends"], "the agreement ends"),
        # a capital or a digit behind the hyphen: the hyphen is the word's
        (["the Know-", "How of it"], "the Know-How of it"),
        # a hyphen that waits for its second half stays, and so does the line's end
        (["short-", "and long-term"], "short-\nand long-term"),
    ],
)
def test_words_broken_at_a_line_end_are_healed(lines: list[str], healed: str):
    document = read(pdf_of([lines]))
    assert healed in document.text
    for word in healed.split():
        assert document.boxes_of(span_of(document, word)), word


def test_a_healed_word_has_a_box_on_each_of_its_lines():
    document = read(pdf_of([["upon the termi-", "nation of it", "termination of it"]]))
    boxes = document.boxes_of(span_of(document, "termination"))
    assert len(boxes) == 2
    assert boxes[1].top > boxes[0].top + 5


def test_running_heads_feet_and_page_numbers_are_furniture_and_stay_in_the_text():
    document = read(pdf_of(PAGES, head="Harrow Mill Supply Agreement", foot="Page {n} of 3"))
    for page in document.pages:
        assert [document.quote(span).strip() for span in page.furniture] == [
            "Harrow Mill Supply Agreement",
            f"Page {page.number} of 3",
        ]


def test_a_line_that_stands_once_is_no_furniture_though_it_is_at_the_edge():
    document = read(pdf_of([["words"]], head="A heading of this page only"))
    assert document.pages[0].furniture == ()


def test_pages_are_contiguous_and_make_up_the_text():
    document = read(pdf_of(PAGES, foot="{n}"))
    assert [page.start for page in document.pages] == [0, *(page.end for page in document.pages[:-1])]
    assert document.pages[-1].end == len(document.text)


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        # opens with a password only
        (pdf_of([["words"]], password="secret"), ReadStatus.NEEDS_PASSWORD, "password"),
        # cut in the middle: nothing that opens is left
        (pdf_of([["words"]])[:200], ReadStatus.DAMAGED, "damaged"),
        # named like a PDF
        (b"hello, this is text", ReadStatus.DAMAGED, "damaged"),
        # pages without anything on them
        (pdf_of([[], []]), ReadStatus.EMPTY, "neither text nor images"),
        (b"", ReadStatus.EMPTY, "empty"),
    ],
)
def test_a_file_that_cannot_be_read_ends_in_a_named_state(data: bytes, status: ReadStatus, says: str):
    reading = read_document(data, "a.pdf")
    assert reading.status is status
    assert says in reading.message
    assert reading.document is None


def test_an_empty_user_password_opens():
    assert read_document(pdf_of([["words of it"]], password=""), "a.pdf").status is ReadStatus.INDEXED


def test_image_pages_are_named_and_the_rest_is_read():
    reading = read_document(pdf_of([["words"] * 3, [], [], ["more words"]], scans=(2, 3)), "a.pdf")
    assert reading.status is ReadStatus.PARTIAL
    assert "Pages 2-3 are images and were not read" in reading.message
    assert reading.document is not None
    assert [page.needs_ocr for page in reading.document.pages] == [False, True, True, False]


def test_a_stamp_on_a_scan_does_not_make_it_read():
    reading = read_document(pdf_of([[], []], scans=(1, 2), head="Case 1:20-cv-1 Document 7 Page {n}"), "a.pdf")
    assert reading.status is ReadStatus.PARTIAL
    assert reading.document is not None
    assert all(page.needs_ocr for page in reading.document.pages)


def test_a_scan_without_any_text_is_kept_without_chunks():
    reading = read_document(pdf_of([[]], scans=(1,)), "a.pdf")
    assert reading.status is ReadStatus.PARTIAL
    assert reading.document is not None
    assert (reading.document.text, reading.clauses, reading.chunks) == ("", (), ())


def test_drawing_a_page_that_is_not_there_says_how_many_there_are():
    with pytest.raises(ReadError, match="has 1 pages, not 2"):
        pdf.render_page(pdf_of([["words"]]), 2, 1.0)


def test_pictures_of_pages_come_one_at_a_time_and_failing_ones_are_left_out():
    data = pdf_of([["one"], ["two"], ["three"]])
    pictures = pdf.page_images(data, [3, 1, 9], dpi=144)
    assert [(number, image.size) for number, image in pictures] == [(3, (1224, 1584)), (1, (1224, 1584))]


def test_a_page_of_enormous_size_is_drawn_small():
    data = raw_pdf(written("words")).replace(b"[0 0 612 792]", b"[0 0 90000 9000]")
    ((_, image),) = pdf.page_images(data, [1], dpi=300)
    assert image.width * image.height <= 41_000_000


def test_what_is_missing_names_images_and_pages_that_failed():
    pages = [
        RawPage(1, 612, 792, (), needs_ocr=True),
        RawPage(2, 612, 792, (RawLine("words"),)),
        RawPage(3, 0, 0, ()),
        RawPage(4, 0, 0, ()),
    ]
    assert pdf.what_is_missing(pages) == (
        "Page 1 is an image and was not read. Run character recognition (OCR) over the file and add the result. "
        "Pages 3-4 could not be read: the file is damaged there. Ask for a fresh copy, or print the file to a new PDF."
    )
    assert pdf.what_is_missing(pages[1:2]) == ""


@pytest.mark.parametrize(
    ("content", "read"),
    [
        # every kind of space ends a word, whatever character it is
        (r"one\240two", "one two"),
        # ligatures are spelled out, and the word keeps one box
        (r"\256nal de\256nite", "final definite"),
        # a soft hyphen is seen as one
        (r"co\255owner", "co-owner"),
    ],
)
def test_characters_are_read_as_they_are_written_in_plain_text(content: str, read: str):
    data = raw_pdf(f"BT /F 12 Tf 72 600 Td ({content}) Tj ET").replace(
        b"/BaseFont /Helvetica",
        b"/BaseFont /Helvetica /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [174 /fi] >>",
    )
    (line,) = pdf.read_pdf(_mended(data)).pages[0].lines
    assert line.text == read
    assert [line.text[start:end] for start, end in zip(line.starts, line.ends, strict=True)] == read.split()
    assert len(line.edges) == 4 * len(read.split())


def _mended(data: bytes) -> bytes:
    """The file with its table of objects written anew, after its objects were changed."""
    out = io.BytesIO()
    pypdf.PdfWriter(io.BytesIO(data)).write(out)
    return out.getvalue()


def test_a_damaged_file_is_explained_without_a_libraries_words():
    message = read_document(pdf_of([["words"]])[:200], "a.pdf").message
    assert message.startswith("The file is damaged and cannot be opened as a PDF: its contents are cut off")
    assert "PDFium" not in message
    assert ".)" not in message
    assert ".." not in message


def test_composing_no_pages_gives_no_text():
    assert compose(()) == ("", ())


def shapes(count: int, *, segments: int = 12, ink: str = "0 g") -> str:
    """The operators that draw shapes in lines down the page, as letters are when their outlines are drawn."""
    drawn = [f"q {ink}"]
    for number in range(count):
        x, y = 72 + 8 * (number % 50), 700 - 14 * (number // 50)
        corners = (f"{x + corner % 3 * 2} {y + corner % 5 * 2} l" for corner in range(segments - 1))
        drawn.append(f"{x} {y} m {' '.join(corners)} f")
    return "\n".join([*drawn, "Q"])


@pytest.mark.parametrize(
    ("content", "needed"),
    [
        # letters drawn as shapes, alone and beside the number of the page
        (shapes(200), True),
        (shapes(1500) + written("7", y=40), True),
        # one line of them
        (shapes(30), True),
        # nothing, a frame with rules, a small ornament
        ("", False),
        (shapes(100, segments=4), False),
        (shapes(5), False),
        # shapes that nobody sees
        (shapes(200, ink="1 g"), False),
        (shapes(200).replace(" f\n", " n\n"), False),
        # ornaments around a page of words
        (shapes(200) + "".join(written("The Buyer pays the price.", y=600 - 14 * row) for row in range(12)), False),
    ],
)  # fmt: skip
def test_letters_drawn_as_shapes_are_recognised(content: str, needed: bool):
    if needed or "Tj" in content:
        assert pdf.read_pdf(raw_pdf(content)).pages[0].needs_ocr is needed
    else:
        with pytest.raises(ReadError, match="neither text nor images"):
            pdf.read_pdf(raw_pdf(content))
