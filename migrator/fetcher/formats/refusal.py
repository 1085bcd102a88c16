"""What a file is instead of a feed, as far as its beginning shows."""

from __future__ import annotations

from migrator.errors import SourceError


def not_a_feed(subject: str, text: bytes, root: bytes) -> SourceError:
    """The error that says what `text` is, whose first element is called `root` ('' if it has none)."""
    lower = text.lower()
    if b"google.com/2005/gml" in lower:
        return SourceError(
            subject,
            "this is the theme of a blog, not its posts",
            "Use Settings > Back up content in Blogger, or Google Takeout.",
        )
    if root.lower() == b"html" or lower.startswith((b"<!doctype html", b"<html")):
        return SourceError(
            subject,
            "this is an HTML page, not a feed",
            "Give the blog's address, or a file from Google Takeout or Blogger's backup.",
        )
    if lower.startswith(b"<!doctype"):
        return SourceError(subject, "it declares a document type, which no Blogger file does", "It was not read.")
    what = f"its root is <{root.decode()}>" if root else "it is not XML"
    return SourceError(
        subject,
        f"this is not a Blogger feed: {what}",
        "Give a backup file, a Takeout file, or the blog's address.",
    )
