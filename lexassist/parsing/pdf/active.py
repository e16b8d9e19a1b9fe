"""What a PDF would do, or carries, besides showing its pages: scripts, actions, media, other files. Reported, never run.

PDFium opens the file without its form environment, so nothing of this can run here. PDFium names attachments and scripts
of the file; every other action is found by its name in the file's dictionaries, those in compressed object streams
included. Does not judge whether an action does harm; plain links are not worth a remark.
"""

from __future__ import annotations

import ctypes
import re
import zlib
from collections.abc import Callable, Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from lexassist.parsing.pages import clean_text
from lexassist.parsing.pdf.pdfium import Handle
from lexassist.types import Remark, RemarkKind

_MOST_FILES = 20
_MOST_INFLATED = 8 << 20
_MOST_DICTIONARIES = 64 << 20
_MOST_COPIED = 64 << 20
_LONGEST_NAME = 120

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_HEAD = 300
"""Bytes before a stream that hold its dictionary's last entries."""
_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm")
_FIRST = re.compile(rb"/First\s+(\d{1,9})")
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")

_OPENING = re.compile(rb"/(?:OpenAction|AA)\s*(?:(<<.{0,600})|(\d{1,9})\s+\d+\s+R)", re.DOTALL)
_WEB = re.compile(rb"/S\s*/URI\b")
_SIGNS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (
        re.compile(rb"/S\s*/JavaScript\b|/JS\s*[(<\d]"),
        "The PDF contains scripts (JavaScript) that could change what a viewer shows; they were not run.",
    ),
    (
        re.compile(rb"/S\s*/Launch\b"),
        "The PDF contains an action that starts a program or opens another file; it was not run.",
    ),
    (
        re.compile(rb"/S\s*/SubmitForm\b"),
        "The PDF contains an action that sends what is filled in to an address; it was not run.",
    ),
    (
        re.compile(rb"/S\s*/ImportData\b"),
        "The PDF contains an action that fills in data from another file; it was not run.",
    ),
    (
        re.compile(rb"/XFA\s*[\[\d]"),
        "The PDF is a dynamic form (XFA): a viewer may show other words than those read here; nothing of it was run.",
    ),
)
_OPENS_WEB = "The PDF calls up a web address as soon as it or a page of it is opened; the address was not called."
_MEDIA = frozenset(
    {
        pdfium.FPDF_ANNOT_SOUND, pdfium.FPDF_ANNOT_MOVIE, pdfium.FPDF_ANNOT_SCREEN, pdfium.FPDF_ANNOT_THREED,
        pdfium.FPDF_ANNOT_RICHMEDIA,
    }
)  # fmt: skip


def find_active(document: pypdfium2.PdfDocument, data: bytes) -> tuple[Remark, ...]:
    """What concerns the file as a whole."""
    found = [Remark(RemarkKind.ACTIVE_CONTENT, message) for message in _actions(document, data)]
    return (*found, *_attachments(document.raw))


def find_active_on(page: Handle, number: int) -> tuple[Remark, ...]:
    """What annotations of one page (``number`` from 1) carry: media, and files."""
    remarks: list[Remark] = []
    media = False
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        media |= kind in _MEDIA
        if kind == pdfium.FPDF_ANNOT_FILEATTACHMENT and len(remarks) < _MOST_FILES:
            remarks.append(_embedded(pdfium.FPDFAnnot_GetFileAttachment(note), number))
        pdfium.FPDFPage_CloseAnnot(note)
    if media:
        message = f"Page {number} holds sound, video or three-dimensional content that was neither played nor read."
        remarks.append(Remark(RemarkKind.ACTIVE_CONTENT, message, number))
    return tuple(remarks)


def _attachments(document: Handle) -> Iterator[Remark]:
    count = int(pdfium.FPDFDoc_GetAttachmentCount(document))
    for index in range(min(count, _MOST_FILES)):
        yield _embedded(pdfium.FPDFDoc_GetAttachment(document, index), None)
    if count > _MOST_FILES:
        message = f"The PDF carries {count - _MOST_FILES} more files inside it that were not read."
        yield Remark(RemarkKind.EMBEDDED_FILE, message)


def _embedded(attachment: Handle, page: int | None) -> Remark:
    name = _name_of(attachment) if attachment else ""
    called = f'a file "{name}"' if name else "a file without a name"
    where = "The PDF" if page is None else f"Page {page}"
    message = (
        f"{where} carries {called} inside it that was not read; save it from a PDF viewer and add it if it matters."
    )
    return Remark(RemarkKind.EMBEDDED_FILE, message, page)


def _name_of(attachment: Handle) -> str:
    size = int(pdfium.FPDFAttachment_GetName(attachment, None, 0))
    if not 2 < size <= 1 << 16:
        return ""
    units = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAttachment_GetName(attachment, units, size)
    name = clean_text(bytes(units).decode("utf-16-le", "replace").rstrip("\x00"))
    return re.split(r"[/\\]", name)[-1].replace('"', "'")[:_LONGEST_NAME]


def _actions(document: pypdfium2.PdfDocument, data: bytes) -> Iterator[str]:
    text = _unescape(b"\n".join(_dictionaries(_readable(document, data))))
    for sign, message in _SIGNS:
        if sign.search(text) or (message is _SIGNS[0][1] and pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0):
            yield message
    if any(_calls_web(opening, text) for opening in _OPENING.finditer(text)):
        yield _OPENS_WEB


def _calls_web(opening: re.Match[bytes], text: bytes) -> bool:
    """Whether what happens on opening, written there or in an object of its own, is to call up an address."""
    if opening[1]:
        return _WEB.search(opening[1]) is not None
    body = re.search(rb"(?<!\d)%d\s+\d+\s+obj(.{0,600})" % int(opening[2]), text, re.DOTALL)
    return body is not None and _WEB.search(body[1].split(b"endobj")[0]) is not None


def _readable(document: pypdfium2.PdfDocument, data: bytes) -> bytes:
    """The file's bytes, decrypted where an encrypted file opens without a password."""
    if pdfium.FPDF_GetSecurityHandlerRevision(document.raw) < 0 or len(data) > _MOST_COPIED:
        return data
    parts: list[bytes] = []
    document.save(_Gathered(parts.append), flags=pdfium.FPDF_REMOVE_SECURITY)
    return b"".join(parts)


class _Gathered:
    """A file to write to that only keeps what is written."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write

    def write(self, data: bytes) -> int:
        """Keep a copy."""
        self._write(bytes(data))
        return len(data)


def _dictionaries(data: bytes) -> Iterator[bytes]:
    """What stands in a file outside its streams, and in its object streams, up to a limit."""
    position, left = 0, _MOST_DICTIONARIES
    while left > 0:
        begin = _STREAM.search(data, position)
        piece = data[position : begin.start() if begin else position + left]
        yield piece
        left -= len(piece)
        if begin is None:
            return
        end = data.find(b"endstream", begin.end())
        end = len(data) if end < 0 else end
        if _OBJECT_STREAM.search(piece[-_HEAD:]):
            objects = _inflate(data[begin.end() : end], piece[-_HEAD:])
            yield objects
            left -= len(objects)
        position = end


def _inflate(packed: bytes, head: bytes) -> bytes:
    """The objects of an object stream, written as they would stand in the file; nothing where it cannot be unpacked."""
    first = _FIRST.search(head)
    try:
        objects = zlib.decompressobj().decompress(packed, _MOST_INFLATED)
    except zlib.error:
        return b""
    if first is None:
        return objects
    start = int(first[1])
    try:
        numbers = list(map(int, objects[:start].split()))
    except ValueError:
        return objects
    named = list(zip(numbers[0::2], numbers[1::2], strict=False))
    ends = [offset for _, offset in named[1:]] + [len(objects)]
    return b"".join(
        b"%d 0 obj %b endobj\n" % (abs(number), objects[start + offset : start + end])
        for (number, offset), end in zip(named, ends, strict=True)
    )


def _unescape(text: bytes) -> bytes:
    """Names with their hexadecimal characters spelled out: a name may be written so to hide it."""
    return _ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), text)
