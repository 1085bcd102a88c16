"""`migrator adopt`: a state is made anew from the files that are there."""

from __future__ import annotations

from pathlib import Path

import typer

from migrator.cli.options import Folder


def adopt(folder: Folder = Path()) -> None:
    """Make the state anew from the files that are there, where it is lost, damaged or in conflict."""
    from migrator.writer.plan.adopt import adopt

    done = adopt(folder)
    typer.echo(
        f"Taken over: {done.as_written:,} files as they were written, {done.edited:,} edited since, "
        f"{done.unknown:,} as they are; {done.gone:,} deleted ones stay deleted."
    )
