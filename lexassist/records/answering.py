"""Answers, replays and models."""

from __future__ import annotations

from lexassist.models import ModelState, Role
from lexassist.models.qualified import Earned
from lexassist.records.values import Json, Record, certificate_record, citation_record, value_record
from lexassist.types import (
    Answer,
    AnswerSentence,
    AnswerWarning,
    RelatedCitation,
    Replay,
)


def answer_record(answer: Answer) -> Record:
    """An answer with the proof of each sentence."""
    return {
        "answer": answer.id,
        "question": answer.question,
        "asked": answer.asked,
        "kind": answer.kind.value,
        "verdict": answer.verdict.value,
        "support": answer.support.value,
        "text": answer.text,
        "sentences": [_sentence_record(sentence) for sentence in answer.sentences],
        "withheld": [_sentence_record(sentence) for sentence in answer.withheld],
        "citations": [citation_record(citation) for citation in answer.citations],
        "nearest": [citation_record(citation) for citation in answer.nearest],
        "related": [related_record(related) for related in answer.related],
        "warnings": [warning_record(warning) for warning in answer.warnings],
        "values": [value_record(value) for value in answer.values],
        "certificate": None if answer.certificate is None else certificate_record(answer.certificate),
        "searched": {"documents": answer.documents_searched, "clauses": answer.clauses_searched},
        "note": answer.note,
        "routing": answer.routing,
        "model": answer.model,
        "seconds": {name: round(seconds, 4) for name, seconds in answer.seconds},
    }


def related_record(related: RelatedCitation) -> Record:
    """Words on which the citations of an answer depend: a citation with the reason; its ``n`` is among these only."""
    return {"kind": related.kind.value, "words": related.words, **citation_record(related.citation)}


def warning_record(warning: AnswerWarning) -> Record:
    """Words among the evidence that try to steer whoever reads them: a citation with what they do, in words."""
    return {"kind": warning.kind.value, "message": warning.message, **citation_record(warning.citation)}


def replay_record(replay: Replay) -> Record:
    """An answer put again: whether it is the same, what differs and in what way, what is shown then and now."""
    return {
        "answer": replay.before,
        "question": replay.question,
        "same": replay.same,
        "differences": [{"kind": one.kind.value, "words": one.words} for one in replay.differences],
        "text": {"then": replay.text_before, "now": replay.text_now},
    }


def model_record(state: ModelState, earned: Earned | None = None) -> Record:
    """One listed model and how it stands; of a generator, what it has ``earned`` and why."""
    entry = state.entry
    return {
        "name": entry.name,
        "role": entry.role.value,
        "state": state.state.value,
        "detail": state.detail,
        "bytes": entry.size,
        "sha256": entry.sha256,
        "licence": entry.licence,
        "origin": entry.origin,
        "memory_mib": entry.memory_mib,
        "mode": (earned.mode if earned else entry.mode).value if entry.role is Role.GENERATOR else None,
        "mode_reason": earned.reason if earned else None,
    }


def _sentence_record(sentence: AnswerSentence) -> Record:
    record: dict[str, Json] = {
        "text": sentence.text,
        "status": sentence.status.value,
        "citations": list(sentence.citations),
    }
    return {**record, "reason": sentence.reason} if sentence.reason else record
