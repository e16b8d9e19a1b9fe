"""What comes along with a hit: which terms and references, in which words, and never the hit itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.retrieval.excerpts import LONGEST
from lexassist.retrieval.related import MOST, Relations, relate
from lexassist.types import ClauseKind, Hit, Related, RelationKind, Span
from tests.parsing.handmade import Part
from tests.retrieval.one_library import OneLibrary

LONG = (
    '"Net Sales" means the price invoiced for Products, less (a) returns that were credited; (b) freight that was paid; '
    + "and rebates of every kind that were granted in good faith to a customer; " * 8
    + "in each case as the books show."
)
PARTS = (
    Part(
        "",
        'This Agreement (the "Agreement") is made as of 1 May 2024 (the "Start Date") between Harrow Mill Limited, a '
        'company of England (the "Seller"), and Quill plc, a company of Wales (the "Buyer").',
        kind=ClauseKind.PREAMBLE,
    ),
    Part(
        "1",
        "1. Definitions",
        (
            Part(
                "1.1",
                '"Losses" means every loss, cost and liability. It includes interest.',
                kind=ClauseKind.DEFINITION,
            ),
            Part("1.2", LONG, kind=ClauseKind.DEFINITION),
            Part("1.3", '"Products" means paper.', kind=ClauseKind.DEFINITION),
            Part("1.4", '"Cover" has the meaning set forth in clause 5.', kind=ClauseKind.DEFINITION),
            Part("1.5", '"Board" has the meaning set forth in the charter.', kind=ClauseKind.DEFINITION),
            Part(
                "1.6",
                '"Claim" means:',
                (Part("1.6(a)", "(a) a suit; or", kind=ClauseKind.DEFINITION), Part("1.6(b)", "(b) a demand.")),
                kind=ClauseKind.DEFINITION,
            ),
        ),
    ),
    Part("2", "2. The Seller shall bear the Losses of the Buyer under clause 4.2 from the Start Date."),
    Part("3", "3. Royalty is 5% of Net Sales. The Buyer tells the Board of it."),
    Part(
        "4",
        "4. LIMITS",
        (
            Part("4.1", "4.1 Neither party is liable for a Claim, save as clause 4.2 and clause 9 say."),
            Part("4.2", "4.2 Losses are limited to 100. This clause 4.2 stands after the end."),
            Part("4.3", "4.3 The Seller keeps the Cover in force under Section 12 of the Paper Act 1999."),
        ),
        heading="LIMITS",
    ),
    Part("5", '5. The Seller insures the Products against fire (the "Cover") at its cost.'),
    Part("6", "6. The Seller delivers. The Buyer takes delivery at the mill."),
    Part("7", "7. The Seller tells the Buyer of delay; Schedule 1 says how."),
    Part("8", "8. The Buyer may ask for Losses, a Claim, the Cover, Net Sales, or what clause 4 and clause 5 say."),
    Part(
        "Schedule 1",
        "SCHEDULE 1",
        (Part("1", '1. A notice of delay. "Losses" means lost hours. The Losses are told weekly.'),),
        kind=ClauseKind.SCHEDULE,
    ),
    *(Part(str(n), f"{n}. The Seller and the Buyer agree on point {n} of the Agreement.") for n in range(10, 22)),
)


def told(library: OneLibrary, hit: Hit) -> list[tuple[str, str, str]]:
    """Kind, words, and what is to be read, of what comes with a hit."""
    (found,) = relate(library, [hit])
    return [(one.kind.value[:3], one.words, " ".join(library.one.quote(one.span).split())) for one in found.related]


@pytest.mark.parametrize(
    ("hit", "expected"),
    [
        # a term and a reference; the opening names parties, which explain nothing, and dates, which do
        (
            "2. The Seller",
            [
                ("def", "Start Date", 'This Agreement (the "Agreement") is made as of 1 May 2024'),
                ("def", "Losses", '"Losses" means every loss'),
                ("ref", "clause 4.2", "4.2 Losses are limited to 100."),
            ],
        ),
        # a term whose only definition points elsewhere
        ("3. Royalty", [("def", "Net Sales", '"Net Sales" means the price')]),
        # a reference that points nowhere (clause 9); a definition that goes on in a list
        (
            "4.1 Neither",
            [("def", "Claim", '"Claim" means: (a) a suit; or (b) a demand.'), ("ref", "clause 4.2", "4.2")],
        ),
        # a reference to the clause it stands in; the term of a sibling
        ("4.2 Losses", [("def", "Losses", '"Losses" means every')]),
        # a statute; a term that is defined where it is first used, its other definition only pointing there
        (
            "4.3 The Seller",
            [("def", "Cover", 'The Seller insures the Products against fire (the "Cover") at its cost.')],
        ),
        # what defines a term does not bring it
        ("5. The Seller", [("def", "Products", '"Products" means paper.')]),
        # nothing but parties and the contract
        ("11. The Seller", []),
        # a schedule as a whole
        ("7. The Seller", [("ref", "Schedule 1", "SCHEDULE 1")]),
        # four at most, the rarest terms and one reference, which is the first
        (
            "8. The Buyer",
            [
                ("def", "Claim", ""),
                ("def", "Cover", ""),
                ("def", "Net Sales", ""),
                ("ref", "clause 4", "4. LIMITS 4.1 Neither"),
            ],
        ),
        # a term that a schedule defines for itself, and for itself only (above)
        ("The Losses are told", [("def", "Losses", '"Losses" means lost hours.')]),
    ],
)
def test_what_comes_along(hit: str, expected: list[tuple[str, str, str]]) -> None:
    library = OneLibrary(*PARTS)
    found = told(library, library.hit_on(hit))
    assert [(kind, words) for kind, words, _ in found] == [(kind, words) for kind, words, _ in expected]
    for (_, _, text), (_, _, start) in zip(found, expected, strict=True):
        assert text.startswith(start)


def test_a_long_definition_is_cut_behind_a_part_of_it() -> None:
    library = OneLibrary(*PARTS)
    ((_, _, text),) = told(library, library.hit_on("3. Royalty"))
    assert 300 < len(text) <= LONGEST
    assert text.endswith(";")


def test_what_several_hits_need_comes_with_the_first() -> None:
    library = OneLibrary(*PARTS)
    first, second = relate(library, [library.hit_on("2. The Seller"), library.hit_on("4.2 Losses")])
    assert "Losses" in [one.words for one in first.related]
    assert second.related == ()


def test_the_rarest_term_comes_first() -> None:
    library = OneLibrary(*PARTS)
    words = [words for kind, words, _ in told(library, library.hit_on("8. The Buyer")) if kind == "def"]
    assert words[-1] == "Net Sales", "the terms used in two clauses, in the order of the text; Losses is used in three"
    assert "Losses" not in words


def test_a_term_of_every_third_clause_says_nothing() -> None:
    filler = [Part(str(n), f"{n}. The Goods are paper.") for n in range(2, 9)]
    definition = Part("1", '"Goods" means paper.', kind=ClauseKind.DEFINITION)
    common, rare = OneLibrary(definition, *filler), OneLibrary(definition, *filler[:2], *([Part("9", "9. No.")] * 6))
    assert told(common, common.hit_on("2. The Goods")) == []
    assert [words for _, words, _ in told(rare, rare.hit_on("2. The Goods"))] == ["Goods"]


def test_a_document_is_read_once_a_revision() -> None:
    library = OneLibrary(*PARTS)
    relations, hits = Relations(library), [library.hit_on("2. The Seller"), library.hit_on("4.2 Losses")]
    for revision, read in ((1, 1), (1, 1), (2, 2)):
        assert relations.relate(hits, revision=revision)[0].related
        assert library.read == read


def test_no_hits_bring_nothing() -> None:
    assert relate(OneLibrary(*PARTS), []) == ()


LIBRARY = OneLibrary(*PARTS)
PLACES = st.tuples(st.integers(0, len(LIBRARY.one.text) - 2), st.integers(1, 500))


@settings(max_examples=60, deadline=None)
@given(st.lists(PLACES, min_size=1, max_size=8))
def test_related_words_lie_in_their_clause_and_outside_the_hit_and_come_once(places: list[tuple[int, int]]) -> None:
    """Hits may be anywhere, of any length, and one over another."""
    text = LIBRARY.one.text
    given_hits = [LIBRARY.hit(Span(start, min(start + length, len(text)))) for start, length in places]
    hits = relate(LIBRARY, given_hits)
    every: list[Related] = [one for hit in hits for one in hit.related]
    assert [hit.chunk for hit in hits] == [hit.chunk for hit in given_hits]
    assert len({one.span for one in every}) == len(every)
    for hit in hits:
        assert len(hit.related) <= MOST
        kinds = [one.kind for one in hit.related]
        assert kinds == sorted(kinds), "definitions before references"
        for one in hit.related:
            words = LIBRARY.one.quote(one.span)
            assert LIBRARY.clause(one.clause).span.contains(one.span)
            assert not one.span.overlap(hit.chunk.span)
            assert 0 < len(words) <= LONGEST
            assert words == words.strip()
            assert one.words in " ".join(text[hit.chunk.span.start : hit.chunk.span.end].split())
            assert one.kind in RelationKind
