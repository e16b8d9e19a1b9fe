"""Fills the figures of the documentation from the result files.

::

    python -m benchmarks.tables           writes the pages
    python -m benchmarks.tables --check   changes nothing; exit status 1 when a page does not show its results
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lexassist.errors import LexAssistError
from lexassist.evaluation.tables import render_page

_ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check every page given; the exit status says whether all is well."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tables", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "pages", type=Path, nargs="*", default=[_ROOT / "docs" / "evaluation.md", _ROOT / "docs" / "training.md"]
    )
    parser.add_argument("--results", type=Path, default=_ROOT / "results")
    parser.add_argument("--check", action="store_true", help="write nothing, only say whether a page is out of date")
    options = parser.parse_args(arguments)
    try:
        stale = [page for page in options.pages if _update(page, options.results, check=options.check)]
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    for page in stale:
        print(f"{page}: {'out of date; run python -m benchmarks.tables' if options.check else 'written'}")
    return 1 if stale and options.check else 0


def _update(page: Path, results: Path, *, check: bool) -> bool:
    """Whether the page differs from what it should be; writes it unless only asked."""
    old = page.read_text(encoding="utf-8")
    new = render_page(old, results)
    if new != old and not check:
        page.write_text(new, encoding="utf-8")
    return new != old


if __name__ == "__main__":
    sys.exit(main())
