"""Starts one reading process for each file, quickly: ``python -m lexassist.parsing.isolation.forkserver``.

It has imported the reader and waits for jobs on standard input, a socket; each job comes with three file descriptors: for
the result, for complaints, and a control socket. A process is forked for each (a millisecond, where starting Python takes
a hundred). It never touches a file itself, so it stays what it was.

Promises: a job's process and everything that it started have ended when its exit status is told; they are ended when the
asker lets go of the control socket, and all of them when the asker is gone; a job's scratch folder is removed. On the
control socket it says ``begun``, then ``exit STATUS`` (negative: the signal); the job's process may say ``page DONE TOTAL`` and
``more SECONDS`` there. Linux only: it needs pidfds.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import importlib
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from lexassist.offline import refuse_remote
from lexassist.parsing.isolation.child import CONTROL, die_with_parent, work
from lexassist.parsing.isolation.job import Job, Verb, unpack_job
from lexassist.parsing.pdf import reader as pdf  # noqa: F401 - imported once, here, for every process that is forked

_ABOVE = 10
_MAX_JOB = 1 << 20
_PR_SET_CHILD_SUBREAPER = 36
_READERS = {
    ".docx": "lexassist.parsing.word.reader",
    ".eml": "lexassist.parsing.text.mail",
    ".htm": "lexassist.parsing.text.webpage",
    ".html": "lexassist.parsing.text.webpage",
    ".md": "lexassist.parsing.text.mail",
    ".txt": "lexassist.parsing.text.mail",
}
"""What a name's ending makes likely; files are read by their bytes."""


@dataclass(frozen=True, slots=True)
class _Child:
    """A process at work. ``pidfd`` becomes readable when it has ended."""

    pid: int
    pidfd: int
    control: socket.socket
    scratch: Path | None


def main() -> int:
    """Serve until the other end of standard input is closed; returns the exit status."""
    # Processes that a job's process leaves behind become this one's, which ends them.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    refuse_remote()
    gc.freeze()
    with socket.socket(fileno=os.dup(0)) as asker:
        _Server(asker).serve()
    return 0


class _Server:
    """Forks, watches and buries."""

    def __init__(self, asker: socket.socket) -> None:
        self._asker = asker
        self._children: dict[int, _Child] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(asker, selectors.EVENT_READ)

    def serve(self) -> None:
        """Do what is asked, until nobody can ask any more."""
        while True:
            for key, _ in self._selector.select():
                child: _Child | None = key.data
                if child is None:
                    if not self._take_job():
                        self._end_all()
                        return
                elif key.fd == child.pidfd:
                    self._bury(child)
                elif self._children.get(child.pid) is child:
                    self._let_go(child)

    def _take_job(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self._asker, _MAX_JOB, 3)
        if not data:
            return False
        job = unpack_job(data)
        _prepare(job)
        scratch = Path(tempfile.mkdtemp(prefix="lexassist-")) if _wants_scratch(job) else None
        control = socket.socket(fileno=descriptors[CONTROL - 1])
        with suppress(OSError):  # the asker may be gone
            control.send(b"begun")
        server = os.getpid()
        pid = os.fork()
        if pid == 0:
            _become(job, descriptors, scratch, server=server)
        with suppress(ProcessLookupError):
            os.setpgid(pid, pid)
        for descriptor in descriptors[: CONTROL - 1]:
            os.close(descriptor)
        child = _Child(pid, os.pidfd_open(pid), control, scratch)
        self._children[pid] = child
        self._selector.register(child.pidfd, selectors.EVENT_READ, child)
        self._selector.register(child.control, selectors.EVENT_READ, child)
        return True

    def _let_go(self, child: _Child) -> None:
        """Whoever asked has let go: nobody wants the result any more."""
        self._selector.unregister(child.control)
        os.killpg(child.pid, signal.SIGKILL)

    def _bury(self, child: _Child) -> None:
        with suppress(ProcessLookupError):  # it has not been waited for, so the group's number is still its own
            os.killpg(child.pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
        del self._children[child.pid]
        self._selector.unregister(child.pidfd)
        os.close(child.pidfd)
        with suppress(KeyError):
            self._selector.unregister(child.control)
        self._end_orphans()
        if child.scratch is not None:
            shutil.rmtree(child.scratch, ignore_errors=True)
        with suppress(OSError):  # the asker may be gone
            child.control.send(b"exit %d" % status)
        child.control.close()

    def _end_orphans(self) -> None:
        """End what dead processes left behind: children of this one that it did not fork."""
        while orphans := _own_children() - self._children.keys():
            for pid in orphans:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def _end_all(self) -> None:
        for child in list(self._children.values()):
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            self._bury(child)


def _prepare(job: Job) -> None:
    """Import the reader that the file's name asks for, once and for all; no byte of the file is looked at."""
    importlib.import_module(_READERS.get(PurePath(job.source).suffix.lower(), "lexassist.parsing.pdf.reader"))


def _wants_scratch(job: Job) -> bool:
    return job.verb is Verb.READ and job.limits.office and PurePath(job.source).suffix.lower() == ".docx"


def _own_children() -> set[int]:
    """The processes whose parent is this one (none where the system does not say)."""
    try:
        return set(map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()))
    except OSError:
        return set()


def _become(job: Job, descriptors: list[int], scratch: Path | None, *, server: int) -> None:
    """Be the process of ``job``, forked by ``server``: nothing of that or of other jobs stays open. Does not return."""
    status = 1
    try:
        os.setpgid(0, 0)
        die_with_parent(server)
        nothing = os.open(os.devnull, os.O_RDONLY)
        # Moved out of the way first: any of them may stand where another has to go.
        moved = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, _ABOVE) for descriptor in (nothing, *descriptors)]
        for target, descriptor in enumerate(moved):
            os.dup2(descriptor, target)
        os.closerange(CONTROL + 1, os.sysconf("SC_OPEN_MAX"))
        status = work(job, scratch)
        sys.stderr.flush()
    finally:
        os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
