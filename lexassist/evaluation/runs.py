"""Runs of queries, whoever answered them, and their figures.

A :class:`Run` is one query with what a system retrieved for it, best first, and where the gold stands in the text that
this system searched. LexAssist and its rivals are scored by the same code on the same gold. A figure at k comes from the
first k of one ranking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from lexassist.evaluation.alignment import How, Transcription, align
from lexassist.evaluation.cuad import Question
from lexassist.evaluation.experiment import Json, Table
from lexassist.evaluation.measures import Interval, Place, Score, interval, percentile, score
from lexassist.types import Span


@dataclass(frozen=True, slots=True)
class Gold:
    """Where a question's gold stands in the text that was searched; ``missing`` of its characters stand nowhere."""

    places: tuple[Place, ...]
    missing: int
    found: tuple[How, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One query: what was retrieved, best first, and what should have been. ``seconds`` is wall time of the query."""

    contract: str
    category: str
    retrieved: tuple[Place, ...]
    gold: Gold
    seconds: float


@dataclass(frozen=True, slots=True)
class AtK:
    """The figures at one k: means over queries with 95 % intervals by contract."""

    k: int
    precision: Interval
    recall: Interval
    characters: Interval


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one system. Shares are 0 to 1; ``wrong_document`` is that of the first place retrieved."""

    queries: int
    contracts: int
    at: tuple[AtK, ...]
    wrong_document: Interval
    seconds_median: float
    seconds_p95: float
    gold: Mapping[str, int]

    def json(self) -> dict[str, Json]:
        """The figures as they are written to a result file."""
        return {**asdict(self), "gold": dict(self.gold)}


def place_gold(question: Question, source: Transcription, target: Transcription | None, document: str) -> Gold:
    """The question's gold as places in ``target``, the text of ``document``; None says that it could not be read."""
    places: list[Place] = []
    found: list[How] = []
    missing = 0
    for span in question.gold:
        aligned = align(span, source, target) if target is not None else None
        found.append(aligned.how if aligned else How.ABSENT)
        places.extend(Place(document, place) for place in (aligned.spans if aligned else ()))
        missing += 0 if aligned and aligned.spans else _solid(span, source)
    return Gold(tuple(places), missing, tuple(found))


def summarise(runs: Sequence[Run], ks: Sequence[int], *, seed: int) -> Figures:
    """The figures of the runs. Raises ValueError when there are none."""
    contracts = [run.contract for run in runs]
    wrong = [0.0 if run.retrieved and run.retrieved[0].document == run.contract else 1.0 for run in runs]
    seconds = [run.seconds for run in runs]
    return Figures(
        queries=len(runs),
        contracts=len(set(contracts)),
        at=tuple(_at(runs, k, seed=seed) for k in ks),
        wrong_document=interval(wrong, contracts, seed=seed),
        seconds_median=percentile(seconds, 0.5),
        seconds_p95=percentile(seconds, 0.95),
        gold=Counter(how.value for run in runs for how in run.gold.found),
    )


def score_at(run: Run, k: int) -> Score:
    """One run's score when its first ``k`` places are read."""
    return score(run.retrieved[:k], run.gold.places, missing=run.gold.missing)


def compare(ours: Sequence[Run], theirs: Sequence[Run], k: int, *, seed: int) -> Interval:
    """Recall at ``k`` of ours less theirs, query by query. Raises ValueError when they do not answer the same queries."""
    if [(run.contract, run.category) for run in ours] != [(run.contract, run.category) for run in theirs]:
        raise ValueError("two systems are compared on the same queries in the same order")
    gains = [score_at(a, k).recall - score_at(b, k).recall for a, b in zip(ours, theirs, strict=True)]
    return interval(gains, [run.contract for run in ours], seed=seed)


def by_category(runs: Sequence[Run], k: int) -> dict[str, Json]:
    """Mean recall at ``k`` by category, lowest first: where to look next."""
    recalls: dict[str, list[float]] = {}
    for run in runs:
        recalls.setdefault(run.category, []).append(score_at(run, k).recall)
    means = {category: sum(values) / len(values) for category, values in recalls.items()}
    return {
        category: {"queries": len(recalls[category]), f"recall_at_{k}": round(means[category], 4)}
        for category in sorted(means, key=means.__getitem__)
    }


def table(title: str, systems: Mapping[str, Figures]) -> Table:
    """The figures of one or more systems, a row a system and k."""
    rows = [
        (name, str(at.k), _percent(at.precision), _percent(at.recall), f"{at.characters.mean:,.0f}")
        for name, figures in systems.items()
        for at in figures.at
    ]
    return Table(title, ("system", "k", "precision", "recall", "characters read"), tuple(rows))


def aligned_share(gold: Mapping[str, int]) -> float:
    """The part of gold spans that stand somewhere in the text that was searched."""
    return 1 - gold.get(How.ABSENT.value, 0) / max(1, sum(gold.values()))


def _at(runs: Sequence[Run], k: int, *, seed: int) -> AtK:
    scores = [score_at(run, k) for run in runs]
    contracts = [run.contract for run in runs]

    def mean(value: Callable[[Score], float]) -> Interval:
        return interval([value(each) for each in scores], contracts, seed=seed)

    return AtK(
        k=k,
        precision=mean(lambda each: each.precision),
        recall=mean(lambda each: each.recall),
        characters=mean(lambda each: each.characters),
    )


def _percent(value: Interval) -> str:
    return f"{100 * value.mean:.1f} ({100 * value.low:.1f}–{100 * value.high:.1f})"


def _solid(span: Span, source: Transcription) -> int:
    """The span's length with runs of white space counted as one: the padding of a TXT is not lost text."""
    return max(1, len(" ".join(source.text[span.start : span.end].split())))
