"""The chain, and with retriever.py the one place that meets LangChain: a question goes in, events of a proven answer come out.

Promises that the evidence is told before the model writes a word, that each sentence is told when it is finished and
verified, that the whole answer comes last, and that closing the events early stops the model. It does not know which
model, index or store it is given. :class:`LlamaChat` serves other LangChain programs as well.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Generator as Events
from dataclasses import dataclass, replace
from functools import partial

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable, RunnableGenerator
from pydantic import SkipValidation

from lexassist.generation.context import build_context
from lexassist.generation.evidence import NOT_FOUND, finished_lines, grammar, numbered_lines, parse_line
from lexassist.generation.grounding import Citations, Grounding, most_similar, routing_told
from lexassist.generation.prompts import Prompt
from lexassist.settings import GenerationSettings
from lexassist.types import (
    Answered,
    AnswerEvent,
    Context,
    DocumentId,
    Encoder,
    Evidence,
    Found,
    Generator,
    Library,
    Mode,
    Sampling,
    Search,
    Searcher,
    Told,
    Turn,
)

_MOST_ADDED = 60
"""Tokens of the sentence that may be added to quoted evidence; what a small model has not said by then, it will not say."""
_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


class LlamaChat(BaseChatModel):
    """A :class:`lexassist.types.Generator` as a LangChain chat model; ``sampling`` can be bound anew for a request."""

    generator: SkipValidation[Generator]
    sampling: Sampling = Sampling(max_tokens=256)

    @property
    def _llm_type(self) -> str:
        return "lexassist"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> Iterator[ChatGenerationChunk]:
        sampling, cancelled = kwargs.get("sampling", self.sampling), kwargs.get("cancelled")
        if stop or not isinstance(sampling, Sampling):
            raise ValueError(
                "LlamaChat ends where its grammar ends; it takes no stop words, and a Sampling as sampling"
            )
        turns = [Turn(_ROLES[message.type], str(message.content)) for message in messages]
        pieces = self.generator.stream(turns, sampling)
        try:
            for piece in pieces:
                yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
                # A sequence of runnables that is closed early drains its model instead of closing it.
                if callable(cancelled) and cancelled():
                    return
        finally:
            _close(pieces)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> ChatResult:
        words = "".join(str(chunk.message.content) for chunk in self._stream(messages, stop, run_manager, **kwargs))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=words))])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """What it takes to answer questions about one matter. ``hits`` chunks are searched for; ``mode`` is what the model has earned."""

    searcher: Searcher
    library: Library
    encoder: Encoder
    generator: Generator
    prompt: Prompt
    settings: GenerationSettings
    mode: Mode = Mode.PHRASE
    hits: int = 8

    def stream(
        self, question: str, document: DocumentId | None = None, stop: threading.Event | None = None
    ) -> Events[AnswerEvent, None, None]:
        """Found, then Told for each sentence, then Answered.

        Closing it early stops the model; ``stop``, set by another thread, stops it at its next word, and what was told by
        then is the answer.

        Raises:
            GenerationFailed: the model died or took too long.
        """
        started = time.perf_counter()
        search = self.searcher.search(question, k=self.hits, document=document)
        context = self._context(search)
        citations = Citations(self.library)
        for item in context.evidence:
            if item.relation is None:
                citations.cite(item)
        yield Found(citations.all, search.documents, search.clauses, routing_told(search, self.library))
        seconds = [("retrieve", time.perf_counter() - started)]
        grounding = Grounding(context, search, self.library)
        if any(item.similarity >= self.settings.abstain_below for item in context.evidence):
            for told in self._told(grounding, stop or threading.Event()):
                if len(seconds) == 1:
                    seconds.append(("first_words", time.perf_counter() - started))
                yield told
        seconds.append(("total", time.perf_counter() - started))
        yield Answered(grounding.finish(model=self.generator.name, seconds=seconds))

    def _context(self, search: Search) -> Context:
        # The name of a document is like its title and its signatures, and like no answer.
        context = build_context(
            search.routing.question or search.query,
            search.hits,
            self.library,
            self.encoder,
            count_tokens=_count_nothing if self.mode is Mode.EVIDENCE else self.generator.count_tokens,
            budget=self.settings.evidence_tokens,
        )
        ordered = _best_first(context.evidence) if self.mode is Mode.EVIDENCE else context.evidence
        return Context(search.query, ordered)

    def _told(self, grounding: Grounding, stop: threading.Event) -> Iterator[Told]:
        closed = threading.Event()
        offered = grounding.context
        if self.mode is Mode.EVIDENCE:
            yield from grounding.quote_best()
            # What the model may speak of is what was quoted: it cannot lead away from it.
            offered = replace(offered, evidence=most_similar(offered))
        chain = build_chain(self, grounding, offered, lambda: closed.is_set() or stop.is_set())
        told = chain.stream({"evidence": numbered_lines(offered.evidence), "question": offered.question})
        try:
            # Not "yield from": that would close, and so drain, the chain before the event below is set.
            for one in told:  # noqa: UP028
                yield one
        finally:
            closed.set()
            _close(told)


def build_chain(
    answerer: Answerer, grounding: Grounding, offered: Context, cancelled: Callable[[], bool]
) -> Runnable[dict[str, str], Told]:
    """The chain of one question: prompt, model, lines, proven sentences. It stops writing once ``cancelled`` says so.

    ``offered`` is the part of the context, from number 1, that the model may point at.
    """
    settings, rules = answerer.settings, grammar(len(offered.evidence), answerer.mode)
    longest = min(settings.max_tokens, _MOST_ADDED) if answerer.mode is Mode.EVIDENCE else settings.max_tokens
    sampling = Sampling(longest, settings.temperature, settings.seed, rules)
    template = ChatPromptTemplate.from_messages([(turn.role, turn.content) for turn in answerer.prompt.turns])
    chat = LlamaChat(generator=answerer.generator).bind(sampling=sampling, cancelled=cancelled)
    ground = partial(_ground, grounding, len(offered.evidence))
    return template | chat | RunnableGenerator(_lines) | RunnableGenerator(ground)


def answer_events(
    answerer: Answerer, question: str, document: DocumentId | None = None, stop: threading.Event | None = None
) -> Events[AnswerEvent, None, None]:
    """The events of one answer (see :meth:`Answerer.stream`)."""
    return answerer.stream(question, document, stop)


def _best_first(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What was found for the question, best first; behind it what explains it."""
    ordered = sorted(evidence, key=lambda item: (item.relation is not None, -item.similarity))
    return tuple(replace(item, number=n) for n, item in enumerate(ordered, start=1))


def _count_nothing(_: str) -> int:
    """What evidence costs where none of it is given to a model: all of it fits."""
    return 0


def _close(iterator: Iterator[object]) -> None:
    if (close := getattr(iterator, "close", None)) is not None:
        close()


def _lines(messages: Iterator[BaseMessage]) -> Iterator[str]:
    yield from finished_lines(str(message.content) for message in messages)


def _ground(grounding: Grounding, offered: int, lines: Iterator[str]) -> Iterator[Told]:
    for line in lines:
        if line == NOT_FOUND:
            return
        yield from grounding.tell(parse_line(line, offered))
