"""What an answer was made with, and what differs when it is made again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lexassist.types.answers import AnswerId
from lexassist.types.documents import DocumentId, Span
from lexassist.types.models import Mode


@dataclass(frozen=True, slots=True)
class Weights:
    """A model by its name and the sha256 of its file or files, "" where it has none that could be hashed."""

    name: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class PromptUsed:
    """A prompt by its name, its version, and the sha256 of its turns."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MatterState:
    """A matter as it was: the store's revision, which goes up with every change, and how much it held."""

    revision: int
    documents: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Evidenced:
    """Words that were evidence for a question: a span of a document."""

    document: DocumentId
    span: Span


@dataclass(frozen=True, slots=True)
class MadeWith:
    """All that an answer follows from, so that it can be made again.

    ``question`` is as it was put, ``after`` are the questions before it, oldest first, ``scope`` is the one document that
    was asked of, None for all. ``settings`` are those of finding and answering, each key with its value as JSON, without
    paths and addresses of this machine. ``evidence`` is what was considered, in the order in which it was shown.
    """

    version: str
    question: str
    generator: Weights
    encoder: Weights
    mode: Mode
    prompt: PromptUsed
    matter: MatterState
    seed: int
    settings: tuple[tuple[str, str], ...]
    scope: DocumentId | None = None
    after: tuple[str, ...] = ()
    evidence: tuple[Evidenced, ...] = ()


class DifferenceKind(StrEnum):
    """What differs between an answer and the same question put again. The first eight are causes, the others effects."""

    VERSION = "version"
    MODEL = "model"
    ENCODER = "encoder"
    MODE = "mode"
    PROMPT = "prompt"
    SETTINGS = "settings"
    DOCUMENTS = "documents"
    MATTER = "matter"
    ASKED = "asked"
    EVIDENCE = "evidence"
    SUPPORT = "support"
    SENTENCES = "sentences"
    CITATIONS = "citations"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs, in words."""

    kind: DifferenceKind
    words: str


@dataclass(frozen=True, slots=True)
class Replay:
    """A question put again: ``before`` is the answer that was kept, the texts are what was shown then and would be now."""

    before: AnswerId
    question: str
    differences: tuple[Difference, ...]
    text_before: str
    text_now: str

    @property
    def same(self) -> bool:
        """Whether nothing differs, neither what it was made with nor what came of it."""
        return not self.differences
