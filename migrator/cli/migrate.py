"""`migrator migrate`: a blog becomes a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migrator.cli.options import (
    Flags,
    MachineFlags,
    NetworkFlags,
    Output,
    PrintFlags,
    ReportFlags,
    RunFlags,
    SelectionFlags,
    Sources,
    fields_of,
)

if TYPE_CHECKING:
    from migrator.settings import Settings

AllBlogs = Annotated[
    bool, typer.Option("--all-blogs", help="Take every blog of a Takeout, each into a folder of its own.")
]


def migrate(
    *,
    sources: Sources,
    output: Output,
    flags: Flags,
    selection: SelectionFlags,
    all_blogs: AllBlogs = False,
    run: RunFlags,
    network: NetworkFlags,
    report: ReportFlags,
    machine: MachineFlags,
    printing: PrintFlags,
) -> None:
    """Write a blog as a folder of Markdown files and images."""
    from migrator.cli.network import network_of
    from migrator.cli.run import run_job, run_jobs
    from migrator.job import Job, each_blog, remembered_sources
    from migrator.settings import in_force

    settings = in_force(output, {**flags, "sources": remembered_sources(sources, output)})
    if not printing.quiet:
        _print_differences(settings, output)
    job = Job(
        settings,
        tuple(sources),
        output,
        limit=selection.limit,
        posts=tuple(selection.post or ()),
        **fields_of(run),
        **network_of(network, sources),
    )
    if all_blogs:
        raise typer.Exit(run_jobs(each_blog(job), report.report, machine, printing))
    raise typer.Exit(run_job(job, report.report, machine, printing))


def _print_differences(settings: Settings, folder: Path) -> None:
    """Say where the flags of a run differ from what the folder remembers."""
    from migrator.settings import differences, load

    remembered = load(folder)
    names = differences(remembered, settings) if remembered else []
    if names:
        told = ", ".join(names)
        typer.echo(f"migrator.toml is kept as it is; sync goes by it. This run differs in: {told}", err=True)
