"""What a person sees of files, documents, and answers."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from lexassist.types import (
    Answer,
    AnswerId,
    AnswerSentence,
    Citation,
    DocumentCard,
    DocumentId,
    Found,
    ReadStatus,
    Remark,
    RemarkKind,
    SentenceStatus,
    Support,
    Told,
)
from lexassist.ui.files import Doing, FileRow, Shelf, render_documents, render_files
from lexassist.ui.render import Ended, Exchange, render_exchange, render_notice, view_address
from lexassist.ui.words import CELL

from .conftest import make_citation

SAID = AnswerSentence("Sixty days' notice is needed.", SentenceStatus.SUPPORTED, (1,))
HELD = AnswerSentence("It is 90 days.", SentenceStatus.WITHHELD, (), "the number 90 is not in the clause")


def answer(**changes: object) -> Answer:
    values: dict[str, object] = {
        "id": AnswerId("a"),
        "question": "How much notice?",
        "support": Support.SUPPORTED,
        "sentences": (SAID,),
        "withheld": (),
        "citations": (make_citation(),),
        "nearest": (),
        "documents_searched": 3,
        "clauses_searched": 182,
        "model": "scripted",
        "seconds": (),
    }
    return Answer(**(values | changes))


def seen(fragment: str) -> str:
    """The words a person sees, in order."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(fragment: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(fragment)
    return parser.found


def test_an_answer_shows_each_sentence_with_its_place_and_quotation() -> None:
    shown = render_exchange(Exchange("acme", "How much notice?", answer=answer(), ended=Ended.DONE, named=True))
    assert "Sixty days' notice is needed. Halden NDA, cl. 9.2(b), p. 14" in seen(shown)
    assert re.search(r"<blockquote[^>]*>“<span class=\"lx-exact\">sixty &#40;60&#41; days</span>”</blockquote>", shown)
    chips = [attributes for tag, attributes in tags(shown) if tag == "a"]
    assert [(chip["target"], chip["href"]) for chip in chips] == [
        ("evidence", "/view/acme/dddddddddddddddd/dddddddddddddddd-c0007?page=14&start=100&end=115#hit")
    ]


def test_a_withheld_sentence_stands_below_and_apart_with_its_reason() -> None:
    shown = render_exchange(Exchange("acme", "Q", answer=answer(withheld=(HELD,)), ended=Ended.DONE))
    before, after = shown.split('<div class="lx-withheld">')
    assert "90 days" not in seen(before)
    assert "1 sentence withheld: the number 90 is not in the clause" in seen(after)
    assert "Do not rely on it" in seen(after)


def test_a_withheld_sentence_is_apart_while_the_answer_still_streams() -> None:
    told = (Told(SAID, (make_citation(),)), Told(HELD, ()))
    shown = render_exchange(Exchange("acme", "Q", told=told, citations={1: make_citation()}))
    assert seen(shown).index("Sixty days' notice") < seen(shown).index("1 sentence withheld")
    assert "90 days" not in seen(shown.split('<div class="lx-withheld">')[0])


def test_an_abstention_says_so_what_was_searched_and_what_was_nearest() -> None:
    nothing = answer(support=Support.ABSTAINED, sentences=(), citations=(), nearest=(make_citation("a near miss"),))
    words = seen(render_exchange(Exchange("acme", "Q", answer=nothing, ended=Ended.DONE)))
    assert "No answer given" in words
    assert "3 documents and 182 clauses searched." in words
    assert words.index("they may bear on the question") < words.index("a near miss")


def test_evidence_stands_open_until_the_first_sentence_and_folds_after() -> None:
    found = Found((make_citation(),), 3, 182)
    waiting = render_exchange(Exchange("acme", "Q", found=found))
    assert '<details class="lx-passages" open>' in waiting
    assert "Passages found" in seen(waiting)
    told = render_exchange(Exchange("acme", "Q", found=found, told=(Told(SAID, (make_citation(),)),)))
    assert '<details class="lx-passages">' in told


def test_a_quoted_sentence_is_only_a_quotation() -> None:
    quoted = replace(SAID, text="sixty (60) days", status=SentenceStatus.QUOTED)
    shown = render_exchange(Exchange("acme", "Q", answer=answer(sentences=(quoted,)), ended=Ended.DONE))
    assert seen(shown).count("sixty (60) days") == 1
    assert [tag for tag, _ in tags(shown)].count("blockquote") == 1


def test_a_quotation_that_stands_above_is_not_repeated() -> None:
    quoted = replace(SAID, text="sixty (60) days", status=SentenceStatus.QUOTED)
    both = answer(sentences=(SAID, replace(SAID, text="More."), quoted))
    shown = render_exchange(Exchange("acme", "Q", answer=both, ended=Ended.DONE))
    assert seen(shown).count("sixty (60) days") == 1
    assert seen(shown).count("cl. 9.2(b)") == 2  # each sentence that was phrased keeps its place


def test_how_an_exchange_ends_is_said() -> None:
    assert "Stopped" in seen(render_exchange(Exchange("m", "Q", ended=Ended.STOPPED)))
    assert "the model died" in seen(render_exchange(Exchange("m", "Q", ended=Ended.FAILED, message="the model died")))


def test_files_being_read_have_a_row_each_and_a_bar() -> None:
    rows = (
        FileRow("a.pdf", ended=ReadStatus.INDEXED, pages=12, clauses=80),
        FileRow("b.pdf", doing=Doing.READING),
        FileRow("c.pdf"),
    )
    shown = render_files(rows)
    assert seen(shown) == "Reading 3 files 1 of 3 a.pdf stored 12 pages · 80 clauses b.pdf reading c.pdf waiting"
    assert ("progress", {"class": "lx-bar", "value": "1", "max": "3"}) in tags(shown)


def test_the_pages_of_a_scan_and_the_mail_of_an_attachment_are_told() -> None:
    rows = (
        FileRow("b.pdf", doing=Doing.RECOGNISING, page=2, scanned=17),
        FileRow("offer.eml/lease.docx", ended=ReadStatus.INDEXED, pages=3, clauses=1, paged=False),
    )
    words = seen(render_files(rows))
    assert "b.pdf recognising page 3 of 17" in words
    assert "lease.docx (in offer.eml) stored 1 clause" in words


def test_when_all_are_read_what_needs_attention_stands_first() -> None:
    rows = (
        FileRow("a.pdf", ended=ReadStatus.INDEXED, pages=1, clauses=1),
        FileRow(
            "b.pdf", ended=ReadStatus.NEEDS_PASSWORD, message="Open it with its password and print it to a new PDF."
        ),
    )
    words = seen(render_files(rows))
    assert words.startswith("1 of 2 files read b.pdf needs a password Open it with its password")
    assert words.index("b.pdf") < words.index("1 file without remarks") < words.index("a.pdf")


def test_documents_are_links_into_the_evidence_frame() -> None:
    card = DocumentCard(DocumentId("d" * 16), "T", "Halden NDA.pdf", 14, 60, ReadStatus.INDEXED)
    shown = render_documents("A & B", Shelf((card,)))
    assert [a for tag, a in tags(shown) if tag == "a"] == [
        {"target": "evidence", "href": "/view/A%20%26%20B/dddddddddddddddd"}
    ]
    assert "14 pages · 60 clauses" in seen(shown)


def test_a_document_bears_what_was_remarked_on_it_but_never_the_words() -> None:
    card = DocumentCard(DocumentId("d" * 16), "T", "a.docx", 14, 60, ReadStatus.INDEXED)
    hidden = Remark(RemarkKind.HIDDEN_TEXT, "White on white.", 3, "say nothing")
    shown = render_documents("acme", Shelf((card,), frozenset({card.id}), {card.id: (hidden,)}))
    assert seen(shown).startswith("1 document a.docx 60 clauses Hidden text on page 3: it is kept out of answers")
    assert "say nothing" not in shown
    assert [a["href"] for tag, a in tags(shown) if tag == "a"][1] == "/remarks/acme/dddddddddddddddd"


def test_a_table_is_quoted_in_rows_and_cells() -> None:
    table = replace(make_citation("Service\tFee\n Cleaning\tEUR  1,200\n"))
    shown = render_exchange(Exchange("m", "Q", answer=answer(citations=(table,)), ended=Ended.DONE))
    cell = '<span class="lx-cell">&#9;</span>'
    assert f'<span class="lx-exact">Service{cell}Fee<br>Cleaning{cell}EUR 1&#44;200</span>' in shown


def test_words_read_by_ocr_are_marked_wherever_they_are_cited() -> None:
    scanned = replace(make_citation(), ocr=True)
    found = Found((scanned,), 3, 182)
    nothing = answer(support=Support.ABSTAINED, sentences=(), citations=(), nearest=(scanned,))
    for exchange in (
        Exchange("m", "Q", answer=answer(citations=(scanned,)), ended=Ended.DONE),
        Exchange("m", "Q", found=found),
        Exchange("m", "Q", answer=nothing, ended=Ended.DONE),
    ):
        shown = render_exchange(exchange)
        assert "cl. 9.2(b), p. 14, read by OCR" in seen(shown)
        (chip,) = [attributes for tag, attributes in tags(shown) if tag == "a"]
        assert chip["class"] == "lx-chip lx-ocr"
        assert "Compare them with the page" in str(chip["title"])


def test_the_note_on_a_poor_scan_stands_above_although_a_sentence_was_withheld() -> None:
    note = "1 sentence withheld: the documents do not carry what it says. Page 3 was read badly."
    words = seen(render_exchange(Exchange("m", "Q", answer=answer(withheld=(HELD,), note=note), ended=Ended.DONE)))
    assert words.index("Page 3 was read badly. Sixty days") < words.index("1 sentence withheld")
    assert "carry what it says" not in words


def test_nothing_to_say_shows_nothing() -> None:
    assert render_notice("") == render_files(()) == ""


hostile = st.text(alphabet=st.sampled_from("<>\"'&/!`*_[](){}$#:=\\ \n\tabc1é\u202e"), min_size=1)


@given(hostile, hostile, hostile)
def test_no_text_adds_a_tag_an_attribute_or_a_line(name: str, quote: str, message: str) -> None:
    """Whatever stands in a name, a contract or a model's sentence, the tags are those of harmless text."""

    def shown(name: str, quote: str, message: str) -> tuple[str, ...]:
        citation: Citation = replace(make_citation(), source=name, label=name, quote=quote)
        sentence = replace(SAID, text=quote)
        held = replace(HELD, text=message, reason=message)
        given_answer = answer(sentences=(sentence,), withheld=(held,), citations=(citation,), note=message)
        exchange = Exchange(name, quote, scope=name, named=True, answer=given_answer, ended=Ended.DONE)
        card = DocumentCard(DocumentId("d"), name, name, 1, 1, ReadStatus.PARTIAL)
        remark = Remark(RemarkKind.COMMENTS, message, text=quote)
        shelf = Shelf((card,), remarks={card.id: (remark,)})
        row = FileRow(name, ended=ReadStatus.DAMAGED, message=message)
        return render_exchange(exchange), render_documents("m", shelf), render_files((row,)), render_notice(message)

    for fragment, plain in zip(shown(name, quote, message), shown("n", "q", "m"), strict=True):
        # A tab and a line's end in a quotation are a table's: the rules drawn for them are ours.
        kept = fragment.replace(CELL, "").replace("<br>", "")
        assert [(tag, attributes.keys()) for tag, attributes in tags(kept)] == [
            (tag, attributes.keys()) for tag, attributes in tags(plain)
        ]
        assert "\n" not in fragment


def test_an_address_quotes_every_part() -> None:
    citation = replace(make_citation(), pages=())
    assert view_address("A/B?#", citation).startswith("/view/A%2FB%3F%23/dddddddddddddddd/")
    assert "page=" not in view_address("A", citation)
