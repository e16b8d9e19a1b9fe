"""The rival: the recipe that tutorials give for questions about one's own PDFs, with nothing added and nothing left out.

pypdf's text of each page, LangChain's RecursiveCharacterTextSplitter (1,000 characters, 200 of them shared with the next
chunk), all-MiniLM-L6-v2 in float32 through sentence-transformers, a Chroma collection on disk, the k nearest chunks to the
question as it was asked. The recipe's chain puts 4 chunks in its prompt. A second variant cuts at 500 characters without
overlap, as the published baselines of LegalBench-RAG do.

Chroma is called directly: LangChain's wrapper (langchain-chroma) adds time and changes no result. Where each chunk stands
is what the splitter itself reports (``add_start_index``), in the text of the pages joined by line ends.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from pypdf import PdfReader
from sentence_transformers import SentenceTransformer

from benchmarks.side import MemoryWatch, Side
from lexassist.evaluation.alignment import Transcription
from lexassist.evaluation.cuad import Contract
from lexassist.evaluation.experiment import file_id
from lexassist.evaluation.measures import Place
from lexassist.evaluation.runs import Run, place_gold
from lexassist.types import Span

try:
    from langchain_text_splitters import RecursiveCharacterTextSplitter
except ImportError as error:
    raise SystemExit(
        "The rival needs LangChain's splitters, which LexAssist does not use: pip install langchain-text-splitters"
    ) from error

_BATCH = 1000
"""Chunks given to Chroma at a time; it refuses more than some thousands."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the recipe cuts: characters of a chunk, and how many of them the next chunk repeats."""

    name: str
    size: int
    overlap: int


RECIPES = (Recipe("LangChain recipe (1,000/200)", 1000, 200), Recipe("LangChain recipe (500/0)", 500, 0))


class MiniLm(Embeddings):
    """all-MiniLM-L6-v2 with the defaults of sentence-transformers, which normalises its vectors."""

    def __init__(self, folder: Path) -> None:
        self._model = SentenceTransformer(str(folder), device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        rows: list[list[float]] = self._model.encode(texts, show_progress_bar=False).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.embed_documents([text])[0]


@dataclass(frozen=True, slots=True)
class Read:
    """A contract as pypdf reads it. ``text`` are the pages joined by line ends; each page starts at its offset."""

    document: str
    text: str
    pages: tuple[Document, ...]


def run_recipe(contracts: Sequence[Contract], model: Path, recipe: Recipe, k: int) -> Side:
    """Read, cut, encode and store the contracts, then ask every question of all of them.

    Loading the model is not in the time, as it is not in LexAssist's.
    """
    with MemoryWatch() as memory, tempfile.TemporaryDirectory() as folder:
        embeddings = MiniLm(model)
        embeddings.embed_query("warm")
        settings = Settings(anonymized_telemetry=False)
        collection = chromadb.PersistentClient(path=folder, settings=settings).create_collection("contracts")
        started = time.perf_counter()
        reads, failed = _read_all(contracts)
        reading = time.perf_counter() - started
        _store(collection, embeddings, _cut(reads, recipe))
        seconds = time.perf_counter() - started
        runs = _ask(collection, embeddings, contracts, {read.document: read for read in reads}, k)
    return Side(
        name=recipe.name,
        runs=runs,
        pages=sum(len(read.pages) for read in reads),
        failed=failed,
        reading_seconds=reading,
        seconds=seconds,
        memory_mib=memory.peak_mib,
    )


def cut_contract(contract: Contract, recipe: Recipe) -> tuple[str, ...]:
    """The recipe's chunks of one contract."""
    read = _join(file_id(contract.pdf), read_pages(contract.pdf))
    return tuple(chunk.page_content for chunk in _cut([read], recipe))


def read_pages(pdf: Path) -> list[str]:
    """The text of each page as pypdf gives it."""
    return [page.extract_text() for page in PdfReader(pdf).pages]


def _read_all(contracts: Sequence[Contract]) -> tuple[list[Read], int]:
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    reads: list[Read] = []
    failed = 0
    for contract in contracts:
        try:
            texts = read_pages(contract.pdf)
        except Exception as error:  # noqa: BLE001  pypdf also raises outside its own classes
            failed += 1
            print(f"pypdf could not read a contract: {type(error).__name__}")
            continue
        reads.append(_join(file_id(contract.pdf), texts))
    return reads, failed


def _join(document: str, texts: Sequence[str]) -> Read:
    pages: list[Document] = []
    start = 0
    for text in texts:
        pages.append(Document(page_content=text, metadata={"document": document, "page_start": start}))
        start += len(text) + 1
    return Read(document, "\n".join(texts), tuple(pages))


def _cut(reads: Sequence[Read], recipe: Recipe) -> list[Document]:
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=recipe.size, chunk_overlap=recipe.overlap, add_start_index=True
    )
    chunks: list[Document] = splitter.split_documents([page for read in reads for page in read.pages])
    return chunks


def _store(collection: chromadb.Collection, embeddings: Embeddings, chunks: Sequence[Document]) -> None:
    for first in range(0, len(chunks), _BATCH):
        batch = chunks[first : first + _BATCH]
        texts = [chunk.page_content for chunk in batch]
        collection.add(
            ids=[str(first + index) for index in range(len(batch))],
            documents=texts,
            embeddings=np.asarray(embeddings.embed_documents(texts), dtype=np.float32),
            metadatas=[chunk.metadata for chunk in batch],
        )


def _ask(
    collection: chromadb.Collection,
    embeddings: Embeddings,
    contracts: Sequence[Contract],
    reads: dict[str, Read],
    k: int,
) -> tuple[Run, ...]:
    runs: list[Run] = []
    for contract in contracts:
        document = file_id(contract.pdf)
        source = Transcription(contract.text())
        target = Transcription(reads[document].text) if document in reads else None
        for question in contract.questions:
            started = time.perf_counter()
            places = _nearest(collection, embeddings.embed_query(question.query), k)
            seconds = time.perf_counter() - started
            gold = place_gold(question, source, target, document)
            runs.append(Run(document, question.category, places, gold, seconds))
    return tuple(runs)


def _nearest(collection: chromadb.Collection, vector: list[float], k: int) -> tuple[Place, ...]:
    asked = np.asarray([vector], dtype=np.float32)
    found = collection.query(query_embeddings=asked, n_results=k, include=["documents", "metadatas"])
    documents, metadatas = found["documents"] or [[]], found["metadatas"] or [[]]
    return tuple(_place(text, metadata) for text, metadata in zip(documents[0], metadatas[0], strict=True))


def _place(text: str, metadata: chromadb.Metadata) -> Place:
    start = int(str(metadata["page_start"])) + int(str(metadata["start_index"]))
    return Place(str(metadata["document"]), Span(start, start + len(text)))
