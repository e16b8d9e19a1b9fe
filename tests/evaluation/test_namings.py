"""Questions that name a contract, made from what lawyers noted of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.namings import Noted, name_contract, questions_without_names, read_notes
from lexassist.errors import UsageError


def notes(tmp_path: Path, **labels: str) -> Noted:
    rows = [{"category": name.replace("_", " "), "lawyer_answer": answer} for name, answer in labels.items()]
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps({"document": "HALDEN_Supply", "labels": rows}) + "\n", encoding="utf-8")
    return read_notes(file)["HALDEN_Supply"]


PARTIES = 'HALDEN MARINE, INC. ("Halden"); Orrin Works LLC ("Supplier"); Investors ("Investors")'


def test_notes_become_names(tmp_path: Path) -> None:
    noted = notes(
        tmp_path, Document_Name="MANUFACTURING AND SUPPLY AGREEMENT", Parties=PARTIES, Agreement_Date="3/4/98"
    )
    # A part that is played is no name: the party's own stands for it, or there is none.
    assert noted.parties == (("HALDEN MARINE", "Halden"), ("Orrin Works", "Orrin Works"))
    assert (noted.kind, noted.year, str(noted.day)) == ("supply agreement", 1998, "1998-03-04")


@pytest.mark.parametrize(
    ("noted", "year"),
    [("[]/[]/2013", 2013), ("[]/4/08", 2008), ("", None), ("2/31/99", 1999)],
)
def test_a_date_that_is_open_or_impossible_gives_a_year_at_most(tmp_path: Path, noted: str, year: int | None) -> None:
    found = notes(tmp_path, Agreement_Date=noted)
    assert (found.year, found.day) == (year, None)


def test_each_form_asks_once_and_only_with_what_is_known(tmp_path: Path) -> None:
    full = list(
        name_contract(notes(tmp_path, Document_Name="SUPPLY AGREEMENT", Parties=PARTIES, Agreement_Date="3/4/98"))
    )
    bare = list(name_contract(notes(tmp_path, Document_Name="EXHIBIT B")))
    assert len({named.form for named in full}) == len(full) > len(bare) == 1
    assert bare[0].question.startswith("HALDEN_Supply: ")
    assert full == list(
        name_contract(notes(tmp_path, Document_Name="SUPPLY AGREEMENT", Parties=PARTIES, Agreement_Date="3/4/98"))
    )


def test_questions_without_names_are_kept_once() -> None:
    queries = ["Consider the A; Who pays?", "Consider the B; Who pays?"]
    assert questions_without_names(queries, ["Who bears it?"]) == ("Who pays?", "Who bears it?")


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "labels.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(UsageError):
        read_notes(tmp_path / "labels.jsonl")
