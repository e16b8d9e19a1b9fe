"""Citations whose names are known by nothing but the whole texts. All names are invented."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.retrieval.citations import route_by_text, unmet_names
from lexassist.retrieval.routing import Names, collect_names, route
from lexassist.types import DocumentCard, DocumentId, ReadStatus, Routing

# Files by title, opening, and what stands later in the text.
MATTER = {
    "one.pdf": ("SUPPLY AGREEMENT", "between Halden Marine Ltd and Quill Inc.", "Notices to Halden Marine or Quill."),
    "two.pdf": (
        "SERVICE AGREEMENT",
        "This agreement is made today.",
        "Signed for Tarn Vessel plc and Orrin Works LLC.",
    ),
    "three.pdf": ("SERVICE AGREEMENT", "between Ashgrove Ltd and Marine Fells Ltd.", "Ashgrove pays Tarn monthly."),
    "four.pdf": ("SERVICE AGREEMENT", "This agreement is made today.", "Nobody signed."),
}
ONE, TWO, THREE, FOUR = map(DocumentId, MATTER)


@pytest.fixture(scope="module")
def names() -> Names:
    cards = [
        DocumentCard(DocumentId(file), title, file, 1, 1, ReadStatus.INDEXED) for file, (title, *_) in MATTER.items()
    ]
    return collect_names(cards, {DocumentId(file): opening for file, (_, opening, _) in MATTER.items()})


def holding(word: str) -> frozenset[DocumentId]:
    texts = {DocumentId(file): " ".join(parts).lower() for file, parts in MATTER.items()}
    return frozenset(file for file, text in texts.items() if word in re.findall(r"\w+", text))


def routed(question: str, names: Names) -> Routing:
    routing = route(question, names)
    unmet = unmet_names(question, names, routing.documents)
    return route_by_text(question, routing, {word: holding(word) for word in unmet}, len(names.documents))


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        # the parties stand in the opening: nothing is looked up
        ("Consider the Supply Agreement between Halden Marine and Quill; who pays?", {ONE}),
        # they stand in the signature only
        ("Consider the Service Agreement between Tarn Vessel and Orrin Works; who pays?", {TWO}),
        # a word of another party's name must not choose where all the other names are elsewhere
        ("Consider the Service Agreement between Tarn Vessel, Orrin Works and Marine; who pays?", {TWO}),
        # names that stand nowhere at all choose nothing new
        ("Consider the Service Agreement between Kestrel Brine and Lodge Moor; who pays?", None),
        # no citation: a name that is only asked about is not looked up
        ("Does Orrin Works sign?", None),
    ],
)
def test_names_of_a_citation_are_looked_for_in_the_whole_texts(
    question: str, meant: set[DocumentId] | None, names: Names
) -> None:
    found = routed(question, names)
    assert found == route(question, names) if meant is None else set(found.documents) == meant


def test_the_question_loses_its_citation_and_tells_which_words_chose(names: Names) -> None:
    found = routed("Consider the Service Agreement between Tarn Vessel and Orrin Works; who pays?", names)
    assert found.question == "Who pays?"
    assert found.words == ("Tarn Vessel", "Orrin Works")


def test_a_citation_that_is_met_looks_nothing_up(names: Names) -> None:
    question = "Consider the Supply Agreement between Halden Marine and Quill; who pays?"
    assert unmet_names(question, names, route(question, names).documents) == ()


@given(st.dictionaries(st.sampled_from(["tarn", "vessel", "orrin"]), st.sets(st.sampled_from([ONE, TWO, THREE, FOUR]))))
def test_what_is_meant_holds_half_of_the_names_or_was_chosen_before(holders: dict[str, Sequence[DocumentId]]) -> None:
    before = Routing((THREE,), "Who pays?", ("Service",))
    found = route_by_text("Consider the one between Tarn Vessel and Orrin; who pays?", before, holders, len(MATTER))
    for document in found.documents:
        assert found == before or any(document in held for held in holders.values())
