"""Arguments -> settings -> pipeline -> printed report and exit code.

Imports what a command needs when it needs it: `migrator --help` must not wait for an HTML parser.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from migrator import __version__
from migrator.errors import MigratorError, SettingsError
from migrator.options import (
    BaseUrl,
    Blog,
    Comments,
    Drafts,
    DryRun,
    Force,
    Images,
    Labels,
    Limit,
    Output,
    PlanFolder,
    Profile,
    Quiet,
    ReportFile,
    Samples,
    Since,
    Sources,
    Verbose,
)

if TYPE_CHECKING:
    from migrator.pipeline import Job


class _Guarded(TyperGroup):
    """Turns whatever ends a run into a message and an exit code; the one place that does."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except MigratorError as error:
            from migrator.preview.console import print_error

            print_error(error)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt:
            typer.echo("Interrupted. Running the same command again finishes the work.", err=True)
            raise typer.Exit(130) from None


app = typer.Typer(
    cls=_Guarded,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"migrator {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Takes a blog off Blogger: Markdown, local pictures, old addresses alive.

    Exit codes: 0 done; 1 done, but something was lost or is in conflict; 2 wrong usage, input or
    settings; 3 the source could not be reached; 130 interrupted.
    """


@app.command()
def migrate(
    sources: Sources,
    output: Output,
    profile: Profile = None,
    dry_run: DryRun = False,
    images: Images = None,
    drafts: Drafts = None,
    comments: Comments = None,
    limit: Limit = None,
    label: Labels = None,
    since: Since = None,
    base_url: BaseUrl = None,
    blog: Blog = None,
    report: ReportFile = None,
    force: Force = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write a blog as a folder of Markdown files and pictures."""
    from migrator.pipeline import Job
    from migrator.settings import combined, differences, load, remembered_sources

    flags = _flags(profile, images, drafts, comments, label, since, base_url, blog)
    flags["sources"] = remembered_sources(sources, output)
    remembered = load(output)
    settings = combined(remembered, flags)
    job = Job(settings, tuple(sources), output, limit=limit, dry_run=dry_run, force=force)
    changed = differences(remembered, settings) if remembered else []
    if changed and not quiet:
        names = ", ".join(changed)
        typer.echo(f"migrator.toml is kept as it is; sync goes by it. This run differs in: {names}", err=True)
    _run(job, report, quiet=quiet, verbose=verbose)


def _flags(
    profile: str | None,
    images: bool | None,
    drafts: bool | None,
    comments: bool | None,
    label: list[str] | None,
    since: datetime | None,
    base_url: str | None,
    blog: str | None,
) -> dict[str, Any]:
    """The settings that were given as flags; None where one was not."""
    return {
        "profile": profile,
        "images": images,
        "drafts": drafts,
        "comments": comments,
        "labels": label or None,
        "since": since.date() if since else None,
        "base_url": base_url,
        "blog": blog,
    }


@app.command()
def sync(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that migrate wrote.")] = Path(),
    dry_run: DryRun = False,
    report: ReportFile = None,
    force: Force = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Bring a folder up to date, as its migrator.toml says."""
    from migrator.pipeline import Job
    from migrator.settings import FILE_NAME, found_sources, load

    settings = load(folder)
    if settings is None:
        raise SettingsError(str(folder), f"there is no {FILE_NAME} in it", "Run `migrator migrate` first")
    if not settings.sources:
        raise SettingsError(str(folder / FILE_NAME), "it names no sources", "Say where the blog is read from")
    sources = tuple(found_sources(settings, folder))
    job = Job(settings, sources, folder, dry_run=dry_run, force=force)
    _run(job, report, quiet=quiet, verbose=verbose)


@app.command()
def preview(
    sources: Sources,
    output: PlanFolder = None,
    profile: Profile = None,
    drafts: Drafts = None,
    comments: Comments = None,
    limit: Limit = None,
    label: Labels = None,
    since: Since = None,
    base_url: BaseUrl = None,
    blog: Blog = None,
    samples: Samples = 3,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what migrate would do and what posts would look like; writes and fetches no file."""
    from migrator import pipeline
    from migrator.preview.console import Output as Console
    from migrator.preview.progress import Bars
    from migrator.preview.summary import print_report
    from migrator.preview.terminal import print_documents, print_plan
    from migrator.settings import combined, load

    flags = _flags(profile, False, drafts, comments, label, since, base_url, blog)
    settings = combined(load(output) if output else None, flags)
    job = pipeline.Job(settings, tuple(sources), output, limit=limit, dry_run=True, samples=samples)
    with Bars(quiet=quiet) as bars:
        report, documents = pipeline.migrate(job, bars)
    out = Console()
    print_documents(out, documents)
    if not quiet:
        print_plan(out, report.changes, everything=verbose)
        print_report(out, report, everything=verbose)
    raise typer.Exit(report.exit_code)


@app.command()
def inspect(
    sources: Sources,
    base_url: BaseUrl = None,
    blog: Blog = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what is in a blog: counts, dates, labels, pictures, embeds, and what looks unusual."""
    from migrator import pipeline
    from migrator.preview.console import Output as Console
    from migrator.preview.progress import Bars
    from migrator.preview.survey import print_overview
    from migrator.settings import combined

    settings = combined(None, {"base_url": base_url, "blog": blog})
    with Bars(quiet=quiet) as bars:
        overview = pipeline.inspect(pipeline.Job(settings, tuple(sources)), bars)
    print_overview(Console(), overview, everything=verbose)


def _run(job: Job, report_file: Path | None, *, quiet: bool, verbose: bool) -> None:
    """Do a run, tell what came of it, and exit by it."""
    from migrator import pipeline, report
    from migrator.preview.progress import Bars
    from migrator.preview.summary import print_run

    if report_file:
        report.check_file(report_file, None if job.dry_run else job.folder)
    with Bars(quiet=quiet) as bars:
        done, _ = pipeline.migrate(job, bars)
    if report_file:
        report.write(done, report_file)
    print_run(done, quiet=quiet, verbose=verbose)
    raise typer.Exit(done.exit_code)
