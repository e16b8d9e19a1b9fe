"""Contracts to review in tests: read from text, with types of clause that follow from the words of their clauses."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from lexassist.parsing.reading import read_document
from lexassist.particulars.values import read_values
from lexassist.review.citing import leaves_of
from lexassist.review.contract import ReadContract
from lexassist.types import Presence, TypedPlace, TypePresence, WholeDocument

WORDS = {
    "Governing Law": "governed by",
    "Cap On Liability": "liability .* exceed",
    "Termination For Convenience": "without cause|convenience",
    "Exclusivity": "exclusiv",
    "Non-Compete": "compete",
    "Insurance": "insurance of",
    "Anti-Assignment": "assign",
    "Most Favored Nation": "another customer",
}
"""By type of clause, the words by which a clause of it is told in these tests."""
MAYBE = "perhaps"
"""A clause with this word is of its types only perhaps."""


def whole_of(data: bytes, name: str) -> WholeDocument:
    """A document as it is read, without vectors: nothing here looks at them."""
    reading = read_document(data, name)
    assert reading.document is not None, reading.message
    none = np.zeros((len(reading.chunks), 4), dtype=np.float32)
    return WholeDocument(
        reading.document, reading.clauses, reading.definitions, reading.references, reading.chunks, none
    )


def types_of(whole: WholeDocument, words: Mapping[str, str] = WORDS) -> Mapping[str, TypePresence]:
    """Each type is where its words stand; absent where they stand nowhere."""
    leaves = leaves_of(whole.clauses)
    texts = {leaf.id: " ".join(whole.document.quote(leaf.span).split()).lower() for leaf in leaves}
    found = {}
    for name, pattern in words.items():
        places = [TypedPlace(leaf.id, leaf.span, 0.9) for leaf in leaves if re.search(pattern, texts[leaf.id])]
        sure = [place for place in places if MAYBE not in texts[place.clause]]
        presence = Presence.PRESENT if sure else Presence.UNCERTAIN if places else Presence.ABSENT
        nearest = places or [TypedPlace(leaves[0].id, leaves[0].span, 0.1)]
        found[name] = TypePresence(
            name, presence, 0.9 if sure else 0.3, tuple(nearest), len(leaves), len(leaves), 0.5, 0.02
        )
    return found


def contract_of(text: str, name: str = "contract.txt") -> ReadContract:
    """A contract that is read from its text."""
    return read_contract(text.encode(), name)


def read_contract(data: bytes, name: str) -> ReadContract:
    """A contract that is read from a file's bytes."""
    whole = whole_of(data, name)
    types = types_of(whole)
    return ReadContract(whole, types, read_values(whole, tuple(types.values())))


def nothing_found(question: str) -> TypePresence:
    """What a question finds where there is nothing."""
    return TypePresence(question, Presence.ABSENT, 0.1, (), 1, 1, 0.45, 0.02)


SERVICES = """SERVICES AGREEMENT

This Services Agreement is made on 1 March 2024 between Ardle Limited (the "Supplier") and Bryn Limited (the "Customer").

1. TERM AND TERMINATION

1.1 This Agreement continues for three (3) years from 1 March 2024.

1.2 The Customer may terminate this Agreement without cause by giving the Supplier not less than fifteen (15) days' written notice.

2. LIABILITY

2.1 The total liability of each party in a contract year shall not exceed the fees paid in the preceding six (6) months.

3. INSURANCE

3.1 The Supplier shall maintain insurance of not less than GBP 2,000,000 for each claim.

4. GENERAL

4.1 Neither party may assign this Agreement without the prior
written consent of the other.

4.2 This Agreement is governed by the law of England and Wales.
"""
