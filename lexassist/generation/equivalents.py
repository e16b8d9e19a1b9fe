"""Words of contracts that say the same, and words so near in meaning that a change of one for the other is none.

Written from knowledge of the law's language; nothing in it was taken from data. The relation is no chain: an agreement ends
when it expires and ends when it is terminated, but expiry is no termination. Left out on purpose are words that only look
alike: assign and transfer, own and license, negligence and gross negligence, best and reasonable efforts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from lexassist.generation.wording import Word, stem

_GROUPS = (
    "terminate end", "expire expiry end", "termination end", "commence begin start", "purchase buy", "notify inform notice tell",
    "assist help assistance", "permit allow authorize authorise permission", "obtain get", "receipt receive", "provide give furnish supply",
    "deliver delivery", "maintain keep carry", "hold keep", "retain keep", "remedy cure rectify correct", "comply observe adhere abide follow",
    "fulfil fulfill perform satisfy", "perform conduct carry", "liable responsible liability", "deem consider treat regard", "constitute form",
    "entire whole full complete", "fully full", "expense cost", "promptly forthwith", "immediately forthwith", "sufficient adequate enough",
    "continue remain", "void invalid", "warrant represent state warranty representation", "belong property", "require need obligation",
    "utilize utilise use", "license licence", "pay payment payable owe due", "resolve settle", "dispute disagreement", "sell sale",
    "employ hire engage", "appoint designate nominate", "consent approve approval", "additional further extra another",
    "amend modify change alter vary amendment modification", "breach violate violation", "breach default", "disclose reveal divulge disclosure",
    "copy duplicate reproduce", "select choose", "calculate compute", "occur happen", "submit send", "send transmit forward",
    "request ask", "locate situate", "build construct", "repair fix", "execute sign", "examine inspect", "repay reimburse", "repay refund",
    "employee personnel staff", "lawyer attorney counsel", "compete competitive competing", "confidence confidential", "train training",
    "prohibit forbid", "try attempt endeavour endeavor", "assign assignment",
    "expressly explicitly express", "hinder impede prevent", "regarding concerning", "provision stipulation",
    "prepare make", "make payment", "written writing write", "annual year", "quarterly quarter",
    "survive continue", "failure fail", "negotiate negotiation",
    "destroy destruction", "evidence proof", "error mistake", "show demonstrate", "effective force",
    "acknowledge accept recognise recognize", "previous prior", "yearly annually", "stop cease discontinue", "sum amount", "earlier sooner",
    "modification change", "duty obligation", "exempt free", "ship dispatch", "vest belong", "wish desire want",
    "responsibility liability responsible", "inquire enquire", "indemnify indemnity", "name designate",
)  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for group in _GROUPS:
        stems = {stem(word) for word in group.split()}
        for one in stems:
            table.setdefault(one, set()).update(stems - {one})
    return {one: frozenset(others) for one, others in table.items()}


def equivalents(one: str) -> frozenset[str]:
    """The stems that may stand for this one."""
    return _table().get(one, frozenset())


def in_words_of(said: Iterable[Word], shown: Iterable[Word]) -> tuple[Word, ...]:
    """``said`` with each word that ``shown`` lacks exchanged for the word that says the same there, where there is one."""
    evidence, own = tuple(shown), tuple(said)
    theirs = {word.stem: word for word in reversed(evidence)}
    # Of two words that say the same, this one stands for that which the sentence lacks more often.
    left = Counter(word.stem for word in evidence)
    left.subtract(word.stem for word in own)
    exchanged: list[Word] = []
    for word in own:
        same = theirs.keys() & equivalents(word.stem) if word.content and word.stem not in theirs else set()
        one = max(sorted(same), key=lambda each: left[each], default=word.stem)
        left[one] -= one != word.stem
        exchanged.append(theirs[one] if same else word)
    return tuple(exchanged)
