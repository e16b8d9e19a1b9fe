"""A document's own words on the pages of a PDF made of it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lexassist.parsing.pages import RawLine, RawPage, end_line
from lexassist.parsing.word.aligning import align_words
from lexassist.parsing.word.renditions import place
from lexassist.types import Document, DocumentId, Page, Span

_WORDS = st.lists(st.sampled_from("a b c d e f g h".split()), max_size=60)


@given(_WORDS, _WORDS)
def test_aligned_words_are_equal_and_go_up(left: list[str], right: list[str]) -> None:
    pairs = sorted(align_words(left, right).items())
    assert all(left[a] == right[b] for a, b in pairs)
    assert all(b < d for (_, b), (_, d) in pairwise(pairs))


@given(_WORDS, st.integers(0, 59))
def test_a_text_without_one_word_aligns_with_itself(words: list[str], gone: int) -> None:
    fewer = words[:gone] + words[gone + 1 :]
    assert len(align_words(words, fewer)) == len(fewer)


def test_long_texts_align_quickly() -> None:
    left = [f"w{number % 977}" for number in range(60_000)]
    right = [word for number, word in enumerate(left) if number % 50]
    assert len(align_words(left, right)) == len(right)


def pdf_line(text: str, top: float) -> RawLine:
    """A line of a PDF whose every letter is 5 points wide."""
    starts, ends, edges = array("I"), array("I"), array("f")
    offset = 0
    for word in text.split():
        offset = text.index(word, offset)
        starts.append(offset)
        ends.append(offset + len(word))
        edges.extend((5.0 * offset, top, 5.0 * (offset + len(word)), top + 10))
        offset += len(word)
    return end_line(RawLine(text, starts, ends, edges))


def pdf_pages(*pages: Sequence[str]) -> tuple[RawPage, ...]:
    return tuple(
        RawPage(number, 600, 800, tuple(pdf_line(text, 20.0 * place) for place, text in enumerate(lines)))
        for number, lines in enumerate(pages, 1)
    )


def document(text: str) -> Document:
    return Document(DocumentId("d"), "t", "d.docx", text, (Page(1, 0, len(text), 612, 792),), paged=False)


def box_words(placed: Document) -> dict[str, tuple[int, float, float]]:
    found = {}
    for page in placed.pages:
        for index, (start, end) in enumerate(zip(page.words.starts, page.words.ends, strict=True)):
            found[placed.text[start:end]] = (page.number, page.words.edges[4 * index], page.words.edges[4 * index + 1])
    return found


def test_words_get_their_pages_and_boxes() -> None:
    text = "1. The Buyer pays the price.\n\n2. The Seller delivers the goods."
    placed = place(
        document(text), pdf_pages(["1. The Buyer pays", "the price. 2. The"], ["Seller delivers the", "goods."])
    )
    assert placed.paged
    assert placed.text == text
    assert [text[page.start : page.end].split() for page in placed.pages] == [text.split()[:8], text.split()[8:]]
    assert placed.pages_of(Span(text.index("Seller"), len(text))) == (2,)
    assert box_words(placed)["goods."] == (2, 0.0, 20.0)
    assert (placed.pages[0].width, placed.pages[0].height) == (600, 800)


def test_a_word_broken_at_a_lines_end_has_two_boxes() -> None:
    text = "the termination of this Agreement by notice"
    placed = place(document(text), pdf_pages(["the termi-", "nation of this Agreement by notice"]))
    boxes = placed.boxes_of(Span(4, 15))
    assert [(box.x0, box.top) for box in boxes] == [(20.0, 0.0), (0.0, 20.0)]


def test_a_label_that_the_pdf_sets_close_shares_the_box() -> None:
    text = "first words here\n12. Payment is due now and then"
    placed = place(document(text), pdf_pages(["first words here", "12.Payment is due now and then"]))
    found = box_words(placed)
    assert found["12."] == (1, 0.0, 20.0)
    assert found["Payment"] == (1, 15.0, 20.0)


def test_a_note_gets_the_boxes_at_the_foot_of_its_page() -> None:
    text = "The price is due at once.\n¹ In cash or by cheque.\nThe Seller delivers the goods and their papers in time."
    pages = pdf_pages(
        ["The price is due at once.", "The Seller delivers the", "¹ In cash or by cheque."],
        ["goods and their papers in time."],
    )
    found = box_words(place(document(text), pages))
    assert found["cheque."] == (1, 80.0, 40.0)


def test_heads_of_every_page_do_not_disturb() -> None:
    body = [f"word{number}" for number in range(40)]
    pages = pdf_pages(*(["Draft of May", " ".join(body[number : number + 10])] for number in range(0, 40, 10)))
    placed = place(document(" ".join(body)), pages)
    assert [len(page.words) for page in placed.pages] == [10, 10, 10, 10]


def test_another_text_leaves_the_document_as_it_was() -> None:
    given_one = document("The Buyer pays the price.")
    assert place(given_one, pdf_pages(["Something else is said here"])) is given_one
    assert place(given_one, ()) is given_one


@given(
    st.lists(st.sampled_from("the buyer pays price 1. 2. goods".split()), min_size=1, max_size=80),
    st.lists(st.integers(1, 79), max_size=6),
)
def test_pages_make_up_the_text(words: list[str], cuts: list[int]) -> None:
    text = " ".join(words)
    borders = [0, *sorted(cut for cut in set(cuts) if cut < len(words)), len(words)]
    pages = pdf_pages(*([" ".join(words[a:b])] for a, b in pairwise(borders)))
    placed = place(document(text), pages)
    assert "".join(text[page.start : page.end] for page in placed.pages) == text
    assert sum(len(page.words) for page in placed.pages) == len(words)
