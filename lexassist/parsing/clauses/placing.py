"""Where a label belongs: the depth of the open part whose child it opens, or nowhere.

A label counts where the sequence allows it: it goes on where an open list left off, or it starts one. A label in strong
form (behind the end of a sentence, before a clause's words) may also skip numbers, or come although one before was missed.
"""

from __future__ import annotations

import re

from lexassist.parsing.clauses.bodylines import BodyLine
from lexassist.parsing.clauses.headings import heading_alone, heading_run_in, is_capitals
from lexassist.parsing.clauses.labelled import LabelledLines
from lexassist.parsing.clauses.numbering import Family, Label, to_roman
from lexassist.parsing.clauses.phrases import replaces_words
from lexassist.parsing.clauses.tree import Node, OpenParts, Role

_SKIPPED = 6
"""How many labels of a list may be missing before one in strong form."""
_LATEST_FIRST = 3
"""The number up to which a list may start although its first ones were missed."""
_SKIPPED_WORDED = 40
"""As many where the label has a word: "Section 22"."""


class Placing:
    """Finds the depth for labels, over the parts that are open."""

    def __init__(self, parts: OpenParts, lines: LabelledLines) -> None:
        self._parts = parts
        self._lines = lines

    def depth(self, index: int, label: Label) -> int | None:
        """The depth of the part that the label's node becomes a child of, None when it is no clause there."""
        if label.family is Family.SCHEDULE:
            return 0
        line = self._lines[index]
        if self._parts.within(Role.SIGNATURE) and not _goes_on_behind_signatures(line, label):
            return None
        if not label.sure:
            return self._depth_of_garbled(index, label)
        going_on = self._parts.continues(label)
        if going_on is not None:
            return None if self._runs_on(index, label, going_on) else going_on
        return 0 if self._ends_schedule(line, label) else self._depth_of_new(index, label)

    def _ends_schedule(self, line: BodyLine, label: Label) -> bool:
        """Whether a label is the contract's next clause, so that what was taken for a schedule was only named."""
        part = self._parts.part()
        before = self._parts.root.last.get(label.style)
        if not part or before is None or label.family is Family.ITEM or not line.ended:
            return False
        return not label.starts and label.follows(before) and self._parts.counting(label.style) is None

    def _depth_of_new(self, index: int, label: Label) -> int | None:
        """The depth for a label that is not simply the next one of an open list."""
        if label.family is Family.ITEM:
            return self._depth_of_item(index, label)
        if label.value != (1,) and self._quotes(index):
            return len(self._parts) - 1
        return self._depth_of_decimal(index, label) if len(label.value) > 1 else self._depth_of_number(index, label)

    def depth_of_heading(self, index: int) -> int:
        """A heading without a label stands beside the clause that comes next."""
        anew: set[str] = set()
        for _, labels in self._lines.ahead(index):
            for label in labels:
                # Behind the first number of a new list, the next ones are not those of a list that was open before.
                if label.starts and label.family is not Family.ITEM:
                    anew.add(label.style)
                if label.style in anew:
                    continue
                if label.sure and (depth := self._parts.continues(label)) is not None:
                    # Headings whose numbers go on from one to the next stand side by side.
                    owner = self._parts[depth]
                    return depth - 1 if owner.role is Role.HEADING and not owner.runs_in else depth
        return self._parts.part()

    def _depth_of_garbled(self, index: int, label: Label) -> int | None:
        """A label that had to be mended counts as the next of its list, or as the first where the second one follows."""
        line = self._lines[index]
        if not line.ended or (label.family is Family.NUMBER and len(label.value) == 1 and not line.full):
            return None
        going_on = self._parts.continues(label)
        if going_on is not None:
            return going_on
        if not label.starts or self._lines.next_of(index, label) != (*label.value[:-1], 2):
            return None
        if len(label.value) > 1:
            parent = self._parts.numbered(label.value[:-1])
            fresh = label.value == (1, 1) and self._parts.counting(label.style) is None
            return self._parts.scope() if parent is None and fresh else parent
        headed = self._parts.last.role is Role.HEADING and self._parts.last.start == self._lines[index - 1].start
        return len(self._parts) - 1 if headed else None

    def _runs_on(self, index: int, label: Label, depth: int) -> bool:
        """Whether an item is the next of a list in running text, and not of the outer list whose label it could be."""
        line = self._lines[index]
        if label.family is not Family.ITEM or line.gap or depth == len(self._parts) - 2 or label.style[0] != "(":
            return False
        before = _mark_before(label)
        start = self._parts.last.start + len(label.text)
        return any(before in other.text[max(0, start - other.start) :] for other in self._lines.back_to(index, start))

    def _quotes(self, index: int) -> bool:
        """Whether the words before announce words for another contract: what they number is no clause of this one."""
        part = self._parts.last
        if part.role is not Role.LABEL or part.children or not index:
            return False
        words = " ".join(line.text for line in reversed([*self._lines.back_to(index, part.start)][:4]))
        return replaces_words(words)

    def _depth_of_item(self, index: int, label: Label) -> int | None:
        if label.starts:
            return self._depth_of_first_item(index, label) if self._is_listed(index, label) else None
        line = self._lines[index]
        depth = self._parts.continues(label, gap=_SKIPPED if line.ended else 1)
        if depth is None and label.value == (2,) and (line.gap or not self._lines[index - 1].full):
            depth = self._find_first(index, label)
        if depth is None and line.ended and self._parts.counting(label.style) is None and self._goes_on(index, label):
            depth = self._parts.top()
        return depth

    def _depth_of_first_item(self, index: int, label: Label) -> int:
        if self._parts.last.role is Role.RECITAL and heading_alone(self._lines[index].text[label.end :]):
            return self._parts.part()
        again = self._parts.counting(label.style)
        return again if again is not None and self._only_items_above(again) else self._parts.top()

    def _only_items_above(self, depth: int) -> bool:
        """Whether nothing but items is open above ``depth``, so that a list that starts anew takes the old one's place."""
        return all(self._parts[above].family is Family.ITEM for above in range(depth + 1, len(self._parts)))

    def _goes_on(self, index: int, label: Label) -> bool:
        """Whether the next label of the style is the one behind this: a list whose first items were missed."""
        following = self._lines.next_of(index, label)
        return following == (label.value[0] + 1,) and label.value[0] <= 3

    def _is_listed(self, index: int, label: Label) -> bool:
        """Whether a first item starts a paragraph, or is followed by a second one that starts a line."""
        line = self._lines[index]
        if self._lines.second_comes(index, label.style):
            return True
        # One alone is a part where white space sets it off, or where it stands right under a heading.
        under = self._parts.last.role is Role.LABEL and self._lines[index - 1].start == self._parts.last.start
        return line.gap and (label.style[0] == "(" or (under and line.text[label.end :][:1].isupper()))

    def _find_first(self, index: int, label: Label) -> int | None:
        """Open the first item of a list, where it stands inside the lead-in; the depth of its parent."""
        mark = re.compile(rf"(?<=[\s:;.,—–-]){re.escape(label.style)}(?=\s)")
        first = label.style if ")" not in label.style else f"({label.style.strip('()')})"
        top = self._parts.last
        for line in self._lines.back_to(index, top.start):
            matches = [m for m in mark.finditer(line.text) if line.start + m.start() > top.start]
            if matches:
                depth = len(self._parts) - 1
                found = Label(label.family, label.style, (1,), first.strip("."), 0)
                self._parts.push(Node(line.start + matches[-1].start(), Role.LABEL, found), depth)
                return depth
        return None

    def _depth_of_decimal(self, index: int, label: Label) -> int | None:
        line = self._lines[index]
        prefix = label.value[:-1]
        parent = self._parts.numbered(prefix)
        if parent is not None and (label.value[-1] <= 3 or line.gap or line.ended):
            return parent
        if (depth := self._parts.continues(label, gap=3)) is not None:
            return depth
        # The clause between was missed: "4.2.1" under "4", or beside "4.1.1".
        above = self._parts.numbered(prefix[:-1]) if len(prefix) > 1 and line.ended else None
        same = self._parts.counting(label.style)
        if same is not None and self._follows_on(self._parts[same].last[label.style], label, line):
            return same
        if above is not None:
            return above
        if not label.starts:
            return self._scope(index, label) if self._is_sequel(index, label) else None
        return self._scope(index, label) if same is None and (prefix[0] <= 2 or line.gap) else None

    def _is_sequel(self, index: int, label: Label) -> bool:
        """Whether a decimal in strong form is one of a list whose first ones were missed: the next one follows."""
        line = self._lines[index]
        return line.ended and line.gap and self._lines.next_of(index, label) == (*label.value[:-1], label.value[-1] + 1)

    def _follows_on(self, before: tuple[int, ...], label: Label, line: BodyLine) -> bool:
        """Whether the first decimals of the next number follow, although that number itself was not found."""
        steps = label.value[-2] - before[-2]
        near = label.starts or (line.ended and label.value[-1] <= 3)
        return before[:-2] == label.value[:-2] and 1 <= steps <= 2 and near

    def _scope(self, index: int, label: Label) -> int:
        """The depth of what holds the first label of a style; numbers are recitals only right under their heading."""
        recital = self._parts.innermost(lambda node: node.role is Role.RECITAL)
        if label.family is Family.ARTICLE:
            return self._parts.part()
        if recital is None or (
            label.family is Family.NUMBER and len(label.value) == 1 and self._lists_recitals(index, label)
        ):
            return self._parts.scope()
        return self._parts.part()

    def _lists_recitals(self, index: int, label: Label) -> bool:
        """Whether a number stands right under the heading of the recitals, before words that are no heading."""
        rest = self._lines[index].text[label.end :]
        if not rest.strip() or heading_alone(rest) or heading_run_in(rest)[0]:
            return False
        return self._lines[index - 1].start == self._parts.last.start

    def _depth_of_number(self, index: int, label: Label) -> int | None:
        line = self._lines[index]
        scope = self._scope(index, label)
        rest = line.text[label.end :]
        headed = bool(heading_alone(rest) or heading_run_in(rest)[0])
        if line.gap or headed:
            far = _SKIPPED if label.family is Family.NUMBER else _SKIPPED_WORDED
            skipping = self._parts.continues(label, gap=far if headed and line.ended else 3)
            if skipping is not None:
                return skipping
        carried = self._carried(label)
        if carried is not None:
            return carried
        if label.starts:
            return self._depth_of_first(index, label, scope)
        known = self._parts.counting(label.style) is not None
        if known or not line.ended:
            return None
        followed = self._lines.next_of(index, label) == (label.value[0] + 1,)
        early = label.value[0] <= _LATEST_FIRST or label.family is not Family.NUMBER
        return scope if (early and followed) or (headed and label.value[0] <= _LATEST_FIRST) else None

    def _depth_of_first(self, index: int, label: Label, scope: int) -> int | None:
        again = self._parts.counting(label.style)
        if again is None:
            nested = self._parts.last.family is Family.ITEM and label.family is Family.NUMBER
            rest = self._lines[index].text[label.end :]
            heads = heading_alone(rest) or is_capitals(heading_run_in(rest)[0])
            return self._parts.top() if nested and not heads and not self._parts.within(Role.RECITAL) else scope
        if scope > again and self._parts[scope].label is not None:
            return scope
        if label.family is not Family.NUMBER:
            return again
        return (
            self._parts.part()
            if self._parts[again].role is Role.RECITAL
            else self._depth_of_restart(index, label, again)
        )

    def _depth_of_restart(self, index: int, label: Label, again: int) -> int | None:
        """The depth for numbers that start anew, while those at the depth ``again`` are open."""
        line = self._lines[index]
        outer = self._parts[again].last[label.style][-1]
        coming = [value[-1] for value, _ in self._lines.coming(index, label.style)]
        if coming[:1] != [2]:
            # A program that lost count heads each clause with "1.".
            heads = heading_alone(line.text[label.end :])
            lost = heads and line.gap and line.ended and self._parts.last.role is not Role.HEADING
            return again if lost and coming[:1] in ([], [1], [outer + 1]) else None
        # Numbers that start anew are a list inside the clause when the outer count goes on behind them.
        if outer + 1 in coming[outer:] or (outer > 1 and outer + 1 in coming):
            return self._parts.top()
        return max(again, self._under_heading(again))

    def _under_heading(self, depth: int) -> int:
        """The depth of the heading that has come since the list at ``depth`` and has no numbers yet."""
        last = self._parts.last
        return len(self._parts) - 1 if last.role is Role.HEADING and len(self._parts) - 1 > depth else depth

    def _carried(self, label: Label) -> int | None:
        """Numbers that go on from one article to the next, or from one heading to the next."""
        holder = self._parts.innermost(lambda node: node.family is Family.ARTICLE or node.role is Role.HEADING)
        if holder is None or self._parts[holder].last or self._parts[holder].runs_in:
            return None
        for before in reversed(self._parts[holder - 1].children[:-1]):
            if label.style in before.last:
                if not label.follows(before.last[label.style]):
                    return None
                before.runs_on = self._parts[holder].runs_on = True
                return holder
        return None


def _mark_before(label: Label) -> str:
    """The item before a label, as running text has it."""
    value = label.value[0] - 1
    if label.style == "(1)":
        return f" ({value}) "
    letters = chr(ord("a") + (value - 1) % 26) * (1 + (value - 1) // 26)
    text = to_roman(value) if label.style in ("(i)", "(I)") else letters
    return f" ({text.upper() if label.style in ('(I)', '(A)') else text}) "


def _goes_on_behind_signatures(line: BodyLine, label: Label) -> bool:
    """Whether a label is a clause although the signatures have come: terms on the back of an order."""
    rest = line.text[label.end :]
    if label.family is Family.ITEM or not line.ended or "/s/" in rest:
        return False
    return line.full or bool(heading_run_in(rest)[1]) or (label.starts and is_capitals(rest))
