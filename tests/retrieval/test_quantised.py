"""The shipped encoder: what callers rely on, whatever its weights."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.errors import ModelDamaged
from lexassist.models import catalogue_file
from lexassist.retrieval.quantised import MODEL, TOKENIZER, QuantisedEncoder

SHIPPED = catalogue_file().parent / "contracts-minilm"
TEXTS = (
    "This Agreement is governed by the laws of England.",
    "Either party may terminate on thirty days' notice.",
    "Rent",
    "",
    "\x00 ☃ \N{RIGHT-TO-LEFT OVERRIDE}",
    "The Supplier shall insure. " * 400,  # far longer than counts
)


@pytest.fixture(scope="module")
def encoder() -> QuantisedEncoder:
    return QuantisedEncoder(SHIPPED, name="shipped", threads=1)


def test_a_row_a_text_each_of_unit_length(encoder: QuantisedEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert encoder.encode([]).shape == (0, encoder.dimension)


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(len(TEXTS))))
def test_rows_follow_the_order_of_the_texts(order: list[int]) -> None:
    encoder = _shipped()
    alone = np.stack([encoder.encode([text])[0] for text in TEXTS])
    together = encoder.encode([TEXTS[index] for index in order])
    # The company in a batch moves a vector a little: what is rounded to 8 bits shares its scale with the batch.
    assert ((together * alone[order]).sum(axis=1) > 0.97).all()
    assert (np.argmax(together @ alone.T, axis=1) == order).all()


_KEPT: list[QuantisedEncoder] = []


def _shipped() -> QuantisedEncoder:
    if not _KEPT:
        _KEPT.append(QuantisedEncoder(SHIPPED, name="shipped", threads=1))
    return _KEPT[0]


def test_words_in_other_words_are_nearer_than_other_matters(encoder: QuantisedEncoder) -> None:
    asked, law, end, _ = encoder.encode(["Which law applies to the contract?", *TEXTS[:3]])
    assert asked @ law > asked @ end


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="nothing there"),
        pytest.param({MODEL: b"no model", TOKENIZER: b"{}"}, id="not a model"),
        pytest.param({MODEL: b""}, id="no tokenizer"),
    ],
)
def test_a_folder_without_a_model_is_said_in_words(tmp_path: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ModelDamaged, match="cannot be loaded"):
        QuantisedEncoder(tmp_path, name="x", threads=1)
