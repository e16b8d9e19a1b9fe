"""The package that a Word document is: parts in a ZIP archive, tied by relationships. Opened with limits.

Promises: nothing outside the archive is ever opened; a part that is missing is None, as it is to Word; documents saved as
"Strict Open XML" read like the others. The one place that parses a Word document's XML: python-docx's parser expands no
entities, loads no DTD and refuses deep nesting.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from lexassist.errors import ReadError
from lexassist.types import ReadStatus

Element: TypeAlias = BaseOxmlElement
"""A node of a part's XML."""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of Word's own elements."""
RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_MAX_UNPACKED = 400 << 20
_MAX_PART = 160 << 20
_MAX_PARTS = 20_000
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)
_UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError)
_AGAIN = "Open it in Word, save it under a new name, and add that."


@dataclass(frozen=True, slots=True)
class Relationship:
    """A tie from a part to another one, or (``external``) to something outside the file. ``kind`` is its last word."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts of a Word document, unpacked when they are asked for."""

    def __init__(self, data: bytes) -> None:
        """Open the archive.

        Raises:
            ReadError: it is damaged, or would unpack to too much.
        """
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _UNPACKING as error:
            raise damaged(error) from error
        parts = self._archive.infolist()
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
            raise _too_large(_MAX_UNPACKED)
        self._sizes = {part.filename: part.file_size for part in parts}
        self._names = {name.lower(): name for name in self._sizes}

    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self._sizes)

    def main(self) -> str:
        """The name of the part that holds the document's body."""
        found = (tie.target for tie in self.relationships("") if tie.kind == "officeDocument" and not tie.external)
        name = next(found, "word/document.xml")
        return name if self._known(name) else "word/document.xml"

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """The ties of a part ("" for the package itself), targets as names of parts."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        return () if root is None else tuple(_ties(root, folder))

    def related(self, part: str, kind: str) -> Element | None:
        """The root of the first part that ``part`` has a tie of this kind to, None where there is none."""
        ties = (tie for tie in self.relationships(part) if tie.kind == kind and not tie.external)
        tie = next(ties, None)
        return None if tie is None else self.xml(tie.target)

    def xml(self, name: str) -> Element | None:
        """The root of a part, None where the package lacks it.

        Raises:
            ReadError: it cannot be unpacked, is not XML, or is too large.
        """
        data = self._read(name)
        if data is None:
            return None
        try:
            return parse_xml(_transitional(data))
        except (SyntaxError, ValueError, LookupError) as error:
            raise damaged(error) from error

    def _read(self, name: str) -> bytes | None:
        known = self._known(name)
        if known is None:
            return None
        if self._sizes[known] > _MAX_PART:
            raise _too_large(_MAX_PART)
        try:
            return self._archive.read(known)
        except _UNPACKING as error:
            raise damaged(error) from error

    def _known(self, name: str) -> str | None:
        return self._names.get(name.lstrip("/").lower())


def damaged(error: Exception) -> ReadError:
    """What is raised for a document that cannot be unpacked or parsed."""
    words = " ".join(str(error).split())[:120] or type(error).__name__
    return ReadError(f"The Word document is damaged ({words}).", remedy=_AGAIN, status=ReadStatus.DAMAGED)


def val(element: Element | None, name: str, default: str = "") -> str:
    """The ``w:val`` of the child ``w:name``, ``default`` where there is no such child or value."""
    child = None if element is None else element.find(W + name)
    return default if child is None else str(child.get(f"{W}val", default))


def is_on(element: Element | None, name: str) -> bool | None:
    """Whether a switch such as ``w:vanish`` is on, None where it is not set."""
    child = None if element is None else element.find(W + name)
    return None if child is None else child.get(f"{W}val", "true") not in ("0", "false", "off", "none")


def number(text: str | None, default: int) -> int:
    """The whole number in an attribute, ``default`` where it is none (or absurd)."""
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,9}", text) else default


def _ties(root: Element, folder: str) -> Iterator[Relationship]:
    for node in root:
        if not isinstance(node.tag, str) or not node.tag.endswith("}Relationship"):
            continue
        target, external = str(node.get("Target", "")), node.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join(folder, target)).lstrip("/") if target else ""
        kind = str(node.get("Type", "")).rpartition("/")[2]
        yield Relationship(str(node.get("Id", "")), kind, target, external)


def _transitional(data: bytes) -> bytes:
    if _STRICT not in data:
        return data
    for strict, transitional in _TRANSITIONAL:
        data = data.replace(strict, transitional)
    return data


def _too_large(limit: int) -> ReadError:
    return ReadError(
        f"The Word document would unpack to more than {limit >> 20} MiB.",
        remedy="Save it as PDF and add that, if you trust where it comes from.",
        status=ReadStatus.DAMAGED,
    )
