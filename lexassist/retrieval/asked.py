"""What a question asks once the documents are known: the question without the words that only name them.

A name is like the title and the parties' clause of its document, and so like no answer. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lexassist.retrieval.kinds import NOUNS, kinds_of
from lexassist.retrieval.lexical import STOPWORDS, content_words
from lexassist.retrieval.names import ROLES
from lexassist.retrieval.naming import BEHIND, DETERMINERS, LEADING, POSSESSIVE, TOKEN, run_start, told_end

_SEPARATORS = (";", ":", ",")
_TRAILING = re.compile(
    r"\s+(?:in|under|of|with|from|according to)\s+(?:the|our|this|their|both|all)?\s*([^,;?]+?)\s*(?P<end>\??)\s*$",
    re.IGNORECASE,
)
_SAYS_WHERE = frozenset({"consider", "according", "regarding", "respect", "dated", "signed", "both", "all"})
_FARTHEST = 3
"""Words that join two words of one name at most ("of the", "and the")."""
_MOSTLY = 0.6
"""Part of its words that must name for a part of the question to say nothing else."""


def without_names(question: str, known: frozenset[str]) -> str:
    """``question`` less a leading or trailing part that only names the document by words ``known``."""
    told = told_end(question)
    if told and any(word in known for word in content_words(question[:told])) and question[told + 1 :].strip():
        return _begun(question[told + 1 :])
    if LEADING.match(question) or _named_first(question, known):
        for separator in _SEPARATORS:
            # The last separator first: names hold commas themselves ("Acme, Inc. and Beta, LLC").
            part, found, rest = question.rpartition(separator)
            while found and not (_only_names(part, known) and rest.strip()):
                part, found, rest_of_part = part.rpartition(separator)
                rest = f"{rest_of_part}{separator}{rest}"
            if found:
                return _begun(rest)
    trailing = _TRAILING.search(question)
    if trailing and _only_names(trailing.group(1), known) and not _asks(trailing.group(1), known):
        asked = question[: trailing.start()] + trailing["end"]
        if content_words(asked):
            return asked
    return _with_plain_nouns(question, known)


def _asks(part: str, known: frozenset[str]) -> bool:
    """Whether it also holds what is asked: a word without a capital that names nothing."""
    return any(
        word.islower() and not _names(word, known) and word not in ROLES | STOPWORDS | NOUNS | _SAYS_WHERE
        for word in TOKEN.findall(part)
    )


def _begun(part: str) -> str:
    return part.strip()[:1].upper() + part.strip()[1:]


def _named_first(question: str, known: frozenset[str]) -> bool:
    """Whether it begins with a name and a colon: "Halden_lease.pdf: who insures?"."""
    part, found, _ = question.partition(":")
    return bool(found) and _only_names(part, known)


def _with_plain_nouns(question: str, known: frozenset[str]) -> str:
    """``question`` with "the agreement" for "the Halden co-promotion agreement" and "our agreement with Halden"."""
    found = list(TOKEN.finditer(question))
    words = [POSSESSIVE.sub("", match.group()) for match in found]
    for noun, word in enumerate(words):
        if word.lower() not in NOUNS:
            continue
        start = run_start(words, noun)
        named = any(w.lower() not in ROLES and _names(w, known) for w in words[start:noun])
        last = _last_behind(words, noun, known)
        if named or last > noun:
            start -= start > 0 and words[start - 1].lower() in DETERMINERS
            rest = _with_plain_nouns(question[found[last].end() :], known)
            return f"{question[: found[start].start()]}the {found[noun].group()}{rest}"
    return question


def _last_behind(words: Sequence[str], noun: int, known: frozenset[str]) -> int:
    """The last word that belongs to the name behind the noun at ``noun``; ``noun`` itself where there is none."""
    last, place = noun, noun + 1
    if place >= len(words) or words[place].lower() not in BEHIND:
        return noun
    for place in range(noun + 1, len(words)):
        word = words[place].lower()
        if word not in ROLES and _names(word, known):
            last = place
        elif place - last > _FARTHEST or word not in BEHIND | ROLES | STOPWORDS:
            break
    return last


def _names(word: str, known: frozenset[str]) -> bool:
    return any(piece in known for piece in (word.lower(), *content_words(word)))


def _only_names(part: str, known: frozenset[str]) -> bool:
    words = [word for word in content_words(part) if word not in _SAYS_WHERE]
    naming = [word for word in words if word in ROLES or word in known or (word in NOUNS and kinds_of((word,)))]
    telling = any(word in known for word in words)
    return bool(words) and len(naming) >= _MOSTLY * len(words) and telling
