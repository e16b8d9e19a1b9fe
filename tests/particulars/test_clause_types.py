"""Types of clause: three outcomes, the certificate of absence, and the file that they are read with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.errors import ModelDamaged, ModelMissing
from lexassist.models import catalogue_file
from lexassist.particulars.clause_types import FILE, TypeModel, load_types, read_types, save_types, score_clauses
from lexassist.particulars.cues import CUES
from lexassist.types import (
    Chunk,
    ChunkId,
    Clause,
    ClauseId,
    ClauseKind,
    Document,
    DocumentId,
    Page,
    Presence,
    Span,
    WholeDocument,
)

LAW, ESCROW, OTHER = np.eye(3, dtype=np.float32)
"""A column for each subject: governing law, escrow, and all else."""
NAMES = tuple(cue.name for cue in CUES)
WORDS = 20
"""Characters of each clause."""


def model(*terms: str) -> TypeModel:
    """Two types, each known by its own column: 4 where a chunk is of it, else -4; the best chunk decides.

    ``terms`` make a chunk likelier to be of the first type, by 20 where it has no other known word; one about escrowed source code is
    likelier to be of the second, by 6.
    """
    cue_weights = np.zeros((len(CUES), 2), dtype=np.float32)
    cue_weights[NAMES.index("escrow of source code"), 1] = 6
    return TypeModel(
        types=("Law", "Escrow"),
        terms=terms,
        cues=NAMES,
        heads=np.stack([8 * LAW, 8 * ESCROW]),
        rarity=np.ones(len(terms), dtype=np.float32),
        term_weights=np.array([[20, 0]] * len(terms), dtype=np.float32).reshape(-1, 2),
        cue_weights=cue_weights,
        bias=np.full(2, -4, dtype=np.float32),
        evidence=np.array([1, 0], dtype=np.float32),
        shift=np.zeros(2, dtype=np.float32),
        absent=np.array([0.1, 0.1], dtype=np.float32),
        present=np.array([0.6, 0.6], dtype=np.float32),
        false_absences=np.array([0.02, 0.01], dtype=np.float32),
    )


def contract(*vectors: np.ndarray, unread: int | None = None) -> WholeDocument:
    """A contract with a clause and a chunk for each vector; ``unread`` is the clause at whose start an image stands."""
    identity = DocumentId("d")
    text = "".join(f"{n:02d} words of clause.\n" for n in range(len(vectors)))
    spans = [Span(WORDS * n, WORDS * (n + 1)) for n in range(len(vectors))]
    pages = [Page(1, 0, len(text), 600, 800)]
    if unread is not None:
        at = spans[unread].start
        pages = [Page(1, 0, at, 600, 800), Page(2, at, at, 600, 800, needs_ocr=True), Page(3, at, len(text), 600, 800)]
    clauses = tuple(
        Clause(ClauseId(f"c{n}"), identity, str(n), (str(n),), "", ClauseKind.OPERATIVE, span)
        for n, span in enumerate(spans)
    )
    chunks = tuple(
        Chunk(ChunkId(f"k{n}"), ClauseId(f"c{n}"), identity, span, text[span.start : span.end].strip(), "")
        for n, span in enumerate(spans)
    )
    rows = np.stack(vectors) if vectors else np.zeros((0, 3), dtype=np.float32)
    return WholeDocument(Document(identity, "", "a.pdf", text, tuple(pages)), clauses, (), (), chunks, rows)


def outcomes(whole: WholeDocument) -> list[Presence]:
    return [found.presence for found in read_types(model(), whole)]


@pytest.mark.parametrize(
    ("vectors", "expected"),
    [
        # one clause of each
        ([LAW, OTHER, ESCROW], [Presence.PRESENT, Presence.PRESENT]),
        # none is like escrow
        ([OTHER, LAW], [Presence.PRESENT, Presence.ABSENT]),
        # half like it: for a person to look at
        ([LAW, 0.5 * ESCROW], [Presence.PRESENT, Presence.UNCERTAIN]),
    ],
)
def test_a_type_is_present_absent_or_for_a_person_to_look_at(
    vectors: list[np.ndarray], expected: list[Presence]
) -> None:
    assert outcomes(contract(*vectors)) == expected


def test_a_present_type_has_its_places_and_an_absent_one_the_nearest() -> None:
    law, escrow = read_types(model(), contract(OTHER, LAW, 0.2 * ESCROW, OTHER, 0.9 * LAW))
    assert [place.clause for place in law.places] == ["c1", "c4"]
    assert escrow.places[0].clause == "c2"
    assert escrow.places[0].probability < 0.5
    assert (escrow.checked, escrow.clauses) == (5, 5)
    assert escrow.false_absences == pytest.approx(0.01)


def test_words_and_turns_of_phrase_count_beside_the_vector() -> None:
    whole = contract(OTHER, OTHER)
    said = replace(whole.chunks[1], text="The source code is kept in escrow by an agent.")
    known = replace(whole, chunks=(replace(whole.chunks[0], context="4 Venue", text="In Utopia."), said))
    assert outcomes(whole) == [Presence.ABSENT, Presence.ABSENT]
    assert [found.presence for found in read_types(model("utopia"), known)] == [Presence.PRESENT, Presence.PRESENT]
    assert read_types(model("^venue"), known)[0].presence is Presence.PRESENT
    assert read_types(model("venue"), known)[0].presence is Presence.ABSENT  # not among its words


def test_nothing_is_absent_where_words_could_not_be_read() -> None:
    escrow = read_types(model(), contract(LAW, OTHER, unread=1))[1]
    assert escrow.presence is Presence.UNCERTAIN
    assert (escrow.checked, escrow.clauses) == (0, 2)  # the image stands between the two


def test_nothing_is_absent_that_plain_words_provide_for() -> None:
    named = replace(model(), types=("Termination For Convenience", "Escrow"))
    silent = contract(OTHER)
    text = "Either party may end this Agreement at any time by giving notice."
    clauses = (replace(silent.clauses[0], span=Span(0, len(text))),)
    chunks = (replace(silent.chunks[0], span=Span(0, len(text)), text=text),)
    page = replace(silent.document.pages[0], end=len(text))
    speaking = replace(
        silent, document=replace(silent.document, text=text, pages=(page,)), clauses=clauses, chunks=chunks
    )
    assert [one.presence for one in read_types(named, silent)] == [Presence.ABSENT, Presence.ABSENT]
    assert [one.presence for one in read_types(named, speaking)] == [Presence.UNCERTAIN, Presence.ABSENT]


def test_each_clause_has_its_types_best_first() -> None:
    both = LAW + 0.8 * ESCROW
    scores = score_clauses(model(), contract(OTHER, both))
    assert [score.type for score in scores[ClauseId("c1")]] == ["Law", "Escrow"]
    assert scores[ClauseId("c0")] == ()


ROWS = st.lists(st.tuples(*[st.floats(-1, 1, width=32)] * 3), min_size=0, max_size=6)


@settings(deadline=None)
@given(ROWS, st.booleans())
def test_what_is_said_holds_together(rows: list[tuple[float, ...]], broken: bool) -> None:
    unread = 0 if broken and rows else None
    whole = contract(*(np.array(row, dtype=np.float32) for row in rows), unread=unread)
    spans = {clause.id: clause.span for clause in whole.clauses}
    for place, found in enumerate(read_types(model(), whole)):
        assert 0 <= found.checked <= found.clauses == len(rows)
        assert (found.presence is Presence.PRESENT) == (found.probability >= found.threshold)
        if found.presence is Presence.ABSENT:
            assert found.probability < model().absent[place]
            assert found.checked == found.clauses
        assert all(spans[one.clause].start <= one.span.start < one.span.end for one in found.places)
        assert all(one.span.end <= spans[one.clause].end for one in found.places)
        likely = [one.probability for one in found.places]
        assert likely == sorted(likely, reverse=True)


def test_what_was_saved_is_loaded_again(tmp_path: Path) -> None:
    save_types(model("words"), tmp_path)
    whole = contract(LAW, 0.4 * ESCROW, OTHER)
    assert read_types(load_types(tmp_path), whole) == read_types(model("words"), whole)


def test_what_was_learned_with_other_cues_is_refused(tmp_path: Path) -> None:
    save_types(replace(model(), cues=("a turn of phrase",)), tmp_path)
    with pytest.raises(ModelDamaged, match="other cues"):
        load_types(tmp_path)


def test_an_encoder_without_it_is_said_and_a_broken_file_too(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="knows no types of clause"):
        load_types(tmp_path)
    (tmp_path / FILE).write_bytes(b"no archive")
    with pytest.raises(ModelDamaged, match=FILE):
        load_types(tmp_path)
    np.savez(tmp_path / FILE, types=np.array(["a"]))  # parts are missing
    with pytest.raises(ModelDamaged):
        load_types(tmp_path)


def test_the_shipped_one_fits_the_shipped_encoder() -> None:
    shipped = load_types(catalogue_file().parent / "contracts-minilm")
    assert len(shipped.types) == len(set(shipped.types)) == 41
    assert shipped.heads.shape == (41, 384)
    assert (shipped.absent <= shipped.present).all()
    assert shipped.false_absences.mean() <= 0.03  # the bar
