"""Who asks Blogger's API, as the command line says it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrator.cli.network import credentials_of, network_of
from migrator.cli.options import NetworkFlags
from migrator.errors import OutputError, SettingsError
from migrator.fetcher.api.client import ApiKey


def test_without_anything_to_show_feeds_are_read() -> None:
    assert credentials_of(None, as_author=False) is None
    assert credentials_of(" ", as_author=False) is None


def test_a_key_is_taken_as_it_is_copied() -> None:
    assert credentials_of(" abc\n", as_author=False) == ApiKey("abc")


@pytest.mark.parametrize("key", ["a b", "ä", "a\nb", "a\x7f"])
def test_what_cannot_be_a_key_is_not_repeated(key: str) -> None:
    with pytest.raises(SettingsError, match="this can't be one") as caught:
        credentials_of(key, as_author=False)
    assert key not in str(caught.value)


def test_an_author_has_to_log_in_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(SettingsError, match="migrator login"):
        credentials_of(None, as_author=True)


def test_a_login_counts_more_than_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    kept = dict.fromkeys(("token", "refresh_token", "client_id", "client_secret"), "x")
    file = tmp_path / "migrator" / "token.json"
    file.parent.mkdir()
    place = {"token_uri": "https://oauth2.googleapis.com/token", "expiry": "2999-01-01T00:00:00Z"}
    file.write_text(json.dumps(kept | place), encoding="utf-8")
    found = credentials_of("key", as_author=True)
    assert found is not None
    assert found.author
    assert found.headers() == {"Authorization": "Bearer x"}


def test_answers_are_kept_apart_for_each_source_and_for_who_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folders = {
        network_of(NetworkFlags(api_key=key), ["https://x.blogspot.com"])["cache"].folder for key in (None, "key")
    }
    folders |= {
        network_of(NetworkFlags(), [source])["cache"].folder
        for source in ("blog.xml", str(Path("blog.xml").absolute()), "b.xml")
    }
    assert len(folders) == 4
    assert all(folder.is_relative_to(tmp_path) for folder in folders)


def test_a_cache_that_cannot_be_written_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert network_of(NetworkFlags(), ["https://x.blogspot.com"])["cache"] is None


def test_a_cache_that_cannot_be_read_stops_who_asks_nothing_of_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_told: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(Path, "exists", failing)
    with pytest.raises(OutputError, match="nothing can be kept there"):
        network_of(NetworkFlags(offline=True), ["https://x.blogspot.com"])
