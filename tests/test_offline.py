"""No packet leaves: the guards one by one, then everything LexAssist does in a network that has no way out.

An audit hook cannot be taken out again and a network namespace not left, so each test acts in a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from lexassist import offline
from lexassist.offline import is_loopback
from lexassist.settings import Settings

LEXASSIST = (sys.executable, "-c", "from lexassist.cli import main; main()")
NDA = Path(__file__).parents[1] / "corpora" / "pdf" / "nda.pdf"

# Becomes a process in a network of its own, in which only loopback exists, then runs the command it was given.
# The uid is kept, so that files are read and written as before.
ALONE = """
import ctypes, fcntl, os, socket, struct, sys
from pathlib import Path
NEW_USER, NEW_NETWORK, SET_FLAGS, UP = 0x10000000, 0x40000000, 0x8914, 1
user, group = os.getuid(), os.getgid()
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(NEW_USER | NEW_NETWORK):
    sys.exit(77)
try:
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", UP))
except OSError:
    sys.exit(77)
os.execvp(sys.argv[1], sys.argv[1:])
"""
NOT_ALLOWED = 77

# Loaded by every Python process below, children included: writes down what tried to leave, and stops it.
RECORDER = """
import os, sys
from lexassist import offline

def watch(event, arguments):
    try:
        offline._check(event, arguments)
    except offline.Refused as refused:
        with open(os.environ["ATTEMPTS"], "a") as attempts:
            attempts.write(f"{sys.argv}: {refused}\\n")
        raise

sys.addaudithook(watch)
"""

# Starts the page, fetches what a browser fetches first, and stops it.
VISIT = """
import re, subprocess, sys, urllib.request
serving = subprocess.Popen([*sys.argv[1:], "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
try:
    address = re.search(r"http://[^ ]+", serving.stdout.readline())[0]
    with urllib.request.urlopen(address, timeout=60) as page:
        body = page.read().decode()
    print(page.status, address)
    sys.exit(0 if "LexAssist" in body else 1)
finally:
    serving.terminate()
    serving.wait(30)
"""


def run(*command: str, variables: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=os.environ | (variables or {}), capture_output=True, text=True, timeout=300, check=False
    )


def run_python(code: str, variables: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-c", code, variables=variables)


# -- the guards

LOOPBACK = [
    ("localhost", True),
    ("127.0.0.1", True),
    ("127.255.0.9", True),  # all of 127/8 is this machine
    ("::1", True),
    ("[::1]", True),
    ("::1%lo", True),
    ("", False),  # "every address" when listening
    ("0.0.0.0", False),  # the same
    ("::", False),
    ("192.168.0.1", False),
    ("128.0.0.1", False),
    ("localhost.example.org", False),
    ("127.0.0.1.example.org", False),
    ("2130706433", False),  # 127.0.0.1 to some libraries, a name to others
    ("example.org", False),
]


@pytest.mark.parametrize(("host", "expected"), LOOPBACK)
def test_is_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_go_offline_sets_every_variable_for_this_process_and_its_children() -> None:
    code = (
        "import json, os, subprocess, sys; from lexassist import offline; offline.go_offline();"
        "print(subprocess.check_output([sys.executable, '-c', 'import json, os; print(json.dumps(dict(os.environ)))'], text=True))"
    )
    theirs = {
        "LANGSMITH_API_KEY": "secret",
        "LANGCHAIN_ENDPOINT": "https://tracing.example.org",
        "LANGSMITH_TRACING": "true",
        "HF_HUB_OFFLINE": "0",
        "UNRELATED": "kept",
    }
    seen = json.loads(run_python(code, theirs).stdout)
    assert offline.VARIABLES.items() <= seen.items()
    assert "LANGSMITH_API_KEY" not in seen
    assert "LANGCHAIN_ENDPOINT" not in seen
    assert seen["UNRELATED"] == "kept"


# Every way out of a Python process that an audit event announces. The addresses are reserved for documentation.
WAYS_OUT = [
    pytest.param("socket.create_connection(('192.0.2.1', 80), timeout=5)", id="connect"),
    pytest.param("socket.socket().connect_ex(('192.0.2.1', 80))", id="connect_ex"),
    pytest.param("socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))", id="connect over IPv6"),
    pytest.param("socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))", id="datagram"),
    pytest.param("socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('192.0.2.1', 53))", id="message"),
    pytest.param("socket.getaddrinfo('example.org', 80)", id="look-up"),
    pytest.param("socket.getaddrinfo(b'example.org', 80)", id="look-up of bytes"),
    pytest.param("socket.gethostbyname('example.org')", id="old look-up"),
    pytest.param("socket.gethostbyname_ex('example.org')", id="old look-up, extended"),
    pytest.param("socket.gethostbyaddr('192.0.2.1')", id="reverse look-up"),
    pytest.param("socket.getnameinfo(('192.0.2.1', 80), 0)", id="reverse look-up of an address"),
    pytest.param("urllib.request.urlopen('http://example.org/', timeout=5)", id="urllib"),
    pytest.param("asyncio.run(asyncio.open_connection('192.0.2.1', 80))", id="asyncio"),
]


@pytest.mark.parametrize("attempt", WAYS_OUT)
def test_refuse_remote_stops(attempt: str) -> None:
    done = run_python(
        "import asyncio, socket, urllib.request; from lexassist import offline; offline.refuse_remote()\n" + attempt
    )
    assert done.returncode == 1
    assert "refused to" in done.stderr.splitlines()[-1]


def test_refuse_remote_leaves_this_machine_alone() -> None:
    code = """
import socket
from lexassist import offline
offline.refuse_remote()
with socket.create_server(("127.0.0.1", 0)) as server:
    with socket.create_connection(("localhost", server.getsockname()[1])):
        pass
left, right = socket.socketpair()
left.sendall(b"x")
socket.getaddrinfo(None, 80)
socket.getaddrinfo("127.0.0.1", 80)
"""
    done = run_python(code)
    assert done.returncode == 0, done.stderr


def test_the_command_line_loads_no_library_that_could_call_out() -> None:
    code = (
        "import sys; import lexassist.cli;"
        "print([m for m in ('chromadb', 'gradio', 'langchain', 'sentence_transformers', 'torch') if m in sys.modules])"
    )
    assert run_python(code).stdout.strip() == "[]"


# -- everything, alone


@pytest.fixture(scope="module")
def alone() -> tuple[str, ...]:
    """What to put before a command so that it has no network; nothing where the system does not allow that."""
    prefix = (sys.executable, "-c", ALONE)
    done = run(*prefix, "true") if sys.platform == "linux" else None
    return prefix if done and done.returncode == 0 else ()


def test_the_empty_network_has_no_way_out(alone: tuple[str, ...]) -> None:
    if not alone:
        pytest.skip("this system does not let a process have a network of its own")
    code = (
        "import errno, socket\n"
        "print([name for _, name in socket.if_nameindex()])\n"
        "print(errno.errorcode[socket.socket().connect_ex(('192.0.2.1', 80))])\n"
        "server = socket.create_server(('127.0.0.1', 0)); socket.create_connection(server.getsockname()); print('loopback')"
    )
    assert run(*alone, sys.executable, "-c", code).stdout.split("\n")[:3] == ["['lo']", "ENETUNREACH", "loopback"]


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, str]:
    """Variables that make every Python process write down what tries to leave; the file is under ATTEMPTS."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(RECORDER)
    return {"PYTHONPATH": str(tmp_path / "site"), "ATTEMPTS": str(tmp_path / "attempts")}


def test_the_watch_sees_an_attempt_that_a_library_swallows(watched: dict[str, str]) -> None:
    code = "import contextlib, socket\nwith contextlib.suppress(OSError): socket.create_connection(('192.0.2.1', 80))"
    in_a_child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}], check=True)"
    assert run_python(in_a_child, watched).returncode == 0
    assert "192.0.2.1" in Path(watched["ATTEMPTS"]).read_text()


@pytest.mark.model
@pytest.mark.timeout(600)
def test_everything_works_where_there_is_no_network(
    real_settings: Settings, alone: tuple[str, ...], watched: dict[str, str]
) -> None:
    def lexassist(*arguments: str) -> str:
        done = run(*alone, *LEXASSIST, *arguments, variables=watched)
        assert done.returncode == 0, done.stderr
        return done.stdout

    read = json.loads(lexassist("ingest", str(NDA), "--matter", "alone", "--json"))
    assert read["status"] == "indexed", read
    assert read["clauses"] > 5

    found = json.loads(lexassist("search", "which law governs", "--matter", "alone", "-k", "3", "--json"))
    assert len(found["hits"]) == 3

    answer = json.loads(lexassist("ask", "Which law governs this agreement?", "--matter", "alone", "--json"))
    assert answer["model"] == real_settings.generation.model
    assert answer["support"] in {"supported", "partial", "abstained"}
    assert answer["citations"] or answer["nearest"]

    visit = run(*alone, sys.executable, "-c", VISIT, *LEXASSIST, variables=watched)
    assert visit.returncode == 0, visit.stderr
    assert visit.stdout.startswith("200 http://127.0.0.1:")

    attempts = Path(watched["ATTEMPTS"])
    assert not attempts.exists(), attempts.read_text()
