from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from lexassist.errors import ReadError
from lexassist.parsing import sandbox
from lexassist.settings import ReadingSettings
from lexassist.types import ReadStatus
from tests.parsing.writing import pdf_of

LIMITS = ReadingSettings(wall_seconds=20)
ROOT = Path(__file__).parents[2]


def read(path: Path, limits: ReadingSettings = LIMITS):
    return sandbox.read_file(path, source=path.name, limits=limits)


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_file_is_read_and_a_page_drawn(tmp_path: Path):
    path = put(tmp_path, "a b.pdf", pdf_of([["1. The Buyer pays."], ["more"]]))
    reading = read(path)
    assert reading.status is ReadStatus.INDEXED
    assert reading.document is not None
    assert reading.document.source == "a b.pdf"
    assert sandbox.render_page(path, page=2, scale=0.5, limits=LIMITS).startswith(b"\x89PNG")
    with pytest.raises(ReadError, match="has 2 pages, not 3"):
        sandbox.render_page(path, page=3, scale=0.5, limits=LIMITS)


def test_a_path_that_is_no_readable_file_is_a_reading_that_says_so(tmp_path: Path):
    assert "does not exist" in read(tmp_path / "none.pdf").message
    assert "is a folder" in read(tmp_path).message
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    assert "is not a file" in read(fifo).message


def test_a_file_above_the_size_limit_is_refused_unread(tmp_path: Path):
    path = put(tmp_path, "big.txt", b"x" * (2 << 20))
    reading = read(path, ReadingSettings(max_file_mib=1))
    assert reading.status is ReadStatus.UNSUPPORTED
    assert "reading.max_file_mib" in reading.message


def child_that(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str) -> Path:
    """A file to read, with a child program of the test's own in place of the real one."""
    program = put(tmp_path, "program.py", body.encode())
    run = subprocess.Popen

    def start(command: list[str], **options: object):
        return run([sys.executable, str(program), *command[4:]], **options)

    monkeypatch.setattr(sandbox.subprocess, "Popen", start)
    return put(tmp_path, "a.txt", b"words")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "processor time"),
        ("import sys; sys.exit(70)", "memory"),
        ("raise RuntimeError('an unknown thing')", "an unknown thing"),
        ("print('not a reading')", "no usable result"),
        ("import time; time.sleep(60)", "stopped after 1 seconds"),
    ],
)
def test_however_the_child_ends_the_message_says_what_to_do(
    body: str, says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    path = child_that(monkeypatch, tmp_path, body)
    reading = read(path, ReadingSettings(wall_seconds=1))
    assert reading.status is ReadStatus.DAMAGED
    assert says in reading.message
    assert "fresh copy" in reading.message


def test_a_child_that_started_another_process_leaves_none_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    note = tmp_path / "pid"
    body = f"import subprocess, time; p = subprocess.Popen(['sleep', '60']); open({str(note)!r}, 'w').write(str(p.pid)); time.sleep(60)"
    read(child_that(monkeypatch, tmp_path, body), ReadingSettings(wall_seconds=1))
    stat = Path(f"/proc/{note.read_text()}/stat")
    for _ in range(50):
        if not stat.exists() or stat.read_text().split()[2] == "Z":
            break
        time.sleep(0.02)
    else:
        pytest.fail("the grandchild still runs")


def test_memory_is_limited(tmp_path: Path):
    # one page whose content unpacks to 300 MiB of spaces
    bomb = pdf_bomb(300)
    reading = read(put(tmp_path, "bomb.pdf", bomb), ReadingSettings(memory_mib=128, wall_seconds=30))
    assert reading.status is not ReadStatus.INDEXED
    assert reading.message


def pdf_bomb(mib: int) -> bytes:
    packer = zlib.compressobj(1)
    packed = b"".join([*(packer.compress(b" " * (1 << 20)) for _ in range(mib)), packer.flush()])
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body + b"xref\n0 5\n0000000000 65535 f \n" + table
        + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )  # fmt: skip


def test_the_child_cannot_reach_the_network():
    code = """
import socket
import lexassist.parsing.child as child
try:
    child.main(["read", "/nowhere", "--memory-mib=512", "--cpu-seconds=9"])
except OSError:
    socket.create_connection(("192.0.2.1", 9), 1)
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert "192.0.2.1: LexAssist never leaves this machine" in ended.stderr


def test_the_child_imports_only_what_it_needs():
    code = "import sys, lexassist.parsing.child; print(' '.join(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.split()
    assert not {"pydantic", "numpy", "pypdf", "pypdfium2", "docx", "PIL"} & set(loaded)


def test_a_zip_bomb_of_a_word_document_is_refused_before_it_is_unpacked(tmp_path: Path):
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 1000)
    data = bytearray(path.read_bytes())
    size = data.index(b"PK\x01\x02") + 24  # the unpacked size in the archive's directory
    data[size : size + 4] = (1 << 30).to_bytes(4, "little")
    reading = read(put(tmp_path, "bomb.docx", bytes(data)))
    assert reading.status is ReadStatus.DAMAGED
    assert "unpack" in reading.message
