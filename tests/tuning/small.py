"""Data so small that it can be worked out by head: contracts, questions, and an encoder of random weights."""

from __future__ import annotations

import json
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from lexassist.evaluation.cuad import Contract, Part, part_of
from lexassist.tuning.contracts import Studied, is_validation
from lexassist.types import Chunk, ChunkId, Clause, ClauseId, ClauseKind, DocumentId, Span

LAW = "4. Governing Law. This contract of {name} is governed by the law of Utopia and by the law of no other country."
RENT = "5. Payment of Rent. The rent that {name} owes is due in advance on the first day of each calendar month."
QUESTIONS = {
    "Law": [f"Which law governs this contract {word}?" for word in "now then here there always never".split()],
    "Rent": [f"When is the rent due {word}?" for word in "now then here there always never".split()],
    "": ["Who painted the fence?", "What colour is the sky?"],
}


def named(part: Part, *, validation: bool, count: int) -> list[str]:
    """Names of contracts that fall where they are wanted."""
    names = (f"Party{number}" for number in range(10_000))
    return [
        name
        for name in names
        if part_of(Contract(name, Path(), Path(), (), ())) is part and is_validation(name) is validation
    ][:count]


def write_material(folder: Path) -> Path:
    """Questions for two types of clause, and four topics."""
    folder.mkdir()
    rows = [{"category": name, "meaning": "", "questions": texts} for name, texts in QUESTIONS.items()]
    (folder / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    topics = [
        {"topic": word, "queries": [f"Who pays for the {word}?"], "clauses": [f"The {word} is paid for by the buyer."]}
        for word in "boat house garden horse".split()
    ]
    (folder / "topics-few.jsonl").write_text("".join(json.dumps(row) + "\n" for row in topics))
    return folder


def write_data(folder: Path, names: list[str]) -> Path:
    """Contracts of two clauses, each marked with its type and asked for."""
    for part in ("pdf", "txt"):
        (folder / part).mkdir(parents=True)
    labels, questions = [], []
    for name in names:
        law, rent = LAW.format(name=name), RENT.format(name=name)
        (folder / "txt" / f"{name}.txt").write_text(f"{law}\n{rent}")
        _write_pdf(folder / "pdf" / f"{name}.pdf", [law, rent])
        places = {"Law": [0, len(law)], "Rent": [len(law) + 1, len(law) + 1 + len(rent)]}
        marked = [{"category": category, "spans": [place]} for category, place in places.items()]
        labels.append({"document": name, "labels": marked})
        questions += [
            {
                "query": f"Consider the contract of {name}; {QUESTIONS[category][0]}",
                "category": category,
                "snippets": [{"document": name, "span": place}],
            }
            for category, place in places.items()
        ]
    for file, rows in (("labels.jsonl", labels), ("retrieval.jsonl", questions)):
        (folder / file).write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def _write_pdf(file: Path, lines: list[str]) -> None:
    canvas = Canvas(str(file), pagesize=(842, 595))
    for row, line in enumerate(lines):
        canvas.drawString(36, 500 - 40 * row, line)
    canvas.save()


def studied(texts: list[tuple[str, set[str]]], *, validation: bool = False, name: str = "d") -> Studied:
    """A contract whose chunks have these texts and labels, each a clause of its own."""
    document = DocumentId(name)
    chunks, clauses = [], []
    for number, (text, _) in enumerate(texts):
        identity, span = ClauseId(f"{name}-{number}"), Span(100 * number, 100 * number + len(text))
        clauses.append(Clause(identity, document, str(number), (str(number),), "", ClauseKind.OPERATIVE, span))
        chunks.append(Chunk(ChunkId(f"{name}-k{number}"), identity, document, span, text, ""))
    types = tuple(frozenset(labels) for _, labels in texts)
    return Studied(name, validation, tuple(clauses), tuple(chunks), types, ())


def write_encoder(folder: Path) -> Path:
    """A BERT of two tiny layers with random weights, whose words are those of the small contracts."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    said = " ".join([LAW, RENT, *(text for texts in QUESTIONS.values() for text in texts)]).lower()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *sorted({word.strip(".,?{}") for word in said.split()} - {""})]
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=48,
        max_position_embeddings=300,
    )  # fmt: skip
    bert = folder.with_name("bert")
    BertModel(config).save_pretrained(str(bert))
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(str(bert))
    transformer = Transformer(str(bert), max_seq_length=256)
    SentenceTransformer(modules=[transformer, Pooling(32, pooling_mode="mean")], device="cpu").save(str(folder))
    # sentence-transformers keeps the transformer's files at the top of the folder
    assert (folder / "tokenizer.json").is_file()
    return folder
