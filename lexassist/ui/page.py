"""The page: what stands where, and which action each control starts. The only importer of Gradio.

Layout and wiring, no more: what is done is in :mod:`lexassist.ui.actions`, what it looks like in
:mod:`lexassist.ui.render` and the stylesheet. Gradio's own HTML component evaluates templates as script, which our
Content-Security-Policy forbids; pieces of HTML are therefore shown by its Markdown component, which takes them as they are.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

import gradio as gr
from fastapi import FastAPI

from lexassist.errors import LexAssistError
from lexassist.settings import Settings
from lexassist.types import DocumentId
from lexassist.ui import actions, reviewing
from lexassist.ui.files import FileRow, render_documents, render_files
from lexassist.ui.grid import render_progress, render_review
from lexassist.ui.mentions import render_mentions
from lexassist.ui.render import Ended, render_exchange, render_mode, render_notice
from lexassist.ui.session import Conversations, Finished, Playbooks, Questions, render_talk, with_piece, with_question
from lexassist.ui.words import EVIDENCE_FRAME, document_name

if TYPE_CHECKING:
    from lexassist.assistant import Assistant

_ALL = ""
_HEAD = '<link rel="stylesheet" href="/static/lexassist.css"><script src="/static/lexassist.js" defer></script>'
_FRAME = f'<div class="lx-frame"><iframe name="{EVIDENCE_FRAME}" title="Evidence: the clause on its page" src="/view"></iframe></div>'
_BRAND = '<div class="lx-brand"><strong>LexAssist</strong><span>Works on this machine only</span></div>'
_FONTS = ("Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "sans-serif")


def mount_page(app: FastAPI, assistant: Assistant, settings: Settings, *, temporary: Path) -> FastAPI:
    """Put the page at the root of ``app``. ``temporary`` holds uploads until they are read."""
    blocks = _Layout().wire(assistant, temporary)
    blocks.queue(max_size=20, api_open=False)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        server_name=settings.page.host,
        server_port=settings.page.port,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        allowed_paths=[],
        blocked_paths=[str(settings.home)],
        max_file_size=f"{settings.page.max_upload_mib}mb",
        theme=gr.themes.Base(font=_FONTS, font_mono=("monospace",)),
        head=_HEAD,
    )
    return app


def _html(value: str = "", *, name: str) -> gr.Markdown:
    return gr.Markdown(value, elem_id=name, sanitize_html=False, latex_delimiters=[], container=False)


class _Quiet(TypedDict):
    show_progress: Literal["hidden"]
    api_visibility: Literal["private"]


_QUIET: _Quiet = {"show_progress": "hidden", "api_visibility": "private"}
"""No spinner over the component, and no entry in any list of API calls."""


class _Layout:
    """The controls, from left to right: the matter and its documents, the conversation, the evidence."""

    def __init__(self) -> None:
        self.blocks: gr.Blocks = gr.Blocks(title="LexAssist", analytics_enabled=False, fill_width=True)
        with self.blocks:
            self.conversations = gr.State({})
            self.questions = gr.State({})
            self.playbooks = gr.State({})
            self.finished = gr.State(("", ""))
            with gr.Row(elem_id="lx-room"):
                with gr.Column(elem_id="lx-matter", scale=0, min_width=260):
                    self._matter_side()
                with gr.Column(elem_id="lx-talk", scale=1, min_width=320):
                    self._conversation()
                with gr.Column(elem_id="lx-proof", scale=1, min_width=320):
                    _html(_FRAME, name="lx-evidence")

    def _matter_side(self) -> None:
        _html(_BRAND, name="lx-top")
        self.matter = gr.Dropdown([], label="Matter", elem_id="lx-choose", interactive=True, filterable=True)
        with gr.Accordion("New matter", open=False, elem_id="lx-new") as self.new:
            self.name = gr.Textbox(label="Name of the matter", max_lines=1, elem_id="lx-name")
            self.make = gr.Button("Make matter", elem_id="lx-make")
        self.notice = _html(name="lx-notice")
        self.documents = _html(name="lx-documents")
        self.upload = gr.File(
            label="Add contracts",
            file_count="multiple",
            elem_id="lx-upload",
            height=104,
            visible=False,
        )
        self.files = _html(name="lx-files")
        with gr.Accordion("Review this matter", open=False, visible=False, elem_id="lx-review") as self.reviewing:
            self.playbook = gr.Dropdown(list(reviewing.playbook_choices()), label="Playbook", elem_id="lx-playbook")
            with gr.Row(elem_id="lx-review-row"):
                self.own = gr.UploadButton("Own playbook", file_types=[".toml"], elem_id="lx-own")
                self.review = gr.Button("Review", elem_id="lx-review-go")
            self.progress = _html(name="lx-progress")

    def _conversation(self) -> None:
        self.talk = _html(render_talk(()), name="lx-conversation")
        with gr.Column(elem_id="lx-ask"):
            self.question = gr.Textbox(
                label="Question",
                placeholder="How much notice must be given to terminate?",
                lines=1,
                max_lines=4,
                elem_id="lx-question",
            )
            with gr.Row(elem_id="lx-ask-row"):
                self.scope = gr.Dropdown(
                    [("All documents", _ALL)], value=_ALL, label="Ask of", elem_id="lx-scope", interactive=True
                )
                self.stop = gr.Button("Stop", elem_id="lx-stop", visible=False)
                self.mention = gr.Button("Every mention", elem_id="lx-mention")
                self.ask = gr.Button("Ask", variant="primary", elem_id="lx-send")
            self.mode = _html(name="lx-mode")

    def wire(self, assistant: Assistant, temporary: Path) -> gr.Blocks:
        """Connect the controls with what they do."""
        does = _Wiring(assistant, temporary)
        chosen = [self.matter, self.conversations]
        shown = [self.documents, self.scope, self.upload, self.talk, self.files, self.reviewing, self.progress]
        with self.blocks:
            self.blocks.load(does.open_page, None, [self.matter, self.mode], **_QUIET).then(
                does.show_matter, chosen, shown, **_QUIET
            )
            self.matter.input(does.show_matter, chosen, shown, **_QUIET)
            for made in (self.make.click, self.name.submit):
                made(
                    does.make_matter,
                    [self.name, self.matter],
                    [self.matter, self.name, self.notice, self.new],
                    **_QUIET,
                ).then(does.show_matter, chosen, shown, **_QUIET)
            self.upload.upload(
                does.read, [self.matter, self.upload], [self.files, self.upload], concurrency_limit=2, **_QUIET
            ).then(does.refresh, [self.matter, self.scope], [self.documents, self.scope], **_QUIET)
            # One event for both triggers: while an answer is under way, a second question waits in the field.
            gr.on(
                [self.ask.click, self.question.submit],
                does.ask,
                [self.matter, self.question, self.scope, self.conversations, self.questions],
                [self.talk, self.conversations, self.questions, self.question, self.ask, self.mention, self.stop],
                trigger_mode="once",
                concurrency_limit=4,
                **_QUIET,
            )
            self.mention.click(
                does.mention,
                [self.matter, self.question, self.scope, self.conversations],
                [self.talk, self.conversations],
                trigger_mode="once",
                concurrency_limit=4,
                **_QUIET,
            )
            self.stop.click(does.stop, None, None, concurrency_limit=None, **_QUIET)
            self._wire_review(does)
        return self.blocks

    def _wire_review(self, does: _Wiring) -> None:
        self.own.upload(
            does.take_playbook, [self.own, self.playbooks], [self.playbook, self.playbooks, self.progress], **_QUIET
        )
        self.review.click(
            does.review,
            [self.matter, self.playbook, self.playbooks],
            [self.progress, self.finished, self.review],
            trigger_mode="once",
            concurrency_limit=2,
            **_QUIET,
        ).then(
            # By itself, so that it is put below the questions that were asked while the review ran.
            does.show_review,
            [self.matter, self.finished, self.conversations],
            [self.talk, self.conversations],
            **_QUIET,
        )


class _Wiring:
    """The handlers: each takes the values of controls and gives the values of controls."""

    def __init__(self, assistant: Assistant, temporary: Path) -> None:
        self._assistant = assistant
        self._temporary = temporary
        self._stops = actions.Stops()

    def open_page(self) -> tuple[gr.Dropdown, str]:
        names = actions.matter_names(self._assistant)
        chosen = gr.Dropdown(choices=list(names), value=names[0] if len(names) == 1 else None)
        return chosen, render_mode(actions.describe_mode(self._assistant))

    def make_matter(self, name: str, chosen: str | None) -> tuple[gr.Dropdown, str, str, gr.Accordion]:
        name = unicodedata.normalize("NFC", name.strip())  # as matters are kept
        problem = actions.make_matter(self._assistant, name)
        names = list(actions.matter_names(self._assistant))
        if problem:
            return gr.Dropdown(choices=names, value=chosen), name, render_notice(problem), gr.Accordion()
        return gr.Dropdown(choices=names, value=name), "", "", gr.Accordion(open=False)

    def show_matter(
        self, matter: str | None, conversations: Conversations
    ) -> tuple[str, gr.Dropdown, gr.File, str, str, gr.Accordion, str]:
        documents, scope = self.refresh(matter, _ALL)
        talk = render_talk(conversations.get(matter or "", ()))
        return documents, scope, gr.File(visible=bool(matter)), talk, "", gr.Accordion(visible=bool(matter)), ""

    def refresh(self, matter: str | None, scope: str | None) -> tuple[str, gr.Dropdown]:
        listed = actions.list_documents(self._assistant, matter)
        choices = [
            ("All documents", _ALL),
            *((document_name(card.source), str(card.id)) for card in listed.shelf.cards),
        ]
        kept = scope if any(scope == value for _, value in choices) else _ALL
        documents = render_notice(listed.problem) or render_documents(matter or "", listed.shelf)
        return documents, gr.Dropdown(choices=choices, value=kept)

    def read(self, matter: str | None, uploads: list[str] | None) -> Iterator[tuple[str, gr.File]]:
        """Show the files being read; the control is emptied at once, since the files are moved out of it."""
        paths = [Path(str(upload)) for upload in uploads or ()]
        free = gr.File(value=None)
        if not matter or not paths:
            yield render_notice("Choose a matter first."), free
            return
        rows: tuple[FileRow, ...] = ()
        try:
            for rows in actions.read_files(self._assistant, matter, paths, temporary=self._temporary):
                yield render_files(rows), free
        except LexAssistError as error:
            yield render_talk((render_notice(str(error)), render_files(rows))), free

    def ask(
        self,
        matter: str | None,
        question: str,
        scope: str | None,
        conversations: Conversations,
        questions: Questions,
        request: gr.Request,
    ) -> Iterator[tuple[str, Conversations, Questions, gr.Textbox, gr.Button, gr.Button, gr.Button]]:
        """Show the answer as it grows, below the earlier exchanges of this matter."""
        earlier = conversations.get(matter or "", ())
        idle, resting = gr.Button(interactive=True), gr.Button(visible=False)
        problem = "" if matter else "Choose a matter first."
        problem = problem or ("" if question.strip() else "Type a question first.")
        if problem or matter is None:
            told = render_talk((*earlier, render_notice(problem, kind="note")))
            yield told, conversations, questions, gr.Textbox(), idle, idle, resting
            return
        session = str(request.session_hash)
        stop = self._stops.begin(session)
        before = questions.get(matter, ())
        query = actions.Query(matter, question.strip(), DocumentId(scope) if scope else None, before)
        # Emptied once, at the start: the next question may be typed while this one is answered.
        field = gr.Textbox(value="")
        for exchange in actions.ask(self._assistant, query, stop):
            shown = with_piece(earlier, render_exchange(exchange))
            running = exchange.ended is Ended.RUNNING
            conversations = conversations if running else {**conversations, matter: shown}
            if exchange.answer is not None:
                full = exchange.answer.asked or exchange.question
                questions = {**questions, matter: with_question(before, full)}
            yield (
                render_talk(shown),
                conversations,
                questions,
                field,
                gr.Button(interactive=not running),
                gr.Button(interactive=not running),
                gr.Button(visible=running),
            )
            field = gr.Textbox()
            if exchange.ended is Ended.DONE:
                threading.Thread(target=actions.render_ahead, args=(self._assistant, exchange), daemon=True).start()
        self._stops.end(session, stop)

    def mention(
        self, matter: str | None, words: str, scope: str | None, conversations: Conversations
    ) -> tuple[str, Conversations]:
        """Show every place where the words of the question field stand, below the earlier exchanges of this matter."""
        earlier = conversations.get(matter or "", ())
        if matter is None or not words.strip():
            problem = "Type the words to look for first." if matter else "Choose a matter first."
            return render_talk((*earlier, render_notice(problem, kind="note"))), conversations
        query = actions.Query(matter, words.strip(), DocumentId(scope) if scope else None)
        shown = with_piece(earlier, render_mentions(actions.list_mentions(self._assistant, query)))
        return render_talk(shown), {**conversations, matter: shown}

    def take_playbook(self, upload: str, own: Playbooks) -> tuple[gr.Dropdown, Playbooks, str]:
        """Offer an uploaded playbook beside those that come with LexAssist, and choose it."""
        checked = reviewing.check_playbook(self._assistant, Path(upload), temporary=self._temporary)
        if checked.playbook is None:
            return gr.Dropdown(), own, render_notice(checked.said)
        named = f"{checked.playbook.title} (own)"
        own = {**own, named: checked.playbook}
        choices = [*reviewing.playbook_choices(), *((title, title) for title in own)]
        return gr.Dropdown(choices=choices, value=named), own, render_notice(checked.said, kind="note")

    def review(
        self, matter: str | None, named: str | None, own: Playbooks
    ) -> Iterator[tuple[str, Finished, gr.Button]]:
        """Show how far the review has come."""
        if not matter or not named:
            problem = "Choose a playbook first." if matter else "Choose a matter first."
            yield render_notice(problem, kind="note"), ("", ""), gr.Button()
            return
        for shown in reviewing.review(self._assistant, matter, own.get(named, named)):
            running = shown.ended is Ended.RUNNING
            whole = (matter, "" if running else render_review(shown))
            yield render_progress(shown), whole, gr.Button(interactive=not running)

    def show_review(
        self, matter: str | None, finished: Finished, conversations: Conversations
    ) -> tuple[str, Conversations]:
        """Put a finished review below the exchanges of its matter."""
        if finished[1]:
            conversations = {**conversations, finished[0]: with_piece(conversations.get(finished[0], ()), finished[1])}
        return render_talk(conversations.get(matter or "", ())), conversations

    def stop(self, request: gr.Request) -> None:
        self._stops.stop(str(request.session_hash))
