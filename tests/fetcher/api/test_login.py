from __future__ import annotations

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from migrator.demo.api import Access
from migrator.demo.responses import ServerBehaviour
from migrator.demo.server import DemoServer
from migrator.errors import MigratorError, OutputError, SettingsError, SourceError
from migrator.fetcher.api.login import SCOPES, Login, default_token_file, log_in, stored_login
from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import FetchOptions
from migrator.model import Status
from tests.fetcher.authority import Authority, authorizing
from tests.fetcher.feeds import posts

SECRETS = ("hush-client", "hush-refresh", "stand-in-token")


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the stand-in has no certificate
    monkeypatch.setenv("NO_PROXY", "*")
    with authorizing() as server:
        yield server


def logged_in(authority: Authority, folder: Path, **changed: Any) -> Path:
    client = authority.client
    client["installed"].update(changed)
    (folder / "client.json").write_text(json.dumps(client), encoding="utf-8")
    token = folder / "kept" / "token.json"
    log_in(folder / "client.json", token, browser="stand-in", loopback=True)
    return token


def expired(token: Path) -> Path:
    kept = json.loads(token.read_text(encoding="utf-8"))
    token.write_text(json.dumps({**kept, "expiry": "2020-01-01T00:00:00Z"}), encoding="utf-8")
    return token


def test_a_login_is_kept_for_its_owner_only(
    authority: Authority, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    token = logged_in(authority, tmp_path)
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert stat.S_IMODE(token.parent.stat().st_mode) == 0o700
    assert [file.name for file in token.parent.iterdir()] == ["token.json"]
    assert Login(token, loopback=True).headers() == {"Authorization": "Bearer stand-in-token-1"}
    out = "".join(capfd.readouterr())
    assert not any(secret in out for secret in SECRETS)


def test_asks_for_reading_only_with_pkce_and_a_state(authority: Authority, tmp_path: Path) -> None:
    logged_in(authority, tmp_path)
    asked = authority.asked[0]
    assert asked["scope"] == SCOPES[0]
    assert asked["scope"].endswith(".readonly")
    assert asked["code_challenge_method"] == "S256"
    assert asked["state"]
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")
    assert asked["access_type"] == "offline"


def test_a_token_that_ran_out_is_refreshed_and_kept(authority: Authority, tmp_path: Path) -> None:
    token = expired(logged_in(authority, tmp_path))
    login = Login(token, loopback=True)
    assert login.headers() == login.headers() == {"Authorization": "Bearer stand-in-token-2"}
    assert "stand-in-token-2" in token.read_text(encoding="utf-8")
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert Login(token, loopback=True).headers() == {"Authorization": "Bearer stand-in-token-2"}


def test_a_login_that_was_withdrawn_says_what_to_do(authority: Authority, tmp_path: Path) -> None:
    token = expired(logged_in(authority, tmp_path))
    authority.withdrawn = True
    with pytest.raises(SourceError, match="migrator login") as caught:
        Login(token, loopback=True).headers()
    assert not any(secret in str(caught.value) for secret in SECRETS)


def test_google_out_of_reach_is_no_traceback(authority: Authority, tmp_path: Path) -> None:
    token = expired(logged_in(authority, tmp_path))
    kept = json.loads(token.read_text(encoding="utf-8"))
    token.write_text(json.dumps({**kept, "token_uri": "http://127.0.0.1:9/token"}), encoding="utf-8")
    with pytest.raises(MigratorError, match="could not be reached") as caught:
        Login(token, loopback=True).headers()
    assert caught.value.exit_code == 3


def test_a_user_who_says_no(authority: Authority, tmp_path: Path) -> None:
    authority.consents = False
    with pytest.raises(SourceError, match="access_denied"):
        logged_in(authority, tmp_path)
    assert not (tmp_path / "kept").exists()


def test_an_answer_that_somebody_forged(authority: Authority, tmp_path: Path) -> None:
    authority.forged_state = True
    with pytest.raises(SourceError, match="mismatching_state"):
        logged_in(authority, tmp_path)
    assert authority.granted == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "can't be read"),
        ("", "not valid JSON"),
        ("[]", "not the client of a desktop app"),
        ('{"web": {}}', "not the client of a desktop app"),
        ('{"installed": {}}', "no address of Google"),
        (
            '{"installed": {"auth_uri": "https://accounts.google.com/o", "token_uri": "https://evil.example/"}}',
            "token_uri",
        ),
        ('{"installed": {"auth_uri": "https://notgoogle.com/o", "token_uri": "https://x.googleapis.com"}}', "auth_uri"),
        (
            '{"installed": {"auth_uri": "https://accounts.google.com/o", "token_uri": "https://oauth2.googleapis.com/t"}}',
            "not complete",
        ),
    ],
)
def test_client_files_that_are_none(tmp_path: Path, content: str | None, says: str) -> None:
    file = tmp_path / "client.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=says):
        log_in(file, tmp_path / "token.json")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"token_uri": "https://evil.example/t"}'])
def test_kept_logins_that_are_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "token.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError):
        Login(file)


def test_a_login_that_cannot_be_kept(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="can't be kept"):
        logged_in(authority, tmp_path)


def test_without_a_login_there_is_none(tmp_path: Path) -> None:
    assert stored_login(tmp_path / "token.json") is None


def test_it_is_kept_with_the_user_s_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_token_file() == tmp_path / "migrator" / "token.json"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with nothing in it, and an environment that names no other."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other places")
def test_it_is_kept_in_the_home_folder_where_nothing_is_said(home: Path) -> None:
    assert default_token_file() == home / ".config" / "migrator" / "token.json"


def test_a_login_of_an_earlier_version_is_found_until_there_is_a_new_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = default_token_file()
    monkeypatch.setenv("APPDATA", str(home / "before"))
    former = home / "before" / "migrator" / "token.json"
    former.parent.mkdir(parents=True)
    former.write_text("{}", encoding="utf-8")
    assert default_token_file() == former
    new.parent.mkdir(parents=True, exist_ok=True)
    new.write_text("{}", encoding="utf-8")
    assert default_token_file() == new


def test_drafts_are_read_with_a_login(authority: Authority, tmp_path: Path) -> None:
    login = Login(logged_in(authority, tmp_path), loopback=True)
    with DemoServer(behaviour=ServerBehaviour(access=Access(bearer="stand-in-token-1"))) as stand_in:
        options = FetchOptions(allow_private=True, credentials=login, api_root=f"{stand_in.url}/v3")
        (source,) = open_sources([stand_in.url], options)
        found = posts(list(source.read()))
    assert {one.status for one in found} == {Status.LIVE, Status.DRAFT, Status.SCHEDULED}
