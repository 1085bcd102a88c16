"""`migrator finish`: a half-migrated site is finished."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrator.cli.options import Flags, Only, PrintFlags, ReportFlags

Source = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="A folder of posts with front matter, or one such file.", show_default=False),
]
Into = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="DIR", help="Write finished posts here; else the files themselves change."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print what would be done; write nothing.")]


def finish(
    source: Source,
    flags: Annotated[Flags, Only("profile", "images")],
    report: ReportFlags,
    printing: PrintFlags,
    output: Into = None,
    dry_run: DryRun = False,
) -> None:
    """Finish a half-migrated site: HTML in posts with front matter becomes Markdown, images become local.

    Without --profile the front matter tells which it is.
    """
    from migrator.console.progress import ProgressBars
    from migrator.console.summary import print_run
    from migrator.finisher.run import FinishJob, finish
    from migrator.report import check_file, write

    if report.report:
        check_file(report.report, None)
    with ProgressBars(quiet=printing.quiet) as bars:
        done = finish(FinishJob(source, output, dry_run=dry_run, **flags), bars)
    if report.report:
        write(done, report.report)
    print_run(done, quiet=printing.quiet, verbose=printing.verbose)
    raise typer.Exit(done.exit_code)
