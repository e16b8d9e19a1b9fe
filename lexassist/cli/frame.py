"""What all verbs share: the applications, options of one meaning, and how results are printed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lexassist.settings import Settings

if TYPE_CHECKING:
    from lexassist.assistant import Assistant
    from lexassist.records import Record
    from lexassist.types import DocumentId


app = typer.Typer(
    help="Answers about contracts, each sentence with its clause, wholly on this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
models_app = typer.Typer(help="The models: list, install, verify, add.", no_args_is_help=True, rich_markup_mode=None)
evaluate_app = typer.Typer(help="Measures on data with expert labels.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(models_app, name="models")
app.add_typer(evaluate_app, name="evaluate")

MatterName = Annotated[str, typer.Option("--matter", "-m", help="The matter.", show_default=False)]
SomeMatter = Annotated[str | None, typer.Option("--matter", "-m", help="The matter.", show_default=False)]
EveryMatter = Annotated[bool, typer.Option("--all", help="Every matter, one after the other.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OneDocument = Annotated[str | None, typer.Option("--document", "-d", help="Only this document: id or file name.")]
Queries = Annotated[
    Path | None, typer.Option("--queries", help='JSON Lines of {"id", "query", "document"?}; - is stdin.')
]


OutFolder = Annotated[Path, typer.Option("--out", help="Where the result file goes.")]


def scope_of(assistant: Assistant, matter: str, named: str | None) -> DocumentId | None:
    """The document that is named by id or file name; None where none is named."""
    return assistant.find_document(matter, named) if named else None


def open_for(purpose: str, settings: Settings | None = None) -> Assistant:
    """An assistant for one verb; its matters say that ``purpose`` owns them."""
    from lexassist.assistant import open_assistant

    return open_assistant(settings, purpose=purpose)


def print_line(record: Record, line: str, *, as_json: bool) -> None:
    """One result of several: as a line for people, or as a line of JSON."""
    if as_json:
        print_json(record, lines=True)
    else:
        print(line, flush=True)


def print_json(value: Record | Iterable[Record], *, lines: bool = False) -> None:
    """JSON on stdout: on one line where ``lines``, else laid out."""
    print(json.dumps(value, ensure_ascii=False, indent=None if lines else 2), flush=True)


def print_result(file: Path, *, as_json: bool) -> None:
    """A result file: as it is, or as its tables."""
    from lexassist.console import result_tables, show

    text = file.read_text(encoding="utf-8")
    if as_json:
        print(text)
    else:
        show(result_tables(text))
