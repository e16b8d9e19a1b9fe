"""What an answer was made with, as it is kept beside the answer; and what differs when the question is put again.

Promises that whatever differs is said in words, causes before effects, and that two runs without a difference give none.
Knows answers as they are kept (JSON) and as they come; not how a question is put. Times are not compared: they always differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from lexassist.errors import UsageError
from lexassist.generation.prompts import Prompt
from lexassist.records import Json, Record
from lexassist.telling import count
from lexassist.types import (
    Answer,
    AnswerId,
    Difference,
    DifferenceKind,
    Evidenced,
    MadeWith,
    PromptUsed,
    Replay,
    Span,
    Support,
    Weights,
)

_MADE = TypeAdapter(MadeWith)
_MOST_NAMED = 4
"""Files and settings that are named one by one; more are counted."""


class _Kept(BaseModel):
    # An answer that a later version kept has fields that are not known here, and can still be replayed.
    model_config = ConfigDict(extra="ignore", frozen=True)


class KeptSentence(_Kept):
    """A sentence of a kept answer."""

    text: str
    status: str
    citations: tuple[int, ...]


class KeptCitation(_Kept):
    """A citation of a kept answer."""

    n: int
    document: str
    start: int
    end: int


class KeptAnswer(_Kept):
    """An answer as it was kept, as far as it is compared. ``record`` is what it was made with."""

    answer: AnswerId
    question: str
    asked: str = ""
    support: Support
    text: str
    sentences: tuple[KeptSentence, ...]
    withheld: tuple[KeptSentence, ...] = ()
    citations: tuple[KeptCitation, ...]
    record: MadeWith | None = None


def made_record(made: MadeWith) -> Record:
    """What an answer was made with, as plain JSON."""
    record: Mapping[str, Json] = _MADE.dump_python(made, mode="json")
    return record


def read_kept(body_json: str) -> tuple[KeptAnswer, MadeWith]:
    """An answer that was kept, with what it was made with.

    Raises:
        UsageError: it was kept by a version that did not record this, or it is no answer.
    """
    try:
        kept = KeptAnswer.model_validate_json(body_json)
    except ValidationError as error:
        raise UsageError("What was kept is not an answer that can be read.", remedy="Ask again.") from error
    if kept.record is None:
        raise UsageError(
            "That answer was kept by a version of LexAssist that did not record what it was made with.",
            remedy="Ask the question again: answers of this version can be replayed.",
        )
    return kept, kept.record


def used(prompt: Prompt) -> PromptUsed:
    """A prompt as answers record it."""
    words = "\0".join(f"{turn.role}\0{turn.content}" for turn in prompt.turns)
    return PromptUsed(prompt.name, prompt.version, hashlib.sha256(words.encode()).hexdigest())


def compare(kept: KeptAnswer, then: MadeWith, again: Answer, now: MadeWith, *, changed: Sequence[str] = ()) -> Replay:
    """What differs between a kept answer and ``again``, causes first.

    ``changed`` are the files that were added to the matter, or read again, since ``then``.
    """
    differences = (*_causes(then, now, changed), *_effects(kept, then, again, now))
    return Replay(kept.answer, kept.question, differences, kept.text, again.text)


def _causes(then: MadeWith, now: MadeWith, changed: Sequence[str]) -> Iterator[Difference]:
    if then.version != now.version:
        yield Difference(DifferenceKind.VERSION, f"LexAssist {then.version} then, {now.version} now.")
    yield from _weights(DifferenceKind.MODEL, "model", then.generator, now.generator)
    yield from _weights(DifferenceKind.ENCODER, "encoder", then.encoder, now.encoder)
    if then.mode is not now.mode:
        yield Difference(DifferenceKind.MODE, f"Mode: {then.mode.value} then, {now.mode.value} now.")
    if then.prompt != now.prompt:
        yield Difference(DifferenceKind.PROMPT, _prompt_words(then.prompt, now.prompt))
    yield from _settings(dict(then.settings), dict(now.settings))
    yield from _matter(then, now, changed)


def _weights(kind: DifferenceKind, role: str, then: Weights, now: Weights) -> Iterator[Difference]:
    if then.name != now.name:
        yield Difference(kind, f"Another {role}: {then.name} then, {now.name} now.")
    elif then.sha256 != now.sha256:
        files = f"{then.sha256[:12] or 'not known'} then, {now.sha256[:12] or 'not known'} now"
        yield Difference(kind, f"The {role} {now.name} is another file (sha256 {files}).")


def _prompt_words(then: PromptUsed, now: PromptUsed) -> str:
    if (then.name, then.version) == (now.name, now.version):
        return f"The words of the prompt '{now.name}' (version {now.version}) were changed."
    return f"Prompt '{then.name}' version {then.version} then, '{now.name}' version {now.version} now."


def _settings(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Difference]:
    for key in sorted(then.keys() | now.keys()):
        if then.get(key) != now.get(key):
            before, after = then.get(key, "not there"), now.get(key, "not there")
            yield Difference(DifferenceKind.SETTINGS, f"Setting {key}: {before} then, {after} now.")


def _matter(then: MadeWith, now: MadeWith, changed: Sequence[str]) -> Iterator[Difference]:
    if changed:
        named = f": {'; '.join(changed)}" if len(changed) <= _MOST_NAMED else ""
        were = "was" if len(changed) == 1 else "were"
        words = f"{count(len(changed), 'document')} {were} added or read again since{named}."
        yield Difference(DifferenceKind.DOCUMENTS, words)
    if now.matter.documents < then.matter.documents + len(changed) and now.matter.documents != then.matter.documents:
        held = f"The matter held {count(then.matter.documents, 'document')} then, {now.matter.documents} now."
        yield Difference(DifferenceKind.DOCUMENTS, held)
    elif not changed and then.matter.revision != now.matter.revision:
        yield Difference(DifferenceKind.MATTER, "The matter was changed since, and holds the same documents.")


def _effects(kept: KeptAnswer, then: MadeWith, again: Answer, now: MadeWith) -> Iterator[Difference]:
    if kept.asked != again.asked:
        taken = f"“{kept.asked or kept.question}” then, “{again.asked or again.question}” now"
        yield Difference(DifferenceKind.ASKED, f"The question was taken as {taken}.")
    if then.evidence != now.evidence:
        yield Difference(DifferenceKind.EVIDENCE, _evidence_words(then.evidence, now.evidence))
    if kept.support is not again.support:
        yield Difference(DifferenceKind.SUPPORT, f"Support: {kept.support.value} then, {again.support.value} now.")
    yield from _sentences(kept, again)


def _evidence_words(then: Sequence[Evidenced], now: Sequence[Evidenced]) -> str:
    gone, new = [one for one in then if one not in now], [one for one in now if one not in then]
    if not gone and not new:
        return f"The same {count(len(now), 'passage')} of evidence, in another order."
    same = len(then) - len(gone)
    return f"Other evidence: {count(same, 'passage')} the same, {len(gone)} no longer found, {len(new)} new."


def _sentences(kept: KeptAnswer, again: Answer) -> Iterator[Difference]:
    before = [(one.text, one.status) for one in (*kept.sentences, *kept.withheld)]
    after = [(one.text, one.status.value) for one in (*again.sentences, *again.withheld)]
    if before != after:
        for old, new in zip_longest(before, after):
            if old != new:
                yield Difference(DifferenceKind.SENTENCES, _sentence_words(old, new))
        return
    places = {one.n: (one.document, Span(one.start, one.end)) for one in kept.citations}
    now = {one.n: (str(one.document), one.span) for one in again.citations}
    cited = [[places[n] for n in one.citations] for one in kept.sentences]
    if cited != [[now[n] for n in one.citations] for one in again.sentences]:
        yield Difference(DifferenceKind.CITATIONS, "The same sentences cite other places.")


def _sentence_words(old: tuple[str, str] | None, new: tuple[str, str] | None) -> str:
    if old is None or new is None:
        text, status = old or new or ("", "")
        return f"{'No longer said' if old else 'New'} ({status}): “{text}”"
    return f"Said then ({old[1]}): “{old[0]}” Now ({new[1]}): “{new[0]}”"
