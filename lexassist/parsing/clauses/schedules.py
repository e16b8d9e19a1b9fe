"""Whether a line that names a schedule opens it, or only names it. Pure."""

from __future__ import annotations

from lexassist.parsing.clauses.labelled import LabelledLines
from lexassist.parsing.clauses.numbering import Family, Label
from lexassist.parsing.clauses.tree import OpenParts, Role

_CLAUSES = frozenset({Family.NUMBER, Family.SECTION, Family.ARTICLE})


def opens_schedule(parts: OpenParts, lines: LabelledLines, index: int, label: Label) -> bool:
    """Whether the schedule that the line names starts there, as far as the lines around it tell."""
    # The same heading again at the top of a later page is the same schedule.
    text = label.text.lower()
    again = parts.innermost(lambda node: node.label is not None and node.label.text.lower() == text)
    return again is None and not _is_listed(lines, index, label) and not _goes_on_behind(parts, lines, index)


def _is_listed(lines: LabelledLines, index: int, label: Label) -> bool:
    """Whether it stands in a list of schedules: its neighbours are schedules too, and it comes again."""
    near = [other for other in (index - 1, index + 1) if 0 <= other < len(lines)]
    listed = any(
        other.family is Family.SCHEDULE and other.text.lower() != label.text.lower()
        for line in near
        for other in lines.labels(line)[:1]
    )
    return listed and lines.comes_again(index, label)


def _goes_on_behind(parts: OpenParts, lines: LabelledLines, index: int) -> bool:
    """Whether the contract's own numbers go on behind the line, so that it can be no schedule."""
    if parts.part() or parts.within(Role.SIGNATURE):
        return False
    for depth in range(len(parts)):
        for style, last in parts[depth].last.items():
            # A schedule may have no number of its own before "(b)", but it never begins with the contract's clause 2.
            counts = last[-1] > 1 or (depth == 0 and parts[0].children[-1].family in _CLAUSES)
            if counts and next(lines.coming(index, style), (None, False))[0] == (*last[:-1], last[-1] + 1):
                return True
    return False
