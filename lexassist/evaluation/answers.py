"""Asks the questions that come with the project's own sample contracts, and looks at the answers.

A smoke test, not an evaluation: contracts, questions and system were written by the same people, so a good figure proves
little and a bad one a great deal. For each question it is noted how far the answer was supported, whether a citation
stands in a gold clause, whether the quotations cover the gold words, whether to abstain was right, and how long it took.
Where a question names its document, that document is searched: the lawyer has it open.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import UsageError
from lexassist.evaluation.alignment import Transcription
from lexassist.evaluation.experiment import Experiment, Json, Table, file_id, write_experiment
from lexassist.evaluation.measures import percentile
from lexassist.evaluation.subject import Reader, evaluation_matter, public_settings
from lexassist.particulars.quantities import read_quantities
from lexassist.types import Answer, Citation, DocumentId, Support, ValueKind, YesNo

_FIGURES = frozenset({ValueKind.AMOUNT, ValueKind.PERCENTAGE, ValueKind.PERIOD, ValueKind.DATE})
_EXPECTED = "pdf/*.pdf and questions.jsonl"


class Answering(Reader, Protocol):
    """What is measured: the part of the assistant that reads and answers."""

    @property
    def model(self) -> str:
        """The name of its generator."""
        ...

    def ask(self, matter: str, question: str, /, *, document: DocumentId | None = None) -> Answer:
        """The answer to a question."""
        ...


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class GoldClause(_Line):
    """A clause that answers: its label, the words in it that do, and its file where the question leaves it open."""

    document: str | None = None
    label: str
    quote: str


class SampleQuestion(_Line):
    """A line of questions.jsonl. ``document`` is a file name, None where all the contracts are asked."""

    id: str
    document: str | None
    question: str
    kind: str
    answerable: bool
    answer: str | None
    gold: tuple[GoldClause, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One question and what became of it. ``cited`` are labels; ``clause`` and ``quote`` say whether the gold was met.

    ``cited_right`` is how many of the citations stand in a gold clause or the words that introduce it. ``verdict`` and
    ``figure`` say whether the yes or no, and the figure, that the answer tells are those of the gold; None where it tells none.
    """

    id: str
    kind: str
    answerable: bool
    support: Support
    cited: tuple[str, ...]
    gold: tuple[str, ...]
    clause: bool
    quote: bool
    withheld: int
    seconds: float
    cited_right: int = 0
    verdict: bool | None = None
    figure: bool | None = None

    @property
    def right(self) -> bool | None:
        """Whether the answer is right; None where none was given."""
        if self.abstained:
            return None
        return self.answerable and self.clause and self.verdict is not False and self.figure is not False

    @property
    def abstained(self) -> bool:
        """Whether no answer was given."""
        return self.support is Support.ABSTAINED

    @property
    def right_to_abstain_or_not(self) -> bool:
        """Whether it abstained exactly where the documents hold no answer."""
        return self.abstained is not self.answerable


def run_answers(assistant: Answering, corpora: Path, *, out: Path) -> tuple[Judged, ...]:
    """Ask every question of ``corpora/questions.jsonl`` about ``corpora/pdf``; write ``out/answers-corpora.json``.

    Raises:
        UsageError: the folder lacks its questions or PDFs, or a question is about a file that is not there.
    """
    questions = read_questions(corpora)
    files = sorted((corpora / "pdf").glob("*.pdf"))
    ids = {file.name: DocumentId(file_id(file)) for file in files}
    unknown = {question.document for question in questions if question.document} - ids.keys()
    if unknown or not files:
        raise UsageError(f"{corpora} lacks {', '.join(sorted(unknown)) or 'its PDFs'}.", remedy="Run make_corpora.py.")
    matter = evaluation_matter(assistant, tuple(ids.values()))
    list(assistant.ingest(matter, files))
    kept = {card.id for card in assistant.documents(matter)}
    judged = []
    for question in questions:
        document = ids[question.document] if question.document else None
        started = time.perf_counter()
        answer = assistant.ask(matter, question.question, document=document if document in kept else None)
        judged.append(judge(question, answer, time.perf_counter() - started))
    write_experiment(_experiment(tuple(judged), assistant, tuple(ids.values())), out)
    return tuple(judged)


def read_questions(corpora: Path) -> tuple[SampleQuestion, ...]:
    """The questions of the sample contracts. Raises UsageError when the file is missing or a line does not fit."""
    file = corpora / "questions.jsonl"
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return tuple(SampleQuestion.model_validate_json(line) for line in lines if line.strip())
    except OSError as error:
        raise UsageError(f"{file} cannot be read.", remedy=f"Give the folder that holds {_EXPECTED}.") from error
    except ValidationError as error:
        raise UsageError(
            f"A line of {file} does not fit: {error}", remedy="corpora/DATASHEET.md has the form."
        ) from error


def judge(question: SampleQuestion, answer: Answer, seconds: float) -> Judged:
    """Compare an answer with the gold of its question."""
    cited = tuple(dict.fromkeys(citation.label for citation in answer.citations))
    gold = tuple(dict.fromkeys(clause.label for clause in question.gold))
    quotes = [Transcription(citation.quote).fold() for citation in answer.citations]
    wanted = [Transcription(clause.quote).fold() for clause in question.gold]
    return Judged(
        id=question.id,
        kind=question.kind,
        answerable=question.answerable,
        support=answer.support,
        cited=cited,
        gold=gold,
        clause=any(_meets(citation, clause) for citation in answer.citations for clause in question.gold),
        quote=bool(wanted) and all(any(want in quote for quote in quotes) for want in wanted),
        withheld=len(answer.withheld),
        seconds=round(seconds, 3),
        cited_right=sum(any(_meets_or_leads(c, g) for g in question.gold) for c in answer.citations),
        verdict=_verdict(question, answer),
        figure=_figure(question, answer),
    )


def _verdict(question: SampleQuestion, answer: Answer) -> bool | None:
    said = re.match(r"(yes|no)\b", question.answer or "", re.IGNORECASE)
    if answer.verdict is YesNo.NONE or said is None:
        return None
    return answer.verdict.value == said[1].lower()


def _figure(question: SampleQuestion, answer: Answer) -> bool | None:
    """Whether a figure that is told in front of the words stands in the gold answer."""
    told = [value for value in answer.values if value.kind in _FIGURES]
    if not told:
        return None
    gold = {(q.kind, q.value, q.unit) for q in read_quantities(question.answer or "")[0]}
    ours = {(q.kind, q.value, q.unit) for value in told for q in read_quantities(value.words)[0]}
    return bool(ours & gold)


def _meets_or_leads(citation: Citation, gold: GoldClause) -> bool:
    """The words that introduce a list carry the label of the clause around the item."""
    if gold.document not in (None, citation.source):
        return False
    left, right = _label(citation.label), _label(gold.label)
    return same_clause(citation.label, gold.label) or (bool(left) and right[: len(left)] == left)


def _meets(citation: Citation, gold: GoldClause) -> bool:
    return gold.document in (None, citation.source) and same_clause(citation.label, gold.label)


def same_clause(cited: str, gold: str) -> bool:
    """Whether a citation of ``cited`` points a reader to ``gold``: the same clause, or a part of it.

    >>> same_clause("9.2(b)(ii)", "9.2(b)"), same_clause("9", "9.2"), same_clause("Section 2.03", "2.03")
    (True, False, True)
    """
    left, right = _label(cited), _label(gold)
    return bool(right) and left[: len(right)] == right


def _label(label: str) -> list[str]:
    words = re.findall(r"[a-z]+|\d+", label.casefold())
    return [word for word in words if word not in ("section", "clause", "article", "paragraph")]


def _experiment(judged: tuple[Judged, ...], assistant: Answering, documents: tuple[str, ...]) -> Experiment:
    kinds = sorted({each.kind for each in judged})
    rows = [_row(kind, [each for each in judged if each.kind == kind]) for kind in kinds]
    figures: dict[str, Json] = {
        "questions": [{**asdict(each), "support": each.support.value, "right": each.right} for each in judged]
    }
    return Experiment(
        name="answers-corpora",
        command="lexassist evaluate answers",
        seed=assistant.settings.generation.seed,
        settings=public_settings(assistant.settings, "reading", "retrieval", "generation"),
        contracts=documents,
        figures=figures,
        tables=(
            Table(
                f"{len(judged)} questions about the sample contracts, generator {assistant.model}",
                ("kind", "questions", "right", "wrong", "abstained", "gold clause cited", "gold words quoted",
                 "right to answer or abstain", "median s"),
                (*rows, _row("all", judged)),
            ),
        ),
        notes=(
            "A smoke test: contracts and questions were written by the authors of the system.",
            "A gold clause counts as cited when a citation stands in it; questions without an answer have none.",
            "Right: answered with a citation in a gold clause, and no yes, no or figure that differs from the gold answer. Wrong: "
            "answered in any other way, or at all where the documents hold no answer.",
            *_told_notes(judged),
        ),
    )  # fmt: skip


def _told_notes(judged: Sequence[Judged]) -> tuple[str, ...]:
    answered = [each for each in judged if each.answerable and not each.abstained]
    cited, right = sum(len(each.cited) for each in answered), sum(each.cited_right for each in answered)
    verdicts = [each.verdict for each in judged if each.verdict is not None]
    figures = [each.figure for each in judged if each.figure is not None]
    return (
        f"Of the answers to answerable questions, {right} citations stand in a gold clause or introduce it, of {cited} clauses cited.",
        f"A yes or no was told {len(verdicts)} times and is the gold's {sum(verdicts)} times; a figure {len(figures)} and "
        f"{sum(figures)} times.",
    )


def _row(kind: str, judged: Sequence[Judged]) -> tuple[str, ...]:
    answerable = [each for each in judged if each.answerable]

    def count(among: Sequence[Judged], holds: Callable[[Judged], bool]) -> str:
        return f"{sum(map(holds, among))} of {len(among)}" if among else "–"

    return (
        kind,
        str(len(judged)),
        str(sum(each.right is True for each in judged)),
        str(sum(each.right is False for each in judged)),
        str(sum(each.abstained for each in judged)),
        count(answerable, lambda each: each.clause),
        count(answerable, lambda each: each.quote),
        count(judged, lambda each: each.right_to_abstain_or_not),
        f"{percentile([each.seconds for each in judged], 0.5):.1f}",
    )
