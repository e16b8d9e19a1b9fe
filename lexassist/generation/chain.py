"""The chain, and with retriever.py the one place that meets LangChain: a question goes in, events of a proven answer come out.

Promises that the evidence is told before the model writes a word, that each sentence is told when it is finished and
verified, that the whole answer comes last, and that closing the events early stops the model. What code can compose and
prove needs no model (:mod:`lexassist.generation.composition`), and one that has earned nothing is not asked. It does not know
which model, index or store it is given. :class:`LlamaChat` serves other LangChain programs as well.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Generator as Events
from dataclasses import dataclass, field
from functools import partial

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable, RunnableGenerator
from pydantic import SkipValidation

from lexassist.generation.amending import as_amended
from lexassist.generation.answerable import AnswerModel, Findings, features_of, shares_words
from lexassist.generation.asking import Asked, asks_provision, kind_of, stems_of, understand
from lexassist.generation.bearing import bearing, likeliest, says_all, shares_enough
from lexassist.generation.composing import Composed, Inquiry, Line, NoParticulars, Particulars
from lexassist.generation.composition import aside, compose_found, compose_known
from lexassist.generation.context import build_context
from lexassist.generation.evidence import NOT_FOUND, finished_lines, grammar, numbered_lines, parse_line
from lexassist.generation.gate import Gate
from lexassist.generation.grounding import Citations, Grounding, routing_told
from lexassist.generation.judging import Judge
from lexassist.generation.overriding import with_overriding
from lexassist.generation.prompts import Prompt
from lexassist.generation.roles import in_roles, may_name
from lexassist.generation.sentence_order import SentenceRanker
from lexassist.retrieval.ranking import Ranking
from lexassist.settings import GenerationSettings
from lexassist.types import (
    Answered,
    AnswerEvent,
    Citation,
    Context,
    DocumentId,
    Encoder,
    Evidence,
    Found,
    Generator,
    Library,
    Mode,
    QuestionKind,
    Routing,
    Sampling,
    Search,
    Searcher,
    SentenceStatus,
    Told,
    Turn,
)

_COMPLETE = (QuestionKind.LIST, QuestionKind.COMPARISON, QuestionKind.DEFINITION)
"""Kinds of answer that code gives whole where it can: a model that is shown a few sentences could only leave something out."""
_UNDOUBTED = 0.45
"""Probability that evidence answers from which it need not share words with the question."""
_HITS_OF_ONE = 4
"""Chunks that are looked at in each document where several are compared."""
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
    """What it takes to answer questions about one matter.

    ``hits`` chunks are searched for; ``mode`` is what the model has earned. ``ranking`` is what was learned about types that
    questions ask for, ``answerable`` about whether evidence answers; without them, similarity alone decides.
    """

    searcher: Searcher
    library: Library
    encoder: Encoder
    ranker: SentenceRanker
    generator: Generator
    prompt: Prompt
    settings: GenerationSettings
    mode: Mode = Mode.PHRASE
    hits: int = 8
    ranking: Ranking | None = None
    answerable: AnswerModel | None = None
    particulars: Particulars = field(default_factory=NoParticulars)
    judge: Judge | None = None
    gate: Gate = field(default_factory=Gate)

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
        kind = kind_of(question)
        if words := aside(kind):
            nothing = Search(question, (), Routing((), question), 0, 0, 0.0)
            yield Found((), 0, 0)
            grounding = Grounding(Context(question, ()), nothing, self.library, kind, Composed(note=words))
        else:
            search = self.searcher.search(question, k=self.hits, document=document)
            grounding, model = self._grounded(search)
            yield Found(_cited(grounding), search.documents, search.clauses, routing_told(search, self.library))
        seconds = [("retrieve", time.perf_counter() - started)]
        told = () if words else self._told(grounding, model, stop or threading.Event())
        for one in told:
            if len(seconds) == 1:
                seconds.append(("first_words", time.perf_counter() - started))
            yield one
        seconds.append(("total", time.perf_counter() - started))
        yield Answered(grounding.finish(model=self.generator.name, seconds=seconds))

    def _grounded(self, search: Search) -> tuple[Grounding, bool]:
        """The answer as far as code composes it, and whether the model is asked about the evidence."""
        inquiry = self.inquire(search)
        kind, nothing = inquiry.asked.kind, Context(search.query, ())
        known = compose_known(inquiry, lambda document: self._best_of(document, inquiry))
        if known is not None:
            known = as_amended(inquiry, with_overriding(inquiry, known))
            return Grounding(nothing, search, self.library, kind, known, self.gate), False
        context = self._context(search, inquiry.plain)
        best = self._answering(inquiry, search, context)
        if not best:
            return Grounding(context, search, self.library, kind, gate=self.gate), False
        composed = None
        if self.mode is Mode.EVIDENCE or kind in _COMPLETE:
            composed = compose_found(inquiry, context, best)
        quoted = Composed(tuple(quote_line(item) for item in best))
        if composed is None and (self.mode is Mode.EVIDENCE or as_amended(inquiry, quoted) is not quoted):
            composed = quoted
        if composed is not None:
            composed = as_amended(inquiry, with_overriding(inquiry, composed))
        return Grounding(context, search, self.library, kind, composed or Composed(), self.gate), composed is None

    def inquire(self, search: Search) -> Inquiry:
        """The question of a search with all that it is answered from."""
        plain = search.routing.question or search.query
        asked = self._understand(search.query, plain, stems_of(" ".join(search.routing.words)))
        spoken = self._in_roles(plain, search)
        return Inquiry(search.query, spoken, asked, search, self.library, self.particulars, self._narrow, self.judge)

    def _in_roles(self, plain: str, search: Search) -> str:
        """The question with parties called as the document of the best hit calls them."""
        if not search.hits or not may_name(plain):
            return plain
        document = search.hits[0].chunk.document
        return in_roles(plain, self.particulars.values(document), self.library.document(document).text)

    def _understand(self, question: str, plain: str, names: frozenset[str]) -> Asked:
        if self.ranking is None:
            return understand(question, plain)
        shares = self.ranking.asked(self.encoder.encode([plain])[0])
        best = int(shares.argmax())
        known = self.answerable.vocabulary if self.answerable is not None else {}
        vocabulary = known.get(self.ranking.types[best]) if best < len(self.ranking.types) else None
        return understand(question, plain, self.ranking.types, shares, vocabulary, names)

    def _narrow(self, question: str, items: Sequence[Evidence]) -> tuple[Evidence, ...]:
        vectors = self.encoder.encode([question, *(item.sentence.text for item in items)])
        cosines = vectors[1:] @ vectors[0]
        return tuple(items[n] for n in sorted(range(len(items)), key=lambda n: (-float(cosines[n]), n)))

    def _best_of(self, document: DocumentId, inquiry: Inquiry) -> Evidence | None:
        """The best evidence of one of several documents; None where it does not answer."""
        search = self.searcher.search(inquiry.plain, k=_HITS_OF_ONE, document=document)
        best = self._answering(inquiry, search, self._context(search, inquiry.plain))
        return best[0] if best and shares_words(inquiry.plain, search.hits) else None

    def _answering(self, inquiry: Inquiry, search: Search, context: Context) -> tuple[Evidence, ...]:
        """The evidence that bears on the question, the best first; none where it does not answer, as far as was learned."""
        best = bearing(inquiry, context) if context.evidence else ()
        return best if best and self._answers(inquiry, search, context, best[0]) else ()

    def _answers(self, inquiry: Inquiry, search: Search, context: Context, best: Evidence) -> bool:
        """Whether the evidence, of which ``best`` bears on the question most, answers it."""
        if self.answerable is None:
            return any(item.similarity >= self.settings.abstain_below for item in context.evidence)
        bears = likeliest(context)
        # Having every word is nothing to one who has read it; the score for types has no weight for that.
        if (bears is None or inquiry.asked.type) and says_all(inquiry, best):
            return True
        document = search.hits[0].chunk.document
        presence = inquiry.presence_in(document)
        likely = None if presence is None else presence.probability
        text = self.library.document(document).text
        features = features_of(inquiry.plain, inquiry.asked, Findings(search.hits, text, likely, bears))
        probability, answers = self.answerable.answers(inquiry.asked, features)
        doubted = probability < _UNDOUBTED or asks_provision(inquiry.plain)
        return answers and (not doubted or shares_enough(inquiry, best))

    def _context(self, search: Search, plain: str) -> Context:
        # The name of a document is like its title and its signatures, and like no answer.
        made = build_context(
            plain,
            search.hits,
            self.library,
            self.ranker,
            count_tokens=_count_nothing if self.mode is Mode.EVIDENCE else self.generator.count_tokens,
            budget=self.settings.evidence_tokens,
        )
        return Context(search.query, made.evidence)

    def _told(self, grounding: Grounding, model: bool, stop: threading.Event) -> Iterator[Told]:
        yield from grounding.tell_composed()
        if not model:
            return
        closed = threading.Event()
        offered = grounding.context
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
    sampling = Sampling(settings.max_tokens, settings.temperature, settings.seed, rules)
    template = ChatPromptTemplate.from_messages([(turn.role, turn.content) for turn in answerer.prompt.turns])
    chat = LlamaChat(generator=answerer.generator).bind(sampling=sampling, cancelled=cancelled)
    ground = partial(_ground, grounding, len(offered.evidence))
    return template | chat | RunnableGenerator(_lines) | RunnableGenerator(ground)


def answer_events(
    answerer: Answerer, question: str, document: DocumentId | None = None, stop: threading.Event | None = None
) -> Events[AnswerEvent, None, None]:
    """The events of one answer (see :meth:`Answerer.stream`)."""
    return answerer.stream(question, document, stop)


def quote_line(item: Evidence) -> Line:
    """The evidence itself as a sentence of the answer."""
    return Line((item,), SentenceStatus.QUOTED)


def _cited(grounding: Grounding) -> tuple[Citation, ...]:
    """The evidence as it is shown before the answer: what was composed from, else what was found."""
    citations = Citations(grounding.library)
    composed = [item for line in grounding.composed.lines for item in line.items]
    for item in composed or [item for item in grounding.context.evidence if item.relation is None]:
        citations.cite(item)
    return citations.all


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
