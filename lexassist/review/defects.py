"""All faults of drafting of one document, each with the words that show it.

Nothing here asks a model. What a check cannot see it does not guess: each family's module says what that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lexassist.review.citing import cite_spans
from lexassist.review.drafting.conflicts import find_conflicts
from lexassist.review.drafting.fault import Fault
from lexassist.review.drafting.marks import find_mark_faults
from lexassist.review.drafting.numbering import find_numbering_faults
from lexassist.review.drafting.terms import find_term_faults
from lexassist.types import Defect, DefectKind, RemarkKind, Severity, Value, WholeDocument

_REMARKED = {
    RemarkKind.HIDDEN_TEXT: (DefectKind.HIDDEN_TEXT, Severity.HIGH),
    RemarkKind.ACTIVE_CONTENT: (DefectKind.ACTIVE_CONTENT, Severity.HIGH),
}


def find_defects(whole: WholeDocument, values: Sequence[Value] = ()) -> tuple[Defect, ...]:
    """The defects of a document: those of the whole file first, then in the order of its text, those of one place by kind.

    ``values`` are the document's (:mod:`lexassist.particulars.values`); without them dates, law and forum are not compared.
    """
    faults = [
        *_remarked(whole),
        *find_mark_faults(whole),
        *find_term_faults(whole),
        *find_numbering_faults(whole),
        *find_conflicts(whole, values),
    ]
    ordered = sorted(faults, key=lambda fault: (fault.spans[0].start if fault.spans else -1, fault.kind, fault.message))
    return tuple(
        Defect(
            whole.document.id,
            fault.kind,
            fault.severity,
            fault.message,
            cite_spans(whole.document, whole.clauses, fault.spans),
        )
        for fault in ordered
    )


def _remarked(whole: WholeDocument) -> Iterator[Fault]:
    for remark in whole.document.remarks:
        if remark.kind in _REMARKED:
            kind, severity = _REMARKED[remark.kind]
            where = f" (page {remark.page})" if remark.page else ""
            yield Fault(kind, severity, f"{remark.message.rstrip('.')}{where}.")
