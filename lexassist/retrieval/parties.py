"""Who made a contract, as its opening words name them. Pure; a rule of thumb over capitals, company forms and brackets.

Knows no list of companies: a party is what stands before "Inc.", before ("Halden") or after "between".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

_WORD = re.compile(r"[^\W_]+(?:[.&'’/-][^\W_]+)*\.?|[()“”\",;:]")
_FORMS = frozenset(
    """ab ag as bv bhd co company corp corporation gmbh inc incorporated kg limited llc llp lp ltd na nv oy oyj plc pte pty sa
    sarl sas se spa srl""".split()
)
_JOINING = frozenset({"of", "the", "de", "and", "la", "van", "von"})
_SMALL = frozenset({*_JOINING, "for", "in", "to"})
# Capitalised words that no name begins or ends with.
_NEVER = frozenset(
    """agreement amendment article between among by contract date dated day effective exhibit january february march april may
    june july august september october november december made entered into section this that whereas with""".split()
)
_BRACKETED = re.compile(r"\(\s*(?P<inside>[^()]{0,80})\)?")
_QUOTED = re.compile(r"(?P<before>\bthe\s+|\bthis\s+)?[“\"](?P<name>[^“”\"]{2,50})[”\"]", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|among|amongst)\b(?:\s*:)?", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*\(\d\)\s+(?=[A-Z][\w.]+\s+[A-Z])", re.MULTILINE)
_OTHER = re.compile(r"\b(?:and|AND)\s+(?=[A-Z][\w.]*\s+[A-Z])")
_SENTENCE, _MOST_OTHERS = 400, 3
"""Characters behind "between" in which the other party is named, and how many names are looked at there."""
_LONGEST = 8
"""Words that a name has at most."""


@dataclass(frozen=True, slots=True)
class Party:
    """A name without its company form; ``defined`` says that the contract gave it, in quotation marks."""

    words: tuple[str, ...]
    defined: bool = False

    def initials(self) -> frozenset[str]:
        """What a name of three or more words is called for short, lower case.

        >>> sorted(Party(("Bank", "of", "Northern", "Fells")).initials())
        ['bnf', 'bonf']
        """
        joined = "".join(word[0] for word in self.words).lower()
        capitals = "".join(word[0] for word in self.words if word.lower() not in _SMALL).lower()
        return frozenset(short for short in (joined, capitals) if len(short) > 2)


def find_parties(opening: str) -> tuple[Party, ...]:
    """The parties in the beginning of a contract, each as often as it is named there.

    >>> find_parties('between Halden Marine Ltd ("Halden") and Ada Quill (the "Tenant")')
    (Party(words=('Halden', 'Marine'), defined=False), Party(words=('Ada', 'Quill'), defined=False), \
Party(words=('Halden',), defined=True))
    """
    words = list(_WORD.finditer(opening))
    texts, starts = [word.group() for word in words], [word.start() for word in words]
    ends = [place for place, text in enumerate(texts) if (text[0].isupper() or text == "plc") and _form(text)]
    ends += [place for place, text in enumerate(texts) if text == "(" and _defines(opening, starts[place])]
    found = {Party(name): None for end in sorted(ends) if (name := _name_before(texts, end)) and not _place(name)}
    for at in _begin(opening):
        if (name := _name_after(texts, bisect_left(starts, at))) and not _place(name):
            found[Party(name)] = None
    return (*found, *_defined(opening))


def _begin(opening: str) -> Iterator[int]:
    """Where names begin for what stands before them: "between", the "and" behind it, "(2)"."""
    yield from (match.end() for match in _NUMBERED.finditer(opening))
    for match in _BETWEEN.finditer(opening):
        yield match.end()
        others = _OTHER.finditer(opening, match.end(), match.end() + _SENTENCE)
        yield from (other.end() for other in islice(others, _MOST_OTHERS))


def _place(name: Sequence[str]) -> bool:
    """Whether it ends an address ("California 92626")."""
    return name[-1].isdigit() and len(name[-1]) > 3


def _form(word: str) -> bool:
    return word.lower().replace(".", "").replace("/", "") in _FORMS


def _defines(opening: str, at: int) -> bool:
    bracket = _BRACKETED.match(opening, at)
    return bracket is not None and _QUOTED.search(bracket["inside"]) is not None


def _name_before(texts: Sequence[str], end: int) -> tuple[str, ...]:
    """The capitalised words before ``end``, through small words and one comma ("Halden, Inc.")."""
    place = end - 1
    while place >= 0 and (texts[place] in (",", ";") or _form(texts[place])) and end - place < 4:
        place -= 1
    taken: list[str] = []
    while place >= 0 and len(taken) < _LONGEST and _of_name(texts[place]) and not _form(texts[place]):
        taken.append(texts[place])
        place -= 1
    return _trimmed(taken[::-1])


def _name_after(texts: Sequence[str], begin: int) -> tuple[str, ...]:
    taken: list[str] = []
    for text in texts[begin : begin + _LONGEST]:
        if not _of_name(text) or _form(text) or text.lower() == "and":
            break
        taken.append(text)
    return _trimmed(taken)


def _of_name(text: str) -> bool:
    lower = text.lower()
    return lower not in _NEVER and (text[0].isupper() or text[0].isdigit() or lower in _JOINING)


def _trimmed(words: list[str]) -> tuple[str, ...]:
    while words and words[0].lower() in _SMALL:
        words = words[1:]
    while words and words[-1].lower() in _SMALL:
        words = words[:-1]
    return tuple(word.rstrip(".") for word in words) if any(word[0].isalpha() for word in words) else ()


def _defined(opening: str) -> Iterator[Party]:
    for bracket in _BRACKETED.finditer(opening):
        for quoted in _QUOTED.finditer(bracket["inside"]):
            name = quoted["name"].strip(" ,.")
            # ("Halden") is a name; (the "Tenant") is a part that is played.
            if not quoted["before"] and name[:1].isupper():
                yield Party(tuple(name.split()), defined=True)
