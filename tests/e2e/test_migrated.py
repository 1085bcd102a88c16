"""The sample blog, migrated by the program itself and built: nothing of it is missing on the new site."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree

from migrator.demo.server import DemoServer
from migrator.pipeline.run import Job, migrate
from migrator.settings import Settings
from migrator.writer.profiles import PROFILES
from tests.paths import SAMPLES

from .sites import build, need, page, visible

pytestmark = pytest.mark.slow

BACKUP = next((SAMPLES / "backup").glob("*.xml"))
ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True)
class Entry:
    """A live post or page, as the backup has it."""

    title: str
    address: str
    html: str


def entries() -> Iterator[Entry]:
    """Read here on our own, so that the program's reader can't be wrong unseen."""
    for entry in etree.parse(BACKUP).iter(f"{ATOM}entry"):
        kinds = {each.get("term", "").rpartition("#")[2] for each in entry.iter(f"{ATOM}category")}
        links = [each.get("href", "") for each in entry.iter(f"{ATOM}link") if each.get("rel") == "alternate"]
        if kinds & {"post", "page"} and links:
            title, html = entry.findtext(f"{ATOM}title") or "", entry.findtext(f"{ATOM}content") or ""
            yield Entry(" ".join(title.split()), urlsplit(links[0]).path, html)


def spaced(html: str) -> str:
    return visible(re.sub(r"<[^<>]*>", " ", html))


def words(text: str) -> set[str]:
    return set(re.findall(r"\w{2,}", text))


@pytest.fixture(scope="module", params=list(PROFILES))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    profile = str(request.param)
    need(profile)
    root = tmp_path_factory.mktemp(profile) / "site"
    command = [sys.executable, "-m", "migrator", "migrate", str(BACKUP), "-o", str(root), "--profile", profile]
    done = subprocess.run([*command, "--no-images"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return build(root, profile, future=True)


def test_hugo_serves_the_images_of_bundles_where_posts_say(tmp_path: Path) -> None:
    need("hugo")
    settings = Settings(profile="hugo", image_layout="bundle")
    with DemoServer() as stand_in:
        migrate(Job(settings, (stand_in.url,), tmp_path, allow_private=True))
    out = build(tmp_path, "hugo", future=True)
    pages = [*out.glob("20*/*/*.html"), *out.glob("p/*.html")]
    shown = {unquote(src) for each in pages for src in re.findall(r'<img[^>]* src="(/[^"]*)"', each.read_text("utf-8"))}
    assert len(shown) > 8
    assert {each for each in shown if not (out / each.lstrip("/")).is_file()} == set()
    assert not list(out.glob("images/*"))


@pytest.mark.parametrize("entry", [pytest.param(each, id=each.address) for each in entries()])
def test_every_address_shows_its_post(site: Path, entry: Entry) -> None:
    html = page(site, entry.address)
    heading = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert heading
    assert visible(heading[1]) == entry.title
    body = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>", "", entry.html, flags=re.DOTALL | re.IGNORECASE)
    # A highlighter puts tags inside words, so the page is read with and without a blank for each tag.
    assert words(spaced(body)) - words(spaced(html)) - words(visible(html)) == set()
