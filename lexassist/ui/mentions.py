"""Every mention of a term as HTML: the true total, then each place by document with the words around it.

Pure functions, in the manner of :mod:`lexassist.ui.render`: one line of HTML without line ends, everything escaped. Each place
is a link that shows it on its page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lexassist.retrieval.places import Place
from lexassist.telling import COMPARE, count, pinpoint
from lexassist.ui.render import render_notice, view_address
from lexassist.ui.words import EVIDENCE_FRAME, document_name, escape

_OPEN = 60
"""Places that are shown unfolded; more stand behind the name of their document."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What was found for a term. ``head`` says it in words, ``notes`` what else has to be known.

    ``places`` are those that are shown, ``total`` is how many there are; ``problem`` says why there are none.
    """

    matter: str
    term: str
    scope: str = ""
    head: str = ""
    notes: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    total: int = 0
    problem: str = ""


def render_mentions(listing: Listing) -> str:
    """All places of a term by document."""
    scope = f'<p class="lx-scope">In {escape(listing.scope)} only</p>' if listing.scope else ""
    title = f'<h3 class="lx-question">Every mention: {escape(listing.term)}</h3>'
    if listing.problem:
        return f'<div class="lx-exchange lx-mentions">{title}{scope}{render_notice(listing.problem)}</div>'
    notes = "".join(f'<p class="lx-note">{escape(note)}</p>' for note in listing.notes)
    groups = groupby(listing.places, key=lambda place: place.mention.document)
    shown = "".join(_document(listing, tuple(group)) for _, group in groups)
    return (
        f'<div class="lx-exchange lx-mentions">{title}{scope}<p class="lx-total">{escape(listing.head)}</p>'
        f"{notes}{shown}{_left_out(listing)}</div>"
    )


def _document(listing: Listing, places: Sequence[Place]) -> str:
    state = " open" if len(listing.places) <= _OPEN else ""
    title = f"{document_name(places[0].citation.source)}: {count(len(places), 'place')}"
    rows = "".join(_row(listing.matter, place) for place in places)
    return f'<details class="lx-places"{state}><summary>{escape(title)}</summary><ul>{rows}</ul></details>'


def _row(matter: str, place: Place) -> str:
    cited = place.citation
    where = pinpoint(cited.label, cited.pages, cited.paragraph, ocr=cited.ocr)
    name, told = ("lx-chip lx-ocr", f' title="{escape(COMPARE)}"') if cited.ocr else ("lx-chip", "")
    address = escape(view_address(matter, cited))
    link = f'<a class="{name}" target="{EVIDENCE_FRAME}" href="{address}"{told}>{escape(where)}</a>'
    mark = ' <span class="lx-defining">defined here</span>' if place.mention.defining else ""
    words = f"{escape(place.before)}<mark>{escape(place.words)}</mark>{escape(place.after)}"
    return f'<li>{link}{mark}<span class="lx-line">{words}</span></li>'


def _left_out(listing: Listing) -> str:
    if len(listing.places) == listing.total:
        return ""
    told = (
        f"The first {count(len(listing.places), 'place')} of {listing.total:,} are shown. Choose one document to see more, "
        "or list them all with `lexassist mentions`."
    )
    return f'<p class="lx-foot">{escape(told)}</p>'
