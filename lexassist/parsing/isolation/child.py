"""The process that reads one file, under limits that it sets on itself.

It is forked by :mod:`lexassist.parsing.isolation.forkserver`, does one job, writes its result (a packed reading, or a PNG) to the
file that it was given as standard output, and ends. It tells how far it is on a socket. It cannot reach the network.
Whatever a hostile file does to it ends with this process.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import signal
import socket
import sys
import traceback
from contextlib import suppress
from functools import partial
from pathlib import Path

from lexassist.errors import ReadError
from lexassist.parsing.isolation.job import Job, Limits, Verb
from lexassist.parsing.isolation.wire import MAX_RESULT, NOT_DRAWN, OUT_OF_MEMORY, pack
from lexassist.parsing.reading import Means, draw_page, read_document
from lexassist.parsing.scans.recognition import recognise
from lexassist.types import Reading

CONTROL = 3
"""The file descriptor of the socket on which progress is told."""
_FILES = 64
"""Files that the process may have open."""
_HELPERS_MIB = 4096
"""What processes that this one starts may take at most, by limits of their own."""
_GARBAGE = 100_000
_PR_SET_PDEATHSIG = 1


def work(job: Job, scratch: Path | None) -> int:
    """Do the job; returns the exit status. ``scratch`` is a folder that somebody else removes."""
    # The process is soon gone: looking for unused memory as often as usual costs a tenth of its time.
    gc.set_threshold(_GARBAGE)
    try:
        limit(job.limits)
        data = Path(job.path).read_bytes()
        if job.verb is Verb.DRAW:
            _write(draw_page(data, job.page, job.scale))
        else:
            _write(pack(read_document(data, job.source, _means(job, scratch))))
    except MemoryError:
        return OUT_OF_MEMORY
    except ReadError as error:
        # Only drawing raises it: reading makes it the reading's status.
        _write(pack(Reading(error.status, str(error))))
        return NOT_DRAWN
    except Exception:  # noqa: BLE001 - the last line of complaint becomes the parent's message
        traceback.print_exc()
        return 1
    return 0


def die_with_parent(parent: int | None = None) -> None:
    """Let the system end this process when the one that started it ends, however that does.

    Give ``parent``, the id of that one, where it is known from before: it may have ended before this is called.
    """
    started_by = os.getppid() if parent is None else parent
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != started_by:
        sys.exit(1)


def limit(limits: Limits) -> None:
    """Set what this process may take. Recognition and LibreOffice run in processes of their own that need more memory."""
    start = address_space()
    most = max(limits.memory_mib, limits.ocr_memory_mib, _HELPERS_MIB)
    for kind, soft, hard in (
        (resource.RLIMIT_AS, start + (limits.memory_mib << 20), start + (most << 20)),
        (resource.RLIMIT_CPU, limits.cpu_seconds, resource.RLIM_INFINITY),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, MAX_RESULT, MAX_RESULT),
        (resource.RLIMIT_NOFILE, _FILES, resource.RLIM_INFINITY),
    ):
        set_limit(kind, soft, hard)


def set_limit(kind: int, soft: int, hard: int) -> None:
    """Set a limit of this process, or as much of it as the system's own limit allows."""
    allowed = resource.getrlimit(kind)[1]
    if allowed != resource.RLIM_INFINITY:
        soft = min(soft, allowed)
        hard = allowed if hard == resource.RLIM_INFINITY else min(hard, allowed)
    resource.setrlimit(kind, (soft, hard))


def _means(job: Job, scratch: Path | None) -> Means:
    limits = job.limits
    return Means(
        recognise=partial(recognise, Path(job.path), limits=limits, tell=_tell) if limits.ocr else None,
        lay_out=partial(_lay_out, Path(job.path), scratch, limits.office_seconds) if scratch else None,
        attachments=limits.attachments,
        attachment_bytes=limits.attachments_mib << 20,
    )


def _lay_out(path: Path, scratch: Path, seconds: int) -> bytes | None:
    """A PDF of the Word document at ``path`` by LibreOffice, None where it is not installed or makes none."""
    from lexassist.parsing.word import office  # noqa: PLC0415 - a process that reads something else does without

    program = office.find_office()
    if program is None:
        return None
    _tell(f"more {seconds}")
    pdf = office.convert_to_pdf(path, program=program, seconds=seconds, folder=scratch)
    return None if pdf is None else pdf.read_bytes()


def _tell(what: str) -> None:
    """Say how far it is; the one who asked may not listen any more."""
    with socket.socket(fileno=os.dup(CONTROL)) as control, suppress(OSError):
        control.send(what.encode("ascii"), socket.MSG_DONTWAIT)


def _write(result: bytes) -> None:
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()


def address_space() -> int:
    """Bytes of address space that this process already takes (0 where the system does not say)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
