"""The same provision in other words: what the gate must let through.

Each transformation keeps what the sentence says, or says less of it (one of two duties, no list of examples); each is written
by hand from knowledge of the law's language. Where a word has two meanings the pattern asks for what stands around it.
Promises nothing about style: some results read oddly, none says anything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from lexassist.evaluation.spelling import spell_number

Paraphrase = Callable[[str], Iterator[str]]

_UNIT = r"(?:days?|months?|years?|weeks?|hours?)"
_TWICE = (
    r"\b(?:[a-z]+ hundred (?:and )?)?(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ][a-z]+)?|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|[a-z]+teen|eleven|twelve|[a-z]+ hundred) \((?P<figure>\d{1,3})\)"
)
_NAME = r"(?:[Tt]he )?[A-Z][A-Za-z]{3,}(?: Party)?"


def _all(*changes: tuple[str, str | Callable[[re.Match[str]], str]]) -> Paraphrase:
    """Every place of the first pattern that is found, changed."""
    compiled = [(re.compile(pattern), new) for pattern, new in changes]

    def paraphrase(text: str) -> Iterator[str]:
        for pattern, new in compiled:
            changed = pattern.sub(new, text)
            if changed != text:
                yield changed
                return

    return paraphrase


def _once(*changes: tuple[str, str | Callable[[re.Match[str]], str]]) -> Paraphrase:
    """The same, of the first place only."""
    compiled = [(re.compile(pattern), new) for pattern, new in changes]

    def paraphrase(text: str) -> Iterator[str]:
        for pattern, new in compiled:
            changed = pattern.sub(new, text, count=1)
            if changed != text:
                yield changed

    return paraphrase


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lower(words: str) -> str:
    """A sentence's first word inside a sentence: a name keeps its capital."""
    common = r"(?:The|This|These|Such|Each|Any|All|If|In|Upon|Within|Either|Both|No|For|At|A|An|Subject|Except|During|After|Neither)\b"
    return words[:1].lower() + words[1:] if re.match(common, words) else words


_VERBS = {
    "pay": "paid",
    "provide": "provided",
    "deliver": "delivered",
    "maintain": "maintained",
    "perform": "performed",
    "notify": "notified",
    "reimburse": "reimbursed",
    "disclose": "disclosed",
    "use": "used",
    "furnish": "furnished",
    "indemnify": "indemnified",
    "return": "returned",
    "assign": "assigned",
    "terminate": "terminated",
    "supply": "supplied",
    "submit": "submitted",
    "obtain": "obtained",
    "retain": "retained",
    "prepare": "prepared",
    "appoint": "appointed",
    "manufacture": "manufactured",
    "designate": "designated",
    "approve": "approved",
    "keep": "kept",
    "make": "made",
}
_JOINS = "to|for|in|with|within|on|from|at|under|upon|after|before|prior|during|without|pursuant|when|if|until|unless"
_ACTIVE = re.compile(
    rf"^(?P<who>{_NAME}) (?P<modal>shall|will|may|must)(?P<no> not)? (?P<verb>{'|'.join(_VERBS)}) "
    rf"(?P<what>(?:the|any|all|each|its|this|such) (?:(?!(?:{_JOINS}|by|that|which|and|or|as|other|where|through)\b)[A-Za-z-]+ ){{0,3}}"
    rf"(?!(?:{_JOINS}|by|that|which)\b)[A-Za-z-]+)(?P<rest>\.| (?:{_JOINS})\b[^;:]*\.)$"
)  # fmt: skip
_PASSIVE = re.compile(
    rf"^(?P<what>(?:The|Any|All|Each|This|Such) [A-Za-z ]{{3,60}}?) (?P<modal>shall|will|may|must)(?P<no> not)? be "
    rf"(?P<verb>{'|'.join(_VERBS.values())}) by (?P<who>(?:the )?[A-Z][A-Za-z]{{3,}})"
    rf"(?P<rest>\.| (?:{_JOINS})\b[^;:,]*\.)$"
)  # fmt: skip
_BASES = {past: base for base, past in _VERBS.items()}


def _to_passive(text: str) -> Iterator[str]:
    if found := _ACTIVE.match(text):
        what = re.sub(r"^its ", f"{_lower(found['who'])}’s ", found["what"])
        yield _upper(
            f"{what} {found['modal']}{found['no'] or ''} be {_VERBS[found['verb']]} by {_lower(found['who'])}{found['rest']}"
        )


def _to_active(text: str) -> Iterator[str]:
    if found := _PASSIVE.match(text):
        yield _upper(
            f"{found['who']} {found['modal']}{found['no'] or ''} {_BASES[found['verb']]} {_lower(found['what'])}{found['rest']}"
        )


def _condition_last(text: str) -> Iterator[str]:
    """ "If A, B." as "B if A."; only where one comma parts the two."""
    found = re.match(
        r"^((?:If|Upon|Within|Subject to|In the event|During|After|Except as) [^,;:]{5,120}), ([^,;:]{10,200})\.$", text
    )
    if found and not re.search(r"\b(?:it|they|such|which|its|their)\b", found[2]):
        yield f"{_upper(found[2])}{', ' if found[1][0] in 'SE' else ' '}{found[1][0].lower() + found[1][1:]}."


def _condition_first(text: str) -> Iterator[str]:
    found = re.match(
        r"^([^,;:]{15,200}) ((?:if|upon|in the event that|during the Term|within [a-z]+ \(\d+\) days)\b[^,;:]{5,120})\.$",
        text,
    )
    if found and not re.search(r"\b(?:it|they|such|its|their|only|not)\b", found[2] + found[1]):
        yield f"{_upper(found[2])}, {_lower(found[1])}."


def _first_duty(text: str) -> Iterator[str]:
    """One of two duties: "A shall B and shall C." says that A shall B."""
    found = re.match(
        r"^([^;:]*?\b(?:shall|will|must|may)\b[^;:]{15,}?),? and (?:shall|will|must|may)(?: not)? [^;:]*\.$", text
    )
    if re.search(r"\b(?:unless|except|provided|other than|subject to)\b", text):
        return
    if found and len(re.findall(r"\b(?:shall|will|must|may)\b", found[1])) == 1 and "(" not in found[1][-30:]:
        yield found[1] + "."


_SUBJECT = r"(?<! no time )(?<! event )\b([a-z]*[A-Z]?[A-Za-z]{3,}) "
_VERB_NEXT = r"(?! not| be\b| the | any | a | an | such | it | in )(?= [a-z]+ )"


def _plural(noun: str) -> bool:
    return noun.endswith("s") and not noun.endswith("ss")


def _is(word: str) -> Callable[[re.Match[str]], str]:
    """ "is required to", or "are", behind the word that the pattern has caught."""
    return lambda found: f"{found[1]} {'are' if _plural(found[1]) else 'is'} {word} to"


def _spelled(found: re.Match[str]) -> str:
    return spell_number(int(found["figure"]))


PARAPHRASES: Mapping[str, Paraphrase] = {
    "as it stands": lambda text: iter((text,)),
    "must for shall": _all((r"\bshall\b(?! not| have the right| have no| be entitled| be permitted)", "must")),
    "will for shall": _all((r"\bshall\b", "will")),
    "is required to": _once(
        (_SUBJECT + r"(?:shall|must)(?! have| only| in| at| also| mean| include)" + _VERB_NEXT, _is("required"))
    ),
    "must not": _all((r"\b(?:shall|may) not\b(?! be required| be obligated| exceed)", "must not")),
    "is not permitted to": _once(
        (_SUBJECT + r"(?:shall|may) not\b(?! exceed| have| apply| include)" + _VERB_NEXT, _is("not permitted"))
    ),
    "has the right to": _once(
        (
            _SUBJECT + r"may(?! have| only| also| at| from)" + _VERB_NEXT,
            lambda m: f"{m[1]} {'have' if _plural(m[1]) else 'has'} the right to",
        )
    ),
    "is entitled to": _once((_SUBJECT + r"may(?! have| only| also| at| from)" + _VERB_NEXT, _is("entitled"))),
    "may for the right": _once(
        (r"\b(?:has|shall have|will have) the right to\b", "may"),
        (r"\b(?:is|shall be) entitled to (?!the |an? |any |all |such |its |[a-z]+tion)(?=[a-z]+ )", "may "),
    ),
    "figure alone": _all((_TWICE + rf"(?= {_UNIT}\b)", r"\g<figure>")),
    "words alone": _all((_TWICE + rf"(?= {_UNIT}\b)", _spelled)),
    "figure in words": _once((rf"(?<![\d.,(-])\b(?P<figure>\d{{1,2}})(?= {_UNIT}\b)", _spelled)),
    "per cent in words": _once(
        (r"(?<![\d.])(?P<figure>\d{1,2}) ?%(?!\))", lambda m: f"{spell_number(int(m['figure']))} percent")
    ),
    "sum in other form": _once(
        (r"(?<!US)\$(?P<n>\d{1,3}(?:,\d{3})+)(?:\.00)?(?![\d.])", r"USD \g<n>"),
        (r"\$(\d{1,3}),000,000(?:\.00)?(?![\d.])", r"$\1 million"),
    ),
    "date in other order": _once(
        (
            r"\b(January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2}), (\d{4})\b",
            r"\2 \1 \3",
        )
    ),
    "before": _all((r"\b[Pp]rior to\b", lambda m: "Before" if m[0][0] == "P" else "before")),
    "after": _all((r"\b(?:subsequent to|following)(?= (?:the|receipt|delivery|termination|expiration|such))", "after")),
    "if": _all(
        (r"\b[Ii]n the event that\b", lambda m: "If" if m[0][0] == "I" else "if"),
        (r"\b[Ii]n the event of\b", lambda m: "In case of" if m[0][0] == "I" else "in case of"),
    ),
    "under": _all((r"\b[Pp]ursuant to\b", lambda m: "Under" if m[0][0] == "P" else "under")),
    "according to": _all(
        (r"\b[Ii]n accordance with\b", lambda m: "According to" if m[0][0] == "I" else "according to")
    ),
    "concerning": _all((r"\b(?:with respect to|in respect of|relating to)\b", "concerning")),
    "end for terminate": _once(
        (r"\bterminate (?=this|the)", "end "), (r"\bterminated\b", "ended"), (r"\btermination\b", "end")
    ),
    "begin for commence": _all(
        (r"\bcommence\b", "begin"),
        (r"\bcommences\b", "begins"),
        (r"\bcommencing\b", "beginning"),
        (r"\bcommencement\b", "beginning"),
    ),
    "buy for purchase": _all(
        (r"\bpurchase\b(?= (?:the|any|all|from|Products|such))", "buy"), (r"\bpurchased\b", "bought")
    ),
    "tell for notify": _all((r"\bnotify\b", "inform"), (r"\bnotifies\b", "informs")),
    "costs": _all((r"\bat its (?:own |sole )*expense\b", "at its own cost"), (r"\bcosts and expenses\b", "expenses")),
    "give for provide": _all(
        (r"\bfurnish\b", "provide"), (r"\bprovide\b(?= (?:the |any |such |written |prior ))", "give")
    ),
    "get for obtain": _all((r"\bobtain\b", "get"), (r"(?<!be )(?<!been )\bobtained (?=the|an?|any|its|all)", "got ")),
    "help": _all((r"\bassist\b", "help"), (r"\bassistance\b", "help")),
    "allow": _all((r"\bpermit\b", "allow"), (r"\bpermitted\b", "allowed")),
    "without delay": _once((r"(?<=[a-z] )promptly (?=[a-z]+ )", "without delay "), (r"\bimmediately\b", "at once")),
    "duplicates reduced": _all(
        (r"\bany and all\b", "all"),
        (r"\bnull and void\b", "void"),
        (r"\beach and every\b", "every"),
        (r"\bterms and conditions\b", "terms"),
        (r"\bcovenants and agrees\b", "agrees"),
        (r"\backnowledges and agrees\b", "agrees"),
        (r"\brepresents and warrants\b", "warrants"),
        (r"\bsole and exclusive\b", "exclusive"),
        (r"\bfull force and effect\b", "full force"),
    ),
    "of this Agreement": _all(
        (r"\b(?<!date )hereof\b", "of this Agreement"),
        (r"\bhereunder\b", "under this Agreement"),
        (r"\bherein\b", "in this Agreement"),
        (r"\bhereto\b", "to this Agreement"),
        (r"\bhereby ", ""),
    ),
    "the Agreement": _all(
        (r"\b[Tt]his Agreement\b", lambda m: "The Agreement" if m[0][0] == "T" and m.start() == 0 else "the Agreement"),
        (r"\bthis Contract\b", "the Contract"),
    ),
    "the contract": _all(
        (r"\b[Tt]his Agreement\b", lambda m: "The contract" if m[0][0] == "T" and m.start() == 0 else "the contract")
    ),
    "alias dropped": _all((r" \((?:the |each,? an? |an? |collectively,? |“|\")[^()]{0,12}[“\"][^()]{2,60}\)", "")),
    "examples dropped": _all(
        (
            r",? (?:including|such as)(?:,? without limitation,?|,? but not limited to,?)? "
            r"(?![^.;]*(?:provided|except|unless|to the extent|in each case|subject to| if | shall | will ))[^.;]*(?=\.$)",
            "",
        )
    ),
    "possessive": _once(
        (
            r"\bthe (?P<what>obligations|rights|business|employees|property|performance|liability|approval|consent|expense|request) "
            r"of (?P<who>(?:the )?[A-Z][A-Za-z]{3,})(?= (?:shall|will|under|to|in|and|is|are|has|for)|[.,])",
            r"\g<who>’s \g<what>",
        )
    ),
    "of for the possessive": _once(
        (
            r"(?<!each )(?<!other )(?<!such )(?<![A-Z][a-z] )"
            r"\b(?P<who>the [A-Z][A-Za-z]{3,}|[A-Z][A-Za-z]{3,}(?<!Party))[’']s "
            r"(?P<prior>prior )?(?P<what>written consent|consent|"
            r"obligations|rights|business|employees|liability|approval|expense|request)\b(?! of)",
            lambda m: f"the {m['prior'] or ''}{m['what']} of {m['who']}",
        )
    ),
    "make payment of": _once(
        (
            r"(?<=shall )pay (?=(?:the|all|any|such) (?:amount|amounts|fee|fees|invoice|invoices|royalties|taxes|costs|expenses)\b)",
            "make payment of ",
        ),
        (r"(?<=shall )(?:notify|inform) (?P<who>(?:the )?[A-Z][a-z]+)(?= of )", r"give notice to \g<who>"),
    ),
    "passive": _to_passive,
    "active": _to_active,
    "condition last": _condition_last,
    "condition first": _condition_first,
    "first of two duties": _first_duty,
    "is for shall be": _once(
        (r"(?<!s )\bshall be (?=governed|deemed|construed|binding|effective|responsible|liable|void|considered)", "is ")
    ),
    "only": _all((r"\bsolely\b", "only"), (r"\bonly\b", "solely")),
    "at least": _all((r"\b(?:not|no) less than\b", "at least"), (r"\bat least\b", "not less than")),
    "not exceed": _all((r"\b(?:not|no) more than\b", "at most"), (r"\bup to\b(?= [\w$£€])", "not more than")),
    "until the end": _once(
        (r"\bupon (?=(?:the )?(?:termination|expiration|expiry|receipt|completion))", "on "),
        (r"\bexpiration\b", "expiry"),
    ),
    "about": _all((r"\bfor the purpose of (?=[a-z]+ing)", "for "), (r"\bin order to\b", "to")),
    "treated as": _all((r"\bdeemed\b", "considered"), (r"\bconstitutes?\b", "is")),
    "fulfil": _once(
        (r"\bcomply with\b", "observe"),
        (r"(?<=to )remedy\b", "cure"),
        (r"(?<=to )cure\b", "remedy"),
        (r"\bcured\b", "remedied"),
    ),
    "liable": _once((r"\bliable for\b", "responsible for")),
    "whole": _all(
        (r"\bentire\b", "whole"),
        (r"\bin its sole discretion\b", "at its own discretion"),
        (r"\bsufficient\b", "adequate"),
    ),
    "last": _once(
        (r"\bremain in (?:full force and )?effect\b", "continue in force"),
        (r"\bcontinue in (?:full force and )?effect\b", "remain in force"),
    ),
}
"""By name; each gives every form it can of a text, or none."""
