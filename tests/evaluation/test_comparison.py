"""Made versions: repeatable, and what they say of themselves is so; comparing them finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lexassist.evaluation.comparison import Tally, judge, new_clauses, read_steady, read_whole
from lexassist.evaluation.variants import Variant, make_variant
from lexassist.parsing.reading import read_document
from lexassist.types import ChangeKind, WholeDocument

PDFS = Path(__file__).parents[2] / "corpora" / "pdf"


@pytest.fixture(scope="module")
def contract() -> WholeDocument:
    document = read_document((PDFS / "msa.pdf").read_bytes(), "msa.pdf").document
    assert document is not None
    steady = read_steady(document.text)
    assert steady is not None
    return steady


def version(whole: WholeDocument, seed: int) -> Variant:
    return make_variant(
        whole.document, whole.clauses, ["The Landlord shall keep the roof in good repair.\n\n"], seed=seed
    )


def test_a_seed_gives_one_version(contract: WholeDocument) -> None:
    assert version(contract, 3).text == version(contract, 3).text
    assert version(contract, 3).text != version(contract, 4).text


def test_a_version_says_what_was_done_to_it(contract: WholeDocument) -> None:
    made = version(contract, 3)
    kinds = [kind for segment in made.segments for kind in segment.kinds]
    assert kinds.count(ChangeKind.ADDED) == kinds.count(ChangeKind.MOVED) == len(made.removed) == 1
    assert kinds.count(ChangeKind.CHANGED) == 3
    # Words that are told to be unchanged are those of the contract.
    texts = {clause.id: contract.document.quote(clause.span) for clause in contract.clauses}
    for segment in made.segments:
        if segment.source and ChangeKind.CHANGED not in segment.kinds:
            assert texts[segment.source].split()[-len(segment.body.split()) :] == segment.body.split()
        if segment.kinds == {ChangeKind.UNCHANGED} and segment.source:
            assert texts[segment.source].split() == segment.text.split()


def test_what_was_done_is_found(contract: WholeDocument) -> None:
    tally = Tally()
    for seed in range(4):
        judge(contract, version(contract, seed), tally)
    assert (tally.versions, tally.unread, tally.misaligned) == (4, 0, 0)
    assert all(so == told for so, told in tally.pairs.elements())
    assert tally.rates(ChangeKind.REMOVED) == (4, 1.0, 1.0)


def test_what_is_told_wrongly_counts_against_both_rates() -> None:
    changed, unchanged = frozenset({ChangeKind.CHANGED}), frozenset({ChangeKind.UNCHANGED})
    tally = Tally()
    tally.pairs.update({(changed, changed): 3, (changed, unchanged): 1, (unchanged, changed): 2})
    assert tally.rates(ChangeKind.CHANGED) == (4, 0.6, 0.75)


def test_clauses_to_put_in_have_words_enough(contract: WholeDocument) -> None:
    bodies = new_clauses([contract, read_whole("AGREEMENT\n\n1. Too short.\n")])
    assert bodies
    assert all(24 <= len(body.split()) <= 119 for body in bodies)
