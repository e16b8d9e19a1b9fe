"""How every mention of a term is listed on the page."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from lexassist.assistant import Assistant
from lexassist.retrieval.places import Place
from lexassist.types import ClauseId, DocumentId, Mention
from lexassist.ui import actions
from lexassist.ui.actions import Query, list_mentions
from lexassist.ui.mentions import Listing, render_mentions

from .conftest import HOSTILE, NOTICE, make_citation


def seen(fragment: str) -> str:
    """The words a person sees, in order."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


def place(source: str = "Halden NDA.pdf", *, defining: bool = False, words: str = "Losses", **changes: object) -> Place:
    cited = make_citation(words, source=source, document=DocumentId(source), **changes)
    mention = Mention(cited.document, cited.clause, cited.span, defining)
    return Place(mention, cited, "all ", words, " of the Tenant")


def test_places_stand_by_document_each_a_link_to_its_page_with_the_term_marked() -> None:
    places = (place(defining=True), place(), place("Lease.txt", label="", pages=(1,), paragraph=7, ocr=True))
    listing = Listing("acme", "losses", head="“losses”: 3 places", notes=("a note",), places=places, total=3)
    shown = render_mentions(listing)
    assert seen(shown) == (
        "Every mention: losses “losses”: 3 places a note "
        "Halden NDA: 2 places cl. 9.2(b), p. 14 defined here all Losses of the Tenant "
        "cl. 9.2(b), p. 14 all Losses of the Tenant "
        "Lease: 1 place para. 7, read by OCR all Losses of the Tenant"
    )
    assert shown.count("<mark>Losses</mark>") == 3
    assert shown.count('target="evidence"') == 3
    links = [html.unescape(link) for link in re.findall(r'href="([^"]*)"', shown)]
    assert links[0].endswith("?page=14&start=100&end=106#hit")
    assert shown.count("<details") == shown.count(' open="') + shown.count(" open>") == 2
    assert "\n" not in shown


def test_many_places_are_folded_and_what_is_not_shown_is_said() -> None:
    shown = render_mentions(Listing("acme", "losses", places=(place(),) * 61, total=4000))
    assert " open>" not in shown
    assert "The first 61 places of 4,000 are shown." in seen(shown)


def test_no_place_and_a_problem_are_said() -> None:
    assert seen(render_mentions(Listing("acme", "xyz", head="“xyz”: no place in 2 documents"))) == (
        "Every mention: xyz “xyz”: no place in 2 documents"
    )
    assert "cannot" in seen(render_mentions(Listing("acme", "xyz", head="never", problem="It cannot be read.")))


def test_markup_in_a_contract_is_shown_as_it_is_written() -> None:
    hostile = HOSTILE.format(port=1)
    shown = render_mentions(Listing("acme", hostile, hostile, places=(place(hostile, words=hostile),), total=1))
    assert not re.search(r"<(?!/?(?:div|h3|p|details|summary|ul|li|a|span|mark)\b)", shown)
    assert "onerror=" not in shown
    assert "${" not in shown
    assert "{{" not in shown


@pytest.fixture
def matter(page_assistant: Assistant, contract: Path, tmp_path: Path) -> Assistant:
    """A matter of two contracts, the second without pages."""
    letter = tmp_path / "Side letter.txt"
    letter.write_text(f"SIDE LETTER\n\n1. Term\n\n1.1 {NOTICE}\n", encoding="utf-8")
    page_assistant.create_matter("acme")
    list(page_assistant.ingest("acme", [contract, letter]))
    return page_assistant


def test_the_words_of_the_field_are_listed_in_all_documents_or_one(
    matter: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = list_mentions(matter, Query("acme", " agreement "))
    assert listing.head == "“agreement”: 4 places in 2 of 2 documents"
    assert {one.citation.source for one in listing.places} == {"Halden services.pdf", "Side letter.txt"}
    assert any("“AGREEMENT”" in note and "“Agreement”" in note for note in listing.notes)
    letter = next(card.id for card in matter.documents("acme") if card.source == "Side letter.txt")
    only = list_mentions(matter, Query("acme", "agreement", letter))
    assert (only.head, only.scope) == ("“agreement”: 1 place in 1 document", "Side letter")
    assert only.places[0].citation.clause == ClauseId(only.places[0].mention.clause)
    monkeypatch.setattr(actions, "_SHOWN_PLACES", 1)
    first = list_mentions(matter, Query("acme", "agreement"))
    assert (len(first.places), first.total) == (1, listing.total)
    assert not first.notes


def test_what_cannot_be_looked_for_is_said_in_words(matter: Assistant) -> None:
    assert "no word" in list_mentions(matter, Query("acme", "§")).problem
    assert "nowhere" in list_mentions(matter, Query("nowhere", "agreement")).problem
