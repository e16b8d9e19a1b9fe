"""JSON and bytes from a process that read a hostile file, taken apart without trusting any type, length or number.

Every function gives what was asked for or raises :class:`WireError`; nothing here knows what the values mean.
"""

from __future__ import annotations

import json
import math
import sys
from array import array
from collections.abc import Mapping
from typing import TypeAlias

from lexassist.types import Span

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class WireError(ValueError):
    """The bytes are not what was asked for."""


class Blob:
    """Bytes that are taken in order, never beyond their end."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._position = 0

    def take(self, size: int) -> memoryview:
        """The next ``size`` bytes."""
        end = self._position + size
        if end > len(self._data):
            raise WireError("the bytes are cut short")
        part = self._data[self._position : end]
        self._position = end
        return part

    def offsets(self, size: int) -> array[int]:
        """The next ``size`` uint32."""
        values = array("I")
        values.frombytes(self.take(size * values.itemsize))
        _swap(values)
        return values

    def reals(self, size: int) -> array[float]:
        """The next ``size`` float32, none of them infinite or not a number."""
        values = array("f")
        values.frombytes(self.take(size * values.itemsize))
        _swap(values)
        if not math.isfinite(sum(values)):
            raise WireError("a number is not finite")
        return values

    def finish(self) -> None:
        """Nothing may be left."""
        if self._position != len(self._data):
            raise WireError("there are more bytes than announced")


def little(values: array[int] | array[float]) -> bytes:
    """The values as bytes, little-endian."""
    if sys.byteorder == "little":
        return values.tobytes()
    swapped = values[:]
    swapped.byteswap()
    return swapped.tobytes()


def _swap(values: array[int] | array[float]) -> None:
    if sys.byteorder != "little":
        values.byteswap()


def parse(data: memoryview) -> Mapping[str, Json]:
    """A JSON object."""
    try:
        value: Json = json.loads(bytes(data))
    except (ValueError, RecursionError) as error:
        raise WireError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise WireError("an object is missing")
    return value


def rows(value: Json) -> list[Json]:
    """A list."""
    if not isinstance(value, list):
        raise WireError("a list is missing")
    return value


def row(value: Json, size: int) -> list[Json]:
    """A list of ``size`` members."""
    found = rows(value)
    if len(found) != size:
        raise WireError(f"a row has {len(found)} fields, not {size}")
    return found


def text(value: Json) -> str:
    """A string."""
    if not isinstance(value, str):
        raise WireError("a text is missing")
    return value


def count(value: Json) -> int:
    """A whole number from 0 up."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise WireError("a count is missing")
    return value


def flag(value: Json) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise WireError("a yes or no is missing")
    return value


def real(value: Json) -> float:
    """A finite number."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise WireError("a number is missing")
    return float(value)


def share(value: Json) -> float | None:
    """A number from 0 to 1, or None."""
    if value is None:
        return None
    found = real(value)
    if not 0 <= found <= 1:
        raise WireError("a share lies outside 0 to 1")
    return found


def span(start: Json, end: Json, length: int) -> Span:
    """A span of a text of ``length`` characters."""
    first, last = count(start), count(end)
    if not first < last <= length:
        raise WireError("a span lies outside the text")
    return Span(first, last)
