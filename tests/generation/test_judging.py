"""What a judgement says, and that a judge's files are read back or refused in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lexassist.errors import ModelDamaged
from lexassist.generation.judging import CLASSES, NEVER, PassageJudge, Says, load_judge, save_sure, titled
from lexassist.models import catalogue_file
from lexassist.models.catalogue import JUDGED

SURE = {Says.YES: 0.9, Says.NO: 0.8, Says.TOLD: NEVER, Says.NOTHING: 0.95}


class Shares:
    """A classifier that gives every pair the shares that its passage names."""

    def __init__(self, shares: Mapping[str, tuple[float, ...]]) -> None:
        self.shares = shares

    def classify(self, pairs: Sequence[tuple[str, str]], /) -> NDArray[np.float32]:
        return np.array([self.shares[passage] for _, passage in pairs], dtype=np.float32)


def test_each_passage_is_judged_by_itself_in_its_place() -> None:
    shares = {"a b": (0.91, 0.03, 0.03, 0.03), "c": (0.05, 0.79, 0.1, 0.06), "d": (0.0, 0.0, 1.0, 0.0)}
    first, second, third = PassageJudge(Shares(shares), SURE).judge("May it?", ["a \n b", "c", "d"])
    assert (first.says, first.sure) == (Says.YES, frozenset({Says.YES}))
    assert (second.says, second.sure) == (Says.NO, frozenset())  # the likeliest, and not sure
    assert (third.says, third.sure) == (Says.TOLD, frozenset())  # nothing rests on what is never sure
    assert second.bears == pytest.approx(0.94)


def test_what_is_never_sure_is_not_settled() -> None:
    assert PassageJudge(Shares({}), SURE).settles == {Says.YES, Says.NO, Says.NOTHING}


@given(st.lists(st.floats(0.01, 1), min_size=4, max_size=4))
def test_what_is_likeliest_has_the_largest_share(weights: list[float]) -> None:
    shares = tuple(weight / sum(weights) for weight in weights)
    (one,) = PassageJudge(Shares({"p": shares}), SURE).judge("q", ["p"])
    assert one.shares[one.says] == max(one.shares.values())
    assert one.bears == pytest.approx(sum(one.shares[each] for each in CLASSES[:3]))


def test_no_passages_no_judgements() -> None:
    class Never:
        def classify(self, pairs: Sequence[tuple[str, str]], /) -> NDArray[np.float32]:
            return np.zeros((len(pairs), 4), dtype=np.float32)

    assert PassageJudge(Never(), SURE).judge("q", []) == ()


@pytest.mark.parametrize(
    ("heading", "shown"),
    [("2 Payment", "2 Payment\nWords."), (None, "Words."), ("", "Words.")],
)
def test_words_stand_behind_their_heading(heading: str | None, shown: str) -> None:
    assert titled(heading, "Words.") == shown


@pytest.mark.parametrize(
    "words",
    [
        "no json",
        '{"sure": {"yes": 0.9}}',  # an answer is missing
        '{"sure": {"yes": 1, "no": 1, "told": 1, "nothing": 1, "maybe": 1}}',  # one that there is not
    ],
)
def test_a_file_that_cannot_be_used_is_said_in_words(tmp_path: Path, words: str) -> None:
    (tmp_path / JUDGED).write_text(words)
    with pytest.raises(ModelDamaged, match="cannot be used"):
        load_judge(tmp_path, threads=1)


def test_a_folder_without_a_judge_has_none(tmp_path: Path) -> None:
    assert load_judge(tmp_path, threads=1) is None


def test_thresholds_without_a_network_are_refused(tmp_path: Path) -> None:
    save_sure(SURE, tmp_path)
    with pytest.raises(ModelDamaged, match="cannot be loaded"):
        load_judge(tmp_path, threads=1)


SHIPPED = catalogue_file().parent / "contracts-minilm"
PASSAGES = (
    "7.2 Audit. The licensor may inspect the licensee's books once a year on ten days' notice, at its own cost.",
    "9 Notices. Every notice is given in writing and sent by courier to the address of the other party.",
    "",
)


@pytest.fixture(scope="module")
def shipped() -> PassageJudge:
    judge = load_judge(SHIPPED, threads=1)
    assert judge is not None
    return judge


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("May the books be checked more than once a year?", 0),
        ("Who bears the cost of looking into the accounts?", 0),
        ("Is e-mail good enough to tell the other side something?", 1),
        ("Notice goes by courier.", 1),
    ],
)
def test_the_shipped_judge_tells_which_passage_bears_on_a_question(
    shipped: PassageJudge, question: str, place: int
) -> None:
    judged = shipped.judge(question, PASSAGES)
    assert max(range(len(PASSAGES)), key=lambda n: judged[n].bears) == place


def test_the_shipped_judge_gives_shares_of_whatever_it_is_given(shipped: PassageJudge) -> None:
    for one in shipped.judge("\x00 ☃", [*PASSAGES, "The Supplier shall insure. " * 400]):
        assert sum(one.shares.values()) == pytest.approx(1, abs=1e-3)
    assert shipped.judge("Is there a cap?", []) == ()
