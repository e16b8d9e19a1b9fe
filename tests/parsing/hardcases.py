"""Contracts of our own that are numbered, set or worded in ways that are hard to read, as plain text."""

from __future__ import annotations

LONG = "and this goes on for as many words as a clause of a contract has in practice, so that it fills its line"

CONTENTS_AND_SCHEDULES = f"""\
EXECUTION COPY

FRAMEWORK AGREEMENT

between
Ambry Mills Limited
and
Corrin Press plc

TABLE OF CONTENTS

Page
1. Interpretation 2
2. Orders and
Deliveries 3
2.1 Orders 3
2.2 Deliveries 3
3. Price 4
Schedules
Schedule 1 Prices
Schedule 2 Qualities
i

FRAMEWORK AGREEMENT

This agreement is made between the parties that are named on its first page {LONG}.

1. Interpretation

In this agreement:

"Price" means:

(a) for plain paper, the price in Schedule 1; and

(b) for laid paper, the price that is agreed.

"Quality" means one of the qualities in Schedule 2.

2. Orders and Deliveries

2.1 Orders. The Buyer orders by post {LONG}. Under
Section 3 of this agreement the price is fixed, and under
2.2 it is due.

2.2 Deliveries. (a) The Supplier delivers by road; and

(b) the Buyer unloads.

3. Price

The price is the one that stands in the schedule of prices {LONG}.

Signed by the parties.

By: ________
Name: A. Example

SCHEDULE 1

PRICES

1. Plain paper

Kind\tWeight\tPrice
1\t80 grams\t900
2\t90 grams\t950

2. Laid paper

It is agreed for each order.

SCHEDULE 2
Qualities of Paper

Part A - Plain

1. White.

2. Grey.

Part B - Laid

1. Cream.
"""

AMENDMENT = f"""\
SECOND AMENDMENT
TO
LOAN AGREEMENT

WHEREAS:

1. The Lender has lent the Borrower a sum of money {LONG}; and

2. The parties wish to change the terms of the loan {LONG}.

NOW, THEREFORE, they agree:

1. Interest. Section 4.2 of the Loan Agreement is deleted and replaced with the following:

4.2 Rate. The rate is five per cent {LONG}.

4.3 Day Count. A year has 360 days {LONG}.

2. Exhibit. Exhibit C is replaced by the one attached.

3. Law. The laws of no country in particular apply {LONG}.

IN WITNESS WHEREOF the parties sign.

AMBRY BANK LIMITED
By: ________
Name: A. Example

CORRIN PRESS PLC
By: ________
Name: B. Example

REPAYMENT PLAN

1. The first half is due in the spring of the next year {LONG}.

2. The rest is due in the autumn of it {LONG}.
"""

LETTER = f"""\
Ambry Mills Limited
12 Weir Lane
Corrin 40213

3 March 2025

Dear Ms Example,

We confirm the terms on which you will advise us. You will give your advice in writing {LONG}.

Fees. We pay a fee of 900 a day and no more than ten days in a month {LONG}.

Secrecy. You keep what we tell you secret, unless:

(i) it is known already;

(ii) a court asks for it.

Please sign below.

Yours sincerely,

By: ________
Name: A. Example
Title: Director
"""

SCANNED = f"""\
SERVICE CONTRACT

1. Services

l.1 The Contractor cleans the mill every day of the week but Sunday {LONG}.

1.2 The Contractor brings its own brushes:

(a) of hair;

(b) of wire; or

(c) of both.

1,3 The Mill gives it water and light {LONG}.

2. Pay

2.1Amount. The Mill pays 40 an hour {LONG}.

2.2 The Mill pays:

(i) weekly;

(li) in cash; and

(iii) against a receipt.

3 Term and End

3.1 The contract lasts a year {LONG}.
"""

ARTICLES = f"""\
CHARTER OF THE COMPANY

RECITALS

(A) The members have met and have agreed on the rules that follow {LONG}.

(B) They wish to write them down.

ARTICLE I
NAME AND
PURPOSE

Section 1.01 Name. (a) The name is Ambry {LONG}.

(b) It is written in capitals.

Section 1.02 Purpose. The purpose is paper {LONG}.

ARTICLE II

MEETINGS

Section 2.01 Notice. A member is told of a meeting:

(i) by post, (A) at home or (B) at work; or

(ii) by word of mouth.

Section 2.03 Quorum. Half of the members make a quorum, as that word is used in
Section 2.01 and Article I, {LONG}.

GENERAL

1. These rules may be changed {LONG}.

2. They may be ended {LONG}.

SPECIAL

1. The first meeting is in May {LONG}.

2. The second is in June {LONG}.
"""

CASES = {
    "amendment": AMENDMENT,
    "articles": ARTICLES,
    "contents_and_schedules": CONTENTS_AND_SCHEDULES,
    "letter": LETTER,
    "scanned": SCANNED,
}
