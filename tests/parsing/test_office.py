"""LibreOffice lays out Word documents where it is installed; what it is kept in holds without it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from lexassist.parsing.layout.composition import compose
from lexassist.parsing.pdf import reader as pdf
from lexassist.parsing.word import office, renditions
from lexassist.parsing.word.reader import read_docx
from lexassist.types import Document, DocumentId
from tests.parsing.wordfiles import abstract, level, num, para, word_file

_PROGRAM = office.find_office()
needs_office = pytest.mark.skipif(_PROGRAM is None, reason="LibreOffice is not installed here")


def stand_in(folder: Path, script: str) -> Path:
    """A program that is called as LibreOffice is: ``made`` is where its PDF goes."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\nwhile [ $# -gt 2 ]; do shift; done\nmade=$1\n{script}\n", encoding="ascii")
    program.chmod(0o755)
    return program


def convert(tmp_path: Path, script: str, *, seconds: int = 20) -> Path | None:
    source, folder = tmp_path / "a.docx", tmp_path / "scratch"
    source.write_bytes(b"x")
    folder.mkdir()
    return office.convert_to_pdf(source, program=stand_in(tmp_path, script), seconds=seconds, folder=folder)


def test_the_pdf_that_the_program_makes_is_given(tmp_path: Path) -> None:
    made = convert(tmp_path, 'echo "$HOME" > "$made/document.pdf"')
    assert made is not None
    assert made.read_text().strip() == str(tmp_path / "scratch")


@pytest.mark.parametrize("script", ["exit 3", ': > "$made/document.pdf"', "kill -9 $$"])
def test_a_program_that_fails_gives_none(tmp_path: Path, script: str) -> None:
    assert convert(tmp_path, script) is None


def test_a_program_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    started = time.monotonic()
    assert convert(tmp_path, "setsid sleep 4711 & sleep 4711", seconds=2) is None
    assert time.monotonic() - started < 10
    deadline = time.monotonic() + 5
    while any(
        "4711" in process.info["cmdline"] for process in psutil.process_iter(["cmdline"]) if process.info["cmdline"]
    ):
        assert time.monotonic() < deadline, "a process is left over"
        time.sleep(0.05)


def _contained(*command: str) -> subprocess.CompletedProcess[str]:
    limits = ["--memory-mib=512", "--cpu-seconds=5", "--file-mib=1"]
    whole = [sys.executable, "-m", "lexassist.parsing.word.contained", *limits, "--", *command]
    return subprocess.run(whole, capture_output=True, text=True, check=False, timeout=60)


def test_a_contained_program_has_limits_and_tells_how_it_ended() -> None:
    assert _contained("/bin/sh", "-c", "exit 7").returncode == 7
    assert _contained(sys.executable, "-c", "x = bytearray(1 << 30)").returncode != 0
    told = _contained("/bin/sh", "-c", "ulimit -t; ulimit -c").stdout.split()
    assert told == ["5", "0"]


@pytest.mark.skipif(
    subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode != 0,
    reason="this system lets nobody leave the network",
)
def test_a_contained_program_reaches_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ended = _contained(sys.executable, "-c", f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)")
    assert ended.returncode == 1
    assert "unreachable" in ended.stderr


@needs_office
def test_a_word_document_gets_its_pages(tmp_path: Path) -> None:
    numbering = abstract(1, level(0, "decimal", "%1.")) + num(1, 1)
    body = "".join(
        para(f"Clause number {n} obliges the parties to do thing {n}. " * 6, list_id="1", level=0) for n in range(60)
    )
    data = word_file(body, {"numbering": numbering})
    source, folder = tmp_path / "a.docx", tmp_path / "scratch"
    source.write_bytes(data)
    folder.mkdir()
    assert _PROGRAM is not None
    made = office.convert_to_pdf(source, program=_PROGRAM, seconds=100, folder=folder)
    assert made is not None
    text, pages = compose(read_docx(data).pages)
    document = Document(DocumentId("d"), "t", "a.docx", text, pages, paged=False)
    placed = renditions.place(document, pdf.read_pdf(made.read_bytes()).pages)
    assert placed.paged
    assert placed.text == text
    assert len(placed.pages) > 3
    assert sum(len(page.words) for page in placed.pages) > 0.98 * len(text.split())
