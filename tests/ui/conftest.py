"""What the tests of the page share: a contract written here, answers made by hand, the page served in a thread."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from lexassist.assistant import Assistant
from lexassist.settings import PageSettings, Settings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import Box, Citation, ClauseId, DocumentId, Span, Turn
from lexassist.ui.serve import make_server

NOTICE = "Either party may terminate this Agreement by giving the other sixty (60) days' written notice."
HOSTILE = (
    '<img src=x onerror="document.title=1"> ![mark](http://127.0.0.1:{port}/md) <svg/onload=alert(1)> '
    '<a href="http://127.0.0.1:{port}/a">x</a> ${{7*7}} {{{{value}}}} [r]: http://127.0.0.1:{port}/ref'
)


def contract_pdf(extra: str = "") -> bytes:
    """A contract of two pages; the clause on notice stands on the second."""
    drawn = BytesIO()
    canvas = Canvas(drawn, pagesize=(595, 842))
    first = ["SERVICES AGREEMENT", "", "1. Services", "1.1 The Supplier shall provide the Services with due care."]
    second = ["2. Term and termination", f"2.1 {NOTICE}", "2.2 English law governs this Agreement."]
    for number, lines in enumerate((first, [*second, extra] if extra else second)):
        for row, line in enumerate(lines):
            canvas.drawString(72, (760 if number == 0 else 500) - 22 * row, line)
        canvas.showPage()
    canvas.save()
    return drawn.getvalue()


UNSEEN = "The Supplier may end this Agreement at once."


def hidden_pdf() -> bytes:
    """A contract whose second page holds white words."""
    drawn = BytesIO()
    canvas = Canvas(drawn, pagesize=(595, 842))
    for lines in (
        ["SERVICES AGREEMENT", "", "1. Services", "1.1 The Supplier shall act with care."],
        [f"2.1 {NOTICE}"],
    ):
        for row, line in enumerate(lines):
            canvas.drawString(72, 760 - 22 * row, line)
        if len(lines) == 1:
            canvas.setFillColorRGB(1, 1, 1)
            canvas.drawString(72, 400, UNSEEN)
        canvas.showPage()
    canvas.save()
    return drawn.getvalue()


def scanned_pdf() -> bytes:
    """The contract as pictures of its pages."""
    document = PdfDocument(contract_pdf())
    pages = [page.render(scale=150 / 72).to_pil().convert("L") for page in document]
    document.close()
    scanned = BytesIO()
    pages[0].save(scanned, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return scanned.getvalue()


def reply(turns: Sequence[Turn]) -> str:
    """Points at the sentence on notice where there is one; says one thing that it carries, and one that it does not."""
    asked = turns[-1].content
    found = re.search(r"\[(\d+)\][^\n]*sixty \(60\) days", asked)
    if found is None or "football" in asked:
        return "NOT_FOUND\n"
    return (
        f"[{found[1]}] Either party may terminate this Agreement by giving the other sixty (60) days' written notice.\n"
        f"[{found[1]}] Either party may terminate this Agreement by giving the other ninety (90) days' written notice.\n"
    )


class SlowGenerator(ScriptedGenerator):
    """Takes ``delay`` seconds for a word, so that a test can watch and stop it; counts the words written."""

    delay = 0.05
    written = 0

    def stream(self, turns: Sequence[Turn], sampling: object, /) -> Iterator[str]:
        """The reply, word by word."""
        for piece in super().stream(turns, sampling):
            time.sleep(self.delay)
            self.written += 1
            yield piece


def make_citation(quote: str = "sixty (60) days", **changes: object) -> Citation:
    """A citation of clause 9.2(b) on page 14."""
    values: dict[str, object] = {
        "n": 1,
        "document": DocumentId("d" * 16),
        "source": "Halden NDA.pdf",
        "clause": ClauseId("d" * 16 + "-c0007"),
        "label": "9.2(b)",
        "span": Span(100, 100 + len(quote)),
        "quote": quote,
        "pages": (14,),
        "boxes": (Box(14, 72, 100, 200, 112),),
    }
    return Citation(**(values | changes))


@dataclass
class Served:
    """A page being served, and what answers there."""

    address: str
    assistant: Assistant
    settings: Settings
    generator: SlowGenerator


@pytest.fixture
def generator() -> SlowGenerator:
    return SlowGenerator(reply)


@pytest.fixture
def page_settings(settings: Settings) -> Settings:
    page = PageSettings(port=0, max_upload_mib=5)
    generation = settings.generation.model_copy(update={"evidence_tokens": 900, "abstain_below": 0.0})
    return settings.model_copy(update={"page": page, "generation": generation})


@pytest.fixture
def page_assistant(page_settings: Settings, generator: SlowGenerator) -> Iterator[Assistant]:
    with Assistant(page_settings, encoder=WordEncoder, generator=lambda: generator) as made:
        yield made


@pytest.fixture
def served(page_assistant: Assistant, page_settings: Settings, generator: SlowGenerator) -> Iterator[Served]:
    """The whole page, served from a thread on a free port."""
    with serving(page_assistant, page_settings) as address:
        yield Served(address, page_assistant, page_settings, generator)


@contextmanager
def serving(assistant: Assistant, settings: Settings) -> Iterator[str]:
    """Serve the page of ``assistant`` from a thread; its address."""
    addresses: list[str] = []
    server = make_server(assistant, settings, ready=addresses.append)
    thread = threading.Thread(target=server.serve_page)
    thread.start()
    deadline = time.monotonic() + 30
    while not addresses and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert addresses, "the page did not come up"
    yield addresses[0]
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """The contract as a file."""
    file = tmp_path / "Halden services.pdf"
    file.write_bytes(contract_pdf())
    return file
