"""Words that say what is done to rights, money, things and duties. Such a word stands in the clause, or the sentence falls.

Their neighbours in meaning are other acts ("owns" for "assigns to the Company", "invoice" for "pay"), so no likeness of meaning
excuses one that the evidence lacks. Words that grade an act ("gross", "best", "material") are here for the same reason.
"""

from __future__ import annotations

from lexassist.generation.wording import stem

_WORDS = (
    "assign transfer own license sublicense lease rent sell buy purchase grant pledge mortgage encumber convey dispose vest "
    "pay invoice charge refund reimburse credit deduct withhold prepay accrue waive forgive compensate remunerate "
    "deliver receive ship return retain keep copy destroy delete store disclose use access modify adapt translate publish distribute "
    "market promote advertise resell export import manufacture produce design develop install inspect audit test approve reject "
    "accept refuse consent object terminate renew extend expire suspend cancel rescind amend breach default cure remedy indemnify "
    "insure defend settle sue litigate arbitrate mediate appeal guarantee warrant disclaim represent covenant employ hire dismiss "
    "resign appoint remove replace consult request require demand instruct authorize permit prohibit restrict limit exclude "
    "include exceed increase decrease reduce raise lower exercise enforce perform fail delay prevent compete solicit recruit acquire "
    "merge dissolve liquidate register file record report monitor maintain repair supply provide order subcontract delegate escrow "
    "survive govern interpret construe arbitration litigation mediation court tribunal liability negligence fraud misconduct "
    "gross net best reasonable material substantial commercial sole joint exclusive perpetual irrevocable free royalty fee price "
    "cost tax interest penalty damage loss profit revenue sale invoice deposit bond confidential public secret oral written "
    "electronic personal domestic foreign worldwide local annual monthly quarterly weekly daily cause convenience insolvency "
    "bankruptcy death disability control merger deductible premium some several many most few certain half part partial"
).split()
ACTS = frozenset(stem(word) for word in _WORDS)
"""Their stems."""
