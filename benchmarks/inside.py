"""What was not tuned on: evidence inside an agreement (ContractNLI), and clauses for a drafting lawyer's query (ACORD).

::

    python -m benchmarks.inside --data DIR --model DIR [--only contractnli|acord] [--limit N]

``--data`` holds ``contractnli/dev.json`` and ``acord/`` (BEIR's layout), ``--model`` is the sentence-transformers folder of
all-MiniLM-L6-v2, the plain rival; LexAssist runs as it is installed, with the encoder of its settings. Writes
``results/contractnli.json`` and ``results/acord.json`` and prints the tables as Markdown. With ``--limit`` only the first
so many agreements, and graded clauses of so many queries, are taken, and nothing is written.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks.rivals import make_rivals
from lexassist.assistant import Assistant, open_assistant
from lexassist.errors import LexAssistError
from lexassist.evaluation.acord import Collection, read_collection, run_acord
from lexassist.evaluation.contractnli import read_agreements, run_contractnli
from lexassist.evaluation.experiment import read_experiment
from lexassist.evaluation.rankings import MakeRanker
from lexassist.evaluation.tables import render_result
from lexassist.parsing.reading import read_document
from lexassist.retrieval.text_ranker import TextRanker

_TASKS = ("contractnli", "acord")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inside", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with contractnli/ and acord/")
    parser.add_argument("--model", type=Path, required=True, help="sentence-transformers folder of all-MiniLM-L6-v2")
    parser.add_argument("--only", choices=_TASKS, help="one of the two")
    parser.add_argument("--limit", type=int, default=None, help="a small part only, nothing is written")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result files")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder, open_assistant(purpose="a benchmark") as assistant:
            out = options.out if options.limit is None else Path(folder)
            rivals = make_rivals(options.model)
            for task in (options.only,) if options.only else _TASKS:
                file = _RUN[task](assistant, options.data, rivals, out, options.limit)
                print(render_result(read_experiment(file)), flush=True)
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def cut(text: str) -> tuple[str, ...]:
    """The pieces that a search would find: the chunks of the text, read as a text file."""
    return tuple(chunk.text for chunk in read_document(text.encode(), "clause.txt").chunks)


def first_queries(collection: Collection, limit: int | None) -> Collection:
    """The collection with its first ``limit`` queries and the clauses that somebody graded for them; all for None."""
    if limit is None:
        return collection
    queries = collection.queries[:limit]
    kept = {place: number for number, place in enumerate(sorted({p for query in queries for p in query.grades}))}
    fewer = [type(q)(q.text, q.part, {kept[place]: grade for place, grade in q.grades.items()}) for q in queries]
    return Collection(tuple(collection.clauses[place] for place in kept), tuple(fewer))


def _contractnli(
    assistant: Assistant, data: Path, rivals: Mapping[str, MakeRanker], out: Path, limit: int | None
) -> Path:
    return run_contractnli(assistant, read_agreements(data)[:limit], rivals, out=out)


def _acord(assistant: Assistant, data: Path, rivals: Mapping[str, MakeRanker], out: Path, limit: int | None) -> Path:
    ours = partial(TextRanker, assistant.encoder(), ranking=assistant.ranking())
    return run_acord(first_queries(read_collection(data), limit), ours, cut, rivals, out=out)


_RUN = {"contractnli": _contractnli, "acord": _acord}

if __name__ == "__main__":
    sys.exit(main())
