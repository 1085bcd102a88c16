"""What Google changes by itself makes no difference; what an author changes does."""

from __future__ import annotations

import pytest

from migrator.fetcher.volatile import normalised

OLD = "http://3.bp.blogspot.com/-zlJxyz/Tt5/AAAA/abcdef/s1600/Cold-frame.jpg"
NEW = "https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsEabc/s1600/Cold-frame.jpg"

THE_SAME = {
    "pictures at a new address": (f'<img src="{OLD}" />', f'<img src="{NEW}" />'),
    "in another size": (f'<img src="{NEW}" />', f'<img src="{NEW.replace("s1600", "w640-h480")}" />'),
    "in the link around it as well": (f'<a href="{OLD}">x</a>', f'<a href="{NEW}">x</a>'),
    "the number of a video": (
        '<object id="BLOGGER-video-3c740e3a49197e16-796"></object>',
        '<object id="BLOGGER-video-3c740e3a49197e16-12913"></object>',
    ),
    "the token of a video": (
        '<iframe src="https://www.blogger.com/video.g?token=AD6v5d"></iframe>',
        '<iframe src="https://www.blogger.com/video.g?token=AD6xyz"></iframe>',
    ),
    "Google's own note": ('<p>x</p><!-- Blogger automated replacement: "http://a" with "https://a" -->', "<p>x</p>"),
    "the feed's footer": ("<p>x</p><div class='blogger-post-footer'>Read on <b>my</b> blog</div>", "<p>x</p>"),
    "the tracker": (
        "<p>x</p><img width='1' height='1' src='https://blogger.googleusercontent.com/tracker/12-34?l=x' alt='' />",
        "<p>x</p>",
    ),
    "Windows line ends": ("<p>a</p>\r\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
}
NOT_THE_SAME = {
    "a word": ("<p>a</p>", "<p>b</p>"),
    "another picture": (f'<img src="{NEW}" />', f'<img src="{NEW.replace("Cold-frame", "Hot-frame")}" />'),
    "another picture that was pasted": (
        f'<img src="{NEW.replace("Cold-frame.jpg", "image.png")}" />',
        f'<img src="{NEW.replace("Cold-frame.jpg", "image.png").replace("AVvXsEabc", "AVvXsExyz")}" />',
    ),
    "another video": (
        '<object id="BLOGGER-video-3c740e3a49197e16-796"></object>',
        '<object id="BLOGGER-video-4d740e3a49197e16-796"></object>',
    ),
    "a link": ('<a href="https://example.org/a.jpg">x</a>', '<a href="https://example.org/b.jpg">x</a>'),
    "a comment of the author's": ("<!--more--><p>x</p>", "<p>x</p>"),
}


@pytest.mark.parametrize("pair", [pytest.param(pair, id=name) for name, pair in THE_SAME.items()])
def test_no_difference(pair: tuple[str, str]) -> None:
    assert normalised(pair[0]) == normalised(pair[1])


@pytest.mark.parametrize("pair", [pytest.param(pair, id=name) for name, pair in NOT_THE_SAME.items()])
def test_a_difference(pair: tuple[str, str]) -> None:
    assert normalised(pair[0]) != normalised(pair[1])
