"""What a reading process is asked to do, as the program that asks sends it.

Whoever asks is trusted by the process that reads, not the other way round: a job is taken as it comes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What is to be done with a file."""

    READ = "read"
    DRAW = "draw"


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take; names and meanings are those of ``ReadingSettings``."""

    memory_mib: int
    cpu_seconds: int
    wall_seconds: int
    ocr: bool
    ocr_pages: int
    ocr_seconds_a_page: int
    ocr_seconds: int
    ocr_threads: int
    ocr_memory_mib: int
    office: bool
    office_seconds: int
    attachments: int
    attachments_mib: int


@dataclass(frozen=True, slots=True)
class Job:
    """Read the file at ``path``, known as ``source``; or draw its ``page`` at ``scale`` pixels a point."""

    verb: Verb
    path: str
    limits: Limits
    source: str = ""
    page: int = 1
    scale: float = 1.0


def pack_job(job: Job) -> bytes:
    """The job as JSON."""
    return json.dumps(asdict(job)).encode("ascii")


def unpack_job(data: bytes) -> Job:
    """The job that was packed."""
    fields = json.loads(data)
    return Job(**{**fields, "verb": Verb(fields["verb"]), "limits": Limits(**fields["limits"])})
