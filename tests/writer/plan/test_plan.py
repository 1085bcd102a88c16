"""What a run would change: every meeting of blog, state and disk, decided without touching anything."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model import Action, Change, Plan, Provenance, State, Status, WrittenFile
from migrator.writer.plan.decisions import INCOMING, Wanted
from migrator.writer.plan.plan import plan

HERE = "_posts/a.md"
THERE = "_posts/b.md"


def written(key: str = "1", path: str = HERE, digest: str = "old") -> WrittenFile:
    return WrittenFile(key, PurePosixPath(path), digest)


def state(*files: WrittenFile, interrupted: tuple[WrittenFile, ...] = ()) -> State:
    return State({each.id: each for each in files}, {}, {each.id: each for each in interrupted})


def want(key: str = "1", path: str = HERE, digest: str = "old") -> Wanted:
    return Wanted(key, PurePosixPath(path), digest)


def planned(
    wanted: list[Wanted], known: State, disk: dict[str, str], *, force: bool = False, complete: bool = True
) -> Plan:
    return plan(wanted, known, lambda path: disk.get(str(path)), force=force, complete=complete)


@dataclass(frozen=True)
class Case:
    """One meeting, and what comes of it."""

    disk: dict[str, str]
    action: Action | None
    known: State = field(default_factory=lambda: state(written()))
    wanted: tuple[Wanted, ...] = (want(digest="new"),)
    force: bool = False
    complete: bool = True
    remembered: WrittenFile | None = None


LEFT_ALONE = {
    "as wanted": Case({HERE: "old"}, Action.KEEP, wanted=(want(),), remembered=written()),
    "as wanted, but never noted": Case(
        {HERE: "old"}, Action.KEEP, known=state(), wanted=(want(),), remembered=written()
    ),
    "written by a run that was cut short": Case({HERE: "new"}, Action.KEEP, remembered=written(digest="new")),
    "edited, same on the blog": Case({HERE: "mine"}, Action.KEEP, wanted=(want(),), remembered=written()),
    "edited, changed on the blog": Case({HERE: "mine"}, Action.CONFLICT, remembered=written()),
    "edited, renamed on the blog": Case(
        {HERE: "mine"}, Action.CONFLICT, wanted=(want(path=THERE, digest="new"),), remembered=written()
    ),
    "edited, only its path would change": Case(
        {HERE: "mine"}, Action.KEEP, wanted=(want(path=THERE),), remembered=written()
    ),
    "deleted": Case({}, Action.KEEP, remembered=written(digest="")),
    "deleted, renamed on the blog": Case(
        {}, Action.KEEP, wanted=(want(path=THERE, digest="new"),), remembered=written(digest="")
    ),
    "never ours": Case({HERE: "theirs"}, Action.CONFLICT, known=state()),
    "never ours, even when forced": Case({HERE: "theirs"}, Action.CONFLICT, known=state(), force=True),
    "never ours, where it should move to": Case(
        {HERE: "old", THERE: "theirs"},
        Action.CONFLICT,
        wanted=(want(path=THERE, digest="new"),),
        remembered=written(),
    ),
    "gone from the blog": Case({HERE: "old"}, Action.ORPHAN, wanted=(), remembered=written()),
    "gone from the blog, edited": Case({HERE: "mine"}, Action.ORPHAN, wanted=(), remembered=written()),
    "not looked at": Case({HERE: "old"}, None, wanted=(), complete=False, remembered=written()),
    "gone from both": Case({}, None, wanted=()),
    "another's place, who wasn't looked at": Case(
        {HERE: "old"},
        Action.CONFLICT,
        wanted=(want("2", digest="new"),),
        complete=False,
        remembered=written(),
    ),
}

WRITTEN = {
    "new": Case({}, Action.CREATE, known=state()),
    "changed on the blog": Case({HERE: "old"}, Action.UPDATE),
    "edited, but forced": Case({HERE: "mine"}, Action.UPDATE, force=True),
    "deleted, but forced": Case({}, Action.CREATE, force=True),
    "renamed on the blog": Case({HERE: "old"}, Action.RENAME, wanted=(want(path=THERE, digest="new"),)),
    "renamed, edited, but forced": Case(
        {HERE: "mine"}, Action.RENAME, wanted=(want(path=THERE, digest="new"),), force=True
    ),
    "renamed by a run that was killed before it removed the old file": Case(
        {HERE: "old", THERE: "new"}, Action.RENAME, wanted=(want(path=THERE, digest="new"),)
    ),
    "moved there by hand already": Case({THERE: "old"}, Action.UPDATE, wanted=(want(path=THERE, digest="new"),)),
    "half-way through a run that was killed": Case(
        {HERE: "between"}, Action.UPDATE, known=state(written(), interrupted=(written(digest="between"),))
    ),
    "created by a run that was killed": Case(
        {HERE: "between"}, Action.UPDATE, known=state(interrupted=(written(digest="between"),))
    ),
    "in the place of one that is gone from the blog": Case(
        {HERE: "old"}, Action.UPDATE, wanted=(want("2", digest="new"),)
    ),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in LEFT_ALONE.items()])
def test_left_alone(case: Case) -> None:
    made = planned(list(case.wanted), case.known, case.disk, force=case.force, complete=case.complete)
    about = [change for change in made.changes if not change.id.startswith(INCOMING)]
    assert [change.action for change in about] == ([case.action] if case.action else [])
    assert [change.digest for change in about if change.digest] == []
    files = [file for file in made.state.files.values() if not file.id.startswith(INCOMING)]
    assert files == ([case.remembered] if case.remembered else [])


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in WRITTEN.items()])
def test_written(case: Case) -> None:
    made = planned(list(case.wanted), case.known, case.disk, force=case.force, complete=case.complete)
    goal = case.wanted[0]
    assert [(change.action, change.path, change.digest) for change in made.changes] == [(case.action, goal.path, "new")]
    assert made.state.files[goal.id] == WrittenFile(goal.id, goal.path, "new")


def test_a_rename_names_both_paths() -> None:
    made = planned([want(path=THERE)], state(written()), {HERE: "old"})
    assert next(iter(made.changes)) == Change(
        "1",
        PurePosixPath(THERE),
        Action.RENAME,
        "its name or date changed",
        "old",
        PurePosixPath(HERE),
        old_found="old",
    )


def test_changes_are_ordered_by_path() -> None:
    made = planned([want("1", "c"), want("2", "a"), want("3", "b")], state(), {})
    assert [str(change.path) for change in made.changes] == ["a", "b", "c"]


PATHS = ["a", "b", "c", "d"]
DIGESTS = ["x", "y", "z"]
IDS = ["1", "2", "3"]


@st.composite
def wanted_lists(draw: st.DrawFn) -> list[Wanted]:
    ids = draw(st.lists(st.sampled_from(IDS), unique=True))
    paths = draw(st.permutations(PATHS))
    # Every document has a text of its own, as its id stands in it.
    return [want(key, path, f"{key}{draw(st.sampled_from(DIGESTS))}") for key, path in zip(ids, paths, strict=False)]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[State, dict[str, str]]:
    """What an undisturbed run left, and what people made of it since."""
    known = state(*(written(each.id, str(each.path), each.digest) for each in draw(wanted_lists())))
    disk = {str(each.path): each.digest for each in known.files.values()}
    for path in draw(st.lists(st.sampled_from(PATHS), unique=True)):
        what = draw(st.sampled_from(["mine", None]))
        disk.pop(path, None)
        if what:
            disk[path] = what
    return known, disk


def carried_out(made: Plan, disk: dict[str, str], steps: int | None = None) -> dict[str, str]:
    """The disk after the first `steps` of a plan, as `apply` takes them."""
    after = dict(disk)
    writes = [change for change in made.changes if change.digest]
    in_use = {change.path for change in made.changes}
    removals = [change.old_path for change in writes if change.old_path and change.old_path not in in_use]
    for step in [*writes, *removals][:steps]:
        if isinstance(step, Change):
            after[str(step.path)] = step.digest
        else:
            after.pop(str(step), None)
    return after


@given(worlds(), wanted_lists(), st.booleans(), st.booleans())
def test_carrying_out_a_plan_leaves_nothing_to_do(
    view: tuple[State, dict[str, str]], wanted: list[Wanted], force: bool, complete: bool
) -> None:
    known, disk = view
    made = planned(wanted, known, disk, force=force, complete=complete)
    after = carried_out(made, disk)
    again = planned(wanted, made.state, after, force=force, complete=complete)
    assert [change for change in again.changes if change.digest] == []
    assert again.state == made.state


@given(worlds(), wanted_lists(), st.booleans())
def test_no_persons_work_is_lost(view: tuple[State, dict[str, str]], wanted: list[Wanted], complete: bool) -> None:
    known, disk = view
    after = carried_out(planned(wanted, known, disk, complete=complete), disk)
    assert {path for path, text in disk.items() if text == "mine"} <= {
        path for path, text in after.items() if text == "mine"
    }


@given(worlds(), wanted_lists(), st.booleans())
def test_no_two_documents_share_a_file(
    view: tuple[State, dict[str, str]], wanted: list[Wanted], complete: bool
) -> None:
    known, disk = view
    made = planned(wanted, known, disk, complete=complete)
    after = carried_out(made, disk)
    for change in made.changes:
        if change.digest:
            assert after[str(change.path)] == change.digest


@given(worlds(), wanted_lists(), st.integers(0, 6))
def test_a_killed_run_is_finished_by_the_next(
    view: tuple[State, dict[str, str]], wanted: list[Wanted], steps: int
) -> None:
    known, disk = view
    made = planned(wanted, known, disk)
    half_migrated = carried_out(made, disk, steps)
    resumed = planned(wanted, State(known.files, {}, made.state.files), half_migrated)
    assert carried_out(resumed, half_migrated) == carried_out(made, disk)
    assert resumed.state == made.state


@given(worlds(), wanted_lists(), wanted_lists(), st.integers(0, 6))
def test_no_persons_work_is_lost_when_the_blog_changed_after_a_kill(
    view: tuple[State, dict[str, str]], wanted: list[Wanted], later: list[Wanted], steps: int
) -> None:
    known, disk = view
    made = planned(wanted, known, disk)
    half_migrated = carried_out(made, disk, steps)
    resumed = planned(later, State(known.files, {}, made.state.files), half_migrated)
    after = carried_out(resumed, half_migrated)
    assert {path for path, text in disk.items() if text == "mine"} == {
        path for path, text in after.items() if text == "mine"
    }
    assert not [change for change in planned(later, resumed.state, after).changes if change.digest]


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        (Status.SCHEDULED, Status.LIVE, "published; it was scheduled"),
        (Status.DRAFT, Status.LIVE, "published; it was a draft"),
        (Status.LIVE, Status.DRAFT, "a draft again"),
        (Status.DRAFT, Status.SCHEDULED, "scheduled; it was a draft"),
        (Status.LIVE, Status.SCHEDULED, "scheduled; it was public"),
    ],
)
def test_a_change_of_status_is_told_even_where_no_file_changes(before: Status, now: Status, reason: str) -> None:
    known = state(replace(written(), provenance=Provenance(source="a", status=before)))
    goal = replace(want(), provenance=Provenance(source="b", status=now))
    made = planned([goal], known, {HERE: "old"})
    assert [(change.action, change.reason, change.told) for change in made.changes] == [(Action.KEEP, reason, True)]
    assert made.state.files["1"].provenance.status == now
    assert [change.told for change in planned([goal], made.state, {HERE: "old"}).changes] == [False]


def test_two_posts_never_share_a_place_where_capital_letters_or_accents_do_not_count() -> None:
    known = state(written("1", "_posts/caf\u00e9.md"))
    moved = want("1", THERE, "new")
    newcomer = want("2", "_posts/CAFE\u0301.md", "2")
    made = planned([moved, newcomer], known, {"_posts/caf\u00e9.md": "mine", "_posts/CAFE\u0301.md": "mine"})
    assert {change.id: change.action for change in made.changes if not change.id.startswith(INCOMING)} == {
        "1": Action.CONFLICT,
        "2": Action.CONFLICT,
    }
