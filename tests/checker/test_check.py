"""A finished folder is whole; each thing that breaks in it is found, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from migrator import layout
from migrator.checker.check import check_folder, guessed_settings
from migrator.checker.result import CheckResult, as_json
from migrator.demo.blog import SampleBlog, read_blog
from migrator.demo.server import DemoServer
from migrator.errors import OutputError
from migrator.pipeline.run import Job, migrate
from migrator.settings import Settings
from migrator.writer.disk import state
from migrator.writer.profiles import PROFILES
from tests.paths import SAMPLES

BACKUP = str(next((SAMPLES / "backup").glob("*.xml")))
FRAME, BEDS, RADISHES, KETTLE, GAUGE, PLACES, SOUP = (
    "3392415069783241506",
    "8847960514238796162",
    "1170293847561029384",
    "5514637281905463728",
    "4403526170894352617",
    "9091304958672130506",
    "2281304958672130495",
)
GOOGLES = "http://3.bp.blogspot.com/-AbC/TdEf/AAAAAAAAABc/GhI/s320/cat.jpg"


@dataclass(frozen=True)
class Made:
    """A folder that was just made, and where from."""

    root: Path
    url: str
    profile: str

    def file(self, post_id: str) -> Path:
        return self.root / state.load(self.root).files[post_id].path

    def edit(self, post_id: str, old: str, new: str) -> None:
        text = self.file(post_id).read_text(encoding="utf-8")
        assert old in text
        self.file(post_id).write_text(text.replace(old, new, 1), encoding="utf-8")

    def append(self, post_id: str, words: str) -> None:
        with self.file(post_id).open("a", encoding="utf-8") as file:
            file.write(f"\n{words}\n")

    @property
    def images(self) -> Path:
        return self.root / PROFILES[self.profile].images

    def image(self, name: str) -> str:
        return PROFILES[self.profile].image_address(PROFILES[self.profile].images / name)

    def check(self, *sources: str) -> CheckResult:
        return check_folder(Job(Settings(profile=self.profile), sources, allow_private=True), self.root)

    def found(self, *sources: str) -> set[tuple[str, str]]:
        """Code and post of everything that is wrong."""
        result = self.check(*sources)
        assert result.exit_code == int(bool(result.broken))
        return {(note.code, note.post_id) for post in result.posts for note in post.notes if note.loss}

    def message(self, code: str, *sources: str) -> str:
        return next(note.message for post in self.check(*sources).posts for note in post.notes if note.code == code)


def without_dead_image(blog: SampleBlog) -> SampleBlog:
    posts = [replace(post, html=re.sub(r"<img[^>]*GoneForever[^>]*>", "", post.html)) for post in blog.posts]
    return replace(blog, posts=tuple(posts))


@pytest.fixture(scope="module")
def stand_in() -> Iterator[DemoServer]:
    with DemoServer(without_dead_image(read_blog())) as running:
        yield running


@pytest.fixture(scope="module", params=list(PROFILES))
def original(request: pytest.FixtureRequest, stand_in: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> Made:
    root = tmp_path_factory.mktemp("made") / "site"
    settings = Settings(profile=request.param)
    migrate(Job(settings, (stand_in.url,), root, remember=False, allow_private=True))
    return Made(root, stand_in.url, request.param)


@pytest.fixture
def made(original: Made, tmp_path: Path) -> Made:
    shutil.copytree(original.root, tmp_path / "site")
    return replace(original, root=tmp_path / "site")


def stamps(root: Path) -> dict[Path, tuple[int, int]]:
    """What is there and when it was written; when it was read says nothing."""
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in root.rglob("*")}


def test_a_folder_as_it_was_made_is_whole(made: Made) -> None:
    before = stamps(made.root)
    for sources in ((), (made.url,)):
        result = made.check(*sources)
        assert [note for post in result.posts for note in post.notes if note.loss] == []
        assert result.exit_code == 0
        assert len(result.posts) == 16
    assert stamps(made.root) == before


def test_the_profile_is_told_by_the_files_where_nothing_else_tells_it(made: Made) -> None:
    assert (guessed_settings(made.root).profile == "hugo") is (made.profile == "hugo")


def _delete_post(made: Made) -> None:
    made.file(KETTLE).unlink()


def _delete_comments(made: Made) -> None:
    made.file(f"comments:{BEDS}").unlink()


def _damage_comments(made: Made) -> None:
    made.file(f"comments:{BEDS}").write_text("[{]", encoding="utf-8")


def _damage_front_matter(made: Made) -> None:
    made.edit(KETTLE, "old kettle", 'old "kettle')


def _forget_front_matter(made: Made) -> None:
    made.file(KETTLE).write_text("Only words.\n", encoding="utf-8")


def _leave_front_matter_open(made: Made) -> None:
    made.edit(SOUP, "\n---\n", "\n")


def _spoil_encoding(made: Made) -> None:
    made.file(KETTLE).write_bytes(b"---\ntitle: \xff\n---\n")


def _delete_image(made: Made) -> None:
    (made.images / "cold-frame.png").unlink()


def _show_missing_image(made: Made) -> None:
    made.append(KETTLE, f"![]({made.image('none.png')})")


def _show_missing_image_in_html(made: Made) -> None:
    made.append(KETTLE, f'<figure><img src="{made.image("none.png")}"><figcaption>x</figcaption></figure>')


def _show_missing_poster(made: Made) -> None:
    made.append(KETTLE, '<video poster="/none.png"></video>')


def _name_missing_image(made: Made) -> None:
    made.edit(KETTLE, made.image("kettle.gif") + '"\n', made.image("none.gif") + '"\n')


def _play_missing_file(made: Made) -> None:
    made.append(KETTLE, '<audio src="/song.mp3"></audio>')


def _link_nowhere(made: Made) -> None:
    made.append(KETTLE, "[x](/2012/09/nothing.html)")


def _link_nowhere_beside(made: Made) -> None:
    made.append(KETTLE, "[x](nothing.html)")


def _move_address(made: Made) -> None:
    made.edit(GAUGE, "rain_gauge.v2-final.html", "gauge.html")


def _link_to_no_anchor_here(made: Made) -> None:
    made.append(KETTLE, "[x](#nothing)")


def _link_to_no_anchor_there(made: Made) -> None:
    made.append(KETTLE, "[x](/2020/11/planning-beds-2020-edition.html#nothing)")


def _show_googles(made: Made) -> None:
    made.append(KETTLE, f"![]({GOOGLES})")


def _link_to_googles(made: Made) -> None:
    made.append(KETTLE, f"[x]({GOOGLES})")


@pytest.mark.parametrize(
    ("break_it", "code", "post_id", "told"),
    [
        (_delete_post, "file-missing", KETTLE, "not there"),
        (_delete_comments, "comments-missing", BEDS, "are not there"),
        (_damage_comments, "comments-missing", BEDS, "can't be read"),
        (_damage_front_matter, "front-matter-damaged", KETTLE, "line "),
        (_forget_front_matter, "front-matter-damaged", KETTLE, "no front matter"),
        (_leave_front_matter_open, "front-matter-damaged", SOUP, "does not end"),
        (_spoil_encoding, "file-unreadable", KETTLE, "UTF-8"),
        (_delete_image, "image-missing", FRAME, "cold-frame.png is not in the folder"),
        (_show_missing_image, "image-missing", KETTLE, "none.png"),
        (_show_missing_image_in_html, "image-missing", KETTLE, "none.png"),
        (_show_missing_poster, "image-missing", KETTLE, "none.png"),
        (_name_missing_image, "image-missing", KETTLE, "none.gif"),
        (_play_missing_file, "media-missing", KETTLE, "/song.mp3"),
        (_link_nowhere, "link-dead", KETTLE, "/2012/09/nothing.html"),
        (_link_nowhere_beside, "link-dead", KETTLE, "nothing.html"),
        (_move_address, "link-dead", PLACES, "/2012/09/rain_gauge.v2-final.html"),
        (_link_to_no_anchor_here, "anchor-missing", KETTLE, "there is no anchor #nothing in it"),
        (_link_to_no_anchor_there, "anchor-missing", KETTLE, "there is no anchor #nothing in /2020/"),
        (_show_googles, "image-remote", KETTLE, GOOGLES),
        (_link_to_googles, "image-remote", KETTLE, GOOGLES),
    ],
)
def test_what_is_broken_is_found_and_nothing_else(
    made: Made, break_it: Callable[[Made], None], code: str, post_id: str, told: str
) -> None:
    break_it(made)
    assert made.found() == {(code, post_id)}
    assert told in made.message(code)


@pytest.mark.parametrize(
    "words",
    [
        "[a](/) [b](#) [c](#top) [d](https://example.org/x) [e](mailto:x@example.org) [f](/p/about.html)",
        "[a](/2020/11/planning-beds-2020-edition.html#beds) [b](/2020/11/planning-beds-2020-edition.html#the-map)",
        "[a](first-radishes.html?m=1) [b](../../2007/05/first-radishes.html) [c](/2007/05/first-radishes.html/)",
        "![a](https://example.org/cat.jpg) <audio src='https://example.org/song.mp3'></audio>",
        "## A new part\n\n[a](#a-new-part) <span id='there'></span>[b](#there)",
        "`[a](/nothing.html)` \\[b](none.png)\n\n    ![c](none.png)\n",
        "<a href='{{ site.baseurl }}/x'>a</a>",
    ],
)
def test_what_leads_somewhere_is_no_finding(made: Made, words: str) -> None:
    made.append(RADISHES, words)
    assert made.found() == set()


def test_a_file_of_ones_own_can_be_linked_to_and_is_not_judged(made: Made) -> None:
    new = made.file(KETTLE).with_name("2024-07-01-new.md")
    address = "permalink" if made.profile != "hugo" else "url"
    new.write_text(f"---\ntitle: New\n{address}: /new/\n---\n\n[x](/nothing)\n", encoding="utf-8")
    made.append(KETTLE, "[x](/new/) [y](/new)")
    assert made.found() == set()


def test_a_moved_file_is_the_post_that_it_says(made: Made) -> None:
    place = made.file(KETTLE).parent / "old"
    place.mkdir()
    made.file(KETTLE).rename(place / "kettle.md")
    assert made.found(made.url) == set()


def test_of_a_copy_and_the_original_the_original_counts(made: Made) -> None:
    text = made.file(KETTLE).read_text(encoding="utf-8")
    (made.file(KETTLE).parent / "a-copy.md").write_text(text + "[x](/nothing.html)\n", encoding="utf-8")
    assert made.found() == set()


def test_line_ends_of_windows_are_no_edit_and_no_damage(made: Made) -> None:
    data = made.file(FRAME).read_bytes()
    made.file(FRAME).write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    assert made.found(made.url) == set()


def test_the_line_is_told(made: Made) -> None:
    made.append(KETTLE, "[x](/nothing.html)")
    line = made.file(KETTLE).read_text(encoding="utf-8").count("\n")
    assert made.message("link-dead").startswith(f"line {line}: ")


def test_an_edit_that_loses_something_is_told_with_what_it_lost(made: Made) -> None:
    made.edit(FRAME, "Sawdust is still everywhere", "")
    assert made.found() == set()
    assert made.found(made.url) == {("lost-words", FRAME)}
    assert "after “(”: Sawdust is still everywhere" in made.message("lost-words", made.url)


@pytest.mark.parametrize(
    ("post_id", "old", "new", "codes"),
    [
        (FRAME, "[radishes](/2007/05/first-radishes.html)", "radishes", {"lost-links"}),
        (BEDS, "## The map", "The map", {"lost-headings"}),
        (FRAME, "-   twelve", "twelve", {"lost-list-items", "lost-nesting"}),
    ],
)
def test_an_edit_that_loses_form_is_told(made: Made, post_id: str, old: str, new: str, codes: set[str]) -> None:
    made.edit(post_id, old, new)
    assert made.found(made.url) == {(code, post_id) for code in codes}


def test_an_image_taken_out_is_told(made: Made) -> None:
    made.edit(FRAME, f'![]({made.image("cold-frame.png")} "For the fridge")', "")
    assert made.found(made.url) == {("lost-images", FRAME)}


def test_words_that_a_person_adds_are_no_loss(made: Made) -> None:
    made.append(FRAME, "It still stands. {{ page.title }}")
    result = made.check(made.url)
    assert result.exit_code == 0
    assert "words-added" in {note.code for post in result.posts for note in post.notes}


def test_a_link_to_the_old_blog_is_told_where_its_post_is_here(made: Made) -> None:
    made.append(KETTLE, "[x](http://tinroofnotes-sample.blogspot.co.uk/2007/05/first-radishes.html)")
    assert made.found() == set()
    assert made.found(made.url) == {("link-old", KETTLE)}


def test_posts_of_the_source_that_have_no_file_are_told(made: Made) -> None:
    drafts = {post for code, post in made.found(BACKUP) if code == "post-without-file"}
    assert len(drafts) == 3
    settings = Settings(profile=made.profile, drafts=False)
    result = check_folder(Job(settings, (BACKUP,)), made.root)
    assert not any(note.code == "post-without-file" for post in result.posts for note in post.notes)


def test_a_dead_image_is_told_as_such(tmp_path: Path) -> None:
    root = tmp_path / "site"
    with DemoServer() as running:
        migrate(Job(Settings(), (running.url,), root, remember=False, allow_private=True))
        assert Made(root, running.url, "jekyll").found(running.url) == {("image-dead", BEDS)}


def test_what_a_link_shows_larger_is_an_image_of_the_post(tmp_path: Path) -> None:
    root = tmp_path / "site"
    blog = without_dead_image(read_blog())
    address = next(re.findall(r'href="(https://blogger[^"]+)"', post.html)[0] for post in blog.posts if post.id == BEDS)
    posts = [replace(post, html=f'{post.html}<a href="{address}">map</a>') for post in blog.posts]
    with DemoServer(replace(blog, posts=tuple(posts))) as running:
        migrate(Job(Settings(), (running.url,), root, remember=False, allow_private=True))
        made = Made(root, running.url, "jekyll")
        assert made.found(running.url) == set()
        assert "[map](/assets/images/" in made.file(KETTLE).read_text(encoding="utf-8")


def test_images_left_at_blogger_on_purpose_are_told_but_no_loss(tmp_path: Path) -> None:
    settings = Settings(images=False)
    migrate(Job(settings, (BACKUP,), tmp_path))
    result = check_folder(Job(settings, (BACKUP,)), tmp_path)
    assert result.exit_code == 0
    assert [note.code for note in result.notes if note.code.startswith("image")] == ["images-remote"]


def test_a_run_that_was_cut_short_is_told(made: Made) -> None:
    shutil.copy(made.root / layout.STATE, made.root / layout.NEXT_STATE)
    assert "run-interrupted" in {note.code for note in made.check().notes}


def test_worst_comes_first(made: Made) -> None:
    made.append(RADISHES, "[x](/nothing.html)")
    made.edit(FRAME, "Sawdust is still everywhere", "")
    made.file(KETTLE).unlink()
    result = made.check(made.url)
    assert [post.id for post in result.broken] == [KETTLE, FRAME, RADISHES]
    told = json.loads(as_json(result))
    assert [post["id"] for post in told["posts"][:3]] == [KETTLE, FRAME, RADISHES]
    assert told["counts"] == {"posts": 16, "whole": 13, "broken": 3}
    assert told["exit_code"] == 1


def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    job = Job(Settings(), ())
    with pytest.raises(OutputError, match="nothing in it that migrator wrote"):
        check_folder(job, tmp_path)
    with pytest.raises(OutputError, match="there is no such folder"):
        check_folder(job, tmp_path / "none")


def command(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "migrator", "check", *args], capture_output=True, text=True, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    migrate(Job(Settings(images=False), (BACKUP,), tmp_path / "site"))
    return tmp_path / "site"


def test_the_command_says_how_many_are_whole(folder: Path) -> None:
    done = command(str(folder), BACKUP)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\n19 posts and pages checked, also against their source: 19 whole\n")
    quiet = command(str(folder), "-q")
    assert (quiet.returncode, quiet.stdout) == (0, "")


def test_the_command_names_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    next((folder / "_posts").glob("2016-01-01-*")).unlink()
    done = command(str(folder), "--report", str(tmp_path / "r.json"))
    assert done.returncode == 1
    assert "_posts/2016-01-01-new-year-old-kettle.md\n  file-missing: the file is not there" in done.stdout
    assert "19 posts and pages checked: 18 whole, 1 not\n" in done.stdout
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["counts"]["broken"] == 1
    quiet = command(str(folder), "-q")
    assert (quiet.returncode, quiet.stdout) == (1, "")
    assert "file-missing" in quiet.stderr


def test_the_command_refuses_what_it_can_not_check(folder: Path, tmp_path: Path) -> None:
    for args in ((str(tmp_path / "none"),), (str(folder), "gone.xml"), (str(folder), "--report", str(tmp_path))):
        done = command(*args)
        assert done.returncode == 2
        assert done.stderr.startswith("Error: ")
        assert done.stdout == ""


def test_images_that_google_gave_new_addresses_are_not_missed(tmp_path: Path) -> None:
    root = tmp_path / "site"
    with DemoServer() as running:
        migrate(Job(Settings(), (running.url,), root, remember=False, allow_private=True))
        moved = (replace(post, html=post.html.replace("AVvXsE", "AVvXsEb")) for post in running.blog.posts)
        running.blog = replace(running.blog, posts=tuple(moved))
        result = check_folder(Job(Settings(), (running.url,), allow_private=True), root)
        assert not [note.message for post in result.posts for note in post.notes if note.code == "lost-images"]
        (root / "_posts/2018-04-05-blog-post.md").write_text("---\ntitle: one less\n---\n", encoding="utf-8")
        result = check_folder(Job(Settings(), (running.url,), allow_private=True), root)
    assert [str(post.path) for post in result.posts for note in post.notes if note.code == "lost-images"]
