"""Measures what the gate lets through and what it refuses, on pairs made from the sentences of real contracts.

An altered pair is a sentence with one change of meaning (:mod:`lexassist.evaluation.alterations`), half of them in other words
first, and the sentence as it stands in the contract as its evidence; a true pair is the sentence in other words
(:mod:`lexassist.evaluation.paraphrases`). For every third pair the passage that follows in the contract is evidence too: what
it holds may tempt the gate. The draw follows from the seed and the contracts. Texts are never written to a result.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import UsageError
from lexassist.evaluation.alterations import Alteration, alter
from lexassist.evaluation.experiment import Json, Table
from lexassist.evaluation.measures import Interval, interval
from lexassist.evaluation.paraphrases import PARAPHRASES
from lexassist.evaluation.provisions import Material, Provision

_PLAIN = "as it stands"
_SEVERAL = "two or three at once"
_TRIES = 60
"""Sentences of a contract that are looked at for a kind before it is given up there."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and what it is said to stand on. ``made`` names the change, ``true`` says that it keeps the meaning."""

    contract: str
    made: str
    true: bool
    statement: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A pair, and whether each gate let it through, in the order of the gates."""

    pair: Pair
    passed: tuple[bool, ...]


Passes = Callable[[str, Sequence[str]], bool]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    statement: str
    evidence: str
    true: bool
    change: str


def read_written(file: Path) -> tuple[Pair, ...]:
    """The pairs of a JSON Lines file, written by hand. Every second provision was looked at while the gate was written.

    Raises:
        UsageError: the file is missing or a line cannot be understood.
    """
    try:
        rows = [_Written.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValidationError) as error:
        raise UsageError(f"{file} holds no pairs.", remedy="Name a file like corpora/statements.jsonl.") from error
    pairs: list[Pair] = []
    for row in rows:
        provision = row.id.split("-")[0]
        made = "looked at" if int(provision) % 2 else "not looked at"
        pairs.append(Pair(provision, made, row.true, row.statement, (row.evidence,)))
    return tuple(pairs)


def make_pairs(material: Material, *, seed: int, each: int) -> tuple[Pair, ...]:
    """Up to ``each`` altered pairs a kind and a true pair a transformation, each of another sentence where there are enough."""
    draw = random.Random(f"{seed}:{material.contract}")  # noqa: S311
    pairs = [*_altered(material, draw, each), *_true(material, draw)]
    return tuple(pairs)


def judge_pairs(pairs: Sequence[Pair], gates: Sequence[Passes]) -> tuple[Outcome, ...]:
    """What each gate says of each pair."""
    return tuple(Outcome(pair, tuple(gate(pair.statement, pair.evidence) for gate in gates)) for pair in pairs)


def tables(outcomes: Sequence[Outcome], gates: Sequence[str], *, of: str) -> tuple[Table, Table]:
    """Altered pairs by kind with the part let through, true pairs by transformation with the part refused; %.

    ``of`` says in words what the pairs were made from.
    """
    return (
        _table(outcomes, gates, true=False, title=f"{of}: altered sentences let through, %"),
        _table(outcomes, gates, true=True, title=f"{of}: true sentences refused, %"),
    )


def figures(outcomes: Sequence[Outcome], gates: Sequence[str]) -> Mapping[str, Json]:
    """The same as numbers, by gate, side and kind."""
    found: dict[str, Json] = {}
    for place, gate in enumerate(gates):
        sides: dict[str, Json] = {}
        for true, side in ((False, "accepted"), (True, "refused")):
            rows = {name: _rate(group, place) for name, group in _groups(outcomes, true=true).items()}
            sides[side] = {name: {"n": n, **asdict(rate)} for name, (n, rate) in rows.items()}
        found[gate] = sides
    return found


def _altered(material: Material, draw: random.Random, each: int) -> Iterator[Pair]:
    for kind in Alteration:
        found = 0
        for provision in _shuffled(material.provisions, draw):
            base = _reworded(provision.text, draw) if draw.random() < 0.5 else provision.text
            new = [text for text in alter(base, kind, material.names) if text not in (provision.text, base)]
            if new:
                found += 1
                yield _pair(material, provision, draw, kind.value, draw.choice(new))
            if found == each:
                break


def _true(material: Material, draw: random.Random) -> Iterator[Pair]:
    for name, change in PARAPHRASES.items():
        for provision in _shuffled(material.provisions, draw):
            new = [text for text in change(provision.text) if text != provision.text or name == _PLAIN]
            if new:
                yield _pair(material, provision, draw, name, new[0], true=True)
                break
    for provision in _shuffled(material.provisions, draw)[:4]:
        text = _reworded(_reworded(_reworded(provision.text, draw), draw), draw)
        if text != provision.text:
            yield _pair(material, provision, draw, _SEVERAL, text, true=True)


def _reworded(text: str, draw: random.Random) -> str:
    """``text`` after one transformation drawn from those that change it; the text itself where none does."""
    for name in draw.sample(list(PARAPHRASES), k=8):
        if new := next((new for new in PARAPHRASES[name](text) if new != text), None):
            return new
    return text


def _pair(
    material: Material, provision: Provision, draw: random.Random, made: str, statement: str, *, true: bool = False
) -> Pair:
    beside = (provision.beside,) if draw.random() < 1 / 3 else ()
    return Pair(material.contract, made, true, statement, (provision.text, *beside))


def _shuffled(provisions: Sequence[Provision], draw: random.Random) -> list[Provision]:
    return draw.sample(list(provisions), k=min(len(provisions), _TRIES))


def _groups(outcomes: Sequence[Outcome], *, true: bool) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    chosen = [outcome for outcome in outcomes if outcome.pair.true is true]
    for outcome in chosen:
        groups[outcome.pair.made].append(outcome)
    return {"all": chosen, **groups}


def _rate(outcomes: Sequence[Outcome], place: int) -> tuple[int, Interval]:
    """How many there are, and which part of them went wrong."""
    wrong = [float(outcome.passed[place] is not outcome.pair.true) for outcome in outcomes]
    return len(wrong), interval(wrong, [outcome.pair.contract for outcome in outcomes])


def _table(outcomes: Sequence[Outcome], gates: Sequence[str], *, true: bool, title: str) -> Table:
    rows: list[tuple[str, ...]] = []
    for name, group in _groups(outcomes, true=true).items():
        rates = [_rate(group, place) for place in range(len(gates))]
        rows.append((name, f"{rates[0][0]:,}", *(_percent(rate) for _, rate in rates)))
    return Table(title, ("change", "pairs", *gates), tuple(rows))


def _percent(rate: Interval) -> str:
    return f"{100 * rate.mean:.1f} ({100 * rate.low:.1f}–{100 * rate.high:.1f})"
