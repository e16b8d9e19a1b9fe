"""Prompts: one Markdown file each, with a front matter that says what it is and turns that say what the model reads.

A prompt file::

    ---
    name: answer
    version: 1
    inputs: evidence, question
    ---
    ## system
    You answer questions about a contract.

    ## user
    {evidence}

    Question: {question}

Promises that a file which loads can be filled: every input declared is used and every input used is declared. It does not
know which model reads the turns, nor what the inputs hold: a value is put in as it is, braces and all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lexassist.errors import PromptError
from lexassist.types import Turn

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^## +(\w+)[ \t]*\n", re.MULTILINE)
_INPUT = re.compile(r"\{([a-z_]+)\}")
_KEYS = frozenset({"name", "version", "inputs"})
_ROLES = frozenset({"system", "user", "assistant"})


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as it stands in its file; ``turns`` hold ``{input}`` where a value goes. Single braces stand nowhere else."""

    name: str
    version: str
    inputs: tuple[str, ...]
    turns: tuple[Turn, ...]

    def fill(self, **values: str) -> tuple[Turn, ...]:
        """The turns with every ``{input}`` replaced by its value, in one pass: a value is never read as a template.

        Raises:
            PromptError: a value is missing, or one is given that the prompt does not declare.
        """
        missing, unknown = set(self.inputs) - set(values), set(values) - set(self.inputs)
        if missing or unknown:
            said = [f"lacks {', '.join(sorted(missing))}"] if missing else []
            said += [f"does not know {', '.join(sorted(unknown))}"] if unknown else []
            raise PromptError(
                f"The prompt '{self.name}' {' and '.join(said)}.", remedy="Give exactly the inputs its file declares."
            )
        return tuple(Turn(turn.role, _INPUT.sub(lambda m: values[m.group(1)], turn.content)) for turn in self.turns)


def load_prompt(folder: Path, name: str) -> Prompt:
    """The prompt in ``folder/name.md``.

    Raises:
        PromptError: the file is missing or cannot be read, or is not a prompt.
    """
    path = folder / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"The prompt {path} cannot be read ({error}).", remedy="Put the file there.") from error
    prompt = parse_prompt(text, where=str(path))
    if prompt.name != name:
        raise _malformed(str(path), f"its name is '{prompt.name}'", "Name the file as the prompt is named.")
    return prompt


def parse_prompt(text: str, *, where: str = "prompt") -> Prompt:
    """The prompt that ``text`` is. ``where`` names it in errors.

    Raises:
        PromptError: the front matter, a heading, an input or a brace is not as it must be.
    """
    found = _FRONT.match(text.replace("\r\n", "\n"))
    if found is None:
        raise _malformed(where, "it has no front matter", "Begin it with '---', its keys, and '---'.")
    front = _read_front(found["front"], where)
    turns = _read_turns(found["body"], where)
    inputs = tuple(part.strip() for part in front["inputs"].split(",") if part.strip())
    used = {name for turn in turns for name in _INPUT.findall(turn.content)}
    if used != set(inputs):
        odd = ", ".join(sorted(used ^ set(inputs)))
        raise _malformed(
            where, f"inputs declared and used differ ({odd})", "Declare what is used, use what is declared."
        )
    return Prompt(front["name"], front["version"], inputs, turns)


def _read_front(text: str, where: str) -> Mapping[str, str]:
    pairs = [line.partition(":") for line in text.split("\n") if line.strip()]
    front = {key.strip(): value.strip() for key, _, value in pairs}
    if set(front) != _KEYS or len(pairs) != len(front):
        raise _malformed(
            where, f"its front matter has {sorted(front)}", "It needs name, version and inputs, once each."
        )
    return front


def _read_turns(body: str, where: str) -> tuple[Turn, ...]:
    before, *parts = _HEADING.split(body)
    roles, contents = parts[0::2], [content.strip() for content in parts[1::2]]
    if before.strip() or not roles or not _ROLES.issuperset(roles) or not all(contents):
        raise _malformed(
            where, "its turns are not headed", "Put text under '## system', '## user', '## assistant' only."
        )
    for content in contents:
        if set("{}") & set(_INPUT.sub("", content)):
            raise _malformed(where, "a brace stands alone", "Braces are for inputs, as in {question}.")
    return tuple(Turn(role, content) for role, content in zip(roles, contents, strict=True))


def _malformed(where: str, what: str, remedy: str) -> PromptError:
    return PromptError(f"{where} is not a prompt: {what}.", remedy=remedy)
