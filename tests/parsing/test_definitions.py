from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.parsing.clauses.building import build_clauses
from lexassist.parsing.terms.definitions import find_definitions
from lexassist.parsing.terms.quoted import clean_term, find_quoted
from lexassist.parsing.terms.termuses import TermIndex, variants
from lexassist.types import Clause, ClauseKind, Definition, Document, Page, Span
from tests.parsing.handmade import Part, contract
from tests.parsing.writing import document_of


def read(*parts: Part) -> tuple[Document, tuple[Clause, ...], tuple[Definition, ...]]:
    document, clauses = contract(*parts)
    return document, clauses, find_definitions(document, clauses)


def terms(words: str, *, kind: ClauseKind = ClauseKind.OPERATIVE) -> list[str]:
    return [definition.term for definition in read(Part("1", words, kind=kind))[2]]


def only(words: str, *, kind: ClauseKind = ClauseKind.DEFINITION) -> tuple[Document, Definition]:
    document, _, (definition,) = read(Part("1", words, kind=kind))
    return document, definition


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # the plain form, with every kind of quotation mark
        ('"Affiliate" means any person that controls a party.', ["Affiliate"]),
        ("“Affiliate” shall mean any person that controls a party.", ["Affiliate"]),
        ("‘Affiliate’ means any person.", ["Affiliate"]),
        ("'Affiliate' means any person.", ["Affiliate"]),
        ("''Affiliate'' means any person.", ["Affiliate"]),
        ("”Affiliate” means any person.", ["Affiliate"]),
        ("1. “Affiliate ” means any person.", ["Affiliate"]),
        # a definition by reference is one
        ('"Term" has the meaning set forth in Section 2.', ["Term"]),
        ("“Delivery” and “Deliver” shall have the respective meanings set out in clause 4.", ["Delivery", "Deliver"]),
        # words between the term and its verb
        ('"Net Sales", with respect to any product, means the price paid.', ["Net Sales"]),
        ('"Affiliate" of a person means any other person.', ["Affiliate"]),
        ('As used herein, the term "Deliverables" shall include all drawings.', ["Deliverables"]),
        ('For the purposes of this Agreement, a "Click" is a visit by a person.', ["Click"]),
        # parentheses
        ('Harrow Mill Limited (the "Seller") sells.', ["Seller"]),
        ('Harrow Mill Limited (hereinafter "Seller") sells.', ["Seller"]),
        ('Quill plc ("Buyer" and, together with Seller, the "Parties") buys.', ["Buyer", "Parties"]),
        ('Quill plc ("QP" or the "Company") buys.', ["QP", "Company"]),
        ('pens and paper (collectively, the "Products")', ["Products"]),
        ('Mill and Quill (each a "Party")', ["Party"]),
        ('on 1 May (such date, the "Effective Date")', ["Effective Date"]),
        ('the mill (together with its heirs (if any), the "Mill Owner") agrees', ["Mill Owner"]),
        ('one half (the\n-------\n"Basic Fee") is due', ["Basic Fee"]),
        # recognition took the parenthesis for a brace
        ('the logo (the "Mark"} is shown', ["Mark"]),
        # named without parentheses
        (
            'is hereinafter referred to as the "Supplier" and collectively as the "Suppliers".',
            ["Supplier", "Suppliers"],
        ),
        ('We refer to Quill plc as "we," "us" or the "Company."', ["we", "us", "Company"]),
        ('Each of these events shall constitute an "Event of Default":', ["Event of Default"]),
        # no definitions: names, symbols, captions, words that are explained, terms of other documents
        ('sold under the trademark "Quillwell" in shops', []),
        ('its shares (traded under the symbol "QLL") fell', []),
        ('music (such as "Greensleeves" and "Barbara Allen") is played', []),
        ('The word "including" means including without limitation.', []),
        ('an "investment company" (as defined in the "Act")', []),
        ('no "Default", as such term is defined in the Indenture, has occurred', []),
        ('sold on an "as is" basis', []),
        # an inch sign does not turn the words between quotations into quotations
        ('A sheet 12" wide; "Sheet" means a sheet 9" high.', ["Sheet"]),
    ],
)
def test_forms(words: str, expected: list[str]):
    assert terms(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Affiliate means any entity.\n\nThe Affiliate pays.", ["Affiliate"]),
        ("AFFILIATE means any entity.\n\nAn Affiliate pays.", ["AFFILIATE"]),
        (
            "Business Day: any day on which banks are open.\n\nClosing Date: a Business Day.\n\nOn the Closing Date.",
            ["Business Day", "Closing Date"],
        ),
        (
            "Term\tMeaning\nPrice\tthe price of a tonne\nTonne\tone thousand kilograms\n\nThe Price is due for each Tonne.",
            ["Price", "Tonne"],
        ),
        # the end of a sentence that a line break cuts is no list of definitions
        ("it was agreed by the\nBuyer means nothing here.", []),
        ("This means that the Buyer pays.", []),
    ],
)
def test_terms_without_quotation_marks_in_a_list_of_definitions(words: str, expected: list[str]):
    assert terms(words, kind=ClauseKind.DEFINITION) == expected


def test_a_party_named_in_parentheses_without_quotation_marks():
    words = (
        "Made between Harrow Mill Limited (the Supplier) and Quill plc (the Buyer). The Supplier sells. The Buyer buys."
    )
    assert terms(words, kind=ClauseKind.PREAMBLE) == ["Supplier", "Buyer"]
    assert terms(words) == []


def test_a_definition_ends_with_its_paragraph_where_it_starts_one():
    words = '"Price" means the price. It includes tax.\n\n"Tonne" means a tonne.\n\nThe Price is due.'
    document, _, definitions = read(Part("1", words, kind=ClauseKind.DEFINITION))
    assert [document.quote(d.span) for d in definitions] == [
        '"Price" means the price. It includes tax.',
        '"Tonne" means a tonne.',
    ]


def test_a_definition_in_a_sentence_ends_with_it():
    document, definition = only(
        'The Buyer pays. As used here, "Price" means no more than No. 5 of the list. It is due.'
    )
    assert document.quote(definition.span) == '"Price" means no more than No. 5 of the list.'


def test_a_definition_goes_on_in_the_items_of_its_list():
    items = (Part("1(a)", "(a) the price; and"), Part("1(b)", "(b) the tax."))
    document, clauses, (definition,) = read(Part("1", '"Price" means:', items), Part("2", "The Price is due."))
    assert document.quote(definition.span) == '"Price" means:\n\n(a) the price; and\n\n(b) the tax.'
    assert definition.clause == clauses[1].id  # the leaf that introduces the list
    assert [document.quote(use) for use in definition.uses] == ["Price"]


def test_a_name_is_defined_by_its_sentence():
    document, definition = only(
        'It is so. Harrow Mill Limited (the "Seller") sells paper. It pays.', kind=ClauseKind.OPERATIVE
    )
    assert document.quote(definition.span) == 'Harrow Mill Limited (the "Seller") sells paper.'


def test_two_terms_of_one_definition_share_its_end():
    document, _, definitions = read(
        Part("1", '"Subsidiary" or\n"Subsidiaries" means each mill.', kind=ClauseKind.DEFINITION)
    )
    assert [document.quote(d.span) for d in definitions] == [
        '"Subsidiary" or\n"Subsidiaries" means each mill.',
        '"Subsidiaries" means each mill.',
    ]


@pytest.mark.parametrize(
    ("defined", "words", "expected"),
    [
        # plural, singular, possessive, over a line break
        ('"Party" means a party.', "The Parties and each Party’s mill. A\nParty.", ["Parties", "Party", "Party"]),
        ('"Losses" means losses.', "any Loss", ["Loss"]),
        ('"Event of Default" means it.', "Events of\nDefault", ["Events of\nDefault"]),
        # as it is written, by whole words
        ('"Agreement" means it.', "this agreement, an Agreementary AGREEMENT", []),
        ('"LICENSEE" means it.', "the Licensee and LICENSEE", ["Licensee", "LICENSEE"]),
        # the longest term
        (
            '"Information" means it. "Confidential Information" means more.',
            "Confidential Information",
            ["Confidential Information"],
        ),
        # no part of another name or of a compound
        ('"Agreement" means it.', "under the Master Agreement. This Agreement.", ["Agreement"]),
        ('"Party" means it.', "a Non-Party, a non-Party", ["Party"]),
        ('"Seller" means it. "Products" means them.', "the Seller Products", ["Seller", "Products"]),
    ],
)
def test_uses(defined: str, words: str, expected: list[str]):
    document, _, definitions = read(Part("1", defined, kind=ClauseKind.DEFINITION), Part("2", words))
    uses = sorted(use for definition in definitions for use in definition.uses)
    assert [document.quote(use) for use in uses] == expected


def test_a_term_defined_twice_is_two_definitions_and_neither_is_a_use():
    _, _, definitions = read(
        Part("1", 'Harrow Mill (the "Mill") sells.'),
        Part("2", '"Mill" means the Mill at Harrow.'),
        Part("3", "The Mill pays."),
    )
    assert [(d.term, len(d.uses)) for d in definitions] == [("Mill", 1), ("Mill", 1)]


def test_running_heads_neither_end_a_definition_nor_use_a_term():
    head = "The Price of Paper"
    before, after = '"Price" means the price of', "a tonne.\n\nThe Price is due."
    text = f"{before}\n\n{head}\n\n{after}"
    place = text.index(head)
    furniture = (Span(place, place + len(head)),)
    base = document_of(text)
    document = Document(base.id, "", "", text, (Page(1, 0, len(text), 612, 792, furniture=furniture),))
    clause = Clause(build_clauses(base)[0].id, base.id, "1", ("1",), "", ClauseKind.DEFINITION, Span(0, len(text)))
    (definition,) = find_definitions(document, (clause,))
    assert document.quote(definition.span).endswith("a tonne.")
    assert [use.start for use in definition.uses] == [text.rindex("Price")]


def test_a_table_of_contents_uses_no_term():
    contents = Part("", "TABLE OF CONTENTS\n1. Price 2\n2. Payment of the Price 14", kind=ClauseKind.PREAMBLE)
    document, _, (definition,) = read(
        contents, Part("1", '1. "Price" means the price. The sum is due.'), Part("2", "2. The Price.")
    )
    assert [use.start for use in definition.uses] == [document.text.rindex("Price")]


def test_quotations_and_terms():
    assert [quoted.term for quoted in find_quoted('“Station(s)” and "the\n Mark," and "x" and ""')] == [
        "Station",
        "Mark",
        "x",
    ]
    assert clean_term("***") == ""
    assert set(variants("Party")) == {"Parties"}
    assert list(TermIndex([]).find("Nothing at all")) == []


PIECES = st.sampled_from(
    [
        *(
            '"Price" means ',
            "“Tonne” ",
            '(the "Buyer")',
            "(each a ‘Party’) ",
            "Price",
            "Parties",
            "Buyer’s ",
            "The ",
            "means ",
            "(",
        ),
        *(
            ")",
            '"',
            "“",
            "'",
            "''",
            "\n",
            "\n\n",
            ". ",
            "; ",
            ": ",
            "Term\tMeaning\n",
            "hereinafter ",
            "Affiliate: any ",
            "(a) ",
            "1.2 ",
        ),
        *(
            "TABLE OF CONTENTS\n",
            "Price 3\n",
            "......... 4",
            "collectively ",
            "and ",
            "the Master Agreement ",
            "é ",
            "\u2022 ",
        ),
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    pages: list[Page] = []
    text = ""
    for number in range(1, draw(st.integers(1, 3)) + 1):
        start = len(text)
        furniture = []
        for piece in draw(st.lists(PIECES, max_size=25)):
            if piece.strip() and draw(st.integers(0, 12)) == 0:
                furniture.append(Span(len(text), len(text) + len(piece)))
            text += piece
        text += "\n"
        pages.append(Page(number, start, len(text), 612, 792, furniture=tuple(furniture)))
    base = document_of(text)
    return Document(base.id, base.title, base.source, text, tuple(pages))


@settings(max_examples=300, deadline=None)
@given(documents())
def test_spans_lie_in_the_document_and_uses_are_ordered_and_apart(document: Document):
    clauses = build_clauses(document)
    leaves = {clause.id: clause for clause in clauses} if clauses else {}
    furniture = [span for page in document.pages for span in page.furniture]
    definitions = find_definitions(document, clauses)
    for definition in definitions:
        assert definition.span.end <= len(document.text)
        assert leaves[definition.clause].span.overlap(definition.span)
        first = definition.term.split()[0]
        assert first in document.quote(definition.span)
        assert all(a.end <= b.start for a, b in pairwise(definition.uses))
        for use in definition.uses:
            assert not use.overlap(definition.span)
            assert not any(use.overlap(span) for span in furniture)
            assert use.end <= len(document.text)
    assert find_definitions(document, clauses) == definitions


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        "“ ” ",
        "'A ",
        "(",
        '("A" ',
        '(the "A") ',
        '"A" means ',
        '"A" as ',
        '"A" or ',
        'hereinafter "A" ',
        "A B\n\n",
        "A\tB\n",
        "a..... ",
    ],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(piece: str):
    def seconds(length: int) -> float:
        document, clauses = contract(Part("1", piece * (length // len(piece)), kind=ClauseKind.DEFINITION))
        start = time.process_time()
        find_definitions(document, clauses)
        return time.process_time() - start

    small = min(seconds(20_000) for _ in range(2))
    assert min(seconds(160_000) for _ in range(2)) < 24 * small + 0.5
