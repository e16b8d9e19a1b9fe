"""Who changes how files are read must say so, or documents of the reader before are never found to be older."""

from __future__ import annotations

import hashlib

from lexassist.parsing.reading import read_document
from lexassist.parsing.version import READER

from ..conftest import CORPORA

SAMPLES = ("contracts/nda.md", "pdf/nda.pdf")
READ = ("1", "c210a8fec7ca928a")


def test_what_is_read_changes_only_with_the_reader() -> None:
    digest = hashlib.sha256()
    for sample in SAMPLES:
        reading = read_document((CORPORA / sample).read_bytes(), sample)
        assert reading.document is not None
        read = (reading.document.text, reading.clauses, reading.chunks, reading.definitions, reading.references)
        digest.update(repr(read).encode())
    # Where a release has this READER, raise it (lexassist/parsing/version.py); then write down both here.
    assert (READER, digest.hexdigest()[:16]) == READ
