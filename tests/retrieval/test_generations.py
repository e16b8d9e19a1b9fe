"""Where an index is kept: addresses, and a real Chroma server on this machine."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lexassist.assistant import Assistant
from lexassist.errors import IndexDamaged, NotLoopback, SettingsError
from lexassist.matters.folder import MatterFolder, create_matter
from lexassist.matters.store import MatterStore
from lexassist.retrieval import chroma as chroma_module
from lexassist.retrieval import index as index_module
from lexassist.retrieval.chroma import ChromaServer
from lexassist.retrieval.exact import exact_nearest
from lexassist.retrieval.generations import (
    FolderGenerations,
    ServerGenerations,
    choose_generations,
    server_address,
)
from lexassist.retrieval.index import ChromaIndex
from lexassist.settings import load_settings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import ChunkId, DocumentId

from ..matters.readings import ENCODER, add_to, id_of, reading_of

MATTER = "Smith v Brown"

# Addresses

ADDRESSES = {
    "http://127.0.0.1:8123": ("127.0.0.1", 8123),
    "http://localhost:9000/": ("localhost", 9000),
    "http://127.0.0.1": ("127.0.0.1", 8000),
    "http://[::1]:8000": ("::1", 8000),
}
NOT_ADDRESSES = [
    "127.0.0.1:8000",
    "https://127.0.0.1:8000",
    "http://",
    "http://127.0.0.1:80000",
    "http://127.0.0.1:port",
    "http://127.0.0.1:8000/api",
    "http://127.0.0.1:8000?x=1",
    "http://name:word@127.0.0.1:8000",
    "http://[::1",
    "chroma",
]
OTHERS = [
    "http://chroma.example:8000",
    "http://192.168.1.5:8000",
    "http://0.0.0.0:8000",
    "http://127.0.0.1.example:8000",
    "http://[2001:db8::1]:8000",
]


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_of_this_machine(url: str) -> None:
    assert server_address(url) == ADDRESSES[url]


@pytest.mark.parametrize("url", NOT_ADDRESSES)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="not an address"):
        server_address(url)


@pytest.mark.parametrize("url", OTHERS)
def test_a_server_on_another_machine_is_refused(url: str) -> None:
    with pytest.raises(NotLoopback, match="not on this machine"):
        server_address(url)


def test_without_an_address_the_index_is_in_the_folder(tmp_path: Path) -> None:
    folder = create_matter(tmp_path, MATTER)
    assert isinstance(choose_generations(folder, ""), FolderGenerations)
    assert isinstance(choose_generations(folder, "http://127.0.0.1:8000"), ServerGenerations)


def test_the_setting_is_heeded_when_a_matter_is_searched() -> None:
    settings = load_settings(
        variables={**os.environ, "LEXASSIST_RETRIEVAL__CHROMA_SERVER": "http://chroma.example:8000"}
    )
    made = Assistant(settings, encoder=WordEncoder, generator=lambda: ScriptedGenerator("NOT_FOUND"))
    with made as assistant:
        assistant.create_matter("acme")
        with pytest.raises(NotLoopback):
            assistant.search("acme", "notice")


# A server


class Server:
    """``chroma run`` on a free port of loopback."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        # Beside the interpreter that runs the tests; the command is part of chromadb.
        command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(self._path)]
        address = ["--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen([*command, *address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                ChromaServer("127.0.0.1", self.port).close()
                return
            except IndexDamaged:
                time.sleep(0.1)
        self.stop()
        pytest.fail("the Chroma server did not start")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def collections(self) -> tuple[str, ...]:
        server = ChromaServer("127.0.0.1", self.port)
        try:
            return server.names()
        finally:
            server.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("chroma"))
    yield server
    server.stop()


@pytest.fixture
def server(shared: Server) -> Iterator[Server]:
    """The shared server, empty at the end."""
    yield shared
    if shared.process.poll() is not None:
        shared.start()
    client = ChromaServer("127.0.0.1", shared.port)
    for name in client.names():
        client.delete(name)
    client.close()


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every matter counts as large, so that Chroma is asked."""
    monkeypatch.setattr(index_module, "LARGE", 0)


@pytest.fixture
def folder(tmp_path: Path) -> MatterFolder:
    return create_matter(tmp_path / "matters", MATTER)


class Opened:
    """A matter whose index is on the server, or in its folder."""

    def __init__(self, folder: MatterFolder, server: Server | None) -> None:
        self.store = MatterStore(folder.store_file)
        kept = ServerGenerations(folder, "127.0.0.1", server.port) if server else FolderGenerations(folder)
        self.index = ChromaIndex(folder, self.store, encoder=ENCODER, generations=kept)
        self.index.open()

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.index.close()
        self.store.close()

    def add(self, *numbers: int) -> None:
        for number in numbers:
            self.index.add(add_to(self.store, number))

    def agrees(self, *numbers: int) -> None:
        """These documents are found, with the cosines that comparing one by one gives.

        Chroma's graph now and then has no way to one of its vectors, which it holds all the same (once in some forty
        collections of 24, with one thread as with several): of a document's eight chunks one may not be found.
        """
        for number in numbers:
            chunks = [chunk.id for chunk in reading_of(number).chunks]
            vectors = ENCODER.encode([chunk.encoded for chunk in reading_of(number).chunks])
            first = [self._first_of(vector) for vector in vectors]
            assert sum(a == b for a, b in zip(chunks, first, strict=True)) >= len(chunks) - 1

    def _first_of(self, vector: NDArray[np.float32]) -> ChunkId:
        """The first neighbour; the scores of all found are those of comparing one by one."""
        best = self.index.nearest(vector, k=5)
        exact = {one.chunk: one.score for one in exact_nearest(self.store, vector, k=1000)}
        assert [one.score for one in best] == pytest.approx([exact[one.chunk] for one in best], abs=2e-6)
        assert len(best) == min(5, len(exact))
        return best[0].chunk


def _held(server: Server) -> list[ChunkId]:
    """The ids in the one collection that the server holds."""
    (name,) = server.collections()
    client = ChromaServer("127.0.0.1", server.port)
    try:
        return sorted(client.open(name, prefix="").ids())
    finally:
        client.close()


def test_a_matter_is_found_on_the_server_which_learns_no_name(server: Server, folder: MatterFolder) -> None:
    with Opened(folder, server) as matter:
        matter.add(*range(5))
        assert not matter.index.exact
        matter.agrees(0, 3, 4)
        ids = sorted(matter.store.chunk_ids())
    assert _held(server) == ids
    (name,) = server.collections()
    assert name.startswith("lexassist-")
    assert not any(word.casefold() in name for word in MATTER.split())
    assert [path for path in folder.index.iterdir() if path.is_dir()] == []


def test_the_same_collection_is_used_again(server: Server, folder: MatterFolder) -> None:
    with Opened(folder, server) as matter:
        matter.add(1, 2)
    before = server.collections()
    with Opened(folder, server) as matter:
        assert server.collections() == before
        matter.agrees(1, 2)


def test_a_document_removed_is_gone_from_the_server(server: Server, folder: MatterFolder) -> None:
    with Opened(folder, server) as matter:
        matter.add(1, 2, 3)
        matter.store.remove(id_of(2))
        matter.index.remove(id_of(2))
        vector = ENCODER.encode([reading_of(2).chunks[3].encoded])[0]
        assert not any(one.chunk.startswith(id_of(2)) for one in matter.index.nearest(vector, k=50))
        assert matter.index.settle(60)
        assert _held(server) == sorted(matter.store.chunk_ids())
        matter.agrees(1, 3)


def test_a_server_out_of_step_is_brought_up_to_date(server: Server, folder: MatterFolder) -> None:
    """As after a kill between the store and the server; where a document was removed, its vectors leave the server's files."""
    with Opened(folder, server) as matter:
        matter.add(1, 2, 3)
        add_to(matter.store, 4)
    before = server.collections()
    with Opened(folder, server) as matter:
        assert (server.collections(), matter.index.exact) == (before, False)
        assert _held(server) == sorted(matter.store.chunk_ids())
        matter.agrees(1, 2, 3, 4)
        matter.store.remove(id_of(2))
    with Opened(folder, server) as matter:
        assert matter.index.settle(60)
        (after,) = server.collections()
        assert after not in before
        assert _held(server) == sorted(matter.store.chunk_ids())
        matter.agrees(1, 3, 4)


def _lose(server: Server) -> None:
    client = ChromaServer("127.0.0.1", server.port)
    client.delete(server.collections()[0])
    client.close()


def _alter(server: Server) -> None:
    """Other vectors under the right ids."""
    client = ChromaServer("127.0.0.1", server.port)
    rows = client.open(server.collections()[0], prefix="")
    ids = rows.ids()
    rows.upsert(DocumentId("x"), ids, np.eye(len(ids), ENCODER.dimension, dtype=np.float32))
    client.close()


@pytest.mark.parametrize("harm", [_lose, _alter])
def test_a_collection_that_is_lost_or_wrong_is_made_anew(server: Server, folder: MatterFolder, harm: object) -> None:
    with Opened(folder, server) as matter:
        matter.add(*range(5))
    before = server.collections()
    harm(server)  # type: ignore[operator]
    with Opened(folder, server) as matter:
        assert matter.index.settle(60)
        assert len(server.collections()) == 1
        assert server.collections() != before
        assert _held(server) == sorted(matter.store.chunk_ids())
        matter.agrees(0, 4)


def test_a_copy_of_a_matter_never_shares_its_collection(server: Server, folder: MatterFolder) -> None:
    with Opened(folder, server) as matter:
        matter.add(1, 2)
    copy = MatterFolder(shutil.copytree(folder.path, folder.path.with_name("a copy")))
    with Opened(copy, server) as copied, Opened(folder, server) as matter:
        assert copied.index.settle(60)
        copied.add(3)
        matter.agrees(1, 2)
        copied.agrees(1, 2, 3)
        assert len(server.collections()) == 2


def test_what_is_left_of_a_matter_that_is_gone_is_deleted(server: Server, folder: MatterFolder, tmp_path: Path) -> None:
    """But nothing of another data folder, nor what is not ours."""
    other = create_matter(folder.path.parent, "other")
    elsewhere = create_matter(tmp_path / "elsewhere", MATTER)
    for one in (folder, other, elsewhere):
        with Opened(one, server) as matter:
            matter.add(1)
    client = ChromaServer("127.0.0.1", server.port)
    client.create("somebody-elses", prefix="")
    client.close()
    assert len(server.collections()) == 4
    shutil.rmtree(other.path)
    with Opened(folder, server) as matter:
        matter.agrees(1)
    assert len(server.collections()) == 3
    with Opened(elsewhere, server) as matter:
        assert not matter.index.exact
        matter.agrees(1)


def test_an_index_moves_between_folder_and_server(server: Server, folder: MatterFolder) -> None:
    with Opened(folder, None) as matter:
        matter.add(1, 2)
    assert any(path.is_dir() for path in folder.index.iterdir())
    for kept in (server, None, server):
        with Opened(folder, kept) as matter:
            assert matter.index.settle(60)
            matter.agrees(1, 2)
        assert any(path.is_dir() for path in folder.index.iterdir()) == (kept is None)


def test_without_a_server_vectors_are_compared_one_by_one(
    server: Server, folder: MatterFolder, caplog: pytest.LogCaptureFixture
) -> None:
    with Opened(folder, server) as matter:
        matter.add(1, 2)
    server.stop()
    with caplog.at_level(logging.WARNING), Opened(folder, server) as matter:
        assert matter.index.exact
        matter.add(3)
        matter.agrees(1, 2, 3)
    assert f"There is no Chroma server at http://127.0.0.1:{server.port}" in caplog.text
    assert "chroma run" in caplog.text
    server.start()
    with Opened(folder, server) as matter:
        assert not matter.index.exact
        assert _held(server) == sorted(matter.store.chunk_ids())
        matter.agrees(1, 2, 3)


def test_a_document_removed_while_the_server_is_away_does_not_come_back(server: Server, folder: MatterFolder) -> None:
    with Opened(folder, server) as matter:
        matter.add(1, 2)
    before = server.collections()
    server.stop()
    with Opened(folder, server) as matter:
        matter.store.remove(id_of(2))
        matter.index.remove(id_of(2))
    server.start()
    with Opened(folder, server) as matter:
        assert matter.index.settle(60)
        # Made anew: Chroma keeps in its files what it deleted.
        assert not set(before) & set(server.collections())
        assert _held(server) == sorted(matter.store.chunk_ids())


def test_a_server_that_stops_answering_is_given_up(
    server: Server, folder: MatterFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_module, "_ANSWER", 2.0)
    monkeypatch.setattr(chroma_module, "_GREETING", 2.0)
    with Opened(folder, server) as matter:
        matter.add(1, 2)
        os.kill(server.process.pid, signal.SIGSTOP)
        try:
            matter.agrees(1, 2)
            assert matter.index.exact
        finally:
            os.kill(server.process.pid, signal.SIGCONT)


def test_something_else_at_the_address_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answer = b"HTTP/1.0 200 OK\r\n\r\nhello"
        child = os.fork()
        if child == 0:
            connection, _ = other.accept()
            connection.recv(1000)
            connection.sendall(answer)
            connection.close()
            os._exit(0)
        with pytest.raises(IndexDamaged, match="There is no Chroma server at"):
            ChromaServer("127.0.0.1", port)
        os.waitpid(child, 0)


def test_a_proxy_is_never_asked(server: Server, folder: MatterFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy named here is a port that refuses, so whoever asked it would fail."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")
    with Opened(folder, server) as matter:
        matter.add(1)
        assert not matter.index.exact
        matter.agrees(1)


def test_the_settings_put_a_matter_on_the_server(server: Server) -> None:
    address = f"http://127.0.0.1:{server.port}"
    settings = load_settings(variables={**os.environ, "LEXASSIST_RETRIEVAL__CHROMA_SERVER": address})
    made = Assistant(settings, encoder=WordEncoder, generator=lambda: ScriptedGenerator("NOT_FOUND"))
    with made as assistant:
        assistant.create_matter("acme")
        list(assistant.ingest("acme", [Path(__file__).parents[2] / "corpora" / "pdf" / "nda.pdf"]))
        found = assistant.retriever("acme", k=3).invoke("governing law")
        assert len(found) == 3
        assert found[0].id in _held(server)
