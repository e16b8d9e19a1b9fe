"""What the page remembers of one person's session, and how a conversation is put together. Pure; knows no Gradio."""

from __future__ import annotations

from collections.abc import Sequence

from lexassist.review.playbook import Playbook

Conversations = dict[str, tuple[str, ...]]
"""The exchanges of this session as HTML, oldest first, by matter."""

Questions = dict[str, tuple[str, ...]]
"""The questions of this session that were answered, in full, oldest first, by matter: what a follow-up refers to."""

Playbooks = dict[str, Playbook]
"""The playbooks that were handed in in this session, each under what the control calls it."""

Finished = tuple[str, str]
"""A matter, and its review as HTML: "" where it did not come to its end."""

_REMEMBERED = 30
_REFERRED_TO = 4
"""Earlier questions that a follow-up may refer to."""
_WELCOME = (
    '<div class="lx-welcome"><p>Ask about the contracts of this matter. Each sentence of an answer comes with the '
    "clause it rests on.</p></div>"
)


def with_piece(earlier: Sequence[str], piece: str) -> tuple[str, ...]:
    """A conversation with one piece more; very old ones are let go."""
    return (*earlier, piece)[-_REMEMBERED:]


def with_question(earlier: Sequence[str], question: str) -> tuple[str, ...]:
    """The questions that a follow-up may refer to, with one more."""
    return (*earlier, question)[-_REFERRED_TO:]


def render_talk(pieces: Sequence[str]) -> str:
    """A conversation as one ``div``: nothing is left for the component that shows it to read as Markdown."""
    return f'<div class="lx-pieces">{"".join(pieces) or _WELCOME}</div>'
