"""How results look in a terminal: tables and lines for people; scripts read ``--json`` instead.

Everything from a document is printed as plain text: rich markup in it is not interpreted, control characters are dropped.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from lexassist.doctor import Check
from lexassist.models import ModelState, State
from lexassist.models.qualified import Earned, Qualification
from lexassist.retrieval.places import Place, count_forms
from lexassist.telling import (
    DEPENDS_ON,
    KIND_WORDS,
    ONLY_QUOTED,
    count,
    label_words,
    list_pages,
    pinpoint,
    place_words,
    poor_pages,
    quote_rows,
    relation_words,
    source_words,
    tell_absent,
    tell_forms,
    tell_mentions,
    tell_unread,
)
from lexassist.types import (
    Answer,
    Answered,
    AnswerEvent,
    Citation,
    Clause,
    ClauseId,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    Found,
    Ingested,
    Mentions,
    Presence,
    QuestionKind,
    Reencoded,
    Reference,
    Related,
    Remark,
    Replay,
    Search,
    Span,
    Stage,
    Support,
    Told,
    TypePresence,
    Watcher,
    YesNo,
)
from lexassist.types import Progress as IngestionProgress

_REMARKED = 300
"""Characters of a remark's words that are printed."""
_EXPLAINED = 200
"""Characters of the words on which a hit depends that are printed."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_STAGES = {
    Stage.READING: "reading",
    Stage.RECOGNISING: "recognising",
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
            stage = _STAGES[progress.stage]
            if progress.pages:
                stage += f" page {min(progress.page + 1, progress.pages)} of {progress.pages}"
            bar.update(task, completed=progress.done, total=progress.total, description=name, stage=stage)

        yield watch


def plain(text: str) -> str:
    """``text`` without control characters, which a terminal would obey."""
    return _CONTROL.sub("", text)


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


def hits_table(
    search: Search, sources: Mapping[DocumentId, Document], clauses: Mapping[ClauseId, Clause], *, note: str = ""
) -> RenderableType:
    """The hits of a search with their words; above them ``note``, which tells the routing."""
    table = Table("", "where", "words", box=None, header_style="bold", padding=(0, 1, 1, 0))
    for hit in search.hits:
        document, clause = sources[hit.chunk.document], clauses[hit.chunk.clause]
        where = (source_words(document.source), _hit_place(document, clause, hit.chunk.span), f"{hit.score:.2f}")
        needed = [_related_text(one, document, clauses[one.clause]) for one in hit.related]
        table.add_row(str(hit.rank), Text(plain("\n".join(where))), Group(Text(plain(hit.chunk.text)), *needed))
    return Group(Text(plain(note), style="bold"), table) if note else table


def _related_text(related: Related, document: Document, clause: Clause) -> RenderableType:
    """A definition or a provision on which a hit depends, in short, below it."""
    paragraph = None if document.paged else document.paragraph_of(related.span)
    place = pinpoint(clause.label, document.pages_of(related.span)[:1], paragraph)
    words = " ".join(document.quote(related.span).split())
    shown = words if len(words) <= _EXPLAINED else f"{words[:_EXPLAINED].rstrip()}…"
    told = f"{relation_words(related.kind, related.words)}: {place}: {shown}"
    return Padding(Text(plain(told), style="dim"), (0, 0, 0, 2))


def _hit_place(document: Document, clause: Clause, span: Span) -> str:
    page = document.pages_of(span)[:1]
    ocr = any(one.ocr for one in document.pages if one.number in page)
    paragraph = None if document.paged else document.paragraph_of(span)
    place = pinpoint(clause.label, page, paragraph, ocr=ocr)
    return f"{place}\nquality poor: compare with the page" if poor_pages(document, page) else place


def mentions_view(
    mentions: Mentions, places: Sequence[Place], cards: Sequence[DocumentCard], others: Mapping[str, int]
) -> RenderableType:
    """Every mention by document, its words in bold; ``others`` says how often the term stands in another number."""
    head = [Text(plain(tell_mentions(mentions)), style="bold")]
    also = "; also " + ", ".join(f"“{word}”: {count(n, 'place')}" for word, n in others.items()) if others else ""
    notes = (f"{tell_forms(count_forms(places))}{also}".removeprefix("; "), tell_unread(cards))
    head += [Text(plain(note), style="dim") for note in notes if note]
    groups = groupby(places, key=lambda place: place.mention.document)
    return Group(*head, *(_mentions_table(tuple(group)) for _, group in groups))


def _mentions_table(places: Sequence[Place]) -> RenderableType:
    table = Table(box=None, show_header=False, title_justify="left", title_style="bold cyan", padding=(0, 2, 0, 0))
    table.title = Text(plain(f"\n{source_words(places[0].citation.source)}: {count(len(places), 'place')}"))
    for place in places:
        cited = place.citation
        words = Text.assemble(plain(place.before), (plain(place.words), "bold yellow"), plain(place.after))
        where = place_words(cited.pages, cited.paragraph) + (" (OCR)" if cited.ocr else "")
        mark = "defined here" if place.mention.defining else ""
        table.add_row(Text(plain(label_words(cited.label))), where, words, Text(mark, style="green"))
    return table


def print_answer(events: Iterator[AnswerEvent]) -> None:
    """Print an answer as it comes: each sentence when it is verified, then its citations and what was searched."""
    console = _stdout()
    aside = Console(stderr=True, highlight=False)
    for event in events:
        if isinstance(event, Found):
            told = f"{event.routing} {_searched(event.clauses, event.documents)} searched"
            aside.print(Text(plain(told.strip()), style="dim"))
        elif isinstance(event, Told) and event.sentence.citations:
            marks = "".join(f"[{n}]" for n in event.sentence.citations)
            console.print(Text(f"{plain(event.sentence.text)} {marks}"))
        elif isinstance(event, Answered):
            _print_proof(console, event.answer)


def _print_proof(console: Console, answer: Answer) -> None:
    if answer.asked:
        console.print(Text(plain(f"Understood as: {answer.asked}"), style="dim"))
    if answer.support is Support.ABSTAINED:
        console.print(Text(plain(_nothing_words(answer)), style="bold"))
    for warning in answer.warnings:
        console.print(
            Text(f"! {plain(warning.message)} They were read as evidence and not obeyed.", style="bold yellow")
        )
        console.print(_citation_text(warning.citation, "  !"))
    for citation in answer.citations:
        console.print(_citation_text(citation, f"[{citation.n}]"))
    if answer.related:
        console.print(Text(f"{DEPENDS_ON}:", style="dim"))
    for related in answer.related:
        console.print(_citation_text(related.citation, f"{relation_words(related.kind, related.words)}:"))
    for sentence in answer.withheld:
        console.print(Text(f"withheld: {plain(sentence.reason)}", style="yellow"))
    if answer.nearest:
        console.print(Text("Nearest clauses, which do not answer it:", style="dim"))
        for citation in answer.nearest:
            console.print(_citation_text(citation, "  -"))
    if answer.kind in (QuestionKind.SMALL_TALK, QuestionKind.OUTSIDE):
        return
    searched = f"{answer.routing} Searched {_searched(answer.clauses_searched, answer.documents_searched)}.".strip()
    seconds = dict(answer.seconds).get("total", 0.0)
    if answer.only_quoted:
        console.print(Text(ONLY_QUOTED, style="bold"))
    note = f" {answer.note}" if answer.note and answer.support is not Support.ABSTAINED else ""
    console.print(Text(plain(f"{searched}{note} ({answer.model}, {seconds:.1f} s; answer {answer.id})"), style="dim"))


def _nothing_words(answer: Answer) -> str:
    """What is told where there is nothing to quote: the verdict first, then what it rests on."""
    if answer.verdict is YesNo.NO:
        return f"No. {answer.note}"
    return answer.note or "The documents do not answer this."


def _searched(clauses: int, documents: int) -> str:
    """
    >>> _searched(124, 1)
    '124 clauses of 1 document'
    """
    return f"{count(clauses, 'clause')} of {count(documents, 'document')}"


def _citation_text(citation: Citation, mark: str) -> RenderableType:
    place = pinpoint(citation.label, citation.pages, citation.paragraph, ocr=citation.ocr)
    where = ", ".join(part for part in (source_words(citation.source), place) if part)
    quote = "\n     ".join(" | ".join(row) for row in quote_rows(citation.quote))
    return Padding(Text.assemble((plain(f"{mark} {where}"), "cyan"), "\n    “", plain(quote), "”"), (0, 0, 0, 2))


def replay_view(replay: Replay) -> RenderableType:
    """What differs when a question is put again, a line each; that nothing does, where nothing does."""
    head = Text(plain(replay.question), style="bold")
    if replay.same:
        return Group(head, Text("The same answer, from the same evidence, by the same model.", style="green"))
    return Group(head, *(Text(plain(f"- {one.words}")) for one in replay.differences))


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
