"""Follow-ups as full questions: "and for the Landlord?" after "May the Tenant sublet?" is "May the Landlord sublet?".

Rules on words: the earlier question gives the frame, the follow-up the party, the thing or the document that takes a place in
it. Where no rule fits exactly, the earlier question is put in front, so that nothing is guessed. Promises that a question
which can stand alone is left as it is, and that without an earlier question nothing is changed. The full question is shown to
the reader. It knows no documents and no model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_PAIRS = (
    "tenant landlord", "lessee lessor", "licensee licensor", "buyer seller", "purchaser seller", "customer supplier",
    "employee employer", "borrower lender", "recipient discloser", "franchisee franchisor", "client consultant",
    "distributor manufacturer", "assignee assignor", "guarantor creditor", "receiving disclosing", "vendor purchaser",
    "subscriber provider", "contractor employer", "agent principal", "mortgagor mortgagee",
)  # fmt: skip
_OTHER = {one: other for pair in reversed(_PAIRS) for one, other in (pair.split(), pair.split()[::-1])}
_ROLES = "|".join(
    sorted((*_OTHER, "company", "executive", "author", "publisher", "artist", "investor"), key=len, reverse=True)
)
_PARTY = rf"(?:the|each|either|any)\s+(?:{_ROLES})(?:\s+party)?"
_PAPERS = (
    r"(?:agreements?|contracts?|leases?|nda|licen[cs]es?|deeds?|msa|amendments?|polic(?:y|ies)|schedules?|documents?|loans?|orders?|"
    r"statements?\s+of\s+work|sow|terms|addend(?:um|a)|annex|exhibit)"
)
_DOCUMENT = re.compile(
    rf"\s*,?\s*\b(?:in|under|according\s+to|per|of|by)\s+(?:the|our|this|that|their)\s+(?:[\w'’&.-]+\s+){{0,5}}?{_PAPERS}\b(?:\s+(?:with|between|of)\s+[A-Z][\w&.-]*(?:\s+(?:and\s+)?[A-Z][\w&.-]*)*)?",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:and|but|or|so|ok(?:ay)?,?|also)[,\s]+)?(?:(?:what|how)\s+about|(?:the\s+)?same\s+(?:question\s+)?(?:for|in|under|with|about)|what\s+of|and|or|but)\s+",
    re.IGNORECASE,
)
_AUXILIARY = r"(?:may|can|could|must|shall|should|will|does|do|did|is|are|was|were|has|have|would)"
_ADDED = re.compile(r"^(?:and|or)\s+(?!what\b|how\b)", re.IGNORECASE)
_STARTS = re.compile(
    rf"^(?:what|which|who|whom|whose|when|where|why|how|{_AUXILIARY}|if|list|show|give|tell|explain|summari[sz]e|compare|find)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"^(?:for|with|by|to|about|on|of|regarding|concerning)\s+", re.IGNORECASE)
_IN_DOCUMENT = re.compile(
    rf"^(?:(?:in|under|according\s+to|per)\s+)?((?:the|our|this|that)\s+(?:[\w'’&.-]+\s+){{0,5}}?{_PAPERS}\b.*)$",
    re.IGNORECASE,
)
_COPULA = re.compile(
    r"^(?P<head>(?:what|who|when|where|how\s+(?:much|long|high|large|often))\s+(?:is|are|was|were)\s+)(?P<thing>.+)$",
    re.IGNORECASE,
)
_THERE = re.compile(r"^(?P<head>(?:is|are|was|were)\s+there\s+)(?P<thing>.+)$", re.IGNORECASE)
_HOW_MUCH = re.compile(
    rf"^(?:how\s+(?:much|many)|what|which)\s+(?P<thing>(?!{_AUXILIARY}\b)[\w-]+(?:\s+(?!{_AUXILIARY}\b)[\w-]+){{0,4}}?)"
    rf"\s+{_AUXILIARY}\b",
    re.IGNORECASE,
)
_ACTS = re.compile(
    rf"^(?P<head>(?:may|can|could|must|shall|should|will|does|do|would)\s+(?:{_PARTY}|[A-Z][\w&]*)\s+)(?P<act>[a-z].*)$",
    re.IGNORECASE,
)
_ACT = re.compile(r"[a-z]+(?:\s+(?:it|them|the\s+\w+|this\s+\w+))?")
_NOUN_ENDINGS = ("ion", "ing", "ment", "ity", "ance", "ence", "ty", "al", "ship")
_IT = re.compile(
    rf"\b(?P<word>it|its|them|(?:this|that|these|those)(?=\s*(?:\?|$|{_AUXILIARY}\b|(?:appl|cover|includ|mean|extend|end|start|expir)\w*)))\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?!does\b|is\b|was\b|has\b)[a-z]{3,}s\s+that\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?P<word>they|he|she|them|him|her|their|his)\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\bit\s+(?:\w+\s+)?(?:possible|permitted|allowed|necessary|true|required|clear|likely|reasonable|enough|correct)\b|\b(?:does|will|would|did)\s+it\s+(?:take|matter)\b"
    r"|\b(?:does|do|did)\s+(?:it|they)\s+say\s+(?!so\b|that\s*\?|this\s*\?|it\s*\?)|\bis\s+it\s+the\s+case\b|\bsay\s+that\s+\w+|\bstate\s+that\b|\bso\s+that\b|\bprovided\s+that\b|\bthat\s+(?:the|a|an|any)\b",
    re.IGNORECASE,
)
_OWN_SUBJECT = re.compile(r"\b(?:the|an?|any|each|every|no)\s+[\w-]+[^?,]*,", re.IGNORECASE)
_SAYS_SO = re.compile(
    r"^(?:and\s+)?where\s+(?:does|is|do)\s+(?:it|that|this|they)\s*(?:say\s+(?:so|that|this|it)|stated|written|said|come\s+from)?\s*\??$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:and\s+)?(?:when|where|why|who|how(?:\s+(?:much|many|long|often|soon|so))?|by\s+(?:whom|when)|to\s+whom|until\s+when|since\s+when|for\s+how\s+long|from\s+when|within\s+what\s+time|"
    r"why\s+not|on\s+what\s+terms|under\s+what\s+conditions?|at\s+whose\s+cost)\s*\??$",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"^(?:thanks?|thank\s+you|ok(?:ay)?|great|good|hello|hi|hey|bye|yes|no|sure|please|fine|perfect|really|wow)\b[\w\s,]{0,20}[.!?]*$",
    re.IGNORECASE,
)
_LONGEST = 12
"""Words of a question beyond which it is taken to stand alone, whatever it begins with."""


def full_question(question: str, after: Sequence[str]) -> str:
    """The question as it stands alone; ``after`` are the questions before it, oldest first, which may be follow-ups too."""
    earlier = ""
    for one in after:
        if not _TALK.match(one.strip()):
            earlier = _rewritten(one.strip(), earlier)
    return _rewritten(question.strip(), earlier)


def _rewritten(question: str, earlier: str) -> str:
    frame = earlier.rstrip(" ?.!")
    if not frame or _TALK.match(question) or len(question.split()) > _LONGEST:
        return question
    if _SAYS_SO.match(question):
        return f"Where does the contract say it: {_lower(frame)}?"
    if _BARE.match(question):
        return f"{frame}, and {re.sub('^and ', '', _lower(question.rstrip(' ?')))}?"
    if (lead := _LEAD.match(question)) is not None:
        rest = question[lead.end() :].strip().rstrip("?.! ")
        if rest and not _STARTS.match(rest):
            return _in_frame(rest, frame, added=_ADDED.match(question) is not None)
        question = _upper(f"{rest}?") if rest and _STARTS.match(rest) else question
    return _without_pronouns(question, frame)


def _in_frame(rest: str, frame: str, *, added: bool) -> str:
    """The earlier question with what the follow-up names in the place of what was named there.

    ``added`` says that it goes on with "and" or "or", so that it may name another act.
    """
    if (document := _IN_DOCUMENT.match(rest)) is not None and not re.match(r"(?:for|with|by|to)\s", rest):
        return f"{_DOCUMENT.sub('', frame, count=1)} under {document[1]}?"
    rest = _PREPOSITION.sub("", rest)
    if (swapped := _other_party(rest, frame)) is not None:
        return swapped
    place = _DOCUMENT.search(frame)
    kept, tail = (frame[: place.start()], frame[place.start() :]) if place else (frame, "")
    if _DOCUMENT.search(rest):
        tail = ""
    for pattern in (_COPULA, _THERE):
        if (found := pattern.match(kept)) is not None and re.match(
            r"(?:the|an?|any|our|its|their)\s", rest, re.IGNORECASE
        ):
            return f"{found['head']}{rest}{tail}?"
    acts = _ACTS.match(kept) if added else None
    if acts is not None and _ACT.fullmatch(rest) and not rest.endswith(_NOUN_ENDINGS):
        return f"{acts['head']}{rest}{tail}?"
    named = (
        re.sub(r"^\s*,?\s*(?:in|under|according\s+to|per|of|by)\s+", "", tail, flags=re.IGNORECASE) or "the contract"
    )
    return f"What does {named} say about {rest}?"


def _other_party(rest: str, frame: str) -> str | None:
    """The earlier question about another party; None where the follow-up names none."""
    here = re.search(rf"\bthe\s+({_ROLES})\b", frame, re.IGNORECASE)
    if re.fullmatch(r"(?:the\s+)?other\s+(?:party|side|one)|vice\s+versa|the\s+counterparty", rest, re.IGNORECASE):
        if here is None:
            return None
        other = _OTHER.get(here[1].casefold())
        return _with_party(frame, here, f"the {_cased(other, here[1])}" if other else "the other party")
    if (
        re.fullmatch(
            rf"(?:the\s+)?(?:{_ROLES})|both(?:\s+parties)?|either\s+party|neither\s+party", rest, re.IGNORECASE
        )
        is None
    ):
        return None
    if here is None:
        return None
    named = rest if re.match(r"the\s|both|either|neither", rest, re.IGNORECASE) else f"the {rest}"
    return _with_party(frame, here, named)


def _with_party(frame: str, here: re.Match[str], other: str) -> str:
    """The frame with every mention of one party replaced by the other, and theirs by the first."""
    first = here[0]
    marks = (
        re.sub(rf"\b{re.escape(other)}\b", "\0", frame, flags=re.IGNORECASE)
        if other.casefold() != first.casefold()
        else frame
    )
    return f"{re.sub(rf'{re.escape(first)}', other, marks, flags=re.IGNORECASE).replace(chr(0), first)}?"


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word


def _without_pronouns(question: str, frame: str) -> str:
    """The question with what "it" and "they" stand for; put behind the earlier question where that is not plain."""
    it, they = _IT.search(question), _THEY.search(question)
    if it is not None and it["word"].casefold() == "that" and _RELATIVE.search(question):
        it = None
    first = it or they
    if first is None or _EXPLETIVE.search(question) or _OWN_SUBJECT.search(question[: first.start()]):
        return question
    thing, party = _thing(frame), re.search(rf"\b(?:{_PARTY})\b", frame, re.IGNORECASE)
    meant = party[0] if they and not it and party else thing if it else ""
    if not meant:
        return f"{frame}: {_lower(question.rstrip(' ?'))}?"
    owned = first["word"].casefold() in ("its", "their", "his", "her")
    words = f"{meant}'s" if owned and not meant.endswith("s") else f"{meant}'" if owned else meant
    place = _DOCUMENT.search(frame)
    tail = place[0] if place and not _DOCUMENT.search(question) else ""
    replaced = f"{question[: first.start()]}{words}{question[first.end() :]}".rstrip(" ?")
    return _upper(f"{replaced}{'' if tail.strip() in replaced else tail}?")


def _thing(frame: str) -> str:
    """What the earlier question is about, where its form says so; "" otherwise."""
    place = _DOCUMENT.search(frame)
    kept = frame[: place.start()] if place else frame
    for pattern in (_COPULA, _THERE):
        if (found := pattern.match(kept)) is not None:
            return re.sub(r"^(?:an?|any)\s+", "the ", found["thing"].strip(), flags=re.IGNORECASE)
    if (found := _HOW_MUCH.match(kept)) is not None:
        return f"the {found['thing']}"
    return ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
