"""Result files, and the pages that show them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.evaluation.experiment import Experiment, Table, read_experiment, write_experiment
from lexassist.evaluation.tables import render_page

ROOT = Path(__file__).resolve().parents[2]
PAGE = "# Title\n\n<!-- results:speed -->\nold figures\n<!-- end:speed -->\n\nText.\n"


def experiment(cell: str = "12.5") -> Experiment:
    table = Table("Speed", ("system", "pages | s"), (("ours", cell),))
    return Experiment("speed", "make speed", 7, {}, ("0123",), {"pages": 12.5}, (table,), ("One note.",))


@pytest.fixture
def results(tmp_path: Path) -> Path:
    write_experiment(experiment(), tmp_path / "results")
    return tmp_path / "results"


def test_a_place_is_filled_with_table_notes_and_source(results: Path) -> None:
    page = render_page(PAGE, results)
    assert "| system | pages \\| s |\n| --- | ---: |\n| ours | 12.5 |\n" in page
    assert "- One note.\n" in page
    assert "`make speed`" in page
    assert "old figures" not in page
    assert page.startswith("# Title\n\n<!-- results:speed -->\n")
    assert page.endswith("<!-- end:speed -->\n\nText.\n")


def test_filling_again_changes_nothing(results: Path) -> None:
    page = render_page(PAGE, results)
    assert render_page(page, results) == page


def test_what_was_not_measured_says_so(tmp_path: Path) -> None:
    assert "*Not measured yet.*" in render_page(PAGE, tmp_path)


@pytest.mark.parametrize(
    "page",
    [
        # no end
        "<!-- results:speed -->\n",
        # no start
        "<!-- end:speed -->\n",
        # the end of another
        "<!-- results:speed -->\n<!-- end:size -->\n",
    ],
)
def test_a_marker_without_its_partner_is_refused(page: str, results: Path) -> None:
    with pytest.raises(UsageError, match="no partner"):
        render_page(page, results)


def test_a_result_that_is_none_is_named(results: Path) -> None:
    (results / "speed.json").write_text("{}")
    with pytest.raises(UsageError, match=r"speed\.json"):
        render_page(PAGE, results)


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        Table("T", ("a", "b"), (("1",),))


def test_what_is_written_can_be_read(results: Path) -> None:
    written = read_experiment(results / "speed.json")
    assert (written.name, written.command, written.contracts) == ("speed", "make speed", ("0123",))


def test_the_check_finds_drift_and_writing_ends_it(results: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)

    def tables(*options: str) -> int:
        command = [sys.executable, "-m", "benchmarks.tables", str(page), "--results", str(results), *options]
        return subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode

    assert tables("--check") == 1
    assert page.read_text() == PAGE
    assert tables() == 0
    assert tables("--check") == 0
    write_experiment(experiment("13.0"), results)
    assert tables("--check") == 1


def test_the_page_shows_the_results_that_are_there() -> None:
    page = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    assert render_page(page, ROOT / "results") == page
