"""Groups of flags that commands share, and how a command gets them.

A flag is written once: a setting's in `migrator.settings`, every other as an annotated field of a group below.  A
command names the groups that it takes as parameters; `with_flags` puts their fields in the place of these for typer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, TypeAlias, get_args, get_type_hints

import typer
from annotated_types import Ge

from migrator import layout
from migrator.settings import NAMES, annotation, documented

Flags: TypeAlias = Mapping[str, Any]
"""The settings that were given as flags, by name; annotated with `Only` where a command takes but some of them."""

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="A blog's address, a backup XML, a Takeout feed.atom, a Takeout folder, or its zip or tgz files.",
        show_default=False,
    ),
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that migrate wrote.")]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to.", show_default=False)
]
_DAY = "%Y-%m-%d"


class Only(tuple[str, ...]):
    """The names of the settings that a command takes as flags."""

    def __new__(cls, *names: str) -> Only:
        return super().__new__(cls, names)


@dataclass(frozen=True, slots=True)
class RunFlags:
    """What one run is told besides the settings; the names are those of a `Job`."""

    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be done; write nothing.")] = False
    diff: Annotated[bool, typer.Option("--diff", help="Show what changes in every file, as diff -u does.")] = False
    full: Annotated[
        bool, typer.Option("--full", help="Read all of the blog, not only what may have changed since the last run.")
    ] = False
    force: Annotated[
        bool, typer.Option("--force", help="Write anew what was edited or deleted here; your edits are lost.")
    ] = False
    rewrite: Annotated[
        bool,
        typer.Option("--rewrite", help="Make every post again, as after changes of settings, profile or version."),
    ] = False
    prune: Annotated[
        bool, typer.Option("--prune", help=f"Put files of what vanished from the blog into {layout.REMOVED}.")
    ] = False


@dataclass(frozen=True, slots=True)
class SelectionFlags:
    """Which posts one run is about."""

    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Only the newest N posts.")] = None
    post: Annotated[
        list[str] | None,
        typer.Option("--post", metavar="POST", help="Only this post: its address, slug or number; may be given again."),
    ] = None


@dataclass(frozen=True, slots=True)
class NetworkFlags:
    """How blogs are read over the network."""

    api_key: Annotated[
        str | None,
        typer.Option(
            "--api-key",
            metavar="KEY",
            envvar="MIGRATOR_API_KEY",
            help="Read blogs through Blogger's API, with a key of your own.",
            show_default=False,
        ),
    ] = None
    as_author: Annotated[
        bool,
        typer.Option("--as-author", help="Read drafts too, through Blogger's API, as who ran `migrator login`."),
    ] = False
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nothing of the network: read what an earlier run kept of the blog.")
    ] = False


@dataclass(frozen=True, slots=True)
class PrintFlags:
    """How much is printed."""

    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say everything: each note, each file.")] = False


@dataclass(frozen=True, slots=True)
class ReportFlags:
    """Where notes go besides the terminal."""

    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.json", help="Write every note, by post, to this file.")
    ] = None


@dataclass(frozen=True, slots=True)
class MachineFlags:
    """What is for programs that start this one."""

    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON, and nothing else.")] = False
    detailed_exitcode: Annotated[
        bool, typer.Option("--detailed-exitcode", help="With --dry-run: exit with 4 where changes are pending.")
    ] = False


def with_flags(command: Callable[..., None]) -> Callable[..., None]:
    """The command as typer takes it: with the flags of its groups as parameters, in their order.

    The annotations of the command's module must be resolvable at run time.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {}
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        expanded, make = _expanded(hints[parameter.name])
        if make:
            groups[parameter.name] = make, tuple(each.name for each in expanded)
            parameters += expanded
        else:
            parameters.append(parameter.replace(annotation=hints[parameter.name]))

    @wraps(command)
    def called(**given: Any) -> None:
        values = {name: make(**{each: given.pop(each) for each in names}) for name, (make, names) in groups.items()}
        command(**given, **values)

    shown = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in parameters]
    vars(called)["__signature__"] = inspect.Signature(shown)  # typer reads this one
    called.__annotations__ = {each.name: each.annotation for each in shown}
    return called


def _expanded(hint: Any) -> tuple[list[inspect.Parameter], Callable[..., Any] | None]:
    """The parameters that a group stands for, and what makes the group of their values; nothing for a plain flag."""
    if is_dataclass(hint) and isinstance(hint, type):
        kinds = get_type_hints(hint, include_extras=True)
        return [_parameter(each.name, kinds[each.name], each.default) for each in fields(hint)], hint
    names = next((each for each in get_args(hint) if isinstance(each, Only)), None)
    if hint == Flags or names is not None:
        wanted = names or tuple(name for name in NAMES if name != "sources")
        return [_parameter(name, _option(name), None) for name in wanted], _given_settings
    return [], None


def _parameter(name: str, hint: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint)


def _option(name: str) -> Any:
    """The annotation of the flag of a setting, all of it taken from the setting's field."""
    kind, *metadata = get_args(annotation(name))
    doc = documented(name)
    dashed = name.replace("_", "-")
    spelled = f"--{dashed}/--no-{dashed}" if kind is bool else doc.flag or f"--{dashed}"
    if kind == date | None:
        kind, days = datetime, [_DAY]
    else:
        kind, days = kind if kind in (bool, int, list[str]) else str, None
    least = next((each.ge for each in metadata if isinstance(each, Ge) and isinstance(each.ge, int)), None)
    names = (spelled, doc.short) if doc.short else (spelled,)
    option = typer.Option(*names, metavar=doc.metavar or None, min=least, formats=days, help=doc.text)
    return Annotated[kind | None, option]


def _given_settings(**given: Any) -> Flags:
    """The settings that were given, as the settings want them."""
    values = {name: value.date() if isinstance(value, datetime) else value for name, value in given.items()}
    return MappingProxyType({name: value for name, value in values.items() if value not in (None, [])})


def fields_of(group: Any) -> dict[str, Any]:
    """The values of a group, by name."""
    return asdict(group)
