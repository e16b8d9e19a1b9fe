"""A redline: both versions can be read out of it, in the terminal, as HTML and as Word."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.errors import UsageError
from lexassist.review.comparing import compare
from lexassist.review.redline import (
    Redline,
    RunKind,
    comparison_record,
    draw_redlines,
    gather_unchanged,
    tell_change,
    tell_counts,
    tell_unchanged,
)
from lexassist.review.redlinefile import write_redline_file
from lexassist.types import ChangeKind, WholeDocument

from .drafted import whole_of

BEFORE = """SUPPLY AGREEMENT

1. The Buyer shall pay within thirty (30) days of the date of the invoice.

2. The Seller shall deliver the goods to the Buyer's works at Ashgrove.

3. Each party <b>shall</b> insure its own property against fire and theft.
"""
AFTER = BEFORE.replace("thirty (30)", "sixty (60)").replace(
    "3. Each", "3. Either party may end this agreement at will.\n\n4. Each"
)


def drawn(before: str = BEFORE, after: str = AFTER) -> tuple[WholeDocument, WholeDocument, tuple[Redline, ...]]:
    earlier, later = whole_of(before), whole_of(after)
    return earlier, later, draw_redlines(earlier, later, compare(earlier, later))


def read(redline: Redline, *kinds: RunKind) -> list[str]:
    return "".join(run.text for run in redline.runs if run.kind in kinds).split()


WORDS = "shall may pay not the Buyer {} , . ; Seller’s"


@given(
    st.lists(st.sampled_from(WORDS.format(30).split()), min_size=1, max_size=25),
    st.lists(st.sampled_from(WORDS.format(60).split()), min_size=1, max_size=25),
)
def test_both_versions_can_be_read_out_of_it(first: list[str], second: list[str]) -> None:
    old, new = (f"AGREEMENT\n\n1. The Customer {' '.join(words)} end.\n" for words in (first, second))
    for redline in drawn(old, new)[2]:
        for citation, kind in ((redline.before, RunKind.STRUCK), (redline.after, RunKind.NEW)):
            if citation is not None:
                words = "".join(citation.quote.split()).removeprefix("1.")
                assert "".join(read(redline, RunKind.SAME, kind)) == words


def test_a_change_says_where_it_stands_in_both_versions() -> None:
    _, _, redlines = drawn()
    assert [tell_change(one) for one in redlines if ChangeKind.UNCHANGED not in one.change.kinds] == [
        "Changed: cl. 1, para. 2",
        "Added: cl. 3, para. 4",
        "Renumbered: cl. 4, para. 5 (before: cl. 3, para. 4)",
    ]
    assert tell_counts([one.change for one in redlines]) == "5 clauses: 2 unchanged, 1 changed, 1 renumbered, 1 added"


def test_unchanged_clauses_stand_together() -> None:
    _, _, redlines = drawn(BEFORE, BEFORE)
    (group,) = gather_unchanged(redlines)
    assert tell_unchanged(group) == "4 clauses unchanged (cl. 1 to cl. 3)"


def test_scripts_read_the_words_that_differ() -> None:
    record = comparison_record(*drawn())
    assert record["counts"] == {"unchanged": 2, "changed": 1, "moved": 0, "renumbered": 1, "added": 1, "removed": 0}
    (changed,) = [change for change in record["changes"] if "changed" in change["kinds"]]
    ((words),) = changed["words"]
    assert (words["before"]["text"], words["after"]["text"]) == ("thirty (30", "sixty (60")
    assert changed["before"]["label"] == changed["after"]["label"] == "1"


def test_the_page_strikes_and_underlines_and_escapes(tmp_path: Path) -> None:
    write_redline_file(tmp_path / "redline.html", *drawn())
    page = (tmp_path / "redline.html").read_text(encoding="utf-8")
    assert "within<del> thirty</del><ins> sixty</ins> (<del>30</del><ins>60</ins>) days" in page
    assert "<ins>Either party may end this agreement at will.</ins>" in page
    assert "&lt;b&gt;shall&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_word_file_strikes_and_underlines(tmp_path: Path) -> None:
    for name in ("one.docx", "two.docx"):
        write_redline_file(tmp_path / name, *drawn())
    written = (tmp_path / "one.docx").read_bytes()
    assert written == (tmp_path / "two.docx").read_bytes()
    runs = [run for paragraph in docx.Document(io.BytesIO(written)).paragraphs for run in paragraph.runs]
    assert [run.text for run in runs if run.font.strike] == [" thirty", "30"]
    assert [run.text for run in runs if run.font.underline] == [
        " sixty",
        "60",
        "Either party may end this agreement at will.",
    ]


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"neither a \.html nor a \.docx"):
        write_redline_file(tmp_path / "redline.pdf", *drawn())
    with pytest.raises(UsageError, match="cannot be written"):
        write_redline_file(tmp_path / "nowhere" / "redline.html", *drawn())
