"""Golden outlines: label, heading, kind and page of every clause of the sample contracts and of hard cases.

A change of the reader shows as a diff of ``tests/parsing/golden``. RENEW_GOLDEN=1 (``make golden``) writes them again.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from lexassist.parsing.clauses.building import build_clauses
from lexassist.parsing.reading import read_document
from lexassist.types import Clause, ClauseId, Document
from tests.parsing.hardcases import CASES
from tests.parsing.writing import document_of

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = sorted((Path(__file__).parents[2] / "corpora" / "pdf").glob("*.pdf"))
SCANS = {"consultancy_scan"}
RENEW = bool(os.environ.get("RENEW_GOLDEN"))


def outline(document: Document, clauses: Sequence[Clause]) -> str:
    """One line a clause, indented by its depth; the words before the first sub-clause are marked with a dot."""
    depths: dict[ClauseId, int] = {}
    starts: dict[ClauseId, int] = {}
    lines: list[str] = []
    for clause in clauses:
        depth = depths[clause.parent] + 1 if clause.parent else 0
        depths[clause.id], starts[clause.id] = depth, clause.span.start
        leads = clause.parent is not None and starts[clause.parent] == clause.span.start
        pages = document.pages_of(clause.span)
        name = "." if leads else f"[{clause.label}] {clause.heading}".rstrip()
        lines.append(f"{'  ' * depth}{name} | {clause.kind.value} | p. {pages[0]}")
    return "\n".join([document.title, *lines]) + "\n"


def check(name: str, text: str) -> None:
    file = GOLDEN / f"{name}.txt"
    if RENEW:
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), (
        f"{file.name} differs: `make golden` writes it again; read the diff"
    )


@pytest.mark.parametrize("name", sorted(CASES))
def test_hard_cases(name: str):
    document = document_of(CASES[name])
    check(name, outline(document, build_clauses(document)))


@pytest.mark.parametrize("file", [file for file in SAMPLES if file.stem not in SCANS], ids=lambda file: file.stem)
def test_sample_contracts(file: Path):
    reading = read_document(file.read_bytes(), file.name)
    assert reading.document is not None
    check(f"sample_{file.stem}", outline(reading.document, reading.clauses))


def test_every_golden_file_is_used():
    expected = {*CASES, *(f"sample_{file.stem}" for file in SAMPLES if file.stem not in SCANS)}
    assert {file.stem for file in GOLDEN.glob("*.txt")} == expected
