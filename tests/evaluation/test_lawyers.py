"""Answers compared with what lawyers wrote: what is right, what is wrong, and what counts as not answered."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from lexassist.errors import UsageError
from lexassist.evaluation.citations import Cited, Counted, Experts
from lexassist.evaluation.cuad import Contract, Part, part_of, read_contracts
from lexassist.evaluation.experiment import read_experiment
from lexassist.evaluation.lawyer_answers import KINDS
from lexassist.evaluation.lawyer_figures import experiment
from lexassist.evaluation.lawyer_judging import Judged, judge
from lexassist.evaluation.lawyer_questions import OWN, LawyerQuestion, Wording, questions_about, read_answers
from lexassist.evaluation.lawyers import Asked, run_lawyers, tell_progress
from lexassist.evaluation.pages import PageTest
from lexassist.settings import Settings
from lexassist.types import (
    Answer,
    AnswerId,
    AnswerSentence,
    Citation,
    ClauseId,
    Document,
    DocumentId,
    Page,
    SentenceStatus,
    Span,
    Support,
    Value,
    ValueKind,
    YesNo,
)

from .fakes import LineAssistant

TEXT = "The law of Utopia governs. A party may not assign."
DOCUMENT = Document(DocumentId("d"), "Lease", "lease.pdf", TEXT, (Page(1, 0, len(TEXT), 595, 842),))
CITED = Span(0, 26)
NOTHING = Answer(AnswerId("a"), "q", Support.ABSTAINED, (), (), (), (), 1, 2, "m", ())


def answer(verdict: YesNo = YesNo.NONE, *values: Value, quote: str = TEXT[:26]) -> Answer:
    citation = Citation(1, DOCUMENT.id, "lease.pdf", ClauseId("c"), "1", CITED, quote, (1,), ())
    sentence = AnswerSentence("It is so.", SentenceStatus.SUPPORTED, (1,))
    return replace(
        NOTHING,
        support=Support.SUPPORTED,
        sentences=(sentence,),
        citations=(citation,),
        verdict=verdict,
        values=values,
    )


def law(name: str, kind: ValueKind = ValueKind.GOVERNING_LAW) -> Value:
    return Value(kind, name, name, "Utopia", ClauseId("c"), Span(11, 17))


def asked(category: str, gold: str) -> LawyerQuestion:
    return LawyerQuestion(category, Wording.OURS, OWN[category], gold)


def judged(question: LawyerQuestion, given: Answer) -> Judged:
    return judge(question, given, Experts(DOCUMENT), (0.1, 0.2))


@pytest.mark.parametrize(
    ("gold", "given", "right", "score"),
    [
        ("Yes", answer(YesNo.YES), True, 1),
        ("No", answer(YesNo.YES), False, -1),
        ("Yes", answer(YesNo.NO), False, -1),
        ("Yes", answer(), None, 0),  # quoted evidence without a verdict is no answer
        ("No", NOTHING, None, 0),
    ],
)
def test_a_yes_or_no_is_the_verdict(gold: str, given: Answer, right: bool | None, score: int) -> None:
    made = judged(asked("Insurance", gold), given)
    assert (made.right, made.score) == (right, score)


@pytest.mark.parametrize(
    ("gold", "given", "right"),
    [
        ("Delaware", answer(YesNo.NONE, law("Delaware")), True),
        ("Delaware", answer(YesNo.NONE, law("Texas")), False),
        ("", answer(YesNo.NONE, law("Texas")), False),  # the lawyers found none
        ("Delaware", answer(), None),
        ("Delaware", answer(YesNo.NONE, law("Delaware", ValueKind.FORUM)), False),  # a value of another kind
    ],
)
def test_a_value_is_one_of_the_kind_asked_for(gold: str, given: Answer, right: bool | None) -> None:
    assert judged(asked("Governing Law", gold), given).right is right


def test_every_category_is_asked_and_those_without_an_answer_are_not() -> None:
    answers = {**dict.fromkeys(OWN, "No"), "Insurance": "", **dict.fromkeys(KINDS, "")}
    questions = questions_about(answers, {"Governing Law": "What is the governing law for this contract?"})
    assert len(OWN) == 41
    assert {question.category for question in questions} == set(OWN) - {"Insurance"}
    assert [q.wording for q in questions if q.category == "Governing Law"] == [Wording.DATA, Wording.OURS]


def test_the_lawyers_answers_are_read_with_blanks_as_nothing(tmp_path: Path) -> None:
    labels = [{"category": "Insurance", "lawyer_answer": "Yes"}, {"category": "Renewal Term", "lawyer_answer": None}]
    (tmp_path / "labels.jsonl").write_text(json.dumps({"document": "x", "labels": labels}) + "\n")
    assert read_answers(tmp_path) == {"x": {"Insurance": "Yes", "Renewal Term": ""}}
    with pytest.raises(UsageError, match=r"labels\.jsonl"):
        read_answers(tmp_path / "elsewhere")


LAW, RENT = "4. The governing law for this contract is that of Utopia.", "5. Rent is due monthly."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Twelve contracts of two lines and one page, about each a question that LegalBench-RAG asks."""
    folder = tmp_path / "data"
    for part in ("pdf", "txt"):
        (folder / part).mkdir(parents=True)
    labels, asked, pages = [], [], []
    for name in (f"Party{number}" for number in range(12)):
        text = f"{LAW}\n{RENT} {name}"
        (folder / "txt" / f"{name}.txt").write_text(text)
        (folder / "pdf" / f"{name}.pdf").write_text(f"\n\n{text}")
        span = [3, len(LAW)]
        labels.append({"document": name, "labels": [
            {"category": "Governing Law", "spans": [span], "lawyer_answer": "Utopia"},
            {"category": "Insurance", "spans": [], "lawyer_answer": "No"},
        ]})  # fmt: skip
        asked.append({"query": f"Consider {name}; What is the governing law for this contract?", "category": "Governing Law",
                      "snippets": [{"document": name, "span": span}]})  # fmt: skip
        pages.append({"document": name, "category": "Governing Law", "txt_span": span, "page_first": 1, "page_last": 1,
                      "occurrences_in_pdf": 1})  # fmt: skip
    for file, rows in (("labels", labels), ("retrieval", asked), ("gold_pages", pages)):
        (folder / f"{file}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def test_the_whole_measurement_says_what_was_asked_answered_and_cited(data: Path, tmp_path: Path) -> None:
    assistant, told = LineAssistant(Settings(home=tmp_path / "home")), list[str]()
    file = run_lawyers(assistant, data, contracts=3, seed=1, out=tmp_path, tell=told.append)
    written = read_experiment(file)
    assert file.name == "lawyers-cuad-3.json"
    assert written.command == "lexassist evaluate lawyers --data DIR --contracts 3 --seed 1"
    answers, quotations, cited = (table.rows for table in written.tables[:3])
    # per contract: the law and its seven fellow values in our wording, the law in the data's, insurance in ours; none answered
    assert answers[-1][:3] == ("all", "30", "0.0")
    # the line on the law shares three words with eight of the ten questions, and is quoted as evidence
    assert quotations[0] == ("equal to the stored text, all that are shown", "24", "100.00")
    assert quotations[1] == ("pages right, marked words at one place of the PDF", "3", "100.00 (100.00–100.00)")
    assert quotations[2][1:] == ("0", "–")
    # which law governs, in both wordings
    assert cited[-1][:3] == ("evidence quoted, no answer", "6", "6")
    assert cited[-1][3:5] == ("100.0 (100.0–100.0)",) * 2
    assert [line.partition(",")[0] for line in told[1:]] == ["contract 1 of 3", "contract 2 of 3", "contract 3 of 3"]
    assert told[1] == "contract 1 of 3, 30 questions left: about 4 s"
    assert "10 questions left" in told[3]


def test_without_pages_in_the_data_it_says_that_none_were_compared(data: Path, tmp_path: Path) -> None:
    (data / "gold_pages.jsonl").unlink()
    assistant = LineAssistant(Settings(home=tmp_path / "home"))
    written = read_experiment(run_lawyers(assistant, data, contracts=2, seed=1, out=tmp_path))
    assert [row[1] for row in written.tables[1].rows[1:]] == ["0", "0"]
    assert any("Pages were not compared" in note for note in written.notes)


def test_a_contract_that_cannot_be_read_is_told_and_not_asked(data: Path, tmp_path: Path) -> None:
    held_out = [contract for contract in read_contracts(data) if part_of(contract) is Part.HELD_OUT]
    held_out[0].pdf.write_text("broken " + held_out[0].name)
    assistant, told = LineAssistant(Settings(home=tmp_path / "home")), list[str]()
    file = run_lawyers(assistant, data, contracts=len(held_out), seed=1, out=tmp_path, tell=told.append)
    assert len(read_experiment(file).contracts) == len(held_out) - 1
    assert sum("could not be read" in line for line in told) == 1


def test_it_is_told_how_long_the_rest_takes_from_what_was_done() -> None:
    contract = Contract("x", Path("x.pdf"), Path("x.txt"), (), ())
    work = [Asked(contract, (asked("Insurance", "Yes"),) * count) for count in (100, 200, 1000)]
    assert tell_progress(work, 1, 50.0) == "contract 2 of 3, 1,200 questions left: about 10 min"
    assert tell_progress(work, 2, 30.0) == "contract 3 of 3, 1,000 questions left: about 100 s"


def answered(contract: str, *, right: bool | None, shared: int, cited: int = 2, gold: int = 4) -> Judged:
    counted = Counted(cited, gold, shared)
    test = PageTest(Span(0, 9), (1,), one_place=True, right=shared > 0)
    return Judged(contract, asked("Insurance", "Yes"), right, Cited(2, 2, (test,), counted, counted), (0.1, 0.2))


def test_a_quotation_counts_once_in_a_contract_and_an_answer_without_one_has_recall_only() -> None:
    made = [
        answered("a", right=True, shared=2),
        answered("a", right=True, shared=2),
        answered("b", right=False, shared=0, cited=0),
    ]
    written = experiment(Settings(home=Path("home")), "m", made, contracts=2, seed=1)
    _, quotations, cited, _ = written.tables
    assert quotations.rows[1][1:] == ("2", "50.00 (0.00–100.00)")
    assert cited.rows[2][1:5] == ("3", "2", "100.0 (100.0–100.0)", "33.3 (0.0–50.0)")
    assert written.figures["pages"] == [
        {"contract": "a", "span": [0, 9], "pages": [1], "one_place": True, "right": True},
        {"contract": "b", "span": [0, 9], "pages": [1], "one_place": True, "right": False},
    ]
