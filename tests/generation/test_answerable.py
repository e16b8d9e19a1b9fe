"""Whether evidence answers: what the score is made of, and that what was learned is read back as it was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.errors import ModelDamaged
from lexassist.generation.answerable import (
    FEATURES,
    FILE,
    AnswerModel,
    Findings,
    Weights,
    features_of,
    load_answerable,
    save_answerable,
    shares_words,
)
from lexassist.generation.asking import Asked
from lexassist.particulars.quantities import Kind
from lexassist.types import QuestionKind

from .one_contract import OneContract

ASKED = Asked(QuestionKind.VALUE, figures=(Kind.PERIOD,))
QUESTION = "Within how many days must the Customer pay?"


def features(question: str, asked: Asked = ASKED, labels: tuple[str, ...] = ("2", "4")) -> dict[str, float]:
    contract = OneContract(labels)
    hits = contract.search(question, k=8).hits
    return dict(zip(FEATURES, features_of(question, asked, Findings(hits, contract.text)), strict=True))


def test_words_and_figures_of_the_evidence_count() -> None:
    found = features("Must the Customer pay an invoice?")
    assert found["words_in_best"] == found["words_in_document"] == 1
    assert (found["figure"], found["no_figure"]) == (1, 0)
    missing = features("Must the Customer pay a submarine?", labels=("4",))
    assert missing["words_in_best"] < missing["words_in_document"] < 1
    assert (missing["figure"], missing["no_figure"]) == (0, 1)


def test_nothing_found_is_all_noughts() -> None:
    assert features_of(QUESTION, ASKED, Findings((), "")) == (0.0,) * len(FEATURES)


@settings(deadline=None)
@given(st.floats(0, 1))
def test_what_is_likelier_is_never_a_lower_feature(likely: float) -> None:
    hits = OneContract().search(QUESTION, k=8).hits
    findings = [Findings(hits, "", type_probability=p, bears=p) for p in (likely / 2, likely)]
    less, more = (dict(zip(FEATURES, features_of(QUESTION, ASKED, each), strict=True)) for each in findings)
    assert less["type"] <= more["type"]
    assert less["bears"] <= more["bears"]


def test_what_is_not_known_counts_for_neither_side() -> None:
    hits = OneContract().search(QUESTION, k=8).hits
    found = dict(zip(FEATURES, features_of(QUESTION, ASKED, Findings(hits, "")), strict=True))
    assert (found["type"], found["bears"]) == (0, 0)


def test_most_words_must_stand_in_what_was_found() -> None:
    hits = OneContract(("4",)).search("x", k=8).hits
    assert shares_words("May the Supplier assign the Agreement?", hits)
    assert not shares_words("Is there a waiver of jury trial by the Supplier?", hits)


def model() -> AnswerModel:
    weights = Weights(tuple(float(n) for n in range(len(FEATURES))), -2.0, 0.25)
    return AnswerModel(weights, replace(weights, threshold=0.5), {"Insurance": frozenset({"insur", "cover"})})


def test_what_was_learned_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_answerable(model(), tmp_path)
    assert load_answerable(tmp_path) == model()
    assert load_answerable(tmp_path / "elsewhere") is None


def test_a_file_for_other_features_is_refused(tmp_path: Path) -> None:
    file = save_answerable(model(), tmp_path)
    file.write_text(file.read_text().replace('"figure"', '"picture"'))
    with pytest.raises(ModelDamaged, match=FILE):
        load_answerable(tmp_path)


def test_each_sort_of_question_has_its_threshold() -> None:
    middling = Weights((1.0,) * len(FEATURES), -1.0, 0.3)
    both = AnswerModel(middling, replace(middling, threshold=0.6), {})
    point = (0.0,) * len(FEATURES)  # a probability of 0.27
    assert not both.answers(Asked(QuestionKind.VALUE, "Insurance"), point)[1]
    near = (1.0, *point[1:])  # 0.5
    assert both.answers(Asked(QuestionKind.VALUE, "Insurance"), near)[1]
    assert not both.answers(Asked(QuestionKind.VALUE), near)[1]
