"""What the judge of statements learns from: every statement with its provision, among others and without it; a fifth kept."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lexassist.errors import UsageError
from lexassist.generation.entailment import NEVER, Settled
from lexassist.generation.scorer import WordVectors
from lexassist.generation.weighing import FEATURES
from lexassist.testing import WordEncoder
from lexassist.tuning.entailment import (
    SHARES,
    Example,
    Measured,
    Shown,
    answers_of,
    fit_entailment,
    is_kept,
    make_examples,
    weights_of,
)
from lexassist.tuning.judging import write_judging
from lexassist.tuning.material import Stated, Stating, Topic, read_statements

MATERIAL = Path(__file__).parents[2] / "corpora" / "training"
WRITTEN = tuple(
    Stating(
        provision=(f"The Supplier shall deliver item {n} to the Customer.",),
        statements=(
            Stated(text=f"Item {n} is delivered.", label=Settled.ENTAILED),
            Stated(text=f"Item {n} need not be delivered.", label=Settled.CONTRADICTED),
            Stated(text=f"Item {n} is painted.", label=Settled.NEITHER),
        ),
    )
    for n in range(30)
)
TOPICS = (Topic(topic="rent", queries=("rent",), clauses=("The Tenant shall pay the rent monthly.",)),)


def examples() -> tuple[Example, ...]:
    return tuple(make_examples(WRITTEN, TOPICS, WordVectors(WordEncoder()), seed=1))


def drawn(separation: float) -> Measured:
    """Cases whose first feature tells entailed statements from the others by ``separation``, the second contradicted ones."""
    rng = np.random.default_rng(3)
    settled = [(Settled.ENTAILED, Settled.CONTRADICTED, Settled.NEITHER)[n % 3] for n in range(900)]
    rows = rng.normal(size=(900, len(FEATURES)))
    rows[:, 0] += [separation * (one is Settled.ENTAILED) for one in settled]
    rows[:, 1] += [separation * (one is Settled.CONTRADICTED) for one in settled]
    made = [Example("", (), one, Shown.ALONE, n % 5 == 0) for n, one in enumerate(settled)]
    return Measured(tuple(made), rows)


def test_a_statement_is_shown_with_its_provision_among_others_and_without_it() -> None:
    for each in examples():
        own = [text for text in each.evidence if each.statement.split()[1] in text.split()]
        assert bool(own) is (each.shown is not Shown.GONE)
        assert each.settled is Settled.NEITHER or each.shown is not Shown.GONE
        assert len(set(each.evidence)) == len(each.evidence) == (1 if each.shown is Shown.ALONE else 4)


def test_examples_follow_from_the_seed() -> None:
    assert examples() == examples()


def test_all_statements_about_a_provision_are_kept_or_none_is() -> None:
    kept = {each.statement.split()[1] for each in examples() if each.kept}
    learned = {each.statement.split()[1] for each in examples() if not each.kept}
    assert kept
    assert not kept & learned


def test_answers_weigh_as_their_shares_whatever_their_number() -> None:
    made = [Example("", (), one, Shown.ALONE, False) for one in (*[Settled.CONTRADICTED] * 7, *Settled)]
    weights = weights_of(made)
    total = sum(weight for weight, one in zip(weights, made, strict=True) if one.settled is Settled.CONTRADICTED)
    assert total / weights.sum() == pytest.approx(SHARES[Settled.CONTRADICTED])


@pytest.mark.parametrize(("separation", "sure"), [(6.0, True), (0.5, False)])
def test_an_answer_is_sure_only_where_it_was_right_on_cases_kept_from_training(separation: float, sure: bool) -> None:
    model = fit_entailment(drawn(separation))
    assert (model.sure[Settled.ENTAILED] < NEVER) is sure
    assert model.sure[Settled.NEITHER] == NEVER


def test_what_differs_is_learned_and_its_figures_are_written(tmp_path: Path) -> None:
    measured = drawn(6.0)
    model = fit_entailment(measured)
    right = [
        answer is one.settled for one, (answer, _) in zip(measured.examples, answers_of(model, measured), strict=True)
    ]
    assert sum(right) > 0.95 * len(right)
    written = json.loads(
        write_judging(
            model,
            Measured(
                (*measured.examples, *(Example("", (), Settled.NEITHER, one, True) for one in Shown)),
                np.vstack([measured.features, np.zeros((3, len(FEATURES)))]),
            ),
            out=tmp_path,
            seed=0,
        ).read_text()
    )
    assert written["settings"] == {"learned": 720, "kept": 181}


def test_the_statements_that_ship_are_of_each_answer_and_none_is_twice_about_a_provision() -> None:
    written = read_statements(MATERIAL)
    texts = [(each.provision, stated.text) for each in written for stated in each.statements]
    assert len(set(texts)) == len(texts)
    for settled in Settled:
        share = sum(s.label is settled for each in written for s in each.statements) / len(texts)
        assert 0.25 < share < 0.45
    assert 0.1 < sum(map(is_kept, written)) / len(written) < 0.3


def test_a_line_that_is_no_statement_is_told(tmp_path: Path) -> None:
    (tmp_path / "statements.jsonl").write_text(
        '{"provision": ["A."], "statements": [{"text": "B.", "label": "perhaps"}]}'
    )
    with pytest.raises(UsageError, match="line 1"):
        read_statements(tmp_path)
