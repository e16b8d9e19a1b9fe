"""What quotations depend on, on the page: beside the answer, clickable, harmless, and never in place of it."""

from __future__ import annotations

from lexassist.types import RelatedCitation, RelationKind
from lexassist.ui.render import Ended, Exchange, render_exchange

from .conftest import make_citation
from .test_render import answer, seen, tags

TERM = RelatedCitation(RelationKind.DEFINITION, '<img src="x">', make_citation("what it means"))


def test_what_quotations_depend_on_stands_behind_them_with_its_reason_and_place() -> None:
    exchange = Exchange("acme", "Q", answer=answer(related=(TERM,)), ended=Ended.DONE)
    shown = render_exchange(exchange)
    before, after = shown.split('<details class="lx-related" open>')
    assert "what it means" not in seen(before)
    words = seen(after)
    assert words.startswith('On which this depends defines “<img src="x">”')
    assert words.index("defines") < words.index("what it means") < words.index("cl. 9.2(b)")
    assert "img" not in [tag for tag, _ in tags(shown)]
    chips = [attributes for tag, attributes in tags(after) if tag == "a"]
    assert [chip["target"] for chip in chips] == ["evidence"]
    assert str(chips[0]["href"]).startswith("/view/acme/")


def test_nothing_is_shown_where_nothing_is_needed() -> None:
    assert "lx-related" not in render_exchange(Exchange("acme", "Q", answer=answer(), ended=Ended.DONE))
