from __future__ import annotations

import pytest

from migrator.sync.normalise import normalised, stored_images

BODY = "<p>Roses</p>"
OLD = "https://3.bp.blogspot.com/-zlJ/Tt/AAA/x_y/s320/X%20y.jpg"
NEW = "https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsE_abc-d/s320/X%20y.jpg"


@pytest.mark.parametrize(
    "html",
    [
        "",
        BODY,
        "<p>A video: BLOGGER-video</p>",
        "<div class='footer'>mine</div>",
        "<!-- my comment -->",
        "<img src='https://example.org/tracker.gif'/>",
        "<img src='https://example.org/a/b/c/d/s320/x.jpg'/>",
        "<img src='https://blogger.googleusercontent.com/img/a/AVvXsEabc=s320'/>",
        "<a href='https://www.blogger.com/video.g?contentid=1'>v</a>",
    ],
)
def test_what_is_the_author_s_stays(html: str) -> None:
    assert normalised(html) == html


@pytest.mark.parametrize(
    ("once", "again"),
    [
        ('<iframe id="BLOGGER-video-3c740e3a49197e16-796">', '<iframe id="BLOGGER-video-3c740e3a49197e16-12913">'),
        (
            '<iframe src="https://www.blogger.com/video.g?token=AD6v5dy" width="320">',
            '<iframe src="https://www.blogger.com/video.g?token=AD6v5dx_-9" width="320">',
        ),
        (
            '<iframe src="https://www.blogger.com/video.g?x=1&amp;token=AD&amp;y=2">',
            '<iframe src="https://www.blogger.com/video.g?x=1&amp;token=BC&amp;y=2">',
        ),
        (f"{BODY}<img width='1' height='1' src='https://blogger.googleusercontent.com/tracker/7-8?l=h'>", BODY),
        (f'{BODY}<img src="//feeds.feedburner.com/~r/blog/~4/xyz" height="1" alt=""/>', BODY),
        (f"{BODY}<div class='blogger-post-footer'>Ads</div>", BODY),
        (f"{BODY}<div class='blogger-post-footer'><div>Ads<div>x</div></div>more</div>\n", BODY),
        (f'{BODY}<div class="blogger-post-footer">cut off', BODY),
        (f'{BODY}<!-- Blogger automated replacement: "http://a" with "http://b" -->', BODY),
        (f'<img src="{OLD}"/>', f'<img src="{NEW}"/>'),
        (f"<a href={OLD}>x</a>", f"<a href={NEW}>x</a>"),
        (f'<img src="{OLD.replace("3.bp", "1.bp")}"/>', f'<img src="{OLD}"/>'),
    ],
)
def test_what_google_changes_does_not_count(once: str, again: str) -> None:
    assert normalised(once) == normalised(again)


@pytest.mark.parametrize(
    ("once", "again"),
    [
        (f'<img src="{OLD}"/>', f'<img src="{NEW.replace("X%20y", "Z")}"/>'),
        (f'<img src="{OLD}"/>', f'<img src="{NEW.replace("s320", "s640")}"/>'),
        ('<iframe id="BLOGGER-video-3c-7">', '<iframe id="BLOGGER-video-4c-7">'),
        (f"{BODY}<div class='blogger-post-footer'>Ads</div>", f"{BODY}!<div class='blogger-post-footer'>Ads</div>"),
        (
            "<img src='https://blogger.googleusercontent.com/img/a/AVvX1=s320'/>",
            "<img src='https://blogger.googleusercontent.com/img/a/AVvX2=s320'/>",
        ),
    ],
)
def test_what_the_author_changes_counts(once: str, again: str) -> None:
    assert normalised(once) != normalised(again)


@pytest.mark.parametrize(
    ("html", "images"),
    [
        (BODY, []),
        (f'<a href="{OLD}"><img src="{OLD.replace("320", "640")}"/></a>', [OLD.removesuffix("/s320/X%20y.jpg")] * 2),
        (f"<img src='{NEW.removeprefix('https:')}'>", [NEW.removeprefix("https:").removesuffix("/s320/X%20y.jpg")]),
        (f'<img src="http:{OLD}"/>', [OLD.removesuffix("/s320/X%20y.jpg")]),
        (f'<img src="{OLD}', []),
        ('<img src="https://example.org/a/b/c/d/s320/x.jpg"/>', []),
    ],
)
def test_stored_images_are_told_by_their_addresses(html: str, images: list[str]) -> None:
    assert stored_images(html) == images


@pytest.mark.parametrize(
    "piece",
    ["<img ", "<!-- Blogger automated replacement:", "https://3.bp.blogspot.com/a/b", "<div ", "video.g?token="],
)
def test_a_long_body_does_no_harm(piece: str) -> None:
    assert normalised(piece * 20_000)
