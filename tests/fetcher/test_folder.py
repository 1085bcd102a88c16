"""Posts that another migration left half done, as they lie in their folder."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from migrator.errors import SourceError
from migrator.fetcher.folder import HalfMigratedFolder, half_migrated_post, image_addresses, readdressed, site_of
from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import FetchOptions

NAME = PurePosixPath("_posts/a.md")
IMAGE = "https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsEabc/s1600/a.png"


def write(root: Path, *names: str, text: str = "---\ntitle: x\n---\n<p>y</p>\n") -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_posts_are_found_and_what_makes_a_site_is_not(tmp_path: Path) -> None:
    write(tmp_path, "_posts/b.md", "_posts/2020/a.markdown", "_posts/c.html", "about.md", "000.txt")
    write(tmp_path, "index.html", "_layouts/post.md", "_site/b.md", ".git/x.md", "node_modules/y.md", "_posts/a.png")
    found = [str(name) for name in HalfMigratedFolder(tmp_path).names]
    assert found == ["000.txt", "_posts/2020/a.markdown", "_posts/b.md", "_posts/c.html", "about.md"]
    assert [str(name) for name in HalfMigratedFolder(tmp_path / "_posts").names] == [
        "2020/a.markdown",
        "b.md",
        "c.html",
    ]
    assert HalfMigratedFolder(tmp_path / "_posts/b.md").names == (PurePosixPath("b.md"),)


def test_links_and_the_output_folder_are_not_followed(tmp_path: Path) -> None:
    site = write(tmp_path / "site", "a.md", "out/a.md")
    outside = write(tmp_path / "outside", "secret.md")
    (site / "linked").symlink_to(outside, target_is_directory=True)
    (site / "link.md").symlink_to(outside / "secret.md")
    assert [str(name) for name in HalfMigratedFolder(site, site / "out").names] == ["a.md"]


@pytest.mark.parametrize(
    ("folder", "site"), [("s", "s"), ("s/_posts", "s"), ("s/_posts/2020", "s"), ("s/_drafts", "s")]
)
def test_a_folder_of_posts_belongs_to_its_site(tmp_path: Path, folder: str, site: str) -> None:
    assert site_of(tmp_path / folder) == tmp_path / site


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("2014-03-05-wren.html",), "2014-03-05-wren.html"),
        (("2014-03-05-wren.html", "2014-03-05-wren.md"), "2014-03-05-wren.md"),
        (("2014-03-05-wren.md", "2014-03-06-wren.md"), None),
        (("2014-03-05-wren.html", "2014-03-05-wren.md", "2014-03-06-wren.md"), None),
        (("2014-03-05-wren.md", "below/2014-03-05-wren.html"), None),
    ],
)
def test_an_old_address_leads_to_the_one_post_that_it_can_mean(
    tmp_path: Path, names: tuple[str, ...], found: str | None
) -> None:
    write(tmp_path, *(f"_posts/{name}" for name in names))
    folder = HalfMigratedFolder(tmp_path / "_posts")
    expected = (PurePosixPath(found), "#nest") if found else None
    assert folder.post_at("http://birds.blogspot.com/2014/03/Wren.html#nest") == expected


def test_a_link_that_is_named_is_the_file_that_it_leads_to(tmp_path: Path) -> None:
    write(tmp_path, "real/a.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "real/a.md")
    half_migrated = HalfMigratedFolder(tmp_path / "b.md")
    assert (half_migrated.folder, half_migrated.names) == (tmp_path / "real", (PurePosixPath("a.md"),))


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("---\na: 1\n---\nbody", "---\na: 1\n---\n"),
        ("---\r\na: 1\r\n---\r\nbody", "---\r\na: 1\r\n---\r\n"),
        ("\ufeff--- \na: 1\n---\n\nbody\n---\n", "\ufeff--- \na: 1\n---\n"),
        ("---\n---\nbody", "---\n---\n"),
        ("---\na: >\n  x\n  ---\n---\n", "---\na: >\n  x\n  ---\n---\n"),
        ("<p>x</p>\n---\n", ""),
        ("", ""),
    ],
)
def test_front_matter_ends_at_its_second_line_of_dashes(text: str, head: str) -> None:
    half = half_migrated_post(text.encode(), NAME)
    assert (half.head, half.head + half.body) == (head, text)


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"---\na: 1\n\nbody", "does not end"), (b"---\na: 1\n---\n\xb1\xdb", "line 4 is no UTF-8 text")],
)
def test_what_is_no_post_is_told(data: bytes, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        half_migrated_post(data, NAME)


def test_only_images_that_google_holds_get_other_addresses() -> None:
    head = f"image: '{IMAGE}'\nother: {IMAGE}2\nlogo: https://example.org/a.png\nblogger_orig_url: http://x.blogspot.com/2012/01/a.html\n"
    assert image_addresses(head) == (IMAGE, f"{IMAGE}2")
    assert readdressed(head, {IMAGE: "/a.png"}) == head.replace(f"'{IMAGE}'", "'/a.png'")


@pytest.mark.parametrize("path", ["", "_posts", "_posts/a.md"])
def test_who_takes_it_for_a_blog_is_told_what_to_do(tmp_path: Path, path: str) -> None:
    write(tmp_path, "_posts/a.md")
    with pytest.raises(SourceError, match=r"with front matter, no blog. `migrator finish .*` completes it"):
        open_sources([str(tmp_path / path)], FetchOptions())
