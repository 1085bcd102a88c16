"""`migrator preview`: what migrate would do, and what posts would look like."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrator.cli.options import Flags, NetworkFlags, Only, PrintFlags, SelectionFlags, Sources

Compared = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="DIR", help="The folder to compare with; it is only read."),
]
Samples = Annotated[int, typer.Option("--samples", min=0, metavar="N", help="How many posts to show.")]


def preview(
    sources: Sources,
    flags: Annotated[
        Flags, Only("profile", "drafts", "comments", "labels", "since", "base_url", "blog", "bold_headings")
    ],
    selection: SelectionFlags,
    network: NetworkFlags,
    printing: PrintFlags,
    output: Compared = None,
    samples: Samples = 3,
) -> None:
    """Show what migrate would do and what posts would look like; writes and fetches no file."""
    from migrator.cli.network import network_of
    from migrator.console.console import Output
    from migrator.console.plan import print_documents, print_plan
    from migrator.console.progress import ProgressBars
    from migrator.console.summary import print_report
    from migrator.job import Job, posts_meant
    from migrator.pipeline.run import migrate
    from migrator.settings import in_force

    job = Job(
        in_force(output, {**flags, "images": False}),
        tuple(sources),
        output,
        limit=selection.limit,
        dry_run=True,
        samples=samples,
        posts=tuple(selection.post or ()) or posts_meant(sources),
        **network_of(network, sources),
    )
    with ProgressBars(quiet=printing.quiet) as bars:
        done, documents, _ = migrate(job, bars)
    out = Output()
    print_documents(out, documents)
    if not printing.quiet:
        print_plan(out, done.changes, everything=printing.verbose)
        print_report(out, done, everything=printing.verbose)
    raise typer.Exit(done.exit_code)
