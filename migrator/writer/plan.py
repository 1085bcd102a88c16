"""What a run would change, decided without touching anything.

For every document the disk is asked first: what already lies there as wanted stays, what migrator last wrote
is brought up to date, and anything else is a person's work: merged with, or left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath

from migrator.model import Action, Change, Plan, State, StoredPicture
from migrator.writer.deciding import Decider
from migrator.writer.decision import Decision, Wanted
from migrator.writer.sitemap import folded
from migrator.writer.world import World

Disk = Callable[[PurePosixPath], str | None]
"""The digest of what lies at a path; None where nothing does."""


def plan(
    wanted: Iterable[Wanted],
    state: State,
    world: World | Disk,
    *,
    pictures: Mapping[str, StoredPicture] | None = None,
    bases: Mapping[str, Mapping[str, str]] | None = None,
    force: bool = False,
    complete: bool = False,
    prune: bool = False,
) -> Plan:
    """All changes that lead from what is on disk to what is wanted.

    `complete`: `wanted` is the whole blog, so what isn't in it is gone from there; `prune` puts that away.
    `force`: files of ours that a person edited or deleted are written anew; a file that was never ours
    isn't, even then.
    """
    asked = world if isinstance(world, World) else World(world)
    asked = replace(asked, disk=cache(asked.disk))
    goals = {want.id: want for want in wanted}
    decider = Decider(goals, state, asked, force, complete, prune)
    decisions = _settled(decider)
    incoming = {each.beside.id: each.beside for each in decisions if each.beside}
    if incoming:
        decisions = _settled(replace(decider, wanted={**goals, **incoming}))
    changes = [_seen(each.change, asked) for each in decisions if each.change]
    files = {each.written.id: each.written for each in decisions if each.written}
    return Plan(
        tuple(sorted(changes, key=lambda change: (str(change.path), change.id))),
        State(
            dict(sorted(files.items())),
            dict(sorted({**state.pictures, **(pictures or {})}.items())),
            bases={**state.bases, **(bases or {})},
        ),
    )


def _seen(change: Change, world: World) -> Change:
    """The change with what lay there when it was decided on."""
    if not change.digest and change.action is not Action.DELETE:
        return change
    old = world.disk(change.old_path) if change.old_path else None
    return replace(change, found=world.disk(change.path), old_found=old)


def _settled(decider: Decider) -> list[Decision]:
    """A decision for every document, none of which gets another one's place."""
    decisions = decider.all()
    while stuck := _stuck(decisions, decider):
        # Somebody should have moved but can't: nobody may be written over it, which may stop others in turn.
        decider = replace(decider, staying=decider.staying | stuck)
        decisions = decider.all()
    return decisions


def _stuck(decisions: Iterable[Decision], decider: Decider) -> frozenset[str]:
    """Documents that stay where another one is going to be written."""
    changes = [each.change for each in decisions if each.change and each.change.digest]
    goals = {folded(str(change.path)): change.id for change in changes}
    left = [each.written for each in decisions if each.written and each.written.digest]
    stuck = {was.id for was in left if goals.get(folded(str(was.path)), was.id) != was.id}
    return frozenset(stuck - decider.staying)
