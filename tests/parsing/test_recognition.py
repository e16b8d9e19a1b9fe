from __future__ import annotations

import io
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from lexassist import offline
from lexassist.parsing.isolation.job import Limits
from lexassist.parsing.isolation.sandbox import read_file
from lexassist.parsing.pages import RawPage
from lexassist.parsing.pdf import reader as pdf
from lexassist.parsing.scans import recognition
from lexassist.settings import ReadingSettings
from lexassist.types import ReadStatus
from tests.parsing.writing import HEIGHT, WIDTH, pdf_of

LIMITS = Limits(
    memory_mib=512, cpu_seconds=60, wall_seconds=60, ocr=True, ocr_pages=9, ocr_seconds_a_page=2, ocr_seconds=30,
    ocr_threads=1, ocr_memory_mib=2048, office=False, office_seconds=1, attachments=1, attachments_mib=1,
)  # fmt: skip
PAGES = tuple(RawPage(number, 612, 792, (), needs_ocr=True) for number in range(1, 6))
# Recognises every page of its order at once, but for what the body does first with page ``n``.
PROGRAM = """
import json, os, struct, sys, time
from lexassist.parsing.pages import RawLine, RawPage
from lexassist.parsing.scans.pagewire import pack_page
from lexassist.parsing.scans.replacement import Recognised
def say(message): sys.stdout.buffer.write(struct.pack("<I", len(message)) + message); sys.stdout.buffer.flush()
order = json.load(sys.stdin)
say(b"")
for n, width, height in order["pages"]:
    page = pack_page(Recognised(RawPage(n, width, height, (RawLine(f"page {n}"),), ocr=True, quality=0.9)))
    %s
    say(page)
"""


def recognised(body: str, monkeypatch: pytest.MonkeyPatch, limits: Limits = LIMITS) -> tuple[list[int], list[str]]:
    """The pages that a program which does ``body`` gives, and what was told."""
    monkeypatch.setattr(recognition, "_PROGRAM", ("-c", PROGRAM % body))
    told: list[str] = []
    found = recognition.recognise(Path("a.pdf"), PAGES, limits, told.append)
    return [each.page.number for each in found], told


def test_pages_come_in_order_and_progress_is_told(monkeypatch: pytest.MonkeyPatch):
    pages, told = recognised("pass", monkeypatch)
    assert pages == [1, 2, 3, 4, 5]
    assert told[0] == f"more {5 * 2 + 3 * recognition.STARTING_SECONDS}"
    assert told[1:] == ["page 0 5", "page 1 5", "page 2 5", "page 3 5", "page 4 5", "page 5 5"]


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        ("if n == 2: os._exit(1)", [1, 3, 4, 5]),  # one page kills it: the next is tried
        ("if n == 2: time.sleep(60)", [1, 3, 4, 5]),  # one takes too long
        ("if n == 2: say(b'not a page')", [1, 3, 4, 5]),
        ("if n == 2: page = pack_page(Recognised(RawPage(99, 1, 1, ())))", [1, 3, 4, 5]),
        ("if n == 2: sys.stdout.buffer.write(bytes(4 * [255]))", [1, 3, 4, 5]),  # announces 4 GiB
        ("if n == 2: continue", [1, 3, 4, 5]),  # it could not be rendered
        ("if n == 5: continue", [1, 2, 3, 4]),
        ("if n > 1: os._exit(1)", [1]),  # it gives up
    ],
)
def test_a_page_that_fails_costs_no_other(body: str, pages: list[int], monkeypatch: pytest.MonkeyPatch):
    assert recognised(body, monkeypatch)[0] == pages


def test_a_program_that_does_not_start_ends_in_no_pages(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recognition, "_PROGRAM", ("-c", "raise SystemExit(1)"))
    assert list(recognition.recognise(Path("a.pdf"), PAGES, LIMITS, lambda _: None)) == []


def test_no_more_pages_than_the_limit_are_tried(monkeypatch: pytest.MonkeyPatch):
    limits = replace(LIMITS, ocr_pages=2)
    assert recognised("pass", monkeypatch, limits)[0] == [1, 2]


def test_what_is_read_when_time_is_up_is_kept(monkeypatch: pytest.MonkeyPatch):
    limits = replace(LIMITS, ocr_seconds=2)
    started = time.monotonic()
    pages, _ = recognised("time.sleep(0.9)", monkeypatch, limits)
    assert pages in ([1], [1, 2])
    assert time.monotonic() - started < 10


def scan_of(pages: list[list[str]]) -> bytes:
    """A PDF whose pages are pictures of pages with these lines."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    for lines in pages:
        picture = Image.open(io.BytesIO(pdf.render_page(pdf_of([lines]), 1, 200 / 72)))
        canvas.drawImage(ImageReader(picture.convert("L")), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_scan_is_read_in_the_sandbox_up_to_the_limit_and_says_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for name in offline.VARIABLES:  # the reader sets them itself
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "scan.pdf"
    lines = ["1. The Buyer pays the price within 30 days.", "2. The Seller delivers the goods.", "3. It ends."]
    path.write_bytes(scan_of([[line] for line in lines]))
    told: list[tuple[int, int]] = []
    limits = ReadingSettings(ocr_pages=2)
    reading = read_file(path, source="scan.pdf", limits=limits, watch=lambda *pages: told.append(pages))
    assert reading.status is ReadStatus.PARTIAL
    assert "Page 3 could not be read by character recognition" in reading.message
    assert "reading.ocr_pages" in reading.message
    assert reading.document is not None
    assert "The Buyer pays the price within 30 days." in reading.document.text
    first, second, third = reading.document.pages
    assert [(page.ocr, page.needs_ocr) for page in (first, second, third)] == [(True, False)] * 2 + [(False, True)]
    assert all(page.quality and page.quality > 0.9 for page in (first, second))
    assert told == [(0, 2), (1, 2), (2, 2)]
    # ONNX Runtime keeps what it means to send its makers there, with an id of the machine.
    assert list(home.iterdir()) == []


def test_without_recognition_the_pages_are_named(tmp_path: Path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan_of([["1. The Buyer pays."], ["2. The Seller delivers."]]))
    reading = read_file(path, source="scan.pdf", limits=ReadingSettings(ocr=False))
    assert reading.status is ReadStatus.PARTIAL
    assert "Pages 1-2" in reading.message
