"""The whole gate: the checks first, then the trained score for words that the evidence does not have.

Promises that what the checks refuse (a figure, a date, a party, a negation, a modal, an exception) stays refused whatever the
score says, and that a word for an act or a grade ("owns", "gross") is never excused. Without a trained score it is ``verify``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lexassist.generation.acts import ACTS
from lexassist.generation.reading import read_pieces, read_text, reword
from lexassist.generation.scorer import SupportModel, WordVectors, support_features
from lexassist.generation.verification import Finding, Verdict, check

_MOST = 3
"""Words that the evidence may lack at most, however near in meaning they are."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Decides about sentences. ``model`` is what was learned, None where nothing was."""

    vectors: WordVectors | None = None
    model: SupportModel | None = None

    def verify(self, statement: str, evidence: Sequence[str]) -> Verdict:
        """Whether ``evidence`` carries ``statement``, and if not, why in words that can be checked."""
        finding = check(statement, evidence)
        if finding.verdict.ok or not self._may_excuse(finding):
            return finding.verdict
        return Verdict(ok=True) if self._excuses(statement, evidence) else finding.verdict

    def _may_excuse(self, finding: Finding) -> bool:
        return finding.refusal is None and excusable(finding) and self.model is not None

    def _excuses(self, statement: str, evidence: Sequence[str]) -> bool:
        if self.model is None or self.vectors is None:
            return False
        _, shown = read_pieces(evidence)
        features = support_features(reword(read_text(statement), shown), shown, self.model, self.vectors)
        return self.model.probability(features) >= self.model.threshold


def excusable(finding: Finding) -> bool:
    """Whether the words that the evidence lacks are few, and none of them is an act or what somebody shall or may do."""
    return 0 < len(finding.stems) <= _MOST and not finding.deed and not set(finding.stems) & ACTS
