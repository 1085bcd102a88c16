"""What a run is about: which posts, which blogs, and what the sources are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from migrator.cli.network import network_of
from migrator.cli.options import NetworkFlags
from migrator.demo.responses import served_from
from migrator.demo.server import DemoServer
from migrator.demo.takeout import takeout as sample_takeout
from migrator.demo.takeout import zipped as packed
from migrator.fetcher.api.client import ApiKey
from migrator.fetcher.http.cache import Cache
from migrator.job import Job, Selection, each_blog, posts_meant
from migrator.model import Status
from migrator.pipeline.run import inspect, migrate
from migrator.report import Report
from migrator.settings import Settings, load
from tests.fetcher.feeds import takeout, took, write
from tests.make import MOMENT, PLAIN
from tests.paths import SAMPLES


def two_blogs(folder: Path) -> str:
    """A Takeout of two blogs."""
    for number, title in ((77, "A garden"), (78, "An orchard")):
        entry = took(number, title=title).replace("blog-77", f"blog-{number}")
        write(folder / f"Takeout/Blogger/Blogs/{number}/feed.atom", takeout(entry, blog=number, title=title))
    return str(folder / "Takeout")


def test_each_of_several_blogs_goes_into_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = two_blogs(Path("export"))
    job = Job(Settings(images=False, sources=[source]), (source,), Path("out"))
    jobs = each_blog(job)
    assert [one.folder and one.folder.name for one in jobs] == ["a-garden", "an-orchard"]
    for one in jobs:
        report = migrate(one).report
        assert [entry.id for entry in report.entries] == [one.settings.blog]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a-garden", "an-orchard"]
    kept = load(tmp_path / "out" / "an-orchard")
    assert kept is not None
    assert kept.blog == "78"
    assert kept.sources == ["../../export/Takeout"]


def test_a_single_blog_is_one_run(tmp_path: Path) -> None:
    file = write(tmp_path / "feed.atom", takeout(took(1)))
    job = Job(Settings(), (str(file),), tmp_path / "out")
    assert each_blog(job) == (job,)


@pytest.mark.parametrize(
    ("sources", "meant"),
    [
        (["https://x.blogspot.com/2020/01/post.html"], True),
        (["x.blogspot.com/2020/01/post.html?m=1"], True),
        (["https://x.blogspot.com/p/about.html"], True),
        (["https://x.blogspot.com"], False),
        (["https://x.blogspot.com/2020/01/"], False),
        (["https://x.blogspot.com/2020/01/post.html", "https://y.blogspot.com"], False),
        (["2020/01/post.html"], False),
        (["blog.xml"], False),
    ],
)
def test_whether_one_post_is_meant(sources: list[str], meant: bool) -> None:
    assert posts_meant(sources) == ((sources[0],) if meant else ())


def test_only_a_look_reads_one_post_alone(tmp_path: Path) -> None:
    assert Job(Settings(), ("x.blogspot.com",), posts=("7",)).options.post == "7"
    assert Job(Settings(), ("x.blogspot.com",), tmp_path, posts=("7",)).options.post == ""
    assert Job(Settings(), ("x.blogspot.com",), posts=("7", "8")).options.post == ""


def test_a_look_at_one_post_shows_it_and_asks_for_little() -> None:
    with DemoServer() as stand_in:
        one = stand_in.blog.listed("post", "live")[2]
        address = f"{stand_in.url}{one.path}"
        job = Job(Settings(images=False), (address,), posts=(address,), allow_private=True, dry_run=True, samples=3)
        report, documents, _ = migrate(job)
        assert len(stand_in.requests) <= 3
    assert [entry.id for entry in report.entries] == [document.id for document in documents] == [one.id]


def test_a_key_is_never_shown() -> None:
    assert "hush" not in repr(Job(Settings(), (), credentials=ApiKey("hush")))


def test_offline_a_second_run_needs_no_network(tmp_path: Path) -> None:
    with DemoServer() as stand_in:
        url = stand_in.url
        job = Job(Settings(), (url,), tmp_path / "out", allow_private=True, cache=Cache(tmp_path / "cache", [url]))
        first = migrate(job).report
    job = replace(job, cache=Cache(tmp_path / "cache", [url], offline=True))
    again = migrate(job).report
    assert again.changes_nothing
    assert again.images == first.images


def test_offline_images_that_are_not_there_stay_where_they_are(tmp_path: Path) -> None:
    with DemoServer() as stand_in:
        url = stand_in.url
        job = Job(Settings(), (url,), allow_private=True, cache=Cache(tmp_path / "cache", [url]))
        inspect(job)
        asked = len(stand_in.requests)
        job = replace(job, folder=tmp_path / "out", cache=Cache(tmp_path / "cache", [url], offline=True))
        report = migrate(job).report
        assert len(stand_in.requests) == asked
    assert report.images == 1  # which lies in the body of a post
    assert {note.code for note in report.notes} >= {"image-dead"}
    assert list((tmp_path / "out" / "_posts").iterdir())


def dead(report: Report) -> set[str]:
    return {note.message for note in report.notes if note.code == "image-dead"}


def test_offline_an_image_that_was_gone_is_no_news(tmp_path: Path) -> None:
    with DemoServer() as stand_in:
        url = stand_in.url
        job = Job(Settings(), (url,), tmp_path / "out", allow_private=True, cache=Cache(tmp_path / "cache", [url]))
        first = migrate(job).report
        migrate(replace(job, cache=Cache(tmp_path / "cache", [url])))  # nothing is new, and nothing is asked for
    offline = replace(job, cache=Cache(tmp_path / "cache", [url], offline=True), rewrite=True)
    again = migrate(offline).report
    assert dead(again) == dead(first) != set()
    assert "404" in dead(first).pop()
    assert again.changes_nothing


def test_offline_is_meant_for_exports_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with DemoServer() as stand_in:
        source = tmp_path / "takeout.zip"
        source.write_bytes(packed(sample_takeout(served_from(stand_in.blog, stand_in.url))))
        sources = (str(source),)
        job = Job(
            Settings(),
            sources,
            tmp_path / "out",
            allow_private=True,
            **network_of(NetworkFlags(offline=True), sources),
        )
        report = migrate(job).report
        assert not stand_in.requests
    assert dead(report)
    assert not (tmp_path / "cache").exists()


def test_of_an_export_alone_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    source = str(next((SAMPLES / "backup").glob("*.xml")))
    inspect(Job(Settings(), (source,), **network_of(NetworkFlags(), (source,))))
    assert not list((tmp_path / "cache" / "migrator").iterdir())


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


def test_a_draft_without_a_permalink_is_called_by_its_number_only() -> None:
    draft = replace(PLAIN, id="8", url="", status=Status.DRAFT)
    assert Selection(posts=("8",)).ids([draft]) == {"8"}
    assert Selection(posts=("",)).ids([draft]) == set()


def test_chosen_posts_are_never_all() -> None:
    assert Selection(posts=("7",)).partial
