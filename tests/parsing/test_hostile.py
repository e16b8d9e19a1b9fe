"""Files made to do harm: each must end in one named state that says what to do, soon, and with nothing left behind."""

from __future__ import annotations

import io
import random
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lexassist.errors import ReadError
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.settings import ReadingSettings
from lexassist.types import Reading, ReadStatus
from tests.parsing.writing import docx_of, pdf_of

LIMITS = ReadingSettings(memory_mib=256, cpu_seconds=8, wall_seconds=12, ocr=False, office=False)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    """One server for all these files: none of them may disturb the next."""
    with Readers(LIMITS) as made:
        yield made


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of objects numbered from 1, the first of them its catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, part in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    )  # fmt: skip


def one_page(content: bytes, *, box: bytes = b"0 0 612 792", extra: bytes = b"") -> bytes:
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[" + box + b"]/Contents 4 0 R" + extra
        + b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<</X 5 0 R>>>>>>",
        content,
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 4>>stream\n/X Do\nendstream",
    )  # fmt: skip


def stream(data: bytes, filters: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n" % (len(data), filters) + data + b"\nendstream"


def packed(mib: int, byte: bytes = b" ") -> bytes:
    """Many MiB of one byte, deflated."""
    packer = zlib.compressobj(1)
    return b"".join([*(packer.compress(byte * (1 << 20)) for _ in range(mib)), packer.flush()])


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (200 << 20))
    return out.getvalue()


def changed_docx(old: bytes, new: bytes) -> bytes:
    """A Word document whose main part is changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx_of(["words"]))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(old, new) if name == "word/document.xml" else data)
    return out.getvalue()


def billion_laughs() -> bytes:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "laugh">' + entities + b"]>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", head + b"<Types>&e9;</Types>")
        archive.writestr("word/document.xml", head + b"<w>&e9;</w>")
    return out.getvalue()


def nested_mail(depth: int) -> bytes:
    data = b"Subject: innermost\r\n\r\nwords"
    for level in range(depth):
        data = b"Subject: level %d\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" % level + data
    return data


def nested_parts(depth: int) -> bytes:
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return b"From: a@example.org\r\nSubject: deep\r\nMIME-Version: 1.0\r\n" + opened + b"\r\nwords"


def many_attachments(count: int) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", "many"
    message.set_content("words")
    for number in range(count):
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename=f"../../{number}.pdf")
    return message.as_bytes()


WORDS = stream(b"BT /F 12 Tf 72 700 Td (Term) Tj ET")
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a zip bomb as a Word document": ("a.docx", zip_bomb),
    "an entity bomb as a Word document": ("a.docx", billion_laughs),
    "a Word document of a million nested elements": (
        "a.docx", lambda: changed_docx(b"<w:body>", b"<w:body>" + b"<w:ins>" * 10**6),
    ),
    "a deflate bomb of spaces": ("a.pdf", lambda: one_page(stream(packed(300), b"/Filter/FlateDecode"))),
    "a deflate bomb in a deflate bomb": (
        "a.pdf", lambda: one_page(stream(zlib.compress(packed(400), 9), b"/Filter[/FlateDecode/FlateDecode]")),
    ),
    "a form that draws itself": ("a.pdf", lambda: one_page(stream(b"/X Do"))),
    "arrays nested 100,000 deep": ("a.pdf", lambda: one_page(WORDS, extra=b"/A " + b"[" * 10**5 + b"]" * 10**5)),
    "dictionaries nested 100,000 deep in the content": (
        "a.pdf", lambda: one_page(stream(b"<</A" * 10**5 + b">>" * 10**5 + b" BT ET")),
    ),
    "200,000 saved graphics states": ("a.pdf", lambda: one_page(stream(b"q " * 200_000 + b"BT /F 9 Tf (a) Tj ET"))),
    "a page tree that is its own child": (
        "a.pdf", lambda: raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
    ),
    "a page tree that claims two billion pages": (
        "a.pdf",
        lambda: raw_pdf(
            b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        ),
    ),
    "a page a million points wide and high": ("a.pdf", lambda: one_page(WORDS, box=b"0 0 1000000 1000000")),
    "a page without extent": ("a.pdf", lambda: one_page(WORDS, box=b"0 0 0 0")),
    "a page of sizes that are no numbers": ("a.pdf", lambda: one_page(WORDS, box=b"0 0 1e999 nan")),
    "a table of cross-references that points to itself": (
        "a.pdf", lambda: pdf_of([["words"]]).replace(b"/Root", b"/Prev 9 /Root"),
    ),
    "a mail of 1,000 mails, each in the other": ("a.eml", lambda: nested_mail(1000)),
    "a web page of one endless tag": ("a.html", lambda: b"<html><p " + b"a=" * 200_000),
    "a web page of 200,000 open brackets": ("a.html", lambda: b"<html>" + b"<" * 200_000),
    "a text of 200,000 quotation marks": ("a.txt", lambda: b'"' * 200_000),
    "a text of 200,000 brackets": ("a.txt", lambda: b"(" * 200_000),
    "Markdown of nested quotations": ("a.md", lambda: b">" * 10**6 + b" words"),
}  # fmt: skip
# What takes the longer the more of it there is: its file, how it is made, how many there are, and how many in `make bench`.
SIZED: dict[str, tuple[str, Callable[[int], bytes], int, int]] = {
    "a Word document of {:,} empty paragraphs": (
        "a.docx", lambda n: changed_docx(b"<w:body>", b"<w:body>" + b"<w:p/>" * n), 10_000, 50_000,
    ),
    "a page of {:,} pairs of words": (
        "a.pdf",
        lambda n: one_page(stream(zlib.compress(b"BT /F 1 Tf " + b"(a b) Tj " * n + b"ET"), b"/Filter/FlateDecode")),
        20_000, 500_000,
    ),
    "one page named {:,} times": (
        "a.pdf",
        lambda n: raw_pdf(
            b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[" % n + b"3 0 R " * n + b"]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        ),
        4000, 30_000,
    ),
    "a mail of {:,} parts, each in the other": ("a.eml", nested_parts, 2000, 5000),
    "a mail with {:,} attachments named like paths": ("a.eml", many_attachments, 300, 3000),
    "a mail with {:,} words in its head": (
        "a.eml", lambda n: b"From: a@example.org\r\nSubject: " + b"a " * n + b"\r\n\r\nwords", 100_000, 1_000_000,
    ),
    "a web page of {:,} nested elements": ("a.html", lambda n: b"<html>" + b"<div>" * n + b"words", 100_000, 1_000_000),
    "a web page of {:,} nested lists": ("a.html", lambda n: b"<html>" + b"<ol><li>" * n + b"words", 4000, 30_000),
    "a text of one line of {:,} words": ("a.txt", lambda n: b"a " * n, 100_000, 500_000),
    "a text of {:,} numbers": ("a.txt", lambda n: b"1.\n" * n, 2000, 10_000),
    "a text of {:,} references": ("a.txt", lambda n: b"Section 1.1(a)(i), " * n, 4000, 20_000),
    "Markdown of {:,} stars": ("a.md", lambda n: b"*a" * n, 100_000, 500_000),
}  # fmt: skip
BOUND = {
    name.format(count): (source, partial(make, count))
    for name, (source, make, *counts) in SIZED.items()
    for count in counts
}
LARGE = {name.format(counts[-1]) for name, (_, _, *counts) in SIZED.items()}


def explained(reading: Reading) -> bool:
    """Whether a person learns what happened and what to do."""
    return reading.status is ReadStatus.INDEXED or ("Traceback" not in reading.message and ". " in reading.message)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.bench if name in LARGE else ()) for name in (*FILES, *BOUND)]
)
def test_a_hostile_file_ends_in_a_named_state_soon(name: str, readers: Readers, tmp_path: Path):
    source, make = FILES.get(name) or BOUND[name]
    path = tmp_path / source
    path.write_bytes(make())
    before, started = psutil.Process().memory_info().rss, time.monotonic()
    reading = readers.read(path, source=source)
    assert time.monotonic() - started < LIMITS.wall_seconds + 5
    assert explained(reading), reading
    assert psutil.Process().memory_info().rss - before < 300 << 20
    if source.endswith(".pdf"):
        try:
            assert readers.draw(path, page=1, scale=1.5).startswith(b"\x89PNG")
        except ReadError as error:
            assert ". " in str(error)  # noqa: PT017 - both ways of ending are right
    assert all("/" not in each.name for each in reading.attachments)
    # The next file is read as if nothing had been.
    after = tmp_path / "next.txt"
    after.write_bytes(b"1. It ends.")
    assert readers.read(after, source="next.txt").status is ReadStatus.INDEXED


SEEDS = {
    "a.pdf": pdf_of([["1. The Buyer pays.", "2. It ends."], ["more"]], head="Harrow", scans=(2,)),
    "a.docx": docx_of(["1. First.", "2. Second."], table=[["a", "b"]]),
    "a.eml": nested_mail(2),
    "a.html": b"<html><ol><li>One<li>Two</ol><table><tr><td>a<td>b</table>",
    "a.md": b"# Term\n\n1. One\n2. Two\n\n| a | b |\n|---|---|\n| c | d |\n",
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(SEEDS)), st.integers(0, 2**32), st.integers(1, 40))
def test_a_file_with_changed_bytes_ends_in_a_named_state(
    readers: Readers, tmp_path: Path, source: str, seed: int, count: int
):
    chance = random.Random(seed)
    data = bytearray(SEEDS[source])
    for _ in range(count):
        place = chance.randrange(len(data))
        data[place : place + chance.choice((0, 1, 1, 9))] = chance.randbytes(chance.choice((0, 1, 1, 9)))
    path = tmp_path / source
    path.write_bytes(bytes(data))
    assert explained(readers.read(path, source=source))
