"""A redline of two versions as one HTML file that works offline. Pure; everything from a document is escaped; no script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from lexassist.review.redline import (
    KIND_MARKS,
    Redline,
    Run,
    RunKind,
    count_kinds,
    gather_unchanged,
    name_versions,
    tell_change,
    tell_counts,
    tell_unchanged,
)
from lexassist.review.wording import plain
from lexassist.types import ChangeKind, WholeDocument

_STYLE = """
body { font: 15px/1.5 Georgia, "Liberation Serif", serif; color: #1d2430; background: #fff;
  max-width: 52rem; margin: 1.6rem auto; padding: 0 1rem; }
h1, h2, table, summary { font-family: Arial, "Liberation Sans", sans-serif; }
h1 { font-size: 1.35rem; } h2 { font-size: .85rem; margin: 0 0 .2rem; color: #22364f; }
table { border-collapse: collapse; font-size: .85rem; } th, td { border: 1px solid #c9ced6; padding: .25rem .6rem; text-align: left; }
section { border-left: 4px solid #c9ced6; padding: .1rem .9rem; margin: .8rem 0; overflow-wrap: anywhere; }
section.added { border-color: #1b5fa8; } section.removed { border-color: #b4532a; } section.changed { border-color: #7a5ea8; }
p { margin: 0; } details { color: #4a5568; margin: .4rem 0; } summary { font-size: .85rem; cursor: pointer; }
ins { color: #0d4a8a; text-decoration: underline; text-decoration-thickness: 2px; } del { color: #9a3412; }
@media print { body { max-width: none; margin: 0; font-size: 10pt; } section { break-inside: avoid; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_TAGS = {RunKind.STRUCK: "del", RunKind.NEW: "ins"}


def write_redline(before: WholeDocument, after: WholeDocument, redlines: Sequence[Redline]) -> bytes:
    """The page's bytes, UTF-8: counts first, then the later version with what was struck in its place."""
    title = name_versions(before.document, after.document)
    changes = [one.change for one in redlines]
    counted = count_kinds(changes)
    heads = "".join(f'<th scope="col">{KIND_MARKS[kind]} {kind.value}</th>' for kind in counted)
    numbers = "".join(f"<td>{number:,}</td>" for number in counted.values())
    body = "".join(_group(group) for group in gather_unchanged(redlines))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>"
        f"<table><caption>{escape(tell_counts(changes))}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody><tr>{numbers}</tr></tbody></table><main>{body}</main></body></html>\n"
    ).encode()


def _group(group: Sequence[Redline]) -> str:
    if ChangeKind.UNCHANGED in group[0].change.kinds:
        inner = "".join(f"<p>{_text(one.runs)}</p>" for one in group)
        return f"<details><summary>{escape(tell_unchanged(group))}</summary>{inner}</details>"
    (one,) = group
    names = " ".join(sorted(kind.value for kind in one.change.kinds))
    marks = "".join(KIND_MARKS[kind] for kind in ChangeKind if kind in one.change.kinds)
    return (
        f'<section class="{names}"><h2>{marks} {escape(plain(tell_change(one)))}</h2><p>{_text(one.runs)}</p></section>'
    )


def _text(runs: Sequence[Run]) -> str:
    return "".join(
        f"<{_TAGS[run.kind]}>{escape(plain(run.text))}</{_TAGS[run.kind]}>"
        if run.kind in _TAGS
        else escape(plain(run.text))
        for run in runs
    )
