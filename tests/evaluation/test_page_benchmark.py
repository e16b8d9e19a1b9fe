"""Pages of every marked span: how they become known, and what is cited beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.pages import PdfText, What, Whence, check_answers, check_contract, place_all, read_quotations
from lexassist.errors import UsageError
from lexassist.evaluation.alignment import Transcription
from lexassist.evaluation.cuad import Contract
from lexassist.evaluation.pages import GoldPages, PagedGold
from lexassist.types import Clause, ClauseId, ClauseKind, Document, DocumentId, Page, Reading, ReadStatus, Span

FIRST, SECOND = "1. Halden supplies the goods.\n", "2. Rent is paid to Halden by Quill.\n"
TEXT = FIRST + SECOND
PAGES = (Page(1, 0, len(FIRST) + 8, 595, 842), Page(2, len(FIRST) + 8, len(TEXT), 595, 842))
DOCUMENT = Document(DocumentId("d"), "Lease", "lease.pdf", TEXT, PAGES)


def clause(name: str, start: int, end: int) -> Clause:
    return Clause(ClauseId(name), DOCUMENT.id, name, (name,), "", ClauseKind.OPERATIVE, Span(start, end))


READING = Reading(
    ReadStatus.INDEXED, "", DOCUMENT, (clause("1", 0, len(FIRST)), clause("2", len(FIRST), len(TEXT))), ()
)


def span_of(words: str, *, after: str = "") -> Span:
    start = TEXT.index(words, TEXT.index(after))
    return Span(start, start + len(words))


def test_a_page_of_another_reader_is_found_by_where_it_begins() -> None:
    pdf = PdfText(Transcription("one\ntwo\nthree\n"), (0, 4, 8))
    assert pdf.pages(Span(4, 7)) == GoldPages(2, 2, 1)
    assert pdf.pages(Span(2, 9)) == GoldPages(1, 3, 1)
    assert pdf.pages(Span(3, 4)) == GoldPages(1, 1, 1)


def test_words_sentences_and_clauses_around_a_marked_span_are_cited() -> None:
    rent = PagedGold((span_of("Rent is paid"),), GoldPages(1, 2, 1))
    cases = list(check_contract("c", READING, [(Whence.DATA, rent), (Whence.OPEN, None)]))
    assert {case.what for case in cases} == set(What) - {What.ANSWER}
    assert all(case.right and case.pages == (1, 2) for case in cases)
    assert all(case.shift_seen for case in cases)
    wrong = PagedGold(rent.pieces, GoldPages(2, 2, 1))
    # sentence and clause begin before the marked words, which says nothing of the page on which they begin
    assert {case.what: case.right for case in check_contract("c", READING, [(Whence.DATA, wrong)])} == {
        What.MARKED: False,
        What.SENTENCE: True,
        What.CLAUSE: True,
    }


def test_words_at_several_places_are_placed_by_what_stands_around_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    txt = tmp_path / "lease.txt"
    txt.write_text(TEXT)
    marked = span_of("Halden", after="Rent"), span_of("Rent is paid"), span_of("Quill")
    contract = Contract("lease", tmp_path / "lease.pdf", txt, (), tuple(sorted(marked)))
    other = PdfText(Transcription(TEXT), (0, len(FIRST)))
    monkeypatch.setattr("benchmarks.pages.read_pypdf", lambda _: other)
    known = {("lease", marked[0]): GoldPages(1, 1, 2), ("lease", marked[1]): GoldPages(1, 2, 1)}
    placed = place_all(contract, READING, known)
    assert placed == (
        (Whence.DATA, PagedGold((marked[1],), GoldPages(1, 2, 1))),
        (Whence.SURROUNDINGS, PagedGold((marked[0],), GoldPages(2, 2, 1))),
    )
    monkeypatch.setattr("benchmarks.pages.read_pypdf", lambda _: PdfText(Transcription(""), (0,)))
    assert place_all(contract, READING, known)[1] == (Whence.OPEN, None)


def test_a_quotation_of_an_answer_is_right_when_it_is_by_every_marked_span_that_it_meets() -> None:
    first, second = PagedGold((Span(3, 9),), GoldPages(1, 1, 1)), PagedGold((Span(40, 46),), GoldPages(2, 2, 1))
    gold = [(Whence.DATA, first), (Whence.SURROUNDINGS, second), (Whence.OPEN, None)]
    quoted = [(Span(0, 50), (1, 2)), (Span(0, 50), (1,)), (Span(40, 50), (2,)), (Span(20, 30), (9,))]
    assert [(case.whence, case.right, case.shift_seen) for case in check_answers("c", gold, quoted)] == [
        (Whence.DATA, True, True),
        (Whence.DATA, False, True),
        (Whence.SURROUNDINGS, True, True),
    ]


def test_quotations_are_read_from_a_result_of_lawyers_answers(tmp_path: Path) -> None:
    file = tmp_path / "lawyers-cuad-1.json"
    file.write_text('{"figures": {"pages": [{"contract": "c", "span": [3, 9], "pages": [1, 2], "right": true}]}}')
    assert read_quotations(file) == {"c": [(Span(3, 9), (1, 2))]}
    file.write_text('{"figures": {}}')
    with pytest.raises(UsageError, match="has no quotations"):
        read_quotations(file)
