"""The verbs that fill a matter and show what is in it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lexassist.errors import LexAssistError, UsageError

if TYPE_CHECKING:
    from lexassist.assistant import Assistant
    from lexassist.types import Ingested

from lexassist.cli.frame import (
    AsJson,
    EveryMatter,
    MatterName,
    OneDocument,
    SomeMatter,
    app,
    open_for,
    print_json,
    print_line,
    scope_of,
)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Contracts, or folders that hold some.", show_default=False)],
    matter: MatterName,
    as_json: AsJson = False,
) -> None:
    """Read contracts into a matter, which is made when there is none of that name.

    An e-mail's attachments are read too. Exit status 1: a file failed, was read in part, or holds hidden text.
    """
    from lexassist.console import ingestion_progress, outcome_line
    from lexassist.records import ingested_record

    failed = hidden = False
    with open_for("lexassist ingest") as assistant:
        if matter not in assistant.matters():
            assistant.create_matter(matter)
        with ingestion_progress() as watch, closing(assistant.ingest(matter, paths, watch=watch)) as outcomes:
            for outcome in outcomes:
                failed = failed or _needs_attention(outcome)
                hidden = _holds_hidden_text(assistant, matter, outcome) or hidden
                line = outcome_line(outcome, paged=outcome.document not in assistant.unpaged(matter))
                print_line(ingested_record(outcome), line, as_json=as_json)
    if hidden:
        print(f"Hidden text was found: `lexassist show FILE --matter {matter}` shows it.", file=sys.stderr)
    raise typer.Exit(1 if failed or hidden else 0)


@app.command()
def documents(matter: MatterName, as_json: AsJson = False) -> None:
    """List the documents of a matter."""
    from lexassist.console import cards_table, show
    from lexassist.records import card_record
    from lexassist.telling import tell_outdated

    with open_for("lexassist documents") as assistant:
        cards, outdated = assistant.documents(matter), assistant.outdated(matter)
        remarks, unpaged = {card.id: assistant.remarks(matter, card.id) for card in cards}, assistant.unpaged(matter)
    if as_json:
        print_json([card_record(card, remarks[card.id], outdated=card.id in outdated) for card in cards])
    else:
        show(cards_table(cards, remarks, unpaged))
        if outdated:
            print(tell_outdated(matter, len(outdated)), file=sys.stderr)


@app.command()
def reencode(matter: SomeMatter = None, every: EveryMatter = False, as_json: AsJson = False) -> None:
    """Make a matter's vectors anew with the encoder of the settings, after that was changed.

    It may be interrupted, and goes on where it was when it is run again; until it is done, the encoder before can still be
    used. Exit status 1: a matter could not be done (--all goes on with the next).
    """
    from lexassist.console import ingestion_progress, reencoded_line
    from lexassist.records import reencoded_record

    with open_for("lexassist reencode") as assistant, ingestion_progress() as watch:

        def work(name: str) -> bool:
            try:
                done = assistant.reencode(name, watch=watch)
            except KeyboardInterrupt:
                print("What was encoded is kept: the same command goes on with the rest.", file=sys.stderr)
                raise
            print_line(reencoded_record(name, done), reencoded_line(name, done), as_json=as_json)
            return True

        _each_matter(assistant, matter, work, every=every)


@app.command()
def reread(
    matter: SomeMatter = None,
    every: EveryMatter = False,
    document: OneDocument = None,
    again: Annotated[bool, typer.Option("--again", help="Also what this version has read.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read documents again from their kept originals: those that an earlier version of LexAssist has read.

    Answers that were kept stay as they are. A file that can no longer be read keeps its earlier reading. Exit status 1: a
    file failed or was read in part, or a matter could not be done (--all goes on with the next).
    """
    from lexassist.console import ingestion_progress, outcome_line
    from lexassist.records import ingested_record

    if document and every:
        raise UsageError("A document is in one matter.", remedy="Name that with --matter.")
    with open_for("lexassist reread") as assistant, ingestion_progress() as watch:

        def work(name: str) -> bool:
            scope, good = scope_of(assistant, name, document), True
            with closing(assistant.reread(name, scope, everything=again, watch=watch)) as outcomes:
                for outcome in outcomes:
                    good = good and not _needs_attention(outcome)
                    line = outcome_line(outcome, paged=outcome.document not in assistant.unpaged(name))
                    print_line({"matter": name, **ingested_record(outcome)}, line, as_json=as_json)
            return good

        _each_matter(assistant, matter, work, every=every)


@app.command(name="show")
def show_document(
    document: Annotated[str, typer.Argument(help="Id or file name.", show_default=False)],
    matter: MatterName,
    as_json: AsJson = False,
) -> None:
    """Show a document as it was read: remarks, what it provides for, clauses, defined terms, references that point nowhere.

    With --json also its text, its pages, the types of each clause, every use of a term and every cross-reference.
    """
    from lexassist.console import document_view, show, types_view
    from lexassist.errors import ModelMissing
    from lexassist.records import document_record

    with open_for("lexassist show") as assistant:
        found = assistant.find_document(matter, document)
        whole, clauses = assistant.document(matter, found), assistant.clauses(matter, found)
        definitions, references = assistant.definitions(matter, found), assistant.references(matter, found)
        try:
            types, provided = assistant.clause_types(matter, found), assistant.types(matter, found)
        except ModelMissing:  # an encoder of one's own: everything else is shown
            types, provided = {}, ()
    if as_json:
        print_json(document_record(whole, clauses, definitions, references, types))
    else:
        show(document_view(whole, clauses, definitions, references))
        if provided:
            show(types_view(whole, clauses, provided))


def _each_matter(assistant: Assistant, matter: str | None, work: Callable[[str], bool], *, every: bool) -> None:
    """Do ``work`` on the matter, or on every one; ends with status 1 where it was not good."""
    if (matter is None) != every:
        raise UsageError("Give either --matter or --all.", remedy="See --help.")
    if matter is not None:
        raise typer.Exit(0 if work(matter) else 1)
    good = True
    for name in assistant.matters():
        try:
            good = work(name) and good
        except LexAssistError as error:
            print(f"lexassist: {name}: {error}", file=sys.stderr)
            good = False
    raise typer.Exit(0 if good else 1)


def _needs_attention(outcome: Ingested) -> bool:
    from lexassist.types import ReadStatus

    return outcome.status not in (ReadStatus.INDEXED, ReadStatus.DUPLICATE)


def _holds_hidden_text(assistant: Assistant, matter: str, outcome: Ingested) -> bool:
    """Whether a file that was just stored holds words that its pages do not show."""
    from lexassist.types import ReadStatus, RemarkKind

    if outcome.document is None or outcome.status is ReadStatus.DUPLICATE:
        return False
    return any(remark.kind is RemarkKind.HIDDEN_TEXT for remark in assistant.remarks(matter, outcome.document))
