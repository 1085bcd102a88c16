from __future__ import annotations

from pathlib import Path

import pytest

from migrator.fetcher.export.find import SeveralBlogsError
from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import FetchOptions
from tests.fetcher.feeds import ids, takeout, took, write


def several(folder: Path, *titles: str) -> SeveralBlogsError:
    """What is said of a Takeout of blogs with these titles; the number of each is 77, 78, and so on."""
    for number, title in enumerate(titles, 77):
        entry = took(number).replace("blog-77", f"blog-{number}")
        write(folder / f"Takeout/Blogger/Blogs/{number}/feed.atom", takeout(entry, blog=number, title=title))
    with pytest.raises(SeveralBlogsError) as caught:
        open_sources([str(folder)], FetchOptions())
    return caught.value


def test_each_blog_can_be_taken_by_what_the_error_says(tmp_path: Path) -> None:
    error = several(tmp_path, "A garden", "An orchard")
    assert error.blogs == {"77": "A garden", "78": "An orchard"}
    for choice in error.blogs:
        (source,) = open_sources([str(tmp_path)], FetchOptions(blog=choice))
        assert ids(list(source.read())) == [choice]


@pytest.mark.parametrize(
    ("titles", "folders"),
    [
        (("A garden", "An orchard"), ["a-garden", "an-orchard"]),
        (("Same", "same", "Same!"), ["same", "same-2", "same-3"]),
        (("Same", "same-2", "Same"), ["same", "same-2", "same-2-2"]),
        (("!!!", "..."), ["77", "78"]),
        (("../../etc", "x" * 200), ["etc", "x" * 60]),
    ],
)
def test_each_blog_gets_a_folder_of_its_own(tmp_path: Path, titles: tuple[str, ...], folders: list[str]) -> None:
    assert sorted(several(tmp_path, *titles).folders().values()) == sorted(folders)


def test_a_name_that_no_blog_has_is_another_error(tmp_path: Path) -> None:
    several(tmp_path, "A", "B")
    with pytest.raises(Exception, match="none of its blogs") as caught:
        open_sources([str(tmp_path)], FetchOptions(blog="C"))
    assert not isinstance(caught.value, SeveralBlogsError)
