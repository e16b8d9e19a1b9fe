"""What judges statements, learned from the sentences of development contracts; no statement was written by annotators.

Entailed: a sentence in other words, shortened, its parties renamed, among the sentences most like it. Contradicted: the same with
its modal or negation turned round. Neither: the same where the sentence itself is not among the evidence. Statements about
contracts are shorter and more general than clauses, so words are left out at random: without that, only near copies would count.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from lexassist.evaluation.alterations import Alteration, alter
from lexassist.evaluation.paraphrases import PARAPHRASES
from lexassist.evaluation.provisions import Material
from lexassist.generation.entailment import EntailmentModel, Settled, statement_features
from lexassist.generation.scorer import WordVectors

_PIECES = 4
_STATEMENTS = 12
_MEANT = (
    (re.compile(r"\b(shall|must|will) not\b"), r"may"),
    (re.compile(r"\bmay not\b"), r"may"),
    (re.compile(r"\b(shall|must|will)\b(?! not)"), r"shall not"),
    (re.compile(r"\bmay\b(?! not| be)"), r"may not"),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement with pieces of evidence, and what they do to it."""

    statement: str
    evidence: tuple[str, ...]
    settled: Settled


def make_statements(material: Material, vectors: WordVectors, *, seed: int) -> Iterator[Judged]:
    """Statements of a contract, of each answer about as many."""
    draw = random.Random(f"entailment:{seed}:{material.contract}")  # noqa: S311
    pool = [p.text for p in draw.sample(list(material.provisions), k=min(80, len(material.provisions)))]
    if len(pool) <= _PIECES:
        return
    rows = vectors.of(pool)
    for place, text in enumerate(pool[:_STATEMENTS]):
        near = [int(n) for n in np.argsort(-(rows @ rows[place])) if n != place][:_PIECES]
        others = tuple(pool[n] for n in near)
        evidence = tuple(draw.sample([text, *others[:-1]], k=_PIECES))
        statement = _shortened(_reworded(text, draw), material.names.parties, draw)
        yield Judged(statement, evidence, Settled.ENTAILED)
        yield Judged(statement, others, Settled.NEITHER)
        if (turned := _turned(text)) or (turned := next(alter(text, Alteration.NEGATION, material.names), "")):
            yield Judged(_shortened(turned, material.names.parties, draw), evidence, Settled.CONTRADICTED)


def fit_entailment(examples: Sequence[Judged], vectors: WordVectors) -> EntailmentModel:
    """The model of all the examples."""
    features = np.array([statement_features(each.statement, each.evidence, vectors) for each in examples])
    scale = features.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=0.3, max_iter=3000).fit(features / scale, [each.settled.value for each in examples])
    rows: Mapping[str, int] = {str(name): row for row, name in enumerate(fitted.classes_)}
    weights = {each: tuple(round(float(w), 4) for w in fitted.coef_[rows[each.value]] / scale) for each in Settled}
    return EntailmentModel(weights, {each: round(float(fitted.intercept_[rows[each.value]]), 4) for each in Settled})


def _reworded(text: str, draw: random.Random) -> str:
    for name in draw.sample(list(PARAPHRASES), k=10):
        if new := next((new for new in PARAPHRASES[name](text) if new != text), None):
            return new
    return text


def _turned(text: str) -> str:
    for pattern, new in _MEANT:
        if pattern.search(text):
            return pattern.sub(new, text, count=1)
    return ""


def _shortened(text: str, parties: Sequence[str], draw: random.Random) -> str:
    """The statement with generic names for its parties, cut at a comma, and with a part of its small words left out."""
    for name, generic in zip(parties, ("One Party", "the other Party", "a Party"), strict=False):
        text = re.sub(rf"\b{re.escape(name)}\b", generic, text)
    cut = re.split(r"[,;(]", text)
    if len(cut[0].split()) >= 9 and draw.random() < 0.6:
        text = cut[0]
    share = draw.choice((0.0, 0.1, 0.25, 0.4))
    kept = [w for w in text.rstrip(".").split() if not (w.islower() and len(w) > 4 and draw.random() < share)]
    return " ".join(kept) + "."
