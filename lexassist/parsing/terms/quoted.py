"""Quoted words in a contract, whatever marks were printed or recognised: “Term”, "Term", ‘Term’, 'Term', ''Term''. Pure.

A mark opens where no word ends before it and closes where no space stands before it, so that a stray mark or an inch sign
cannot turn the text between quotations into quotations. Each character is looked at a bounded number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lexassist.parsing.terms.bodytext import folded

_QUOTED = re.compile(
    r"(?<![\w.,;])(?:"
    r"[\"“”„](?=[^\s\"“”„])(?P<double>[^\"“”„]{1,100})[\"“”„]"
    r"|(?:''|‘‘|``|’’|,,)(?=[\w])(?P<pair>(?:[^'’‘`\"“”]|['’](?=[a-z])){1,100})(?:''|’’|\"|”)"
    r"|['‘](?=[A-Z0-9])(?P<single>(?:[^'’‘\"“”\n]|\n(?!\n)|['’](?=[a-z])){1,80})['’](?!\w)"
    r")"
)
_ARTICLE = re.compile(r"(?:the|an?|this|each)\s+(?=\w)", re.IGNORECASE)
_OPTIONAL = re.compile(r"\((?:s|es|ies)\)$")
_EDGES = " \t\n,.;:*_"


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between quotation marks: ``start`` and ``end`` are the marks' outer edges, ``term`` the words without them."""

    start: int
    end: int
    term: str


def find_quoted(text: str) -> Iterator[Quoted]:
    """Everything quoted that could be a term, in order: at most ten words, with a letter, on one paragraph."""
    for match in _QUOTED.finditer(text):
        words = match[match.lastgroup or 0]
        if "\n\n" in words:
            continue
        term = clean_term(words)
        if term:
            yield Quoted(match.start(), match.end(), term)


def clean_term(words: str) -> str:
    """The term that printed words are, "" when they cannot be one.

    >>> clean_term("the Licensed  Products,")
    'Licensed Products'
    """
    term = _OPTIONAL.sub("", folded(words).strip(_EDGES))
    if article := _ARTICLE.match(term):
        term = term[article.end() :]
    if not term or not term[0].isalnum() or len(term.split()) > 10 or not any(map(str.isalpha, term)):
        return ""
    return term
