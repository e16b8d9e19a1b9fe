"""A matter's search for LangChain programs: each hit a document of LangChain's, with the place of its clause.

Promises: the words are those of the contract's canonical text, exactly; the metadata is plain values that JSON can hold,
under the names that scripts know from ``lexassist search --json``; errors are LexAssist's own. With chain.py the only
place that meets LangChain.
"""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as FoundDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import SkipValidation

from lexassist.errors import UsageError
from lexassist.records import hit_record
from lexassist.types import Clause, ClauseId, DocumentId, Hit, Library, Searcher


class ClauseRetriever(BaseRetriever):
    """The best ``k`` hits for a question, best first; in ``document`` where given, else in the documents that it names.

    The content of each is the quotation. Its metadata: ``rank``, ``score``, ``similarity`` (the cosine of question and
    words), ``document``, ``source``, ``clause``, ``label``, ``path``, ``heading``, ``start``, ``end``, ``page``, ``pages``,
    ``ocr``, ``paragraph`` and ``related`` (what its terms mean and what it refers to).
    """

    searcher: SkipValidation[Searcher]
    library: SkipValidation[Library]
    k: int = 8
    document: DocumentId | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[FoundDocument]:
        if not query.strip():
            raise UsageError("The question is empty.", remedy="Ask something.")
        search = self.searcher.search(query.strip(), k=self.k, document=self.document)
        return [_found_document(hit, self.library) for hit in search.hits]


def _found_document(hit: Hit, library: Library) -> FoundDocument:
    chunk = hit.chunk
    document, clause = library.document(chunk.document), library.clause(chunk.clause)
    clauses: dict[ClauseId, Clause] = {one.clause: library.clause(one.clause) for one in hit.related}
    record = hit_record(hit, document, {**clauses, clause.id: clause})
    words = record.pop("text")
    pages = list(document.pages_of(chunk.span))
    # The score is as it is, not as it is printed: it may be compared, or fused with another retriever's.
    exact = {"score": float(hit.score), "similarity": float(hit.similarity)}
    return FoundDocument(
        id=chunk.id, page_content=str(words), metadata={**record, **exact, "path": list(clause.path), "pages": pages}
    )
