"""Which contracts are learned from, and what their chunks carry."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.errors import UsageError
from lexassist.evaluation.cuad import Contract, Part, Question, part_of, read_contracts
from lexassist.parsing.reading import read_document
from lexassist.tuning.contracts import carried, development, is_validation, official_questions, study_all
from lexassist.types import Reading, ReadStatus, Span

from .small import named, write_data

CHUNK = Span(100, 200)


def contract(name: str) -> Contract:
    question = Question(name, f"Consider {name}; which law?", f"Law of {name}", (Span(0, 1),))
    return Contract(name, Path(f"{name}.pdf"), Path(f"{name}.txt"), (question,), ())


@given(st.lists(st.text(min_size=1, max_size=20), unique=True, max_size=30))
def test_no_held_out_contract_is_ever_learned_from(names: list[str]) -> None:
    contracts = [contract(name) for name in names]
    held_out = {each.name for each in contracts if part_of(each) is Part.HELD_OUT}
    assert held_out.isdisjoint(each.name for each in development(contracts))
    assert len(development(contracts)) + len(held_out) == len(names)
    assert held_out.isdisjoint(name.removeprefix("Law of ") for name in official_questions(contracts))


def test_a_fifth_is_for_validation_whatever_else_there_is() -> None:
    shares = [is_validation(f"contract {number}") for number in range(2000)]
    assert 0.17 < sum(shares) / len(shares) < 0.23


@pytest.mark.parametrize(
    ("marked", "carries"),
    [
        (Span(100, 200), True),  # the chunk itself
        (Span(0, 1000), True),  # a long span around it
        (Span(0, 145), True),  # 45 of its characters: enough for any label
        (Span(0, 120), False),  # 20 of 120 marked, 20 of 100 of the chunk
        (Span(90, 120), True),  # 20, but most of what was marked
        (Span(150, 152), True),  # two characters, all that was marked
        (Span(0, 100), False),  # up to the chunk
        (Span(200, 201), False),  # behind it
    ],
)
def test_a_chunk_carries_a_label_when_it_has_enough_of_its_words(marked: Span, carries: bool) -> None:
    assert (carried(CHUNK, {"a": [marked]}) == {"a"}) is carries


@given(st.integers(0, 300), st.integers(1, 300))
def test_a_chunk_within_the_marked_words_carries_them(start: int, length: int) -> None:
    chunk = Span(start, start + length)
    assert carried(chunk, {"around": [Span(0, 700)], "elsewhere": [Span(700, 800)]}) == {"around"}


def as_text(contract: Contract) -> Reading:
    return read_document(contract.text().encode(), f"{contract.name}.txt")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    names = [
        *named(Part.DEVELOPMENT, validation=False, count=3),
        *named(Part.DEVELOPMENT, validation=True, count=2),
        *named(Part.HELD_OUT, validation=False, count=2),
    ]
    return write_data(tmp_path / "data", names)


def test_chunks_carry_what_experts_marked(data: Path) -> None:
    opened: list[str] = []

    def read(contract: Contract) -> Reading:
        opened.append(contract.name)
        return as_text(contract)

    studied = study_all(read_contracts(data), read, workers=1, tell=lambda line: None)
    assert len(studied) == 5
    assert [each.validation for each in studied].count(True) == 2
    assert set(opened).isdisjoint(named(Part.HELD_OUT, validation=False, count=2))
    for each in studied:
        by_type = {name: chunk.text for chunk, types in zip(each.chunks, each.types, strict=True) for name in types}
        assert "law of Utopia" in by_type["Law"]
        assert "calendar month" in by_type["Rent"]
        assert {asked.type for asked in each.asked} == {"Law", "Rent"}
        assert all(asked.gold.places and not asked.gold.missing for asked in each.asked)


def test_a_contract_without_text_is_told_and_left_out(data: Path) -> None:
    broken = named(Part.DEVELOPMENT, validation=False, count=1)[0]
    told: list[str] = []

    def read(contract: Contract) -> Reading:
        return Reading(ReadStatus.DAMAGED, "It is torn.") if contract.name == broken else as_text(contract)

    assert len(study_all(read_contracts(data), read, workers=2, tell=told.append)) == 4
    assert [line for line in told if "It is torn." in line]
    assert all(broken not in line for line in told)


def test_contracts_that_cannot_be_divided_are_refused(data: Path) -> None:
    alone = [each for each in read_contracts(data) if not is_validation(each.name)]
    with pytest.raises(UsageError, match="cannot be divided"):
        study_all(alone, as_text, workers=1, tell=lambda line: None)
