"""The Python API, and what the composition root promises."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lexassist.assistant import Assistant
from lexassist.errors import ReadError, UnknownDocument, UnknownMatter, UsageError
from lexassist.matters.folder import find_matter, keep_rendition
from lexassist.settings import Settings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import Answered, DocumentId, Found, Progress, ReadStatus, Stage, Support

from .conftest import CORPORA, ROOT

NDA = CORPORA / "pdf" / "nda.pdf"


def test_help_loads_no_heavy_library() -> None:
    code = """
import sys
sys.argv = ["lexassist", "--help"]
import lexassist.cli
try:
    lexassist.cli.main()
except SystemExit:
    pass
heavy = {"torch", "chromadb", "gradio", "langchain_core", "sentence_transformers", "pypdfium2", "llama_cpp"}
sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_ingesting_shows_each_stage(assistant: Assistant) -> None:
    assistant.create_matter("acme")
    seen: list[Progress] = []
    outcomes = list(assistant.ingest("acme", [NDA], watch=seen.append))
    assert [outcome.status for outcome in outcomes] == [ReadStatus.INDEXED]
    stages = [progress.stage for progress in seen]
    assert [stage for n, stage in enumerate(stages) if n == 0 or stages[n - 1] != stage] == [
        Stage.READING, Stage.ENCODING, Stage.STORING, Stage.DONE,
    ]  # fmt: skip
    assert (seen[-1].done, seen[-1].total) == (1, 1)


def test_the_same_bytes_twice_in_one_run_are_one_document(assistant: Assistant, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(NDA.read_bytes())
    assistant.create_matter("acme")
    outcomes = list(assistant.ingest("acme", [NDA, copy]))
    assert [outcome.status for outcome in outcomes] == [ReadStatus.INDEXED, ReadStatus.DUPLICATE]
    assert "nda.pdf" in outcomes[1].message
    assert len(assistant.documents("acme")) == 1


def test_folders_are_walked_and_hidden_files_left_out(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "a.txt").write_text("1. Term. This agreement ends on 1 May 2030.", encoding="utf-8")
    (tmp_path / "in" / ".hidden.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "in" / "b.bin").write_bytes(bytes(range(256)) * 8)
    assistant.create_matter("acme")
    outcomes = {Path(o.file).name: o.status for o in assistant.ingest("acme", [tmp_path / "in"])}
    assert outcomes == {"a.txt": ReadStatus.INDEXED, "b.bin": ReadStatus.UNSUPPORTED}


def test_evidence_comes_first_and_the_answer_last(assistant: Assistant) -> None:
    assistant.create_matter("acme")
    list(assistant.ingest("acme", [NDA]))
    events = list(assistant.stream("acme", "What is Confidential Information?"))
    assert isinstance(events[0], Found)
    assert isinstance(events[-1], Answered)
    assert [type(event) for event in events].count(Answered) == 1


def test_not_found_is_an_abstention_with_what_was_searched(assistant: Assistant) -> None:
    assistant.create_matter("acme")
    list(assistant.ingest("acme", [NDA]))
    answer = assistant.ask("acme", "How shall Confidential Information be kept?")
    assert answer.support is Support.ABSTAINED
    assert answer.nearest
    assert (answer.documents_searched, answer.clauses_searched) == (1, assistant.documents("acme")[0].clauses)


def test_an_empty_matter_abstains(assistant: Assistant) -> None:
    assistant.create_matter("acme")
    answer = assistant.ask("acme", "What law governs?")
    assert answer.support is Support.ABSTAINED
    assert (answer.documents_searched, answer.nearest) == (0, ())


def test_matters_do_not_see_each_other(assistant: Assistant) -> None:
    for name in ("acme", "beta"):
        assistant.create_matter(name)
    list(assistant.ingest("acme", [NDA]))
    assert assistant.search("beta", "Confidential Information").hits == ()
    with pytest.raises(UnknownDocument):
        assistant.document("beta", assistant.documents("acme")[0].id)


def test_a_second_owner_is_told_who_holds_the_matter(assistant: Assistant, settings: Settings) -> None:
    assistant.create_matter("acme")
    assistant.documents("acme")
    code = f"""
from pathlib import Path
from lexassist.assistant import Assistant
from lexassist.errors import MatterInUse
from lexassist.settings import load_settings
try:
    Assistant(load_settings(home=Path({str(settings.home)!r}))).documents("acme")
except MatterInUse as error:
    print(error.holder)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert said.strip() == str(os.getpid())


def test_closing_gives_the_matter_back(settings: Settings) -> None:
    with Assistant(settings, encoder=WordEncoder) as first:
        first.create_matter("acme")
        first.documents("acme")
    with Assistant(settings, encoder=WordEncoder) as second:
        assert second.documents("acme") == ()


@pytest.mark.parametrize("question", ["", "   ", "\n"])
def test_an_empty_question_is_refused(assistant: Assistant, question: str) -> None:
    assistant.create_matter("acme")
    with pytest.raises(UsageError):
        assistant.ask("acme", question)


def test_an_unknown_matter_is_named(assistant: Assistant) -> None:
    with pytest.raises(UnknownMatter, match="nowhere"):
        assistant.documents("nowhere")


def test_the_page_of_a_citation_can_be_seen(assistant: Assistant) -> None:
    assistant.create_matter("acme")
    (outcome,) = assistant.ingest("acme", [NDA])
    assert outcome.document is not None
    image = assistant.page_image("acme", outcome.document, 1)
    assert image.startswith(b"\x89PNG")
    assert assistant.page_image("acme", outcome.document, 1) == image
    with pytest.raises(UnknownDocument):
        assistant.page_image("acme", outcome.document, 999)


def test_pages_are_drawn_from_the_pdf_that_was_made_of_a_file(assistant: Assistant, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("LETTER\n\n1. Term\n\n1.1 This letter lasts for two years.\n", encoding="utf-8")
    assistant.create_matter("acme")
    (outcome,) = assistant.ingest("acme", [letter])
    assert outcome.document is not None
    assert assistant.unpaged("acme") == {outcome.document}
    with pytest.raises(ReadError):
        assistant.page_image("acme", outcome.document, 1)
    folder = find_matter(assistant.settings.matters, "acme")
    keep_rendition(folder, NDA.read_bytes(), hashlib.sha256(letter.read_bytes()).hexdigest())
    assert assistant.page_image("acme", outcome.document, 1).startswith(b"\x89PNG")


def test_the_trail_of_a_clause_leads_from_the_outermost_to_itself(assistant: Assistant) -> None:
    assistant.create_matter("acme")
    (outcome,) = assistant.ingest("acme", [NDA])
    assert outcome.document is not None
    for clause in assistant.clauses("acme", outcome.document):
        trail = assistant.trail("acme", clause.id)
        assert trail[-1] == clause
        assert trail[0].parent is None
        assert [step.parent for step in trail[1:]] == [step.id for step in trail[:-1]]


def test_terms_references_and_remarks_of_a_document_can_be_asked_for(assistant: Assistant) -> None:
    assistant.create_matter("acme")
    (outcome,) = assistant.ingest("acme", [NDA])
    assert outcome.document is not None
    document = assistant.document("acme", outcome.document)
    for definition in assistant.definitions("acme", document.id):
        assert definition.term in " ".join(document.quote(definition.span).split())
    known = {clause.id for clause in assistant.clauses("acme", document.id)}
    assert {reference.clause for reference in assistant.references("acme", document.id)} <= known
    assert assistant.remarks("acme", document.id) == document.remarks == ()
    with pytest.raises(UnknownDocument):
        assistant.remarks("acme", DocumentId("0" * 16))


def test_stopping_early_stops_the_model(settings: Settings) -> None:
    generator = ScriptedGenerator("[1] It is so. [1] It is also so.")
    with Assistant(settings, encoder=WordEncoder, generator=lambda: generator) as assistant:
        assistant.create_matter("acme")
        list(assistant.ingest("acme", [NDA]))
        events = assistant.stream("acme", "What is Confidential Information?")
        assert isinstance(next(events), Found)
        events.close()
        assert generator.asked == []
