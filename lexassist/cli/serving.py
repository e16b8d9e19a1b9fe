"""The verbs that serve the page and check the installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lexassist.settings import load_settings

if TYPE_CHECKING:
    pass

from lexassist.cli.frame import AsJson, app, open_for, print_json


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Loopback address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0: any free port.")] = None,
) -> None:
    """Serve the web page on this machine."""
    from lexassist.ui.serve import serve as serve_page

    settings = load_settings()
    page = settings.page.model_copy(update={k: v for k, v in (("host", host), ("port", port)) if v is not None})
    settings = settings.model_copy(update={"page": page})
    with open_for("lexassist serve", settings) as assistant:
        serve_page(
            assistant, settings, ready=lambda url: print(f"LexAssist is at {url} (stop it with Ctrl-C)", flush=True)
        )


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check this installation."""
    from lexassist.console import checks_table, show
    from lexassist.doctor import check_installation

    checks = check_installation(load_settings())
    if as_json:
        print_json([{"name": c.name, "ok": c.ok, "detail": c.detail, "remedy": c.remedy} for c in checks])
    else:
        show(checks_table(checks))
    raise typer.Exit(0 if all(check.ok for check in checks) else 1)
