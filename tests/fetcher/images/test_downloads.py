"""Images of a run: fetched once, checked, named alike whatever the order."""

from __future__ import annotations

import base64
import hashlib
import tracemalloc
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path, PurePosixPath

import pytest

from migrator.errors import OutputError
from migrator.fetcher.http.client import Fetched
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.fetcher.images.candidates import image_of
from migrator.fetcher.images.downloader import ByteLimit, Downloader, Unavailable
from migrator.fetcher.images.downloads import DownloadResult, Downloads
from migrator.fetcher.images.staging import Attempt, Staging
from migrator.model import Image, StoredImage

PNG = b"\x89PNG\r\n\x1a\n" + b"one"
PNG2 = b"\x89PNG\r\n\x1a\n" + b"two"
GIF = b"GIF89a" + b"three"
PAGE = b"<!DOCTYPE html>\n<html><body>%s</body></html>"
FOLDER = PurePosixPath("assets/images")


class Web:
    """A web of a few addresses.  What is not in it answers 404."""

    def __init__(self, answers: Mapping[str, bytes | Exception]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def fetch_to(self, url: str, path: Path, max_bytes: int, _total: float | None = None, /) -> Fetched:
        self.asked.append(url)
        answer = self.answers.get(url, FetchError(FailureKind.STATUS, url, "404 Not Found", status=404))
        if isinstance(answer, Exception):
            raise answer
        assert len(answer) <= max_bytes
        path.write_bytes(answer)
        return Fetched(url, "text/plain", len(answer), hashlib.sha256(answer).hexdigest())


def address(number: int, size: str, name: str = "cat.png") -> str:
    return f"https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsE{number}/{size}/{name}"


def seen(src: str, link: str = "") -> Image:
    found = image_of(src, link)
    assert found is not None
    return found


def gather(
    web: Web, tmp_path: Path, images: Iterable[Image], known: Mapping[str, StoredImage] | None = None
) -> DownloadResult:
    """Download the images and move them to their paths."""
    root, staging = tmp_path / "site", tmp_path / "staging"
    staging.mkdir(parents=True, exist_ok=True)
    with Downloads(web, staging, known or {}, root, FOLDER, concurrency=3) as downloads:
        for number, one in enumerate(images):
            downloads.want(one, str(number))
        result = downloads.finish()
    for path, file in result.staged.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        file.rename(root / path)
    return result


def paths(result: DownloadResult) -> list[str]:
    return sorted(str(one.path) for one in result.stored.values())


def test_nothing_wanted_nothing_done(tmp_path: Path) -> None:
    assert gather(Web({}), tmp_path, []) == DownloadResult({}, {}, (), 0)


def test_known_images_are_not_fetched_again(tmp_path: Path) -> None:
    web = Web({address(1, "d"): PNG})
    first = gather(web, tmp_path, [seen(address(1, "s320"))])
    again = gather(web, tmp_path, [seen(address(1, "s640"))], first.stored)
    assert web.asked == [address(1, "d")]
    assert again == DownloadResult(first.stored, {}, (), 0, here=1)


@pytest.mark.parametrize("damage", ["gone", "cut short"])
def test_a_known_image_whose_file_is_not_right_comes_back_where_it_was(tmp_path: Path, damage: str) -> None:
    web = Web({address(1, "d"): PNG})
    first = gather(web, tmp_path, [seen(address(1, "s320"))])
    file = tmp_path / "site" / FOLDER / "cat.png"
    file.unlink() if damage == "gone" else file.write_bytes(PNG[:9])
    assert gather(web, tmp_path, [seen(address(1, "s320"))], first.stored).stored == first.stored
    assert file.read_bytes() == PNG


def test_the_original_comes_first(tmp_path: Path) -> None:
    one = seen(address(1, "s320"))
    result = gather(Web({address(1, "d"): PNG, address(1, "s320"): PNG2}), tmp_path, [one])
    assert result.stored[one.key] == StoredImage(
        one.key, FOLDER / "cat.png", hashlib.sha256(PNG).hexdigest(), len(PNG), address(1, "d")
    )
    assert result.bytes == len(PNG)


def test_the_next_size_where_the_original_is_refused(tmp_path: Path) -> None:
    one = seen(address(1, "s320"))
    result = gather(Web({address(1, "s1600"): PNG, address(1, "s320"): PNG2}), tmp_path, [one])
    assert result.stored[one.key].served_by == address(1, "s1600")


def test_one_image_in_many_sizes_is_one_file(tmp_path: Path) -> None:
    web = Web({address(1, "d"): PNG})
    result = gather(web, tmp_path, [seen(address(1, size)) for size in ("s320", "s1600-h", "w640-h480-p-k")])
    assert web.asked == [address(1, "d")]
    assert paths(result) == ["assets/images/cat.png"]


def test_equal_content_is_one_file(tmp_path: Path) -> None:
    web = Web({address(1, "d", "zebra.png"): PNG, address(2, "d", "ant.png"): PNG})
    result = gather(web, tmp_path, [seen(address(1, "d", "zebra.png")), seen(address(2, "d", "ant.png"))])
    assert len(result.stored) == 2
    assert paths(result) == ["assets/images/ant.png"] * 2
    assert list(result.staged) == [FOLDER / "ant.png"]


def test_equal_content_under_a_later_key_uses_the_known_file(tmp_path: Path) -> None:
    web = Web({address(1, "d"): PNG, address(2, "d", "ant.png"): PNG})
    first = gather(web, tmp_path, [seen(address(1, "d"))])
    again = gather(web, tmp_path, [seen(address(2, "d", "ant.png")), seen(address(1, "d"))], first.stored)
    assert paths(again) == ["assets/images/cat.png"] * 2
    assert not again.staged


def test_equal_names_with_other_content_are_told_apart_in_any_order(tmp_path: Path) -> None:
    web = Web({address(1, "d"): PNG, address(2, "d"): PNG2})
    images = [seen(address(1, "d")), seen(address(2, "d"))]
    names = paths(gather(web, tmp_path / "a", images))
    assert names == sorted(
        f"assets/images/cat-{hashlib.sha256(content).hexdigest()[:10]}.png" for content in (PNG, PNG2)
    )
    assert paths(gather(web, tmp_path / "b", reversed(images))) == names


def test_a_name_once_given_stays(tmp_path: Path) -> None:
    web = Web({address(1, "d"): PNG, address(2, "d"): PNG2})
    first = gather(web, tmp_path, [seen(address(1, "d"))])
    again = gather(web, tmp_path, [seen(address(2, "d")), seen(address(1, "d"))], first.stored)
    assert again.stored[seen(address(1, "d")).key].path == FOLDER / "cat.png"
    assert again.stored[seen(address(2, "d")).key].path != FOLDER / "cat.png"


def test_a_file_that_is_not_ours_keeps_its_name(tmp_path: Path) -> None:
    theirs = tmp_path / "site" / FOLDER / "cat.png"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(GIF)
    result = gather(Web({address(1, "d"): PNG}), tmp_path, [seen(address(1, "d"))])
    assert paths(result) == [f"assets/images/cat-{hashlib.sha256(PNG).hexdigest()[:10]}.png"]
    assert theirs.read_bytes() == GIF


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("Photo%2520%25281%2529.PNG", PNG, "photo-1.png"),
        ("lies.jpg", GIF, "lies.gif"),
        ("%EB%B9%84+%EA%B8%B0%EB%A1%9D.png", PNG, "bi-girog.png"),
        ("CON.png", PNG, "con-image.png"),
        ("...", PNG, f"{hashlib.sha256(PNG).hexdigest()[:16]}.png"),
        ("", PNG, f"{hashlib.sha256(PNG).hexdigest()[:16]}.png"),
        ("word-" * 60 + ".png", PNG, "-".join(["word"] * 12) + ".png"),
        ("no-ending", PNG, "no-ending.png"),
        ("v1.2.final.png", PNG, "v1-2-final.png"),
    ],
)
def test_file_names(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    result = gather(Web({address(1, "d", name): content}), tmp_path, [seen(address(1, "d", name))])
    assert paths(result) == [f"assets/images/{expected}"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "empty"),
        (b"404: no such thing", "no image"),
        (PAGE % b"<p>Sign in</p>", "web page"),
        (FetchError(FailureKind.STATUS, "x", "it answers 403 Forbidden", status=403), "403"),
        (FetchError(FailureKind.TOO_LARGE, "x", "it is larger than 64 MB"), "larger"),
    ],
)
def test_dead_images_are_notes(tmp_path: Path, answer: bytes | Exception, reason: str) -> None:
    one = seen("http://example.org/cat.png")
    result = gather(Web({"http://example.org/cat.png": answer}), tmp_path, [one, one])
    assert not result.stored
    assert not result.staged
    assert {file.name for file in (tmp_path / "staging").iterdir()} <= {".gitignore", "journal"}
    assert [(note.code, note.subject, note.post_id, note.loss) for note in result.notes] == [
        ("image-dead", "http://example.org/cat.png", "0", True),
        ("image-dead", "http://example.org/cat.png", "1", True),
    ]
    assert reason in result.notes[0].message


def test_a_page_around_the_image_is_looked_into(tmp_path: Path) -> None:
    inner = address(1, "s800")
    page = PAGE % f'<img src="https://example.org/logo.png"><img src="{inner}">'.encode()
    one = seen(address(1, "s1600-h"))
    result = gather(Web({address(1, "s1600-h"): page, inner: PNG}), tmp_path, [one])
    assert result.stored[one.key].served_by == inner


def test_a_host_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    def gone(number: int) -> str:
        return f"http://gone.example/{number}.png"

    web = Web({gone(n): FetchError(FailureKind.NO_HOST, gone(n), "no such host") for n in range(20)})
    result = gather(web, tmp_path, [seen(gone(n)) for n in range(20)])
    assert len(result.notes) == 20
    assert len(web.asked) < 10


def test_data_addresses_become_files(tmp_path: Path) -> None:
    one = seen("data:image/gif;base64,R0lGODlh\nAQAB AA==")
    svg = seen("data:image/svg+xml;utf8,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E")
    web = Web({})
    result = gather(web, tmp_path, [one, svg])
    assert not web.asked
    assert {path.suffix for path in result.staged} == {".gif", ".svg"}
    assert result.stored[one.key].served_by == ""


@pytest.mark.parametrize("source", ["data:image/gif;base64,R0l!ODlh", "data:image/png", "data:image/gif;base64,QUJD"])
def test_damaged_data_addresses_are_notes(tmp_path: Path, source: str) -> None:
    result = gather(Web({}), tmp_path, [seen(source)])
    assert "damaged" in result.notes[0].message


def test_a_full_disk_ends_the_run_in_plain_words(tmp_path: Path) -> None:
    web = Web({address(1, "d"): OSError(28, "No space left on device")})
    with pytest.raises(OutputError, match="No space left"):
        gather(web, tmp_path, [seen(address(1, "d"))])


def test_progress_is_told(tmp_path: Path) -> None:
    (tmp_path / "staging").mkdir()
    told: list[tuple[int, int]] = []
    with Downloads(Web({}), tmp_path / "staging", {}, tmp_path, FOLDER) as downloads:
        downloads.want(seen(address(1, "d")))
        downloads.want(seen(address(2, "d")))
        downloads.finish(lambda done, every: told.append((done, every)))
    assert told == [(1, 2), (2, 2)]


class NoWayback:
    """An archive that must not be asked."""

    def captures(self, image: Image, day: str) -> tuple[str, ...]:
        raise AssertionError(image, day)


def test_once_the_allowance_is_used_up_nothing_is_asked_for(tmp_path: Path) -> None:
    limit = ByteLimit(10)
    limit.use(10)
    web = Web({address(1, "d"): PNG})
    wanted = seen(address(1, "d"))
    with Downloads(web, tmp_path, {}, tmp_path, FOLDER, wayback=NoWayback(), limit=limit) as downloads:
        downloads.want(wanted)
        downloads.want(seen(address(1, "d", "other-name.png")))
        result = downloads.finish()
    assert not web.asked
    (note,) = result.notes
    assert (note.code, note.loss, note.passing) == ("image-left-out", True, True)
    assert "10 bytes" in note.message


def test_what_is_left_out_is_asked_for_by_the_next_run_even_where_its_host_is_gone(tmp_path: Path) -> None:
    gone, other = seen("http://gone.example/a.png"), seen("http://gone.example/b.png")
    unknown = FetchError(FailureKind.NO_HOST, "gone.example", "there is no host of this name")
    web = Web({gone.source: unknown, address(1, "d"): PNG})
    with closing(Staging(tmp_path)) as staging:
        download = Downloader(web, staging, ByteLimit(len(PNG)))
        first, _, left_out = (download.fetch(one) for one in (gone, seen(address(1, "d")), other))
    assert isinstance(first, Unavailable)
    assert isinstance(left_out, Unavailable)
    assert (download.may_pass(first), download.may_pass(left_out)) == (False, True)


def test_no_allowance_is_boundless() -> None:
    limit = ByteLimit()
    limit.use(2**40)
    assert not limit.used_up


def test_an_interrupted_run_leaves_its_images_to_the_next(tmp_path: Path) -> None:
    (tmp_path / "staging").mkdir()
    with Downloads(Web({address(1, "s0"): PNG}), tmp_path / "staging", {}, tmp_path, FOLDER) as downloads:
        downloads.want(seen(address(1, "s320")))
        first = downloads.finish()
    web = Web({})
    again = gather(web, tmp_path, [seen(address(1, "s640"))])
    assert not web.asked
    assert (again.stored, again.tried) == (first.stored, first.tried)
    assert again.tried[seen(address(1, "d")).key] == (Attempt(address(1, "d"), "404 Not Found"),)


@pytest.mark.parametrize("damage", ["image cut", "record cut", "record gone", "half a download"])
def test_what_an_interrupted_run_left_is_not_trusted_blindly(tmp_path: Path, damage: str) -> None:
    staging = tmp_path / "staging"
    one = seen(address(1, "s320"))
    with Downloads(Web({address(1, "d"): PNG}), staging, {}, tmp_path, FOLDER) as downloads:
        downloads.want(one)
        downloads.finish()
    if damage == "image cut":
        (staging / one.token).write_bytes(PNG[:9])
    elif damage == "record cut":
        (staging / "journal").write_text(f'["{one.token}", "abc", 12')
    elif damage == "record gone":
        (staging / "journal").unlink()
    else:
        (staging / one.token).rename(staging / f"{one.token}.part")
    web = Web({address(1, "d"): PNG2})
    result = gather(web, tmp_path, [one])
    assert web.asked == [address(1, "d")]
    assert (tmp_path / "site" / result.stored[one.key].path).read_bytes() == PNG2


def test_another_post_may_know_where_the_image_still_is(tmp_path: Path) -> None:
    alone, linked = seen("http://x.org/cat_thumb.png"), seen("http://x.org/cat_thumb.png", "http://x.org/cat.png")
    proxied = seen("https://images-x.googleusercontent.com/gadgets/proxy?url=http%3A%2F%2Fx.org%2Fcat.png")
    web = Web({proxied.source: PNG})
    result = gather(web, tmp_path, [linked, proxied, alone])
    assert result.stored[linked.key].served_by == proxied.source
    assert {note.post_id for note in result.notes} == {"2"}


def test_more_images_than_any_blog_has_are_left_where_they_are(tmp_path: Path) -> None:
    web = Web({address(number, "d"): PNG for number in range(4)})
    with Downloads(web, tmp_path / "staging", {}, tmp_path, FOLDER, most=3) as downloads:
        for number in range(4):
            downloads.want(seen(address(number, "s320")), str(number))
        result = downloads.finish()
    assert len(result.stored) == len(web.asked) == 3
    assert [note.post_id for note in result.notes] == ["3"]
    assert "more than 3 images" in result.notes[0].message


def test_an_image_goes_into_the_folder_of_the_first_post_that_shows_it(tmp_path: Path) -> None:
    web = Web({address(1, "d"): PNG, address(2, "d"): GIF, address(3, "d"): GIF})
    with Downloads(web, tmp_path / "staging", {}, tmp_path, FOLDER) as downloads:
        downloads.want(seen(address(2, "d")), "1", FOLDER / "b")
        downloads.want(seen(address(1, "d")), "1", FOLDER / "b")
        downloads.want(seen(address(1, "s320")), "2", FOLDER / "a")
        downloads.want(seen(address(3, "d")), "2", FOLDER / "a")
        result = downloads.finish()
    assert paths(result) == ["assets/images/b/cat.gif", "assets/images/b/cat.gif", "assets/images/b/cat.png"]


def test_large_data_addresses_are_not_kept_in_memory(tmp_path: Path) -> None:
    text = base64.b64encode(GIF + bytes(3_000_000)).decode()
    tracemalloc.start()
    with Downloads(Web({}), tmp_path / "staging", {}, tmp_path, FOLDER) as downloads:
        for number in range(5):
            downloads.want(seen(f"data:image/gif;base64,{'A' * 4 * number}{text}"))
        kept, _ = tracemalloc.get_traced_memory()
        downloads.finish()
    tracemalloc.stop()
    assert kept < 1_000_000


@pytest.mark.parametrize("others", [0, 1])
def test_a_host_that_is_not_known_is_gone_if_any_other_answers(tmp_path: Path, others: int) -> None:
    gone = [seen(f"http://gone.example/{number}.png") for number in range(5)]
    unknown = FetchError(FailureKind.NO_HOST, "gone.example", "there is no host of this name")
    web = Web({one.source: unknown for one in gone} | {address(1, "d"): PNG})
    result = gather(web, tmp_path, [*gone, *[seen(address(1, "d"))] * others])
    assert {note.subject for note in result.notes} == {one.source for one in gone}
    assert {note.passing for note in result.notes} == {not others}


def test_a_host_that_does_not_answer_today_may_do_so_tomorrow(tmp_path: Path) -> None:
    slow = seen("http://slow.example/a.png")
    web = Web(
        {slow.source: FetchError(FailureKind.SLOW, "slow.example", "no answer", passing=True), address(1, "d"): PNG}
    )
    (note,) = gather(web, tmp_path, [slow, seen(address(1, "d"))]).notes
    assert note.passing


def test_images_are_counted_by_what_became_of_them(tmp_path: Path) -> None:
    web = Web({address(1, "d"): PNG, address(2, "d"): PNG2})
    shown = [seen(address(number, "s320")) for number in (1, 2, 3)]
    result = gather(web, tmp_path, shown)
    assert (result.here, result.gone, result.waiting) == (2, 1, 0)
