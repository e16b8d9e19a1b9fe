"""Measures whether a clause is also found when the question is put in other words.

Tuning on questions that everybody knows can teach a system their wording. So each question of LegalBench-RAG is asked
again in wordings that lawyers might use, written without sight of the contracts and never used to tune anything: the part
that names the contract stays as it is, the question behind it changes. What counts is the difference in recall, question by
question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import UsageError
from lexassist.evaluation.cuad import Contract, Question, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Json, Table, file_id, write_experiment
from lexassist.evaluation.measures import Interval, interval
from lexassist.evaluation.retrieval import KS, Subject, ask, ingest
from lexassist.evaluation.runs import Run, by_category, score_at, summarise, table
from lexassist.evaluation.subject import evaluation_matter, public_settings

Wordings = Mapping[str, tuple[str, ...]]
"""The other wordings of each category's question, the same number for each."""

_AT = 8
"""The k of the difference that has a bar."""
_BAR = 6
"""Points of recall that may be lost."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    category: str
    rewordings: tuple[str, ...]


def read_wordings(file: Path) -> Wordings:
    """The wordings of a file of JSON Lines, ``{"category", "rewordings"}`` each.

    Raises:
        UsageError: it cannot be read or understood, or categories have different numbers of wordings.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        rows = [_Row.model_validate_json(line) for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise UsageError(
            f"{file} cannot be understood as wordings.",
            remedy='Expected a line each: {"category", "rewordings": [...]}.',
        ) from error
    counts = {len(row.rewordings) for row in rows}
    if len(counts) != 1 or not min(counts):
        raise UsageError(
            f"{file} has no wordings, or not as many for each category.", remedy="Give each the same number."
        )
    return {row.category: row.rewordings for row in rows}


def reword(question: Question, wording: str) -> Question:
    """The question with ``wording`` behind the words that name its contract, which end at the last semicolon."""
    named, found, _ = question.query.rpartition(";")
    return replace(question, query=f"{named}{found} {wording}" if found else wording)


def run_rewordings(assistant: Subject, data: Path, wordings: Path, *, contracts: int, seed: int, out: Path) -> Path:
    """Ask the questions of ``contracts`` held-out contracts as they are and in all wordings of the file ``wordings``.

    Writes ``out/retrieval-reworded-N.json`` and gives that file. The matter is that of
    :func:`lexassist.evaluation.retrieval.run_retrieval`, which is read once for both.

    Raises:
        UsageError: the data or the wordings are missing, or a category has none.
    """
    others = read_wordings(wordings)
    chosen = pick(read_contracts(data), contracts, seed=seed)
    versions = [_in_words(chosen, others, index) for index in range(len(next(iter(others.values()))))]
    matter = evaluation_matter(assistant, [file_id(contract.pdf) for contract in chosen])
    ingest(assistant, matter, chosen)
    before = ask(assistant, matter, chosen, k=max(KS))
    after = [ask(assistant, matter, version, k=max(KS)) for version in versions]
    experiment = Experiment(
        name=f"retrieval-reworded-{contracts}",
        command=f"lexassist evaluate retrieval --data DIR --contracts {contracts} --seed {seed} --rewordings {wordings.name}",
        seed=seed,
        settings=public_settings(assistant.settings, "retrieval"),
        contracts=tuple(file_id(contract.pdf) for contract in chosen),
        figures=_figures(before, after, KS, seed),
        tables=(_table(before, after, KS, seed),),
        notes=_notes(before, after, KS, seed),
    )
    return write_experiment(experiment, out)


def lost(before: Sequence[Run], after: Sequence[Sequence[Run]], k: int, *, seed: int) -> Interval:
    """Recall at ``k`` in other words, their mean, less recall as asked: question by question, the interval by contract.

    Raises:
        ValueError: the runs are not of the same questions in the same order.
    """
    asked = [(run.contract, run.category) for run in before]
    if any([(run.contract, run.category) for run in runs] != asked for runs in after):
        raise ValueError("wordings are compared on the same questions in the same order")
    recalls = [[score_at(run, k).recall for run in runs] for runs in after]
    means = [sum(each) / len(each) for each in zip(*recalls, strict=True)]
    changes = [mean - score_at(run, k).recall for mean, run in zip(means, before, strict=True)]
    return interval(changes, [run.contract for run in before], seed=seed)


def _in_words(contracts: Sequence[Contract], wordings: Wordings, index: int) -> tuple[Contract, ...]:
    missing = {q.category for contract in contracts for q in contract.questions} - wordings.keys()
    if missing:
        raise UsageError(f"There are no wordings for {', '.join(sorted(missing))}.", remedy="Add a line for each.")
    return tuple(
        replace(contract, questions=tuple(reword(q, wordings[q.category][index]) for q in contract.questions))
        for contract in contracts
    )


def _table(before: Sequence[Run], after: Sequence[Sequence[Run]], ks: Sequence[int], seed: int) -> Table:
    every = [run for runs in after for run in runs]
    systems = {"as asked": summarise(before, ks, seed=seed), "in other words": summarise(every, ks, seed=seed)}
    contracts = systems["as asked"].contracts
    title = f"{len(before)} questions about {contracts} contracts, each also in {len(after)} other wordings, %"
    return table(title, systems)


def _figures(before: Sequence[Run], after: Sequence[Sequence[Run]], ks: Sequence[int], seed: int) -> dict[str, Json]:
    every = [run for runs in after for run in runs]
    return {
        "as_asked": summarise(before, ks, seed=seed).json(),
        "in_other_words": summarise(every, ks, seed=seed).json(),
        "wordings": [summarise(runs, ks, seed=seed).json() for runs in after],
        "recall_difference": {str(k): asdict(lost(before, after, k, seed=seed)) for k in ks},
        "categories": {"as_asked": by_category(before, _AT), "in_other_words": by_category(every, _AT)},
    }


def _notes(before: Sequence[Run], after: Sequence[Sequence[Run]], ks: Sequence[int], seed: int) -> tuple[str, ...]:
    changes = [f"at {k} {_points(lost(before, after, k, seed=seed))}" for k in ks]
    each = [f"{100 * lost(before, [runs], _AT, seed=seed).mean:+.1f}" for runs in after]
    wrong = [
        sum(not run.retrieved or run.retrieved[0].document != run.contract for run in runs) / len(runs)
        for runs in (before, [run for runs in after for run in runs])
    ]
    return (
        f"Recall in other words less recall as asked, question by question, points: {'; '.join(changes)}. "
        f"Bar: at most {_BAR} points lower at {_AT}.",
        f"The same at {_AT} for each wording by itself: {', '.join(each)}.",
        f"The first place retrieved is in another contract for {100 * wrong[0]:.1f} % of the questions as asked, "
        f"{100 * wrong[1]:.1f} % in other words.",
    )


def _points(change: Interval) -> str:
    return f"{100 * change.mean:+.1f} ({100 * change.low:+.1f} to {100 * change.high:+.1f})"
