"""Measures whether statements about an agreement are judged as annotators judged them (ContractNLI, development set, CC BY 4.0).

Each agreement is read as a text file, each of the 17 statements searched inside it, and what a search brings first given to
the judge of passages; what the passage does that bears most on the statement is the answer: entailed, contradicted, or
neither. Nothing was tuned on this data, and its statements were not looked at when ours were written. Published systems were
trained on its training part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path

from lexassist.evaluation.contractnli import Agreement, Subject, read_into_matter
from lexassist.evaluation.experiment import Experiment, Json, Table, write_experiment
from lexassist.evaluation.measures import Interval, interval
from lexassist.evaluation.subject import public_settings
from lexassist.generation.judging import Judge, Judgement, Says


class Settled(StrEnum):
    """What an agreement does to a statement."""

    ENTAILED = "entailed"
    CONTRADICTED = "contradicted"
    NEITHER = "neither"


_HITS = 8
"""Passages that the judge is given."""
_SAYS = {Says.YES: Settled.ENTAILED, Says.NO: Settled.CONTRADICTED}
_CHOICES = {"Entailment": Settled.ENTAILED, "Contradiction": Settled.CONTRADICTED, "NotMentioned": Settled.NEITHER}
_TOLD = {Settled.ENTAILED: "entailed", Settled.CONTRADICTED: "contradicted", Settled.NEITHER: "not mentioned"}
_PUBLISHED = (
    ("Span NLI BERT-base (trained on ContractNLI)", ".838", ".287"),
    ("Span NLI BERT-large (trained on ContractNLI)", ".875", ".357"),
    ("GPT-4", ".70", ""),
)


def run_statements(assistant: Subject, judge: Judge, agreements: Sequence[Agreement], *, out: Path) -> Path:
    """Judge every statement about every agreement; write ``out/contractnli-statements.json`` and give that file."""
    matter, ids = read_into_matter(assistant, agreements)
    gold: list[Settled] = []
    said: list[Settled] = []
    groups: list[int] = []
    for number, (document, agreement) in enumerate(zip(ids, agreements, strict=True)):
        for stated in agreement.stated:
            search = assistant.search(matter, stated.statement, k=_HITS, document=document)
            judged = judge.judge(stated.statement, [hit.chunk.encoded for hit in search.hits])
            said.append(_settled(judged))
            gold.append(_CHOICES[stated.choice])
            groups.append(number)
    accuracy = interval([float(a is b) for a, b in zip(said, gold, strict=True)], groups)
    scores = {each: _scores(said, gold, each) for each in Settled}
    most = max(gold.count(each) for each in Settled) / len(gold)
    experiment = Experiment(
        name="contractnli-statements",
        command="python -m benchmarks.statements --data DIR",
        seed=0,
        settings=public_settings(assistant.settings, "retrieval"),
        contracts=(),
        figures=_figures(accuracy, scores, most),
        tables=(_summary(accuracy, scores, most, len(agreements)), _by_answer(scores)),
        notes=(
            "Published figures are of the test set, and of systems trained on ContractNLI's training part or, for GPT-4, prompted; "
            "ours was trained on statements and questions about passages of commercial contracts and of invented ones, and is measured on the "
            "development set.",
        ),
    )
    return write_experiment(experiment, out)


def _settled(judged: Sequence[Judgement]) -> Settled:
    """What the passage does that bears most on the statement."""
    nearest = max(judged, key=lambda one: one.bears, default=None)
    return Settled.NEITHER if nearest is None else _SAYS.get(nearest.says, Settled.NEITHER)


def _scores(said: Sequence[Settled], gold: Sequence[Settled], each: Settled) -> tuple[int, float, float, float]:
    """How many there are, precision, recall, and their harmonic mean (F1)."""
    right = sum(a is b is each for a, b in zip(said, gold, strict=True))
    precision = right / max(1, said.count(each))
    recall = right / max(1, gold.count(each))
    return gold.count(each), precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _figures(
    accuracy: Interval, scores: dict[Settled, tuple[int, float, float, float]], most: float
) -> dict[str, Json]:
    return {
        "accuracy": asdict(accuracy),
        "always_the_commonest": most,
        "answers": {each.value: list(score) for each, score in scores.items()},
    }


def _summary(
    accuracy: Interval, scores: dict[Settled, tuple[int, float, float, float]], most: float, agreements: int
) -> Table:
    ours = f"{accuracy.mean:.3f} ({accuracy.low:.3f}–{accuracy.high:.3f})".replace("0.", ".")
    contradiction = f"{scores[Settled.CONTRADICTED][3]:.3f}".lstrip("0")
    rows = (
        ("LexAssist", ours, contradiction),
        ("always the commonest answer", f"{most:.3f}".lstrip("0"), ".000"),
        *_PUBLISHED,
    )
    statements = sum(score[0] for score in scores.values())
    return Table(
        f"{statements} statements about {agreements} agreements", ("system", "accuracy", "F1 of contradictions"), rows
    )


def _by_answer(scores: dict[Settled, tuple[int, float, float, float]]) -> Table:
    rows = tuple(
        (_TOLD[each], str(n), f"{100 * precision:.1f}", f"{100 * recall:.1f}", f"{f1:.3f}".lstrip("0"))
        for each, (n, precision, recall, f1) in scores.items()
    )
    return Table("LexAssist by answer", ("answer", "statements", "precision, %", "recall, %", "F1"), rows)
