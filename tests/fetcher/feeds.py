"""Small feed files in each of Blogger's dialects, written the way Blogger writes them."""

from __future__ import annotations

from html import escape
from io import BytesIO
from pathlib import Path

from migrator.fetcher.export.source import FeedFile
from migrator.fetcher.source import FetchOptions, Item
from migrator.model import Blog, Comment, Note, Post

KIND = "http://schemas.google.com/blogger/2008/kind#"
LABEL = "http://www.blogger.com/atom/ns#"
ID = "tag:blogger.com,1999:blog-77"


def classic(*entries: str, feed_id: str = f"{ID}.archive", head: str = "") -> str:
    """A backup; with another id and head, a public feed."""
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        '<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?>'
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'"
        " xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'"
        " xmlns:georss='http://www.georss.org/georss'>"
        f"<id>{feed_id}</id><updated>2020-01-01T12:00:00.000+09:00</updated>"
        "<title type='text'>A garden</title>"
        "<link rel='self' type='application/atom+xml' href='http://www.blogger.com/feeds/77/archive'/>"
        "<link rel='alternate' type='text/html' href='http://garden.blogspot.com/'/>"
        f"{head}{''.join(entries)}</feed>"
    )


def public(*entries: str, total: int | str = "") -> str:
    """One page of a public feed."""
    head = f"<openSearch:totalResults>{len(entries) if total == '' else total}</openSearch:totalResults>"
    return classic(*entries, feed_id=ID, head=head)


def post(
    number: int | str = 1,
    *,
    title: str = "Roses",
    html: str = "<p>Body</p>",
    kind: str = "post",
    date: str = "2014-03-24T07:47:42.345-07:00",
    link: str | None = "http://garden.blogspot.com/2014/03/roses.html",
    more: str = "",
) -> str:
    """A post or page as backups and public feeds hold it."""
    address = f"<link rel='alternate' type='text/html' href='{link}' title='x'/>" if link else ""
    return (
        f"<entry><id>{ID}.{kind}-{number}</id><published>{date}</published><updated>{date}</updated>"
        f"<category scheme='http://schemas.google.com/g/2005#kind' term='{KIND}{kind}'/>"
        f"<title type='text'>{escape(title)}</title><content type='html'>{escape(html)}</content>"
        f"{address}<author><name>Ann</name><email>noreply@blogger.com</email></author>{more}</entry>"
    )


def setting(name: str, value: str) -> str:
    """A setting as a backup holds it."""
    return (
        f"<entry><id>{ID}.settings.{name}</id><published>2014-03-24T07:47:42.345-07:00</published>"
        f"<category scheme='http://schemas.google.com/g/2005#kind' term='{KIND}settings'/>"
        f"<title type='text'>x</title><content type='text'>{escape(value)}</content></entry>"
    )


def takeout(*entries: str, blog: int = 77, title: str = "A garden") -> str:
    """A Takeout's feed.atom."""
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom'"
        " xmlns:blogger='http://schemas.google.com/blogger/2018'>\n"
        f"  <id>tag:blogger.com,1999:blog-{blog}</id>\n  <title>{title}</title>\n{''.join(entries)}</feed>\n"
    )


def took(number: int | str = 1, *, kind: str = "POST", status: str = "LIVE", **values: str) -> str:
    """A post, page or comment as Takeout writes it: everything is there, empty when unset."""
    say = {"title": "Roses", "filename": "/2014/03/roses.html", "content": "<p>Body</p>"} | values
    return f"""  <entry>
    <id>{ID}.post-{number}</id>
    <blogger:type>{kind}</blogger:type>
    <blogger:parent>{say.get("parent", "")}</blogger:parent>
    <blogger:inReplyTo>{say.get("inReplyTo", "")}</blogger:inReplyTo>
    <blogger:status>{status}</blogger:status>
    <author>
      <name>Ann</name>
      <uri></uri>
      <blogger:type>BLOGGER</blogger:type>
    </author>
    <title>{escape(say["title"])}</title>
    <content type='html'>{escape(say["content"])}</content>
    <blogger:metaDescription>{escape(say.get("metaDescription", ""))}</blogger:metaDescription>
    <blogger:created>2015-01-01T00:00:00.000Z</blogger:created>
    <published>{say.get("published", "2014-03-24T14:47:42.345Z")}</published>
    <updated>2016-01-01T00:00:00Z</updated>
    <blogger:location>{say.get("location", "")}</blogger:location>
    <category{say.get("category", "")}/>
    <blogger:filename>{say["filename"]}</blogger:filename>
    <link/>
    <enclosure/>
    <blogger:trashed>{say.get("trashed", "")}</blogger:trashed>
  </entry>
"""


SETTINGS = (
    "blog_publishing_mode,blog_name,blog_description,blog_locale,blog_time_zone,blog_convert_line_breaks,"
    "blog_subdomain\r\n"
    'BLOGSPOT,A garden,"Two\r\nlines, ""quoted""",ko,Asia/Seoul,true,garden\r\n'
)


def items(text: str | bytes, options: FetchOptions | None = None, settings: str = "") -> list[Item]:
    """What a feed file of this text tells."""
    data = text.encode() if isinstance(text, str) else text
    source = FeedFile(
        label="backup blog.xml",
        subject="blog.xml",
        open_feed=lambda: BytesIO(data),
        options=options or FetchOptions(),
        open_settings=(lambda: BytesIO(settings.encode())) if settings else None,
    )
    return list(source.read())


def posts(found: list[Item]) -> list[Post]:
    return [item for item in found if isinstance(item, Post)]


def comments(found: list[Item]) -> list[Comment]:
    return [item for item in found if isinstance(item, Comment)]


def notes(found: list[Item]) -> list[Note]:
    return [item for item in found if isinstance(item, Note)]


def codes(found: list[Item]) -> list[str]:
    return [note.code for note in notes(found)]


def blogs(found: list[Item]) -> list[Blog]:
    return [item for item in found if isinstance(item, Blog)]


def ids(found: list[Item]) -> list[str]:
    return [one.id for one in posts(found)]


def write(path: Path, text: str) -> Path:
    """A file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path
