from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.parsing.chunks import cut_chunks
from lexassist.parsing.clauses import build_clauses
from lexassist.parsing.reading import read_document
from lexassist.parsing.sentences import split_sentences
from lexassist.types import Clause, ClauseKind, Document, Page, Span
from tests.parsing.contracts import PAGES
from tests.parsing.writing import document_of, pdf_of

Outline = list[tuple[str, str, str]]


def outline(text: str) -> Outline:
    """Label, heading and kind of every leaf."""
    clauses = build_clauses(document_of(text))
    parents = {clause.parent for clause in clauses}
    return [(c.label, c.heading, c.kind.value) for c in clauses if c.id not in parents]


def labels(text: str) -> list[str]:
    return [label for label, _, _ in outline(text)]


def by_label(clauses: tuple[Clause, ...], label: str) -> Clause:
    return next(clause for clause in clauses if clause.label == label)


@pytest.fixture(scope="module")
def contract() -> tuple[Document, tuple[Clause, ...]]:
    reading = read_document(pdf_of(PAGES, head="Harrow Mill Supply Agreement", foot="{n}"), "harrow.pdf")
    assert reading.document is not None
    return reading.document, reading.clauses


def test_a_contract_s_leaves(contract: tuple[Document, tuple[Clause, ...]]):
    _, clauses = contract
    parents = {clause.parent for clause in clauses}
    assert [(c.label, c.heading, c.kind.value) for c in clauses if c.id not in parents] == [
        ("", "", "preamble"),
        ("", "RECITALS", "recital"),
        ("Recital (A)", "", "recital"),
        ("Recital (B)", "", "recital"),
        ("", "", "operative"),
        ("1", "DEFINITIONS", "definition"),
        ("1.1", "", "definition"),
        ("1.1", "Business Day", "definition"),
        ("1.1", "Price", "definition"),
        ("2", "SUPPLY", "operative"),
        ("2.1", "Orders", "operative"),
        ("2.2", "Refusal", "operative"),
        ("2.2(a)", "", "operative"),
        ("2.2(b)", "", "operative"),
        ("2.2(b)(i)", "", "operative"),
        ("2.2(b)(ii)", "", "operative"),
        ("2.3", "", "operative"),
        ("3", "TERM", "operative"),
        ("3.1", "", "operative"),
        ("", "", "signature"),
        ("Schedule 1", "QUALITIES AND PRICES", "schedule"),
        ("Schedule 1, 1", "", "schedule"),
        ("Schedule 1, 2", "", "schedule"),
    ]


def test_paths_lead_from_the_outermost_clause(contract: tuple[Document, tuple[Clause, ...]]):
    _, clauses = contract
    assert by_label(clauses, "2.2(b)(ii)").path == ("2", "2.2", "2.2(b)", "2.2(b)(ii)")
    assert by_label(clauses, "Schedule 1, 2").path == ("Schedule 1", "2")


def test_a_clause_that_runs_over_a_page_is_one_and_its_sentence_has_two_spans(
    contract: tuple[Document, tuple[Clause, ...]],
):
    document, clauses = contract
    clause = by_label(clauses, "2.3")
    assert document.pages_of(clause.span) == (1, 2)
    (sentence,) = split_sentences(document, clause)
    assert len(sentence.spans) == 2
    assert "of the next three months and shall" in sentence.text
    assert "Harrow Mill Supply" not in sentence.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a reference at a line's start goes on with the sentence
        ("1. First thing.\n\n2. It is subject to\nSection 5.2 above and to\n3.1 of the rules.", ["1", "2"]),
        # a year and an amount are no clauses
        ("1. First thing.\n\n2. It ended in\n2004. It cost\n30.5 million.\n\n3. Third.", ["1", "2", "3"]),
        # a list inside a sentence whose second item happens to start a line
        (
            "1. The Buyer shall (i) pay the price in full and on the day that it is due, and\n(ii) take it.\n\n2. End.",
            ["1", "2"],
        ),
        # (i) is the ninth letter between (h) and (j)
        (
            "1. List:\n\n" + "\n\n".join(f"({x}) item {x}" for x in "abcdefghij"),
            ["1", *(f"1({x})" for x in "abcdefghij")],
        ),
        # (i) is a roman one before (ii), also under (h)
        (
            "1. List:\n\n" + "\n\n".join(f"({x}) item {x}" for x in "abcdefgh") + "\n\n(i) one\n\n(ii) two",
            ["1", *(f"1({x})" for x in "abcdefg"), "1(h)", "1(h)(i)", "1(h)(ii)"],
        ),
        # articles whose sections bear their number
        (
            "ARTICLE I\nTERM\n\nSection 1.01 Start. It starts.\n\nSection 1.02 End. It ends.\n\nARTICLE II\nPRICE\n\n"
            "Section 2.01 Price. (a) It is low.\n\n(b) It is fixed.",
            [
                "Article I",
                "Section 1.01",
                "Section 1.02",
                "Article II",
                "Section 2.01",
                "Section 2.01(a)",
                "Section 2.01(b)",
            ],
        ),
        # articles whose numbers start anew, and go on
        (
            "ARTICLE I\nTERM\n\n1. It starts.\n\n2. It ends.\n\nARTICLE II\nPRICE\n\n1. It is low.\n\n2. It is fixed.",
            ["Article I", "Article I, 1", "Article I, 2", "Article II", "Article II, 1", "Article II, 2"],
        ),
        (
            "ARTICLE I\nTERM\n\n1. It starts.\n\n2. It ends.\n\nARTICLE II\nPRICE\n\n3. It is low.\n\n4. It is fixed.",
            ["Article I", "1", "2", "Article II", "3", "4"],
        ),
        # letters under numbers
        ("1. First.\n\nA. One.\n\nB. Two.\n\n2. Second.", ["1", "1.A", "1.B", "2"]),
        # a list that starts anew inside a clause, and the clauses go on behind it
        (
            "1. One.\n\n2. Two.\n\n3. Steps:\n\n1. Wash.\n\n2. Dry.\n\n4. Four.",
            ["1", "2", "3", "3.1", "3.2", "4"],
        ),
        # a missing number is passed over when the next one stands alone as a paragraph
        ("1. One.\n\n2. Two.\n\n4. FOUR\n\nIt is four.", ["1", "2", "4"]),
    ],
)
def test_labels(text: str, expected: list[str]):
    assert labels(text) == expected


def test_a_table_of_contents_is_no_clause():
    entries = "TABLE OF CONTENTS\n\n1. Term ........ 2\n2. Price ........ 3\n2.1 Discount ........ 4\n\n"
    body = "1. Term\n\nIt lasts a year.\n\n2. Price\n\nIt is low.\n\n2.1 Discount. There is none."
    assert labels(entries + body) == ["", "1", "2", "2.1"]
    bare = entries.replace(" ........", "")
    assert labels(bare + body) == ["", "1", "2", "2.1"]


def test_unnumbered_headings_are_clauses():
    words = "The parties agree that this is a clause of a length that a clause may well have in practice.\n\n"
    text = f"A LETTER\n\n{words}CONFIDENTIALITY\n\n{words}Governing Law\n\n{words}"
    assert [heading for _, heading, _ in outline(text)][1:] == ["CONFIDENTIALITY", "Governing Law"]


def test_text_without_any_numbers_is_cut_at_paragraphs():
    paragraph = "these are words of a letter that nobody has numbered. " * 8
    clauses = build_clauses(document_of("\n\n".join([paragraph] * 20)))
    assert len(clauses) > 4
    assert max(len(clause.span) for clause in clauses) <= 1600
    assert {clause.label for clause in clauses} == {""}


LINES = st.sampled_from(
    [
        *(
            "1. One",
            "2. Two. Words.",
            "3. THREE",
            "1.1 Sub. Words here.",
            "1.2 More words",
            "2.1 Words",
            "(a) item;",
            "(b) item",
        ),
        *(
            "(i) item",
            "(ii) item",
            "(A) x",
            "A. Words",
            "B. Words",
            "ARTICLE I",
            "ARTICLE II",
            "TERM",
            "Section 2.03 Words.",
        ),
        *(
            "SCHEDULE 1",
            "Exhibit B",
            "RECITALS",
            "WHEREAS, a thing;",
            "NOW, THEREFORE, they agree:",
            "IN WITNESS WHEREOF, it",
        ),
        *(
            "By: ____",
            "Name: A",
            '"Word" means a thing.',
            "Definitions",
            "Some Title Case Line",
            "plain words go on and on",
            "",
            "",
        ),
        *(
            "TABLE OF CONTENTS",
            "1. One ....... 3",
            "12",
            "- 4 -",
            "x" * 120,
            "a b " * 700,
            "Inc. No. 5 e.g. U.S. law. Next; (c) it",
        ),
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Documents of odd lines over odd pages, some lines of which are furniture."""
    pages: list[Page] = []
    text = ""
    for number in range(1, draw(st.integers(1, 3)) + 1):
        start = len(text)
        furniture = []
        for line in draw(st.lists(LINES, max_size=14)):
            if line and draw(st.integers(0, 9)) == 0:
                furniture.append(Span(len(text), len(text) + len(line)))
            text += line + "\n"
        pages.append(Page(number, start, len(text), 612, 792, furniture=tuple(furniture)))
    base = document_of(text)
    return Document(base.id, base.title, base.source, text, tuple(pages))


@settings(max_examples=150, deadline=None)
@given(documents())
def test_the_leaves_cover_the_text_and_children_lie_in_their_parents(document: Document):
    clauses = build_clauses(document)
    known = {clause.id: clause for clause in clauses}
    parents = {clause.parent for clause in clauses}
    leaves = [clause for clause in clauses if clause.id not in parents]
    borders = [0, *(leaf.span.end for leaf in leaves)]
    assert [leaf.span.start for leaf in leaves] == borders[:-1]
    assert borders[-1] == len(document.text)
    for clause in clauses:
        if clause.parent is not None:
            assert known[clause.parent].span.contains(clause.span)
    assert [clause.id for clause in clauses] == sorted(clause.id for clause in clauses)
    assert all(a.span.start <= b.span.start for a, b in pairwise(clauses))


@settings(max_examples=150, deadline=None)
@given(documents())
def test_every_written_character_lies_in_exactly_one_sentence(document: Document):
    clauses = build_clauses(document)
    parents = {clause.parent for clause in clauses}
    counts = [0] * len(document.text)
    for leaf in clauses:
        if leaf.id in parents:
            continue
        for sentence in split_sentences(document, leaf):
            assert sentence.text == " ".join(" ".join(document.quote(span) for span in sentence.spans).split())
            for span in sentence.spans:
                assert leaf.span.contains(span)
                for offset in range(span.start, span.end):
                    counts[offset] += 1
    furniture = {offset for page in document.pages for span in page.furniture for offset in range(span.start, span.end)}
    for offset, character in enumerate(document.text):
        if not character.isspace():
            assert counts[offset] == (0 if offset in furniture else 1), offset


@settings(max_examples=150, deadline=None)
@given(documents(), st.sampled_from([60, 500]))
def test_chunks_are_short_ordered_disjoint_and_hold_every_word(document: Document, limit: int):
    clauses = build_clauses(document)
    chunks = cut_chunks(document, clauses, limit=limit)
    assert all(len(chunk.span) <= limit and len(chunk.context) <= 150 for chunk in chunks)
    assert all(a.span.end <= b.span.start for a, b in pairwise(chunks))
    known = {clause.id for clause in clauses}
    assert all(chunk.clause in known for chunk in chunks)
    furniture = {offset for page in document.pages for span in page.furniture for offset in range(span.start, span.end)}
    covered = {offset for chunk in chunks for offset in range(chunk.span.start, chunk.span.end)}
    for offset, character in enumerate(document.text):
        assert character.isspace() or offset in furniture or offset in covered, offset


def test_kinds_are_those_of_the_glossary():
    assert {kind.value for kind in ClauseKind} >= {kind for _, _, kind in outline("1. DEFINITIONS\n\n2. Words.")}
