"""A recognised page as bytes, from the process that recognises to the one that reads; checked when unpacked.

Format: the length of a JSON header (4 bytes, little-endian), the header, then for each line its word arrays (starts, ends:
uint32; edges: float32; little-endian).
"""

from __future__ import annotations

import json
import struct

from lexassist.parsing.isolation.checked import (
    Blob,
    Json,
    WireError,
    count,
    flag,
    little,
    parse,
    real,
    row,
    rows,
    share,
    text,
)
from lexassist.parsing.pages import RawLine, RawPage
from lexassist.parsing.scans.replacement import Recognised


def pack_page(found: Recognised) -> bytes:
    """The bytes from which :func:`unpack_page` makes an equal page."""
    page = found.page
    header: dict[str, Json] = {
        "page": [page.number, page.width, page.height, page.quality, found.poor],
        "lines": [[line.text, len(line.starts), line.broken] for line in page.lines],
    }
    head = json.dumps(header, separators=(",", ":")).encode("ascii")
    arrays = (part for line in page.lines for part in (little(line.starts), little(line.ends), little(line.edges)))
    return b"".join((struct.pack("<I", len(head)), head, *arrays))


def unpack_page(data: bytes) -> Recognised:
    """The page that was packed.

    Raises:
        WireError: the bytes hold anything but a page whose words lie in their lines.
    """
    if len(data) < 4:
        raise WireError("not a page")
    view = memoryview(data)
    end = 4 + int(struct.unpack_from("<I", data)[0])
    header, blob = parse(view[4:end]), Blob(view[end:])
    number, width, height, quality, poor = row(header.get("page"), 5)
    lines = tuple(_line(row(each, 3), blob) for each in rows(header.get("lines")))
    blob.finish()
    page = RawPage(count(number), real(width), real(height), lines, ocr=True, quality=share(quality))
    return Recognised(page, flag(poor))


def _line(fields: list[Json], blob: Blob) -> RawLine:
    words, size, broken = text(fields[0]), count(fields[1]), flag(fields[2])
    starts, ends = blob.offsets(size), blob.offsets(size)
    if any(not a < b <= len(words) for a, b in zip(starts, ends, strict=True)):
        raise WireError("a word lies outside its line")
    return RawLine(words, starts, ends, blob.reals(4 * size), broken)
