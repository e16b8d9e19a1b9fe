"""A matter's folder: everything of a matter lies in it and nowhere else, so that deleting it deletes the matter.

::

    HOME/matters/NAME/
        matter.sqlite3     the store (see store.py), with SQLite's -wal and -shm beside it
        originals/         the files as they came, SHA256.suffix, and SHA256.rendition.pdf where pages come from a PDF made of one
        pages/             page images, made when they are first asked for
        review.sqlite3     cells of reviews, made when one is first made; derived from the store
        reviews/           reports of reviews made on the page; derived
        index/             the vector index, one folder a generation; derived from the store
        quarantine/        indexes that failed their check
        incoming/          attachments of e-mails while they are read; empty otherwise
        lock, owner        who uses the matter now

Promises: a name cannot lead out of the matters folder; folders are for their owner alone (0700); an original is either
whole or not there; nothing is stored when the disk is nearly full. Does not know what is in a document.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from lexassist.errors import DiskFull, MatterError, UnknownDocument, UnknownMatter, UsageError
from lexassist.matters.lock import own
from lexassist.types import DocumentId

MIN_FREE = 500 * 2**20
"""Bytes that stay free on the disk, whatever is stored."""

_LONGEST_NAME = 80
_LONGEST_FILE_NAME = 255
_PUNCTUATION = frozenset(" -_.")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class MatterFolder:
    """Where the parts of one matter lie."""

    path: Path

    @property
    def name(self) -> str:
        """The matter's name."""
        return self.path.name

    @property
    def store_file(self) -> Path:
        """The SQLite file."""
        return self.path / "matter.sqlite3"

    @property
    def originals(self) -> Path:
        """The folder of the files as they came."""
        return self.path / "originals"

    @property
    def pages(self) -> Path:
        """The folder of the page images."""
        return self.path / "pages"

    @property
    def reports(self) -> Path:
        """Reports of reviews that were made on the page, a folder each; derived."""
        return self.path / "reviews"

    @property
    def index(self) -> Path:
        """The folder of the vector index's generations."""
        return self.path / "index"

    @property
    def quarantine(self) -> Path:
        """The folder of the indexes that failed their check."""
        return self.path / "quarantine"

    @property
    def incoming(self) -> Path:
        """The folder of what an e-mail held, while it is read."""
        return self.path / "incoming"

    @property
    def lock_file(self) -> Path:
        """The file that is locked by the process that uses the matter."""
        return self.path / "lock"

    @property
    def owner_file(self) -> Path:
        """The file in which that process says who it is."""
        return self.path / "owner"


def check_name(name: str) -> str:
    """The name under which a matter is kept: ``name``, with accents composed (NFC).

    Raises:
        UsageError: it is empty, too long, holds other than letters, digits, space, ``-``, ``_`` and ``.``, or begins or
            ends with a space or a full stop.
    """
    composed = unicodedata.normalize("NFC", name)
    allowed = all(c in _PUNCTUATION or unicodedata.category(c)[0] in "LMN" for c in composed)
    short = len(composed) <= _LONGEST_NAME and len(os.fsencode(composed)) <= _LONGEST_FILE_NAME if allowed else False
    if not composed or not short or composed.strip(" .") != composed:
        raise UsageError(
            f"A matter cannot be called {name!r}.",
            remedy=f"Use letters, digits, spaces, '-', '_' and '.', at most {_LONGEST_NAME} characters, "
            "not beginning or ending with a space or a full stop.",
        )
    return composed


def list_matters(root: Path) -> tuple[str, ...]:
    """The names of the matters in ``root``, sorted without regard to case; () where there is no such folder."""
    if not root.is_dir():
        return ()
    # A leading full stop marks a matter that is being made or deleted.
    names = [path.name for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))


def create_matter(root: Path, name: str) -> MatterFolder:
    """Make a matter's folder.

    Raises:
        UsageError: the name cannot be used, or is taken (a name that differs only in case counts as the same).
        MatterError: the folder cannot be made.
    """
    name = check_name(name)
    taken = next((other for other in list_matters(root) if other.casefold() == name.casefold()), None)
    if taken is not None:
        raise UsageError(f"There is a matter '{taken}' already.", remedy="Use it, or choose another name.")
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Made aside and renamed: a matter is there with all its folders or not at all. mkdtemp makes it 0700.
        made = MatterFolder(Path(tempfile.mkdtemp(prefix=".new-", dir=root)))
        for path in (made.originals, made.pages, made.index, made.quarantine):
            path.mkdir(mode=0o700)
        made.path.rename(root / name)
        _sync_folder(root)
    except OSError as error:
        raise MatterError(
            f"The matter '{name}' cannot be made in {root} ({error.strerror}).",
            remedy="Check that the folder may be written and that the disk is not full.",
        ) from error
    return MatterFolder(root / name)


def find_matter(root: Path, name: str) -> MatterFolder:
    """The folder of the matter with this name. Raises UnknownMatter."""
    if (composed := unicodedata.normalize("NFC", name)) in list_matters(root):
        return MatterFolder(root / composed)
    known = ", ".join(f"'{other}'" for other in list_matters(root)[:10]) or "none yet"
    raise UnknownMatter(f"There is no matter '{name}'.", remedy=f"Matters here: {known}.")


def delete_matter(root: Path, name: str) -> None:
    """Delete a matter: its folder and all that is in it. Close it first: it must not be in use, here or elsewhere.

    Raises:
        UnknownMatter: there is none with this name.
        MatterInUse: a process has it open.
        MatterError: a part of it cannot be deleted; it is no longer listed, and lies where the message says.
    """
    folder = find_matter(root, name)
    with own(folder, purpose="deleting it"):
        grave = Path(tempfile.mkdtemp(prefix=".deleted-", dir=root))
        # Out of the list at one stroke, so that no half of a matter is ever found.
        folder.path.rename(grave / folder.name)
        _sync_folder(root)
        try:
            shutil.rmtree(grave)
        except OSError as error:
            raise MatterError(
                f"A part of the matter '{name}' could not be deleted ({error.strerror}).",
                remedy=f"Delete the folder {grave} by hand.",
            ) from error


def suffix_of(source: str) -> str:
    """The suffix under which a file called ``source`` is kept: lower case, with its full stop; "" for an odd one.

    >>> suffix_of("Lease (final).PDF")
    '.pdf'
    """
    suffix = os.path.splitext(source)[1].lower()  # noqa: PTH122  (a name, not a path of this machine)
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def check_space(path: Path, size: int) -> None:
    """Raise DiskFull unless ``size`` bytes can be stored at ``path`` three times over, and 500 MiB at the least.

    Three times, because the file is followed by its text, its vectors and their index.
    """
    needed, free = max(MIN_FREE, 3 * size), shutil.disk_usage(path).free
    if free < needed:
        raise DiskFull(
            f"The disk that holds {path} has {free // 2**20} MiB free; {needed // 2**20} MiB are needed to store safely.",
            remedy="Free some space, or move the data folder (LEXASSIST_HOME) to a larger disk.",
        )


def keep_original(folder: MatterFolder, data_path: Path, sha256: str, suffix: str) -> Path:
    """Copy a file into the matter, whole or not at all; where its content is there already, nothing is copied.

    ``sha256`` is the content's hash as it was read; ``suffix`` as :func:`suffix_of` gives it.

    Raises:
        DiskFull: too little space is left.
        MatterError: the file cannot be copied, or is no longer what was read.
    """
    target = _original_file(folder, sha256, suffix)
    if target.is_file():
        return target
    # One owner a matter: a part that a killed process left is simply written over.
    part = target.with_name(f".{target.name}.part")
    try:
        check_space(folder.path, data_path.stat().st_size)
        digest = _copy_synced(data_path, part)
        if digest == sha256:
            part.replace(target)
            _sync_folder(folder.originals)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise MatterError(
            f"{data_path.name} could not be copied into the matter '{folder.name}' ({error.strerror}).",
            remedy="Check the disk, then ingest the file again.",
        ) from error
    if digest != sha256:
        part.unlink(missing_ok=True)
        raise MatterError(f"{data_path.name} changed while it was being read.", remedy="Ingest it again.")
    return target


def keep_rendition(folder: MatterFolder, data: bytes, sha256: str) -> Path:
    """Keep the PDF that was made of an original, whole or not at all; it is drawn where the original has no pages.

    Raises:
        DiskFull: too little space is left.
        MatterError: it cannot be written.
    """
    return _write(folder, data, _rendition_file(folder, sha256))


def rendition(folder: MatterFolder, sha256: str) -> Path | None:
    """The PDF that was made of an original, None where there is none."""
    path = _rendition_file(folder, sha256)
    return path if path.is_file() else None


@contextmanager
def unpacking(folder: MatterFolder) -> Iterator[None]:
    """While this lasts, :func:`unpack` may be called; what it wrote is gone afterwards, and so is what a crash left."""
    shutil.rmtree(folder.incoming, ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(folder.incoming, ignore_errors=True)


def unpack(folder: MatterFolder, data: bytes, name: str) -> Path:
    """Write what came inside a file where it can be read. Raises DiskFull or MatterError."""
    folder.incoming.mkdir(mode=0o700, exist_ok=True)
    return _write(folder, data, folder.incoming / name)


def original(folder: MatterFolder, sha256: str, suffix: str) -> Path:
    """The file as it came. Raises UnknownDocument where the matter does not hold it."""
    path = _original_file(folder, sha256, suffix)
    if not path.is_file():
        raise UnknownDocument(
            f"The original {path.name} is not in the matter '{folder.name}'.", remedy="Ingest the file again."
        )
    return path


def page_file(folder: MatterFolder, document: DocumentId, page: int, scale: float) -> Path:
    """Where the image of a page is kept once it is made."""
    return folder.pages / f"{document}-{page}-{round(scale * 100)}.png"


def remove_files(folder: MatterFolder, document: DocumentId, sha256: str, suffix: str) -> None:
    """Delete a document's original, what was made of it and its page images, as far as they are there."""
    _original_file(folder, sha256, suffix).unlink(missing_ok=True)
    _rendition_file(folder, sha256).unlink(missing_ok=True)
    remove_pages(folder, document)


def remove_pages(folder: MatterFolder, document: DocumentId) -> None:
    """Delete a document's page images; they are made again when they are asked for."""
    for path in folder.pages.glob(f"{document}-*"):
        path.unlink(missing_ok=True)


def _original_file(folder: MatterFolder, sha256: str, suffix: str) -> Path:
    if not _SHA256.fullmatch(sha256) or (suffix and not _SUFFIX.fullmatch(suffix)):
        raise ValueError(f"not a hash and a suffix: {sha256!r}, {suffix!r}")
    return folder.originals / f"{sha256}{suffix}"


def _rendition_file(folder: MatterFolder, sha256: str) -> Path:
    return _original_file(folder, sha256, "").with_suffix(".rendition.pdf")


def _write(folder: MatterFolder, data: bytes, target: Path) -> Path:
    """Write a file of ours, whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    try:
        check_space(folder.path, len(data))
        with part.open("wb") as writer:
            os.fchmod(writer.fileno(), 0o600)
            writer.write(data)
            writer.flush()
            os.fsync(writer.fileno())
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise MatterError(
            f"{target.name} could not be written into the matter '{folder.name}' ({error.strerror}).",
            remedy="Check the disk, then ingest the file again.",
        ) from error
    return target


def _copy_synced(source: Path, target: Path) -> str:
    """Copy, make the copy durable, and give the hash of what was copied."""
    digest = hashlib.sha256()
    with source.open("rb") as reader, target.open("wb") as writer:
        os.fchmod(writer.fileno(), 0o600)
        while block := reader.read(_BLOCK):
            digest.update(block)
            writer.write(block)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest()


def _sync_folder(path: Path) -> None:
    """Make a rename in ``path`` durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
