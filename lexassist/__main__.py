"""``python -m lexassist`` is the command line."""

from __future__ import annotations

from lexassist.cli import main

if __name__ == "__main__":
    main()
