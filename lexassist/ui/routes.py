"""The web application: the evidence frame, page images, reports, the stylesheet and the script, and who may ask for anything at all.

Every answer carries a strict Content-Security-Policy. Requests are refused unless their Host is this machine (a web site
that points its own name at 127.0.0.1 gets nothing) and their Origin, where there is one, is this page. Of Gradio's many
routes only those the page uses are reachable: its file route is not, so nothing in the data folder can be fetched by path.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lexassist.errors import LexAssistError
from lexassist.offline import is_loopback
from lexassist.types import Clause, ClauseId, Document, DocumentId, Page, Span
from lexassist.ui.evidence import Sight, render_empty, render_problem, render_remarks, render_sight
from lexassist.ui.reviewing import find_download

if TYPE_CHECKING:
    from lexassist.assistant import Assistant

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        # Gradio's components set style attributes; a style cannot call out, since images and fonts are held to this page.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "frame-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
"""The Content-Security-Policy of every answer."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_OWN = ("/view", "/remarks/", "/pages/", "/reviews/", "/static/", "/assets/", "/svelte/")
_USED = frozenset({"/", "/config", "/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt"}) | {
    f"/gradio_api/{name}"
    for name in (
        "info", "startup-events", "queue/join", "queue/data", "upload", "upload_progress", "cancel", "reset", "app_id",
    )
}  # fmt: skip
_USED_BELOW = ("/gradio_api/heartbeat/",)
_KEPT = ("/assets/", "/static/", "/svelte/")
_STATIC = Path(__file__).parent / "static"
_LOOKS = {"lexassist.css": "text/css", "lexassist.js": "text/javascript"}


class Guard:
    """Refuses what does not come from this machine's own page, and sets the headers of what does."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with a refusal."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _set_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        refusal = refuse(scope["path"], Headers(scope=scope))
        await (refusal or self._app)(scope, receive, send_guarded)


def refuse(path: str, headers: Headers) -> Response | None:
    """The refusal of a request, or None where it may pass."""
    host = headers.get("host", "")
    if not is_loopback(_name_of(host)):
        return PlainTextResponse("This page is only for this machine: open it as http://127.0.0.1.", status_code=421)
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return PlainTextResponse("Another page may not send requests to this one.", status_code=403)
    if path in _USED or path.startswith(_OWN) or path.startswith(_USED_BELOW):
        return None
    return PlainTextResponse("There is nothing here.", status_code=404)


def _name_of(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _set_headers(headers: MutableHeaders, path: str) -> None:
    for name, value in _HEADERS.items():
        headers[name] = value
    if not path.startswith(_KEPT):
        headers["Cache-Control"] = "no-store"


def make_routes(assistant: Assistant) -> FastAPI:
    """The application with our own routes; the page is mounted on it afterwards. No API pages."""
    app = FastAPI(title="LexAssist", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard)

    @app.get("/static/{name}")
    def looks(name: str) -> Response:
        if name not in _LOOKS:
            return PlainTextResponse("There is nothing here.", status_code=404)
        return FileResponse(_STATIC / name, media_type=_LOOKS[name])

    @app.get("/view", response_class=HTMLResponse)
    def empty() -> str:
        return render_empty()

    @app.get("/view/{matter}/{document}")
    def view_document(matter: str, document: str, page: int = 1) -> Response:
        return _show(assistant, matter, DocumentId(document), page=page)

    @app.get("/view/{matter}/{document}/{clause}")
    def view_clause(matter: str, document: str, clause: str, page: int = 0, start: int = -1, end: int = -1) -> Response:
        quoted = Span(start, end) if 0 <= start < end else None
        return _show(assistant, matter, DocumentId(document), ClauseId(clause), page=page, quoted=quoted)

    @app.get("/remarks/{matter}/{document}")
    def view_remarks(matter: str, document: str) -> Response:
        try:
            shown = assistant.document(matter, DocumentId(document))
        except LexAssistError as error:
            return HTMLResponse(render_problem(str(error)), status_code=404)
        return HTMLResponse(render_remarks(matter, shown))

    @app.get("/pages/{matter}/{document}/{number}.png")
    def page_image(matter: str, document: str, number: int) -> Response:
        try:
            image = assistant.page_image(matter, DocumentId(document), number)
        except LexAssistError as error:
            return PlainTextResponse(str(error), status_code=404)
        return Response(image, media_type="image/png")

    @app.get("/reviews/{matter}/{report}/{file}")
    def download(matter: str, report: str, file: str) -> Response:
        return _hand_over(assistant, matter, report, file)

    return app


def _hand_over(assistant: Assistant, matter: str, report: str, file: str) -> Response:
    """A file of a report, as bytes to be kept: whatever is in it, the browser does not open it as a page of ours."""
    try:
        found = find_download(assistant, matter, report, file)
    except LexAssistError as error:
        return PlainTextResponse(str(error), status_code=404)
    if found is None:
        return PlainTextResponse("There is no such report: review the matter again.", status_code=404)
    return FileResponse(found, media_type="application/octet-stream", filename=f"{report}-{file}")


def _show(
    assistant: Assistant,
    matter: str,
    document: DocumentId,
    clause: ClauseId | None = None,
    *,
    page: int,
    quoted: Span | None = None,
) -> HTMLResponse:
    try:
        shown = assistant.document(matter, document)
        trail = assistant.trail(matter, clause) if clause is not None else ()
    except LexAssistError as error:
        return HTMLResponse(render_problem(str(error)), status_code=404)
    found = trail[-1] if trail else None
    if found is not None and found.document != shown.id:
        return HTMLResponse(render_problem("This clause stands in another document."), status_code=404)
    sheet = _page(shown, page, found)
    if sheet is None:
        return HTMLResponse(render_problem("This document has no such page."), status_code=404)
    sight = Sight(matter, shown, sheet, found, quoted, trail, paged=shown.paged and sheet.width > 0)
    return HTMLResponse(render_sight(sight))


def _page(document: Document, number: int, clause: Clause | None) -> Page | None:
    """The page asked for; without a number, the first on which the clause stands."""
    if number == 0:
        number = next(iter(document.pages_of(clause.span)), 1) if clause is not None else 1
    pages = document.pages or (Page(1, 0, len(document.text), 0.0, 0.0),)
    return next((page for page in pages if page.number == number), None)
