"""The words in which places, scans and remarks are told to a lawyer: the same in the terminal, on the page and in messages.

Pure text from the vocabulary; what it returns is neither escaped nor coloured. Hidden words are never among it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence

from lexassist.types import (
    Clause,
    Document,
    DocumentCard,
    DocumentId,
    Mentions,
    Presence,
    ReadStatus,
    RelationKind,
    Remark,
    RemarkKind,
    Routing,
    TypePresence,
)

ONLY_QUOTED = "Quoted is what is most like the question. Whether it answers it is for you to judge."
"""Said where an answer is evidence and nothing else."""
RECOGNISED = "read by OCR"
"""Marks words that come from character recognition, wherever they are cited."""
COMPARE = "These words were read from a scan by character recognition (OCR). Compare them with the page."
"""What the mark means."""
DEPENDS_ON = "On which this depends"
"""Heads the definitions and provisions that words which are shown need, and which do not answer by themselves."""
NO_ANSWER = "Nothing was found that answers this question for certain."
"""Said where nothing is told. Evidence that does answer is refused now and then: never that the documents have none."""
NEAREST = "Nearest clauses: they may bear on the question."
"""Heads the clauses that come nearest to a question without an answer."""
NEAREST_TO_NONE = "Nearest clauses. They do not answer the question."
"""The same where it is proven that there is no such clause."""
NEVER_USED = "Hidden words are never used for answers."

_NUMBERED = re.compile(r"^[(\d]")
_SAID_WHOLE = 2
"""Remarks of one kind that are told in their own sentences; more are counted."""
_SAID_ONE_BY_ONE = 4
"""Ways of writing a term, and files, that are named one by one; more are counted."""

KIND_WORDS: dict[RemarkKind, str] = {
    RemarkKind.HIDDEN_TEXT: "hidden text",
    RemarkKind.POOR_SCAN: "poor scan",
    RemarkKind.ACTIVE_CONTENT: "active content",
    RemarkKind.EMBEDDED_FILE: "embedded file",
    RemarkKind.TRACKED_CHANGES: "tracked changes",
    RemarkKind.COMMENTS: "comments",
}
"""What a remark is about, in a word or two."""

_COUNTED: dict[RemarkKind, str] = {
    RemarkKind.ACTIVE_CONTENT: "pieces of active content, which were not run",
    RemarkKind.EMBEDDED_FILE: "embedded files, which were not opened",
    RemarkKind.TRACKED_CHANGES: "remarks on tracked changes",
    RemarkKind.COMMENTS: "remarks on comments",
}


def count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "clause"), count(1200, "clause")
    ('1 clause', '1,200 clauses')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def tell_routing(routing: Routing, sources: Mapping[DocumentId, str]) -> str:
    """Which documents a question was taken to name, in a sentence or two; "" where it names none.

    ``sources`` are the names of the files of all documents that may be named.

    >>> both = Routing((DocumentId("a"), DocumentId("b")), "What is the cap?", ("Acme",))
    >>> tell_routing(both, {DocumentId("a"): "Acme NDA.pdf", DocumentId("b"): "Acme lease.pdf"})
    '2 documents fit “Acme”; all 2 were searched: Acme NDA.pdf; Acme lease.pdf.'
    """
    if not routing.words:
        return ""
    words, number = ", ".join(f"“{word}”" for word in routing.words), len(routing.documents)
    if not number:
        return f"No document is known by {words}: all were searched."
    named = [source_words(sources[document]) for document in routing.documents if document in sources]
    guessed = "".join(f" “{word}” is in no name here: it was read as “{name}”." for word, name in routing.guesses)
    if not routing.ambiguous:
        return f"Searched in: {'; '.join(named)}.{guessed}"
    listed = f": {'; '.join(named)}" if len(named) <= _SAID_ONE_BY_ONE else ""
    return f"{number:,} documents fit {words}; all {number:,} were searched{listed}.{guessed}"


def tell_outdated(matter: str, number: int) -> str:
    """What to do about documents that an earlier version has read.

    >>> tell_outdated("acme", 1)
    '1 document was read by an earlier version of LexAssist: `lexassist reread --matter acme` reads it again.'
    """
    were, them = ("was", "it") if number == 1 else ("were", "them")
    command = f"`lexassist reread --matter {shlex.quote(matter)}`"
    return f"{count(number, 'document')} {were} read by an earlier version of LexAssist: {command} reads {them} again."


def label_words(label: str) -> str:
    """A clause label as it is cited: numbers get "cl.", named parts ("Schedule 2, 3.1") stand as they are."""
    return f"cl. {label}" if _NUMBERED.match(label) else label


def place_words(pages: Sequence[int], paragraph: int | None = None) -> str:
    """Where words stand: "p. 14", "pp. 14–15"; "para. 14" in a document without pages of its own; "" for nowhere."""
    if paragraph is not None:
        return f"para. {paragraph}"
    if not pages:
        return ""
    return f"p. {pages[0]}" if pages[0] == pages[-1] else f"pp. {pages[0]}–{pages[-1]}"


def pinpoint(label: str, pages: Sequence[int], paragraph: int | None = None, *, ocr: bool = False) -> str:
    """A place as a lawyer cites it.

    >>> pinpoint("9.2(b)", (14,))
    'cl. 9.2(b), p. 14'
    >>> pinpoint("Schedule 2", (20, 21), ocr=True)
    'Schedule 2, pp. 20–21, read by OCR'
    >>> pinpoint("4", (1,), 17)
    'cl. 4, para. 17'
    """
    parts = (label_words(label), place_words(pages, paragraph), RECOGNISED if ocr else "")
    return ", ".join(part for part in parts if part)


def relation_words(kind: RelationKind, words: str) -> str:
    """Why a place comes along with words that depend on it.

    >>> relation_words(RelationKind.DEFINITION, "Losses"), relation_words(RelationKind.REFERENCE, "Section 5.2(b)")
    ('defines “Losses”', '“Section 5.2(b)”')
    """
    return f"defines “{words}”" if kind is RelationKind.DEFINITION else f"“{words}”"


def list_pages(pages: Iterable[int]) -> str:
    """Pages in words: "page 3", "pages 3, 5 and 9", "12 pages" where they are many.

    >>> list_pages([5]), list_pages([9, 3, 5, 3])
    ('page 5', 'pages 3, 5 and 9')
    """
    numbers = sorted(set(pages))
    if len(numbers) > 8:
        return f"{len(numbers)} pages (the first is page {numbers[0]})"
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    return f"pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def quote_rows(quote: str) -> tuple[tuple[str, ...], ...]:
    """Quoted words with white space folded: one row of one cell, or the rows and cells of a table.

    >>> quote_rows("within thirty\\n  days"), quote_rows("Fee\\tEUR 12\\nTax\\tnone")
    ((('within thirty days',),), (('Fee', 'EUR 12'), ('Tax', 'none')))
    """
    lines = quote.split("\n") if "\t" in quote else [quote.replace("\n", " ")]
    return tuple(tuple(" ".join(cell.split()) for cell in line.split("\t")) for line in lines if line.strip())


def trail_words(trail: Sequence[Clause]) -> str:
    """The clauses around a place, the outermost first, with their headings: "4 Fees › 4.2 Late payment"."""
    steps: dict[str, None] = {}
    for clause in trail:
        if step := f"{clause.label} {clause.heading}".strip():
            steps[step] = None  # a list's opening words carry its label: said once
    return " › ".join(steps)


def source_words(source: str) -> str:
    """A file's name; an attachment is named with the e-mail in which it came.

    >>> source_words("Offer.eml/Lease.pdf")
    'Lease.pdf (in Offer.eml)'
    """
    *mails, name = source.split("/")
    return f"{name} (in {', in '.join(reversed(mails))})" if mails else source


def tell_mentions(mentions: Mentions) -> str:
    """How often a term stands where, in words: "“Losses”: 34 places in 3 of 12 documents"."""
    holding = len({place.document for place in mentions.places})
    if not holding:
        return f"“{mentions.term}”: no place in {count(mentions.documents, 'document')}"
    of = "" if mentions.documents == 1 else f"{holding:,} of "
    return f"“{mentions.term}”: {count(len(mentions.places), 'place')} in {of}{count(mentions.documents, 'document')}"


def tell_forms(forms: Mapping[str, int]) -> str:
    """How a term is written, the most frequent first; "" where it is always written alike.

    >>> tell_forms({"losses": 3, "Losses": 30}), tell_forms({"Losses": 30})
    ('30 “Losses”, 3 “losses”', '')
    """
    if len(forms) < 2:
        return ""
    ordered = sorted(forms.items(), key=lambda form: (-form[1], form[0]))
    told = [f"{number:,} “{words}”" for words, number in ordered[:_SAID_ONE_BY_ONE]]
    rest = sum(number for _, number in ordered[_SAID_ONE_BY_ONE:])
    return ", ".join([*told, f"{rest:,} written otherwise"] if rest else told)


def tell_unread(cards: Sequence[DocumentCard]) -> str:
    """That documents were read in part only, so that words in them can be missing from what was found; "" for none."""
    unread = [source_words(card.source) for card in cards if card.status is ReadStatus.PARTIAL]
    if not unread:
        return ""
    more = len(unread) - _SAID_ONE_BY_ONE
    named = ", ".join(unread[:_SAID_ONE_BY_ONE]) + (f" and {more:,} more" if more > 0 else "")
    return f"Read in part only, so that places may be missing: {named}."


def poor_pages(document: Document, pages: Iterable[int]) -> tuple[int, ...]:
    """Those of ``pages`` whose characters were recognised badly, in order."""
    poor = {remark.page for remark in document.remarks if remark.kind is RemarkKind.POOR_SCAN}
    return tuple(page for page in sorted(set(pages)) if page in poor or None in poor)


def tell_poor(pages: Sequence[int]) -> str:
    """The warning for pages that were recognised badly; "" for none."""
    if not pages:
        return ""
    listed, were, page = list_pages(pages), *(("was", "page") if len(pages) == 1 else ("were", "pages"))
    start = f"{listed[:1].upper()}{listed[1:]}"
    return f"{start} {were} read by character recognition, quality poor: compare the words with the {page}."


def tell_remarks(remarks: Sequence[Remark]) -> str:
    """What a person must know of a file, in a few sentences; "" where nothing was remarked."""
    said = [_tell_hidden([r for r in remarks if r.kind is RemarkKind.HIDDEN_TEXT])]
    said.append(_tell_scans([r for r in remarks if r.kind is RemarkKind.POOR_SCAN]))
    said += [_tell_kind(kind, [r for r in remarks if r.kind is kind]) for kind in _COUNTED]
    return " ".join(sentence for sentence in said if sentence)


def _tell_hidden(remarks: Sequence[Remark]) -> str:
    if not remarks:
        return ""
    pages = [remark.page for remark in remarks if remark.page is not None]
    where = f"Hidden text on {list_pages(pages)}" if pages else "Hidden text"
    return f"{where}: it is kept out of answers and shown with the document's remarks."


def _tell_scans(remarks: Sequence[Remark]) -> str:
    pages = [remark.page for remark in remarks if remark.page is not None]
    return tell_poor(pages) if pages else " ".join(dict.fromkeys(remark.message for remark in remarks))


def _tell_kind(kind: RemarkKind, remarks: Sequence[Remark]) -> str:
    messages = tuple(dict.fromkeys(remark.message for remark in remarks))
    if len(messages) <= _SAID_WHOLE:
        return " ".join(messages)
    return f"The file holds {len(remarks)} {_COUNTED[kind]}."


def tell_absent(types: Sequence[TypePresence]) -> str:
    """Which types of clause a document lacks, and what that rests on; "" where it lacks none."""
    absent = [one for one in types if one.presence is Presence.ABSENT]
    if not absent:
        return ""
    wrong = sum(one.false_absences for one in absent) / len(absent)
    named = ", ".join(one.type for one in absent)
    checked = f"all {absent[0].clauses:,} clauses compared" if absent[0].clauses != 1 else "its one clause compared"
    return f"Not found ({checked}; of clauses that are there, {100 * wrong:.0f} in 100 are missed so): {named}."
