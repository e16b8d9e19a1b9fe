"""How often the words of a question find the contract that is meant.

::

    python -m benchmarks.routing --data DIR [--seed 7]

All contracts of CUAD stand in one matter, and once more in matters of 20, as a lawyer has them. Asked are LegalBench-RAG's
questions, which cite the contract whole; questions that name it in a lawyer's words (:mod:`benchmarks.namings`), of held-out
contracts only; and questions that name none, for which everything must be searched. Only the files' names, titles and
openings are read: nothing is encoded. Writes ``results/routing.json`` and prints the tables as Markdown.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.namings import Named, name_contract, questions_without_names, read_notes
from lexassist.errors import LexAssistError
from lexassist.evaluation.cuad import Contract, Part, part_of, read_contracts
from lexassist.evaluation.experiment import Experiment, Json, Table, file_id, read_experiment, write_experiment
from lexassist.evaluation.measures import interval, percentile
from lexassist.evaluation.tables import render_result
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.retrieval.routing import OPENING, Names, collect_names, route
from lexassist.settings import ReadingSettings
from lexassist.types import DocumentCard, DocumentId, ReadStatus, Routing

_SMALL = 20
_COLUMNS = (
    "questions",
    "n",
    "right alone, %",
    "right among those searched, %",
    "wrong, %",
    "none named, %",
    "searched",
)
_MANY = 1000
_ALL_FORMS = "in a lawyer's words, all forms"


@dataclass(frozen=True, slots=True)
class Known:
    """A contract as routing knows it."""

    contract: Contract
    card: DocumentCard
    opening: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was routed. ``searched`` is how many documents; ``named`` whether it was found to name any."""

    contract: str
    alone: bool
    among: bool
    named: bool
    searched: int
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask everything; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with CUAD and its retrieval questions")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rewordings", type=Path, default=Path("corpora/rewordings.jsonl"))
    parser.add_argument("--part", type=Part, default=Part.HELD_OUT, choices=list(Part))
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    try:
        contracts = read_contracts(options.data)
        experiment = measure(_read(contracts), _rewordings(options.rewordings), seed=options.seed, part=options.part)
        print(render_result(read_experiment(write_experiment(experiment, options.out))))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def _read(contracts: Sequence[Contract]) -> tuple[Known, ...]:
    """The title and opening of each contract, read as in ingestion, but for scanned pages."""
    known = []
    with Readers(ReadingSettings(ocr=False)) as readers:
        for contract in contracts:
            document = readers.read(contract.pdf, source=contract.pdf.name).document
            if document is not None:
                card = DocumentCard(document.id, document.title, document.source, 1, 1, ReadStatus.INDEXED)
                known.append(Known(contract, card, document.text[:OPENING]))
    return tuple(known)


def _rewordings(file: Path) -> tuple[str, ...]:
    if not file.is_file():
        return ()
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(question for row in rows for question in row["rewordings"])


def measure(known: Sequence[Known], rewordings: Sequence[str], *, seed: int, part: Part) -> Experiment:
    """Route every question, in one matter of all and in small ones."""
    names = _names(known)
    in_part = {one.contract.name for one in known if part_of(one.contract) is part}
    small = _small_matters(known, in_part, seed)
    natural = _by_form(known, in_part)
    cited = _ask(((one, query.query) for one in known for query in one.contract.questions), names)
    whole = {form: _ask(((one, named.question) for one, named in asked), names) for form, asked in natural.items()}
    rows = {
        f"citing the contract whole, all {len(known)} contracts": cited,
        f"citing the contract whole, {part.value}": [asked for asked in cited if asked.contract in in_part],
        **whole,
    }
    rows_small = {form: _ask_small(asked, small) for form, asked in natural.items()}
    plain = questions_without_names([q.query for one in known for q in one.contract.questions], rewordings)
    seconds = [asked.seconds for asked in (*cited, *whole[_ALL_FORMS])]
    matters = len({id(one) for one in small.values()})
    return Experiment(
        name="routing",
        command=f"python -m benchmarks.routing --data DIR --seed {seed}",
        seed=seed,
        settings={"part": part.value, "opening_characters": OPENING, "small_matter": _SMALL},
        contracts=tuple(file_id(one.contract.pdf) for one in known),
        figures={"all": _figures(rows), "small": _figures(rows_small), "milliseconds": _milliseconds(seconds)},
        tables=(
            _table(f"{len(known)} contracts in one matter", rows),
            _table(f"The same questions in {matters} matters of {_SMALL} contracts", rows_small),
            _plain_table(plain, names, small),
        ),
        notes=(*_speed(seconds, known, names),),
    )


def _by_form(known: Sequence[Known], in_part: set[str]) -> dict[str, list[tuple[Known, Named]]]:
    """The questions in a lawyer's words about the contracts in ``in_part``: all, and those of each form."""
    notes = read_notes(known[0].contract.pdf.parents[1] / "labels.jsonl")
    asked = [(one, n) for one in known if one.contract.name in in_part for n in name_contract(notes[one.contract.name])]
    forms: dict[str, list[tuple[Known, Named]]] = defaultdict(list, {_ALL_FORMS: asked})
    for one, named in asked:
        forms[named.form].append((one, named))
    return dict(forms)


def _names(known: Sequence[Known]) -> Names:
    return collect_names([one.card for one in known], {one.card.id: one.opening for one in known})


def _small_matters(known: Sequence[Known], among: set[str], seed: int) -> Mapping[str, Names]:
    """For each contract of ``among`` the names of the small matter in which it stands; the last, smaller one is left out."""
    drawn = [one for one in known if one.contract.name in among]
    random.Random(seed).shuffle(drawn)
    matters: dict[str, Names] = {}
    for start in range(0, len(drawn) - _SMALL + 1, _SMALL):
        group = drawn[start : start + _SMALL]
        names = _names(group)
        matters |= {one.contract.name: names for one in group}
    return matters


def _ask(questions: Iterator[tuple[Known, str]], names: Names) -> list[Asked]:
    return [_asked(one, question, names) for one, question in questions]


def _ask_small(questions: Sequence[tuple[Known, Named]], small: Mapping[str, Names]) -> list[Asked]:
    return [_asked(one, n.question, small[n.contract]) for one, n in questions if n.contract in small]


def _asked(one: Known, question: str, names: Names) -> Asked:
    started = time.perf_counter()
    found = route(question, names)
    seconds = time.perf_counter() - started
    searched = len(found.documents) or len(names.documents)
    alone = found.documents == (one.card.id,)
    return Asked(one.contract.name, alone, one.card.id in found.documents, bool(found.documents), searched, seconds)


def _shares(asked: Sequence[Asked]) -> dict[str, float]:
    wrong = [one.named and not one.among for one in asked]
    return {
        "alone": sum(one.alone for one in asked) / len(asked),
        "among": sum(one.among for one in asked) / len(asked),
        "wrong": sum(wrong) / len(asked),
        "none": sum(not one.named for one in asked) / len(asked),
        "searched": sum(one.searched for one in asked if one.named) / max(1, sum(one.named for one in asked)),
    }


def _figures(rows: Mapping[str, Sequence[Asked]]) -> Json:
    return {name: {"questions": len(asked), **_shares(asked)} for name, asked in rows.items() if asked}


def _table(title: str, rows: Mapping[str, Sequence[Asked]]) -> Table:
    return Table(title, _COLUMNS, tuple(_row(name, asked) for name, asked in rows.items() if asked))


def _row(name: str, asked: Sequence[Asked]) -> tuple[str, ...]:
    shares, contracts = _shares(asked), [one.contract for one in asked]
    alone = interval([100.0 * one.alone for one in asked], contracts)
    among = interval([100.0 * one.among for one in asked], contracts)
    brackets = (f"{each.mean:.1f} ({each.low:.1f}–{each.high:.1f})" for each in (alone, among))
    rest = (f"{100 * shares['wrong']:.1f}", f"{100 * shares['none']:.1f}", f"{shares['searched']:.1f}")
    return (name, f"{len(asked):,}", *brackets, *rest)


def _plain_table(questions: Sequence[str], names: Names, small: Mapping[str, Names]) -> Table:
    """Of the questions that name none, how many are asked of everything."""
    matters = {id(one): one for one in small.values()}.values()
    rows = []
    for title, every in (("in one matter", (names,)), (f"in matters of {_SMALL}", tuple(matters))):
        found: list[Routing] = [route(question, one) for one in every for question in questions]
        whole = sum(not one.documents for one in found)
        rows.append((title, f"{len(found):,}", f"{100 * whole / max(1, len(found)):.1f}"))
    return Table("Questions that name no contract", ("asked", "n", "everything searched, %"), tuple(rows))


def _milliseconds(seconds: Sequence[float]) -> Json:
    return {"median": 1000 * percentile(seconds, 0.5), "p95": 1000 * percentile(seconds, 0.95)}


def _speed(seconds: Sequence[float], known: Sequence[Known], names: Names) -> Iterator[str]:
    """How long a question takes here, and among a thousand contracts: these, as often as it takes."""
    copies = [
        replace(one, card=replace(one.card, id=DocumentId(f"{one.card.id}-{turn}")))
        for turn in range(1 + _MANY // len(known))
        for one in known
    ][:_MANY]
    started = time.perf_counter()
    many = _names(copies)
    collected = time.perf_counter() - started
    longer = [a.seconds for a in _ask(((one, q.query) for one in known for q in one.contract.questions[:1]), many)]
    for number, taken in ((len(names.documents), seconds), (_MANY, longer)):
        middle, late = (1000 * percentile(taken, share) for share in (0.5, 0.95))
        yield f"Among {number:,} contracts a question is routed in {middle:.1f} ms (median; 95 % within {late:.1f} ms)."
    yield f"The names of {_MANY:,} contracts are collected in {collected:.1f} s, once for each change of the matter."


if __name__ == "__main__":
    sys.exit(main())
