"""Puts the tables of result files into a Markdown page, so that no figure in it is typed by hand.

The page marks each place with ``<!-- results:NAME -->`` and ``<!-- end:NAME -->`` on lines of their own; what stands between
them is replaced by the tables of ``NAME.json``, with the command that made them. A result that has not been measured says
so. Pure but for reading the result files; who calls it writes the page.
"""

from __future__ import annotations

import re
from pathlib import Path

from lexassist.errors import UsageError
from lexassist.evaluation.experiment import Written, read_experiment

_PLACE = re.compile(r"<!-- results:(?P<name>[\w-]+) -->\n(?P<old>.*?)<!-- end:(?P=name) -->", re.DOTALL)
_MARK = re.compile(r"<!-- (?:results|end):")


def render_page(page: str, results: Path) -> str:
    """The page with every marked place filled from the folder ``results``.

    Raises:
        UsageError: a marker has no partner, or a result file is not one.
    """
    if len(_MARK.findall(page)) != 2 * len(_PLACE.findall(page)):
        raise UsageError(
            "A results marker of the page has no partner.",
            remedy="Write <!-- results:NAME --> and, below it, <!-- end:NAME -->, each on its own line.",
        )

    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        file = results / f"{name}.json"
        body = render_result(read_experiment(file)) if file.is_file() else "*Not measured yet.*\n"
        return f"<!-- results:{name} -->\n{body}<!-- end:{name} -->"

    return _PLACE.sub(fill, page)


def render_result(result: Written) -> str:
    """The tables of one result as Markdown, its notes, and where the figures come from."""
    parts = []
    for table in result.tables:
        rule = ("---", *("---:" for _ in table.columns[1:]))
        rows = "\n".join(_row(row) for row in (table.columns, rule, *table.rows))
        parts.append(f"**{table.title}**\n\n{rows}\n")
    if result.notes:
        parts.append("\n".join(f"- {note}" for note in result.notes) + "\n")
    source = f"[`results/{result.name}.json`](../results/{result.name}.json)"
    parts.append(f"{source}: `{result.command}`, {result.date}, commit {result.commit or 'unknown'}.\n")
    return "\n".join(parts)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
