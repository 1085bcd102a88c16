"""The command for folders of posts that another migration left half done."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrator.cli.options import DryRun, Quiet, ReportFile, Verbose

Source = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="A folder of posts with front matter, or one such file.", show_default=False),
]
Into = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="DIR", help="Write finished posts here; else the files themselves change."),
]
Generator = Annotated[
    str | None,
    typer.Option(
        "--profile", "-p", metavar="NAME", help="jekyll, alembic or hugo; else what the front matter speaks for."
    ),
]
Images = Annotated[bool, typer.Option("--images/--no-images", help="Fetch images, or leave them where they are.")]


def finish(
    source: Source,
    output: Into = None,
    profile: Generator = None,
    dry_run: DryRun = False,
    images: Images = True,
    report: ReportFile = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Finish a half-done migration: HTML in posts with front matter becomes Markdown, images become local."""
    from migrator import report as reports
    from migrator.console.progress import ProgressBars
    from migrator.console.summary import print_run
    from migrator.finisher.run import FinishJob, finish

    if report:
        reports.check_file(report, None)
    job = FinishJob(source, output, profile or "", images=images, dry_run=dry_run)
    with ProgressBars(quiet=quiet) as bars:
        done = finish(job, bars)
    if report:
        reports.write(done, report)
    print_run(done, quiet=quiet, verbose=verbose)
    raise typer.Exit(done.exit_code)
