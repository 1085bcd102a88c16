"""`migrator config`: the settings in force."""

from __future__ import annotations

from pathlib import Path

import typer

from migrator.cli.options import Folder


def config(folder: Folder = Path()) -> None:
    """Print the settings in force and where each comes from: the environment, migrator.toml, the defaults."""
    from migrator.settings import documented, origins

    rows = [
        (f"{name} = {value}" if value else f"# {name} is not set", origin, documented(name).text)
        for name, value, origin in origins(folder)
    ]
    width = min(max(len(line) for line, _, _ in rows), 60)
    longest = max(len(origin) for _, origin, _ in rows)
    for line, origin, text in rows:
        typer.echo(f"{line:<{width}}  # {origin:<{longest}}  {text}")
