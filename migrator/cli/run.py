"""What the commands do once their arguments are understood.  Each returns the exit code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from migrator import report
from migrator.checker import check as checker
from migrator.checker import result
from migrator.console.check import print_verdict
from migrator.console.console import Output, print_text
from migrator.console.inspection import print_overview
from migrator.console.plan import print_changes, print_diffs, print_documents, print_plan
from migrator.console.progress import ProgressBars
from migrator.console.summary import print_report, print_run
from migrator.job import each_blog
from migrator.pipeline import run as pipeline
from migrator.settings import Settings, combined, load


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How much of a run is told, and in which form."""

    report_file: Path | None = None
    quiet: bool = False
    verbose: bool = False
    as_json: bool = False
    """The whole report, on stdout, and nothing else there."""
    detailed_exit_code: bool = False

    @property
    def brief(self) -> bool:
        """Whether one line says all where there is nothing to do."""
        return not (self.report_file or self.verbose or self.as_json)


def run(job: pipeline.Job, telling: ReportOptions) -> int:
    """Migrate and tell what came of it."""
    if telling.report_file:
        report.check_file(telling.report_file, None if job.dry_run else job.folder)
    with ProgressBars(quiet=telling.quiet or telling.as_json) as bars:
        done, _ = pipeline.migrate(replace(job, brief=telling.brief and not (job.dry_run or job.diff)), bars)
    if telling.report_file:
        report.write(done, telling.report_file)
    if telling.as_json:
        print_text(report.as_json(done))
    else:
        print_diffs(Output(), done.diffs)
        print_run(done, quiet=telling.quiet, verbose=telling.verbose)
    return done.detailed_exit_code if telling.detailed_exit_code else done.exit_code


def run_each(job: pipeline.Job, telling: ReportOptions) -> int:
    """Migrate every blog of an export by itself; the exit code is that of the worst."""
    code = 0
    for one in each_blog(job):
        Output(quiet=telling.quiet or telling.as_json).say(f"{one.folder}", "bold")
        code = max(code, run(one, telling if one is job else _telling_of(one, telling)))
    return code


def _telling_of(job: pipeline.Job, telling: ReportOptions) -> ReportOptions:
    """With a report file of its own for each blog."""
    file = telling.report_file
    own = file.with_stem(f"{file.stem}-{job.folder.name}") if file and job.folder else file
    return replace(telling, report_file=own)


def show(job: pipeline.Job, *, quiet: bool, verbose: bool) -> int:
    """Tell what migrating would do, and print the sample posts."""
    with ProgressBars(quiet=quiet) as bars:
        done, documents = pipeline.migrate(job, bars)
    out = Output()
    print_documents(out, documents)
    if not quiet:
        print_plan(out, done.changes, everything=verbose)
        print_report(out, done, everything=verbose)
    return done.exit_code


def check(
    folder: Path,
    sources: tuple[str, ...],
    flags: dict[str, Any],
    report_file: Path | None = None,
    *,
    quiet: bool,
    verbose: bool,
) -> int:
    """Check a finished folder and tell what is wrong in it."""
    if report_file:
        report.check_file(report_file, None)
    settings = combined(load(folder) or checker.guessed(folder), flags)
    with ProgressBars(quiet=quiet) as bars:
        found = checker.check_folder(pipeline.Job(settings, sources), folder, bars)
    if report_file:
        report.write_text([result.as_json(found)], report_file)
    print_verdict(found, quiet=quiet, verbose=verbose)
    return found.exit_code


def survey(job: pipeline.Job, *, quiet: bool, verbose: bool) -> int:
    """Tell what is in the sources."""
    with ProgressBars(quiet=quiet) as bars:
        overview = pipeline.inspect(job, bars)
    print_overview(Output(), overview, everything=verbose)
    return 0


def demonstrate(folder: Path, profile: str, *, quiet: bool, verbose: bool) -> int:
    """Serve the sample blog over HTTP on this machine, and migrate it from there, twice."""
    from migrator.demo.server import DemoServer

    out = Output(quiet=quiet)
    with DemoServer() as blog:
        out.say(f"A sample blog is served at {blog.url} (on this machine only; nothing leaves it).", "bold")
        out.say(f"$ migrator migrate {blog.url} -o {folder} --profile {profile}\n", "bold")
        settings = Settings(sources=[blog.url], profile=profile)
        job = pipeline.Job(
            settings, (blog.url,), folder, remember=False, allow_private=True, samples=1
        )  # not remembered: tomorrow nobody answers at that address
        with ProgressBars(quiet=quiet) as bars:
            done, documents = pipeline.migrate(job, bars)
        print_changes(out, done.changes)
        print_documents(out, documents)
        out.say("")
        print_run(done, quiet=quiet, verbose=verbose)
        out.say("\nThe same command again:", "bold")
        again, _ = pipeline.migrate(job)
        print_run(again, quiet=quiet)
    out.say("\nOne image of the sample is gone for good, to show how that is told.")
    return 0
