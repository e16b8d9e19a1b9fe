"""The first gate, without a model: may this sentence stand on this evidence? In doubt, no.

Compares what the sentence says with what the evidence says, kind by kind: figures, names, words, bounds, negations and
exceptions, and who shall, may or may not do something. Promises a reason in words that a lawyer can check. It does not
know what the words mean: a sentence that passes says nothing its evidence does not say in much the same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lexassist.generation.wording import Word, read_words, stem
from lexassist.particulars.quantities import Quantity, disagreeing_figures, missing_quantity, read_quantities

_COVERED = 0.75
"""Part of a sentence's words that a piece of evidence must hold to be the one that the sentence is about."""

_FEWEST = 4
"""Words and figures of the shortest sentence: a name or a heading alone answers nothing."""
_NEGATIONS = frozenset({"not", "no", "never", "neither", "none", "nothing", "nobody"})
_EXCEPTIONS = frozenset({"except", "unless", "without", "provided", "notwithstanding"})
_RESTRICTIONS = frozenset({"only", "solely", "exclusively"})
# A change of one of these turns a term round, so each must stand in the evidence, however many other words do.
_DECISIVE = frozenset(
    "atleast atmost morethan lessthan before after within until first second third fourth fifth last half double twice "
    "either both every always immediately promptly forthwith day week month quarterly year hourly exclusive perpetual "
    "irrevocable sole joint several jointly severally direct indirect gross net maximum minimum unlimited uncapped "
    "automatically material above below all any each greater lesser higher lower earlier later increase decrease terminate renew "
    "include exclude buy sell".split()
)
_SPOKEN = {"atleast": "at least", "atmost": "at most", "morethan": "more than", "lessthan": "less than"}
_QUANTIFIERS = frozenset({"all", "any", "each", "every"})
_OPPOSITE_PREFIXES = ("un", "in", "im", "ir", "il", "non", "non-", "dis", "mis")
_DUTIES, _PERMISSIONS = frozenset({"shall", "must", "will"}), frozenset({"may"})
_MODALS = {"should": "should", "would": "would", "could": "could", "might": "might", "neednot": "need not"}
_COMPARATIVES = frozenset("less more fewer later longer further greater".split())
_PARTICIPLES = frozenset("paid made held kept sent borne bound sold bought brought met set".split())
_STOPS = frozenset({".", ";"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown; ``reason`` says why not, "" where it may."""

    ok: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text as the checks see it: its words with the figures taken out."""

    text: str
    quantities: tuple[Quantity, ...]
    words: tuple[Word, ...]

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words)

    @property
    def content(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if word.content)


def verify(statement: str, evidence: Sequence[str]) -> Verdict:
    """Whether ``evidence`` carries ``statement``.

    Each check looks at the evidence as a whole, save those of negation and modals, which look at the piece of evidence
    that holds most of the statement's words.
    """
    said, shown = _read(statement), _read(" ; ".join(evidence))
    best = max((_read(text) for text in evidence), key=lambda one: _coverage(said, one), default=shown)
    nearest = best if _coverage(said, best) >= _COVERED else shown
    for check, against in _CHECKS:
        reason = check(said, nearest if against == "nearest" else shown)
        if reason is not None:
            return Verdict(ok=False, reason=reason)
    return Verdict(ok=True)


def _read(text: str) -> _Reading:
    # Figures go first, and dates with them: "1 May" is no permission.
    quantities, rest = read_quantities(text)
    return _Reading(text, quantities, tuple(word for word in read_words(rest) if word.text != "May"))


def _coverage(said: _Reading, shown: _Reading) -> float:
    wanted = {word.stem for word in said.content}
    return len(wanted & shown.stems) / len(wanted) if wanted else 0.0


def _check_form(said: _Reading, shown: _Reading) -> str | None:
    if (
        said.words
        and said.words[0].text.casefold() in ("yes", "no")
        and [w.text for w in said.words[1:2]] in ([","], ["."])
    ):
        return "a bare yes or no is not in the clause"
    if len([word for word in said.words if word.text[0].isalnum()]) + len(said.quantities) < _FEWEST:
        return "it says nothing that the clause could prove"
    return None if said.content or said.quantities else "it says nothing that the clause could prove"


def _check_figures(said: _Reading, shown: _Reading) -> str | None:
    if (odd := disagreeing_figures(said.text)) is not None and disagreeing_figures(shown.text) is None:
        return f"its words and figures differ ({odd})"
    missing = missing_quantity(said.quantities, shown.quantities)
    return None if missing is None else f"the {missing.kind} {missing.words} is not in the clause"


def _check_names(said: _Reading, shown: _Reading) -> str | None:
    """Names and defined terms, and whatever mixes letters and digits, must stand in the evidence as they are."""
    known = {word.text.casefold().removesuffix("'s").rstrip("s") for word in shown.words}
    for place, word in enumerate(said.words):
        named = word.capital and word.content and place > 0
        mixed = any(c.isdigit() for c in word.text) and any(c.isalpha() for c in word.text)
        if (named or mixed) and word.text.casefold().removesuffix("'s").rstrip("s") not in known:
            return f"“{word.text}” is not in the clause"
    first = next(iter(said.words), None)
    if first is not None and first.capital and first.content and first.stem not in shown.stems:
        return f"“{first.text}” is not in the clause"
    return None


def _check_words(said: _Reading, shown: _Reading) -> str | None:
    """Every word must stand in the evidence: "owns" for "assigns to the Company" is one word of ten, and turns it round."""
    missing = [word.text for word in said.content if word.stem not in shown.stems]
    if missing:
        return "its words are not the clause's: " + ", ".join(dict.fromkeys(missing))
    return None


def _check_decisive(said: _Reading, shown: _Reading) -> str | None:
    theirs, ours = Counter(map(_decisive, shown.words)), Counter(map(_decisive, said.words))
    for word in said.words:
        if (key := _decisive(word)) and ours[key] > theirs[key]:
            spoken = _SPOKEN.get(word.text, word.text)
            return f"“{spoken}” is not in the clause" + (" as often" if theirs[key] else "")
    return None


def _decisive(word: Word) -> str:
    """The word under which a decisive word is counted, "" for any other."""
    found = next((one for one in (word.text.casefold(), word.stem) if one in _DECISIVE), "")
    return "any" if found in _QUANTIFIERS else found


def _check_opposites(said: _Reading, shown: _Reading) -> str | None:
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


def _check_polarity(said: _Reading, shown: _Reading) -> str | None:
    """Negations, exceptions and restrictions: the sentence has those of the passage that it repeats, no more, no fewer."""
    passage = _passage(said, shown)
    for family in (_EXCEPTIONS, _RESTRICTIONS, _NEGATIONS):
        theirs, ours = _in_family(passage, family), _in_family(said.words, family)
        if len(theirs) > len(ours):
            return f"the clause says “{theirs[-1].text}” where the sentence does not"
        if len(ours) > len(theirs):
            return f"the sentence says “{ours[-1].text}” where the clause does not"
    return None


def _in_family(words: Sequence[Word], family: frozenset[str]) -> list[Word]:
    return [word for word in words if word.text.casefold() in family]


def _passage(said: _Reading, shown: _Reading) -> tuple[Word, ...]:
    """The shortest run of the evidence that holds every word it shares with the sentence, out to the full stops around it."""
    wanted = {word.stem for word in said.content} & {word.stem for word in shown.content}
    start, end = _shortest_run([word.stem for word in shown.words], wanted)
    while start > 0 and shown.words[start - 1].text not in _STOPS:
        start -= 1
    while end < len(shown.words) and shown.words[end].text not in _STOPS:
        end += 1
    return shown.words[start:end]


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


def _check_modals(said: _Reading, shown: _Reading) -> str | None:
    """Each "shall", "may" or "may not" of the sentence is one of the evidence's, with the same subject."""
    theirs = tuple(_modal_uses(shown))
    for use in _modal_uses(said):
        alike = [other for other in theirs if other.meaning == use.meaning]
        if not alike:
            return f"the clause does not say “{use.meaning}”"
        if not any(_same_doer(use, other) for other in alike):
            return f"the clause does not say that {' '.join(use.named)} {use.meaning}"
    if "may" in {use.meaning for use in theirs} and not tuple(_modal_uses(said)) and len(theirs) == 1:
        return "the clause says “may” where the sentence states a fact"
    return None


def _check_order(said: _Reading, shown: _Reading) -> str | None:
    """Who does what to whom shows in the order of the names, unless one of the two is passive."""
    if {use.passive for use in _modal_uses(said)} != {use.passive for use in _modal_uses(shown)} and any(
        _modal_uses(said)
    ):
        return None
    names = [word.stem for word in said.words if word.capital and word.content]
    theirs = [word.stem for word in shown.words if word.capital and word.content and word.stem in names]
    known = set(pairwise(theirs))
    for one, other in pairwise(names):
        if one != other and one in theirs and other in theirs and (one, other) not in known:
            return f"the clause does not put “{one}” before “{other}”"
    return None


@dataclass(frozen=True, slots=True)
class _ModalUse:
    """One modal: what it means, the words before it in its sentence, who is named just before it, and who acts after "by"."""

    meaning: str
    before: frozenset[str]
    doers: frozenset[str]
    agents: frozenset[str]
    verb: str
    after: frozenset[str]
    passive: bool
    named: tuple[str, ...]


def _same_doer(said: _ModalUse, shown: _ModalUse) -> bool:
    """Whether the same person does the same in both, each of which may be active or passive."""
    if said.verb and said.verb not in shown.after:
        return False
    if said.passive == shown.passive:
        return said.doers <= shown.before and said.agents <= shown.agents
    if shown.passive:
        return said.doers <= shown.agents
    return said.agents <= shown.before and not said.doers & shown.before


def _modal_uses(reading: _Reading) -> Iterator[_ModalUse]:
    words = reading.words
    for place, word in enumerate(words):
        low = word.text.casefold()
        if low not in _DUTIES | _PERMISSIONS and low not in _MODALS:
            continue
        begin = max((n for n in range(place) if words[n].text in _STOPS), default=-1) + 1
        before, after = words[begin:place], words[place + 1 :]
        comma = max((n for n in range(begin, place) if words[n].text in (",", ":")), default=begin - 1) + 1
        close = [w for w in words[comma:place] if w.content] or [w for w in before if w.content]
        # "The Supplier, at its own cost, shall": where the nearest words name nobody, the ones before them may.
        subject = close if any(w.capital and w is not words[0] for w in close) else before
        following = [w.stem for w in after if w.content][:4]
        doers = [w for w in close if w.capital and w is not words[0]] + close[-1:]
        yield _ModalUse(
            meaning=_meaning(low, before[-8:], after[:2]),
            before=frozenset(w.stem for w in subject if w.content),
            doers=frozenset(w.stem for w in doers),
            agents=_agents(after),
            verb=following[0] if following else "",
            after=frozenset(following),
            passive=_is_passive(after[:4]),
            named=tuple(dict.fromkeys(w.text for w in doers)),
        )


def _is_passive(after: Sequence[Word]) -> bool:
    texts = [word.text.casefold() for word in after]
    return "be" in texts and any(
        t.endswith(("ed", "en", "wn")) or t in _PARTICIPLES for t in texts[texts.index("be") + 1 :]
    )


def _meaning(modal: str, before: Sequence[Word], after: Sequence[Word]) -> str:
    nobody = (
        word.text.casefold() in ("no", "neither", "nothing", "nobody", "none")
        and following.text.casefold() not in _COMPARATIVES
        for word, following in pairwise([*before, *before[-1:]])
    )
    denied = any(word.text.casefold() in ("not", "never") for word in after) or any(nobody)
    if modal in _MODALS:
        return _MODALS[modal]
    if denied:
        return "may not"
    return "shall" if modal in _DUTIES else "may"


def _agents(after: Sequence[Word]) -> frozenset[str]:
    agents: set[str] = set()
    for place, word in enumerate(after):
        if word.text in _STOPS:
            break
        if word.text.casefold() == "by":
            agents |= {other.stem for other in after[place + 1 : place + 5] if other.content}
    return frozenset(agents)


_Check = Callable[[_Reading, _Reading], str | None]
_CHECKS: tuple[tuple[_Check, str], ...] = (
    (_check_form, "all"),
    (_check_figures, "all"),
    (_check_names, "all"),
    (_check_decisive, "all"),
    (_check_opposites, "all"),
    (_check_modals, "nearest"),
    (_check_order, "nearest"),
    (_check_polarity, "nearest"),
    # Last, so that a graver reason is given where there is one.
    (_check_words, "all"),
)
