"""A question to an FTS5 expression: the words that carry it, any of which may match."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Words that every question and every contract has: they would only lengthen the lists that bm25 merges.
STOPWORDS = frozenset(
    """a about an and any are as at be been by can could do does each for from had has have how i if in into is it its
    may me must of on or our out shall she should so some such than that the their them then there these they this those
    to under upon was we were what when where whether which who whom whose why will with would you your""".split()
)


def content_words(text: str) -> tuple[str, ...]:
    """The words of a text without stopwords, lower case, in order, repeats kept.

    >>> content_words("What is the notice period under the Lease?")
    ('notice', 'period', 'lease')
    """
    return tuple(word for word in (match.lower() for match in _WORD.findall(text)) if word not in STOPWORDS)


def match_expression(query: str) -> str:
    """An FTS5 expression for ``query``, "" when it has no word to look for.

    Each word is quoted, so nothing in a question is read as an operator.

    >>> match_expression("When may either party terminate?")
    '"either" OR "party" OR "terminate"'
    """
    return " OR ".join(f'"{word}"' for word in dict.fromkeys(content_words(query)))
