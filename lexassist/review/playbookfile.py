"""Playbooks from TOML files that a lawyer can write: read, checked, and put over the playbook that they extend.

::

    name = "nda-recipient"          a name without spaces; --playbook takes it where the file lies with the shipped ones
    version = "1.0"
    title = "Mutual NDA, recipient's side"
    side = "recipient"
    description = "..."
    extends = "nda"                 optional: a shipped playbook, or a file beside this one

    [[rule]]
    id = "law"
    title = "Governing law"
    clause = "Governing Law"        a type of clause, or instead: question = "..."
    presence = "required"           or "forbidden", or "noted"
    severity = "high"               or "medium", or "low"
    position = "English law."
    value = "law in [England and Wales]"      or a list of such
    wording = ["governed by"]       phrases that must all stand in the clause; " | " parts ways of saying one
    unacceptable = ["..."]          phrases none of which may
    fallback = [{position = "...", value = "law in [Scotland]"}]
    guidance = "..."
    suggested = "..."
    shows = "term"                  the value that is told with the clause
    drop = true                     leaves a rule of the extended playbook out

A rule with the id of a rule of the extended playbook changes what it names and keeps the rest. Promises that every error
names file, line, key and what is expected.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from lexassist.errors import PlaybookError
from lexassist.review.constraints import Constraint, Subject, parse_constraint
from lexassist.review.playbook import Demand, Playbook, Position, Rule
from lexassist.types import Severity

SUFFIX = ".toml"
_DEEPEST = 5
"""Playbooks that extend one another."""
_ID = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
_RULE_HEAD = re.compile(r"^\s*\[\[\s*rule\s*\]\]")
_LINE = re.compile(r"line (\d+)")

Toml: TypeAlias = "str | int | float | bool | Sequence[Toml] | Mapping[str, Toml]"


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _parsed(value: object) -> object:
    if not isinstance(value, (str, list)):
        raise ValueError("expected a text, or a list of texts")  # noqa: TRY004 - pydantic takes no TypeError
    return tuple(parse_constraint(str(text)) for text in ([value] if isinstance(value, str) else value))


_Texts = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_listed)]
_Constraints = Annotated[tuple[Constraint, ...], BeforeValidator(_parsed)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _PositionTable(_Table):
    position: str = ""
    wording: _Texts = ()
    value: _Constraints = ()

    def made(self) -> Position:
        return Position(self.position, self.wording, self.value)


class _RuleTable(_PositionTable):
    id: str = Field(pattern=_ID)
    title: str = Field(min_length=1)
    clause: str = ""
    question: str = ""
    presence: Demand = Demand.REQUIRED
    severity: Severity = Severity.MEDIUM
    fallback: tuple[_PositionTable, ...] = ()
    unacceptable: _Texts = ()
    shows: Subject | None = None
    guidance: str = ""
    suggested: str = ""

    @model_validator(mode="after")
    def _one_of_two(self) -> _RuleTable:
        if bool(self.clause) == bool(self.question):
            raise ValueError("expected either `clause`, a type of clause, or `question`, and not both")
        return self

    def rule(self) -> Rule:
        return Rule(
            id=self.id,
            title=self.title,
            clause=self.clause,
            question=self.question,
            demand=self.presence,
            severity=self.severity,
            standard=self.made(),
            fallbacks=tuple(one.made() for one in self.fallback),
            unacceptable=self.unacceptable,
            shows=self.shows,
            guidance=self.guidance,
            suggested=self.suggested,
        )


class _PlaybookTable(_Table):
    name: str = Field(pattern=_ID)
    version: str = Field(min_length=1)
    title: str = Field(min_length=1)
    side: str = ""
    description: str = ""
    extends: str = ""
    rule: tuple[_RuleTable, ...] = Field(min_length=1)


def list_playbooks(folder: Path) -> tuple[Playbook, ...]:
    """The playbooks of a folder, by name. Raises PlaybookError where one cannot be used."""
    return tuple(read_playbook(file) for file in sorted(folder.glob(f"*{SUFFIX}")))


def find_playbook(named: str, shipped: Path) -> Path:
    """The file of a playbook that is named by its path, or by its name among the shipped. Raises PlaybookError."""
    for path in (Path(named), shipped / f"{named}{SUFFIX}"):
        if path.suffix == SUFFIX and path.is_file():
            return path
    known = ", ".join(file.stem for file in sorted(shipped.glob(f"*{SUFFIX}")))
    raise PlaybookError(f"There is no playbook {named!r}.", remedy=f"Name a file *{SUFFIX}, or one of: {known}.")


def read_playbook(file: Path, shipped: Path | None = None) -> Playbook:
    """The playbook in ``file``; what it extends is looked for beside it, then in ``shipped``.

    Raises:
        PlaybookError: it cannot be read, is not TOML, or says something that is not understood.
    """
    folders = (file.parent, *((shipped,) if shipped else ()))
    table = _validated(_with_extended(file, folders, ()), file)
    rules = tuple(one.rule() for one in table.rule)
    twice = next((rule.id for n, rule in enumerate(rules) if rule.id in {r.id for r in rules[:n]}), None)
    if twice is not None:
        raise _wrong(file, _line_of(file, ("rule", twice)), f"the id {twice!r} is given to two rules", "Rename one.")
    return Playbook(table.name, table.title, table.version, table.side, table.description, rules)


def _with_extended(file: Path, folders: Sequence[Path], through: Sequence[Path]) -> Mapping[str, Toml]:
    """The file's tables, put over those of the playbook that it extends."""
    tree = _read(file)
    named = tree.get("extends")
    if not isinstance(named, str) or not named:
        return tree
    base = next((f / f"{named}{SUFFIX}" for f in folders if (f / f"{named}{SUFFIX}").is_file()), None)
    if base is None or len(through) >= _DEEPEST or base in (*through, file):
        what = "is not there" if base is None else "extends this one in its turn"
        raise _wrong(file, _line_of(file, ("extends",)), f"the playbook {named!r} {what}", "Name another, or none.")
    # What the base lacks is told with the base's own lines.
    below = _with_extended(base, folders, (*through, file))
    _validated(below, base)
    own = _rules(tree)
    known = {str(rule.get("id")): rule for rule in _rules(below)}
    lost = next((i for rule in own if rule.get("drop") and (i := str(rule.get("id"))) not in known), None)
    if lost is not None:
        raise _wrong(file, _line_of(file, ("rule", lost)), f"there is no rule {lost!r} to drop", f"Look in {base}.")
    merged = {**known}
    for rule in own:
        identity = str(rule.get("id"))
        if rule.get("drop"):
            del merged[identity]
        else:
            merged[identity] = {**_without_other_subject(merged.get(identity, {}), rule), **rule}
    return {**below, **tree, "rule": list(merged.values())}


def _without_other_subject(below: Mapping[str, Toml], rule: Mapping[str, Toml]) -> Mapping[str, Toml]:
    """A rule that now asks a question no longer asks for a type of clause, and the other way round."""
    other = "clause" if "question" in rule else "question" if "clause" in rule else ""
    return {key: value for key, value in below.items() if key != other}


def _rules(tree: Mapping[str, Toml]) -> Sequence[Mapping[str, Toml]]:
    rules = tree.get("rule", ())
    return [rule for rule in rules if isinstance(rule, Mapping)] if isinstance(rules, Sequence) else ()


def _read(file: Path) -> Mapping[str, Toml]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise PlaybookError(f"The playbook {file} cannot be read ({error.strerror}).", remedy="Check it.") from error
    except UnicodeDecodeError as error:
        raise PlaybookError(f"The playbook {file} is not UTF-8 text ({error}).", remedy="Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        last = len(file.read_text(encoding="utf-8").splitlines())
        line = int(found[1]) if found else last
        raise _wrong(file, line, f"this is not TOML ({error})", "Look for a missing quote or bracket there.") from error


def _validated(tree: Mapping[str, Toml], file: Path) -> _PlaybookTable:
    try:
        return _PlaybookTable.model_validate(tree)
    except ValidationError as error:
        first = error.errors()[0]
        where = _named(tree, first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        expected = _EXPECTED.get(first["type"], said if said[:1].islower() else said[:1].lower() + said[1:])
        key = ".".join(where[2:] if where[:1] == ("rule",) else where) or "rule"
        rule = f" of rule {where[1]!r}" if where[:1] == ("rule",) and len(where) > 1 else ""
        raise _wrong(file, _line_of(file, where), f"`{key}`{rule}: {expected}", "Correct it there.") from error


_EXPECTED = {
    "missing": "it is missing; every playbook needs name, version, title and rules, every rule id and title",
    "extra_forbidden": "there is no such key; docs/review.md lists them",
    "string_pattern_mismatch": "expected small letters, digits and hyphens, as in 'nda-recipient'",
}


def _named(tree: Mapping[str, Toml], loc: tuple[int | str, ...]) -> tuple[str, ...]:
    """Where an error is, with the id of its rule in place of the rule's number."""
    if len(loc) > 1 and loc[0] == "rule" and isinstance(loc[1], int):
        rules = _rules(tree)
        identity = str(rules[loc[1]].get("id", loc[1] + 1)) if loc[1] < len(rules) else str(loc[1] + 1)
        return ("rule", identity, *(str(part) for part in loc[2:] if not isinstance(part, int)))
    return tuple(str(part) for part in loc if not isinstance(part, int))


def _line_of(file: Path, where: Sequence[str]) -> int:
    """The line of a key: of its rule, where the key itself does not stand there; 1 where neither does."""
    lines = file.read_text(encoding="utf-8").splitlines()
    first, last = 0, len(lines)
    heads = [n for n, line in enumerate(lines) if _RULE_HEAD.match(line)]
    if where[:1] == ("rule",) and len(where) > 1:
        blocks = list(zip(heads, [*heads[1:], last], strict=True))
        mine = [b for b in blocks if any(_sets(line, "id") and f'"{where[1]}"' in line for line in lines[slice(*b)])]
        by_number = [blocks[int(where[1]) - 1]] if where[1].isdigit() and 0 < int(where[1]) <= len(blocks) else []
        first, last = (mine[-1:] or by_number or [(0, last)])[0]
    elif heads and where[:1] != ("rule",):
        last = heads[0]
    for key in reversed(where[2:] if where[:1] == ("rule",) else where):
        for n in range(first, last):
            if _sets(lines[n], key) or (first < n and re.search(rf"[{{,]\s*{re.escape(key)}\s*=", lines[n])):
                return n + 1
    return first + 1


def _sets(line: str, key: str) -> bool:
    return re.match(rf"\s*{re.escape(key)}\s*=", line) is not None


def _wrong(file: Path, line: int, what: str, remedy: str) -> PlaybookError:
    return PlaybookError(f"{file}, line {line}: {what}.", remedy=remedy)
