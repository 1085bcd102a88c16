"""Hugo, whatever the theme.  It drops raw HTML unless `markup.goldmark.renderer.unsafe` is set."""

from pathlib import PurePosixPath

from migrator.writer.documents import fields
from migrator.writer.profiles import shortcodes
from migrator.writer.profiles.profile import Profile

HUGO = Profile(
    name="hugo",
    label="Hugo",
    posts="content/posts/{date}-{slug}.md",
    drafts="content/posts/{date}-{slug}.md",
    pages="content/p/{slug}.md",
    comments="data/comments/{id}.json",
    images=PurePosixPath("static/images"),
    public=PurePosixPath("static"),
    more="<!--more-->",
    fields=(
        ("title", fields.title),
        ("date", fields.date),
        ("draft", fields.is_draft),
        ("url", fields.decoded_permalink),
        ("aliases", fields.former_permalinks),
        ("tags", fields.labels),
        ("author", fields.author),
        ("description", fields.description),
        ("images", fields.images),
        ("location", fields.location),
        ("dir", fields.direction),
        ("blogger_id", fields.blogger_id),
    ),
    escape=shortcodes.escape,
    unescape=shortcodes.unescape,
    has_bundles=True,
)
