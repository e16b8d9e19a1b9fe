"""Why a file was not read, in words: what happened, and what to do. Nothing here reads a file or starts a process."""

from __future__ import annotations

import logging
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lexassist.parsing.isolation import wire
from lexassist.types import Reading, ReadStatus

if TYPE_CHECKING:
    from lexassist.settings import ReadingSettings

_LOG = logging.getLogger(__name__)
FRESH_COPY = "Ask for a fresh copy, or open it in a viewer and print it to a new PDF."


@dataclass(frozen=True, slots=True)
class Ended:
    """How a job's process ended. ``code`` is negative for a signal, None when it ran out of time."""

    code: int | None
    output: bytes
    complaint: str
    seconds: float


def refuse(path: Path, limits: ReadingSettings) -> Reading | None:
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


def explain(ended: Ended, limits: ReadingSettings) -> str:
    """What stopped the process, and what to do."""
    if ended.code is None:
        return (
            f"Reading was stopped after {ended.seconds:.0f} seconds. {FRESH_COPY} "
            "If the file is only large, raise reading.wall_seconds."
        )
    if ended.code == -signal.SIGXCPU:
        return (
            f"Reading was stopped after {limits.cpu_seconds} seconds of processor time. {FRESH_COPY} "
            "If the file is only large, raise reading.cpu_seconds."
        )
    if ended.code == wire.OUT_OF_MEMORY:
        return (
            f"Reading needs more memory than the limit of {limits.memory_mib} MiB. {FRESH_COPY} "
            "If the file is only large, raise reading.memory_mib."
        )
    _LOG.debug("the reader ended with %s: %s", ended.code, ended.complaint[-2000:])
    if ended.code < 0:
        return (
            f"The file made the reader crash ({_signal_name(-ended.code)}), as damaged files do and files that "
            f"need more memory than the limit of {limits.memory_mib} MiB (reading.memory_mib). {FRESH_COPY}"
        )
    reason = ended.complaint.strip().rpartition("\n")[2][:200]
    return f"The file made the reader fail ({reason or f'exit status {ended.code}'}). {FRESH_COPY}"


def explain_loss(reason: str) -> str:
    """The reading process could not be had, for ``reason``."""
    return (
        f"The process that reads files could not be started or was stopped ({reason}), which is not the file's fault. "
        "See that memory and disk are not full, check the installation with `lexassist doctor`, and try again."
    )


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
