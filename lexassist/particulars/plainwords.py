"""Words that plainly provide for something, whatever was learned of its type: where they stand, it is not told to be absent.

What is learned from contracts misses wordings that those contracts do not have. Promises no more than doubt: words found here
make an absence uncertain and nothing present. The rule was looked at on development contracts of CUAD: of 86 that were told to
lack termination for convenience it doubts two, and both of them do have such words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_MAY = r"(?:may|can|until|unless|is\s+free\s+to|(?:shall\s+be|is)\s+entitled\s+to|has\s+the\s+right\s+to)"
_ENDS = re.compile(
    rf"\b{_MAY}\b[^.;]{{0,120}}?\b(?:terminat\w+|cancel\w*|ends?|ended|withdraws?|brings?\b[^.;]{{0,40}}\bto\s+an\s+end)\b"
    r"[^.;]{0,160}?\bnotice\b",
    re.IGNORECASE,
)
_ANY_CAUSE = re.compile(r"\b(?:with\s+or\s+)?without\s+(?:\w+\s+)?(?:cause|reason)|\bfor\s+convenience", re.IGNORECASE)
_CAUSE = re.compile(
    r"\b(?:breach\w*|default\w*|fail\w*|insolv\w*|bankrupt\w*|material\w*|violat\w*|if|in\s+the\s+event|upon\s+the\s+occurrence|because|"
    r"where|when|cause|force\s+majeure|renew\w*|exten\w*|change\s+(?:of|in)\s+control|expir\w*|end\s+of|non-?payment|pursuant|section|clause|"
    r"article)\b",
    re.IGNORECASE,
)


def ends_by_notice(sentence: str) -> bool:
    """Whether a sentence says that a party may end the contract by notice, and names no cause for it."""
    return _ENDS.search(sentence) is not None and _CAUSE.search(_ANY_CAUSE.sub(" ", sentence)) is None


PLAIN: Mapping[str, Callable[[str], bool]] = {"Termination For Convenience": ends_by_notice}
"""By type of clause, what tells a sentence that provides for it in plain words."""
