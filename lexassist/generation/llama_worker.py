"""The program of the worker process: the only code that meets llama.cpp, which may abort whatever process it is in.

Speaks JSON, one object a line. It is started with the model's file, the context's size, and the number of threads; it says
``{"ready": true, "context": n}`` or ``{"failed": why}``, then answers requests from standard input::

    {"op": "count", "text": t}                         {"count": n}
    {"op": "generate", "id": i, "turns": [[role, content], ...], "max_tokens": n, "temperature": t, "seed": s, "grammar": g}
                                                       {"id": i, "piece": p} ... {"id": i, "finish": f, "prompt": n, "written": n}
                                                       or {"id": i, "error": why, "remedy": what to do}
    {"op": "cancel", "id": i}                          nothing of its own; the request ends with finish "cancelled"

Promises that no text of a turn becomes a control token, whatever it says (see :class:`SafeTokens`), that nothing but these
lines reaches its standard output, and that it ends when its standard input does: it never outlives its parent for long.
Nothing is kept from one request to the next: a shared prefix would answer sooner, and tell one user what another asked.
"""

from __future__ import annotations

import codecs
import json
import os
import re
import resource
import secrets
import select
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

import llama_cpp
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from lexassist.offline import refuse_remote

_CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
# Prompts are read in pieces of this many tokens, so that a cancelled one stops soon.
_STEP = 128
_BREAK = "\u200b"


class Refused(Exception):
    """A request cannot be served; the worker lives on."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


class SafeTokens:
    """Turns to tokens, so that only the model's own template makes control tokens.

    The template is rendered with random marks where the contents go; the text between the marks is the template's and may
    hold control tokens, the contents are tokenised as plain text. A vocabulary may mark markup as user-defined, which
    plain tokenising does not stop, so every such string in a content is broken after its first character as well.
    """

    def __init__(self, model: llama_cpp.Llama) -> None:
        self._model = model
        vocabulary = model._model.vocab
        attributes = [llama_cpp.llama_vocab_get_attr(vocabulary, token) for token in range(model.n_vocab())]
        texts = [llama_cpp.llama_vocab_get_text(vocabulary, token) for token in range(model.n_vocab())]
        marked = [
            (token, text.decode("utf-8", "replace"))
            for token, (text, attribute) in enumerate(zip(texts, attributes, strict=True))
            if attribute & (llama_cpp.LLAMA_TOKEN_ATTR_CONTROL | llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED)
        ]
        self.control = frozenset(
            token
            for token, text in marked
            if attributes[token] & llama_cpp.LLAMA_TOKEN_ATTR_CONTROL or _is_markup(text)
        )
        strings = sorted(
            (text for token, text in marked if token in self.control and len(text) > 1), key=len, reverse=True
        )
        self._forbidden = re.compile("|".join(map(re.escape, strings))) if strings else None
        self._formatter = self._chat_formatter(model.metadata.get("tokenizer.chat_template") or _CHATML)

    def content(self, text: str) -> list[int]:
        """The tokens of untrusted text. None of them is in ``control``."""
        tokens = self._plain(self._broken(text))
        if self.control.isdisjoint(tokens):
            return tokens
        # Two strings can meet across a break; apart, no string of the vocabulary is left.
        return [token for token in self._plain(_BREAK.join(text)) if token not in self.control]

    def prompt(self, turns: Sequence[tuple[str, str]]) -> list[int]:
        """The tokens of a whole conversation up to where the model writes; a beginning-of-text token stands once.

        Raises:
            Refused: the model's template cannot hold these turns.
        """
        mark = secrets.token_hex(16)
        messages = [{"role": role, "content": f"{mark}{n:04d}{mark}"} for n, (role, _) in enumerate(turns)]
        try:
            rendered = self._formatter(messages=messages).prompt
        except (ValueError, TypeError, ArithmeticError, LookupError, RuntimeError) as error:
            raise Refused(f"The model's own chat template fails ({error}).", "Use another model.") from error
        parts = re.split(f"{mark}(\\d{{4}}){mark}", rendered)
        if sorted(set(parts[1::2])) != [f"{n:04d}" for n in range(len(turns))]:
            raise Refused(
                "The model's own chat template leaves a turn out.", "Use a model that takes system and user turns."
            )
        tokens: list[int] = []
        for place, part in enumerate(parts):
            tokens += self.content(turns[int(part)][1]) if place % 2 else self._template(part)
        first = self._model.token_bos()
        wanted = self._model._model.add_bos_token() and tokens[:1] != [first]
        return [first, *tokens] if wanted else tokens

    def _broken(self, text: str) -> str:
        if self._forbidden is None:
            return text
        return self._forbidden.sub(lambda found: found[0][0] + _BREAK + found[0][1:], text)

    def _plain(self, text: str) -> list[int]:
        tokens: list[int] = (
            self._model.tokenize(text.encode("utf-8", "replace"), add_bos=False, special=False) if text else []
        )
        return tokens

    def _template(self, text: str) -> list[int]:
        tokens: list[int] = self._model.tokenize(text.encode(), add_bos=False, special=True) if text else []
        return tokens

    def _chat_formatter(self, template: str) -> Jinja2ChatFormatter:
        def string(token: int) -> str:
            return llama_cpp.llama_vocab_get_text(self._model._model.vocab, token).decode() if token >= 0 else ""

        return Jinja2ChatFormatter(
            template, eos_token=string(self._model.token_eos()), bos_token=string(self._model.token_bos())
        )


def _is_markup(text: str) -> bool:
    return any(mark in text for mark in "<>[]{}|")


class Requests:
    """The lines of standard input, read without waiting while the model writes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = b""
        self._lines: list[bytes] = []
        self.ended = False

    def next(self) -> dict[str, object] | None:
        """The next request, waited for; None when the parent is gone."""
        while not self._lines and not self.ended:
            self._read()
        return json.loads(self._lines.pop(0)) if self._lines else None

    def cancels(self, request: object) -> bool:
        """Whether what has come in so far ends ``request``: its cancellation, or the parent's end."""
        while not self.ended and select.select([self._descriptor], [], [], 0)[0]:
            self._read()
        said = [json.loads(line) for line in self._lines]
        return self.ended or any(line.get("op") == "cancel" and line.get("id") == request for line in said)

    def _read(self) -> None:
        data = os.read(self._descriptor, 1 << 16)
        self.ended = not data
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._lines += lines


class Writer:
    """The model, and what it writes for one request at a time."""

    def __init__(self, model: llama_cpp.Llama) -> None:
        self._model = model
        self.tokens = SafeTokens(model)
        self.finish = ""
        self.read = 0
        self.written = 0

    def write(self, request: dict[str, object], cancelled: Callable[[], bool]) -> Iterator[str]:
        """The reply, in pieces of whole characters; afterwards ``finish``, ``read`` and ``written`` say how it went.

        Raises:
            Refused: prompt and reply do not fit the context, or the grammar is none.
        """
        prompt = self.tokens.prompt([(role, content) for role, content in request["turns"]])  # type: ignore[attr-defined]
        most = int(str(request["max_tokens"]))
        if len(prompt) + most > self._model.n_ctx():
            raise Refused(
                f"The prompt ({len(prompt)} tokens) and its reply ({most}) exceed the model's context "
                f"({self._model.n_ctx()}).",
                "Raise generation.context_tokens, or lower generation.evidence_tokens or generation.max_tokens.",
            )
        self.finish, self.read, self.written = "cancelled", len(prompt), 0
        grammar = _grammar(str(request["grammar"]), self._model)
        if not self._read_prompt(prompt, cancelled):
            return
        self._model.set_seed(int(str(request["seed"])))
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        for token in self._model.generate(prompt, temp=float(str(request["temperature"])), grammar=grammar):
            if llama_cpp.llama_vocab_is_eog(self._model._model.vocab, token):
                self.finish = "stop"
                return
            self.written += 1
            if piece := decoder.decode(self._model.detokenize([token])):
                yield piece
            if cancelled():
                return
            if self.written == most:
                self.finish = "length"
                return

    def _read_prompt(self, prompt: list[int], cancelled: Callable[[], bool]) -> bool:
        self._model.reset()
        for start in range(0, len(prompt), _STEP):
            if cancelled():
                return False
            self._model.eval(prompt[start : start + _STEP])
        return True


def _grammar(text: str, model: llama_cpp.Llama) -> llama_cpp.LlamaGrammar | None:
    """The grammar, tried first: one that cannot be read would end this process where it is used."""
    if not text:
        return None
    sampler = llama_cpp.llama_sampler_init_grammar(model._model.vocab, text.encode(), b"root")
    if not sampler:
        raise Refused("The grammar of the reply cannot be read.", "This is a defect of LexAssist: report it.")
    llama_cpp.llama_sampler_free(sampler)
    return llama_cpp.LlamaGrammar.from_string(text, verbose=False)


def serve(writer: Writer, requests: Requests, out: TextIO) -> None:
    """Answer requests until the parent is gone."""

    def say(**message: object) -> None:
        out.write(json.dumps(message) + "\n")
        out.flush()

    while (request := requests.next()) is not None:
        if request["op"] == "count":
            say(count=len(writer.tokens.content(str(request["text"]))))
        elif request["op"] == "generate":
            number = request["id"]
            try:
                for piece in writer.write(request, lambda number=number: requests.cancels(number)):  # type: ignore[misc]
                    say(id=number, piece=piece)
            except Refused as error:
                say(id=number, error=str(error), remedy=error.remedy)
            else:
                say(id=number, finish=writer.finish, prompt=writer.read, written=writer.written)


def _own_output() -> TextIO:
    """Standard output for our lines alone: whatever the library prints goes to standard error from now on."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


def main(arguments: Sequence[str]) -> None:
    """Load the model and serve. ``arguments``: file, context tokens, threads."""
    file, context, threads = arguments[0], int(arguments[1]), int(arguments[2])
    # A dump of this process would hold privileged text.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    refuse_remote()
    out = _own_output()
    try:
        model = llama_cpp.Llama(file, n_ctx=context, n_threads=threads, n_threads_batch=threads, verbose=False)
        writer = Writer(model)
    except (ValueError, RuntimeError, OSError, AssertionError) as error:
        out.write(json.dumps({"failed": str(error)}) + "\n")
        out.flush()
        return
    out.write(json.dumps({"ready": True, "context": model.n_ctx()}) + "\n")
    out.flush()
    try:
        serve(writer, Requests(0), out)
    except BrokenPipeError:
        # The parent is gone: there is nobody to tell.
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
