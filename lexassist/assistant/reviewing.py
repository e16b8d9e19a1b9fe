"""A review of a matter from Python: iterate over its rows as they come, then take the whole."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from lexassist.assistant.installed import InstalledModels
from lexassist.assistant.matter import OpenMatter
from lexassist.errors import PlaybookError, UsageError
from lexassist.retrieval.ingestion import list_files
from lexassist.review.batch import Desk, Incoming, Reviewing
from lexassist.review.cells import Cells
from lexassist.review.forecast import Forecast, forecast
from lexassist.review.playbook import Playbook, question_rule
from lexassist.review.playbookfile import find_playbook, list_playbooks, read_playbook
from lexassist.types import DocumentId, Ingested, ReadStatus, Review, ReviewedDocument

# Beside the package in a clone, below the environment where a wheel was installed.
_PLACES = (
    Path(__file__).parents[2] / "corpora" / "playbooks",
    Path(sys.prefix) / "share" / "lexassist" / "playbooks",
)
_SPEED = "pages a second"
_FEWEST_PAGES = 20
"""Pages from which on a speed is worth remembering."""

Ingestion = Callable[[Sequence[Path]], Iterator[Ingested]]


def shipped_playbooks() -> tuple[Playbook, ...]:
    """The playbooks that come with LexAssist, by name."""
    return list_playbooks(playbooks_folder())


def playbooks_folder() -> Path:
    """Where the shipped playbooks lie. Raises PlaybookError where they are not there."""
    for place in _PLACES:
        if place.is_dir():
            return place
    raise PlaybookError("The playbooks are not there.", remedy="Install LexAssist again, or run a complete clone.")


def load_playbook(named: str | Path) -> Playbook:
    """The playbook in a file, or the shipped one of that name. Raises PlaybookError."""
    folder = playbooks_folder()
    return read_playbook(find_playbook(str(named), folder), folder)


def unknown_types(playbook: Playbook, types: Sequence[str]) -> tuple[str, ...]:
    """A sentence for each rule that asks for a type of clause that is none of ``types``."""
    return tuple(
        f"Rule {rule.id!r} asks for clauses of the type {rule.clause!r}, which is not known"
        + (f": is {near[0]!r} meant?" if (near := get_close_matches(rule.clause, types, 1)) else ".")
        for rule in playbook.rules
        if rule.clause and rule.clause not in types
    )


def with_questions(playbook: Playbook, questions: Sequence[str]) -> Playbook:
    """The playbook with a column more for each question."""
    asked = [" ".join(question.split()) for question in questions]
    if not all(asked):
        raise UsageError("A question is empty.", remedy="Give it words.")
    return replace(playbook, rules=(*playbook.rules, *(question_rule(q, n) for n, q in enumerate(asked, start=1))))


@dataclass(frozen=True, slots=True)
class Scope:
    """What is reviewed: the files at ``paths`` (folders are walked), or where there are none all documents of the matter.

    The cells of the rules ``again`` are worked out anew, of ``document`` only where one is given; a document without rules: its
    whole row.
    """

    paths: tuple[Path, ...] = ()
    again: tuple[str, ...] = ()
    document: DocumentId | None = None


@dataclass
class MatterReview:
    """One review of a matter. A second iteration gives nothing more; :meth:`finish` takes the rows that nobody has taken."""

    opened: OpenMatter
    models: InstalledModels
    playbook: Playbook
    scope: Scope
    ingestion: Ingestion
    _reviewing: Reviewing | None = None
    _rows: Iterator[ReviewedDocument] | None = None

    def __post_init__(self) -> None:
        unknown = next((rule for rule in self.scope.again if not self.playbook.has(rule)), None)
        if unknown is not None:
            known = ", ".join(rule.id for rule in self.playbook.rules)
            raise UsageError(f"The playbook has no rule {unknown!r}.", remedy=f"Its rules: {known}.")

    def __iter__(self) -> Iterator[ReviewedDocument]:
        if self._rows is None:
            self._rows = self._run()
        return self._rows

    @property
    def computed(self) -> int:
        """How many cells had to be worked out so far."""
        return self._reviewing.computed if self._reviewing is not None else 0

    def forecast(self) -> Forecast:
        """How long it will take, about."""
        with closing(Cells(self.opened.folder.path)) as cells:
            noted = cells.noted(_SPEED)
        sources = {card.source for card in self.opened.store.documents()}
        files = [file for file in list_files(self.scope.paths) if file.name not in sources] if self.scope.paths else []
        return forecast(files, known=len(sources), pages_a_second=float(noted) if noted else None)

    def finish(self) -> Review:
        """The whole review; the rows that have not been taken are made first."""
        for _ in self:
            pass
        assert self._reviewing is not None, "iterating makes it"
        return self._reviewing.finish()

    def originals(self) -> Mapping[DocumentId, Path]:
        """The PDF of each document of the matter that has one, for its highlighted copy."""
        drawn = {card.id: self.opened.drawn(card.id) for card in self.opened.store.documents()}
        return {document: file for document, file in drawn.items() if file.suffix == ".pdf"}

    def _run(self) -> Iterator[ReviewedDocument]:
        from lexassist.particulars.clause_types import read_types

        with closing(Cells(self.opened.folder.path)) as cells:
            cells.prune([card.id for card in self.opened.store.documents()])
            if self.scope.again or self.scope.document:
                cells.forget(rules=self.scope.again, document=self.scope.document)
            desk = Desk(
                store=self.opened.store,
                cells=cells,
                models=self.models.reading_name,
                encoder=self.models.encoder_name,
                types=lambda whole: read_types(self.models.types(), whole),
                whole=self.opened.whole,
                searcher=self.opened.searcher,
            )
            self._reviewing = Reviewing(desk, self.playbook, self.opened.folder.name)
            yield from self._reviewing.rows(self._incoming(cells))

    def _incoming(self, cells: Cells) -> Iterator[Incoming]:
        if not self.scope.paths:
            for card in self.opened.store.documents():
                yield Incoming(card.source, card.id, *self.opened.store.status(card.id))
            return
        started, pages = time.perf_counter(), 0
        for outcome in self.ingestion(self.scope.paths):
            pages += outcome.pages if outcome.status is not ReadStatus.DUPLICATE else 0
            if outcome.document is None:
                yield Incoming(outcome.file, None, outcome.status, outcome.message)
            else:
                # As it was stored: a review that is begun again finds its files read already, and says the same of them.
                yield Incoming(outcome.file, outcome.document, *self.opened.store.status(outcome.document))
        if pages >= _FEWEST_PAGES:
            cells.note(_SPEED, f"{pages / (time.perf_counter() - started):.2f}")
