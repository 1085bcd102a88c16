"""A plan carried out on a real folder: what lands there, what can't, what is left when it breaks."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

from migrator.errors import OutputError
from migrator.model import Action, Change, Plan, Provenance, State, StoredImage
from migrator.writer.disk.apply import apply
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.mergebases import MergeBases
from migrator.writer.disk.newlines import digest_of
from migrator.writer.disk.state import load
from migrator.writer.documents.documents import digest
from migrator.writer.plan.decisions import INCOMING, Wanted
from migrator.writer.plan.plan import plan

TEXTS = {"1": "one\n", "2": "둘\n"}
PATHS = {"1": "_posts/one.md", "2": "p/two.md"}


@dataclass(frozen=True)
class Said:
    """The documents' texts."""

    texts: Mapping[str, str]

    def final(self, change: Change) -> str:
        return self.texts[change.id.removeprefix(INCOMING)]

    def made(self, document: str) -> str | None:
        return self.texts.get(document)


class Interrupted(Said):
    """A run that ends before the second file."""

    def final(self, change: Change) -> str:
        if change.id == "2":
            raise KeyboardInterrupt
        return super().final(change)


def planned(root: Path, texts: Mapping[str, str] = TEXTS, paths: Mapping[str, str] = PATHS) -> Plan:
    wanted = [Wanted(key, PurePosixPath(paths[key]), digest(text)) for key, text in texts.items()]
    return plan(wanted, load(root), Folder(root).digest, complete=True)


def run(root: Path, texts: Mapping[str, str] = TEXTS, paths: Mapping[str, str] = PATHS) -> Plan:
    made = planned(root, texts, paths)
    apply(made, Said(texts), {}, root)
    return made


FOR_GIT = {".gitattributes", ".gitignore"}


def tree(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and path.name not in FOR_GIT)
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def actions(made: Plan) -> set[Action]:
    return {change.action for change in made.changes}


def test_a_second_run_touches_nothing(tmp_path: Path) -> None:
    run(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert actions(run(tmp_path)) == {Action.KEEP}
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_plan_without_anything_makes_no_folder_but_the_states(tmp_path: Path) -> None:
    apply(Plan((), State()), Said(TEXTS), {}, tmp_path / "out")
    assert list(tree(tmp_path)) == ["out/.migrator/state"]


def test_files_are_written_as_utf8(tmp_path: Path) -> None:
    run(tmp_path)
    assert tree(tmp_path)["p/two.md"] == "둘\n".encode()


def test_an_edit_stays(tmp_path: Path) -> None:
    run(tmp_path)
    (tmp_path / "_posts/one.md").write_text("mine\n")
    made = run(tmp_path, {**TEXTS, "1": "newer\n"})
    assert actions(made) == {Action.KEEP, Action.CONFLICT, Action.CREATE}
    assert (tmp_path / "_posts/one.incoming.md").read_text() == "newer\n"
    assert (tmp_path / "_posts/one.md").read_text() == "mine\n"


def test_a_renamed_file_leaves_its_old_place(tmp_path: Path) -> None:
    run(tmp_path)
    run(tmp_path, paths={**PATHS, "1": "_posts/uno.md"})
    assert {"_posts/uno.md", "p/two.md", ".migrator/state"} == set(tree(tmp_path))


def test_two_files_can_change_places(tmp_path: Path) -> None:
    run(tmp_path)
    swapped = {"1": PATHS["2"], "2": PATHS["1"]}
    run(tmp_path, paths=swapped)
    assert tree(tmp_path)["p/two.md"] == b"one\n"
    assert tree(tmp_path)["_posts/one.md"] == "둘\n".encode()
    assert actions(run(tmp_path, paths=swapped)) == {Action.KEEP}


@pytest.mark.parametrize(
    "path", ["../out.md", "/etc/out.md", "a/../../out.md", "a\\out.md", "C:/out.md", ".", "a/../b.md"]
)
def test_nothing_is_written_outside(tmp_path: Path, path: str) -> None:
    root = tmp_path / "site"
    with pytest.raises(OutputError, match="no path inside the output folder"):
        run(root, {"1": "x"}, {"1": path})
    assert tree(tmp_path) == {}


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "site"
    outside = tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "_posts").symlink_to(outside)
    with pytest.raises(OutputError, match="_posts: it is a link that leads out"):
        run(root)
    assert tree(outside) == {}


def test_a_link_in_place_of_a_file_is_somebodys(tmp_path: Path) -> None:
    (tmp_path / "_posts").mkdir()
    (tmp_path / "elsewhere.md").write_text("one\n")
    (tmp_path / "_posts/one.md").symlink_to(tmp_path / "elsewhere.md")
    assert Action.CONFLICT in actions(run(tmp_path))
    assert (tmp_path / "_posts/one.md").is_symlink()


def test_a_file_in_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("a file")
    with pytest.raises(OutputError, match=r"p/two\.md: it can't be written .*run again"):
        run(tmp_path)


def test_a_run_that_broke_is_finished_by_the_next(tmp_path: Path) -> None:
    made = planned(tmp_path)
    undisturbed = tmp_path / "undisturbed"
    broken = tmp_path / "broken"
    run(undisturbed)

    with pytest.raises(KeyboardInterrupt):
        apply(made, Interrupted(TEXTS), {}, broken)
    assert set(tree(broken)) == {"_posts/one.md", ".migrator/state.next"}
    run(broken)
    assert tree(broken) == tree(undisturbed)


def test_a_run_that_broke_may_be_followed_by_changes(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        apply(planned(tmp_path), Interrupted(TEXTS), {}, tmp_path)
    run(tmp_path, {**TEXTS, "1": "changed since\n"})
    assert (tmp_path / "_posts/one.md").read_text() == "changed since\n"


def test_half_files_of_a_killed_run_go(tmp_path: Path) -> None:
    left = tmp_path / "_posts" / ".migrator-1.part"
    left.parent.mkdir()
    left.write_text("ha")
    run(tmp_path)
    assert not left.exists()


def test_a_disk_that_is_full_leaves_no_half_file(tmp_path: Path) -> None:
    run(tmp_path)
    before = tree(tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(OutputError, match=r"_posts/one\.md: it can't be written \(File too large\)"):
            run(tmp_path, {**TEXTS, "1": "long" * 4096})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    after = tree(tmp_path)
    assert after.pop(".migrator/state.next")
    assert after == before


def test_images_come_into_place(tmp_path: Path) -> None:
    source = tmp_path / "staged"
    source.write_bytes(b"GIF89a")
    path = PurePosixPath("assets/images/a.gif")
    stored = StoredImage("k", path, "0" * 64, 6, "https://x/a.gif")
    root = tmp_path / "site"
    made = plan([], State(), Folder(root).digest, images={"k": stored})
    assert apply(made, Said(TEXTS), {path: source}, root) == ()
    assert (root / path).read_bytes() == b"GIF89a"
    assert load(root).images == {"k": stored}


def test_a_persons_image_stays(tmp_path: Path) -> None:
    source = tmp_path / "staged"
    source.write_bytes(b"GIF89a")
    root = tmp_path / "site"
    (root / "assets").mkdir(parents=True)
    (root / "assets/a.gif").write_bytes(b"mine")
    notes = apply(Plan((), State()), Said(TEXTS), {PurePosixPath("assets/a.gif"): source}, root)
    assert [note.code for note in notes] == ["image-in-the-way"]
    assert (root / "assets/a.gif").read_bytes() == b"mine"


def test_what_is_edited_while_a_run_is_under_way_stays_and_is_told(tmp_path: Path) -> None:
    run(tmp_path)
    made = planned(tmp_path, {**TEXTS, "1": "newer\n"})
    (tmp_path / "_posts/one.md").write_text("mine\n")
    notes = apply(made, Said({**TEXTS, "1": "newer\n"}), {}, tmp_path)
    assert [(note.code, note.subject) for note in notes] == [("changed-meanwhile", "_posts/one.md")]
    assert (tmp_path / "_posts/one.md").read_text() == "mine\n"
    assert load(tmp_path).files["1"].digest == digest("one\n")


def test_a_file_that_is_edited_before_it_moves_stays_where_it_is(tmp_path: Path) -> None:
    run(tmp_path)
    made = planned(tmp_path, paths={**PATHS, "1": "_posts/uno.md"})
    (tmp_path / "_posts/one.md").write_text("mine\n")
    assert [note.code for note in apply(made, Said(TEXTS), {}, tmp_path)] == ["changed-meanwhile"]
    assert (tmp_path / "_posts/one.md").read_text() == "mine\n"
    assert not (tmp_path / "_posts/uno.md").exists()


def test_windows_line_ends_are_no_edit_and_are_kept(tmp_path: Path) -> None:
    run(tmp_path)
    file = tmp_path / "_posts/one.md"
    file.write_bytes(b"\xef\xbb\xbfone\r\n")
    assert actions(run(tmp_path)) == {Action.KEEP}
    assert actions(run(tmp_path, {**TEXTS, "1": "newer\nlonger\n"})) == {Action.UPDATE, Action.KEEP}
    assert file.read_bytes() == b"newer\r\nlonger\r\n"


def test_a_read_only_folder_is_told_and_finished_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path)
    texts = {"1": "newer\n", "2": "neuer\n"}

    replace = Path.replace

    def refused(source: Path, target: Path) -> None:
        if target.name == "two.md":
            raise PermissionError(13, "Permission denied", str(target))
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refused)
        with pytest.raises(OutputError, match=r"p/two\.md: it can't be written \(Permission denied\)"):
            run(tmp_path, texts)
    run(tmp_path, texts)
    assert (tmp_path / "p/two.md").read_text() == "neuer\n"
    assert actions(run(tmp_path, texts)) == {Action.KEEP}


def test_a_change_of_capital_letters_only_leaves_one_file(tmp_path: Path) -> None:
    run(tmp_path, paths={**PATHS, "1": "_posts/One.md"})
    run(tmp_path, {**TEXTS, "1": "newer\n"})
    assert [path.name for path in (tmp_path / "_posts").iterdir()] == ["one.md"]
    assert (tmp_path / "_posts/one.md").read_text() == "newer\n"


def test_where_capital_letters_do_not_count_the_file_itself_is_not_taken_for_its_old_place(tmp_path: Path) -> None:
    run(tmp_path, paths={**PATHS, "1": "_posts/One.md"})
    made = planned(tmp_path)
    # As on such a disk: one file that answers to both names.
    (tmp_path / "_posts/one.md").hardlink_to(tmp_path / "_posts/One.md")
    made = planned(tmp_path)
    apply(made, Said(TEXTS), {}, tmp_path)
    assert (tmp_path / "_posts/one.md").read_text() == "one\n"


RECORD = PurePosixPath(".migrator/record")
OLD = PurePosixPath(".migrator/old")


class Bytes:
    """Documents whose bytes are known."""

    def __init__(self, **contents: bytes) -> None:
        self.contents = contents

    def final(self, change: Change) -> bytes:
        return self.contents[change.id]

    def made(self, _document: str, /) -> None:
        pass


def planned_for(root: Path, content: bytes, path: str = "a.md") -> Plan:
    return plan([Wanted("a", PurePosixPath(path), digest_of(content))], load(root, RECORD), Folder(root).digest)


def written(root: Path, content: bytes, path: str = "a.md") -> None:
    """Bring one document there, with a record of its own and originals kept."""
    made = planned_for(root, content, path)
    assert apply(made, Bytes(a=content), {}, root, state_path=RECORD, originals=OLD) == ()


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    written(tmp_path, b"one\r\ntwo\n")
    written(tmp_path, b"\xef\xbb\xbfthree\n\xff\r\n")
    assert (tmp_path / "a.md").read_bytes() == b"\xef\xbb\xbfthree\n\xff\r\n"


def test_originals_are_kept_once_each_beside_one_another(tmp_path: Path) -> None:
    for content in (b"one\n", b"two\n", b"one\n", b"two\r\nx\n", b"three\n"):
        written(tmp_path, content)
    written(tmp_path, b"four\n", "below/b.md")
    assert {path: data for path, data in tree(tmp_path).items() if path.startswith(".migrator/old")} == {
        ".migrator/old/a.md": b"one\n",
        ".migrator/old/a.md.2": b"two\n",
        ".migrator/old/a.md.3": b"two\r\nx\n",
        ".migrator/old/a.md.4": b"three\n",
    }
    assert not (tmp_path / "a.md").exists()


def test_an_original_is_kept_before_its_file_changes(tmp_path: Path) -> None:
    written(tmp_path, b"one\n")
    made = planned_for(tmp_path, b"two\n")
    (tmp_path / OLD).write_text("no folder")
    with pytest.raises(OutputError, match="it can't be written"):
        apply(made, Bytes(a=b"two\n"), {}, tmp_path, state_path=RECORD, originals=OLD)
    assert (tmp_path / "a.md").read_bytes() == b"one\n"


def test_another_record_leaves_the_state_and_its_merge_bases_alone(tmp_path: Path) -> None:
    made = plan(
        [Wanted("1", PurePosixPath("1.md"), digest("one\n"), Provenance(source="x"))], State(), Folder(tmp_path).digest
    )
    apply(made, Said({"1": "one\n"}), {}, tmp_path)
    before = tree(tmp_path)
    assert digest("one\n") in MergeBases(Folder(tmp_path))
    written(tmp_path, b"one\n")
    written(tmp_path, b"two\n")
    written(tmp_path, b"two\n")
    after = tree(tmp_path)
    assert {path: after[path] for path in before} == before
    assert after.keys() - before.keys() == {"a.md", ".migrator/record", ".migrator/old/a.md"}
