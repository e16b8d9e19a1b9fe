"""The verb that compares two versions of a contract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lexassist.cli.frame import AsJson, MatterName, app, open_for, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.text import Text

    from lexassist.review.redline import Redline

_SHOWN = 1200
"""Characters of a clause that was added or removed; a changed one is shown whole."""


@app.command()
def compare(
    before: Annotated[str, typer.Argument(help="The earlier version: id or file name.", show_default=False)],
    after: Annotated[str, typer.Argument(help="The later version: id or file name.", show_default=False)],
    matter: MatterName,
    out: Annotated[
        Path | None, typer.Option("--out", help="Also write a redline: .html or .docx.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two versions of a contract clause by clause: changed, moved, renumbered, added, removed.

    Both are documents of the matter. Struck words stand in [-...-], new ones in {+...+}. Exit status 1: they differ.
    """
    from lexassist.console import show
    from lexassist.review.comparing import compare as compare_versions
    from lexassist.review.redline import comparison_record, draw_redlines
    from lexassist.types import ChangeKind

    with open_for("lexassist compare") as assistant:
        earlier, later = (assistant.whole(matter, assistant.find_document(matter, named)) for named in (before, after))
    redlines = draw_redlines(earlier, later, compare_versions(earlier, later))
    if out is not None:
        from lexassist.review.redlinefile import write_redline_file

        write_redline_file(out, earlier, later, redlines)
    if as_json:
        print_json(comparison_record(earlier, later, redlines))
    else:
        for line in _view(redlines):
            show(line)
    raise typer.Exit(int(any(ChangeKind.UNCHANGED not in one.change.kinds for one in redlines)))


def _view(redlines: Sequence[Redline]) -> Iterator[Text]:
    from rich.text import Text

    from lexassist.console import plain
    from lexassist.review.redline import gather_unchanged, tell_change, tell_counts, tell_unchanged
    from lexassist.types import ChangeKind

    yield Text(tell_counts([one.change for one in redlines]), style="bold")
    for group in gather_unchanged(redlines):
        if ChangeKind.UNCHANGED in group[0].change.kinds:
            yield Text(f"\n{plain(tell_unchanged(group))}", style="dim")
            continue
        yield Text(f"\n{plain(tell_change(group[0]))}", style="bold")
        if group[0].change.kinds - {ChangeKind.MOVED, ChangeKind.RENUMBERED}:
            yield _words(group[0])


def _words(redline: Redline) -> Text:
    from rich.text import Text

    from lexassist.console import plain
    from lexassist.review.redline import RunKind

    words = Text()
    for run in redline.runs:
        text = plain(run.text)
        if len(redline.runs) == 1 and len(text) > _SHOWN:
            text = f"{text[:_SHOWN].rsplit(maxsplit=1)[0]} …"
        space, text = text[: len(text) - len(text.lstrip())], text.lstrip()
        match run.kind:
            case RunKind.STRUCK:
                words.append(f"{space}[-{text}-]", style="red strike")
            case RunKind.NEW:
                words.append(f"{space}{{+{text}+}}", style="blue underline")
            case _:
                words.append(space + text)
    return words
