"""An encoder from its folder, as it is trained and exported: a sentence-transformers folder that holds a BERT."""

from __future__ import annotations

from pathlib import Path

from sentence_transformers import SentenceTransformer
from transformers import BertModel
from transformers.utils import logging as transformers_logging

from lexassist.errors import ModelDamaged
from lexassist.retrieval.quantised import TOKENIZER

_REMEDY = "Give --base a sentence-transformers folder with a BERT and its tokenizer.json, such as that of MiniLM."


def load_encoder(folder: Path) -> SentenceTransformer:
    """The encoder in a folder; by path only, and without running code that lies in it.

    Raises:
        ModelDamaged: the folder holds none that can be loaded, or it is no BERT.
    """
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(
            str(folder.resolve()),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            # The only one of its ways to attend that can be exported.
            model_kwargs={"attn_implementation": "eager"},
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelDamaged(f"The encoder in {folder} cannot be loaded ({error}).", remedy=_REMEDY) from error
    if not (folder / TOKENIZER).is_file() or not isinstance(model[0].auto_model, BertModel):
        raise ModelDamaged(f"The encoder in {folder} is no BERT with a {TOKENIZER}.", remedy=_REMEDY)
    return model


def bert_of(model: SentenceTransformer) -> BertModel:
    """The BERT in an encoder that :func:`load_encoder` gave."""
    bert = model[0].auto_model
    if not isinstance(bert, BertModel):
        raise TypeError(f"{type(bert).__name__} is no BERT")
    return bert
