"""What a contract calls itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexassist.particulars.body import Body
from lexassist.types import Span, Value, ValueKind


def read_title(body: Body) -> Iterator[Value]:
    """The contract's name, where it stands in its words."""
    title = " ".join(body.document.title.split())
    if not title:
        return
    loose = r"\s+".join(re.escape(word) for word in title.split())
    match = re.search(loose, body.document.text, re.IGNORECASE)
    if match:
        yield body.value(ValueKind.TITLE, Span(*match.span()), title, probability=0.85)
