"""Which document a question means, from its own words: title, file name, parties.

A document is known by the words of its title and file name and by the capitalised words of its opening, where the parties
stand. A question's words count by how few documents they fit. Nothing is guessed: when no word singles documents out, the
question names none and every document is searched; when several fit alike, all of them are meant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lexassist.retrieval.lexical import STOPWORDS, content_words
from lexassist.types import DocumentCard, DocumentId, Routing

OPENING = 1500
"""Characters of a document's beginning that are read for its parties."""

# Words for roles and parts that any contract uses: a question that says "the Supplier" has not named a contract.
_ROLES = frozenset(
    """affiliate affiliates agent agreement agreements article bank borrower business buyer client clause commission company
    confidential consultant contract contractor contracts corp corporation customer date dated day deed developer
    disclosing distributor effective employee employer exchange executed execution exhibit franchisee franchisor
    guarantor inc incorporated individually joint jointly joint-venture landlord law laws lender lessee lessor licensee
    licensor licensees limited llc llp ltd manufacturer organized owner ownership parties party plc prepared preamble
    provider purchaser receiving recital recitals reseller respectively schedule section securities seller state supplier
    tenant term terms this vendor whereas witnesseth between consider made entered now therefore reference""".split()
)
# What lawyers call contracts for short. The right side holds words of titles.
_SHORT_NAMES: Mapping[str, tuple[str, ...]] = {
    "nda": ("nda", "disclosure", "confidentiality"),
    "msa": ("msa", "master", "services"),
    "saas": ("saas", "software", "subscription"),
    "spa": ("spa", "purchase", "share"),
    "dpa": ("dpa", "processing"),
    "sow": ("sow", "statement", "work"),
}
_CAPITALISED = re.compile(r"\b[A-Z][\w&'’.-]*\w")
_FILE_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# The part of a question that only says where to look: "Consider X; ...", "In the Halden NDA, ...", "... under the lease?"
_LEADING = re.compile(r"^\s*(?:consider|in|under|per|for|as to|regarding|according to|with respect to)\b", re.I)
_SEPARATORS = (";", ":", ",")
_TRAILING = re.compile(
    r"\s+(?:in|under|of|with|from|according to)\s+(?:the|our|this|their)?\s*([^,;?]+?)\s*(?P<end>\??)\s*$", re.I
)
_TOKEN = re.compile(r"[^\W_]+(?:[.&'’-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
# The nouns before which a contract's name stands in running words: "the Halden co-promotion agreement", "our lease".
_NOUNS = frozenset(
    """addendum agreement agreements amendment contract dpa deed guarantee lease leases licence license loan mortgage msa nda
    saas sow spa sublease""".split()
)
_JOINING = frozenset({"and", "of", "for", "&"})
_DETERMINERS = frozenset({"the", "our", "this", "their", "a", "an", "that"})
_LEAST_INSIDE = 5
"""Letters that a word needs to be looked for inside a file's name: "otis" also stands in "notis"."""
_TIE = 0.85
"""A document whose score is this share of the best one is meant as well."""
_NAMED = 0.6
"""Least part of the weight of one word that stands in a single document; below it a question has named nothing."""


@dataclass(frozen=True, slots=True)
class Names:
    """The words by which each document of a matter is known, and its file's name without spaces.

    File names run words together ("ACMEHOLDINGSINC"), so a longer word also counts where it stands inside one.
    """

    words: Mapping[DocumentId, frozenset[str]]
    stems: Mapping[DocumentId, str]

    def known(self, word: str) -> tuple[DocumentId, ...]:
        """The documents that ``word`` names."""
        inside = len(word) >= _LEAST_INSIDE
        return tuple(d for d, words in self.words.items() if word in words or (inside and word in self.stems[d]))

    def scores(self, words: Iterable[str]) -> dict[DocumentId, float]:
        """How much ``words`` single each document out: each counts more, the fewer documents it names."""
        scores = dict.fromkeys(self.words, 0.0)
        for word in words:
            named = self.known(word)
            for document in named:
                scores[document] += math.log((len(self.words) + 1) / (len(named) + 0.5))
        return scores


def collect_names(cards: Sequence[DocumentCard], openings: Mapping[DocumentId, str]) -> Names:
    """The names of the documents in ``cards``; ``openings`` holds the beginning of each document's text."""
    words = {card.id: frozenset(_names_of(card, openings.get(card.id, ""))) for card in cards}
    stems = {card.id: "".join(c for c in card.source.rpartition(".")[0].lower() if c.isalnum()) for card in cards}
    return Names(words, stems)


def route(question: str, names: Names) -> Routing:
    """The documents that ``question`` names, best first, and what it asks once they are known."""
    asked = _expand(_naming_words(question)) - _ROLES
    scores = names.scores(asked)
    best = max(scores.values(), default=0.0)
    single = math.log((len(names.words) + 1) / 1.5)
    if len(names.words) < 2 or best <= 0 or best < _NAMED * single:
        return Routing((), question)
    meant = sorted((d for d, score in scores.items() if score >= _TIE * best), key=lambda d: (-scores[d], d))
    if len(meant) == len(names.words):
        return Routing((), question)
    known = frozenset(word for word in asked if set(names.known(word)) & set(meant))
    return Routing(tuple(meant), _without_names(question, known))


def _naming_words(question: str) -> list[str]:
    """The words of a question that can name a document: capitalised ones, and those before the noun for a contract.

    What the question is about must not choose the document: "minimum purchases" also stands in some other title.
    """
    told, found, _ = question.rpartition(";")
    words = [_POSSESSIVE.sub("", match) for match in _TOKEN.findall(question)]
    # "Consider X; ..." says outright which words name the document.
    naming = _TOKEN.findall(told) if found and _LEADING.match(told) else []
    naming += [word for word in words if "." in word or any(character.isdigit() for character in word)]
    naming += [word for place, word in enumerate(words) if word[0].isupper() and not (place == 0 and _opens(word))]
    for place, word in enumerate(words):
        if word.lower() in _NOUNS:
            naming += words[_run_start(words, place) : place + 1]
    return list(content_words(" ".join(naming)))


def _opens(word: str) -> bool:
    """Whether a question's first word has its capital only because it is first."""
    return word.lower() in STOPWORDS or word.lower() in {
        "consider",
        "either",
        "name",
        "list",
        "give",
        "show",
        "explain",
    }


def _run_start(words: Sequence[str], noun: int) -> int:
    """Where the words begin that belong to the noun at ``noun``: at most six back, through "and" and "of" once begun."""
    start = noun
    while start > 0 and noun - start < 6:
        before = words[start - 1].lower()
        joins = before in _JOINING and start < noun and start > 1 and words[start - 2].lower() not in STOPWORDS
        if before in STOPWORDS and not joins:
            break
        start -= 1
    return start


def _names_of(card: DocumentCard, opening: str) -> Iterable[str]:
    stem = card.source.rpartition(".")[0] or card.source
    named = [*content_words(card.title), *content_words(" ".join(_FILE_WORD.findall(stem)))]
    named += [word for match in _CAPITALISED.findall(opening[:OPENING]) for word in content_words(match)]
    return (word for word in named if word not in _ROLES and (len(word) > 2 or word.isdigit()))


def _expand(words: Sequence[str]) -> frozenset[str]:
    return frozenset(name for word in words for name in _SHORT_NAMES.get(word, (word,)))


def _without_names(question: str, known: frozenset[str]) -> str:
    """``question`` less a leading or trailing part whose words mostly name the document."""
    if _LEADING.match(question):
        for separator in _SEPARATORS:
            # The last separator first: names hold commas themselves ("Acme, Inc. and Beta, LLC").
            part, found, rest = question.rpartition(separator)
            while found and not (_mostly_names(part, known) and rest.strip()):
                part, found, rest_of_part = part.rpartition(separator)
                rest = f"{rest_of_part}{separator}{rest}"
            if found:
                return rest.strip()[:1].upper() + rest.strip()[1:]
    trailing = _TRAILING.search(question)
    if trailing and _mostly_names(trailing.group(1), known) and trailing.start() > 0:
        return question[: trailing.start()] + trailing["end"]
    return _with_plain_nouns(question, known)


def _with_plain_nouns(question: str, known: frozenset[str]) -> str:
    """``question`` with "the agreement" for "the Halden co-promotion agreement".

    A name is like the title and the parties' clause of its document, and so like no answer.
    """
    found = list(_TOKEN.finditer(question))
    words = [_POSSESSIVE.sub("", match.group()) for match in found]
    for noun, word in enumerate(words):
        start = _run_start(words, noun) if word.lower() in _NOUNS else noun
        named = any(w.lower() not in _ROLES and _expand([w.lower()]) & known for w in words[start:noun])
        if named:
            start -= start > 0 and words[start - 1].lower() in _DETERMINERS
            rest = _with_plain_nouns(question[found[noun].end() :], known)
            return f"{question[: found[start].start()]}the {found[noun].group()}{rest}"
    return question


def _mostly_names(part: str, known: frozenset[str]) -> bool:
    words = [word for word in content_words(part) if word not in ("consider", "according", "regarding", "respect")]
    naming = [word for word in words if word in _ROLES or _expand([word]) & known]
    return bool(words) and len(naming) >= 0.6 * len(words) and any(word not in _ROLES for word in naming)
