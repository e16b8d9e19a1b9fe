"""Measures how well LexAssist finds the clauses that experts marked (the method of LegalBench-RAG on CUAD's PDFs).

The contracts are read from their PDFs into one matter, every question names its contract in words only ("Consider the
... Agreement between ...; ...") and is asked of the whole matter, and what comes back is scored over characters of the
text as LexAssist read it. Gold that was lost in reading counts as not found.

It does not build the system that it measures: it is given anything that ingests and searches (:class:`Subject`).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lexassist.errors import UsageError
from lexassist.evaluation.alignment import Transcription
from lexassist.evaluation.cuad import Contract, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Json, file_id, write_experiment
from lexassist.evaluation.measures import Place
from lexassist.evaluation.runs import Figures, Run, aligned_share, by_category, place_gold, summarise, table
from lexassist.evaluation.subject import Reader, evaluation_matter, public_settings
from lexassist.types import Document, DocumentId, ReadStatus, Search

KS = (1, 8, 32, 64)


class Subject(Reader, Protocol):
    """What is measured: the part of the assistant that reads and searches."""

    def document(self, matter: str, document: DocumentId, /) -> Document:
        """One document, whole."""
        ...

    def search(self, matter: str, query: str, /, *, k: int, document: DocumentId | None = None) -> Search:
        """The best hits of a matter."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What ingestion cost. ``pages`` and ``seconds`` count new files only: both 0 when the matter was kept from before."""

    pages: int
    seconds: float
    failed: int

    @property
    def pages_per_second(self) -> float:
        """Pages read, cut, encoded and stored in a second of wall time; 0 when nothing was new."""
        return self.pages / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one measurement, and the file that it was written to."""

    figures: Figures
    reading: Reading
    runs: tuple[Run, ...]
    file: Path


def run_retrieval(
    assistant: Subject, data: Path, *, contracts: int, seed: int, out: Path, ks: Sequence[int] = KS
) -> Result:
    """Measure on ``contracts`` held-out contracts of ``data`` drawn by ``seed``; write ``out/retrieval-cuad-N.json``.

    The matter is kept and used again by the next measurement of the same draw, for as long as the code that reads files
    and the encoder stay the same; a new one is named after what changed.

    Raises:
        UsageError: the data is missing or has too few contracts, or the matter holds other documents.
    """
    chosen = pick(read_contracts(data), contracts, seed=seed)
    matter = evaluation_matter(assistant, [file_id(contract.pdf) for contract in chosen])
    reading = ingest(assistant, matter, chosen)
    runs = ask(assistant, matter, chosen, k=max(ks))
    figures = summarise(runs, ks, seed=seed)
    experiment = Experiment(
        name=f"retrieval-cuad-{contracts}",
        command=f"lexassist evaluate retrieval --data DIR --contracts {contracts} --seed {seed}",
        seed=seed,
        settings=public_settings(assistant.settings, "reading", "retrieval"),
        contracts=tuple(file_id(contract.pdf) for contract in chosen),
        figures={**figures.json(), "reading": _reading_json(reading), "categories": by_category(runs, 8)},
        tables=(table(f"{figures.queries} questions about {contracts} contracts, %", {"LexAssist": figures}),),
        notes=_notes(figures, reading),
    )
    return Result(figures, reading, runs, write_experiment(experiment, out))


def ingest(assistant: Subject, matter: str, contracts: Sequence[Contract]) -> Reading:
    """Read the contracts' PDFs into ``matter``, which must exist.

    The encoder is loaded before the clock starts: loading takes the same time for one contract and for a thousand.

    Raises:
        UsageError: the matter holds documents that are not among these contracts.
    """
    _load_encoder(assistant)
    started = time.perf_counter()
    outcomes = list(assistant.ingest(matter, [contract.pdf for contract in contracts]))
    seconds = time.perf_counter() - started
    expected = {file_id(contract.pdf) for contract in contracts}
    if {card.id for card in assistant.documents(matter)} - expected:
        raise UsageError(f"The matter {matter} holds other documents.", remedy="Delete its folder and run this again.")
    new = [outcome for outcome in outcomes if outcome.status is not ReadStatus.DUPLICATE]
    return Reading(
        pages=sum(outcome.pages for outcome in new),
        seconds=seconds if new else 0.0,
        failed=sum(not outcome.status.kept for outcome in outcomes),
    )


def ask(assistant: Subject, matter: str, contracts: Sequence[Contract], *, k: int) -> tuple[Run, ...]:
    """Ask every question about the contracts of the whole matter; places are spans of the canonical texts."""
    known = {card.id for card in assistant.documents(matter)}
    runs: list[Run] = []
    for contract in contracts:
        document = DocumentId(file_id(contract.pdf))
        source = Transcription(contract.text())
        target = Transcription(assistant.document(matter, document).text) if document in known else None
        for question in contract.questions:
            gold = place_gold(question, source, target, document)
            started = time.perf_counter()
            search = assistant.search(matter, question.query, k=k)
            seconds = time.perf_counter() - started
            retrieved = tuple(Place(hit.chunk.document, hit.chunk.span) for hit in search.hits)
            runs.append(Run(document, question.category, retrieved, gold, seconds))
    return tuple(runs)


def _load_encoder(assistant: Subject) -> None:
    matter = evaluation_matter(assistant, [])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "start.txt"
        file.write_text("1. Term. This agreement starts on the date on which both parties have signed it.\n")
        list(assistant.ingest(matter, [file]))
    assistant.search(matter, "When does the agreement start?", k=1)


def _reading_json(reading: Reading) -> dict[str, Json]:
    return {
        "pages": reading.pages,
        "seconds": round(reading.seconds, 3),
        "pages_per_second": round(reading.pages_per_second, 2),
        "failed": reading.failed,
    }


def _notes(figures: Figures, reading: Reading) -> tuple[str, ...]:
    wrong = figures.wrong_document
    notes = [
        f"The first place retrieved is in another contract for {100 * wrong.mean:.1f} % of the questions "
        f"({100 * wrong.low:.1f}–{100 * wrong.high:.1f}).",
        f"{100 * aligned_share(figures.gold):.2f} % of the gold spans stand in the text as it was read; the others count "
        "as not found.",
        f"A query takes {1000 * figures.seconds_median:.0f} ms (median; 95 % within {1000 * figures.seconds_p95:.0f} ms), "
        f"retrieving {figures.at[-1].k}.",
    ]
    if reading.pages:
        notes.append(
            f"{reading.pages} pages were read, encoded and stored at {reading.pages_per_second:.1f} pages a second; "
            f"{reading.failed} files failed."
        )
    return tuple(notes)
