"""The command line as a person meets it: what is printed where, and the exit code."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrator import __version__
from migrator.writer.profiles import PROFILES
from tests.paths import ROOT, SAMPLES

BACKUP = str(next((SAMPLES / "backup").glob("*.xml")))
COMMAND = [sys.executable, "-m", "migrator"]

AWKWARD = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-1.archive</id><title>T</title>
<generator>Blogger</generator>
<entry><id>tag:blogger.com,1999:blog-1.post-2</id><published>2014-03-24T07:47:42.345-07:00</published>
<updated>2014-03-24T07:47:42.345-07:00</updated>
<category scheme='http://schemas.google.com/g/2005#kind'
 term='http://schemas.google.com/blogger/2008/kind#post'/>
<title type='text'>[red]not markup[/red] :smile: &#x9b;31m</title>
<content type='html'>x</content>
<link rel='alternate' type='text/html' href='http://x.blogspot.com/2014/03/x.html'/></entry></feed>"""


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


def migrator(*args: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> Result:
    done = subprocess.run(
        [*COMMAND, *args],
        capture_output=True,
        encoding="utf-8",
        env=_environment() | (env or {}),
        cwd=cwd,
        timeout=60,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def _environment() -> dict[str, str]:
    root = str(ROOT)
    return {**os.environ, "PYTHONPATH": root, "PYTHONWARNINGS": "error"}


def test_version_and_help() -> None:
    assert migrator("--version").out == f"migrator {__version__}\n"
    help_text = migrator("--help").out
    assert all(name in help_text for name in ("migrate", "sync", "preview", "inspect", "demo"))
    assert "0 done; 1 done, but something was lost" in " ".join(help_text.split())


def test_help_names_every_profile() -> None:
    assert f"{', '.join(PROFILES)}." in " ".join(migrator("migrate", "--help").out.replace(" (default)", "").split())


def test_help_does_not_wait_for_what_only_commands_need() -> None:
    program = "import migrator.cli.app, sys; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"bs4", "lxml", "httpx", "pydantic", "rich.console", "frontmatter"} & set(done.stdout.split())


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("unknown",),
        ("migrate", BACKUP),
        ("migrate", "-o", "x"),
        ("migrate", BACKUP, "-o", "x", "--limit", "0"),
        ("migrate", BACKUP, "-o", "x", "--since", "yesterday"),
        ("migrate", BACKUP, "-o", "x", "--no-such-flag"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2(args: tuple[str, ...], tmp_path: Path) -> None:
    result = migrator(*args, cwd=tmp_path)
    assert result.code == 2
    assert "Usage:" in result.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("migrate", "gone.xml", "-o", "x"), 2, "Error: gone.xml: there is no such file"),
        (("migrate", BACKUP, "-o", "x", "--profile", "wordstar"), 2, "jekyll, alembic, hugo"),
        (("migrate", BACKUP, "-o", "a file"), 2, "Error: a file: this is a file"),
        (("migrate", BACKUP, "-o", "x", "--report", "."), 2, "it is a folder"),
        (("migrate", BACKUP, "-o", "x", "--report", "gone/r.json"), 2, "Make gone first"),
        (("migrate", "http://no-such-host.invalid", "-o", "x"), 3, "Error: "),
        (("inspect", "a file"), 2, "Error: a file: the file is empty"),
        (("sync",), 2, "there is no migrator.toml in it"),
    ],
)
def test_errors_say_what_is_wrong_and_what_to_do_on_stderr(
    args: tuple[str, ...], code: int, told: str, tmp_path: Path
) -> None:
    (tmp_path / "a file").touch()
    result = migrator(*args, cwd=tmp_path)
    assert result.code == code
    assert told in result.err
    assert "Traceback" not in result.err
    assert result.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["a file"]


def test_migrate_then_sync_from_another_folder(tmp_path: Path) -> None:
    (tmp_path / "blog.xml").write_text(Path(BACKUP).read_text(encoding="utf-8"), encoding="utf-8")
    first = migrator("migrate", "blog.xml", "-o", "out/site", "--no-images", "--profile", "hugo", cwd=tmp_path)
    assert (first.code, first.err) == (0, "")
    assert "Written to out/site" in first.out
    again = migrator("sync", str(tmp_path / "out/site"), cwd=SAMPLES)
    assert (again.code, again.err) == (0, "")
    assert again.out.startswith("Nothing new: ")
    assert again.out.count("\n") == 1


def test_flags_that_differ_from_the_file_are_told_and_the_file_stays(tmp_path: Path) -> None:
    migrator("migrate", BACKUP, "-o", str(tmp_path), "--no-images")
    before = (tmp_path / "migrator.toml").read_text(encoding="utf-8")
    result = migrator("migrate", BACKUP, "-o", str(tmp_path), "--no-comments", "--dry-run")
    assert "This run differs in: comments\n" in result.err
    assert (tmp_path / "migrator.toml").read_text(encoding="utf-8") == before


def test_a_dry_run_prints_the_plan_and_leaves_no_trace(tmp_path: Path) -> None:
    result = migrator("migrate", BACKUP, "-o", "site", "--no-images", "--dry-run", cwd=tmp_path)
    assert result.code == 0
    assert "create    _posts/" in result.out
    assert "Plan: " in result.out
    assert "Nothing was written" in result.out
    assert not list(tmp_path.iterdir())


def test_a_conflict_exits_with_1_and_is_named(tmp_path: Path) -> None:
    migrator("migrate", BACKUP, "-o", str(tmp_path), "--no-images")
    for path in (tmp_path / "_posts").iterdir():
        path.write_text("mine", encoding="utf-8")
    result = migrator("migrate", BACKUP, "-o", str(tmp_path), "--profile", "alembic", "--rewrite", "-q")
    assert result.code == 1
    assert result.out == ""
    assert "conflict  _posts/" in result.err


def test_the_report_is_json_with_the_exit_code(tmp_path: Path) -> None:
    result = migrator(
        "migrate", BACKUP, "-o", str(tmp_path / "a"), "--no-images", "--report", str(tmp_path / "a" / "r.json")
    )
    told = json.loads((tmp_path / "a" / "r.json").read_text(encoding="utf-8"))
    assert told["exit_code"] == result.code
    assert told["counts"]["posts"] > 5


def test_titles_are_printed_as_they_are_and_can_not_steer_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "b.xml").write_text(AWKWARD, encoding="utf-8")
    result = migrator("preview", "b.xml", cwd=tmp_path)
    assert result.code == 0
    assert "[red]not markup[/red] :smile: " in result.out
    assert "\x9b" not in result.out
    assert [path.name for path in tmp_path.iterdir()] == ["b.xml"]


@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_away_from_a_terminal_output_is_plain_text_of_unbroken_lines(env: dict[str, str]) -> None:
    result = migrator("preview", BACKUP, env=env | {"COLUMNS": "20"})
    assert "\x1b" not in result.out + result.err
    assert any(len(line) > 60 for line in result.out.splitlines())


@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)], ids=["colour", "NO_COLOR"])
def test_on_a_terminal_there_are_colours_unless_they_are_not_wanted(
    env: dict[str, str], coloured: bool, tmp_path: Path
) -> None:
    ours, theirs = os.openpty()
    arguments = ["migrate", BACKUP, "-o", str(tmp_path / "x"), "--no-images", "--dry-run"]
    plain = {name: value for name, value in _environment().items() if name not in {"NO_COLOR", "CI"}}
    running = subprocess.Popen(
        [*COMMAND, *arguments], stdout=theirs, stderr=subprocess.PIPE, env=plain | {"TERM": "xterm-256color"} | env
    )
    os.close(theirs)
    out = bytearray()
    with contextlib.suppress(OSError):  # how Linux says that the other end of a terminal has gone
        while piece := os.read(ours, 65536):
            out += piece
    os.close(ours)
    assert running.communicate(timeout=60)[1] == b""
    assert running.returncode == 0
    assert (b"\x1b[32mcreate" in out) is coloured
    assert b"create    _posts/" in out


def test_output_that_can_not_say_a_letter_replaces_it() -> None:
    result = migrator("preview", BACKUP, "--samples", "99", env={"PYTHONIOENCODING": "ascii"})
    assert "Traceback" not in result.err
    assert "Plan: " in result.out


def test_inspect_tells_what_is_there() -> None:
    result = migrator("inspect", BACKUP)
    assert result.code == 0
    for heading in ("posts", "comments", "Labels", "Images by host", "Unusual"):
        assert heading in result.out


def test_a_reader_that_leaves_early_is_no_error() -> None:
    line = f"{sys.executable} -m migrator inspect -v {BACKUP} | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, env=_environment(), check=False, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout.endswith("\n0\n")


@contextlib.contextmanager
def writer_of(pipe: Path) -> Iterator[None]:
    """The writing end of a named pipe, opened as soon as somebody reads."""
    end = -1
    while end < 0:
        with contextlib.suppress(OSError):  # nobody reads it yet
            end = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        time.sleep(0.01)
    try:
        yield
    finally:
        os.close(end)


def test_an_interrupted_run_says_so_in_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never.xml")
    running = subprocess.Popen(
        [*COMMAND, "migrate", "never.xml", "-o", "site"],
        cwd=tmp_path,
        env=_environment() | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with writer_of(tmp_path / "never.xml"):  # it is being read from now on, and nothing ever comes
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert out == ""
    assert err.count("\n") == 1
    assert "Interrupted" in err
    assert [path.name for path in tmp_path.iterdir()] == ["never.xml"]


def test_the_demo_needs_no_network_and_can_be_run_again(tmp_path: Path) -> None:
    first = migrator("demo", cwd=tmp_path)
    assert (first.code, first.err) == (0, "")
    assert "Nothing new" in first.out
    posts = list((tmp_path / "migrator-demo" / "_posts").iterdir())
    assert len(posts) > 10
    assert migrator("demo", cwd=tmp_path).code == 0
