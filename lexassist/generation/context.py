"""From hits to the numbered sentences that a model may point at.

Promises at least one sentence when there are hits, no sentence twice, a size within the budget wherever a single sentence
fits it, and numbers from 1: the clause with the best sentence first, the sentences of a clause in the order of its text. What
is needed to understand them, and was not found for the question, stands behind them and has only the room that they leave.
Which sentence is better is decided elsewhere (:mod:`lexassist.generation.sentence_order`). It does not know which model reads
them: it is told how to count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from lexassist.generation.evidence import NUMBERING_TOKENS, marked_text, reading_text
from lexassist.generation.explanations import explain
from lexassist.generation.sentence_order import RankedSentence, SentenceRanker
from lexassist.types import Clause, ClauseId, ClauseKind, Context, Evidence, Hit, Library, Sentence

_MOST_CANDIDATES = 24
_ASKS_NAMES = re.compile(
    r"\b(?:who|whose|whom|part(?:y|ies)|address|registered|incorporated|dated?|effective|called|title|name)\b",
    re.IGNORECASE,
)
_OPENS = (":", "—", "-")
"""How words end that only introduce a list."""


def build_context(
    question: str,
    hits: Sequence[Hit],
    library: Library,
    ranker: SentenceRanker,
    *,
    count_tokens: Callable[[str], int],
    budget: int,
) -> Context:
    """The best sentences of the hits, as many as ``budget`` tokens hold.

    The best sentence is always in it, even alone over the budget. An item of a list carries the words that introduce the
    list, without which nobody can tell whether it obliges or forbids. What came along with the hits is given for as many
    of these sentences as the rest of the budget holds.
    """
    ranked = [
        one for one in ranker.rank(question, _with_items(hits, library), library) if not _only_opens(one, library)
    ]
    evidence = [_evidence(one, library.clause(one.clause)) for one in ranked]
    names = _ASKS_NAMES.search(question) is not None
    telling = [
        item for item, one in zip(evidence, ranked, strict=True) if _says_something(one, library, names)
    ] or evidence
    kept, left = _fitting(telling[:_MOST_CANDIDATES], count_tokens, budget)
    explained = _with_room(explain(kept, hits, library), count_tokens, left)
    place = {clause: at for at, clause in enumerate(dict.fromkeys(item.sentence.clause for item in kept))}
    in_order = sorted(kept, key=lambda item: (place[item.sentence.clause], item.sentence.spans[-1]))
    whole = (*in_order, *explained)
    return Context(question, tuple(replace(item, number=n) for n, item in enumerate(whole, start=1)))


def _with_items(hits: Sequence[Hit], library: Library) -> tuple[Hit, ...]:
    """The hits, and behind those that end in the words that introduce a list the items of the list."""
    known = {hit.chunk.clause for hit in hits}
    items = [
        replace(hit, chunk=replace(hit.chunk, clause=item.id, span=item.span))
        for hit in hits
        if hit.chunk.text.endswith(_OPENS)
        for item in _items_of(library, hit.chunk.clause)
        if item.id not in known
    ]
    return (*hits, *items)


def _items_of(library: Library, opening: ClauseId) -> tuple[Clause, ...]:
    """The leaves that ``opening`` introduces: its later siblings, where it carries their parent's label."""
    clause = library.clause(opening)
    if clause.parent is None or library.clause(clause.parent).label != clause.label:
        return ()
    known = library.clauses(clause.document)
    parents = {other.parent for other in known}
    return tuple(
        other
        for other in known
        if other.parent == clause.parent and other.span.start > clause.span.start and other.id not in parents
    )


def _only_opens(ranked: RankedSentence, library: Library) -> bool:
    """Whether the words only introduce a list whose items are given too: they say nothing whole."""
    return ranked.sentence.text.endswith(_OPENS) and bool(_items_of(library, ranked.clause))


def _evidence(ranked: RankedSentence, clause: Clause) -> Evidence:
    """A sentence after the words that introduce its list."""
    parts = (*ranked.introduction, ranked.sentence)
    spans = tuple(span for part in parts for span in part.spans)
    sentence = Sentence(ranked.clause, spans, " ".join(part.text for part in parts))
    return Evidence(
        0,
        sentence,
        ranked.document,
        clause.label,
        clause.heading,
        ranked.similarity,
        score=ranked.score,
        bears=ranked.bears,
    )


def _fitting(
    evidence: Iterable[Evidence], count_tokens: Callable[[str], int], budget: int
) -> tuple[list[Evidence], int]:
    """Those that fit, the first at any rate, and what is left of the budget."""
    kept: list[Evidence] = []
    left = budget
    for item in evidence:
        cost = count_tokens(reading_text(item)) + NUMBERING_TOKENS
        if cost <= left or not kept:
            kept.append(item)
            left -= cost
    return kept, left


def _with_room(explained: Iterable[Evidence], count_tokens: Callable[[str], int], room: int) -> Iterator[Evidence]:
    """Those that fit into what is left, none at any rate."""
    for item in explained:
        cost = count_tokens(marked_text(item)) + NUMBERING_TOKENS
        if cost <= room:
            yield item
            room -= cost


def _says_something(ranked: RankedSentence, library: Library, names: bool) -> bool:
    """Titles, signatures and the naming of the parties are like every question that names a party, and answer few.

    They come where nothing else does; the parties also where the question asks who or when.
    """
    text, kind = ranked.sentence.text, library.clause(ranked.clause).kind
    if kind is ClauseKind.SIGNATURE or (kind is ClauseKind.PREAMBLE and not names):
        return False
    return not text.isupper() and text.count(" ") >= 3
