"""Which posts a run is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from migrator.model import Status
from migrator.selection import Selection
from tests.make import MOMENT, PLAIN

POSTS = [
    replace(PLAIN, id="old", labels=("a", "b"), published=MOMENT - timedelta(days=400)),
    replace(PLAIN, id="draft", status=Status.DRAFT),
    replace(PLAIN, id="planned", status=Status.SCHEDULED),
    replace(PLAIN, id="new", labels=("b",), published=MOMENT + timedelta(days=1)),
]
ALL = {post.id for post in POSTS}


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), ALL),
        (Selection(drafts=False), {"old", "new"}),
        (Selection(labels=("a",)), {"old"}),
        (Selection(labels=("a", "b")), {"old", "new"}),
        (Selection(labels=("c",)), set()),
        (Selection(since=date(2014, 3, 31)), {"draft", "planned", "new"}),
        (Selection(since=date(2014, 4, 1)), {"new"}),
        (Selection(limit=1), {"new"}),
        (Selection(limit=2, drafts=False), {"old", "new"}),
        (Selection(limit=99), ALL),
    ],
)
def test_what_is_selected(selection: Selection, expected: set[str]) -> None:
    assert selection.ids(POSTS) == expected


def test_only_what_leaves_out_wanted_posts_is_partial() -> None:
    assert not Selection(drafts=False).partial
    assert Selection(limit=1).partial
    assert Selection(labels=("a",)).partial
    assert Selection(since=date(2014, 1, 1)).partial
