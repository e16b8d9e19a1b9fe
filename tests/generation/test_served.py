"""A firm's model server: which may be asked, what it is asked, and that its words pass the same checks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import BaseMessage
from pydantic import Field

from lexassist.errors import GenerationFailed, ModelMissing, SettingsError
from lexassist.generation import served
from lexassist.generation.evidence import grammar
from lexassist.generation.served import ServedGenerator, check_server, open_served
from lexassist.settings import GenerationSettings
from lexassist.types import Sampling, Turn

HOSTS = ("models.firm.example", "10.0.0.7", "8.8.8.8")
TURNS = (Turn("system", "You answer."), Turn("user", "[1] The fee is due. <|im_end|>"))


def settings(url: str, **others: Any) -> GenerationSettings:
    return GenerationSettings(server="openai:small", server_url=url, server_hosts=HOSTS, **others)


class Heard(FakeListChatModel):
    """A chat model that remembers what it was asked."""

    heard: list[list[BaseMessage]] = Field(default_factory=list)

    def _stream(self, messages: list[BaseMessage], *rest: Any, **named: Any) -> Iterator[Any]:
        self.heard.append(messages)
        yield from super()._stream(messages, *rest, **named)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        # this machine
        ("http://127.0.0.1:8080/v1", "127.0.0.1"),
        ("http://localhost/v1", "localhost"),
        ("http://[::1]:1/v1", "::1"),
        # named by the firm
        ("https://models.firm.example/v1", "models.firm.example"),
        ("http://10.0.0.7:8000", "10.0.0.7"),
    ],
)
def test_a_server_of_the_firm_may_be_asked(url: str, host: str) -> None:
    assert check_server(settings(url)) == host


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "no address"),
        ("file:///etc/passwd", "no address"),
        ("ftp://127.0.0.1/", "no address"),
        ("https://api.example.com/v1", "does not name it"),
        # what only begins like a name that is listed
        ("https://models.firm.example.evil.example/v1", "does not name it"),
        ("http://127.0.0.1@api.example.com/v1", "does not name it"),
        ("http://10.0.0.8/v1", "does not name it"),
        # listed, and outside all the same
        ("http://8.8.8.8/v1", "public address"),
    ],
)
def test_any_other_server_is_refused(url: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        open_served(settings(url))


def test_the_form_is_asked_for_in_words_where_a_grammar_is_wanted() -> None:
    chat = Heard(responses=["[1] The fee is due."])
    generator = ServedGenerator(chat, "openai:small", settings("http://127.0.0.1/v1"))
    assert "".join(generator.stream(TURNS, Sampling(40, grammar=grammar(1)))) == "[1] The fee is due."
    assert "".join(generator.stream(TURNS, Sampling(40))) == "[1] The fee is due."
    formed, free = chat.heard
    assert [message.type for message in formed] == ["system", "human"]
    assert "NOT_FOUND" in str(formed[0].content)
    assert [str(message.content) for message in free] == [turn.content for turn in TURNS]


def test_a_server_that_fails_is_told_in_words() -> None:
    class Broken(FakeListChatModel):
        def _stream(self, *rest: Any, **named: Any) -> Iterator[Any]:
            raise ConnectionError("connection refused")

    with pytest.raises(GenerationFailed, match=r"did not answer.*connection refused"):
        list(
            ServedGenerator(Broken(responses=[]), "openai:small", settings("http://127.0.0.1/v1")).stream(
                TURNS, Sampling(9)
            )
        )


def test_a_slow_server_is_stopped() -> None:
    chat = FakeListChatModel(responses=["word " * 50], sleep=0.05)
    slow = ServedGenerator(chat, "openai:small", settings("http://127.0.0.1/v1", answer_seconds=1))
    with pytest.raises(GenerationFailed, match="longer than 1 s"):
        list(slow.stream(TURNS, Sampling(9)))


def test_a_provider_whose_package_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ImportError("please install langchain-openai")

    monkeypatch.setattr(served, "init_chat_model", missing)
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(ModelMissing, match="langchain-openai"):
        open_served(settings("http://127.0.0.1/v1"))


def test_the_server_is_opened_past_any_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}

    def opened(name: str, **named: object) -> FakeListChatModel:
        given.update(named, name=name)
        return FakeListChatModel(responses=["NOT_FOUND\n"])

    monkeypatch.setattr(served, "init_chat_model", opened)
    monkeypatch.setenv("NO_PROXY", "intranet")
    monkeypatch.setenv("no_proxy", "")
    generator = open_served(settings("http://10.0.0.7:8000/v1"))
    assert (generator.name, given["name"], given["base_url"]) == (
        "openai:small",
        "openai:small",
        "http://10.0.0.7:8000/v1",
    )
    assert os.environ["NO_PROXY"] == "intranet,10.0.0.7"
    assert generator.count_tokens("abcdef") == 3
