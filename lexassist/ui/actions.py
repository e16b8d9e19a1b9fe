"""What the page does: reads files, asks questions, lists matters and documents.

Plain functions and generators that call the Assistant and yield what :mod:`lexassist.ui.render` shows. Work that takes long
runs in a thread of its own, so a page that is closed neither loses an ingestion nor keeps a model writing. Nothing here
knows Gradio.
"""

from __future__ import annotations

import queue
import shutil
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from lexassist.errors import LexAssistError
from lexassist.retrieval.places import count_forms
from lexassist.telling import tell_forms, tell_mentions, tell_unread
from lexassist.types import (
    Answered,
    AnswerEvent,
    Citation,
    DocumentCard,
    DocumentId,
    Found,
    Ingested,
    Progress,
    Stage,
    Told,
)
from lexassist.ui.files import Doing, FileRow, Shelf
from lexassist.ui.mentions import Listing
from lexassist.ui.render import Ended, Exchange
from lexassist.ui.words import MODE_WORDS, document_name

if TYPE_CHECKING:
    from lexassist.assistant import Assistant

T = TypeVar("T")
Say = Callable[[T], None]

_TICK = 0.2
"""Seconds between two looks at whether Stop was pressed."""

_SHOWN_PLACES = 1000
"""Places of one term that the page shows: a browser slows down with more."""

_INTERNAL = (
    "Something inside LexAssist failed, so there is no answer. Ask again; `lexassist doctor` checks the installation."
)

_DOING = {
    Stage.READING: Doing.READING,
    Stage.RECOGNISING: Doing.RECOGNISING,
    Stage.ENCODING: Doing.ENCODING,
    Stage.STORING: Doing.STORING,
    Stage.DONE: Doing.STORING,
}


class Stops:
    """Which sessions have a question under way, and the flag that stops it."""

    def __init__(self) -> None:
        self._flags: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    def begin(self, session: str) -> threading.Event:
        """The flag of this session's new question; an earlier question of the session is stopped."""
        flag = threading.Event()
        with self._lock:
            before = self._flags.get(session)
            self._flags[session] = flag
        if before is not None:
            before.set()
        return flag

    def stop(self, session: str) -> None:
        """Stop the question of this session, if there is one."""
        with self._lock:
            flag = self._flags.pop(session, None)
        if flag is not None:
            flag.set()

    def end(self, session: str, flag: threading.Event) -> None:
        """Forget a question that has ended."""
        with self._lock:
            if self._flags.get(session) is flag:
                del self._flags[session]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was put: of which matter, of which of its documents (None: all), and after which questions."""

    matter: str
    text: str
    document: DocumentId | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """The documents of a matter, or why they cannot be listed."""

    shelf: Shelf = field(default_factory=Shelf)
    problem: str = ""


def aside(work: Callable[[Say[T]], None]) -> Iterator[T | None]:
    """Run ``work`` in a thread of its own; yield what it says, and None at each moment of silence.

    The work goes on when the iterator is closed. An error of the work is raised here, where it can be shown.
    """
    said: queue.SimpleQueue[_Said[T]] = queue.SimpleQueue()

    def run() -> None:
        try:
            work(lambda item: said.put(_Said(item)))
        except Exception as error:  # noqa: BLE001  it is raised again where somebody listens
            said.put(_Said(error=error, over=True))
        else:
            said.put(_Said(over=True))

    threading.Thread(target=run, daemon=True, name="lexassist-page").start()
    while True:
        try:
            heard = said.get(timeout=_TICK)
        except queue.Empty:
            yield None
            continue
        if heard.error is not None:
            raise heard.error
        if heard.over:
            return
        yield heard.item


@dataclass(frozen=True, slots=True)
class _Said(Generic[T]):
    item: T | None = None
    error: Exception | None = None
    over: bool = False


def matter_names(assistant: Assistant) -> tuple[str, ...]:
    """The matters, in alphabetical order."""
    return tuple(sorted(assistant.matters(), key=str.casefold))


def describe_mode(assistant: Assistant) -> str:
    """What the model that answers may do by itself, and why; what is wrong with it where it is not installed."""
    try:
        return f"{assistant.model}: {MODE_WORDS[assistant.mode]} ({assistant.mode_reason})."
    except LexAssistError as error:
        return str(error)


def make_matter(assistant: Assistant, name: str) -> str:
    """Make a matter. The problem in words, or "" when it is made."""
    try:
        assistant.create_matter(name.strip())
    except LexAssistError as error:
        return str(error)
    return ""


def list_documents(assistant: Assistant, matter: str | None) -> Listed:
    """The documents of a matter, by file name."""
    if not matter:
        return Listed()
    try:
        cards = sorted(assistant.documents(matter), key=lambda card: card.source.casefold().split("/"))
        remarks = {card.id: assistant.remarks(matter, card.id) for card in cards}
        return Listed(Shelf(tuple(cards), assistant.unpaged(matter), remarks))
    except LexAssistError as error:
        return Listed(problem=str(error))


def take_uploads(uploads: Sequence[Path], into: Path) -> Path:
    """Move uploaded files into a new private folder under ``into``, each under a name of its own; the folder."""
    folder = Path(tempfile.mkdtemp(prefix="incoming-", dir=into))
    for upload in uploads:
        target, number = folder / upload.name, 2
        while target.exists():
            target, number = folder / f"{upload.stem} ({number}){upload.suffix}", number + 1
        shutil.move(upload, target)
        if upload.parent != into and upload.parent.is_relative_to(into):
            shutil.rmtree(upload.parent, ignore_errors=True)
    return folder


def read_files(
    assistant: Assistant, matter: str, uploads: Sequence[Path], *, temporary: Path
) -> Iterator[tuple[FileRow, ...]]:
    """Read uploaded files into a matter; yield the rows each time one changes. Attachments stand behind their e-mail.

    One bad file never stops the rest. The uploads are gone afterwards, however it ended and whoever still watches.

    Raises:
        LexAssistError: the matter cannot take any file (it is in use, the disk is full).
    """
    folder = take_uploads(uploads, temporary)
    paths = sorted(folder.iterdir())
    rows = {path.name: FileRow(path.name) for path in paths}

    def work(say: Say[Progress | Ingested]) -> None:
        try:
            for ingested in assistant.ingest(matter, paths, watch=say):
                say(ingested)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    yield tuple(rows.values())
    for event in aside(work):
        if event is None:
            continue
        name = Path(event.file).relative_to(folder).as_posix()
        rows[name] = _changed(rows.get(name, FileRow(name)), event)
        if isinstance(event, Ingested):
            rows[name] = replace(rows[name], paged=event.document not in assistant.unpaged(matter))
        yield tuple(sorted(rows.values(), key=lambda row: row.name.split("/")))


def _changed(row: FileRow, event: Progress | Ingested) -> FileRow:
    if isinstance(event, Progress):
        changed = replace(row, doing=_DOING[event.stage], page=event.page, scanned=event.pages)
        return changed if row.ended is None else row
    return replace(row, ended=event.status, pages=event.pages, clauses=event.clauses, message=event.message)


def ask(assistant: Assistant, query: Query, stop: threading.Event) -> Iterator[Exchange]:
    """Ask a question; yield the exchange each time more of the answer is known.

    When ``stop`` is set, the exchange ends as stopped at once and the model's work at its next sign of life.
    """
    exchange = _begin(assistant, query)

    def work(say: Say[AnswerEvent]) -> None:
        events = assistant.stream(query.matter, query.text, document=query.document, stop=stop, after=query.after)
        try:
            for event in events:
                if stop.is_set():
                    return
                say(event)
        finally:
            if isinstance(events, Generator):
                events.close()

    try:
        yield exchange
        for event in aside(work):
            if stop.is_set():
                break
            if event is not None:
                exchange = _grown(exchange, event)
                yield exchange
        # Also where the model heeded the stop first, and its work was over before the flag was looked at here.
        if exchange.ended is Ended.RUNNING:
            yield replace(exchange, ended=Ended.STOPPED)
    except LexAssistError as error:
        yield replace(exchange, ended=Ended.FAILED, message=str(error))
    except Exception:
        yield replace(exchange, ended=Ended.FAILED, message=_INTERNAL)
        raise
    finally:
        stop.set()


def _begin(assistant: Assistant, query: Query) -> Exchange:
    try:
        cards = assistant.documents(query.matter)
    except LexAssistError:
        cards = ()  # it is said when the question is put
    return Exchange(query.matter, query.text, scope=_scope(query, cards), named=len(cards) > 1)


def _scope(query: Query, cards: Sequence[DocumentCard]) -> str:
    """The name of the one document that is asked of, "" for all."""
    return next((document_name(card.source) for card in cards if card.id == query.document), "")


def list_mentions(assistant: Assistant, query: Query) -> Listing:
    """Every place where the words of ``query`` stand; of very many, the first are shown and all counted."""
    try:
        cards = [card for card in assistant.documents(query.matter) if query.document in (None, card.id)]
        found = assistant.mentions(query.matter, query.text, document=query.document)
        places = tuple(islice(assistant.places(query.matter, found), _SHOWN_PLACES))
    except LexAssistError as error:
        return Listing(query.matter, query.text, problem=str(error))
    total = len(found.places)
    forms = tell_forms(count_forms(places)) if len(places) == total else ""
    notes = tuple(note for note in (forms, tell_unread(cards)) if note)
    scope = _scope(query, cards)
    return Listing(query.matter, found.term, scope, tell_mentions(found), notes, places, total)


def _grown(exchange: Exchange, event: AnswerEvent) -> Exchange:
    if isinstance(event, Found):
        return replace(exchange, found=event)
    if isinstance(event, Told):
        known: dict[int, Citation] = exchange.citations | {citation.n: citation for citation in event.citations}
        return replace(exchange, told=(*exchange.told, event), citations=known)
    assert isinstance(event, Answered)
    return replace(exchange, answer=event.answer, ended=Ended.DONE)


def render_ahead(assistant: Assistant, exchange: Exchange, *, limit: int = 4) -> None:
    """Have the first cited pages drawn before somebody clicks: the Assistant keeps page images it has made."""
    answer = exchange.answer
    if answer is None:
        return
    pages = dict.fromkeys((c.document, c.pages[0]) for c in (*answer.citations, *answer.nearest) if c.boxes and c.pages)
    for document, page in list(pages)[:limit]:
        try:
            assistant.page_image(exchange.matter, document, page)
        except LexAssistError:
            # It is said when the page is asked for.
            return
