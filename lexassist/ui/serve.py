"""Serves the page to this machine, and to no other.

:func:`serve` refuses any address that is not loopback before it does anything else. It prints nothing; whoever starts it is
called back with the page's address when the page can be opened.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from lexassist.errors import LexAssistError, NotLoopback, SettingsError
from lexassist.offline import is_loopback
from lexassist.settings import PageSettings, Settings
from lexassist.ui.page import mount_page
from lexassist.ui.routes import make_routes

_LOG = logging.getLogger(__name__)

if TYPE_CHECKING:
    from lexassist.assistant import Assistant

Ready = Callable[[str], None]


class PageServer(uvicorn.Server):
    """A server that says when it is up. Set ``should_exit`` to end it."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket, ready: Ready) -> None:
        super().__init__(config)
        self._listener = listener
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call back with the address of the page."""
        await super().startup(sockets)
        host, port = self._listener.getsockname()[:2]
        self._ready(f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/")

    def serve_page(self) -> None:
        """Serve until told to end."""
        self.run(sockets=[self._listener])


def serve(assistant: Assistant, settings: Settings, *, ready: Ready = lambda address: None) -> None:
    """Serve the page until interrupted; ``ready`` is called once with its address.

    Raises:
        NotLoopback: the host set is an address that other machines can reach.
        SettingsError: the port cannot be listened on.
    """
    check_host(settings.page.host)
    temporary = private_folder(settings.home / "tmp")
    server = make_server(assistant, settings, ready=ready)
    warming = threading.Thread(target=_warm, args=(assistant,), name="warming")
    warming.start()
    try:
        server.serve_page()
    finally:
        warming.join()
        shutil.rmtree(temporary, ignore_errors=True)


def _warm(assistant: Assistant) -> None:
    """Load the models while the person chooses a matter, so that the first question does not wait for them."""
    try:
        assistant.warm()
    except LexAssistError as error:
        # It is said again, on the page, to whoever asks something.
        _LOG.warning("%s", error)


def check_host(host: str) -> None:
    """Raises NotLoopback when others could reach this address."""
    if not is_loopback(host):
        raise NotLoopback(
            f"The page was asked to listen on {host}, where other machines can reach it.",
            remedy="Set page.host to 127.0.0.1. The page has no passwords: it is for the person at this machine.",
        )


def make_server(assistant: Assistant, settings: Settings, *, ready: Ready) -> PageServer:
    """The server with its port taken, not yet serving."""
    listener = _listen(settings.page)
    config = uvicorn.Config(
        # Made where an event loop runs: Gradio otherwise opens loops of its own and leaves them open.
        partial(make_app, assistant, settings),
        factory=True,
        log_level=settings.log_level,
        access_log=False,  # addresses name matters
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    return PageServer(config, listener, ready)


def make_app(assistant: Assistant, settings: Settings) -> FastAPI:
    """The whole web application: our routes, and the page at the root."""
    temporary = private_folder(settings.home / "tmp")
    # Where Gradio puts uploads; it looks this up when the page is made.
    os.environ["GRADIO_TEMP_DIR"] = str(temporary)
    return mount_page(make_routes(assistant), assistant, settings, temporary=temporary)


def private_folder(path: Path) -> Path:
    """An empty folder that only this user may enter: what an earlier run left there is removed."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True, mode=0o700)
    path.chmod(0o700)
    return path


def _listen(page: PageSettings) -> socket.socket:
    listener: socket.socket | None = None
    try:
        address = socket.getaddrinfo(page.host.strip("[]"), page.port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(address[0], socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address[4])
    except OSError as error:
        if listener is not None:
            listener.close()
        raise SettingsError(
            f"The page cannot listen on {page.host}, port {page.port} ({error.strerror}).",
            remedy="End the program that uses this port, or set page.port to another (0: any free one).",
        ) from error
    return listener
