"""The verbs that measure."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    pass

from lexassist.cli.frame import AsJson, OutFolder, evaluate_app, open_for, print_result


@evaluate_app.command(name="retrieval")
def evaluate_retrieval(
    data: Annotated[Path, typer.Option("--data", help="Folder of CUAD: pdf/, txt/, *.jsonl.", show_default=False)],
    contracts: Annotated[int, typer.Option(min=1, help="How many held-out contracts.")] = 40,
    seed: Annotated[int, typer.Option(help="Which of them.")] = 7,
    rewordings: Annotated[
        Path | None, typer.Option(help="Also ask in the other words of this JSON Lines file.")
    ] = None,
    out: OutFolder = Path("results"),
    as_json: AsJson = False,
) -> None:
    """How much of the expert's clause is found (LegalBench-RAG method)."""
    from lexassist.evaluation.retrieval import run_retrieval
    from lexassist.evaluation.rewordings import run_rewordings

    with open_for("lexassist evaluate") as assistant:
        if rewordings is None:
            file = run_retrieval(assistant, data, contracts=contracts, seed=seed, out=out).file
        else:
            file = run_rewordings(assistant, data, rewordings, contracts=contracts, seed=seed, out=out)
    print_result(file, as_json=as_json)


@evaluate_app.command(name="lawyers")
def evaluate_lawyers(
    data: Annotated[Path, typer.Option("--data", help="Folder of CUAD: pdf/, txt/, *.jsonl.", show_default=False)],
    contracts: Annotated[int, typer.Option(min=1, help="How many held-out contracts.")] = 40,
    seed: Annotated[int, typer.Option(help="Which of them.")] = 7,
    out: OutFolder = Path("results"),
    as_json: AsJson = False,
) -> None:
    """How often the answer is what lawyers wrote down: 33 yes/no questions and 8 values a contract (CUAD)."""
    from lexassist.evaluation.lawyers import run_lawyers

    with open_for("lexassist evaluate") as assistant:
        file = run_lawyers(assistant, data, contracts=contracts, seed=seed, out=out, tell=_tell)
    print_result(file, as_json=as_json)


_ABOUT_PASSAGES = Path("corpora/passage-questions.jsonl")
"""Questions about passages of held-out contracts that were written for the project."""


@evaluate_app.command(name="passages")
def evaluate_passages(
    data: Annotated[Path, typer.Option("--data", help="Folder of CUAD: pdf/, txt/, *.jsonl.", show_default=False)],
    contracts: Annotated[int, typer.Option(min=1, help="Among how many held-out contracts.")] = 175,
    seed: Annotated[int, typer.Option(help="Which of them.")] = 7,
    out: OutFolder = Path("results"),
    as_json: AsJson = False,
) -> None:
    """Whether the passage that answers a question in free words is quoted, and silence kept where none does."""
    from lexassist.evaluation.passages import run_passages

    with open_for("lexassist evaluate") as assistant:
        file = run_passages(assistant, data, _ABOUT_PASSAGES, contracts=contracts, seed=seed, out=out)
    print_result(file, as_json=as_json)


@evaluate_app.command(name="abstention")
def evaluate_abstention(
    data: Annotated[Path, typer.Option("--data", help="Folder of CUAD: pdf/, txt/, *.jsonl.", show_default=False)],
    contracts: Annotated[int, typer.Option(min=1, help="How many held-out contracts.")] = 40,
    seed: Annotated[int, typer.Option(help="Which of them.")] = 7,
    learn: Annotated[Path | None, typer.Option(help="Write what is learned to this encoder's folder.")] = None,
    out: OutFolder = Path("results"),
    as_json: AsJson = False,
) -> None:
    """Learn when evidence does not answer, from corpora/training, and how often that is wrong in either direction."""
    from lexassist.tuning.abstention import Material, run_abstention

    with open_for("lexassist evaluate") as assistant:
        material = Material(Path("corpora/training"), _ABOUT_PASSAGES)
        file = run_abstention(assistant, data, material, contracts=contracts, seed=seed, learn=learn, out=out)
    print_result(file, as_json=as_json)


@evaluate_app.command(name="answers")
def evaluate_answers(
    data: Annotated[Path, typer.Option("--data", help="A folder like corpora/.")] = Path("corpora"),
    out: OutFolder = Path("results"),
    as_json: AsJson = False,
) -> None:
    """How the questions of corpora/ are answered; a smoke figure, since we wrote both."""
    from lexassist.evaluation.answers import run_answers

    with open_for("lexassist evaluate") as assistant:
        run_answers(assistant, data, out=out)
    print_result(out / "answers-corpora.json", as_json=as_json)


_WRITTEN = Path("corpora/statements.jsonl")
"""Pairs for the gate that were written by hand."""


@evaluate_app.command(name="verification")
def evaluate_verification(
    data: Annotated[Path, typer.Option("--data", help="Folder of CUAD: pdf/, txt/, *.jsonl.", show_default=False)],
    contracts: Annotated[int, typer.Option(min=1, help="How many held-out contracts.")] = 175,
    each: Annotated[int, typer.Option(min=1, help="Altered sentences a kind and contract, at most.")] = 3,
    seed: Annotated[int, typer.Option(help="Which contracts and sentences.")] = 7,
    out: OutFolder = Path("results"),
    as_json: AsJson = False,
) -> None:
    """What the gate lets through and what it refuses, on sentences of real contracts."""
    from lexassist.evaluation.verification import Draw, run_verification

    with open_for("lexassist evaluate") as assistant:
        file = run_verification(assistant, data, Draw(contracts, each, seed), written=_WRITTEN, out=out)
    print_result(file, as_json=as_json)


@evaluate_app.command(name="types")
def evaluate_types(
    data: Annotated[Path, typer.Option("--data", help="Folder of CUAD: pdf/, txt/, *.jsonl.", show_default=False)],
    contracts: Annotated[int, typer.Option(min=1, help="How many held-out contracts.")] = 40,
    seed: Annotated[int, typer.Option(help="Which of them.")] = 7,
    out: OutFolder = Path("results"),
    as_json: AsJson = False,
) -> None:
    """Whether it is told right which types of clause a contract has, and where."""
    from lexassist.evaluation.presence import run_presence

    with open_for("lexassist evaluate") as assistant:
        file = run_presence(assistant, data, contracts=contracts, seed=seed, out=out)
    print_result(file, as_json=as_json)


def _tell(line: str) -> None:
    """How far a measurement has come, on stderr: the result is on stdout."""
    print(line, file=sys.stderr, flush=True)
