"""Reviews on the page: which playbooks there are, a review as it comes, the files it becomes.

Plain functions and generators, as in :mod:`lexassist.ui.actions`: a review runs in a thread of its own, so a page that is
closed loses nothing, and its files lie in the matter's own folder, from where only those named in
:data:`lexassist.ui.grid.DOWNLOADS` are handed out.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lexassist.assistant.reviewing import MatterReview, load_playbook, shipped_playbooks, unknown_types
from lexassist.errors import LexAssistError, PlaybookError, UsageError
from lexassist.review.links import Links
from lexassist.review.playbook import Playbook
from lexassist.review.report import write_report
from lexassist.types import Review, ReviewedDocument
from lexassist.ui.actions import Say, aside
from lexassist.ui.grid import DOWNLOADS, Progressing
from lexassist.ui.render import Ended

if TYPE_CHECKING:
    from lexassist.assistant import Assistant

_ALL = "everything.zip"
_REPORT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: the same review gives the same bytes."""
_LARGEST = 2**20
"""Bytes of a playbook that is handed in."""

_INTERNAL = (
    "Something inside LexAssist failed, so the review is not whole. Begin it again: what was worked out is kept. "
    "`lexassist doctor` checks the installation."
)

_Step = ReviewedDocument | Review | tuple[str, ...]
"""What is told of a review under way: a row, the whole, the names of its files."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A playbook that was handed in, with what is odd in it; or None, with what is wrong."""

    playbook: Playbook | None
    said: str = ""


@cache
def playbook_choices() -> tuple[tuple[str, str], ...]:
    """The playbooks that come with LexAssist: title and name, by title."""
    return tuple(sorted((playbook.title, playbook.name) for playbook in shipped_playbooks()))


def check_playbook(assistant: Assistant, upload: Path, *, temporary: Path) -> Checked:
    """The playbook of an uploaded file. The upload is gone afterwards."""
    try:
        if upload.stat().st_size > _LARGEST:
            raise PlaybookError(f"{upload.name} is too large for a playbook.", remedy="Choose a TOML file.")
        playbook = load_playbook(upload)
        odd = unknown_types(playbook, assistant.type_names())
    except (LexAssistError, OSError) as error:
        # Where the upload lay for a moment means nothing to a reader; its name does.
        return Checked(None, str(error).replace(f"{upload.parent}/", ""))
    finally:
        upload.unlink(missing_ok=True)
        if upload.parent != temporary and upload.parent.is_relative_to(temporary):
            shutil.rmtree(upload.parent, ignore_errors=True)
    return Checked(playbook, " ".join(odd))


def review(assistant: Assistant, matter: str, playbook: Playbook | str) -> Iterator[Progressing]:
    """Review all documents of a matter; yield how far it has come each time there is more to see.

    The work, and the writing of the files, go on when nobody takes what is yielded.
    """
    shown = Progressing(matter, playbook if isinstance(playbook, str) else playbook.title, (), 0)
    try:
        running = assistant.review(matter, playbook)
        used = running.playbook
        shown = replace(shown, title=used.title, columns=used.columns, total=len(assistant.documents(matter)))
        if not shown.total:
            yield replace(shown, ended=Ended.DONE, message="There is nothing to review: add contracts first.")
            return
        yield shown
        report = _name(used)
        out = assistant.reports(matter) / report

        def work(say: Say[_Step]) -> None:
            _work(running, out, say)

        for step in aside(work):
            if step is not None:
                shown = _grown(shown, step, report)
                yield shown
    except LexAssistError as error:
        yield replace(shown, ended=Ended.FAILED, message=str(error))
    except Exception:
        yield replace(shown, ended=Ended.FAILED, message=_INTERNAL)
        raise


def _work(running: MatterReview, out: Path, say: Say[_Step]) -> None:
    for row in running:
        say(row)
    finished = running.finish()
    say(finished)
    say(_write(finished, running, out))


def _write(finished: Review, running: MatterReview, out: Path) -> tuple[str, ...]:
    """Write all files of a review, and a zip of them with the highlighted copies; the names of the downloads."""
    files = write_report(finished, out, links=Links(running.originals()))
    try:
        _pack(files, out)
    except OSError as error:
        raise UsageError(
            f"The zip cannot be written ({error.strerror}).", remedy="Make space, and review again."
        ) from error
    return tuple(name for name in DOWNLOADS if (out / name).is_file())


def _pack(files: Sequence[Path], out: Path) -> None:
    part = out / f".{_ALL}.part"
    with zipfile.ZipFile(part, "w") as packed:
        for file in files:
            entry = zipfile.ZipInfo(file.relative_to(out).as_posix(), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, file.read_bytes())
    part.replace(out / _ALL)


def _grown(shown: Progressing, step: _Step, report: str) -> Progressing:
    if isinstance(step, ReviewedDocument):
        return replace(shown, rows=_with(shown.rows, step))
    if isinstance(step, Review):
        return replace(shown, review=step, rows=step.rows)
    return replace(shown, report=report, files=step, ended=Ended.DONE)


def _with(rows: Sequence[ReviewedDocument], row: ReviewedDocument) -> tuple[ReviewedDocument, ...]:
    """The rows with one more, in the place of the earlier one of the same file: an amended contract comes twice."""
    if any(known.file == row.file for known in rows):
        return tuple(row if known.file == row.file else known for known in rows)
    return (*rows, row)


def _name(playbook: Playbook) -> str:
    """The name of a report's folder: another one for a playbook of the same name with other rules."""
    return f"{playbook.name}-{playbook.sha256[:8]}"


def find_download(assistant: Assistant, matter: str, report: str, file: str) -> Path | None:
    """The file of a report, or None where there is no such thing. Raises UnknownMatter.

    A name leads nowhere else: a report is called by small letters, digits and hyphens, a file by one of our own names.
    """
    if file not in DOWNLOADS or not _REPORT.fullmatch(report):
        return None
    found = assistant.reports(matter) / report / file
    return found if found.is_file() else None
