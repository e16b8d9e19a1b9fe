"""Texts to vectors with a sentence-transformers model from a local folder.

Loads by absolute path only, never by name, so nothing can be fetched; remote code in a model folder is not run. Texts are
encoded longest first within a call, so that a batch holds texts of like length and little is padded.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from lexassist.errors import ModelDamaged


class SentenceEncoder:
    """An encoder (see :class:`lexassist.types.Encoder`); one call at a time, whichever thread it comes from."""

    def __init__(self, folder: Path, *, name: str, threads: int, batch: int) -> None:
        """Load the model in ``folder``.

        Args:
            folder: a sentence-transformers folder.
            name: identifies the weights; stored beside every vector.
            threads: threads of torch; 0 means one a core.
            batch: texts encoded at a time.

        Raises:
            ModelDamaged: the folder holds no model that can be loaded.
        """
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(threads or os.cpu_count() or 1)
        try:
            self._model = SentenceTransformer(
                str(folder.resolve()), device="cpu", local_files_only=True, trust_remote_code=False
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelDamaged(
                f"The encoder in {folder} cannot be loaded ({error}).",
                remedy="Run `lexassist models verify`, then install it again.",
            ) from error
        self._name = name
        self._batch = batch
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Identifies the weights."""
        return self._name

    @property
    def dimension(self) -> int:
        """Columns of the vectors."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode(
                list(texts),
                batch_size=self._batch,
                convert_to_numpy=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)
