"""Letters of symbol fonts (Symbol, Wingdings) as the signs that they draw. Pure.

Word stores them as private characters (U+F020 to U+F0FF) or plain letters that mean something else in that font. Only signs
that contracts use are known; another one becomes U+FFFD, so that nobody takes it for a letter.
"""

from __future__ import annotations

_BULLET = "•"
_GREEK = dict(
    zip(
        "ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcyw",
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψω",
        strict=True,
    )
)
_SYMBOL = {
    **_GREEK,
    "\xb7": _BULLET,
    "\xb0": "°",
    "\xb1": "±",
    "\xb2": "″",
    "\xa2": "′",
    "\xb3": "≥",
    "\xa3": "≤",
    "\xb4": "×",
    "\xb8": "÷",
    "\xb9": "≠",
    "\xbb": "≈",
    "\xbc": "…",
    "\xd2": "®",
    "\xd3": "©",
    "\xd4": "™",
    "\xe2": "®",
    "\xe3": "©",
    "\xe4": "™",
    "\xd7": "·",
    "\xde": "⇒",
    "\xae": "→",
    "\xac": "←",
}
_WINGDINGS = {
    "\xa8": "☐",
    "\x6f": "☐",
    "\x71": "❑",
    "\x72": "❒",
    "\xfe": "☑",
    "\xfd": "☒",
    "\x78": "☒",
    "\xfc": "✓",
    "\xfb": "✗",
    "\x6c": "●",
    "\x6e": "■",
    "\xa7": "▪",
    "\x9f": _BULLET,
    "\x76": "❖",
    "\xd8": "➢",
    "\xe0": "→",
    "\xdf": "←",
    "\x22": "✂",
    "\x28": "☎",
    "\x2a": "✉",
    "\x46": "☞",
    "\xb7": _BULLET,
}
_WINGDINGS_2 = {"\x50": "✓", "\x4f": "✗", "\x51": "☒", "\x52": "☑", "\x53": "☒", "\x54": "☒", "\xa3": "☐", "\x97": "●"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def spell(text: str, font: str, *, bullet: bool = False) -> str:
    """The text as it looks in a font; a ``bullet`` that is not known is a round one."""
    known = _FONTS.get(font.lower())
    signs = [_sign(character, known) for character in text]
    if not bullet:
        return "".join(signs)
    marks = "".join(_BULLET if sign == "\ufffd" else sign for sign in signs)
    # The second level of Word's own bullets is the letter o of a typewriter font.
    return "◦" if marks == "o" else marks


def _sign(character: str, known: dict[str, str] | None) -> str:
    private = 0xF020 <= ord(character) <= 0xF0FF
    if known is None:
        return _SYMBOL_OR_PLAIN.get(character, "\ufffd") if private else character
    letter = chr(ord(character) - 0xF000) if private else character
    if letter in known:
        return known[letter]
    plain = letter in " ()[]{}.,;:+-=<>/|%!?0123456789" and known is _SYMBOL
    return letter if plain else "\ufffd" if private else character


_SYMBOL_OR_PLAIN = {"\uf0b7": _BULLET, "\uf0a7": "▪", "\uf0d8": "➢", "\uf0a8": "☐", "\uf0fe": "☑", "\uf0fc": "✓"}
