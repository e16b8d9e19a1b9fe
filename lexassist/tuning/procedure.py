"""The whole of it: data and material in, a model's folder and a file of figures out.

Promises: the folder is written last, when everything has been made, so a run that is broken off leaves the old model as it
was. Held-out contracts are never opened.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from lexassist.errors import UsageError
from lexassist.evaluation.cuad import read_contracts
from lexassist.evaluation.experiment import Experiment, Json, Table, write_experiment
from lexassist.models.catalogue import QUANTISED
from lexassist.parsing.isolation.sandbox import Readers
from lexassist.particulars.clause_types import save_types
from lexassist.retrieval.quantised import TOKENIZER, QuantisedEncoder
from lexassist.retrieval.ranking import Ranking, save_ranking
from lexassist.settings import ReadingSettings
from lexassist.tuning.batches import Sampler
from lexassist.tuning.contracts import Studied, official_questions, study_all
from lexassist.tuning.encoders import load_encoder
from lexassist.tuning.examples import Examples, Floats, headed_passages, labelled_passages
from lexassist.tuning.figures import Found, measure_ranking, measure_similarity, measure_topics
from lexassist.tuning.headings import collect_headings
from lexassist.tuning.material import Material, Topic, read_drafts, read_material
from lexassist.tuning.quantising import write_quantised
from lexassist.tuning.ranking import Learned, fit_ranking
from lexassist.tuning.recipe import Recipe, Tell
from lexassist.tuning.training import train_encoder
from lexassist.tuning.type_training import TypeOrder, encode_all, make_lesson, train_types
from lexassist.tuning.types import fit_types
from lexassist.types import Encoder

COMMAND = "python -m lexassist.tuning --data DIR --base FOLDER"
_TIMES = 3
"""How often the official question of a type counts among the questions that are drawn from."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to train on and where to write: ``model`` is the folder of the trained model, ``results`` that of the figures."""

    data: Path
    base: Path
    material: Path
    model: Path
    results: Path


@dataclass(frozen=True, slots=True)
class Sources:
    """All that is learned from. ``topics`` are shuffled; those of the recipe's ``topics_apart`` that come first are for validation."""

    studied: tuple[Studied, ...]
    material: Material
    official: Mapping[str, str]
    topics: tuple[Topic, ...]

    def texts(self) -> list[str]:
        """Every text of a chunk, those of one contract behind each other."""
        return [text for contract in self.studied for text in contract.texts]

    def questions(self) -> list[str]:
        """Every question of a type."""
        return [*self.official.values(), *(text for each in self.material.questions.values() for text in each)]

    def of_topics(self) -> list[str]:
        """Every query and clause of a topic."""
        return [text for topic in self.topics for text in (*topic.queries, *topic.clauses)]

    def of_headings(self) -> list[str]:
        """Every heading that is asked, and every text that it is asked of."""
        return [text for each in collect_headings(self.studied) for text in (*each.places, *each.texts)]

    def all_texts(self) -> list[str]:
        """Everything that has to be encoded."""
        return [*self.texts(), *self.questions(), *self.of_topics(), *self.of_headings()]

    def learned(self, vectors: Mapping[str, Floats], *, apart: int) -> Learned:
        """What a ranking is fitted to, with the vectors of one encoder; nothing of the first ``apart`` topics."""
        others = [query for topic in self.topics[apart:] for query in topic.queries]
        headings = collect_headings(self.studied)
        return Learned(self.studied, self.material.questions, self.official, vectors, others, headings)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is found before training, by similarity, and after it, by similarity and by the ranking."""

    before: Found
    similarity: Found
    ranking: Found
    topics: Mapping[str, float]


def train_model(order: Order, recipe: Recipe, tell: Tell) -> Path:
    """Train, write the model's folder and ``training.json``, and give that file.

    Raises:
        UsageError: data or material are missing, cannot be understood or are too few.
        ModelDamaged: the encoder to start from cannot be loaded or trained.
    """
    sources = read_sources(order, recipe, tell)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "model"
        base = _as_shipped(order.base, Path(folder) / "base")
        examples, before = _prepare(sources, base, recipe, tell)
        sampler = Sampler(examples, recipe)
        tell(f"training {recipe.steps} steps on {sum(map(len, examples.labelled.values()))} labelled chunks")
        model, losses = train_encoder(order.base, sampler.draw, before, recipe, tell)
        write_quantised(model, order.base / TOKENIZER, made)
        trained = QuantisedEncoder(made, name="trained", threads=0)
        after = encode_all(trained, sources.all_texts(), tell)
        tell("fitting the ranking")
        ranking = fit_ranking(sources.learned(after, apart=recipe.topics_apart))
        save_ranking(ranking, made)
        tell("fitting the types of clause")
        drafts = read_drafts(order.material)
        lesson = make_lesson(
            sources.studied,
            sources.material,
            drafts,
            lambda texts: after | encode_all(trained, (text for text in texts if text not in after), tell),
        )
        save_types(fit_types(lesson)[0], made)
        figures = _measure(sources, before, after, ranking, recipe)
        order.model.mkdir(parents=True, exist_ok=True)
        for file in sorted(made.iterdir()):
            shutil.copyfile(file, order.model / file.name)
    return write_experiment(_experiment(sources, examples, losses, figures, recipe), order.results)


def train_types_only(order: Order, recipe: Recipe, tell: Tell) -> Path:
    """Learn only the types of clause, for the encoder in the model's folder; gives ``training-types.json``. Raises UsageError."""
    if not (order.model / QUANTISED).is_file():
        raise UsageError(f"{order.model} holds no trained encoder.", remedy="Give its folder with --out.")
    sources = read_sources(order, recipe, tell)
    taught = TypeOrder(sources.studied, sources.material, read_drafts(order.material), order.model, order.results)
    return train_types(taught, tell)


def read_sources(order: Order, recipe: Recipe, tell: Tell) -> Sources:
    """Data and material. Raises UsageError when either is missing, cannot be understood or is too little."""
    material = read_material(order.material)
    contracts = read_contracts(order.data)
    official = {name: text for name, text in official_questions(contracts).items() if name in material.types}
    topics = list(material.topics)
    random.Random(recipe.seed).shuffle(topics)  # noqa: S311
    # Recognition of the few scanned contracts takes longer than all the rest of the training.
    limits = ReadingSettings(ocr=False)
    with Readers(limits) as readers:
        studied = study_all(
            contracts,
            lambda contract: readers.read(contract.pdf, source=contract.pdf.name),
            workers=limits.workers,
            tell=tell,
        )
    if len([each for each in studied if each.validation and each.asked]) < 2:
        raise UsageError(
            "There are fewer than two validation contracts with questions.",
            remedy="Give more contracts: half of them are held out, and a fifth of the others is for validation.",
        )
    return Sources(studied, material, official, tuple(topics))


def _as_shipped(base: Path, folder: Path) -> Encoder:
    """The encoder to start from, made as small as the trained one will be."""
    write_quantised(load_encoder(base), base / TOKENIZER, folder)
    return QuantisedEncoder(folder, name="base", threads=0)


def _prepare(sources: Sources, base: Encoder, recipe: Recipe, tell: Tell) -> tuple[Examples, dict[str, Floats]]:
    """The examples, and the vectors that the base gives all texts."""
    vectors = encode_all(base, sources.all_texts(), tell)
    questions = sources.material.worded(sources.official, times=_TIMES)
    means = {
        name: np.stack([vectors[text] for text in questions[name]]).mean(axis=0) for name in sources.material.types
    }
    examples = Examples(
        questions=questions,
        labelled=labelled_passages(sources.studied, means, vectors),
        headed=tuple(headed_passages(sources.studied)),
        topics=sources.topics[recipe.topics_apart :],
    )
    return examples, vectors | encode_all(base, [text for text in examples.asked() if text not in vectors], tell)


def _measure(
    sources: Sources, before: Mapping[str, Floats], after: Mapping[str, Floats], ranking: Ranking, recipe: Recipe
) -> Figures:
    topics, apart = sources.topics, recipe.topics_apart
    return Figures(
        before=measure_similarity(sources.learned(before, apart=apart)),
        similarity=measure_similarity(sources.learned(after, apart=apart)),
        ranking=measure_ranking(sources.learned(after, apart=apart)),
        topics={
            "before": measure_topics(topics, apart, before),
            "similarity": measure_topics(topics, apart, after),
            "ranking": measure_topics(topics, apart, after, ranking),
        },
    )


def _experiment(
    sources: Sources, examples: Examples, losses: Sequence[float], figures: Figures, recipe: Recipe
) -> Experiment:
    validation = [each for each in sources.studied if each.validation]
    trained = [each for each in sources.studied if not each.validation]
    return Experiment(
        name="training",
        command=COMMAND + (f" --steps {recipe.steps}" if recipe.steps != Recipe().steps else ""),
        seed=recipe.seed,
        settings={"recipe": recipe.json()},
        contracts=tuple(each.id for each in sources.studied),
        figures={
            "validation_contracts": [each.id for each in validation],
            "labelled_chunks": {name: len(each) for name, each in sorted(examples.labelled.items())},
            "headings": len(examples.headed),
            "topics": len(examples.topics),
            "losses": [round(loss, 4) for loss in losses],
            **{name: _found_json(getattr(figures, name)) for name in ("before", "similarity", "ranking")},
            "topic_clauses_found": dict(figures.topics),
        },
        tables=(_table(figures, sum(len(each.asked) for each in validation), len(validation)),),
        notes=(
            f"Trained on {len(trained)} development contracts, measured on {len(validation)} others; no held-out contract "
            "was opened. Each question is asked of its own contract.",
            "Of a topic's model clauses, those among the first 8 of all topics' clauses, for topics not trained on: "
            f"{_percent(figures.topics['before'])} % before, {_percent(figures.topics['similarity'])} % by similarity, "
            f"{_percent(figures.topics['ranking'])} % by the ranking.",
        ),
    )


def _table(figures: Figures, questions: int, contracts: int) -> Table:
    rows = [
        (name, words, str(at.k), _percent(at.precision), _percent(at.recall), f"{at.characters:,.0f}")
        for name, found in (
            ("before, similarity", figures.before),
            ("trained, similarity", figures.similarity),
            ("trained, ranking", figures.ranking),
        )
        for words, ats in found.items()
        for at in ats
    ]
    columns = ("encoder", "questions", "k", "precision", "recall", "characters read")
    return Table(f"{questions} questions about {contracts} validation contracts, %", columns, tuple(rows))


def _found_json(found: Found) -> dict[str, Json]:
    return {words: [asdict(at) for at in ats] for words, ats in found.items()}


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
