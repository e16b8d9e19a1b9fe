"""One question, put: what is asked of whom, the events of its answer, and what the answer was made with.

Promises that the record is of the very parts that answered. Storing the answer is the caller's affair: a question that is
only replayed leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Generator as Events
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lexassist import __version__
from lexassist.evaluation.subject import public_settings
from lexassist.settings import Settings
from lexassist.types import (
    Answer,
    Answered,
    AnswerEvent,
    Citation,
    DocumentId,
    Evidenced,
    Found,
    MadeWith,
    MatterState,
)

if TYPE_CHECKING:
    from lexassist.assistant.installed import InstalledModels
    from lexassist.assistant.matter import OpenMatter
    from lexassist.generation.chain import Answerer
    from lexassist.records import Json

_ADDRESSES = frozenset({"chroma_server", "server_url", "server_hosts"})
"""Settings that say where something is, not how it answers."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was put: ``document`` is the one that was asked of, ``after`` are the questions before it."""

    text: str
    document: DocumentId | None = None
    after: tuple[str, ...] = ()


@dataclass
class Asking:
    """One question on its way. ``made`` and ``answer`` are there once :meth:`events` has come to its end."""

    question: Question
    matter: OpenMatter
    models: InstalledModels
    settings: Settings
    made: MadeWith | None = field(default=None, init=False)
    answer: Answer | None = field(default=None, init=False)

    def events(self, stop: threading.Event | None = None) -> Events[AnswerEvent, None, None]:
        """The answer as it comes (see ``Assistant.stream``). Closing the iterator stops the model."""
        from lexassist.generation.chain import answer_events
        from lexassist.generation.followups import full_question
        from lexassist.generation.steering import warn_of

        answerer = self.models.answerer(self.matter.store, self.matter.searcher(), self.matter.particulars())
        asked = self.question
        full = full_question(asked.text, asked.after)
        shown: tuple[Citation, ...] = ()
        with contextlib.closing(answer_events(answerer, full, asked.document, stop)) as events:
            for event in events:
                if isinstance(event, Found):
                    shown = event.evidence
                if isinstance(event, Answered):
                    cited, looked_at = event.answer.citations, (*event.answer.nearest, *shown)
                    self.answer = replace(
                        event.answer,
                        question=asked.text,
                        asked="" if full == asked.text else full,
                        warnings=warn_of(cited, looked_at, self.matter.store),
                    )
                    evidence = tuple(Evidenced(one.document, one.span) for one in shown)
                    self.made = self._made(answerer, evidence)
                    yield Answered(self.answer)
                else:
                    yield event

    def _made(self, answerer: Answerer, evidence: tuple[Evidenced, ...]) -> MadeWith:
        from lexassist.generation.replay import used

        store, asked = self.matter.store, self.question
        held = store.counts()
        return MadeWith(
            version=__version__,
            question=asked.text,
            generator=self.models.generator_weights(),
            encoder=self.models.encoder_weights(),
            mode=answerer.mode,
            prompt=used(answerer.prompt),
            matter=MatterState(store.revision(), held.documents, held.chunks),
            seed=self.settings.generation.seed,
            settings=_flat(public_settings(self.settings, "retrieval", "generation")),
            scope=asked.document,
            after=asked.after,
            evidence=evidence,
        )


def _flat(areas: Mapping[str, Json]) -> tuple[tuple[str, str], ...]:
    """Each setting with its value as JSON, by its dotted name."""
    return tuple(
        (f"{area}.{key}", json.dumps(value))
        for area, values in areas.items()
        if isinstance(values, Mapping)
        for key, value in values.items()
        if key not in _ADDRESSES
    )
