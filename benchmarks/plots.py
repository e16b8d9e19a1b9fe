"""Draws the figures of the documentation from the result files, and from nothing else.

::

    python -m benchmarks.plots [--results results] [--out docs]

``docs/recall-by-characters.png`` from ``retrieval-vs-recipe.json``, ``docs/latency-by-chunks.png`` from ``latency.json``,
``docs/abstention.png`` from ``abstention.json``. A result that has not been measured is named and passed over. The published
points of another system are given below, with where they come from. Lines differ in marker or dash as well as in colour.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import LexAssistError, UsageError

# The colours of Okabe and Ito, which people with any kind of colour vision can tell apart.
_BLUE, _ORANGE, _GREEN, _PINK, _BLACK = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000"
_STYLE = {
    "figure.figsize": (9, 5.6),
    "figure.dpi": 150,
    "font.size": 14,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "lines.linewidth": 2.5,
    "lines.markersize": 8,
}
_LINES = ((_BLUE, "o", "-"), (_ORANGE, "s", "--"), (_GREEN, "^", "-."), (_BLACK, "v", ":"))
_PUBLISHED = (
    "text-embedding-3-large, 500-character chunks (published:\n"
    "arXiv 2408.10343, other contracts of CUAD; characters: at most)"
)
_PUBLISHED_POINTS = ((500, 3.4), (32 * 500, 64.5), (64 * 500, 76.4))
"""Characters, at most, and recall in percent at 1, 32 and 64 chunks: the CUAD part of the published table."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Mean(_Row):
    mean: float
    low: float
    high: float


class _At(_Row):
    recall: _Mean
    characters: _Mean


class _System(_Row):
    at: tuple[_At, ...]


class _Recalls(_Row):
    figures: dict[str, _System]


class _Times(_Row):
    p50: float
    p95: float


class _Size(_Row):
    chunks: int
    named: _Times
    unnamed: _Times


class _Sizes(_Row):
    sizes: dict[str, _Size]


class _Latency(_Row):
    figures: _Sizes


class _Threshold(_Row):
    threshold: float
    false_abstentions: float
    false_answers: float


class _Kind(_Row):
    chosen: _Threshold
    curve: tuple[_Threshold, ...]


class _Abstention(_Row):
    figures: dict[str, _Kind]


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture's file name, the result that it shows, and how it is drawn from that file's bytes."""

    picture: str
    result: str
    draw: Callable[[bytes], Figure]


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw what has been measured; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plots", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--results", type=Path, default=Path("results"), help="folder of the result files")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="folder for the pictures")
    options = parser.parse_args(arguments)
    try:
        for plot in PLOTS:
            print(draw(plot, options.results, options.out))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def draw(plot: Plot, results: Path, out: Path) -> str:
    """Write one picture; says what was done.

    Raises:
        UsageError: the result file is not what its name says.
    """
    source, picture = results / plot.result, out / plot.picture
    if not source.is_file():
        return f"{picture}: not drawn, {source} has not been measured"
    try:
        with plt.style.context(_STYLE):
            figure = plot.draw(source.read_bytes())
            # Without the name of the program that drew it, the same figures give the same bytes.
            figure.savefig(picture, bbox_inches="tight", metadata={"Software": None})
            plt.close(figure)
    except ValidationError as error:
        raise UsageError(f"{source} cannot be drawn.", remedy="Run the command that measures it again.") from error
    return f"{picture}: written"


def draw_recall(body: bytes) -> Figure:
    """Recall against the characters that a reader is given, a line a system."""
    systems = _Recalls.model_validate_json(body).figures
    figure, axes = plt.subplots()
    for (name, system), (colour, marker, dash) in zip(systems.items(), _LINES, strict=False):
        x = [at.characters.mean for at in system.at]
        axes.plot(
            x, [100 * at.recall.mean for at in system.at], color=colour, marker=marker, linestyle=dash, label=name
        )
        low, high = ([100 * getattr(at.recall, end) for at in system.at] for end in ("low", "high"))
        axes.fill_between(x, low, high, color=colour, alpha=0.12, linewidth=0)
    axes.plot(*zip(*_PUBLISHED_POINTS, strict=True), color=_PINK, marker="D", linestyle="none", label=_PUBLISHED)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(_thousands))
    axes.set_ylim(0, 100)
    axes.set_xlabel("characters retrieved (mean a question, logarithmic)")
    axes.set_ylabel("gold characters found, %")
    axes.set_title("Recall against what has to be read for it (shaded: 95 %)", loc="left", fontsize=14)
    _legend(axes)
    return figure


def draw_latency(body: bytes) -> Figure:
    """Milliseconds of a warm search against the size of the matter."""
    sizes = sorted(_Latency.model_validate_json(body).figures.sizes.values(), key=lambda size: size.chunks)
    figure, axes = plt.subplots()
    chunks = [size.chunks for size in sizes]
    lines = (
        ("no document named", "unnamed", _ORANGE, "s"),
        ("a document named", "named", _BLUE, "o"),
    )
    for label, kind, colour, marker in lines:
        times: list[_Times] = [getattr(size, kind) for size in sizes]
        axes.plot(
            chunks, [each.p95 for each in times], color=colour, marker=marker, linestyle="--", label=f"{label}, 95 %"
        )
        axes.plot(
            chunks, [each.p50 for each in times], color=colour, marker=marker, linestyle="-", label=f"{label}, median"
        )
    for bar, words in ((100, "bar for the median"), (300, "bar for 95 %")):
        axes.plot([100_000], [bar], color=_BLACK, marker="_", markersize=22, markeredgewidth=3, linestyle="none")
        axes.annotate(
            words,
            (100_000, bar),
            xytext=(-16, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            zorder=1.5,
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(_thousands))
        axis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("chunks in the matter (logarithmic)")
    axes.set_ylabel("milliseconds (logarithmic)")
    axes.set_title("A warm search, 8 hits with their words, two cores", loc="left", fontsize=14)
    _legend(axes)
    return figure


def draw_abstention(body: bytes) -> Figure:
    """What each threshold would refuse and answer wrongly, a line a kind of question; the chosen one is marked."""
    kinds = _Abstention.model_validate_json(body).figures
    figure, axes = plt.subplots()
    for (name, kind), (colour, marker, dash) in zip(kinds.items(), _LINES, strict=False):
        # The chosen threshold lies between two of the curve, so the line goes through it.
        points = sorted((*kind.curve, kind.chosen), key=lambda point: point.threshold)
        axes.plot(
            [100 * point.false_abstentions for point in points],
            [100 * point.false_answers for point in points],
            color=colour,
            linestyle=dash,
            marker=marker,
            markersize=12,
            markevery=[points.index(kind.chosen)],
            clip_on=False,
            label=f"{name}, chosen threshold {kind.chosen.threshold:.3f}",
        )
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    axes.set_xlabel("questions refused that have an answer, %")
    axes.set_ylabel("questions answered that have none, %")
    axes.set_title("Whether to answer, from a low threshold (left) to a high one", loc="left", fontsize=14)
    _legend(axes)
    return figure


PLOTS = (
    Plot("recall-by-characters.png", "retrieval-vs-recipe.json", draw_recall),
    Plot("latency-by-chunks.png", "latency.json", draw_latency),
    Plot("abstention.png", "abstention.json", draw_abstention),
)


def _legend(axes: Axes) -> None:
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.16), ncols=2, frameon=False, fontsize=11, handlelength=4.5)


def _thousands(value: float, _: int | None) -> str:
    return f"{value:,.0f}"


if __name__ == "__main__":
    sys.exit(main())
