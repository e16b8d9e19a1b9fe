from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.parsing.chunks import cut_chunks
from lexassist.parsing.clauses.building import build_clauses
from lexassist.parsing.clauses.contents import HEADING
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


LONG = "in all the ways that the words of a clause of a contract can be so"


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
        # a number of the second level may be wrong, missing, or come twice
        ("1. One\n\n1.1 A is.\n\n1.3 B is.\n\n1.3 C is.\n\n2. Two", ["1", "1.1", "1.3", "1.3", "2"]),
        # a program that lost count
        (
            "1. Orders\n\nThey come.\n\n2. Price\n\nIt is low.\n\n1. Support\n\nIt helps.\n\n1. Law\n\nIt is fair.",
            ["1", "2", "1", "1"],
        ),
        # labels with a word, that start late, are spelled out, or are signs
        ("ITEM 125: PRICE\n\nIt is low.\n\nITEM 126: TERM\n\nIt ends.", ["Item 125", "Item 126"]),
        ("SECTION ONE. PRICE\n\nIt is low.\n\nSECTION TWO. TERM\n\nIt ends.", ["Section One", "Section Two"]),
        ("CLAUSE FIRST. PRICE\n\nIt is low.\n\nCLAUSE SECOND. TERM\n\nIt ends.", ["Clause First", "Clause Second"]),
        ("\u00a7 1 Price\n\nIt is low.\n\n\u00a7 2 Term\n\nIt ends.", ["Section 1", "Section 2"]),
        # roman numbers over decimals
        (
            "I. PRICE\n\n1.01 It is low.\n\n1.02 It is fixed.\n\nII. TERM\n\n2.01 It ends.\n\nIII. LAW\n\n3.01 It is fair.",
            ["I", "1.01", "1.02", "II", "2.01", "III", "3.01"],
        ),
        # a heading whose number is out of sequence: its items are cited by that number all the same
        (
            "1. TERM\n\n(a) It starts.\n\n(b) It ends.\n\n2. It goes on.\n\n2. PRICE\n\n(a) It is low.\n\n"
            "(b) It is fixed.\n\n3. Law.",
            ["1", "1(a)", "1(b)", "2", "", "2(a)", "2(b)", "3"],
        ),
        # articles and the lists of each
        (
            "1. First.\n\n2. Second.\n\nArticle I\n\nRules.\n\n1. Wash.\n\n2. Dry.\n\nArticle II\n\n1. Fold.\n\n2. Iron.",
            ["1", "2", "Article I", "Article I, 1", "Article I, 2", "Article II", "Article II, 1", "Article II, 2"],
        ),
        # a number garbled by recognition is mended where its neighbours prove it
        ("1. Supply\n\n1.1 It comes.\n\nl.2 It goes.\n\n1,3 It stays.\n\n2. Term", ["1", "1.1", "1.2", "1.3", "2"]),
        ("1. List:\n\n(i) one;\n\n(li) two;\n\n(iii) three.", ["1", "1(i)", "1(ii)", "1(iii)"]),
        # and left alone where they do not
        ("1. Supply\n\nI.5 times the price is due.\n\n2. Term", ["1", "2"]),
        # a number joined to its words
        ("1.1Term. It lasts.\n\n1.2Price. It is low.", ["1.1", "1.2"]),
        # a number without a point before a sentence, under a heading
        (
            f"This is a contract {LONG}.\n\nCOVENANTS\n\n1 The Buyer agrees {LONG}.\n\n2 The Seller agrees {LONG}.",
            ["", "", "1", "2"],
        ),
        # an address, a date, a year of copyright and a page number start lines too
        ("1. One.\n\nSend it to:\n15 Queen Street\nCambridge\n\n2. Two.", ["1", "2"]),
        ("1. One.\n\n2. January 2020 was the start.\n\n2. Two.", ["1", "2"]),
        ("1. One:\n\n(a) A.\n\n(b) B.\n\n(c) 2020 All rights reserved\n\n2. Two.", ["1", "1(a)", "1(b)", "2"]),
        (f"1. One is {LONG} and\n2.\ngoes on there.\n\n2. Two.", ["1", "2"]),
        # a mention that a line break has brought to a line's start
        (f"1. One is {LONG} under\nSection 5.2(a) of the other contract.\n\n2. Two.", ["1", "2"]),
        ("1. One, which stands in\nExhibit B.\n\n2. Two.\n\n3. Three.", ["1", "2", "3"]),
        # a list of schedules is none of them: the contract goes on behind it
        (
            "1. One.\n\n2. Two. These belong to it:\n\nSchedule 1 - Prices\nSchedule 2 - Rules\n\n3. Three.\n\n"
            "SCHEDULE 1\n\n1. Low.\n\nSCHEDULE 2\n\n1. Fair.",
            ["1", "2", "3", "Schedule 1", "Schedule 1, 1", "Schedule 2", "Schedule 2, 1"],
        ),
        # also where only the first clause has come
        (
            "1. Terms. These belong to it:\n\nSchedule A\nPrices for all that is sent\n\nSchedule C\nRules for all who come\n\n"
            "2. Two.\n\n3. Three.",
            ["1", "2", "3"],
        ),
        # a heading whose numbers start anew is not part of the list before it, although that list's next number comes
        (
            "WASHING\n\n1. Soak.\n\n2. Rinse.\n\nDRYING\n\n1. Wring.\n\n2. Hang.\n\n3. Fold.",
            ["", "WASHING, 1", "WASHING, 2", "", "DRYING, 1", "DRYING, 2", "DRYING, 3"],
        ),
        # the heading of an article that is said twice heads one clause
        (
            "ARTICLE I [PRICE]\nPRICE\n\n1.01 Low. It is low.\n\nARTICLE II [TERM]\nTERM\n\n2.01 Long. It is long.",
            ["Article I", "1.01", "Article II", "2.01"],
        ),
        # items of a list in running text, one of which starts a line, are not those of the outer list
        (
            f"1. List:\n\n(a) it is {LONG}, in each case (a) by day;\n(b) by night; and so on.\n\n(b) Two.\n\n2. End.",
            ["1", "1(a)", "1(b)", "2"],
        ),
        # rows of a table are no clauses; a number in a cell of its own before a sentence is one
        ("1. Prices\n\n1\tPlain\t900\n2\tLaid\t1,100\n\n2. Term", ["1", "2"]),
        (f"1.1\tThe Supplier sends it {LONG}.\n1.2\tThe Buyer takes it {LONG}.", ["1.1", "1.2"]),
        # what an amendment puts into another contract is a part of the amendment's own clause
        (
            "1. Price. It is low.\n\n2. Change. Section 5.2 is amended to read as follows:\n\n5.2 Interest. It is due.\n\n"
            "3. Law. It is fair.",
            ["1", "2", "5.2", "3"],
        ),
        # numbers that start anew are cited with the heading above them
        (
            "PRICES\n\n1. One is low.\n\n2. Two is high.\n\nRULES\n\n1. One is fine.\n\n2. Two is coarse.",
            ["", "PRICES, 1", "PRICES, 2", "", "RULES, 1", "RULES, 2"],
        ),
        # items of a definition are cited with the term
        (
            '1. Definitions\n\n"Event" means:\n\n(a) one; or\n\n(b) two.\n\n"Party" means:\n\n(a) a buyer; or\n\n(b) a seller.',
            ["1", "1", '1 "Event" (a)', '1 "Event" (b)', "1", '1 "Party" (a)', '1 "Party" (b)'],
        ),
        # an attachment behind the signatures that is not called one
        (
            "1. One.\n\n2. Two.\n\nIN WITNESS WHEREOF they sign.\nBy: A\nName: A\n\nRULES\n\n1. Wash.\n\n2. Dry.",
            ["1", "2", "", "", "RULES, 1", "RULES, 2"],
        ),
    ],
)
def test_labels(text: str, expected: list[str]):
    assert labels(text) == expected


ENTRIES = "TABLE OF CONTENTS\n\n1. Term ........ 2\n2. Price ........ 3\n2.1 Discount ........ 4\n3. Law ....... 5\n4. End ....... 5\n\n"
BODY = (
    "SUPPLY AGREEMENT\n\nThis contract is made.\n\n1. Term\n\nIt lasts a year.\n\n2. Price\n\nIt is low.\n\n2.1 Discount. None.\n\n"
    "3. Law\n\nIt is fair.\n\n4. End\n\nIt ends."
)


@pytest.mark.parametrize(
    "entries",
    [
        # leaders; page numbers alone; tabs; no page numbers; no heading; a list of schedules behind it
        ENTRIES,
        re.sub(r" \.+", "", ENTRIES),
        re.sub(r" \.+ ", "\t", ENTRIES),
        ENTRIES.replace("TABLE OF CONTENTS\n\n", ""),
        ENTRIES.rstrip() + "\n\nSCHEDULES\nSchedule 1 Prices\nSchedule 2 Rules\n\n",
    ],
)
def test_a_table_of_contents_is_a_clause_of_its_own(entries: str):
    (contents, *others) = outline(entries + BODY)
    assert contents == ("", HEADING, "preamble")
    assert [label for label, _, _ in others] == ["", "1", "2", "2.1", "3", "4"]
    assert others[0] == ("", "", "preamble")


def test_a_table_of_contents_without_page_numbers_is_no_clause():
    entries = re.sub(r" \.+ \d", "", ENTRIES)
    assert labels(entries + BODY.split("\n\n", 2)[2]) == ["", "1", "2", "2.1", "3", "4"]


def test_prices_are_no_table_of_contents():
    rows = "\n".join(f"Paper number {n} costs {n + 3}" for n in range(1, 9))
    assert HEADING not in [heading for _, heading, _ in outline(f"1. Prices\n\n{rows}\n\n2. Term\n\nIt ends.")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # alone, on two lines, in sentence case over sub-clauses
        ("1. TERM\n\nIt ends.", "TERM"),
        ("1. LIMITATION OF LIABILITY AND\nINDEMNITIES\n\nNobody is liable.", "LIMITATION OF LIABILITY AND INDEMNITIES"),
        ("1. Limits of\nLiability\n\nNobody is liable.", "Limits of Liability"),
        ("1. Limits of liability\n\n1.1 Nobody is liable.", "Limits of liability"),
        ("ARTICLE I\n\nTHE TERM\n\nIt ends.", "THE TERM"),
        # run in, before a point, a colon, a dash; quoted; over a line's end
        ("1. Term. It ends.", "Term"),
        ("1. Term: It ends.", "Term"),
        ("1. Term \u2013 It ends.", "Term"),
        ("1. Term.\u2014It ends.", "Term"),
        ('1. "Term". It ends.', "Term"),
        (
            f"1. Limits of the Liability of the Supplier and of\nTheir Owners. It is so {LONG}.",
            "Limits of the Liability of the Supplier and of Their Owners",
        ),
        # the value behind a colon is none of it
        ("1. START: 1 May 2025", "START"),
        # a term that is defined
        ('1. "Price" means the price.', "Price"),
        # no headings: a sentence, words that lead in, capitals that run on, a name with an abbreviation
        ("1. The Buyer pays the price.", ""),
        ("1. In this Agreement: A is B.", ""),
        (
            "1. NOBODY IS LIABLE TO ANYBODY FOR ANYTHING THAT HAPPENS IN THE\nCOURSE OF THE WORK OR BEHIND IT OR BEFORE IT IN ANY\n"
            "WAY THAT THERE MAY BE OR EVER MAY HAVE BEEN.",
            "",
        ),
        ("1. Acme, Inc. Pays the price.", ""),
    ],
)
def test_headings(text: str, expected: str):
    clauses = build_clauses(document_of(text + "\n\n2. Other\n\nWords."))
    assert clauses[0].heading == expected


def test_an_item_s_words_are_no_heading():
    assert [heading for _, heading, _ in outline("1. Places\n\n(a) Europe\n\n(b) Asia\n\n2. Term")][1:3] == ["", ""]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        # numbered parties stand before the recitals
        (
            "A DEED\n\n(1) A Limited; and\n\n(2) B Limited.\n\nWHEREAS, so;\n\nNOW, THEREFORE, they agree:\n\n1. Term",
            ["preamble", "preamble", "preamble", "recital", "operative", "operative"],
        ),
        # numbered recitals end where the numbers start anew
        (
            "WHEREAS:\n\n1. A makes paper of all kinds.\n\n2. B wishes to buy it.\n\n1. Price\n\nIt is low.\n\n2. Term\n\nIt ends.",
            ["recital", "recital", "recital", "operative", "operative"],
        ),
        # words of agreement without recitals
        (
            "A DEED\n\n(1) A Limited; and\n\n(2) B Limited.\n\nIT IS AGREED as follows:\n\n1. Term",
            ["preamble", "preamble", "preamble", "operative", "operative"],
        ),
        # what only looks like words of execution
        ("1. One is\nexecuted by hand.\n\n2. Two", ["operative", "operative"]),
    ],
)
def test_kinds(text: str, kinds: list[str]):
    assert [kind for _, _, kind in outline(text)] == kinds


def test_unnumbered_headings_are_clauses():
    words = "The parties agree that this is a clause of a length that a clause may well have in practice.\n\n"
    text = f"A LETTER\n\n{words}CONFIDENTIALITY\n\n{words}Governing Law\n\n{words}"
    assert [heading for _, heading, _ in outline(text)][1:] == ["CONFIDENTIALITY", "Governing Law"]


@pytest.mark.parametrize(
    "stamp", ["CONFIDENTIAL", "Strictly Private and Confidential", "EXECUTION COPY", "\u2022 Delivery"]
)
def test_stamps_and_bullets_are_no_headings(stamp: str):
    words = "The parties agree that this is a clause of a length that a clause may well have in practice.\n\n"
    text = f"A LETTER\n\n{words}PRICES\n\n{words}{stamp}\n\n{words}"
    assert [heading for _, heading, _ in outline(text)][1:] == ["PRICES"]


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
            "l.2 Words",
            "1,3 Words",
            "(li) item",
            "ITEM 7: PRICE",
            "II. PRICE",
            "1.1\tWords here.",
            "2\tPlain\t900",
            "[3.1 Option]",
            "WHEREAS:",
            "AGREED TERMS",
            "Section 5.2 is amended to read as follows:",
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
            words = " ".join(document.quote(span) for span in sentence.spans)
            assert sentence.text.replace(" | ", " ") == " ".join(words.split())
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
    listed = [clause.span for clause in clauses if clause.heading == HEADING]
    covered = {
        offset for span in [*(chunk.span for chunk in chunks), *listed] for offset in range(span.start, span.end)
    }
    for offset, character in enumerate(document.text):
        assert character.isspace() or offset in furniture or offset in covered, offset


def test_kinds_are_those_of_the_glossary():
    assert {kind.value for kind in ClauseKind} >= {kind for _, _, kind in outline("1. DEFINITIONS\n\n2. Words.")}
