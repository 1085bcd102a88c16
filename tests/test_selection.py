"""Which posts a run is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from migrator.job import Selection
from migrator.model import Status
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


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("7", True),
        ("https://garden.blogspot.com/2014/03/ros%C3%A9s.html", True),
        ("http://garden.blogspot.de/2014/03/rosés.html?m=1#c1", True),
        ("/2014/03/rosés.html", True),
        ("rosés", True),
        ("Rosés.html", True),
        ("", False),
        ("/", False),
        ("ros", False),
        ("http://[x", False),
        ("/2014/04/rosés.html", False),
    ],
)
def test_a_post_by_what_somebody_calls_it(name: str, found: bool) -> None:
    post = replace(PLAIN, id="7", url="https://garden.blogspot.com/2014/03/ros%C3%A9s.html")
    assert Selection(posts=(name,)).ids([post, *POSTS]) == ({"7"} if found else set())


def test_a_draft_without_an_address_is_called_by_its_number_only() -> None:
    draft = replace(PLAIN, id="8", url="", status=Status.DRAFT)
    assert Selection(posts=("8",)).ids([draft]) == {"8"}
    assert Selection(posts=("",)).ids([draft]) == set()


def test_chosen_posts_are_never_all() -> None:
    assert Selection(posts=("7",)).partial
