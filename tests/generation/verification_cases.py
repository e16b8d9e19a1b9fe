"""Sentences and the evidence they point at: true ones in other words, and ones whose meaning was altered."""

from __future__ import annotations

PAY = "The Customer shall pay each undisputed invoice within thirty (30) days of receipt."
PAYMENT = "The Customer shall make payment of each undisputed invoice within thirty (30) days of receipt."
NOTICE = (
    "Either party may terminate this Agreement on not less than ninety (90) days' written notice to the other party."
)
ASSIGN = "The Supplier may not assign this Agreement without the prior written consent of the Customer."
CAP = (
    "The Supplier's total aggregate liability under this Agreement shall not exceed USD 1,000,000, "
    "except in the case of fraud."
)
TERM = "This Agreement begins on 14 March 2025 and continues for a period of twenty-four (24) months."
LAW = "This Agreement shall be governed by the laws of England and Wales."
KEEP = "The Recipient shall: (b) not disclose the Confidential Information to any third party;"
USE = "The Recipient shall: (a) use the Confidential Information only for the Purpose; and"
INTEREST = "Late payments bear interest at four per cent (4%) per annum above the base rate."
INSURE = "The Supplier shall maintain professional indemnity insurance of at least £5 million for the term of this Agreement."
CURE = "Halden may terminate immediately if Corvique commits a material breach and fails to remedy it within 10 Business Days."
AUDIT = "The Customer may audit the Supplier's records once a year on five (5) Business Days' notice."
RENEW = "This Agreement renews automatically for successive periods of one year unless either party gives notice."
FEES = "The fees shall be paid by the Customer to the Supplier monthly in advance."
NOBODY = "No party may assign or transfer any of its rights under this Agreement."
NEED = "The Customer is not required to pay any invoice that it disputes in good faith."
OWN = "All Intellectual Property Rights in the Deliverables vest in the Customer on payment of the Fees in full."
COURT = "The courts of Ruritania have exclusive jurisdiction over any dispute."

DELIVER = "The Supplier shall deliver the Goods within fourteen (14) days after receipt of each Order."
ROYALTY = "The Licensee shall pay to the Licensor a royalty equal to five percent (5%) of Net Sales."
RIGHT = "The Bank shall have the right to extend the Maturity Date by twelve (12) months."
DEFAULT = "If the Tenant fails to pay the Rent within ten (10) days after written notice, the Landlord may terminate this Lease."
NEVER_LIABLE = "In no event shall either party be liable for any consequential damages, except for breach of Section 9."
NOTIFY = "The Vendor shall promptly notify the Customer in writing of any defect prior to the commencement of the works hereunder."
ACCOUNT = "The Separate Account is funded by the Owner, and the General Account is funded by the Insurer."

INVENTIONS = (
    "The Consultant hereby assigns to the Company all Inventions and any related patents, copyrights, trade names and "
    "other intellectual property rights, and appoints the Company's officers as its attorney."
)

TRUE: tuple[tuple[str, str], ...] = (
    (PAY, PAY),  # the same words
    ("The Customer must pay each undisputed invoice within 30 days of receipt.", PAY),  # must for shall, figure alone
    ("The Customer is required to pay undisputed invoices within thirty days of receipt.", PAY),  # required to
    ("Undisputed invoices must be paid by the Customer within 30 days of receipt.", PAYMENT),  # passive
    ("Each undisputed invoice is paid within 30 days of receipt.", PAY),  # a duty told as a fact
    ("Either party may terminate on at least 90 days' written notice.", NOTICE),  # not less than = at least
    ("Either party is entitled to terminate this Agreement on at least ninety days' written notice.", NOTICE),  # entitled
    ("Either party can terminate this Agreement on not less than 90 days' written notice.", NOTICE),  # can = may
    ("The Supplier may not assign the Agreement without the Customer's prior written consent.", ASSIGN),  # possessive
    ("The Supplier is not permitted to assign this Agreement without the prior written consent of the Customer.", ASSIGN),
    ("The Supplier must not assign this Agreement without prior written consent of the Customer.", ASSIGN),  # must not
    ("The Supplier cannot assign this Agreement without the prior written consent of the Customer.", ASSIGN),  # cannot
    ("The Supplier's aggregate liability shall not exceed USD 1,000,000, except in the case of fraud.", CAP),  # shorter
    ("Except in the case of fraud, the Supplier's total liability shall not exceed US$1 million.", CAP),  # sum folded
    ("The Agreement begins on 14 March 2025.", TERM),  # half of it
    ("The Agreement begins on March 14, 2025.", TERM),  # American order
    ("The Agreement begins on the 14th day of March, 2025.", TERM),  # long form
    ("This Agreement continues for 24 months.", TERM),  # figure alone
    ("The Agreement continues for two years.", TERM),  # 24 months are two years
    ("The Agreement continues for a period of twenty four months.", TERM),  # words without a hyphen
    ("This Agreement is governed by the laws of England and Wales.", LAW),  # shall be = is
    ("The Agreement will be governed by the laws of England and Wales.", LAW),  # will for shall
    ("The Recipient shall not disclose the Confidential Information to any third party.", KEEP),  # item with its opening
    ("The Recipient must not disclose Confidential Information to third parties.", KEEP),  # plural
    ("The Recipient may not disclose the Confidential Information to any third party.", KEEP),  # shall not = may not
    ("The Recipient shall use the Confidential Information only for the Purpose.", USE),  # restriction kept
    ("The Recipient must use Confidential Information solely for the Purpose.", USE),  # solely = only
    ("Late payments bear interest at 4% per annum above the base rate.", INTEREST),  # figure alone
    ("Late payment bears interest at four percent above base rate.", INTEREST),  # percent spelled otherwise
    ("The Supplier shall maintain professional indemnity insurance of at least £5,000,000.", INSURE),  # million folded
    ("The Supplier must maintain insurance of not less than GBP 5 million.", INSURE),  # sign and code
    ("Halden may terminate immediately if Corvique fails to remedy a material breach within ten (10) Business Days.", CURE),
    ("Halden may terminate immediately if Corvique does commit a material breach and fails to remedy it within 10 working days.", CURE),
    ("The Customer may audit the Supplier's records once a year on 5 Business Days' notice.", AUDIT),  # figure alone
    ("The Customer has the right to audit the Supplier's records once a year.", AUDIT),  # right to = may
    ("This Agreement renews automatically for periods of one year unless either party gives notice.", RENEW),
    ("Unless either party gives notice, the Agreement renews automatically for successive periods of 1 year.", RENEW),
    ("The Customer shall pay the fees monthly in advance.", FEES),  # active of a passive
    ("No party may assign its rights under this Agreement.", NOBODY),  # no party
    ("The Customer need not pay any invoice that it disputes in good faith.", NEED),  # need not
    ("All Intellectual Property Rights in the Deliverables vest in the Customer on payment in full of the Fees.", OWN),
    ("The courts of Ruritania have exclusive jurisdiction.", COURT),  # shorter
    ("The Supplier must deliver the Goods within 14 days of receiving each Order.", DELIVER),  # receiving = receipt, of = after
    ("The Goods shall be delivered by the Supplier within 14 days after receipt of each Order.", DELIVER),  # passive
    ("Within fourteen days following receipt of each Order, the Supplier shall deliver the Goods.", DELIVER),  # adverbial first
    ("The Bank may extend the Maturity Date by 12 months.", RIGHT),  # shall have the right to = may
    ("The Bank is entitled to extend the Maturity Date by one year.", RIGHT),  # entitled, 12 months are a year
    ("The Landlord may end this Lease if the Tenant fails to pay the Rent within 10 days after written notice.", DEFAULT),
    ("In the event that the Tenant fails to pay the Rent within ten days after written notice, the Landlord can terminate this Lease.", DEFAULT),
    ("Neither party is liable for any consequential damages, except for breach of Section 9.", NEVER_LIABLE),  # inverted
    ("The Vendor must give the Customer prompt written notice of any defect.", NOTIFY),  # noun for verb
    ("The Vendor must inform the Customer of any defect in writing without delay before the works under this contract begin.", NOTIFY),
)  # fmt: skip

ALTERED: tuple[tuple[str, str, str], ...] = (
    # (sentence, evidence, a word of the reason)
    # one verb among ten words of the clause, written by a real model
    ("The Consultant owns the Inventions and any related patents, copyrights and trade names.", INVENTIONS, "owns"),
    ("The Consultant licenses to the Company all Inventions and any related patents.", INVENTIONS, "licenses"),
    ("The Consultant hereby assigns to the Company all Inventions subject to payment.", INVENTIONS, "payment"),
    ("The Customer shall pay each undisputed invoice within 60 days of receipt.", PAY, "60"),  # number
    ("The Customer shall pay each undisputed invoice within thirty (30) months of receipt.", PAY, "30 months"),  # unit
    ("The Customer shall pay each undisputed invoice within 30 Business Days of receipt.", PAY, "business days"),  # kind
    ("The Supplier shall pay each undisputed invoice within 30 days of receipt.", PAY, "Supplier"),  # party
    ("The Customer may pay each undisputed invoice within 30 days of receipt.", PAY, "may"),  # modal
    ("The Customer shall not pay each undisputed invoice within 30 days of receipt.", PAY, "not"),  # negation added
    ("The Customer shall pay each disputed invoice within 30 days of receipt.", PAY, "disputed"),  # opposite
    ("The Customer shall pay each undisputed invoice within 30 days before receipt.", PAY, "before"),  # before
    ("Either party may terminate this Agreement on not less than nine (9) days' written notice.", NOTICE, "9"),
    ("Either party may not terminate this Agreement on at least 90 days' written notice.", NOTICE, "may not"),
    ("Either party shall terminate this Agreement on at least 90 days' written notice.", NOTICE, "shall"),
    ("Either party may terminate this Agreement on at most 90 days' written notice.", NOTICE, "at most"),  # bound
    ("Either party may terminate this Agreement on not more than 90 days' written notice.", NOTICE, "at most"),
    ("Each party may terminate this Agreement on at least 90 days' written notice.", NOTICE, "Each"),  # either
    ("The Supplier may assign this Agreement without the prior written consent of the Customer.", ASSIGN, "may"),
    ("The Supplier may assign this Agreement with the prior written consent of the Customer.", ASSIGN, "may"),
    ("The Supplier may not assign this Agreement.", ASSIGN, "without"),  # the exception is left out
    ("The Customer may not assign this Agreement without the prior written consent of the Supplier.", ASSIGN, "Customer"),
    ("The Supplier's total aggregate liability shall not exceed USD 10,000,000, except in the case of fraud.", CAP, "10"),
    ("The Supplier's total aggregate liability shall not exceed GBP 1,000,000, except in the case of fraud.", CAP, "gbp"),
    ("The Supplier's total aggregate liability shall exceed USD 1,000,000, except in the case of fraud.", CAP, "more"),
    ("The Supplier's total aggregate liability shall not exceed USD 1,000,000.", CAP, "except"),  # exception
    ("The Supplier's total aggregate liability shall not exceed USD 1,000,000, even in the case of fraud.", CAP, "except"),
    ("This Agreement begins on 14 May 2025.", TERM, "14 may 2025"),  # month
    ("This Agreement begins on 14 March 2024.", TERM, "2024"),  # year
    ("This Agreement begins on 15 March 2025.", TERM, "15 march"),  # day
    ("This Agreement continues for a period of twenty-four (24) days.", TERM, "24 days"),  # unit
    ("This Agreement continues for a period of twenty-four years.", TERM, "24 years"),  # unit
    ("This Agreement shall be governed by the laws of Scotland.", LAW, "Scotland"),  # name
    ("This Agreement shall not be governed by the laws of England and Wales.", LAW, "may not"),  # negation
    ("The Recipient shall disclose the Confidential Information to any third party.", KEEP, "shall"),  # negation lost
    ("The Recipient may disclose the Confidential Information to any third party.", KEEP, "may"),  # modal
    ("The Recipient discloses the Confidential Information to any third party.", KEEP, "not"),  # negation lost, a fact
    ("The Discloser shall not disclose the Confidential Information to any third party.", KEEP, "Discloser"),  # party
    ("The Recipient shall use the Confidential Information for the Purpose.", USE, "only"),  # restriction lost
    ("Late payments bear interest at 14% per annum above the base rate.", INTEREST, "14"),  # percentage
    ("Late payments bear interest at four per cent (4%) per annum below the base rate.", INTEREST, "below"),  # side
    ("Late payments bear interest at 4% per month above the base rate.", INTEREST, "month"),  # unit
    ("Late payments never bear interest at four per cent (4%) per annum above the base rate.", INTEREST, "never"),
    ("The Supplier shall maintain professional indemnity insurance of at least £5,000.", INSURE, "5"),  # magnitude
    ("The Supplier shall maintain professional indemnity insurance of at least €5 million.", INSURE, "5"),  # currency
    ("The Supplier shall maintain professional indemnity insurance of up to £5 million.", INSURE, "at most"),  # bound
    ("Corvique may terminate immediately if Corvique commits a material breach.", CURE, "Corvique"),  # party
    ("Halden shall terminate immediately if Corvique commits a material breach.", CURE, "shall"),  # modal
    ("Halden may terminate immediately if Corvique commits a material breach and fails to remedy it within 10 days.", CURE, "10 days"),
    ("Halden may terminate immediately if Marrowby commits a material breach.", CURE, "Marrowby"),  # name
    ("The Supplier may audit the Customer's records once a year on five (5) Business Days' notice.", AUDIT, "Supplier"),
    ("The Customer must audit the Supplier's records once a year on five (5) Business Days' notice.", AUDIT, "shall"),
    ("The Customer may audit the Supplier's records twice a year on five (5) Business Days' notice.", AUDIT, "twice"),
    ("This Agreement renews automatically for successive periods of one year.", RENEW, "unless"),  # exception lost
    ("This Agreement renews automatically for successive periods of one month unless either party gives notice.", RENEW, "1 month"),
    ("This Agreement does not renew automatically for successive periods of one year unless either party gives notice.", RENEW, "not"),
    ("The Supplier shall pay the fees to the Customer monthly in advance.", FEES, "Supplier"),  # roles
    ("The fees shall be paid by the Customer to the Supplier quarterly in advance.", FEES, "quarterly"),  # frequency
    ("A party may assign or transfer any of its rights under this Agreement.", NOBODY, "may"),  # no lost
    ("The Customer shall pay any invoice that it disputes in good faith.", NEED, "shall"),  # need not lost
    ("The Customer is required to pay any invoice that it disputes in good faith.", NEED, "shall"),  # not lost
    ("All Intellectual Property Rights in the Deliverables vest in the Supplier on payment of the Fees in full.", OWN, "Supplier"),
    ("The courts of Ruritania have non-exclusive jurisdiction over any dispute.", COURT, "exclusive"),  # opposite
    ("The courts of Borduria have exclusive jurisdiction over any dispute.", COURT, "Borduria"),  # name
    ("Yes, the courts of Ruritania have exclusive jurisdiction over any dispute.", COURT, "yes"),  # an opinion
    ("The weather is pleasant in spring.", COURT, "words"),  # something else
    ("It is so.", COURT, "nothing"),  # nothing at all
    ("The Supplier shall deliver the Goods within 14 days after the date of each Order.", DELIVER, "counts"),  # another event
    ("The Supplier shall deliver the Goods within 14 days before receipt of each Order.", DELIVER, "counts"),  # the other side
    ("The Licensor shall pay to the Licensee a royalty equal to 5% of Net Sales.", ROYALTY, "Licensor"),  # who owes whom
    ("The Licensee owns a royalty equal to 5% of Net Sales.", ROYALTY, "owns"),  # one letter from owes
    ("The Bank shall extend the Maturity Date by twelve months.", RIGHT, "shall"),  # a right made a duty
    ("The Bank need not extend the Maturity Date by twelve months.", RIGHT, "need not"),  # a right denied
    ("The Landlord may terminate this Lease.", DEFAULT, "if"),  # the condition is left out
    ("The Landlord may terminate this Lease if the Tenant fails to pay the Rent within ten (60) days after written notice.", DEFAULT, "differ"),
    ("The Landlord may terminate this Lease only if the Tenant fails to pay the Rent within ten days after written notice.", DEFAULT, "only"),
    ("Neither party is liable for any consequential damages.", NEVER_LIABLE, "except"),  # the exception is left out
    ("Either party is liable for any consequential damages, except for breach of Section 9.", NEVER_LIABLE, "no"),  # denial lost
    ("The Separate Account is funded by the Insurer, and the General Account is funded by the Owner.", ACCOUNT, "before"),  # crossed
    ("The Vendor shall promptly notify the Customer in writing of any defect after the commencement of the works.", NOTIFY, "after"),
)  # fmt: skip
