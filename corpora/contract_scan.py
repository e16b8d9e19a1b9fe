"""Makes an image-only PDF that looks like a scan: grey, a little crooked, a little dirty.

Promised: no text layer, and the same bytes each time on the same versions of Pillow, numpy and PDFium (the noise has
a fixed seed). Not known here: what is on the page.
"""

# reportlab ships no types, and none are needed to check what is ours.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from io import BytesIO

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

_DPI = 170
_QUALITY = 45
_SEED = 20240229
_SKEWS = (0.45, -0.3, 0.2, -0.55, 0.35)
_PAPER = 246


def scan_pdf(data: bytes, *, title: str) -> bytes:
    """Print a PDF, lay it on an imaginary scanner, and give back what comes out."""
    document = pdfium.PdfDocument(data)
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.setTitle(title)
    random = np.random.default_rng(_SEED)
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        image = page.render(scale=_DPI / 72, grayscale=True).to_pil().convert("L")
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(_scan_image(image, random, _SKEWS[number % len(_SKEWS)])), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    document.close()
    return buffer.getvalue()


def _scan_image(image: Image.Image, random: np.random.Generator, skew: float) -> BytesIO:
    """Turn, blur and dirty one page; `skew` in degrees."""
    turned = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    pixels = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float32)
    pixels = 28 + pixels * ((_PAPER - 28) / 255)
    pixels += random.normal(0.0, 4.0, pixels.shape)
    specks = random.random(pixels.shape) < 0.00006
    pixels[specks] = 70
    buffer = BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=_QUALITY, dpi=(_DPI, _DPI))
    buffer.seek(0)
    return buffer
