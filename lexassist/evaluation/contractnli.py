"""Measures how early the evidence for a statement about an agreement comes (ContractNLI, CC BY 4.0, development set).

The data: agreements as plain text, divided into spans (sentences, items of lists), and 17 statements, each entailed by an
agreement, contradicted by it, or not mentioned. Where it is entailed or contradicted, annotators marked the spans that show
it. The statement is the query, searched inside its agreement; what is ranked are the data's spans: recall at 8 of them, and
mean average precision over all.

LexAssist reads each agreement as a text file and ranks sentences of its own. A span of the data stands where the sentence
that shares most characters with it stands; spans in one sentence in the order of the text; spans in no sentence that was
found come last. Rivals score the bare spans. Nothing was tuned on this data.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import UsageError
from lexassist.evaluation.alignment import Transcription, align
from lexassist.evaluation.experiment import Experiment, Json, Table, file_id, write_experiment
from lexassist.evaluation.measures import Interval, interval
from lexassist.evaluation.rankings import MakeRanker, average_precision, best_first, recall_at
from lexassist.evaluation.subject import Reader, evaluation_matter, public_settings
from lexassist.generation.sentence_order import RankedSentence, spans_in_order
from lexassist.types import Document, DocumentId, Search, Span

KS = (1, 5, 8, 10)
NAME = "LexAssist"
_HITS = 1000
"""Chunks searched for: all of an agreement, since the mean average precision ranks every span."""


class Subject(Reader, Protocol):
    """What is measured: the part of the assistant that reads, searches and orders sentences."""

    def document(self, matter: str, document: DocumentId, /) -> Document:
        """One document, whole."""
        ...

    def search(self, matter: str, query: str, /, *, k: int, document: DocumentId | None = None) -> Search:
        """The best hits of a matter."""
        ...

    def sentences(self, matter: str, search: Search, /) -> tuple[RankedSentence, ...]:
        """The sentences of the hits, best first."""
        ...


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Annotation(_Row):
    choice: str
    spans: tuple[int, ...]


class _Annotations(_Row):
    annotations: dict[str, _Annotation]


class _Agreement(_Row):
    text: str
    spans: tuple[tuple[int, int], ...]
    annotation_sets: tuple[_Annotations, ...]


class _Label(_Row):
    hypothesis: str


class _Dataset(_Row):
    documents: tuple[_Agreement, ...]
    labels: dict[str, _Label]


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement and the places, among the agreement's spans, of its evidence."""

    statement: str
    gold: frozenset[int]


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement, and what the agreement does to it: "Entailment", "Contradiction" or "NotMentioned"."""

    statement: str
    choice: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement of the data: its text, its spans, the statements with evidence, and all statements."""

    text: str
    spans: tuple[Span, ...]
    pairs: tuple[Pair, ...]
    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """One system's figures: means over pairs with 95 % intervals by agreement. ``recall`` is by k."""

    recall: Mapping[int, Interval]
    precision: Interval

    def json(self) -> dict[str, Json]:
        """The figures as they are written to a result file."""
        recall: dict[str, Json] = {str(k): asdict(value) for k, value in self.recall.items()}
        return {"recall": recall, "mean_average_precision": asdict(self.precision)}


Orders = tuple[tuple[int, ...], ...]
"""For each pair, in the order of the agreements and of their pairs: the places of the spans, best first."""


def read_agreements(data: Path) -> tuple[Agreement, ...]:
    """The agreements of ``data/dev.json`` (or ``data/contractnli/dev.json``), in its order.

    Raises:
        UsageError: the file is missing or another one.
    """
    file = next((f for f in (data / "dev.json", data / "contractnli" / "dev.json") if f.is_file()), data / "dev.json")
    try:
        dataset = _Dataset.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError(f"{file} is not ContractNLI's dev set.", remedy="Name the folder that holds it.") from error
    return tuple(_agreement(each, dataset.labels) for each in dataset.documents)


def run_contractnli(
    assistant: Subject, agreements: Sequence[Agreement], rivals: Mapping[str, MakeRanker], *, out: Path
) -> Path:
    """Measure LexAssist and the rivals on the same pairs; write ``out/contractnli.json`` and give that file."""
    orders: dict[str, Orders] = {NAME: rank_ours(assistant, agreements)}
    orders |= {name: rank_bare(agreements, make) for name, make in rivals.items()}
    figures = {name: measure(agreements, each) for name, each in orders.items()}
    experiment = Experiment(
        name="contractnli",
        command="python -m benchmarks.inside --data DIR --model DIR",
        seed=0,
        settings=public_settings(assistant.settings, "retrieval"),
        contracts=(),
        figures={name: each.json() for name, each in figures.items()},
        tables=(_table(agreements, figures),),
        notes=tuple(
            f"Recall at 8 less that of {rival}, pair by pair: {_gain(agreements, orders[NAME], orders[rival])}."
            for rival in rivals
        ),
    )
    return write_experiment(experiment, out)


def rank_ours(assistant: Subject, agreements: Sequence[Agreement]) -> Orders:
    """The data's spans in the order in which LexAssist's sentences bring them, for every pair."""
    matter, ids = read_into_matter(assistant, agreements)
    return tuple(
        order
        for document, agreement in zip(ids, agreements, strict=True)
        for order in _orders(assistant, matter, document, agreement)
    )


def read_into_matter(assistant: Reader, agreements: Sequence[Agreement]) -> tuple[str, tuple[DocumentId, ...]]:
    """The matter into which the agreements were read as text files, and their ids there, in order."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"agreement-{number:03d}.txt" for number in range(1, len(agreements) + 1)]
        for file, agreement in zip(files, agreements, strict=True):
            file.write_bytes(agreement.text.encode())
        ids = [DocumentId(file_id(file)) for file in files]
        matter = evaluation_matter(assistant, ids)
        failed = [outcome.file for outcome in assistant.ingest(matter, files) if not outcome.status.kept]
    if failed:
        raise UsageError(f"{len(failed)} agreements could not be read.", remedy="Read one by hand to see why.")
    return matter, tuple(ids)


def rank_bare(agreements: Sequence[Agreement], make: MakeRanker) -> Orders:
    """The data's spans in the order of a rival's scores for their words, for every pair."""
    orders: list[tuple[int, ...]] = []
    for agreement in agreements:
        ranker = make([agreement.text[span.start : span.end] for span in agreement.spans])
        orders += [tuple(best_first(ranker.scores(pair.statement))) for pair in agreement.pairs]
    return tuple(orders)


def measure(agreements: Sequence[Agreement], orders: Orders) -> Figures:
    """The figures of one system's orders."""
    groups = _groups(agreements)
    golds = [pair.gold for agreement in agreements for pair in agreement.pairs]
    pairs = list(zip(orders, golds, strict=True))
    recall = {k: interval([recall_at(order, gold, k) for order, gold in pairs], groups) for k in KS}
    return Figures(recall, interval([average_precision(order, gold) for order, gold in pairs], groups))


def order_of(spans: Sequence[Sequence[Span]], delivered: Sequence[Span]) -> tuple[int, ...]:
    """The places of ``spans`` in the order in which ``delivered`` brings them.

    Each of ``spans`` is given as its parts in the text that was read, () where it was lost; it stands where the delivered
    span stands that shares most characters with it.
    """
    ranks: list[float] = []
    for parts in spans:
        shared = [sum(part.overlap(span) for part in parts) for span in delivered]
        most = max(shared, default=0)
        ranks.append(shared.index(most) if most else math.inf)
    return tuple(sorted(range(len(spans)), key=lambda place: (ranks[place], place)))


def _orders(assistant: Subject, matter: str, document: DocumentId, agreement: Agreement) -> Iterator[tuple[int, ...]]:
    source, target = Transcription(agreement.text), Transcription(assistant.document(matter, document).text)
    spans = [align(span, source, target).spans for span in agreement.spans]
    for pair in agreement.pairs:
        search = assistant.search(matter, pair.statement, k=_HITS, document=document)
        delivered = [span for _, span in spans_in_order(assistant.sentences(matter, search))]
        yield order_of(spans, delivered)


def _agreement(row: _Agreement, labels: Mapping[str, _Label]) -> Agreement:
    # An empty span is nobody's evidence and has no characters to be found by.
    kept = {place: Span(*span) for place, span in enumerate(row.spans) if span[0] < span[1]}
    index = {place: number for number, place in enumerate(kept)}
    annotations = row.annotation_sets[0].annotations
    pairs = (
        Pair(labels[name].hypothesis, frozenset(index[place] for place in annotation.spans if place in index))
        for name, annotation in annotations.items()
    )
    stated = tuple(Stated(labels[name].hypothesis, annotation.choice) for name, annotation in annotations.items())
    return Agreement(row.text, tuple(kept.values()), tuple(pair for pair in pairs if pair.gold), stated)


def _groups(agreements: Sequence[Agreement]) -> list[int]:
    return [number for number, agreement in enumerate(agreements) for _ in agreement.pairs]


def _gain(agreements: Sequence[Agreement], ours: Orders, theirs: Orders) -> str:
    golds = [pair.gold for agreement in agreements for pair in agreement.pairs]
    gains = [recall_at(a, gold, 8) - recall_at(b, gold, 8) for a, b, gold in zip(ours, theirs, golds, strict=True)]
    gain = interval(gains, _groups(agreements))
    return f"{100 * gain.mean:+.1f} points ({100 * gain.low:+.1f} to {100 * gain.high:+.1f})"


def _table(agreements: Sequence[Agreement], figures: Mapping[str, Figures]) -> Table:
    columns = ("system", *(f"recall at {k}, %" for k in KS), "mean average precision")
    rows = tuple(
        (name, *(_percent(each.recall[k]) for k in KS), _decimal(each.precision)) for name, each in figures.items()
    )
    pairs = sum(len(agreement.pairs) for agreement in agreements)
    return Table(f"{pairs} statements with evidence in {len(agreements)} agreements", columns, rows)


def _percent(value: Interval) -> str:
    return f"{100 * value.mean:.1f} ({100 * value.low:.1f}–{100 * value.high:.1f})"


def _decimal(value: Interval) -> str:
    return f"{value.mean:.3f} ({value.low:.3f}–{value.high:.3f})"
