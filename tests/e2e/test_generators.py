"""Real generators build what the writer wrote: every old address is there, with all that was written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest

from migrator.model import Blog, Kind, Location, Post, State, Status
from migrator.writer.disk.apply import apply
from migrator.writer.disk.folder import Folder
from migrator.writer.documents.comments import comments_document
from migrator.writer.documents.documents import digest, document
from migrator.writer.permalinks.permalinks import Permalinks
from migrator.writer.plan.decisions import Wanted
from migrator.writer.plan.plan import plan
from migrator.writer.profiles import PROFILES, get
from tests.writer.disk.test_apply import Said
from tests.writer.make import comment, post

from .sites import build, need, page, visible

pytestmark = pytest.mark.slow

BLOG = Blog(zone="Asia/Seoul")
HOST = "https://birds.blogspot.com"
ODD = {
    "plain": "A plain title",
    "colon": "A: \"b\" 'c' # d",
    "vector": "Vector<int> & co <3",
    "empty": "",
    "korean": "한·우, KTX 수출 🎉",
    "number": "2014",
    "braces": "{{ title }} {% raw %} {{< x >}}",
    "Case_12": "yes",
    "-edge-": "- dash",
    "a%2Fb": "@ann: null",
    "%ED%95%9C": "한글 주소",
    "long-" + "word-" * 46 + "end": "long " * 60,
    "longer-" + "word-" * 60 + "end": "too long",
}
PROBES = [
    "{{ page.title }}",
    "{% include nothing.html %}",
    "{% endraw %}",
    "{{< youtube x >}}",
    "{{% unknown %}}",
    "{{</* x */>}}",
    "{{<>}}",
    "{{%s}}",
    "{{{a}}}",
    "{x}",
    "한국어 😀",
]
BODY = "\n".join(
    [
        "First paragraph, before the jump.\n",
        "<!--more-->\n",
        *(
            f"Prose {probe.replace('*', '&#42;').replace('<', '&lt;') if '{<' not in probe else probe} end.\n"
            for probe in PROBES
        ),
        *(f"Span `{probe}` end.\n" for probe in PROBES),
        "-   item\n",
        *(f"    ```text\n    Listed {probe}\n    ```\n" for probe in PROBES),
        *(f"```text\nFenced {probe}\n```\n" for probe in PROBES),
        "![owl](TOKEN)\n",
        '<figure><img src="TOKEN" alt="owl"><figcaption>An owl</figcaption></figure>\n',
    ]
)
PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


def posts() -> list[Post]:
    late = datetime(2014, 3, 31, 16, 0, tzinfo=UTC)
    live = [
        post(
            id=str(10**18 + number),
            title=title,
            url=f"{HOST}/2014/03/{slug}.html",
            published=late,
            labels=("C++", "C#", "a/b", "새 소식", "yes", "1: 2"),
            location=Location("Seoul", 37.5, 127.0),
        )
        for number, (slug, title) in enumerate(ODD.items())
    ]
    page_ = post(id="77", kind=Kind.PAGE, title="About", url=f"{HOST}/p/about.html")
    others = [
        post(id="78", status=Status.DRAFT, title="Draft", url=""),
        post(id="79", status=Status.DRAFT, kind=Kind.PAGE, title="Draft page", url=""),
        post(id="80", status=Status.SCHEDULED, title="Later", url="", published=datetime(2999, 1, 1, tzinfo=UTC)),
    ]
    said = (comment(id="5", post_id=live[0].id, html="<b>Hoo</b> {{ x }} 한 \u2028."),)
    return [replace(live[0], comments=said), *live[1:], page_, *others]


def written(root: Path, profile: str) -> Permalinks:
    """A folder as a run leaves it, made through the writer alone."""
    chosen = get(profile)
    permalinks = Permalinks.build(posts(), chosen, BLOG)
    image = chosen.images / "owl.gif"
    address = chosen.image_address(image)
    made = [document(each, BLOG, permalinks, chosen, BODY, "2 * 3 [a] {{ b }} <c>", "TOKEN") for each in posts()]
    made += [each for each in (comments_document(one, chosen, BLOG) for one in posts()) if each]
    texts = {each.id: each.text.replace("TOKEN", address) for each in made}
    wanted = [Wanted(each.id, each.path, digest(texts[each.id])) for each in made]
    source = root.parent / "owl.gif"
    source.write_bytes(PIXEL)
    apply(plan(wanted, State(), Folder(root).digest), Said(texts), {PurePosixPath(image): source}, root)
    return permalinks


@pytest.fixture(scope="module", params=list(PROFILES))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Permalinks, str]:
    profile = str(request.param)
    need(profile)
    root = tmp_path_factory.mktemp(profile) / "site"
    permalinks = written(root, profile)
    return build(root, profile), permalinks, profile


Built = tuple[Path, Permalinks, str]


def live() -> list[Post]:
    return [each for each in posts() if each.status is Status.LIVE]


def test_every_old_address_is_a_page_with_its_title(site: Built) -> None:
    out, permalinks, _ = site
    for each in live():
        html = page(out, permalinks.permalink(each.id))
        title = " ".join(each.title.split())
        heading = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
        assert heading
        assert visible(heading[1]) == title
        assert f'<div id="id">{each.id}</div>' in html


def test_nothing_that_was_written_is_lost(site: Built) -> None:
    out, permalinks, _ = site
    for each in live():
        text = visible(page(out, permalinks.permalink(each.id)))
        for probe in PROBES:
            for place in ("Prose", "Span", "Listed", "Fenced"):
                assert f"{place} {probe}" in text


def test_labels_survive(site: Built) -> None:
    out, permalinks, _ = site
    html = page(out, permalinks.permalink(live()[0].id))
    tags = re.search(r'<p class="tags">(.*?)</p>', html)
    assert tags
    assert sorted(visible(tags[1]).split("; ")) == sorted(live()[0].labels)


def test_images_are_where_they_are_looked_for(site: Built) -> None:
    out, permalinks, _ = site
    for each in live():
        sources = re.findall(r'<img[^>]*src="([^"]*)"', page(out, permalinks.permalink(each.id)))
        assert len(sources) == 2
        assert all((out / source.lstrip("/")).read_bytes() == PIXEL for source in sources)


def test_comments_can_be_shown(site: Built) -> None:
    out, permalinks, _ = site
    html = page(out, permalinks.permalink(live()[0].id))
    assert '<div id="c5"><b>Hoo</b> {{ x }} 한 \u2028.</div>' in html


def test_drafts_and_scheduled_posts_are_not_out(site: Built) -> None:
    out, _, _ = site
    ids = "".join(path.read_text(encoding="utf-8") for path in out.rglob("*.html"))
    assert not [number for number in ("78", "79", "80") if f'<div id="id">{number}</div>' in ids]


def test_summaries_end_at_the_jump(site: Built) -> None:
    out, permalinks, profile = site
    if profile == "alembic":
        html = page(out, permalinks.permalink(live()[0].id))
        band = re.search(r'<div class="feature">(.*?)</div>', html, re.DOTALL)
        assert band
        assert visible(band[1]) == "2 * 3 [a] {{ b }} <c>"
        return
    listed = visible(page(out, "/index.html" if profile == "jekyll" else "/posts/index.html"))
    assert listed.count("First paragraph, before the jump.") == len(ODD)
    assert "Prose" not in listed
