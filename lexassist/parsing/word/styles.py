"""What a Word document's styles say about a run of text: whether it is shown, in which colour, size and case.

Promises: a property set on the run wins over its character style, that over the paragraph's style, and all over the
document's defaults; a switch set in both kinds of style is off again, as Word has it. Does not know themes beyond the colour
that Word wrote beside them, nor what a table style does to single cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from lexassist.parsing.word.package import Element, W, is_on, number, val

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_DEEPEST = 64
_TINY = 2
"""Half-points: text of one point and less cannot be read."""
_NARROW = 5
"""Per cent of the letters' width."""
_SAME = 12
"""Steps of 255 in each primary by which two colours must differ to be told apart."""
_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "white": "FFFFFF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}
PAPER = "FFFFFF"


@dataclass(frozen=True, slots=True)
class Look:
    """What is set about a run; None where nothing is. ``size`` in half-points, ``width`` in per cent."""

    hidden: bool | None = None
    caps: bool | None = None
    color: str | None = None
    size: int | None = None
    width: int | None = None
    shade: str | None = None
    font: str | None = None
    clear: bool | None = None
    """The letters have no fill, or one that lets everything through."""

    def under(self, top: Look) -> Look:
        """This look with what ``top`` sets in its place."""
        if top == _NOTHING:
            return self
        return replace(self, **{name: value for name in _FIELDS if (value := getattr(top, name)) is not None})

    def shown(self, background: str | None) -> bool:
        """Whether a reader sees the text; ``background`` is a colour, None for one that is not known."""
        if self.hidden or self.clear:
            return False
        if (self.size is not None and self.size <= _TINY) or (self.width is not None and self.width <= _NARROW):
            return False
        behind = self.shade or background
        return not (self.color and behind and _alike(self.color, behind))


_FIELDS = tuple(field.name for field in fields(Look))
_NOTHING = Look()


class Styles:
    """The styles of a document, by id."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._looks: dict[str, Look] = {}
        self._whole: dict[str, Look] = {}
        self._shades: dict[str, str | None] = {}
        self._default = ""
        self._base = Look()
        if root is None:
            return
        self._base = read_look(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for style in root.findall(f"{W}style"):
            name = str(style.get(f"{W}styleId", ""))
            self._styles.setdefault(name, style)
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self._default = name

    def of_paragraph(self, properties: Element | None) -> str:
        """The id of the style that a paragraph with these properties has."""
        return val(properties, "pStyle") or self._default

    def chain(self, style: str) -> Iterator[tuple[str, Element]]:
        """The style and those it is based on, nearest first."""
        seen: set[str] = set()
        while style in self._styles and style not in seen and len(seen) < _DEEPEST:
            seen.add(style)
            element = self._styles[style]
            yield style, element
            style = val(element, "basedOn")

    def paragraph_look(self, style: str) -> Look:
        """How text in paragraphs of a style looks, the document's defaults included."""
        if style not in self._whole:
            self._whole[style] = self._base.under(self._look(style))
        return self._whole[style]

    def run_look(self, paragraph: Look, properties: Element | None) -> Look:
        """How a run with these properties looks in a paragraph of that look."""
        if properties is None:
            return paragraph
        name = val(properties, "rStyle")
        look = paragraph
        if name:
            look = _toggled(paragraph, self._look(name))
        return look.under(read_look(properties))

    def shade_of(self, style: str) -> str | None:
        """The colour behind paragraphs of a style, None where it sets none."""
        if style not in self._shades:
            shades = (read_shade(element.find(f"{W}pPr")) for _, element in self.chain(style))
            self._shades[style] = next((shade for shade in shades if shade), None)
        return self._shades[style]

    def colours_tables(self, style: str) -> bool:
        """Whether a table style colours cells, so that the colour behind a cell's text is not known."""
        shades = (shade for _, element in self.chain(style) for shade in element.iter(f"{W}shd"))
        return any(shade.get(f"{W}fill", "auto").upper() not in ("AUTO", PAPER) for shade in shades)

    def _look(self, style: str) -> Look:
        if style not in self._looks:
            look = _NOTHING
            for _, element in reversed(list(self.chain(style))):
                look = look.under(read_look(element.find(f"{W}rPr")))
            self._looks[style] = look
        return self._looks[style]


def read_look(properties: Element | None) -> Look:
    """What a ``w:rPr`` sets."""
    if properties is None or len(properties) == 0:
        return _NOTHING
    color = val(properties, "color") or None
    size, width = val(properties, "sz"), val(properties, "w")
    fonts = properties.find(f"{W}rFonts")
    fill = properties.find(f"{_W14}textFill")
    look = Look(
        hidden=is_on(properties, "vanish"),
        caps=is_on(properties, "caps"),
        color=color,
        size=number(size, 20) if size else None,
        width=number(width.rstrip("%"), 100) if width else None,
        shade=_HIGHLIGHTS.get(val(properties, "highlight")) or read_shade(properties),
        font=None if fonts is None else str(fonts.get(f"{W}ascii", "")) or None,
    )
    return look if fill is None else _filled(look, fill)


def read_shade(properties: Element | None) -> str | None:
    """The colour that a ``w:shd`` among the properties puts behind text, None for none."""
    shade = None if properties is None else properties.find(f"{W}shd")
    if shade is None:
        return None
    solid = shade.get(f"{W}val") == "solid"
    color = str(shade.get(f"{W}color" if solid else f"{W}fill", "auto"))
    return "000000" if solid and color == "auto" else None if color == "auto" else color


def _filled(look: Look, fill: Element) -> Look:
    if fill.find(f"{_W14}noFill") is not None:
        return replace(look, clear=True)
    color = fill.find(f"{_W14}solidFill/{_W14}srgbClr")
    if color is not None:
        look = replace(look, color=str(color.get(f"{_W14}val", "")))
    through = max((number(alpha.get(f"{_W14}val"), 0) for alpha in fill.iter(f"{_W14}alpha")), default=0)
    return replace(look, clear=through >= 98_000)


def _toggled(paragraph: Look, character: Look) -> Look:
    """A character style over a paragraph's: switches that both set cancel out."""
    look = paragraph.under(character)
    hidden, caps = (
        bool(a) != bool(b) if a is not None and b is not None else look_value
        for a, b, look_value in (
            (paragraph.hidden, character.hidden, look.hidden),
            (paragraph.caps, character.caps, look.caps),
        )
    )
    return replace(look, hidden=hidden, caps=caps)


def _alike(color: str, behind: str) -> bool:
    try:
        pairs = zip(bytes.fromhex(color), bytes.fromhex(behind), strict=True)
        return all(abs(a - b) <= _SAME for a, b in pairs)
    except ValueError:
        return False  # "auto", which Word draws in what can be read
