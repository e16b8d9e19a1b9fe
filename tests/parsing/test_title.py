from __future__ import annotations

import pytest

from lexassist.parsing.clauses.title import find_title


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("SUPPLY AGREEMENT\nThis agreement is made", "SUPPLY AGREEMENT"),
        # the number of a file, and a notice about what was left out, stand before it
        ("EXHIBIT 10.1\nSUPPLY AGREEMENT", "SUPPLY AGREEMENT"),
        ("CONFIDENTIAL TREATMENT REQUESTED\nSUPPLY AGREEMENT", "SUPPLY AGREEMENT"),
        ("PORTIONS OF THIS AGREEMENT, MARKED THUS,\nARE LEFT OUT.\nSUPPLY AGREEMENT", "SUPPLY AGREEMENT"),
        ("EXECUTION COPY\nLEASE", "LEASE"),
        # a number of the contract
        ("Contract No.: 40213\nSupply Agreement\nbetween A and B", "Supply Agreement"),
        # on several lines, with the party before it and with what it changes behind it
        ("MASTER SERVICES\nAGREEMENT\nThis", "MASTER SERVICES AGREEMENT"),
        ("AMBRY MILLS LIMITED\nSUPPLY AGREEMENT", "SUPPLY AGREEMENT"),
        ("SECOND AMENDMENT\nTO\nSUPPLY AGREEMENT\nThis", "SECOND AMENDMENT TO SUPPLY AGREEMENT"),
        ("FIRST AMENDMENT TO AMBRY\nSUPPLY AGREEMENT\nThis", "FIRST AMENDMENT TO AMBRY SUPPLY AGREEMENT"),
        # in title case, where nothing is in capitals
        ("Limited Power of Attorney\nKnow all", "Limited Power of Attorney"),
        # a sentence that names a contract is no title
        ("This Agreement is made\nbetween A and B", "file"),
        ("", "file"),
    ],
)
def test_titles(page: str, title: str):
    assert find_title(page, "file.pdf") == title
