"""Values as the records that scripts read: the field names here are a contract (docs/cli.md).

Pure functions from the vocabulary to plain JSON values. A field may be added; none may be renamed or change its meaning.
"""

from lexassist.records.answering import answer_record, model_record, related_record, replay_record, warning_record
from lexassist.records.finding import hit_record, mention_record, mentions_record, search_record
from lexassist.records.reading import card_record, document_record, ingested_record, reencoded_record
from lexassist.records.values import (
    Json,
    Record,
    box_record,
    certificate_record,
    citation_record,
    value_record,
    values_record,
)

__all__ = [
    "Json",
    "Record",
    "answer_record",
    "box_record",
    "card_record",
    "certificate_record",
    "citation_record",
    "document_record",
    "hit_record",
    "ingested_record",
    "mention_record",
    "mentions_record",
    "model_record",
    "reencoded_record",
    "related_record",
    "replay_record",
    "search_record",
    "value_record",
    "values_record",
    "warning_record",
]
