"""The ready-made ways to run every night: as far as they can be tried without the services that run them."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.test_app import migrator
from tests.exports import Exported, write_backup
from tests.paths import ROOT, SAMPLES

CI = SAMPLES / "ci"
WORKFLOW = CI / "sync.yml"


def test_the_workflow_is_one_that_github_understands() -> None:
    program = "from check_jsonschema import main; main()"
    command = [sys.executable, "-c", program, "--builtin-schema", "vendor.github-workflows", str(WORKFLOW)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def steps() -> dict[str, dict[str, Any]]:
    """The workflow's steps that have a name."""
    told = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return {step["name"]: step for step in told["jobs"]["sync"]["steps"] if "name" in step}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site in a clone of a repository, as a workflow finds it."""
    remote, clone = tmp_path / "remote.git", tmp_path / "clone"
    git(tmp_path, "init", "--bare", "-b", "main", str(remote))
    git(tmp_path, "clone", str(remote), str(clone))
    git(clone, "switch", "--create", "main")
    source = write_backup(tmp_path / "blog.xml", [Exported(1)])
    assert migrator("migrate", source, "-o", str(clone), "--no-images").code == 0
    git(clone, "add", "--all")
    git(clone, "commit", "-m", "Migrate")
    git(clone, "push", "-u", "origin", "HEAD")
    return clone


def git(folder: Path, *args: str) -> str:
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *identity, *args], cwd=folder, check=True, capture_output=True, text=True).stdout


def step(name: str, site: Path, pull_request: str = "false") -> tuple[int, dict[str, str]]:
    """Run a step as the runner does; its exit code and its outputs."""
    place = site.parent / "runner"
    (place / "bin").mkdir(parents=True, exist_ok=True)
    program = place / "bin" / "migrator"
    root = ROOT
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" -m migrator "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    output = place / "output"
    output.write_text("", encoding="utf-8")
    env = os.environ | {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(place),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(place / "summary"),
        "GITHUB_RUN_ID": "7",
        "PULL_REQUEST": pull_request,
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps()[name]["run"]]
    done = subprocess.run(command, cwd=site, env=env, capture_output=True, check=False)
    told = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
    return done.returncode, told


def test_a_night_without_news_commits_nothing(site: Path) -> None:
    before = git(site, "rev-parse", "origin/main")
    assert step("Sync", site) == (0, {"code": "0"})
    assert step("Commit", site) == (0, {})
    assert git(site, "rev-parse", "HEAD") == before


def test_a_night_with_news_commits_and_pushes_them(site: Path) -> None:
    write_backup(site.parent / "blog.xml", [Exported(1), Exported(2)])
    assert step("Sync", site) == (0, {"code": "0"})
    assert step("Commit", site) == (0, {"pushed": "true"})
    assert "_posts/2014-03-24-post-2.md" in git(site.parent / "remote.git", "show", "--stat", "main")
    assert git(site, "status", "--porcelain") == ""


def test_news_can_go_to_a_branch_for_a_pull_request(site: Path) -> None:
    write_backup(site.parent / "blog.xml", [Exported(1), Exported(2)])
    step("Sync", site, "true")
    assert step("Commit", site, "true") == (0, {"pushed": "true"})
    assert "sync-" in git(site.parent / "remote.git", "branch", "--list", "sync-*")
    assert "post-2" not in git(site.parent / "remote.git", "show", "--stat", "main")


def test_a_conflict_is_committed_and_told_and_a_failure_is_not(site: Path) -> None:
    file = site / "_posts/2014-03-24-post-1.md"
    file.write_text(file.read_text(encoding="utf-8").replace("Text", "My text"), encoding="utf-8")
    write_backup(site.parent / "blog.xml", [Exported(1, "<p>Their text</p>")])
    assert step("Sync", site) == (0, {"code": "1"})
    (site.parent / "blog.xml").unlink()
    assert step("Sync", site) == (1, {"code": "2"})


def test_the_timer_names_its_service_and_both_can_be_read() -> None:
    units = {}
    for file in CI.glob("migrator-sync.*"):
        units[file.suffix] = unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.read(file, encoding="utf-8")
    assert units[".service"]["Service"]["ExecStart"].endswith("migrator sync .")
    assert units[".timer"]["Timer"]["OnCalendar"] == "*-*-* 03:17:00"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="only systemd itself can tell")
def test_systemd_understands_both() -> None:
    files = [str(file) for file in CI.glob("migrator-sync.*")]
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert "migrator-sync" not in done.stderr, done.stderr


def test_the_cron_line_runs_a_command_that_there_is() -> None:
    line = (CI / "crontab").read_text(encoding="utf-8").splitlines()[-1]
    assert line.split()[:5] == ["17", "3", "*", "*", "*"]
    assert migrator(line.split()[6], "--help").code == 0
