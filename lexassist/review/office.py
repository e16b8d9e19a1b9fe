"""Office files whose bytes follow from their content: no time of making, the parts in their order.

Excel and Word files are ZIP archives of XML. What libraries write carries the clock of the machine; two reviews that are
equal would differ by it. Knows nothing of what the parts hold but where they keep their dates.
"""

from __future__ import annotations

import io
import re
import zipfile

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a ZIP archive can hold."""
_CORE = "docProps/core.xml"
_DATES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_FIXED = rb"\g<1>1980-01-01T00:00:00Z\g<3>"


def strip_clock(office: bytes) -> bytes:
    """The same Office file without the time at which it was written."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(office)) as before,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as after,
    ):
        for item in before.infolist():
            data = before.read(item)
            if item.filename == _CORE:
                data = _DATES.sub(_FIXED, data)
            part = zipfile.ZipInfo(item.filename, _LONG_AGO)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            after.writestr(part, data)
    return written.getvalue()
