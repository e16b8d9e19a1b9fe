"""Words of a contract that speak to a machine which reads it, and not to the parties.

Nothing obeys them: what a document says is evidence, whatever it says. They are found so that a reader is told. Promises to
be precise on contracts: "the Licensee shall disregard any prior instructions" is a duty of a party and no order to us, so an
order counts only where it addresses nobody else. It knows words, not intentions: an attack in other words is not flagged,
and is refused by the gate all the same. Spans are half-open into the text that was given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from lexassist.types import Span, SuspicionKind

_LONGEST = 400
"""Characters of a suspicious sentence that are shown, at most, around the words that gave it away."""

_AROUND = 300
"""Characters on each side of an anchor that are looked at closely."""

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]")
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝАВЕКМНОРСТХІЈЅαοιρυνκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhqwABEKMHOPCTXIJSaoipuvkABEZHIKMNOPTYX",
)
_SENTENCE_END = re.compile(r"[.!?][\"”’)]?\s+|\s+")
_FOREIGN_WORD = re.compile(r"[A-Za-z\u0370-\u04ff]*[\u0370-\u04ff][A-Za-z\u0370-\u04ff]*")
_LATIN = re.compile(r"[A-Za-z]")
_MESSAGES = {
    SuspicionKind.ORDER: "These words give orders to whoever reads the contract by machine.",
    SuspicionKind.VERDICT: "These words tell a reader what to answer.",
    SuspicionKind.CONCEALMENT: "These words ask a reader to leave something unsaid.",
    SuspicionKind.FORGED_TURN: "These words imitate the marks of a conversation with a machine.",
    SuspicionKind.LINK: "These words are markup or a link that could carry an answer out.",
    SuspicionKind.DISGUISE: "These words are written so that a person does not see what a machine reads.",
}


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A sentence that speaks to a machine: ``span`` is where it stands in the text that was given."""

    kind: SuspicionKind
    span: Span

    @property
    def message(self) -> str:
        """What the words do, in a sentence."""
        return _MESSAGES[self.kind]


def suspicions(text: str) -> tuple[Suspicion, ...]:
    """The suspicious sentences of a text, in text order; each is given once, by the first kind that it fits."""
    folded, places = _fold(text)
    found: list[Suspicion] = []
    for kind, anchor, pattern in _PATTERNS:
        for match in _near(folded, anchor, pattern):
            if not match[0].strip() or any(other.span.overlap(_at(places, match)) for other in found):
                continue
            start, end = _sentence(folded, *match.span())
            found.append(Suspicion(kind, Span(places[start], places[end - 1] + 1)))
    found += [one for one in _disguises(text) if not any(one.span.overlap(other.span) for other in found)]
    return tuple(sorted(found, key=lambda one: one.span))


def _near(text: str, anchor: re.Pattern[str], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches of a pattern, which is slow, around those of its anchor, which is quick and without which it cannot match."""
    past = 0
    for hit in anchor.finditer(text):
        if hit.start() >= past:
            first, past = max(hit.start() - _AROUND, past), hit.end() + _AROUND
            yield from pattern.finditer(text, first, past)


def _at(places: list[int], match: re.Match[str]) -> Span:
    return Span(places[match.start()], places[match.end() - 1] + 1)


def _fold(text: str) -> tuple[str, list[int]]:
    """The text as it is compared: no invisible characters, look-alikes as Latin letters, words healed at line ends."""
    letters: list[str] = []
    places: list[int] = []
    mixed = [place for word in _FOREIGN_WORD.finditer(text) if _LATIN.search(word[0]) for place in range(*word.span())]
    deceiving = frozenset(mixed)
    for place, character in enumerate(text):
        if _INVISIBLE.match(character):
            continue
        plain = unicodedata.normalize("NFKC", character)
        # A whole word of another alphabet is another language; a letter of it among Latin ones is a disguise.
        plain = plain.translate(_LOOKALIKES) if place in deceiving else plain
        letters.extend(plain)
        places.extend([place] * len(plain))
    return "".join(letters), places


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence around a match, not farther than is shown."""
    # A match that starts at the end of the sentence before is about the one that follows.
    start += len(match[0]) if (match := _SENTENCE_END.match(text, start, end)) else 0
    before = max(
        (text.rfind(mark, max(0, start - _LONGEST), start) + 1 for mark in (". ", "? ", "! ", "\n\n")), default=0
    )
    stop = min(
        (at for mark in (". ", ".\n", "? ", "! ", "\n\n") if (at := text.find(mark, end - 1)) >= 0), default=len(text)
    )
    first, last = max(before, start - _LONGEST // 2, 0), min(stop + 1, end + _LONGEST // 2, len(text))
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _disguises(text: str) -> Iterator[Suspicion]:
    for match in _HIDDEN_LETTERS.finditer(text):
        yield Suspicion(SuspicionKind.DISGUISE, Span(match.start(), match.end()))
    for match in _MIXED_WORD.finditer(text):
        yield Suspicion(SuspicionKind.DISGUISE, Span(match.start(), match.end()))


_HIDDEN_LETTERS = re.compile(
    "[\U000e0000-\U000e007f]{3,}|\u202e\\S+|[a-z]{2,}[\u200b-\u200d\u2060][a-z]+(?:[\u200b-\u200d\u2060][a-z]*){2,}",
    re.IGNORECASE,
)
_MIXED_WORD = re.compile(
    r"\b(?=[A-Za-z\u0400-\u04ff]*[A-Za-z]{2})(?=[A-Za-z\u0400-\u04ff]*[\u0430-\u045f])[A-Za-z\u0400-\u04ff]{4,}\b"
)

# Who, apart from the parties, could be spoken to: a machine, or the person who reads in its place.
_MACHINE = (
    r"(?:(?:an?|any|the|this|all|every|each|your)\s+)?(?:(?:automated|automatic|artificial|virtual|digital|electronic|"
    r"machine|computer|software|reviewing|summari[sz]ing|analysing|analyzing)[\s-]+)?"
    r"(?:A\.?I\.?(?:[\s-]+(?:assistants?|models?|systems?|tools?|agents?|reviewers?|readers?|software|review))?|L\.?L\.?M\.?s?|"
    r"(?:large\s+)?language\s+models?|artificial\s+intelligence(?:\s+\w+)?|chat\s?bots?|chatgpt|gpt(?:-?\d\w*)?|claude|copilot|gemini|"
    r"(?:automated|automatic|virtual|digital|electronic|machine|computer|reviewing|summari[sz]ing|ana[ly]+[sz]ing)[\s-]+"
    r"(?:assistants?|readers?|reviewers?|reviews?|tools?|systems?|agents?|software|models?|programs?|summari[sz]ers?)|"
    r"summari[sz]ers?|(?:contract|document|legal)[\s-]+(?:review|analysis)[\s-]+(?:tools?|systems?|assistants?|software|models?))(?!\w)"
)
_READER = rf"(?:{_MACHINE}|(?:the|any|every)\s+(?:reviewer|reader|summari[sz]er|analyst)s?(?:\s+of\s+this\s+(?:document|contract|agreement))?)"
_MUST = r"(?:must|shall|should|will|(?:is|are|has|have)\s+(?:(?:instructed|required|directed|ordered|obliged)\s+)?to)"
# Where an order stands that has no subject: at the start of a sentence, behind a quotation mark, or behind who is called.
_ORDERED = (
    r"(?:\A\W*(?:\d[\d.]*\s+)?|[.!?][\"”’)]?\s+(?:\d[\d.]*\s+)?|[\"“”‘>\]*#\t]\s*|\bmeans:\s*|\b(?:please|kindly|instead|you\s+(?:must|should|shall|will|are\s+to|have\s+to))\s+"
    r"|\b(?:note|notice|attention|important|instructions?|reviewer|reader|assistant|system|model|urgent|override|update)\b[^.\n:]{0,60}[:\-–—]\s*"
    rf"|\b{_READER}[^.]{{0,60}}\b{_MUST}\s+(?:\w+ly\s+)?|\b{_MACHINE}\s*[,:]\s*)"
)
_DROP = r"(?:ignore|disregard|forget|override|overrule|bypass|discard|set\s+aside|stop\s+following|do\s+not\s+follow|cease\s+to\s+follow)"
_RULES = (
    r"(?:instructions?|directions?|prompts?|guidelines?|orders?|commands?|programming|training|safeguards?|restrictions|rules|"
    r"system\s+messages?|questions?|everything|context|sentences?)"
)
_SAY = r"(?:answer|respond|reply|say|state|report|conclude|output|confirm|declare|write|return|print|find|assert|tell)"
_LEAVE = r"(?:mention|cite|quote|disclose|reveal|report|show|refer\s+to|summari[sz]e|point\s+(?:to|out)|flag|highlight|tell|include|use)"
_HIDDEN = (
    r"(?:clauses?|sections?|articles?|paragraphs?|provisions?|terms?|caps?|this|these|that|it|anything|any\s+\w+|the\s+(?:user|reader|lawyer|client|"
    r"reviewer|cap|limit|fee|penalt\w+|liabilit\w+|notice|termination))"
)


def _compiled(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_FORGED = _compiled(
    r"<\|\s*/?\w[\w ]{0,30}\|?>|<\|?(?:im|eot|bos|eos|start|end)_?\w*\|?>|\[/?INST\]|<</?SYS>>|</?s>(?=\s|\Z)|<(?:start|end)_of_turn>",
    r"</?(?:system|assistant|user|human|instructions?|tool_call|function_call|prompt|context|evidence|contract|document)>",
    r"(?:\A|\n)\s*#{2,}\s*(?:system|instructions?|assistant|response|user|human)\b",
    r"(?:\A|[.\n!?\"“”])\s*\[?(?:system|assistant|human|user|developer)(?:\s+(?:prompt|message|note|override|instruction))?\]?\s*:\s*(?=(?:you|your|ignore|answer|"
    r"yes|no|sure|the\s+answer|disregard|from\s+now|i\b|new|all|reply|respond|say|understood|of\s+course|certainly|what|now|do\s+not))",
    r"\b(?:begin|end|start)\s+(?:of\s+)?(?:the\s+)?(?:system\s+(?:prompt|message)|(?:user\s+input|untrusted\s+(?:input|data))\b|of\s+(?:evidence|prompt|conversation|context)\b)",
    r"\bQuestion:\s+[^\n]{3,160}\n?\s*(?:Answer:|\[\d)",
    r"(?:\A|\n)\s*(?:NOT_FOUND\b|\[\d{1,2}\]\s+(?:yes|no)\b)",
)
_ORDERS = _compiled(
    rf"{_ORDERED}{_DROP}\s+(?:(?:all|any|every|each|of|the|your|these|those|previous|prior|preceding|earlier|above|foregoing|other|existing|original|initial|"
    rf"such|former|numbered|system)\s+){{1,4}}(?:[\w']+\s+){{0,2}}(?:{_RULES}|clauses?\s+of\s+this)",
    rf"\b{_READER}[^.]{{0,80}}\b{_MUST}\s+(?:\w+ly\s+)?{_DROP}\b",
    rf"{_ORDERED}{_DROP}\s+(?:everything|anything|all|what(?:ever)?)\b[^.]{{0,40}}\b(?:above|before|said|told|instructed|written|earlier|previously|learned)",
    r"\byou\s+are\s+(?:now|henceforth|from\s+now\s+on|no\s+longer)\s+(?:an?\s+)?(?:[\w-]+\s+){0,3}(?:assistant|AI|bot|model|machine|mode|DAN|bound\s+by\s+your)\b",
    r"\b(?:you|your)\b[^.]{0,40}\b(?:system\s+prompt|training\s+data|programming|previous\s+instructions|prior\s+instructions|language\s+model)\b",
    r"\b(?:enter|enable|activate|switch\s+to)\s+(?:developer|debug|admin|maintenance|unrestricted|god)\s+mode\b|\bjailbreak",
    r"\b(?:new|updated|revised|additional|hidden|secret)\s+(?:system\s+)?(?:instructions?|prompt|directive)\s+(?:for|to)\s+"
    + _READER,
    r"\b(?:new|updated)\s+(?:system\s+)?(?:instructions?|prompt)\s*:",
    rf"\b(?:note|notice|message|instructions?|attention|memo|directive|important)\s+(?:for|to|of)\s+{_MACHINE}\b",
    rf"\b{_MACHINE}\b[^.]{{0,60}}\b(?:reading|reviewing|summari[sz]ing|processing|ana[ly]+[sz]ing|that\s+reads|which\s+reads)\b[^.]{{0,60}}\b{_MUST}\b",
    rf"\b(?:if|when(?:ever)?|where)\s+(?:you\s+are|this\s+(?:is|document\s+is|contract\s+is)\s+(?:being\s+)?(?:read|processed|reviewed|ana[ly]+[sz]ed|summari[sz]ed)\s+by)\s+{_MACHINE}\b",
    r"\b(?:reveal|repeat|print|output|disclose|show)\s+(?:your|the)\s+(?:system\s+prompt|(?:initial|original|hidden)\s+instructions|other\s+matters?|prompt)\b",
    r"\bact\s+as\s+(?:if\s+you|an?\s+(?:[\w-]+\s+){0,2}(?:AI|assistant|chatbot|model))\b|\bpretend\s+(?:that\s+you|you\s+are|to\s+be\s+an?)\b",
    r"\bignor(?:ieren|iere|ez|a)\b[^.]{0,40}\b(?:anweisungen|instructions|instrucciones|istruzioni|instruções)\b|\bignore\s+(?:todas\s+)?as\s+instruções\b|\b(?:oubliez|olvide|olvida|dimentica|esqueça|vergiss|vergessen\s+sie)\b"
    r"[^.]{0,40}\b(?:anweisungen|instructions|instrucciones|istruzioni|instruções)|\bnegeer\b[^.]{0,30}\binstructies\b",
    r"(?:игнориру\w+|забуд\w+|urнopupy\w+)[^.]{0,40}(?:инструкци|указани)|(?:忽略|无视|忘记)[^。]{0,20}(?:指令|指示|说明)|(?:無視|忘れ)[^。]{0,12}|[^。]{0,12}(?:指示|命令)[^。]{0,6}(?:無視|忘れ)",
)
_VERDICTS = _compiled(
    rf"\b{_READER}[^.]{{0,80}}\b{_MUST}\s+(?:always\s+|only\s+|then\s+|\w+ly\s+)?{_SAY}\s+(?:only\s+|with\s+|that\s+|[\"“‘']?\s*)*(?:yes|no|none|not_?found|the|there|it|this|all|every|in|to|[\"“‘'])",
    rf"{_ORDERED}(?:always\s+|only\s+|simply\s+|now\s+)?(?:answer|respond|reply|say)\s+(?:only\s+|with\s+|that\s+|[\"“‘']|\w+ly\s+)*(?:yes|no\b|none|not_?found|all\b|every|any\b|the\s+(?:question|user)|there\s+is)",
    r"\b(?:answer|respond|reply)\s+(?:[\"“‘']?(?:yes|no)[\"”’']?|in\s+the\s+affirmative)\s+to\s+(?:all|any|every|each|this|the)\b[^.]{0,30}\bquestions?\b",
    rf"\b(?:if|when(?:ever)?|where)\s+(?:you\s+are\s+|you're\s+)?(?:asked|questioned|queried)\b[^.]{{0,100}},\s*(?:always\s+|only\s+|you\s+(?:must|should|will)\s+)?{_SAY}\b",
    r"\bthe\s+(?:correct|right|only|true|required|mandatory|expected)\s+(?:answer|response|reply)\s+(?:to\b[^.]{0,60}\b)?(?:is|must\s+be|shall\s+be)\b",
    r"\b(?:any|every|all|each)\s+(?:answers?|summar(?:y|ies)|reports?|responses?)\s+(?:\w+\s+){0,5}(?:about|on|of|concerning|to)\s+(?:this|a|any)[^.]{0,60}\b(?:must|shall|should)\s+(?:be|say|state|begin|end|read|conclude|include)\b",
    r"\b(?:any|every|all|each)\s+(?:answers?|summar(?:y|ies)|responses?)\b[^.]{0,60}\b(?:must|shall|should)\s+(?:say|state|begin|end|read|conclude|include)\b",
    rf"{_ORDERED}(?:(?:always|only|simply)\s+(?:answer|respond|reply|say)|(?:answer|respond|reply|say)\s+only)\b",
    rf"{_ORDERED}(?:begin|start|end|conclude|finish|prefix)\s+(?:your|every|each|the)\s+(?:answer|reply|response|summary)",
    r"\brate\s+this\s+(?:contract|agreement|document)\b|\bclassify\s+this\s+(?:contract|agreement|document|clause)\s+as\b",
    r"\b(?:antworte(?:n\s+sie)?|répondez|réponds|respond[ae]|rispond[ai](?:ere)?|antwoord|odpowiedz|отвечай\w*|ответь\w*)\s+(?:\w+\s+){0,4}(?:ja|oui|sí|si|sim|nein|non|no|tak|да|нет|nee)\b|回答[^。]{0,8}(?:是|否|“是”)",
)
_CONCEALMENTS = _compiled(
    rf"{_ORDERED}(?:do\s+not|don't|never|under\s+no\s+circumstances)\s+(?:ever\s+)?{_LEAVE}\s+(?:the\s+|any\s+of\s+|to\s+)?{_HIDDEN}\b",
    rf"\b{_READER}[^.]{{0,80}}\b(?:must|shall|should|will|is|are|may)\s+(?:not|never)\s+(?:to\s+)?{_LEAVE}\b",
    r"\b(?:clause|section|article|paragraph|provision|sentence)s?\b[^.]{0,40}\b(?:must|shall|should|is|are)\s+(?:not|never)\s+(?:to\s+)?be\s+(?:mentioned|cited|quoted|shown|summari[sz]ed|flagged|reported)\b",
    r"\b(?:omit|leave\s+out|exclude|skip|hide|suppress)\b[^.]{0,60}\bfrom\s+(?:any|the|your|every|all)\s+(?:\w+\s+)?(?:summar(?:y|ies)|answers?|reports?|reviews?|responses?|results?|analysis)\b",
    r"\bkeep\s+(?:this|clause|section)[^.]{0,40}\bfrom\s+the\s+(?:user|reader|lawyer|reviewer|client)\b",
)
_LINKS = _compiled(
    r"!?\[[^\]\n]{0,120}\]\(\s*(?:https?|data|javascript|file|ftp)[:/]|\[[^\]\n]{1,60}\]:\s*https?://",
    r"<\s*/?(?:img|script|a|iframe|svg|object|embed|link|style|form|meta|video|audio|base|input|details)\b[^>\n]{0,200}>?|\bon(?:error|load|click|mouseover)\s*=",
    r"\bjavascript:|\bdata:text/html|\bdata:image/svg",
    r"https?://\S*(?:[?&#]\w+=|/)(?:\{|\[|<|\$\{|%7B|%s|\.\.\.|ANSWER|SUMMARY|INSERT|YOUR_|DATA\b)",
    r"\b(?:send|post|submit|append|upload|forward|transmit|encode|attach)\b[^.]{0,80}\b(?:answer|summary|question|conversation|contents?|text|prompt|result|reply|matter)\b[^.]{0,60}(?:https?://|\bURL\b|\bwebhook\b)",
    r"\b(?:load|fetch|open|visit|retrieve|request|call|render|display)\s+(?:the\s+)?(?:image|picture|page|link|URL|address)?\s*(?:at|from|under)?\s*https?://",
    r"https?://[^\s]{3,80}[?&]\w{1,12}=\s*(?:followed|and\s+(?:the|your)|plus|\+)",
)
_SPACED = re.compile(r"\b(?:[a-z] ){9,}[a-z]\b")
_ENCODED = _compiled(
    r"\b(?:decode|base64|rot13)\b[^.]{0,60}[A-Za-z0-9+/]{16,}={0,2}|(?<![A-Za-z0-9+/_.-])(?=[A-Za-z0-9+/]*[a-z][A-Za-z0-9+/]*[A-Z][A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{48,}={0,2}"
)

_FORGING = _compiled(
    r"[<\[#]|\b(?:system|assistant|human|user|developer)\b|\bQuestion:|NOT_FOUND|\b(?:begin|end|start)\s",
)
_LINKING = _compiled(r"https?:|[<\[]|javascript:|data:|\bon(?:error|load|click|mouseover)\b|\bURL\b|webhook")
_ORDERING = _compiled(
    r"ignor|disregard|forget|overrid|overrul|bypass|discard|set\s+aside|\bfollow|you\s+are|\byour?\b|\bmode\b|jailbreak|instruc|prompt",
    r"\bA\.?I\b|\bL\.?L\.?M|language\s+model|chat|assistant|claude|copilot|gemini|gpt|pretend|act\s+as|artificial|automat|machine",
    r"computer|review|summari|anweisung|istruzion|instruç|negeer|инструкци|указани|[指命]",
)
_HIDING = _compiled(
    r"mention|\bcite|quote|\bshow|summar|reader|reviewer|analyst|\bomit|leave\s+out|\bexclude|\bskip|\bhide|suppress|\bkeep\s|\breport",
    r"flag|reveal|highlight|\btell\b|\bA\.?I\b|disclose\s+(?:this|the|clause|section)|refer\s+to|point\s",
)
_ANSWERING = _compiled(
    r"\bansw|antwo|respon|répond|rispond|\breply|reviewer|reader|summar|\basked\b|queried|questioned|\brate\s|classify|\bA\.?I\b",
    r"odpowiedz|отве|回答|analyst|\breports?\b|\bsay\b|assistant|model|automat|your\s",
)
_PATTERNS = (
    (SuspicionKind.FORGED_TURN, _FORGING, _FORGED),
    (SuspicionKind.LINK, _LINKING, _LINKS),
    (SuspicionKind.ORDER, _ORDERING, _ORDERS),
    (SuspicionKind.CONCEALMENT, _HIDING, _CONCEALMENTS),
    (SuspicionKind.VERDICT, _ANSWERING, _VERDICTS),
    (SuspicionKind.DISGUISE, _SPACED, _SPACED),
    (SuspicionKind.DISGUISE, re.compile(r"[A-Za-z0-9+/]{16}"), _ENCODED),
)
