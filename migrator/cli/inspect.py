"""`migrator inspect`: what is in a blog."""

from __future__ import annotations

from typing import Annotated

import typer

from migrator.cli.options import Flags, NetworkFlags, Only, PrintFlags, Sources


def inspect(
    sources: Sources,
    flags: Annotated[Flags, Only("base_url", "blog")],
    network: NetworkFlags,
    printing: PrintFlags,
) -> None:
    """Show what is in a blog: counts, dates, labels, images, embeds, and what looks unusual."""
    from migrator.cli.network import network_of
    from migrator.console.console import Output
    from migrator.console.inspection import print_inspection
    from migrator.console.progress import ProgressBars
    from migrator.job import Job
    from migrator.pipeline.run import inspect
    from migrator.settings import in_force

    job = Job(in_force(None, flags), tuple(sources), **network_of(network, sources))
    with ProgressBars(quiet=printing.quiet) as bars:
        found = inspect(job, bars)
    print_inspection(Output(), found, everything=printing.verbose)
    raise typer.Exit
