"""The encoder and the generator that are installed, each loaded once, when first asked for."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lexassist.errors import ModelError, ModelMissing, PromptError
from lexassist.generation.prompts import Prompt, load_prompt
from lexassist.matters.store import MatterStore
from lexassist.models import Role, locate
from lexassist.models.catalogue import QUANTISED, TYPES
from lexassist.models.qualified import Earned, earned_mode, mode_of
from lexassist.settings import Settings
from lexassist.types import (
    Encoder,
    Generator,
    Mode,
    Weights,
)

if TYPE_CHECKING:
    from lexassist.generation.answerable import AnswerModel
    from lexassist.generation.chain import Answerer
    from lexassist.generation.composing import Particulars
    from lexassist.generation.gate import Gate
    from lexassist.generation.judging import PassageJudge
    from lexassist.generation.sentence_order import SentenceRanker
    from lexassist.particulars.clause_types import TypeModel
    from lexassist.retrieval.ranking import Ranking
    from lexassist.retrieval.search import MatterSearcher


# Beside the package in a clone, below the environment where a wheel was installed.
_PROMPT_PLACES = (Path(__file__).parents[2] / "prompts", Path(sys.prefix) / "share" / "lexassist" / "prompts")
_PROMPTS = {Mode.PHRASE: "answer", Mode.QUOTE: "select", Mode.EVIDENCE: "answer"}


class InstalledModels:
    """The encoder and the generator, each loaded once, when first asked for."""

    def __init__(
        self,
        settings: Settings,
        encoder: Callable[[], Encoder] | None,
        generator: Callable[[], Generator] | None,
    ) -> None:
        self._settings = settings
        self._make_encoder = encoder or self._installed_encoder
        self._make_generator = generator or self._installed_generator
        self._encoder: Encoder | None = None
        self._generator: Generator | None = None
        self._ranker: SentenceRanker | None = None
        self._types: TypeModel | None = None
        self._answerable: AnswerModel | None = None
        self._gate: Gate | None = None
        self._judge: PassageJudge | None = None
        self._ranking: Ranking | None = None
        self._lock = threading.RLock()

    @property
    def generator_name(self) -> str:
        """The generator's name, known without loading it."""
        with self._lock:
            settings = self._settings.generation
            return self._generator.name if self._generator else settings.server or Path(settings.model).stem

    @property
    def encoder_name(self) -> str:
        """Known without loading it; "" where it is not installed, which is said when it is needed."""
        if self._encoder is not None or self._make_encoder != self._installed_encoder:
            return self.encoder().name
        try:
            return locate(self._settings, self._settings.retrieval.encoder, Role.ENCODER).identity
        except ModelError:
            return ""

    @property
    def reading_name(self) -> str:
        """The encoder with what was learned about types of clause for it: the same name, the same reading of a contract."""
        if self._make_encoder != self._installed_encoder:
            return self.encoder().name
        file = locate(self._settings, self._settings.retrieval.encoder, Role.ENCODER).path / TYPES
        digest = hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file.is_file() else "none"
        return f"{self.encoder_name}, types {digest}"

    def encoder(self) -> Encoder:
        """The encoder, loaded when it is first asked for."""
        with self._lock:
            if self._encoder is None:
                self._encoder = self._make_encoder()
            return self._encoder

    def ranking(self) -> Ranking | None:
        """What was learned for the installed encoder; None where another was given."""
        from lexassist.retrieval.ranking import load_ranking

        if self._make_encoder != self._installed_encoder:
            return None
        with self._lock:
            if self._ranking is None:
                self._ranking = load_ranking(
                    locate(self._settings, self._settings.retrieval.encoder, Role.ENCODER).path
                )
            return self._ranking

    def types(self) -> TypeModel:
        """What types of clause are read with, loaded when it is first asked for. Raises ModelMissing where nothing was learned."""
        from lexassist.particulars.clause_types import load_types

        with self._lock:
            if self._types is None:
                if self._make_encoder != self._installed_encoder:
                    raise ModelMissing(
                        "The encoder that was given knows no types of clause.", remedy="Use the one that is installed."
                    )
                self._types = load_types(locate(self._settings, self._settings.retrieval.encoder, Role.ENCODER).path)
            return self._types

    def generator(self) -> Generator:
        """The generator, started when it is first asked for."""
        with self._lock:
            if self._generator is None:
                self._generator = self._make_generator()
            return self._generator

    def generator_weights(self) -> Weights:
        """The generator that answers, with the digest of its file; without one where it was given from outside."""
        name = self.generator().name
        if self._make_generator != self._installed_generator or self._settings.generation.server:
            return Weights(name)
        return Weights(name, locate(self._settings, self._settings.generation.model, Role.GENERATOR).sha256)

    def earned(self) -> Earned:
        """What the generator may do by itself, and why; known without starting it."""
        if self._make_generator != self._installed_generator:
            return Earned(self._settings.generation.mode or Mode.PHRASE, "the generator was given from outside")
        if server := self._settings.generation.server:
            return mode_of(self._settings, server, "", None)
        return earned_mode(self._settings, self._settings.generation.model)

    def prompt(self, mode: Mode) -> Prompt:
        """What a generator is told in this mode. Raises PromptError."""
        return load_prompt(_prompts_folder(), _PROMPTS[mode])

    def encoder_weights(self) -> Weights:
        """The encoder, with the digest of all its files: also of what was learned about ranking."""
        name = self.encoder().name
        if self._make_encoder != self._installed_encoder:
            return Weights(name)
        return Weights(name, locate(self._settings, self._settings.retrieval.encoder, Role.ENCODER).sha256)

    def sentence_ranker(self) -> SentenceRanker:
        """What orders the sentences of hits; it remembers vectors."""
        from lexassist.generation.sentence_order import SentenceRanker

        with self._lock:
            if self._ranker is None:
                self._ranker = SentenceRanker(self.encoder(), self.judge())
            return self._ranker

    def answerable(self) -> AnswerModel | None:
        """What was learned for the installed encoder about whether evidence answers; None where nothing was."""
        from lexassist.generation.answerable import load_answerable

        if self._make_encoder != self._installed_encoder:
            return None
        with self._lock:
            if self._answerable is None:
                folder = locate(self._settings, self._settings.retrieval.encoder, Role.ENCODER).path
                self._answerable = load_answerable(folder)
            return self._answerable

    def gate(self) -> Gate:
        """What decides whether a sentence may be shown; without a trained score where none was learned for the encoder."""
        from lexassist.generation.gate import Gate
        from lexassist.generation.scorer import WordVectors, load_support

        with self._lock:
            if self._gate is None:
                ours = self._make_encoder == self._installed_encoder
                folder = locate(self._settings, self._settings.retrieval.encoder, Role.ENCODER).path if ours else None
                model = load_support(folder) if folder else None
                self._gate = Gate(WordVectors(self.encoder()), model) if model else Gate()
            return self._gate

    def judge(self) -> PassageJudge | None:
        """What judges passages; None where the encoder has none with it."""
        from lexassist.generation.judging import load_judge

        if self._make_encoder != self._installed_encoder:
            return None
        with self._lock:
            if self._judge is None:
                settings = self._settings.retrieval
                folder = locate(self._settings, settings.encoder, Role.ENCODER).path
                self._judge = load_judge(folder, threads=settings.threads)
            return self._judge

    def answerer(self, store: MatterStore, searcher: MatterSearcher, particulars: Particulars) -> Answerer:
        """What answers questions about the matter of ``store``."""
        from lexassist.generation.chain import Answerer

        generator, mode = self.generator(), self.earned().mode
        return Answerer(
            searcher=searcher,
            library=store,
            encoder=self.encoder(),
            ranker=self.sentence_ranker(),
            generator=generator,
            prompt=self.prompt(mode),
            settings=self._settings.generation,
            mode=mode,
            hits=self._settings.retrieval.hits,
            ranking=self.ranking(),
            answerable=self.answerable(),
            particulars=particulars,
            judge=self.judge(),
            gate=self.gate(),
        )

    def close(self) -> None:
        """Stop the generator; it is started again when it is next asked for."""
        with self._lock:
            # Fakes have nothing to close.
            close = getattr(self._generator, "close", None)
            if close is not None:
                close()
            self._generator = None

    def _installed_encoder(self) -> Encoder:
        settings = self._settings.retrieval
        model = locate(self._settings, settings.encoder, Role.ENCODER)
        if (model.path / QUANTISED).is_file():
            from lexassist.retrieval.quantised import QuantisedEncoder

            return QuantisedEncoder(model.path, name=model.identity, threads=settings.threads)
        from lexassist.retrieval.encoder import SentenceEncoder

        return SentenceEncoder(model.path, name=model.identity, threads=settings.threads, batch=settings.batch)

    def _installed_generator(self) -> Generator:
        if self._settings.generation.server:
            from lexassist.generation.served import open_served

            return open_served(self._settings.generation)
        from lexassist.generation.llama import LlamaGenerator

        model = locate(self._settings, self._settings.generation.model, Role.GENERATOR)
        return LlamaGenerator(model.path, name=model.name, settings=self._settings.generation)


def _prompts_folder() -> Path:
    for place in _PROMPT_PLACES:
        if place.is_dir():
            return place
    places = " nor ".join(str(place) for place in _PROMPT_PLACES)
    raise PromptError(
        f"The prompts are neither in {places}.", remedy="Install LexAssist again, or run a complete clone."
    )
