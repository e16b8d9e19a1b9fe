"""Playbooks: read, extended, and refused with file, line, key and what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from lexassist.errors import PlaybookError
from lexassist.review.constraints import Subject
from lexassist.review.playbook import Demand
from lexassist.review.playbookfile import find_playbook, list_playbooks, read_playbook
from lexassist.types import ColumnKind, Severity

from ..conftest import CORPORA

SHIPPED = CORPORA / "playbooks"
HEAD = 'name = "mine"\nversion = "1"\ntitle = "Mine"\n'
LAW = '[[rule]]\nid = "law"\ntitle = "Governing law"\nclause = "Governing Law"\n'


def written(folder: Path, text: str, name: str = "mine") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_rule_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    more = (
        'severity = "high"\nposition = "English law."\nvalue = "law in [England and Wales]"\n'
        'fallback = [{position = "Scots law", value = "law in [Scotland]"}]\nunacceptable = "any other law"\n'
    )
    (rule,) = read_playbook(written(tmp_path, f"{HEAD}{LAW}{more}")).rules
    assert (rule.id, rule.severity, rule.demand) == ("law", Severity.HIGH, Demand.REQUIRED)
    assert rule.standard.constraints[0].subject is Subject.LAW
    assert rule.fallbacks[0].constraints[0].names == ("Scotland",)
    assert rule.unacceptable == ("any other law",)
    assert rule.column.kind is ColumnKind.VERDICT


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (f"{HEAD}{LAW}severity = high\n", 8, "not TOML"),
        (f'{HEAD}{LAW}severity = "grave"\n', 8, "`severity` of rule 'law'"),
        (f'{HEAD}{LAW}value = "notice > 3 days"\n', 8, "`value` of rule 'law': expected a form such as"),
        (f'{HEAD}{LAW}sevrity = "high"\n', 8, "there is no such key"),
        (f'{HEAD}{LAW}question = "Which?"\n', 4, "either `clause`"),
        (f'{HEAD}\n[[rule]]\nid = "a"\nclause = "X"\n', 5, "`title` of rule 'a': it is missing"),
        (f'{HEAD}{LAW}fallback = [{{value = "law"}}]\n', 8, "`fallback.value` of rule 'law'"),
        (f"{HEAD.replace('mine', 'Mine!')}{LAW}", 1, "`name`: expected small letters"),
        (f"{HEAD}{LAW}{LAW}", 8, "given to two rules"),
        (HEAD, 1, "`rule`"),
        (f'extends = "nowhere"\n{HEAD}{LAW}', 1, "'nowhere' is not there"),
    ],
)
def test_an_error_names_line_key_and_what_is_expected(tmp_path: Path, text: str, line: int, says: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(PlaybookError) as refused:
        read_playbook(file)
    assert f"{file}, line {line}: " in str(refused.value)
    assert says in str(refused.value)


def test_a_playbook_extends_another(tmp_path: Path) -> None:
    written(tmp_path, f'{HEAD}{LAW}severity = "high"\n{LAW.replace("law", "cap")}', "base")
    own = (
        'extends = "base"\n'
        + HEAD
        + '[[rule]]\nid = "law"\nquestion = "Which law?"\n[[rule]]\nid = "cap"\ndrop = true\n'
    )
    playbook = read_playbook(written(tmp_path, own))
    (rule,) = playbook.rules
    # What it does not name it keeps; a question takes the place of the type of clause.
    assert (rule.question, rule.clause, rule.severity) == ("Which law?", "", Severity.HIGH)


def test_playbooks_do_not_extend_each_other_in_a_circle(tmp_path: Path) -> None:
    written(tmp_path, f'extends = "mine"\n{HEAD}{LAW}', "other")
    with pytest.raises(PlaybookError, match="in its turn"):
        read_playbook(written(tmp_path, f'extends = "other"\n{HEAD}{LAW}'))


def test_the_digest_changes_with_a_rule_and_not_with_a_comment(tmp_path: Path) -> None:
    first = read_playbook(written(tmp_path, f"{HEAD}{LAW}"))
    commented = read_playbook(written(tmp_path, f"# Ours.\n{HEAD}{LAW}"))
    graver = read_playbook(written(tmp_path, f'{HEAD}{LAW}severity = "high"\n'))
    assert first.sha256 == commented.sha256
    assert first.rules[0].digest != graver.rules[0].digest


def test_the_shipped_playbooks_can_be_used_and_say_what_to_do() -> None:
    playbooks = {playbook.name: playbook for playbook in list_playbooks(SHIPPED)}
    assert {"nda-recipient", "nda-discloser", "services", "saas", "supply", "lease", "due-diligence"} <= set(playbooks)
    assert len(playbooks["twenty"].rules) == 20
    for name, playbook in playbooks.items():
        assert playbook.description, name
        assert find_playbook(name, SHIPPED) == SHIPPED / f"{name}.toml"
        for rule in playbook.rules:
            assert rule.standard.text or rule.guidance or rule.unacceptable or rule.demand is Demand.NOTED, rule.id


def test_a_playbook_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(PlaybookError, match="twenty"):
        find_playbook("nothing", SHIPPED)
