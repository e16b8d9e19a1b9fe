"""The sample contracts, their PDFs and their questions agree with one another."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TypedDict

import make_corpora
import pypdfium2 as pdfium
import pytest
from contract_markup import Contract
from contract_pdf import page_size

_KINDS = {"yes_no", "value", "list", "definition", "where", "explain", "unanswerable"}
_MAX_FOLDER = 3_000_000
_SCAN_TOLERANCE = 2.0  # mean difference in grey levels (of 255) between two encoders' versions of one page


class Gold(TypedDict):
    document: str
    label: str
    quote: str


class Question(TypedDict):
    id: str
    document: str | None
    question: str
    kind: str
    answerable: bool
    answer: str | None
    gold: list[Gold]


CONTRACTS = {f"{contract.name}.pdf": contract for contract in make_corpora.read_contracts()}
LINES = make_corpora.QUESTIONS.read_text(encoding="utf-8").splitlines()
QUESTIONS: list[Question] = [json.loads(line) for line in LINES]
ANSWERABLE = [question for question in QUESTIONS if question["answerable"]]
SCANS = {name for name, contract in CONTRACTS.items() if contract.layout.scan}
DIGITAL = sorted(set(CONTRACTS) - SCANS)


def _fold(text: str) -> str:
    """Fold whitespace and take out hyphens: PDFium gives one at a line's end as U+0002, wherever it came from."""
    return " ".join(re.sub(r"[\x02\ufffe]\s*|-", "", text).split())


@cache
def _text_between_margins(name: str) -> str:
    """The PDF's text without the running heads and feet, which would cut a clause that crosses a page break."""
    layout = CONTRACTS[name].layout
    width, height = page_size(layout)
    document = pdfium.PdfDocument(make_corpora.PDFS / name)
    edge = layout.margin - 10
    pages = [page.get_textpage().get_text_bounded(0, edge, width, height - edge) for page in document]
    document.close()
    return _fold("\n".join(pages))


@cache
def _count_pages(name: str) -> int:
    document = pdfium.PdfDocument(make_corpora.PDFS / name)
    pages = len(document)
    document.close()
    return pages


def test_counts_of_the_set() -> None:
    base = [name for name in CONTRACTS if "_amendment_" not in name]
    amended = {name.split("_amendment_")[0] for name in CONTRACTS if "_amendment_" in name}
    assert len(base) >= 8
    assert len(amended) >= 2
    assert {f"{name}.pdf" for name in amended} <= set(base)
    assert len(SCANS) == 1
    assert all(name.endswith("_scan.pdf") for name in SCANS)
    assert len(QUESTIONS) >= 60
    assert len(QUESTIONS) - len(ANSWERABLE) >= 15


def test_every_contract_is_printed_and_nothing_else() -> None:
    assert {path.name for path in make_corpora.PDFS.iterdir()} == set(CONTRACTS)
    assert sum(path.stat().st_size for path in make_corpora.PDFS.iterdir()) < _MAX_FOLDER


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_length_in_pages(name: str) -> None:
    assert 3 <= _count_pages(name) <= 20


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every PDF made afresh."""
    folder = tmp_path_factory.mktemp("corpora") / "made"
    assert [path.name for path in make_corpora.make_pdfs(folder)] == sorted(CONTRACTS)
    return folder


@pytest.mark.parametrize("name", DIGITAL)
def test_a_digital_pdf_is_made_again_byte_for_byte(name: str, made: Path) -> None:
    assert (made / name).read_bytes() == (make_corpora.PDFS / name).read_bytes()


@pytest.mark.parametrize("name", sorted(SCANS))
def test_the_scan_is_made_again(name: str, made: Path) -> None:
    assert make_corpora.make_pdf(CONTRACTS[name]) == (made / name).read_bytes()
    # Another release of the JPEG encoder may write other bytes for the same picture: compare what is seen.
    documents = [pdfium.PdfDocument(folder / name) for folder in (made, make_corpora.PDFS)]
    for new, old in zip(*documents, strict=True):
        pictures = [page.render(scale=1, grayscale=True).to_numpy().astype(float) for page in (new, old)]
        assert abs(pictures[0] - pictures[1]).mean() < _SCAN_TOLERANCE
    for document in documents:
        document.close()


@pytest.mark.parametrize("name", sorted(SCANS))
def test_the_scan_is_pictures_only(name: str) -> None:
    document = pdfium.PdfDocument(make_corpora.PDFS / name)
    for page in document:
        assert page.get_textpage().count_chars() == 0
        image = next(page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))
        assert 150 <= image.get_px_size()[0] / (page.get_width() / 72) <= 200
    document.close()


def test_questions_are_well_formed() -> None:
    assert [question["id"] for question in QUESTIONS] == [f"q{number:03d}" for number in range(1, len(QUESTIONS) + 1)]
    wordings = Counter(question["question"] for question in QUESTIONS)
    assert set(wordings.values()) == {1}
    assert {question["kind"] for question in QUESTIONS} == _KINDS
    for question in QUESTIONS:
        assert question["document"] in {None, *CONTRACTS}
        answered = question["kind"] != "unanswerable"
        assert question["answerable"] is answered
        assert (question["answer"] is not None, bool(question["gold"])) == (answered, answered)


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: str(question["id"]))
def test_gold_stands_under_its_label_and_in_the_pdf(question: Question) -> None:
    for gold in question["gold"]:
        contract: Contract = CONTRACTS[gold["document"]]
        assert question["document"] in {None, gold["document"]}
        assert gold["quote"] in contract.text_under(gold["label"])
        if gold["document"] not in SCANS:
            assert _fold(gold["quote"]) in _text_between_margins(gold["document"])


@pytest.mark.parametrize("name", DIGITAL)
def test_the_pdf_has_all_words_of_the_source_in_order(name: str) -> None:
    printed = _text_between_margins(name)
    start = 0
    for block in (block for block in CONTRACTS[name].blocks if block.text):
        found = printed.find(_fold(block.plain.removeprefix(block.marker).strip()), start)
        assert found >= start, f"missing in {name} or out of order: {block.plain[:80]}"
        start = found


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_every_contract_is_asked_about(name: str) -> None:
    assert any(gold["document"] == name for question in ANSWERABLE for gold in question["gold"])


def test_some_clause_crosses_a_page_break() -> None:
    document = pdfium.PdfDocument(make_corpora.PDFS / "nda.pdf")
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    clause = "does not include any provider of debt or equity finance"
    assert clause in _text_between_margins("nda.pdf")
    assert not any(clause in page for page in pages)


def test_the_datasheet_has_the_present_counts() -> None:
    text = make_corpora.DATASHEET.read_text(encoding="utf-8")
    assert make_corpora.fill_datasheet(text) == text
