"""Questions that name a contract in a lawyer's words, made from what lawyers noted of it: parties, title, date, file.

The notes are CUAD's (``labels.jsonl``: Document Name, Parties, Agreement Date), not what LexAssist reads from the file. One
question a form and contract, as far as its notes allow; which party, topic and letter is drawn by a digest, so the questions
are the same each time. Names of contracts and parties are used while measuring and never written to a result.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import UsageError

TOPICS = (
    "insurance",
    "assignment",
    "limits of liability",
    "governing law",
    "audits",
    "termination for convenience",
    "renewal",
    "exclusivity",
    "ownership of improvements",
    "minimum purchases",
)
_PARTY = re.compile(r"(?P<name>[^(]*)(?P<defined>.*)", re.DOTALL)
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_FORM = re.compile(
    r"[,\s]+(?:incorporated|inc|l\.?l\.?c|ltd|limited|corporation|corp|company|co|p\.?l\.?c|l\.?p|llp|gmbh|a\.?g|s\.?a|n\.?v"
    r"|b\.?v|a/s|s\.?p\.?a)\.?,?\s*$",
    re.IGNORECASE,
)
_PARTS_PLAYED = frozenset(
    """administrator adviser advisor affiliate agency agent bank borrower buyer client collectively company
    consultant contractor customer developer distributor end-user executive franchisee franchisor fund host
    individually investor issue issuer jointly lessee lessor licensee licensor manager manufacturer marketer
    member operator owner parties party provider purchaser recipient referred repairer reseller seller service
    shipper sponsor subcontractor subscriber supplier talent the together transporter trust vendor we you""".split()
)
_TYPE = re.compile(
    r"([a-z][a-z-]+ agreement|[a-z][a-z-]+ contract|lease)s?\b(?!.*(?:agreement|contract|lease))", re.DOTALL
)
_AMENDMENT = re.compile(r"amendment\s+(?:no\.?|number|#)\s*(\d+)", re.IGNORECASE)
_MONTHS = "January February March April May June July August September October November December".split()


class _Label(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    category: str
    lawyer_answer: str | None = None


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    document: str
    labels: tuple[_Label, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """What lawyers noted of one contract. ``parties`` are (name without its company form, name for short)."""

    contract: str
    title: str
    parties: tuple[tuple[str, str], ...]
    year: int | None
    day: date | None

    @property
    def kind(self) -> str:
        """The kind of contract in lower case with its noun ("supply agreement"), "" where the title tells none."""
        found = _TYPE.search(" ".join(self.title.lower().split()))
        return "" if found is None or found[1].split()[0] in ("this", "the", "to", "and", "of") else found[1]


@dataclass(frozen=True, slots=True)
class Named:
    """A question of one form about one contract."""

    form: str
    contract: str
    question: str


def read_notes(file: Path) -> dict[str, Noted]:
    """The notes on each contract, by its name. Raises UsageError when the file is not CUAD's labels."""
    try:
        rows = [
            _Row.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
        ]
    except (OSError, ValidationError) as error:
        raise UsageError(f"{file} is not CUAD's labels.", remedy="Name the folder that holds labels.jsonl.") from error
    return {row.document: _noted(row) for row in rows}


def name_contract(noted: Noted) -> Iterator[Named]:
    """The questions that name this contract, one for each form that its notes allow."""
    draw = hashlib.sha256(noted.contract.encode()).digest()
    topic = TOPICS[draw[0] % len(TOPICS)]
    yield Named("by file name", noted.contract, f"{noted.contract}: what is agreed about {topic}?")
    if noted.day is not None:
        written = f"{noted.day.day} {_MONTHS[noted.day.month - 1]} {noted.day.year}"
        yield Named("by date alone", noted.contract, f"What does the agreement of {written} say about {topic}?")
    if noted.kind:
        yield Named("by kind alone", noted.contract, f"Which of our {noted.kind}s deal with {topic}?")
    if noted.parties:
        for form, question in _by_party(noted, topic, draw[1]):
            yield Named(form, noted.contract, question)


def _by_party(noted: Noted, topic: str, draw: int) -> Iterator[tuple[str, str]]:
    name, short = noted.parties[draw % len(noted.parties)]
    amendment = _AMENDMENT.search(noted.title)
    yield "by party", f"In our agreement with {name}, what is agreed about {topic}?"
    yield "by party, genitive", f"What does {short}'s contract say about {topic}?"
    yield "by party, no capitals", f"what is agreed about {topic} in the contract with {short}".lower()
    if noted.kind:
        yield "by party and kind", f"What does the {short} {noted.kind} say about {topic}?"
    if noted.kind and noted.year:
        yield "by party, kind and year", f"How is {topic} dealt with under the {noted.year} {noted.kind} with {short}?"
    if noted.day is not None:
        written = f"{_MONTHS[noted.day.month - 1]} {noted.day.day}, {noted.day.year}"
        yield "by party and date", f"What does the agreement with {short} dated {written} say about {topic}?"
    if len(noted.parties) > 1:
        first, second = noted.parties[0][0], noted.parties[1][0]
        yield "by two parties", f"Is there anything about {topic} in the contract between {first} and {second}?"
    if (misspelt := _misspell(short, draw)) is not None:
        yield "by party, misspelt", f"In our agreement with {misspelt}, what is agreed about {topic}?"
    if amendment is not None:
        yield (
            "by party and amendment",
            f"What does Amendment No. {amendment[1]} to the {short} agreement say about {topic}?",
        )


def _noted(row: _Row) -> Noted:
    said = {label.category: label.lawyer_answer or "" for label in row.labels}
    month, day, year = _date(said.get("Agreement Date", ""))
    parties = tuple(dict.fromkeys(party for part in said.get("Parties", "").split(";") if (party := _party(part))))
    whole = date(year, month, day) if year and month and day else None
    return Noted(row.document, said.get("Document Name", ""), parties, year or None, whole)


def _party(part: str) -> tuple[str, str] | None:
    match = _PARTY.fullmatch(" ".join(part.split()))
    if match is None:
        return None
    name, before = match["name"].strip(" ,."), ""
    while name != before:
        before, name = name, _FORM.sub("", name).strip(" ,.")
    shorts = [short.strip() for short in _QUOTED.findall(match["defined"])]
    short = next((s for s in shorts if _is_name(s)), name)
    return (name, short) if _is_name(name) and len(name) < 60 else None


def _is_name(text: str) -> bool:
    words = re.findall(r"[a-z][a-z-]+", text.lower())
    played = _PARTS_PLAYED.intersection(word.removesuffix("s") for word in words)
    called = text[:1].isupper() or text[:1].isdigit() or any(c.isupper() for c in text)
    return bool(words) and called and len(text) > 2 and not played and not re.search(r"[\"“”:]|(\w)\1{3}", text)


def _date(noted: str) -> tuple[int, int, int]:
    """Month, day and year of "6/21/99"; 0 for a part that is left open ("[]/[]/2000")."""
    match = re.fullmatch(r"(\d{1,2}|\[\])/(\d{1,2}|\[\])/(\d{4}|\d{2})", noted.strip())
    if match is None:
        return 0, 0, 0
    month, day = (int(part) if part.isdigit() else 0 for part in match.groups()[:2])
    year = int(match[3])
    year += 0 if year > 99 else 1900 if year >= 50 else 2000
    valid = 1 <= month <= 12 and 1 <= day <= 28 + 3 * (month != 2)
    return (month, day, year) if valid else (0, 0, year)


def _misspell(short: str, draw: int) -> str | None:
    """The name with one letter inside its longest word left out or doubled, None for short words."""
    longest = max(re.findall(r"[A-Za-z]+", short), key=len, default="")
    if len(longest) < 7:
        return None
    place = 2 + draw % (len(longest) - 4)
    letter = longest[place]
    wrong = longest[:place] + (letter * 2 if draw % 2 else "") + longest[place + 1 :]
    return short.replace(longest, wrong, 1)


def questions_without_names(queries: Sequence[str], rewordings: Sequence[str]) -> tuple[str, ...]:
    """Questions that name no contract: what follows the name in ``queries``, and ``rewordings``; each once."""
    asked = [query.rpartition(";")[2].strip() for query in queries]
    return tuple(dict.fromkeys(question for question in (*asked, *rewordings) if question))
