"""A worker without a model, for what a real one seldom does. Its model file says how it behaves, after the word GGUF."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def say(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main() -> None:
    behaviour = Path(sys.argv[1]).read_text(encoding="utf-8").removeprefix("GGUF ")
    if behaviour == "abort at start":
        sys.stderr.write("GGML_ASSERT(it is broken)\n")
        sys.stderr.flush()
        os.abort()
    if behaviour == "refuse":
        say(failed="the tensors are missing")
        return
    if behaviour == "babble":
        sys.stdout.write("llama_model_loader: hello\n")
        return
    if behaviour == "sleep at start":
        time.sleep(60)
    say(ready=True, context=2048)
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "count":
            say(count=len(request["text"].split()))
        elif request["op"] == "generate":
            generate(request, behaviour)


def generate(request: dict[str, object], behaviour: str) -> None:
    number = request["id"]
    if behaviour == "too long":
        say(id=number, error="The prompt exceeds the context.", remedy="Ask less.")
        return
    say(id=number, piece="one ")
    if behaviour == "die":
        os.abort()
    if behaviour == "hang":
        time.sleep(60)
    if behaviour == "until cancelled":
        cancelled = json.loads(sys.stdin.readline())
        say(id=number, piece="late ")
        say(id=number, finish="cancelled" if cancelled["op"] == "cancel" else "?", prompt=3, written=2)
        return
    say(id=number, piece="two")
    say(id=number, finish="stop", prompt=3, written=2)


main()
