"""Which words of a web page its styles hide. Pure.

Knows inline styles, the attributes that older pages use, and rules of style sheets whose selector is one element, class or
id. Does not know the cascade beyond that: later rules win, inline styles over all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_BRACE = re.compile(r"([{}])")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_LONGEST = 500_000
_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+)?", re.IGNORECASE)
_MOST_RULES = 5_000
_LENGTH = re.compile(r"\s*(-?[0-9]*\.?[0-9]+)\s*(px|pt|em|rem|%|in|cm|mm)?\s*$", re.IGNORECASE)
_HEX = re.compile(r"#([0-9a-f]{3,8})\b", re.IGNORECASE)
_RGB = re.compile(
    r"rgba?\(\s*(\d+)(?:\.\d*)?[\s,]+(\d+)(?:\.\d*)?[\s,]+(\d+)(?:\.\d*)?(?:[\s,/]+(\d*\.?\d+)(%?))?", re.IGNORECASE
)
_NAMES = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240)}
_SAME = 12
_UNKNOWN = (-1, -1, -1)
_CLEAR = (-2, -2, -2)
"""Wholly transparent."""
_Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """What an element's words look like, as far as it decides whether they are seen."""

    gone: bool = False
    """Not displayed: nothing inside it can be."""
    veiled: bool = False
    """Invisible, which an element inside may undo."""
    color: _Color | None = None
    behind: _Color = (255, 255, 255)

    @property
    def visible(self) -> bool:
        """Whether a reader sees the words."""
        if self.gone or self.veiled:
            return False
        if self.color is None or _UNKNOWN in (self.color, self.behind):
            return True
        return any(abs(a - b) > _SAME for a, b in zip(self.color, self.behind, strict=True))


class Rules:
    """The rules of a page's own style sheets that may hide something."""

    def __init__(self) -> None:
        self._rules: dict[str, str] = {}

    def add(self, sheet: str) -> None:
        """Take in the text of a style sheet."""
        for selectors, declared in _rules(_COMMENT.sub("", sheet[:_LONGEST])):
            for selector in selectors.split(","):
                name = selector.strip().lower()
                if name and _SELECTOR.fullmatch(name) and len(self._rules) < _MOST_RULES:
                    self._rules[name] = f"{self._rules.get(name, '')};{declared}"[-5000:]

    def shown(self, above: Shown, tag: str, values: dict[str, str]) -> Shown:
        """How an element with these attributes is shown inside ``above``."""
        if "hidden" in values:
            above = replace(above, gone=True)
        if "bgcolor" in values or "background" in values:
            above = replace(above, behind=_color(values.get("bgcolor", "")) or _UNKNOWN)
        if tag == "font" and "color" in values:
            above = replace(above, color=_color(values["color"]))
        declared = self._declared(tag, values) if self._rules else ""
        style = f"{declared};{values['style']}" if "style" in values else declared
        return _styled(above, style) if style else above

    def _declared(self, tag: str, values: dict[str, str]) -> str:
        names = [tag]
        for name in values.get("class", "").lower().split()[:50]:
            names += (f".{name}", f"{tag}.{name}")
        if "id" in values:
            names += (f"#{values['id'].lower()}", f"{tag}#{values['id'].lower()}")
        return ";".join(self._rules[name] for name in names if name in self._rules)


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules that hold everywhere: not those for print or for narrow screens."""
    depth, before, selectors = 0, "", ""
    for part in _BRACE.split(sheet):
        if part == "{":
            depth += 1
            selectors = before.rpartition(";")[2] if depth == 1 else selectors
        elif part == "}":
            if depth == 1 and "@" not in selectors:
                yield selectors, before
            depth = max(0, depth - 1)
        else:
            before = part


def _styled(above: Shown, style: str) -> Shown:
    declared: dict[str, str] = {}
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        declared[name.strip().lower()] = value.replace("!important", "").strip().lower()
    gone = above.gone or declared.get("display") == "none" or _shrunk(declared) or _outside(declared)
    veiled = {"hidden": True, "collapse": True, "visible": False}.get(declared.get("visibility", ""), above.veiled)
    color = _color(declared["color"]) if "color" in declared else above.color
    back = declared.get("background-color") or declared.get("background")
    behind = above.behind
    if back and back not in ("transparent", "none", "inherit"):
        behind = _color(back) or _UNKNOWN
    return Shown(gone, veiled or color == _CLEAR, color, behind)


def _shrunk(declared: dict[str, str]) -> bool:
    """Whether the words are too small or too faint to be read."""
    size, faint = _points(declared.get("font-size", "")), _points(declared.get("opacity", ""))
    if (size is not None and size <= 1) or (faint is not None and faint <= 0.02):
        return True
    clipped = declared.get("overflow", "") in ("hidden", "clip")
    low = (_points(declared.get(name, "")) for name in ("height", "max-height", "width", "max-width"))
    return clipped and any(length is not None and length <= 1 for length in low)


def _outside(declared: dict[str, str]) -> bool:
    """Whether the words stand where no reader gets to."""
    placed = declared.get("position") in ("absolute", "fixed")
    names = ("text-indent", *(("left", "top", "right", "bottom") if placed else ()))
    far = (_points(declared.get(name, "")) for name in names)
    return any(length is not None and length <= -500 for length in far)


def _points(text: str) -> float | None:
    """About how many points a length is, None where it is none; an opacity as it is."""
    match = _LENGTH.match(text)
    if match is None:
        return None
    unit = {"em": 12.0, "rem": 12.0, "%": 0.12, "in": 72.0, "cm": 28.0, "mm": 2.8}.get((match[2] or "").lower(), 1.0)
    return float(match[1]) * unit


def _color(text: str) -> _Color | None:
    """The colour that a value names; None for one that is not known, which may be any."""
    text = text.strip().lower()
    if text == "transparent":
        return _CLEAR
    if match := _HEX.search(text):
        return _from_hex(match[1])
    if match := _RGB.search(text):
        faint = float(match[4]) * (0.01 if match[5] else 1) if match[4] else 1.0
        red, green, blue = (min(255, int(float(part))) for part in match.groups()[:3])
        return _CLEAR if faint <= 0.02 else (red, green, blue)
    return _NAMES.get(text.split(" ")[0])


def _from_hex(digits: str) -> _Color | None:
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in (6, 8):
        return None
    red, green, blue = bytes.fromhex(digits[:6])
    return red, green, blue
