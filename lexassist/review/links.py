"""Where a citation is opened from a report: on the page that LexAssist serves, or in a highlighted copy beside the report.

Pure. Names of copies follow from the review alone, so equal reviews have equal links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from lexassist.review.wording import plain
from lexassist.types import Citation, DocumentId, ReviewedDocument

COPIES = "highlighted"
"""The folder of the highlighted copies, beside the report."""

_UNFIT = re.compile(r'[<>:"|?*\\/\x00-\x1f]+')
_LONGEST = 100
"""Characters of a copy's name: a path on Windows may have 260."""


@dataclass(frozen=True, slots=True)
class Links:
    """What a report may point at.

    ``originals`` are the PDFs of the documents (for a Word file the PDF that gave it its pages): highlighted copies are
    made of them. ``view`` is the address of the matter in the page that LexAssist serves
    ("http://127.0.0.1:7860/view/acme"), "" where the report is to be read without it.
    """

    originals: Mapping[DocumentId, Path] = field(default_factory=dict)
    view: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A file or page (``target``, fit for a link) and the place in it (``place``, what stands behind "#", "" for none)."""

    target: str
    place: str

    @property
    def url(self) -> str:
        """The address whole."""
        return f"{self.target}#{self.place}" if self.place else self.target


@dataclass(frozen=True, slots=True)
class Addresses:
    """The address of any citation. ``copies`` are the names of the highlighted copies that there are."""

    copies: Mapping[DocumentId, str] = field(default_factory=dict)
    view: str = ""

    def of(self, citation: Citation) -> Address | None:
        """Where a citation is opened; None where there is nothing to open."""
        if self.view:
            asked = {"start": citation.span.start, "end": citation.span.end}
            if citation.pages:
                asked["page"] = citation.pages[0]
            path = f"{quote(citation.document, safe='')}/{quote(citation.clause, safe='')}"
            return Address(f"{self.view.rstrip('/')}/{path}?{urlencode(asked)}", "")
        if citation.document in self.copies and citation.pages:
            return Address(self._copy(citation.document), f"page={citation.pages[0]}")
        return None

    def of_document(self, document: DocumentId | None) -> Address | None:
        """Where a document is opened; None where there is nothing to open."""
        if document is None:
            return None
        if self.view:
            return Address(f"{self.view.rstrip('/')}/{quote(document, safe='')}", "")
        return Address(self._copy(document), "") if document in self.copies else None

    def _copy(self, document: DocumentId) -> str:
        return f"{COPIES}/{quote(self.copies[document])}"


def name_copies(rows: Iterable[ReviewedDocument]) -> Mapping[DocumentId, str]:
    """A file name for the copy of each document, none of them twice, also where a system takes "A" and "a" for one."""
    names: dict[DocumentId, str] = {}
    taken: set[str] = set()
    for row in rows:
        if row.document is None or row.document in names:
            continue
        stem = _fit(row.file)
        name, number = f"{stem}.pdf", 2
        while name.casefold() in taken:
            name, number = f"{stem} ({number}).pdf", number + 1
        taken.add(name.casefold())
        names[row.document] = name
    return names


def _fit(file: str) -> str:
    """A file's name as every system takes one, without its suffix; an attachment keeps the name of its e-mail."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", plain(file))
    fit = _UNFIT.sub(" - ", stem.replace("\n", " ")).strip(" .-")
    return fit[:_LONGEST].strip(" .") or "document"
