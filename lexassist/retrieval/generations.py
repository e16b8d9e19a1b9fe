"""Where the generations of a matter's index are kept: in the matter's folder, or on a Chroma server of this machine.

A generation is named ``g-...``. In the folder it is a folder of that name. On a server it is a collection whose name begins
with what stands for the data folder and for the matter's own folder, and says neither name. There the vectors (and nothing
else) lie outside the matter's folder; so whatever the server holds of matters whose folder is gone is deleted when the
server is next used.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from lexassist.errors import NotLoopback, SettingsError
from lexassist.matters.folder import MatterFolder, list_matters
from lexassist.offline import is_loopback
from lexassist.retrieval.chroma import ChromaServer, Collection, Generation
from lexassist.retrieval.index_probe import examine, find_fault
from lexassist.types import ChunkId

_LOG = logging.getLogger(__name__)
_PORT = 8000
_PROBE_SECONDS = 120.0
_ROOM = 64 * 2**20  # bytes an index may take beyond eight times its vectors
_QUARANTINED = 3  # damaged indexes kept for whoever wants to know why


class Generations(Protocol):
    """Where the generations of one matter's index are kept. Any method may raise IndexDamaged."""

    @property
    def address(self) -> str:
        """The server's address; "" for the matter's folder."""
        ...

    def holds(self, name: str) -> bool:
        """Whether there is such a generation."""
        ...

    def open(self, name: str) -> Collection:
        """The generation of this name."""
        ...

    def create(self) -> Collection:
        """A new generation."""
        ...

    def find_fault(self, name: str, ids: Sequence[ChunkId], vectors: NDArray[np.float32], *, chunks: int) -> str:
        """What is wrong with a generation of ``chunks`` chunks, tried with some of them; "" where nothing is."""
        ...

    def set_aside(self, name: str) -> None:
        """See to it that a damaged generation is not used again."""
        ...

    def keep_only(self, name: str) -> None:
        """Delete every other generation."""
        ...

    def forget_damaged(self) -> None:
        """Delete what was set aside."""
        ...

    def close(self) -> None:
        """Let go of what is open, but for the generations handed out."""
        ...


def choose_generations(folder: MatterFolder, server: str) -> Generations:
    """The generations of a matter: in its folder, or on the Chroma server at the address ``server`` where one is given.

    Raises:
        SettingsError: it is not an address.
        NotLoopback: it is not an address of this machine.
    """
    return ServerGenerations(folder, *server_address(server)) if server else FolderGenerations(folder)


def server_address(url: str) -> tuple[str, int]:
    """Host and port of a Chroma server of this machine: ``http://127.0.0.1:8000``, without a port 8000.

    Raises:
        SettingsError: it is not such an address.
        NotLoopback: another machine has it.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORT
    except ValueError:
        parts, host, port = urlsplit(""), "", 0
    if not host or parts.scheme != "http" or parts.path.strip("/") or parts.query or "@" in parts.netloc:
        raise SettingsError(
            f"retrieval.chroma_server is {url!r}, which is not an address of a Chroma server.",
            remedy="Write it as http://127.0.0.1:8000, or leave it empty.",
        )
    if not is_loopback(host):
        raise NotLoopback(
            f"The Chroma server at {host} is not on this machine, and no vector may leave it.",
            remedy="Set retrieval.chroma_server to a loopback address, such as http://127.0.0.1:8000, or leave it empty.",
        )
    return host, port


class FolderGenerations:
    """Generations as folders in the matter's folder. They can crash who opens them, so each is tried in a child process."""

    address = ""

    def __init__(self, folder: MatterFolder) -> None:
        self._folder = folder

    def holds(self, name: str) -> bool:
        """Whether there is such a folder."""
        return self._path(name).is_dir()

    def open(self, name: str) -> Collection:
        """The generation of this name."""
        return Generation(self._path(name))

    def create(self) -> Collection:
        """A new generation."""
        return Generation(Path(tempfile.mkdtemp(prefix="g-", dir=self._folder.index)), create=True)

    def find_fault(self, name: str, ids: Sequence[ChunkId], vectors: NDArray[np.float32], *, chunks: int) -> str:
        """What is wrong with it, by a child process; "" where nothing is."""
        path = self._path(name)
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        if size > _ROOM + 8 * 4 * vectors.shape[1] * chunks:
            # A torn file of Chroma's has been seen to grow with each write until the disk was full.
            return f"it has grown to {size // 2**20} MiB"
        return find_fault(path, ids, vectors, timeout=_PROBE_SECONDS)

    def set_aside(self, name: str) -> None:
        """Move it into quarantine, where the last few are kept."""
        quarantine = self._folder.quarantine
        path = self._path(name)
        try:
            quarantine.mkdir(mode=0o700, exist_ok=True)
            path.rename(quarantine / f"{datetime.now():%Y%m%dT%H%M%S%f}-{path.name}")
            for old in sorted(quarantine.iterdir())[:-_QUARANTINED]:
                shutil.rmtree(old)
        except OSError as error:
            # It stays where it is, and goes with the other old generations when the new one is in use.
            _LOG.warning("The damaged index %s could not be set aside: %s", path, error)

    def keep_only(self, name: str) -> None:
        """Delete every other folder."""
        _delete_folders(self._folder.index, but=name)

    def forget_damaged(self) -> None:
        """Empty the quarantine."""
        _delete_folders(self._folder.quarantine)

    def close(self) -> None:
        """Nothing is held."""

    def _path(self, name: str) -> Path:
        return self._folder.index / name


class ServerGenerations:
    """Generations as collections on a Chroma server, which is connected to when it is first needed."""

    def __init__(self, folder: MatterFolder, host: str, port: int) -> None:
        self._folder = folder
        self._host = host
        self._port = port
        self._connected: ChromaServer | None = None

    @property
    def address(self) -> str:
        """The server's address."""
        return f"{self._host}:{self._port}"

    def holds(self, name: str) -> bool:
        """Whether there is such a collection."""
        return self._prefix + name in self._server().names()

    def open(self, name: str) -> Collection:
        """The generation of this name."""
        return self._server().open(name, prefix=self._prefix)

    def create(self) -> Collection:
        """A new generation."""
        return self._server().create(f"g-{secrets.token_hex(4)}", prefix=self._prefix)

    def find_fault(self, name: str, ids: Sequence[ChunkId], vectors: NDArray[np.float32], *, chunks: int) -> str:
        """What is wrong with it; "" where nothing is. A server that crashes harms nobody here: no child is needed."""
        return examine(self.open(name), ids, vectors)

    def set_aside(self, name: str) -> None:
        """Nothing is done: it goes when another is in use, or is used again where it was the server that failed."""

    def keep_only(self, name: str) -> None:
        """Delete every other generation, those that the folder holds from before, and those of matters that are gone."""
        home, root = _home(self._folder), self._folder.path.parent
        present = {_own(MatterFolder(root / other)) for other in list_matters(root)}
        for found in self._server().names():
            if not found.startswith(home):
                continue
            matter = found.removeprefix(home).partition("-")[0]
            if matter not in present or (matter == _own(self._folder) and found != self._prefix + name):
                self._server().delete(found)
        _delete_folders(self._folder.index)

    def forget_damaged(self) -> None:
        """Delete what was set aside while the index was kept in the folder."""
        _delete_folders(self._folder.quarantine)

    def close(self) -> None:
        """Close the connection."""
        if self._connected is not None:
            self._connected.close()
            self._connected = None

    def _server(self) -> ChromaServer:
        if self._connected is None:
            self._connected = ChromaServer(self._host, self._port)
        return self._connected

    @property
    def _prefix(self) -> str:
        return f"{_home(self._folder)}{_own(self._folder)}-"


def _home(folder: MatterFolder) -> str:
    """What the names of a data folder's collections begin with: another's on the same server are never touched."""
    root = folder.path.parent.resolve()
    return f"lexassist-{_brief(f'{root}:{root.stat().st_ino}')}-"


def _own(folder: MatterFolder) -> str:
    """What stands for a matter: its folder's path, so that a copy of the folder never shares its collection."""
    return _brief(str(folder.path.resolve()))


def _brief(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _delete_folders(path: Path, *, but: str = "") -> None:
    for child in path.iterdir() if path.is_dir() else ():
        if child.is_dir() and child.name != but:
            shutil.rmtree(child, ignore_errors=True)
            if child.exists():
                _LOG.warning("The old index %s could not be deleted. Delete it: removed documents may be in it.", child)
