"""What a question becomes: numbered evidence, statements, citations, and an answer with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from lexassist.types.documents import Box, ClauseId, DocumentId, Sentence, Span
from lexassist.types.particulars import TypePresence, Value
from lexassist.types.search import RelationKind

AnswerId = NewType("AnswerId", str)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A numbered sentence in the context of a question.

    ``number`` counts from 1; ``similarity`` is its cosine with the question. ``relation`` says that it was not found for the
    question but is needed to understand evidence that was (a definition, a provision referred to), and ``needed`` which
    words of that evidence it explains; its similarity is 0, since it was not compared. ``score`` orders the evidence of one
    question, higher is better. ``bears`` is how likely it says something to the question, in [0, 1], None where nobody
    read it beside the question.
    """

    number: int
    sentence: Sentence
    document: DocumentId
    label: str
    heading: str
    similarity: float
    relation: RelationKind | None = None
    needed: str = ""
    score: float = 0.0
    bears: float | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """All that the model may point at for one question, most relevant clause first."""

    question: str
    evidence: tuple[Evidence, ...]

    def numbered(self, number: int) -> Evidence:
        """The evidence with this number. Raises KeyError when there is none: a model must not be able to ask."""
        if not 1 <= number <= len(self.evidence):
            raise KeyError(number)
        return self.evidence[number - 1]


class QuestionKind(StrEnum):
    """What kind of answer a question asks for. The last two ask for nothing that stands in a document."""

    YES_NO = "yes_no"
    VALUE = "value"
    LIST = "list"
    COMPARISON = "comparison"
    DEFINITION = "definition"
    WHERE = "where"
    EXPLAIN = "explain"
    SMALL_TALK = "small_talk"
    OUTSIDE = "outside"


class YesNo(StrEnum):
    """What the documents say to a question: YES where they have what it asks about, NO where they exclude or lack it."""

    YES = "yes"
    NO = "no"
    NONE = ""


class SentenceStatus(StrEnum):
    """Whether a sentence of an answer may be relied on."""

    SUPPORTED = "supported"
    QUOTED = "quoted"
    WITHHELD = "withheld"


class Support(StrEnum):
    """Whether an answer as a whole may be relied on."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the model said in one sentence, and the numbers of the evidence it pointed at."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation and its place. ``quote`` equals the document's text at ``span``; pages and boxes are looked up from it.

    ``ocr`` says that its words were read by character recognition. ``paragraph`` is given for a document that has no pages
    of its own and is cited by it.
    """

    n: int
    document: DocumentId
    source: str
    clause: ClauseId
    label: str
    span: Span
    quote: str
    pages: tuple[int, ...]
    boxes: tuple[Box, ...]
    ocr: bool = False
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class RelatedCitation:
    """Words on which a quotation depends: ``words`` of it are defined in, or refer to, what is cited.

    Numbered from 1 among themselves: no sentence of an answer points at them by these numbers.
    """

    kind: RelationKind
    words: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence of an answer. ``citations`` are numbers of ``Answer.citations``; ``reason`` says why one was withheld."""

    text: str
    status: SentenceStatus
    citations: tuple[int, ...]
    reason: str = ""


class SuspicionKind(StrEnum):
    """In which way words of a document speak to a machine that reads it instead of to the parties."""

    ORDER = "order"
    VERDICT = "verdict"
    CONCEALMENT = "concealment"
    FORGED_TURN = "forged_turn"
    LINK = "link"
    DISGUISE = "disguise"


@dataclass(frozen=True, slots=True)
class AnswerWarning:
    """Words among the evidence that try to steer whoever reads them: shown above the answer, obeyed by nothing."""

    kind: SuspicionKind
    message: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with the proof of each of its sentences.

    ``sentences`` holds what may be shown as the answer (supported or quoted), ``withheld`` what the model said and the
    documents do not carry. ``nearest`` are the clauses closest to a question that was not answered: shown as not answering.
    ``related`` is what the citations depend on, in the order of need: shown as what explains them, never as the answer.
    ``routing`` says which documents the question was taken to name, "" where none. ``asked`` is the full question that a
    follow-up was taken to mean, "" where it was answered as it stands. ``warnings`` are numbered among themselves.

    ``verdict`` is given only where it rests on a type of clause that is present or proven absent, or on words that entail
    or contradict what was asked; ``certificate`` is the scan on which an absence rests. An abstention may have both: there
    is nothing to quote for what is not there. ``values`` are those that the sentences tell.
    """

    id: AnswerId
    question: str
    support: Support
    sentences: tuple[AnswerSentence, ...]
    withheld: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    documents_searched: int
    clauses_searched: int
    model: str
    seconds: tuple[tuple[str, float], ...]
    note: str = ""
    related: tuple[RelatedCitation, ...] = ()
    routing: str = ""
    asked: str = ""
    warnings: tuple[AnswerWarning, ...] = ()
    kind: QuestionKind = QuestionKind.EXPLAIN
    verdict: YesNo = YesNo.NONE
    certificate: TypePresence | None = None
    values: tuple[Value, ...] = ()

    @property
    def text(self) -> str:
        """The sentences that may be shown, in order, joined by spaces."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def only_quoted(self) -> bool:
        """Whether everything shown is evidence itself, which nobody has checked for answering the question."""
        return bool(self.sentences) and all(s.status is SentenceStatus.QUOTED for s in self.sentences)

    def __post_init__(self) -> None:
        if self.support is Support.ABSTAINED and (self.sentences or self.citations or self.related):
            raise ValueError("an abstention has no sentences, no citations and nothing that explains them")
        if self.verdict is not YesNo.NONE and not self.sentences and self.certificate is None:
            raise ValueError("a verdict rests on sentences or on the certificate of an absence")
        known = {citation.n for citation in self.citations}
        for sentence in self.sentences:
            if not sentence.citations or not known.issuperset(sentence.citations):
                raise ValueError(f"a sentence that is shown needs citations of this answer: {sentence.text!r}")


@dataclass(frozen=True, slots=True)
class Found:
    """Said first, before the model writes: the evidence that was found for the question.

    ``routing`` says which documents the question was taken to name, "" where none.
    """

    evidence: tuple[Citation, ...]
    documents: int
    clauses: int
    routing: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that passed, or failed, verification, with the citations that are new with it."""

    sentence: AnswerSentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """Said last: the whole answer."""

    answer: Answer


AnswerEvent = Found | Told | Answered
