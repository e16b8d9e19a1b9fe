"""Files made at run time for the tests of reading: PDFs by reportlab, Word documents by python-docx."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
import pypdf
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from lexassist.types import Document, DocumentId, Page

WIDTH, HEIGHT = 612, 792


def pdf_of(
    pages: Sequence[Sequence[str]],
    *,
    head: str = "",
    foot: str = "",
    rotate: int = 0,
    password: str | None = None,
    scans: Sequence[int] = (),
) -> bytes:
    """A PDF with the lines of each page; ``{n}`` in head and foot is the page's number; ``scans`` are image pages."""
    out = io.BytesIO()
    lock = None if password is None else StandardEncryption(password, ownerPassword="owner", canPrint=1)
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), encrypt=lock)
    for number, lines in enumerate(pages, 1):
        canvas.setFont("Times-Roman", 11)
        if head:
            canvas.drawString(72, HEIGHT - 36, head.format(n=number))
        if number in scans:
            canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "grey")), 0, 0, WIDTH, HEIGHT)
        top = HEIGHT - 90
        for line in lines:
            top -= 14 if line else 10
            if line:
                canvas.drawString(72, top, line)
        if foot:
            canvas.drawString(280, 30, foot.format(n=number))
        canvas.showPage()
    canvas.save()
    return _turned(out.getvalue(), rotate) if rotate else out.getvalue()


def _turned(data: bytes, degrees: int) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(data))
    for page in writer.pages:
        page.rotate(degrees)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx_of(paragraphs: Sequence[str], *, table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document with the paragraphs and, behind them, the table."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def document_of(text: str) -> Document:
    """A document of one page without furniture or boxes."""
    return Document(DocumentId("0123456789abcdef"), "A TITLE", "a.txt", text, (Page(1, 0, len(text), 612, 792),))
