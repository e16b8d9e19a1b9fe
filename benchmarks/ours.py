"""LexAssist's side of a comparison: a new data folder, everything else as it is installed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.side import MemoryWatch, Side
from lexassist.assistant import open_assistant
from lexassist.evaluation.cuad import Contract
from lexassist.evaluation.experiment import file_id
from lexassist.evaluation.retrieval import ask, ingest
from lexassist.evaluation.subject import evaluation_matter
from lexassist.settings import Settings

NAME = "LexAssist"


def run_ours(contracts: Sequence[Contract], k: int) -> Side:
    """Read, cut, encode and store the contracts, then ask every question of all of them."""
    with MemoryWatch() as memory, tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        with open_assistant(settings, purpose="a benchmark") as assistant:
            matter = evaluation_matter(assistant, [file_id(contract.pdf) for contract in contracts])
            reading = ingest(assistant, matter, contracts)
            runs = ask(assistant, matter, contracts, k=k)
    return Side(
        name=NAME,
        runs=runs,
        pages=reading.pages,
        failed=reading.failed,
        reading_seconds=None,
        seconds=reading.seconds,
        memory_mib=memory.peak_mib,
    )
