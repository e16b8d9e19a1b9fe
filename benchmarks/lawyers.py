"""Lawyers' questions put to LexAssist and to the plain LangChain chain with the same generator, in one run.

::

    python -m benchmarks.lawyers --data DIR --model DIR [--contracts 4] [--questions 6] [--seed 7]

The chain is the recipe of the tutorials: pypdf's page text in chunks of 1,000 characters, all-MiniLM-L6-v2, the 4 nearest
chunks of the right contract in a chat prompt, and what the model says. It is asked to begin with Yes or No; a reply that
begins with neither, or says that the text does not tell, is an abstention. Which law governs counts as right where the
reply names the lawyers' and no other. LexAssist's answers are read as in ``lexassist evaluate lawyers``. Writes
``results/lawyers-beside.json`` and prints the table as Markdown.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.langchain_recipe import RECIPES, MiniLm, cut_contract
from lexassist.assistant import Assistant, open_assistant
from lexassist.assistant.installed import InstalledModels
from lexassist.errors import LexAssistError
from lexassist.evaluation.citations import Experts
from lexassist.evaluation.cuad import Contract, pick, read_contracts
from lexassist.evaluation.experiment import Experiment, Table, file_id, read_experiment, write_experiment
from lexassist.evaluation.lawyer_judging import judge
from lexassist.evaluation.lawyer_questions import LawyerQuestion, Wording, questions_about, read_answers
from lexassist.evaluation.measures import interval
from lexassist.evaluation.retrieval import ingest
from lexassist.evaluation.subject import evaluation_matter
from lexassist.evaluation.tables import render_result
from lexassist.particulars.jurisdictions import JURISDICTION, jurisdiction_of
from lexassist.settings import load_settings
from lexassist.types import DocumentId, Sampling, Turn

_LAW = "Governing Law"
_UNTOLD = re.compile(
    r"\b(?:not (?:mentioned|specified|stated|provided)|does not (?:mention|specify|say|state)|no information|cannot)\b",
    re.I,
)
_PROMPT = "Answer the question from the context.{how}\n\nContext:\n{context}\n\nQuestion: {question}\nAnswer:"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """One question and what became of it in one system: right is None where it was not answered. ``seconds`` is wall time."""

    contract: str
    right: bool | None
    seconds: float

    @property
    def score(self) -> float:
        """+1 right, 0 abstained, -1 wrong (CRAG, arXiv 2406.04744)."""
        return 0.0 if self.right is None else 1.0 if self.right else -1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask both and write the figures; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lawyers", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of CUAD")
    parser.add_argument("--model", type=Path, required=True, help="sentence-transformers folder of all-MiniLM-L6-v2")
    parser.add_argument("--contracts", type=int, default=4)
    parser.add_argument("--questions", type=int, default=6, help="of each contract; one of them is which law governs")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    try:
        # The draw of 40 is kept from other measurements; the first of it are a draw of their own.
        drawn = pick(read_contracts(options.data), 40, seed=options.seed)
        asked = draw_questions(drawn[: options.contracts], options.data, options.questions, seed=options.seed)
        with open_assistant(purpose="python -m benchmarks.lawyers") as assistant:
            ours = ask_ours(assistant, drawn, asked)
        theirs, name = ask_chain(asked, options.model)
        written = write_experiment(_experiment(ours, theirs, name, options), options.out)
        print(render_result(read_experiment(written)))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


Asked = Sequence[tuple[Contract, Sequence[LawyerQuestion]]]


def draw_questions(contracts: Sequence[Contract], data: Path, count: int, *, seed: int) -> Asked:
    """Of each contract which law governs and ``count`` - 1 questions for a yes or a no, in our wording."""
    chance, answers = random.Random(seed), read_answers(data)
    asked = []
    for contract in contracts:
        every = [one for one in questions_about(answers[contract.name], {}) if one.wording is Wording.OURS]
        law = [one for one in every if one.category == _LAW]
        asked.append((contract, (*law, *chance.sample([one for one in every if one.yes_no], count - len(law)))))
    return asked


def ask_ours(assistant: Assistant, drawn: Sequence[Contract], asked: Asked) -> tuple[Reply, ...]:
    """LexAssist, of the right document."""
    matter = evaluation_matter(assistant, [file_id(contract.pdf) for contract in drawn])
    ingest(assistant, matter, drawn)
    replies = []
    for contract, questions in asked:
        document = DocumentId(file_id(contract.pdf))
        experts = Experts(assistant.document(matter, document))
        for question in questions:
            started = time.perf_counter()
            answer = assistant.ask(matter, question.text, document=document)
            seconds = time.perf_counter() - started
            replies.append(Reply(document, judge(question, answer, experts, (0.0, seconds)).right, seconds))
    return tuple(replies)


def ask_chain(asked: Asked, model: Path) -> tuple[tuple[Reply, ...], str]:
    """The plain chain, of the right document as well; and the generator's name."""
    models = InstalledModels(load_settings(), None, None)
    generator, embeddings = models.generator(), MiniLm(model)
    replies = []
    try:
        for contract, questions in asked:
            texts = cut_contract(contract, RECIPES[0])
            vectors = embeddings.embed_documents(list(texts))
            for question in questions:
                started = time.perf_counter()
                wanted = embeddings.embed_query(question.text)
                scores = [sum(a * b for a, b in zip(vector, wanted, strict=True)) for vector in vectors]
                best = sorted(range(len(texts)), key=lambda n: -scores[n])[:4]
                how = " Begin with Yes or No." if question.yes_no else ""
                context = "\n\n".join(texts[n] for n in best)
                prompt = _PROMPT.format(how=how, context=context, question=question.text)
                said = "".join(generator.stream((Turn("user", prompt),), Sampling(max_tokens=_LONGEST)))
                replies.append(Reply(file_id(contract.pdf), read_reply(question, said), time.perf_counter() - started))
        return tuple(replies), generator.name
    finally:
        models.close()


def read_reply(question: LawyerQuestion, said: str) -> bool | None:
    """Whether prose is the lawyers' answer; None where it gives none."""
    if _UNTOLD.search(said):
        return None
    if question.yes_no:
        first = re.match(r"\W*(yes|no)\b", said, re.IGNORECASE)
        return None if first is None else first[1].lower() == question.answer.lower()
    named = _laws(said)
    return None if not named else named == _laws(question.answer)


def _laws(words: str) -> frozenset[str]:
    return frozenset(jurisdiction_of(found[0]) for found in JURISDICTION.finditer(words))


def _experiment(
    ours: Sequence[Reply], theirs: Sequence[Reply], generator: str, options: argparse.Namespace
) -> Experiment:
    rows = (_row("LexAssist", ours), _row(f"plain LangChain chain ({generator})", theirs))
    title = f"{len(ours)} lawyers' questions about {options.contracts} held-out contracts"
    return Experiment(
        name="lawyers-beside",
        command=f"python -m benchmarks.lawyers --data DIR --model DIR --contracts {options.contracts} "
        f"--questions {options.questions} --seed {options.seed}",
        seed=options.seed,
        settings={"generator": generator, "context_tokens": load_settings().generation.context_tokens},
        contracts=tuple(dict.fromkeys(reply.contract for reply in ours)),
        figures={
            "ours": [[reply.contract, reply.right, round(reply.seconds, 3)] for reply in ours],
            "theirs": [[reply.contract, reply.right, round(reply.seconds, 3)] for reply in theirs],
        },
        tables=(Table(title, ("system", "right", "wrong", "not answered", "CRAG, %", "a question, s"), rows),),
        notes=(
            "The brackets are 95 % intervals by contract. So few questions show a difference of this size and no more.",
        ),
    )


def _row(name: str, replies: Sequence[Reply]) -> tuple[str, ...]:
    counts = [sum(reply.right is state for reply in replies) for state in (True, False, None)]
    crag = interval([reply.score for reply in replies], [reply.contract for reply in replies])
    seconds = sum(reply.seconds for reply in replies) / len(replies)
    told = f"{100 * crag.mean:.0f} ({100 * crag.low:.0f}–{100 * crag.high:.0f})"
    return name, *map(str, counts), told, f"{seconds:.1f}"


if __name__ == "__main__":
    sys.exit(main())
