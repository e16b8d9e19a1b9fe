"""What came of lawyers' questions, as figures, tables and notes of one result file.

Brackets are 95 % intervals from samples of whole contracts. Shares of clauses and characters are means over answers: an answer
counts as much as another, however long its quotations. A quotation that several answers of one contract show is one case
where pages are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lexassist.evaluation.citations import Counted
from lexassist.evaluation.experiment import Experiment, Json, Table
from lexassist.evaluation.lawyer_judging import Judged
from lexassist.evaluation.lawyer_questions import Wording
from lexassist.evaluation.measures import Interval, interval, percentile
from lexassist.evaluation.pages import PageTest
from lexassist.evaluation.subject import public_settings
from lexassist.settings import Settings

Holds = Callable[[Judged], bool]


def experiment(settings: Settings, model: str, judged: Sequence[Judged], *, contracts: int, seed: int) -> Experiment:
    """The measurement as it is written."""
    return Experiment(
        name=f"lawyers-cuad-{contracts}",
        command=f"lexassist evaluate lawyers --data DIR --contracts {contracts} --seed {seed}",
        seed=seed,
        settings={**public_settings(settings, "retrieval", "generation"), "model": model},
        contracts=tuple(dict.fromkeys(one.contract for one in judged)),
        figures=_figures(judged),
        tables=(_summary(judged), _quotations(judged), _clauses(judged), _by_category(judged)),
        notes=_notes(judged),
    )


_GROUPS: tuple[tuple[str, Holds], ...] = (
    ("33 yes/no categories, our wording", lambda one: one.question.yes_no and one.question.wording is Wording.OURS),
    ("the same, the data's wording", lambda one: one.question.yes_no and one.question.wording is Wording.DATA),
    ("8 values, our wording", lambda one: not one.question.yes_no and one.question.wording is Wording.OURS),
    ("the same, the data's wording", lambda one: not one.question.yes_no and one.question.wording is Wording.DATA),
    ("all", lambda one: True),
)


def _summary(judged: Sequence[Judged]) -> Table:
    return Table(
        f"Lawyers' answers, {len({one.contract for one in judged})} held-out contracts, %",
        ("", "questions", "answered", "right when answered", "CRAG score"),
        tuple(row for name, holds in _GROUPS if (row := _row(name, [one for one in judged if holds(one)]))),
    )


def _by_category(judged: Sequence[Judged]) -> Table:
    rows = []
    for category in dict.fromkeys(one.question.category for one in judged):
        of = [one for one in judged if one.question.category == category]
        rows.append(_row(category, of))
    return Table(
        "By category, both wordings, %", ("", "questions", "answered", "right when answered", "CRAG score"), tuple(rows)
    )


def _row(name: str, judged: Sequence[Judged]) -> tuple[str, ...]:
    if not judged:
        return ()
    answered = [one for one in judged if one.right is not None]
    right = _mean([float(bool(one.right)) for one in answered], [one.contract for one in answered])
    score = interval([one.score for one in judged], [one.contract for one in judged])
    return name, str(len(judged)), f"{100 * len(answered) / len(judged):.1f}", right, _told(score)


def _quotations(judged: Sequence[Judged]) -> Table:
    """Every quotation that is shown, and the pages of those that share characters with marked words."""
    shown, copied = sum(one.cited.shown for one in judged), sum(one.cited.copied for one in judged)
    rows = [("equal to the stored text, all that are shown", f"{shown:,}", f"{_percent(copied, shown)}")]
    tested = page_cases(judged)
    for told, one_place in (("words at one place of the PDF", True), ("words at several places", False)):
        of = [(contract, test.right) for contract, test in tested if test.one_place is one_place]
        told_right = _mean([float(right) for _, right in of], [contract for contract, _ in of], places=2)
        rows.append((f"pages right, marked {told}", f"{len(of):,}", told_right))
    return Table("Quotations, %", ("", "quotations", "right"), tuple(rows))


def page_cases(judged: Sequence[Judged]) -> tuple[tuple[str, PageTest], ...]:
    """The quotations whose pages could be compared, each once, with their contract."""
    return tuple(dict.fromkeys((one.contract, test) for one in judged for test in one.cited.pages))


_ANSWERS: tuple[tuple[str, Holds], ...] = (
    ("yes or no, answered", lambda one: one.question.yes_no and one.right is not None),
    ("value, answered", lambda one: not one.question.yes_no and one.right is not None),
    ("all answered", lambda one: one.right is not None),
    ("answered right", lambda one: one.right is True),
    ("evidence quoted, no answer", lambda one: one.right is None and one.cited.clauses.cited > 0),
)


def _clauses(judged: Sequence[Judged]) -> Table:
    rows = []
    for name, holds in _ANSWERS:
        of = [one for one in judged if one.cited.clauses.gold and holds(one)]
        citing = [one for one in of if one.cited.clauses.cited]
        rows.append(
            (
                name,
                str(len(of)),
                str(len(citing)),
                _share_cited(citing, lambda one: one.cited.clauses),
                _share_of_gold(of, lambda one: one.cited.clauses),
                _share_cited(citing, lambda one: one.cited.characters),
                _share_of_gold(of, lambda one: one.cited.characters),
            )
        )
    return Table(
        "What is cited where experts marked words, %",
        ("", "answers", "that cite", "clauses: precision", "recall", "characters: precision", "recall"),
        tuple(rows),
    )


def _share_cited(judged: Sequence[Judged], count: Callable[[Judged], Counted]) -> str:
    return _mean([count(one).shared / count(one).cited for one in judged], [one.contract for one in judged])


def _share_of_gold(judged: Sequence[Judged], count: Callable[[Judged], Counted]) -> str:
    return _mean([count(one).shared / count(one).gold for one in judged], [one.contract for one in judged])


def _mean(values: Sequence[float], contracts: Sequence[str], *, places: int = 1) -> str:
    return _told(interval(values, contracts), places=places) if values else "–"


def _told(one: Interval, *, places: int = 1) -> str:
    return f"{100 * one.mean:.{places}f} ({100 * one.low:.{places}f}–{100 * one.high:.{places}f})"


def _percent(count: int, whole: int) -> str:
    return f"{100 * count / whole:.2f}" if whole else "–"


def _figures(judged: Sequence[Judged]) -> Mapping[str, Json]:
    return {
        "questions": [
            {
                "contract": one.contract,
                "category": one.question.category,
                "wording": one.question.wording.value,
                "right": one.right,
                "shown": one.cited.shown,
                "copied": one.cited.copied,
                "clauses": _counted(one.cited.clauses),
                "characters": _counted(one.cited.characters),
                "seconds": [round(second, 4) for second in one.seconds],
            }
            for one in judged
        ],
        "pages": [
            {
                "contract": contract,
                "span": [test.span.start, test.span.end],
                "pages": list(test.pages),
                "one_place": test.one_place,
                "right": test.right,
            }
            for contract, test in page_cases(judged)
        ],
    }


def _counted(counted: Counted) -> dict[str, Json]:
    return {"cited": counted.cited, "gold": counted.gold, "shared": counted.shared}


def _notes(judged: Sequence[Judged]) -> tuple[str, ...]:
    lacking = [one for one in judged if not one.question.yes_no and not one.question.answer]
    tested = page_cases(judged)
    notes = [
        "Each question is put to one document. A yes/no question is answered where the answer has a verdict, a value where it "
        "has a value of the kind asked for; quoted evidence without either counts as abstained.",
        f"Of {len(tested):,} quotations whose pages were compared {sum(len(test.pages) > 1 for _, test in tested)} name more "
        "than one page."
        if tested
        else "Pages were not compared: the data gives none of marked words.",
        "Precision is the mean over answers that cite something, recall over all, also those that cite nothing.",
        f"Evidence is on screen after {percentile([one.seconds[0] for one in judged], 0.5):.2f} s (median; 95 % within "
        f"{percentile([one.seconds[0] for one in judged], 0.95):.2f} s), the whole answer after "
        f"{percentile([one.seconds[1] for one in judged], 0.5):.2f} s ({percentile([one.seconds[1] for one in judged], 0.95):.2f} s).",
    ]
    if lacking:
        false = sum(one.right is False for one in lacking)
        notes.append(f"Of {len(lacking)} questions for a value that the lawyers found none of, {false} were answered.")
    return tuple(notes)
