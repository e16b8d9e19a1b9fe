"""Two versions of a contract as a redline: each change in words, both places cited, struck and new words apart.

Pure; for the terminal, the page and scripts alike. The text of a clause is copied from its version word by word, white space
folded; what runs at the head and foot of pages is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from lexassist.records import Json, Record, citation_record
from lexassist.review.citing import cite_spans
from lexassist.review.wording import place_of, plain
from lexassist.review.wordsof import Word, words_of
from lexassist.telling import count, label_words, source_words
from lexassist.types import ChangeKind, Citation, Clause, ClauseChange, ClauseId, Document, Span, WholeDocument

KIND_MARKS: dict[ChangeKind, str] = {
    ChangeKind.UNCHANGED: "=",
    ChangeKind.CHANGED: "±",
    ChangeKind.MOVED: "⇅",
    ChangeKind.RENUMBERED: "#",
    ChangeKind.ADDED: "+",
    ChangeKind.REMOVED: "−",
}


class RunKind(StrEnum):
    """Whether words stand in both versions, in the earlier one only, or in the later one only."""

    SAME = "same"
    STRUCK = "struck"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one kind that follow each other."""

    kind: RunKind
    text: str


@dataclass(frozen=True, slots=True)
class Redline:
    """A change with the clause in both versions, whole, and its words in the order in which they are read."""

    change: ClauseChange
    before: Citation | None
    after: Citation | None
    runs: tuple[Run, ...]


def draw_redlines(before: WholeDocument, after: WholeDocument, changes: Sequence[ClauseChange]) -> tuple[Redline, ...]:
    """Each change of ``changes`` (:func:`lexassist.review.comparing.compare`), in their order."""
    earlier, later = _Version(before), _Version(after)
    return tuple(
        Redline(change, earlier.cite(change.before), later.cite(change.after), tuple(_runs(change, earlier, later)))
        for change in changes
    )


def tell_change(redline: Redline) -> str:
    """What became of a clause, and where it stands: "Changed, renumbered: cl. 7.3, p. 4 (before: cl. 7.2, p. 4)"."""
    kinds = ", ".join(kind.value for kind in ChangeKind if kind in redline.change.kinds)
    told = f"{kinds[:1].upper()}{kinds[1:]}"
    places = [place_of(citation) for citation in (redline.after, redline.before) if citation is not None]
    if redline.before is None or redline.after is None or len(set(places)) == 1:
        return f"{told}: {places[0]}" if places[0] else told
    return f"{told}: {places[0]} (before: {places[1]})"


def count_kinds(changes: Iterable[ClauseChange]) -> Mapping[ChangeKind, int]:
    """How many clauses are of each kind; one that was moved and changed counts for both."""
    counted = Counter(kind for change in changes for kind in change.kinds)
    return {kind: counted[kind] for kind in ChangeKind}


def tell_counts(changes: Sequence[ClauseChange]) -> str:
    """The changes in a sentence: "61 clauses: 52 unchanged, 4 changed, 1 moved"."""
    told = ", ".join(f"{number:,} {kind.value}" for kind, number in count_kinds(changes).items() if number)
    return f"{count(len(changes), 'clause')}: {told}"


def gather_unchanged(redlines: Sequence[Redline]) -> tuple[tuple[Redline, ...], ...]:
    """The changes in their order, those that stand unchanged next to each other together, every other alone."""
    groups: list[list[Redline]] = []
    for redline in redlines:
        same = ChangeKind.UNCHANGED in redline.change.kinds
        if groups and same and ChangeKind.UNCHANGED in groups[-1][0].change.kinds:
            groups[-1].append(redline)
        else:
            groups.append([redline])
    return tuple(map(tuple, groups))


def tell_unchanged(group: Sequence[Redline]) -> str:
    """Clauses without a change, in words: "12 clauses unchanged (cl. 4.1 to cl. 5.3)"."""
    labels = [label_words(one.after.label) for one in group if one.after and one.after.label]
    span = f" ({labels[0]} to {labels[-1]})" if len(set(labels)) > 1 else "".join(f" ({one})" for one in labels[:1])
    return f"{count(len(group), 'clause')} unchanged{span}"


def comparison_record(before: WholeDocument, after: WholeDocument, redlines: Sequence[Redline]) -> Record:
    """Two versions compared, as scripts read it: the field names are a contract (docs/reports.md)."""
    counted = count_kinds(one.change for one in redlines)
    changes: Json = [_change_record(one, before.document, after.document) for one in redlines]
    return {
        "before": {"document": before.document.id, "source": before.document.source},
        "after": {"document": after.document.id, "source": after.document.source},
        "counts": {kind.value: number for kind, number in counted.items()},
        "changes": changes,
    }


def _change_record(redline: Redline, before: Document, after: Document) -> Record:
    words: Json = [
        {"before": _span_record(change.before, before), "after": _span_record(change.after, after)}
        for change in redline.change.words
    ]
    return {
        "kinds": [kind.value for kind in ChangeKind if kind in redline.change.kinds],
        "before": citation_record(redline.before) if redline.before else None,
        "after": citation_record(redline.after) if redline.after else None,
        "words": words,
    }


def _span_record(span: Span | None, document: Document) -> Json:
    return None if span is None else {"start": span.start, "end": span.end, "text": document.quote(span)}


def name_versions(before: Document, after: Document) -> str:
    """The two files, in words."""
    return plain(f"{source_words(before.source)} → {source_words(after.source)}")


class _Version:
    """One version, ready to be cited and quoted."""

    def __init__(self, whole: WholeDocument) -> None:
        self._whole = whole
        self._clauses: dict[ClauseId, Clause] = {clause.id: clause for clause in whole.clauses}

    def cite(self, clause: ClauseId | None) -> Citation | None:
        if clause is None:
            return None
        (citation,) = cite_spans(self._whole.document, self._whole.clauses, [self._clauses[clause].span])
        return citation

    def words(self, clause: ClauseId | None) -> tuple[Word, ...]:
        return () if clause is None else words_of(self._whole.document, self._clauses[clause])

    def text(self, words: Sequence[Word], start: int, end: int) -> str:
        """The words from ``start`` to ``end`` of a clause, each behind a space where white space is before it."""
        text = self._whole.document.text
        pieces = []
        for at in range(start, end):
            span = words[at].span
            parted = at > 0 and words[at - 1].span.end < span.start
            pieces.append(f"{' ' if parted else ''}{text[span.start : span.end]}")
        return "".join(pieces)


def _runs(change: ClauseChange, earlier: _Version, later: _Version) -> Iterator[Run]:
    old, new = earlier.words(change.before), later.words(change.after)
    matcher = SequenceMatcher(None, [word.text for word in old], [word.text for word in new], autojunk=False)
    for tag, b0, b1, a0, a1 in matcher.get_opcodes():
        if tag == "equal":
            yield Run(RunKind.SAME, later.text(new, a0, a1))
            continue
        if b1 > b0:
            yield Run(RunKind.STRUCK, earlier.text(old, b0, b1))
        if a1 > a0:
            yield Run(RunKind.NEW, later.text(new, a0, a1))
