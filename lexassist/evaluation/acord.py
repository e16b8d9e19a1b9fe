"""Measures how well clauses are ranked for what a drafting lawyer asks for (ACORD, The Atticus Project, CC BY 4.0).

The data, in BEIR's layout: clauses, short queries ("cap on liability with carve-outs"), and lawyers' grades from 0 to 4.
Of each query the clauses are ranked that somebody graded for it (some 430 or 1,320, most of them 0): the others may answer it
as well, nobody has looked (condensed lists; Sakai 2007). The figures are NDCG at 5 and at 10 with the grades as gains. Few
queries make wide intervals: the training part is measured too, and named, for nothing was trained or tuned on either.

It does not build what it measures: a system is given as a function from texts to a ranker, and ``cut`` says into which
pieces LexAssist parts a clause; a clause stands where its best piece stands.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lexassist.errors import UsageError
from lexassist.evaluation.experiment import Experiment, Json, Table, write_experiment
from lexassist.evaluation.measures import Interval, interval
from lexassist.evaluation.rankings import MakeRanker, Ranker, best_first, ndcg_at

KS = (5, 10)
PARTS = ("valid", "train")
NAME = "LexAssist"
Cut = Callable[[str], Sequence[str]]


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(alias="_id")
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, in which part of the data, and the grades of clauses by their place in the collection."""

    text: str
    part: str
    grades: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Collection:
    """All clauses, and the queries with their grades."""

    clauses: tuple[str, ...]
    queries: tuple[Query, ...]


Figures = Mapping[str, Mapping[int, Interval]]
"""NDCG by part of the data and k."""


def read_collection(data: Path) -> Collection:
    """The collection in ``data``, or in its folder ``acord``.

    A query that has grades but no words in ``queries.jsonl`` is left out, as BEIR's own reader does.

    Raises:
        UsageError: a file is missing, or cannot be understood.
    """
    folder = data if (data / "corpus.jsonl").is_file() else data / "acord"
    try:
        clauses = list(_rows(folder / "corpus.jsonl"))
        words = {row.id: row.text for row in _rows(folder / "queries.jsonl")}
        place = {row.id: number for number, row in enumerate(clauses)}
        queries = [
            Query(words[name], part, {place[clause]: grade for clause, grade in grades.items()})
            for part in PARTS
            for name, grades in _grades(folder / "qrels" / f"{part}.tsv").items()
            if name in words
        ]
    except (OSError, ValidationError, KeyError, ValueError) as error:
        raise UsageError(
            f"{folder} does not hold ACORD ({error}).",
            remedy="Expected there: corpus.jsonl, queries.jsonl, qrels/valid.tsv and qrels/train.tsv (BEIR's layout).",
        ) from error
    return Collection(tuple(row.text for row in clauses), tuple(queries))


def run_acord(
    collection: Collection, ours: MakeRanker, cut: Cut, rivals: Mapping[str, MakeRanker], *, out: Path
) -> Path:
    """Measure LexAssist and the rivals on the same queries; write ``out/acord.json`` and give that file."""
    scores = {NAME: measure(collection, lambda clauses: BestPiece(ours, cut, clauses))}
    scores |= {name: measure(collection, make) for name, make in rivals.items()}
    figures = {name: _figures(collection, each) for name, each in scores.items()}
    experiment = Experiment(
        name="acord",
        command="python -m benchmarks.inside --data DIR --model DIR",
        seed=0,
        settings={},
        contracts=(),
        figures={name: _json(each) for name, each in figures.items()},
        tables=tuple(_table(collection, part, figures) for part in _parts(collection)),
        notes=tuple(_gain(collection, scores[NAME], scores[rival], rival) for rival in rivals),
    )
    return write_experiment(experiment, out)


class BestPiece:
    """Ranks texts by the best of the pieces into which ``cut`` parts each; a text without a piece is one."""

    def __init__(self, make: MakeRanker, cut: Cut, texts: Sequence[str]) -> None:
        pieces = [tuple(cut(text)) or (text,) for text in texts]
        self._owners = [place for place, some in enumerate(pieces) for _ in some]
        self._ranker: Ranker = make([piece for some in pieces for piece in some])
        self._size = len(texts)

    def scores(self, query: str, /) -> list[float]:
        """The score of each text's best piece."""
        best = [float("-inf")] * self._size
        for place, score in zip(self._owners, self._ranker.scores(query), strict=True):
            best[place] = max(best[place], score)
        return best


Scores = tuple[Mapping[int, float], ...]
"""NDCG by k, for each query of the collection."""


def measure(collection: Collection, make: MakeRanker) -> Scores:
    """One system's figures for every query."""
    ranker = make(collection.clauses)
    return tuple(_score(query, ranker) for query in collection.queries)


def _score(query: Query, ranker: Ranker) -> Mapping[int, float]:
    order = best_first(ranker.scores(query.text))
    gains = [float(query.grades[place]) for place in order if place in query.grades]
    return {k: ndcg_at(gains, k) for k in KS}


def _parts(collection: Collection) -> list[str]:
    return [part for part in PARTS if any(query.part == part for query in collection.queries)]


def _of(collection: Collection, part: str, scores: Scores, k: int) -> list[float]:
    return [each[k] for query, each in zip(collection.queries, scores, strict=True) if query.part == part]


def _figures(collection: Collection, scores: Scores) -> Figures:
    return {part: {k: _interval(_of(collection, part, scores, k)) for k in KS} for part in _parts(collection)}


def _interval(values: Sequence[float]) -> Interval:
    """By query: queries share the collection, and are drawn one by one."""
    return interval(values, range(len(values)))


def _gain(collection: Collection, ours: Scores, theirs: Scores, rival: str) -> str:
    gains = []
    for part in _parts(collection):
        for k in KS:
            pairs = zip(_of(collection, part, ours, k), _of(collection, part, theirs, k), strict=True)
            gain = _interval([a - b for a, b in pairs])
            gains.append(f"{part} at {k} {100 * gain.mean:+.1f} ({100 * gain.low:+.1f} to {100 * gain.high:+.1f})")
    return f"NDCG less that of {rival}, query by query, points: {'; '.join(gains)}."


def _json(figures: Figures) -> dict[str, Json]:
    return {part: {str(k): asdict(value) for k, value in each.items()} for part, each in figures.items()}


def _table(collection: Collection, part: str, figures: Mapping[str, Figures]) -> Table:
    queries = sum(query.part == part for query in collection.queries)
    rows = tuple((name, *(_percent(each[part][k]) for k in KS)) for name, each in figures.items())
    title = f"{queries} queries ({part}), clauses graded for each"
    return Table(title, ("system", *(f"NDCG at {k}, %" for k in KS)), rows)


def _percent(value: Interval) -> str:
    return f"{100 * value.mean:.1f} ({100 * value.low:.1f}–{100 * value.high:.1f})"


def _rows(file: Path) -> Iterator[_Row]:
    with file.open(encoding="utf-8") as lines:
        yield from (_Row.model_validate_json(line) for line in lines if line.strip())


def _grades(file: Path) -> Mapping[str, Mapping[str, int]]:
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            grades[row["query-id"]][row["corpus-id"]] = int(row["score"])
    return grades
