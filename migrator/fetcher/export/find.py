"""The feed files of a Takeout or any folder, by their content: their names are in the user's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import PurePosixPath

from slugify import slugify

from migrator.blogger import is_backup_id
from migrator.errors import SourceError
from migrator.fetcher.export.archive import Tree
from migrator.fetcher.export.source import FeedFile
from migrator.fetcher.formats import atom, takeout
from migrator.fetcher.formats.encoding import CHUNK, UNREADABLE, CleanText
from migrator.fetcher.formats.entry import Entry
from migrator.fetcher.formats.reader import open_reader
from migrator.fetcher.formats.settings import read_settings_csv
from migrator.fetcher.source import FetchOptions
from migrator.model import Blog

LONGEST_NAME = 60


class SeveralBlogsError(SourceError):
    """The source holds more than one blog: one has to be chosen."""

    def __init__(self, subject: str, problem: str, advice: str, blogs: Mapping[str, str]) -> None:
        super().__init__(subject, problem, advice)
        self.blogs = blogs
        """The title of each, by its value for `FetchOptions.blog`."""

    def folders(self) -> Mapping[str, str]:
        """A folder name for each blog, by the same value: in plain letters, and different on any file system."""
        found: dict[str, str] = {}
        taken: set[str] = set()
        for choice, title in sorted(self.blogs.items(), key=lambda blog: (blog[1], blog[0])):
            plain = slugify(title, max_length=LONGEST_NAME, word_boundary=True) or slugify(choice) or "blog"
            names = (plain, *(f"{plain}-{number}" for number in range(2, len(self.blogs) + 2)))
            name = next(name for name in names if name not in taken)
            taken.add(name)
            found[choice] = name
        return found


_ENDINGS = ({".atom", ".xml", ".rss"}, {".json"})
"""Of feed files; JSON only if there is no other, since every image has a JSON file beside it."""
_POST_OR_PAGE = re.compile(rb"type>\s*(?:POST|PAGE)\s*</")
_ENTRY = re.compile(rb"<(?:[\w.-]+:)?entry[\s>/]")
_COPY = re.compile(r"(\(\d+\))?$")
_SETTINGS_COLUMN = b"blog_time_zone"
_FORMS = {"takeout": "Takeout", "backup": "backup", "feed": "saved feed"}
MOST_LISTED = 12


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """One feed file in a tree, and the head of its feed."""

    name: str
    form: str
    """A key of `_FORMS`."""
    blog: Blog
    settings: str
    """The path of the settings file beside it; '' if there is none."""


def find_feeds(tree: Tree) -> tuple[FoundFeed, ...]:
    """The feed files of a tree that hold a blog, without those of the comments on other people's blogs."""
    for endings in _ENDINGS:
        names = (name for name in tree.names if PurePosixPath(name).suffix.lower() in endings)
        if feeds := tuple(found for name in names if (found := _found_feed(tree, name))):
            return feeds
    return ()


def _found_feed(tree: Tree, name: str) -> FoundFeed | None:
    with tree.open(name) as file:
        try:
            head = Entry.of(open_reader(file, name).head)
        except SourceError:
            return None  # the theme, or anything else
    form = _form(head)
    if form != "takeout":
        return FoundFeed(name, form, atom.read_feed_head(head), "")
    settings = _settings_beside(tree, name)
    if not settings and not _has_posts(tree, name):
        return None
    return FoundFeed(name, form, _blog(tree, head, settings), settings)


def _form(head: Entry) -> str:
    if takeout.is_takeout(head):
        return "takeout"
    return "backup" if is_backup_id(head.text("id")) else "feed"


def _blog(tree: Tree, head: Entry, settings: str) -> Blog:
    blog = takeout.read_feed_head(head, "")
    if not settings:
        return blog
    with tree.open(settings) as file:
        described = read_settings_csv(file)
    return Blog(id=blog.id, title=blog.title or described.title, url=described.url, hosts=described.hosts)


def _settings_beside(tree: Tree, name: str) -> str:
    """The settings.csv of a feed: in its folder, with the same copy number where two blogs have one name."""
    path = PurePosixPath(name)
    beside = [PurePosixPath(other) for other in tree.names if PurePosixPath(other).parent == path.parent]
    tables = [other for other in beside if other.suffix.lower() == ".csv" and _copy_number(other) == _copy_number(path)]
    return next((str(table) for table in tables if _SETTINGS_COLUMN in _beginning(tree, str(table))), "")


def _copy_number(path: PurePosixPath) -> str:
    """`feed(1).atom` -> `(1)`."""
    found = _COPY.search(path.stem)
    return found.group(0) if found else ""


def _beginning(tree: Tree, name: str) -> bytes:
    try:
        with tree.open(name) as file:
            return file.read(CHUNK)
    except UNREADABLE:
        return b""


def _has_posts(tree: Tree, name: str) -> bool:
    """Whether a feed holds a post or page, or no entries, as that of a new blog."""
    tail, entries = b"", False
    with tree.open(name) as file:
        for chunk in CleanText(file):
            text = tail + chunk
            if _POST_OR_PAGE.search(text):
                return True
            entries = entries or _ENTRY.search(text) is not None
            tail = text[-100:]
    return not entries


def open_tree(tree: Tree, options: FetchOptions) -> tuple[FeedFile, ...]:
    """The one blog in a tree, or the one that `options` name; raises `SourceError` if there are none or several."""
    feeds = find_feeds(tree)
    if not feeds:
        raise SourceError(
            tree.label,
            "there is no blog in it",
            "Look for a feed.atom under Blogger/Blogs, or for the XML file of a Blogger backup.",
        )
    blogs = {feed.blog.id or feed.name: feed for feed in feeds}
    chosen = blogs if not options.blog else {key: feed for key, feed in blogs.items() if _is_named(feed, options.blog)}
    if len(chosen) != 1:
        raise _choice_error(tree.label, blogs, options.blog)
    key = next(iter(chosen))
    return tuple(_feed_file(tree, feed, options, tree) for feed in feeds if (feed.blog.id or feed.name) == key)


def _is_named(feed: FoundFeed, wanted: str) -> bool:
    """Whether the user can mean this blog by that name."""
    return wanted.strip().casefold() in {name.casefold() for name in _names(feed)}


def _names(feed: FoundFeed) -> Iterator[str]:
    """Every name that the user can choose a blog by."""
    folder = PurePosixPath(feed.name).parent.name
    names = (feed.blog.title.strip(), folder, feed.name, feed.blog.id, feed.blog.url)
    return (name for name in chain(names, feed.blog.hosts) if name)


def _choice_error(label: str, feeds: Mapping[str, FoundFeed], wanted: str) -> SourceError:
    listed = sorted(_title_and_host(feed) for feed in feeds.values())
    problem = f"none of its blogs is called {wanted!r}" if wanted else f"it holds {len(listed)} blogs"
    more = f" and {len(listed) - MOST_LISTED} more" if len(listed) > MOST_LISTED else ""
    advice = f"Choose one with --blog: {', '.join(listed[:MOST_LISTED])}{more}"
    if wanted:
        return SourceError(label, problem, advice)
    return SeveralBlogsError(label, problem, advice, {key: _title(feed) for key, feed in feeds.items()})


def _title(feed: FoundFeed) -> str:
    return feed.blog.title.strip() or PurePosixPath(feed.name).parent.name or feed.name


def _title_and_host(feed: FoundFeed) -> str:
    title = _title(feed)
    more = next(iter(sorted(feed.blog.hosts)), feed.blog.id)
    return f'"{title}" ({more})' if more else f'"{title}"'


def _feed_file(tree: Tree, feed: FoundFeed, options: FetchOptions, export: Tree | None) -> FeedFile:
    return FeedFile(
        label=f"{_FORMS[feed.form]} {tree.path_of(feed.name)}",
        subject=tree.path_of(feed.name),
        open_feed=partial(tree.open, feed.name),
        options=options,
        open_settings=partial(tree.open, feed.settings) if feed.settings else None,
        tree=export,
    )


def open_file(tree: Tree, name: str, options: FetchOptions, export: Tree | None = None) -> FeedFile:
    """The feed file of this name, in an export that may have images; raises `SourceError` if it is no feed."""
    with tree.open(name) as file:
        head = Entry.of(open_reader(file, tree.path_of(name)).head)
    form = _form(head)
    settings = _settings_beside(tree, name) if form == "takeout" else ""
    return _feed_file(tree, FoundFeed(name, form, Blog(), settings), options, export)


def share_feeds(trees: Sequence[Tree]) -> bool:
    """Whether two trees have a feed of the same path, so that they are not parts of one export."""
    seen: set[str] = set()
    for tree in trees:
        feeds = {name for name in tree.names if PurePosixPath(name).suffix.lower() == ".atom"}
        if feeds & seen:
            return True
        seen |= feeds
    return False
