"""The tool as functions: what the command line calls, and what a program of yours can.

Nothing prints and nothing exits: what is wrong is raised as a `MigratorError`, what is worth telling stands in what is
returned, and a `ProgressListener` hears how far a run is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias, Unpack

from migrator.checker.check import check_folder, guessed_settings
from migrator.checker.result import CheckResult
from migrator.converter.context import Context, Conversion
from migrator.converter.convert import convert as convert_body
from migrator.job import Job, JobOptions, found_sources, remembered_sources
from migrator.model import Plan, Post
from migrator.pipeline import run
from migrator.pipeline.read import read_sources
from migrator.progress import Progress, ProgressListener
from migrator.report import Report
from migrator.settings import Settings, combined, load
from migrator.storage.store import Store
from migrator.writer.profiles import get

Source: TypeAlias = str | PathLike[str]
"""A blog's address, or the path of an export: backup XML, Takeout folder or archive, saved feed."""


def migrate(
    *sources: Source,
    output: Source,
    settings: Settings | None = None,
    listener: ProgressListener | None = None,
    **options: Unpack[JobOptions],
) -> Report:
    """Write a blog as a folder of Markdown files and images, or bring such a folder up to date.

    Without `settings` those count that the folder remembers, else the defaults.
    """
    return run.migrate(_job(sources, Path(output), settings, options), listener).report


def preview(
    *sources: Source,
    output: Source | None = None,
    settings: Settings | None = None,
    listener: ProgressListener | None = None,
    **options: Unpack[JobOptions],
) -> Plan:
    """What `migrate` would change in the folder `output`, or in an empty one; nothing is written or downloaded."""
    job = _job(sources, Path(output) if output is not None else None, settings, options)
    looking = replace(job, dry_run=True, settings=replace(job.settings, images=False))
    return run.migrate(looking, listener).plan


def check(folder: Source, *sources: Source, listener: ProgressListener | None = None, **settings: Any) -> CheckResult:
    """Whether a folder that migrate wrote is whole, also compared with its `sources` if any are given.

    `settings` stand in place of those that the folder remembers.  Raises `OutputError` where migrator never wrote.
    """
    root = Path(folder)
    given = combined(load(root) or guessed_settings(root), settings)
    return check_folder(Job(given, tuple(map(str, sources))), root, listener)


def read(*sources: Source, settings: Settings | None = None) -> Iterator[Post]:
    """The posts and pages of a blog, oldest first, each with its comments, as Blogger has them."""
    job = Job(settings or Settings(), tuple(map(str, sources)))
    with Store() as store:
        read_sources(job, store, Progress())
        yield from store.posts()


def convert(
    html: str,
    *,
    profile: str = "jekyll",
    link: Callable[[str], str] | None = None,
    image: Callable[[str, str], tuple[str, bool]] | None = None,
    line_breaks: bool = False,
) -> Conversion:
    """The HTML body of a post as Markdown for a profile's generator.

    `link` says where a link leads now.  `image` says, of an image's address and that of the link around it, the new
    address and whether the link only showed the image larger and can go.  `line_breaks`: newlines are line breaks, as
    in blogs with that setting.
    """
    target = get(profile)
    context = Context(more=target.more, line_breaks=line_breaks)
    context = replace(context, link=link or context.link, image=image or context.image)
    conversion = convert_body(html, context)
    return replace(conversion, markdown=target.escape(conversion.markdown))


def _job(sources: tuple[Source, ...], folder: Path | None, settings: Settings | None, options: JobOptions) -> Job:
    names = [str(source) for source in sources]
    chosen = settings or (load(folder) if folder else None) or Settings()
    if folder:
        names = names or found_sources(chosen, folder)
        chosen = replace(chosen, sources=remembered_sources(names, folder))
    return Job(chosen, tuple(names), folder, **options)
