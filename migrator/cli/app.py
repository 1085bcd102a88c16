"""Arguments -> settings -> pipeline -> printed report and exit code.

Imports what a command needs when it needs it: `migrator --help` must not wait for an HTML parser.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from migrator import __version__
from migrator.cli import finish, init, inspect, resolve
from migrator.cli.network import ApiKey, AsAuthor, Offline, login, network
from migrator.cli.options import (
    AllBlogs,
    AsJson,
    Attachments,
    BaseUrl,
    Blog,
    BoldHeadings,
    Comments,
    Concurrency,
    DetailedExitcode,
    Diff,
    Drafts,
    DryRun,
    Force,
    Full,
    ImageLayout,
    Images,
    KeepHtml,
    Labels,
    Limit,
    MaxBytes,
    MaxSize,
    Output,
    PlanFolder,
    Posts,
    Profile,
    Prune,
    Quiet,
    ReportFile,
    Rescue,
    Rewrite,
    Samples,
    Since,
    Sources,
    SourcesToCompare,
    Strict,
    Verbose,
    Verify,
)
from migrator.errors import MigratorError, SettingsError


class _Guarded(TyperGroup):
    """Turns whatever ends a run into a message and an exit code; the one place that does."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except MigratorError as error:
            from migrator.console.console import print_error

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
    """Takes a blog off Blogger: Markdown, local images, old addresses alive.

    Exit codes: 0 done; 1 done, but something was lost or is in conflict; 2 wrong usage, input or
    settings; 3 the source could not be reached; 4 changes are pending (--detailed-exitcode);
    130 interrupted.
    """


@app.command()
def migrate(
    sources: Sources,
    output: Output,
    profile: Profile = None,
    dry_run: DryRun = False,
    images: Images = None,
    max_size: MaxSize = None,
    max_bytes: MaxBytes = None,
    image_layout: ImageLayout = None,
    attachments: Attachments = None,
    rescue: Rescue = None,
    concurrency: Concurrency = None,
    drafts: Drafts = None,
    comments: Comments = None,
    limit: Limit = None,
    label: Labels = None,
    since: Since = None,
    base_url: BaseUrl = None,
    blog: Blog = None,
    all_blogs: AllBlogs = False,
    post: Posts = None,
    api_key: ApiKey = None,
    as_author: AsAuthor = False,
    offline: Offline = False,
    verify: Verify = None,
    bold_headings: BoldHeadings = None,
    keep_html: KeepHtml = None,
    strict: Strict = None,
    diff: Diff = False,
    report: ReportFile = None,
    as_json: AsJson = False,
    detailed_exitcode: DetailedExitcode = False,
    full: Full = False,
    force: Force = False,
    rewrite: Rewrite = False,
    prune: Prune = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write a blog as a folder of Markdown files and images."""
    flags, how = _flags(locals()), _how(locals())
    from migrator.cli.run import ReportOptions, run, run_each
    from migrator.job import Job
    from migrator.settings import remembered_sources

    settings = _told(output, flags | {"sources": remembered_sources(sources, output)}, quiet)
    net = network(sources, api_key, as_author=as_author, offline=offline)
    job = Job(settings, tuple(sources), output, limit=limit, posts=tuple(post or ()), **net, **how)
    telling = ReportOptions(report, quiet, verbose, as_json, detailed_exitcode)
    raise typer.Exit(run_each(job, telling) if all_blogs else run(job, telling))


def _told(folder: Path, flags: dict[str, Any], quiet: bool) -> Any:
    """The settings of a run, whose flags may differ from what the folder remembers."""
    from migrator.settings import differences, in_force, load

    remembered = load(folder)
    settings = in_force(folder, flags)
    changed = differences(remembered, settings) if remembered else []
    if changed and not quiet:
        names = ", ".join(changed)
        typer.echo(f"migrator.toml is kept as it is; sync goes by it. This run differs in: {names}", err=True)
    return settings


_NOT_SETTINGS = frozenset(
    "sources output limit dry_run diff report as_json detailed_exitcode full force rewrite prune".split()
    + "samples quiet verbose all_blogs post api_key as_author offline".split()
)


def _flags(given: dict[str, Any]) -> dict[str, Any]:
    """The settings among the arguments of a command; None where one was not given."""
    flags = {name: value for name, value in given.items() if name not in _NOT_SETTINGS}
    since = flags.pop("since", None)
    return flags | {"labels": flags.pop("label", None) or None, "since": since.date() if since else None}


def _how(given: dict[str, Any]) -> dict[str, Any]:
    """What is told to this run alone."""
    return {name: given[name] for name in ("dry_run", "diff", "full", "force", "rewrite", "prune")}


@app.command()
def sync(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that migrate wrote.")] = Path(),
    dry_run: DryRun = False,
    diff: Diff = False,
    report: ReportFile = None,
    as_json: AsJson = False,
    detailed_exitcode: DetailedExitcode = False,
    full: Full = False,
    force: Force = False,
    rewrite: Rewrite = False,
    prune: Prune = False,
    api_key: ApiKey = None,
    as_author: AsAuthor = False,
    offline: Offline = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Bring a folder up to date, as its migrator.toml says."""
    how = _how(locals())
    from migrator.cli.run import ReportOptions, run
    from migrator.pipeline.run import Job
    from migrator.settings import FILE_NAME, found_sources, in_force, load

    if load(folder) is None:
        raise SettingsError(str(folder), f"there is no {FILE_NAME} in it", "Run `migrator init` or `migrate` first")
    settings = in_force(folder, {})
    if not settings.sources:
        raise SettingsError(str(folder / FILE_NAME), "it names no sources", "Say where the blog is read from")
    sources = tuple(found_sources(settings, folder))
    net = network(sources, api_key, as_author=as_author, offline=offline)
    job = Job(settings, sources, folder, **net, **how)
    raise typer.Exit(run(job, ReportOptions(report, quiet, verbose, as_json, detailed_exitcode)))


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that migrate wrote.", show_default=False)],
    sources: SourcesToCompare = None,
    profile: Profile = None,
    base_url: BaseUrl = None,
    blog: Blog = None,
    report: ReportFile = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Look whether a folder is whole: files, images, links and, with a source, every word; writes nothing."""
    from migrator.cli import run

    flags = {"profile": profile, "base_url": base_url, "blog": blog}
    raise typer.Exit(run.check(folder, tuple(sources or ()), flags, report, quiet=quiet, verbose=verbose))


app.command()(init.init)
app.command()(resolve.resolve)
app.command()(resolve.adopt)
app.command()(resolve.config)
app.command()(finish.finish)


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
    post: Posts = None,
    api_key: ApiKey = None,
    as_author: AsAuthor = False,
    offline: Offline = False,
    bold_headings: BoldHeadings = None,
    samples: Samples = 3,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what migrate would do and what posts would look like; writes and fetches no file."""
    flags = _flags(locals())
    from migrator.cli.run import show
    from migrator.job import Job, posts_meant
    from migrator.settings import in_force

    settings = in_force(output, flags | {"images": False})
    net = network(sources, api_key, as_author=as_author, offline=offline)
    posts = tuple(post or ()) or posts_meant(sources)
    job = Job(settings, tuple(sources), output, limit=limit, dry_run=True, samples=samples, posts=posts, **net)
    raise typer.Exit(show(job, quiet=quiet, verbose=verbose))


app.command()(inspect.inspect)
app.command()(inspect.demo)
app.command()(login)
