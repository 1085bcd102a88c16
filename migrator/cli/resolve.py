"""`migrator resolve`: the conflict of a file is settled."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Conflict = Annotated[Path, typer.Argument(metavar="PATH", help="The file, or the one beside it.", show_default=False)]
Ours = Annotated[bool, typer.Option("--ours", help="The file stays as it is.")]
Theirs = Annotated[bool, typer.Option("--theirs", help="The blog's version takes its place.")]
Merged = Annotated[bool, typer.Option("--merged", help="The file holds both by now: you have merged them.")]


def resolve(path: Conflict, ours: Ours = False, theirs: Theirs = False, merged: Merged = False) -> None:
    """Settle the conflict of a file that was edited here and changed on the blog."""
    from migrator.writer.plan.resolve import Side, resolve

    if ours + theirs + merged != 1:
        raise typer.BadParameter("say one of --ours, --theirs, --merged")
    side = Side.OURS if ours else Side.THEIRS if theirs else Side.MERGED
    settled = resolve(path, side)
    typer.echo(f"Settled: {settled}")
