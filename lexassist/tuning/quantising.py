"""An encoder as LexAssist ships it: ONNX with fused operators and 8-bit weights, beside its tokenizer.

What it writes is what :class:`lexassist.retrieval.quantised.QuantisedEncoder` loads. Needs the package onnx, which
LexAssist itself does not (the extra ``dev`` has it).
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from sentence_transformers import SentenceTransformer
from torch.nn import functional

from lexassist.retrieval.quantised import MODEL, TOKENIZER
from lexassist.tuning.encoders import bert_of

_OPSET = 17
_FLOAT = 1
"""onnx.TensorProto.FLOAT."""


class _Pooled(torch.nn.Module):
    """A BERT with mean pooling and unit length, as one graph."""

    def __init__(self, bert: torch.nn.Module) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask)[0]
        kept = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return functional.normalize((hidden * kept).sum(1) / kept.sum(1).clamp(min=1e-9), dim=-1)


def write_quantised(model: SentenceTransformer, tokenizer: Path, out: Path) -> None:
    """Write a model that :func:`lexassist.tuning.encoders.load_encoder` gave, and its tokenizer's file, to ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder) / "plain.onnx", Path(folder) / "fused.onnx"
        write_plain(model, plain)
        config = bert_of(model).config
        optimizer.optimize_model(
            str(plain),
            model_type="bert",
            num_heads=config.num_attention_heads,
            hidden_size=config.hidden_size,
            opt_level=0,
        ).save_model_to_file(str(fused))
        quantize_dynamic(
            fused,
            out / MODEL,
            weight_type=QuantType.QInt8,
            per_channel=True,
            # Only products with a constant: those of attention lose too much. The type is that of unnamed tensors.
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": _FLOAT},
        )
    shutil.copyfile(tokenizer, out / TOKENIZER)


def write_plain(model: SentenceTransformer, file: Path) -> None:
    """Write the model in 32-bit numbers, nothing fused, for texts of any number and length."""
    tokens = torch.tensor([[1, 2, 3, 4], [1, 2, 4, 0]])
    free = {0: "texts", 1: "tokens"}
    with warnings.catch_warnings():
        # Tracing warns of branches that do not depend on the texts, and of its own age.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Pooled(bert_of(model).eval()),  # type: ignore[no-untyped-call]
            (tokens, (tokens > 0).long()),
            str(file),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": free, "attention_mask": free, "vectors": {0: "texts"}},
            opset_version=_OPSET,
            # The newer exporter writes operators that the fusion does not know.
            dynamo=False,
        )
