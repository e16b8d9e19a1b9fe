"""Hits of a search, and every mention of a term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lexassist.console.printing import plain
from lexassist.retrieval.places import Place, count_forms
from lexassist.telling import (
    count,
    label_words,
    pinpoint,
    place_words,
    poor_pages,
    relation_words,
    source_words,
    tell_forms,
    tell_mentions,
    tell_unread,
)
from lexassist.types import (
    Clause,
    ClauseId,
    Document,
    DocumentCard,
    DocumentId,
    Mentions,
    Related,
    Search,
    Span,
)

_EXPLAINED = 200
"""Characters of the words on which a hit depends that are printed."""


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
