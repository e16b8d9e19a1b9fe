"""The gate with its trained score: it may excuse a word near in meaning, and never overrules a check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lexassist.errors import ModelDamaged
from lexassist.generation.gate import Gate
from lexassist.generation.scorer import FEATURES, SupportModel, WordVectors, load_support, save_support
from lexassist.generation.verification import verify
from lexassist.testing import WordEncoder

from .verification_cases import ALTERED, TRUE

PAY = "The Customer shall pay each undisputed invoice within thirty (30) days of receipt."
KEEN = SupportModel(tuple(0.0 for _ in FEATURES), 10.0, 0.5, {"receipt": 2.0})
"""Says yes to everything."""


def gate(model: SupportModel) -> Gate:
    return Gate(WordVectors(WordEncoder()), model)


@pytest.mark.parametrize(
    ("sentence", "ok"),
    [
        (
            "The Customer shall duly pay each undisputed invoice within 30 days of receipt.",
            True,
        ),  # a word that only connects
        ("The Customer shall duly pay each undisputed invoice within 60 days of receipt.", False),  # another number
        ("The Customer shall duly pay each undisputed invoice within 30 days before receipt.", False),  # another start
        ("The Supplier shall duly pay each undisputed invoice within 30 days of receipt.", False),  # another party
        ("The Customer shall not duly pay each undisputed invoice within 30 days of receipt.", False),  # a negation
        ("The Customer may duly pay each undisputed invoice within 30 days of receipt.", False),  # another modal
        (
            "The Customer shall dispute each undisputed invoice within 30 days of receipt, unless late.",
            False,
        ),  # an exception
        (
            "The Customer shall reject each undisputed invoice within 30 days of receipt.",
            False,
        ),  # an act is never excused
        (
            "The Customer shall duly and swiftly and gladly and wholly pay each undisputed invoice.",
            False,
        ),  # too many words
    ],
)
def test_a_score_that_says_yes_excuses_words_only(sentence: str, *, ok: bool) -> None:
    assert gate(KEEN).verify(sentence, [PAY]).ok is ok


def test_a_score_below_the_threshold_leaves_the_reason_of_the_checks() -> None:
    sentence = "The Customer shall duly pay each undisputed invoice within 30 days of receipt."
    assert gate(replace(KEEN, bias=-10.0)).verify(sentence, [PAY]) == verify(sentence, [PAY])


def test_without_a_score_the_gate_is_the_checks() -> None:
    cases = [*TRUE, *((sentence, evidence) for sentence, evidence, _ in ALTERED)]
    for sentence, evidence in cases:
        assert Gate().verify(sentence, [evidence]) == verify(sentence, [evidence])


def test_whatever_the_checks_allow_the_gate_allows() -> None:
    for sentence, evidence in TRUE:
        assert gate(replace(KEEN, bias=-10.0)).verify(sentence, [evidence]).ok


def test_what_was_learned_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_support(KEEN, tmp_path)
    assert load_support(tmp_path) == KEEN


def test_an_encoder_for_which_nothing_was_learned_has_no_score(tmp_path: Path) -> None:
    assert load_support(tmp_path) is None


@pytest.mark.parametrize("written", ["{", '{"features":["other"],"weights":[1],"bias":0,"threshold":0,"weight":{}}'])
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, written: str) -> None:
    (tmp_path / "support.json").write_text(written)
    with pytest.raises(ModelDamaged):
        load_support(tmp_path)
