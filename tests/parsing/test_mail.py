"""E-mail to lines and attachments."""

from __future__ import annotations

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.errors import ReadError
from lexassist.parsing.pages import RawDocument
from lexassist.parsing.text.mail import is_mail, read_mail
from lexassist.types import ReadStatus, RemarkKind

HEAD = b"From: A <a@example.org>\r\nTo: b@example.org\r\nSubject: Draft\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
SHOWN = ["From: A <a@example.org>", "To: b@example.org", "Date: Mon, 1 Jan 2024 10:00:00 +0000", "Subject: Draft"]


def lines(raw: RawDocument) -> list[str]:
    return [line.text for page in raw.pages for line in page.lines if line.text]


def message(**fields: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {"From": "a@example.org", "Subject": "Draft", **fields}.items():
        made[name] = value
    return made


@pytest.mark.parametrize(
    ("data", "source", "expected"),
    [
        (HEAD + b"\r\nHello", "draft.eml", True),
        (HEAD + b"\r\nHello", "draft.txt", True),
        (b"From a@example.org Mon Jan 1\n" + HEAD + b"\r\nHello", "box", True),
        # A memorandum is written by a person, not by a mail program.
        (b"To: The Board\nFrom: Counsel\nDate: 1 May\nSubject: Merger\n\nHello", "memo.txt", False),
        (b"To: The Board\nFrom: Counsel\n\nHello", "memo.eml", True),
        (b"This Agreement is made", "draft.eml", False),
        (b"%PDF-1.7", "draft.eml", False),
    ],
)
def test_what_is_mail(data: bytes, source: str, expected: bool) -> None:
    assert is_mail(data, source) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"\r\nHello\r\nthere", ["Hello", "there"]),
        (
            b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nna=C3=AFve =\r\ntext",
            ["naïve text"],
        ),
        (
            b"Content-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: base64\r\n\r\n5M/Hz9fP0g==",
            ["Договор"],
        ),
        (b"Content-Type: text/plain; charset=nonsense\r\n\r\nHello", ["Hello"]),
        (
            b"Content-Type: text/plain; format=flowed\r\n\r\nThis line goes \r\non.\r\nThis one not.",
            ["This line goes on.", "This one not."],
        ),
        (b"Content-Type: text/html\r\n\r\n<p>One</p><ol><li>Two</ol>", ["One", "1. Two"]),
        (b"Content-Transfer-Encoding: base64\r\n\r\n!!!not base64", None),
    ],
)
def test_bodies(body: bytes, expected: list[str] | None) -> None:
    found = lines(read_mail(HEAD + body))
    assert found[:4] == SHOWN
    assert expected is None or found[4:] == expected


def test_an_encoded_subject_reads_as_it_was_written() -> None:
    raw = read_mail(b"From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\nSubject: =?utf-8?b?VmVydHLDpGdl?=\n\nx")
    assert lines(raw)[:2] == ["From: Jürgen <j@example.org>", "Subject: Verträge"]


def test_the_plain_alternative_is_read_and_else_the_page() -> None:
    both = message()
    both.set_content("Plain words")
    both.add_alternative("<p>Page words</p>", subtype="html")
    assert lines(read_mail(both.as_bytes()))[2:] == ["Plain words"]
    page = message()
    page.set_content("  \n")
    page.add_alternative("<p>Page words<span hidden>ignore</span></p>", subtype="html")
    raw = read_mail(page.as_bytes())
    assert lines(raw)[2:] == ["Page words"]
    assert [remark.kind for remark in raw.remarks] == [RemarkKind.HIDDEN_TEXT]


def test_attachments_are_files_of_their_own() -> None:
    made = message()
    made.set_content("See attached.")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="draft.pdf")
    made.add_attachment(b"%PDF-1.5", maintype="application", subtype="pdf", filename="draft.pdf")
    made.add_attachment("notes", filename="notes.txt")
    made.add_attachment(message(Subject="Older: one"), filename=None)
    raw = read_mail(made.as_bytes())
    assert lines(raw)[2:] == ["See attached."]
    assert [part.name for part in raw.attachments] == ["draft.pdf", "draft (2).pdf", "notes.txt", "one.eml"]
    assert raw.attachments[1].data == b"%PDF-1.5"
    assert b"Subject: Older: one" in raw.attachments[3].data
    assert raw.message == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\draft.docx", "draft.docx"),
        ("draft\u202excod.exe", "draftxcod.exe"),
        ("a\tb.pdf", "ab.pdf"),
        ("..", "attachment.pdf"),
        ("x" * 400 + ".pdf", "x" * 109 + ".pdf"),
        ("a<b>|?.pdf", "a_b___.pdf"),
    ],
)
def test_names_of_attachments_are_plain(name: str, expected: str) -> None:
    made = message()
    made.set_content("x")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=name)
    (part,) = read_mail(made.as_bytes()).attachments
    assert part.name == expected


def test_pictures_inside_the_body_are_left_out() -> None:
    made = message()
    made.set_content("<p>x<img src=cid:logo></p>", subtype="html")
    made.add_related(
        b"\x89PNG", maintype="image", subtype="png", cid="<logo>", filename="logo.png", disposition="inline"
    )
    raw = read_mail(made.as_bytes())
    assert lines(raw)[2:] == ["x"]
    assert raw.attachments == ()


def test_too_many_and_too_large_attachments_are_named() -> None:
    made = message()
    made.set_content("x")
    for number in range(4):
        made.add_attachment(b"x" * 100, maintype="application", subtype="pdf", filename=f"{number}.pdf")
    raw = read_mail(made.as_bytes(), most=2)
    assert [part.name for part in raw.attachments] == ["0.pdf", "1.pdf"]
    assert "2.pdf, 3.pdf" in raw.message
    assert [part.name for part in read_mail(made.as_bytes(), largest=250).attachments] == ["0.pdf", "1.pdf"]


def test_an_encrypted_message_says_so() -> None:
    data = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA"
    with pytest.raises(ReadError) as caught:
        read_mail(HEAD + data)
    assert caught.value.status is ReadStatus.NEEDS_PASSWORD


def test_a_thousand_messages_inside_each_other_end() -> None:
    data = b"From: a@example.org\nContent-Type: message/rfc822\n\n" * 1000 + b"Subject: last\n\nx"
    try:
        assert len(read_mail(data).attachments) <= 1
    except ReadError as error:
        assert error.status is ReadStatus.DAMAGED  # noqa: PT017


def test_a_thousand_parts_inside_each_other_end() -> None:
    outer: MIMEMultipart | MIMEText = MIMEText("x")
    for _ in range(80):
        held = MIMEMultipart()
        held.attach(outer)
        outer = held
    outer["Subject"] = "Deep"
    assert "parts inside parts" in read_mail(outer.as_bytes()).message


_GOOD = message(To="b@example.org")
_GOOD.set_content("Hello there")
_GOOD.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
_BYTES = _GOOD.as_bytes()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_BYTES) - 1), st.integers(0, 255)), max_size=30))
def test_a_broken_message_is_read_or_refused(edits: list[tuple[int, int]]) -> None:
    data = bytearray(_BYTES)
    for place, byte in edits:
        data[place] = byte
    try:
        raw = read_mail(bytes(data))
    except ReadError as error:
        assert error.remedy  # noqa: PT017
        return
    assert all("/" not in part.name and part.name for part in raw.attachments)
