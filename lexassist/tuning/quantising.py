"""An encoder and a judge as LexAssist ships them: ONNX with fused operators and 8-bit weights, beside their tokenizer.

What it writes is what :mod:`lexassist.retrieval.quantised` loads. Needs the package onnx, which
LexAssist itself does not (the extra ``dev`` has it).
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from sentence_transformers import SentenceTransformer
from torch.nn import functional
from transformers import BertConfig

from lexassist.models.catalogue import JUDGE
from lexassist.retrieval.quantised import MODEL, TOKENIZER
from lexassist.tuning.encoders import bert_of
from lexassist.tuning.judge_network import PairNetwork

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


class _Shares(torch.nn.Module):
    """A judge whose answers are shares, as one graph."""

    def __init__(self, network: PairNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        return functional.softmax(self.network(input_ids, attention_mask, token_type_ids), dim=-1)


def write_quantised(model: SentenceTransformer, tokenizer: Path, out: Path) -> None:
    """Write a model that :func:`lexassist.tuning.encoders.load_encoder` gave, and its tokenizer's file, to ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        write_plain(model, plain)
        _quantise(plain, bert_of(model).config, out / MODEL)
    shutil.copyfile(tokenizer, out / TOKENIZER)


def write_judge(network: PairNetwork, out: Path) -> Path:
    """Write a trained judge beside the encoder in ``out``, as :class:`lexassist.retrieval.quantised.PairClassifier` loads it."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        _export(_Shares(network.eval()), plain, ("input_ids", "attention_mask", "token_type_ids"), "shares")
        _quantise(plain, network.bert.config, out / JUDGE)
    return out / JUDGE


def _quantise(plain: Path, config: BertConfig, file: Path) -> None:
    """Fuse operators and keep weights in 8 bits."""
    with tempfile.TemporaryDirectory() as folder:
        fused = Path(folder) / "fused.onnx"
        optimizer.optimize_model(
            str(plain),
            model_type="bert",
            num_heads=config.num_attention_heads,
            hidden_size=config.hidden_size,
            opt_level=0,
        ).save_model_to_file(str(fused))
        quantize_dynamic(
            fused,
            file,
            weight_type=QuantType.QInt8,
            per_channel=True,
            # Only products with a constant: those of attention lose too much. The type is that of unnamed tensors.
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": _FLOAT},
        )


def write_plain(model: SentenceTransformer, file: Path) -> None:
    """Write the model in 32-bit numbers, nothing fused, for texts of any number and length."""
    _export(_Pooled(bert_of(model).eval()), file, ("input_ids", "attention_mask"), "vectors")  # type: ignore[no-untyped-call]


def _export(module: torch.nn.Module, file: Path, takes: Sequence[str], gives: str) -> None:
    tokens = torch.tensor([[1, 2, 3, 4], [1, 2, 4, 0]])
    free = {0: "texts", 1: "tokens"}
    examples = {"input_ids": tokens, "attention_mask": (tokens > 0).long(), "token_type_ids": torch.zeros_like(tokens)}
    with warnings.catch_warnings():
        # Tracing warns of branches that do not depend on the texts, and of its own age.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            tuple(examples[name] for name in takes),
            str(file),
            input_names=list(takes),
            output_names=[gives],
            dynamic_axes={**dict.fromkeys(takes, free), gives: {0: "texts"}},
            opset_version=_OPSET,
            # The newer exporter writes operators that the fusion does not know.
            dynamo=False,
        )
