"""Texts to vectors, and pairs of texts to the shares of classes, with 8-bit models from a local folder, on ONNX Runtime.

The folder holds :data:`MODEL` (a BERT encoder with mean pooling, exported with its unit-length output), where there is one
:data:`JUDGE` (a BERT that reads two texts at once, exported with the shares of its classes) and :data:`TOKENIZER`. Against
float32 weights in PyTorch it is about twice as quick and starts without loading PyTorch. Texts are worked on longest first,
so that a batch holds texts of like length and little is padded; each core works on a batch of its own, a third quicker than
all cores on one. Nothing is fetched and no code in the folder is run.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from lexassist.errors import ModelDamaged
from lexassist.models.catalogue import JUDGE, QUANTISED

MODEL = QUANTISED
TOKENIZER = "tokenizer.json"
_LONGEST = 256
"""Tokens of a text, or of a pair, that count; the models were trained on no more."""
_BATCH = 8
"""Texts at a time: 4 to 8 are quickest, more of them only pad one another."""


class _Network:
    """A BERT and its tokenizer; one call at a time, whichever thread it comes from."""

    def __init__(self, folder: Path, model: str, *, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._session = onnxruntime.InferenceSession(
                str(folder / model), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise Exception itself, or classes of their own that derive from it
            raise ModelDamaged(
                f"{model} in {folder} cannot be loaded ({error}).",
                remedy="Run `lexassist models verify`, then install it again.",
            ) from error
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.no_padding()
        self._takes = frozenset(each.name for each in self._session.get_inputs())
        self._lock = threading.Lock()
        # A session may be run from several threads at a time: ONNX Runtime promises it.
        self._workers = ThreadPoolExecutor(threads or os.cpu_count() or 1, thread_name_prefix="encoder")

    @property
    def columns(self) -> int:
        """Numbers that come out for each text."""
        return int(self._session.get_outputs()[0].shape[1])

    def run(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """A row for each text or pair, in their order."""
        found = np.zeros((len(texts), self.columns), dtype=np.float32)
        if not texts:
            return found
        with self._lock:
            encoded = self._tokenizer.encode_batch(list(texts))
            order = sorted(range(len(encoded)), key=lambda index: len(encoded[index].ids))
            batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
            # The longest first, so that none is left over at the end for one core.
            batches.reverse()
            rows = self._workers.map(self._batch, ([encoded[index] for index in batch] for batch in batches))
            for batch, some in zip(batches, rows, strict=True):
                found[batch] = some
        return found

    def _batch(self, batch: Sequence[Encoding]) -> NDArray[np.float32]:
        """The rows of a batch, the longest last; what pads the others is masked."""
        tokens = np.zeros((len(batch), len(batch[-1].ids)), dtype=np.int64)
        mask, second = np.zeros_like(tokens), np.zeros_like(tokens)
        for row, one in enumerate(batch):
            tokens[row, : len(one.ids)] = one.ids
            second[row, : len(one.ids)] = one.type_ids
            mask[row, : len(one.ids)] = 1
        given = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": second}
        rows: NDArray[np.float32] = self._session.run(None, {k: v for k, v in given.items() if k in self._takes})[0]
        return rows


class QuantisedEncoder:
    """An encoder (see :class:`lexassist.types.Encoder`); one call at a time, whichever thread it comes from."""

    def __init__(self, folder: Path, *, name: str, threads: int) -> None:
        """Load the model in ``folder``.

        Args:
            folder: holds the model and its tokenizer.
            name: identifies the weights; stored beside every vector.
            threads: batches worked on at a time; 0 means one a core.

        Raises:
            ModelDamaged: the folder holds no model that can be loaded.
        """
        self._network = _Network(folder, MODEL, threads=threads)
        self._name = name

    @property
    def name(self) -> str:
        """Identifies the weights."""
        return self._name

    @property
    def dimension(self) -> int:
        """Columns of the vectors."""
        return self._network.columns

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension)."""
        return self._network.run(texts)


class PairClassifier:
    """Reads two texts at once and says what the second does to the first, as shares of classes."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Load :data:`JUDGE` in ``folder``; ``threads`` as for the encoder.

        Raises:
            ModelDamaged: the folder holds none that can be loaded.
        """
        self._network = _Network(folder, JUDGE, threads=threads)

    def classify(self, pairs: Sequence[tuple[str, str]], /) -> NDArray[np.float32]:
        """The share of each class, shape (len(pairs), classes); rows sum to 1."""
        return self._network.run(pairs)
