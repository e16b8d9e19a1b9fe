"""The score about words that a sentence has and its evidence has not, learned from the sentences of development contracts.

Supported: a sentence with one or two words exchanged for words near in meaning, or with words that only connect. Not supported:
the same with words of another sentence in their place, or with a phrase of another sentence behind. None of the words near in
meaning stands in the gate's own table, so that what is learned is how far vectors can be trusted. The threshold is chosen on
contracts that nothing else was learned from: the lowest at which few unsupported sentences pass.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from lexassist.evaluation.alterations import Alteration, alter
from lexassist.evaluation.provisions import Material
from lexassist.generation.gate import excusable
from lexassist.generation.reading import read_pieces, read_text, reword
from lexassist.generation.scorer import SupportModel, WordVectors, support_features
from lexassist.generation.verification import check
from lexassist.generation.wording import read_words

PASSING = 0.01
"""Share of the unsupported sentences that may pass at the threshold."""
_FEWEST_CONTRACTS = 8
"""Contracts that have a word whose weight is kept: names of parties are in one."""
_SENTENCES = 12
_NEAR = (
    "promptly swiftly,quickly,speedily|additional supplementary,added|entire complete,total|commence initiate,launch|obtain procure,secure|"
    "assist aid,support|immediately instantly|sufficient ample|request application|agreement arrangement,deal|reasonable sensible,fair|"
    "during throughout|purpose aim,objective|determine decide,establish|occur arise|employees workers,workforce|premises site,building|"
    "information data,details|current present,existing|change alteration|complete finish,finalise|receive obtain|attempt try|use employ|"
    "provide offer|conduct undertake|manner way,fashion|duties tasks,responsibilities|necessary needed,essential|required needed,necessary|"
    "relating pertaining|applicable relevant|following below|prior earlier,previous|subsequent later|initial first,opening|"
    "documents papers,paperwork|amount figure,total|issue problem,matter|assistance support,aid|advise counsel|describe specify,detail|"
    "appropriate suitable,proper|entitled eligible|notify alert,tell|remain stay|cooperate collaborate|effect impact|"
    "efforts endeavours,attempts|"
    "location place,position|proposed suggested,planned|actual real|correct accurate,right|separate distinct|several numerous|"
    "establish set,create|meeting gathering|business trade,enterprise|customers clients,buyers|goods merchandise|vehicle car|quickly rapidly"
)
_FILLERS = (
    "likewise",
    "accordingly",
    "in question",
    "in place",
    "as stated",
    "for its part",
    "in this respect",
    "thereby",
    "specifically",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with words that its evidence lacks, whether it is supported all the same, and where it comes from."""

    contract: str
    statement: str
    evidence: str
    supported: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """The features of n examples, (n, F), and which of them are supported, (n,)."""

    features: NDArray[np.float64]
    supported: NDArray[np.bool_]


def weights_of_words(materials: Sequence[Material]) -> Mapping[str, float]:
    """How much each stem says, as the logarithm of how few contracts have it (idf), of stems that many contracts have."""
    counts: Counter[str] = Counter()
    for material in materials:
        stems = {w.stem for p in material.provisions for w in read_words(p.text) if w.content and w.text.islower()}
        counts.update(one for one in stems if one.isalpha())
    return {one: math.log(len(materials) / n) for one, n in counts.items() if n >= _FEWEST_CONTRACTS}


def make_examples(material: Material, *, seed: int) -> Iterator[Example]:
    """Supported and unsupported sentences of a contract, of those about which only the score can decide."""
    draw = random.Random(f"support:{seed}:{material.contract}")  # noqa: S311
    provisions = draw.sample(list(material.provisions), k=min(_SENTENCES, len(material.provisions)))
    words = [
        w.text
        for p in material.provisions
        for w in read_words(p.text)
        if w.content and w.text.islower() and len(w.text) > 3
    ]
    for provision in provisions:
        others = [
            *_strange(provision.text, words, draw),
            *_longer(provision.text, provisions, draw),
            *alter(provision.text, Alteration.ACT, material.names),
        ]
        for supported, texts in ((True, _near(provision.text, draw)), (False, others)):
            for text in texts:
                if excusable(check(text, [provision.text])):
                    yield Example(material.contract, text, provision.text, supported)


def measure(examples: Sequence[Example], weight: Mapping[str, float], vectors: WordVectors) -> Measured:
    """The features of each example, a row each, and which are supported."""
    blank = SupportModel((), 0.0, 1.0, weight)
    rows = [_features(each, blank, vectors) for each in examples]
    return Measured(np.array(rows), np.array([each.supported for each in examples]))


def fit_support(training: Measured, validation: Measured, weight: Mapping[str, float]) -> SupportModel:
    """The score of all training examples with the threshold of the others."""
    scale = training.features.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=1.0, max_iter=2000, class_weight="balanced").fit(
        training.features / scale, training.supported
    )
    weights = tuple(round(float(w), 4) for w in fitted.coef_[0] / scale)
    model = SupportModel(weights, round(float(fitted.intercept_[0]), 4), 1.0, weight)
    wrong = np.sort(_probabilities(model, validation)[~validation.supported])
    threshold = float(wrong[min(len(wrong) - 1, int(len(wrong) * (1 - PASSING)))]) + 1e-4
    return SupportModel(model.weights, model.bias, round(threshold, 4), weight)


def passing(model: SupportModel, measured: Measured) -> tuple[float, float]:
    """The shares of supported and of unsupported examples that pass."""
    passed = _probabilities(model, measured) >= model.threshold
    return float(passed[measured.supported].mean()), float(passed[~measured.supported].mean())


def _probabilities(model: SupportModel, measured: Measured) -> NDArray[np.float64]:
    return np.array([model.probability(row) for row in measured.features])


def _features(example: Example, model: SupportModel, vectors: WordVectors) -> tuple[float, ...]:
    _, shown = read_pieces([example.evidence])
    return support_features(reword(read_text(example.statement), shown), shown, model, vectors)


def _near(text: str, draw: random.Random) -> Iterator[str]:
    """The sentence with a word near in meaning, with two, and with words that only connect."""
    changed: list[str] = []
    for group in _NEAR.split("|"):
        word, near = group.split(" ", 1)
        new = re.sub(rf"(?<=[a-z] ){word}\b", draw.choice(near.split(",")), text, count=1)
        if new != text:
            changed.append(new)
    draw.shuffle(changed)
    yield from changed[:3]
    filler = draw.choice(_FILLERS)
    if found := list(re.finditer(r"\b(?:shall|will|must|may)(?: not)? ", text))[:1]:
        yield f"{text[: found[0].end()]}{filler} {text[found[0].end() :]}"


def _strange(text: str, words: Sequence[str], draw: random.Random) -> Iterator[str]:
    """The sentence with one word, and with two, of other sentences."""
    own = [w.text for w in read_words(text) if w.content and w.text.islower() and len(w.text) > 3]
    for count in (1, 1, 2):
        new = text
        for word in draw.sample(own, k=min(count, len(own))):
            alike = [other for other in draw.sample(list(words), k=min(40, len(words))) if other[-2:] == word[-2:]]
            new = re.sub(rf"\b{re.escape(word)}\b", (alike or [draw.choice(list(words))])[0], new, count=1)
        yield new


def _longer(text: str, provisions: Sequence[object], draw: random.Random) -> Iterator[str]:
    """The sentence with the last words of another behind."""
    other = str(getattr(draw.choice(list(provisions)), "text", ""))
    tail = " ".join(other.rstrip(".").split()[-draw.randint(2, 4) :])
    if tail.islower():
        yield f"{text.rstrip('.')} {tail}."
