"""The program that recognises scanned pages: ``python -m lexassist.parsing.scans.recogniser``, with its order on standard input.

Started by :mod:`lexassist.parsing.scans.recognition`. It writes an empty message when its models are loaded, then one for each
page that it could render, in the order asked; a message is its length (4 bytes, little-endian) and a packed page.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
from pathlib import Path

from lexassist.offline import refuse_remote
from lexassist.parsing.isolation.child import address_space, die_with_parent, set_limit
from lexassist.parsing.pdf import reader as pdf
from lexassist.parsing.scans import ocr
from lexassist.parsing.scans.pagewire import pack_page
from lexassist.parsing.scans.replacement import Recognised


def main() -> int:
    """Recognise the pages that the order names; returns the exit status."""
    die_with_parent()
    refuse_remote()
    order = json.load(sys.stdin)
    memory = address_space() + (order["memory_mib"] << 20)
    set_limit(resource.RLIMIT_AS, memory, memory)
    set_limit(resource.RLIMIT_CPU, order["cpu_seconds"], order["cpu_seconds"])
    # Whatever a library prints must not come between the messages.
    out = os.dup(1)
    os.dup2(2, 1)
    data = Path(order["path"]).read_bytes()
    recogniser = ocr.Recogniser(threads=order["threads"])
    _send(out, b"")
    sizes = {number: (width, height) for number, width, height in order["pages"]}
    for number, image in pdf.page_images(data, list(sizes), dpi=ocr.DPI):
        width, height = sizes[number]
        page = recogniser.read(image, number=number, width=width, height=height)
        _send(out, pack_page(Recognised(page, page.quality is not None and ocr.poor(page.quality))))
    return 0


def _send(out: int, message: bytes) -> None:
    rest = memoryview(struct.pack("<I", len(message)) + message)
    while rest:
        rest = rest[os.write(out, rest) :]


if __name__ == "__main__":
    sys.exit(main())
