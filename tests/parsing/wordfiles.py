"""Word documents made by hand, from the XML of their parts: python-docx cannot write most of what contracts hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = {
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "header1": "header",
    "footer1": "footer",
}
_ROOTS = {"header1": "hdr", "footer1": "ftr"}


def word_file(
    body: str, parts: Mapping[str, str] | None = None, *, rels: str = "", extra: Mapping[str, bytes] | None = None
) -> bytes:
    """A document with this body; ``parts`` are the insides of other parts by name, ``rels`` more relationships."""
    parts = parts or {}
    ties = "".join(f'<Relationship Id="{name}" Type="{_OFFICE}/{_KINDS[name]}" Target="{name}.xml"/>' for name in parts)
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relationships(
            f'<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/_rels/document.xml.rels": _relationships(ties + rels),
        "word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
    }
    for name, inside in parts.items():
        root = _ROOTS.get(name, name)
        files[f"word/{name}.xml"] = f"<w:{root} {_NAMES}>{inside}</w:{root}>"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (files | dict(extra or {})).items():
            archive.writestr(name, content)
    return written.getvalue()


def para(
    text: str = "", *, style: str = "", list_id: str = "", level: int | None = None, mark: str = "", runs: str = ""
) -> str:
    """A paragraph of one run, or of the given ``runs``; ``mark`` are properties of its mark."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if list_id:
        depth = "" if level is None else f'<w:ilvl w:val="{level}"/>'
        properties += f'<w:numPr>{depth}<w:numId w:val="{list_id}"/></w:numPr>'
    if mark:
        properties += f"<w:rPr>{mark}</w:rPr>"
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs or run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run of text, white space kept."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def level(depth: int, form: str, text: str, *, start: int = 1, more: str = "") -> str:
    """One level of a list definition; ``more`` stands where Word puts what belongs between form and text."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(number: int, *levels: str) -> str:
    """A list definition."""
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def num(number: int, of: int, overrides: str = "") -> str:
    """A list over a definition."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def start_at(depth: int, start: int) -> str:
    """An override of where a level starts."""
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def style(name: str, *, based: str = "", numbers: str = "", look: str = "") -> str:
    """A paragraph style; ``numbers`` are the insides of its ``w:numPr``, ``look`` those of its ``w:rPr``."""
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    properties = f"<w:pPr><w:numPr>{numbers}</w:numPr></w:pPr>" if numbers else ""
    return f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{base}{properties}<w:rPr>{look}</w:rPr></w:style>'


def _relationships(ties: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{ties}</Relationships>'


def _content_types(parts: Mapping[str, str]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    others = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}.{_KINDS[name]}+xml"/>' for name in parts
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>{others}</Types>'
    )
