"""The program that reads one file, under limits that it sets on itself: ``python -m lexassist.parsing.child``.

It is started by :mod:`lexassist.parsing.sandbox` and writes its result to standard output: a packed reading, or a PNG.
It cannot reach the network. Whatever a hostile file does to it ends with this process.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
from pathlib import Path

from lexassist.errors import ReadError
from lexassist.offline import refuse_remote
from lexassist.parsing.reading import draw_page, read_document
from lexassist.parsing.wire import MAX_RESULT, NOT_DRAWN, OUT_OF_MEMORY, pack
from lexassist.types import Reading


def main(arguments: list[str] | None = None) -> int:
    """Read or draw what the arguments name; returns the exit status."""
    parser = argparse.ArgumentParser(prog="lexassist.parsing.child")
    parser.add_argument("verb", choices=("read", "draw"))
    parser.add_argument("path", type=Path)
    parser.add_argument("--source", default="")
    parser.add_argument("--page", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--memory-mib", type=int, required=True)
    parser.add_argument("--cpu-seconds", type=int, required=True)
    options = parser.parse_args(arguments)
    refuse_remote()
    _limit(memory_mib=options.memory_mib, cpu_seconds=options.cpu_seconds)
    try:
        data = options.path.read_bytes()
        draws = options.verb == "draw"
        result = draw_page(data, options.page, options.scale) if draws else pack(read_document(data, options.source))
    except MemoryError:
        return OUT_OF_MEMORY
    except ReadError as error:
        # Only drawing raises it: reading makes it the reading's status.
        result = pack(Reading(error.status, str(error)))
        sys.stdout.buffer.write(result)
        return NOT_DRAWN
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
    return 0


def _limit(*, memory_mib: int, cpu_seconds: int) -> None:
    limits = (
        (resource.RLIMIT_AS, _address_space() + (memory_mib << 20)),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, MAX_RESULT),
        (resource.RLIMIT_NOFILE, 64),
    )
    for limit, wanted in limits:
        hard = resource.getrlimit(limit)[1]
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(limit, (value, value if limit != resource.RLIMIT_CPU else hard))


def _address_space() -> int:
    """Bytes of address space that this process already takes (0 where the system does not say)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main())
