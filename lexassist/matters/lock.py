"""One owner a matter: a lock of the operating system says who, a file beside it says why and since when.

Two processes on one vector index corrupt it silently, so a matter is used by one process at a time. The operating system
drops the lock when its holder dies, however it dies; what the owner file says is only ever used to word a refusal.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from lexassist.errors import MatterError, MatterInUse

if TYPE_CHECKING:
    from lexassist.matters.folder import MatterFolder


class _Owner(BaseModel):
    pid: int
    purpose: str
    since: datetime


@contextmanager
def own(folder: MatterFolder, *, purpose: str) -> Iterator[None]:
    """Hold the matter for this process while the context lasts. ``purpose`` is what a second one is told ("lexassist serve").

    Raises:
        MatterInUse: another process, or another part of this one, holds it.
        MatterError: the lock file cannot be made.
    """
    # Released by whichever thread closes the matter, hence not thread-local.
    lock = FileLock(folder.lock_file, timeout=0, thread_local=False, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise _in_use(folder) from error
    except OSError as error:
        raise MatterError(
            f"Matter '{folder.name}' cannot be locked ({error.strerror}: {folder.lock_file}).",
            remedy="Check that its folder is on a local disk and may be written.",
        ) from error
    try:
        _write_owner(folder.owner_file, purpose)
        yield
    finally:
        folder.owner_file.unlink(missing_ok=True)
        lock.release()


def _write_owner(file: Path, purpose: str) -> None:
    owner = {"pid": os.getpid(), "purpose": purpose, "since": datetime.now().astimezone().isoformat(timespec="seconds")}
    part = file.with_name(f".{file.name}.part")
    part.write_text(json.dumps(owner), encoding="utf-8")
    part.replace(file)


def _in_use(folder: MatterFolder) -> MatterInUse:
    owner = _read_owner(folder.owner_file)
    remedy = "Close it there or ask there."
    if owner is None:
        return MatterInUse(f"Matter '{folder.name}' is in use by another process.", remedy=remedy, holder=0)
    since = owner.since.astimezone()
    when = f"{since:%H:%M}" if since.date() == datetime.now().astimezone().date() else f"{since:%Y-%m-%d %H:%M}"
    return MatterInUse(
        f"Matter '{folder.name}' is in use by process {owner.pid} ({owner.purpose}, since {when}).",
        remedy=remedy,
        holder=owner.pid,
    )


def _read_owner(file: Path) -> _Owner | None:
    """Who holds the matter, None where that cannot be learned: the holder may be about to write it."""
    try:
        return _Owner.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None
