from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.parsing.clauses.building import build_clauses
from lexassist.parsing.terms.labelindex import schedule_key, steps_of
from lexassist.parsing.terms.references import find_references
from lexassist.types import Clause, ClauseKind, Document, Page, Reference, Span
from tests.parsing.handmade import Part, contract
from tests.parsing.writing import document_of

OUTSIDE, NOWHERE = "outside", "nowhere"

BODY = (
    Part("Recital (A)", "(A) The mill makes paper.", kind=ClauseKind.RECITAL),
    Part("1", "1. DEFINITIONS", heading="DEFINITIONS"),
    Part("2", "2. SUPPLY", (Part("2.1", "2.1 It is supplied."), Part("2.2", "2.2 It is paid."))),
    Part(
        "3",
        "3. TERM",
        (
            Part(
                "3.1",
                "3.1 It may end if:",
                (Part("3.1(a)", "(a) late;"), Part("3.1(b)", "(b) wet, by (i) rain or (ii) flood.")),
            ),
            Part("3.2", "3.2 Notice is (a) written and (b) signed. It is short."),
        ),
    ),
    Part(
        "Article IV",
        "ARTICLE IV\nPRICE",
        (Part("Section 4.01", "Section 4.01. It is low."), Part("Section 4.02", "Section 4.02. It is fixed.")),
    ),
)
SCHEDULES = (
    Part(
        "Schedule 2",
        "SCHEDULE 2\nQUALITIES",
        (
            Part("Schedule 2, 1", "1. Plain paper.", kind=ClauseKind.SCHEDULE),
            Part(
                "Schedule 2, 3",
                "3. Laid paper.",
                (Part("Schedule 2, 3(b)", "(b) Cream."), Part("Schedule 2, 3(c)", "(c) White.")),
                kind=ClauseKind.SCHEDULE,
            ),
        ),
        kind=ClauseKind.SCHEDULE,
    ),
    Part("Exhibit B", "EXHIBIT B\nPRICES\n\nEach ream is cheap.", kind=ClauseKind.SCHEDULE),
    Part("Exhibit C-1", "EXHIBIT C-1\nFORMS", kind=ClauseKind.SCHEDULE),
)


def found(document: Document, clauses: tuple[Clause, ...], references: tuple[Reference, ...]) -> list[tuple[str, str]]:
    """The words of each reference and the label it points to."""
    labels = {clause.id: clause.label for clause in clauses}
    return [
        (
            " ".join(document.quote(reference.span).split()),
            labels[reference.target] if reference.target else (OUTSIDE if reference.outside else NOWHERE),
        )
        for reference in references
    ]


def read(words: str, *, within: str = "5.1") -> list[tuple[str, str]]:
    """The references of a clause with these words, in the contract above."""
    here = Part(within, f"{within} {words}", kind=ClauseKind.OPERATIVE)
    parts = (*BODY, Part("5", "5. GENERAL", (here,)), *SCHEDULES)
    document, clauses = contract(*parts)
    return found(document, clauses, find_references(document, clauses))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Under Section 2.1 it is.", [("Section 2.1", "2.1")]),
        ("under clause 3.1(b) it is", [("clause 3.1(b)", "3.1(b)")]),
        ("see § 2.2 and Sec. 3.2", [("§ 2.2", "2.2"), ("Sec. 3.2", "3.2")]),
        # each number of a list is a reference of its own
        ("Sections 2.1, 2.2 and 3.1(a)", [("Sections 2.1", "2.1"), ("2.2", "2.2"), ("3.1(a)", "3.1(a)")]),
        ("Section 3.1(a) or (b) applies", [("Section 3.1(a)", "3.1(a)"), ("(b)", "3.1(b)")]),
        (
            "Clauses 1 to 3 and Exhibits B and D",
            [("Clauses 1", "1"), ("3", "3"), ("Exhibits B", "Exhibit B"), ("D", NOWHERE)],
        ),
        # the next item of the sentence's own list is no reference
        ("(i) as in Section 2.1 and (ii) the Buyer pays", [("Section 2.1", "2.1")]),
        # an amount is no reference
        (
            "Section 2.1, 30 days later; in section 5 days; Section 2.1 and 12% of it",
            [("Section 2.1", "2.1"), ("Section 2.1", "2.1")],
        ),
        # articles by their numeral, and zeros that do not count
        (
            "Article IV and ARTICLE 4 and Article Four",
            [("Article IV", "Article IV"), ("ARTICLE 4", "Article IV"), ("Article Four", "Article IV")],
        ),
        ("Section 4.02 hereof, Section 4.2", [("Section 4.02", "Section 4.02"), ("Section 4.2", "Section 4.02")]),
        # schedules and their parts, either way round
        ("Schedule 2, paragraph 3", [("Schedule 2, paragraph 3", "Schedule 2, 3")]),
        ("paragraph 3(b) of Schedule 2", [("paragraph 3(b) of Schedule 2", "Schedule 2, 3(b)")]),
        ("Section 1 of Schedule 2", [("Section 1 of Schedule 2", "Schedule 2, 1")]),
        ("Exhibit B attached hereto and EXHIBIT C-1", [("Exhibit B", "Exhibit B"), ("EXHIBIT C-1", "Exhibit C-1")]),
        ("Recital A above", [("Recital A", "Recital (A)")]),
        ("clause (b) of Section 3.1", [("clause (b) of Section 3.1", "3.1(b)")]),
        ("clauses (a) and (b) of Section 3.1", [("clauses (a)", "3.1(a)"), ("(b) of Section 3.1", "3.1(b)")]),
        # an item that is printed inside a leaf is that leaf
        ("Section 3.1(b)(ii), Section 3.2(b)", [("Section 3.1(b)(ii)", "3.1(b)"), ("Section 3.2(b)", "3.2")]),
        ("if (x) it rains or (y) snows, in case of clause (y)", [("clause (y)", "5.1")]),
        ("this Section and this Article", [("this Section", "5.1"), ("this Article", "5")]),
        # this document, by name
        (
            "Section 2.1 of this Agreement, Section 2.2 of the Agreement",
            [("Section 2.1", "2.1"), ("Section 2.2", "2.2")],
        ),
        # no such part
        (
            "Section 2.7, Section 3.1(d) and Section 9.1 hereof",
            [("Section 2.7", NOWHERE), ("Section 3.1(d)", NOWHERE), ("Section 9.1", NOWHERE)],
        ),
        ("Schedule 7", [("Schedule 7", NOWHERE)]),
        # what is only perhaps a reference
        ("paragraph (q) above, the preceding paragraph, the sections, a section of road", []),
    ],
)
def test_references(words: str, expected: list[tuple[str, str]]):
    assert read(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "Section 2.1 of the Bankruptcy Code",
        "Section 3.1(a) of the Exchange Act",
        "Sections 2.1 and 2.2 of the Exchange Act",
        "Section 365(n)",
        "Article 28 GDPR",
        "Rule 10b-5",
        "Section 2.1 of the Master Agreement",
        "Section 2.2 of that certain Loan Agreement",
        "Section 2.1 thereof",
        "11 U.S.C. § 2.1",
        "Internal Revenue Code Section 3.1",
        "Section 73.3555 of the rules",
        "Section 9.9 (Records) and Section 2.1 (Claims), of the Separation Agreement",
        "Section 2.1 ofthe Credit Agreement",
    ],
)
def test_references_to_other_documents(words: str):
    assert {where for _, where in read(f"as {words} says")} == {OUTSIDE}


def test_a_document_with_a_name_of_its_own():
    document, clauses = contract(
        Part("1", "1. This Supply Agreement starts."),
        Part("2", "2. See Section 1 of the Supply Agreement."),
        Part("3", "3. See Section 1 of the Lease Agreement."),
    )
    assert [where for _, where in found(document, clauses, find_references(document, clauses))] == ["1", OUTSIDE]


def test_an_amendment_means_the_document_that_it_amends():
    document, clauses = contract(
        Part("", "FIRST AMENDMENT\n\nThis Amendment changes the Supply Agreement."),
        Part("1", "1. Section 8.4 is hereby amended."),
        Part("2", "2. Section 1 of the Agreement is deleted; Section 1 of this Amendment stays."),
        Part("3", "3. End."),
    )
    assert [where for _, where in found(document, clauses, find_references(document, clauses))] == [
        OUTSIDE,
        OUTSIDE,
        "1",
    ]


def test_a_schedule_s_paragraph_is_its_own():
    schedule = Part(
        "Schedule 2",
        "SCHEDULE 2",
        (Part("Schedule 2, 1", "1. As in paragraph 3."), Part("Schedule 2, 3", "3. See Section 2.1.")),
    )
    document, clauses = contract(*BODY, schedule)
    assert found(document, clauses, find_references(document, clauses))[-2:] == [
        ("paragraph 3", "Schedule 2, 3"),
        ("Section 2.1", "2.1"),
    ]


def test_articles_whose_numbers_start_anew():
    document, clauses = contract(
        Part("Article I", "ARTICLE I", (Part("Article I, 1", "1. Start."), Part("Article I, 2", "2. See Section 1."))),
        Part(
            "Article II",
            "ARTICLE II",
            (Part("Article II, 1", "1. Price."), Part("Article II, 2", "2. See Section 1 and Article I, Section 1.")),
        ),
    )
    assert [where for _, where in found(document, clauses, find_references(document, clauses))] == [
        "Article I, 1",
        "Article II, 1",
        "Article I, 1",
    ]


def test_labels_headings_and_contents_are_no_references():
    document, clauses = contract(
        Part("", "TABLE OF CONTENTS\nSection 1.1 Price 2\nSection 1.2 Effect of Section 1.1 4\nExhibit A 9"),
        Part("Section 1.1", "Section 1.1 Price. It is low."),
        Part("Section 1.2", "Section 1.2 Effect of Section 1.1. None.", heading="Effect of Section 1.1"),
        Part("Section 1.3", "Section 1.3 End.\n\nExhibit A – List of Papers"),
    )
    assert find_references(document, clauses) == ()


def test_a_number_that_the_tree_lacks_is_found_where_it_is_printed():
    document, clauses = contract(
        Part("1", "1. Start. See Section 2.4 and Exhibit A."),
        Part("2", "2. Price.\n\n2.4 It is low."),
        Part("3", "3. End.\n\nEXHIBIT A\n\nNone."),
    )
    assert found(document, clauses, find_references(document, clauses)) == [("Section 2.4", "2"), ("Exhibit A", "3")]


def test_a_text_without_numbers_dangles_nowhere():
    document, clauses = contract(Part("", "Dear Sir, under Section 4.2 you pay."))
    assert find_references(document, clauses) == ()


def test_keys():
    assert schedule_key("ANNEXURE", "1") == schedule_key("Annex", "1")
    assert steps_of("9.2(b)(ii)") == ("9", "2", "b", "ii")
    assert steps_of("IV") == ("4",)


PIECES = st.sampled_from(
    [
        *(
            "Section 2.1",
            "Sections 1, 2 and 3(a)",
            "clause (b)",
            "of Schedule 2",
            "Exhibit B",
            "Article IV",
            "this Section",
            "paragraph 3",
        ),
        *(
            " and ",
            ", ",
            " of ",
            " to ",
            "(a) ",
            "(b)",
            " of this Agreement",
            " of the Lease Agreement",
            "§ 4",
            "hereof",
            "Rule 10b-5",
        ),
        *(
            "\n",
            "\n\n",
            "1. Words here.\n",
            "2. More words.\n",
            "2.1 Sub.\n",
            "(a) item;\n",
            "(b) item.\n",
            "SCHEDULE 2\n",
            "EXHIBIT B\n",
        ),
        *(
            "ARTICLE IV\n",
            "TABLE OF CONTENTS\n",
            "1. Words .... 3\n",
            ". ",
            " the ",
            "Section",
            "Sections ",
            "4.2.",
            "(",
            "é",
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
def test_references_are_ordered_lie_in_their_leaf_and_point_at_clauses(document: Document):
    clauses = build_clauses(document)
    known = {clause.id: clause for clause in clauses}
    parents = {clause.parent for clause in clauses}
    references = find_references(document, clauses)
    assert all(a.span.end <= b.span.start for a, b in pairwise(references))
    for reference in references:
        assert reference.clause not in parents
        assert known[reference.clause].span.contains(reference.span)
        assert document.quote(reference.span).strip() == document.quote(reference.span)
        assert reference.target is None or reference.target in known
    assert find_references(document, clauses) == references


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "(",
            "§",
            "(a)",
            "Section 1 ",
            "Section 1, ",
            "Sections 1, 2, 3, ",
            "Section 1 of ",
            "clause (q) ",
            "clause (b) ",
            "this Aa Bb ",
        ),
        *("EXHIBIT A\n", "1.", "Section 1 and ", "\n1.1 Words, clause (z) "),
    ],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(piece: str):
    def seconds(length: int) -> float:
        document, clauses = contract(Part("1", piece * (length // len(piece)), kind=ClauseKind.DEFINITION))
        start = time.process_time()
        find_references(document, clauses)
        return time.process_time() - start

    small = min(seconds(10_000) for _ in range(2))
    assert seconds(80_000) < 24 * small + 0.5
