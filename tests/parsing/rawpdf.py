"""PDFs of one page written by hand for the tests: every operator of the page is the test's own."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw


def stream(entries: str, data: bytes) -> bytes:
    """A stream object with its dictionary's other entries."""
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def raw_pdf(
    content: str,
    *,
    resources: str = "",
    page: str = "",
    catalog: str = "",
    fonts: str = "",
    objects: Sequence[bytes | str] = (),
) -> bytes:
    """A page with ``content``; ``objects`` are numbered from 10, font /F is Helvetica."""
    bodies: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        f"/Resources << {resources} /Font << /F 5 0 R {fonts} >> >> {page} >>".encode(),
        4: stream("", content.encode("latin-1")),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    for number, body in enumerate(objects, 10):
        bodies[number] = body if isinstance(body, bytes) else body.encode("latin-1")
    out = b"%PDF-1.7\n"
    places = {}
    for number, body in bodies.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n"
    for number in sorted(places):
        out += b"%d 1\n%010d 00000 n \n" % (number, places[number])
    return out + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (max(places) + 1, start)


def written(words: str, *, x: float = 72, y: float = 600, size: float = 12, before: str = "") -> str:
    """The operators that write the words at a place, behind the operators ``before``."""
    return f"q {before} BT /F {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET Q\n"


def picture(image: Image.Image) -> bytes:
    """An image object, in grey."""
    grey = image.convert("L")
    entries = f"/Type /XObject /Subtype /Image /Width {grey.width} /Height {grey.height} /ColorSpace /DeviceGray /BitsPerComponent 8"
    return stream(entries, grey.tobytes())


def scan_of(places: Sequence[tuple[float, float, float, float]]) -> Image.Image:
    """A picture of a Letter page at 72 dpi, with marks like letters at places (x0, top, x1, bottom)."""
    image = Image.new("L", (612, 792), 245)
    pen = ImageDraw.Draw(image)
    for x0, top, x1, bottom in places:
        for x in range(int(x0), int(x1), 6):
            pen.rectangle((x, top, x + 2, bottom), fill=30)
    return image
