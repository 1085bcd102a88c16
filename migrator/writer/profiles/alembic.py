"""Jekyll with the Alembic theme, in the manner of the sites that use it: the theme's own fields come first.

Alembic shows categories only, so labels go there; it prints titles unescaped; `excerpt` and
`feature_text` are Markdown; the layout comes from the site's defaults.
"""

from pathlib import PurePosixPath

from migrator.writer.documents import fields
from migrator.writer.profiles import liquid
from migrator.writer.profiles.profile import Profile

ALEMBIC = Profile(
    name="alembic",
    label="Jekyll with the Alembic theme",
    posts="_posts/{date}-{slug}.md",
    drafts="_drafts/{slug}.md",
    pages="p/{slug}.md",
    comments="_data/comments/{id}.json",
    images=PurePosixPath("assets/images"),
    public=PurePosixPath(),
    more="<!-- more -->",
    fields=(
        ("title", fields.title_as_html),
        ("categories", fields.labels),
        ("excerpt", fields.summary),
        ("feature_text", fields.summary),
        ("image", fields.image),
        ("date", fields.date),
        ("published", fields.unpublished_page),
        ("permalink", fields.permalink),
        ("redirect_from", fields.former_permalinks),
        ("author", fields.author),
        ("location", fields.location),
        ("dir", fields.direction),
        ("blogger_id", fields.blogger_id),
    ),
    escape=liquid.escape,
    unescape=liquid.unescape,
)
