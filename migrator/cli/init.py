"""The command that sets a folder up: it asks, looks at the blog, shows a post, and writes migrator.toml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from migrator.cli.options import Flags, Only
from migrator.errors import MigratorError, SettingsError

if TYPE_CHECKING:
    from migrator.inspection import Inspection
    from migrator.settings import Settings

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the site, or of one to be.")]
Source = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="SOURCE", help="The blog's address or an export; may be given several times."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; what no flag says is as proposed.")]


def init(
    flags: Annotated[Flags, Only("profile", "images", "drafts", "comments", "base_url", "blog")],
    folder: Folder = Path(),
    source: Source = None,
    yes: Yes = False,
) -> None:
    """Set a folder up for sync: look at the blog, choose what to write, write migrator.toml."""
    from migrator.job import remembered_sources
    from migrator.settings import FILE_NAME, save
    from migrator.writer.profiles import get

    if "profile" in flags:
        get(flags["profile"])
    if (folder / FILE_NAME).exists():
        raise SettingsError(str(folder / FILE_NAME), "it is there already", "Edit it, or `migrator sync` by it")
    chosen = {name: flags[name] for name in ("base_url", "blog") if name in flags}
    sources, inspection = _sources(list(source or ()), chosen, yes)
    _print_blog(inspection)
    chosen |= {
        "profile": flags.get("profile") or _profile(folder, yes),
        "images": _choice(flags.get("images"), "Fetch the images and keep them beside the posts?", yes),
        "comments": _choice(flags.get("comments"), "Write the comments, as data files?", yes),
        "drafts": _choice(flags.get("drafts"), "Write drafts and scheduled posts too?", yes),
    }
    settings = _settings(chosen | {"sources": remembered_sources(sources, folder)})
    if not yes:
        _print_sample(settings, sources)
        typer.confirm(f"Write {folder / FILE_NAME}?", default=True, abort=True)
    folder.mkdir(parents=True, exist_ok=True)
    save(settings, folder)
    typer.echo(f"Written: {folder / FILE_NAME}. Every setting is explained in it.")
    typer.echo(
        f"Now `migrator sync {folder} --dry-run` shows what would be written, `migrator sync {folder}` writes it."
    )


def _settings(flags: dict[str, Any]) -> Settings:
    from migrator.settings import in_force

    return in_force(None, flags)


def _sources(given: list[str], flags: dict[str, Any], yes: bool) -> tuple[list[str], Inspection]:
    """Where the blog is read from, and what is there; asked for again while nothing can be read."""
    if given:
        return given, _look(given, flags)
    if yes:
        raise SettingsError("--yes", "it leaves nothing to ask for the blog", "Give --source")
    while True:
        answer = typer.prompt("Your blog's address, or an export (backup XML, Takeout zip or folder)").strip()
        try:
            return [answer], _look([answer], flags)
        except MigratorError as error:
            typer.echo(str(error), err=True)


def _look(sources: list[str], flags: dict[str, Any]) -> Inspection:
    from migrator.console.progress import ProgressBars
    from migrator.job import Job
    from migrator.pipeline.run import inspect

    with ProgressBars(quiet=False) as bars:
        return inspect(Job(_settings(flags), tuple(sources)), bars)


def _print_blog(inspection: Inspection) -> None:
    """Say in two lines what blog that is."""
    from migrator.model import Kind

    kinds = {kind: sum(count for (one, _), count in inspection.kinds.items() if one is kind) for kind in Kind}
    span = f", {inspection.first.year} to {inspection.last.year}" if inspection.first and inspection.last else ""
    typer.echo(f"{inspection.blog.title or 'The blog'}{span}:")
    typer.echo(f"  {kinds[Kind.POST]:,} posts, {kinds[Kind.PAGE]:,} pages, {inspection.comments:,} comments")


def _profile(folder: Path, yes: bool) -> str:
    """The profile that suits the site, or that is chosen."""
    from migrator.writer.profiles import PROFILES, get
    from migrator.writer.profiles.generators import detect_generator

    found = detect_generator(folder)
    if found:
        typer.echo(f"{folder} is a site of {PROFILES[found.profile].label}, as {found.because} says.")
    proposed = found.profile if found else "jekyll"
    if not yes:
        for profile in PROFILES.values():
            typer.echo(f"  {profile.name:<8} {profile.label}: posts in {Path(profile.posts).parent}/")
        proposed = _answer("Which generator to write for", proposed, lambda name: get(name).name)
    typer.echo(f"Posts go to {Path(get(proposed).posts).parent}/, images to {get(proposed).images}/.")
    return proposed


def _answer(question: str, proposed: str, check: Callable[[str], str]) -> str:
    """An answer that passes the check; asked for again until one does."""
    while True:
        try:
            return check(typer.prompt(question, default=proposed).strip())
        except MigratorError as error:
            typer.echo(str(error), err=True)


def _choice(given: bool | None, question: str, yes: bool) -> bool:
    if given is not None:
        return given
    return True if yes else typer.confirm(question, default=True)


def _print_sample(settings: Settings, sources: list[str]) -> None:
    """Show the newest post as it would be written, its images where they are now."""
    from migrator.console.console import Output
    from migrator.console.plan import print_documents
    from migrator.job import Job
    from migrator.pipeline.run import migrate

    remote = replace(settings, images=False)
    documents = migrate(Job(remote, tuple(sources), None, dry_run=True, samples=1, limit=1)).documents
    typer.echo("The newest post would look like this:")
    print_documents(Output(), documents)
