from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lexassist.errors import MatterInUse
from lexassist.matters.folder import MatterFolder
from lexassist.matters.lock import own

HOLD = """
import sys
from pathlib import Path
from lexassist.matters.folder import MatterFolder
from lexassist.matters.lock import own
with own(MatterFolder(Path(sys.argv[1])), purpose="lexassist serve"):
    print("held", flush=True)
    sys.stdin.read()
"""


def _holder(folder: MatterFolder) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_a_second_process_is_told_who_has_the_matter(folder: MatterFolder) -> None:
    with _holder(folder) as child:
        with pytest.raises(MatterInUse) as refusal, own(folder, purpose="test"):
            pytest.fail("two owners")
        child.communicate("")
    assert refusal.value.holder == child.pid
    words = rf"Matter 'acme' is in use by process {child.pid} \(lexassist serve, since \d\d:\d\d\)\. Close it there"
    assert re.match(words, str(refusal.value))
    with own(folder, purpose="test"):
        pass


def test_a_holder_that_was_killed_blocks_nobody(folder: MatterFolder) -> None:
    with _holder(folder) as child:
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert json.loads(folder.owner_file.read_text())["pid"] == child.pid
    with own(folder, purpose="next"):
        assert json.loads(folder.owner_file.read_text())["pid"] == os.getpid()
    assert not folder.owner_file.exists()


@pytest.mark.parametrize("said", ["", "{", '{"pid": "x"}'])
def test_the_lock_decides_whatever_the_owner_file_says(folder: MatterFolder, said: str) -> None:
    folder.owner_file.write_text(said)
    with own(folder, purpose="first"):
        folder.owner_file.write_text(said)
        with pytest.raises(MatterInUse, match="in use by another process") as refusal, own(folder, purpose="second"):
            pytest.fail("two owners")
    assert refusal.value.holder == 0


def test_an_owner_of_another_day_is_told_with_the_date(folder: MatterFolder) -> None:
    with own(folder, purpose="first"):
        owner = {"pid": 4711, "purpose": "lexassist serve", "since": "2020-02-03T14:02:00+00:00"}
        folder.owner_file.write_text(json.dumps(owner))
        with pytest.raises(MatterInUse, match=r"process 4711 \(lexassist serve, since 2020-02-03 \d\d:02\)"):  # noqa: SIM117
            with own(folder, purpose="second"):
                pytest.fail("two owners")


def test_the_lock_is_let_go_when_the_work_fails(folder: MatterFolder, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), own(folder, purpose="first"):
        raise ZeroDivisionError
    with own(folder, purpose="second"):
        pass
