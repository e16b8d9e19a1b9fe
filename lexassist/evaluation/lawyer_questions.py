"""The questions to which lawyers wrote down the answers for the contracts of CUAD: 33 for a yes or a no, 8 for a value.

Each category is asked in up to two wordings: the data's own (LegalBench-RAG), where it has one, and one written for this
project. Of the data's own for yes/no categories some ask "what": they count where the answer says whether there is such a
clause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import UsageError
from lexassist.evaluation.cuad import Contract
from lexassist.evaluation.lawyer_answers import KINDS

OWN: Mapping[str, str] = {
    "Document Name": "What is the title of this contract?",
    "Parties": "Who are the parties to this contract?",
    "Agreement Date": "What is the date of this agreement?",
    "Effective Date": "On what date does the contract become effective?",
    "Expiration Date": "When does the initial term of this contract end?",
    "Renewal Term": "For how long is the contract extended when its initial term ends?",
    "Notice Period To Terminate Renewal": "How much notice prevents the automatic renewal of the contract?",
    "Governing Law": "Which state's or country's law governs this contract?",
    "Most Favored Nation": "Does the contract contain a most-favoured-customer clause?",
    "Competitive Restriction Exception": "Are there carve-outs from the non-compete or the exclusivity?",
    "Non-Compete": "Is a party restricted from competing with the other party?",
    "Exclusivity": "Does the contract provide for exclusive dealing?",
    "No-Solicit Of Customers": "Is a party prohibited from soliciting the customers of the other party?",
    "No-Solicit Of Employees": "Is a party prohibited from soliciting or hiring employees of the other party?",
    "Non-Disparagement": "Is there a clause that forbids a party to disparage the other party?",
    "Termination For Convenience": "Can a party terminate the contract without cause by giving notice?",
    "Rofr/Rofo/Rofn": "Is there a right of first refusal, first offer or first negotiation?",
    "Change Of Control": "Does a change of control of a party give the other party a right to terminate, or require consent or notice?",
    "Anti-Assignment": "Is consent or notice required if a party assigns the contract?",
    "Revenue/Profit Sharing": "Is one party required to share revenue or profit with the other party?",
    "Price Restrictions": "Is there a restriction on raising or lowering prices?",
    "Minimum Commitment": "Is there a minimum order or a minimum purchase commitment?",
    "Volume Restriction": "Is there a fee or a consent requirement when use goes beyond a certain volume?",
    "Ip Ownership Assignment": "Does intellectual property created by one party become the property of the other party?",
    "Joint Ip Ownership": "Is there intellectual property that the parties own jointly?",
    "License Grant": "Does the contract grant a licence?",
    "Non-Transferable License": "Is the licence non-transferable?",
    "Affiliate License-Licensor": "Does the licence include intellectual property of affiliates of the licensor?",
    "Affiliate License-Licensee": "Does the licence extend to affiliates of the licensee?",
    "Unlimited/All-You-Can-Eat-License": "Is there an enterprise licence or a licence for unlimited use?",
    "Irrevocable Or Perpetual License": "Is there a licence that is irrevocable or perpetual?",
    "Source Code Escrow": "Must source code be deposited in escrow?",
    "Post-Termination Services": "Are there obligations of a party after termination or expiry, such as transition services?",
    "Audit Rights": "Is there a right to audit the books, records or premises of a party?",
    "Uncapped Liability": "Is a party's liability unlimited for any kind of breach?",
    "Cap On Liability": "Is there a cap on liability?",
    "Liquidated Damages": "Does the contract provide for liquidated damages or a termination fee?",
    "Warranty Duration": "Is there a warranty for a stated period?",
    "Insurance": "Is a party required to maintain insurance?",
    "Covenant Not To Sue": "Is a party barred from contesting the other party's intellectual property or from bringing claims against it?",
    "Third Party Beneficiary": "Is there a third party that benefits from the contract and can enforce it?",
}
"""The wording written for this project, by category."""


class Wording(StrEnum):
    """Whose words a question is in."""

    DATA = "data"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class LawyerQuestion:
    """One question about one contract. ``answer`` is what the lawyers wrote, "" where they wrote nothing."""

    category: str
    wording: Wording
    text: str
    answer: str

    @property
    def yes_no(self) -> bool:
        """Whether the lawyers answered it with a yes or a no."""
        return self.category not in KINDS


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Answer(_Row):
    category: str
    lawyer_answer: str | None = None


class _Answers(_Row):
    document: str
    labels: tuple[_Answer, ...]


def read_answers(data: Path) -> Mapping[str, Mapping[str, str]]:
    """What the lawyers wrote, by contract and category. Raises UsageError when the labels are missing or do not fit."""
    file = next((f / "labels.jsonl" for f in (data, data / "cuad") if (f / "labels.jsonl").is_file()), None)
    if file is None:
        raise UsageError(f"{data} has no labels.jsonl.", remedy="Give --data the folder of CUAD.")
    try:
        rows = [_Answers.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    except ValidationError as error:
        raise UsageError(f"A line of {file} does not fit: {error}", remedy="Expected: CUAD v1.") from error
    return {row.document: {one.category: (one.lawyer_answer or "").strip() for one in row.labels} for row in rows}


def data_wordings(contracts: Sequence[Contract]) -> Mapping[str, str]:
    """The data's own question of each category, without the words that name a contract."""
    asked = {q.category: q.query.rpartition(";")[2].strip() for contract in contracts for q in contract.questions}
    return {category: text for category, text in asked.items() if category in OWN}


def questions_about(answers: Mapping[str, str], official: Mapping[str, str]) -> tuple[LawyerQuestion, ...]:
    """Every question about one contract to which the lawyers wrote an answer; of a value also where they wrote none."""
    questions: list[LawyerQuestion] = []
    for category, own in OWN.items():
        answer = answers.get(category, "")
        if category not in KINDS and answer not in ("Yes", "No"):
            continue
        if category in official:
            questions.append(LawyerQuestion(category, Wording.DATA, official[category], answer))
        questions.append(LawyerQuestion(category, Wording.OURS, own, answer))
    return tuple(questions)
