"""The command line: a verb parses, calls one function, prints, and exits.

stdout is the result, stderr everything else; ``--json`` prints one JSON document, or JSON Lines where results stream.
Exit status: 0 done, 1 done but something needs attention, 2 usage, 3 cannot run.
"""

from __future__ import annotations

import os
import sys
import traceback

from lexassist import offline
from lexassist.cli import evaluation, matters, models, particulars, questions, review, serving, versions
from lexassist.cli.frame import app
from lexassist.errors import LexAssistError
from lexassist.settings import data_folder

__all__ = [
    "app",
    "evaluation",
    "main",
    "matters",
    "models",
    "particulars",
    "questions",
    "review",
    "serving",
    "versions",
]


def main() -> None:
    """Run the command line; an error of ours is a message and a status, never a traceback."""
    offline.go_offline()
    try:
        app()
    except LexAssistError as error:
        print(f"lexassist: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is left to say, also not at interpreter exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:  # noqa: BLE001 - the last boundary: whatever was not foreseen is told in words and kept for those who mend it
        print(_unforeseen(), file=sys.stderr)
        sys.exit(LexAssistError.exit_status)


def _unforeseen() -> str:
    """Keep the traceback of the error being handled in the data folder, and say where."""
    home = data_folder(os.environ)
    file = home / "last-error.txt"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(traceback.format_exc(), encoding="utf-8")
    except OSError:
        return f"lexassist: an error that was not foreseen:\n{traceback.format_exc(limit=-1)}"
    return f"lexassist: something went wrong that was not foreseen; {file} says what. Nothing stored is lost."
