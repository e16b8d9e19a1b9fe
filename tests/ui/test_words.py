"""How places are cited, and that any text is made harmless."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.types import Clause, ClauseId, ClauseKind, DocumentId, Span
from lexassist.ui.words import cite, clause_title, document_name, escape

from .conftest import make_citation


@pytest.mark.parametrize(
    ("changes", "named", "words"),
    [
        # the usual citation
        ({}, False, "cl. 9.2(b), p. 14"),
        # more than one document: the document comes first
        ({}, True, "Halden NDA, cl. 9.2(b), p. 14"),
        # over a page break
        ({"pages": (14, 15)}, False, "cl. 9.2(b), pp. 14–15"),
        # a named part is not called a clause
        ({"label": "Schedule 2, 3.1"}, False, "Schedule 2, 3.1, p. 14"),
        # no label: the page is the place
        ({"label": ""}, False, "p. 14"),
        # a Word file has no pages of its own: it is cited by paragraph
        ({"source": "Halden NDA.docx", "paragraph": 14}, False, "cl. 9.2(b), para. 14"),
        ({"source": "Halden NDA.docx", "paragraph": 14, "label": ""}, True, "Halden NDA, para. 14"),
        # a Word file whose pages are known is cited by page
        ({"source": "Halden NDA.docx"}, False, "cl. 9.2(b), p. 14"),
        # an attachment is named by itself
        ({"source": "Offer.eml/Halden NDA.pdf"}, True, "Halden NDA, cl. 9.2(b), p. 14"),
        # neither label nor pages: at least the document
        ({"source": "note.txt", "label": "", "pages": ()}, False, "note"),
        # character recognition is said
        ({"ocr": True}, False, "cl. 9.2(b), p. 14, read by OCR"),
    ],
)
def test_cite(changes: dict[str, object], named: bool, words: str) -> None:
    assert cite(make_citation(**changes), named=named) == words


@given(st.text())
def test_escaped_text_means_itself_and_holds_no_syntax(text: str) -> None:
    escaped = escape(text)
    assert not re.search(r"[<>\"'`*_\[\](){}$&#:;/\\\n]", re.sub(r"&#\d+;", "", escaped))
    visible = html.unescape(escaped)
    assert len(visible) == len(text)
    assert all(shown in (meant, "\ufffd") for shown, meant in zip(visible, text, strict=True))


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200b", "\ufeff", "\U000e0041", "\x00", "\x85"])
def test_characters_that_deceive_are_shown_as_such(character: str) -> None:
    assert escape(f"a{character}b") == "a\ufffdb"


def test_a_long_file_name_is_shortened_in_the_middle() -> None:
    name = document_name("Agreement for the supply of goods " * 4 + "v2 final.pdf")
    assert len(name) <= 48
    assert name.startswith("Agreement for")
    assert name.endswith("v2 final")


@pytest.mark.parametrize(
    ("label", "heading", "kind", "title"),
    [
        ("9.2(b)", "Notice", ClauseKind.OPERATIVE, "Clause 9.2(b)"),
        ("Schedule 2, 3.1", "", ClauseKind.SCHEDULE, "Schedule 2, 3.1"),
        ("", "Background", ClauseKind.RECITAL, "Background"),
        ("", "", ClauseKind.PREAMBLE, "Preamble"),
        ("", "", ClauseKind.OPERATIVE, ""),
    ],
)
def test_clause_title(label: str, heading: str, kind: ClauseKind, title: str) -> None:
    clause = Clause(ClauseId("c"), DocumentId("d"), label, (), heading, kind, Span(0, 1))
    assert clause_title(clause) == title
