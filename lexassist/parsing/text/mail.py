"""E-mail (.eml) to lines: who wrote to whom, when and about what, then the body; its attachments as files of their own.

Promises: the plain body is read where there is one, else the web page; a forwarded message is an attachment; no name of an
attachment holds a path. What is not read (too many, too large, encrypted) is named in the message. Pictures inside the body
are left out. Signatures are not checked.
"""

from __future__ import annotations

import email
import email.errors
import mimetypes
import re
import unicodedata
from collections.abc import Iterable
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32

from lexassist.errors import ReadError
from lexassist.parsing.pages import RawDocument, RawLine
from lexassist.parsing.text.plain import decode, lines_of, nothing_in
from lexassist.parsing.text.portions import cut_portions, text_line
from lexassist.parsing.text.webpage import page_lines
from lexassist.types import Attachment, ReadStatus, Remark

MOST_ATTACHMENTS = 100
LARGEST = 100 << 20
"""Bytes of all attachments of one message together."""
_MOST_PARTS = 2_000
_DEEPEST = 50
_LONGEST_NAME = 120
_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_FIELD = re.compile(rb"[!-9;-~]{1,80}:[ \t]?")
_TECHNICAL = re.compile(
    rb"^(?:received|return-path|message-id|mime-version|x-[a-z-]+|dkim-signature|delivered-to|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
_CORRESPONDENTS = re.compile(rb"^(?:from|to|subject|date):", re.IGNORECASE | re.MULTILINE)
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_ENCRYPTED = frozenset({"application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_BAD_PARTS = (LookupError, ValueError, TypeError, AttributeError, RecursionError)
"""What the standard library's parser raises on broken messages, beside its own errors."""


def is_mail(data: bytes, source: str) -> bool:
    """Whether the bytes are an e-mail: by the name, or by a head that a mail program wrote (a memorandum has none)."""
    head = data[:16_384].lstrip(b"\xef\xbb\xbf\r\n").replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    first = head.partition(b"\n")[0]
    if not (_FIELD.match(first) or first.startswith(b"From ")):
        return False
    if source.lower().endswith(".eml"):
        return _CORRESPONDENTS.search(head) is not None or _TECHNICAL.search(head) is not None
    return _TECHNICAL.search(head) is not None and _CORRESPONDENTS.search(head) is not None


def read_mail(data: bytes, *, most: int = MOST_ATTACHMENTS, largest: int = LARGEST) -> RawDocument:
    """The head and the body of a message, with at most ``most`` attachments of ``largest`` bytes together.

    Raises:
        ReadError: the message is broken, encrypted, or holds nothing.
    """
    message = _parse(data)
    reader = _Reader(most, largest)
    reader.read(message)
    lines = [text_line(f"{name}: {value}") for name in _SHOWN if (value := _field(message, name))]
    if reader.encrypted and not reader.lines:
        raise ReadError(
            "The message is encrypted.",
            remedy="Open it in the mail program, save its text and its attachments, and add those.",
            status=ReadStatus.NEEDS_PASSWORD,
        )
    if not lines and not any(line.text for line in reader.lines):
        raise nothing_in("The message")
    pages = cut_portions((*lines, RawLine(""), *reader.lines))
    told = reader.told()
    return RawDocument(pages, told, paged=False, remarks=tuple(reader.remarks), attachments=tuple(reader.attachments))


class _Reader:
    """Sorts the parts of a message into its text and its attachments."""

    def __init__(self, most: int, largest: int) -> None:
        self.lines: list[RawLine] = []
        self.remarks: list[Remark] = []
        self.attachments: list[Attachment] = []
        self.encrypted = False
        self._most, self._left = most, largest
        self._names: set[str] = set()
        self._refused: list[str] = []
        self._parts = 0

    def read(self, message: Message) -> None:
        """Read every part, in order."""
        waiting: list[tuple[Message, int]] = [(message, 0)]
        while waiting:
            part, depth = waiting.pop()
            self._parts += 1
            if self._parts > _MOST_PARTS or depth > _DEEPEST:
                self._refused.append("parts inside parts")
                return
            held = part.get_payload()
            if part.get_content_type() == "message/rfc822":
                self._attach_message(part)
            elif isinstance(held, list):
                inner = [other for other in held if isinstance(other, Message)]
                chosen = _preferred(inner) if part.get_content_type() == "multipart/alternative" else inner
                waiting += [(other, depth + 1) for other in reversed(chosen)]
            else:
                self._leaf(part)

    def told(self) -> str:
        """What was not read, "" where all was."""
        if not self._refused:
            return ""
        names = ", ".join(self._refused[:5]) + (" and others" if len(self._refused) > 5 else "")
        return f"Not all attachments were taken ({names}). Save these from the mail program and add them."

    def _leaf(self, part: Message) -> None:
        kind = part.get_content_type()
        name = _file_name(part)
        attached = part.get_content_disposition() == "attachment"
        if kind in _ENCRYPTED and not name.lower().endswith(".p7s"):
            self.encrypted = True
        elif kind in _SIGNATURES or name.lower().endswith(".p7s"):
            return
        elif kind in ("text/plain", "text/html") and not attached and not name:
            self._body(part, kind)
        elif kind.startswith("image/") and not attached and (part.get("Content-ID") or not name):
            return
        elif name or attached or not kind.startswith(("text/", "multipart/")):
            self._attach(name or f"attachment{mimetypes.guess_extension(kind) or '.bin'}", _payload(part))

    def _body(self, part: Message, kind: str) -> None:
        text = _text(part)
        if kind == "text/html":
            lines, remarks = page_lines(text)
            self.lines += lines
            self.remarks += remarks
            return
        if str(part.get_param("format", "")).lower() == "flowed":
            text = re.sub(r"(?<!--) \r?\n(?=[^>\r\n])", " ", text)
        self.lines += (*lines_of(text), RawLine(""))

    def _attach_message(self, part: Message) -> None:
        held = part.get_payload()
        inner = held[0] if isinstance(held, list) and held else None
        if not isinstance(inner, Message):
            return
        name = f"{_plain_name(_field(inner, 'Subject'))[: _LONGEST_NAME - 4] or 'message'}.eml"
        try:
            data = inner.as_bytes()
        except _BAD_PARTS:
            self._refused.append(name)
            return
        self._attach(name, data)

    def _attach(self, name: str, data: bytes) -> None:
        if not data:
            return
        if len(self.attachments) >= self._most or len(data) > self._left:
            self._refused.append(name)
            return
        self._left -= len(data)
        self.attachments.append(Attachment(self._unused(name), data))

    def _unused(self, name: str) -> str:
        stem, dot, suffix = name.rpartition(".")
        found, count = name, 1
        while found.lower() in self._names:
            count += 1
            found = f"{stem} ({count}).{suffix}" if dot else f"{name} ({count})"
        self._names.add(found.lower())
        return found


def _parse(data: bytes) -> Message:
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    try:
        return email.message_from_bytes(data, policy=compat32)
    except (*_BAD_PARTS, email.errors.MessageError) as error:
        raise ReadError(
            f"The message is damaged ({type(error).__name__}).",
            remedy="Open it in the mail program and save its text and its attachments.",
            status=ReadStatus.DAMAGED,
        ) from error


def _preferred(parts: Iterable[Message]) -> list[Message]:
    """Of alternatives, the plain text that has words, else the web page (alone or with its pictures), else the last."""
    known = list(parts)
    plain = [part for part in known if part.get_content_type() == "text/plain" and _text(part).strip()]
    page = [part for part in known if part.get_content_type() in ("text/html", "multipart/related", "multipart/mixed")]
    others = [part for part in known if part.get_content_type() == "text/calendar"]
    return [*(plain[:1] or page[-1:] or known[-1:]), *others]


def _field(message: Message, name: str) -> str:
    """A field of the head as it reads, "" where there is none."""
    written = message.get(name)
    if written is None:
        return ""
    try:
        text = str(make_header(decode_header(written)))
    except (*_BAD_PARTS, email.errors.MessageError):
        text = str(written)
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(text.split())


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename("")
        decoded = str(make_header(decode_header(name)))
    except (*_BAD_PARTS, email.errors.MessageError):
        return "attachment"
    return _plain_name(decoded)


def _plain_name(name: str) -> str:
    """A name without folders, control characters and signs that turn the writing around."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    last = re.split(r"[\\/:]", name)[-1]
    kept = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    kept = " ".join(re.sub(r"[<>\"|?*]", "_", kept).split()).strip(". ")
    stem, dot, suffix = kept.rpartition(".")
    if len(kept) <= _LONGEST_NAME:
        return kept
    return f"{stem[: _LONGEST_NAME - 11]}.{suffix[:10]}" if dot and len(suffix) <= 10 else kept[:_LONGEST_NAME]


def _payload(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except _BAD_PARTS:
        return b""
    return data if isinstance(data, bytes) else b""


def _text(part: Message) -> str:
    data = _payload(part)
    try:
        return decode(data, named=part.get_content_charset("") or "")
    except (ReadError, *_BAD_PARTS):
        return data.decode("latin-1")
