"""How often a told fault of drafting is one, on contracts from public filings, judged by hand.

::

    python -m benchmarks.drafting --data DIR [--contracts 40] [--seed 7] [--sample 16] [--show]

Held-out contracts are read and checked; of each kind of fault a sample is drawn by ``seed``. ``--show`` prints it with the
words around each place, for whoever judges. A judgement is a line of ``results/drafting-judgements.jsonl``: the file's id, the
kind, where its first place starts, and whether a lawyer would call it a fault (true, false). No word of a contract is in it.
Writes ``results/drafting.json`` with the share of true ones among those judged, and how many are not judged yet.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lexassist.assistant import Assistant, open_assistant
from lexassist.errors import LexAssistError
from lexassist.evaluation.cuad import Contract, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Table, file_id, read_experiment, write_experiment
from lexassist.evaluation.retrieval import ingest
from lexassist.evaluation.subject import evaluation_matter
from lexassist.evaluation.tables import render_result
from lexassist.review.defects import find_defects
from lexassist.types import Defect, DefectKind, Document, DocumentId

_JUDGEMENTS = Path("results/drafting-judgements.jsonl")
_AROUND = 90

Key = tuple[str, str, int]
"""The file's id, the kind, and where its first place starts (-1 for the whole file)."""


@dataclass(frozen=True, slots=True)
class Told:
    """A defect with the document that it is told of."""

    document: Document
    defect: Defect

    @property
    def key(self) -> Key:
        """By which its judgement is found."""
        places = self.defect.citations
        return str(self.document.id), self.defect.kind.value, places[0].span.start if places else -1


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, sample, look judgements up, and write the figures; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drafting", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with CUAD")
    parser.add_argument("--contracts", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sample", type=int, default=16, help="of each kind")
    parser.add_argument("--show", action="store_true", help="print the sample for whoever judges it")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    try:
        chosen = pick(read_contracts(options.data), options.contracts, seed=options.seed)
        with open_assistant(purpose="python -m benchmarks.drafting") as assistant:
            told = tuple(_told(assistant, chosen))
        sample = draw(told, options.sample, seed=options.seed)
        if options.show:
            for each in sample:
                print(_shown(each))
        experiment = _experiment(told, sample, read_judgements(_JUDGEMENTS), options)
        print(render_result(read_experiment(write_experiment(experiment, options.out))))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def draw(told: Sequence[Told], count: int, *, seed: int) -> tuple[Told, ...]:
    """At most ``count`` of each kind, by kind."""
    by_kind: dict[DefectKind, list[Told]] = defaultdict(list)
    for each in told:
        by_kind[each.defect.kind].append(each)
    sample: list[Told] = []
    for kind in DefectKind:
        random.Random(seed).shuffle(by_kind[kind])
        sample += by_kind[kind][:count]
    return tuple(sample)


def read_judgements(file: Path) -> Mapping[Key, bool]:
    """Who has judged what; empty where nobody has yet."""
    if not file.is_file():
        return {}
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {(row["file"], row["kind"], row["start"]): bool(row["fault"]) for row in rows}


def _told(assistant: Assistant, contracts: Sequence[Contract]) -> Iterator[Told]:
    matter = evaluation_matter(assistant, [file_id(contract.pdf) for contract in contracts])
    ingest(assistant, matter, contracts)
    for contract in contracts:
        document = DocumentId(file_id(contract.pdf))
        whole = assistant.whole(matter, document)
        for defect in find_defects(whole, assistant.values(matter, document)):
            yield Told(whole.document, defect)


def _shown(told: Told) -> str:
    text = told.document.text
    places = [
        f"    {c.label}: {text[max(0, c.span.start - _AROUND) : c.span.end + _AROUND]!r}"
        for c in told.defect.citations[:2]
    ]
    return "\n".join([json.dumps(told.key), f"  {told.defect.kind.value}: {told.defect.message}", *places])


def _experiment(
    told: Sequence[Told], sample: Sequence[Told], judgements: Mapping[Key, bool], options: argparse.Namespace
) -> Experiment:
    rows = []
    for kind in DefectKind:
        every = sum(each.defect.kind is kind for each in told)
        judged = [judgements[e.key] for e in sample if e.defect.kind is kind and e.key in judgements]
        right = f"{sum(judged)} of {len(judged)}" if judged else "–"
        rows.append((kind.value.replace("_", " "), str(every), right))
    judged = [judgements[each.key] for each in sample if each.key in judgements]
    rows.append(("all", str(len(told)), f"{sum(judged)} of {len(judged)}"))
    return Experiment(
        name="drafting",
        command=f"python -m benchmarks.drafting --data DIR --contracts {options.contracts} --seed {options.seed} "
        f"--sample {options.sample}",
        seed=options.seed,
        settings={},
        contracts=tuple(sorted({str(each.document.id) for each in told})),
        figures={"told": len(told), "sampled": len(sample), "judged": len(judged), "right": sum(judged)},
        tables=(
            Table(
                f"Faults told of {options.contracts} held-out contracts",
                ("kind", "told", "right, of those judged"),
                tuple(rows),
            ),
        ),
        notes=(f"{len(sample) - len(judged)} of the sample of {len(sample)} are not judged.",),
    )


if __name__ == "__main__":
    sys.exit(main())
