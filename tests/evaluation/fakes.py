"""An assistant of one's own head: a document is its file's text, a chunk is a line of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lexassist.evaluation.experiment import file_id
from lexassist.settings import Settings
from lexassist.testing import words_of
from lexassist.types import (
    Answer,
    AnswerId,
    AnswerSentence,
    Chunk,
    ChunkId,
    Citation,
    Clause,
    ClauseId,
    ClauseKind,
    Document,
    DocumentCard,
    DocumentId,
    Hit,
    Ingested,
    Page,
    ReadStatus,
    Routing,
    Search,
    SentenceStatus,
    Span,
    Support,
)


@dataclass
class LineAssistant:
    """Finds the lines that share most words with the query; answers with the best when it shares three or more."""

    settings: Settings
    model: str = "lines"
    kept: dict[str, dict[DocumentId, Document]] = field(default_factory=dict)

    def matters(self) -> tuple[str, ...]:
        return tuple(self.kept)

    def create_matter(self, name: str, /) -> None:
        self.kept[name] = {}

    def ingest(self, matter: str, paths: Sequence[Path], /) -> Iterator[Ingested]:
        for path in paths:
            document = DocumentId(file_id(path))
            text = path.read_text()
            known = document in self.kept[matter]
            if text.startswith("broken"):
                yield Ingested(path.name, None, ReadStatus.DAMAGED, 0, 0, 0.1, "broken")
                continue
            page = Page(1, 0, len(text), 612, 792)
            self.kept[matter][document] = Document(document, path.stem, path.name, text, (page,))
            status = ReadStatus.DUPLICATE if known else ReadStatus.INDEXED
            yield Ingested(path.name, document, status, 1, 1, 0.1, "")

    def documents(self, matter: str, /) -> tuple[DocumentCard, ...]:
        return tuple(
            DocumentCard(each.id, each.title, each.source, 1, 1, ReadStatus.INDEXED)
            for each in self.kept[matter].values()
        )

    def document(self, matter: str, document: DocumentId, /) -> Document:
        return self.kept[matter][document]

    def clauses(self, matter: str, document: DocumentId, /) -> tuple[Clause, ...]:
        text = self.kept[matter][document].text
        return tuple(
            Clause(ClauseId(text[span.start]), document, text[span.start], (), "", ClauseKind.OPERATIVE, span)
            for span in _lines(text)
        )

    def search(self, matter: str, query: str, /, *, k: int, document: DocumentId | None = None) -> Search:
        asked = set(words_of(query))
        lines = [
            (len(asked & set(words_of(each.quote(span)))), each.id, span, each.quote(span))
            for each in self.kept[matter].values()
            if document in (None, each.id)
            for span in _lines(each.text)
        ]
        best = sorted(lines, key=lambda line: -line[0])[:k]
        hits = tuple(
            Hit(rank, score, score, Chunk(ChunkId(f"{name}-{rank}"), ClauseId(text[:1]), name, span, text, ""))
            for rank, (score, name, span, text) in enumerate(best, start=1)
        )
        return Search(query, hits, Routing((), query), 1, 1, 0.0)

    def ask(self, matter: str, question: str, /, *, document: DocumentId | None = None) -> Answer:
        hit = self.search(matter, question, k=1, document=document).hits[0]
        if hit.score < 3:
            return Answer(AnswerId("x"), question, Support.ABSTAINED, (), (), (), (), 1, 1, self.model, ())
        quote = hit.chunk.text
        source = self.kept[matter][hit.chunk.document].source
        citation = Citation(1, hit.chunk.document, source, hit.chunk.clause, quote[:1], hit.chunk.span, quote, (1,), ())
        sentence = AnswerSentence(quote, SentenceStatus.QUOTED, (1,))
        return Answer(
            AnswerId("x"), question, Support.SUPPORTED, (sentence,), (), (citation,), (), 1, 1, self.model, ()
        )


def _lines(text: str) -> Iterator[Span]:
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield Span(at, at + len(line.rstrip()))
        at += len(line)
