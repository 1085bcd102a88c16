"""Commands that need no folder of an earlier run: a look at a blog, and a try without one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrator.cli.network import ApiKey, AsAuthor, Offline, network
from migrator.cli.options import BaseUrl, Blog, Profile, Quiet, Sources, Verbose

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write to.")]


def inspect(
    sources: Sources,
    base_url: BaseUrl = None,
    blog: Blog = None,
    api_key: ApiKey = None,
    as_author: AsAuthor = False,
    offline: Offline = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what is in a blog: counts, dates, labels, images, embeds, and what looks unusual."""
    from migrator.cli.run import survey
    from migrator.job import Job
    from migrator.settings import in_force

    settings = in_force(None, {"base_url": base_url, "blog": blog})
    job = Job(settings, tuple(sources), **network(sources, api_key, as_author=as_author, offline=offline))
    raise typer.Exit(survey(job, quiet=quiet, verbose=verbose))


def demo(
    folder: Folder = Path("migrator-demo"), profile: Profile = None, quiet: Quiet = False, verbose: Verbose = False
) -> None:
    """Migrate a sample blog that is served on this machine: no account, no network."""
    from migrator.cli.run import demonstrate

    raise typer.Exit(demonstrate(folder, profile or "jekyll", quiet=quiet, verbose=verbose))
