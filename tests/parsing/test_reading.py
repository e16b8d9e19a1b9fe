from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.parsing.clauses.title import find_title
from lexassist.parsing.reading import Means, read_document
from lexassist.types import Document, ReadStatus
from tests.parsing.writing import docx_of


def read(data: bytes, source: str) -> Document:
    reading = read_document(data, source)
    assert reading.document is not None, reading
    return reading.document


def zip_of(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (b"", ReadStatus.EMPTY, "empty"),
        (b" \n\t ", ReadStatus.EMPTY, "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, ReadStatus.UNSUPPORTED, "a picture"),
        (b"MZ" + b"\0" * 50, ReadStatus.UNSUPPORTED, "a program"),
        (zip_of("a.txt"), ReadStatus.UNSUPPORTED, "an archive"),
        (zip_of("a.txt")[:30], ReadStatus.DAMAGED, "damaged"),
        (zip_of("word/document.xml"), ReadStatus.DAMAGED, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, ReadStatus.UNSUPPORTED, "old Office"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            ReadStatus.NEEDS_PASSWORD,
            "password",
        ),
        (b"<!DOCTYPE html><p> </p>", ReadStatus.EMPTY, "no text"),
        (bytes(range(256)) * 20, ReadStatus.UNSUPPORTED, "not text"),
        (docx_of([]), ReadStatus.EMPTY, "no text"),
    ],
)
def test_what_cannot_be_read_ends_in_a_named_state_with_a_remedy(data: bytes, status: ReadStatus, says: str):
    reading = read_document(data, "a.bin")
    assert reading.status is status
    assert says in reading.message
    assert reading.message.count(". ") >= 1  # what happened, and what to do


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_plain_text_in_common_encodings(encoding: str):
    text = "1. The price is \u20ac 900 \u2014 \u201cfixed\u201d.\n\n2. It ends."
    assert read(text.encode(encoding), "a.txt").text == text


def test_a_long_text_is_cut_into_portions_at_lines_and_has_no_pages_of_its_own():
    document = read(("a line of the letter\n\n" * 1000).encode(), "a.txt")
    assert len(document.pages) > 2
    assert all(document.text[page.start : page.end].startswith("a line") for page in document.pages)
    assert not document.paged


def test_a_word_document_gives_paragraphs_and_tables_a_row_a_line():
    document = read(docx_of(["1. First.", "2. Second."], table=[["Quality", "Price"], ["Plain", "900"]]), "a.docx")
    assert document.text == "1. First.\n\n2. Second.\n\nQuality\tPrice\nPlain\t900"
    assert not document.paged


@pytest.mark.parametrize(
    ("data", "source", "text"),
    [
        (b"<!DOCTYPE html><p>One.<p>Two.", "a.bin", "One.\n\nTwo."),  # a web page by its bytes
        (b"\xef\xbb\xbf<html><p>One.", "a.bin", "One."),
        (b"<?xml version='1.0'?><html><p>One.</p></html>", "a.bin", "One."),
        (b"<p>One.", "a.HTM", "One."),  # by its name
        (b"<p>One.", "a.txt", "<p>One."),
        (b"# Term\n\nIt *ends*.", "a.md", "Term\n\nIt ends."),
        (b"# Term\n\nIt *ends*.", "a.txt", "# Term\n\nIt *ends*."),
        (
            b"From: a@example.org\r\nSubject: Term\r\n\r\nIt ends.",
            "a.eml",
            "From: a@example.org\nSubject: Term\n\nIt ends.",
        ),
        (b"From: a person\nTo: another\n\nIt ends.", "a.txt", "From: a person\nTo: another\n\nIt ends."),
    ],
)
def test_each_file_is_read_by_the_reader_for_its_kind(data: bytes, source: str, text: str):
    assert read(data, source).text == text


def test_attachments_come_with_their_mail_up_to_the_limits():
    message = EmailMessage()
    message["Subject"] = "Two contracts"
    message.set_content("Both are attached.")
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        message.add_attachment(b"%PDF-" + name.encode(), maintype="application", subtype="pdf", filename=name)
    reading = read_document(message.as_bytes(), "a.eml")
    assert [each.name for each in reading.attachments] == ["a.pdf", "b.pdf", "c.pdf"]
    assert reading.attachments[1].data == b"%PDF-b.pdf"
    limited = read_document(message.as_bytes(), "a.eml", Means(attachments=2))
    assert [each.name for each in limited.attachments] == ["a.pdf", "b.pdf"]
    assert limited.status is ReadStatus.PARTIAL
    assert "c.pdf" in limited.message


def test_automatic_numbers_of_a_word_document_are_written_out():
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="99">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>'
        "</w:abstractNum>"
    ))  # fmt: skip
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="99"><w:abstractNumId w:val="99"/></w:num>'))
    for level, words in ((0, "Term"), (1, "It starts."), (1, "It ends."), (0, "Price"), (1, "It is low.")):
        paragraph = document.add_paragraph(words)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="99"/></w:numPr>')
        )
    out = io.BytesIO()
    document.save(out)
    assert read(out.getvalue(), "a.docx").text.split("\n\n") == [
        "1. Term", "(a) It starts.", "(b) It ends.", "2. Price", "(a) It is low.",
    ]  # fmt: skip


def test_tracked_changes_read_as_accepted():
    document = docx.Document()
    paragraph = document.add_paragraph("The price is ")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>900</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>1,100</w:t></w:r></w:ins>"))
    out = io.BytesIO()
    document.save(out)
    assert read(out.getvalue(), "a.docx").text == "The price is 1,100"


def test_characters_that_cannot_be_seen_are_not_in_the_text():
    hidden = "pay\u200b the\u00ad pr\ufb01ce\u202e\u00a0now\U000e0041"
    assert read(hidden.encode(), "a.txt").text == "pay the prfice now"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.docx", "a.txt"]))
def test_any_bytes_end_in_a_reading(data: bytes, source: str):
    reading = read_document(data, source)
    assert reading.message or reading.document is not None


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("Exhibit 10.1\nSUPPLY AGREEMENT\nThis Supply Agreement is made", "SUPPLY AGREEMENT"),
        ("Supply Agreement\n\nThis agreement is made", "Supply Agreement"),
        ("MASTER SERVICES\nAGREEMENT\nbetween", "MASTER SERVICES AGREEMENT"),
        ("this is a letter", "harrow"),
        ("", "harrow"),
    ],
)
def test_titles(page: str, title: str):
    assert find_title(page, "harrow.pdf") == title
