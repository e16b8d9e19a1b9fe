"""Where results go, and text that a terminal does not obey."""

from __future__ import annotations

import re

from rich.console import Console, RenderableType

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def show(renderable: RenderableType) -> None:
    """Print to stdout; as wide as the terminal, or wide enough for a file."""
    stdout().print(renderable)


def stdout() -> Console:
    """The terminal; or, where the output goes into a file, lines as wide as they need."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=140, soft_wrap=True)


def plain(text: str) -> str:
    """``text`` without control characters, which a terminal would obey."""
    return _CONTROL.sub("", text)
