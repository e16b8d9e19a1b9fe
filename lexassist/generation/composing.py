"""What an answer is composed of by code, before any model: lines of evidence with what is said about them.

A composer takes an :class:`Inquiry` and gives a :class:`Composed` answer, or None where it has nothing to say. Promises that
every line names the evidence that carries it; the words themselves are copied from the documents when the line is shown
(:mod:`lexassist.generation.grounding`). Knows nothing of models that write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from lexassist.generation.asking import Asked
from lexassist.generation.explanations import without_furniture
from lexassist.generation.judging import Judge
from lexassist.parsing.sentences import split_segments
from lexassist.particulars.amending import Amending
from lexassist.retrieval.kinds import kinds_of
from lexassist.telling import pinpoint
from lexassist.types import (
    Clause,
    ClauseId,
    Document,
    DocumentCard,
    DocumentId,
    Evidence,
    Library,
    Search,
    Sentence,
    SentenceStatus,
    Span,
    TypePresence,
    Value,
    YesNo,
)

_LONGEST_QUOTE = 420
"""Characters of a place up to which it is quoted whole; of a longer one, the sentences that matter."""
_EXCEPTION = re.compile(
    r"\b(?:except|unless|provided,? (?:however|that)|notwithstanding|other than|save (?:as|for|that|where)|excluding|subject to)\b",
    re.IGNORECASE,
)


class Particulars(Protocol):
    """What is known of each document: types of clause, present or absent, values, and what amendments change in it."""

    def types(self, document: DocumentId, /) -> tuple[TypePresence, ...]:
        """Every type that is known, with what its presence or absence rests on; none where nothing was learned."""
        ...

    def values(self, document: DocumentId, /) -> tuple[Value, ...]:
        """The values of the document, each with its words."""
        ...

    def changes_to(self, document: DocumentId, /) -> tuple[Amending, ...]:
        """What amendments in the matter change in the document, in the order of their dates."""
        ...


class NoParticulars:
    """Where nothing is known of types, values and amendments."""

    def types(self, document: DocumentId, /) -> tuple[TypePresence, ...]:
        """No types."""
        return ()

    def values(self, document: DocumentId, /) -> tuple[Value, ...]:
        """No values."""
        return ()

    def changes_to(self, document: DocumentId, /) -> tuple[Amending, ...]:
        """No changes."""
        return ()


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of an answer: ``lead`` before the words of its ``items``, or ``text`` in their place."""

    items: tuple[Evidence, ...]
    status: SentenceStatus
    lead: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer without a model. Without ``lines`` it says that there is nothing, and ``nearest`` is what came closest."""

    lines: tuple[Line, ...] = ()
    verdict: YesNo = YesNo.NONE
    certificate: TypePresence | None = None
    values: tuple[Value, ...] = ()
    nearest: tuple[Evidence, ...] = ()
    note: str = ""

    @property
    def proven(self) -> bool:
        """Whether nothing is left for a model to say: every line may be relied on, or an absence is proven."""
        return all(line.status is SentenceStatus.SUPPORTED for line in self.lines)


Narrow = Callable[[str, Sequence[Evidence]], tuple[Evidence, ...]]
"""Orders pieces of evidence by how well they answer a question, the best first."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question with all that it is answered from. ``plain`` is it without the words that only name documents."""

    question: str
    plain: str
    asked: Asked
    search: Search
    library: Library
    particulars: Particulars
    narrow: Narrow
    judge: Judge | None = None

    @property
    def scope(self) -> tuple[DocumentId, ...]:
        """The documents that are asked about."""
        return self.search.routing.documents or tuple(card.id for card in self.library.documents())

    @property
    def presence(self) -> TypePresence | None:
        """What is known of the type that is asked for in the one document that is asked about."""
        scope = self.scope
        return self.presence_in(scope[0]) if len(scope) == 1 else None

    def presence_in(self, document: DocumentId) -> TypePresence | None:
        """What is known of the type that is asked for in a document."""
        if not self.asked.type:
            return None
        return next((one for one in self.particulars.types(document) if one.type == self.asked.type), None)

    def quoted(self, document: DocumentId, clause: ClauseId, span: Span) -> tuple[Evidence, ...]:
        """The sentences of a clause that share words with ``span``; of many, the one that matters most for the question."""
        sentences = tuple(sentences_at(self.library, document, clause, span))
        if not sentences:
            return (evidence_at(self.library, document, clause, span),)
        if sum(len(item.sentence.text) for item in sentences) <= _LONGEST_QUOTE:
            return sentences
        return self.narrow(self.plain, sentences)[:1]


def evidence_at(library: Library, document: DocumentId, clause: ClauseId, span: Span) -> Evidence:
    """The words at ``span`` as evidence, without the running heads and feet between them."""
    source = library.document(document)
    spans = tuple(without_furniture(source, span)) or (span,)
    words = " ".join(" ".join(source.quote(part).split()) for part in spans)
    return evidence_of(library.clause(clause), Sentence(clause, spans, words))


def evidence_of(clause: Clause, sentence: Sentence) -> Evidence:
    """A sentence of a clause as evidence that was not compared with the question."""
    return Evidence(0, sentence, clause.document, clause.label, clause.heading, 0.0)


def sentences_at(library: Library, document: DocumentId, clause: ClauseId, span: Span) -> Iterator[Evidence]:
    """The sentences of ``clause`` that share words with ``span``, in order, without a heading that words follow."""
    found = library.clause(clause)
    segments = split_segments(library.document(document), found)
    for segment in segments:
        if segment.is_heading and len(segments) > 1:
            continue
        if any(part.overlap(span) for part in segment.sentence.spans):
            yield evidence_of(found, segment.sentence)


def exceptions_to(library: Library, items: Iterable[Evidence]) -> Iterator[Evidence]:
    """The other sentences of the same clauses that make an exception."""
    cited = {(item.document, span) for item in items for span in item.sentence.spans}
    for document, clause in dict.fromkeys((item.document, item.sentence.clause) for item in items):
        whole = library.clause(clause)
        for other in sentences_at(library, document, clause, whole.span):
            if (
                _EXCEPTION.search(other.sentence.text)
                and not {(document, span) for span in other.sentence.spans} & cited
            ):
                yield other


def amends(document: DocumentCard | Document) -> bool:
    """Whether a document changes another, by its title and its file's name: what it does not say, it leaves as it is."""
    return "amendment" in kinds_of(re.findall(r"[a-z]+", f"{document.title} {document.source}".lower()))


def place_of(document: Document, clause: Clause, span: Span) -> str:
    """Where words stand, as a lawyer cites it."""
    paragraph = None if document.paged else document.paragraph_of(span)
    return pinpoint(clause.label, document.pages_of(span), paragraph)
