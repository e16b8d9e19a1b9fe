"""The example of docs/review.md is a playbook, and its list of types is whole."""

from __future__ import annotations

import re
from pathlib import Path

from lexassist.review.playbook import Demand
from lexassist.review.playbookfile import read_playbook

from ..conftest import CORPORA, ROOT

GUIDE = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"<!-- example: checked by tests/review/test_guide.py -->\n```toml\n(.*?)```", re.DOTALL)


def test_the_example_can_be_used(tmp_path: Path) -> None:
    (example,) = EXAMPLE.findall(GUIDE)
    file = tmp_path / "ours.toml"
    file.write_text(example, encoding="utf-8")
    playbook = read_playbook(file, CORPORA / "playbooks")
    notice = playbook.rule("termination-for-convenience")
    assert (len(notice.fallbacks), notice.clause) == (2, "Termination For Convenience")
    assert playbook.rule("publicity").demand is Demand.NOTED
    assert not playbook.has("minimum-commitment")
    assert playbook.has("governing-law")


def test_every_type_that_a_shipped_playbook_asks_for_is_listed() -> None:
    listed = " ".join(GUIDE.split())
    for file in (CORPORA / "playbooks").glob("*.toml"):
        for rule in read_playbook(file).rules:
            assert not rule.clause or rule.clause in listed, f"{file.name}: {rule.clause}"
