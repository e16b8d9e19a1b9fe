"""Writes requirements.lock and requirements-dev.lock: the exact version of everything that pyproject.toml leads to.

Run by ``make lock``. pip resolves, nothing is installed. Three things are left out on purpose: llama-cpp-python, which
``deploy/install_llama.py`` installs; the local part of a version (``2.13.0+cpu``), so that each machine takes the build of
torch that it is offered; and the libraries that only torch's CUDA build asks for, which that build pins itself.
Standard library only.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = re.compile(r"llama-cpp-python|nvidia-.*|cuda-.*|triton")


def main() -> int:
    """Resolve and write both files; pip's own status when it cannot."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # Installed without build isolation, so that a machine without an index needs no second copy of it.
    wanted = [*project["dependencies"], "setuptools>=77"]
    product = resolve(wanted)
    everything = resolve([*wanted, *project["optional-dependencies"]["dev"]], pins=product)
    write("requirements.lock", product)
    write("requirements-dev.lock", [pin for pin in everything if pin not in set(product)])
    return 0


def resolve(wanted: Sequence[str], *, pins: Sequence[str] = ()) -> list[str]:
    """``name==version`` of everything that ``wanted`` leads to, sorted; ``pins`` are held."""
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder, "pins.txt")
        constraints.write_text("\n".join(pins), encoding="utf-8")
        report = Path(folder, "report.json")
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
        command += ["--disable-pip-version-check", "--report", str(report), "-c", str(constraints), *wanted]
        subprocess.run(command, check=True)
        found = [item["metadata"] for item in json.loads(report.read_text(encoding="utf-8"))["install"]]
    named = ((re.sub(r"[-_.]+", "-", data["name"]).lower(), data["version"].partition("+")[0]) for data in found)
    return sorted(f"{name}=={version}" for name, version in named if not LEFT_OUT.fullmatch(name))


def write(name: str, pins: Sequence[str]) -> None:
    """Write one lock file."""
    python = ".".join(map(str, sys.version_info[:2]))
    heading = f"# Written by `make lock` with Python {python} on {sys.platform}; do not edit.\n"
    (ROOT / name).write_text(heading + "\n".join([*pins, ""]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
