"""Blogger's hosts, ids and URL shapes.

Image URLs in all their sizes are known to `migrator.fetcher.images.urls`, on the hosts that are named here.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import SplitResult, parse_qs, urlsplit

from migrator.errors import SourceError

BLOGGER = "https://www.blogger.com"
"""Blogger itself, which holds the feeds of every blog by the blog's number."""
API = "https://blogger.googleapis.com/v3"
BLOGGER_HOSTS = frozenset({"www.blogger.com", "blogger.com", "draft.blogger.com", "beta.blogger.com"})
BLOGSPOT = "blogspot.com"
BLOGSPOT_HOST = r"[\w-]+\.blogspot\.(?:com?\.)?[a-z]{2,3}"
"""Pattern of a blog's own host, in lower case: the domains of countries lead to .com, or did."""

GOOGLE_PHOTO_HOST = r"(?:lh\d(?:-\w+)?\.googleusercontent|lh\d\.ggpht)\.com"
PHOTO_HOST = rf"(?:(?:\d\.bp\.blogspot|bp\d\.blogger)\.com|{GOOGLE_PHOTO_HOST})"
"""Pattern of a host of images whose path begins with the four parts that say which image."""
UPLOAD_HOST = r"blogger\.googleusercontent\.com"
UPLOAD_PATH = "/img/b/R29vZ2xl"
"""Before the token that says which image; old images were moved there in 2024."""
TRACKER = rf"{UPLOAD_HOST}/tracker/"
"""Pattern of the invisible images that feeds have at the end of posts."""
EDITOR = r"(?:www|draft)\.blogger\.com/(?:blog/post/edit|post-edit\.g|post-create\.g|blogger\.g)"
"""Pattern of the pages in which posts are written; what is relative in a post may have been made absolute there."""

_ATOM_ID = "tag:blogger.com,1999:blog-"
_BLOG_IN_ID = re.compile(r"blog-(\d+)")
_ENTRY_IN_ID = re.compile(r"\.(?:post|page)-([0-9A-Za-z_-]+)/?$")

_BLOG_IN_PATH = re.compile(r"(?:/u/\d+)?/(?:feeds|blog/\w+|v3/blogs)/(\d+)(?:/|$)")
_FEEDS_ROOT = re.compile(r"https?://[^/]+/feeds(?:/\d+)?(?=/posts/)")
_FEED_OF_POST = re.compile(r"/feeds/\d+/posts/(?:default|full|summary)/(\d+)")
_FEED_OF_COMMENT = re.compile(r"/feeds/(?:\d+/)?(\d+)/comments/(?:default|full|summary)/(\d+)")
_PAGE_OF_POST = re.compile(r"/(?:post-edit|blog-post|post-view)\.g")
_SIGN_IN = re.compile(r"https?://(?:(?:www|draft)\.blogger\.com/blogin\.g|accounts\.google\.com/)")

_PAGES = "/p/"
_POST_PATH = re.compile(r"/(?:\d{4}/\d{2}|p)/[^/]+\.html?")
_MONTH = re.compile(r"/(\d{4})/(\d{2})/")
_ARCHIVE_PATH = re.compile(r"/\d{4}_\d{2}_\d{2}_.*archive\.html")

_HOST = re.compile(rf"(?:www\.)?({BLOGSPOT_HOST})")


def absolute(address: str) -> str:
    """The address with a scheme."""
    return address if "://" in address else f"https://{address}"


def blogspot_host(host: str) -> str:
    """`name.blogspot.com` for `www.name.blogspot.co.uk`; '' for a host elsewhere.  Lower case only."""
    found = _HOST.fullmatch(host)
    return f"{found[1].partition('.')[0]}.{BLOGSPOT}" if found else ""


def blog_host(url: str) -> str:
    """The host that a blog answers under, from one of its addresses; '' where that is Blogger itself."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    return "" if host in BLOGGER_HOSTS else host


def home(address: str) -> str:
    """`https://name.blogspot.com`, without a path, from any address of the blog."""
    parts = _split(address)
    host = blogspot_host((parts.hostname or "").lower())
    return f"https://{host}" if host else f"{parts.scheme}://{parts.netloc}"


def blog_number(address: str) -> str:
    """The blog's number where the address is its place in Blogger's own pages, else ''."""
    parts = _split(address)
    if (parts.hostname or "").lower() not in BLOGGER_HOSTS:
        return ""
    found = _BLOG_IN_PATH.match(parts.path)
    if not found:
        advice = "Give the address of the blog itself, like https://name.blogspot.com."
        raise SourceError(address, "this is a page of Blogger, not a blog", advice)
    return found.group(1)


def is_sign_in(url: str) -> bool:
    """Whether this is the page to which readers of private blogs, and of blogs for adults, are sent."""
    return _SIGN_IN.match(url) is not None


def is_atom_id(text: str) -> bool:
    """Whether an Atom id is one of Blogger's."""
    return text.startswith("tag:blogger.com")


def atom_id(blog: str, kind: str = "", number: str = "") -> str:
    """`tag:blogger.com,1999:blog-1`, or `...blog-1.post-2` for a post, page or comment: comments are posts here."""
    return f"{_ATOM_ID}{blog}.{kind}-{number}" if kind else f"{_ATOM_ID}{blog}"


def blog_in_id(text: str) -> str:
    """`tag:blogger.com,1999:blog-1.post-2` -> `1`; '' for what names no blog."""
    found = _BLOG_IN_ID.search(text)
    return found[1] if found else ""


def entry_in_id(text: str) -> str:
    """`tag:blogger.com,1999:blog-1.post-2` -> `2`; '' for what names no post, page or comment."""
    found = _ENTRY_IN_ID.search(text.strip())
    return found[1] if found else ""


def is_backup_id(text: str) -> bool:
    """Whether this is the Atom id of a backup, which is a whole blog; a feed's names the blog alone."""
    return text.endswith(".archive")


def feeds_root(address: str) -> str:
    """Where the feeds of the blog lie, from any of its addresses."""
    number = blog_number(address)
    return f"{BLOGGER}/feeds/{number}" if number else f"{home(address)}/feeds"


def feeds_root_in(url: str) -> str:
    """The same from the URL of the feed of posts; '' where it isn't one."""
    found = _FEEDS_ROOT.match(url)
    return found[0] if found else ""


def feed_url(root: str, kind: str, form: str = "default") -> str:
    """One feed of a blog: `kind` is posts, pages or comments, `form` default, full or summary."""
    return f"{root}/{kind}/{form}"


def entry_url(root: str, kind: str, number: str) -> str:
    """The feed of one post or page."""
    return f"{feed_url(root, kind)}/{number}"


def comments_url(root: str, post: str) -> str:
    """The feed of one post's comments."""
    return feed_url(f"{root}/{post}", "comments")


def comment_in_url(url: str) -> tuple[str, str]:
    """The numbers of the post and the comment that the feed of a comment is of; twice '' for another URL."""
    found = _FEED_OF_COMMENT.search(url)
    return (found[1], found[2]) if found else ("", "")


def post_in_url(path: str, query: str) -> str:
    """The number of the post that a URL on Blogger's own hosts is of; '' where it is of none."""
    feed = _FEED_OF_POST.fullmatch(path)
    if feed:
        return feed[1]
    return parse_qs(query).get("postID", [""])[0] if _PAGE_OF_POST.fullmatch(path) else ""


def post_path(address: str) -> str:
    """`/2020/01/post.html` if the address is one of a post or page, else ''."""
    try:
        path = urlsplit(absolute(address)).path
    except ValueError:
        return ""
    return path if _POST_PATH.fullmatch(path) else ""


def path_start(published: datetime, *, page: bool) -> str:
    """What the path of a post begins with, `/2020/01/` by the clock of the blog; `/p/` for a page."""
    return _PAGES if page else f"/{published:%Y/%m}/"


def is_page(path: str) -> bool:
    """Whether the path is that of a page, which has no month in it."""
    return path.startswith(_PAGES)


def month_in_path(path: str) -> tuple[int, int] | None:
    """Year and month of a post's path: when it was first published, on the clock of the blog."""
    found = _MONTH.match(path)
    return (int(found[1]), int(found[2])) if found else None


def is_archive(path: str) -> bool:
    """Whether this is the page of a week or month, where posts were until 2006: at `#` and their number."""
    return _ARCHIVE_PATH.fullmatch(path) is not None


def is_search(path: str) -> bool:
    """Whether this is a list of posts: of a label, or found by their words."""
    return path.startswith("/search")


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(absolute(address))
        host = parts.hostname
    except ValueError:
        host = None
    if not host:
        raise SourceError(address, "this is not an address", "Give one like https://name.blogspot.com.")
    return parts
