"""What a model may say about numbered evidence: the grammar that holds it, and the reader of what it said.

Promises that under :func:`grammar` a number which was not given cannot be written, that the numbers come before the words
they prove, and that the words hold no markup and no line break. It does not know whether the words are true
(``verification`` does) nor where the evidence stands (``grounding`` does).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from lexassist.types import Evidence, Mode, RelationKind, Statement

NOT_FOUND: Final = "NOT_FOUND"
"""What the model writes when no sentence answers the question."""

NUMBERING_TOKENS: Final = 5
"""What ``[12] `` and the line feed cost beside a sentence's own words."""

_MOST_LINES = 3
_MOST_NUMBERS = 3
_MOST_CHARACTERS = 320

# Markup that a page or a terminal could act on, and anything that could look like another pointer.
_MARKUP = "<>[]{}`*#|"
_FIRST = re.compile(r"[A-Za-z0-9\"'“‘$£€]")
_ENDS = (".", "!", "?")
_LINE = re.compile(r"\[(\d{1,2}(?:,\d{1,2}){0,2})\](?: (.+))?")


def grammar(count: int, mode: Mode = Mode.PHRASE) -> str:
    """The GBNF grammar of a reply about ``count`` numbered sentences.

    PHRASE: ``NOT_FOUND`` or one to three lines ``[n] Sentence.`` or ``[n,m] Sentence.``; EVIDENCE: the same, one line;
    QUOTE: ``NOT_FOUND`` or one line ``[n]`` or ``[n,m]``. Every line ends in a line feed, so one without it was cut off.
    """
    if count < 1:
        raise ValueError("a grammar needs at least one numbered sentence")
    numbers = " | ".join(f'"{number}"' for number in range(1, count + 1))
    more = min(_MOST_NUMBERS, count) - 1
    rules = [
        f'root ::= "{NOT_FOUND}\\n" | {f"line{{1,{_MOST_LINES}}}" if mode is Mode.PHRASE else "line"}',
        f'pointer ::= "[" number ("," number){{0,{more}}} "]"',
        f"number ::= {numbers}",
    ]
    if mode is Mode.QUOTE:
        return "\n".join([*rules, 'line ::= pointer "\\n"', ""])
    return "\n".join(
        [
            *rules,
            f'line ::= pointer " " first inside{{8,{_MOST_CHARACTERS}}} "." "\\n"',
            "first ::= [A-Za-z0-9\"'$£€]",
            r"inside ::= [^<>\[\]{}`*#|\\\n\r\t]",
            "",
        ]
    )


def parse_statements(text: str, count: int) -> tuple[Statement, ...] | Literal["NOT_FOUND"]:
    """What a whole reply says about ``count`` sentences; an unfinished last line is left out."""
    lines = tuple(finished_lines([text]))
    if lines == (NOT_FOUND,):
        return NOT_FOUND
    return tuple(parse_line(line, count) for line in lines)


def parse_line(line: str, count: int) -> Statement:
    """The statement of one line. A line that is not of the agreed form points at nothing, so nothing can prove it."""
    found = _LINE.fullmatch(line)
    if found is None:
        return Statement(line, ())
    numbers, words = tuple(dict.fromkeys(int(part) for part in found[1].split(","))), found[2] or ""
    clean = not words or (_FIRST.match(words) is not None and not set(_MARKUP) & set(words))
    if not clean or not all(1 <= number <= count for number in numbers):
        return Statement(line, ())
    return Statement(words, numbers)


def finished_lines(pieces: Iterable[str]) -> Iterator[str]:
    """The lines of a reply that comes in pieces, each as soon as it is finished.

    A last line without a line feed counts only when it ends as a sentence or a pointer does: otherwise it was cut off.
    """
    rest = ""
    for piece in pieces:
        *lines, rest = (rest + piece).split("\n")
        yield from (line.strip() for line in lines if line.strip())
    last = rest.strip()
    if last.endswith((*_ENDS, "]")) or last == NOT_FOUND:
        yield last


def numbered_lines(evidence: Iterable[Evidence]) -> str:
    """The evidence as the model reads it: one line each, ``[n] heading: words``; what only explains says so first."""
    return "\n".join(f"[{item.number}] {marked_text(item)}" for item in evidence)


def marked_text(item: Evidence) -> str:
    """The words of a piece of evidence, behind the reason why it is there where it was not found for the question."""
    if item.relation is None:
        return reading_text(item)
    reason = f'definition of "{item.needed}"' if item.relation is RelationKind.DEFINITION else item.needed
    return f"({reason}) {reading_text(item)}"


def reading_text(item: Evidence) -> str:
    """The words of a piece of evidence: its heading, where it has one that they do not repeat, and no label of its own.

    A label costs tokens, and small models copy it into their sentence as if it were a figure.
    """
    words = _without_label(item.sentence.text, item.label)
    if not item.heading or words.casefold().startswith(item.heading.casefold()):
        return words
    return f"{item.heading}: {words}"


def _without_label(text: str, label: str) -> str:
    if not label or not text.startswith(label):
        return text
    rest = text.removeprefix(label).lstrip(".) ")
    return rest if rest and text[len(label)] in ".) " else text
