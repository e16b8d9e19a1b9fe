"""Highlighted copies: marks where the cited words stand, as another library sees them; bad files are a message."""

from __future__ import annotations

import ctypes
import io
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, RectangleObject, TextStringObject

from lexassist.bands import join_lines
from lexassist.review import highlights
from lexassist.review.highlight_worker import Mark, MarkKind, highlight
from lexassist.review.highlights import mark_documents, outline_documents, write_copies
from lexassist.review.links import Addresses, Links, name_copies
from lexassist.types import Box

from .reviewed import PDFS, document, originals, review, whole_clause

Edges = tuple[float, float, float, float]


def mark(page: int, *boxes: Edges, words: str = "told") -> Mark:
    return Mark(page=page, boxes=boxes, kind=MarkKind.HIGHLIGHT, fill="F9C5A7", words=words)


def displayed(pdf: bytes, number: int) -> list[list[Edges]]:
    """The quadrilaterals of each highlight of a page, where PDFium shows them: x0, top, x1, bottom, in points."""
    shown = pypdfium2.PdfDocument(pdf)
    page = shown[number - 1]
    width, height = page.get_size()
    found: list[list[Edges]] = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_HIGHLIGHT:
            found.append(
                [
                    quad(page, annotation, at, (width, height))
                    for at in range(pdfium.FPDFAnnot_CountAttachmentPoints(annotation))
                ]
            )
        pdfium.FPDFPage_CloseAnnot(annotation)
    shown.close()
    return found


def quad(page: pypdfium2.PdfPage, annotation: object, at: int, size: tuple[float, float]) -> Edges:
    points = pdfium.FS_QUADPOINTSF()
    assert pdfium.FPDFAnnot_GetAttachmentPoints(annotation, at, ctypes.byref(points))
    corners = [device(page, size, getattr(points, f"x{n}"), getattr(points, f"y{n}")) for n in range(1, 5)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def device(page: pypdfium2.PdfPage, size: tuple[float, float], x: float, y: float) -> tuple[float, float]:
    """A point of the file's own coordinates on the page as PDFium draws it, a hundred dots a point."""
    across, down = ctypes.c_int(), ctypes.c_int()
    whole = [round(100 * edge) for edge in size]
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, *whole, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value / 100, down.value / 100


def turned(turn: int) -> bytes:
    """A contract of ours with pages turned and cropped."""
    writer = pypdf.PdfWriter(clone_from=PDFS / "nda.pdf")
    for page in writer.pages:
        page.rotate(turn)
        page.cropbox = RectangleObject((20, 30, 560, 800))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_mark_lies_where_its_box_lies_on_the_page_as_it_is_shown(turn: int) -> None:
    boxes = ((100.0, 50.0, 180.0, 62.0), (60.0, 64.0, 75.0, 300.0))
    ((first, second),) = displayed(highlight(turned(turn), [mark(2, *boxes)]), 2)
    assert first == pytest.approx(boxes[0], abs=0.03)
    assert second == pytest.approx(boxes[1], abs=0.03)


def test_marks_of_a_finding_equal_the_boxes_of_its_citation() -> None:
    cited = whole_clause("nda.pdf", "13.1")
    own = document("nda.pdf").id
    copy = highlight((PDFS / "nda.pdf").read_bytes(), mark_documents(review())[own])
    bands = [band for band in join_lines(cited.boxes) if band.page == cited.pages[0]]
    shown = displayed(copy, cited.pages[0])
    assert any(
        len(quads) == len(bands)
        and all(q == pytest.approx((b.x0, b.top, b.x1, b.bottom), abs=0.05) for q, b in zip(quads, bands, strict=True))
        for quads in shown
    )


def test_the_page_of_a_link_holds_the_mark_of_its_citation() -> None:
    names = name_copies(review().rows)
    for finding in (finding for row in review().rows for finding in row.findings if finding.rule != "control"):
        for citation in finding.citations:
            address = Addresses(names).of(citation)
            assert address is not None
            pages = {mark.page for mark in mark_documents(review())[citation.document]}
            assert int(address.place.removeprefix("page=")) in pages


def test_what_came_nearest_to_a_missing_clause_is_not_marked() -> None:
    alone = replace(review().rows[0], findings=review().rows[0].findings[-1:], defects=())
    assert mark_documents(replace(review(), rows=(alone,))) == {}


def test_superseded_words_are_struck_out_in_the_contract_that_they_stand_in() -> None:
    marks = mark_documents(review())
    assert [(one.kind, one.words[:11]) for one in marks[document("supply.pdf").id]] == [
        (MarkKind.STRIKE_OUT, "Superseded.")
    ]
    assert [one.kind for one in marks[document("supply_amendment_1.pdf").id]] == [MarkKind.HIGHLIGHT]


def test_words_that_two_rules_cite_are_marked_once_with_both() -> None:
    agreement = [one for one in mark_documents(review())[document("nda.pdf").id] if "Expiry date" in one.words]
    assert len(agreement) == 1
    assert "Cap on liability: Fallback" in agreement[0].words
    assert "Term not defined: It is not defined." in agreement[0].words


def test_the_side_bar_names_open_findings_that_have_a_place() -> None:
    own = document("nda.pdf").id
    cited = whole_clause("nda.pdf", "13.1")
    assert outline_documents(review())[own] == (("Deviation (high): Governing law", cited.pages[0]),)
    copy = highlight((PDFS / "nda.pdf").read_bytes(), (), outline_documents(review())[own])
    outline = pypdf.PdfReader(io.BytesIO(copy)).outline
    assert outline[-1][0].title == "Deviation (high): Governing law"


def test_the_original_is_only_read_and_equal_jobs_give_equal_copies(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in originals().values()}
    first = write_copies(review(), Links(originals()), tmp_path / "a")
    write_copies(review(), Links(originals()), tmp_path / "b")
    assert first.problems == {}
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == sorted(first.names.values())
    for name in first.names.values():
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert before == {path: path.read_bytes() for path in originals().values()}


def encrypted(path: Path) -> Path:
    writer = pypdf.PdfWriter(clone_from=PDFS / "nda.pdf")
    writer.encrypt("", "owner")
    writer.write(path)
    return path


def test_a_file_that_cannot_be_copied_is_a_message_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    files = originals()
    own, other, amendment = files
    files |= {own: encrypted(tmp_path / "locked.pdf"), other: tmp_path / "damaged.pdf"}
    copies = write_copies(review(), Links(files), tmp_path / "out")
    assert "it is encrypted" in copies.problems[own]
    assert copies.problems[other].startswith("No highlighted copy could be made: ")
    assert copies.problems[other].endswith("to get one that can be marked.")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [copies.names[amendment]]


def test_a_worker_that_hangs_or_dies_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for program, reason in (("import time; time.sleep(60)", "took more than 0.5 seconds"), ("input()", "ended")):
        monkeypatch.setattr(highlights, "_PROGRAM", ("-c", program))
        copies = write_copies(review(), Links(originals()), tmp_path, seconds=0.5 if "sleep" in program else 20)
        assert len(copies.problems) == 3
        assert all(reason in problem for problem in copies.problems.values())


def test_a_copy_does_nothing_of_itself() -> None:
    writer = pypdf.PdfWriter(clone_from=PDFS / "nda.pdf")
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    writer.add_attachment("inside.txt", b"carried")
    launch = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc")})
    names = writer.root_object.setdefault(NameObject("/Names"), DictionaryObject()).get_object()
    named = ArrayObject([TextStringObject("one"), writer._add_object(script)])
    names[NameObject("/JavaScript")] = DictionaryObject({NameObject("/Names"): named})
    writer.root_object[NameObject("/OpenAction")] = launch
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): launch})
    armed = io.BytesIO()
    writer.write(armed)
    copy = highlight(armed.getvalue(), [mark(1, (10.0, 10.0, 20.0, 20.0))])
    for sign in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA"):
        assert sign in armed.getvalue()
        assert sign not in copy


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no page 99"):
        highlight((PDFS / "nda.pdf").read_bytes(), [mark(99, (1.0, 1.0, 2.0, 2.0))])


def test_boxes_of_a_line_become_one_band() -> None:
    words = (Box(1, 10, 10, 20, 20), Box(1, 22, 10, 40, 20), Box(1, 10, 24, 30, 34))
    assert join_lines(words) == (Box(1, 10, 10, 40, 20), Box(1, 10, 24, 30, 34))
