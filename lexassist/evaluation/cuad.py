"""Reads the contracts of CUAD (The Atticus Project, CC BY 4.0) with the questions of LegalBench-RAG.

The data is not part of LexAssist: every reader takes its folder and says what it expects when something is missing. The
folder holds ``pdf/NAME.pdf`` and ``txt/NAME.txt`` for each contract, ``labels.jsonl`` (expert labels) and
``retrieval.jsonl`` (questions with gold spans); a folder that holds all this in ``cuad/`` will do. Spans are offsets into
the TXT, decoded as UTF-8 with line ends as they stand.

Names of contracts are names of companies: they are used while measuring and never written to a result.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import UsageError
from lexassist.types import Span

_EXPECTED = "pdf/*.pdf, txt/*.txt, labels.jsonl and retrieval.jsonl (CUAD v1 with the questions of LegalBench-RAG)"


class Part(StrEnum):
    """The two halves of the contracts: what is chosen by trying (weights, thresholds) is chosen on the first only."""

    DEVELOPMENT = "development"
    HELD_OUT = "held-out"


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one contract, with the spans of its TXT that answer it. ``query`` names the contract."""

    contract: str
    query: str
    category: str
    gold: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """The spans of a contract's TXT that experts marked as being of one category, in their order."""

    category: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract of the data. ``labels`` are the spans that experts marked, for whatever category; ``marked`` says for which."""

    name: str
    pdf: Path
    txt: Path
    questions: tuple[Question, ...]
    labels: tuple[Span, ...]
    marked: tuple[Marked, ...] = ()

    def text(self) -> str:
        """The transcription that gold spans are offsets into."""
        return self.txt.read_bytes().decode("utf-8")


class _Row(BaseModel):
    # The data is other people's: fields that are not needed here may come and go.
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Snippet(_Row):
    document: str
    span: tuple[int, int]


_Kind = TypeVar("_Kind", bound=_Row)


class _Retrieval(_Row):
    query: str
    category: str
    snippets: tuple[_Snippet, ...]


class _Label(_Row):
    category: str = ""
    spans: tuple[tuple[int, int], ...]


class _Labels(_Row):
    document: str
    labels: tuple[_Label, ...]


def read_contracts(data: Path) -> tuple[Contract, ...]:
    """Every contract of the data, by name.

    Raises:
        UsageError: the folder or a part of it is missing, or a line cannot be understood; says which and what is expected.
    """
    folder = _find(data)
    questions: dict[str, list[Question]] = defaultdict(list)
    for row in _rows(folder / "retrieval.jsonl", _Retrieval):
        by_contract: dict[str, list[Span]] = defaultdict(list)
        for snippet in row.snippets:
            by_contract[snippet.document].append(Span(*snippet.span))
        for name, gold in by_contract.items():
            questions[name].append(Question(name, row.query, row.category, tuple(gold)))
    contracts = []
    for labelled in _rows(folder / "labels.jsonl", _Labels):
        name = labelled.document
        pdf, txt = folder / "pdf" / f"{name}.pdf", folder / "txt" / f"{name}.txt"
        if not pdf.is_file() or not txt.is_file():
            raise UsageError(
                f"{folder} labels {name!r} but lacks its PDF or TXT.", remedy=f"Expected there: {_EXPECTED}."
            )
        spans = sorted({Span(*span) for label in labelled.labels for span in label.spans})
        marked = tuple(Marked(each.category, tuple(Span(*span) for span in each.spans)) for each in labelled.labels)
        contracts.append(Contract(name, pdf, txt, tuple(questions[name]), tuple(spans), marked))
    return tuple(sorted(contracts, key=lambda contract: contract.name))


def part_of(contract: Contract) -> Part:
    """The part a contract belongs to, by a digest of its name: it stays there whatever else is in the data."""
    return list(Part)[hashlib.sha256(contract.name.encode()).digest()[0] % 2]


def pick(contracts: Sequence[Contract], count: int, *, seed: int, part: Part = Part.HELD_OUT) -> tuple[Contract, ...]:
    """``count`` contracts of ``part`` that have questions, drawn by ``seed``.

    The first n of a larger draw are the draw of n.

    Raises:
        UsageError: there are fewer, or none is asked for.
    """
    asked = [contract for contract in contracts if contract.questions and part_of(contract) is part]
    if not 0 < count <= len(asked):
        raise UsageError(
            f"Cannot pick {count} contracts.",
            remedy=f"Ask for 1 to {len(asked)}: so many of the {part.value} part have questions.",
        )
    drawn = sorted(asked, key=lambda contract: contract.name)
    random.Random(seed).shuffle(drawn)  # noqa: S311
    return tuple(drawn[:count])


def _find(data: Path) -> Path:
    for folder in (data, data / "cuad"):
        if (folder / "retrieval.jsonl").is_file() and (folder / "labels.jsonl").is_file():
            return folder
    state = "has no such data" if data.is_dir() else "is not a folder"
    raise UsageError(f"{data} {state}.", remedy=f"Give --data a folder that holds {_EXPECTED}.")


def _rows(file: Path, kind: type[_Kind]) -> Iterator[_Kind]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield kind.model_validate_json(line)
            except (ValidationError, ValueError) as error:
                raise UsageError(
                    f"{file}, line {number}, cannot be understood.", remedy=f"Expected: {_EXPECTED}."
                ) from error
