from __future__ import annotations

import io
import zlib

import pypdf
import pytest

from lexassist.parsing.pages import RawDocument
from lexassist.parsing.pdf import reader as pdf
from lexassist.types import Remark, RemarkKind
from tests.parsing.rawpdf import raw_pdf, stream, written

PLAIN = written("These words are plain")


def remarks_of(data: bytes) -> tuple[Remark, ...]:
    return pdf.read_pdf(data).remarks


def texts_of(document: RawDocument) -> list[str]:
    return [line.text for page in document.pages for line in page.lines]


def packed(*bodies: str) -> bytes:
    """An object stream of objects numbered from 40."""
    offsets, joined = [], ""
    for number, body in enumerate(bodies, 40):
        offsets.append(f"{number} {len(joined)}")
        joined += body + " "
    head = " ".join(offsets) + " "
    data = zlib.compress((head + joined).encode())
    return stream(f"/Type /ObjStm /N {len(bodies)} /First {len(head)} /Filter /FlateDecode", data)


ACTIVE: dict[str, tuple[bytes, str]] = {
    "a script on opening": (
        raw_pdf(PLAIN, catalog="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        "JavaScript",
    ),
    "a script among the names of the file": (
        raw_pdf(PLAIN, catalog="/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >>"),
        "JavaScript",
    ),
    "a script whose name is spelled in hexadecimal": (
        raw_pdf(PLAIN, catalog="/OpenAction << /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>"),
        "JavaScript",
    ),
    "a script in a compressed object stream": (
        raw_pdf(PLAIN, objects=[packed("<< /S /JavaScript /JS (1) >>")]),
        "JavaScript",
    ),
    "a script of a page": (raw_pdf(PLAIN, page="/AA << /O << /S /JavaScript /JS (1) >> >>"), "JavaScript"),
    "a program to start": (
        raw_pdf(
            PLAIN,
            page="/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (calc.exe) >> >>]",
        ),
        "starts a program",
    ),
    "a form that sends itself": (
        raw_pdf(PLAIN, objects=["<< /S /SubmitForm /F (http://example.com) >>"]),
        "sends what is filled in",
    ),
    "data from another file": (raw_pdf(PLAIN, objects=["<< /S /ImportData /F (a.fdf) >>"]), "from another file"),
    "a dynamic form": (
        raw_pdf(PLAIN, catalog="/AcroForm << /Fields [] /XFA [(a) 10 0 R] >>", objects=["<< >>"]),
        "XFA",
    ),
    "an address called on opening": (
        raw_pdf(PLAIN, catalog="/OpenAction << /S /URI /URI (http://example.com) >>"),
        "web address",
    ),
    "an address called on opening, said elsewhere": (
        raw_pdf(PLAIN, catalog="/OpenAction 10 0 R", objects=["<< /S /URI /URI (http://example.com) >>"]),
        "web address",
    ),
    "an address called on opening, said in an object stream": (
        raw_pdf(PLAIN, catalog="/OpenAction 40 0 R", objects=[packed("<< /S /URI /URI (http://example.com) >>")]),
        "web address",
    ),
    "a film": (
        raw_pdf(PLAIN, page="/Annots [<< /Type /Annot /Subtype /Movie /Rect [0 0 90 90] >>]"),
        "Page 1 holds sound, video",
    ),
}


@pytest.mark.parametrize(("data", "says"), ACTIVE.values(), ids=ACTIVE.keys())
def test_active_content_is_reported(data: bytes, says: str):
    (remark,) = remarks_of(data)
    assert remark.kind is RemarkKind.ACTIVE_CONTENT
    assert says in remark.message
    assert remark.message.endswith(".")


QUIET: dict[str, bytes] = {
    "nothing": raw_pdf(PLAIN),
    "a plain link": raw_pdf(
        PLAIN,
        page="/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://example.com) >> >>]",
    ),
    "a place to open at": raw_pdf(PLAIN, catalog="/OpenAction [3 0 R /Fit]"),
    "a place to open at, said elsewhere": raw_pdf(
        PLAIN, catalog="/OpenAction 10 0 R", objects=["<< /S /GoTo /D [3 0 R /Fit] >>", "<< /S /URI /URI (x) >>"]
    ),
    "the words for it on the page": raw_pdf(written("/S /JavaScript is a name")),
}


@pytest.mark.parametrize("data", QUIET.values(), ids=QUIET.keys())
def test_what_does_nothing_of_itself_is_not_reported(data: bytes):
    assert remarks_of(data) == ()


def with_files(*names: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(raw_pdf(PLAIN)))
    for name in names:
        writer.add_attachment(name, b"data")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_embedded_files_are_named_without_their_path():
    (remark,) = remarks_of(with_files('../up/side "letter".docx'))
    assert remark.kind is RemarkKind.EMBEDDED_FILE
    assert "a file \"side 'letter'.docx\" inside it that was not read" in remark.message


def test_many_embedded_files_are_counted():
    remarks = remarks_of(with_files(*(f"{number}.txt" for number in range(23))))
    assert len(remarks) == 21
    assert "3 more files" in remarks[-1].message


def test_a_file_on_a_page_names_the_page():
    note = "/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS << /Type /Filespec /F (a.txt) >> >>]"
    (remark,) = remarks_of(raw_pdf(PLAIN, page=note))
    assert (remark.kind, remark.page) == (RemarkKind.EMBEDDED_FILE, 1)
    assert remark.message.startswith('Page 1 carries a file "a.txt"')


def test_scripts_of_an_encrypted_file_that_opens_are_found():
    writer = pypdf.PdfWriter(io.BytesIO(ACTIVE["a script on opening"][0]))
    writer.encrypt("", "owner")
    out = io.BytesIO()
    writer.write(out)
    assert any("JavaScript" in remark.message for remark in remarks_of(out.getvalue()))


def appearance(words: str) -> bytes:
    entries = "/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F 5 0 R >> >>"
    return stream(entries, f"BT /F 12 Tf 2 5 Td ({words}) Tj ET".encode())


def field(rect: str, kind: str = "/Widget /FT /Tx /T (a)", *, entries: str = "") -> bytes:
    page = f"/Annots [<< /Type /Annot /Subtype {kind} /Rect [{rect}] /AP << /N 10 0 R >> {entries} >>]"
    content = written("Name:", y=600) + written("Date:", y=560)
    return raw_pdf(content, page=page, objects=[appearance("Ada Lovelace")])


def test_what_is_filled_in_is_read_where_it_stands():
    assert texts_of(pdf.read_pdf(field("110 595 310 615"))) == ["Name:", "Ada Lovelace", "Date:"]


def test_a_note_written_on_the_page_is_read_where_it_stands():
    document = pdf.read_pdf(field("72 575 272 595", "/FreeText /DA (/F 12 Tf)"))
    assert texts_of(document) == ["Name:", "Ada Lovelace", "Date:"]
    box = document.pages[0].lines[1].edges
    assert 72 <= box[0] <= 80
    assert 792 - 600 <= box[1] < box[3] <= 792 - 570


@pytest.mark.parametrize("flags", [2, 32], ids=["hidden", "not for viewing"])
def test_a_field_that_no_viewer_shows_is_not_read(flags: int):
    document = pdf.read_pdf(field("110 595 310 615", entries=f"/F {flags}"))
    assert texts_of(document) == ["Name:", "Date:"]
