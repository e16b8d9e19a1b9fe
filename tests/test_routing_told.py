"""Which documents were searched, in the words that a lawyer reads."""

from __future__ import annotations

import pytest

from lexassist.records import answer_record, search_record
from lexassist.telling import tell_routing
from lexassist.types import Answer, AnswerId, DocumentId, Routing, Search, Support

SOURCES = {DocumentId(f"d{n}"): f"File {n}.pdf" for n in range(9)} | {DocumentId("m"): "Offer.eml/Lease.pdf"}


def _routing(*documents: str, words: tuple[str, ...] = ("Acme",), guesses: tuple[tuple[str, str], ...] = ()) -> Routing:
    return Routing(tuple(map(DocumentId, documents)), "What is the cap?", words, guesses)


@pytest.mark.parametrize(
    ("routing", "told"),
    [
        # nothing named: nothing to say
        (_routing(words=()), ""),
        # a document that was given, not named
        (_routing("d1", words=()), ""),
        (_routing("d1"), "Searched in: File 1.pdf."),
        (_routing("m"), "Searched in: Lease.pdf (in Offer.eml)."),
        # several fit alike: said with the words, and the files while they are few
        (_routing("d1", "d2"), "2 documents fit “Acme”; all 2 were searched: File 1.pdf; File 2.pdf."),
        (_routing(*(f"d{n}" for n in range(9)), words=("Acme", "2019 lease")),
         "9 documents fit “Acme”, “2019 lease”; all 9 were searched."),
        # a name that no document has
        (_routing(words=("Borrell",)), "No document is known by “Borrell”: all were searched."),
        # a guess is never silent
        (_routing("d1", words=("Acne",), guesses=(("Acne", "acme"),)),
         "Searched in: File 1.pdf. “Acne” is in no name here: it was read as “acme”."),
    ],
)  # fmt: skip
def test_the_routing_is_told_in_a_sentence(routing: Routing, told: str) -> None:
    assert tell_routing(routing, SOURCES) == told


def test_records_carry_the_routing() -> None:
    routing = _routing("d1", guesses=(("Acne", "acme"),))
    record = search_record(Search("q", (), routing, 1, 5, 0.1), {}, {}, note="Searched in: File 1.pdf.")
    assert record["routing"] == {
        "documents": ["d1"],
        "words": ["Acme"],
        "guesses": [{"word": "Acne", "read_as": "acme"}],
        "note": "Searched in: File 1.pdf.",
    }
    answer = Answer(AnswerId("a"), "q", Support.ABSTAINED, (), (), (), (), 1, 5, "m", (), routing="Searched in: x.")
    assert answer_record(answer)["routing"] == "Searched in: x."
