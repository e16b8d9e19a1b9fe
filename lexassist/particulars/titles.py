"""What a contract calls itself: the lines at its head that name a kind of contract, and "this Supply Agreement" in its opening."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lexassist.particulars.body import Body
from lexassist.particulars.weighing import Found
from lexassist.retrieval.kinds import NOUNS, is_kind
from lexassist.types import Span, Value, ValueKind

_HEAD, _FEWEST, _MOST = 6000, 4, 180
_NOUN = re.compile(
    rf"\b(?:{'|'.join(sorted(NOUNS, key=len, reverse=True))}|terms\s+and\s+conditions|addendum|statement\s+of\s+work|plan|program)\b",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_THIS = re.compile(
    r"\b(?:THIS|This|this)\s+(?P<name>(?:[A-Z][\w&/,'()®-]*\s+|(?:and|of|to|for|the)\s+){0,9}(?:A(?:GREEMENT|greement|MENDMENT|mendment|DDENDUM|ddendum)"
    r"|C(?:ONTRACT|ontract)|L(?:EASE|ease))(?:\s+N(?:o\.|O\.)\s*\d+)?)(?=[\s,(\"])"
)
_TAIL = re.compile(
    r"\s*\(?(?:this|the|dated|by\s+and|between|effective|made|is\s+made|\"|\().*$", re.IGNORECASE | re.DOTALL
)
_NOT = re.compile(r"^\W*(?:exhibit|source|table\s+of|page|annex|schedule)\b", re.IGNORECASE)


def find_titles(body: Body) -> Iterator[Found]:
    """The names that the contract may have, each where it stands first: at the head, where a lawyer looks for it."""
    found = list(_find(body))
    first: dict[str, Value] = {}
    for one in sorted(found, key=lambda one: one.value.span.start):
        first.setdefault(one.value.normal.casefold(), one.value)
    yield from (Found(first[one.value.normal.casefold()], one.signs) for one in found)


def _find(body: Body) -> Iterator[Found]:
    named = {
        " ".join(match["name"].lower().split()): Span(*match.span("name"))
        for match in _THIS.finditer(body.text, 0, min(len(body.text), 20_000))
    }
    title = " ".join(body.document.title.lower().split())
    seen = 0
    for place in _places(body):
        span = _behind_this(body, place)
        words = body.words(span).strip(" -_*.:,")
        if _NOUN.search(words) and not _NOT.match(words) and len(words) >= _FEWEST:
            yield _found(
                body, span, words, _signs(body, span, words, title) | {f"order {min(seen, 3)}"} | _named(words, named)
            )
            seen += 1
    for n, (name, span) in enumerate(named.items()):
        if n < 3 and name != "agreement":
            yield _found(
                body, span, body.words(span), _signs(body, span, body.words(span), title) | {"in words", f"this {n}"}
            )


def _found(body: Body, span: Span, words: str, signs: frozenset[str]) -> Found:
    trimmed = body.trimmed(span)
    return Found(body.value(ValueKind.TITLE, trimmed, words), signs)


def _behind_this(body: Body, span: Span) -> Span:
    """The words without a leading "This"."""
    this = re.compile(r"\s*this\s+(?=\S)", re.IGNORECASE).match(body.text, span.start, span.end)
    return Span(this.end(), span.end) if this else span


def _named(words: str, named: dict[str, Span]) -> frozenset[str]:
    lower = words.lower()
    if lower in named:
        return frozenset({"as named"})
    return frozenset(
        {"part of named"} if any(name in lower or lower in name for name in named if len(name) > 12) else ()
    )


def _places(body: Body) -> Iterator[Span]:
    """The lines at the head, alone and joined with the one and the two above and below them."""
    lines = [Span(*match.span()) for match in _LINE.finditer(body.text, 0, min(len(body.text), _HEAD))][:60]
    for n, line in enumerate(lines):
        yield _cut(body, line)
        for more in (1, 2):
            if (
                n + more < len(lines)
                and lines[n + more].end - line.start < _MOST
                and _near(body, lines[n : n + more + 1])
            ):
                yield Span(line.start, lines[n + more].end)


def _near(body: Body, lines: list[Span]) -> bool:
    """Whether lines follow each other with at most one blank line between them, all short."""
    gaps = (body.text[left.end : right.start].count("\n") for left, right in pairwise(lines))
    return all(gap <= 2 for gap in gaps) and all(len(line) < 90 for line in lines)


def _cut(body: Body, line: Span) -> Span:
    """A line without what follows the name: 'SUPPLY AGREEMENT (the "Agreement") dated ...'."""
    words = body.text[line.start : line.end]
    nouns = list(_NOUN.finditer(words))
    tail = _TAIL.search(words, nouns[0].end()) if nouns else None
    return Span(line.start, line.start + tail.start()) if tail and tail.start() > 3 else line


def _signs(body: Body, span: Span, words: str, title: str) -> frozenset[str]:
    lower = words.lower()
    nouns = list(_NOUN.finditer(words))
    line_start = body.text.rfind("\n", 0, span.start) + 1
    signs = {
        "the title": lower == title,
        "in the title": lower != title and lower in title,
        "holds the title": title not in ("", lower) and title in lower,
        "capitals": words.isupper(),
        "ends with noun": bool(nouns) and nouns[-1].end() >= len(words) - 1,
        "begins line": not body.text[line_start : span.start].strip(),
        "kind": any(is_kind(word) for word in re.findall(r"[a-z-]+", lower)),
        "one word": len(words.split()) == 1,
        "long": len(words.split()) > 9,
        "very long": len(words.split()) > 14,
        "several lines": "\n" in body.text[span.start : span.end].strip(),
        "between": bool(re.search(r"\b(?:between|among|by and)\b", lower)),
        "digits": bool(re.search(r"\d", words)),
        "agreement": lower.endswith(("agreement", "contract")),
        "sentence": bool(re.search(r"\b(?:is|are|shall|has|have|been|hereby|which|that)\b", lower)),
        "form of": "form of" in lower,
        "first lines": span.start < 400,
        "far": span.start > 2500,
    }
    return frozenset(name for name, holds in signs.items() if holds)
