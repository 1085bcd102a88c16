"""What `migrate` and `sync` do once their arguments are understood: run, print, and say the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from migrator import report as reports
from migrator.cli.options import MachineFlags, PrintFlags
from migrator.console.console import Output, print_text
from migrator.console.plan import print_diffs
from migrator.console.progress import ProgressBars
from migrator.console.summary import print_run
from migrator.job import Job
from migrator.pipeline.run import migrate


def run_job(job: Job, report_file: Path | None, machine: MachineFlags, printing: PrintFlags) -> int:
    """Migrate and print what came of it; the exit code."""
    if report_file:
        reports.check_file(report_file, None if job.dry_run else job.folder)
    # One line says all where there is nothing to do, unless somebody wants to read of single posts.
    brief = not (report_file or printing.verbose or machine.json or job.dry_run or job.diff)
    with ProgressBars(quiet=printing.quiet or machine.json) as bars:
        done = migrate(replace(job, brief=brief), bars).report
    if report_file:
        reports.write(done, report_file)
    if machine.json:
        print_text(reports.as_json(done))
    else:
        print_diffs(Output(), done.diffs)
        print_run(done, quiet=printing.quiet, verbose=printing.verbose)
    return done.detailed_exit_code if machine.detailed_exitcode else done.exit_code


def run_jobs(jobs: Sequence[Job], report_file: Path | None, machine: MachineFlags, printing: PrintFlags) -> int:
    """Migrate several blogs one by one, each with a report file of its own; the exit code is that of the worst."""
    code = 0
    for job in jobs:
        Output(quiet=printing.quiet or machine.json).say(f"{job.folder}", "bold")
        own = report_file
        if report_file and job.folder and len(jobs) > 1:
            own = report_file.with_stem(f"{report_file.stem}-{job.folder.name}")
        code = max(code, run_job(job, own, machine, printing))
    return code
