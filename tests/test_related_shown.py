"""Definitions and provisions beside hits and answers: in records, in the terminal, on the page."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from lexassist.console import hits_table
from lexassist.records import search_record
from lexassist.types import (
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    ClauseKind,
    Document,
    DocumentId,
    Hit,
    Page,
    Related,
    RelationKind,
    Routing,
    Search,
    Span,
)

TEXT = '1 "Losses" means all [bold]loss[/bold].\n2 Losses are borne under 1.\n'
TURN = TEXT.index("2 Losses")
DOCUMENT = Document(
    DocumentId("d"), "T", "a.pdf", TEXT, (Page(1, 0, TURN, 600, 800), Page(2, TURN, len(TEXT), 600, 800))
)
CLAUSES = {
    clause.id: clause
    for clause in (
        Clause(ClauseId("c0"), DOCUMENT.id, "1", ("1",), "", ClauseKind.DEFINITION, Span(0, TURN)),
        Clause(ClauseId("c1"), DOCUMENT.id, "2", ("2",), "", ClauseKind.OPERATIVE, Span(TURN, len(TEXT))),
    )
}
LOSSES = Related(RelationKind.DEFINITION, "Losses", ClauseId("c0"), Span(2, TURN - 1))
HIT = Hit(1, 0.5, 0.5, Chunk(ChunkId("k"), ClauseId("c1"), DOCUMENT.id, Span(TURN, len(TEXT) - 1), "2 Losses are", ""))
SEARCH = Search("q", (replace(HIT, related=(LOSSES,)), replace(HIT, rank=2)), Routing((), "q"), 1, 2, 0.1)


def test_a_hit_has_its_related_words_with_their_place() -> None:
    first, second = search_record(SEARCH, {DOCUMENT.id: DOCUMENT}, CLAUSES)["hits"]
    assert second["related"] == []
    assert first["related"] == [
        {
            "kind": "definition", "words": "Losses", "clause": "c0", "label": "1", "start": 2, "end": TURN - 1,
            "page": 1, "text": '"Losses" means all [bold]loss[/bold].',
        }
    ]  # fmt: skip


def test_the_terminal_shows_them_below_the_hit_as_plain_text() -> None:
    out = io.StringIO()
    Console(file=out, width=120).print(hits_table(SEARCH, {DOCUMENT.id: DOCUMENT}, CLAUSES))
    lines = [line.strip() for line in out.getvalue().splitlines() if "defines" in line]
    assert len(lines) == 1
    assert lines[0].endswith('defines “Losses”: cl. 1, p. 1: "Losses" means all [bold]loss[/bold].')
