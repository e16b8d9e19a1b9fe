"""Answers with their proof, and what a replay found."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from lexassist.console.printing import plain, stdout
from lexassist.telling import (
    DEPENDS_ON,
    NEAREST,
    NEAREST_TO_NONE,
    NO_ANSWER,
    ONLY_QUOTED,
    count,
    pinpoint,
    quote_rows,
    relation_words,
    source_words,
)
from lexassist.types import (
    Answer,
    Answered,
    AnswerEvent,
    Citation,
    Found,
    QuestionKind,
    Replay,
    Support,
    Told,
    YesNo,
)


def print_answer(events: Iterator[AnswerEvent]) -> None:
    """Print an answer as it comes: each sentence when it is verified, then its citations and what was searched."""
    console = stdout()
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
        console.print(Text(NEAREST_TO_NONE if answer.certificate else NEAREST, style="dim"))
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
    return answer.note or NO_ANSWER


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
