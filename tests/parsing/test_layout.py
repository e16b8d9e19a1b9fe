from __future__ import annotations

from array import array
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.parsing.layout.composition import compose
from lexassist.parsing.pages import RawLine, RawPage
from lexassist.parsing.sentences import split_sentences
from lexassist.types import Clause, ClauseId, ClauseKind, Document, Span
from tests.parsing.sheets import HEIGHT, WIDTH, document_of, furniture_of, line_at, page_of, paragraph, text_of

WORDS = st.sampled_from(["rent", "1.1", "(a)", "By:", "Name:", "12", "$4.00", "The", "termi", "x" * 20, "—", "[***]"])


@st.composite
def raw_lines(draw: st.DrawFn) -> RawLine:
    """A line anywhere on the page, across it or up its side, its words close together or far apart."""
    words = draw(st.lists(WORDS, min_size=1, max_size=6))
    x, top = draw(st.floats(0, 500)), draw(st.floats(0, 760))
    size = draw(st.sampled_from([6.0, 10.0, 14.0]))
    upright = draw(st.integers(0, 9)) > 0
    starts, ends, edges = array("I"), array("I"), array("f")
    length = 0
    for word in words:
        start = length + (1 if length else 0)
        length = start + len(word)
        starts.append(start)
        ends.append(length)
        wide = 0.5 * size * len(word)
        edges.extend((x, top, x + wide, top + size) if upright else (top, x, top + size, x + wide))
        x += wide + draw(st.sampled_from([0.3, 0.3, 3.0, 12.0])) * size
    return RawLine(" ".join(words), starts, ends, edges, words[-1].isalpha() and draw(st.booleans()))


@st.composite
def raw_pages(draw: st.DrawFn) -> list[RawPage]:
    """Pages with lines at random places, some of them aligned as in tables."""
    pages = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        lines = draw(st.lists(raw_lines(), max_size=12))
        if draw(st.booleans()):
            top, places = (
                draw(st.floats(50, 500)),
                draw(st.lists(st.sampled_from([60.0, 200.0, 340.0, 480.0]), min_size=2)),
            )
            for row in range(draw(st.integers(2, 6))):
                cells = [(x, draw(WORDS)) for x in sorted(set(places))]
                together = [line_at(top + 12 * row, *cells)] if draw(st.booleans()) else []
                lines += together or [line_at(top + 12 * row, cell) for cell in cells]
        pages.append(RawPage(number, WIDTH, HEIGHT, tuple(draw(st.permutations(lines)) if lines else ())))
    return pages


def words_of(page: RawPage) -> Counter[tuple[str, tuple[int, ...]]]:
    """Each word of a page with its box, whole points."""
    return Counter(
        (line.text[start:end], tuple(round(edge) for edge in line.edges[4 * place : 4 * place + 4]))
        for line in page.lines
        for place, (start, end) in enumerate(zip(line.starts, line.ends, strict=True))
    )


@settings(max_examples=40, deadline=None)
@given(raw_pages())
def test_pages_make_up_the_text_and_every_word_keeps_its_box_and_its_place(pages: list[RawPage]):
    text, composed = compose(pages)
    assert [page.start for page in composed] == [0, *(page.end for page in composed[:-1])] if composed else text == ""
    assert composed[-1].end == len(text)
    for raw, page in zip(pages, composed, strict=True):
        found: Counter[tuple[str, tuple[int, ...]]] = Counter()
        words = page.words
        for place, (start, end) in enumerate(zip(words.starts, words.ends, strict=True)):
            assert page.start <= start < end <= page.end
            edges = tuple(round(edge) for edge in words.edges[4 * place : 4 * place + 4])
            found[text[start:end].removesuffix("-"), edges] += 1
        assert found == words_of(raw)
        assert list(words.ends) == sorted(words.ends), "words are in text order"


@settings(max_examples=40, deadline=None)
@given(raw_pages())
def test_furniture_lies_in_its_page_in_order_and_a_tab_stands_only_between_cells(pages: list[RawPage]):
    text, composed = compose(pages)
    for page in composed:
        assert list(page.furniture) == sorted(page.furniture)
        for span in page.furniture:
            assert page.start <= span.start < span.end <= page.end
            assert text[span.start : span.end].strip()
    assert not any(line.endswith("\t") for line in text.split("\n"))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=30))
def test_plain_lines_stay_as_they_are(lines: list[str]):
    text = text_of(page_of(*(line_at(40 + 15 * place, (72, line)) for place, line in enumerate(lines))))
    assert text.split() == " ".join(lines).split()


def test_what_was_read_by_recognition_is_said():
    _, (page,) = compose([RawPage(1, WIDTH, HEIGHT, (line_at(100, (72, "words")),), False, True, 0.75)])
    assert (page.needs_ocr, page.ocr, page.quality) == (False, True, 0.75)


def test_a_wider_gap_starts_a_paragraph_and_a_page_border_does_not():
    first = page_of(*paragraph(100, ["one two", "three four", "five"]), *paragraph(160, ["six seven", "eight and"]))
    second = page_of(*paragraph(100, ["nine ten", "eleven"]), number=2)
    assert text_of(first, second) == "one two\nthree four\nfive\n\nsix seven\neight and\nnine ten\neleven"


def test_double_spaced_lines_are_one_paragraph():
    lines = [line_at(100 + 24 * place, (72, text)) for place, text in enumerate(["one", "two", "three", "four"])]
    assert text_of(page_of(*lines, line_at(220, (72, "next")))) == "one\ntwo\nthree\nfour\n\nnext"


def test_a_sentence_reads_on_through_foot_and_head_though_a_capital_follows():
    bodies = [
        ["The deposit is held by the Bank of", "record in favour of the"],
        ["Buyer until delivery is complete.", "It is then given back."],
        ["Interest on it belongs to the Seller."],
    ]
    pages = [
        page_of(
            line_at(40, (72, "Supply of Timber")),
            *paragraph(100, body),
            line_at(750, (300, f"{number}")),
            number=number,
        )
        for number, body in enumerate(bodies, 1)
    ]
    document = document_of(*pages)
    assert furniture_of(document) == [["Supply of Timber", str(number)] for number in (1, 2, 3)]
    said = [sentence.text for sentence in split_sentences(document, whole(document))]
    assert said[0] == "The deposit is held by the Bank of record in favour of the Buyer until delivery is complete."


def test_a_word_broken_before_a_running_foot_takes_nothing_of_it():
    pages = [
        page_of(*paragraph(100, ["of the agree-"]), line_at(750, (72, "Version of May")), number=n) for n in (1, 2, 3)
    ]
    assert "agree-\nVersion of May" in text_of(*pages)


def whole(document: Document) -> Clause:
    span = Span(0, len(document.text))
    return Clause(ClauseId("c"), document.id, "", (), "", ClauseKind.OPERATIVE, span)
