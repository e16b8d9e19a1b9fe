"""What the page does, with a real Assistant over an empty data folder."""

from __future__ import annotations

import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lexassist.assistant import Assistant
from lexassist.errors import GenerationFailed, UsageError
from lexassist.settings import Settings
from lexassist.types import AnswerEvent, DocumentCard, Found, Mode, ReadStatus, Support
from lexassist.ui.actions import (
    Query,
    Stops,
    aside,
    ask,
    describe_mode,
    list_documents,
    make_matter,
    matter_names,
    read_files,
    take_uploads,
)
from lexassist.ui.render import Ended
from lexassist.ui.serve import private_folder

from .conftest import NOTICE, contract_pdf


def upload(folder: Path, name: str, data: bytes) -> Path:
    """A file as Gradio leaves it: in a folder of its own."""
    place = folder / f"hash-{len(list(folder.iterdir()))}"
    place.mkdir()
    (place / name).write_bytes(data)
    return place / name


@pytest.fixture
def temporary(settings: Settings) -> Path:
    return private_folder(settings.home / "tmp")


@pytest.fixture
def read(page_assistant: Assistant, temporary: Path) -> Assistant:
    """An assistant whose matter "acme" holds the contract."""
    page_assistant.create_matter("acme")
    list(read_files(page_assistant, "acme", [upload(temporary, "services.pdf", contract_pdf())], temporary=temporary))
    return page_assistant


def test_one_bad_file_never_stops_the_rest_and_nothing_is_left(page_assistant: Assistant, temporary: Path) -> None:
    page_assistant.create_matter("acme")
    uploads = [
        upload(temporary, "broken.pdf", b"%PDF-1.7 nothing else"),
        upload(temporary, "services.pdf", contract_pdf()),
        # a second file of the same name is a file of its own
        upload(temporary, "services.pdf", contract_pdf("3. Costs")),
        upload(temporary, "picture.xyz", b"\x00\x01\x02\x03"),
    ]
    *_, rows = read_files(page_assistant, "acme", uploads, temporary=temporary)
    ended = {row.name: row for row in rows}
    assert ended["services.pdf"].ended is ReadStatus.INDEXED
    assert ended["services.pdf"].pages == 2
    assert ended["services (2).pdf"].ended is ReadStatus.INDEXED
    assert ended["broken.pdf"].ended is ReadStatus.DAMAGED
    assert ended["broken.pdf"].message
    assert ended["picture.xyz"].ended is ReadStatus.UNSUPPORTED
    assert list(temporary.iterdir()) == []
    assert [card.source for card in list_documents(page_assistant, "acme").shelf.cards] == [
        "services (2).pdf",
        "services.pdf",
    ]


def test_rows_are_seen_waiting_before_they_end(page_assistant: Assistant, temporary: Path) -> None:
    page_assistant.create_matter("acme")
    first, *_ = read_files(page_assistant, "acme", [upload(temporary, "a.txt", NOTICE.encode())], temporary=temporary)
    assert [(row.name, row.ended) for row in first] == [("a.txt", None)]


def test_uploads_are_gone_although_nobody_watches_to_the_end(page_assistant: Assistant, temporary: Path) -> None:
    page_assistant.create_matter("acme")
    rows = read_files(page_assistant, "acme", [upload(temporary, "a.txt", NOTICE.encode())], temporary=temporary)
    next(rows)
    next(rows)
    rows.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 20
    while list(temporary.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(temporary.iterdir()) == []
    assert len(list_documents(page_assistant, "acme").shelf.cards) == 1


def test_uploads_stand_in_a_folder_that_only_this_user_may_enter(temporary: Path) -> None:
    taken = take_uploads([upload(temporary, "a.txt", b"x")], temporary)
    assert stat.S_IMODE(temporary.stat().st_mode) == stat.S_IMODE(taken.stat().st_mode) == 0o700


def test_asking_shows_the_evidence_first_then_each_sentence_then_all(read: Assistant) -> None:
    query = Query("acme", "How may a party terminate this Agreement?")
    states = list(ask(read, query, threading.Event()))
    assert states[0].found is None
    evidence = next(state for state in states if state.found is not None)
    assert not evidence.told
    assert any("sixty (60) days" in " ".join(cited.quote.split()) for cited in evidence.found.evidence)  # type: ignore[union-attr]
    assert states[-1].ended is Ended.DONE
    final = states[-1].answer
    assert final is not None
    assert final.support is not Support.ABSTAINED
    assert "sixty (60) days" in final.text
    assert [held.text for held in final.withheld] == [NOTICE.replace("sixty (60)", "ninety (90)")]
    assert not states[-1].named


def test_a_question_of_one_document_says_so(read: Assistant, temporary: Path) -> None:
    list(read_files(read, "acme", [upload(temporary, "side letter.txt", b"English law.")], temporary=temporary))
    card = next(card for card in list_documents(read, "acme").shelf.cards if card.source == "services.pdf")
    *_, last = ask(read, Query("acme", "terminate this Agreement?", card.id), threading.Event())
    assert last.scope == "services"
    assert last.named


@dataclass
class EndlessAssistant:
    """Streams evidence for ever, slowly; remembers whether it was closed."""

    closed: threading.Event = field(default_factory=threading.Event)

    def documents(self, matter: str) -> tuple[DocumentCard, ...]:
        return ()

    def stream(
        self,
        matter: str,
        question: str,
        *,
        document: None = None,
        stop: threading.Event | None = None,
        after: tuple[str, ...] = (),
    ) -> Iterator[AnswerEvent]:
        try:
            while True:
                yield Found((), 0, 0)
                time.sleep(0.3)
        finally:
            self.closed.set()


def test_stop_ends_the_exchange_at_once_and_closes_the_model() -> None:
    endless, stops = EndlessAssistant(), Stops()
    flag = stops.begin("session")
    states = ask(endless, Query("m", "Q"), flag)  # type: ignore[arg-type]
    next(states)
    next(states)
    stops.stop("session")
    before = time.monotonic()
    assert next(states).ended is Ended.STOPPED
    assert time.monotonic() - before < 1
    assert endless.closed.wait(3)


class HeedingAssistant(EndlessAssistant):
    """Says one thing, and ends its stream by itself as soon as it is told to stop."""

    def stream(
        self,
        matter: str,
        question: str,
        *,
        document: None = None,
        stop: threading.Event | None = None,
        after: tuple[str, ...] = (),
    ) -> Iterator[AnswerEvent]:
        yield Found((), 0, 0)
        assert stop is not None
        stop.wait(10)


def test_a_model_that_heeds_the_stop_before_the_page_looks_again_leaves_no_question_running() -> None:
    stops = Stops()
    states = ask(HeedingAssistant(), Query("m", "Q"), stops.begin("session"))  # type: ignore[arg-type]
    next(states)
    next(states)
    stops.stop("session")
    assert [state.ended for state in states] == [Ended.STOPPED]


def test_a_page_that_is_closed_closes_the_model() -> None:
    endless = EndlessAssistant()
    states = ask(endless, Query("m", "Q"), threading.Event())  # type: ignore[arg-type]
    next(states)
    next(states)
    states.close()  # type: ignore[attr-defined]
    assert endless.closed.wait(3)


def test_a_second_question_of_a_session_stops_its_first() -> None:
    stops = Stops()
    first, second = stops.begin("a"), stops.begin("a")
    assert first.is_set()
    assert not second.is_set()
    stops.end("a", first)
    stops.stop("a")
    assert second.is_set()


def test_a_failure_is_said_in_words(monkeypatch: pytest.MonkeyPatch, read: Assistant) -> None:
    def failing(*_: object, **__: object) -> Iterator[AnswerEvent]:
        raise GenerationFailed("The model stopped.", remedy="Ask again.")
        yield

    monkeypatch.setattr(read, "stream", failing)
    *_, last = ask(read, Query("acme", "Q"), threading.Event())
    assert (last.ended, last.message) == (Ended.FAILED, "The model stopped. Ask again.")


def test_an_unforeseen_failure_is_said_and_still_raised() -> None:
    class Broken(EndlessAssistant):
        def stream(
            self,
            matter: str,
            question: str,
            *,
            document: None = None,
            stop: threading.Event | None = None,
            after: tuple[str, ...] = (),
        ) -> Iterator[AnswerEvent]:
            raise ZeroDivisionError

    states = ask(Broken(), Query("m", "Q"), threading.Event())  # type: ignore[arg-type]
    next(states)
    assert next(states).ended is Ended.FAILED
    with pytest.raises(ZeroDivisionError):
        next(states)


def test_work_aside_is_heard_in_order() -> None:
    heard = [item for item in aside(lambda say: [say(n) for n in range(5)] and None) if item is not None]
    assert heard == [0, 1, 2, 3, 4]


def test_matters_are_made_and_listed(assistant: Assistant) -> None:
    assert make_matter(assistant, "  Zeta ") == ""
    assert make_matter(assistant, "alpha") == ""
    assert matter_names(assistant) == ("alpha", "Zeta")
    assert make_matter(assistant, "../escape") != ""
    assert list_documents(assistant, "no such matter").problem
    assert list_documents(assistant, None).shelf.cards == ()


class ListeningAssistant:
    """Takes down after which questions it was asked."""

    heard: tuple[str, ...] = ()

    def documents(self, matter: str) -> tuple[DocumentCard, ...]:
        return ()

    def stream(self, matter: str, question: str, *, after: tuple[str, ...], **_: object) -> Iterator[AnswerEvent]:
        self.heard = after
        yield Found((), 0, 0)


def test_earlier_questions_go_along_with_a_question() -> None:
    assistant = ListeningAssistant()
    query = Query("m", "And for the tenant?", after=("What notice must the landlord give?",))
    list(ask(assistant, query, threading.Event()))  # type: ignore[arg-type]
    assert assistant.heard == ("What notice must the landlord give?",)


def test_mode_is_said_with_its_reason_and_what_is_wrong_where_no_model_is_installed() -> None:
    class Earned:
        model, mode, mode_reason = "small", Mode.EVIDENCE, "none of 12 sentences was right"

    class Lacking:
        @property
        def model(self) -> str:
            raise UsageError("No model is installed.", remedy="Install one.")

    told = describe_mode(Earned())  # type: ignore[arg-type]
    assert "small" in told
    assert "none of 12 sentences was right" in told
    assert "No model is installed." in describe_mode(Lacking())  # type: ignore[arg-type]
