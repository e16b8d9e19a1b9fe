"""What the crash test of reviews kills: rounds of reviewing a folder, a fork for each line that is read.

``python review_child.py CONTRACTS HOME`` prints "ready", then for each line it reads its round's process id, "row" for each
row that comes, and, when the review is finished, "done" with the digest of it and how many cells had to be worked out.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

from lexassist.assistant import Assistant
from lexassist.assistant.installed import InstalledModels
from lexassist.assistant.reviewing import Scope
from lexassist.particulars import clause_types
from lexassist.review.playbook import Demand, Playbook, Rule
from lexassist.review.records import review_record
from lexassist.settings import load_settings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import TypePresence, WholeDocument

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.review.contracts import types_of

MATTER = "acme"
WORDS = {"Law": "governed by the law", "Notice": "without cause", "Insurance": "insurance of"}


def read_types(_: object, whole: WholeDocument) -> tuple[TypePresence, ...]:
    """In the place of what was learned: a type is where its words stand."""
    return tuple(types_of(whole, WORDS).values())


def playbook(*, questions: int = 1) -> Playbook:
    """A rule a type, and a question."""
    rules = [Rule(name.lower(), name, name) for name in WORDS]
    asked = [Rule(f"q{n}", "Who pays?", question="Who pays?", demand=Demand.NOTED) for n in range(questions)]
    return Playbook("small", "Small", "1", "", "", (*rules, *asked))


def say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


def work(contracts: Path, home: Path) -> None:
    InstalledModels.types = lambda _: None  # type: ignore[method-assign, assignment, return-value]
    clause_types.read_types = read_types  # type: ignore[assignment]
    settings = load_settings(home=home)
    with Assistant(settings, encoder=WordEncoder, generator=lambda: ScriptedGenerator("")) as assistant:
        if MATTER not in assistant.matters():
            assistant.create_matter(MATTER)
        review = assistant.review(MATTER, playbook(), Scope((contracts,)))
        for _ in review:
            say("row")
        body = json.dumps(review_record(review.finish()), sort_keys=True)
        say(f"done {hashlib.sha256(body.encode()).hexdigest()} {review.computed}")


def main() -> None:
    contracts, home = Path(sys.argv[1]), Path(sys.argv[2])
    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.setsid()
            try:
                say(f"pid {os.getpid()}")
                work(contracts, home / line.strip())
            finally:
                os._exit(1)
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
