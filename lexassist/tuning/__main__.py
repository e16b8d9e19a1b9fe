"""Train the encoder and the ranking that LexAssist ships, or others from one's own labelled contracts.

::

    python -m lexassist.tuning --data DIR --base FOLDER [--material corpora/training] [--out deploy/contracts-minilm]

``DIR`` holds contracts as :mod:`lexassist.evaluation.cuad` reads them, ``FOLDER`` the sentence-transformers encoder to start
from. Writes the model's folder and ``results/training.json``, and prints the table and the files' lines for
``deploy/models.toml``; progress goes to stderr. With ``--types-only`` the encoder in ``--out`` stays as it is, and only the
types of clause are learned for it. See docs/training.md.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from lexassist.errors import LexAssistError, UsageError
from lexassist.offline import go_offline
from lexassist.tuning.recipe import Recipe


def main(arguments: Sequence[str] | None = None) -> int:
    """Train; the exit status is 0, or what the error says."""
    options = _read_options(arguments)
    go_offline()
    try:
        if find_spec("onnx") is None:
            raise UsageError(
                "Training needs the package onnx.", remedy="Install it: pip install onnx (make train has it)."
            )
        # Behind go_offline, which has to come before the libraries that these load.
        from lexassist.evaluation.experiment import read_experiment  # noqa: PLC0415
        from lexassist.evaluation.tables import render_result  # noqa: PLC0415
        from lexassist.tuning.procedure import Order, train_model, train_types_only  # noqa: PLC0415

        order = Order(options.data, options.base, options.material, options.out, options.results)
        recipe = replace(Recipe(), steps=options.steps, seed=options.seed)
        file = (train_types_only if options.types_only else train_model)(order, recipe, _tell)
        sys.stdout.write(render_result(read_experiment(file)) + "\n" + _listing(options.out))
    except LexAssistError as error:
        _tell(str(error))
        return error.exit_status
    return 0


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    recipe = Recipe()
    parser = argparse.ArgumentParser(prog="python -m lexassist.tuning", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with labelled contracts (CUAD's layout)")
    parser.add_argument("--base", type=Path, default=Path(), help="sentence-transformers folder to start from")
    parser.add_argument("--types-only", action="store_true", help="learn the types of clause for the encoder in --out")
    parser.add_argument("--material", type=Path, default=Path("corpora/training"), help="questions and topics")
    parser.add_argument("--out", type=Path, default=Path("deploy/contracts-minilm"), help="folder for the model")
    parser.add_argument("--results", type=Path, default=Path("results"), help="folder for the result file")
    parser.add_argument("--steps", type=_positive, default=recipe.steps)
    parser.add_argument("--seed", type=int, default=recipe.seed)
    options = parser.parse_args(arguments)
    if not options.types_only and options.base == Path():
        parser.error("--base is needed to train an encoder (or give --types-only)")
    return options


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return number


def _listing(folder: Path) -> str:
    """The files of the model as deploy/models.toml lists them."""
    lines = [
        f'  {{ name = "{file.name}", size = {file.stat().st_size}, sha256 = "{_digest(file)}" }},\n'
        for file in sorted(folder.iterdir())
        if file.suffix in {".onnx", ".json", ".npz"}
    ]
    return "".join(["files = [\n", *lines, "]\n"])


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
