"""Whether, and where, a contract has a provision that a heading names: "Is there an arbitration clause?", "Which clause deals with audits?".

For provisions that are no type of clause. Promises a yes only where a heading, or one of the things that a heading names, is the
very thing that is asked for and words stand under it; never a no: what has no heading may stand anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lexassist.generation.asking import stems_of
from lexassist.generation.composing import Composed, Inquiry, Line, evidence_at, evidence_of, place_of, sentences_at
from lexassist.telling import source_words
from lexassist.types import (
    Clause,
    ClauseKind,
    DocumentId,
    Evidence,
    QuestionKind,
    Sentence,
    SentenceStatus,
    Span,
    YesNo,
)

_MOST = 3
"""Clauses with the heading that are told of each document."""
_MOST_DOCUMENTS = 20
_FEWEST_WORDS = 6
"""Words under a heading below which nothing is said: "[Reserved]", "Intentionally omitted"."""
_A = r"(?:an?|any|the|some)\s+"
_PLACE = r"(?:clauses?|provisions?|sections?|articles?|paragraphs?|schedules?)"
_IN = r"(?:\s+(?:in|under|of|on)\s+(?:it|them|(?:the|this|that|our|my|each|any)\s+[\w\s'’&.-]+))?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:is|are) there {_A}(?P<thing>[\w\s/'’-]+?) {_PLACE}{_IN}",
        rf"(?:is|are) there {_A}{_PLACE} (?:on|about|for|dealing with|concerning|covering) (?:{_A})?(?P<thing>[\w\s/'’-]+?){_IN}",
        rf"(?:does|do) (?:it|they|(?:the|this|that|our|my) [\w\s'’&.-]+?) (?:contain|include|have) {_A}(?P<thing>[\w\s/'’-]+?) {_PLACE}",
        rf"(?:which|what) {_PLACE}{_IN} (?:deals? with|covers?|address(?:es)?|is about|concerns?|regulates?|governs?|provides? for|sets? out|"
        rf"contains?) (?:{_A})?(?P<thing>[\w\s/'’-]+?){_IN}",
        rf"where (?:is|are) (?:{_A})?(?P<thing>[\w\s/'’-]+?)(?: {_PLACE})? (?:dealt with|covered|addressed|set out|found|"
        rf"regulated|provided for){_IN}",
        rf"where (?:is|are|can I find|do I find) the (?P<thing>[\w\s/'’-]+?) {_PLACE}{_IN}",
        rf"where does (?:it|(?:the|this|that|our|my) [\w\s'’&.-]+?) (?:deal with|cover|address|mention|provide for|set out) (?:{_A})?"
        r"(?P<thing>[\w\s/'’-]+?)",
    )
)  # fmt: skip
_PARTED = re.compile(r"\s*(?:[;,/&:–—]|\band\b|\bor\b)\s*", re.IGNORECASE)
_NEGATIVE = re.compile(
    r"\b(?:no|not|non|without|waivers?|exclusions?|excluded|reserved|omitted|deleted)\b", re.IGNORECASE
)
_TOLD_OF = (QuestionKind.YES_NO, QuestionKind.WHERE)


def provision_asked(question: str) -> str:
    """The provision that the whole of a question asks for, "" where it says anything else.

    >>> provision_asked("Is there a force majeure clause in the lease?"), provision_asked("Is there a force majeure?")
    ('force majeure', '')
    """
    words = " ".join(question.split()).rstrip(" ?.!")
    found = next((match for form in _FORMS if (match := form.fullmatch(words))), None)
    thing = found["thing"].strip() if found is not None else ""
    return "" if re.search(r"\b(?:if|when|where|that|who|which|unless|to)\b", thing) else thing


def compose_provision(inquiry: Inquiry) -> Composed | None:
    """The clauses whose heading names the provision that is asked for, behind "Yes" or their place; None where none does."""
    thing = provision_asked(inquiry.plain)
    if inquiry.asked.kind not in _TOLD_OF or not thing:
        return None
    exists, several = inquiry.asked.kind is QuestionKind.YES_NO, len(inquiry.scope) > 1
    lines: list[Line] = []
    for document in inquiry.scope[:_MOST_DOCUMENTS]:
        source = f"{source_words(inquiry.library.document(document).source)}: " if several else ""
        for n, item in enumerate(list(_headed(inquiry, document, thing))[:_MOST]):
            lead = ("Yes: " if n == 0 else "") if exists else _place(inquiry, item)
            lines.append(Line((item,), SentenceStatus.SUPPORTED, source + lead))
    if not lines:
        return None
    return Composed(tuple(lines), YesNo.YES if exists and not several else YesNo.NONE)


def _headed(inquiry: Inquiry, document: DocumentId, thing: str) -> Iterator[Evidence]:
    """Each heading that names ``thing`` and nothing beside it, with the first words under it, in text order."""
    clauses, done = inquiry.library.clauses(document), Span(0, 1)
    for clause in clauses:
        if not _names(clause, thing) or done.contains(clause.span):
            continue
        under = [item for item in _under(inquiry, clause) if _says_enough(clause, item)]
        if not under:
            continue
        item = evidence_at(
            inquiry.library, document, clause.id, Span(clause.span.start, under[0].sentence.spans[0].end)
        )
        if " ".join(clause.heading.casefold().split()) in item.sentence.text.casefold():
            done = clause.span
            yield _speaking(inquiry, clause, under, item, stems_of(thing))


def _speaking(
    inquiry: Inquiry, clause: Clause, under: Sequence[Evidence], item: Evidence, wanted: frozenset[str]
) -> Evidence:
    """The heading with the first sentence that has the thing's words, where others stand before it; else ``item``."""
    speaks = next((one for one in under if wanted <= stems_of(one.sentence.text)), under[0])
    text = inquiry.library.document(clause.document).text
    heading = re.search(
        r"\s+".join(map(re.escape, clause.heading.split())), text[clause.span.start : under[0].sentence.spans[-1].end]
    )
    if speaks is under[0] or heading is None:
        return item
    spans = (Span(clause.span.start, clause.span.start + heading.end()), *speaks.sentence.spans)
    words = " ".join(" ".join(text[span.start : span.end].split()) for span in spans)
    return evidence_of(clause, Sentence(clause.id, spans, words))


def _says_enough(clause: Clause, item: Evidence) -> bool:
    """Whether words are more than the heading: "[Reserved]" is no provision."""
    words = item.sentence.text.casefold().replace(" ".join(clause.heading.casefold().split()), "")
    return len(words.split()) >= _FEWEST_WORDS


def _under(inquiry: Inquiry, clause: Clause) -> Iterator[Evidence]:
    clauses = inquiry.library.clauses(clause.document)
    parents = {one.parent for one in clauses}
    for one in clauses:
        if clause.span.contains(one.span) and one.id not in parents:
            yield from sentences_at(inquiry.library, clause.document, one.id, one.span)


def _names(clause: Clause, thing: str) -> bool:
    """Whether a heading is the thing, or one of the things that it names is."""
    wanted = stems_of(thing)
    if clause.kind not in (ClauseKind.OPERATIVE, ClauseKind.SCHEDULE) or not clause.heading or not wanted:
        return False
    if _NEGATIVE.search(clause.heading) and not _NEGATIVE.search(thing):
        return False
    return any(stems_of(part) == wanted for part in (clause.heading, *_PARTED.split(clause.heading)))


def _place(inquiry: Inquiry, item: Evidence) -> str:
    clause = inquiry.library.clause(item.sentence.clause)
    place = place_of(inquiry.library.document(item.document), clause, item.sentence.spans[-1])
    return f"{place[:1].upper()}{place[1:]}: " if place else ""
