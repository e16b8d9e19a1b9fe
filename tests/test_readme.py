"""The README's example runs as it stands there."""

from __future__ import annotations

import re

import pytest

from .conftest import ROOT

EXAMPLE = re.compile(r"<!-- example: run by tests/test_readme.py -->\n```python\n(.*?)```", re.DOTALL)


@pytest.mark.model
@pytest.mark.usefixtures("real_settings")
@pytest.mark.timeout(300)
def test_the_example_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    example, review = EXAMPLE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "nda.pdf indexed" in printed
    assert "England and Wales" in printed
    exec(compile(review, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "corpora/pdf/msa.pdf indexed 21" in printed
    assert "termination-for-convenience: " in printed


def test_every_link_to_a_file_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"
