"""Starts a program that is not ours where it can do little harm: ``python -m lexassist.parsing.word.contained LIMITS -- COMMAND``.

It gets limits on memory, processor time and the size of files, and where the system allows it no network at all and a
process space of its own, which ends with everything in it when this process ends, however that happens.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

_NEW_USER, _NEW_PROCESSES, _NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
_PR_SET_PDEATHSIG = 1


def main(arguments: list[str] | None = None) -> int:
    """Run the command that the arguments name; its exit status, or 128 and the signal that ended it."""
    parser = argparse.ArgumentParser(prog="lexassist.parsing.word.contained")
    parser.add_argument("--memory-mib", type=int, required=True)
    parser.add_argument("--cpu-seconds", type=int, required=True)
    parser.add_argument("--file-mib", type=int, required=True)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    _die_with_parent()
    _limit(resource.RLIMIT_AS, options.memory_mib << 20)
    _limit(resource.RLIMIT_CPU, options.cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, options.file_mib << 20)
    _limit(resource.RLIMIT_CORE, 0)
    _leave_network()
    process = os.fork()
    if process == 0:
        _die_with_parent()
        os.execv(options.command[0], options.command)  # noqa: S606 - no shell: the command is ours
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) % 256


def _leave_network() -> None:
    """Enter name spaces without a network and with processes of their own, where the system lets this process."""
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "unshare") or library.unshare(_NEW_NETWORK | _NEW_PROCESSES) == 0:
        return
    user, group = os.getuid(), os.getgid()
    if library.unshare(_NEW_USER | _NEW_NETWORK | _NEW_PROCESSES) != 0:
        return
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path(f"/proc/self/{name}").write_text(text, encoding="ascii")


def _limit(which: int, wanted: int) -> None:
    hard = resource.getrlimit(which)[1]
    value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(which, (value, value))


def _die_with_parent() -> None:
    library = ctypes.CDLL(None)
    if hasattr(library, "prctl"):
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
