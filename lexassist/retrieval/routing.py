"""Which document a question means, from its own words: title, file name, parties.

A document is known by the words of its title and file name and by the capitalised words of its opening, where the parties
stand. A question's words count by how few documents they fit. Nothing is guessed: when no word singles documents out, the
question names none and every document is searched; when several fit alike, all of them are meant.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lexassist.retrieval.lexical import content_words
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
_TIE = 0.85
"""A document whose score is this share of the best one is meant as well."""
_NAMED = 0.6
"""Least part of the weight of one word that stands in a single document; below it a question has named nothing."""


@dataclass(frozen=True, slots=True)
class Names:
    """The words by which each document of a matter is known, and in how many documents each word is such a word."""

    words: Mapping[DocumentId, frozenset[str]]
    frequency: Mapping[str, int]

    def weight(self, word: str) -> float:
        """How much ``word`` tells documents apart: 0 when it is known of none."""
        count = self.frequency.get(word, 0)
        return math.log((len(self.words) + 1) / (count + 0.5)) if count else 0.0


def collect_names(cards: Sequence[DocumentCard], openings: Mapping[DocumentId, str]) -> Names:
    """The names of the documents in ``cards``; ``openings`` holds the beginning of each document's text."""
    words = {card.id: frozenset(_names_of(card, openings.get(card.id, ""))) for card in cards}
    return Names(words, Counter(word for known in words.values() for word in known))


def route(question: str, names: Names) -> Routing:
    """The documents that ``question`` names, best first, and what it asks once they are known."""
    asked = _expand(content_words(question))
    scores = {document: sum(names.weight(word) for word in asked & known) for document, known in names.words.items()}
    best = max(scores.values(), default=0.0)
    single = math.log((len(names.words) + 1) / 1.5)
    if len(names.words) < 2 or best <= 0 or best < _NAMED * single:
        return Routing((), question)
    meant = sorted((d for d, score in scores.items() if score >= _TIE * best), key=lambda d: (-scores[d], d))
    if len(meant) == len(names.words):
        return Routing((), question)
    known = frozenset().union(*(names.words[document] for document in meant))
    return Routing(tuple(meant), _without_names(question, known))


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
    return question


def _mostly_names(part: str, known: frozenset[str]) -> bool:
    words = [word for word in content_words(part) if word not in ("consider", "according", "regarding", "respect")]
    naming = [word for word in words if word in _ROLES or _expand([word]) & known]
    return bool(words) and len(naming) >= 0.6 * len(words) and any(word not in _ROLES for word in naming)
