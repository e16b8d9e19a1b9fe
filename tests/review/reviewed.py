"""A small review of contracts of ours, read for these tests: every kind of finding, a file that was not read, odd names."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from lexassist.parsing.reading import read_document
from lexassist.review.citing import cite_spans
from lexassist.types import (
    Citation,
    Column,
    ColumnKind,
    Defect,
    DefectKind,
    Document,
    Finding,
    Presence,
    Provenance,
    Reading,
    ReadStatus,
    Review,
    ReviewedDocument,
    Severity,
    Span,
    TypedPlace,
    TypePresence,
    Value,
    ValueKind,
    ValueStep,
    Verdict,
)

PDFS = Path(__file__).parents[2] / "corpora" / "pdf"
COLUMNS = (
    Column(
        "law",
        "Governing law",
        ColumnKind.VERDICT,
        Severity.HIGH,
        "Which law governs?",
        "Ask the partner.",
        "English law.",
    ),
    Column("expiry", "Expiry date", ColumnKind.DATE, Severity.MEDIUM),
    Column("cap", "Cap on liability", ColumnKind.MONEY, Severity.HIGH),
    Column("renewal", "Notice to prevent renewal", ColumnKind.PERIOD, Severity.LOW),
    Column(
        "control",
        "Change of control",
        ColumnKind.VERDICT,
        Severity.HIGH,
        "",
        "Ask the partner.",
        "No change of control …",
    ),
)


@cache
def reading(name: str) -> Reading:
    """One of our contracts as it is read."""
    return read_document((PDFS / name).read_bytes(), name)


def document(name: str) -> Document:
    found = reading(name).document
    assert found is not None
    return found


def cite(name: str, *words: str) -> tuple[Citation, ...]:
    """Citations of words of a contract, each at its first place."""
    text = document(name).text
    spans = [Span(text.index(said), text.index(said) + len(said)) for said in words]
    return cite_spans(document(name), reading(name).clauses, spans)


def whole_clause(name: str, label: str) -> Citation:
    clause = next(clause for clause in reading(name).clauses if clause.label == label)
    (citation,) = cite_spans(document(name), reading(name).clauses, [clause.span])
    return citation


def absent(name: str) -> Finding:
    """A clause that is missing, with its certificate."""
    (near,) = cite(name, "confidential")
    places = (TypedPlace(near.clause, near.span, 0.31),)
    proof = TypePresence("change_of_control", Presence.ABSENT, 0.04, places, 61, 61, 0.42, 0.021)
    return Finding(
        document(name).id, "control", Verdict.MISSING, Severity.HIGH, "There is none.", (near,), certificate=proof
    )


def valued(name: str, rule: str, kind: ValueKind, normal: str, **more: str) -> Finding:
    (cited,) = cite(name, "Agreement")
    step = ValueStep(f"{normal}: as it stands", cited.clause, cited.span)
    value = Value(kind, normal, more.get("told", ""), cited.quote, cited.clause, cited.span, steps=(step,))
    return Finding(document(name).id, rule, Verdict.FALLBACK, Severity.MEDIUM, "Accepted.", (cited,), value=value)


def nda_row() -> ReviewedDocument:
    name = "nda.pdf"
    own = document(name).id
    law = Finding(own, "law", Verdict.DEVIATION, Severity.HIGH, "=1+1 is not a formula.", (whole_clause(name, "13.1"),))
    findings = (
        law,
        valued(name, "expiry", ValueKind.EXPIRY_DATE, "2027-02-28"),
        valued(name, "cap", ValueKind.LIABILITY_CAP, "GBP 1000000.50"),
        valued(name, "renewal", ValueKind.RENEWAL_NOTICE, "P3M", told="3 months"),
        absent(name),
    )
    defects = (
        Defect(own, DefectKind.UNDEFINED_TERM, Severity.LOW, "It is not defined.", cite(name, "Agreement")),
        Defect(own, DefectKind.NO_SIGNATURE, Severity.MEDIUM, "There is none."),
    )
    return ReviewedDocument(name, own, "NDA", ReadStatus.INDEXED, "", findings, defects)


def review() -> Review:
    """The same at every call."""
    base, amending = document("supply.pdf"), document("supply_amendment_1.pdf")
    amended = Finding(
        base.id,
        "law",
        Verdict.UNCERTAIN,
        Severity.MEDIUM,
        "<script>alert('told')</script> says otherwise.",
        cite("supply_amendment_1.pdf", "reduce Buyer"),
        superseded=cite("supply.pdf", "Seller"),
    )
    rows = (
        nda_row(),
        ReviewedDocument(
            "=cmd|' /C calc'!A0.pdf",
            base.id,
            "",
            ReadStatus.PARTIAL,
            "Page 3 was not read.",
            (amended,),
            amended_by=(amending.id,),
        ),
        ReviewedDocument("amendment.pdf", amending.id, "", ReadStatus.INDEXED, "", amends=(base.id,)),
        ReviewedDocument("locked.pdf", None, "", ReadStatus.NEEDS_PASSWORD, "It opens only with a password."),
    )
    made = Provenance("Ours", "2", "ab" * 32, "word-encoder", "0.1.0", (("Threshold", "0.42"),))
    return Review("Project <Kestrel> & others", COLUMNS, rows, made)


def originals() -> dict[str, Path]:
    """The PDF of each document of the review, by its id."""
    return {document(name).id: PDFS / name for name in ("nda.pdf", "supply.pdf", "supply_amendment_1.pdf")}


def many(number: int) -> Review:
    """The review with its first row many times, as files of other names."""
    one = review()
    rows = tuple(replace(one.rows[0], file=f"{n}.pdf") for n in range(number))
    return replace(one, rows=rows)
