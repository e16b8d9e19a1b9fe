"""A redline of two versions as a Word file: struck words are crossed out, new ones underlined, as on paper.

Meets python-docx, like :mod:`lexassist.review.memo`, whose looks it has. These are formats, not Word's own tracked changes:
there is nothing to accept or refuse.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.shared import Pt, RGBColor

from lexassist.review.memo import new_memo
from lexassist.review.office import strip_clock
from lexassist.review.redline import (
    Redline,
    RunKind,
    gather_unchanged,
    name_versions,
    tell_change,
    tell_counts,
    tell_unchanged,
)
from lexassist.review.wording import plain
from lexassist.types import ChangeKind, WholeDocument

_STRUCK, _NEW, _SOFT = RGBColor(0x9A, 0x34, 0x12), RGBColor(0x0D, 0x4A, 0x8A), RGBColor(0x4A, 0x55, 0x68)


def write_redline_memo(before: WholeDocument, after: WholeDocument, redlines: Sequence[Redline]) -> bytes:
    """The file's bytes: the later version with what was struck in its place; unchanged clauses are counted only."""
    title = name_versions(before.document, after.document)
    memo = new_memo(title)
    memo.add_paragraph(title, style="Title")
    memo.add_paragraph(tell_counts([one.change for one in redlines]))
    for group in gather_unchanged(redlines):
        if ChangeKind.UNCHANGED in group[0].change.kinds:
            told = memo.add_paragraph().add_run(plain(tell_unchanged(group)))
            told.font.color.rgb, told.font.size = _SOFT, Pt(9)
        else:
            _write(memo, group[0])
    written = io.BytesIO()
    memo.save(written)
    return strip_clock(written.getvalue())


def _write(memo: WordDocument, redline: Redline) -> None:
    memo.add_heading(plain(tell_change(redline)), 3)
    paragraph = memo.add_paragraph()
    for run in redline.runs:
        words = paragraph.add_run(plain(run.text))
        if run.kind is RunKind.STRUCK:
            words.font.strike, words.font.color.rgb = True, _STRUCK
        elif run.kind is RunKind.NEW:
            words.font.underline, words.font.color.rgb = True, _NEW
