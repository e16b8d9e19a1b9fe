"""A text as a whole document, for what looks at one."""

from __future__ import annotations

import numpy as np

from lexassist.parsing.reading import read_document
from lexassist.types import WholeDocument


def whole_of(text: str) -> WholeDocument:
    """The text read as a plain file; its vectors say nothing."""
    reading = read_document(text.encode(), "contract.txt")
    assert reading.document is not None
    return WholeDocument(
        reading.document,
        reading.clauses,
        reading.definitions,
        reading.references,
        reading.chunks,
        np.zeros((len(reading.chunks), 1), dtype=np.float32),
    )
