"""A matter's vectors made anew by another encoder: safe to interrupt at any moment, and to go on with.

Promises: until every text has a vector of the new encoder, the old ones are in use and nothing is compared with the new;
then all change at one stroke. What was encoded before an interruption (``kill -9`` included) is not encoded again, but for
the portion that was under way.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from lexassist.matters.store import MatterStore
from lexassist.retrieval.index import ChromaIndex
from lexassist.retrieval.vectors import ENCODED_AT_ONCE
from lexassist.types import Encoder, Progress, Reencoded, Stage, Watcher


def reencode(store: MatterStore, encoder: Encoder, index: Callable[[], ChromaIndex], watch: Watcher) -> Reencoded:
    """Give every chunk of a matter its vector by ``encoder``, then make the index anew.

    ``index`` opens the index for ``encoder``; it is called when the vectors are in use, and only where any changed. No
    document may be added meanwhile. ``Progress`` counts texts here, not files.

    Raises:
        EncoderMismatch: vectors of another shape are stored under the encoder's name.
        DiskFull: too little space is left; what was encoded is kept.
    """
    started, before = time.perf_counter(), store.encoder()
    missing = store.unencoded(encoder.name)
    for done in range(0, len(missing), ENCODED_AT_ONCE):
        watch(Progress("", Stage.ENCODING, done, len(missing)))
        texts = [chunk.encoded for chunk in store.chunks(missing[done : done + ENCODED_AT_ONCE])]
        store.add_vectors(encoder.name, texts, encoder.encode(texts))
    watch(Progress("", Stage.STORING, len(missing), len(missing)))
    if store.adopt_encoder(encoder.name):
        index().settle()
    watch(Progress("", Stage.DONE, len(missing), len(missing)))
    chunks, seconds = store.counts().chunks, time.perf_counter() - started
    return Reencoded(encoder.name, before, chunks, len(missing), seconds)
