"""Who shall, may or may not do what, and to whom: the uses of modal verbs in a sentence and in its evidence, compared.

Knows active and passive, and that "no party shall" forbids. It does not parse: the doer is read off the words before the
modal, the deed off those after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lexassist.generation.equivalents import equivalents
from lexassist.generation.reading import STOPS, Reading
from lexassist.generation.wording import Word

_DUTIES, _PERMISSIONS = frozenset({"shall", "must", "will"}), frozenset({"may"})
_MODALS = {"should": "should", "would": "would", "could": "could", "might": "might", "neednot": "need not"}
_COMPARATIVES = frozenset("less more fewer later longer further greater".split())
_PARTICIPLES = frozenset("paid made held kept sent borne bound sold bought brought met set got given".split())
_BETWEEN = frozenset("a an the each any all its their such other".split())
_OPENERS = frozenset({",", ":", "if", "unless", "when", "where", "until", "whereupon"})
_ARTICLES = frozenset("the each either any no this such neither".split())
_PREPOSITIONS = frozenset(
    "of by to for in with under from on at upon after before during within and or that which about against between into than".split()
)
_COMMON = frozenset({"agr", "agreement", "parti", "party", "term", "date", "section", "effectiv"})
"""Names in which the order says nothing of who does what to whom."""
_ASIDE = 9
"""Words, with the brackets, of the longest bracket that is left out."""
_DEEDS = 4
"""Words with meaning after a modal among which its verb and what is done stand."""


@dataclass(frozen=True, slots=True)
class ModalUse:
    """One modal: what it means, the words before it in its sentence, who is named just before it, the last of these, and who acts after "by"."""

    meaning: str
    before: frozenset[str]
    doers: frozenset[str]
    doer: str
    agents: frozenset[str]
    verb: str
    after: frozenset[str]
    passive: bool
    named: tuple[str, ...]


def check_modals(said: Reading, shown: Reading) -> str | None:
    """Each "shall", "may" or "may not" of the sentence is one of the evidence's, with the same subject."""
    theirs, ours = tuple(modal_uses(shown)), tuple(modal_uses(said))
    for use in ours:
        alike = [other for other in theirs if other.meaning == use.meaning]
        if not alike:
            return f"the clause does not say “{use.meaning}”"
        if not any(_same_deed(use, other, said.unknown) for other in alike):
            return f"the clause does not say that {' '.join(use.named)} {use.meaning}"
    if "may" in {use.meaning for use in theirs} and not ours and len(theirs) == 1:
        return "the clause says “may” where the sentence states a fact"
    return None


def check_order(said: Reading, shown: Reading) -> str | None:
    """Who does what to whom shows in the order of the names, unless one of the two is passive."""
    ours, theirs = tuple(modal_uses(said)), tuple(modal_uses(shown))
    if ours and {use.passive for use in ours} != {use.passive for use in theirs}:
        return None
    return _crossed(said, shown, _names) or _crossed(said, shown, _whole_names)


def _crossed(said: Reading, shown: Reading, names_of: Callable[[Sequence[Word]], list[str]]) -> str | None:
    """Two names that follow each other in a part of the sentence, and nowhere in the evidence."""
    parts = [names_of(part) for part in _parts(said.words)]
    names = {name for part in parts for name in part}
    known = set(pairwise(name for name in names_of(shown.words) if name in names))
    there = {name for pair in known for name in pair}
    for part in parts:
        for one, other in pairwise(part):
            if one != other and {one, other} <= there and (one, other) not in known:
                return f"the clause does not put “{one}” before “{other}”"
    return None


def lacks_deed(said: Reading) -> bool:
    """Whether the evidence lacks what somebody shall, may or may not do: the first word after a modal that is no adverb."""
    after = False
    for word in said.words:
        low = word.text.casefold()
        if low in _DUTIES | _PERMISSIONS or low in _MODALS:
            after = True
        elif word.content and not low.endswith("ly"):
            if after and word.stem in said.unknown:
                return True
            after = False
    return False


def modal_uses(reading: Reading) -> Iterator[ModalUse]:
    """The uses of modals in a text, in order."""
    words = _without_asides(reading.words)
    for place, word in enumerate(words):
        low = word.text.casefold()
        if low not in _DUTIES | _PERMISSIONS and low not in _MODALS:
            continue
        begin = max((n for n in range(place) if words[n].text in STOPS), default=-1) + 1
        before, after = words[begin:place], words[place + 1 :]
        comma = max((n for n in range(begin, place) if _opens_subject(words, n)), default=begin - 1) + 1
        close = [w for w in words[comma:place] if w.content] or [w for w in before if w.content]
        # "The Supplier, at its own cost, shall": where the nearest words name nobody, the ones before them may.
        subject = close if any(w.capital and w is not words[0] for w in close) else before
        following = [w.stem for w in after if w.content][:_DEEDS]
        passive = _is_passive(after[:4])
        doers = [w for w in close if w.capital and w is not words[0]] + close[-1:]
        yield ModalUse(
            meaning=_meaning(low, before[-8:], after[:2]),
            before=frozenset(w.stem for w in subject if w.content),
            doers=frozenset(w.stem for w in doers),
            doer=next((w.stem for w in reversed(close) if w.capital), ""),
            agents=_agents(after) if passive else frozenset(),
            verb=following[0] if following else "",
            after=frozenset(following),
            passive=passive,
            named=tuple(dict.fromkeys(w.text for w in doers)),
        )


def _without_asides(words: Sequence[Word]) -> Sequence[Word]:
    """The words without short brackets, which hold an alias or a label: no part of who does what."""
    kept: list[Word] = []
    opened: int | None = None
    for word in words:
        kept.append(word)
        if word.text == "(":
            opened = len(kept) - 1
        elif word.text == ")" and opened is not None:
            inside = kept[opened:]
            if len(inside) <= _ASIDE and not any(one.text.casefold() in _DUTIES | _PERMISSIONS for one in inside):
                del kept[opened:]
            opened = None
    return kept


def _opens_subject(words: Sequence[Word], place: int) -> bool:
    """Whether what follows is the subject: after a comma or "if", or at an article that no preposition governs."""
    low = words[place].text.casefold()
    if low in _OPENERS:
        return True
    return low in _ARTICLES and place > 0 and words[place - 1].text.casefold() not in _PREPOSITIONS


def _same_deed(said: ModalUse, shown: ModalUse, unknown: frozenset[str]) -> bool:
    """Whether the same person does the same in both, each of which may be active or passive.

    A verb that the evidence does not know at all is not compared: whether it may stand is for the check of words.
    """
    if said.verb and said.verb not in unknown and not {said.verb, *equivalents(said.verb)} & shown.after:
        return False
    if said.passive == shown.passive:
        # "Client agrees that Company may": of the names before the modal, the last one may.
        another = said.doer in shown.before and shown.doer in said.before and said.doer != shown.doer
        return not another and said.doers <= shown.before and said.agents <= shown.agents
    if shown.passive:
        return said.doers <= shown.agents
    return said.agents <= shown.before and not said.doers & shown.before


def _parts(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The parts between commas: a condition may be said first or last, and changes places with what it governs."""
    begin = 0
    for place, word in enumerate(words):
        if word.text in (",", ";", ":") or word.text.casefold() in ("if", "unless", "upon", "within", "subject"):
            yield words[begin:place]
            begin = place
    yield words[begin:]


def _names(words: Sequence[Word]) -> list[str]:
    """The names in order, without those in brackets: an alias is often left out."""
    found: list[str] = []
    depth = 0
    for word in words:
        depth = max(0, depth + (word.text == "(") - (word.text == ")"))
        if word.capital and word.content and not depth and word.stem not in _COMMON:
            found.append(word.stem)
    return found


def _whole_names(words: Sequence[Word]) -> list[str]:
    """Names of several words as one each: of two accounts, "Separate Account" and "General Account" are not the same."""
    found: list[str] = []
    before = False
    for word in words:
        named = word.capital and word.content
        if named and before:
            found[-1] = f"{found[-1]} {word.stem}"
        elif named:
            found.append(word.stem)
        before = named
    return found


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
    """Who acts in a passive: the words right after "by"."""
    agents: set[str] = set()
    for place, word in enumerate(after):
        if word.text in STOPS:
            break
        if word.text.casefold() == "by":
            for other in after[place + 1 : place + 6]:
                if other.content:
                    agents.add(other.stem)
                elif other.text.casefold() not in _BETWEEN or agents:
                    break
    return frozenset(agents)
