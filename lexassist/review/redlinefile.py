"""A redline as a file, HTML or Word by its name; the file is whole or not there."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from lexassist.errors import UsageError
from lexassist.review.redline import Redline
from lexassist.review.redlinememo import write_redline_memo
from lexassist.review.redlinepage import write_redline
from lexassist.types import WholeDocument

_WRITERS: dict[str, Callable[[WholeDocument, WholeDocument, Sequence[Redline]], bytes]] = {
    ".html": write_redline,
    ".docx": write_redline_memo,
}


def write_redline_file(file: Path, before: WholeDocument, after: WholeDocument, redlines: Sequence[Redline]) -> None:
    """Write the redline to ``file``, whose name ends in .html or .docx.

    Raises:
        UsageError: it has another ending, or cannot be written.
    """
    writer = _WRITERS.get(file.suffix.lower())
    if writer is None:
        raise UsageError(f"{file} is neither a .html nor a .docx file.", remedy="Choose a name that ends so.")
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(writer(before, after, redlines))
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(
            f"{file} cannot be written: {error.strerror or error}.",
            remedy="Close it where it is open in another program, or choose another folder.",
        ) from error
