"""Vectors for texts: each different text is encoded once, whatever the number of chunks that have it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from lexassist.matters.store import MatterStore
from lexassist.types import Chunk, Encoder

ENCODED_AT_ONCE = 256
"""Texts between two signs of life."""


def encode_chunks(
    store: MatterStore, encoder: Encoder, chunks: Sequence[Chunk], alive: Callable[[], None]
) -> NDArray[np.float32]:
    """Vectors of ``chunks`` in their order, one row each; what the matter has encoded before is not encoded again.

    ``alive`` is called now and then while a long document is encoded.
    """
    texts = list(dict.fromkeys(chunk.encoded for chunk in chunks))
    vectors = dict(store.known_vectors(encoder.name, texts))
    missing = [text for text in texts if text not in vectors]
    for start in range(0, len(missing), ENCODED_AT_ONCE):
        batch = missing[start : start + ENCODED_AT_ONCE]
        vectors.update(zip(batch, encoder.encode(batch), strict=True))
        alive()
    return np.stack([vectors[chunk.encoded] for chunk in chunks])
