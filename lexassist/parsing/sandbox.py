"""Reads a file in a child process with limits, so that no file can stop, fill or crash the program that asked.

Promises: a bad file never raises here: every outcome is a reading with a status and a message that says which limit was
reached and what to do; no process and no file is left behind, also when the caller is interrupted.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import lexassist
from lexassist.errors import ReadError
from lexassist.offline import VARIABLES
from lexassist.parsing import wire
from lexassist.types import Reading, ReadStatus

_LOG = logging.getLogger(__name__)
_FRESH_COPY = "Ask for a fresh copy, or open it in a viewer and print it to a new PDF."


class Limits(Protocol):
    """What the child may use; ``ReadingSettings`` is one."""

    @property
    def memory_mib(self) -> int: ...  # noqa: D102
    @property
    def cpu_seconds(self) -> int: ...  # noqa: D102
    @property
    def wall_seconds(self) -> int: ...  # noqa: D102
    @property
    def max_file_mib(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class _Ended:
    """How the child ended. ``code`` is negative for a signal, None when it ran out of time."""

    code: int | None
    output: bytes
    complaint: str


def read_file(path: Path, *, source: str, limits: Limits) -> Reading:
    """Read the file at ``path``; ``source`` is the name that it is known by.

    Never raises for a file: one that is missing, too large or hostile is a reading that says so.
    """
    if refusal := _refuse(path, limits):
        return refusal
    ended = _run(["read", str(path.absolute()), f"--source={source}"], limits)
    if ended.code != 0:
        return Reading(ReadStatus.DAMAGED, _explain(ended, limits))
    try:
        return wire.unpack(ended.output)
    except wire.WireError as error:
        return Reading(ReadStatus.DAMAGED, f"The reader gave no usable result ({error}). {_FRESH_COPY}")


def render_page(path: Path, *, page: int, scale: float, limits: Limits) -> bytes:
    """Page ``page`` (from 1) of a PDF as a PNG of ``scale`` pixels a point.

    Raises:
        ReadError: the file or the page cannot be drawn.
    """
    if refusal := _refuse(path, limits):
        raise _as_error(refusal)
    ended = _run(["draw", str(path.absolute()), f"--page={page}", f"--scale={scale}"], limits)
    if ended.code == 0:
        return ended.output
    reading = Reading(ReadStatus.DAMAGED, _explain(ended, limits))
    if ended.code == wire.NOT_DRAWN:
        try:
            reading = wire.unpack(ended.output)
        except wire.WireError:
            _LOG.warning("the reader's reason for not drawing a page is unreadable")
    raise _as_error(reading)


def _as_error(reading: Reading) -> ReadError:
    return ReadError(reading.message, remedy="", status=reading.status)


def _refuse(path: Path, limits: Limits) -> Reading | None:
    """Why the file is not even tried."""
    try:
        if path.is_dir():
            return Reading(ReadStatus.UNSUPPORTED, f"{path.name} is a folder. Name a file, or the files in it.")
        if not path.is_file():
            what = "is not a file" if path.exists() else "does not exist"
            return Reading(ReadStatus.UNSUPPORTED, f"{path} {what}. Check the path.")
        with path.open("rb"):
            size = path.stat().st_size
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Reading(
            ReadStatus.UNSUPPORTED, f"{path} cannot be opened ({reason}). Check that you may read it, and try again."
        )
    if size > limits.max_file_mib << 20:
        return Reading(
            ReadStatus.UNSUPPORTED,
            f"The file has {size >> 20} MiB; the limit is {limits.max_file_mib} MiB. "
            "Split it, or raise reading.max_file_mib.",
        )
    return None


def _run(arguments: list[str], limits: Limits) -> _Ended:
    command = [
        sys.executable, "-P", "-m", "lexassist.parsing.child", *arguments,
        f"--memory-mib={limits.memory_mib}", f"--cpu-seconds={limits.cpu_seconds}",
    ]  # fmt: skip
    root = str(Path(lexassist.__file__).absolute().parents[1])
    environment = {**os.environ, **VARIABLES, "PYTHONPATH": root}
    # Files without a name: the system removes them however this ends.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaint:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=complaint, env=environment, start_new_session=True
        )
        try:
            code: int | None = child.wait(limits.wall_seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _kill(child)
        return _Ended(code, _content(output, wire.MAX_RESULT), _content(complaint, 65536).decode("utf-8", "replace"))


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started; harmless when it has ended."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _content(file: BinaryIO, limit: int) -> bytes:
    file.seek(0)
    return file.read(limit)


def _explain(ended: _Ended, limits: Limits) -> str:
    """What stopped the child, and what to do."""
    if ended.code is None:
        return (
            f"Reading was stopped after {limits.wall_seconds} seconds. {_FRESH_COPY} "
            "If the file is only large, raise reading.wall_seconds."
        )
    if ended.code == -signal.SIGXCPU:
        return (
            f"Reading was stopped after {limits.cpu_seconds} seconds of processor time. {_FRESH_COPY} "
            "If the file is only large, raise reading.cpu_seconds."
        )
    if ended.code == wire.OUT_OF_MEMORY:
        return (
            f"Reading needs more memory than the limit of {limits.memory_mib} MiB. {_FRESH_COPY} "
            "If the file is only large, raise reading.memory_mib."
        )
    _LOG.debug("the reader ended with %s: %s", ended.code, ended.complaint[-2000:])
    if ended.code < 0:
        return (
            f"The file made the reader crash ({signal.Signals(-ended.code).name}), as damaged files do and files that "
            f"need more memory than the limit of {limits.memory_mib} MiB (reading.memory_mib). {_FRESH_COPY}"
        )
    reason = ended.complaint.strip().rpartition("\n")[2][:200]
    return f"The file made the reader fail ({reason or f'exit status {ended.code}'}). {_FRESH_COPY}"
