"""The composition root and the Python API: the only place that chooses implementations.

::

    import lexassist
    with lexassist.open() as assistant:
        assistant.create_matter("acme")
        for outcome in assistant.ingest("acme", [Path("contracts")]):
            print(outcome.file, outcome.status)
        answer = assistant.ask("acme", "How much notice must the tenant give?")

Heavy libraries are imported when what they do is first asked for, so listing documents loads no model.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Generator as Events
from pathlib import Path
from typing import TYPE_CHECKING, Self

from lexassist import offline
from lexassist.assistant.asking import Asking, Question
from lexassist.assistant.installed import InstalledModels
from lexassist.assistant.matter import OpenMatter
from lexassist.errors import UnknownDocument, UsageError
from lexassist.matters.folder import (
    create_matter,
    find_matter,
    list_matters,
)
from lexassist.settings import Settings, load_settings
from lexassist.types import (
    Answer,
    Answered,
    AnswerEvent,
    AnswerId,
    Clause,
    ClauseId,
    ClauseScore,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    Encoder,
    Generator,
    Ingested,
    Mentions,
    Mode,
    Progress,
    Reencoded,
    Reference,
    Remark,
    Replay,
    Sampling,
    Search,
    TypePresence,
    Value,
    Watcher,
    WholeDocument,
)

if TYPE_CHECKING:
    from lexassist.assistant.reviewing import MatterReview, Scope
    from lexassist.generation.answerable import AnswerModel
    from lexassist.generation.gate import Gate
    from lexassist.generation.judging import PassageJudge
    from lexassist.generation.retriever import ClauseRetriever
    from lexassist.generation.sentence_order import RankedSentence
    from lexassist.models.qualified import Qualification
    from lexassist.retrieval.places import Place
    from lexassist.retrieval.ranking import Ranking
    from lexassist.review.playbook import Playbook


def open_assistant(settings: Settings | None = None, *, purpose: str = "a Python program") -> Assistant:
    """An assistant over the data folder of ``settings`` (loaded as docs/settings.md says when not given)."""
    return Assistant(settings or load_settings(), purpose=purpose)


class Assistant:
    """Everything LexAssist does, for the page, the command line and scripts.

    A matter is owned by this process from its first use until :meth:`close`. Calls may come from several threads; one
    ingestion at a time a matter, one answer at a time in all.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        purpose: str = "a Python program",
        encoder: Callable[[], Encoder] | None = None,
        generator: Callable[[], Generator] | None = None,
    ) -> None:
        """Nothing is loaded yet; ``encoder`` and ``generator`` replace the installed models where given."""
        offline.go_offline()
        self.settings = settings
        self._purpose = purpose
        self._models = InstalledModels(settings, encoder, generator)
        self._open: dict[str, OpenMatter] = {}
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the model and give every matter back."""
        with self._lock:
            for matter in self._open.values():
                matter.close()
            self._open.clear()
            self._models.close()

    @property
    def model(self) -> str:
        """The name of the model that answers."""
        return self._models.generator_name

    @property
    def mode(self) -> Mode:
        """What that model may do by itself: phrase answers, choose the evidence, or neither."""
        return self._models.earned().mode

    @property
    def mode_reason(self) -> str:
        """Why it may do that, in words."""
        return self._models.earned().reason

    def qualify(self, *, watch: Callable[[int, int], None] | None = None) -> Qualification:
        """Measure the generator of the settings with the tasks that come with LexAssist, and keep what it has earned.

        Takes minutes; ``watch`` is told how many replies are done, of how many. From now on the result decides the mode of
        this model file, unless the settings do.
        """
        from lexassist.evaluation.qualification import Candidate, qualify, read_tasks
        from lexassist.models.qualified import keep_qualification

        writing = self.settings.generation
        candidate = Candidate(
            generator=self._models.generator(),
            weights=self._models.generator_weights(),
            prompts={mode: self._models.prompt(mode) for mode in (Mode.PHRASE, Mode.QUOTE)},
            sampling=Sampling(writing.max_tokens, writing.temperature, writing.seed),
            verify=self.gate().verify,
        )
        measured = qualify(candidate, read_tasks(), watch or (lambda _done, _total: None))
        keep_qualification(self.settings, measured)
        return measured

    def warm(self) -> None:
        """Load the models now, so that the first question does not wait for them."""
        self._models.encoder().encode(["warm"])
        self._models.generator().count_tokens("warm")

    def matters(self) -> tuple[str, ...]:
        """The names of the matters, sorted."""
        return list_matters(self.settings.matters)

    def create_matter(self, name: str) -> None:
        """Make an empty matter. Raises UsageError when the name cannot be used or is taken."""
        create_matter(self.settings.matters, name)

    def ingest(
        self, matter: str, paths: Sequence[Path], *, watch: Watcher | None = None
    ) -> Events[Ingested, None, None]:
        """Read the files at ``paths`` (folders are walked) into ``matter``; one outcome a file, as soon as it is stored.

        An e-mail's attachments are files of their own: their outcomes follow its own.

        Raises:
            UsageError: a path does not exist; nothing has been read then.
            MatterInUse: another process owns the matter.
            EncoderMismatch: the matter's vectors are by another encoder (:meth:`reencode`); nothing has been read then.
        """
        from lexassist.retrieval.ingestion import Intake, list_files

        files = list_files(paths)
        opened = self._matter(matter)
        intake = Intake(opened.folder, opened.store, opened.index, self._models.encoder, self.settings.reading)
        with opened.ingesting:
            opened.check_encoder()
            yield from intake.ingest(files, watch or _unwatched)

    def reencode(self, matter: str, *, watch: Watcher | None = None) -> Reencoded:
        """Make the vectors of ``matter`` anew with the encoder of the settings; an interrupted one is gone on with.

        Until it is done, searching is refused, and an ingestion waits. ``watch`` is told of texts, not of files.
        """
        from lexassist.retrieval.reencoding import reencode

        opened = self._matter(matter)
        with opened.ingesting:
            return reencode(opened.store, self._models.encoder(), opened.reopen_index, watch or _unwatched)

    def reread(
        self,
        matter: str,
        document: DocumentId | None = None,
        *,
        everything: bool = False,
        watch: Watcher | None = None,
    ) -> Events[Ingested, None, None]:
        """Read documents again from their kept originals: what an earlier version read, ``document``, or ``everything``.

        One outcome a document, as soon as it is stored. One that can no longer be read keeps its earlier reading: its
        outcome has the status of the attempt. Raises as :meth:`ingest`.
        """
        from lexassist.retrieval.rereading import Rereading

        opened = self._matter(matter)
        rereading = Rereading(opened.folder, opened.store, opened.index, self._models.encoder, self.settings.reading)
        with opened.ingesting:
            opened.check_encoder()
            chosen = {document} if document else opened.store.outdated()
            cards = [card for card in opened.store.documents() if (everything and not document) or card.id in chosen]
            yield from rereading.reread(cards, watch or _unwatched)

    def outdated(self, matter: str) -> frozenset[DocumentId]:
        """The documents of ``matter`` that an earlier version has read (:meth:`reread`)."""
        return self._matter(matter).store.outdated()

    def documents(self, matter: str) -> tuple[DocumentCard, ...]:
        """The documents of ``matter`` in the order of ingestion."""
        return self._matter(matter).store.documents()

    def find_document(self, matter: str, named: str) -> DocumentId:
        """The document with this id or file name. Raises UnknownDocument when there is none, or more than one."""
        cards = self.documents(matter)
        found = [card.id for card in cards if named == card.id] or [card.id for card in cards if named == card.source]
        if len(found) == 1:
            return found[0]
        what = "no document" if not found else f"{len(found)} documents"
        raise UnknownDocument(
            f"Matter {matter!r} holds {what} with the id or file name {named!r}.",
            remedy=f"`lexassist documents --matter {matter}` lists them with their ids.",
        )

    def document(self, matter: str, document: DocumentId) -> Document:
        """One document, whole."""
        return self._matter(matter).store.document(document)

    def whole(self, matter: str, document: DocumentId) -> WholeDocument:
        """One document with all that was read of it: clauses, terms, chunks and their vectors."""
        return self._matter(matter).whole(document)

    def types(self, matter: str, document: DocumentId) -> tuple[TypePresence, ...]:
        """Which types of clause a document has, where, and what tells that it lacks the others; one a type.

        Raises:
            UnknownDocument: the matter has no such document.
            ModelMissing: nothing was learned about types for the encoder of the settings.
        """
        from lexassist.particulars.clause_types import read_types

        return read_types(self._models.types(), self.whole(matter, document))

    def type_names(self) -> tuple[str, ...]:
        """The types of clause that are known. Raises ModelMissing as :meth:`types`."""
        return self._models.types().types

    def clause_types(self, matter: str, document: DocumentId) -> Mapping[ClauseId, tuple[ClauseScore, ...]]:
        """The types of each leaf clause, best first. Raises as :meth:`types`."""
        from lexassist.particulars.clause_types import score_clauses

        return score_clauses(self._models.types(), self.whole(matter, document))

    def values(self, matter: str, document: DocumentId) -> tuple[Value, ...]:
        """The values of a document, by kind: title, parties, dates, terms, notices, law, amounts. Raises UnknownDocument."""
        from lexassist.particulars.values import read_values

        return read_values(self.whole(matter, document))

    def clauses(self, matter: str, document: DocumentId) -> tuple[Clause, ...]:
        """Its clauses in text order, parents before children."""
        return self._matter(matter).store.clauses(document)

    def clause(self, matter: str, clause: ClauseId) -> Clause:
        """One clause."""
        return self._matter(matter).store.clause(clause)

    def trail(self, matter: str, clause: ClauseId) -> tuple[Clause, ...]:
        """The clauses around a clause, the outermost first, itself last."""
        trail = {clause: self.clause(matter, clause)}
        parent = trail[clause].parent
        while parent is not None and parent not in trail:
            trail[parent] = self.clause(matter, parent)
            parent = trail[parent].parent
        return tuple(reversed(trail.values()))

    def definitions(self, matter: str, document: DocumentId) -> tuple[Definition, ...]:
        """A document's defined terms, in the order of their definitions."""
        return self._matter(matter).store.definitions(document)

    def references(self, matter: str, document: DocumentId) -> tuple[Reference, ...]:
        """A document's cross-references, in text order."""
        return self._matter(matter).store.references(document)

    def remarks(self, matter: str, document: DocumentId) -> tuple[Remark, ...]:
        """What has to be known of a document before relying on it; the one place where its hidden words stand."""
        return self._matter(matter).store.remarks(document)

    def unpaged(self, matter: str) -> frozenset[DocumentId]:
        """The documents of ``matter`` that have no pages of their own and are cited by paragraph."""
        return self._matter(matter).store.unpaged()

    def search(self, matter: str, query: str, *, k: int = 8, document: DocumentId | None = None) -> Search:
        """The best ``k`` hits for ``query``."""
        return self._matter(matter).searcher().search(_asked(query), k=k, document=document)

    def retriever(self, matter: str, *, k: int = 8, document: DocumentId | None = None) -> ClauseRetriever:
        """The search of ``matter`` for LangChain programs: at most ``k`` hits, in ``document`` only where one is given.

        Raises:
            UsageError: ``k`` is not at least 1.
            UnknownDocument: the matter has no such document.
        """
        from lexassist.generation.retriever import ClauseRetriever

        if k < 1:
            raise UsageError(f"{k} hits cannot be searched for.", remedy="Ask for 1 or more.")
        opened = self._matter(matter)
        if document is not None:
            opened.store.document(document)
        return ClauseRetriever(searcher=opened.searcher(), library=opened.store, k=k, document=document)

    def mentions(self, matter: str, term: str, *, document: DocumentId | None = None, case: bool = False) -> Mentions:
        """Every place where ``term`` stands, and how many there are; ``case`` says that capitals count.

        No model is needed. What counts as a mention is said in :mod:`lexassist.retrieval.mentions`. Raises UsageError for a
        term without a word.
        """
        from lexassist.retrieval.mentions import find_mentions

        return find_mentions(self._matter(matter).store, term, document=document, case=case)

    def places(self, matter: str, mentions: Mentions) -> Iterator[Place]:
        """The mentions as they are shown, in order: each with its citation and the words around it."""
        from lexassist.retrieval.places import show_places

        return show_places(self._matter(matter).store, mentions)

    def sentences(self, matter: str, search: Search) -> tuple[RankedSentence, ...]:
        """The sentences of the hits of a search of ``matter``, best first: where to begin to read."""
        return self._models.sentence_ranker().rank(search.routing.question, search.hits, self._matter(matter).store)

    def settle(self, matter: str, *, timeout: float | None = None) -> bool:
        """Wait at most ``timeout`` seconds for an index that is being made; whether it is in use then."""
        return self._matter(matter).index().settle(timeout)

    def encoder(self) -> Encoder:
        """The encoder of clauses and questions, loaded when it is first asked for."""
        return self._models.encoder()

    def gate(self) -> Gate:
        """What decides whether a sentence may be shown on its evidence."""
        return self._models.gate()

    def answerable(self) -> AnswerModel | None:
        """What was learned about whether evidence answers; None where nothing was learned for the encoder."""
        return self._models.answerable()

    def judge(self) -> PassageJudge | None:
        """What judges what a passage says to a question or a statement; None where the encoder has none with it."""
        return self._models.judge()

    def ranking(self) -> Ranking | None:
        """What was learned about ranking for that encoder; None where nothing was."""
        return self._models.ranking()

    def ask(
        self, matter: str, question: str, *, document: DocumentId | None = None, after: Sequence[str] = ()
    ) -> Answer:
        """The answer to ``question``, with the proof of each of its sentences; ``after`` as for :meth:`stream`."""
        for event in self.stream(matter, question, document=document, after=after):
            if isinstance(event, Answered):
                return event.answer
        raise AssertionError("a stream of events ends with the answer")

    def stream(
        self,
        matter: str,
        question: str,
        *,
        document: DocumentId | None = None,
        after: Sequence[str] = (),
        stop: threading.Event | None = None,
    ) -> Events[AnswerEvent, None, None]:
        """The answer as it comes: the evidence first, each sentence when it is verified, the whole answer last.

        ``after`` are the questions of the conversation before this one, oldest first. Closing the iterator stops the model;
        another thread stops it at its next word by setting ``stop``. The answer is kept with what it was made with.
        """
        asking = self._asking(matter, Question(_asked(question), document, tuple(after)))
        with contextlib.closing(asking.events(stop)) as events:
            for event in events:
                if isinstance(event, Answered) and asking.made is not None:
                    asking.matter.keep_answer(event.answer, asking.made)
                yield event

    def replay(self, matter: str, answer: AnswerId) -> Replay:
        """Put the question of a kept answer again, to the same documents, and say what differs. Nothing is kept of it.

        Raises:
            UsageError: the matter has no such answer, or it was kept without what it was made with.
            UnknownDocument: the one document that was asked of is gone.
        """
        from lexassist.generation.replay import compare, read_kept

        store = self._matter(matter).store
        kept, then = read_kept(store.answer(answer))
        if then.scope is not None:
            store.document(then.scope)
        asking = self._asking(matter, Question(then.question, then.scope, then.after))
        with contextlib.closing(asking.events()) as events:
            for _ in events:
                continue
        if asking.answer is None or asking.made is None:
            raise AssertionError("the events of an answer end with it")
        changed = {*store.added_since(then.matter.revision)}
        sources = [card.source for card in store.documents() if card.id in changed]
        return compare(kept, then, asking.answer, asking.made, changed=sources)

    def review(
        self, matter: str, playbook: Playbook | str | Path, scope: Scope | None = None, *, watch: Watcher | None = None
    ) -> MatterReview:
        """A review of ``matter`` with a playbook (or the name or file of one): iterate for its rows, then ``finish()``.

        ``scope`` says which files are read into the matter and reviewed, and which cells are worked out anew; without it, all
        documents of the matter are reviewed. Rows come as soon as they are known, with the remark that an amended contract's
        comes again (:mod:`lexassist.review.batch`). Iterating raises as :meth:`ingest`, and ModelMissing as :meth:`types`.

        Raises:
            PlaybookError: the playbook is not there or cannot be used.
            UsageError: a rule that is to be worked out anew is not in it.
        """
        from lexassist.assistant.reviewing import MatterReview, Scope, load_playbook
        from lexassist.review.playbook import Playbook

        used = playbook if isinstance(playbook, Playbook) else load_playbook(playbook)
        return MatterReview(
            self._matter(matter),
            self._models,
            used,
            scope or Scope(),
            lambda paths: self.ingest(matter, paths, watch=watch),
        )

    def reports(self, matter: str) -> Path:
        """The folder for the reports of the matter's reviews, a folder each; it need not be there yet."""
        return self._matter(matter).folder.reports

    def original(self, matter: str, document: DocumentId) -> Path:
        """The file as it was ingested."""
        return self._matter(matter).original(document)

    def page_image(self, matter: str, document: DocumentId, page: int, *, scale: float = 1.5) -> bytes:
        """A PNG of a page at 72 x ``scale`` dots an inch, rendered in a child process and kept in the matter's folder.

        Raises:
            UnknownDocument: there is no such document or page.
            ReadError: the file has no pages that can be drawn (text, and DOCX that was read without LibreOffice).
        """
        return self._matter(matter).page_image(document, page, scale)

    def _asking(self, matter: str, question: Question) -> Asking:
        return Asking(question, self._matter(matter), self._models, self.settings)

    def _matter(self, name: str) -> OpenMatter:
        with self._lock:
            if name not in self._open:
                folder = find_matter(self.settings.matters, name)
                self._open[name] = OpenMatter(folder, self._models, self.settings, purpose=self._purpose)
            return self._open[name]


def _asked(question: str) -> str:
    if not question.strip():
        raise UsageError("The question is empty.", remedy="Ask something.")
    return question.strip()


def _unwatched(_: Progress) -> None:
    """Nobody watches."""
