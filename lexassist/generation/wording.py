"""The words of a legal sentence, folded for comparison: stems, and one word for each way to say a modal or a bound.

"is not entitled to" becomes "may not", "not less than" becomes "atleast". Promises that folding keeps duties, permissions,
prohibitions, bounds and exceptions apart from one another. It does not know which words matter: ``verification`` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_PHRASES = tuple(
    (re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE), words)
    for words, patterns in (
        ("of this Agreement", ("hereof", "hereto")),
        ("under this Agreement", ("hereunder", "herein")),
        ("this Agreement", ("(?:this|the) contract",)),
        ("if", ("in the event (?:that|of)", "in (?:any|the) case (?:that|of)", "in case of", "on condition that")),
        ("before", ("prior to", "in advance of", "ahead of")),
        ("after", ("subsequent to", r"(?<!the )(?<!as )following(?! \w+:)")),
        (
            "under",
            ("pursuant to", "in accordance with", "according to", "in conformity with", "(?:as )?set (?:forth|out) in"),
        ),
        (
            "about",
            (
                "(?:with|in) (?:respect|relation|regard) (?:to|of)",
                "regarding",
                "concerning",
                "relating to",
                "related to",
            ),
        ),
        ("promptly", ("without (?:undue |unreasonable |any )?delay",)),
        ("immediately", ("at once", "forthwith", "with immediate effect")),
        ("force", ("full force and effect", "force and effect", "full force", "(?<=in )effect")),
        ("its", ("its own",)),
        ("their", ("their own",)),
        ("'s", ("'s own",)),
        ("your", ("your own",)),
        ("providedthat", ("provided,? (?:however,? )?that",)),
        ("during", ("throughout", "in the course of")),
        ("free", ("free and clear", "clear and free")),
        ("void", ("null and void",)),
        ("number", (r"no\.(?=\s*\d)",)),
        ("including", ("(?:and|but) not (?:in )?limit(?:ed|ation) to", "(?:including )?without limitation")),
        (
            "except",
            (
                "other than",
                "apart from",
                "with the exception of",
                "save (?:as|for|that|where|to)",
                "excluding",
                "except(?:ing)?(?: for| that| as| to)?",
            ),
        ),
        ("atmost", ("(?:shall|must|may|will) not exceed", "(?:may|shall|must) in no event exceed", "not exceeding")),
        ("atleast", ("(?:not|no) (?:less|fewer|earlier|sooner) than", "at least", "at a minimum")),
        ("atmost", ("(?:not|no) (?:more|greater|later) than", "not to exceed", "at most", "up to", "at the latest")),
        ("morethan", ("more than", "in excess of", "greater than", "exceed(?:s|ing|ed)?")),
        ("lessthan", ("(?:less|fewer) than",)),
        (
            "neednot",
            (
                "(?:is|are|be) (?:not|under no) (?:required|obliged|obligated|obligation) to",
                "ha(?:s|ve) no obligation to",
                "(?:need|does|do) not (?:have|need) to",
                "need not",
            ),
        ),
        (
            "may not",
            (
                "(?:is|are|be) (?:not|never) (?:entitled|permitted|allowed|authori[sz]ed) to",
                "ha(?:s|ve) no right to",
                "(?:is|are|be) (?:prohibited|forbidden|restricted|barred|precluded) from",
                "(?:can|could) ?not",
                "can't",
            ),
        ),
        (
            "must",
            (
                "(?:is|are|be) (?:required|obliged|obligated|bound) to",
                "ha(?:s|ve) to",
                "(?:is|are) to(?= [a-z])",
                "(?:agrees?|undertakes?|covenants?) to",
            ),
        ),
        (
            "may",
            (
                "(?:(?:shall|will) )?(?:is|are|be) (?:at liberty|entitled|permitted|allowed|authori[sz]ed|free) to",
                "(?:(?:shall|will) )?(?:also )?ha(?:s|ve) the (?:right|option|power|authority) to",
                "reserves? the right to",
                "can",
            ),
        ),
        ("will not", ("won't",)),
    )
)
# "In no event shall a party be liable" denies as "a party shall not be liable" does.
_INVERTED = re.compile(
    r"\b(?:in|under) no (?:event|circumstances?) (shall|will|may) ((?:[\w'-]+ ){1,5}?)(be|have|exceed)\b", re.IGNORECASE
)
_SHORT_NOT = re.compile(r"(\w+)n't\b", re.IGNORECASE)
# The "(b)" of a list item parts nothing: "shall: (b) not disclose" forbids.
# Nor do words that forms of contract add for weight.
_LEFT_OUT = re.compile(
    r"\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|"
    r"\b(?:whether or not|not only|not solely|to the extent permitted by law|hereby|as the case may be|in order)\b",
    re.IGNORECASE,
)
_GIVES_NOTICE = re.compile(
    r"\b(?:give|gives|giving|given|provide|provides)\b(?= (?:[\w'-]+ ){0,4}?notice\b)", re.IGNORECASE
)
_TOKEN = re.compile(r"\w+(?:['.&/-]\w+)*|\.(?=\s+[\"'(]?[A-Z]|\s*$)|[;:,()]")
_IRREGULAR = {
    "paid": "pay", "gave": "give", "given": "give", "made": "make", "held": "hold", "kept": "keep", "sent": "send",
    "written": "write", "began": "begin", "begun": "begin", "borne": "bear", "taken": "take", "took": "take",
    "bought": "buy", "sold": "sell", "brought": "bring", "prior": "before", "annual": "year",
    "annually": "year", "annum": "year", "yearly": "year", "monthly": "month", "weekly": "week", "daily": "day",
    "commence": "begin", "commences": "begin", "commencement": "begin", "starts": "begin", "start": "begin",
    "commencing": "begin", "commenced": "begin", "started": "begin", "used": "use", "using": "use", "got": "get", "gotten": "get", "owed": "owe",
    "governing": "govern", "breach": "breach", "breaches": "breach",
}  # fmt: skip
_BASES = frozenset(_IRREGULAR.values())
_SUFFIXES = (
    "ations", "ation", "ements", "ement", "ments", "ment", "ating", "ated", "ates", "ings", "ing", "ied", "ies", "ions",
    "ion", "able", "ible", "ance", "ence", "ures", "ure", "ate", "ed", "es", "al", "ly", "s", "e",
)  # fmt: skip
_STOP = frozenset(
    "a an the of to in on at by for from with as and or but if then than that this these those such any all its it their "
    "they them he she his her who whom whose which what when where while be is are was were been being has have had do "
    "does did having there here so also per into under upon over out up about between each other same both either "
    "not no nor never neither none nothing without except unless only solely exclusively atleast atmost morethan lessthan "
    "shall must will may should would could might neednot not before after within until thereof herein hereof hereby "
    "hereunder thereto hereto including include included yes s".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark of punctuation: as written, and folded. ``content`` says that it carries meaning of its own."""

    text: str
    stem: str
    content: bool

    @property
    def capital(self) -> bool:
        """Whether it is written as a name or a defined term is."""
        return self.text[:1].isupper()


def read_words(text: str) -> tuple[Word, ...]:
    """The words and marks of a folded text, in order."""
    text = _GIVES_NOTICE.sub("notify", " ".join(_LEFT_OUT.sub(" ", text).split()))
    for pattern, words in _PHRASES:
        text = pattern.sub(words, text)
    text = _INVERTED.sub(r"\2\1 not \3", " ".join(text.split()))
    text = _SHORT_NOT.sub(r"\1 not", text)
    return tuple(_word(token) for token in _TOKEN.findall(text))


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The word without its ending, so that "assigns", "assigned" and "assignment" are one.

    Endings that make another person of a word (-er, -or, -ee) stay: a licensor is no licensee.
    """
    low = word.casefold().removesuffix("'s").removesuffix("'")
    if low in _IRREGULAR or low in _BASES or len(low) < 4:
        return _IRREGULAR.get(low, low)
    for suffix in _SUFFIXES:
        if not low.endswith(suffix) or len(low) - len(suffix) < 3 or low.endswith(("ss", "ee", "us", "is")):
            continue
        base = low.removesuffix(suffix) + ("i" if suffix in ("ied", "ies") else "")
        if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "ls":
            base = base[:-1]
        if f"{base}e" in _BASES:
            return f"{base}e"
        return _IRREGULAR.get(base, base[:-1] + "i" if base.endswith("y") and len(base) > 3 else base.removesuffix("e"))
    return low[:-1] + "i" if low.endswith("y") else low


def _word(token: str) -> Word:
    low = token.casefold()
    base = stem(token)
    return Word(token, base, low[0].isalnum() and low not in _STOP and not low.isdecimal())
