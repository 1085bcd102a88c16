"""Start: `python -m migrator` and the console script."""

from __future__ import annotations

import io
import os
import signal
import sys
from types import FrameType


def main() -> None:
    """Run the command line; ends the process."""
    try:
        _be_civil()
        from migrator.cli.app import app

        app(prog_name="migrator")
    except KeyboardInterrupt:  # before any command could say it better, or a second one
        _leave(130)
    except SystemExit as end:
        if end.code in (130, 143):
            _leave(end.code)
        raise


def _leave(code: int) -> None:
    """End at once, everything being tidied up: threads that wait for a server would hold the end up."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _be_civil() -> None:
    """Print what the terminal can't show in another way; tidy up when asked to end."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
