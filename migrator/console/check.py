"""Prints the result of a check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from migrator.console.console import Output, sentence
from migrator.console.summary import print_notes
from migrator.model import Note

if TYPE_CHECKING:
    from migrator.checker.result import CheckedPost, CheckResult

_POSTS = 20
_NOTES = 8
"""How many posts, and notes of one post, are printed unless all are asked for."""
_TITLE = 60
"""Characters of a title that are printed."""


def print_check(result: CheckResult, *, quiet: bool = False, verbose: bool = False) -> None:
    """Print the posts that are not whole, worst first, and how many are.

    With `quiet` only the former, and to stderr.
    """
    out = Output(stderr=quiet)
    print_notes(out, result.notes, everything=verbose and not quiet)
    broken = result.broken
    listed = broken if verbose else broken[:_POSTS]
    for post in listed:
        _print_post(out, post, everything=verbose)
    if len(listed) < len(broken):
        out.say(f"... and {len(broken) - len(listed):,} more posts: -v or --report FILE.json names them")
    if quiet:
        return
    if verbose:
        for post in result.posts:
            if post.whole and post.notes:
                _print_post(out, post, everything=True)
    against = ", also against their source" if result.compared else ""
    rest = f", {len(broken):,} not" if broken else ""
    out.say(f"{len(result.posts):,} posts and pages checked{against}: {len(result.posts) - len(broken):,} whole{rest}")


def _print_post(out: Output, post: CheckedPost, *, everything: bool) -> None:
    out.say(_label(post), "" if post.whole else "yellow")
    notes = [note for note in post.notes if everything or note.loss]
    shown = notes if everything else notes[:_NOTES]
    _print_messages(out, shown)
    if len(shown) < len(notes):
        out.say(f"  ... and {len(notes) - len(shown):,} more: -v or --report FILE.json names them")


def _label(post: CheckedPost) -> str:
    title = post.title if len(post.title) <= _TITLE else f"{post.title[: _TITLE - 1].rstrip()}…"
    if post.path is None:
        return title or f"post {post.id}"
    return f"{post.path} ({title})" if title else str(post.path)


def _print_messages(out: Output, notes: Iterable[Note]) -> None:
    for note in notes:
        out.say(f"  {note.code}: {sentence(note.message)}")
        if note.advice:
            out.say(f"    {sentence(note.advice)}")
