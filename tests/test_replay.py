"""A kept answer is put again: the same is the same, and each cause of a difference is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lexassist.assistant import Assistant
from lexassist.errors import UnknownDocument, UsageError
from lexassist.generation.prompts import parse_prompt
from lexassist.generation.replay import read_kept, used
from lexassist.settings import Settings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import Answer, AnswerId, DifferenceKind, Mode

CONTRACT = """1. Term. This Agreement begins on 1 March 2025 and lasts for twenty-four months.

2. Fees. The Customer shall pay each invoice within thirty days of receipt.

3. Assignment. The Supplier may not assign this Agreement without the consent of the Customer.
"""
QUESTION = "When shall the Customer pay each invoice?"
TRUE = "[1] The Customer shall pay each invoice within thirty days of receipt.\n"


def opened(settings: Settings, *, reply: str = TRUE, name: str = "scripted", encoder: str = "words") -> Assistant:
    made = settings.model_copy(
        update={"generation": settings.generation.model_copy(update={"abstain_below": 0.05, "mode": Mode.PHRASE})}
    )
    return Assistant(
        made, encoder=lambda: WordEncoder(name=encoder), generator=lambda: ScriptedGenerator(reply, name=name)
    )


@pytest.fixture
def kept(settings: Settings, tmp_path: Path) -> AnswerId:
    """The id of an answer in the matter "acme"."""
    file = tmp_path / "services.txt"
    file.write_text(CONTRACT, encoding="utf-8")
    with opened(settings) as assistant:
        assistant.create_matter("acme")
        list(assistant.ingest("acme", [file]))
        return assistant.ask("acme", QUESTION).id


def test_nothing_differs_where_nothing_was_changed(settings: Settings, kept: AnswerId) -> None:
    with opened(settings) as assistant:
        replayed = assistant.replay("acme", kept)
    assert replayed.same
    assert replayed.text_before == replayed.text_now != ""


CHANGES = [
    # another model of the same words: only the cause differs
    ({"name": "other"}, {DifferenceKind.MODEL}, "scripted then, other now"),
    # the same model says something else
    ({"reply": "NOT_FOUND\n"}, {DifferenceKind.SUPPORT, DifferenceKind.SENTENCES}, "No longer said (supported)"),
    # what it says is no longer true, and is withheld
    (
        {"reply": TRUE.replace("thirty", "sixty")},
        {DifferenceKind.SUPPORT, DifferenceKind.SENTENCES},
        "Said then (supported)",
    ),
]


@pytest.mark.parametrize(("change", "kinds", "words"), CHANGES)
def test_a_difference_of_the_model_is_named(
    settings: Settings, kept: AnswerId, change: dict[str, str], kinds: set[DifferenceKind], words: str
) -> None:
    with opened(settings, **change) as assistant:
        replayed = assistant.replay("acme", kept)
    assert {one.kind for one in replayed.differences} == kinds
    assert words in " ".join(one.words for one in replayed.differences)


def test_a_document_that_was_added_is_named(settings: Settings, kept: AnswerId, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("1. Pets. The Tenant may keep one dog.", encoding="utf-8")
    with opened(settings) as assistant:
        list(assistant.ingest("acme", [tmp_path / "other.txt"]))
        replayed = assistant.replay("acme", kept)
    told = {one.kind: one.words for one in replayed.differences}
    assert told[DifferenceKind.DOCUMENTS] == "1 document was added or read again since: other.txt."
    assert DifferenceKind.EVIDENCE in told
    assert DifferenceKind.SENTENCES not in told


def test_a_setting_that_was_changed_is_named(settings: Settings, kept: AnswerId) -> None:
    changed = settings.model_copy(update={"retrieval": settings.retrieval.model_copy(update={"hits": 1})})
    with opened(changed) as assistant:
        replayed = assistant.replay("acme", kept)
    assert "Setting retrieval.hits: 8 then, 1 now." in [one.words for one in replayed.differences]


def test_replaying_leaves_nothing_behind(settings: Settings, kept: AnswerId) -> None:
    with opened(settings) as assistant:
        store = assistant._matter("acme").store
        before = store._connection.execute("SELECT count(*) FROM answers").fetchone()
        assistant.replay("acme", kept)
        assert store._connection.execute("SELECT count(*) FROM answers").fetchone() == before


def test_the_scope_is_kept_and_one_that_is_gone_is_said(settings: Settings, kept: AnswerId) -> None:
    with opened(settings) as assistant:
        (card,) = assistant.documents("acme")
        scoped = assistant.ask("acme", QUESTION, document=card.id).id
        assert assistant.replay("acme", scoped).same
        assistant._matter("acme").store.remove(card.id)
        with pytest.raises(UnknownDocument):
            assistant.replay("acme", scoped)


def test_the_record_names_no_path_of_this_machine(settings: Settings, kept: AnswerId) -> None:
    with opened(settings) as assistant:
        record = json.loads(assistant._matter("acme").store.answer(kept))["record"]
    assert record["matter"] == {"revision": 1, "documents": 1, "chunks": 3}
    assert record["mode"] == "phrase"
    assert str(settings.home) not in json.dumps(record)


def test_an_unknown_answer_and_one_without_a_record_are_refused(settings: Settings, kept: AnswerId) -> None:
    with opened(settings) as assistant:
        store = assistant._matter("acme").store
        with pytest.raises(UsageError, match="no answer"):
            assistant.replay("acme", AnswerId("none"))
        body = json.loads(store.answer(kept))
        del body["record"]
        store.save_answer(AnswerId("old"), QUESTION, json.dumps(body), "2025-01-01T00:00:00+00:00")
        with pytest.raises(UsageError, match="did not record"):
            assistant.replay("acme", AnswerId("old"))


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"answer": 3}'])
def test_what_is_no_answer_is_refused(body: str) -> None:
    with pytest.raises(UsageError):
        read_kept(body)


def test_a_prompt_is_known_by_its_words_not_by_its_version_alone() -> None:
    make: Callable[[str], str] = "---\nname: a\nversion: 1\ninputs: q\n---\n## user\n{{q}} {}\n".format
    one, other = used(parse_prompt(make("x"))), used(parse_prompt(make("y")))
    assert (one.name, one.version) == (other.name, other.version)
    assert one.sha256 != other.sha256


def test_the_answer_itself_is_what_scripts_read(settings: Settings, kept: AnswerId) -> None:
    with opened(settings) as assistant:
        answer: Answer = assistant.ask("acme", QUESTION)
        body = json.loads(assistant._matter("acme").store.answer(answer.id))
    assert body["text"] == answer.text
    assert body["answer"] == answer.id


def test_a_follow_up_is_answered_as_the_full_question_that_is_shown(settings: Settings, kept: AnswerId) -> None:
    before = "When shall the Supplier pay each invoice?"
    with opened(settings) as assistant:
        answer = assistant.ask("acme", "and the Customer?", after=[before])
        assert answer.question == "and the Customer?"
        assert answer.asked == QUESTION
        assert answer.text == assistant.ask("acme", QUESTION).text
        assert assistant.ask("acme", QUESTION, after=[before]).asked == ""
        assert assistant.replay("acme", answer.id).same
