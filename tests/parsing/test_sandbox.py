from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from lexassist.errors import ReadError
from lexassist.parsing.isolation import sandbox
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.parsing.word.office import find_office
from lexassist.settings import ReadingSettings
from lexassist.types import ReadStatus
from tests.parsing.writing import docx_of, pdf_of

LIMITS = ReadingSettings(wall_seconds=60)
ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds that a busy machine may take for what an idle one does at once; what is to be ended would run for longer."""
ENDLESS = "time.sleep(600)"


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    """Whatever a test does to the readers, every process of theirs has ended behind it."""
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    yield
    until = time.monotonic() + PATIENCE
    while left := {process.pid for process in psutil.Process().children(recursive=True)} - before:
        if time.monotonic() > until:
            pytest.fail(f"processes are left: {left}")
        time.sleep(0.05)


@pytest.fixture
def heeded() -> Iterator[None]:
    """An interrupt is heeded, also where a shell has started the tests with ``&`` and so had it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def read(path: Path, limits: ReadingSettings = LIMITS):
    return sandbox.read_file(path, source=path.name, limits=limits)


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def program(body: str) -> tuple[str, str]:
    """A server whose processes do ``body`` (with ``job`` and ``scratch``) in place of reading."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return "-c", (
        "import os, signal, sys, time\n"
        "from lexassist.parsing.isolation import child\n"
        "from lexassist.parsing.isolation import forkserver\n"
        f"def work(job, scratch):\n{lines}\n    return 0\n"
        "forkserver.work = work\n"
        "forkserver.main()\n"
    )


def gone(pid: int) -> bool:
    """Whether the process ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def noted(note: Path) -> int:
    """The process id that a process wrote to ``note``, once it has."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if note.exists() and (told := note.read_text()):
            return int(told)
        time.sleep(0.05)
    pytest.fail("the process did not start")


def noting(note: Path) -> str:
    """The body of a process that writes its id to ``note`` and does not end."""
    return f"open({str(note)!r}, 'w').write(str(os.getpid()))\n{ENDLESS}"


def test_a_file_is_read_and_a_page_drawn(tmp_path: Path):
    path = put(tmp_path, "a b.pdf", pdf_of([["1. The Buyer pays."], ["more"]]))
    reading = read(path)
    assert reading.status is ReadStatus.INDEXED
    assert reading.document is not None
    assert reading.document.source == "a b.pdf"
    assert sandbox.render_page(path, page=2, scale=0.5, limits=LIMITS).startswith(b"\x89PNG")
    with pytest.raises(ReadError, match="has 2 pages, not 3"):
        sandbox.render_page(path, page=3, scale=0.5, limits=LIMITS)


def test_many_files_are_read_from_several_threads_each_with_its_own_result(tmp_path: Path):
    files = [put(tmp_path, f"{n}.txt", f"1. This is file {n}.".encode()) for n in range(40)]
    with Readers(LIMITS) as readers, ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(lambda path: readers.read(path, source=path.name), files))
    for number, reading in enumerate(readings):
        assert reading.document is not None
        assert reading.document.text == f"1. This is file {number}."


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


@pytest.mark.parametrize(
    ("body", "seconds", "says"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", 60, "SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", 60, "processor time"),
        ("os.kill(os.getpid(), 40)", 60, "signal 40"),
        ("return 70", 60, "memory"),
        ("raise RuntimeError('an unknown thing')", 60, "exit status 1"),
        ("child.read_document = None\nreturn child.work(job, scratch)", 60, "not callable"),
        ("sys.stdout.write('not a reading'); sys.stdout.flush()", 60, "no usable result"),
        (ENDLESS, 1, "stopped after 1 seconds"),
        (f"os.close(3); {ENDLESS}", 1, "stopped after 1 seconds"),
        ("while True: os.write(3, b'more x'); time.sleep(0.01)", 1, "stopped after 1 seconds"),
        ("while True: os.write(3, b'exit ?'); time.sleep(0.01)", 1, "stopped after 1 seconds"),
        (f"os.write(3, b'exit 0'); {ENDLESS}", 60, "no usable result"),
    ],
)
def test_however_the_process_ends_the_message_says_what_to_do(body: str, seconds: int, says: str, tmp_path: Path):
    path = put(tmp_path, "a.txt", b"words")
    with Readers(ReadingSettings(wall_seconds=seconds), program=program(body)) as readers:
        reading = readers.read(path, source="a.txt")
        assert reading.status is ReadStatus.DAMAGED
        assert says in reading.message
        assert "fresh copy" in reading.message


def test_a_file_that_kills_its_process_does_not_disturb_one_beside_it(tmp_path: Path):
    body = (
        "if job.source == 'bad': os.kill(os.getpid(), signal.SIGKILL)\ntime.sleep(0.5)\nreturn child.work(job, scratch)"
    )
    path = put(tmp_path, "a.txt", b"words")
    with Readers(LIMITS, program=program(body)) as readers, ThreadPoolExecutor(2) as pool:
        bad, good = pool.map(lambda source: readers.read(path, source=source), ["bad", "good"])
    assert bad.status is ReadStatus.DAMAGED
    assert good.status is ReadStatus.INDEXED


@pytest.mark.parametrize("session", [False, True])  # with True it leaves the group that is killed
def test_a_process_that_started_another_one_leaves_none_behind(session: bool, tmp_path: Path):
    note = tmp_path / "pid"
    body = (
        f"import subprocess\np = subprocess.Popen(['sleep', '600'], start_new_session={session})\n"
        f"open({str(note)!r}, 'w').write(str(p.pid))"
    )
    with Readers(LIMITS, program=program(body)) as readers:
        readers.read(put(tmp_path, "a.txt", b"words"), source="a.txt")
        assert gone(int(note.read_text()))


@contextmanager
def asker(tmp_path: Path, note: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that reads a file which does not end, and whose process writes its id to ``note``."""
    path = put(tmp_path, "a.txt", b"words")
    code = (
        "import signal\nfrom pathlib import Path\nfrom lexassist.parsing.isolation.sandbox import Readers\n"
        "from lexassist.settings import ReadingSettings\n"
        # A shell that has started the tests with & has had it ignored, here as well.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"with Readers(ReadingSettings(), program={program(noting(note))!r}) as readers:\n"
        f"    readers.read(Path({str(path)!r}), source='a')\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()  # a test that fails leaves nothing to the ones behind it


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_runs_on_when_the_program_that_asked_is_stopped(how: signal.Signals, tmp_path: Path):
    note = tmp_path / "pid"
    with asker(tmp_path, note) as process:
        worker = noted(note)
        server = psutil.Process(worker).ppid()
        process.send_signal(how)
        process.communicate(timeout=PATIENCE)
    assert gone(worker)
    assert gone(server)


def test_a_worker_does_not_outlive_the_server(tmp_path: Path):
    note = tmp_path / "pid"
    with asker(tmp_path, note) as process:
        worker = noted(note)
        note.unlink()
        os.kill(psutil.Process(worker).ppid(), signal.SIGKILL)
        assert gone(worker)
        # The file is tried once more by a new server.
        second = noted(note)
        os.kill(psutil.Process(second).ppid(), signal.SIGKILL)
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        assert gone(second)


def test_a_process_whose_server_had_ended_before_it_could_tell_ends_at_once():
    code = f"from lexassist.parsing.isolation.child import die_with_parent\ndie_with_parent({os.getpid()})\nprint('on')"
    ours = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (ours.returncode, ours.stdout) == (0, "on\n")
    orphan = code.replace(str(os.getpid()), str(os.getppid()))
    left = subprocess.run([sys.executable, "-c", orphan], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (left.returncode, left.stdout) == (1, "")


def test_a_server_that_is_lost_is_started_again_and_one_that_cannot_start_is_explained(tmp_path: Path):
    path = put(tmp_path, "a.txt", b"words")
    with Readers(LIMITS) as readers:
        assert readers.read(path, source="a.txt").status is ReadStatus.INDEXED
        for server in psutil.Process().children():
            if "lexassist.parsing.isolation.forkserver" in server.cmdline():
                server.kill()
        assert readers.read(path, source="a.txt").status is ReadStatus.INDEXED
    with Readers(LIMITS, program=("-c", "raise SystemExit(1)")) as readers:
        reading = readers.read(path, source="a.txt")
        assert "not the file's fault" in reading.message
        assert "lexassist doctor" in reading.message


def test_what_is_read_when_the_readers_are_closed_is_given_up(tmp_path: Path):
    note = tmp_path / "pid"
    path = put(tmp_path, "a.txt", b"words")
    with ThreadPoolExecutor(1) as pool:
        with Readers(ReadingSettings(), program=program(noting(note))) as readers:
            waiting = pool.submit(readers.read, path, source="a.txt")
            noted(note)
        assert "given up" in waiting.result(PATIENCE).message
    assert gone(int(note.read_text()))


def test_progress_is_told_and_wild_claims_are_not(tmp_path: Path):
    body = (
        "for said in (b'page 0 3', b'page 2 3', b'page 1 3', b'page 9 3', b'page -1 3', b'page 3 999999', b'page x y', "
        "b'page', b'page 3 3'): os.write(3, said)\nreturn child.work(job, scratch)"
    )
    told: list[tuple[int, int]] = []
    with Readers(LIMITS, program=program(body)) as readers:
        readers.read(put(tmp_path, "a.txt", b"words"), source="a.txt", watch=lambda *pages: told.append(pages))
    assert told == [(0, 3), (2, 3), (3, 3)]


def test_more_time_is_granted_up_to_the_limits_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sandbox, "_STARTING_SECONDS", 0)
    path = put(tmp_path, "a.txt", b"words")
    longer = "os.write(3, b'more 99')\ntime.sleep(3)\nreturn child.work(job, scratch)"
    with Readers(ReadingSettings(wall_seconds=2, ocr_seconds=60), program=program(longer)) as it:
        assert it.read(path, source="a.txt").status is ReadStatus.INDEXED
    limits = ReadingSettings(wall_seconds=2, ocr_seconds=1, office_seconds=1)
    with Readers(limits, program=program(f"os.write(3, b'more 999999')\n{ENDLESS}")) as it:
        assert "stopped after 4 seconds" in it.read(path, source="a.txt").message


def test_a_scratch_folder_is_removed_however_the_process_ends(tmp_path: Path):
    path = put(tmp_path, "a.docx", b"PK\x03\x04")
    for ending, seconds in (("return 1", 60), ("os.kill(os.getpid(), signal.SIGKILL)", 60), (ENDLESS, 2)):
        note = tmp_path / "scratch"
        body = f"(scratch / 'a').write_text('a')\nopen({str(note)!r}, 'w').write(str(scratch))\n{ending}"
        with Readers(ReadingSettings(wall_seconds=seconds), program=program(body)) as readers:
            readers.read(path, source="a.docx")
            assert "lexassist-" in note.read_text()
            assert not Path(note.read_text()).exists()


def test_a_process_sees_no_file_of_the_server_or_of_another_job(tmp_path: Path):
    note = tmp_path / "open"
    body = f"time.sleep(0.3)\nopen({str(note)!r}, 'w').write(' '.join(os.listdir('/proc/self/fd')))"
    path = put(tmp_path, "a.txt", b"words")
    with Readers(LIMITS, program=program(body)) as readers, ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: readers.read(path, source="a.txt"), range(3)))
    assert {int(each) for each in note.read_text().split()} <= {0, 1, 2, 3, 4, 5}  # two for the listing and the note


@pytest.mark.usefixtures("heeded")
def test_an_interrupt_while_waiting_ends_the_process(tmp_path: Path):
    note = tmp_path / "pid"
    path = put(tmp_path, "a.txt", b"words")

    def interrupt() -> None:
        noted(note)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    with Readers(LIMITS, program=program(noting(note))) as readers:
        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            readers.read(path, source="a.txt")
        assert gone(int(note.read_text()))


def test_the_process_cannot_reach_the_network(tmp_path: Path):
    body = (
        "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 9), 1)\n"
        "except OSError as error:\n    print(error, file=sys.stderr)\nsys.stderr.flush()\nreturn 1"
    )
    with Readers(LIMITS, program=program(body)) as readers:
        message = readers.read(put(tmp_path, "a.txt", b"words"), source="a.txt").message
    assert "192.0.2.1: LexAssist never leaves this machine" in message


def test_the_server_imports_only_what_most_files_need():
    code = "import sys, lexassist.parsing.isolation.forkserver; print(' '.join(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.split()
    assert not {"pydantic", "numpy", "pypdf", "docx", "PIL", "rapidocr", "onnxruntime", "cv2"} & set(loaded)


@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_a_word_document_has_real_pages_where_libreoffice_is_installed(tmp_path: Path):
    words = "The Supplier shall deliver the goods of each lot to the Buyer within the time agreed for it. "
    path = put(tmp_path, "a.docx", docx_of([f"{number}. {words * 3}" for number in range(1, 40)]))
    with Readers(ReadingSettings()) as readers:
        paged = readers.read(path, source="a.docx")
    plain = read(path, ReadingSettings(office=False))
    assert paged.document is not None
    assert plain.document is not None
    assert (paged.document.paged, plain.document.paged) == (True, False)
    assert paged.document.text == plain.document.text
    assert paged.clauses == plain.clauses
    assert paged.rendition is not None
    assert paged.rendition.startswith(b"%PDF")
    assert plain.rendition is None
    assert paged.document.boxes_of(paged.clauses[-1].span)
    put(tmp_path, "a.pdf", paged.rendition)
    assert sandbox.render_page(tmp_path / "a.pdf", page=2, scale=0.5, limits=LIMITS).startswith(b"\x89PNG")
