"""The memo, opened again: the gravest first, quotations with their clause, the same bytes."""

from __future__ import annotations

import io

import docx
from docx.document import Document as WordDocument

from lexassist.review.memo import write_memo

from .reviewed import many, review


def opened(written: bytes | None = None) -> WordDocument:
    return docx.Document(io.BytesIO(written or write_memo(review(), (("nda.pdf", "It is locked."),))))


def headings(memo: WordDocument, level: int) -> list[str]:
    return [p.text for p in memo.paragraphs if p.style.name == f"Heading {level}"]


def test_the_gravest_comes_first() -> None:
    told = headings(opened(), 1)
    assert told[:3] == ["Summary", "High severity: 2 open findings", "Medium severity: 1 open finding"]
    assert told[3:7] == ["Within what the playbook accepts", "Dates (to be confirmed)", "Drafting", "What was not read"]


def test_the_first_page_counts_every_file() -> None:
    summary = opened().tables[0]
    rows = [[cell.text for cell in row.cells] for row in summary.rows]
    assert rows[0][:4] == ["Document", "High", "Medium", "Low"]
    assert rows[1][:6] == ["nda.pdf", "2", "0", "0", "3", "0"]
    assert rows[4] == ["locked.pdf", "", "", "", "", "", "Not read: needs a password. It opens only with a password."]


def test_a_quotation_stands_with_its_clause_and_page() -> None:
    quotes = [p.text for p in opened().paragraphs if p.style.name == "Quote"]
    cited = review().rows[0].findings[0].citations[0]
    words = " ".join(cited.quote.split())
    assert quotes[0] == f"{words}\nnda.pdf, cl. 13.1, p. {cited.pages[0]}"
    # Amended: the words in force, then those that are not any more.
    assert [quote.split("\n")[0] for quote in quotes[1:]] == ["reduce Buyer", "Seller"]


def test_a_missing_clause_comes_with_its_proof_and_without_a_quotation() -> None:
    texts = [p.text for p in opened().paragraphs]
    at = texts.index("Change of control")
    assert "Proof: 61 of 61 clauses checked; nearest: " in texts[at + 1]
    assert "Suggested wording: " in texts[at + 2 : at + 5]


def test_guidance_of_a_rule_is_given_once() -> None:
    memo = opened(write_memo(many(3)))
    texts = [p.text for p in memo.paragraphs]
    assert texts.count("Guidance: Ask the partner.") == 2  # one for each of two rules
    assert sum("Guidance and wording: see 0.pdf, above." in text for text in texts) == 4


def test_equal_reviews_give_equal_bytes() -> None:
    assert write_memo(review()) == write_memo(review())
