"""Whether a clause that is recognised as of a type may say the opposite of what clauses of that type say.

"Nothing in this Agreement prevents either party from competing" is about competing and forbids nothing. Promises only a doubt:
a clause with such words is for a person to read. Knows English forms of words, and no contract.
"""

from __future__ import annotations

import re

_DENIED = re.compile(
    r"\bnothing\b[^.]{0,120}\b(?:prevent|restrict|prohibit|preclude|limit|oblig|requir|commit)\w*"
    r"|\bno\s+(?:commitment|obligation|exclusiv\w+|minimum)\b|\bfree\s+to\b"
    r"|\b(?:is|are|shall|does|do)\s+not\s+"
    r"(?:an?\b|be\s+(?:deemed|construed|prevented|restricted)|constitute|prevent|restrict|limit|require|apply)",
    re.IGNORECASE,
)
_NO_RIGHT = re.compile(r"\b(?:neither|no)\s+part(?:y|ies)\s+(?:may|shall|has|can)\b|\bno\s+right\s+to\b", re.IGNORECASE)
_RIGHTS = frozenset(
    {"Termination For Convenience", "Audit Rights", "License Grant", "Renewal Term", "Post-Termination Services"}
)
"""Types of clause that give a right: "neither party may" is their opposite. Of a restriction it is the usual form."""
_NOT_EXCLUSIVE = re.compile(r"\bnon-?\s?exclusive\b|\bnot\s+exclusive\b", re.IGNORECASE)


def may_say_opposite(type_: str, text: str) -> bool:
    """Whether a sentence that is recognised as of this type of clause has words that may turn it round.

    >>> may_say_opposite("Non-Compete", "Nothing in this Agreement prevents a party from competing.")
    True
    >>> may_say_opposite("Anti-Assignment", "Neither party may assign this Agreement.")
    False
    """
    return bool(
        _DENIED.search(text)
        or (type_ in _RIGHTS and _NO_RIGHT.search(text))
        or (type_ == "Exclusivity" and _NOT_EXCLUSIVE.search(text))
    )
