"""Start: `python -m migrator` and the console script."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; ends the process."""
    try:
        from migrator.cli import app

        app(prog_name="migrator")
    except KeyboardInterrupt:  # before any command could say it better
        sys.exit(130)


if __name__ == "__main__":
    main()
