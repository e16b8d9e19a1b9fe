"""What an amendment says it changes: which clause, and whether its words are replaced, deleted, added or altered in part.

Reads the forms that amendments are written in: "Section 7.2 is deleted and replaced by the following: ...", "In clause 8.3 the
words "..." are replaced by "..."", "The following is added as a new Section 13.7: ...", "Section 5.7 is deleted". Promises
that a sentence which speaks of changing a numbered clause is always told, as UNCLEAR where its form is not known. It does not
look into the amended contract: :mod:`lexassist.review.amendments` and :mod:`lexassist.generation.amending` do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lexassist.parsing.sentences import furniture_in
from lexassist.retrieval.citing import leaves_of
from lexassist.types import Clause, Document, Span

_LABEL = re.compile(
    r"(?<!this )(?<!\w)(?:(?P<schedule>(?:Schedule|Exhibit|Annex|Appendix)\s+[A-Z0-9]{1,4})\b"
    r"|(?:sections?|clauses?|articles?|(?:sub-?)?paragraphs?)\s+(?P<label>\d+(?:\.\d+)*(?:\s?\([a-z0-9]{1,4}\))*|\([a-z0-9]{1,4}\))"
    r"(?:\s+(?:of|to|in)\s+(?P<inside>(?:Schedule|Exhibit|Annex|Appendix)\s+[A-Z0-9]{1,4})\b)?)",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\s+(?:of|in|to)\s+this\W+(?:\w+\W+)?(?:amendment|addendum|supplement|deed\s+of\s+variation)\b", re.IGNORECASE
)
_CHANGES = re.compile(
    r"\b(?:deleted?|deleting|replaced?|replacing|amended|amending|added|adding|inserted|inserting|substitut\w+|restated|revised|modified)\b",
    re.IGNORECASE,
)
_QUOTED = r"[“\"](?P<{0}>[^”\"]+)[”\"]"
_WHAT = r"(?:the\s+)?(?:following\s+)?(?:words?|sums?|figures?|number|date|phrase|reference\s+to|percentage)?\s*"
_WORDS = (
    re.compile(
        rf"{_QUOTED.format('old')}\s*,?\s*(?:(?:is|are|shall\s+be|be)\s+)?(?:hereby\s+)?(?:deleted\s+and\s+)?(?:replaced|substituted)"
        rf"\s+(?:by|with)\s+{_WHAT}{_QUOTED.format('new')}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:replac(?:e|ing)|delet(?:e|ing))\s+{_WHAT}{_QUOTED.format('old')}\s*(?:and\s+replac(?:e|ing)\s+(?:it|them)\s+)?"
        rf"(?:with|by)\s+{_WHAT}{_QUOTED.format('new')}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bdelet(?:e|ing)\s+{_WHAT}{_QUOTED.format('old')}[^“\"]{{0,60}}?\binsert(?:ing)?\s+(?:in\s+(?:its|their)\s+(?:place|stead)|"
        rf"in\s+(?:place|lieu)\s+(?:of\s+it|thereof))?,?\s*{_WHAT}{_QUOTED.format('new')}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bsubstitut(?:e|ing)\s+{_WHAT}{_QUOTED.format('new')}\s*for\s+{_WHAT}{_QUOTED.format('old')}", re.IGNORECASE
    ),
)
_WHOLE = re.compile(
    r"\b(?:deleted|removed|replaced|restated|amended|revised)\b[^:;“\"]{0,90}?"
    r"\b(?:replaced|read|substituted|following|restated|inserted|stead|lieu|with|by)\b[^“\"]{0,80}?[:,]?\s*(?=[“\"]|$)"
    r"|\b(?:read|follows|following|replaced\s+by|replaced\s+with)\b[^“\":]{0,60}:\s*",
    re.IGNORECASE,
)
_ADDED = re.compile(r"\b(?:added|inserted|adding|inserting)\b", re.IGNORECASE)
_DELETED = re.compile(r"\b(?:deleted|removed|deleting)\b", re.IGNORECASE)
_DEFINITION = re.compile(r"\bdefinitions?\s+(?:of|for)\s+(?:the\s+term\s+)?[“\"]", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:table|row|line|column|definition|heading|title|first sentence|last sentence|sentence)\b", re.IGNORECASE
)
_RESERVED = re.compile(r"\W*(?:intentionally\s+)?(?:reserved|omitted|deleted|left\s+blank)\W*", re.IGNORECASE)
_OPENS, _CLOSES = '“"', '”"'


class Action(StrEnum):
    """What becomes of the clause."""

    WHOLE = "whole"
    WORDS = "words"
    ADDED = "added"
    DELETED = "deleted"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one clause. ``span`` are the words of the amendment that make it.

    ``label`` is the clause's as the amendment has it ("8.3", "13.4(a)", "Schedule 2"), "" for a definition of which no clause is
    named. WORDS: ``old`` is to be replaced by ``new``. WHOLE, ADDED: the new words stand at ``new_span``.
    """

    action: Action
    label: str
    span: Span
    old: str = ""
    new: str = ""
    new_span: Span | None = None


def read_changes(amendment: Document, parts: Sequence[Clause]) -> tuple[Change, ...]:
    """The changes that an amendment makes, in text order; ``parts`` are its clauses."""
    clauses = {clause.id: clause for clause in parts}
    found: list[Change] = []
    opening: dict[str, str] = {}
    for leaf in leaves_of(parts):
        text = _without_furniture(amendment, leaf.span)
        label = _label_in(text)
        parent = clauses[leaf.parent] if leaf.parent else None
        if parent is not None and leaf.label == parent.label and label and text.rstrip().endswith(":"):
            opening[parent.id] = label
        led = opening.get(parent.id, "") if parent is not None else ""
        if _CHANGES.search(text) and (label or led):
            found += _read_leaf(leaf, text, _full(led, label))
        elif _CHANGES.search(text) and _DEFINITION.search(text):
            found.append(Change(Action.UNCLEAR, "", _trimmed(leaf.span, text)))
    return tuple(found)


def _read_leaf(leaf: Clause, text: str, label: str) -> Iterator[Change]:
    span = _trimmed(leaf.span, text)
    words = [match for pattern in _WORDS for match in pattern.finditer(text)]
    if words:
        for match in sorted(words, key=lambda match: match.start()):
            own = [m for m in _labels(text) if m.end() <= match.start()]
            named = _full(label, _told(own[-1])) if own and len(own) > 1 else label
            yield Change(Action.WORDS, named, span, _plain(match["old"]), _plain(match["new"]))
        return
    new = _new_words(text)
    if _PART.search(text, 0, new[0] if new is not None else len(text)):
        # Of a table, a definition or a sentence of the clause: what is left of it beside the new words is not known.
        yield Change(Action.UNCLEAR, label, span)
        return
    if _ADDED.search(text) and not _DELETED.search(text) and new is not None:
        last = [m for m in _labels(text) if m["label"] and m.end() <= new[0]]
        yield _with_new(Action.ADDED, _told(last[-1]) if last else label, leaf, span, new)
    elif new is not None and _WHOLE.search(text, 0, new[0] + 1):
        gone = _RESERVED.fullmatch(text[new[0] : new[1]]) is not None
        yield Change(Action.DELETED, label, span) if gone else _with_new(Action.WHOLE, label, leaf, span, new)
    elif new is None and _DELETED.search(text) and not re.search(r"replac|substitut|amended to", text, re.IGNORECASE):
        yield Change(Action.DELETED, label, span)
    else:
        yield Change(Action.UNCLEAR, label, span)


def _with_new(action: Action, label: str, leaf: Clause, span: Span, new: tuple[int, int]) -> Change:
    return Change(action, label, span, new_span=Span(leaf.span.start + new[0], leaf.span.start + new[1]))


def _new_words(text: str) -> tuple[int, int] | None:
    """Where the new words stand: between the first quotation mark behind what announces them and the last; or behind the colon."""
    announced = _WHOLE.search(text) or _ADDED.search(text)
    if announced is None:
        return None
    start = next((n for n in range(announced.end(), len(text)) if text[n] in _OPENS), None)
    if start is not None:
        end = max(text.rfind(mark) for mark in _CLOSES)
        return (start + 1, end) if end > start + 1 else None
    colon = text.find(":", announced.start())
    rest = text[colon + 1 :] if colon >= 0 else ""
    if len(rest.split()) < 3:
        return None
    start = colon + 1 + len(rest) - len(rest.lstrip())
    return start, len(text.rstrip())


def _labels(text: str) -> Iterator[re.Match[str]]:
    """The clauses that a text names, without its own label at its beginning and without those of the amendment itself."""
    named = (match for match in _LABEL.finditer(text) if text[: match.start()].strip())
    return (match for match in named if not _OWN.match(text, match.end()))


def _label_in(text: str) -> str:
    match = next(_labels(text), None)
    return _told(match) if match is not None else ""


def _told(match: re.Match[str]) -> str:
    if match["schedule"]:
        return " ".join(match["schedule"].split())
    label = match["label"].replace(" ", "")
    return f"{' '.join(match['inside'].split())}, {label}" if match["inside"] else label


def _without_furniture(document: Document, span: Span) -> str:
    """The words at ``span`` with spaces in the place of running heads and feet, so that offsets stay."""
    text = document.quote(span)
    for piece in furniture_in(document, span):
        start, end = max(0, piece.start - span.start), min(len(text), piece.end - span.start)
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _full(led: str, label: str) -> str:
    """A paragraph's label with that of the clause it is a paragraph of."""
    if label.startswith("("):
        return f"{led}{label}" if not led.endswith(label) else led
    return label or led


def _plain(words: str) -> str:
    return " ".join(words.split())


def _trimmed(span: Span, text: str) -> Span:
    return Span(span.start, span.start + max(1, len(text.rstrip())))


def label_key(label: str) -> str:
    """A clause's label as two documents that write it in different ways share it: "Section 7.2 (b)." is "7.2(b)"."""
    return re.sub(r"^(?:section|clause|article|§)\s*", "", label.casefold()).replace(" ", "").rstrip(".")
