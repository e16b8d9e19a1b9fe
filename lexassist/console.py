"""How results look in a terminal: tables and lines for people; scripts read ``--json`` instead.

Everything from a document is printed as plain text: rich markup in it is not interpreted, control characters are dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from lexassist.doctor import Check
from lexassist.models import ModelState, State
from lexassist.types import (
    Answer,
    Answered,
    AnswerEvent,
    Citation,
    Clause,
    ClauseId,
    Document,
    DocumentCard,
    DocumentId,
    Found,
    Ingested,
    Search,
    Stage,
    Support,
    Told,
    Watcher,
)
from lexassist.types import Progress as IngestionProgress

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_STAGES = {
    Stage.READING: "reading",
    Stage.ENCODING: "indexing",
    Stage.STORING: "storing",
    Stage.DONE: "done",
}


def show(renderable: RenderableType) -> None:
    """Print to stdout; as wide as the terminal, or wide enough for a file."""
    _stdout().print(renderable)


def _stdout() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=140, soft_wrap=True)


@contextmanager
def ingestion_progress() -> Iterator[Watcher]:
    """A progress bar on stderr, for a person at a terminal only."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        MofNCompleteColumn(),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[stage]}"),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=None, stage="starting")

        def watch(progress: IngestionProgress) -> None:
            name = plain(progress.file.rpartition("/")[2])
            bar.update(
                task, completed=progress.done, total=progress.total, description=name, stage=_STAGES[progress.stage]
            )

        yield watch


def plain(text: str) -> str:
    """``text`` without control characters, which a terminal would obey."""
    return _CONTROL.sub("", text)


def outcome_line(outcome: Ingested) -> str:
    """One line for one file of an ingestion."""
    size = f"{outcome.pages} pages, {outcome.clauses} clauses, {outcome.seconds:.1f} s" if outcome.document else ""
    parts = (f"{outcome.status.value:15}", outcome.file, size, outcome.message)
    return plain("  ".join(part for part in parts if part))


def cards_table(cards: Sequence[DocumentCard]) -> RenderableType:
    """The documents of a matter."""
    if not cards:
        return Text("The matter holds no documents yet: `lexassist ingest` reads some.")
    table = Table("document", "file", "title", "pages", "clauses", "status", box=None, header_style="bold")
    for card in cards:
        row = (card.id, card.source, card.title, str(card.pages), str(card.clauses), card.status.value)
        table.add_row(*(Text(plain(cell)) for cell in row))
    return table


def outline(document: Document, clauses: Sequence[Clause]) -> RenderableType:
    """The clause tree: label, heading or first words, page."""
    depth: dict[str, int] = {}
    table = Table("clause", "", "kind", "page", box=None, header_style="bold", title=Text(plain(document.title)))
    for clause in clauses:
        depth[clause.id] = depth[clause.parent] + 1 if clause.parent else 0
        words = clause.heading or " ".join(document.quote(clause.span)[:70].split())
        label = "  " * depth[clause.id] + (clause.label or "·")
        page = str(document.pages_of(clause.span)[0])
        table.add_row(Text(plain(label)), Text(plain(words)), clause.kind.value, page)
    return table


def hits_table(
    search: Search, sources: Mapping[DocumentId, Document], clauses: Mapping[ClauseId, Clause]
) -> RenderableType:
    """The hits of a search with their words."""
    table = Table("", "where", "words", box=None, header_style="bold", padding=(0, 1, 1, 0))
    for hit in search.hits:
        document, clause = sources[hit.chunk.document], clauses[hit.chunk.clause]
        page = document.pages_of(hit.chunk.span)[0]
        where = f"{document.source}\n{pinpoint(clause.label, (page,))}\n{hit.score:.2f}"
        table.add_row(str(hit.rank), Text(plain(where)), Text(plain(hit.chunk.text)))
    return table


def pinpoint(label: str, pages: Sequence[int]) -> str:
    """A place as a lawyer cites it.

    >>> pinpoint("9.2(b)", (14,))
    'cl. 9.2(b), p. 14'
    >>> pinpoint("Schedule 2", (20, 21))
    'Schedule 2, pp. 20-21'
    """
    where = f"p. {pages[0]}" if len(pages) == 1 else f"pp. {pages[0]}-{pages[-1]}" if pages else ""
    clause = f"cl. {label}" if label[:1].isdigit() or label[:1] == "(" else label
    return ", ".join(part for part in (clause, where) if part)


def print_answer(events: Iterator[AnswerEvent]) -> None:
    """Print an answer as it comes: each sentence when it is verified, then its citations and what was searched."""
    console = _stdout()
    aside = Console(stderr=True, highlight=False)
    for event in events:
        if isinstance(event, Found):
            aside.print(Text(f"{_searched(event.clauses, event.documents)} searched", style="dim"))
        elif isinstance(event, Told) and event.sentence.citations:
            marks = "".join(f"[{n}]" for n in event.sentence.citations)
            console.print(Text(f"{plain(event.sentence.text)} {marks}"))
        elif isinstance(event, Answered):
            _print_proof(console, event.answer)


def _print_proof(console: Console, answer: Answer) -> None:
    if answer.support is Support.ABSTAINED:
        console.print(Text("The documents do not answer this.", style="bold"))
    for citation in answer.citations:
        console.print(_citation_text(citation, f"[{citation.n}]"))
    for sentence in answer.withheld:
        console.print(Text(f"withheld: {plain(sentence.reason)}", style="yellow"))
    if answer.nearest:
        console.print(Text("Nearest clauses, which do not answer it:", style="dim"))
        for citation in answer.nearest:
            console.print(_citation_text(citation, "  -"))
    searched = f"Searched {_searched(answer.clauses_searched, answer.documents_searched)}."
    seconds = dict(answer.seconds).get("total", 0.0)
    if answer.only_quoted:
        console.print(
            Text("Quoted is what is most like the question. Whether it answers it is for you to judge.", style="bold")
        )
    note = f" {answer.note}" if answer.note else ""
    console.print(Text(plain(f"{searched}{note} ({answer.model}, {seconds:.1f} s)"), style="dim"))


def _searched(clauses: int, documents: int) -> str:
    """
    >>> _searched(124, 1)
    '124 clauses of 1 document'
    """
    return f"{clauses} clause{'s' * (clauses != 1)} of {documents} document{'s' * (documents != 1)}"


def _citation_text(citation: Citation, mark: str) -> RenderableType:
    read = " (read by OCR)" if citation.ocr else ""
    where = f"{mark} {citation.source}, {pinpoint(citation.label, citation.pages)}{read}"
    quote = " ".join(citation.quote.split())
    return Padding(Text.assemble((plain(where), "cyan"), "\n    “", plain(quote), "”"), (0, 0, 0, 2))


def checks_table(checks: Sequence[Check]) -> RenderableType:
    """What the doctor found."""
    table = Table("", "check", "found", "what to do", box=None, header_style="bold")
    for check in checks:
        mark = Text("ok", style="green") if check.ok else Text("NO", style="bold red")
        table.add_row(mark, check.name, Text(plain(check.detail)), Text(plain(check.remedy) if not check.ok else ""))
    return table


def models_table(states: Sequence[ModelState]) -> RenderableType:
    """The listed models and how they stand."""
    table = Table("model", "role", "", "size", "memory", "licence", "from", box=None, header_style="bold")
    for state in states:
        entry, good = state.entry, state.state is State.INSTALLED
        size, memory = f"{entry.size / 1e6:.0f} MB", f"{entry.memory_mib} MiB"
        mark = Text(state.state.value, style="green" if good else "red")
        origin = Text(plain(entry.package or entry.origin))
        table.add_row(entry.name, entry.role.value, mark, size, memory, entry.licence, origin)
    return table


def result_tables(text: str) -> RenderableType:
    """The tables of a result file (its JSON text)."""
    tables = []
    for one in json.loads(text)["tables"]:
        table = Table(*one["columns"], box=None, header_style="bold", title=one["title"])
        for row in one["rows"]:
            table.add_row(*(Text(str(cell)) for cell in row))
        tables.append(table)
    return Group(*tables)
