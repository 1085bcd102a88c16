"""Jekyll, whatever the theme."""

from pathlib import PurePosixPath

from migrator.writer.documents import fields
from migrator.writer.profiles import liquid
from migrator.writer.profiles.profile import Profile

JEKYLL = Profile(
    name="jekyll",
    label="Jekyll",
    posts="_posts/{date}-{slug}.md",
    drafts="_drafts/{slug}.md",
    pages="p/{slug}.md",
    comments="_data/comments/{id}.json",
    images=PurePosixPath("assets/images"),
    public=PurePosixPath(),
    more="<!--more-->",
    fields=(
        ("layout", fields.layout),
        ("title", fields.title),
        ("date", fields.date),
        ("published", fields.unpublished_page),
        ("permalink", fields.permalink),
        ("redirect_from", fields.former_permalinks),
        ("tags", fields.labels),
        ("author", fields.author),
        ("description", fields.description),
        ("image", fields.image),
        ("location", fields.location),
        ("dir", fields.direction),
        ("excerpt_separator", fields.excerpt_mark),
        ("blogger_id", fields.blogger_id),
    ),
    escape=liquid.escape,
    unescape=liquid.unescape,
)
