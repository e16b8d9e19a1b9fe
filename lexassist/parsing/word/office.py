"""Word documents laid out by LibreOffice, where it is installed: a PDF that shows the pages.

The seam: ask :func:`lexassist.parsing.word.reader.may_be_opened` first and convert only what would fetch nothing; give
:func:`convert_to_pdf` an empty folder that is removed afterwards; read the PDF as any other, and let
:func:`lexassist.parsing.word.renditions.place` put the document's own words on its pages. LibreOffice runs with a profile of its
own, macros and links off, and inside :mod:`lexassist.parsing.word.contained`. A document that it cannot lay out has no pages: that
is no error. The PDF shows tracked deletions struck through, as LibreOffice prints them.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import lexassist

_NAMES = ("soffice", "libreoffice")
_PLACES = (
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
)
_MEMORY_MIB = 3072
"""Address space: LibreOffice alone maps about 1 GiB."""
_FILE_MIB = 256
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Office.Writer/Content/Update", "Field", "false"),
)


def find_office() -> Path | None:
    """LibreOffice's program, None where it is not installed."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is not None:
        return Path(found)
    folders = [Path(place) for place in _PLACES] + sorted(Path("/opt").glob("libreoffice*/program"), reverse=True)
    return next((folder / "soffice" for folder in folders if (folder / "soffice").is_file()), None)


def convert_to_pdf(path: Path, *, program: Path, seconds: int, folder: Path) -> Path | None:
    """The document at ``path`` as a PDF in ``folder``, None where LibreOffice makes none within ``seconds``.

    Everything that LibreOffice writes is in ``folder``, which must be empty; whoever made it removes it.
    """
    source, made, profile = folder / "document.docx", folder / "made", folder / "profile"
    shutil.copyfile(path, source)
    made.mkdir()
    _write_profile(profile)
    command = [
        sys.executable,
        "-m",
        "lexassist.parsing.word.contained",
        f"--memory-mib={_MEMORY_MIB}",
        f"--cpu-seconds={seconds}",
        f"--file-mib={_FILE_MIB}",
        "--",
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        *"--headless --invisible --norestore --nolockcheck --nologo --nodefault --convert-to pdf:writer_pdf_Export".split(),
        "--outdir",
        str(made),
        str(source),
    ]
    _run(command, seconds=seconds, folder=folder)
    pdf = made / "document.pdf"
    return pdf if pdf.is_file() and pdf.stat().st_size else None


def _run(command: list[str], *, seconds: int, folder: Path) -> None:
    """Run to the end, or to the end of the time: then the process and all that it started are gone."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the caller's but the way to programs and to this package."""
    temporary = folder / "temporary"
    temporary.mkdir()
    own = {
        name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
    }
    root = str(Path(lexassist.__file__).absolute().parents[1])
    return {
        **own,
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": root,
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }


def _write_profile(profile: Path) -> None:
    """A profile in which nothing runs and nothing is fetched."""
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )
