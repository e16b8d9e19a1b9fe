"""Answers to the questions of sample contracts, judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.evaluation.answers import run_answers, same_clause
from lexassist.settings import Settings

from .fakes import LineAssistant

CONTRACT = "1 The tenant pays the rent of £500 monthly.\n2 The law of Utopia governs this lease.\n"
QUESTIONS = [
    # answered from the gold clause, quote and all
    ("q1", "Which law governs this lease?", "value", [("2", "law of\nUtopia")]),
    # an answer from the wrong clause
    ("q2", "Does the law say that the tenant pays the rent of £500 monthly?", "yes_no", [("2", "law of Utopia")]),
    # answerable, but nothing was found
    ("q3", "How much?", "value", [("1", "£500")]),
    # no answer, and none given
    ("q4", "May pets be kept?", "unanswerable", []),
    # no answer, but one given
    ("q5", "Which law governs this lease of a submarine?", "unanswerable", []),
]


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    folder = tmp_path / "corpora"
    (folder / "pdf").mkdir(parents=True)
    (folder / "pdf" / "lease.pdf").write_text(CONTRACT)
    rows = [
        {"id": name, "document": "lease.pdf", "question": question, "kind": kind, "answerable": bool(gold),
         "answer": "x" if gold else None,
         "gold": [{"document": "lease.pdf", "label": label, "quote": quote} for label, quote in gold]}
        for name, question, kind, gold in QUESTIONS
    ]  # fmt: skip
    (folder / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


@pytest.fixture
def assistant(tmp_path: Path) -> LineAssistant:
    return LineAssistant(Settings(home=tmp_path / "home"))


def test_each_answer_is_judged(assistant: LineAssistant, corpora: Path, tmp_path: Path) -> None:
    judged = {each.id: each for each in run_answers(assistant, corpora, out=tmp_path)}
    seen = {
        name: (each.abstained, each.clause, each.quote, each.right_to_abstain_or_not) for name, each in judged.items()
    }
    assert seen == {
        "q1": (False, True, True, True),
        "q2": (False, False, False, True),
        "q3": (True, False, False, False),
        "q4": (True, False, False, True),
        "q5": (False, False, False, False),
    }


def test_the_clause_of_another_contract_is_not_the_gold_one(
    assistant: LineAssistant, corpora: Path, tmp_path: Path
) -> None:
    (corpora / "pdf" / "other.pdf").write_text("An empty contract.")
    file = corpora / "questions.jsonl"
    file.write_text(file.read_text().replace('[{"document": "lease.pdf"', '[{"document": "other.pdf"'))
    assert not any(each.clause for each in run_answers(assistant, corpora, out=tmp_path))


def test_the_summary_has_a_row_a_kind(assistant: LineAssistant, corpora: Path, tmp_path: Path) -> None:
    run_answers(assistant, corpora, out=tmp_path)
    body = json.loads((tmp_path / "answers-corpora.json").read_text())
    rows = {row[0]: row[1:-1] for row in body["tables"][0]["rows"]}
    assert rows == {
        # questions, right, wrong, abstained, gold clause cited, gold words quoted, right to answer or abstain
        "unanswerable": ["2", "0", "1", "1", "–", "–", "1 of 2"],
        "value": ["2", "1", "0", "1", "1 of 2", "1 of 2", "1 of 2"],
        "yes_no": ["1", "0", "1", "0", "0 of 1", "0 of 1", "1 of 1"],
        "all": ["5", "1", "2", "2", "1 of 3", "1 of 3", "3 of 5"],
    }
    assert "smoke test" in body["notes"][0]


@pytest.mark.parametrize(
    ("cited", "gold", "same"),
    [
        ("9.2(b)", "9.2(b)", True),
        ("9.2(b)(ii)", "9.2(b)", True),  # a part of the gold clause
        ("9.2", "9.2(b)", False),  # more than the gold clause
        ("19.2", "9.2", False),
        ("9.20", "9.2", False),
        ("Section 2.03", "2.03", True),
        ("Schedule 2, 3.1", "Schedule 2, 3", True),
        ("3.1", "Schedule 2, 3", False),
        ("9.2", "", False),  # a clause without a label cannot be met by its label
    ],
)
def test_same_clause(cited: str, gold: str, same: bool) -> None:
    assert same_clause(cited, gold) is same


def test_a_question_about_a_file_that_is_not_there_is_refused(
    assistant: LineAssistant, corpora: Path, tmp_path: Path
) -> None:
    (corpora / "pdf" / "lease.pdf").rename(corpora / "pdf" / "other.pdf")
    with pytest.raises(UsageError, match=r"lease\.pdf"):
        run_answers(assistant, corpora, out=tmp_path)


def test_missing_or_broken_questions_are_named(assistant: LineAssistant, corpora: Path, tmp_path: Path) -> None:
    (corpora / "questions.jsonl").write_text('{"id": "q1"}\n')
    with pytest.raises(UsageError, match="does not fit"):
        run_answers(assistant, corpora, out=tmp_path)
    (corpora / "questions.jsonl").unlink()
    with pytest.raises(UsageError, match="cannot be read"):
        run_answers(assistant, corpora, out=tmp_path)
