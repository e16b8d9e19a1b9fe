"""Whether a value is what lawyers wrote down, in the ways they write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.evaluation.lawyer_answers import KINDS, agrees, compare_parties, lawyers_parties, read_answers
from lexassist.types import ClauseId, Span, Value


def value(category: str, normal: str) -> Value:
    return Value(KINDS[category], normal, normal, normal, ClauseId("c"), Span(0, 1))


@pytest.mark.parametrize(
    ("category", "ours", "theirs", "verdict"),
    [
        ("Effective Date", "1999-06-21", "6/21/99", True),
        ("Effective Date", "1999-06-21", "6/21/1999", True),
        ("Effective Date", "1999-06-22", "6/21/99", False),
        ("Effective Date", "2017", "[]/[]/2017", True),  # what they left blank is blank here
        ("Effective Date", "2017-03-01", "[]/[]/2017", False),
        ("Effective Date", "2003-04", "04/[]/2003", True),
        ("Effective Date", "2000-07-31", "07/31/2000; 07/[]/2000", True),  # one of several
        ("Effective Date", "2020-06-30", "30/6/20", True),  # cannot be a month
        ("Expiration Date", "perpetual", "Perpetual", True),
        ("Expiration Date", "2020-01-01", "perpetual", False),
        ("Expiration Date", "perpetual", "1/1/20", False),
        ("Renewal Term", "P1Y", "Successive 1 year", True),
        ("Renewal Term", "P12M", "1 year", True),  # the same length
        ("Renewal Term", "P30D", "1 month", False),  # not the same length
        ("Renewal Term", "P5Y", "2 5 years", True),  # two renewals of five years
        ("Renewal Term", "", "successive [] years", True),
        ("Notice Period To Terminate Renewal", "P6M", "180 days / 6 months", True),
        ("Notice Period To Terminate Renewal", "P2W", "14 days", True),
        ("Notice Period To Terminate Renewal", "P60D", "90 days", False),
        ("Governing Law", "England and Wales", "England, United Kingdom; Wales, United Kingdom", True),
        ("Governing Law", "China", "People's Republic of China", True),
        ("Governing Law", "Ontario, Canada", "Province of Ontario, Canada", True),
        ("Governing Law", "Canada", "Ontario, Canada", False),  # the province, not the country
        ("Governing Law", "Delaware", "New York", False),
        ("Document Name", "SUPPLY AGREEMENT", "Supply Agreement", True),
        ("Document Name", "Supply Agreement", "THE SUPPLY  AGREEMENT, d", True),  # a stray letter of theirs
        ("Document Name", "Agreement", "Supply Agreement", False),
    ],
)
def test_a_value_against_what_lawyers_wrote(category: str, ours: str, theirs: str, verdict: bool) -> None:
    assert agrees(category, [value(category, ours)], theirs) is verdict


def test_nothing_given_is_no_answer_and_anything_is_wrong_where_they_wrote_nothing() -> None:
    assert agrees("Governing Law", [], "New York") is None
    assert agrees("Governing Law", [], "") is None
    assert agrees("Governing Law", [value("Governing Law", "New York")], "") is False


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [
        (["HALDEN LOOMS INC", "Quill Limited"], True),
        (["Halden Loms, Inc.", "Quill Ltd."], True),  # a slip of the pen
        (["Halden Looms, Inc."], False),  # one is missing
        (["Halden Looms, Inc.", "Quill Ltd.", "Fell LLC"], False),  # one too many
        (["Halden Yarns, Inc.", "Quill Ltd."], False),
    ],
)
def test_parties_are_all_of_theirs_and_no_other(ours: list[str], verdict: bool) -> None:
    theirs = 'Halden Looms, Inc. ("Halden"); Quill Ltd. ("Quill"); Halden and Quill (individually a "Party")'
    assert agrees("Parties", [value("Parties", name) for name in ours], theirs) is verdict


def test_parties_are_counted_name_by_name() -> None:
    ours = [value("Parties", name) for name in ("Halden Looms, Inc.", "Fell LLC")]
    found = compare_parties(ours, 'Halden Looms, Inc. ("Halden"); Quill Ltd. ("Quill")')
    assert (found.ours, found.theirs, found.same) == (2, 2, 1)


@pytest.mark.parametrize(
    ("theirs", "names"),
    [
        ('Halden (UK) Ltd. ("Halden"); Quill, Inc. ("Quill")', ("Halden (UK) Ltd.", "Quill, Inc.")),
        ('Halden, Inc."Halden"; Quill "Client"', ("Halden, Inc.", "Quill")),
        ("Halden Ltd. (“Halden”); (collectively the “Parties”)", ("Halden Ltd.",)),
        ("Halden LLC and Quill Inc., Fell Ltd.", ("Halden LLC", "Quill Inc.", "Fell Ltd.")),
        # a party that is called as it is named is none of the short names again
        ('Halden, Inc. ("Halden"); Quill Books Ltd. ("Quill Books")', ("Halden, Inc.", "Quill Books Ltd.")),
        (
            'Halden, Inc. ("Halden"); Quill Books Ltd.; Halden and Quill Books (“Parties”)',
            ("Halden, Inc.", "Quill Books Ltd."),
        ),
    ],
)
def test_their_names(theirs: str, names: tuple[str, ...]) -> None:
    assert lawyers_parties(theirs) == names


def test_answers_are_read_with_whether_words_were_marked(tmp_path: Path) -> None:
    labels = [
        {"category": "Governing Law", "spans": [[0, 3]], "lawyer_answer": "Utopia"},
        {"category": "Renewal Term", "spans": [[0, 3]], "lawyer_answer": None},
        {"category": "Parties", "spans": [], "lawyer_answer": ""},
    ]
    (tmp_path / "labels.jsonl").write_text(json.dumps({"document": "One", "labels": labels}) + "\n")
    answers = read_answers(tmp_path)["One"]
    assert (answers["Governing Law"].text, answers["Governing Law"].open) == ("Utopia", False)
    assert answers["Renewal Term"].open  # marked, and nothing written
    assert not answers["Parties"].open


def test_data_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"labels\.jsonl"):
        read_answers(tmp_path)
