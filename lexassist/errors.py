"""One tree of errors. Each message says what happened, where, and what to do about it.

::

    LexAssistError
    ├── SettingsError          a settings file, variable or option cannot be used
    ├── UsageError             what was asked for does not exist or does not fit (exit status 2)
    │   ├── UnknownMatter      no matter has this name
    │   ├── UnknownDocument    no document of the matter has this id or file name
    │   └── PlaybookError      a playbook is not there, or cannot be used; says where in it and what is expected
    ├── ReadError              a file could not be read; carries the status that it ends in
    ├── MatterError            a matter's folder cannot be used
    │   ├── MatterInUse        another process owns the matter; carries its process id
    │   ├── MatterDamaged      the store fails its own checks
    │   └── DiskFull           too little space to store safely
    ├── IndexDamaged           the vector index does not agree with the store (it is rebuilt; never the user's loss)
    ├── EncoderMismatch        vectors of two encoders would be mixed
    ├── ModelError             a model cannot be used
    │   ├── ModelMissing       the file is not installed
    │   ├── ModelDamaged       the file is not the one listed
    │   └── GenerationFailed   the worker died or was stopped while writing
    ├── PromptError            a prompt file is missing, malformed or lacks an input
    └── NotLoopback            the page, or a server that is to be used, has an address that is not this machine's alone

``LexAssistError.exit_status`` is what the command line ends with: 2 for usage, 3 for "cannot run".
"""

from __future__ import annotations

from lexassist.types import ReadStatus


class LexAssistError(Exception):
    """The root. ``remedy`` is the sentence that says what to do; the message holds it too."""

    exit_status = 3

    def __init__(self, what: str, *, remedy: str) -> None:
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        self.remedy = remedy


class SettingsError(LexAssistError):
    """A settings file, variable or option cannot be used."""

    exit_status = 2


class UsageError(LexAssistError):
    """What was asked for does not exist or does not fit."""

    exit_status = 2


class UnknownMatter(UsageError):
    """No matter has this name."""


class UnknownDocument(UsageError):
    """No document of the matter has this id or file name."""


class PlaybookError(UsageError):
    """A playbook is not there, or cannot be used; the message says where in it and what is expected."""


class ReadError(LexAssistError):
    """A file could not be read; ``status`` is the state in which it ends."""

    def __init__(self, what: str, *, remedy: str, status: ReadStatus) -> None:
        super().__init__(what, remedy=remedy)
        self.status = status


class MatterError(LexAssistError):
    """A matter's folder cannot be used."""


class MatterInUse(MatterError):
    """Another process owns the matter; ``holder`` is its process id (0 when it could not be learned)."""

    def __init__(self, what: str, *, remedy: str, holder: int) -> None:
        super().__init__(what, remedy=remedy)
        self.holder = holder


class MatterDamaged(MatterError):
    """The store fails its own checks."""


class DiskFull(MatterError):
    """Too little space is left to store safely."""


class IndexDamaged(LexAssistError):
    """The vector index does not agree with the store."""


class EncoderMismatch(LexAssistError):
    """Vectors of two encoders would be mixed."""


class ModelError(LexAssistError):
    """A model cannot be used."""


class ModelMissing(ModelError):
    """The model's file is not installed."""


class ModelDamaged(ModelError):
    """The model's file is not the one that is listed."""


class GenerationFailed(ModelError):
    """The worker died or was stopped while writing."""


class PromptError(LexAssistError):
    """A prompt file is missing, malformed or lacks an input."""


class NotLoopback(LexAssistError):
    """The page was asked to listen on an address that others can reach, or a server on another machine was named."""

    exit_status = 2
