"""Models of known ability are measured: what each earns follows from what it does, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from lexassist.assistant import Assistant
from lexassist.assistant.installed import InstalledModels
from lexassist.errors import UsageError
from lexassist.evaluation.experiment import read_experiment
from lexassist.evaluation.qualification import (
    PHRASE_NEEDS,
    QUOTE_NEEDS,
    Candidate,
    Task,
    Verify,
    decide,
    numbered,
    put,
    qualify,
    read_tasks,
)
from lexassist.evaluation.qualified import write_qualification
from lexassist.generation.chain import Answerer
from lexassist.generation.context import build_context
from lexassist.generation.evidence import reading_text
from lexassist.generation.gate import Gate
from lexassist.generation.prompts import Prompt, load_prompt
from lexassist.generation.sentence_order import SentenceRanker
from lexassist.generation.suspicion import suspicions
from lexassist.generation.verification import Verdict
from lexassist.models.qualified import Qualification, keep_qualification, mode_of, read_qualifications
from lexassist.settings import GenerationSettings, Settings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import Answered, Evidence, Mode, Sampling, SentenceStatus, Support, Told, Turn, Weights

from ..generation.one_contract import OneContract

PROMPTS = Path(__file__).parents[2] / "prompts"
TASKS = read_tasks()
CHECKS = Gate().verify
"""The gate where nothing was learned for the encoder."""
SAMPLING = Sampling(120)
GOLD = {task.question: task.gold for one in TASKS.sets for task in one.tasks}
Reply = Callable[[Sequence[Turn]], str]


@pytest.fixture(scope="module")
def prompts() -> dict[Mode, Prompt]:
    return {Mode.PHRASE: load_prompt(PROMPTS, "answer"), Mode.QUOTE: load_prompt(PROMPTS, "select")}


def gold_of(turns: Sequence[Turn]) -> tuple[int, ...]:
    return GOLD[turns[-1].content.rpartition("Question: ")[2]]


def line(turns: Sequence[Turn], number: int, *, words: bool) -> str:
    """A pointer, in PHRASE with the words of the sentence behind its heading."""
    text = re.search(rf"^\[{number}\] (?:[^:\n]+: )?(.*)$", turns[-1].content, re.MULTILINE)
    assert text is not None
    return f"[{number}] {text[1].strip()}\n" if words else f"[{number}]\n"


def phrasing(turns: Sequence[Turn]) -> bool:
    return "one short sentence" in turns[0].content


def able(turns: Sequence[Turn]) -> str:
    """Points right, repeats the words, abstains where nothing answers."""
    gold = gold_of(turns)
    return "".join(line(turns, n, words=phrasing(turns)) for n in gold) or "NOT_FOUND\n"


def only_points(turns: Sequence[Turn]) -> str:
    """Points right, and says of everything that it is due on a Friday."""
    gold = gold_of(turns)
    said = " The sum is due on every second Friday of May." if phrasing(turns) else ""
    return "".join(f"[{n}]{said}\n" for n in gold) or "NOT_FOUND\n"


def first(turns: Sequence[Turn]) -> str:
    """Points at the first sentence whatever is asked."""
    return line(turns, 1, words=phrasing(turns))


def rambling(turns: Sequence[Turn]) -> str:
    """Never comes to a pointer."""
    return "I am glad that you asked about this contract."


def candidate(
    reply: Reply | str, prompts: dict[Mode, Prompt], verify: Verify = CHECKS, sampling: Sampling = SAMPLING
) -> Candidate:
    generator = ScriptedGenerator(reply, name="made-up")
    return Candidate(generator, Weights("made-up", "a" * 64), prompts, sampling, verify)


def measured(reply: Reply, prompts: dict[Mode, Prompt], verify: Verify = CHECKS) -> Qualification:
    return qualify(candidate(reply, prompts, verify), TASKS)


def refuse(_statement: str, _evidence: Sequence[str]) -> Verdict:
    return Verdict(ok=False, reason="whatever it is")


def admit(_statement: str, _evidence: Sequence[str]) -> Verdict:
    return Verdict(ok=True)


@pytest.mark.parametrize(
    ("reply", "mode", "figures"),
    [
        # quotes the right sentence each time: nothing is wrong with it
        (able, Mode.PHRASE, {"precision": 1.0, "recall": 1.0, "right": 1.0, "abstained": 1.0, "format": 1.0}),
        # points well, writes what the evidence does not carry
        (only_points, Mode.QUOTE, {"precision": 1.0, "passed": 0.0, "select_precision": 1.0, "select_recall": 1.0}),
        # the first sentence is right for a tenth to a fifth of the tasks, and it never abstains
        (first, Mode.EVIDENCE, {"passed": 1.0, "abstained": 0.0, "select_abstained": 0.0, "format": 1.0}),
        # nothing that it says can be used
        (rambling, Mode.EVIDENCE, {"precision": 0.0, "recall": 0.0, "format": 0.0}),
    ],
)
def test_a_model_earns_what_it_can_do(
    reply: Reply, mode: Mode, figures: dict[str, float], prompts: dict[Mode, Prompt]
) -> None:
    done = measured(reply, prompts)
    assert {name: done.figures[name] for name in figures} == figures
    assert done.mode is mode


def test_the_right_tenth_is_not_enough(prompts: dict[Mode, Prompt]) -> None:
    assert 0 < measured(first, prompts).figures["select_precision"] < 0.3


@pytest.mark.parametrize(
    ("reply", "verify", "mode", "figures"),
    [
        # a gate that refuses every sentence: nothing can be phrased, whatever the words are
        (able, refuse, Mode.QUOTE, {"passed": 0.0, "right": 0.0, "select_precision": 1.0}),
        # one that admits every sentence: what is not there passes, and is still not right (by chance for one task of 50)
        (only_points, admit, Mode.QUOTE, {"passed": 1.0, "right": 0.02, "precision": 1.0}),
    ],
)
def test_the_gate_that_is_given_decides_what_passes(
    reply: Reply, verify: Verify, mode: Mode, figures: dict[str, float], prompts: dict[Mode, Prompt]
) -> None:
    done = measured(reply, prompts, verify)
    assert {name: done.figures[name] for name in figures} == figures
    assert done.mode is mode


def test_the_assistant_measures_with_the_gate_of_its_answers(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, tuple[str, ...]]] = []

    class Listening:
        def verify(self, statement: str, evidence: Sequence[str]) -> Verdict:
            asked.append((statement, tuple(evidence)))
            return refuse(statement, evidence)

    monkeypatch.setattr(InstalledModels, "gate", lambda _: Listening())
    with Assistant(settings, encoder=WordEncoder, generator=lambda: ScriptedGenerator(able)) as assistant:
        done = assistant.qualify()
    assert done.figures["passed"] == 0
    answerable = [task for one in TASKS.sets for task in one.tasks if task.gold]
    assert len(asked) == sum(len(task.gold) for task in answerable)
    # each sentence is held against its evidence as an answer would hold it: behind its heading
    shown = {reading_text(item) for one in TASKS.sets for item in numbered(one)}
    assert {piece for _, evidence in asked for piece in evidence} <= shown


QUESTION = "When shall the Customer pay each invoice?"
TRUE = "[1] The Customer shall pay each invoice within thirty (30) days of receipt.\n"
FALSE = "[1] The Customer shall pay each invoice within 60 days of receipt.\n"


def product(reply: str, mode: Mode, prompt: Prompt, settings: GenerationSettings) -> Answerer:
    """What answers questions about a small contract, as the assistant puts it together."""
    return Answerer(
        searcher=OneContract(),
        library=OneContract(),
        encoder=WordEncoder(),
        ranker=SentenceRanker(WordEncoder()),
        generator=ScriptedGenerator(reply),
        prompt=prompt,
        settings=settings,
        mode=mode,
    )


def found(answerer: Answerer) -> tuple[Evidence, ...]:
    """The evidence that the product puts before its model."""
    hits = answerer.searcher.search(QUESTION, k=answerer.hits).hits
    count, budget = answerer.generator.count_tokens, answerer.settings.evidence_tokens
    return build_context(
        QUESTION, hits, answerer.library, answerer.ranker, count_tokens=count, budget=budget
    ).evidence  # fmt: skip


@pytest.mark.parametrize("mode", [Mode.PHRASE, Mode.QUOTE])
def test_a_task_is_put_word_for_word_as_a_question_is(mode: Mode, prompts: dict[Mode, Prompt]) -> None:
    writing = GenerationSettings(abstain_below=0.1, max_tokens=77, temperature=0.3, seed=5)
    answerer = product("NOT_FOUND\n", mode, prompts[mode], writing)
    list(answerer.stream(QUESTION))
    tried = candidate("NOT_FOUND\n", prompts, sampling=Sampling(77, 0.3, 5))
    put(tried, mode, Task(id="1", question=QUESTION, gold=(1,), right=(("30",),)), found(answerer))
    assert answerer.generator.asked == tried.generator.asked
    assert len(tried.generator.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        TRUE,
        FALSE,
        # the same again is not told again
        TRUE + TRUE + FALSE + FALSE,
        # what comes before NOT_FOUND is told, what comes after is not
        TRUE + "NOT_FOUND\n",
        "NOT_FOUND\n" + TRUE,
        # no pointer, an unfinished line, nothing but NOT_FOUND
        "The Customer shall pay each invoice within thirty (30) days.\n",
        TRUE + "[2] The term is",
        "NOT_FOUND\n",
    ],
)
def test_what_counts_is_what_an_answer_would_tell(reply: str, prompts: dict[Mode, Prompt]) -> None:
    answerer = product(reply, Mode.PHRASE, prompts[Mode.PHRASE], GenerationSettings(abstain_below=0.1))
    events = list(answerer.stream(QUESTION))
    told = [one.sentence for one in events if isinstance(one, Told)]
    answered = events[-1]
    assert isinstance(answered, Answered)
    evidence = found(answerer)
    task = Task(id="1", question=QUESTION, gold=(1,), right=(("30",),))
    taken = put(candidate(reply, prompts), Mode.PHRASE, task, evidence)
    verdicts = [
        bool(one.numbers) and CHECKS(one.text, [reading_text(evidence[n - 1]) for n in one.numbers]).ok
        for one in taken.statements
    ]
    by_model = [one for one in told if one.status is not SentenceStatus.QUOTED]
    assert [one.text for one in taken.statements] == [one.text for one in by_model]
    assert verdicts == [one.status is SentenceStatus.SUPPORTED for one in by_model]
    assert taken.not_found == (answered.answer.support is Support.ABSTAINED)


@pytest.mark.parametrize(
    ("reply", "well_formed"),
    [
        (TRUE, True),
        (TRUE + FALSE, True),
        ("NOT_FOUND\n", True),
        # NOT_FOUND beside a sentence, before or after it
        (TRUE + "NOT_FOUND\n", False),
        ("NOT_FOUND\n" + TRUE, False),
        # a number that was not given, no pointer, a line that was cut off, nothing
        ("[9] The Customer shall pay.\n", False),
        ("The Customer shall pay each invoice.\n", False),
        (TRUE + "[2] The term is", False),
        ("", False),
    ],
)
def test_a_reply_is_of_the_agreed_form_or_not(reply: str, well_formed: bool, prompts: dict[Mode, Prompt]) -> None:
    task = Task(id="1", question=QUESTION, gold=(1,), right=(("30",),))
    evidence = found(product(reply, Mode.PHRASE, prompts[Mode.PHRASE], GenerationSettings()))[:2]
    assert put(candidate(reply, prompts), Mode.PHRASE, task, evidence).well_formed is well_formed


def test_no_sentence_of_the_tasks_speaks_to_a_machine() -> None:
    # Such a sentence proves nothing in an answer, whatever the gate says: a model that points at it would be judged wrongly here.
    assert [each.text for one in TASKS.sets for each in one.sentences if suspicions(each.text)] == []


GOOD = {need.figure: 1.0 if need.least <= 1 else need.least for need in (*PHRASE_NEEDS, *QUOTE_NEEDS)}


@pytest.mark.parametrize("need", PHRASE_NEEDS, ids=lambda need: need.figure)
def test_each_bound_of_phrasing_holds_by_itself(need) -> None:
    assert decide(GOOD)[0] is Mode.PHRASE
    mode, reason = decide({**GOOD, need.figure: need.least - 0.01})
    assert mode is Mode.QUOTE
    assert need.words in reason


@pytest.mark.parametrize("need", QUOTE_NEEDS, ids=lambda need: need.figure)
def test_each_bound_of_choosing_holds_by_itself(need) -> None:
    cannot_phrase = {**GOOD, "right": 0.0}
    assert decide(cannot_phrase)[0] is Mode.QUOTE
    mode, reason = decide({**cannot_phrase, need.figure: need.least - 0.01})
    assert mode is Mode.EVIDENCE
    assert need.words in reason


def test_every_task_can_be_answered_by_its_gold_and_by_nothing_else() -> None:
    assert TASKS.number >= 60
    assert len({task.id for one in TASKS.sets for task in one.tasks}) == TASKS.number
    for one in TASKS.sets:
        for task in one.tasks:
            assert bool(task.gold) == bool(task.right)
            held = {
                n
                for n, sentence in enumerate(one.sentences, start=1)
                if all(any(word in sentence.text.casefold() for word in group) for group in task.right)
            }
            # The gold words stand in the gold sentence (else nobody could be right).
            assert set(task.gold) <= held or not task.gold, task.id


def test_the_mode_follows_from_settings_then_measurement_then_the_list(
    settings: Settings, prompts: dict[Mode, Prompt]
) -> None:
    digest = "a" * 64
    assert mode_of(settings, "made-up", digest, None).mode is Mode.QUOTE
    assert "models qualify made-up" in mode_of(settings, "made-up", digest, None).reason
    assert mode_of(settings, "made-up", digest, Mode.EVIDENCE).mode is Mode.EVIDENCE
    keep_qualification(settings, measured(able, prompts))
    assert mode_of(settings, "made-up", digest, Mode.EVIDENCE).mode is Mode.PHRASE
    # another file of the same name has earned nothing
    assert mode_of(settings, "made-up", "b" * 64, None).mode is Mode.QUOTE
    keep_qualification(settings, measured(first, prompts))
    assert mode_of(settings, "made-up", digest, Mode.PHRASE).mode is Mode.EVIDENCE
    assert len(read_qualifications(settings)) == 1
    said = settings.model_copy(update={"generation": settings.generation.model_copy(update={"mode": Mode.PHRASE})})
    assert mode_of(said, "made-up", digest, None).reason.startswith("the settings say so")


def test_the_result_file_has_every_bound_beside_its_figure(prompts: dict[Mode, Prompt], tmp_path: Path) -> None:
    written = read_experiment(write_qualification(measured(only_points, prompts), tmp_path))
    assert written.name == "qualify-made-up"
    assert len(written.tables[0].rows) == len(PHRASE_NEEDS) + len(QUOTE_NEEDS)


@pytest.mark.parametrize("text", ["", '{"name": "x"}\n', "not json\n"])
def test_tasks_that_do_not_fit_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "tasks.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        read_tasks(tmp_path)
