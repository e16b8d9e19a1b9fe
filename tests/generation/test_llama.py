"""The process boundary: whatever the worker does, the program gets an answer or an error with a remedy, and no process stays."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from lexassist.errors import GenerationFailed, ModelDamaged, ModelMissing
from lexassist.generation.llama import LlamaGenerator
from lexassist.settings import GenerationSettings
from lexassist.types import Sampling, Turn

WORKER = (sys.executable, str(Path(__file__).with_name("fake_worker.py")))
TURNS = (Turn("user", "Count."),)
SAMPLING = Sampling(16)

Behaving = Callable[..., LlamaGenerator]


@pytest.fixture
def behaving(tmp_path: Path) -> Iterator[Behaving]:
    """Makes a generator whose fake worker behaves as told; all of them are closed, and leave no process."""
    made: list[LlamaGenerator] = []
    before = set(psutil.Process().children())

    def make(behaviour: str = "", **settings: object) -> LlamaGenerator:
        file = tmp_path / "model.gguf"
        file.write_text(f"GGUF {behaviour}", encoding="utf-8")
        made.append(LlamaGenerator(file, "fake", GenerationSettings.model_validate(settings), program=WORKER))
        return made[-1]

    yield make
    for generator in made:
        generator.close()
    assert set(psutil.Process().children()) <= before


def test_the_pieces_come_in_order_and_are_counted(behaving: Behaving) -> None:
    generator = behaving()
    assert list(generator.stream(TURNS, SAMPLING)) == ["one ", "two"]
    assert generator.last is not None
    assert (generator.last.finish, generator.last.prompt_tokens, generator.last.tokens) == ("stop", 3, 2)
    assert generator.count_tokens("three small words") == 3


def test_one_worker_serves_many_requests(behaving: Behaving) -> None:
    generator = behaving()
    list(generator.stream(TURNS, SAMPLING))
    first = set(psutil.Process().children())
    list(generator.stream(TURNS, SAMPLING))
    assert set(psutil.Process().children()) == first


def test_a_worker_that_dies_is_reported_and_replaced(behaving: Behaving, tmp_path: Path) -> None:
    generator = behaving("die")
    stream = generator.stream(TURNS, SAMPLING)
    assert next(stream) == "one "
    with pytest.raises(GenerationFailed, match=r"killed by signal 6.*Ask again"):
        next(stream)
    (tmp_path / "model.gguf").write_text("GGUF ", encoding="utf-8")
    assert list(generator.stream(TURNS, SAMPLING)) == ["one ", "two"]


def test_a_worker_that_hangs_is_stopped_in_time(behaving: Behaving) -> None:
    generator, started = behaving("hang", answer_seconds=1), time.monotonic()
    with pytest.raises(GenerationFailed, match="took too long"):
        list(generator.stream(TURNS, SAMPLING))
    assert time.monotonic() - started < 10


def test_a_worker_that_does_not_start_in_time_is_stopped(behaving: Behaving) -> None:
    with pytest.raises(ModelDamaged, match="took too long"):
        behaving("sleep at start", start_seconds=1).count_tokens("a")


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ("abort at start", "GGML_ASSERT"),  # the last line that it printed says where
        ("refuse", "the tensors are missing"),
        ("babble", "no message"),
    ],
)
def test_a_model_that_cannot_be_loaded_is_an_error_of_ours(behaving: Behaving, behaviour: str, said: str) -> None:
    with pytest.raises(ModelDamaged, match=said):
        behaving(behaviour).count_tokens("a")


def test_a_request_that_cannot_be_served_leaves_the_worker_alive(behaving: Behaving) -> None:
    generator = behaving("too long")
    for _ in range(2):
        with pytest.raises(GenerationFailed, match=r"exceeds the context. Ask less"):
            list(generator.stream(TURNS, SAMPLING))
    assert generator.count_tokens("a b") == 2


def test_closing_the_iterator_cancels_and_the_next_request_is_clean(behaving: Behaving) -> None:
    generator = behaving("until cancelled")
    for _ in range(2):
        stream = generator.stream(TURNS, SAMPLING)
        assert next(stream) == "one "
        stream.close()
    assert generator.count_tokens("a b") == 2


def test_requests_of_two_threads_wait_for_each_other(behaving: Behaving) -> None:
    generator, replies = behaving(), []
    threads = [
        threading.Thread(target=lambda: replies.append("".join(generator.stream(TURNS, SAMPLING)))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == ["one two"] * 4


def test_a_file_that_is_missing_or_no_model_is_said_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="Install it"):
        LlamaGenerator(tmp_path / "none.gguf", "none", GenerationSettings()).count_tokens("a")
    (tmp_path / "odd.gguf").write_bytes(b"PK\x03\x04")
    with pytest.raises(ModelDamaged, match="not a GGUF model"):
        LlamaGenerator(tmp_path / "odd.gguf", "odd", GenerationSettings()).count_tokens("a")


def test_closing_twice_is_closing_once(behaving: Behaving) -> None:
    generator = behaving()
    generator.count_tokens("a")
    generator.close()
    generator.close()
    assert generator.count_tokens("a b") == 2
