"""The chain, and the one place that meets LangChain: a question goes in, events of a proven answer come out.

Promises that the evidence is told before the model writes a word, that each sentence is told when it is finished and
verified, that the whole answer comes last, and that closing the events early stops the model. It does not know which
model, index or store it is given. :class:`LlamaChat` and :class:`ClauseRetriever` serve other LangChain programs as well.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator as Events
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from langchain_core.callbacks import CallbackManagerForLLMRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document as FoundDocument
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableGenerator
from pydantic import SkipValidation

from lexassist.generation.context import build_context
from lexassist.generation.evidence import NOT_FOUND, Mode, finished_lines, grammar, numbered_lines, parse_line
from lexassist.generation.grounding import Citations, Grounding
from lexassist.generation.prompts import Prompt
from lexassist.settings import GenerationSettings
from lexassist.types import (
    Answered,
    AnswerEvent,
    Context,
    DocumentId,
    Encoder,
    Found,
    Generator,
    Hit,
    Library,
    Sampling,
    Search,
    Searcher,
    Told,
    Turn,
)

_ALL = 100_000
"""Characters of evidence where no model has to read it."""
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
                if isinstance(cancelled, threading.Event) and cancelled.is_set():
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


class ClauseRetriever(BaseRetriever):
    """A matter's search as a LangChain retriever: chunks with the place of their clause as metadata, best first."""

    searcher: SkipValidation[Searcher]
    k: int = 8

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[FoundDocument]:
        return [_found_document(hit) for hit in self.searcher.search(query, k=self.k).hits]


def _found_document(hit: Hit) -> FoundDocument:
    chunk = hit.chunk
    place = {"document": chunk.document, "clause": chunk.clause, "start": chunk.span.start, "end": chunk.span.end}
    return FoundDocument(page_content=chunk.text, id=chunk.id, metadata={**place, "rank": hit.rank, "score": hit.score})


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

    def stream(self, question: str, document: DocumentId | None = None) -> Events[AnswerEvent, None, None]:
        """Found, then Told for each sentence, then Answered. Closing it early stops the model.

        Raises:
            GenerationFailed: the model died or took too long.
        """
        started = time.perf_counter()
        search = self.searcher.search(question, k=self.hits, document=document)
        context = self._context(search)
        citations = Citations(self.library)
        for item in context.evidence:
            citations.cite(item)
        yield Found(citations.all, search.documents, search.clauses)
        seconds = [("retrieve", time.perf_counter() - started)]
        grounding = Grounding(context, search, self.library)
        if any(item.similarity >= self.settings.abstain_below for item in context.evidence):
            for told in self._told(grounding):
                if len(seconds) == 1:
                    seconds.append(("first_words", time.perf_counter() - started))
                yield told
        seconds.append(("total", time.perf_counter() - started))
        yield Answered(grounding.finish(model=self._model, seconds=seconds))

    @property
    def _model(self) -> str:
        return "none" if self.mode is Mode.EVIDENCE else self.generator.name

    def _context(self, search: Search) -> Context:
        # The name of a document is like its title and its signatures, and like no answer.
        context = build_context(
            search.routing.question or search.query,
            search.hits,
            self.library,
            self.encoder,
            count_tokens=self.generator.count_tokens if self.mode is not Mode.EVIDENCE else len,
            budget=self.settings.evidence_tokens if self.mode is not Mode.EVIDENCE else _ALL,
        )
        return replace(context, question=search.query)

    def _told(self, grounding: Grounding) -> Iterator[Told]:
        if self.mode is Mode.EVIDENCE:
            yield from grounding.quote_best()
            return
        cancelled = threading.Event()
        chain = build_chain(self, grounding, cancelled)
        context = grounding.context
        told = chain.stream({"evidence": numbered_lines(context.evidence), "question": context.question})
        try:
            # Not "yield from": that would close, and so drain, the chain before the event below is set.
            for one in told:  # noqa: UP028
                yield one
        finally:
            cancelled.set()
            _close(told)


def build_chain(answerer: Answerer, grounding: Grounding, cancelled: threading.Event) -> Runnable[dict[str, str], Told]:
    """The chain of one question: prompt, model, lines, proven sentences. It stops writing once ``cancelled`` is set."""
    settings, count = answerer.settings, len(grounding.context.evidence)
    sampling = Sampling(settings.max_tokens, settings.temperature, settings.seed, grammar(count, answerer.mode))
    template = ChatPromptTemplate.from_messages([(turn.role, turn.content) for turn in answerer.prompt.turns])
    chat = LlamaChat(generator=answerer.generator).bind(sampling=sampling, cancelled=cancelled)
    return template | chat | RunnableGenerator(_lines) | RunnableGenerator(partial(_ground, grounding))


def answer_events(
    answerer: Answerer, question: str, document: DocumentId | None = None
) -> Events[AnswerEvent, None, None]:
    """The events of one answer (see :meth:`Answerer.stream`)."""
    return answerer.stream(question, document)


def _close(iterator: Iterator[object]) -> None:
    if (close := getattr(iterator, "close", None)) is not None:
        close()


def _lines(messages: Iterator[BaseMessage]) -> Iterator[str]:
    yield from finished_lines(str(message.content) for message in messages)


def _ground(grounding: Grounding, lines: Iterator[str]) -> Iterator[Told]:
    for line in lines:
        if line == NOT_FOUND:
            return
        yield from grounding.tell(parse_line(line, len(grounding.context.evidence)))
