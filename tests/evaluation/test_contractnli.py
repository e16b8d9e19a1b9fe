"""Evidence inside an agreement, over an assistant that can be worked out by head."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.errors import UsageError
from lexassist.evaluation.contractnli import measure, order_of, rank_bare, read_agreements, run_contractnli
from lexassist.generation.sentence_order import RankedSentence
from lexassist.settings import Settings
from lexassist.testing import words_of
from lexassist.types import Search, Sentence, Span

from .fakes import LineAssistant

TEXT = "The Information is secret.\nSamples shall not be engineered.\nUtopian law governs."
SPANS = [[0, 26], [27, 59], [60, 80], [80, 80]]


class SentenceAssistant(LineAssistant):
    """Each hit is one sentence, in the order of the hits."""

    def sentences(self, matter: str, search: Search, /) -> tuple[RankedSentence, ...]:
        return tuple(
            RankedSentence(
                hit.chunk.document,
                hit.chunk.clause,
                Sentence(hit.chunk.clause, (hit.chunk.span,), hit.chunk.text),
                (),
                hit.score,
                hit.similarity,
            )
            for hit in search.hits
        )


class Shared:
    """Counts the words that a text shares with the query."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def scores(self, query: str, /) -> list[float]:
        return [len({*words_of(query)} & {*words_of(text)}) for text in self._texts]


class Reversed(Shared):
    """Always wrong."""

    def scores(self, query: str, /) -> list[float]:
        return [-score for score in super().scores(query)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    def annotation(choice: str, *spans: int) -> dict[str, object]:
        return {"choice": choice, "spans": list(spans)}

    labels = {
        "nda-1": {"hypothesis": "Samples shall not be engineered by anybody."},
        "nda-2": {"hypothesis": "Some law governs."},
        "nda-3": {"hypothesis": "Nobody is hired away."},
    }
    annotations = {
        "nda-1": annotation("Entailment", 1),
        "nda-2": annotation("Contradiction", 2, 3),  # the second span is empty
        "nda-3": annotation("NotMentioned"),
    }
    document = {"text": TEXT, "spans": SPANS, "annotation_sets": [{"annotations": annotations}]}
    (tmp_path / "dev.json").write_text(json.dumps({"documents": [document], "labels": labels}))
    return tmp_path


def test_pairs_without_evidence_are_left_out(data: Path) -> None:
    (agreement,) = read_agreements(data)
    assert [(pair.statement[:7], set(pair.gold)) for pair in agreement.pairs] == [("Samples", {1}), ("Some la", {2})]
    assert len(agreement.spans) == 3


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dev.json").write_text("[]")
    with pytest.raises(UsageError, match="not ContractNLI"):
        read_agreements(tmp_path)


def test_both_sides_are_measured_on_the_same_pairs(data: Path, tmp_path: Path) -> None:
    assistant = SentenceAssistant(Settings(home=tmp_path / "home"))
    rivals = {"right": Shared, "wrong": Reversed}
    file = run_contractnli(assistant, read_agreements(data), rivals, out=tmp_path / "out")
    figures = json.loads(file.read_text())["figures"]
    means = {
        name: (each["recall"]["1"]["mean"], each["mean_average_precision"]["mean"]) for name, each in figures.items()
    }
    assert means == {"LexAssist": (1.0, 1.0), "right": (1.0, 1.0), "wrong": (0.0, pytest.approx(1 / 3))}
    assert file.name == "contractnli.json"


def test_a_rivals_order_is_that_of_its_scores(data: Path) -> None:
    agreements = read_agreements(data)
    assert rank_bare(agreements, Shared) == ((1, 0, 2), (2, 0, 1))
    assert measure(agreements, rank_bare(agreements, Shared)).recall[1].mean == 1.0


@pytest.mark.parametrize(
    ("spans", "delivered", "order"),
    [
        # each in a sentence of its own
        ([[Span(0, 5)], [Span(5, 9)]], [Span(5, 9), Span(0, 5)], (1, 0)),
        # two in one sentence keep their order; one that nobody delivered is last
        ([[Span(0, 5)], [Span(5, 9)], [Span(9, 12)]], [Span(5, 12)], (1, 2, 0)),
        # it stands where most of it stands, not where its first characters come
        ([[Span(0, 10)], [Span(10, 12)]], [Span(0, 2), Span(10, 12), Span(2, 10)], (1, 0)),
        # one that was lost in reading is last
        ([[], [Span(0, 5)]], [Span(0, 5)], (1, 0)),
    ],
)
def test_spans_stand_where_they_are_delivered(
    spans: list[list[Span]], delivered: list[Span], order: tuple[int, ...]
) -> None:
    assert order_of(spans, delivered) == order


@given(st.permutations([Span(10 * n, 10 * n + 10) for n in range(6)]))
def test_what_is_delivered_as_it_is_keeps_the_delivered_order(delivered: list[Span]) -> None:
    spans = sorted(delivered)
    assert [spans[place] for place in order_of([[span] for span in spans], delivered)] == list(delivered)
