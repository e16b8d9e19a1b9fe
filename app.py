"""The page of LexAssist: settings -> Assistant -> page -> launch."""

from __future__ import annotations

from lexassist.offline import go_offline


def main() -> None:
    """Serve the page on this machine until interrupted."""
    go_offline()
    # Libraries read the variables that go_offline sets when they are first imported: so they come after it.
    import lexassist  # noqa: PLC0415
    from lexassist.settings import load_settings  # noqa: PLC0415
    from lexassist.ui.serve import serve  # noqa: PLC0415

    settings = load_settings()
    with lexassist.open(settings) as assistant:
        serve(assistant, settings, ready=lambda address: print(f"LexAssist is open at {address}"))  # noqa: T201


if __name__ == "__main__":
    main()
