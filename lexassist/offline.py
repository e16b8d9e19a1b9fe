"""Keeps every library off the network: set before any of them loads, and checkable afterwards.

Two layers. :func:`go_offline` sets the variables that each library reads and deletes those that turn tracing on.
:func:`refuse_remote` then makes this process itself unable to connect anywhere but loopback, for libraries that do not
ask. Neither replaces the operating system's own rule; the test suite runs everything in an empty network namespace.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys

VARIABLES: dict[str, str] = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "CHROMA_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_SHARE": "False",
    "GRADIO_SSR_MODE": "False",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "OTEL_SDK_DISABLED": "true",
    # ONNX Runtime has sent its makers usage data since 1.29; native code, so only this keeps it from trying.
    "ORT_DISABLE_TELEMETRY": "1",
    "ORT_TELEMETRY_DISABLED": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
"""What each library reads to stay off the network."""

_TRACING = ("LANGSMITH_", "LANGCHAIN_")
_CONNECTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOKUPS = frozenset(
    {
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "socket.gethostbyname_ex",
        "socket.getnameinfo",
    }
)


# What a server asks for when it binds: looking these up leads nowhere else.
_OWN = frozenset({"", "0.0.0.0", "::", socket.gethostname()})  # noqa: S104


class Refused(OSError):
    """Something tried to reach an address that is not this machine."""


def go_offline() -> None:
    """Set :data:`VARIABLES` and drop tracing keys from the environment, for this process and its children."""
    for name in [name for name in os.environ if name.startswith(_TRACING)]:
        del os.environ[name]
    os.environ.update(VARIABLES)


def refuse_remote() -> None:
    """Raise :class:`Refused` from now on, in this process, at any attempt to reach or look up another machine.

    An audit hook cannot be taken out again: call it where the process is ours.
    """
    sys.addaudithook(_check)


def is_loopback(host: str) -> bool:
    """Whether ``host`` (a name or an address) can only mean this machine."""
    if host in ("localhost", ""):
        return host == "localhost"
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return False


def _check(event: str, arguments: tuple[object, ...]) -> None:
    if event in _CONNECTS:
        address = arguments[1] if event == "socket.connect" else arguments[-1]
        if isinstance(address, tuple) and address and not is_loopback(str(address[0])):
            raise Refused(f"refused to reach {address[0]}: LexAssist never leaves this machine")
    elif event in _LOOKUPS:
        host = arguments[0][0] if isinstance(arguments[0], tuple) else arguments[0]
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if isinstance(name, str) and name not in _OWN and not is_loopback(name):
            raise Refused(f"refused to look up {name}: LexAssist never leaves this machine")
