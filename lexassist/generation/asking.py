"""What a question asks for: which kind of answer, of which type of clause, and whether it asks for no more than that.

Rules on the words of the question; the type comes from what was learned about questions (:mod:`lexassist.retrieval.ranking`).
Promises that talk and questions that no document answers are told apart by rules that ask for whole sentences, so that a
question about a contract is not taken for one. It does not know the documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lexassist.generation.value_questions import TYPES_OF, value_asked
from lexassist.generation.wording import stem
from lexassist.particulars.quantities import Kind
from lexassist.retrieval.kinds import NOUNS
from lexassist.retrieval.lexical import content_words
from lexassist.retrieval.names import ROLES
from lexassist.types import QuestionKind, ValueKind

LEAST_SHARE = 0.5
"""How far a question must ask for a type of clause to be taken to ask for it."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had|isn't|aren't|don't|"
    r"doesn't|didn't|can't|won't)"
)
_QUESTION_WORD = r"(?:what|which|who|whom|whose|when|where|why|how|by when|within|at what|in what|on what|under what)"
_GREETING = (
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|thanks|thank you|many thanks|cheers|bye|goodbye|ok|okay|great|"
    r"perfect|well done|nice|please|sorry|yes|no|test(?:ing)?|help|help me|how are you(?: doing)?(?: today)?|who are you|"
    r"what are you|what can you do(?: for me)?|what is your name|what's your name|nice to meet you|so much|very much|a lot|"
    r"there|lexassist|again)"
)
_SMALL_TALK = re.compile(rf"{_GREETING}(?:[\s,.!?;:-]+{_GREETING})*[\s.!?]*", re.IGNORECASE)
_OUTSIDE = _any(
    r"what(?:'s| is| will be) the weather\b",
    r"\bweather (?:like|forecast|today|tomorrow)\b",
    r"\btell (?:me|us) a (?:joke|story)\b",
    r"\b(?:write|sing|compose) (?:me |us )?an? (?:poem|song|joke|story)\b",
    r"^(?:what|which) (?:language |ai |large )*(?:model|llm|ai|version|company) (?:are|is|do|made|runs?) (?:you|lexassist)\b",
    r"^(?:who|what company) (?:made|built|created|trained|programmed) (?:you|lexassist)\b",
    r"\byour (?:system )?(?:prompt|instructions)\b",
    r"^are you (?:an? )?(?:human|person|robot|bot|ai|machine|chatgpt|gpt\S*|claude|llama|model)\b",
    r"^what(?:'s| is) (?:the )?(?:time|date|day)(?: is it)?(?: now| today)?\s*\??$",
    r"^what (?:time|day) is it\b",
    r"\b(?:who won|latest news|football score|lottery numbers|recipe for|meaning of life)\b",
)
_DEFINITION = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bwhat (?:does|do) (?:the (?:term|word|expression|phrase)s? )?(?P<term>.+?) mean\b",
        r"\bwhat is meant by (?:the (?:term|word|expression|phrase) )?(?P<term>.+)",
        r"^(?:please )?define (?:the (?:term|word) )?(?P<term>.+)",
        r"\b(?:definition|meaning) of (?:the (?:term|word) )?(?P<term>.+)",
        r"\bhow (?:is|are) (?:the (?:term|word) )?(?P<term>.+?) defined\b",
        r"^(?:who|what) (?:counts|qualifies) as (?:an? |the )?(?P<term>.+)",
    )
)
_QUOTED = re.compile(r"[\"“‘']([^\"”’']+)[\"”’']")
_NAMED_TERM = re.compile(
    r"^(?:[Ww]hat|[Ww]ho) (?:is|are) (?:the |an? )?(?P<term>[A-Z][\w-]*(?: [A-Z][\w-]*)*)"
    r"(?: (?:in|under|of|for|according)\b[^?]*)?\W*$"
)
_PLACES = "clause|section|article|paragraph|page|provision|schedule|part"
_WHERE = _any(
    r"\bwhere (?:does|do|did)\b.*\b(?:say|state|provide|mention|deal|cover|address|set out|talk)\b",
    r"\bwhere (?:is|are|can|could|do|in)\b.*\b(?:said|stated|mentioned|set out|dealt|covered|addressed|found|find|provided|"
    r"regulated|defined)\b",
    rf"\b(?:which|what|in which|in what|under which) (?:{_PLACES})s?\b",
)
_CONTRACTS = r"(?:contract|agreement|document|lease|licen[cs]e|nda|file|deed)"
_ARTICLES = r"(?:of )?(?:the |our |these |my )?"
_COMPARISON = _any(
    r"\bcompar(?:e|ed|ing|ison)\b|\bdifferences?\b|\bdiffers?\b|\b(?:versus|vs\.?)\s",
    rf"\bwhich (?:\w+ )?{_ARTICLES}{_CONTRACTS}s\b",
    rf"\bwhich {_CONTRACTS} (?:has|have|is|are|contains?|provides?|allows?|says)\b",
    rf"\b(?:each|all|any|both|every) {_ARTICLES}{_CONTRACTS}s?\b.*\b(?:have|has|contain|by)\b",
    rf"\b(?:across|for each|in each|by(?! agreement\b)) {_ARTICLES}(?:all )?{_CONTRACTS}s?\b",
)
_PART_BEGINS = re.compile(
    rf"(?:and |but |or |so )?(?:(?P<yes_no>{_AUXILIARY})\b|(?P<open>{_QUESTION_WORD})\b)", re.IGNORECASE
)
_VALUED = (
    "percentage|percent|share|date|price|sum|amount|rate|fee|rent|salary|notice|royalty|margin|cap|limit|term|leverage|period|"
    "cut|allowance|commitment|law|title|name|value|number|duration|length|deadline|jurisdiction"
)
_VALUE = _any(
    r"\bhow (?:much|many|long|often|soon|quickly|fast|high|large|big|far|early|late|old)\b",
    r"^(?:by )?when\b(?! may\b)|\bby when\b|\buntil when\b|\bwithin (?:what|which|how)\b|\bfor what period\b",
    r"\bat what (?:price|rate|date|time)\b|\b(?:by|on) what date\b",
    rf"\bwhat (?:\w+ ){{0,2}}(?:{_VALUED})s?\b|\bwhat (?:is|was|are|were) the (?:\S+ ){{0,4}}?(?:{_VALUED}|terms)\b",
    r"\bwhat does .* (?:pay|cost)\b|\bwhat sick pay\b",
    r"\b(?:which|what|whose) (?:\S+ )?(?:state|country|laws?|courts?|jurisdiction|date)\b",
    r"^who (?:is|are) (?:the )?(?:contracting |signing )?part(?:y|ies)\b|^what is (?:this|the) \w+ called\b",
)
_LIST = _any(
    r"^(?:please )?(?:list|enumerate|name (?:all|the|every))\b|^what are (?:the |all )",
    r"^(?:which|what) (?!(?:has|does|is|was)\b)(?:\w+ ){0,2}?(?!(?:has|does|is|was|this)\b)\w+(?<!s)s\b",
    r"^on (?:what|which) \w+s\b|^in (?:what|which) (?:cases|circumstances|events)\b|^when may\b",
    r"^what (?:falls|is|are) (?:outside|excluded|included)\b",
)
_PROVIDES = _any(
    r"^(?:is|are) there\b",
    r"^(?:does|do) (?:the|this|our|it)\b.*\b(?:contain|include|have|provide|specify|state|set)\b",
)
_SUBJECT = re.compile(rf"(?:^|[,;:] )(?:{_AUXILIARY}) (?:the )?(?P<word>[\w&-]+)", re.IGNORECASE)
_PARTIES = frozenset(
    """affiliate agent assignee assignor bank borrower buyer client company consultant contractor customer discloser distributor
    employee employer franchisee franchisor guarantor indemnitor investor landlord lender lessee lessor licensee licensor
    manufacturer owner provider publisher purchaser recipient reseller seller shareholder shipper sponsor subcontractor
    subscriber supplier tenant vendor we you i""".split()
)
"""Roles of one party: what a clause says of the other is no answer."""
_NEGATED = _any(r"\b(?:not|never|without any|no longer)\b(?! to sue)", r"n't\b", r"^(?:is|are) there no\b")
_CONDITIONAL = _any(r"\b(?:despite|even|since|still|today|now|currently|as amended)\b|\d")

RESTRICTIVE = frozenset(
    {
        "Anti-Assignment", "Competitive Restriction Exception", "Covenant Not To Sue", "Exclusivity", "No-Solicit Of Customers",
        "No-Solicit Of Employees", "Non-Compete", "Non-Disparagement", "Non-Transferable License", "Price Restrictions",
        "Volume Restriction",
    }
)  # fmt: skip
"""Types that forbid: whether somebody *may* do it is another question than whether there is such a clause."""

VALUES_OF: dict[str, ValueKind] = {
    "Document Name": ValueKind.TITLE,
    "Parties": ValueKind.PARTY,
    "Agreement Date": ValueKind.AGREEMENT_DATE,
    "Effective Date": ValueKind.EFFECTIVE_DATE,
    "Expiration Date": ValueKind.EXPIRY_DATE,
    "Renewal Term": ValueKind.RENEWAL_TERM,
    "Notice Period To Terminate Renewal": ValueKind.RENEWAL_NOTICE,
    "Governing Law": ValueKind.GOVERNING_LAW,
}
"""Types of clause that are asked for because of the value in them."""
_TYPES = {value: name for name, value in VALUES_OF.items()} | TYPES_OF

_FIGURES: tuple[tuple[re.Pattern[str], tuple[Kind, ...]], ...] = (
    (_any(r"\bpercent|\bwhat (?:share|cut|royalty)\b|\binterest rate\b|\bmargin\b"), (Kind.PERCENT,)),
    (
        _any(r"\bhow (?:long|quickly|soon|fast|early|late)\b|\bwithin (?:what|which|how)\b|\bhow much notice\b"),
        (Kind.PERIOD,),
    ),
    (
        _any(r"\bnotice period\b|\bwhat (?:\w+ )?(?:notice|period)\b|\bfor what period\b|\bpayment terms\b"),
        (Kind.PERIOD,),
    ),
    (_any(r"\bhow many (?:days|weeks|months|years|hours)\b"), (Kind.PERIOD,)),
    (_any(r"\bnumber of\b"), (Kind.NUMBER, Kind.PERIOD)),
    (_any(r"\bby when\b"), (Kind.PERIOD, Kind.DATE)),
    (_any(r"^when\b|\b(?:what|which|the) date\b"), (Kind.DATE, Kind.PERIOD)),
    (_any(r"\bhow many\b|\bhow often\b"), (Kind.NUMBER, Kind.PERIOD)),
    (_any(r"^what (?:is|are) the (?:\w+ ){0,2}(?:rent|salary|price|deposit)\b"), (Kind.MONEY,)),
    (
        _any(r"\bhow (?:much|high)\b|\b(?:price|cost|fees?|rent|pay|salary|sum|amount|cap|limit|rate|allowance)\b"),
        (Kind.MONEY, Kind.PERCENT),
    ),
)
_KIND_WORDS: tuple[tuple[re.Pattern[str], ValueKind], ...] = (
    (re.compile(r"\b(?:courts?|forum|venue)\b", re.IGNORECASE), ValueKind.FORUM),
)
# Words with which a contract is spoken of, and which ask for nothing.
GENERAL = frozenset(
    stem(word)
    for word in (
        "contract agreement document clause provision term terms part party parties one either other counterparty contain include "
        "included provide provided set out section article language exist please tell find give say says state stated deal "
        "restrict restricted require required requirement forbid barred prohibit prevent oblige obliged obligation extend certain "
        "terminated used specified designated given made kind any arrangement arrangements there under herein what which conditions"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was understood.

    ``type`` is the type of clause that it asks for, "" for none that is known, and ``share`` how far. ``value`` is the value
    of a contract that it asks for, ``figures`` the kinds of figure that would answer it, ``term`` the words whose meaning it
    asks for. ``only`` says that it asks for nothing beside the type or the value; ``role``, the word for the one party of which
    it asks whether it may or must ("customer"), and nothing else.
    """

    kind: QuestionKind
    type: str = ""
    share: float = 0.0
    value: ValueKind | None = None
    figures: tuple[Kind, ...] = ()
    term: str = ""
    only: bool = False
    role: str = ""


def kind_of(question: str) -> QuestionKind:
    """The kind of answer that a question asks for, from its words alone."""
    words = " ".join(question.split())
    if _SMALL_TALK.fullmatch(words):
        return QuestionKind.SMALL_TALK
    tests = (
        (QuestionKind.OUTSIDE, _OUTSIDE.search(words) is not None),
        (QuestionKind.DEFINITION, any(pattern.search(words) for pattern in _DEFINITION)),
        (QuestionKind.COMPARISON, _COMPARISON.search(words) is not None),
        (QuestionKind.WHERE, _WHERE.search(words) is not None),
        (QuestionKind.YES_NO, _is_yes_no(words)),
        (QuestionKind.VALUE, _VALUE.search(words) is not None),
        (QuestionKind.LIST, _LIST.search(words) is not None),
    )
    return next((kind for kind, holds in tests if holds), QuestionKind.EXPLAIN)


def understand(
    question: str,
    plain: str,
    types: tuple[str, ...] = (),
    shares: NDArray[np.float32] | None = None,
    vocabulary: frozenset[str] | None = None,
    names: frozenset[str] = frozenset(),
) -> Asked:
    """What ``question`` asks for; ``plain`` is it without the words that only name documents.

    ``shares`` say how far it asks for each of ``types``, and last for none; ``vocabulary`` holds the stems of the words with
    which the best of them is asked for; ``names`` those of words that name documents and may stand in ``plain`` all the same.
    """
    kind, best, share = kind_of(question), "", 0.0
    if shares is not None and len(types):
        place = int(np.argmax(shares))
        share = float(shares[place])
        nearest = types[place] if place < len(types) else ""
        best = nearest if share >= LEAST_SHARE or _calls_by_name(plain, nearest) else ""
    value = VALUES_OF.get(best)
    if kind in (QuestionKind.EXPLAIN, QuestionKind.LIST) and value is not None:
        kind = QuestionKind.VALUE
    if kind is QuestionKind.VALUE:
        value = next((found for pattern, found in _KIND_WORDS if pattern.search(plain)), value)
    figures = next((kinds for pattern, kinds in _FIGURES if pattern.search(plain)), ())
    told = value_asked(plain)
    if told is not None:
        kind = kind if kind is QuestionKind.COMPARISON else QuestionKind.VALUE
        return Asked(kind, _TYPES.get(told, ""), 1.0, told, figures, only=True)
    known = (vocabulary or frozenset()) | names
    only = bool(best) and vocabulary is not None and asks_only(plain, known)
    subject = subject_of(plain) if kind is QuestionKind.YES_NO else ""
    if subject:
        only = False
    asked = bool(best) and vocabulary is not None and asks_only(plain, known | {stem(subject)})
    role = subject.lower() if subject and asked else ""
    return Asked(kind, best, share, value, figures, term_of(plain) or term_of(question), only, role)


def asks_existence(question: str, asked: Asked) -> bool:
    """Whether that the type is present, or absent, is the whole answer to a yes/no question.

    "May a party assign?" is not answered by the presence of a clause on assignment, "Is assignment restricted?" is.
    """
    words = " ".join(question.split())
    if not asked.only or _NEGATED.search(words):
        return False
    if asked.type in VALUES_OF and not _PROVIDES.search(words):
        return False
    permission = re.match(r"(?:may|can|could)\b", words, re.IGNORECASE) is not None
    return not (permission and asked.type in RESTRICTIVE)


def asks_provision(question: str) -> bool:
    """Whether a question asks if there is something in a contract, and no more: "does it include a stock option plan?"."""
    return _PROVIDES.search(question) is not None


def asks_only(question: str, vocabulary: frozenset[str]) -> bool:
    """Whether a question has no word that the type is not asked for with, and asks of no time or figure of its own."""
    if _CONDITIONAL.search(question):
        return False
    return stems_of(question) <= vocabulary | GENERAL


def roles_in(question: str) -> frozenset[str]:
    """The roles of parties that a question names."""
    return frozenset(re.findall(r"[a-z]+", question.lower())) & _PARTIES


def subject_of(question: str) -> str:
    """The one party of which a question asks whether it may, must or does ("customer", "Halden"), "" for any party or none."""
    found = _SUBJECT.search(question)
    if found is None:
        return ""
    word = found["word"]
    named = word[:1].isupper() and word.lower() not in NOUNS and word.lower() not in ROLES
    return word if word.lower() in _PARTIES or named else ""


def stems_of(text: str) -> frozenset[str]:
    """The stems of the words that carry a text."""
    return frozenset(stem(part) for word in content_words(text) for part in re.split(r"[-'’/]", word) if len(part) > 1)


def term_of(question: str) -> str:
    """The words whose meaning a question asks for, "" where it asks for none's."""
    found = next((match for pattern in _DEFINITION if (match := pattern.search(question))), None)
    found = found or _NAMED_TERM.search(question)
    if found is None:
        return ""
    quoted = _QUOTED.search(found["term"])
    return (quoted[1] if quoted else found["term"]).strip(" ?.,;!")


def _calls_by_name(question: str, name: str) -> bool:
    """Whether a question has all words of a type's name, which has several: it is asked for, however unsure that is of the rest."""
    words = stems_of(name)
    return len(words) > 1 and name not in VALUES_OF and words <= stems_of(question)


def _is_yes_no(words: str) -> bool:
    """Whether the first part of the question that asks anything begins with a verb."""
    for part in re.split(r"\s*[,;:]\s+|\s+[-–—]\s+", words):
        if found := _PART_BEGINS.match(part):
            return found["yes_no"] is not None
    return False
