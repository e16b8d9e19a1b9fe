"""The verbs that search and ask."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lexassist.errors import UsageError

if TYPE_CHECKING:
    from lexassist.records import Record

from lexassist.cli.frame import AsJson, MatterName, OneDocument, Queries, app, open_for, print_json, scope_of


@app.command()
def search(
    matter: MatterName,
    query: Annotated[str | None, typer.Argument(help="What to look for.", show_default=False)] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many hits.")] = 8,
    document: OneDocument = None,
    queries: Queries = None,
    as_json: AsJson = False,
) -> None:
    """Find the clauses that bear on a query."""
    from lexassist.console import hits_table, show
    from lexassist.records import search_record
    from lexassist.telling import tell_routing

    with open_for("lexassist search") as assistant:
        for asked in _questions(query, queries, document):
            found = assistant.search(matter, asked.text, k=k, document=scope_of(assistant, matter, asked.document))
            sources = {hit.chunk.document: assistant.document(matter, hit.chunk.document) for hit in found.hits}
            shown = {one for hit in found.hits for one in (hit.chunk.clause, *(r.clause for r in hit.related))}
            clauses = {clause: assistant.clause(matter, clause) for clause in shown}
            names = {card.id: card.source for card in assistant.documents(matter)} if found.routing.words else {}
            note = tell_routing(found.routing, names)
            record = asked.tag(search_record(found, sources, clauses, note=note))
            if as_json or queries:
                print_json(record, lines=queries is not None)
            else:
                show(hits_table(found, sources, clauses, note=note))


@app.command()
def mentions(
    term: Annotated[str, typer.Argument(help="A word, or a phrase.", show_default=False)],
    matter: MatterName,
    document: OneDocument = None,
    case: Annotated[bool, typer.Option("--case", help="Capitals count.")] = False,
    as_json: AsJson = False,
) -> None:
    """List every place where a term stands, with the true total: nothing is left out and nothing is ranked.

    Whole words; several words are one phrase. Line ends, kinds of quotation marks and hyphens, and running heads make no
    difference. Plural and singular are different words.
    """
    from lexassist.console import mentions_view, show
    from lexassist.records import mention_record, mentions_record
    from lexassist.retrieval.mentions import other_numbers
    from lexassist.retrieval.places import count_forms

    with open_for("lexassist mentions") as assistant:
        scope = scope_of(assistant, matter, document)
        found = assistant.mentions(matter, term, document=scope, case=case)
        places = tuple(assistant.places(matter, found))
        cards = [card for card in assistant.documents(matter) if scope in (None, card.id)]
        if as_json:
            records = [mention_record(place.mention, place.citation, place.text) for place in places]
            print_json(mentions_record(found, records, count_forms(places), cards))
            return
        others = {
            word: len(assistant.mentions(matter, word, document=scope, case=case).places)
            for word in other_numbers(found.term)
        }
        show(mentions_view(found, places, cards, {word: n for word, n in others.items() if n}))


@app.command()
def ask(
    matter: MatterName,
    question: Annotated[str | None, typer.Argument(help="The question.", show_default=False)] = None,
    document: OneDocument = None,
    after: Annotated[
        list[str] | None, typer.Option("--after", help="A question before this one, oldest first; may be repeated.")
    ] = None,
    queries: Queries = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, each sentence with the clause that carries it.

    With --after, "and for the Landlord?" is answered as the full question that it means, which is said.
    """
    from lexassist.console import print_answer
    from lexassist.records import answer_record

    with open_for("lexassist ask") as assistant:
        for asked in _questions(question, queries, document):
            scope = scope_of(assistant, matter, asked.document)
            if as_json or queries:
                answer = assistant.ask(matter, asked.text, document=scope, after=after or ())
                print_json(asked.tag(answer_record(answer)), lines=queries is not None)
            else:
                with closing(assistant.stream(matter, asked.text, document=scope, after=after or ())) as events:
                    print_answer(events)


@app.command()
def replay(
    answer: Annotated[str, typer.Argument(help="The id of an answer, as `ask` gives it.", show_default=False)],
    matter: MatterName,
    as_json: AsJson = False,
) -> None:
    """Put the question of a kept answer again and say what differs: model, settings, documents, evidence, sentences.

    Exit status 1: something differs.
    """
    from lexassist.console import replay_view, show
    from lexassist.records import replay_record
    from lexassist.types import AnswerId

    with open_for("lexassist replay") as assistant:
        replayed = assistant.replay(matter, AnswerId(answer))
    if as_json:
        print_json(replay_record(replayed))
    else:
        show(replay_view(replayed))
    raise typer.Exit(0 if replayed.same else 1)


class _Question:
    """One line of ``--queries``, or the question on the command line (whose id is None)."""

    def __init__(self, text: str, document: str | None, identity: str | int | None = None) -> None:
        self.text = text
        self.document = document
        self._identity = identity

    def tag(self, record: Record) -> Record:
        """``record`` with the id of its question in front."""
        return record if self._identity is None else {"id": self._identity, **record}


def _questions(text: str | None, file: Path | None, document: str | None) -> Iterator[_Question]:
    if (text is None) == (file is None):
        raise UsageError("Give either a question or --queries FILE.", remedy="See --help.")
    if text is not None:
        yield _Question(text, document)
        return
    assert file is not None
    try:
        lines = sys.stdin.readlines() if str(file) == "-" else file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read ({error}).", remedy="Name a UTF-8 file of JSON Lines.") from error
    # All lines are checked before the first is answered: a typo in line 900 must not cost the night.
    yield from [_parse_question(line, f"{file}, line {n}", document) for n, line in enumerate(lines, 1) if line.strip()]


def _parse_question(line: str, where: str, document: str | None) -> _Question:
    try:
        value = json.loads(line)
        return _Question(str(value["query"]), value.get("document") or document, value.get("id"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f'{where} is not {{"id", "query", "document"?}} ({error}).', remedy="Correct that line."
        ) from error
