"""LexAssist: answers about contracts, each sentence with its clause, wholly on your own machines."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
