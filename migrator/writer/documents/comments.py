"""The comments of a post as a JSON data file, for a template of the new site to show."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

from migrator.model import Blog, Comment, Document, Post
from migrator.writer.documents.dates import localise
from migrator.writer.documents.frontmatter import printable
from migrator.writer.profiles.profile import Profile

# Jekyll reads JSON as YAML, which takes these for line breaks or a byte-order mark.
_ESCAPES = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029", "\ufeff": "\\ufeff"})


def comments_document(post: Post, profile: Profile, blog: Blog) -> Document | None:
    """The comments of a post, oldest first, as a JSON list; None where it has none."""
    if not post.comments:
        return None
    ordered = sorted(post.comments, key=lambda comment: (comment.published, comment.id))
    rows = [_row(comment, blog) for comment in ordered]
    text = json.dumps(rows, ensure_ascii=False, indent=2).translate(_ESCAPES)
    return Document(f"comments:{post.id}", PurePosixPath(profile.comments.format(id=post.id)), text + "\n")


def _row(comment: Comment, blog: Blog) -> dict[str, str]:
    moment = localise(comment.published, blog.zone).replace(microsecond=0)
    row = {
        "id": comment.id,
        "parent": comment.parent_id,
        "author": comment.author,
        "url": comment.author_url,
        "date": moment.isoformat(),
        "html": comment.html,
    }
    return {key: printable(value) for key, value in row.items()}
