"""Reads a file in a process of its own with limits, so that no file can stop, fill or crash the program that asked.

Promises: a bad file never raises here: every outcome is a reading with a status and a message that says which limit was
reached and what to do; no process and no file is left behind, also when the caller is interrupted or killed.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

import lexassist
from lexassist.errors import ReadError
from lexassist.offline import VARIABLES
from lexassist.parsing.isolation import wire
from lexassist.parsing.isolation.explaining import FRESH_COPY, Ended, explain, explain_loss, refuse
from lexassist.parsing.isolation.job import Job, Limits, Verb, pack_job
from lexassist.types import Reading, ReadStatus

if TYPE_CHECKING:
    from lexassist.settings import ReadingSettings

_LOG = logging.getLogger(__name__)
_PROGRAM = ("-m", "lexassist.parsing.isolation.forkserver")
_BEGIN_SECONDS = 120
"""How long the server may take to be there, on a machine that is busy."""
_GOING_SECONDS = 2
_ENDING_SECONDS = 10
"""How long a killed process may take to be gone."""
_STARTING_SECONDS = 300
"""Time beyond its own limits that recognition may ask for: to load its models, more than once on a bad file."""

Watch = Callable[[int, int], None]
"""Told how many of the pages that need character recognition are done, and how many there are."""


class _ServerLost(Exception):
    """The fork server has ended, or could not be started."""


class Readers:
    """Reads one file after another, or several at once from several threads, each in a process of its own.

    Use it in a ``with`` statement: a server process that forks the others lives until its end. A file that another thread
    reads at that moment is given up.
    """

    def __init__(self, limits: ReadingSettings, *, program: Sequence[str] = _PROGRAM) -> None:
        self._limits = limits
        self._program = program
        self._lock = threading.Lock()
        self._server: _Server | None = None
        self._closed = False

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            if self._server:
                self._server.close()
            self._server = None

    def read(self, path: Path, *, source: str, watch: Watch | None = None) -> Reading:
        """Read the file at ``path``; ``source`` is the name that it is known by.

        Never raises for a file: one that is missing, too large or hostile is a reading that says so.
        """
        if refusal := refuse(path, self._limits):
            return refusal
        try:
            ended = self._run(self._job(Verb.READ, path, source=source), watch)
        except _ServerLost as error:
            return Reading(ReadStatus.DAMAGED, explain_loss(str(error)))
        if ended.code != 0:
            return Reading(ReadStatus.DAMAGED, explain(ended, self._limits))
        try:
            return wire.unpack(ended.output)
        except wire.WireError as error:
            return Reading(ReadStatus.DAMAGED, f"The reader gave no usable result ({error}). {FRESH_COPY}")

    def draw(self, path: Path, *, page: int, scale: float) -> bytes:
        """Page ``page`` (from 1) of a PDF as a PNG of ``scale`` pixels a point.

        Raises:
            ReadError: the file or the page cannot be drawn.
        """
        if refusal := refuse(path, self._limits):
            raise _as_error(refusal)
        try:
            ended = self._run(self._job(Verb.DRAW, path, page=page, scale=scale), None)
        except _ServerLost as error:
            raise _as_error(Reading(ReadStatus.DAMAGED, explain_loss(str(error)))) from error
        if ended.code == 0:
            return ended.output
        reading = Reading(ReadStatus.DAMAGED, explain(ended, self._limits))
        if ended.code == wire.NOT_DRAWN:
            try:
                reading = wire.unpack(ended.output)
            except wire.WireError:
                _LOG.warning("the reader's reason for not drawing a page is unreadable")
        raise _as_error(reading)

    def _job(self, verb: Verb, path: Path, *, source: str = "", page: int = 1, scale: float = 1.0) -> Job:
        limits = Limits(**{field.name: getattr(self._limits, field.name) for field in fields(Limits)})
        return Job(verb, str(path.absolute()), limits, source, page, scale)

    def _run(self, job: Job, watch: Watch | None) -> Ended:
        """Do ``job``; once more, with a new server, where the server is lost."""
        try:
            return self._try(job, watch)
        except _ServerLost:
            _LOG.warning("the reading server was lost and is started again")
            with self._lock:
                if self._server and self._server.ends():
                    self._server.close()
                    self._server = None
            return self._try(job, watch)

    def _try(self, job: Job, watch: Watch | None) -> Ended:
        # Files without a name: the system removes them however this ends.
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaint:
            with self._submit(job, output, complaint) as control:
                _await_begin(control)
                started = time.monotonic()
                code = _wait(control, job.limits, watch)
                seconds = time.monotonic() - started
            if code == -signal.SIGKILL and self._closed:
                raise _ServerLost("reading was given up")
            said = _content(complaint, 65536).decode("utf-8", "replace")
            return Ended(code, _content(output, wire.MAX_RESULT), said, seconds)

    def _submit(self, job: Job, output: BinaryIO, complaint: BinaryIO) -> socket.socket:
        """Hand the job to the server; gives this end of its control socket."""
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            try:
                with self._lock:
                    if self._closed:
                        raise OSError("reading was given up")
                    self._server = self._server or _Server(self._program)
                    self._server.submit(job, [output.fileno(), complaint.fileno(), far.fileno()])
            except OSError as error:
                near.close()
                raise _ServerLost(error.strerror or str(error) or type(error).__name__) from error
        return near


class _Server:
    """The fork server and the socket by which it gets its jobs."""

    def __init__(self, program: Sequence[str]) -> None:
        self._asker, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        root = str(Path(lexassist.__file__).absolute().parents[1])
        environment = {**os.environ, **VARIABLES, "PYTHONPATH": root}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", *program],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,  # an interrupt from the keyboard is for the program that asked
            )

    def ends(self) -> bool:
        """Whether it has ended, or is about to: sockets are closed a moment before a process is gone."""
        try:
            self._process.wait(_GOING_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        return True

    def submit(self, job: Job, descriptors: list[int]) -> None:
        """Send the job. Raises OSError when the server has ended."""
        socket.send_fds(self._asker, [pack_job(job)], descriptors)

    def close(self) -> None:
        """Let it end, and everything that it started."""
        self._asker.close()
        try:
            self._process.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def read_file(path: Path, *, source: str, limits: ReadingSettings, watch: Watch | None = None) -> Reading:
    """Read one file; for several, :class:`Readers` is quicker. Never raises for a file."""
    with Readers(limits) as readers:
        return readers.read(path, source=source, watch=watch)


def render_page(path: Path, *, page: int, scale: float, limits: ReadingSettings) -> bytes:
    """Page ``page`` (from 1) of a PDF as a PNG of ``scale`` pixels a point.

    Raises:
        ReadError: the file or the page cannot be drawn.
    """
    with Readers(limits) as readers:
        return readers.draw(path, page=page, scale=scale)


def _await_begin(control: socket.socket) -> None:
    """Wait until the job's process is there: a server that has just been started needs a moment."""
    control.settimeout(_BEGIN_SECONDS)
    try:
        said = control.recv(128)
    except OSError as error:
        raise _ServerLost(error.strerror or type(error).__name__) from error
    if said != b"begun":
        raise _ServerLost("it has ended")


def _wait(control: socket.socket, limits: Limits, watch: Watch | None) -> int | None:
    """The exit status of the job's process; None when its time ran out, and it was killed.

    The process may have been made hostile by its file: more time is granted up to what the limits allow, and nothing that
    it says puts off the end of that.
    """
    most = limits.wall_seconds + limits.ocr_seconds + limits.office_seconds + _STARTING_SECONDS
    started, allowed = time.monotonic(), float(limits.wall_seconds)
    told = 0
    while True:
        remaining = started + allowed - time.monotonic()
        if remaining <= 0:
            _kill(control)
            return None
        control.settimeout(remaining)
        try:
            said = control.recv(128).split()
        except TimeoutError:
            continue
        except OSError as error:
            raise _ServerLost(error.strerror or type(error).__name__) from error
        match said:
            case [b"exit", status] if _number(status) is not None:
                return _number(status)
            case [b"more", seconds]:
                allowed = min(most, allowed + max(0, _number(seconds) or 0))
            case [b"page", done, total] if watch:
                pages, whole = _number(done) or 0, _number(total) or 0
                if told <= pages <= whole <= limits.ocr_pages:
                    told = pages
                    watch(pages, whole)
            case []:
                raise _ServerLost("it has ended")
            case _:
                pass


def _number(digits: bytes) -> int | None:
    try:
        return int(digits)
    except ValueError:
        return None


def _kill(control: socket.socket) -> None:
    """Let the server kill the job's process, and wait until it says that it is gone."""
    control.shutdown(socket.SHUT_WR)
    until = time.monotonic() + _ENDING_SECONDS
    try:
        while (remaining := until - time.monotonic()) > 0:
            control.settimeout(remaining)
            said = control.recv(128)
            if not said or said.startswith(b"exit"):
                return
    except OSError as error:
        _LOG.warning("a reading process may not have ended (%s)", error)


def _content(file: BinaryIO, limit: int) -> bytes:
    file.seek(0)
    return file.read(limit)


def _as_error(reading: Reading) -> ReadError:
    return ReadError(reading.message, remedy="", status=reading.status)
