from __future__ import annotations

import pytest
from PIL import Image

from lexassist.parsing.pages import RawDocument
from lexassist.parsing.pdf.reader import read_pdf
from lexassist.types import Remark, RemarkKind
from tests.parsing.rawpdf import picture, raw_pdf, scan_of, stream, written
from tests.parsing.writing import pdf_of

PLAIN = written("These words are plain", y=700)
_GREY_IMAGE = picture(Image.new("L", (8, 8), 200))
_XOBJECT = "/XObject << /X 10 0 R >>"
_LAYER = "/OCProperties << /OCGs [10 0 R] /D << /OFF [10 0 R] >> >>"


def text_of(document: RawDocument) -> str:
    return "\n".join(line.text for page in document.pages for line in page.lines)


def hidden_in(document: RawDocument) -> list[Remark]:
    return [remark for remark in document.remarks if remark.kind is RemarkKind.HIDDEN_TEXT]


def state(entries: str) -> str:
    return f"/ExtGState << /G << {entries} >> >>"


_BLANK_FONT = (
    "<< /Type /Font /Subtype /Type3 /FontBBox [0 -200 700 800] /FontMatrix [0.001 0 0 0.001 0 0] /Resources << >> "
    "/CharProcs << /none 11 0 R >> /Encoding << /Differences [100 /none /none 111 /none 114 /none /none /none] >> "
    "/FirstChar 99 /LastChar 116 /Widths [" + "600 " * 18 + "] /ToUnicode 12 0 R >>"
)
_LETTERS = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <ff> "
    b"endcodespacerange 1 beginbfrange <20> <7e> <0020> endbfrange endcmap end end"
)
HIDDEN: dict[str, bytes] = {
    "in a font that draws nothing": raw_pdf(
        PLAIN + "BT /B 12 Tf 72 600 Td (secret order) Tj ET",
        fonts="/B 10 0 R",
        objects=[_BLANK_FONT, stream("", b"600 0 d0"), stream("", _LETTERS)],
    ),
    "white on white": raw_pdf(PLAIN + written("secret order", before="1 g")),
    "nearly white": raw_pdf(PLAIN + written("secret order", before="0.98 g")),
    "white in another colour space": raw_pdf(PLAIN + written("secret order", before="0 0 0 0 k")),
    "white with a rule through it": raw_pdf(PLAIN + written("secret order", before="1 g") + "72 604 90 0.8 re f"),
    "white, underlined": raw_pdf(PLAIN + written("secret order", before="1 g") + "72 598 90 0.8 re f"),
    "never painted (mode 3)": raw_pdf(PLAIN + written("secret order", before="3 Tr")),
    "a clip only (mode 7)": raw_pdf(PLAIN + written("secret order", before="7 Tr")),
    "outlined in white (mode 1)": raw_pdf(PLAIN + written("secret order", before="1 Tr 1 G")),
    "transparent": raw_pdf(PLAIN + written("secret order", before="/G gs"), resources=state("/ca 0")),
    "almost transparent": raw_pdf(PLAIN + written("secret order", before="/G gs"), resources=state("/ca 0.02")),
    "too small to read": raw_pdf(PLAIN + written("secret order", size=0.6)),
    "scaled down to nothing": raw_pdf(PLAIN + written("secret order", before="0.05 0 0 0.05 60 600 cm")),
    "left of the page": raw_pdf(PLAIN + written("secret order", x=-200)),
    "above the page": raw_pdf(PLAIN + written("secret order", y=900)),
    "cropped away": raw_pdf(PLAIN + written("secret order", y=100), page="/CropBox [0 300 612 792]"),
    "clipped": raw_pdf(PLAIN + written("secret order", before="0 0 20 20 re W n")),
    "clipped by two places far apart": raw_pdf(
        PLAIN + written("secret order", before="0 0 20 20 re 500 700 20 20 re W n")
    ),
    "under a white box": raw_pdf(PLAIN + written("secret order") + "1 g 60 590 200 30 re f"),
    "under a black box": raw_pdf(PLAIN + written("secret order") + "0 g 60 590 200 30 re f"),
    "under a thick line": raw_pdf(PLAIN + written("secret order") + "40 w 1 G 60 605 m 260 605 l S"),
    "under a picture": raw_pdf(
        PLAIN + written("secret order") + "q 200 0 0 30 60 590 cm /X Do Q", resources=_XOBJECT, objects=[_GREY_IMAGE]
    ),
    "under a box that bears other words": raw_pdf(
        PLAIN + written("secret order") + "1 g 60 590 200 30 re f " + written("visible words", before="0 g")
    ),
    "black on black": raw_pdf("0 g 60 590 200 30 re f " + PLAIN + written("secret order")),
    "white, below a dark box with white words": raw_pdf(
        PLAIN
        + written("secret order", before="1 g")
        + "0 0 0.4 rg 60 590 200 30 re f "
        + written("visible words", before="1 g")
    ),
    "unpainted, over visible words": raw_pdf(PLAIN + written("secret order", y=700, before="3 Tr")),
    "in a layer that is off": raw_pdf(
        PLAIN + "/OC /L BDC " + written("secret order") + " EMC",
        resources="/Properties << /L 10 0 R >>",
        catalog=_LAYER,
        objects=["<< /Type /OCG /Name (layer) >>"],
    ),
    "a form in a layer that is off": raw_pdf(
        PLAIN + "/X Do",
        resources="/XObject << /X 11 0 R >>",
        catalog=_LAYER,
        objects=[
            "<< /Type /OCG /Name (layer) >>",
            stream(
                "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /OC 10 0 R /Resources << /Font << /F 5 0 R >> >>",
                written("secret order").encode(),
            ),
        ],
    ),
    "outside its form": raw_pdf(
        PLAIN + "/X Do",
        resources=_XOBJECT,
        objects=[
            stream(
                "/Type /XObject /Subtype /Form /BBox [0 0 50 50] /Resources << /Font << /F 5 0 R >> >>",
                written("secret order").encode(),
            )
        ],
    ),
    "in a form drawn transparent": raw_pdf(
        PLAIN + "/G gs /X Do",
        resources=_XOBJECT + state("/ca 0"),
        objects=[
            stream(
                "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Group << /S /Transparency >> "
                "/Resources << /Font << /F 5 0 R >> >>",
                written("secret order").encode(),
            )
        ],
    ),
    "under an annotation": raw_pdf(
        PLAIN + written("secret order"),
        page="/Annots [10 0 R]",
        objects=[
            "<< /Type /Annot /Subtype /Square /Rect [60 590 260 620] /AP << /N 11 0 R >> >>",
            stream("/Type /XObject /Subtype /Form /BBox [0 0 200 30]", b"1 g 0 0 200 30 re f"),
        ],
    ),
    "unpainted, in the blank margin of a scan": raw_pdf(
        "q 612 0 0 792 0 0 cm /X Do Q " + written("found by recognition", y=700, before="3 Tr")
        + written("secret order", before="3 Tr"),
        resources=_XOBJECT,
        objects=[picture(scan_of([(72, 80, 190, 92)]))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("data", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_does_not_show_is_kept_out_of_the_text_and_reported(data: bytes):
    document = read_pdf(data)
    assert "secret" not in text_of(document)
    assert "order" not in text_of(document)
    (remark,) = hidden_in(document)
    assert remark.text == "secret order"
    assert remark.page == 1
    assert "Page 1 holds 2 words that do not show" in remark.message
    assert len(remark.boxes) == 1


@pytest.mark.parametrize("data", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_shows_beside_hidden_words_is_read(data: bytes):
    text = text_of(read_pdf(data))
    assert "These words are plain" in text or "found by recognition" in text
    assert ("visible words" in text) == (b"visible words" in data)


_MULTIPLIED = "/ExtGState << /G << /BM /Multiply >> >>"
VISIBLE: dict[str, bytes] = {
    "light grey": raw_pdf(written("shown to all", before="0.8 g")),
    "yellow": raw_pdf(written("shown to all", before="1 0.9 0 rg")),
    "small print of five points": raw_pdf(written("shown to all", size=5)),
    "white on a dark box": raw_pdf("0 0 0.4 rg 60 590 200 30 re f " + written("shown to all", before="1 g")),
    "red on a green of the same brightness": raw_pdf(
        "0 0.5 0 rg 60 590 200 30 re f " + written("shown to all", before="0.98 0 0 rg")
    ),
    "outlined": raw_pdf(written("shown to all", size=20, before="1 Tr")),
    "outlined and filled": raw_pdf(written("shown to all", before="2 Tr")),
    "half transparent": raw_pdf(written("shown to all", before="/G gs"), resources=state("/ca 0.3")),
    "under a translucent marker": raw_pdf(
        written("shown to all") + "/G gs 1 1 0 rg 60 590 200 30 re f", resources=state("/ca 0.4")
    ),
    "under a marker that multiplies": raw_pdf(
        written("shown to all") + "/G gs 1 1 0 rg 60 590 200 30 re f", resources=_MULTIPLIED
    ),
    "marked by an annotation": raw_pdf(
        written("shown to all"),
        page="/Annots [<< /Type /Annot /Subtype /Highlight /Rect [60 590 260 620] /C [1 1 0] "
        "/QuadPoints [60 620 260 620 60 590 260 590] >>]",
    ),
    "in a frame": raw_pdf(written("shown to all") + "0 G 60 590 200 30 re S"),
    "on a shaded row": raw_pdf("0.9 g 60 590 200 30 re f " + written("shown to all", before="0 g")),
    "over a picture": raw_pdf(
        "q 200 0 0 30 60 590 cm /X Do Q " + written("shown to all"), resources=_XOBJECT, objects=[_GREY_IMAGE]
    ),
    "under a large pale watermark": raw_pdf(
        written("shown to all") + written("DRAFT", x=60, y=580, size=90, before="/G gs 0.5 g"),
        resources=state("/ca 0.2"),
    ),
    "in a layer that is on": raw_pdf(
        "/OC /L BDC " + written("shown to all") + " EMC",
        resources="/Properties << /L 10 0 R >>",
        catalog="/OCProperties << /OCGs [10 0 R] /D << >> >>",
        objects=["<< /Type /OCG /Name (layer) >>"],
    ),
    "covered, and drawn again": raw_pdf(
        written("shown to all") + "1 g 60 590 200 30 re f " + written("shown to all", before="0 g")
    ),
    "in a clip that holds it": raw_pdf(written("shown to all", before="60 590 m 300 590 l 300 640 l 50 640 l h W n")),
    "running up the page": raw_pdf(written("shown to all", before="0 1 -1 0 700 0 cm")),
    "laid over a scan by recognition": raw_pdf(
        "q 612 0 0 792 0 0 cm /X Do Q " + written("shown to all", before="3 Tr"),
        resources=_XOBJECT,
        objects=[picture(scan_of([(72, 180, 150, 192)]))],
    ),
    "behind the picture of a scan": raw_pdf(
        written("shown to all") + "q 612 0 0 792 0 0 cm /X Do Q",
        resources=_XOBJECT,
        objects=[picture(scan_of([(72, 180, 150, 192)]))],
    ),
}


@pytest.mark.parametrize("data", VISIBLE.values(), ids=VISIBLE.keys())
def test_what_shows_is_read_and_nothing_is_reported(data: bytes):
    document = read_pdf(data)
    assert "shown to all" in text_of(document)
    assert hidden_in(document) == []


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_shows_its_words(rotate: int):
    data = raw_pdf("0.9 g 60 590 200 30 re f " + written("shown to all", before="0 g"), page=f"/Rotate {rotate}")
    assert hidden_in(read_pdf(data)) == []
    data = raw_pdf(PLAIN + written("secret order", before="1 g"), page=f"/Rotate {rotate}")
    assert [remark.text for remark in hidden_in(read_pdf(data))] == ["secret order"]


def test_words_that_recognition_doubles_are_read_once_and_are_no_finding():
    content = "q 612 0 0 792 0 0 cm /X Do Q " + written("Case 20") + written("Case 20", before="3 Tr")
    document = read_pdf(raw_pdf(content, resources=_XOBJECT, objects=[picture(scan_of([(72, 180, 150, 192)]))]))
    assert text_of(document).count("Case 20") == 1
    assert hidden_in(document) == []


def test_a_hidden_word_inside_a_line_leaves_the_rest_of_the_line():
    content = "BT /F 12 Tf 72 600 Td (The fee is ) Tj 1 g (not ) Tj 0 g (due at once) Tj ET"
    document = read_pdf(raw_pdf(content))
    assert text_of(document) == "The fee is due at once"
    (remark,) = hidden_in(document)
    assert (remark.text, remark.message[:26]) == ("not", "Page 1 holds a word that d")
    line = document.pages[0].lines[0]
    assert len(line.starts) == len(line.ends) == len(line.edges) / 4 == 6


def test_hidden_letters_that_touch_a_visible_word_take_the_word_with_them():
    content = "BT /F 12 Tf 72 600 Td (The fee is due) Tj 1 g (never) Tj ET"
    document = read_pdf(raw_pdf(content))
    assert text_of(document) == "The fee is"
    assert [remark.text for remark in hidden_in(document)] == ["duenever"]


def test_each_run_of_hidden_words_is_one_remark_and_their_number_is_limited():
    runs = "".join(
        written("open", y=40 + 20 * row) + written("closed off", x=200, y=40 + 20 * row, before="1 g")
        for row in range(36)
    )
    remarks = hidden_in(read_pdf(raw_pdf(runs)))
    assert [remark.text for remark in remarks[:-1]] == ["closed off"] * 20
    assert "32 more words" in remarks[-1].message


def test_a_long_run_is_cut_and_says_so():
    lines = "".join(written("x" * 60, y=40 + 10 * row, size=9, before="1 g") for row in range(60))
    (remark,) = hidden_in(read_pdf(raw_pdf(PLAIN + lines)))
    assert len(remark.text) == 2_000
    assert "first 2,000 characters" in remark.message


def test_a_page_of_hidden_words_only_is_reported_and_not_called_empty():
    document = read_pdf(raw_pdf(written("secret order", before="1 g")))
    assert text_of(document) == ""
    assert len(hidden_in(document)) == 1


def test_an_ordinary_page_is_not_drawn(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("drawn without a reason")

    monkeypatch.setattr("lexassist.parsing.pdf.hidden.draw", refuse)
    document = read_pdf(pdf_of([["plain words on a page"], ["and on another"]], foot="Page {n}"))
    assert len(document.pages) == 2
