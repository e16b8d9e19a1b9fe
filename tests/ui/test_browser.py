"""The page as a lawyer uses it, in a real Chromium (``make test-browser``).

Where Chromium or Playwright is missing these tests fail, in words: to drive a browser is their only purpose.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lexassist.assistant import Assistant
from lexassist.bands import join_lines
from lexassist.review.citing import cite_spans
from lexassist.settings import Settings
from lexassist.types import (
    Answered,
    AnswerEvent,
    AnswerSentence,
    Found,
    Presence,
    QuestionKind,
    SentenceStatus,
    Span,
    Support,
    TypePresence,
    YesNo,
)

from ..conftest import CORPORA
from .conftest import (
    HOSTILE,
    NOTICE,
    UNSEEN,
    Served,
    SlowGenerator,
    contract_pdf,
    hidden_pdf,
    reply,
    scanned_pdf,
    serving,
)
from .test_render import answer as make_answer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(180),
    # The server runs in this process, and warnings of Gradio's libraries as errors would break its queue.
    pytest.mark.filterwarnings("ignore"),
]

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_SLOW = 60_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if find_spec("playwright") is None:
        pytest.fail("Playwright is not installed: `pip install playwright` (no browser download is needed).")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("Chromium is not installed: install the system's package `chromium`.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield opened
        opened.close()


class Watched:
    """A browser page that remembers what it asked for and what went wrong."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page = page
        self.served = served
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        page.set_default_timeout(_SLOW)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        self.answer = page.goto(served.address)
        page.locator("#lx-choose").wait_for()

    def make_matter(self, name: str) -> None:
        self.page.locator("#lx-new > button").click()
        self.page.locator("#lx-name").locator("input, textarea").fill(name)
        self.page.locator("#lx-make").click()
        self.page.locator("#lx-upload").wait_for()

    def read(self, *files: Path) -> None:
        self.page.locator("#lx-upload input[type=file]").set_input_files(files)
        self.page.locator("#lx-files h3", has_text="read").filter(has_not_text="Reading").wait_for()
        self.page.locator("#lx-documents a").first.wait_for()

    def ask(self, question: str) -> Locator:
        """Ask; the exchange once it has ended, which stands below those of before, also below one with the same question."""
        exchanges = self.page.locator(".lx-exchange")
        before = exchanges.count()
        self.page.locator("#lx-question textarea").fill(question)
        self.page.locator("#lx-send").click()
        exchange = exchanges.nth(before)
        exchange.filter(has_text=question).wait_for()
        self.page.locator(".lx-exchange.lx-running").wait_for(state="detached")
        return exchange

    def assert_nothing_left(self) -> None:
        assert all(url.startswith((self.served.address, "blob:", "data:")) for url in self.requests)
        assert not self.dialogs


@pytest.fixture
def watched(browser: Browser, served: Served) -> Iterator[Watched]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    yield Watched(page, served)
    page.close()


def test_a_lawyer_reads_a_contract_asks_and_sees_the_clause(watched: Watched, contract: Path) -> None:
    page = watched.page
    assert watched.answer is not None
    assert "script-src 'self';" in watched.answer.headers["content-security-policy"]
    watched.make_matter("Halden")
    watched.read(contract)
    assert "2 pages" in page.locator("#lx-documents").inner_text()

    page.locator("#lx-question textarea").fill("How may a party terminate this Agreement?")
    page.locator("#lx-send").click()
    # The evidence is on screen, and open, before the first sentence is.
    page.locator(".lx-passages[open] blockquote", has_text="sixty (60) days").first.wait_for()
    assert page.locator(".lx-words").count() == 0
    # The first sentence is on screen before the answer is finished.
    page.locator(".lx-exchange.lx-running .lx-words").wait_for()
    page.locator(".lx-exchange.lx-done").wait_for()
    assert NOTICE in page.locator(".lx-words").inner_text()
    assert page.locator(".lx-withheld").inner_text().startswith("1 sentence withheld")
    assert "ninety" not in page.locator(".lx-answer").inner_text()

    chip = page.locator(".lx-words .lx-chip").first
    assert chip.inner_text() == "cl. 2.1, p. 2"
    chip.click()
    _assert_highlighted(watched)
    watched.assert_nothing_left()


def _assert_highlighted(watched: Watched) -> None:
    """The highlights lie where the stored boxes of the quoted words lie on the image, and are in sight."""
    frame = watched.page.frame_locator("iframe[name=evidence]")
    frame.locator(".lx-hit").first.wait_for()
    image = frame.locator(".lx-sheet img")
    image.evaluate("image => image.decode()")
    assert image.evaluate("image => image.naturalWidth") > 500
    (card,) = watched.served.assistant.documents("Halden")
    document = watched.served.assistant.document("Halden", card.id)
    assert "Page 2 of 2" in frame.locator(".lx-view-head").inner_text()
    address = next(f.url for f in watched.page.frames if f.name == "evidence")
    start, end = (int(address.split(f"{name}=")[1].split("&")[0].split("#")[0]) for name in ("start", "end"))
    assert " ".join(document.text[start:end].split()).endswith(NOTICE)

    sheet, width, height = image.bounding_box(), document.pages[1].width, document.pages[1].height
    assert sheet is not None
    scale = sheet["width"] / width
    assert sheet["height"] / height == pytest.approx(scale, rel=0.01)
    bands = join_lines(document.boxes_of(Span(start, end)))
    hits = [hit.bounding_box() for hit in frame.locator(".lx-hit").all()]
    assert len(hits) == len(bands)
    for hit, band in zip(hits, bands, strict=True):
        assert hit is not None
        seen = (hit["x"] - sheet["x"], hit["y"] - sheet["y"], hit["width"], hit["height"])
        stored = (band.x0, band.top, band.x1 - band.x0, band.bottom - band.top)
        # 1.2 points of padding on each side
        assert seen == pytest.approx([edge * scale for edge in stored], abs=2.5 * scale)
        assert 0 < hit["y"] < 800


def test_what_is_not_in_the_documents_is_not_answered(watched: Watched, contract: Path) -> None:
    watched.make_matter("Halden")
    watched.read(contract)
    question = "How much rent does the Supplier pay for the football ground?"
    exchange = watched.ask(question)
    words = exchange.inner_text()
    assert "No answer given" in words
    assert "1 document and" in words
    assert "they may bear on the question" in words
    # Earlier questions stay above.
    watched.ask("How may a party terminate this Agreement?")
    questions = watched.page.locator(".lx-question").all_inner_texts()
    assert questions == [question, "How may a party terminate this Agreement?"]


def test_every_mention_is_listed_and_a_click_shows_it_on_its_page(watched: Watched, contract: Path) -> None:
    page = watched.page
    watched.make_matter("Halden")
    watched.read(contract)
    page.locator("#lx-mention").click()
    page.locator(".lx-notice", has_text="Type the words").wait_for()
    page.locator("#lx-question textarea").fill("this agreement")
    page.locator("#lx-mention").click()
    listed = page.locator(".lx-mentions")
    listed.wait_for()
    assert "“this agreement”: 2 places in 1 document" in listed.inner_text()
    assert page.locator("#lx-question textarea").input_value() == "this agreement"
    assert listed.locator("mark").all_inner_texts() == ["this Agreement"] * 2
    assert listed.locator(".lx-chip").all_inner_texts() == ["cl. 2.1, p. 2", "cl. 2.2, p. 2"]
    for chip, line in ((0, 0), (1, 1)):
        listed.locator(".lx-chip").nth(chip).click()
        frame = page.frame_locator("iframe[name=evidence]")
        frame.locator("h1", has_text=f"Clause 2.{line + 1}").wait_for()
        hit = frame.locator(".lx-hit")
        hit.wait_for()
        assert hit.count() == 1
    # The listing is an exchange like others: an answer comes below it.
    watched.ask("Who won the football cup?")
    assert page.locator(".lx-mentions").count() == 1
    watched.assert_nothing_left()


def test_stop_ends_the_writing(watched: Watched, contract: Path) -> None:
    generator = watched.served.generator
    generator.delay = 0.4
    watched.make_matter("Halden")
    watched.read(contract)
    watched.page.locator("#lx-question textarea").fill("How may a party terminate this Agreement?")
    watched.page.locator("#lx-send").click()
    watched.page.locator(".lx-passages[open]").wait_for()
    watched.page.locator("#lx-stop").click()
    watched.page.locator(".lx-exchange.lx-stopped").wait_for()
    watched.page.locator("#lx-stop").wait_for(state="hidden")
    time.sleep(0.1)
    deadline, written = time.monotonic() + 30, -1
    while written != generator.written and time.monotonic() < deadline:
        written = generator.written
        time.sleep(2.5)
    whole = len(reply(generator.asked[0][0]).split())
    assert written < whole, "the model wrote to its end"


def test_bad_files_are_named_with_what_to_do_and_the_rest_is_read(
    watched: Watched, contract: Path, tmp_path: Path
) -> None:
    broken, picture = tmp_path / "broken.pdf", tmp_path / "picture.xyz"
    broken.write_bytes(b"%PDF-1.7 and no more")
    picture.write_bytes(b"\x00\x01\x02")
    watched.make_matter("Halden")
    watched.read(broken, picture, contract)
    assert "1 of 3 files read" in watched.page.locator("#lx-files").inner_text()
    for row in watched.page.locator(".lx-bad").all():
        assert len(row.locator(".lx-message").inner_text()) > 20
    assert watched.page.locator(".lx-bad").count() == 2
    assert list((watched.served.settings.home / "tmp").glob("incoming-*")) == []


def test_words_read_by_ocr_are_marked_beside_the_answer_and_on_their_page(watched: Watched, tmp_path: Path) -> None:
    scan = tmp_path / "Halden scan.pdf"
    scan.write_bytes(scanned_pdf())
    watched.make_matter("Halden")
    watched.read(scan)
    exchange = watched.ask("How may a party terminate this Agreement?")
    chip = exchange.locator(".lx-answer .lx-chip").first
    assert chip.inner_text() == "cl. 2.1, p. 2, read by OCR"
    assert "Compare them with the page" in str(chip.get_attribute("title"))
    chip.click()
    frame = watched.page.frame_locator("iframe[name=evidence]")
    frame.locator(".lx-hit").first.wait_for()
    assert "read from a scan by character recognition" in frame.locator(".lx-scan").inner_text()
    watched.assert_nothing_left()


def test_a_document_without_pages_is_cited_by_paragraph_and_shown_as_text(watched: Watched, tmp_path: Path) -> None:
    letter = tmp_path / "Side letter.txt"
    letter.write_text(f"SIDE LETTER\n\n1. Services\n\nAs agreed.\n\n2. Term\n\n2.1 {NOTICE}\n", encoding="utf-8")
    watched.make_matter("Halden")
    watched.read(letter)
    assert "page" not in watched.page.locator("#lx-documents").inner_text()
    exchange = watched.ask("How may a party terminate this Agreement?")
    chip = exchange.locator(".lx-answer .lx-chip").first
    assert chip.inner_text() == "cl. 2.1, para. 5"
    chip.click()
    frame = watched.page.frame_locator("iframe[name=evidence]")
    mark = frame.locator("mark")
    mark.wait_for()
    assert NOTICE in mark.inner_text()
    assert "para. 5" in frame.locator(".lx-view-head").inner_text()
    place = mark.bounding_box()
    assert place is not None
    assert 0 < place["y"] < 800
    watched.assert_nothing_left()


def test_hidden_words_are_said_to_be_there_framed_and_shown_on_demand_only(watched: Watched, tmp_path: Path) -> None:
    file = tmp_path / "Halden services.pdf"
    file.write_bytes(hidden_pdf())
    page = watched.page
    watched.make_matter("Halden")
    watched.read(file)
    remark = page.locator("#lx-documents .lx-remark")
    assert remark.inner_text().startswith("Hidden text on page 2")
    exchange = watched.ask("May the Supplier end this Agreement at once?")
    assert UNSEEN not in exchange.inner_text()
    remark.click()
    frame = page.frame_locator("iframe[name=evidence]")
    words = frame.locator(".lx-remarks blockquote")
    frame.locator("summary").wait_for()
    assert not words.is_visible()
    frame.locator("summary").click()
    assert words.inner_text() == UNSEEN
    assert "never used for answers" in frame.locator(".lx-remarks").inner_text()
    frame.locator(".lx-remarks h2 a").click()
    frame.locator(".lx-unseen").first.wait_for()
    assert UNSEEN not in frame.locator("body").inner_text()
    assert "cannot be seen" in frame.locator(".lx-view-head").inner_text()
    watched.assert_nothing_left()


def test_the_files_of_an_e_mail_stand_behind_it(watched: Watched, contract: Path, tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "Our offer"
    message.set_content("1. Offer\n\nWe attach the contract.")
    message.add_attachment(contract.read_bytes(), maintype="application", subtype="pdf", filename=contract.name)
    mail = tmp_path / "Offer.eml"
    mail.write_bytes(message.as_bytes())
    watched.make_matter("Halden")
    watched.read(mail)
    listed = watched.page.locator("#lx-documents li > a:first-child").all_inner_texts()
    assert listed == ["Offer.eml", "Halden services.pdf (in Offer.eml)"]
    assert "2 files read" in watched.page.locator("#lx-files").inner_text()
    exchange = watched.ask("How may a party terminate this Agreement?")
    assert "Halden services, cl. 2.1, p. 2" in exchange.locator(".lx-answer .lx-chip").first.inner_text()


class _Attacker(BaseHTTPRequestHandler):
    hits: list[str]

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def attacker() -> Iterator[tuple[int, list[str]]]:
    hits: list[str] = []
    handler = type("Attacker", (_Attacker,), {"hits": hits})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, hits
    server.shutdown()
    thread.join()
    server.server_close()


def test_hostile_names_and_texts_reach_nobody_and_run_nothing(
    watched: Watched, attacker: tuple[int, list[str]], tmp_path: Path
) -> None:
    """Markup in a name, a contract or a question is shown as it is written, and does nothing."""
    port, hits = attacker
    text = HOSTILE.format(port=port)
    name = tmp_path / "![x](http:127.0.0.1) <img src=x onerror=alert(1)> & ${7}.txt"
    name.write_text(f"1. Notice\n1.1 {NOTICE} {text}\n\n{text}\n")
    drawn = tmp_path / "drawn.pdf"
    drawn.write_bytes(contract_pdf(text[:90]))
    page = watched.page
    title = page.title()
    watched.make_matter("Halden and Co")
    watched.read(name, drawn)
    for question in (f"How may a party terminate this Agreement? {text}", "Who won the football cup?"):
        watched.ask(question)
    shown = page.locator("#lx-conversation").inner_text()
    assert "<img src=x onerror=" in shown
    assert "{{value}}" in shown
    chip = page.locator(".lx-chip", has_text="onerror").or_(page.locator(".lx-chip")).first
    chip.click()
    page.frame_locator("iframe[name=evidence]").locator(".lx-view-head").wait_for()
    for link in page.locator("#lx-documents a").all():
        link.click()
        page.frame_locator("iframe[name=evidence]").locator(".lx-view-head").wait_for()
    time.sleep(1)
    own = page.locator("#lx-conversation, #lx-documents, #lx-files")
    assert own.locator("img, svg, script, object").count() == 0
    assert page.title() == title
    assert hits == []
    watched.assert_nothing_left()


@pytest.mark.parametrize("width", [1280, 800])
def test_nothing_is_wider_than_the_window(watched: Watched, contract: Path, width: int) -> None:
    watched.make_matter("Halden")
    watched.read(contract)
    watched.ask("How may a party terminate this Agreement?")
    watched.page.set_viewport_size({"width": width, "height": 800})
    watched.page.locator(".lx-words .lx-chip").first.click()
    hit = watched.page.frame_locator("iframe[name=evidence]").locator(".lx-hit").first
    hit.wait_for()
    for control in ("#lx-send", "#lx-question", "#lx-choose", "#lx-evidence iframe"):
        box = watched.page.locator(control).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= 801
    place = hit.bounding_box()
    assert place is not None
    assert 0 < place["y"] < 800
    assert watched.page.locator("footer").count() == 0 or not watched.page.locator("footer").is_visible()


OWN = """name = "own"
version = "1"
title = "Our services"
[[rule]]
id = "law"
title = "Governing law"
clause = "Governing Law"
severity = "high"
[[rule]]
id = "exclusivity"
title = "Exclusivity"
clause = "Exclusivity"
severity = "medium"
"""


@pytest.fixture
def read_nda(browser: Browser, page_settings: Settings) -> Iterator[Watched]:
    """The page with the encoder that comes with LexAssist, and one of our own contracts in a matter."""
    with Assistant(page_settings, generator=lambda: SlowGenerator(reply)) as assistant:
        assistant.create_matter("Halden")
        for _ in assistant.ingest("Halden", [CORPORA / "pdf" / "nda.pdf"]):
            pass
        with serving(assistant, page_settings) as address:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            watched = Watched(page, Served(address, assistant, page_settings, SlowGenerator(reply)))
            page.locator("#lx-documents a").first.wait_for()
            yield watched
            page.close()


def _assert_in_sight(watched: Watched, piece: Locator) -> None:
    """It comes to stand in the conversation, above the question field, and stays: the page scrolls after it has drawn."""
    seen = 0
    for _ in range(50):
        place, field = piece.bounding_box(), watched.page.locator("#lx-ask").bounding_box()
        is_seen = place and field and place["y"] >= 0 and place["y"] + place["height"] <= field["y"]
        seen = seen + 1 if is_seen else 0
        if seen == 5:
            return
        time.sleep(0.1)
    pytest.fail(f"It is not in sight after 5 seconds: it is at {place}, and the question field at {field}.")


def _tell(assistant: Assistant, matter: str, question: str, **asked: object) -> Iterator[AnswerEvent]:
    """In the place of the engine: yes with the clause on notice, or none of this kind; a follow-up is told what it asks."""
    (card,) = assistant.documents(matter)
    document = assistant.document(matter, card.id)
    start = document.text.index("Either party may terminate")
    cited = cite_spans(document, assistant.clauses(matter, card.id), [Span(start, start + 30)])
    proof = TypePresence("Exclusivity", Presence.ABSENT, 0.04, (), 61, 61, 0.5, 0.02)
    present = "terminate" in question
    yield Found((), 1, 61)
    yield Answered(
        make_answer(
            question=question,
            kind=QuestionKind.YES_NO,
            verdict=YesNo.YES if present else YesNo.NO,
            support=Support.SUPPORTED if present else Support.ABSTAINED,
            sentences=(AnswerSentence(f"Yes: {cited[0].quote}", SentenceStatus.SUPPORTED, (1,)),) if present else (),
            citations=cited if present else (),
            nearest=() if present else cited,
            certificate=None if present else proof,
            note="" if present else "No clause of this kind was found: 61 of 61 clauses checked.",
            asked=f"{asked['after'][-1]} and an audit?" if question.startswith("And") else "",  # type: ignore[index]
        )
    )


@pytest.fixture
def told(watched: Watched, contract: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    watched.make_matter("Halden")
    watched.read(contract)
    monkeypatch.setattr(Assistant, "stream", _tell)
    return watched


def test_a_yes_stands_above_its_clause_and_is_in_sight_also_below_other_answers(told: Watched) -> None:
    for _ in range(3):
        exchange = told.ask("May a party terminate this Agreement?")
        verdict, words = exchange.locator(".lx-yes-no"), exchange.locator(".lx-words")
        assert verdict.inner_text() == "Yes"
        _assert_in_sight(told, verdict)
        _assert_in_sight(told, words)
        assert words.inner_text().startswith("“Either party may terminate")
    assert told.page.locator(".lx-exchange").count() == 3
    exchange.locator(".lx-chip").click()
    told.page.frame_locator("iframe[name=evidence]").locator(".lx-hit").first.wait_for()
    told.assert_nothing_left()


def test_a_proven_absence_is_a_no_with_what_was_compared_and_what_came_nearest(told: Watched) -> None:
    exchange = told.ask("Is there an exclusivity clause?")
    verdict = exchange.locator(".lx-abstained .lx-yes-no")
    assert verdict.inner_text() == "No"
    _assert_in_sight(told, verdict)
    assert "61 of 61 clauses checked" in exchange.inner_text()
    assert "They do not answer the question" in exchange.locator(".lx-nearest").inner_text()
    assert exchange.locator(".lx-answer").count() == 0


def test_a_follow_up_goes_with_the_questions_before_it_and_says_how_it_was_understood(told: Watched) -> None:
    told.ask("Is there an exclusivity clause?")
    exchange = told.ask("And an audit?")
    understood = exchange.locator(".lx-understood")
    assert understood.inner_text() == "Understood as: “Is there an exclusivity clause? and an audit?”"
    _assert_in_sight(told, understood)
    # What is referred to next is the full question.
    again = told.ask("And then?").locator(".lx-understood")
    assert "Is there an exclusivity clause? and an audit? and an audit?" in again.inner_text()


def test_a_matter_is_reviewed_with_a_playbook_of_ones_own_and_taken_home(read_nda: Watched, tmp_path: Path) -> None:
    page = read_nda.page
    page.locator("#lx-review > button").click()
    wrong, own = tmp_path / "wrong.toml", tmp_path / "own.toml"
    wrong.write_text(OWN.replace("severity =", "severty ="))
    own.write_text(OWN)
    chosen = page.locator("#lx-playbook input")
    page.locator("#lx-review input[type=file]").set_input_files(wrong)
    page.locator("#lx-progress .lx-problem", has_text="severty").wait_for()
    page.locator("#lx-review input[type=file]").set_input_files(own)
    page.locator("#lx-progress .lx-problem").wait_for(state="detached")
    assert chosen.input_value() == "Our services (own)"
    page.locator("#lx-review-go").click()

    grid = page.locator(".lx-review .lx-grid")
    grid.wait_for()
    assert grid.locator("thead th").all_inner_texts() == ["Document", "Governing law", "Exclusivity"]
    law = grid.locator("td a").first
    assert "Compliant" in law.inner_text()
    law.click()
    frame = page.frame_locator("iframe[name=evidence]")
    frame.locator(".lx-hit").first.wait_for()
    assert "○ Missing (medium)" in grid.inner_text()
    assert "Medium: 1 open finding" in page.locator(".lx-findings").inner_text()

    for name, starts in (("Excel", b"PK"), ("Web page", b"<!doctype html>")):
        with page.expect_download() as started:
            page.locator(".lx-downloads a", has_text=name).first.click()
        assert started.value.suggested_filename.startswith("own-")
        assert Path(started.value.path()).read_bytes().startswith(starts)
    # The review is an exchange like others: an answer comes below it.
    read_nda.ask("Who won the football cup?")
    assert page.locator(".lx-review").count() == 1
    read_nda.assert_nothing_left()
