"""What is weighed of a statement in plain words against sentences of a contract.

A statement about a contract is shorter and more general than the clause. So each of its words is looked for in the evidence as it is,
in a word that says the same, and in a word near in meaning (vectors), the rarer words counting more; who is named counts apart, as
parties have other names in each contract. Then force, negation, exceptions, restrictions and opposites are compared around the words
found. Promises numbers only (:data:`FEATURES`); what they mean is learned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexassist.generation.reading import Reading, read_text, reword
from lexassist.generation.scorer import WordVectors
from lexassist.generation.stances import DENIALS, Stance, Stand, agreement, stands
from lexassist.generation.verification import check
from lexassist.generation.wording import Word, stem
from lexassist.particulars.quantities import missing_quantity

FEATURES = (
    "similarity", "similarity_second", "similarity_mean", "turned_gain", "part_similarity", "strange",
    "covered", "covered_by_all", "near", "near_by_all", "near_second", "worst", "worst_weight", "missed_weight", "words", "carried",
    "verb_near", "doer_shared", "doer_elsewhere",
    "same", "implied", "weaker", "opposed", "apart", "same_near", "implied_near", "weaker_near", "opposed_near", "any_same", "any_opposed",
    "permits_permitted", "permits_required", "permits_forbidden", "requires_permitted", "requires_required", "requires_freed",
    "forbids_permitted", "forbids_required", "forbids_forbidden", "frees_permitted", "frees_required", "frees_freed",
    "denied_apart", "denied_apart_near", "denied_both", "exception_apart", "exception_both", "exception_near",
    "restriction_said", "restriction_shown", "restriction_both", "wide_over_limit", "wide_over_none", "narrow_near", "opposite_near",
    "figure_missing", "length",
)  # fmt: skip
_RARE = 4.5
"""Weight of a word that few contracts have."""
_EXCEPTIONS = frozenset("except unless providedthat notwithstanding but however although".split())
_RESTRICTIONS = frozenset("only solely exclusively sole alone".split())
_WIDE = frozenset(
    "all any every each everything anyone anything whatever always ever freely never entirely whole wholly unlimited".split()
)
_NARROW = frozenset("some certain few several sometimes part partly possible".split())
_LIMITS = frozenset(
    "only solely atmost atleast consent approval reasonable notice condition conditional subject provided extent limited".split()
)
_ROLES = frozenset(
    stem(one)
    for one in "supplier vendor seller buyer purchaser customer client provider contractor consultant company party parties landlord "
    "tenant lessor lessee licensor licensee employer employee executive borrower lender bank guarantor insurer insured distributor "
    "manufacturer principal agent recipient discloser controller processor owner user licensees franchisee franchisor author publisher "
    "receiving disclosing agreement contract one side sides other others person persons anyone we you us our your they it member".split()
)
_OPPOSITES = tuple(
    (frozenset(stem(w) for w in one.split()), frozenset(stem(w) for w in other.split()))
    for one, other in (
        ("oral orally mouth telephone spoken", "written writing"), ("exclusive exclusively", "non-exclusive nonexclusive"),
        ("always", "never"), ("include included includes", "exclude excluded excluding exclusive"), ("free", "charge payable fee"),
        ("fixed", "variable"), ("increase raise rise higher", "decrease reduce fall lower"),
        ("before beforehand advance", "after later afterwards"),
        ("immediately once", "notice"), ("keep retain", "return refund"), ("more", "less"), ("unlimited", "limited limit exceed"),
        ("several", "one single"), ("majority", "unanimous"), ("automatically", "notice request"), ("cover covered insured", "excluded"),
        ("alone", "together"), ("inside", "outside"), ("end ends lapse", "continue renew remain"), ("binding bound", "free"),
    )
)  # fmt: skip
_NEAR = 0.55
"""Cosine of two words from which one is taken for the place of the other."""
_PHRASES = re.compile(r"(?<=[,;:])\s+|\s+(?=(?:and|or|provided|except|unless|but|if|which|that)\b)")
_SHORTEST_PART, _LONGEST_PART = 5, 24
_LOOSE = 0.4
"""Closeness up to which evidence is about something else, whatever its stance."""
_AS_NEAR = 0.9
"""Part of the best piece's closeness from which another piece counts as much."""
_PERMITS, _REQUIRES = frozenset({Stance.PERMITS}), frozenset({Stance.REQUIRES})
_FORBIDS, _FREES = frozenset({Stance.FORBIDS, Stance.DENIES}), frozenset({Stance.EXEMPTS, Stance.DENIES})
_PAIRS = (
    (_PERMITS, _PERMITS), (_PERMITS, _REQUIRES), (_PERMITS, _FORBIDS),
    (_REQUIRES, _PERMITS), (_REQUIRES, _REQUIRES), (_REQUIRES, _FREES),
    (_FORBIDS, _PERMITS), (_FORBIDS, _REQUIRES), (_FORBIDS, _FORBIDS),
    (_FREES, _PERMITS), (_FREES, _REQUIRES), (_FREES, _FREES),
)  # fmt: skip
_ASIDE = 3
"""Words beside those found that still belong to what is said there."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The statement in one piece of evidence: how near each of its ``words`` comes to a word there, which, and what it weighs."""

    said: Reading
    shown: Reading
    words: tuple[Word, ...]
    near: NDArray[np.float64]
    places: NDArray[np.int64]
    weights: NDArray[np.float64]

    @property
    def covered(self) -> float:
        """The weight of the words that stand there, as they are or in a word that says the same."""
        return _share(self.near >= 1.0, self.weights)

    @property
    def closeness(self) -> float:
        """The weight of the words, each counted as far as it comes near a word there."""
        return _share(self.near, self.weights)


def statement_features(
    statement: str, evidence: Sequence[str], vectors: WordVectors, weight: Mapping[str, float]
) -> tuple[float, ...]:
    """The numbers of :data:`FEATURES`, of one piece of evidence or more; ``weight`` is of a stem (idf)."""
    plain = read_text(statement)
    met = [_meet(plain, read_text(piece), vectors, weight) for piece in evidence]
    rows = vectors.of([statement, *evidence])
    likeness = rows[1:] @ rows[0]
    order = sorted(range(len(met)), key=lambda n: -(met[n].closeness + 0.5 * met[n].covered + float(likeness[n])))
    best = met[order[0]]
    second = order[1] if len(order) > 1 else None
    together = np.max([one.near for one in met], axis=0)
    return (
        float(likeness[order[0]]),
        float(likeness[second]) if second is not None else 0.5 * float(likeness[order[0]]),
        float(np.sort(likeness)[::-1][:3].mean()),
        *_probes(statement, best, evidence, vectors),
        best.covered,
        _share(together >= 1.0, best.weights),
        best.closeness,
        _share(together, best.weights),
        met[second].closeness if second is not None else 0.5 * best.closeness,
        float(best.near.min(initial=1.0)),
        float(best.weights[int(np.argmin(best.near))]) if len(best.near) else 0.0,
        float((best.weights * (1 - best.near)).max(initial=0.0)),
        min(2.0, len(best.near) / 6),
        float(check(statement, evidence).refusal is None),
        *_deed(best),
        *_stance(best, met),
        *_turns(best),
    )


def _probes(statement: str, best: Meeting, evidence: Sequence[str], vectors: WordVectors) -> tuple[float, float, float]:
    """How much nearer the statement comes than its opposite, how near a part of the evidence comes, what a strange word costs."""
    parts = list(dict.fromkeys(part for piece in evidence for part in parts_of(piece))) or list(evidence)
    rows = vectors.of([best.shown.text, statement, turn(best.said), _without_strangest(best), *parts])
    said = rows[0] @ rows[1]
    return float(said - rows[0] @ rows[2]), float((rows[4:] @ rows[1]).max()), max(0.0, float(rows[0] @ rows[3] - said))


def _without_strangest(met: Meeting) -> str:
    if len(met.words) < 2:
        return met.said.text
    strange = met.words[int(np.argmax(met.weights * (1 - met.near)))].stem
    return " ".join(word.text for word in met.said.words if word.stem != strange)


def parts_of(text: str) -> Iterator[str]:
    """Runs of a sentence's phrases, 5 to 24 words each: a statement is often about a part of a long sentence."""
    phrases = [phrase for phrase in _PHRASES.split(text) if phrase]
    for begin in range(len(phrases)):
        run = ""
        for phrase in phrases[begin:]:
            run = f"{run} {phrase}".strip()
            words = len(run.split())
            if words > _LONGEST_PART:
                break
            if words >= _SHORTEST_PART:
                yield run


def turn(plain: Reading) -> str:
    """The statement turned round: without its negation where it has one, else with one."""
    words = [word.text for word in plain.words]
    lows = [word.casefold() for word in words]
    if any(low in ("not", "no", "never") for low in lows):
        return " ".join(word for word, low in zip(words, lows, strict=True) if low not in ("not", "no", "never"))
    for n, low in enumerate(lows):
        if low in ("may", "shall", "must", "will", "is", "are", "has", "have", "can"):
            return " ".join([*words[: n + 1], "not", *words[n + 1 :]])
    return "It is not so that " + " ".join(words)


def _meet(plain: Reading, shown: Reading, vectors: WordVectors, weight: Mapping[str, float]) -> Meeting:
    said = reword(plain, shown)
    # By the statement's own words, so that every piece of evidence is asked for the same ones.
    kept = {
        own.stem: (own, new)
        for own, new in zip(plain.words, said.words, strict=True)
        if own.content and own.stem not in _ROLES
    }
    ours = tuple(own for own, _ in kept.values())
    where = [n for n, word in enumerate(shown.words) if word.content]
    weights = np.array([min(_RARE, 0.5 + weight.get(word.stem, _RARE)) for word in ours])
    if not ours or not where:
        return Meeting(plain, shown, ours, np.zeros(len(ours)), np.zeros(len(ours), dtype=np.int64), weights)
    rows = vectors.of([*map(_text, ours), *(_text(shown.words[n]) for n in where)])
    near = np.clip(rows[: len(ours)] @ rows[len(ours) :].T, 0.0, 0.98).astype(np.float64)
    alike = np.array([[shown.words[n].stem == new.stem for n in where] for _, new in kept.values()])
    near[alike] = 1.0
    places = np.array([where[column] for column in near.argmax(axis=1)], dtype=np.int64)
    return Meeting(plain, shown, ours, near.max(axis=1), places, weights)


def _text(word: Word) -> str:
    return word.text.casefold()


def _share(values: NDArray[np.float64] | NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    return float((values * weights).sum() / weights.sum()) if len(weights) else 0.0


def _deed(best: Meeting) -> tuple[float, float, float]:
    """How near the statement's verb comes, whether its doer stands before the verb there, or only behind it."""
    stand = stands(best.said.words)[0]
    after = {word for word in best.said.words[stand.begin : stand.end] if word.content}
    verb = next((n for n, word in enumerate(best.words) if word in after), None)
    doer = next((word.stem for word in best.said.content if word.stem in _ROLES), None)
    near = float(best.near[verb]) if verb is not None else 0.0
    if doer is None:
        return near, 0.0, 0.0
    place = int(best.places[verb]) if verb is not None else len(best.shown.words)
    before = {word.stem for word in best.shown.words[:place]}
    behind = {word.stem for word in best.shown.words[place:]}
    return near, float(doer in before), float(doer in behind - before)


def _stance(best: Meeting, met: Sequence[Meeting]) -> tuple[float, ...]:
    """How the stance about what is said bears on the statement's, in the best piece and in any that is near it."""
    ours, theirs = _own(best), _aligned(best).stance
    bearing = agreement(ours, theirs)
    others = {agreement(ours, _aligned(one).stance) for one in met if one.closeness >= _AS_NEAR * best.closeness}
    firm = max(0.0, best.closeness - _LOOSE) / (1 - _LOOSE)
    return (
        *(float(bearing == one) for one in ("same", "implied", "weaker", "opposed", "apart")),
        *(firm * (bearing == one) for one in ("same", "implied", "weaker", "opposed")),
        float("same" in others),
        float("opposed" in others),
        *(float(ours in said and theirs in shown) for said, shown in _PAIRS),
    )


def _own(best: Meeting) -> Stance:
    return stands(best.said.words)[0].stance


def _aligned(met: Meeting) -> Stand:
    """The stand of the evidence whose words are most of those found."""
    found = [
        (int(place), float(near * weight))
        for place, near, weight in zip(met.places, met.near, met.weights, strict=True)
        if near >= _NEAR
    ]
    return max(
        stands(met.shown.words),
        key=lambda one: (sum(w for place, w in found if one.begin <= place < one.end), -one.begin),
    )


def _turns(best: Meeting) -> tuple[float, ...]:
    """What turns a statement round: negations, exceptions, restrictions, wide and narrow words, opposites, figures."""
    ours, window, theirs = _lows(best.said.words), _lows(_window(best)), _lows(best.shown.words)
    near = best.closeness
    denied, denies = _count(ours, DENIALS), _count(window, DENIALS)
    apart = float(denied % 2 != denies % 2)
    excepted, excepts = _count(ours, _EXCEPTIONS) > 0, _count(theirs, _EXCEPTIONS) > 0
    restricted, restricts = _count(ours, _RESTRICTIONS) > 0, _count(theirs, _RESTRICTIONS) > 0
    wide, limited = _count(ours, _WIDE) > 0, excepts or _count(theirs, _LIMITS) > 0
    return (
        apart,
        near * apart,
        float(denied > 0 and denies > 0),
        float(excepted != excepts),
        float(excepted and excepts),
        float(_count(window, _EXCEPTIONS) > 0),
        float(restricted and not restricts),
        float(restricts and not restricted),
        float(restricted and restricts),
        float(wide and limited),
        float(wide and not limited),
        near * (_count(ours, _NARROW) > 0),
        near * _opposite(best.said, best.shown),
        float(missing_quantity(best.said.quantities, best.shown.quantities) is not None),
        min(2.0, len(best.shown.words) / 40),
    )


def _window(best: Meeting) -> Sequence[Word]:
    found = [int(place) for place, near in zip(best.places, best.near, strict=True) if near >= _NEAR]
    if not found:
        return best.shown.words
    return best.shown.words[max(0, min(found) - _ASIDE) : max(found) + _ASIDE + 1]


def _opposite(said: Reading, shown: Reading) -> bool:
    ours, theirs = said.stems, shown.stems
    for one, other in _OPPOSITES:
        if (ours & one and not theirs & one and theirs & other) or (
            ours & other and not theirs & other and theirs & one
        ):
            return True
    return False


def _lows(words: Sequence[Word]) -> Sequence[str]:
    return [word.text.casefold() for word in words]


def _count(lows: Sequence[str], words: frozenset[str]) -> int:
    return sum(low in words for low in lows)
