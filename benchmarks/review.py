"""Review: a checklist on contracts that are read, contracts an hour from PDF to workbook, the plain chain beside, and kills.

::

    python -m benchmarks.review --data DIR --model DIR [--contracts 30] [--only speed|chain|kills] [--out results]

``--data`` is the folder of CUAD (development contracts only are taken), ``--model`` the sentence-transformers folder of
all-MiniLM-L6-v2, the plain chain's encoder. Writes ``results/review.json``,
``results/review_chain.json`` and ``results/review_kills.json``; with --only, that part.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from benchmarks.langchain_recipe import RECIPES, MiniLm, cut_contract
from lexassist.assistant import Assistant, open_assistant
from lexassist.assistant.installed import InstalledModels
from lexassist.assistant.reviewing import Scope, load_playbook
from lexassist.errors import LexAssistError
from lexassist.evaluation.cuad import Contract, Part, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Table, file_id, read_experiment, write_experiment
from lexassist.evaluation.tables import render_result
from lexassist.review.asking import FOUND, LACKING
from lexassist.review.report import ReportFormat, write_report
from lexassist.settings import load_settings
from lexassist.types import ReadStatus, Sampling, Turn

SEED = 20260301
PLAYBOOK = "twenty"
_CHAIN_CONTRACTS = 5
_QUESTIONS: Mapping[str, str] = {
    "Governing Law": "Which law governs the agreement?",
    "Anti-Assignment": "May a party assign the agreement without consent?",
    "Cap On Liability": "Is liability limited to an amount?",
    "Non-Compete": "Is a party kept from competing?",
    "Exclusivity": "Must a party deal exclusively with the other?",
    "Audit Rights": "May a party inspect or audit the other's books and records?",
    "Insurance": "What insurance must a party carry?",
    "Termination For Convenience": "Can a party terminate without cause?",
    "Change Of Control": "What happens on a change of control of a party?",
    "No-Solicit Of Employees": "May a party solicit the other's employees?",
    "Most Favored Nation": "Must a party offer terms as good as those of other customers?",
    "Liquidated Damages": "Are liquidated damages or a termination fee payable?",
    "Source Code Escrow": "Is source code held in escrow?",
    "Covenant Not To Sue": "Has a party promised not to challenge the other's intellectual property?",
    "Minimum Commitment": "Is there a minimum purchase or order?",
    "License Grant": "What licence is granted?",
    "Post-Termination Services": "What must be done after the agreement ends?",
    "Warranty Duration": "How long does the warranty last?",
    "Third Party Beneficiary": "Can a third party enforce the agreement?",
}


@dataclass(frozen=True, slots=True)
class Speed:
    """Wall times in seconds: of all from the first PDF to the workbook, and of the checklist on each contract read."""

    contracts: int
    pages: int
    whole: float
    checklist: tuple[float, ...]
    found: tuple[float, ...]
    lacking: tuple[float, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of CUAD")
    parser.add_argument("--model", type=Path, help="sentence-transformers folder of all-MiniLM-L6-v2")
    parser.add_argument("--contracts", type=int, default=30, help="how many go from PDF to workbook")
    parser.add_argument("--kills", type=int, default=20, help="how many times a review is killed")
    parser.add_argument("--asked", type=int, default=20, help="how many questions the plain chain is asked")
    parser.add_argument("--only", choices=("speed", "chain", "kills"), help="one part")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result files")
    options = parser.parse_args(arguments)
    try:
        drawn = pick(read_contracts(options.data), options.contracts, seed=SEED, part=Part.DEVELOPMENT)
        if options.only in (None, "chain") and options.model is not None:
            print(
                render_result(
                    read_experiment(measure_chain(drawn[:_CHAIN_CONTRACTS], options.model, options.out, options.asked))
                )
            )
        if options.only in (None, "speed"):
            print(render_result(read_experiment(measure_speed(drawn, options.out))))
        if options.only in (None, "kills"):
            print(render_result(read_experiment(measure_kills(options.kills, options.out))))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def measure_speed(contracts: Sequence[Contract], out: Path) -> Path:
    """From PDF to workbook, and the checklist on contracts that are read."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = load_settings(home=home, variables={})
        settings.models.symlink_to(load_settings().models, target_is_directory=True)
        with open_assistant(settings, purpose="a benchmark") as assistant:
            assistant.encoder().encode(["warm"])
            speed = _timed(assistant, contracts, home)
    return write_experiment(_experiment(contracts, speed), out)


def _timed(assistant: Assistant, contracts: Sequence[Contract], home: Path) -> Speed:
    assistant.create_matter("review")
    started = time.perf_counter()
    running = assistant.review("review", PLAYBOOK, Scope(tuple(contract.pdf for contract in contracts)))
    review = running.finish()
    write_report(review, home / "out", formats=[ReportFormat.WORKBOOK])
    whole = time.perf_counter() - started
    rows = [row for row in review.rows if row.status is not ReadStatus.DUPLICATE and row.document is not None]
    times = []
    for row in rows:
        assert row.document is not None, "they were chosen so"
        begun = time.perf_counter()
        # The whole row is forgotten and worked out again: read from the store, typed, valued, graded, kept.
        for again in assistant.review("review", PLAYBOOK, Scope(document=row.document)):
            if again.document == row.document:
                times.append(time.perf_counter() - begun)
                break
    found, lacking = _similarities(assistant, contracts)
    pages = sum(card.pages for card in assistant.documents("review"))
    return Speed(len(contracts), pages, whole, tuple(times), found, lacking)


def _similarities(assistant: Assistant, contracts: Sequence[Contract]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The similarity of the best hit of each plain question: where experts marked an answer, and where they marked none."""
    held = {card.id for card in assistant.documents("review")}
    found: list[float] = []
    lacking: list[float] = []
    for contract in contracts:
        document = next((one for one in held if one == file_id(contract.pdf)), None)
        if document is None:
            continue
        marked = {each.category for each in contract.marked if each.spans}
        for category, question in _QUESTIONS.items():
            hits = assistant.search("review", question, k=8, document=document).hits
            (found if category in marked else lacking).append(max((hit.similarity for hit in hits), default=0.0))
    return tuple(found), tuple(lacking)


def _experiment(contracts: Sequence[Contract], speed: Speed) -> Experiment:
    ordered = sorted(speed.checklist)
    median, p95 = statistics.median(ordered), ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    hourly = speed.contracts / speed.whole * 3600
    rows = [
        ("contracts from PDF to workbook, an hour", f"{hourly:.0f}"),
        ("pages a second, all included", f"{speed.pages / speed.whole:.1f}"),
        ("checklist of 20 rules on a contract already read, median", f"{median:.2f} s"),
        ("the same, 95th percentile", f"{p95:.2f} s"),
    ]
    figures: dict[str, float | Sequence[float]] = {
        "contracts_an_hour": hourly,
        "seconds": speed.whole,
        "pages": float(speed.pages),
        "checklist_median": median,
        "checklist_p95": p95,
        "checklist": list(speed.checklist),
    }
    told = sum(value >= FOUND for value in speed.found) / max(1, len(speed.found))
    wrongly = sum(value >= FOUND for value in speed.lacking) / max(1, len(speed.lacking))
    missed = sum(value < LACKING for value in speed.found) / max(1, len(speed.found))
    absent = sum(value < LACKING for value in speed.lacking) / max(1, len(speed.lacking))
    asked = (
        (f"answered in the contract ({len(speed.found)})", f"{told:.1%}", f"{missed:.1%}"),
        (f"not answered in it ({len(speed.lacking)})", f"{wrongly:.1%}", f"{absent:.1%}"),
    )
    figures |= {"found": told, "found_wrongly": wrongly, "false_absence": missed, "told_absent": absent}
    return Experiment(
        name="review",
        command="python -m benchmarks.review --data DIR --model DIR",
        seed=SEED,
        settings={"playbook": PLAYBOOK, "cores": os.cpu_count() or 0, "load_average": round(os.getloadavg()[0], 1)},
        contracts=tuple(file_id(contract.pdf) for contract in contracts),
        figures=figures,
        tables=(
            Table("Review: speed", ("what", "figure"), tuple(rows)),
            Table("Plain questions as rules: told as found, told as absent", ("question", "found", "absent"), asked),
        ),
        notes=(
            "Other work ran on the same two cores: settings.load_average says how much at the end.",
            "The thresholds of questions were chosen on development contracts, of which these are some.",
        ),
    )


def measure_chain(contracts: Sequence[Contract], model: Path, out: Path, asked_of_all: int) -> Path:
    """How long the plain chain takes to read a contract and to answer a rule."""
    rules = load_playbook(PLAYBOOK).rules
    models = InstalledModels(load_settings(), None, None)
    generator, embeddings = models.generator(), MiniLm(model)
    embeddings.embed_query("warm")
    generator.count_tokens("warm")
    reading: list[float] = []
    asking: list[float] = []
    try:
        for number, contract in enumerate(contracts):
            started = time.perf_counter()
            texts = cut_contract(contract, RECIPES[0])
            vectors = embeddings.embed_documents(list(texts))
            reading.append(time.perf_counter() - started)
            for rule in rules[number : asked_of_all : len(contracts)]:
                started = time.perf_counter()
                question = f"What does the contract say about {rule.title.lower()}?"
                asked = embeddings.embed_query(question)
                scores = [sum(a * b for a, b in zip(vector, asked, strict=True)) for vector in vectors]
                best = sorted(range(len(texts)), key=lambda n: -scores[n])[:4]
                context = "\n\n".join(texts[n] for n in best)
                prompt = (
                    f"Answer the question from the context.\n\nContext:\n{context}\n\nQuestion: {question}\nAnswer:"
                )
                for _ in generator.stream((Turn("user", prompt),), Sampling(max_tokens=120)):
                    pass
                asking.append(time.perf_counter() - started)
    finally:
        models.close()
    hour = 3600 / (statistics.mean(reading) + len(rules) * statistics.mean(asking))
    figures = {
        "seconds_a_question": statistics.mean(asking),
        "seconds_to_read": statistics.mean(reading),
        "contracts_an_hour": hour,
        "questions": float(len(asking)),
    }
    rows = (
        ("a question, mean", f"{figures['seconds_a_question']:.1f} s"),
        ("reading and encoding a contract, mean", f"{figures['seconds_to_read']:.1f} s"),
        ("contracts an hour with 20 rules (extrapolated)", f"{hour:.1f}"),
    )
    settings = {"playbook": PLAYBOOK, "load_average": round(os.getloadavg()[0], 1), "generator": generator.name}
    return write_experiment(
        Experiment(
            name="review_chain",
            command="python -m benchmarks.review --data DIR --model DIR --only chain",
            seed=SEED,
            settings=settings,
            contracts=tuple(file_id(contract.pdf) for contract in contracts),
            figures=figures,
            tables=(Table("The plain LangChain chain with the same generator", ("what", "figure"), rows),),
            notes=(
                f"It was asked {len(asking)} questions about {len(contracts)} contracts in turn; its contracts an hour are "
                "extrapolated from the mean time of a question, times 20, and of reading a contract.",
                "Other work ran on the same two cores: settings.load_average says how much at the end.",
            ),
        ),
        out,
    )


def measure_kills(kills: int, out: Path) -> Path:
    """``kill -9`` of the review at random moments, in rounds of five on a matter of its own each."""
    contracts = Path(__file__).resolve().parent.parent / "corpora" / "pdf"
    files = [contracts / f"{name}.pdf" for name in ("nda", "msa", "msa_amendment_1", "lease", "saas")]
    chance = random.Random(SEED)
    moments: list[float] = []
    equal = 0
    with tempfile.TemporaryDirectory() as folder:
        whole, seconds = _reviewed(Path(folder) / "whole", files)
        rounds = [range(n, min(n + 5, kills)) for n in range(0, kills, 5)]
        for number, kills_of_round in enumerate(rounds):
            home = Path(folder) / f"round-{number}"
            for _ in kills_of_round:
                moments.append(chance.uniform(0.2, 0.9 * seconds))
                _killed(home, files, moments[-1])
            equal += len(kills_of_round) * (_reviewed(home, files)[0] == whole)
    return write_experiment(
        Experiment(
            name="review_kills",
            command="python -m benchmarks.review --data DIR --only kills",
            seed=SEED,
            settings={"playbook": PLAYBOOK, "seconds_uninterrupted": round(seconds, 1)},
            contracts=tuple(file_id(file) for file in files),
            figures={"kills": len(moments), "equal": equal, "moments": [round(moment, 2) for moment in moments]},
            tables=(
                Table(
                    "Review killed with SIGKILL, then run again to its end",
                    ("kills", "finished output equal in content to an uninterrupted one"),
                    ((str(len(moments)), str(equal)),),
                ),
            ),
            notes=(
                "Compared are review.json byte by byte and every cell of the workbook. Five kills fall on one matter, one "
                "after the other, at moments drawn from the time that a whole run takes.",
            ),
        ),
        out,
    )


def _command(home: Path, files: Sequence[Path]) -> tuple[list[str], dict[str, str]]:
    home.mkdir(parents=True, exist_ok=True)
    models = home / "models"
    if not models.exists():
        models.symlink_to(load_settings().models, target_is_directory=True)
    command = [sys.executable, "-m", "lexassist", "review", *map(str, files), "--matter", "kills"]
    return [*command, "--playbook", PLAYBOOK, "--out", str(home / "out"), "--format", "json", "--format", "xlsx"], {
        **os.environ,
        "LEXASSIST_HOME": str(home),
    }


def _reviewed(home: Path, files: Sequence[Path]) -> tuple[str, float]:
    """Run a review to its end; the digest of what it wrote, and how long it took."""
    command, variables = _command(home, files)
    started = time.perf_counter()
    subprocess.run(command, env=variables, capture_output=True, check=False)
    seconds = time.perf_counter() - started
    digest = hashlib.sha256((home / "out" / "review.json").read_bytes())
    for sheet in load_workbook(home / "out" / "review.xlsx").worksheets:
        for row in sheet.iter_rows():
            digest.update(repr([(cell.value, cell.comment and cell.comment.text) for cell in row]).encode())
    return digest.hexdigest(), seconds


def _killed(home: Path, files: Sequence[Path], after: float) -> None:
    command, variables = _command(home, files)
    process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    process.kill()
    process.wait()


if __name__ == "__main__":
    sys.exit(main())
