"""Whether a generator has earned its job: the same tasks for each, through the real prompt, grammar and gate.

The tasks (``corpora/qualification/``) are questions about eight numbered sentences of invented contracts; of seven questions
five have an answer. Each is put twice, as when an answer is phrased and as when evidence is only pointed at. Promises that
what is measured is what runs: prompt, sampling, grammar, reader of lines and gate are those of answers, and as there a sentence
that is repeated counts once and NOT_FOUND ends a reply. It does not measure finding (the sentences are given) and says nothing
about long contracts; that a model does well here is necessary, not enough.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import compress, takewhile
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist import __version__
from lexassist.errors import UsageError
from lexassist.generation.evidence import NOT_FOUND, finished_lines, grammar, numbered_lines, parse_line, reading_text
from lexassist.generation.prompts import Prompt
from lexassist.generation.replay import used
from lexassist.generation.verification import Verdict
from lexassist.models.qualified import Qualification
from lexassist.types import (
    ClauseId,
    DocumentId,
    Evidence,
    Generator,
    Mode,
    Sampling,
    Sentence,
    Span,
    Statement,
    Weights,
)

_PLACES = (
    Path(__file__).parents[2] / "corpora" / "qualification",
    Path(sys.prefix) / "share" / "lexassist" / "qualification",
)

Verify = Callable[[str, Sequence[str]], Verdict]
"""What decides whether evidence carries a statement."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A generator as it would answer: with what it is told, how it writes, and the gate that stands behind it.

    ``prompts`` holds those of PHRASE and QUOTE; the grammar of ``sampling`` is set for each task.
    """

    generator: Generator
    weights: Weights
    prompts: Mapping[Mode, Prompt]
    sampling: Sampling
    verify: Verify


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TaskSentence(_Line):
    """A sentence of an invented contract."""

    heading: str
    text: str


class Task(_Line):
    """A question. ``gold`` are the numbers of the sentences that answer it, none where none does.

    A phrased answer is right when it holds, of each group of ``right``, one of the words.
    """

    id: str
    question: str
    gold: tuple[int, ...]
    right: tuple[tuple[str, ...], ...]


class TaskSet(_Line):
    """The sentences of one contract, and the tasks about them."""

    name: str
    sentences: tuple[TaskSentence, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Tasks:
    """All tasks, with the sha256 of their files."""

    sets: tuple[TaskSet, ...]
    sha256: str

    @property
    def number(self) -> int:
        """How many questions there are."""
        return sum(len(one.tasks) for one in self.sets)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said to one task, as far as an answer would take it.

    ``not_found``: it said so, and nothing before that. ``well_formed``: each line is of the agreed form, the last was finished.
    """

    task: Task
    evidence: tuple[Evidence, ...]
    statements: tuple[Statement, ...]
    not_found: bool
    well_formed: bool
    tokens: int
    first: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Need:
    """A bound that a figure must reach before a model may do something, and why it is there."""

    figure: str
    least: float
    words: str
    why: str


PHRASE_NEEDS = (
    Need(
        "precision",
        0.85,
        "right evidence",
        "the gate proves that a sentence says what its evidence says, not that it answers",
    ),
    Need("recall", 0.80, "evidence found", "a reader takes silence for absence"),
    Need("passed", 0.60, "sentences that pass the gate", "below it the reader mostly waits for what is then withheld"),
    Need("right", 0.95, "right among those that pass", "what passes is shown as the answer"),
    Need("abstained", 0.80, "abstentions where nothing answers", "an answer to what is not there misleads most"),
    Need(
        "format", 0.98, "replies of the agreed form", "a reply that is cut off or malformed is time without an answer"
    ),
    Need("tokens_a_second", 5.0, "tokens a second", "a sentence of 30 tokens within six seconds"),
)
"""What phrasing takes. The bounds are judgements about harm, stated before any model was measured; not fitted to one."""

QUOTE_NEEDS = (
    Need("select_precision", 0.85, "right evidence when only pointing", "the most similar sentence is shown otherwise"),
    Need("select_recall", 0.80, "evidence found when only pointing", "the most similar three would have held it"),
    Need("select_abstained", 0.70, "abstentions when only pointing", "the reader sees the words and can judge them"),
)
"""What choosing the evidence takes. Below it, what is most similar to the question is shown, and nothing is chosen."""


def read_tasks(folder: Path | None = None) -> Tasks:
    """The tasks in ``folder``, or those that come with LexAssist.

    Raises:
        UsageError: there are none, or a line does not fit.
    """
    place = folder or next((one for one in _PLACES if one.is_dir()), _PLACES[0])
    files = sorted(place.glob("*.jsonl"))
    digest = hashlib.sha256()
    sets: list[TaskSet] = []
    for file in files:
        data = file.read_bytes()
        digest.update(data)
        try:
            sets += [TaskSet.model_validate_json(line) for line in data.splitlines() if line.strip()]
        except ValidationError as error:
            raise UsageError(f"A line of {file} does not fit: {error}", remedy="Install LexAssist again.") from error
    if not sets:
        raise UsageError(f"There are no qualification tasks in {place}.", remedy="Install LexAssist again.")
    return Tasks(tuple(sets), digest.hexdigest())


def qualify(
    candidate: Candidate,
    tasks: Tasks,
    watch: Callable[[int, int], None] = lambda _done, _total: None,
) -> Qualification:
    """Put every task to the generator, both ways, and decide what it may do. ``watch`` is told done and total.

    Takes minutes: two replies a task.
    """
    replies: dict[Mode, list[Reply]] = {Mode.PHRASE: [], Mode.QUOTE: []}
    done, total = 0, 2 * tasks.number
    for one in tasks.sets:
        evidence = numbered(one)
        for task in one.tasks:
            for mode, kept in replies.items():
                kept.append(put(candidate, mode, task, evidence))
                done += 1
                watch(done, total)
    figures = measure(replies[Mode.PHRASE], replies[Mode.QUOTE], candidate.verify)
    mode, reason = decide(figures)
    return Qualification(
        model=candidate.weights.name,
        sha256=candidate.weights.sha256,
        date=datetime.now(UTC).strftime("%Y-%m-%d"),
        version=__version__,
        tasks=tasks.number,
        tasks_sha256=tasks.sha256,
        prompts={prompt.name: used(prompt).sha256 for prompt in candidate.prompts.values()},
        figures=figures,
        mode=mode,
        reason=reason,
    )


def numbered(one: TaskSet) -> tuple[Evidence, ...]:
    """The sentences of a set as evidence, numbered from 1 in their order."""
    return tuple(
        Evidence(
            number=n,
            sentence=Sentence(ClauseId(f"{one.name}-{n}"), (Span(0, len(sentence.text)),), sentence.text),
            document=DocumentId(one.name),
            label="",
            heading=sentence.heading,
            similarity=0.0,
        )
        for n, sentence in enumerate(one.sentences, start=1)
    )


def put(candidate: Candidate, mode: Mode, task: Task, evidence: Sequence[Evidence]) -> Reply:
    """One task, as a question is put when an answer is made."""
    turns = candidate.prompts[mode].fill(evidence=numbered_lines(evidence), question=task.question)
    sampling = replace(candidate.sampling, grammar=grammar(len(evidence), mode))
    started, first, pieces = time.perf_counter(), 0.0, []
    for piece in candidate.generator.stream(turns, sampling):
        first = first or time.perf_counter() - started
        pieces.append(piece)
    seconds = time.perf_counter() - started
    text = "".join(pieces)
    lines = tuple(finished_lines([text]))
    taken = takewhile(lambda line: line != NOT_FOUND, lines)
    statements = tuple(dict.fromkeys(parse_line(line, len(evidence)) for line in taken))
    return Reply(
        task=task,
        evidence=tuple(evidence),
        statements=statements,
        not_found=NOT_FOUND in lines and not statements,
        well_formed=_well_formed(text, lines, len(evidence)),
        tokens=candidate.generator.count_tokens(text),
        first=first,
        seconds=seconds,
    )


def _well_formed(text: str, lines: Sequence[str], count: int) -> bool:
    whole = len([line for line in text.split("\n") if line.strip()]) == len(lines) > 0
    return whole and (list(lines) == [NOT_FOUND] or all(parse_line(line, count).numbers for line in lines))


def measure(phrased: Sequence[Reply], pointed: Sequence[Reply], verify: Verify) -> dict[str, float]:
    """The figures of a model: shares from 0 to 1, tokens a second, seconds to the first words (mean)."""
    said = [(reply, one) for reply in phrased if reply.task.gold for one in reply.statements if one.text]
    passed = [_passes(reply, one, verify) for reply, one in said]
    writing = sum(reply.seconds - reply.first for reply in phrased)
    return {
        "precision": _precision(phrased),
        "recall": _recall(phrased),
        "passed": _share(passed),
        "right": _share([_right(reply.task, one) for reply, one in compress(said, passed)]),
        "abstained": _share([reply.not_found for reply in phrased if not reply.task.gold]),
        "format": _share([reply.well_formed for reply in (*phrased, *pointed)]),
        "select_precision": _precision(pointed),
        "select_recall": _recall(pointed),
        "select_abstained": _share([reply.not_found for reply in pointed if not reply.task.gold]),
        "tokens_a_second": round(sum(reply.tokens for reply in phrased) / writing, 1) if writing > 0 else 0.0,
        "first_words": round(sum(reply.first for reply in phrased) / len(phrased), 2) if phrased else 0.0,
    }


def decide(figures: Mapping[str, float]) -> tuple[Mode, str]:
    """The mode that these figures earn, and the reason in words."""
    short_of_phrase, short_of_quote = list(_short(figures, PHRASE_NEEDS)), list(_short(figures, QUOTE_NEEDS))
    if not short_of_phrase:
        return Mode.PHRASE, "it reaches every bound of phrasing"
    if not short_of_quote:
        return Mode.QUOTE, f"it chooses evidence well enough, but may not phrase: {', '.join(short_of_phrase)}"
    return Mode.EVIDENCE, f"it may not choose evidence: {', '.join(short_of_quote)}"


def _short(figures: Mapping[str, float], needs: Sequence[Need]) -> Iterator[str]:
    for need in needs:
        if figures[need.figure] < need.least:
            yield f"{need.words} {_said(figures[need.figure])} (needs {_said(need.least)})"


def _said(figure: float) -> str:
    return f"{figure:.0%}" if figure <= 1 else f"{figure:g}"


def _passes(reply: Reply, statement: Statement, verify: Verify) -> bool:
    items = [reply.evidence[number - 1] for number in statement.numbers]
    return bool(items) and verify(statement.text, [reading_text(item) for item in items]).ok


def _right(task: Task, statement: Statement) -> bool:
    low = statement.text.casefold()
    return bool(set(statement.numbers) & set(task.gold)) and all(
        any(word in low for word in group) for group in task.right
    )


def _pointers(reply: Reply) -> set[int]:
    return {number for one in reply.statements for number in one.numbers}


def _precision(replies: Sequence[Reply]) -> float:
    answerable = [reply for reply in replies if reply.task.gold]
    return _share([number in reply.task.gold for reply in answerable for number in _pointers(reply)])


def _recall(replies: Sequence[Reply]) -> float:
    return _share([number in _pointers(reply) for reply in replies for number in reply.task.gold])


def _share(held: Sequence[bool]) -> float:
    """The share that holds; 0 of nothing: what a model never did, it has not shown that it can."""
    return round(sum(held) / len(held), 4) if held else 0.0
