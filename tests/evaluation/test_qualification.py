"""Models of known ability are measured: what each earns follows from what it does, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.evaluation.experiment import read_experiment
from lexassist.evaluation.qualification import PHRASE_NEEDS, QUOTE_NEEDS, Tasks, decide, qualify, read_tasks
from lexassist.evaluation.qualified import write_qualification
from lexassist.generation.prompts import Prompt, load_prompt
from lexassist.models.qualified import Qualification, keep_qualification, mode_of, read_qualifications
from lexassist.settings import Settings
from lexassist.testing import ScriptedGenerator
from lexassist.types import Mode, Turn, Weights

PROMPTS = Path(__file__).parents[2] / "prompts"
TASKS = read_tasks()
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


def measured(reply: Reply, prompts: dict[Mode, Prompt], tasks: Tasks = TASKS) -> Qualification:
    return qualify(ScriptedGenerator(reply, name="made-up"), Weights("made-up", "a" * 64), prompts, tasks)


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
