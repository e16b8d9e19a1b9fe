"""The verbs that review contracts with a playbook, and list and check playbooks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lexassist.cli.frame import AsJson, OneDocument, SomeMatter, app, open_for, print_json, print_line, scope_of
from lexassist.errors import UsageError
from lexassist.types import SEVERITIES, ReadStatus, Severity

if TYPE_CHECKING:
    from lexassist.records import Record
    from lexassist.review.playbook import Playbook
    from lexassist.review.report import ReportFormat
    from lexassist.types import ReviewedDocument

playbooks_app = typer.Typer(help="The playbooks: list, check.", rich_markup_mode=None)
app.add_typer(playbooks_app, name="playbooks", invoke_without_command=True)


@app.command()
def review(  # noqa: PLR0913, PLR0917 - each is an option
    playbook: Annotated[str, typer.Option("--playbook", "-p", help="A shipped playbook's name, or a TOML file.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for what is written.")],
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Contracts, or folders that hold some; without: all of the matter.")
    ] = None,
    matter: SomeMatter = None,
    question: Annotated[list[str] | None, typer.Option("--question", "-q", help="A column more.")] = None,
    questions: Annotated[Path | None, typer.Option("--questions", help="A file of questions, one a line.")] = None,
    again: Annotated[list[str] | None, typer.Option("--again", help="Work out this rule's column anew.")] = None,
    document: OneDocument = None,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="The least severity of an open finding.")
    ] = Severity.LOW,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", help="xlsx, docx, html, json, csv, ics or pdf; without: all of them."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Review contracts with a playbook: a row a file, a column a rule, each cell with its clause.

    Files are read into the matter (named after the folder of --out where none is given), then graded. Interrupted at any
    point, the same command goes on where it was. --document works out its row anew; with --again, only these cells of it.
    A contract that another file amends is printed again at the end. Exit status 1: something at or above --fail-on is open,
    or a file failed.
    """
    from lexassist.assistant.reviewing import Scope, load_playbook, with_questions
    from lexassist.console import ingestion_progress
    from lexassist.review.links import Links
    from lexassist.review.records import reviewed_record
    from lexassist.review.report import write_report

    if not paths and matter is None:
        raise UsageError("There is nothing to review.", remedy="Name contracts, or a matter with --matter.")
    wanted = _formats(formats or ())
    named = matter or out.absolute().name
    asked = [*(question or ()), *_lines(questions)]
    with open_for("lexassist review") as assistant, ingestion_progress() as watch:
        if named not in assistant.matters() and paths:
            assistant.create_matter(named)
        scope = Scope(tuple(paths or ()), tuple(again or ()), scope_of(assistant, named, document))
        running = assistant.review(named, with_questions(load_playbook(playbook), asked), scope, watch=watch)
        print(running.forecast().told, file=sys.stderr)
        for row in running:
            print_line(reviewed_record(row), _row_line(row), as_json=as_json)
        finished = running.finish()
        for file in write_report(finished, out, formats=wanted, links=Links(running.originals())):
            print(f"Written: {file}", file=sys.stderr)
    raise typer.Exit(1 if any(_needs_attention(row, fail_on) for row in finished.rows) else 0)


@playbooks_app.callback()
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List the playbooks that come with LexAssist."""
    from lexassist.assistant.reviewing import shipped_playbooks

    if context.invoked_subcommand is not None:
        return
    found = shipped_playbooks()
    if as_json:
        print_json([_playbook_record(one) for one in found])
    else:
        for one in found:
            print(f"{one.name:<20} {len(one.rules):>3} rules  {one.title}")


@playbooks_app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A TOML file.", show_default=False)], as_json: AsJson = False
) -> None:
    """Check a playbook: what is wrong with it is said with its line. Exit status 2: it cannot be used."""
    from lexassist.assistant.reviewing import load_playbook, unknown_types

    used = load_playbook(file)
    with open_for("lexassist playbooks check") as assistant:
        odd = unknown_types(used, assistant.type_names())
    if as_json:
        print_json({**_playbook_record(used), "unknown_types": list(odd)})
    else:
        print(f"{used.name} {used.version}: {len(used.rules)} rules, in order.")
        for told in odd:
            print(told, file=sys.stderr)
    raise typer.Exit(1 if odd else 0)


def _lines(file: Path | None) -> list[str]:
    """The questions of a file, one a line; blank lines and those that begin with # are passed over."""
    if file is None:
        return []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read ({error}).", remedy="Name a UTF-8 file, a question a line.") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _formats(named: Sequence[str]) -> tuple[ReportFormat, ...]:
    """What is to be written; everything where nothing is named."""
    from lexassist.review.report import ALL, ReportFormat

    unknown = next((name for name in named if name not in set(ReportFormat)), None)
    if unknown is not None:
        raise UsageError(f"There is no format {unknown!r}.", remedy=f"Name some of: {', '.join(ReportFormat)}.")
    return tuple(ReportFormat(name) for name in named) or ALL


def _row_line(row: ReviewedDocument) -> str:
    """A row for people: what is open in it, the gravest first."""
    from lexassist.telling import count

    if not row.status.kept or not row.findings:
        return f"{row.file}: {row.status.value.replace('_', ' ')}. {row.message}".rstrip()
    opened = [finding for finding in row.findings if finding.verdict.open]
    by_severity = [(sum(f.severity is level for f in opened), level) for level in reversed(SEVERITIES)]
    told = ", ".join(f"{number} {level.value}" for number, level in by_severity if number) or "none"
    note = " (as amended)" if row.amended_by else ""
    return f"{row.file}{note}: {count(len(opened), 'open finding')} of {len(row.findings)}: {told}"


def _needs_attention(row: ReviewedDocument, fail_on: Severity) -> bool:
    ungraded = not row.findings and not row.amends and row.status is not ReadStatus.DUPLICATE
    if not row.status.kept or ungraded:
        return True
    grave = SEVERITIES[SEVERITIES.index(fail_on) :]
    return any(finding.verdict.open and finding.severity in grave for finding in row.findings)


def _playbook_record(playbook: Playbook) -> Record:
    return {
        "name": playbook.name,
        "version": playbook.version,
        "title": playbook.title,
        "side": playbook.side,
        "description": playbook.description,
        "rules": [
            {"id": rule.id, "title": rule.title, "clause": rule.clause, "question": rule.question}
            for rule in playbook.rules
        ],
    }
