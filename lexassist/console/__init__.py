"""How results look in a terminal: tables and lines for people; scripts read ``--json`` instead.

Everything from a document is printed as plain text: rich markup in it is not interpreted, control characters are dropped.
"""

from lexassist.console.answering import print_answer, replay_view
from lexassist.console.checking import checks_table, models_table, qualification_view, result_tables
from lexassist.console.finding import hits_table, mentions_view
from lexassist.console.printing import plain, show, stdout
from lexassist.console.reading import (
    cards_table,
    document_view,
    ingestion_progress,
    outcome_line,
    reencoded_line,
    types_view,
)

__all__ = [
    "cards_table",
    "checks_table",
    "document_view",
    "hits_table",
    "ingestion_progress",
    "mentions_view",
    "models_table",
    "outcome_line",
    "plain",
    "print_answer",
    "qualification_view",
    "reencoded_line",
    "replay_view",
    "result_tables",
    "show",
    "stdout",
    "types_view",
]
