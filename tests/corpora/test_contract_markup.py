"""The markup gives every line the label that a lawyer would cite for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from contract_markup import BlockKind, Contract, MarkupError, read_contract

_SOURCE = """---
face: times
curly: yes
---
# Deed
## PARTIES
(1) **A Limited**; and
(2) B Limited.
## BACKGROUND
(A) They met.
## AGREED TERMS
1. **Terms**
1.1 In this deed:
= "**Day**" means a day.
9.2 A party shall:
> (a) pay; and
>> (i) promptly; or
>> (ii) later;
> (b) perform,
+ without fail.
Article IV **COVENANTS**
Section 4.03 **Debt.** None.
> (a) at all.
## SCHEDULE 2 | PRICES
3. Prices:
| Item | Price |
| Nut | £1 |
> (a) plus tax.
## EXHIBIT A
1. One.
@sign A Limited | Ann | Director
"""


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    path = tmp_path / "deed.md"
    path.write_text(_SOURCE, encoding="utf-8")
    return read_contract(path)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("A Limited; and", "Parties (1)"),  # a party, found by its part
        ("They met.", "Recital A"),  # a recital, whatever its part is called
        ("means a day.", "1.1"),  # a definition belongs to the clause that opens the list
        ("promptly; or", "9.2(a)(i)"),  # two levels of items
        ("perform,", "9.2(b)"),  # back up one level
        ("without fail.", "9.2(b)"),  # text that continues an item
        ("None.", "Section 4.03"),  # a section is not cited by its article
        ("at all.", "Section 4.03(a)"),  # an item of a section
        ("Nut £1", "Schedule 2, 3"),  # a table belongs to its clause
        ("plus tax.", "Schedule 2, 3(a)"),  # a clause of a schedule keeps the schedule's name
        ("One.", "Exhibit A, 1"),  # the letter of an exhibit stays a capital
    ],
)
def test_label(contract: Contract, words: str, label: str) -> None:
    labels = [block.label for block in contract.blocks if words in block.plain]
    assert labels == [label]


def test_a_clause_holds_its_items_and_no_neighbour(contract: Contract) -> None:
    assert contract.text_under("9.2") == (
        "9.2 A party shall: (a) pay; and (i) promptly; or (ii) later; (b) perform, without fail."
    )
    assert contract.text_under("9") == contract.text_under("9.2")
    assert contract.text_under("9.20") == ""


def test_quotation_marks_are_curled_and_emphasis_is_not_printed(contract: Contract) -> None:
    definition = next(block for block in contract.blocks if block.kind is BlockKind.DEFINITION)
    assert definition.plain == "“Day” means a day."


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("# Deed", "no header"),  # nothing between two rules
        ("---\ncolour: red\n---\n", "unknown key 'colour'"),  # a typing error in the header
        (
            "---\n---\n1. Go\n>> (i) up",
            "deed.md, line 4: item .i. has no parent",
        ),  # an item two levels down under nothing
        ("---\n---\n@blink", "deed.md, line 3: unknown directive '@blink'"),  # a directive that is not there
    ],
)
def test_a_mistake_is_named(tmp_path: Path, source: str, message: str) -> None:
    path = tmp_path / "deed.md"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(MarkupError, match=message):
        read_contract(path)
