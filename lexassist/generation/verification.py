"""The first gate, without a model: may this sentence stand on this evidence? In doubt, no.

Compares what the sentence says with what the evidence says, kind by kind: figures, names, words, bounds, negations and
exceptions, and who shall, may or may not do something. Promises a reason in words that a lawyer can check. It does not
know what the words mean: a sentence that passes says nothing its evidence does not say in much the same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from lexassist.generation.acts import ACTS
from lexassist.generation.modality import check_modals, check_order, lacks_deed
from lexassist.generation.reading import STOPS, Reading, coverage, read_pieces, read_text, reword
from lexassist.generation.starts import check_starts
from lexassist.generation.wording import Word, stem
from lexassist.particulars.quantities import disagreeing_figures, missing_quantity

_COVERED = 0.75
"""Part of a sentence's words that a piece of evidence must hold to be the one that the sentence is about."""

_CARRIED = 0.9
"""The same for the one that says all of it: figures and names that only another piece has are not this sentence's."""

_FEWEST = 4
"""Words and figures of the shortest sentence: a name or a heading alone answers nothing."""
_NEGATIONS = frozenset({"not", "no", "never", "neither", "none", "nothing", "nobody"})
_EXCEPTIONS = frozenset({"except", "unless", "without", "providedthat", "notwithstanding"})
_RESTRICTIONS = frozenset({"only", "solely", "exclusively"})
_CONDITIONS = frozenset({"if"})
# A change of one of these turns a term round, so each must stand in the evidence, however many other words do.
_DECISIVE = frozenset(
    "atleast atmost morethan lessthan before after within until first second third fourth fifth last half double twice "
    "either both every always immediately promptly forthwith day week month quarterly year hourly exclusive perpetual "
    "irrevocable sole joint several jointly severally direct indirect gross net maximum minimum unlimited uncapped "
    "automatically material above below all any each greater lesser higher lower earlier later increase decrease terminate renew "
    "include exclude buy sell".split()
)
_DEEDS = {stem(one): one for one in ("terminate", "renew", "increase", "decrease", "include", "exclude", "buy", "sell")}
_SPOKEN = {"atleast": "at least", "atmost": "at most", "morethan": "more than", "lessthan": "less than"}
_QUANTIFIERS = frozenset({"all", "any", "each", "every"})
_OPPOSITE_PREFIXES = ("un", "in", "im", "ir", "il", "non", "non-", "dis", "mis")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown; ``reason`` says why not, "" where it may."""

    ok: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the checks found. ``refusal`` stands whatever else speaks for the sentence.

    ``unknown`` are the words that the evidence has neither as they are nor in a word that says the same: whether they may stand
    is a question of meaning, which the checks cannot answer. ``stems`` are theirs,
    ``deed`` says that one of them is what somebody shall, may or may not do.
    """

    refusal: str | None
    unknown: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    deed: bool = False

    @property
    def verdict(self) -> Verdict:
        """The verdict in doubt: no."""
        if self.refusal is not None:
            return Verdict(ok=False, reason=self.refusal)
        return Verdict(ok=False, reason=tell_unknown(self.unknown)) if self.unknown else Verdict(ok=True)


def verify(statement: str, evidence: Sequence[str]) -> Verdict:
    """Whether ``evidence`` carries ``statement``, which says nothing that the evidence does not say in much the same words."""
    return check(statement, evidence).verdict


def check(statement: str, evidence: Sequence[str]) -> Finding:
    """What every check finds.

    Each looks at the evidence as a whole, save those of negation and modals, which look at the piece of evidence that holds most
    of the statement's words.
    """
    pieces, shown = read_pieces(evidence)
    said = reword(read_text(statement), shown)
    best = max(pieces, key=lambda one: coverage(said, one), default=shown)
    covered = coverage(said, best)
    against = {
        _Part.ALL: shown,
        _Part.NEAREST: best if covered >= _COVERED else shown,
        _Part.CARRYING: best if coverage(said, best, names=False) >= _CARRIED else shown,
    }
    for look, part in _CHECKS:
        reason = look(said, against[part])
        if reason is not None:
            return Finding(reason)
    # Every word should stand in the evidence: "owns" for "assigns to the Company" is one word of ten, and turns it round.
    unknown = {word.stem: word.text for word in said.content if word.stem in said.unknown}
    return Finding(None, tuple(unknown.values()), tuple(unknown), deed=bool(unknown) and lacks_deed(said))


def tell_unknown(words: Sequence[str]) -> str:
    """The reason why a sentence with such words is withheld."""
    return "its words are not the clause's: " + ", ".join(words)


def _check_form(said: Reading, shown: Reading) -> str | None:
    if (
        said.words
        and said.words[0].text.casefold() in ("yes", "no")
        and [w.text for w in said.words[1:2]] in ([","], ["."])
    ):
        return "a bare yes or no is not in the clause"
    if len([word for word in said.words if word.text[0].isalnum()]) + len(said.quantities) < _FEWEST:
        return "it says nothing that the clause could prove"
    return None if said.content or said.quantities else "it says nothing that the clause could prove"


def _check_figures(said: Reading, shown: Reading) -> str | None:
    if (odd := disagreeing_figures(said.text)) is not None and disagreeing_figures(shown.text) is None:
        return f"its words and figures differ ({odd})"
    missing = missing_quantity(said.quantities, shown.quantities)
    return None if missing is None else f"the {missing.kind} {missing.words} is not in the clause"


def _check_names(said: Reading, shown: Reading) -> str | None:
    """Names and defined terms, and whatever mixes letters and digits, must stand in the evidence as they are."""
    known = {word.text.casefold().removesuffix("'s").rstrip("s") for word in shown.words}
    for place, word in enumerate(said.words):
        named = word.capital and word.content and place > 0
        mixed = any(c.isdigit() for c in word.text) and any(c.isalpha() for c in word.text)
        if (named or mixed) and word.text.casefold().removesuffix("'s").rstrip("s") not in known:
            return f"“{word.text}” is not in the clause"
    pairs = _compounds(shown)
    for one, other in _compounds(said):
        if (one, other) not in pairs and one in shown.stems and other in shown.stems:
            return f"“{one} {other}” is not in the clause"
    first = next(iter(said.words), None)
    if first is not None and first.capital and first.content and first.stem not in shown.stems:
        return f"“{first.text}” is not in the clause"
    return None


def _compounds(reading: Reading) -> dict[tuple[str, str], None]:
    """Names of more than one word, two words at a time: "Separate Account" is no other account."""
    words = reading.words[1:]
    return {
        (one.stem, other.stem): None
        for one, other in pairwise(words)
        if one.capital and other.capital and one.content and other.content
    }


def _check_starts(said: Reading, shown: Reading) -> str | None:
    return check_starts(said.text, shown.text)


def _check_decisive(said: Reading, shown: Reading) -> str | None:
    theirs, ours = Counter(map(_decisive, shown.words)), Counter(map(_decisive, said.words))
    for word in said.words:
        if (key := _decisive(word)) and ours[key] > theirs[key]:
            spoken = _SPOKEN.get(word.text, word.text)
            return f"“{spoken}” is not in the clause" + (" as often" if theirs[key] else "")
    return None


def _check_acts(said: Reading, shown: Reading) -> str | None:
    """What is done, where the evidence does not say it as often: words that it lacks altogether are told by the last check."""
    theirs, ours = Counter(word.stem for word in shown.words), Counter(word.stem for word in said.words)
    for word in said.content:
        if word.stem in ACTS and word.stem not in said.unknown and ours[word.stem] > theirs[word.stem]:
            return f"“{word.text}” is not in the clause" + (" as often" if theirs[word.stem] else "")
    return None


def _decisive(word: Word) -> str:
    """The word under which a decisive word is counted, "" for any other."""
    low = word.text.casefold()
    found = next((one for one in (low, word.stem) if one in _DECISIVE), _DEEDS.get(word.stem, ""))
    return "any" if found in _QUANTIFIERS else found


def _check_opposites(said: Reading, shown: Reading) -> str | None:
    known = {word.text.casefold() for word in shown.words} | shown.stems
    for word in said.content:
        low = word.text.casefold()
        if low in known or word.stem in known:
            continue
        opposites = {prefix + base for prefix in _OPPOSITE_PREFIXES for base in (low, word.stem)}
        opposites |= {low.removeprefix(p) for p in _OPPOSITE_PREFIXES if low.startswith(p) and len(low) > len(p) + 3}
        if found := sorted(opposites & known | {stem(one) for one in opposites} & known):
            return f"the clause says “{found[0]}”, the sentence “{word.text}”"
    return None


def _check_polarity(said: Reading, shown: Reading) -> str | None:
    """Negations, exceptions and restrictions: the sentence has those of the passage that it repeats, no more, no fewer."""
    passage = _passage(said, shown)
    for family in (_EXCEPTIONS, _RESTRICTIONS, _NEGATIONS, _CONDITIONS):
        theirs, ours = _in_family(passage, family), _in_family(said.words, family)
        if len(theirs) > len(ours):
            return f"the clause says “{theirs[-1].text}” where the sentence does not"
        if len(ours) > len(theirs):
            return f"the sentence says “{ours[-1].text}” where the clause does not"
    return None


def _in_family(words: Sequence[Word], family: frozenset[str]) -> list[Word]:
    return [word for word in words if word.text.casefold() in family]


def _passage(said: Reading, shown: Reading) -> tuple[Word, ...]:
    """The shortest run of the evidence that holds every word it shares with the sentence, out to the full stops around it."""
    wanted = {word.stem for word in said.content} & {word.stem for word in shown.content}
    start, end = _shortest_run([word.stem for word in shown.words], wanted)
    while start > 0 and shown.words[start - 1].text not in STOPS:
        start -= 1
    while end < len(shown.words) and shown.words[end].text not in STOPS and not _opens_another(shown.words, end):
        end += 1
    return shown.words[start:end]


def _opens_another(words: Sequence[Word], place: int) -> bool:
    """Whether another statement starts: "and shall", "and will not"."""
    following = [word.text.casefold() for word in words[place : place + 2]]
    return following[0] in ("and", "but") and following[-1] in ("shall", "will", "must", "may")


def _shortest_run(stems: Sequence[str], wanted: set[str]) -> tuple[int, int]:
    counts: dict[str, int] = {}
    best, start = (0, len(stems)), 0
    for end, one in enumerate(stems, start=1):
        if one in wanted:
            counts[one] = counts.get(one, 0) + 1
        while len(counts) == len(wanted) and counts:
            if end - start < best[1] - best[0]:
                best = start, end
            first = stems[start]
            start += 1
            if first in counts:
                counts[first] -= 1
                if not counts[first]:
                    del counts[first]
    return best


class _Part(Enum):
    """What of the evidence a check looks at."""

    ALL = auto()
    NEAREST = auto()
    CARRYING = auto()


_Check = Callable[[Reading, Reading], str | None]
_CHECKS: tuple[tuple[_Check, _Part], ...] = (
    (_check_form, _Part.ALL),
    (_check_figures, _Part.CARRYING),
    (_check_starts, _Part.CARRYING),
    (_check_names, _Part.CARRYING),
    (_check_decisive, _Part.CARRYING),
    (_check_acts, _Part.CARRYING),
    (_check_opposites, _Part.ALL),
    (check_modals, _Part.NEAREST),
    (check_order, _Part.NEAREST),
    (_check_polarity, _Part.NEAREST),
)
