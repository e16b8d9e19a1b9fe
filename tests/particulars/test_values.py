"""The values of whole contracts: what they are, the words they come from, the steps they were worked out in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.particulars.jurisdictions import jurisdiction_of
from lexassist.particulars.values import read_values, relied_on
from lexassist.types import ClauseId, Span, Value, ValueKind, WholeDocument

from .contracts import SUPPLY, whole


def best(document: WholeDocument, kind: ValueKind) -> tuple[str, str]:
    """The value that is relied on, and how it is told; nothing where none is."""
    given_ = relied_on(read_values(document), kind)
    return (given_[0].normal, given_[0].told) if given_ else ("", "")


@pytest.mark.parametrize(
    ("kind", "normal", "told"),
    [
        (ValueKind.TITLE, "HALYARD SUPPLY AGREEMENT", "HALYARD SUPPLY AGREEMENT"),
        (ValueKind.AGREEMENT_DATE, "2021-03-03", "3 March 2021"),
        (ValueKind.EFFECTIVE_DATE, "2021-03-03", "3 March 2021"),
        (ValueKind.EXPIRY_DATE, "2026-03-03", "3 March 2026"),
        (ValueKind.TERM, "P5Y", "5 years"),
        (ValueKind.RENEWAL_TERM, "P1Y", "successive 1 year"),
        (ValueKind.RENEWAL_NOTICE, "P90D", "90 days"),
        (ValueKind.TERMINATION_NOTICE, "P60D", "60 days"),
        (ValueKind.GOVERNING_LAW, "New York", "New York"),
        (ValueKind.FORUM, "New York", "courts located in New York"),
        (ValueKind.LIABILITY_CAP, "USD 500000", "USD 500,000"),
    ],
)
def test_each_kind_of_a_plain_contract(kind: ValueKind, normal: str, told: str) -> None:
    assert best(whole(SUPPLY), kind) == (normal, told)


def test_its_parties_have_their_roles() -> None:
    parties = relied_on(read_values(whole(SUPPLY)), ValueKind.PARTY)
    assert [(one.normal, one.role) for one in parties] == [
        ("Halyard Looms, Inc.", "Supplier"),
        ("Brackwater Mills Limited", "Buyer"),
    ]


def test_a_date_that_was_worked_out_cites_both_that_it_was_worked_out_from() -> None:
    document = whole(SUPPLY)
    (expiry,) = relied_on(read_values(document), ValueKind.EXPIRY_DATE)
    assert [document.document.quote(step.span) for step in expiry.steps] == ["3rd day of March, 2021", "five (5) years"]
    assert [step.says for step in expiry.steps] == [
        "Counted from the effective date, 3 March 2021.",
        "3 March 2021 and 5 years: 3 March 2026; where 3 March 2021 counts as the first day, 2 March 2026 is the last.",
    ]


@pytest.mark.parametrize(
    ("clause", "normal"),
    [
        # The date itself.
        ("2. Term. This Agreement shall commence on the Effective Date and continue until December 31, 2025.", "2025-12-31"),
        # An anniversary, in words and figures.
        ("2. Term. The term of this Agreement begins on the Effective Date and ends on the tenth (10th) anniversary of the "
         "Effective Date.", "2031-03-03"),
        # No end.
        ("2. Term. This Agreement shall remain in full force and effect indefinitely until terminated by either party.",
         "perpetual"),
        # A start of its own, and an end: the end counts.
        ("2. Term. The term of this Agreement shall commence on May 1, 2021 and end on April 30, 2024 (the \"Term\").",
         "2024-04-30"),
    ],
)  # fmt: skip
def test_an_end_is_a_date_a_sum_or_never(clause: str, normal: str) -> None:
    before, _, rest = SUPPLY.partition("2. Term.")
    text = f"{before}{clause}\n\n3. Termination.{rest.partition('3. Termination.')[2]}"
    values = [value for value in read_values(whole(text)) if value.kind is ValueKind.EXPIRY_DATE]
    assert values[0].normal == normal


LEASE = """# LEASE

Dated 29 September 2023

## PARTICULARS

| Item | Particulars |
| --- | --- |
| Tenant | Brackwater Mills Limited |
| Term | Ten (10) years from and including 29 September 2023 |
| Break Date | 28 September 2028 |

## TERMS

1. The Tenant pays the rent.
"""


def test_the_row_of_a_table_of_particulars_is_read_alone() -> None:
    (expiry,) = relied_on(read_values(whole(LEASE, "lease.md")), ValueKind.EXPIRY_DATE)
    assert (expiry.normal, expiry.steps[-1].says) == (
        "2033-09-28",
        "29 September 2023 and 10 years, the first day counted: 28 September 2033 is the last day.",
    )
    assert "Break Date" not in expiry.words


def test_the_words_that_count_from_another_event_are_told_so() -> None:
    text = SUPPLY.replace(
        "continue for five (5) years", "continue for five (5) years from the date of first commercial sale"
    )
    expiry = next(value for value in read_values(whole(text)) if value.kind is ValueKind.EXPIRY_DATE)
    assert "another event" in expiry.steps[0].says


def test_a_contract_that_lacks_a_value_is_given_none() -> None:
    document = whole("NOTE\n\n1. Rent. The rent is due monthly. The tenant keeps the garden.")
    values = read_values(document)
    assert not any(relied_on(values, kind) for kind in ValueKind if kind is not ValueKind.TITLE)


@pytest.mark.parametrize(
    ("words", "law"),
    [
        ("governed by the laws of the State of Delaware", "Delaware"),
        ("construed in accordance with the laws of England and Wales", "England and Wales"),
        ("governed by English law", "England and Wales"),
        ("governed by the laws of the People's Republic of China", "China"),
        ("governed by the laws of the Province of British Columbia and the federal laws of Canada", "British Columbia, Canada"),
        ("governed, without regard to the conflict of laws rules of New York, by the laws of the State of Texas", "Texas"),
    ],
)  # fmt: skip
def test_a_law_has_one_name(words: str, law: str) -> None:
    document = whole(
        f"SERVICES AGREEMENT\n\n1. Services. Services are given.\n\n9. Governing law. This Agreement shall be {words}."
    )
    laws = [value.normal for value in read_values(document) if value.kind is ValueKind.GOVERNING_LAW]
    assert law in laws[:2]
    assert jurisdiction_of(law.removesuffix(", Canada"))


def test_a_document_without_a_word_has_no_values() -> None:
    """A scan that nobody has recognised."""
    read = whole(SUPPLY)
    unread = replace(read, document=replace(read.document, text="", pages=()), clauses=())
    assert read_values(unread) == ()


def test_parties_are_relied_on_together_or_not_at_all() -> None:
    def party(name: str, probability: float) -> Value:
        return Value(ValueKind.PARTY, name, name, name, ClauseId("c"), Span(0, 1), probability=probability)

    sure = [party("A", 0.9), party("B", 0.9)]
    assert relied_on(sure, ValueKind.PARTY) == tuple(sure)
    assert relied_on(sure[:1], ValueKind.PARTY) == ()  # a contract has two parties
    assert relied_on([*sure, party("C", 0.3)], ValueKind.PARTY) == tuple(sure)  # one that is unlikely is left out
    assert relied_on([party("A", 0.6), party("B", 0.6)], ValueKind.PARTY) == ()  # 0.36 that both are right


LINES = st.lists(
    st.sampled_from(
        [
            *SUPPLY.split("\n\n"),
            "WHEREAS, the parties made an agreement dated May 5, 2019;",
            "12. Payment. Fees of €5,000 are due within ten (10) business days of 1/2/2020.",
            "“Term” means the period ending on the second anniversary of June 1, 2022.",
            "\u2003\n\t(a) and, (b) or",
            "IN WITNESS WHEREOF, executed as of ____ __, 20__ by “Halyard” ‘and’ others",
        ]
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=30, deadline=None)
@given(LINES)
def test_every_value_quotes_words_of_one_clause(lines: list[str]) -> None:
    document = whole("\n\n".join(lines))
    spans = {clause.id: clause.span for clause in document.clauses}
    for value in read_values(document):
        assert value.words == document.document.quote(value.span)
        assert spans[value.clause].contains(value.span)
        assert 0 <= value.probability <= 1
        for step in value.steps:
            assert spans[step.clause].contains(step.span)
