"""A plan and converted posts, to be looked at in the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.markdown import Markdown
from rich.rule import Rule

from migrator.model import Action, Change, Document
from migrator.preview.console import Output, printable

_STYLES = {
    Action.CREATE: "green",
    Action.UPDATE: "yellow",
    Action.RENAME: "yellow",
    Action.CONFLICT: "bold red",
    Action.ORPHAN: "magenta",
    Action.KEEP: "dim",
}


def print_plan(out: Output, changes: Iterable[Change], *, everything: bool = False) -> None:
    """Print what would be done, a line a path, then how often; kept files only with `everything`."""
    counts: dict[Action, int] = {}
    for change in changes:
        counts[change.action] = counts.get(change.action, 0) + 1
        if everything or change.action is not Action.KEEP:
            out.say(_line(change), _STYLES[change.action])
    out.say("Plan: " + (_sum(counts) or "nothing to write"))


def _line(change: Change) -> str:
    place = f"{change.old_path} -> {change.path}" if change.old_path else str(change.path)
    reason = f"  ({change.reason})" if change.reason else ""
    return f"{change.action:<9} {place}{reason}"


def _sum(counts: dict[Action, int]) -> str:
    return ", ".join(f"{counts[action]} {action}" for action in Action if action in counts)


def print_documents(out: Output, documents: Iterable[Document]) -> None:
    """Print documents as a reader would see them on a terminal, as the text that they are elsewhere."""
    for document in documents:
        if not out.is_terminal:
            out.say(f"\n==> {document.path} <==\n{document.text}")
            continue
        front, body = _parted(printable(document.text))
        out.print(Rule(printable(str(document.path)), align="left"))
        out.say(front, "dim")
        out.print(Markdown(body))


def _parted(text: str) -> tuple[str, str]:
    """The front matter with its fences, and the body."""
    head, fence, body = text.partition("\n---\n")
    return (head + fence, body) if fence else ("", text)
