"""Prompt files: what loads can be filled, and a value is never read as a template."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.errors import PromptError
from lexassist.generation.prompts import load_prompt, parse_prompt
from lexassist.types import Turn

FOLDER = Path(__file__).parents[2] / "prompts"
GOOD = "---\nname: p\nversion: 1\ninputs: question\n---\n## system\nBe brief.\n\n## user\nQuestion: {question}\n"


def test_turns_come_in_order_with_their_values() -> None:
    assert parse_prompt(GOOD).fill(question="Why?") == (Turn("system", "Be brief."), Turn("user", "Question: Why?"))


@given(st.text())
def test_a_value_stands_in_the_turn_as_it_is(value: str) -> None:
    assert parse_prompt(GOOD).fill(question=value)[1].content == f"Question: {value}"


@pytest.mark.parametrize("name", [path.stem for path in sorted(FOLDER.glob("*.md"))])
def test_every_prompt_that_ships_loads_and_is_short(name: str) -> None:
    prompt = load_prompt(FOLDER, name)
    assert prompt.name == name
    # The shipped model reads 190 tokens a second; four characters are about a token.
    assert sum(len(turn.content) for turn in prompt.turns) < 600


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## user\nHi\n", "no front matter"),
        (GOOD.replace("version: 1\n", ""), "front matter"),  # a key is missing
        (GOOD.replace("version: 1", "version: 1\ncolour: red"), "front matter"),  # a key too many
        (GOOD.replace("version: 1", "version: 1\nversion: 2"), "front matter"),  # twice
        (GOOD.replace("inputs: question", "inputs: question, tone"), "tone"),  # declared, not used
        (GOOD.replace("inputs: question", "inputs:"), "question"),  # used, not declared
        (GOOD.replace("Be brief.", "Be { brief."), "brace"),  # a brace alone
        (GOOD.replace("Be brief.", "Be {0}."), "brace"),  # not a name
        (GOOD.replace("Be brief.", "{{question}}"), "brace"),  # doubled
        (GOOD.replace("## system", "## robot"), "turns"),  # no such role
        (GOOD.replace("Be brief.", ""), "turns"),  # an empty turn
        (GOOD.replace("## system", "Hello\n\n## system"), "turns"),  # words before the first turn
    ],
)
def test_a_malformed_file_is_refused_with_its_fault(text: str, said: str) -> None:
    with pytest.raises(PromptError, match=said):
        parse_prompt(text)


def test_missing_and_unknown_inputs_are_named() -> None:
    with pytest.raises(PromptError, match=r"lacks question and does not know answer"):
        parse_prompt(GOOD).fill(answer="42")


def test_a_file_that_is_missing_or_misnamed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="cannot be read"):
        load_prompt(tmp_path, "p")
    (tmp_path / "q.md").write_text(GOOD, encoding="utf-8")
    with pytest.raises(PromptError, match="its name is 'p'"):
        load_prompt(tmp_path, "q")
