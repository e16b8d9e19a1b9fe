from __future__ import annotations

import json
import re
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

import pytest
from langchain_core.documents import Document as FoundDocument
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough

from lexassist.assistant import Assistant
from lexassist.errors import UnknownDocument, UnknownMatter, UsageError
from lexassist.generation.chain import LlamaChat
from lexassist.generation.retriever import ClauseRetriever
from lexassist.records import search_record
from lexassist.testing import ScriptedGenerator
from lexassist.types import DocumentId, Related, RelationKind, Search

from .one_contract import DOCUMENT, OneContract

CORPORA = Path(__file__).parents[2] / "corpora"
FIELDS = (
    "rank score similarity document source clause label path heading start end page pages ocr paragraph related"
).split()


@pytest.fixture
def contract() -> OneContract:
    return OneContract()


def test_a_hit_becomes_its_quotation_with_the_place_of_its_clause(contract: OneContract) -> None:
    found = ClauseRetriever(searcher=contract, library=contract, k=2).invoke("invoice")
    assert [one.metadata["rank"] for one in found] == [1, 2]
    first = found[0]
    assert sorted(first.metadata) == sorted(FIELDS)
    assert first.page_content == contract.text[first.metadata["start"] : first.metadata["end"]]
    assert first.metadata["start"] == contract.text.index("2 Fees")
    assert (first.metadata["label"], first.metadata["heading"], first.metadata["path"]) == ("2", "Fees", ["2"])
    assert (first.metadata["source"], first.metadata["page"], first.metadata["pages"]) == ("services.pdf", 1, [1])
    assert (first.metadata["score"], first.metadata["similarity"]) == (1.0, 0.9)


def test_a_clause_over_two_pages_names_both(contract: OneContract) -> None:
    found = ClauseRetriever(searcher=contract, library=contract).invoke("assignment")
    assert found[-1].metadata["pages"] == [1, 2]


def test_the_metadata_is_plain_and_named_as_search_names_it(contract: OneContract) -> None:
    search = contract.search("invoice", k=5)
    clauses = {hit.chunk.clause: contract.clause(hit.chunk.clause) for hit in search.hits}
    record = search_record(search, {DOCUMENT: contract.document(DOCUMENT)}, clauses)
    found = ClauseRetriever(searcher=contract, library=contract, k=5).invoke("invoice")
    for one, hit in zip(found, record["hits"], strict=True):  # type: ignore[arg-type]
        assert json.loads(json.dumps(one.metadata)) == one.metadata
        assert one.page_content == hit["text"]
        assert {name: one.metadata[name] for name in hit if name not in ("text", "score")} == {
            name: value for name, value in hit.items() if name not in ("text", "score")
        }


def test_what_a_hit_depends_on_comes_with_it(contract: OneContract) -> None:
    class Relating(OneContract):
        def search(self, query: str, /, *, k: int, document: DocumentId | None = None) -> Search:
            search = super().search(query, k=k, document=document)
            fees = search.hits[0].chunk
            related = Related(RelationKind.REFERENCE, "Section 2", fees.clause, fees.span)
            return replace(search, hits=(search.hits[0], replace(search.hits[1], related=(related,))))

    found = ClauseRetriever(searcher=Relating(), library=contract, k=2).invoke("term")
    assert found[0].metadata["related"] == []
    (related,) = found[1].metadata["related"]
    assert (related["kind"], related["words"], related["label"]) == ("reference", "Section 2", "2")
    assert related["text"] == found[0].page_content


def test_it_stands_in_a_chain(contract: OneContract) -> None:
    model = ScriptedGenerator("Within thirty days.")
    retriever = ClauseRetriever(searcher=contract, library=contract, k=2)

    def told(found: list[FoundDocument]) -> str:
        return "\n".join(f"[{one.metadata['label']}] {one.page_content}" for one in found)

    prompt = ChatPromptTemplate.from_template("{clauses}\n\nQuestion: {question}")
    chain = (
        {"clauses": itemgetter("question") | retriever | told, "question": itemgetter("question")}
        | RunnablePassthrough()
        | prompt
        | LlamaChat(generator=model)
        | StrOutputParser()
    )
    assert chain.invoke({"question": "When must invoices be paid?"}) == "Within thirty days."
    asked = model.asked[0][0][0].content
    assert asked.startswith("[2] 2 Fees. The Customer shall pay")
    assert asked.endswith("Question: When must invoices be paid?")
    assert len(retriever.batch(["fees", "term", "assignment"])) == 3


@pytest.mark.parametrize("question", ["", "  \n"])
def test_an_empty_question_is_refused(contract: OneContract, question: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        ClauseRetriever(searcher=contract, library=contract).invoke(question)


# From an assistant


@pytest.fixture
def filled(assistant: Assistant) -> Assistant:
    assistant.create_matter("acme")
    list(assistant.ingest("acme", [CORPORA / "pdf" / "nda.pdf"]))
    return assistant


def test_a_matter_is_searched_as_the_assistant_searches_it(filled: Assistant) -> None:
    search = filled.search("acme", "governing law", k=3)
    found = filled.retriever("acme", k=3).invoke("governing law")
    assert [one.id for one in found] == [hit.chunk.id for hit in search.hits]
    (card,) = filled.documents("acme")
    text = filled.document("acme", card.id).text
    assert all(one.page_content == text[one.metadata["start"] : one.metadata["end"]] for one in found)
    within = filled.retriever("acme", k=2, document=card.id).batch(["governing law", "term"])
    assert [len(hits) for hits in within] == [2, 2]


def test_what_does_not_exist_is_said_at_once(filled: Assistant) -> None:
    with pytest.raises(UnknownMatter):
        filled.retriever("nowhere")
    with pytest.raises(UnknownDocument):
        filled.retriever("acme", document=DocumentId("nothing"))
    with pytest.raises(UsageError, match="0 hits"):
        filled.retriever("acme", k=0)


EXAMPLE = re.compile(r"<!-- example: run by tests/generation/test_retriever.py -->\n```python\n(.*?)```", re.DOTALL)


def test_the_example_of_the_readme_runs(filled: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = EXAMPLE.findall((CORPORA.parent / "README.md").read_text(encoding="utf-8"))
    model = ScriptedGenerator("England and Wales.")
    exec(compile(example, "README.md", "exec"), {"assistant": filled, "llm": LlamaChat(generator=model)})
    assert capsys.readouterr().out == "England and Wales.\n"
    asked = model.asked[0][0][0].content
    assert asked.startswith("Answer from these clauses only.\n\nnda.pdf, cl. ")
    assert asked.endswith("Question: What law governs the agreement?")
