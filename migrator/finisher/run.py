"""A half-migrated site is finished: in place, or into a new folder."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from migrator import frontmatter
from migrator.errors import MigratorError, OutputError, SourceError
from migrator.fetcher.folder import LOOKED_INTO, HalfMigratedFolder, half_migrated_post
from migrator.fetcher.images.downloads import DownloadResult
from migrator.fetcher.images.resolver import ImageOptions, open_images
from migrator.finisher.output import open_site, write
from migrator.finisher.post import Finisher
from migrator.finisher.posts import FinishedPosts
from migrator.model import Note, Plan
from migrator.progress import Progress, ProgressListener
from migrator.report import ImageCounts, Report
from migrator.storage.store import Store
from migrator.writer.profiles import get
from migrator.writer.profiles.profile import Profile

_FEATURE_TEXT = re.compile(rb"^feature_text:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FinishJob:
    """One run, fully told."""

    source: Path
    """A folder of posts, or a single one."""
    output: Path | None = None
    """The folder that finished posts go to; None for in place."""
    profile: str = ""
    """'' for Alembic's where the front matter is in its manner, else Jekyll's."""
    images: bool = True
    dry_run: bool = False
    allow_private: bool = False
    """Whether images may be fetched from this machine and its network: for tests only."""


def finish(job: FinishJob, listener: ProgressListener | None = None) -> Report:
    """Do the whole run."""
    half_migrated = HalfMigratedFolder(job.source, job.output)
    output = job.output or half_migrated.folder
    in_place = output.resolve() == half_migrated.folder.resolve()
    if not half_migrated.names:
        raise SourceError(str(job.source), "there is no post in it", "Give the folder that the posts lie in")
    if output.exists() and not output.is_dir():
        raise OutputError(str(output), "this is a file", "Give -o the name of a folder")
    profile = get(job.profile or guessed_profile(half_migrated))
    site = open_site(output)
    progress = Progress(listener)
    with (
        Store() as store,
        open_images(
            profile.images,
            site.known.images,
            site.root,
            ImageOptions(images=job.images),
            writes=not job.dry_run,
            allow_private=job.allow_private,
        ) as images,
    ):
        own_link = partial(_own_link, half_migrated, profile)
        posts = FinishedPosts(half_migrated, site, Finisher(profile, images, own_link), store, in_place=in_place)
        progress.begin("converting")
        posts.look(progress.reach)
        progress.begin("images")
        downloads = images.finish(progress.reach, profile.image_address)
        progress.begin("planning")
        planned = posts.plan(downloads.stored)
        late: tuple[Note, ...] = ()
        if not job.dry_run:
            progress.begin("writing")
            late = write(site, planned, posts, downloads.staged, in_place=in_place)
        progress.end()
        report = _report(posts, downloads, planned, late, images=job.images)
        return replace(report, folder=str(output), dry_run=job.dry_run, seconds=progress.seconds)


def guessed_profile(half_migrated: HalfMigratedFolder) -> str:
    """The profile that the front matter of the posts speaks for."""
    texts = (half_migrated.read(name) for name in half_migrated.names[:LOOKED_INTO])
    return "alembic" if any(_FEATURE_TEXT.search(text) for text in texts) else "jekyll"


def _own_link(half_migrated: HalfMigratedFolder, profile: Profile, href: str) -> str:
    """The address of the post of this folder that a link to the old blog means; '' where there is none.

    That is the one in its front matter.  Where it has none Jekyll makes one by its settings, and tells it by a tag.
    """
    found = half_migrated.post_at(href)
    if found is None:
        return ""
    name, place = found
    try:
        meta, _ = frontmatter.parse(half_migrated_post(half_migrated.read(name), name).head, str(name))
    except MigratorError:
        return ""
    told = next((each for each in map(meta.get, ("permalink", "url")) if isinstance(each, str)), "")
    if told.startswith("/"):
        return told + place
    parts = (half_migrated.folder.absolute() / name).with_suffix("").parts
    if "_posts" not in parts or not profile.posts.startswith("_posts/"):
        return ""
    below = parts[parts.index("_posts") + 1 :]
    return f"{{% post_url {'/'.join(below)} %}}{place}"


def _report(
    posts: FinishedPosts, downloads: DownloadResult, planned: Plan, late: tuple[Note, ...], *, images: bool
) -> Report:
    return Report(
        folder="",
        dry_run=False,
        entries=posts.entries(),
        comments=0,
        images=len(downloads.stored),
        fetched=downloads.bytes,
        shown=ImageCounts(downloads.here, downloads.gone, downloads.waiting) if images else None,
        written=posts.size,
        changes=tuple(sorted(posts.changes(planned), key=lambda change: change.path)),
        notes=(*posts.notes, *downloads.notes, *late),
        converted=posts.converted,
    )
