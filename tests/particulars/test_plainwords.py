"""Plain words that make an absence doubtful."""

from __future__ import annotations

import pytest

from lexassist.particulars.plainwords import ends_by_notice


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("Either party may end this Agreement at any time by giving thirty days' notice.", True),
        ("It lasts two years, unless a party ends it earlier by giving not less than thirty days' notice.", True),
        ("The Buyer may terminate this Agreement for convenience on sixty days' notice.", True),
        ("It may be cancelled by either of them with or without cause on written notice.", True),
        # For a cause, or only instead of a renewal.
        ("A party may terminate this Agreement by notice if the other is in breach.", False),
        ("It continues until terminated by notice upon the insolvency of a party.", False),
        ("It renews unless a party ends it by notice before the end of the term.", False),
        # Nobody may.
        ("The Agreement ends on 1 May; notice of this is not needed.", False),
        ("Notices shall be sent by post.", False),
    ],
)
def test_an_end_by_notice_without_a_cause(sentence: str, says: bool) -> None:
    assert ends_by_notice(sentence) is says
