"""Prints a plan, its diffs and the documents of a preview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from rich.markdown import Markdown
from rich.rule import Rule

from migrator.console.console import Output, printable
from migrator.frontmatter import split
from migrator.model import Action, Change, Document

_STYLES = {
    Action.CREATE: "green",
    Action.UPDATE: "yellow",
    Action.MERGE: "yellow",
    Action.RENAME: "yellow",
    Action.DELETE: "magenta",
    Action.SKIP: "dim",
    Action.CONFLICT: "bold red",
    Action.ORPHAN: "magenta",
    Action.KEEP: "dim",
}
_STAYING = frozenset({Action.KEEP, Action.SKIP})
_DIFF_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def print_plan(out: Output, changes: Collection[Change], *, everything: bool = False) -> None:
    """Print the changes, a line a path, and how many there are; unchanged files only with `everything`."""
    print_changes(out, (one for one in changes if everything or one.told or one.action not in _STAYING))
    counts = Counter(change.action for change in changes)
    summary = ", ".join(f"{counts[action]:,} {action}" for action in Action if counts[action])
    out.say(f"Plan: {summary or 'nothing to write'}")
    if counts[Action.SKIP]:
        print_skipped(out, changes)


def print_skipped(out: Output, changes: Iterable[Change]) -> None:
    """Print how many files other settings or versions would change, a line a reason."""
    reasons = Counter(change.reason for change in changes if change.action is Action.SKIP)
    for reason, count in reasons.items():
        out.say(f"{count:,} {'file' if count == 1 else 'files'} {reason}")


def print_diffs(out: Output, diffs: Mapping[str, str]) -> None:
    """Print unified diffs, by path."""
    for diff in diffs.values():
        for line in diff.splitlines():
            out.say(line, _DIFF_STYLES.get(line[:1], ""))


def print_changes(out: Output, changes: Iterable[Change]) -> None:
    """Print changes, a line a path, each with its reason."""
    for change in changes:
        out.say(_line(change), _STYLES[change.action])


def _line(change: Change) -> str:
    paths = f"{change.old_path} -> {change.path}" if change.old_path else str(change.path)
    reason = f"  ({change.reason})" if change.reason else ""
    return f"{change.action:<9} {paths}{reason}"


def print_documents(out: Output, documents: Iterable[Document]) -> None:
    """Print documents, rendered on a terminal, as plain text elsewhere."""
    for document in documents:
        if not out.is_terminal:
            out.say(f"\n==> {document.path} <==\n{document.text.rstrip()}")
            continue
        parts = split(printable(document.text))
        out.print(Rule(printable(str(document.path)), align="left"))
        out.say(parts.head, "dim")
        out.print(Markdown(parts.body))
