"""One rule on one contract: a finding, without a model.

The places of the clause come from its type, or for a question from a search within the document. Where the clause is there,
its wording and values are tested against the standard position, then the fallbacks. Promises that every finding cites the
words it rests on; that a clause is told missing only with its certificate; that what is doubtful is told as uncertain, never
decided; and the same finding for the same contract, rule and models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lexassist.review.constraints import SUBJECT_WORDS
from lexassist.review.contract import Line, Passage, ReadContract
from lexassist.review.facts import SURE, Fact
from lexassist.review.judging import (
    Judged,
    Outcome,
    Scope,
    facts_in,
    judge_position,
    judge_unacceptable,
    tell_facts,
    worst,
)
from lexassist.review.opposites import may_say_opposite
from lexassist.review.playbook import Demand, Position, Rule
from lexassist.telling import count, label_words
from lexassist.types import Finding, Presence, TypePresence, Verdict

VERSION = "2"
"""Raised whenever the same contract and rule would be graded otherwise."""
MOST_CITED = 5
_UNLIKELY = 0.1
"""Below this probability a clause that cannot be ruled out is told as one that is probably not there."""
_TOLD = 3
"""Places that are told one by one."""
_MOST_PASSAGES = 6
"""Clauses of a type in which a rule is tested, the surest first."""

Ask = Callable[[str], TypePresence]
"""What a question finds in the contract, as if it were a type of clause (:mod:`lexassist.review.asking`)."""


def grade(rule: Rule, contract: ReadContract, ask: Ask) -> Finding:
    """The finding of ``rule`` on ``contract``."""
    seen = ask(rule.question) if rule.question else contract.types.get(rule.clause)
    if seen is None:
        said = f"No type of clause is called “{rule.clause}” here, so that it was not looked for."
        return Finding(contract.id, rule.id, Verdict.UNCERTAIN, rule.severity, said)
    own = contract.passages(seen.places)[:_MOST_PASSAGES]
    known = {line for passage in own for line in passage.lines}
    added = [passage for passage in contract.added_like(rule.clause) if known.isdisjoint(passage.lines)]
    graded = _Grading(rule, contract, seen, (*own, *added), ask)
    if rule.asked:
        return graded.answered()
    if seen.presence is Presence.PRESENT and graded.deleted:
        return graded.gone()
    if added:
        return graded.present()
    if seen.presence is Presence.PRESENT or graded.shown_by_value():
        return graded.present()
    return graded.absent() if seen.presence is Presence.ABSENT else graded.doubtful()


class _Grading:
    """One rule on one contract, with what was found for it."""

    def __init__(
        self, rule: Rule, contract: ReadContract, seen: TypePresence, passages: tuple[Passage, ...], ask: Ask
    ) -> None:
        self.ask = ask
        self.rule = rule
        self.contract = contract
        self.seen = seen
        self.passages = passages
        around = contract.section(seen.places[0]) if seen.places else ()
        focus = contract.passages(seen.places[:1]) if rule.question else passages
        self.scope = Scope(contract, passages, around, focus, asked=bool(rule.question))

    @property
    def deleted(self) -> bool:
        """Whether an amendment has deleted every clause that was recognised."""
        lines = [line for passage in self.passages for line in passage.lines]
        return bool(lines) and all(line.deleted for line in lines)

    def gone(self) -> Finding:
        """The clause was there, and an amendment has deleted it."""
        lines = self._best()
        missing = self.rule.demand is Demand.REQUIRED
        said = f"{self.rule.title}: {label_words(lines[0].label)} was deleted by an amendment"
        said += "; the playbook asks for one" if missing else ""
        verdict = Verdict.MISSING if missing else Verdict.COMPLIANT
        return self._finding(verdict, said, lines, answer="No", certificate=self.seen if missing else None)

    def shown_by_value(self) -> bool:
        """Whether a sure value tells that the clause is there, although it was not recognised for what it is."""
        for constraint in self.rule.standard.constraints:
            facts = facts_in(constraint.subject, self.scope)
            if any(fact.value is not None and fact.value.probability >= SURE for fact in facts):
                return True
        return False

    def present(self) -> Finding:
        """The clause is there: graded by its wording and values."""
        doubts = [line for line in self.scope.lines if line.doubt]
        if doubts:
            return self._finding(Verdict.UNCERTAIN, f"{doubts[0].doubt}", doubts)
        refused = judge_unacceptable(self.rule.unacceptable, self.scope)
        if refused is not None:
            return self._judged(Verdict.DEVIATION, [refused], refused.reason)
        best = self._best()
        if not self.rule.standard.tested and all(may_say_opposite(self.rule.clause, line.text) for line in best):
            said = f"{self._there()} speaks of it and may say the opposite; to be read by a person"
            return self._finding(Verdict.UNCERTAIN, said, best, certificate=self.seen)
        if self.rule.demand is Demand.FORBIDDEN:
            return self._forbidden()
        judged = judge_position(self.rule.standard, self.scope)
        outcome = worst(judged)
        if outcome is Outcome.MET:
            reason = "; ".join(one.reason for one in judged) or self._there()
            if not judged and self.rule.question:
                reason = f"{reason} is nearest to it, and has no wording that the playbook does not accept"
            return self._judged(Verdict.COMPLIANT, judged, reason)
        return self._below(judged)

    def _forbidden(self) -> Finding:
        """A clause that the playbook does not want, but may accept in a milder form."""
        first = Judged(Outcome.NOT_MET, f"{self._there()}; the playbook wants none", tuple(self._best()))
        if self.rule.standard.tested:
            judged = judge_position(self.rule.standard, self.scope)
            if worst(judged) is Outcome.MET:
                return self._judged(Verdict.COMPLIANT, judged, "; ".join(one.reason for one in judged))
            return self._below(judged)
        return self._below([first])

    def _below(self, judged: Sequence[Judged]) -> Finding:
        """The standard position is not met, or not surely: the fallbacks are tried in their order."""
        failing = [one for one in judged if one.outcome is not Outcome.MET]
        unsure = worst(judged) is Outcome.DOUBT
        for position in self.rule.fallbacks:
            tried = judge_position(position, self.scope)
            if tried and worst(tried) is Outcome.MET:
                said = f"{failing[0].reason}; it is within the fallback{_named(position)}"
                return self._judged(Verdict.FALLBACK, [*failing, *tried], said)
            # A fallback of which nothing can be read is not shown to be met; one that can be read both ways may be.
            unsure = unsure or (worst(tried) is Outcome.DOUBT and any(one.fact is not None for one in tried))
        verdict = Verdict.UNCERTAIN if unsure else Verdict.DEVIATION
        return self._judged(verdict, failing, "; ".join(one.reason for one in failing))

    def absent(self) -> Finding:
        """No clause has the type: missing where it is required, as it should be where it is not.

        A clause that would be told as missing is also searched for in words: what is found so is for a person.
        """
        seen = self.seen
        if self.rule.demand is Demand.REQUIRED and self.rule.clause:
            searched = self.ask(f"{self.rule.title}: {self.rule.standard.text}".rstrip(": "))
            if searched.presence is Presence.PRESENT:
                near = [line for passage in self.contract.passages(searched.places[:1]) for line in passage.core[:1]]
                where = self.contract.where(near[0]) if near else "a clause"
                said = f"{self.rule.title}: no clause was recognised, but {where} is near to it; to be read by a person"
                return self._finding(Verdict.UNCERTAIN, said, near, certificate=seen)
        none = f"{self.rule.title}: no such clause ({seen.checked:,} of {count(seen.clauses, 'clause')} checked)"
        verdict = Verdict.MISSING if self.rule.demand is Demand.REQUIRED else Verdict.COMPLIANT
        tail = "; the playbook asks for one" if verdict is Verdict.MISSING else ""
        return self._finding(verdict, none + tail, self._nearest(), answer="No", certificate=seen)

    def doubtful(self) -> Finding:
        """Whether the clause is there cannot be told."""
        lines = self._nearest()
        likely = self.seen.probability >= _UNLIKELY
        where = f"{'perhaps ' if likely else 'nearest is '}{self.contract.where(lines[0])}" if lines else ""
        doubt = where if likely and where else "; ".join(filter(None, ("probably no such clause", where)))
        chance = f"{max(0.01, self.seen.probability):.0%}"
        said = f"{self.rule.title}: {doubt} (probability of one {chance}); to be read by a person"
        return self._finding(Verdict.UNCERTAIN, said, lines, certificate=self.seen)

    def answered(self) -> Finding:
        """A plain question: the words that bear on it, for a person to judge."""
        lines = self._best()
        if self.seen.presence is not Presence.PRESENT or not lines:
            said = "nothing in the document bears clearly on the question; the nearest words are cited"
            return self._finding(Verdict.UNCERTAIN, said, self._nearest(), certificate=self.seen)
        said = f"{self.contract.where(lines[0])} is nearest to the question; whether it answers it is to be judged"
        return self._finding(Verdict.COMPLIANT, said, lines, answer=lines[0].text)

    def _there(self) -> str:
        places = list(dict.fromkeys(self.contract.where(line) for line in self._best()))[:_TOLD]
        return f"{self.rule.title}: {', '.join(places)}"

    def _best(self) -> list[Line]:
        """The first recognised line of each clause, the surest clause first."""
        best = [line for passage in self.passages for line in (passage.core or passage.lines)[:1]]
        return best[:_TOLD] if self.rule.question else best

    def _nearest(self) -> list[Line]:
        return self._best()[:3]

    def _judged(self, verdict: Verdict, judged: Sequence[Judged], reason: str) -> Finding:
        lines = [line for one in judged for line in one.lines] or self._best()
        fact = next((one.fact for one in judged if one.fact is not None), None)
        answer = fact.told if fact is not None else "Yes"
        if self.rule.shows is not None and verdict is Verdict.COMPLIANT:
            facts = facts_in(self.rule.shows, self.scope)
            answer, fact = "; ".join(one.told for one in facts) or "Yes", fact or (facts[0] if facts else None)
            if facts and not any(one.fact for one in judged):
                reason = f"{SUBJECT_WORDS[self.rule.shows]} is {tell_facts(self.rule.shows, facts, self.contract)}"
            lines = [line for one in facts for line in one.lines] or lines
        return self._finding(verdict, reason, lines, answer=answer, fact=fact)

    def _finding(
        self,
        verdict: Verdict,
        reason: str,
        lines: Sequence[Line],
        *,
        answer: str = "",
        fact: Fact | None = None,
        certificate: TypePresence | None = None,
    ) -> Finding:
        shown = list(dict.fromkeys(lines))[:MOST_CITED]
        return Finding(
            document=self.contract.id,
            rule=self.rule.id,
            verdict=verdict,
            severity=self.rule.severity,
            reason=_sentence(reason),
            citations=self.contract.cite(shown),
            answer=answer,
            value=fact.value if fact is not None else None,
            certificate=certificate,
            superseded=self.contract.cite_old(shown),
        )


def _named(position: Position) -> str:
    return f" ({position.text.rstrip('.')})" if position.text else ""


def _sentence(reason: str) -> str:
    said = f"{reason[:1].upper()}{reason[1:]}".rstrip()
    return said if said.endswith(".") else f"{said}."
