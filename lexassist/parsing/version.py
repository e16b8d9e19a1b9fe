"""Which reader this is: raised whenever the same bytes would be read as another text, other clauses, chunks or terms.

The store records it beside each document, so that those of an earlier reader can be found and read again.
"""

from __future__ import annotations

READER = "1"
"""Stores made before it was recorded have ``""``."""
