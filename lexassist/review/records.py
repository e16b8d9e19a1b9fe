"""A review as the records that scripts read: the field names here are a contract (docs/reports.md).

Pure. A field may be added; none may be renamed or change its meaning.
"""

from __future__ import annotations

from lexassist.records import Json, Record, citation_record
from lexassist.review.wording import certificate_words
from lexassist.types import (
    Column,
    Defect,
    Finding,
    Review,
    ReviewedDocument,
    TypePresence,
    Value,
)


def review_record(review: Review) -> Record:
    """A review, whole: how it was made, its columns, and a record for each file."""
    made = review.provenance
    return {
        "review": review.title,
        "playbook": made.playbook,
        "version": made.version,
        "playbook_sha256": made.playbook_sha256,
        "encoder": made.encoder,
        "lexassist": made.lexassist,
        "settings": dict(made.settings),
        "columns": [_column_record(column) for column in review.columns],
        "documents": [reviewed_record(row) for row in review.rows],
    }


def reviewed_record(row: ReviewedDocument) -> Record:
    """One file of a review with its findings, in the order of the columns, and its defects, in the order of its text."""
    return {
        "file": row.file,
        "document": row.document,
        "title": row.title,
        "status": row.status.value,
        "message": row.message,
        "amends": list(row.amends),
        "amended_by": list(row.amended_by),
        "findings": [finding_record(finding) for finding in row.findings],
        "defects": [defect_record(defect) for defect in row.defects],
    }


def finding_record(finding: Finding) -> Record:
    """One finding. The citations of a missing clause are the nearest ones, which do not carry it."""
    return {
        "document": finding.document,
        "rule": finding.rule,
        "verdict": finding.verdict.value,
        "open": finding.verdict.open,
        "severity": finding.severity.value,
        "reason": finding.reason,
        "answer": finding.answer,
        "value": _value_record(finding.value) if finding.value else None,
        "citations": [citation_record(citation) for citation in finding.citations],
        "superseded": [citation_record(citation) for citation in finding.superseded],
        "certificate": _certificate_record(finding, finding.certificate) if finding.certificate else None,
    }


def defect_record(defect: Defect) -> Record:
    """One fault of drafting with the places that show it."""
    return {
        "document": defect.document,
        "kind": defect.kind.value,
        "severity": defect.severity.value,
        "message": defect.message,
        "citations": [citation_record(citation) for citation in defect.citations],
    }


def _column_record(column: Column) -> Record:
    return {
        "id": column.id,
        "title": column.title,
        "kind": column.kind.value,
        "severity": column.severity.value,
        "question": column.question,
        "guidance": column.guidance,
        "suggested": column.suggested,
    }


def _value_record(value: Value) -> Record:
    steps: Json = [
        {"says": step.says, "clause": step.clause, "start": step.span.start, "end": step.span.end}
        for step in value.steps
    ]
    return {
        "kind": value.kind.value,
        "normal": value.normal,
        "told": value.told,
        "words": value.words,
        "role": value.role,
        "clause": value.clause,
        "start": value.span.start,
        "end": value.span.end,
        "steps": steps,
        "probability": round(value.probability, 4),
    }


def _certificate_record(finding: Finding, proof: TypePresence) -> Record:
    nearest: Json = [
        {
            "clause": place.clause,
            "start": place.span.start,
            "end": place.span.end,
            "probability": round(place.probability, 4),
        }
        for place in proof.places
    ]
    return {
        "text": certificate_words(finding),
        "type": proof.type,
        "presence": proof.presence.value,
        "probability": round(proof.probability, 4),
        "checked": proof.checked,
        "clauses": proof.clauses,
        "nearest": nearest,
        "threshold": round(proof.threshold, 4),
        "false_absences": round(proof.false_absences, 4),
    }
