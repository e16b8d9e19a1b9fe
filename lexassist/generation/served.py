"""A firm's own model server as a generator, through LangChain's ``init_chat_model``.

Promises that only a server is asked which is this machine, or which the settings name and whose address is not a public one:
no packet leaves the firm. A server takes no grammar of ours, so the form of the lines is asked for in words; whatever comes
back passes the same reader of lines and the same gate, and what is of another form proves nothing. It does not know which
provider speaks: the firm installs LangChain's package for it.
"""

from __future__ import annotations

import ipaddress
import os
import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from lexassist.errors import GenerationFailed, ModelMissing, SettingsError
from lexassist.offline import is_loopback
from lexassist.settings import GenerationSettings
from lexassist.types import Sampling, Turn

_CHARACTERS_A_TOKEN = 3
"""A careful guess: the server's own tokeniser is not asked, so evidence is given a little less room than there is."""
_FORM = (
    'Write nothing but lines of the form "[2] Sentence." or "[2,3] Sentence.", or "[2]" where only numbers are asked for, or '
    '"NOT_FOUND". No markup, no heading, no other brackets.'
)
_PROXIES = ("NO_PROXY", "no_proxy")


class ServedGenerator:
    """A chat model of a server as a :class:`lexassist.types.Generator`; ``name`` is what answers record."""

    def __init__(self, chat: BaseChatModel, name: str, settings: GenerationSettings) -> None:
        self._chat = chat
        self._name = name
        self._settings = settings

    @property
    def name(self) -> str:
        """The model as the settings name it."""
        return self._name

    @property
    def context_tokens(self) -> int:
        """How many tokens prompt and reply may have together."""
        return self._settings.context_tokens

    def count_tokens(self, text: str, /) -> int:
        """About how many tokens ``text`` becomes; rather too many than too few."""
        return len(text) // _CHARACTERS_A_TOKEN + 1

    def stream(self, turns: Sequence[Turn], sampling: Sampling, /) -> Iterator[str]:
        """The reply, piece by piece.

        Raises:
            GenerationFailed: the server cannot be reached, refuses, or takes longer than ``generation.answer_seconds``.
        """
        deadline = time.monotonic() + self._settings.answer_seconds
        try:
            for chunk in self._chat.stream(_messages(turns, formed=bool(sampling.grammar))):
                if time.monotonic() > deadline:
                    raise GenerationFailed(
                        f"The model server takes longer than {self._settings.answer_seconds} s.",
                        remedy="Ask again, or raise generation.answer_seconds.",
                    )
                if words := chunk.text:
                    yield str(words)
        except GenerationFailed:
            raise
        except Exception as error:  # each provider's package has errors of its own
            raise GenerationFailed(
                f"The model server of {self._name} did not answer ({type(error).__name__}: {error}).",
                remedy="Check that it runs, and generation.server_url.",
            ) from error


def open_served(settings: GenerationSettings) -> ServedGenerator:
    """The generator on the server of the settings. No packet is sent yet.

    Raises:
        SettingsError: no address is given, or it is not one that may be asked.
        ModelMissing: LangChain's package for the provider is not installed, or cannot be set up.
    """
    host = check_server(settings)
    # A proxy of the environment would carry the words elsewhere.
    for name in _PROXIES:
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), host)))
    try:
        chat = init_chat_model(
            settings.server,
            base_url=settings.server_url,
            temperature=settings.temperature,
            max_tokens=settings.max_tokens,
            timeout=settings.answer_seconds,
        )
    except ImportError as error:
        raise ModelMissing(
            f"LangChain's package for {settings.server} is not installed ({error}).",
            remedy="Install it beside LexAssist, for instance `pip install langchain-openai` for an openai: model.",
        ) from error
    except Exception as error:  # each provider's package has errors of its own
        raise ModelMissing(
            f"The model {settings.server} cannot be set up ({error}).",
            remedy='Name it as "PROVIDER:MODEL", and give what its package asks for.',
        ) from error
    return ServedGenerator(chat, settings.server, settings)


def check_server(settings: GenerationSettings) -> str:
    """The host of the server's address, where it may be asked: this machine, or one that the settings name.

    Raises:
        SettingsError: there is no address, the host is not named in ``generation.server_hosts``, or its address is public.
    """
    parts = urlsplit(settings.server_url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise SettingsError(
            f"generation.server_url is {settings.server_url!r}, which is no address of a server.",
            remedy="Give one such as http://127.0.0.1:8080/v1.",
        )
    if is_loopback(host):
        return host
    if host not in settings.server_hosts:
        raise SettingsError(
            f"The model server {host} is not this machine, and generation.server_hosts does not name it.",
            remedy="Name it there if it is a machine of the firm: contracts will be sent to it.",
        )
    if _is_public(host):
        raise SettingsError(
            f"The model server {host} has a public address: contracts would leave the firm.",
            remedy="Use a server inside the firm's own network.",
        )
    return host


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _messages(turns: Sequence[Turn], *, formed: bool) -> list[BaseMessage]:
    """The turns as messages; where a grammar is wanted, its form is asked for in the first system message."""
    messages: list[BaseMessage] = []
    for turn in turns:
        content = f"{turn.content}\n{_FORM}" if formed and turn.role == "system" and not messages else turn.content
        messages.append(SystemMessage(content) if turn.role == "system" else HumanMessage(content))
    return messages
