"""Everything that a review becomes, in one folder: whole files, the same each time, opened by LibreOffice."""

from __future__ import annotations

import io
import json
import os
import subprocess
from pathlib import Path

import openpyxl
import pytest

from lexassist.errors import UsageError
from lexassist.parsing.word.office import find_office
from lexassist.review.links import Links
from lexassist.review.report import ReportFormat, write_report

from .reviewed import document, originals, review

FILES = [
    "review.xlsx", "memo.docx", "review.html", "review.json", "grid.csv", "findings.csv", "drafting.csv", "deadlines.ics",
]  # fmt: skip


def test_every_format_is_written_and_equal_reviews_give_equal_files(tmp_path: Path) -> None:
    first = write_report(review(), tmp_path / "a", links=Links(originals()))
    second = write_report(review(), tmp_path / "b", links=Links(originals()))
    assert [file.name for file in first[: len(FILES)]] == FILES
    assert [file.parent.name for file in first[len(FILES) :]] == ["highlighted"] * 3
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]
    # Nothing else is left: no part of a file.
    assert sorted(path for path in (tmp_path / "a").rglob("*") if path.is_file()) == sorted(first)


def test_only_what_is_asked_for(tmp_path: Path) -> None:
    formats = (ReportFormat.CSV, ReportFormat.JSON)
    written = write_report(review(), tmp_path, formats=formats, links=Links(originals()))
    assert [file.name for file in written] == ["review.json", "grid.csv", "findings.csv", "drafting.csv"]
    assert not (tmp_path / "highlighted").exists()


def test_the_workbook_links_to_copies_that_are_there(tmp_path: Path) -> None:
    files = originals()
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7")
    files[document("supply.pdf").id] = broken
    write_report(review(), tmp_path / "out", links=Links(files))
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "out" / "review.xlsx").read_bytes()))
    links = [cell.hyperlink for sheet in book for row in sheet for cell in row if cell.hyperlink]
    targets = {link.target for link in links if link.target}
    assert targets == {"highlighted/nda.pdf", "highlighted/amendment.pdf"}
    assert all((tmp_path / "out" / target).is_file() for target in targets)
    told = [cell.value for cell in book["How it was made"]["A"]]
    at = told.index("Without a highlighted copy")
    assert told[at + 1] == "=cmd|' /C calc'!A0.pdf"


def test_json_holds_what_scripts_read(tmp_path: Path) -> None:
    (file,) = write_report(review(), tmp_path, formats=(ReportFormat.JSON,))
    record = json.loads(file.read_text(encoding="utf-8"))
    assert list(record) == [
        "review", "playbook", "version", "playbook_sha256", "encoder", "lexassist", "settings", "columns", "documents",
    ]  # fmt: skip
    nda, supply, _, locked = record["documents"]
    law, expiry, *_, control = nda["findings"]
    assert law["open"]
    assert law["citations"][0]["label"] == "13.1"
    assert expiry["value"]["normal"] == "2027-02-28"
    assert control["certificate"]["text"].startswith("61 of 61 clauses checked; nearest: ")
    assert control["certificate"]["checked"] == 61
    assert supply["findings"][0]["superseded"][0]["quote"] == "Seller"
    assert supply["amended_by"] == [document("supply_amendment_1.pdf").id]
    assert (locked["document"], locked["status"]) == (None, "needs_password")
    assert nda["defects"][0]["kind"] == "undefined_term"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot be written"):
        write_report(review(), tmp_path, formats=(ReportFormat.JSON,))


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("taken")
    with pytest.raises(UsageError, match="cannot be written"):
        write_report(review(), tmp_path / "out", formats=(ReportFormat.JSON,))


@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
@pytest.mark.bench
def test_workbook_and_memo_are_opened_by_libreoffice(tmp_path: Path) -> None:
    """Slow (LibreOffice starts anew): `make bench` runs it."""
    files = write_report(review(), tmp_path, formats=(ReportFormat.WORKBOOK, ReportFormat.MEMO))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [
        str(find_office()),
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        *map(str, files),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    from lexassist.parsing.reading import read_document

    for name, words in (("review", "Deviation (high)"), ("memo", "High severity: 2 open findings")):
        reading = read_document((tmp_path / f"{name}.pdf").read_bytes(), f"{name}.pdf")
        assert reading.document is not None
        assert words in " ".join(reading.document.text.split())
