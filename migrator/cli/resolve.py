"""Commands for a folder that migrate wrote: settling conflicts, taking files over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Conflict = Annotated[Path, typer.Argument(metavar="PATH", help="The file, or the one beside it.", show_default=False)]
Ours = Annotated[bool, typer.Option("--ours", help="The file stays as it is.")]
Theirs = Annotated[bool, typer.Option("--theirs", help="The blog's version takes its place.")]
Merged = Annotated[bool, typer.Option("--merged", help="The file holds both by now: you have merged them.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that migrate wrote.")]


def resolve(path: Conflict, ours: Ours = False, theirs: Theirs = False, merged: Merged = False) -> None:
    """Settle the conflict of a file that was edited here and changed on the blog."""
    from migrator.writer.plan.resolve import Side, resolve

    if ours + theirs + merged != 1:
        raise typer.BadParameter("say one of --ours, --theirs, --merged")
    side = Side.OURS if ours else Side.THEIRS if theirs else Side.MERGED
    settled = resolve(path, side)
    typer.echo(f"Settled: {settled}")


def adopt(folder: Folder = Path()) -> None:
    """Make the state anew from the files that are there, where it is lost, damaged or in conflict."""
    from migrator.writer.plan.adopt import adopt

    done = adopt(folder)
    typer.echo(
        f"Taken over: {done.as_written:,} files as they were written, {done.edited:,} edited since, "
        f"{done.unknown:,} as they are; {done.gone:,} deleted ones stay deleted."
    )


def config(folder: Folder = Path()) -> None:
    """Print the settings in force and where each comes from: the environment, migrator.toml, the defaults."""
    from migrator.settings import origins

    rows = [
        (f"{name} = {value}" if value else f"# {name} is not set", origin) for name, value, origin in origins(folder)
    ]
    width = min(max(len(line) for line, _ in rows), 60)
    for line, origin in rows:
        typer.echo(f"{line:<{width}}  # {origin}")
