"""Invented contracts for the tests of values, read as the text files that they are."""

from __future__ import annotations

import numpy as np

from lexassist.parsing.reading import read_document
from lexassist.particulars.body import Body, read_body
from lexassist.types import WholeDocument

SUPPLY = """HALYARD SUPPLY AGREEMENT

This Supply Agreement (this "Agreement") is made as of the 3rd day of March, 2021 (the "Effective Date") by and between
Halyard Looms, Inc., a Delaware corporation ("Supplier"), and Brackwater Mills Limited, a company of Ontario ("Buyer").

1. Supply. Supplier shall deliver the Goods within thirty (30) days for a price of $1,200,000, less five percent (5%).

2. Term. The initial term of this Agreement shall commence on the Effective Date and continue for five (5) years, unless
terminated earlier under Section 3. Thereafter this Agreement shall automatically renew for successive one (1) year periods
unless either party gives written notice of non-renewal at least ninety (90) days prior to the end of the then current term.

3. Termination. Either party may terminate this Agreement for convenience at any time upon sixty (60) days' written notice.

4. Liability. The liability of Supplier under this Agreement shall not exceed USD 500,000 in total.

5. Governing law. This Agreement shall be governed by and construed in accordance with the laws of the State of New York,
without regard to its conflict of laws rules. The courts located in New York have exclusive jurisdiction.
"""


def whole(text: str, name: str = "contract.txt") -> WholeDocument:
    """A file as it is read, without vectors: values are read from words alone."""
    reading = read_document(text.encode(), name)
    assert reading.document is not None
    parts = (reading.clauses, reading.definitions, reading.references, reading.chunks)
    return WholeDocument(reading.document, *parts, np.zeros((0, 0), dtype=np.float32))


def body(text: str) -> Body:
    """Its words as values are read from them."""
    return read_body(whole(text))
