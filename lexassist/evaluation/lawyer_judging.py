"""One answer beside what lawyers wrote and marked for its question: right, wrong or not answered, and what it cites.

A yes or a no is the answer's ``verdict``, a value its ``values``: prose is not read, and quoted evidence without either is no
answer, however good the quotation.
"""

from __future__ import annotations

from dataclasses import dataclass

from lexassist.evaluation.citations import Cited, Experts, compare_citations
from lexassist.evaluation.lawyer_answers import KINDS, agrees
from lexassist.evaluation.lawyer_questions import LawyerQuestion
from lexassist.types import Answer, YesNo


@dataclass(frozen=True, slots=True)
class Judged:
    """One question and what became of it. ``right`` is None where it was not answered.

    ``seconds`` are those until the evidence was found, and until the whole answer stood.
    """

    contract: str
    question: LawyerQuestion
    right: bool | None
    cited: Cited
    seconds: tuple[float, float]

    @property
    def score(self) -> float:
        """+1 right, 0 abstained, -1 wrong (CRAG, arXiv 2406.04744)."""
        return 0.0 if self.right is None else 1.0 if self.right else -1.0


def judge(question: LawyerQuestion, answer: Answer, experts: Experts, seconds: tuple[float, float]) -> Judged:
    """Compare an answer with what the lawyers wrote and marked."""
    return Judged(
        contract=experts.document.id,
        question=question,
        right=_right(question, answer),
        cited=compare_citations(answer, question.category, experts),
        seconds=seconds,
    )


def _right(question: LawyerQuestion, answer: Answer) -> bool | None:
    if question.yes_no:
        if answer.verdict is YesNo.NONE:
            return None
        return (answer.verdict is YesNo.YES) == (question.answer == "Yes")
    values = [value for value in answer.values if value.kind is KINDS[question.category]]
    # A value of another kind was given as the answer: it is wrong whatever it is.
    return agrees(question.category, values, question.answer) if values or not answer.values else False
