"""An installation, its models, and figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lexassist.console.printing import plain
from lexassist.doctor import Check
from lexassist.models import ModelState, State
from lexassist.models.qualified import Earned, Qualification


def checks_table(checks: Sequence[Check]) -> RenderableType:
    """What the doctor found."""
    table = Table("", "check", "found", "what to do", box=None, header_style="bold")
    for check in checks:
        mark = Text("ok", style="green") if check.ok else Text("NO", style="bold red")
        table.add_row(mark, check.name, Text(plain(check.detail)), Text(plain(check.remedy) if not check.ok else ""))
    return table


def models_table(states: Sequence[ModelState], earned: Mapping[str, Earned]) -> RenderableType:
    """The listed models and how they stand; below, by name, what each generator has ``earned`` and why."""
    table = Table("model", "role", "", "size", "memory", "licence", "from", box=None, header_style="bold")
    for state in states:
        entry, good = state.entry, state.state is State.INSTALLED
        size, memory = f"{entry.size / 1e6:.0f} MB", f"{entry.memory_mib} MiB"
        mark = Text(state.state.value, style="green" if good else "red")
        origin = Text(plain(entry.package or entry.origin))
        table.add_row(entry.name, entry.role.value, mark, size, memory, entry.licence, origin)
    modes = (f"{name}: mode {one.mode.value}, since {one.reason}" for name, one in earned.items())
    return Group(table, *(Text(plain(line), style="dim") for line in modes))


def qualification_view(measured: Qualification) -> RenderableType:
    """What a generator did with the tasks, and what it may do for it."""
    table = Table("", "", box=None, show_header=False)
    for name, figure in measured.figures.items():
        table.add_row(name.replace("_", " "), f"{figure:g}")
    told = f"{measured.model}: mode {measured.mode.value}, since {measured.reason} ({measured.tasks} tasks)"
    return Group(Text(plain(told), style="bold"), table)


def result_tables(text: str) -> RenderableType:
    """The tables of a result file (its JSON text)."""
    tables = []
    for one in json.loads(text)["tables"]:
        table = Table(*one["columns"], box=None, header_style="bold", title=one["title"])
        for row in one["rows"]:
            table.add_row(*(Text(str(cell)) for cell in row))
        tables.append(table)
    return Group(*tables)
