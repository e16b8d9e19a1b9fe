"""Figures in words, as a contract writes them."""

from __future__ import annotations

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spell_number(number: int) -> str:
    """The words of a number from 0 to 999,999: "three hundred and sixty-five".

    Raises:
        ValueError: it is another number.
    """
    if not 0 <= number < 1_000_000:
        raise ValueError(f"{number} is not spelled")
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens = _TENS[number // 10 - 2]
        return f"{tens}-{_SMALL[number % 10]}" if number % 10 else tens
    scale, word = (100, "hundred") if number < 1000 else (1000, "thousand")
    above, rest = divmod(number, scale)
    joined = " and " if scale == 100 or rest < 100 else " "
    return f"{spell_number(above)} {word}" + (f"{joined}{spell_number(rest)}" if rest else "")
