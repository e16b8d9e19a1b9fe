"""Every mention: what counts as one, that none is left out, and how places are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.errors import UnknownDocument, UsageError
from lexassist.retrieval.mentions import find_mentions, other_numbers
from lexassist.retrieval.places import count_forms, show_places
from lexassist.types import (
    Clause,
    ClauseId,
    ClauseKind,
    Definition,
    Document,
    DocumentCard,
    DocumentId,
    Page,
    ReadStatus,
    Reference,
    Span,
)


@dataclass
class Shelf:
    """Documents in memory; each paragraph is a clause, labelled by its number."""

    held: tuple[Document, ...]
    defined: tuple[Definition, ...] = ()

    def documents(self) -> tuple[DocumentCard, ...]:
        return tuple(DocumentCard(d.id, d.title, d.source, 1, 1, ReadStatus.INDEXED) for d in self.held)

    def document(self, document: DocumentId, /) -> Document:
        for one in self.held:
            if one.id == document:
                return one
        raise UnknownDocument("no such document", remedy="")

    def clauses(self, document: DocumentId, /) -> tuple[Clause, ...]:
        ends = [n + 1 for n, character in enumerate(self.document(document).text) if character == "¶"]
        borders = [0, *ends, len(self.document(document).text)]
        spans = [Span(start, end) for start, end in pairwise(borders) if start < end]
        return tuple(
            Clause(ClauseId(f"{document}-c{n}"), document, str(n), (str(n),), "", ClauseKind.OPERATIVE, span)
            for n, span in enumerate(spans, 1)
        )

    def clause(self, clause: ClauseId, /) -> Clause:
        return next(c for one in self.held for c in self.clauses(one.id) if c.id == clause)

    def definitions(self, document: DocumentId, /) -> tuple[Definition, ...]:
        return tuple(d for d in self.defined if d.clause.startswith(document))

    def references(self, document: DocumentId, /) -> tuple[Reference, ...]:
        return ()


def contract(text: str, *furniture: Span, name: str = "d", paged: bool = True) -> Document:
    page = Page(1, 0, len(text), 600, 800, furniture=furniture)
    return Document(DocumentId(name), name, f"{name}.pdf", text, (page,), paged)


def found(text: str, term: str, *, case: bool = False) -> list[str]:
    document = contract(text)
    return [document.quote(place.span) for place in find_mentions(Shelf((document,)), term, case=case).places]


@pytest.mark.parametrize(
    ("text", "term", "places"),
    [
        # whole words: neither plural nor part of another
        ("Loss, Losses, Lossless, floss and loss.", "loss", ["Loss", "loss"]),
        # an apostrophe, a hyphen and a bracket end a word
        ("the Supplier’s, Supplier-owned and (Supplier)", "supplier", ["Supplier"] * 3),
        # a form's blanks do too
        ("__Fee__ and Fee_", "Fee", ["Fee", "Fee"]),
        # several words are one phrase, quoted or not, over any white space
        ("Change of Control; change  of\n\ncontrol; change in control", '"change of control"',
         ["Change of Control", "change  of\n\ncontrol"]),
        ("in a Change\tof Control.", "“Change of  Control”", ["Change\tof Control"]),
        # a hyphen at a line's end belongs to the word
        ("royalty-free, royalty-\nfree, royalty‑free, royalty free", "royalty-free",
         ["royalty-free", "royalty-\nfree", "royalty‑free"]),
        # or only to the line; both readings count
        ("on termi-\n nation of", "termination", ["termi-\n nation"]),
        ("on a need-\nto-know basis", "need", ["need"]),
        # a hyphen inside a line parts words
        ("co-operate", "cooperate", []),
        # a line may end behind a slash
        ("rejection/\ncorrection", "Rejection/Correction", ["rejection/\ncorrection"]),
        # kinds of apostrophes and quotation marks
        ("days’ days' days`", "days'", ["days’", "days'", "days`"]),
        ("the \"Company\", the “Company”, the ''Company''", 'the "Company"',
         ['the "Company"', "the “Company”", "the ''Company''"]),
        # figures and signs
        ("30 days, 130 days, $30 days", "30 days", ["30 days", "30 days"]),
        ("$1,000 and 1,000", "$1,000", ["$1,000"]),
        ("Section 5.2(a), Section 5.2(b)", "5.2(a)", ["5.2(a)"]),
        # dots and brackets are themselves, not patterns
        ("Inc. Incx (a+b)", "inc.", ["Inc."]),
        ("Inc. Incx (a+b)", "(A+B)", ["(a+b)"]),
        # an accent of its own is the same letter, and no end of a word
        ("Café, Cafe\u0301, Cafe", "café", ["Café", "Cafe\u0301"]),
        ("Café, Cafe\u0301, Cafe", "cafe", ["Cafe"]),
        # places may overlap
        ("and and and", "and and", ["and and", "and and"]),
        ("Nothing here.", "losses", []),
        ("", "losses", []),
    ],
)  # fmt: skip
def test_what_counts_as_a_mention(text: str, term: str, places: list[str]) -> None:
    assert found(text, term) == places


def test_capitals_count_only_when_asked_for() -> None:
    text = "Losses, losses and LOSSES"
    assert found(text, "losses") == ["Losses", "losses", "LOSSES"]
    assert found(text, "Losses", case=True) == ["Losses"]


@pytest.mark.parametrize("term", ["", "  \n", "—", '"', "“ ”", "$%", "\u200b", "''"])
def test_a_term_without_a_word_is_refused(term: str) -> None:
    with pytest.raises(UsageError, match="no word"):
        find_mentions(Shelf(()), term)


def test_running_heads_are_no_mentions_but_what_they_interrupt_is() -> None:
    text = "All Losses of the royalty-\nPage 3 Losses\nfree licence, and the\nPage 4\nLosses."
    heads = [Span(text.index(words), text.index(words) + len(words)) for words in ("Page 3 Losses\n", "Page 4\n")]
    shelf = Shelf((contract(text, *heads),))
    assert len(find_mentions(shelf, "Losses").places) == 2
    (broken,) = find_mentions(shelf, "royalty-free licence").places
    assert text[broken.span.start : broken.span.end] == "royalty-\nPage 3 Losses\nfree licence"
    assert [place.words for place in show_places(shelf, find_mentions(shelf, "royalty-free"))] == ["royalty-free"]
    (over,) = show_places(shelf, find_mentions(shelf, "the Losses"))
    assert over.text == "All Losses of the royalty-free licence, and the Losses."


def test_places_stand_by_document_in_the_order_of_ingestion_in_their_leaf() -> None:
    text = "1 Losses.¶2 No more.¶3 Losses, losses."
    first, second, third = (contract(text, name=name) for name in ("z", "a", "m"))
    shelf = Shelf((first, replace(second, text="Nothing."), third))
    mentions = find_mentions(shelf, "losses")
    assert [(place.document, place.clause) for place in mentions.places] == [
        ("z", "z-c1"), ("z", "z-c3"), ("z", "z-c3"), ("m", "m-c1"), ("m", "m-c3"), ("m", "m-c3"),
    ]  # fmt: skip
    assert (mentions.documents, mentions.term) == (3, "losses")
    only = find_mentions(shelf, " Losses", document=third.id)
    assert ({place.document for place in only.places}, only.documents) == ({"m"}, 1)
    with pytest.raises(UnknownDocument):
        find_mentions(shelf, "losses", document=DocumentId("other"))


def test_the_places_in_the_terms_own_definition_are_marked() -> None:
    text = "“Losses” means losses and costs. Losses are borne. “Costs” means Losses."
    document = contract(text)
    own = Definition("Losses", ClauseId("d-c1"), Span(0, text.index(" Losses are")))
    other = Definition("Costs", ClauseId("d-c1"), Span(text.index("“Costs"), len(text)))
    places = find_mentions(Shelf((document,), (own, other)), "losses").places
    assert [place.defining for place in places] == [True, True, False, False]


def test_a_place_is_shown_with_the_line_around_it_in_its_clause() -> None:
    text = f"Before.¶{'word ' * 60}all Losses of {'other ' * 60}\n¶Row\tLosses\tEUR 5"
    shelf = Shelf((contract(text),))
    long, row = show_places(shelf, find_mentions(shelf, "losses"))
    assert long.before.startswith("…word")
    assert long.before.endswith("word all ")
    assert long.after.startswith(" of other")
    assert long.after.endswith("other…")
    assert 120 < len(long.text) <= 162
    assert (row.before, row.words, row.after) == ("Row | ", "Losses", " | EUR 5")
    assert (row.citation.n, row.citation.label, row.citation.quote, row.citation.pages) == (2, "3", "Losses", (1,))
    assert count_forms([long, row]) == {"Losses": 2}


def test_a_document_without_pages_is_cited_by_paragraph() -> None:
    document = contract("Title\n\n \nLosses.\nand\nLosses again", paged=False)
    shelf = Shelf((document,))
    mentions = find_mentions(shelf, "losses")
    cited = [place.citation.paragraph for place in show_places(shelf, mentions)]
    assert cited == [2, 4] == [document.paragraph_of(place.span) for place in mentions.places]


@pytest.mark.parametrize(
    ("term", "others"),
    [("Losses", ("Loss",)), ("Affiliate", ("Affiliates",)), ("NOTICE", ("NOTICES",)), ("Goods", ())],
)
def test_the_other_number_of_a_term(term: str, others: tuple[str, ...]) -> None:
    assert other_numbers(term) == others


# The oracle: the text is folded character by character, and each way of reading the broken lines is searched in turn.

_SAME = {"’": "'", "‑": "-", "–": "-", "\t": " ", "\n": " "}


def readings(document: Document) -> Iterator[list[tuple[str, int]]]:
    """The folded characters with their offsets: a line that ends in a hyphen may go on with, without or apart from it."""
    covered = {n for page in document.pages for span in page.furniture for n in range(span.start, span.end)}
    body: list[tuple[str, int]] = []
    for n, character in enumerate(document.text):
        if n not in covered:
            body.append((character, n))
        elif n - 1 not in covered:
            body.append(("\n", n))
    parts = list(_parted(body))
    for chosen in product(*(range(len(part)) for part in parts)):
        yield _collapsed([character for part, way in zip(parts, chosen, strict=True) for character in part[way]])


def _parted(body: Sequence[tuple[str, int]]) -> Iterator[list[list[tuple[str, int]]]]:
    """Stretches of the text, each with the ways in which it can be read."""
    position = 0
    while position < len(body):
        end = position + 1
        while end < len(body) and body[end][0].isspace():
            end += 1
        mark, space = body[position], body[position + 1 : end]
        ways = [[mark, *space]]
        if mark[0] in "-‑–/" and any(character == "\n" for character, _ in space):
            ways.append([mark])
            between = position > 0 and body[position - 1][0].isalnum() and end < len(body) and body[end][0].isalnum()
            ways += [[]] if between and mark[0] != "/" else []
        yield ways
        position = end


def _collapsed(body: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    folded: list[tuple[str, int]] = []
    for character, n in body:
        same = _SAME.get(character, character).lower()
        if not (same == " " and folded and folded[-1][0] == " "):
            folded.append((same, n))
    return folded


def expected(document: Document, term: str) -> set[tuple[int, int]]:
    wanted = "".join(_SAME.get(character, character) for character in " ".join(term.split())).lower()
    spans: set[tuple[int, int]] = set()
    for folded in readings(document):
        text = "".join(character for character, _ in folded)
        for at in range(len(text) - len(wanted) + 1):
            end = at + len(wanted)
            alone = not (at and text[at - 1].isalnum()) and not (
                text[end - 1].isalnum() and text[end : end + 1].isalnum()
            )
            if text[at:end] == wanted and alone:
                spans.add((folded[at][1], folded[end - 1][1] + 1))
    return spans


_TERMS = ("a-b", "ab", "a b", "a/b", "a a", "ba-a b", "b's a1.", "ab_a", "a–b/")
_NOISE = ("a", "b", "1", " ", "\n", "-", "-\n", "/", "’", "_", ".", " a", "-a", "b ")
_WRITTEN = {
    " ": (" ", "\n", "  ", "\t", "\n\n"),
    "-": ("-\n", "-", "‑ \n "),
    "–": ("–", "-", "-\n\t"),
    "/": ("/\n", "/"),
    "'": ("'", "’"),
}


@st.composite
def contracts_and_terms(draw: st.DrawFn) -> tuple[Document, str]:
    """A term, and a text in which it stands as it can be printed, among much that is like it; some of it is furniture."""
    term = draw(st.sampled_from(_TERMS))

    def printed() -> str:
        written = ""
        for character, following in pairwise(f"{term} "):
            written += draw(st.sampled_from(_WRITTEN.get(character, (character, character.upper()))))
            if character.isalnum() and following.isalnum():
                written += draw(st.sampled_from(("", "", "-\n", "-\n ")))
        return written

    pieces = (
        printed() if planted else draw(st.sampled_from(_NOISE))
        for planted in [*draw(st.lists(st.booleans(), max_size=3)), True]
    )
    text = "".join(pieces) or "a"
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4, unique=True)))
    heads = [Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    return contract(text, *heads), term


@settings(deadline=None)
@given(contracts_and_terms())
def test_the_places_are_exactly_those_where_the_folded_words_stand(case: tuple[Document, str]) -> None:
    document, term = case
    shelf = Shelf((document, replace(document, id=DocumentId("e"))))
    mentions = find_mentions(shelf, term)
    spans = [(place.span.start, place.span.end) for place in mentions.places if place.document == "d"]
    assert spans == sorted(set(spans))
    assert set(spans) == expected(document, term)
    assert len(mentions.places) == 2 * len(spans)
    assert [place.mention for place in show_places(shelf, mentions)] == list(mentions.places)
