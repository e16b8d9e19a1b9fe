"""A yes/no question as the statement that a yes would make: "May the tenant sublet?" is "The tenant may sublet."

Words are moved, none is added. Where the subject ends is read off articles and capitals, without a parser: good enough for a
judge that compares words and force, and never shown to a reader.
"""

from __future__ import annotations

import re

_DO = frozenset({"do", "does", "did"})
_MOVED = frozenset("is are was were am can could may might must shall should will would has have had".split())
_ARTICLES = frozenset("the a an either any each our this that these those every no my your their its his her".split())
_PARTS = re.compile(r"\s*[,;:]\s+|\s+[-–—]\s+")


def statement_of(question: str) -> str | None:
    """What a yes to ``question`` would say; None where it is no yes/no question.

    >>> statement_of("In the lease, may the tenant of Unit 6 sublet?"), statement_of("Does the NDA bar competition?")
    ('the tenant of Unit 6 may sublet.', 'the NDA bar competition.')
    >>> statement_of("Is there a cap?"), statement_of("What is the cap?")
    ('there is a cap.', None)
    """
    parts = _PARTS.split(question.strip().rstrip("?. "))
    for n, part in enumerate(parts):
        words = part.split()
        if len(words) < 3 or words[0].lower() not in _DO | _MOVED:
            continue
        rest = words[1:] + [word for later in parts[n + 1 :] for word in later.split()]
        if words[0].lower() in _DO:
            return f"{' '.join(rest)}."
        end = _subject(rest)
        return f"{' '.join([*rest[:end], words[0].lower(), *rest[end:]])}."
    return None


def _subject(words: list[str]) -> int:
    """How many of the first words name who or what the question is about."""
    end = 1
    if words[0].lower() in _ARTICLES and len(words) > 1:
        end = 2
    while end < len(words) - 1 and (words[end][:1].isupper() or words[end][:1].isdigit()):
        end += 1
    if end < len(words) - 2 and words[end] == "of":
        return end + 1 + _subject(words[end + 1 :])
    return end
