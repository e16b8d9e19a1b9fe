"""LexAssist: answers about contracts, each sentence with its clause, wholly on your own machines.

>>> import lexassist
>>> lexassist.__version__
'0.1.0'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lexassist.assistant import Assistant
    from lexassist.settings import Settings

__all__ = ["__version__", "open"]

__version__ = "0.1.0"


def open(settings: Settings | None = None) -> Assistant:
    """An assistant over the data folder of ``settings``; without them, as file and variables say (docs/settings.md).

    Close it, or use it in a ``with`` statement: it owns each matter that it has used.
    """
    # The child process that reads files imports this package: it must not load what an assistant needs.
    from lexassist.assistant import open_assistant

    return open_assistant(settings)
