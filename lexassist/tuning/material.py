"""What was written for this project to train on: questions for each type of clause, and topics with model clauses.

The folder holds ``questions.jsonl``, a type of clause a line, ``topics-*.jsonl``, a topic a line, and where there are any
``clauses.jsonl``, drafted clauses of a type a line, ``statements.jsonl``, a provision and statements about it a line, and
``judgements.jsonl`` and ``passages.jsonl``, a passage and what was written about it a line. The type "" has questions that ask for none of
the types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lexassist.errors import UsageError
from lexassist.generation.judging import Says

NONE = ""
"""The type of a question that asks for none of the types."""

_Words = Annotated[str, Field(min_length=1)]
_Texts = Annotated[tuple[_Words, ...], Field(min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Questions(_Row):
    category: str
    meaning: str
    questions: _Texts


class Topic(_Row):
    """Something that contracts provide for: ways to ask for it, and clauses that provide it."""

    topic: _Words
    queries: _Texts
    clauses: _Texts


class Draft(_Row):
    """Clauses of a type, drafted for this project, and clauses that are only ``unlike`` it in what matters."""

    category: _Words
    clauses: _Texts
    unlike: tuple[_Words, ...] = ()


class Label(StrEnum):
    """What a provision does to a statement."""

    ENTAILED = "entailed"
    CONTRADICTED = "contradicted"
    NEITHER = "neither"


class Stated(_Row):
    """A statement in plain words, and what the provision beside it does to it."""

    text: _Words
    label: Label


class Stating(_Row):
    """A provision, sentence by sentence, and statements about it."""

    provision: _Texts
    statements: Annotated[tuple[Stated, ...], Field(min_length=1)]


class Judged(_Row):
    """What was written about one passage of a contract.

    The passage is that of a development contract, named by the id of its file, its place there and its digest
    (:func:`lexassist.tuning.judgements.digest`); or it was invented, and stands in ``passage``. Statements that it makes
    true, makes false, leaves open; questions that it answers with yes, with no, in other words, or not at all.
    """

    contract: str = ""
    start: int = 0
    end: int = 0
    digest: str = ""
    heading: str = ""
    passage: str = ""
    entailed: tuple[_Words, ...]
    contradicted: tuple[_Words, ...]
    neither: tuple[_Words, ...]
    yes: tuple[_Words, ...]
    no: tuple[_Words, ...]
    told: tuple[_Words, ...]
    untold: tuple[_Words, ...]

    def by_answer(self) -> Mapping[Says, tuple[str, ...]]:
        """The texts by what the passage says to them."""
        return {
            Says.YES: self.entailed + self.yes,
            Says.NO: self.contradicted + self.no,
            Says.TOLD: self.told,
            Says.NOTHING: self.neither + self.untold,
        }


_Kind = TypeVar("_Kind", bound=_Row)


@dataclass(frozen=True, slots=True)
class Material:
    """Questions by type (:data:`NONE` last, where there are any), and topics, in the order of the files."""

    questions: Mapping[str, tuple[str, ...]]
    topics: tuple[Topic, ...]

    @property
    def types(self) -> tuple[str, ...]:
        """The types of clause that questions ask for, in their order."""
        return tuple(name for name in self.questions if name != NONE)

    def worded(self, official: Mapping[str, str], *, times: int) -> dict[str, tuple[str, ...]]:
        """The questions of each type with the question that the data itself has for it in front, ``times`` over."""
        return {
            name: ((official[name],) * times if name in official else ()) + texts
            for name, texts in self.questions.items()
        }


def read_material(folder: Path) -> Material:
    """All material of a folder. Lines of one type are joined.

    Raises:
        UsageError: a file is missing or a line cannot be understood; says which and what is expected.
    """
    questions: dict[str, tuple[str, ...]] = {}
    for row in _rows(folder / "questions.jsonl", _Questions):
        questions[row.category] = questions.get(row.category, ()) + row.questions
    if NONE in questions:
        questions[NONE] = questions.pop(NONE)
    files = sorted(folder.glob("topics-*.jsonl"))
    if not files:
        raise UsageError(f"{folder} has no topics.", remedy=_expected(Topic, "topics-*.jsonl"))
    return Material(questions, tuple(topic for file in files for topic in _rows(file, Topic)))


def read_drafts(folder: Path) -> tuple[Draft, ...]:
    """The drafted clauses of ``clauses.jsonl``, a type a line; none where there is no such file. Raises as :func:`read_material`."""
    file = folder / "clauses.jsonl"
    return tuple(_rows(file, Draft)) if file.is_file() else ()


def read_statements(folder: Path) -> tuple[Stating, ...]:
    """The provisions of ``statements.jsonl`` with the statements about them. Raises as :func:`read_material`."""
    return tuple(_rows(folder / "statements.jsonl", Stating))


def read_judgements(folder: Path) -> tuple[Judged, ...]:
    """What was written about passages, in ``judgements.jsonl`` of contracts and in ``passages.jsonl`` of invented ones.

    Raises as :func:`read_material`.
    """
    return tuple(row for name in ("judgements.jsonl", "passages.jsonl") for row in _rows(folder / name, Judged))


def _rows(file: Path, kind: type[_Kind]) -> Iterator[_Kind]:
    for number, line in enumerate(_lines(file, kind), start=1):
        if not line.strip():
            continue
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            raise UsageError(
                f"{file}, line {number}, cannot be understood ({error.errors()[0]['msg']}).",
                remedy=_expected(kind, file.name),
            ) from error


def _lines(file: Path, kind: type[_Row]) -> Sequence[str]:
    try:
        return file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read ({error}).", remedy=_expected(kind, file.name)) from error


def _expected(kind: type[_Row], name: str) -> str:
    return f"Expected a line each in {name}: {{{', '.join(kind.model_fields)}}}."
