"""`migrator check`: whether a folder is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrator.cli.options import Flags, Only, PrintFlags, ReportFlags

Finished = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that migrate wrote.", show_default=False)]
Compared = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE",
        help="What it was made from, to look whether anything of it is missing; else nothing is compared.",
        show_default=False,
    ),
]


def check(
    folder: Finished,
    flags: Annotated[Flags, Only("profile", "base_url", "blog")],
    report: ReportFlags,
    printing: PrintFlags,
    sources: Compared = None,
) -> None:
    """Look whether a folder is whole: files, images, links and, with a source, every word; writes nothing."""
    from migrator import api
    from migrator.checker.result import as_json
    from migrator.console.check import print_check
    from migrator.console.progress import ProgressBars
    from migrator.report import check_file, write_text

    if report.report:
        check_file(report.report, None)
    with ProgressBars(quiet=printing.quiet) as bars:
        found = api.check(folder, *(sources or ()), listener=bars, **flags)
    if report.report:
        write_text([as_json(found)], report.report)
    print_check(found, quiet=printing.quiet, verbose=printing.verbose)
    raise typer.Exit(found.exit_code)
