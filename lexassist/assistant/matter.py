"""A matter while this process owns it: its store, and what is built from it on demand."""

from __future__ import annotations

import contextlib
import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lexassist.errors import ModelMissing, UnknownDocument
from lexassist.matters.folder import (
    MatterFolder,
    original,
    page_file,
    rendition,
)
from lexassist.matters.lock import own
from lexassist.matters.store import MatterStore
from lexassist.records import answer_record
from lexassist.settings import Settings
from lexassist.types import Answer, DocumentId, MadeWith, WholeDocument

if TYPE_CHECKING:
    from lexassist.assistant.installed import InstalledModels
    from lexassist.assistant.particulars import KnownParticulars
    from lexassist.retrieval.index import ChromaIndex
    from lexassist.retrieval.search import MatterSearcher


class OpenMatter:
    """A matter that this process owns: its store, and what is built from it on demand."""

    def __init__(self, folder: MatterFolder, models: InstalledModels, settings: Settings, *, purpose: str) -> None:
        self.folder = folder
        self.ingesting = threading.Lock()
        self._models = models
        self._settings = settings
        self._lock = threading.RLock()
        self._index: ChromaIndex | None = None
        self._searcher: MatterSearcher | None = None
        self._particulars: KnownParticulars | None = None
        with contextlib.ExitStack() as stack:
            stack.enter_context(own(folder, purpose=purpose))
            self.store = MatterStore(folder.store_file)
            stack.callback(self.store.close)
            self._release = stack.pop_all()

    def close(self) -> None:
        """Give the matter back."""
        with self._lock:
            if self._index is not None:
                self._index.close()
            self._release.close()

    def index(self) -> ChromaIndex:
        """The vector index, checked against the store when it is first asked for."""
        from lexassist.retrieval.generations import choose_generations
        from lexassist.retrieval.index import ChromaIndex

        with self._lock:
            if self._index is None:
                self.check_encoder()
                encoder = self._models.encoder()
                settings = self._settings.retrieval
                generations = choose_generations(self.folder, settings.chroma_server)
                index = ChromaIndex(
                    self.folder, self.store, encoder=encoder, probe=settings.probe, generations=generations
                )
                index.open()
                self._index = index
            return self._index

    def reopen_index(self) -> ChromaIndex:
        """The index of the vectors as they are now."""
        with self._lock:
            if self._index is not None:
                self._index.close()
            self._index = self._searcher = None
            return self.index()

    def check_encoder(self) -> None:
        """Raise EncoderMismatch at once: before files are read that could not be stored, and before a model is loaded."""
        if self.store.encoder() is not None and (name := self._models.encoder_name):
            self.store.check_encoder(name)

    def searcher(self) -> MatterSearcher:
        """What searches the matter, made when it is first asked for."""
        from lexassist.retrieval.search import MatterSearcher

        with self._lock:
            if self._searcher is None:
                self._searcher = MatterSearcher(
                    self.store, self.index(), self._models.encoder(), ranking=self._models.ranking()
                )
            return self._searcher

    def particulars(self) -> KnownParticulars:
        """What is known of its documents; values only where the encoder knows no types of clause."""
        from lexassist.assistant.particulars import KnownParticulars

        with self._lock:
            if self._particulars is None:
                try:
                    types = self._models.types()
                except ModelMissing:
                    types = None
                self._particulars = KnownParticulars(self.store, self.whole, types)
            return self._particulars

    def whole(self, document: DocumentId) -> WholeDocument:
        """A document with all that was read of it. Raises UnknownDocument."""
        chunks = self.store.chunks(self.store.chunk_ids(document))
        ids, rows = self.store.vectors_of([chunk.id for chunk in chunks], encoder=self._models.encoder_name)
        place = {chunk: n for n, chunk in enumerate(ids)}
        return WholeDocument(
            document=self.store.document(document),
            clauses=self.store.clauses(document),
            definitions=self.store.definitions(document),
            references=self.store.references(document),
            chunks=chunks,
            vectors=rows[[place[chunk.id] for chunk in chunks]],
        )

    def keep_answer(self, answer: Answer, made: MadeWith) -> None:
        """Store an answer as scripts read it, with what it was made with as its ``record``."""
        from lexassist.generation.replay import made_record

        body = json.dumps({**answer_record(answer), "record": made_record(made)}, ensure_ascii=False)
        self.store.save_answer(answer.id, answer.question, body, datetime.now(UTC).isoformat())

    def original(self, document: DocumentId) -> Path:
        """The file as it was ingested."""
        kept = self.store.original(document)
        return original(self.folder, kept.sha256, kept.suffix)

    def drawn(self, document: DocumentId) -> Path:
        """The file whose pages are drawn: the PDF that was made of the original, where there is one."""
        return rendition(self.folder, self.store.original(document).sha256) or self.original(document)

    def page_image(self, document: DocumentId, page: int, scale: float) -> bytes:
        """A PNG of a page, from the matter's folder where it was drawn before. Raises UnknownDocument."""
        from lexassist.parsing.isolation.sandbox import render_page

        pages = self.store.document(document).pages
        if not 1 <= page <= len(pages):
            raise UnknownDocument(f"There is no page {page}.", remedy=f"The document has pages 1 to {len(pages)}.")
        file = page_file(self.folder, document, page, scale)
        if file.is_file():
            return file.read_bytes()
        image = render_page(self.drawn(document), page=page, scale=scale, limits=self._settings.reading)
        # Renamed into place, so that a reader never sees half an image.
        part = file.with_suffix(f".{threading.get_ident()}.part")
        part.write_bytes(image)
        part.replace(file)
        return image
