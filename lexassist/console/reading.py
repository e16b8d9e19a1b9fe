"""Files being read, and documents as they were read."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from lexassist.console.printing import plain
from lexassist.telling import (
    KIND_WORDS,
    count,
    label_words,
    list_pages,
    source_words,
    tell_absent,
)
from lexassist.types import (
    Clause,
    ClauseId,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    Ingested,
    Presence,
    Reencoded,
    Reference,
    Remark,
    Span,
    Stage,
    TypePresence,
    Watcher,
)
from lexassist.types import Progress as IngestionProgress

_REMARKED = 300
"""Characters of a remark's words that are printed."""


_STAGES = {
    Stage.READING: "reading",
    Stage.RECOGNISING: "recognising",
    Stage.ENCODING: "indexing",
    Stage.STORING: "storing",
    Stage.DONE: "done",
}


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
            stage = _STAGES[progress.stage]
            if progress.pages:
                stage += f" page {min(progress.page + 1, progress.pages)} of {progress.pages}"
            bar.update(task, completed=progress.done, total=progress.total, description=name, stage=stage)

        yield watch


def outcome_line(outcome: Ingested, *, paged: bool = True) -> str:
    """One line for one file of an ingestion; ``paged`` says that it has pages of its own."""
    held = [count(outcome.pages, "page")] if paged else []
    held += [count(outcome.clauses, "clause"), f"{outcome.seconds:.1f} s"]
    size = ", ".join(held) if outcome.document else ""
    parts = (f"{outcome.status.value:15}", outcome.file, size, outcome.message)
    return plain("  ".join(part for part in parts if part))


def reencoded_line(matter: str, reencoded: Reencoded) -> str:
    """One line for a matter whose vectors were made anew."""
    was = f", before by {reencoded.before}" if reencoded.before not in (None, reencoded.encoder) else ""
    encoded = f"{count(reencoded.encoded, 'text')} encoded in {reencoded.seconds:.1f} s"
    return plain(f"{matter}  {count(reencoded.chunks, 'chunk')} by {reencoded.encoder}{was}  {encoded}")


def cards_table(
    cards: Sequence[DocumentCard],
    remarks: Mapping[DocumentId, Sequence[Remark]],
    unpaged: Collection[DocumentId] = (),
) -> RenderableType:
    """The documents of a matter, with what was remarked on them in a word; ``unpaged`` have no pages to count."""
    if not cards:
        return Text("The matter holds no documents yet: `lexassist ingest` reads some.")
    table = Table("document", "file", "title", "pages", "clauses", "status", "remarks", box=None, header_style="bold")
    for card in cards:
        kinds = dict.fromkeys(KIND_WORDS[remark.kind] for remark in remarks.get(card.id, ()))
        size = ("–" if card.id in unpaged else str(card.pages), str(card.clauses), card.status.value)
        row = (card.id, source_words(card.source), card.title, *size, ", ".join(kinds))
        table.add_row(*(Text(plain(cell)) for cell in row))
    return table


def document_view(
    document: Document,
    clauses: Sequence[Clause],
    definitions: Sequence[Definition],
    references: Sequence[Reference],
) -> RenderableType:
    """A document as it was read: remarks first, the clause tree, the defined terms, references that point nowhere."""
    places, labels = _Places(document), {clause.id: clause.label for clause in clauses}
    parts: list[RenderableType] = [
        Text(plain(document.title), style="bold"),
        Text(plain(source_words(document.source))),
    ]
    parts += [Text(line) for line in _reading_lines(document)]
    parts += [_remark_text(remark) for remark in document.remarks]
    parts += [Text(""), _outline(document, clauses, places)]
    if definitions:
        parts += [Text(""), _terms_table(definitions, labels, places)]
    if references:
        parts += [Text(""), *_references_parts(document, references, labels, places)]
    return Group(*parts)


def types_view(document: Document, clauses: Sequence[Clause], types: Sequence[TypePresence]) -> RenderableType:
    """Which types of clause a document has, with the best place of each; those to look at, and those that it lacks."""
    places, labels = _Places(document), {clause.id: label_words(clause.label) for clause in clauses}
    table = Table("What it provides for", "", "in", places.head, box=None, header_style="bold")
    told = {Presence.PRESENT: Text("yes", style="green"), Presence.UNCERTAIN: Text("look", style="yellow")}
    for presence, mark in told.items():
        for one in (one for one in types if one.presence is presence):
            best = one.places[0] if one.places else None
            where = (Text(plain(labels.get(best.clause, ""))), places(best.span)) if best else ("", "")
            table.add_row(Text(plain(one.type)), mark, *where)
    return Group(Text(""), table, Text(""), Text(plain(tell_absent(types)), style="dim"))


class _Places:
    """Where a span of one document stands, in a word: its page, or its paragraph where there are no pages."""

    def __init__(self, document: Document) -> None:
        self.head = "page" if document.paged else "para."
        self._ocr = {page.number for page in document.pages if page.ocr}
        self._numbers = [page.number for page in document.pages] if document.paged else []
        self._starts = [page.start for page in document.pages] if document.paged else _line_starts(document.text)

    def __call__(self, span: Span) -> str:
        place = bisect_right(self._starts, span.start)
        if not self._numbers:
            return str(place)
        number = self._numbers[place - 1]
        return f"{number} (OCR)" if number in self._ocr else str(number)


def _line_starts(text: str) -> list[int]:
    """The offsets at which the lines begin that are not blank."""
    return [line.start() for line in re.finditer(r"^[^\n]*\S", text, re.MULTILINE)]


def _reading_lines(document: Document) -> list[str]:
    """Which pages are known only through character recognition, and which are not known at all."""
    kinds = {
        "Read by OCR": [page.number for page in document.pages if page.ocr and page.start < page.end],
        "No words recognised": [page.number for page in document.pages if page.ocr and page.start == page.end],
        "Not read (images)": [page.number for page in document.pages if page.needs_ocr],
    }
    return [f"{kind}: {list_pages(pages)}" for kind, pages in kinds.items() if pages]


def _remark_text(remark: Remark) -> RenderableType:
    where = f" (page {remark.page})" if remark.page is not None else ""
    head = (f"! {KIND_WORDS[remark.kind]}{where}: ", "bold yellow")
    told = Text.assemble(head, plain(remark.message))
    words = " ".join(plain(remark.text).split())
    if not words:
        return told
    shown = words if len(words) <= _REMARKED else f"{words[:_REMARKED]}… ({len(words):,} characters: --json shows all)"
    return Group(told, Text(f"    “{shown}”", style="dim"))


def _outline(document: Document, clauses: Sequence[Clause], places: _Places) -> RenderableType:
    """The clause tree: label, heading or first words, page. The words that open a list stand with the list itself."""
    depth: dict[str, int] = {}
    known = {clause.id: clause for clause in clauses}
    table = Table("clause", "", "kind", places.head, box=None, header_style="bold")
    for clause in clauses:
        parent = known.get(clause.parent) if clause.parent else None
        named = clause.label or clause.heading
        if named and parent is not None and (parent.label, parent.heading) == (clause.label, clause.heading):
            continue
        depth[clause.id] = depth.get(parent.id, 0) + 1 if parent else 0
        words = clause.heading or " ".join(document.quote(clause.span)[:70].split())
        label = "  " * depth[clause.id] + (clause.label or "·")
        table.add_row(Text(plain(label)), Text(plain(words)), clause.kind.value, places(clause.span))
    return table


def _terms_table(definitions: Sequence[Definition], labels: Mapping[ClauseId, str], places: _Places) -> RenderableType:
    table = Table("defined term", "in", places.head, "used", box=None, header_style="bold")
    for definition in sorted(definitions, key=lambda definition: definition.term.casefold()):
        label = label_words(labels.get(definition.clause, ""))
        used = count(len(definition.uses), "time") if definition.uses else "never"
        table.add_row(Text(plain(definition.term)), Text(plain(label)), places(definition.span), used)
    return table


def _references_parts(
    document: Document, references: Sequence[Reference], labels: Mapping[ClauseId, str], places: _Places
) -> list[RenderableType]:
    dangling = [reference for reference in references if reference.dangling]
    outside = sum(reference.outside for reference in references)
    found = len(references) - len(dangling) - outside
    summed = f"{count(len(references), 'cross-reference')}: {found} found, {len(dangling)} pointing nowhere"
    parts: list[RenderableType] = [Text(f"{summed}, {outside} into other documents or statutes")]
    if dangling:
        table = Table("points nowhere", "in", places.head, box=None, header_style="bold")
        for reference in dangling:
            words = " ".join(document.quote(reference.span).split())
            label = label_words(labels.get(reference.clause, ""))
            table.add_row(Text(plain(words)), Text(plain(label)), places(reference.span))
        parts += [Text(""), table]
    return parts
