"""A local GGUF model behind a process boundary: what kills llama.cpp kills the worker, never the program.

Promises one request at a time, a start and an answer within the times that settings allow, a fresh worker after one has
died, and no process left after :meth:`LlamaGenerator.close`. It does not know what is asked of the model, nor how the
worker makes tokens (``llama_worker`` does).
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import lexassist
from lexassist.errors import GenerationFailed, ModelDamaged, ModelMissing
from lexassist.settings import GenerationSettings
from lexassist.types import Sampling, Turn

_PROGRAM = (sys.executable, "-P", "-m", "lexassist.generation.llama_worker")
_MAGIC = b"GGUF"
_STOP_SECONDS = 5.0
"""How long a worker may take to stop writing, or to end, before it is killed."""

_Message = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Written:
    """How the last reply went. ``finish``: stop, length (cut off) or cancelled; ``first`` and ``total`` are seconds."""

    finish: str
    prompt_tokens: int
    tokens: int
    first: float
    total: float


class LlamaGenerator:
    """A generator (see :class:`lexassist.types.Generator`) whose model runs in a worker process, started when first needed."""

    def __init__(
        self, model_file: Path, name: str, settings: GenerationSettings, *, program: Sequence[str] = _PROGRAM
    ) -> None:
        self._file = model_file
        self._name = name
        self._settings = settings
        self._program = tuple(program)
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._requests = 0
        self.last: Written | None = None
        """How the last reply went; None before the first."""

    @property
    def name(self) -> str:
        """The model's name, as answers record it."""
        return self._name

    @property
    def context_tokens(self) -> int:
        """How many tokens prompt and reply may have together."""
        return self._settings.context_tokens

    def count_tokens(self, text: str, /) -> int:
        """How many tokens ``text`` becomes inside a turn."""
        deadline = time.monotonic() + self._settings.answer_seconds
        with self._owned() as worker:
            worker.send({"op": "count", "text": text})
            return int(str(worker.receive(deadline)["count"]))

    def stream(self, turns: Sequence[Turn], sampling: Sampling, /) -> Iterator[str]:
        """The reply, piece by piece. Closing the iterator early stops the model.

        Raises:
            ModelMissing: the model's file is not there.
            ModelDamaged: the file is not a model that llama.cpp can load.
            GenerationFailed: the worker died, took too long, or cannot serve this request.
        """
        with self._owned() as worker:
            yield from self._write(worker, turns, sampling)

    def close(self) -> None:
        """End the worker, whatever it is doing; a later request starts another."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def _write(self, worker: _Worker, turns: Sequence[Turn], sampling: Sampling) -> Iterator[str]:
        self._requests += 1
        number, started, first = self._requests, time.monotonic(), 0.0
        deadline = started + self._settings.answer_seconds
        worker.send({"op": "generate", "id": number, "turns": [[t.role, t.content] for t in turns], **asdict(sampling)})
        message: _Message = {}
        try:
            while "finish" not in (message := worker.receive(deadline)):
                if "error" in message:
                    raise GenerationFailed(str(message["error"]), remedy=str(message["remedy"]))
                first = first or time.monotonic() - started
                yield str(message["piece"])
        except GeneratorExit:
            worker.cancel(number)
            raise
        counts = int(str(message["prompt"])), int(str(message["written"]))
        self.last = Written(str(message["finish"]), *counts, first, time.monotonic() - started)

    @contextmanager
    def _owned(self) -> Iterator[_Worker]:
        """The running worker, for this request alone; one that fails under it is ended."""
        if not self._lock.acquire(timeout=self._settings.start_seconds + self._settings.answer_seconds):
            raise GenerationFailed("The model is busy with another question.", remedy="Ask again later.")
        try:
            worker = self._running()
            try:
                yield worker
            except _Lost as error:
                self.close()
                raise GenerationFailed(
                    f"The model '{self._name}' {error} while it worked on a question.",
                    remedy="Ask again: it is started afresh. If that keeps happening, use a smaller model.",
                ) from error
        finally:
            self._lock.release()

    def _running(self) -> _Worker:
        if self._worker is not None and self._worker.alive:
            return self._worker
        self.close()
        _check_file(self._file, self._name)
        self._worker = worker = _Worker(self._program, self._arguments(), _environment(self._settings))
        try:
            message = worker.receive(time.monotonic() + self._settings.start_seconds)
        except _Lost as error:
            reason = worker.end()
            raise self._not_loaded(f"the worker {error}. {reason}".strip()) from error
        if "ready" not in message:
            worker.end()
            raise self._not_loaded(str(message.get("failed", "it said nothing of use")))
        return worker

    def _arguments(self) -> tuple[str, ...]:
        threads = self._settings.threads or os.cpu_count() or 1
        return str(self._file), str(self._settings.context_tokens), str(threads)

    def _not_loaded(self, why: str) -> ModelDamaged:
        return ModelDamaged(
            f"The model '{self._name}' ({self._file}) cannot be loaded: {why}",
            remedy="Install it again with 'lexassist models install', or choose another model.",
        )


class _Lost(Exception):
    """The worker is gone or too slow; the message goes on 'The model ...'."""


class _Worker:
    """One worker process and its two pipes."""

    def __init__(self, program: Sequence[str], arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            [*program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=dict(environment),
            bufsize=0,
        )
        self._rest = b""

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def send(self, message: _Message) -> None:
        """Raises _Lost when the worker is gone."""
        pipe = self._process.stdin
        data = memoryview(json.dumps(message).encode() + b"\n")
        try:
            while pipe is not None and data:
                data = data[pipe.write(data) :]
        except (BrokenPipeError, ValueError) as error:
            raise _Lost("stopped") from error

    def receive(self, deadline: float) -> _Message:
        """The next message. Raises _Lost when there is none by ``deadline`` (of the monotonic clock)."""
        while b"\n" not in self._rest:
            self._rest += self._read(deadline)
        line, _, self._rest = self._rest.partition(b"\n")
        try:
            message = json.loads(line)
        except ValueError as error:
            raise _Lost("said something that is no message") from error
        if not isinstance(message, dict):
            raise _Lost("said something that is no message")
        return message

    def cancel(self, number: int) -> None:
        """Stop request ``number`` and pass over what it still says; a worker that does not stop is ended."""
        deadline = time.monotonic() + _STOP_SECONDS
        try:
            self.send({"op": "cancel", "id": number})
            while not {"finish", "error"} & self.receive(deadline).keys():
                continue
        except _Lost:
            self.end()

    def end(self) -> str:
        """End the process; the last line that it printed, which for a crash says where."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        if self._said.closed:
            return ""
        self._said.seek(0)
        lines = self._said.read().decode("utf-8", "replace").strip().splitlines()
        self._said.close()
        return lines[-1] if lines else ""

    def _read(self, deadline: float) -> bytes:
        pipe = self._process.stdout
        if pipe is None or pipe.closed:
            raise _Lost("stopped")
        try:
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise _Lost("took too long and was stopped")
            data = os.read(pipe.fileno(), 1 << 16)
        except (ValueError, OSError) as error:
            raise _Lost("was closed") from error
        if not data:
            raise _Lost(f"stopped ({_ending(self._process.wait(_STOP_SECONDS))})")
        return data


def _ending(status: int) -> str:
    return f"killed by signal {-status}" if status < 0 else f"exit status {status}"


def _check_file(file: Path, name: str) -> None:
    try:
        with file.open("rb") as opened:
            magic = opened.read(len(_MAGIC))
    except OSError as error:
        raise ModelMissing(
            f"The model '{name}' is not at {file} ({error.strerror}).",
            remedy="Install it with 'lexassist models install', or choose another model.",
        ) from error
    if magic != _MAGIC:
        raise ModelDamaged(f"{file} is not a GGUF model.", remedy="Give a .gguf file, or install the model again.")


def _environment(settings: GenerationSettings) -> dict[str, str]:
    """Our own environment, in which the worker finds this very package and OpenMP waits as settings say."""
    variables = dict(os.environ)
    here = str(Path(lexassist.__file__).parents[1])
    variables["PYTHONPATH"] = os.pathsep.join(filter(None, (here, variables.get("PYTHONPATH"))))
    if settings.passive_wait:
        variables |= {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0"}
    return variables
