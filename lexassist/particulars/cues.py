"""Turns of phrase by which clauses of certain types are known: written down by hand, weighed by what was learned.

A cue is found or not in the words of a chunk with the headings above it. By itself it decides nothing: for every type of
clause it has a weight, learned from contracts with expert labels (:mod:`lexassist.particulars.clause_types`), and those of
which there are few examples are known by their cues most of all. The list belongs to what was learned: another list, order
or name needs another training. English only. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """A turn of phrase. It is looked for only where one of the words ``triggers`` stands, which keeps looking quick.

    ``pattern`` is searched for in lower-case text on one line.
    """

    name: str
    triggers: frozenset[str]
    pattern: re.Pattern[str]


def _cue(name: str, triggers: str, *ways: str) -> Cue:
    return Cue(name, frozenset(triggers.split()), re.compile("|".join(ways)))


# fmt: off
CUES: tuple[Cue, ...] = (
    _cue(
        "favoured customer", "favored favoured favorable favourable preferential lowest",
        r"most[- ]favou?red", r"(?:no|not|as|at least as) (?:less )?favou?rable (?:than|as)",
        r"more favou?rable (?:price|pric|term|rate|condition|discount)", r"lowest (?:price|fee|rate|cost)",
    ),
    _cue(
        "as good as to others", "favorable favourable favored favoured lower lowest better",
        r"(?:favou?rable|favou?red|lower|lowest|better)\b.{0,160}\b(?:any other|other|third part|another) ?(?:customer|"
        r"client|licensee|distributor|person|part|purchaser|buyer|reseller|provider|similarly)",
        r"(?:any other|other|third|another) (?:customer|client|licensee|distributor|part|purchaser|buyer|"
        r"reseller)\w*.{0,160}\b(?:more favou?rable|lower|better)",
    ),
    _cue(
        "third party beneficiary", "beneficiary beneficiaries benefit",
        r"third[- ]party beneficiar", r"intended beneficiar", r"third part(?:y|ies).{0,40}beneficiar",
    ),
    _cue(
        "no third party beneficiary", "beneficiary beneficiaries benefits benefit remedies",
        r"\bno\b.{0,60}third[- ]part\w+ benefic", r"not\b.{0,80}third[- ]part\w* benefic", r"nothing.{0,160}(?:third part|other person)",
        r"no (?:third part|other person|person).{0,80}(?:benefit|right)",
    ),
    _cue(
        "is a third party beneficiary", "beneficiary beneficiaries",
        r"(?:is|are|be|as|being) (?:an? |the )?(?:express |intended |direct )*third[- ]party beneficiar", r"except.{0,120}beneficiar",
    ),
    _cue(
        "non-compete", "compete competes competing competitive competition competitor competitors",
        r"\b(?:not|neither|nor|refrain|no)\b.{0,250}\bcompet(?:e|es|ing|itive|ition|itor)",
    ),
    _cue(
        "non-compete heading", "compete competition noncompetition noncompete competing restrictive",
        r"non-?compet", r"covenant not to compete", r"no competing", r"restrictive covenants?", r"agreement not to compete",
    ),
    _cue(
        "shall not engage in business", "engage engaged carry conduct operate own",
        r"(?:shall|will|may|agrees?|to) (?:\w+ ){0,8}not\b.{0,120}(?:engage|carry on|operate|conduct|own|invest|"
        r"participate)\b.{0,160}(?:business|compan|store|restaurant|product|service)",
    ),
    _cue(
        "exclusive right", "exclusive exclusively exclusivity sole solely",
        r"(?<!non-)(?<!non)\bexclusiv(?:e|ely|ity)\b.{0,40}(?:right|licen|distribut|supplier|provider|agent|basis|"
        r"territor|appoint|source|purchas|partner|period|manufactur|represent)",
    ),
    _cue(
        "grants exclusive", "exclusive exclusively",
        r"(?:grant|appoint|engage|designat)\w*.{0,120}(?<!non-)(?<!non)\bexclusive",
    ),
    _cue(
        "exclusivity heading", "exclusivity exclusive",
        r"^\W*(?:[\d.()a-z]{1,8}\s+)?(?:exclusivity|exclusive (?:rights?|dealing|territory|appointment|provider|" r"supplier))",
    ),
    _cue(
        "solicit", "solicit solicits soliciting solicitation induce entice hire recruit employ",
        r"\b(?:not|neither|nor|refrain)\b.{0,200}(?:solicit|induce|entice|hire|recruit|employ|divert|lure|canvass)",
    ),
    _cue(
        "solicit employees", "solicit solicits soliciting solicitation hire hiring recruit entice induce lure",
        r"(?:solicit|hire|recruit|employ|entice|induce|lure)\w*\b.{0,140}(?:employee|personnel|staff|officer|consultant|"
        r"worker|contractor)", r"employees?.{0,120}(?:solicit|hire|recruit|entice)",
    ),
    _cue(
        "solicit customers", "solicit solicits soliciting solicitation divert induce entice call canvass",
        r"(?:solicit|divert|induce|entice|canvass|call on|call upon|contact|take away)\w*\b.{0,160}(?:customer|client|"
        r"account|patron|end user|subscriber|member|advertiser|policyholder|borrower|licensee|supplier|vendor)",
    ),
    _cue(
        "disparage", "disparage disparages disparaging disparagement derogatory defamatory detrimental denigrate reputation goodwill",
        r"disparag", r"derogatory", r"defam", r"denigrat", r"bring.{0,40}disrepute", r"detrimental.{0,60}(?:reputation|goodwill|image)",
    ),
    _cue(
        "not disparage", "disparage disparages disparaging disparagement derogatory defamatory denigrate",
        r"(?:not|nor|no|neither|refrain|avoid)\b.{0,160}(?:disparag|derogat|defam|denigrat)", r"non-?disparagement",
    ),
    _cue(
        "for convenience", "convenience",
        r"convenience",
    ),
    _cue(
        "terminate for any reason", "reason cause causes without",
        r"terminat.{0,160}(?:(?:for|with or without) (?:any|no|any or no) (?:reason|cause)|without (?:any )?(?:cause|"
        r"reason)|at any time)", r"(?:without cause|for any reason|for no reason|with or without cause).{0,120}terminat",
    ),
    _cue(
        "terminate at any time", "terminate terminated cancel",
        r"(?:terminat|cancel)\w*.{0,80}at any time", r"at any time.{0,80}(?:terminat|cancel)",
    ),
    _cue(
        "first refusal", "refusal offer negotiation",
        r"right of first (?:refusal|offer|negotiation|negotiate|opportunity)", r"first right (?:of|to)", r"rofr", r"rofo",
        r"first (?:opportunity|option) to", r"right of first", r"last (?:right|look)", r"right to match", r"pre-?empti",
    ),
    _cue(
        "first offer to", "first offer option notify",
        r"(?:shall|must|will) first (?:offer|notify|give|negotiate|provide)",
        r"before (?:offering|entering|negotiating).{0,120}(?:third part|other)", r"first.{0,30}offer\w*.{0,60}to",
    ),
    _cue(
        "change of control", "control merger merge merges consolidation acquired controlling substantially",
        r"change (?:of|in) (?:\w+ ){0,2}control", r"change.{0,20}(?:ownership|control)",
        r"(?:merger|consolidation|sale of (?:all|substantially)|acqui\w+).{0,200}(?:terminat|consent|assign)",
        r"(?:terminat|consent|assign).{0,240}(?:merger|merges?|consolidat|change (?:of|in)|acquired by|" r"controlling interest)",
    ),
    _cue(
        "control change ends", "control merger acquired controlling substantially ownership",
        r"(?:terminat|right to|deemed|consent).{0,250}(?:change (?:of|in) (?:\w+ ){0,2}(?:control|ownership)|"
        r"acquired by|sale of (?:all|substantially)|controlling)",
        r"(?:change (?:of|in) (?:\w+ ){0,2}(?:control|ownership)|is acquired|sale of (?:all|" r"substantially all)).{0,250}terminat",
    ),
    _cue(
        "deemed assignment", "deemed operation",
        r"(?:merger|control|operation of law|consolidation|sale of).{0,200}deemed.{0,40}(?:assign|transfer)",
        r"deemed (?:to be )?(?:an? )?(?:assign|transfer)", r"by operation of law",
    ),
    _cue(
        "no assignment", "assign assigned assigns assignment assignable delegate delegated transfer transferred",
        r"(?:not|neither|nor|no|any)\b.{0,160}(?:assign|transfer|delegat)\w*.{0,200}(?:consent|approval|permission|void)",
        r"(?:not|neither|nor|no)\b.{0,100}\bassign", r"non-?assign", r"consent.{0,100}assign", r"may not be assigned", r"not assignable",
    ),
    _cue(
        "share of revenue", "revenue revenues profit profits royalty royalties commission sales gross net",
        r"(?:\d+(?:\.\d+)?\s?%|percent|per cent|share|portion|split).{0,140}(?:revenue|profit|net sales|gross sales|"
        r"gross receipts|net receipts|proceeds|income|royalt|sales price)", r"(?:revenue|profit)[- ]shar",
        r"(?:royalt|commission)\w*.{0,160}(?:\d+(?:\.\d+)?\s?%|percent|per cent)",
    ),
    _cue(
        "revenue sharing words", "sharing share split",
        r"(?:revenue|profit)s?[- ](?:share|sharing|split)", r"share (?:of|in) (?:the )?(?:net |gross )?(?:revenue|profit)",
    ),
    _cue(
        "price change limit", "increase increases increased raise raised adjust adjusted adjustment cpi",
        r"(?:price|fee|rate|charge|pricing|royalt)\w*.{0,140}(?:not|no|nor|never)\b.{0,80}(?:increase|raise|exceed|" r"change|adjust)",
        r"(?:not|no|nor)\b.{0,60}(?:increase|raise|change|adjust)\w*.{0,80}(?:price|fee|rate|charge)",
        r"(?:increase|adjust)\w*.{0,160}(?:consumer price index|cpi\b|not (?:to )?exceed|no more than|more than \d|" r"maximum)",
    ),
    _cue(
        "minimum", "minimum minimums least",
        r"minimum (?:\w+ ){0,3}(?:purchase|order|commit|quantit|royalt|payment|guarantee|amount|annual|fee|volume|sales|"
        r"requirement|number|net|revenue)", r"(?:annual|quarterly|monthly|guaranteed|yearly) minimum",
    ),
    _cue(
        "at least quantity", "least minimum less",
        r"(?:purchase|order|buy|pay|sell|spend|deliver|take|supply|provide|maintain|generate)\b.{0,100}(?:at least|"
        r"a minimum of|not less than|no (?:less|fewer) than)\b.{0,40}\d",
    ),
    _cue(
        "volume limit", "exceed excess limit limited maximum more",
        r"(?:not (?:to )?exceed|no more than|up to|maximum (?:of|number|quantit|volume|amount)|in excess of|limited to|"
        r"not more than)\b.{0,60}\d+.{0,60}(?:user|unit|cop|seat|license|hour|product|quantit|server|page|transaction|"
        r"impression|machine|install|call|megaw|barrel|ton|order|site|test|device|gb|day)",
    ),
    _cue(
        "assigns intellectual property", "assign assigns assigned assignment",
        r"(?:hereby|agrees? to|shall|will|does|irrevocably)\b.{0,40}\b(?:assign|transfer|convey)s?\b.{0,240}(?:right|"
        r"title|interest|intellectual|copyright|patent|invention|work|trademark|ownership)",
    ),
    _cue(
        "work made for hire", "hire",
        r"works? (?:made )?for hire",
    ),
    _cue(
        "jointly owned", "joint jointly co coown coowned equally undivided",
        r"joint(?:ly)?[- ](?:own|held|develop|invent|property|intellectual|patent|copyright|ip|title|technolog|" r"inventions?|improve)",
        r"co-?own", r"own\w*.{0,40}joint", r"joint ownership", r"joint (?:intellectual|ip|invention|patent|work|owner)",
        r"equal(?:ly)?,? (?:and )?undivided",
    ),
    _cue(
        "non-transferable", "transferable transferrable nontransferable assignable sublicensable",
        r"non-?(?:transferr?able|assignable)", r"not (?:be )?(?:sublicen|transferr?able|assignable)",
        r"(?:not|neither|nor|no) .{0,60}transferr?able",
    ),
    _cue(
        "licence not to be passed on", "sublicense sublicence sublicensable transfer assign",
        r"licen[sc]e.{0,200}(?:not|without|no|non).{0,80}(?:sublicen|transfer|assign)",
        r"(?:not|no|without).{0,60}(?:right to )?sublicen",
    ),
    _cue(
        "licence and affiliates", "affiliate affiliates subsidiaries subsidiary",
        r"(?:grant|licen[sc])\w*.{0,200}(?:affiliat|subsidiar)",
        r"(?:affiliat|subsidiar)\w*.{0,160}(?:licen[sc]e|right to use|grant|sublicen)",
    ),
    _cue(
        "on behalf of its affiliates grants", "affiliates affiliate subsidiaries",
        r"(?:on behalf of|and|itself and|cause|for itself).{0,20} its (?:\w+ ){0,3}(?:affiliat|"
        r"subsidiar)\w*.{0,80}(?:hereby )?(?:grant|licen[sc]e)",
    ),
    _cue(
        "to it and its affiliates", "affiliate affiliates subsidiaries",
        r"(?:grants?|licen[sc]e[sd]?)\b.{0,60}(?: to)?\b.{0,60}(?:and|or|including|together with) (?:its|their|"
        r"any of its|all of its)(?: \w+){0,3} (?:affiliat|subsidiar)",
    ),
    _cue(
        "unlimited licence", "unlimited unrestricted enterprise",
        r"(?:unlimited|unrestricted|enterprise[- ]wide|all[- ]you[- ]can)\b.{0,80}(?:right|use|user|licen|number|cop|"
        r"access|quantit|distribut)", r"(?:licen|use|access|right)\w*.{0,120}(?:unlimited|unrestricted)",
        r"without (?:limit|restriction)\w* (?:as to|on|in) (?:number|volume|use|quantity)",
    ),
    _cue(
        "irrevocable or perpetual", "irrevocable irrevocably perpetual perpetually perpetuity",
        r"(?:irrevocabl|perpetual|in perpetuity).{0,160}(?:licen|right)",
        r"(?:licen|right|grant)\w*.{0,200}(?:irrevocabl|perpetual|in perpetuity)",
    ),
    _cue(
        "escrow of source code", "escrow",
        r"source.{0,200}escrow", r"escrow.{0,200}(?:source|software|code|material)", r"technology escrow", r"escrow agent",
    ),
    _cue(
        "sell off", "sell inventory stock fulfil fulfill transition remaining dispose",
        r"sell[- ]?(?:off|down)", r"(?:termination|expir).{0,250}(?:inventor|stock|remaining|on hand|complete|fulfil|transition|wind)",
        r"dispos\w+ of.{0,60}(?:inventor|stock)",
    ),
    _cue(
        "transition", "transition wind migration down continue",
        r"transition (?:period|service|assist|plan)", r"wind(?:ing)?[- ]?(?:down|up)",
        r"(?:after|following|upon).{0,60}(?:terminat|expir).{0,160}(?:assist|continue to (?:provide|support|perform|pay|"
        r"honou?r)|services)",
    ),
    _cue(
        "cap", "exceed limited liability aggregate maximum",
        r"(?:liabilit|liable|damages)\w*.{0,250}(?:exceed|limited to|greater than|in excess|more than|maximum|aggregate)",
        r"(?:not|no event).{0,100}exceed.{0,200}(?:paid|payable|amount|fees|\$)",
    ),
    _cue(
        "no consequential damages", "consequential indirect incidental punitive special exemplary",
        r"(?:not|no|neither|event|exclud)\b.{0,250}(?:consequential|indirect|incidental|punitive|exemplary|special)", r"lost profits",
    ),
    _cue(
        "uncapped", "limitation limitations exclusions limit limits unlimited except cap",
        r"(?:limitation|exclusion|foregoing|cap\b|section)\w*.{0,200}(?:shall|will|do|does) not (?:apply|limit|be)",
        r"except (?:for|with respect|as|in|to the extent|in the case)\b.{0,250}(?:liab|damages)", r"unlimited liabilit",
        r"(?:indemni|confidential|gross negligence|wilful|willful|fraud).{0,200}(?:not|except).{0,80}(?:limit|exceed|" r"liab)",
        r"without (?:limit|cap)",
    ),
    _cue(
        "liquidated damages", "liquidated penalty penalties late",
        r"liquidated damages", r"as liquidated", r"(?:agreed|pre-?estimate|genuine|reasonable estimate).{0,80}damages",
        r"not (?:as )?a penalty", r"termination fee", r"break-?up fee", r"early termination (?:fee|charge|penalty)",
    ),
    _cue(
        "warranty time", "warranty warranties warrants warranted",
        r"warrant\w*.{0,250}(?:for|period|within|during|of)\b.{0,60}(?:\d+|one|two|three|five|six|twelve|ninety|thirty|"
        r"eighteen).{0,20}(?:day|month|year)", r"warranty period", r"(?:day|month|year)s?.{0,80}warrant",
    ),
    _cue(
        "not challenge", "challenge contest challenging contesting attack dispute validity sue release releases covenant",
        r"(?:not|nor|never|neither)\b.{0,200}(?:challeng|contest|attack|dispute|oppose|impair|impugn|deny|"
        r"question)\w*.{0,200}(?:validity|title|ownership|right|registr|enforce|interest|mark|patent)", r"covenants? not to sue",
        r"not (?:to )?(?:sue|bring|assert|commence|institute)", r"release[sd]?\b.{0,160}(?:claims|liabilit|causes of action)",
    ),
    _cue(
        "not register", "register application registration adopt confusingly",
        r"(?:not|nor|never)\b.{0,120}(?:register|apply|attempt|adopt|use).{0,120}(?:mark|name|domain|confusingly|" r"similar)",
    ),
    _cue(
        "competition exception", "compete competes competing competitive competition exclusive exclusivity solicit passive publicly",
        r"(?:notwithstanding|except|provided,? (?:however|that)|nothing|foregoing|shall not (?:apply|prevent|prohibit|"
        r"restrict|preclude)).{0,300}(?:compet|exclusiv|solicit|own\w*.{0,60}(?:stock|securit|shares)|passive)",
    ),
    _cue(
        "passive holding", "stock securities shares publicly traded",
        r"(?:own|hold|invest|acqui)\w*.{0,120}(?:\d+(?:\.\d+)?\s?%|percent|per cent).{0,160}(?:public|traded|stock|"
        r"securit|shares|exchange)", r"publicly[- ]traded",
    ),
    _cue(
        "automatic renewal", "automatically automatic successive",
        r"automatic(?:ally)?.{0,60}(?:renew|exten)", r"successive.{0,80}(?:term|period|year)", r"(?:renew|exten)\w*.{0,60}automatic",
    ),
    _cue(
        "notice against renewal", "notice notifies notify notified",
        r"(?:renew|exten[ds]|successive)\w*.{0,300}(?:unless|notice|notif).{0,200}(?:day|month|week|year)",
        r"(?:unless|notice|notif).{0,200}(?:not to renew|non-?renew|intent\w* not|not.{0,20}(?:renew|extend)|"
        r"terminat).{0,160}(?:renew|expir|end of|term)",
        r"(?:day|month)s?.{0,60}(?:prior to|before).{0,60}(?:expir|end of|renew|then[- ]current|anniversary)",
    ),
)
# fmt: on
"""Every cue, in the order in which weights are stored."""

_BY_WORD: dict[str, tuple[int, ...]] = {
    word: tuple(at for at, cue in enumerate(CUES) if word in cue.triggers) for cue in CUES for word in cue.triggers
}


def find_cues(text: str, words: Set[str]) -> tuple[int, ...]:
    """The numbers of the cues that stand in ``text`` (lower case, on one line), in order; ``words`` are its words.

    >>> [CUES[at].name for at in find_cues("the source code is held in escrow", {"escrow"})]
    ['escrow of source code']
    """
    tried = sorted({at for word in _BY_WORD.keys() & words for at in _BY_WORD[word]})
    return tuple(at for at in tried if CUES[at].pattern.search(text))
