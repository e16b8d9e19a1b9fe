"""Questions that ask for a value of a contract in so many words: "when does the lease end?", "which law governs it?".

Promises a value only where the whole question is read: what it says beside the value and the contract would be lost. It
stands beside what was learned about questions, which knows more wordings and is less sure of each.
"""

from __future__ import annotations

import re

from lexassist.retrieval.kinds import NOUNS
from lexassist.types import ValueKind

_NOUN = "|".join(
    sorted({*NOUNS, "document", "documents", "employment", "subscription"}, key=lambda one: (-len(one), one))
)
_NAME = r"(?!(?:and|in|under|of|for|by|to|on|at|with|from) )[\w&.’'-]+"
_CONTRACT = rf"(?:(?:the|this|that|our|my|each|every|both|these|all) )*(?:{_NAME} ){{0,4}}?(?:{_NOUN})"
_C = rf"(?:{_CONTRACT}(?:,? (?:and|or) {_CONTRACT})?|it|they)"
_OF = rf"(?: (?:of|in|under|for|to|on|by|within) {_C})?"
_TERM = rf"(?:(?:the|its) (?:initial |fixed |contractual )?term(?: of {_C})?)"
_IS = r"(?:is|are|was|were|will be)"
_WHAT = rf"(?:what(?: {_IS}|['’]s)|state|give|give me|tell me|compare|name|which {_IS}) (?:the )?"
_NOTICE = r"(?:what|which|how much|how long a|how long is the) (?:\w+ )?notice(?: period)?"
_ENDS = r"(?:end|expire|run out|lapse|come to an end|terminate)"
_BEGINS = r"(?:take effect|come into (?:effect|force)|become effective|begin|start|commence)"

_FORMS: tuple[tuple[ValueKind, tuple[str, ...]], ...] = (
    (
        ValueKind.GOVERNING_LAW,
        (
            rf"(?:which|what|whose)(?: (?:country|state)['’]?s?)? laws? (?:govern|governs|appl(?:y|ies) to|controls?) {_C}",
            rf"(?:which|what) law (?:governs|applies){_OF}",
            rf"{_WHAT}(?:governing|applicable|proper) laws?{_OF}",
            rf"(?:under|by) (?:which|what) laws? {_IS} {_C}(?: (?:governed|made))?",
        ),
    ),
    (
        ValueKind.EXPIRY_DATE,
        (
            rf"when (?:does|do|will|is|did) (?:{_C}|{_TERM}) (?:due to |set to )?{_ENDS}",
            rf"(?:on|until|by) (?:what|which) date (?:does|do|will) (?:{_C}|{_TERM}) (?:{_ENDS}|run|last)",
            rf"until when (?:does|do|will) {_C} (?:run|last|continue)",
            rf"{_WHAT}(?:expir(?:y|ation)|end) dates?{_OF}",
        ),
    ),
    (
        ValueKind.TERM,
        (
            rf"how long {_IS} (?:{_C}|{_TERM})",
            rf"for how long (?:does|do|will|is) (?:{_C}|{_TERM}) (?:last|run|continue|remain in (?:force|effect)|in force|valid)",
            rf"how long (?:does|do|will|is) (?:{_C}|{_TERM}) (?:last|run|continue|remain in (?:force|effect)|in force|for)",
            rf"{_WHAT}(?:initial )?(?:term|duration|length){_OF}",
        ),
    ),
    (
        ValueKind.AGREEMENT_DATE,
        (
            rf"when (?:was|were) {_C} (?:signed|made|dated|executed|concluded|entered into)",
            rf"{_WHAT}(?:date|agreement date|date of signature){_OF}",
            rf"(?:what|which) date (?:is|was) {_C}(?: dated)?",
        ),
    ),
    (
        ValueKind.EFFECTIVE_DATE,
        (
            rf"when (?:does|do|did|will) {_C} {_BEGINS}",
            rf"{_WHAT}(?:effective|commencement|start(?:ing)?) dates?{_OF}",
        ),
    ),
    (ValueKind.TITLE, (rf"{_WHAT}(?:title|name){_OF}", rf"what is {_C} (?:called|titled)")),
    (
        ValueKind.PARTY,
        (
            rf"who (?:is|are|were) (?:the )?(?:contracting |signing )?part(?:y|ies){_OF}",
            rf"{_WHAT}(?:names of the )?(?:contracting )?parties{_OF}",
            rf"between whom (?:is|was) {_C} made",
        ),
    ),
    (
        ValueKind.RENEWAL_TERM,
        (
            rf"how long (?:is|are) (?:each|the|any|every) renewal(?: (?:term|period))?s?{_OF}",
            rf"{_WHAT}renewal (?:term|period)s?{_OF}",
            rf"for how long (?:does|is) {_C} (?:renew|renewed|extended automatically)",
        ),
    ),
    (
        ValueKind.RENEWAL_NOTICE,
        (
            rf"{_NOTICE} (?:is (?:needed|required) to |must be given to |to |that )?(?:prevents?|stops?|avoids?) (?:the )?"
            rf"(?:automatic )?renewal{_OF}",
            rf"{_WHAT}notice(?: period)? (?:to|for) (?:prevent(?:ing)?|stop(?:ping)?|avoid(?:ing)?|non-?)\s?(?:the |automatic )*renewal"
            rf"{_OF}",
            rf"{_WHAT}(?:non-?renewal|renewal) notice(?: period)?{_OF}",
        ),
    ),
    (
        ValueKind.TERMINATION_NOTICE,
        (
            rf"{_WHAT}(?:notice(?: period)? (?:of|for|to) terminat(?:ion|ing|e)|termination notice(?: period)?){_OF}",
            rf"{_NOTICE} (?:of termination |is (?:needed|required) |must be given )*(?:to (?:terminate|end) {_C}|under {_C})",
            rf"{_NOTICE} of termination (?:must be given|is (?:needed|required)){_OF}",
        ),
    ),
    (
        ValueKind.FORUM,
        (
            rf"(?:which|what) courts? (?:have|has) (?:exclusive )?jurisdiction{_OF}",
            rf"where (?:are|will|must|is|shall) (?:any )?disputes?{_OF} (?:be )?(?:decided|settled|resolved|heard|arbitrated|litigated)",
            rf"{_WHAT}(?:forum|venue|jurisdiction)(?: for disputes)?{_OF}",
        ),
    ),
    (
        ValueKind.LIABILITY_CAP,
        (
            rf"{_WHAT}(?:liability caps?|caps? on (?:the )?liability|limits? (?:of|on|to) (?:the )?liability|maximum liability|"
            rf"(?:total )?liability limits?|limitations? of liability){_OF}",
            rf"(?:how much|at what(?: (?:sum|amount))?|to what(?: (?:sum|amount))?) is (?:the )?liability (?:capped|limited)(?: (?:at|to))?"
            rf"{_OF}",
            rf"(?:how high|what) is the cap(?: on liability)?{_OF}",
        ),
    ),
)  # fmt: skip
_READ = tuple((kind, tuple(re.compile(form, re.IGNORECASE) for form in forms)) for kind, forms in _FORMS)

TYPES_OF: dict[ValueKind, str] = {
    ValueKind.EXPIRY_DATE: "Expiration Date",
    ValueKind.TERM: "Expiration Date",
    ValueKind.RENEWAL_TERM: "Renewal Term",
    ValueKind.RENEWAL_NOTICE: "Notice Period To Terminate Renewal",
    ValueKind.GOVERNING_LAW: "Governing Law",
    ValueKind.LIABILITY_CAP: "Cap On Liability",
}
"""The types of clause in which a value stands: where it is not read, the clause is quoted."""


def value_asked(question: str) -> ValueKind | None:
    """The value that the whole of a question asks for, None where it says anything else.

    >>> value_asked("When does the Halden lease end?"), value_asked("When does the lease end if the tenant is insolvent?")
    (<ValueKind.EXPIRY_DATE: 'expiry_date'>, None)
    """
    words = " ".join(question.split()).rstrip(" ?.!")
    return next((kind for kind, forms in _READ if any(form.fullmatch(words) for form in forms)), None)
