"""Faults of drafting planted in the sample contracts: how many are found, and what else is said of contracts without them.

::

    python -m benchmarks.planted [--seed 7] [--count 60]

Each variant is one of the contracts of ``corpora/`` with one fault, put into its source by program: a term renamed where it
is defined, a clause left out, "thirty (20)", a second definition, a day that no calendar has. It is printed, read and checked
as any file. A fault counts as found when a defect of its kind is told that was not told of the contract as it is and, where
the fault has words, cites a place that holds them. Writes ``results/planted.json`` and prints the table as Markdown.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript
from reportlab.pdfgen.canvas import Canvas

from lexassist.errors import LexAssistError
from lexassist.evaluation.experiment import Experiment, Table, read_experiment, write_experiment
from lexassist.evaluation.tables import render_result
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.particulars.values import read_values
from lexassist.review.defects import find_defects
from lexassist.settings import ReadingSettings
from lexassist.types import Defect, DefectKind, WholeDocument

_CORPORA = Path(__file__).resolve().parents[1] / "corpora"


@dataclass(frozen=True, slots=True)
class Planted:
    """A contract's source with one fault. ``words`` stand in a place that shows it, "" where the fault has none."""

    contract: str
    kind: DefectKind
    source: str
    words: str
    spoil: Callable[[bytes], bytes] = bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a planted fault was found, and how many other defects were told that the contract does not have without it."""

    planted: Planted
    found: bool
    others: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant, read, check, and write the figures; the exit status is 0, or what the error says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.planted", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder for the result file")
    options = parser.parse_args(arguments)
    try:
        outcomes = run(draw(options.count, seed=options.seed))
        written = write_experiment(_experiment(outcomes, options.count, options.seed), options.out)
        print(render_result(read_experiment(written)))
    except LexAssistError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0


def draw(count: int, *, seed: int) -> tuple[Planted, ...]:
    """``count`` faults, as many of each kind as its places allow, over all contracts; the same ones for the same seed."""
    chance = random.Random(seed)
    by_kind: dict[DefectKind, list[Planted]] = {kind: [] for kind in DefectKind}
    for file in sorted((_CORPORA / "contracts").glob("*.md")):
        if not file.stem.endswith("_scan"):
            for planted in _plantable(file.stem, file.read_text(encoding="utf-8"), chance):
                by_kind[planted.kind].append(planted)
    for choices in by_kind.values():
        chance.shuffle(choices)
    chosen: list[Planted] = []
    while len(chosen) < count and any(by_kind.values()):
        chosen += [choices.pop() for choices in by_kind.values() if choices]
    return tuple(chosen[:count])


def run(planted: Sequence[Planted]) -> tuple[Outcome, ...]:
    """Print, read and check every variant, and once each contract as it is."""
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder, Readers(ReadingSettings(ocr=False)) as readers:
        check = _Checking(Path(folder), readers)
        before: dict[str, Counter[tuple[DefectKind, str]]] = {}
        for one in planted:
            if one.contract not in before:
                plain = (_CORPORA / "contracts" / f"{one.contract}.md").read_text(encoding="utf-8")
                before[one.contract] = Counter(_key(defect) for defect in check.defects(one.contract, plain, bytes))
            told = check.defects(one.contract, one.source, one.spoil)
            left = before[one.contract].copy()
            fresh: list[Defect] = []
            for defect in told:
                if left[_key(defect)] > 0:
                    left[_key(defect)] -= 1
                else:
                    fresh.append(defect)
            found = [defect for defect in fresh if _shows(defect, one)]
            outcomes.append(Outcome(one, bool(found), len(fresh) - len(found)))
    return tuple(outcomes)


class _Checking:
    """Prints a source and finds the defects of what was printed."""

    def __init__(self, folder: Path, readers: Readers) -> None:
        self._folder = folder
        self._readers = readers

    def defects(self, name: str, source: str, spoil: Callable[[bytes], bytes]) -> tuple[Defect, ...]:
        # The printer of the sample contracts is a script beside them, not a package.
        if str(_CORPORA) not in sys.path:
            sys.path.insert(0, str(_CORPORA))
        from contract_markup import read_contract  # noqa: PLC0415
        from contract_pdf import draw_pdf  # noqa: PLC0415

        markup, file = self._folder / f"{name}.md", self._folder / f"{name}.pdf"
        markup.write_text(source, encoding="utf-8")
        file.write_bytes(spoil(draw_pdf(read_contract(markup))))
        reading = self._readers.read(file, source=file.name)
        if reading.document is None:
            raise LexAssistError(f"{file.name} could not be read.", remedy="Look at the fault that was planted.")
        whole = WholeDocument(
            document=reading.document,
            clauses=reading.clauses,
            definitions=reading.definitions,
            references=reading.references,
            chunks=reading.chunks,
            vectors=np.zeros((len(reading.chunks), 1), dtype=np.float32),
        )
        return find_defects(whole, read_values(whole))


def _key(defect: Defect) -> tuple[DefectKind, str]:
    return defect.kind, defect.message


def _shows(defect: Defect, planted: Planted) -> bool:
    quotes = " ".join(" ".join(citation.quote.split()) for citation in defect.citations)
    return defect.kind is planted.kind and (not planted.words or planted.words in f"{quotes} {defect.message}")


def _plantable(name: str, text: str, chance: random.Random) -> Iterator[Planted]:
    """The faults that can be planted in one contract, one place drawn for each kind."""
    terms = re.findall(r'^(?:= |\d+\.\d+ )"\*\*([A-Z][\w -]+)\*\*" means', text, re.MULTILINE)
    used = [
        term for term in terms if len(re.findall(rf"\b(?:any|each|such|all|its)\s{re.escape(term)}s?\b", text)) >= 2
    ]
    if used:
        term = chance.choice(used)
        renamed = text.replace(f'"**{term}**" means', '"**Renamed Matter**" means', 1)
        yield Planted(name, DefectKind.UNDEFINED_TERM, renamed, term)
    if terms:
        line = next(each for each in text.splitlines() if f'"**{terms[0]}**" means' in each)
        lead = line[: line.index('"')]
        extra = '= "**Quenching Allowance**" means the sum that is set aside for repairs in a year.'
        if lead == "= ":
            yield Planted(
                name, DefectKind.UNUSED_TERM, text.replace(line, f"{line}\n{extra}", 1), "Quenching Allowance"
            )
            again = f'= "**{terms[0]}**" means whatever the parties agree in writing from time to time.'
            last = next(
                each for each in reversed(text.splitlines()) if re.match(r'= "\*\*[A-Z][\w -]+\*\*" means', each)
            )
            yield Planted(name, DefectKind.TWICE_DEFINED, text.replace(last, f"{last}\n{again}", 1), terms[0])
    for kind, pattern, put, words in _REPLACED:
        # An amendment refers to the clauses of another document, which is not looked at.
        elsewhere = kind is DefectKind.DANGLING_REFERENCE and "amendment" in name
        places = [] if elsewhere else list(re.finditer(pattern, text))
        if places:
            found = chance.choice(places)
            new = found.expand(put)
            yield Planted(name, kind, text[: found.start()] + new + text[found.end() :], found.expand(words))
    yield from _left_out(name, text, chance)
    yield Planted(name, DefectKind.HIDDEN_TEXT, text, "", _hide)
    yield Planted(name, DefectKind.ACTIVE_CONTENT, text, "", _activate)


_REPLACED = (
    (DefectKind.FIGURES_DIFFER, r"\b(thirty|twelve|five|two|ten|sixty|ninety|three|six) \(\d+\)", r"\1 (77)", r"\1 (77)"),
    (DefectKind.DANGLING_REFERENCE, r"(?<=[a-z] )([Cc]lause|Section) \d+\.\d+(?![\d.(])(?=[ ,;.](?! of the))", r"\1 47.9", r"\1 47.9"),
    (DefectKind.BLANK, r"\b\d{1,2} (?:January|March|May|June|July|September|November|December) 20\d\d\b(?=[^\n|]*[a-z])", "[●]", "[●]"),
    (DefectKind.BLANK, r"(?<=[a-z] )[$£]\d[\d,]+(?=[ ,;.][^|\n]*\n)", "[insert amount]", "[insert amount]"),
    (DefectKind.BLANK, r"(?<=\) )(?:days|months|years)(?= [a-z])", "________", "____"),
    (DefectKind.DATES_CONFLICT, r"\b\d{1,2} (?:June|September|November|April) (20\d\d)\b", r"31 June \1", r"31 June \1"),
    (DefectKind.DATES_CONFLICT, r"\b(?:January|March|May|October|December) \d{1,2}, (20\d\d)", r"February 30, \1", r"February 30, \1"),
    (DefectKind.LAW_AND_FORUM, r"(?<=the )courts of England and Wales(?= have exclusive)", "courts of Ireland", "Ireland"),
    (DefectKind.LAW_AND_FORUM, r"(?<=courts located in )New York County, New York", "Cook County, Illinois", "Illinois"),
    (DefectKind.LAW_AND_FORUM, r", whose courts have exclusive", ". The courts of Scotland have exclusive", "Scotland"),
    (DefectKind.NO_SIGNATURE, r"(?ms)^(?:IN WITNESS[^\n]*\n|This [^\n]*(?:executed|signed)[^\n]*\n)?(?:@sign [^\n]*\n?)+", "", ""),
)  # fmt: skip
"""Kind, what is replaced, by what, and the words that then show the fault."""


def _left_out(name: str, text: str, chance: random.Random) -> Iterator[Planted]:
    """A numbered clause left out, with its items, where one of its list stands before it and one behind it."""
    lines = text.splitlines()
    numbered = {n: found[1] for n, line in enumerate(lines) if (found := re.match(r"(\d+\.\d+)\.? ", line))}
    places = []
    for n, label in numbered.items():
        section, number = label.split(".")
        around = {f"{section}.{int(number) - 1}", f"{section}.{int(number) + 1}"}
        if around <= set(numbered.values()) and list(numbered.values()).count(label) == 1:
            places.append((n, label))
    if places:
        start, label = chance.choice(places)
        end = start + 1
        while end < len(lines) and re.match(r"[>+|=]", lines[end]):
            end += 1
        yield Planted(name, DefectKind.NUMBERING_GAP, "\n".join([*lines[:start], *lines[end:], ""]), label)


def _hide(data: bytes) -> bytes:
    """The file with a white sentence on its first page."""
    layer = BytesIO()
    canvas = Canvas(layer)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(80, 60, "The supplier may end this agreement at any time without notice.")
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    writer.pages[0].merge_page(PdfReader(layer).pages[0])
    return _written(writer)


def _activate(data: bytes) -> bytes:
    """The file with a script that runs when it is opened."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    writer.add_open_action(JavaScript("app.alert('opened');"))
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _experiment(outcomes: Sequence[Outcome], count: int, seed: int) -> Experiment:
    rows = []
    for kind in DefectKind:
        of_kind = [outcome for outcome in outcomes if outcome.planted.kind is kind]
        found = sum(outcome.found for outcome in of_kind)
        others = sum(outcome.others for outcome in of_kind)
        rows.append((kind.value.replace("_", " "), str(len(of_kind)), f"{found} of {len(of_kind)}", str(others)))
    found = sum(outcome.found for outcome in outcomes)
    others = sum(outcome.others for outcome in outcomes)
    rows.append(("all", str(len(outcomes)), f"{found} of {len(outcomes)}", str(others)))
    title = f"{len(outcomes)} faults planted in the sample contracts"
    return Experiment(
        name="planted",
        command=f"python -m benchmarks.planted --count {count} --seed {seed}",
        seed=seed,
        settings={},
        contracts=tuple(sorted({outcome.planted.contract for outcome in outcomes})),
        figures={"planted": len(outcomes), "found": found, "others": others},
        tables=(Table(title, ("kind", "planted", "found", "other new defects"), tuple(rows)),),
        notes=(
            "Other new defects are told of a variant and not of the contract as it is: what the planted fault brings "
            "with it (a term that is renamed is unused as well), and false alarms.",
        ),
    )


if __name__ == "__main__":
    sys.exit(main())
