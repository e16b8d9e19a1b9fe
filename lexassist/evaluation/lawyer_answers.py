"""Whether values are those that lawyers wrote down for a contract of CUAD: one comparison for everything that answers.

The data's ``lawyer_answer`` is free writing: "6/21/99", "[]/[]/2017" (a date left blank or redacted), "Successive 1 year",
'Halden Inc. ("Halden"); Quill Ltd. ("Quill")'. Compared are

- dates as dates: years of two figures by their last two, a part left blank on one side must be blank on the other;
- periods as periods: 12 months is 1 year, 30 days is not 1 month; whether a renewal is repeated is not compared, since the
  lawyers wrote it in some answers and not in others; "perpetual" only equals itself;
- laws by the one name of a jurisdiction (:mod:`lexassist.particulars.jurisdictions`);
- parties by their names without marks, company forms and what they are called for short: all of them, and no other; names
  that differ in one character of ten are the same, since answers were typed by hand;
- titles by their words without marks, articles and single letters.

Where lawyers wrote several values ("60 days; 180 days"), each value of ours must be one of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lexassist.errors import UsageError
from lexassist.particulars.jurisdictions import JURISDICTION, jurisdiction_of
from lexassist.particulars.parties import party_key
from lexassist.types import Value, ValueKind

KINDS: Mapping[str, ValueKind] = {
    "Document Name": ValueKind.TITLE,
    "Parties": ValueKind.PARTY,
    "Agreement Date": ValueKind.AGREEMENT_DATE,
    "Effective Date": ValueKind.EFFECTIVE_DATE,
    "Expiration Date": ValueKind.EXPIRY_DATE,
    "Renewal Term": ValueKind.RENEWAL_TERM,
    "Notice Period To Terminate Renewal": ValueKind.RENEWAL_NOTICE,
    "Governing Law": ValueKind.GOVERNING_LAW,
}
"""The categories of CUAD that ask for a value, and the kind that answers each."""

_DATE = re.compile(
    r"(?P<month>\[[^\]]*\]|\d{1,2})/(?P<day>\[[^\]]*\]|\d{1,2})/(?P<year>\d{2,4}|\d*\s*\[[^\]]*\](?:\[[^\]]*\])*)"
)
_PERIOD = re.compile(r"(?P<number>\d+|\[[^\]]*\])[\s-]*(?P<unit>day|week|month|quarter|year)s?\b", re.IGNORECASE)
_ISO = re.compile(r"P(?P<number>\d+)(?P<unit>[DWMY])")
_DAYS, _MONTHS = {"d": 1, "w": 7}, {"m": 1, "q": 3, "y": 12}
_ALIAS = re.compile(
    r"[(\[][^()]*[\"“”'][^()]*[)\]]?|[\"“”][^\"“”]*[\"“”]|\([^()]*\b(?:collectively|individually|parties)\b[^()]*\)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"^\W*(?:and\b|individually|collectively|each|together|sometimes)|\b(?:individually|collectively)\b", re.IGNORECASE
)
_SEVERAL = re.compile(r"(?:(?<=LLC)|(?<=Inc\.)|(?<=Ltd\.)|(?<=L\.P\.))(?:,\s+and|,|\s+and)\s+(?=[A-Z][A-Za-z]+\s)")
_ALIKE = 0.9


@dataclass(frozen=True, slots=True)
class PartiesFound:
    """How the parties that were found compare with the lawyers': how many of each there are, and how many are the same."""

    ours: int
    theirs: int
    same: int


def agrees(category: str, ours: Sequence[Value], theirs: str) -> bool | None:
    """Whether ``ours``, all values that are given as the answer for ``category``, are what the lawyers wrote.

    None where nothing is given: to abstain is neither right nor wrong. Where the lawyers wrote nothing (""), any value is
    wrong. Of most categories the answer is one value; of the parties, all.

    Raises:
        KeyError: the category asks for no value (:data:`KINDS`).
    """
    compare = _COMPARISONS[category]
    if not ours:
        return None
    return bool(theirs.strip()) and compare(ours, theirs)


@dataclass(frozen=True, slots=True)
class LawyersAnswer:
    """What lawyers wrote down for a category of a contract. ``marked`` says that experts marked words for it."""

    text: str
    marked: bool

    @property
    def open(self) -> bool:
        """Whether there are marked words and no value: the contract has one that could not be written down."""
        return self.marked and not self.text.strip()


class _Label(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    category: str
    spans: tuple[tuple[int, int], ...]
    lawyer_answer: str | None = None


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    document: str
    labels: tuple[_Label, ...]


def read_answers(data: Path) -> Mapping[str, Mapping[str, LawyersAnswer]]:
    """The lawyers' answers by the name of the contract and category, yes and no among them.

    Raises:
        UsageError: the data is missing or a line of it cannot be understood.
    """
    file = next((one for one in (data / "labels.jsonl", data / "cuad" / "labels.jsonl") if one.is_file()), None)
    if file is None:
        raise UsageError(f"{data} holds no labels.jsonl.", remedy="Give --data the folder of CUAD.")
    try:
        lines = [
            _Line.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
        ]
    except ValidationError as error:
        raise UsageError(f"A line of {file} does not fit: {error}", remedy="Give --data the folder of CUAD.") from error
    return {
        line.document: {
            label.category: LawyersAnswer(label.lawyer_answer or "", bool(label.spans)) for label in line.labels
        }
        for line in lines
    }


def agrees_party(ours: Value, theirs: str) -> bool:
    """Whether a party is one of the lawyers'."""
    return any(_same_name(_squeezed(ours.normal), _squeezed(name)) for name in lawyers_parties(theirs))


def compare_parties(ours: Sequence[Value], theirs: str) -> PartiesFound:
    """The same for parties, name by name."""
    wanted = lawyers_parties(theirs)
    left = [_squeezed(value.normal) for value in ours]
    count = len(left)
    same = 0
    for name in wanted:
        match = next((n for n, one in enumerate(left) if _same_name(one, _squeezed(name))), None)
        if match is not None:
            same += 1
            del left[match]
    return PartiesFound(count, len(wanted), same)


def lawyers_parties(theirs: str) -> tuple[str, ...]:
    """The names in the lawyers' answer, without what the contract calls them for short.

    >>> lawyers_parties('Halden (UK) Ltd. ("Halden"); Quill, Inc. ("Quill"); (individually a "Party")')
    ('Halden (UK) Ltd.', 'Quill, Inc.')
    """
    plain = theirs.replace("''", '"')
    called = {_squeezed(one) for one in re.findall(r"[\"“”']([^\"“”';]{2,60})[\"“”']", plain)}
    before = None
    while before != plain:
        before, plain = plain, _ALIAS.sub(" ", plain)
    parts = (" ".join(part.split()).strip(" ,)(") for part in re.split(r"[;\n]", _SEVERAL.sub(";", plain)))
    names: dict[str, str] = {}
    for part in parts:
        # "Halden and Quill": both again by what they are called. One name alone is a name, also where it is called the same.
        named = {_squeezed(one) for one in re.split(r"\band\b|,|&", part)} - {""}
        again = len(named) > 1 and named <= called | names.keys()
        if re.search(r"[A-Za-z]{2}", part) and not _NO_NAME.search(part) and not (again and names):
            names.setdefault(_squeezed(part), part)
    return tuple(names.values())


def _parties(ours: Sequence[Value], theirs: str) -> bool:
    found = compare_parties(ours, theirs)
    return found.same == found.ours == found.theirs


def _squeezed(name: str) -> str:
    main = re.split(r"\b(?:d/b/a|dba|doing business as|a/k/a|f/k/a|formerly)\b", name, maxsplit=1, flags=re.IGNORECASE)[
        0
    ]
    return party_key(main).replace(" ", "")


def _same_name(left: str, right: str) -> bool:
    return left == right or SequenceMatcher(None, left, right, autojunk=False).ratio() >= _ALIKE


def _titles(ours: Sequence[Value], theirs: str) -> bool:
    return _title_words(ours[0].normal) == _title_words(theirs)


def _title_words(title: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", title.lower().replace("'", "").replace("’", ""))
    return [word for word in words if word not in ("the", "this") and (len(word) > 1 or word.isdigit())]


def _laws(ours: Sequence[Value], theirs: str) -> bool:
    parts = [JURISDICTION.search(part) for part in theirs.split(";")]
    wanted = {jurisdiction_of(part[0]) for part in parts if part}
    return all(value.normal in wanted for value in ours)


def _dates(ours: Sequence[Value], theirs: str) -> bool:
    if "perpetual" in theirs.lower():
        return all(value.normal == "perpetual" for value in ours)
    wanted = [_lawyers_date(match) for match in _DATE.finditer(theirs)]
    return all(any(_date_of(value.normal, short=len(one[0]) == 2) == one for one in wanted) for value in ours)


def _lawyers_date(match: re.Match[str]) -> tuple[str, str, str]:
    year, month, day = (
        "" if "[" in match[part] else match[part].lstrip("0") if part != "year" else match[part]
        for part in ("year", "month", "day")
    )
    return (year, day, month) if month and int(month) > 12 else (year, month, day)


def _date_of(normal: str, *, short: bool) -> tuple[str, str, str]:
    parts = [*normal.split("-"), "", ""][:3]
    year = parts[0][-2:] if short else parts[0]
    return year, parts[1].lstrip("0"), parts[2].lstrip("0")


def _periods(ours: Sequence[Value], theirs: str) -> bool:
    if "perpetual" in theirs.lower():
        return all(value.normal == "perpetual" for value in ours)
    wanted = {_length(match["number"], match["unit"][0]) for match in _PERIOD.finditer(theirs)}
    given = [_ISO.fullmatch(value.normal) for value in ours]
    lengths = [_length(match["number"], match["unit"]) if match else ("", "") for match in given]
    blank = {("", "")} if "[" in theirs else set()
    return all(length in wanted | blank for length in lengths)


def _length(number: str, unit: str) -> tuple[str, str]:
    if not number.isdigit():
        return "", ""
    letter = unit.lower()
    if letter in _DAYS:
        return str(int(number) * _DAYS[letter]), "days"
    return str(int(number) * _MONTHS[letter]), "months"


_COMPARISONS: Mapping[str, Callable[[Sequence[Value], str], bool]] = {
    "Document Name": _titles,
    "Parties": _parties,
    "Agreement Date": _dates,
    "Effective Date": _dates,
    "Expiration Date": _dates,
    "Renewal Term": _periods,
    "Notice Period To Terminate Renewal": _periods,
    "Governing Law": _laws,
}
