"""The report: its exit code and its JSON."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from migrator.errors import OutputError
from migrator.model import Action, Change, Kind, Note, Status
from migrator.report import Report, ReportEntry, as_json, check_file, write


def report(**values: Any) -> Report:
    base: dict[str, Any] = {"folder": "site", "dry_run": False, "entries": (), "comments": 0, "images": 0}
    return Report(**(base | {"fetched": 0, "written": 0, "changes": (), "notes": ()} | values))


def change(action: Action) -> Change:
    return Change("1", PurePosixPath("a.md"), action, "because")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, 0),
        ({"notes": (Note("feed-footer", "x", "gone on purpose"),)}, 0),
        ({"changes": (change(Action.CREATE), change(Action.ORPHAN))}, 0),
        ({"changes": (change(Action.CONFLICT),)}, 1),
        ({"notes": (Note("image-dead", "x", "gone", loss=True),)}, 1),
    ],
)
def test_loss_and_conflict_make_the_exit_code(values: dict[str, Any], code: int) -> None:
    assert report(**values).exit_code == code


@pytest.mark.parametrize(
    ("action", "nothing"),
    [(Action.KEEP, True), (Action.CONFLICT, True), (Action.UPDATE, False), (Action.RENAME, False)],
)
def test_what_counts_as_a_change(action: Action, nothing: bool) -> None:
    assert report(changes=(change(action),)).changes_nothing is nothing


def test_the_json_has_every_note_under_its_post() -> None:
    entry = ReportEntry("1", 'a "title" 한글', "", Kind.POST, Status.LIVE, PurePosixPath("a.md"))
    notes = (Note("n", "s", "m", post_id="1"), Note("n", "s", "m"), Note("left-out", "s", "m", post_id="2"))
    told = json.loads("".join(as_json(report(entries=(entry,), notes=notes, changes=(change(Action.CREATE),)))))
    assert [note["code"] for note in told["posts"][0]["notes"]] == ["n"]
    assert [note["code"] for note in told["notes"]] == ["n", "left-out"]
    assert told["posts"][0] | {"notes": []} == {
        "id": "1",
        "title": 'a "title" 한글',
        "url": "",
        "kind": "post",
        "status": "live",
        "path": "a.md",
        "findings": None,
        "notes": [],
    }
    assert told["actions"] == {"create": 1}
    assert told["notes_by_code"] == {"n": 2, "left-out": 1}
    assert told["counts"]["posts"] == 1


def test_a_report_goes_only_where_it_can_be_written(tmp_path: Path) -> None:
    check_file(tmp_path / "r.json", None)
    check_file(tmp_path / "site" / "r.json", tmp_path / "site")
    with pytest.raises(OutputError, match="it is a folder"):
        check_file(tmp_path, None)
    with pytest.raises(OutputError, match="does not exist"):
        check_file(tmp_path / "site" / "r.json", None)
    with pytest.raises(OutputError, match="can't be written"):
        write(report(), tmp_path / "site" / "r.json")
