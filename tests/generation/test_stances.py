"""What words permit, require, forbid or exempt, in a clause's words and in plain ones."""

from __future__ import annotations

import pytest

from lexassist.generation.stances import Stance, agreement, stands
from lexassist.generation.wording import read_words


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The Tenant may keep a cat.", Stance.PERMITS),
        ("A cat is allowed.", Stance.PERMITS),  # without a doer
        ("The Tenant is entitled to keep a cat.", Stance.PERMITS),
        ("The Tenant shall feed the cat.", Stance.REQUIRES),
        ("A licence is needed for the cat.", Stance.REQUIRES),  # plain words
        ("The Tenant shall not keep a cat.", Stance.FORBIDS),
        ("No tenant may keep a cat.", Stance.FORBIDS),  # denied before the modal
        ("Cats are banned.", Stance.FORBIDS),
        ("Cats are not forbidden.", Stance.PERMITS),  # twice denied
        ("The Tenant need not feed the cat.", Stance.EXEMPTS),
        ("A licence is not required.", Stance.EXEMPTS),
        ("The cat sleeps in the hall.", Stance.STATES),
        ("The cat never sleeps in the hall.", Stance.DENIES),
        ("Rent of no less than $10 shall be paid.", Stance.REQUIRES),  # a bound is no denial
    ],
)
def test_the_stance_of_a_sentence(text: str, stance: Stance) -> None:
    assert stands(read_words(text))[0].stance is stance


def test_each_word_of_force_has_a_stand_of_its_own() -> None:
    words = read_words("The Tenant may keep a cat, and the Tenant shall not keep a dog.")
    found = stands(words)
    assert [one.stance for one in found] == [Stance.PERMITS, Stance.FORBIDS]
    assert found[1].end == len(words)


@pytest.mark.parametrize(
    ("said", "shown", "bearing"),
    [
        (Stance.PERMITS, Stance.PERMITS, "same"),
        (Stance.PERMITS, Stance.REQUIRES, "implied"),  # what one must do, one may do
        (Stance.REQUIRES, Stance.PERMITS, "weaker"),
        (Stance.PERMITS, Stance.FORBIDS, "opposed"),
        (Stance.REQUIRES, Stance.EXEMPTS, "opposed"),
    ],
)
def test_how_a_stance_bears_on_another(said: Stance, shown: Stance, bearing: str) -> None:
    assert agreement(said, shown) == bearing
